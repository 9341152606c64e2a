"""
What supervision costs: ``python -m benchmarks.supervision``.

Where a figure is a ratio, both sides are measured in the same run, so that it says the
same on another machine.  Times are of the processor, the best of several rounds.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from time import process_time
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import globalLogBeginner

from connect4tx.supervision.monitors import monitor
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor

TASKS = 10_000
FEW, MANY = 10, 10_000
CRASHES = 200
ROUNDS = 5

_Made = list[Any]


async def idle() -> None:
    """
    Wait for ever, as a connection does whose peer is silent.
    """
    await Deferred()


def bare(count: int) -> _Made:
    """
    As many coroutines, each awaiting a Deferred, and nobody who knows of them.
    """
    return [Deferred.fromCoroutine(idle()) for _ in range(count)]


def supervisor_at(clock: Any) -> TaskSupervisor:
    """
    A task supervisor that runs.
    """
    supervisor = TaskSupervisor(clock=clock)
    supervisor.startService()
    return supervisor


def supervised(count: int) -> _Made:
    """
    The same as tasks of a supervisor.
    """
    clock = Clock()
    supervisor = supervisor_at(clock)
    for _ in range(count):
        supervisor.start_task(idle)
    return [clock, supervisor]


def bytes_each(make: Callable[[int], _Made]) -> float:
    """
    What is allocated for each, after one has paid for what all share.
    """
    first = make(1)
    gc.collect()
    tracemalloc.start()
    made = make(TASKS)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del first, made
    return size / TASKS


def best(measure: Callable[[], float]) -> float:
    """
    The least of several rounds: other work on the machine only adds time.
    """
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        times.append(measure())
    return min(times)


def seconds_to(make: Callable[[int], _Made]) -> float:
    """
    How long it takes to make so many.
    """
    began = process_time()
    made = make(TASKS)
    took = process_time() - began
    del made
    return took


# -- monitors --------------------------------------------------------------------


def seconds_of_monitors() -> float:
    """
    Set a monitor on each of many processes, end them, and hear of it.
    """
    clock = Clock()
    supervisor = supervisor_at(clock)
    tasks = [supervisor.start_task(idle) for _ in range(TASKS)]
    heard: list[object] = []
    began = process_time()
    for task in tasks:
        monitor(task, heard.append)
    setting = process_time() - began
    silent = seconds_of_ends(clock, tasks)
    clock.advance(0)
    assert len(heard) == TASKS
    return setting + silent


def seconds_of_ends(clock: Clock, tasks: list[Process]) -> float:
    """
    End them all, and let everybody hear of it.
    """
    began = process_time()
    for task in tasks:
        task.kill()
    clock.advance(0)
    return process_time() - began


def seconds_of_silent_ends() -> float:
    """
    The same ends, without a monitor.
    """
    clock = Clock()
    supervisor = supervisor_at(clock)
    return seconds_of_ends(clock, [supervisor.start_task(idle) for _ in range(TASKS)])


# -- crashes ---------------------------------------------------------------------


class Crashing:
    """
    A supervisor of which one child crashes again and again.
    """

    def __init__(self, siblings: int, clock: Any) -> None:
        self.starts = 0
        self._gate: Deferred[None] = Deferred()
        specs = [ChildSpec("crashing", self._start)]
        specs += [ChildSpec(str(i), lambda _: idle()) for i in range(siblings)]
        self.supervisor = Supervisor(specs, max_restarts=10**9, clock=clock)
        self.supervisor.startService()

    def _start(self, _: Process) -> Deferred[None]:
        self.starts += 1
        self._gate = Deferred()
        return self._gate

    def crash(self) -> None:
        self._gate.errback(ValueError("a bug"))


def seconds_a_crash(siblings: int) -> float:
    """
    From the crash of one child to its next life, with so many siblings.
    """
    clock = Clock()
    crashing = Crashing(siblings, clock)
    clock.advance(0)
    began = process_time()
    for _ in range(CRASHES):
        crashing.crash()
        clock.advance(0)
    took = process_time() - began
    assert crashing.starts == CRASHES + 1
    return took / CRASHES


# -- on the reactor --------------------------------------------------------------


class OnReactor:
    """
    What is counted in turns of a real reactor, or stopped by one.
    """

    def __init__(self) -> None:
        self.turns_to_restart = 0
        self.seconds_to_stop = 0.0
        self._turn = 0

    def run(self) -> None:
        reactor.callWhenRunning(self._crash)
        reactor.run()

    def _crash(self) -> None:
        self._crashing = Crashing(0, reactor)
        self._crashing.crash()
        reactor.callLater(0, self._count)

    def _count(self) -> None:
        self._turn += 1
        if self._crashing.starts == 1:
            reactor.callLater(0, self._count)
            return
        self.turns_to_restart = self._turn
        self._stop_many()

    def _stop_many(self) -> None:
        supervisor = supervisor_at(reactor)
        for _ in range(TASKS):
            supervisor.start_task(idle)
        gc.collect()
        self._began = process_time()
        supervisor.stopService().addCallback(self._stopped)

    def _stopped(self, _: object) -> None:
        self.seconds_to_stop = process_time() - self._began
        reactor.stop()


# -- the table -------------------------------------------------------------------


def row(what: str, figure: str, note: str = "") -> None:
    """
    Print one line of the table.
    """
    print(f"| {what} | {figure} | {note} |", flush=True)


def tell_sizes() -> None:
    """
    What a process weighs.
    """
    lone, ours = bytes_each(bare), bytes_each(supervised)
    row("bytes of a bare idle coroutine", f"{lone:,.0f}", "with the Deferred it awaits")
    row("bytes that supervision adds", f"{ours - lone:,.0f}", "at most 600")


def tell_rates() -> None:
    """
    How fast processes begin and end.
    """
    lone, ours = best(lambda: seconds_to(bare)), best(lambda: seconds_to(supervised))
    row("tasks started a second", f"{TASKS / ours:,.0f}", "")
    row("starting one, over a bare one", f"{ours / lone:.1f}", "ratio")
    watched, silent = best(seconds_of_monitors), best(seconds_of_silent_ends)
    rate = TASKS / watched
    row("monitors set and fired a second", f"{rate:,.0f}", "the ends included")
    row("an end with a monitor, over one without", f"{watched / silent:.1f}", "ratio")


def tell_crashes() -> None:
    """
    Whether a crash costs more with more siblings.
    """
    few = best(lambda: seconds_a_crash(FEW))
    many = best(lambda: seconds_a_crash(MANY))
    row("microseconds from crash to restart", f"{few * 1e6:,.0f}", f"{FEW} siblings")
    row(f"the same with {MANY:,} siblings", f"{many / few:.2f}", "ratio, about 1")


def tell_reactor() -> None:
    """
    What only a real reactor can say.
    """
    real = OnReactor()
    real.run()
    row("turns from crash to restart", str(real.turns_to_restart), "on a real reactor")
    seconds = f"{real.seconds_to_stop:.2f}"
    row(f"seconds to stop {TASKS:,} tasks", seconds, "on a real reactor; below 2")


def main() -> None:
    """
    Measure everything, and print it as Markdown.
    """
    row("what", "figure", "")
    row("---", "---:", "---")
    tell_sizes()
    tell_rates()
    tell_crashes()
    tell_reactor()


if __name__ == "__main__":
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False)
    main()
