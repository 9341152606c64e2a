"""
Where a scenario is played: the clock, who is who, and what has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twisted.internet.interfaces import IDelayedCall
from twisted.internet.task import Clock

from connect4tx.supervision.monitors import Down
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.supervisor import Supervisor
from tests.supervision.reasons import reason_of
from tests.supervision.scenario import Json, Tree
from tests.supervision.worker import Worker

CALLS_A_STEP = 10_000


class Runaway(Exception):
    """
    More happens in one step than ever will come to rest.
    """


class SteppedClock(Clock):
    """
    A clock that moves from due time to due time, and notices an endless loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._calls_left = CALLS_A_STEP

    def callLater(
        self, delay: float, callable: Callable[..., object], *args: Any, **kw: Any
    ) -> IDelayedCall:
        self._calls_left -= 1
        if self._calls_left < 0:
            raise Runaway(f"more than {CALLS_A_STEP} calls in one step")
        made: IDelayedCall = super().callLater(delay, callable, *args, **kw)
        return made

    def settle(self) -> None:
        """
        Do all that needs no passing of time.
        """
        self._calls_left = CALLS_A_STEP
        self.advance(0)

    def pass_seconds(self, seconds: int) -> None:
        """
        Do all that falls due up to and including then, each at its own time.
        """
        target = self.seconds() + seconds
        while due := [at for at in self._due_times() if at <= target]:
            self._calls_left = CALLS_A_STEP
            self.advance(max(0, min(due) - self.seconds()))
        self.advance(target - self.seconds())

    def _due_times(self) -> list[float]:
        return [call.getTime() for call in self.getDelayedCalls()]


@dataclass(slots=True)
class Happened:
    """
    What happened in one step.
    """

    step: int
    life: list[Json] = field(default_factory=list)
    inbox: dict[str, list[Json]] = field(default_factory=dict)
    returns: list[Json] = field(default_factory=list)

    def as_record(self) -> Mapping[str, Json]:
        parts = {"life": self.life, "inbox": self.inbox, "returns": self.returns}
        return {"step": self.step, **{k: v for k, v in parts.items() if v}}


class Stage:
    """
    Labels every process, finds the one that a step means, and writes the trace.
    """

    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.records: list[Happened] = []
        self.supervisors: dict[Process, tuple[Supervisor, Tree]] = {}
        self.unseen: set[Process] = set()
        self._workers: dict[Process, Worker] = {}
        self._newborn: dict[str, Worker] = {}
        self._labels: dict[Process, str] = {}
        self._incarnations: dict[str, list[Process]] = {}
        Node.at(self.clock).observers.append(self._observe)

    def find(self, who: str) -> Process | None:
        """
        The process that ``a`` (the latest) or ``a#1`` (that very one) means.
        """
        name, _, number = who.partition("#")
        lives = self._incarnations.get(name, [])
        if not number:
            return lives[-1] if lives else None
        return lives[int(number) - 1] if int(number) <= len(lives) else None

    def worker(self, process: Process) -> Worker:
        return self._workers[process]

    def label(self, process: Process | None) -> str | None:
        return None if process is None else self._labels.get(process, process.name)

    def expect(self, name: str, worker: Worker) -> None:
        """
        Let a worker be the process of that name that has just started without one,
        or else the next.
        """
        latest = self.find(name)
        if latest is not None and latest.alive and latest not in self._workers:
            self.bind(latest, worker)
        else:
            self._newborn[name] = worker

    def bind(self, process: Process, worker: Worker) -> None:
        """
        Let this worker be that process.
        """
        self._workers[process] = worker
        worker.process = process

    def trap(self, process: Process, *, on: bool) -> None:
        """
        Have the ends of its links told to the process in place of dying of them.
        """

        def tell(sender: Process, exit: Any) -> None:
            self.deliver(
                process,
                "EXIT",
                **{"from": self.label(sender), "reason": reason_of(exit)},
            )

        process.trap_exit = tell if on else None

    def deliver_down(self, to: Process, ref: str, down: Down) -> None:
        of, reason = self.label(down.process), reason_of(down.exit)
        self.deliver(to, "DOWN", ref=ref, of=of, reason=reason)

    def deliver(self, to: Process, event: str, **more: Json) -> None:
        """
        A notice has been handed to this process.
        """
        inbox = self.records[-1].inbox.setdefault(to.name, [])
        inbox.append({"t": self._now(), "ev": event, **more})

    def answer(self, call: int, value: Json) -> None:
        """
        The call that this step made has its answer.
        """
        answer = {"t": self._now(), "value": value, "call": call}
        self.records[-1].returns.append(answer)

    def _observe(self, event: str, process: Process) -> None:
        if process in self.unseen:
            return
        match event:
            case "started":
                self._christen(process)
                self._live("start", self._labels[process])
            case "exited":
                reason = reason_of(process.exit)
                self._live("exit", self._labels[process], reason=reason)
            case "start_failed":
                self._live(event, process.name, reason=reason_of(process.exit))
            case _:
                self._live(event, process.name)

    def _christen(self, process: Process) -> None:
        lives = self._incarnations.setdefault(process.name, [])
        lives.append(process)
        self._labels[process] = f"{process.name}#{len(lives)}"
        if process.name in self._newborn:
            self.bind(process, self._newborn.pop(process.name))

    def _live(self, event: str, who: str, **more: Json) -> None:
        self.records[-1].life.append(
            {"t": self._now(), "ev": event, "who": who, **more}
        )

    def _now(self) -> float:
        now = self.clock.seconds()
        return int(now) if now == int(now) else now
