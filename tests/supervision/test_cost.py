"""
Many crashes and many children: bounded stacks, and work that does not grow.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.exits import Killed, ProcessExit
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.lives import forever

CRASHES = 30_000


async def end_at_once(_: object = None) -> None:
    """
    End in the first step, so that the restart follows at once.
    """
    raise ProcessExit(Killed())


class Depth:
    """
    A child that ends at once, and remembers how deep the stack was.
    """

    def __init__(self) -> None:
        self.deepest = 0
        self.count = 0

    def start(self, _: Process) -> Deferred[None]:
        frame: FrameType | None = sys._getframe()
        depth = 0
        # A few starts tell as much as all: the depth would grow with each.
        if self.count % 1000 == 0:
            while frame is not None:
                frame, depth = frame.f_back, depth + 1
        self.deepest = max(self.deepest, depth)
        self.count += 1
        return Deferred.fromCoroutine(end_at_once())


def calls_made(action: Callable[[], object]) -> int:
    """
    How many calls of Python and C functions this takes.
    """
    count = 0

    def tally(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    # What the collector finalizes meanwhile is none of the action's.
    gc.collect()
    gc.disable()
    sys.setprofile(tally)
    try:
        action()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


class StackTests(SynchronousTestCase):
    def test_immediate_ends(self) -> None:
        """
        Tens of thousands of ends at the very start are restarted on a flat stack.

        30,000 are what fits into a second or so; a million take the same stack.
        """
        clock, depth = Clock(), Depth()
        supervisor = Supervisor(
            [ChildSpec("a", depth.start)], max_restarts=CRASHES, clock=clock
        )
        self.successResultOf(supervisor.startService())
        early = depth.deepest
        clock.advance(0)
        self.assertEqual(depth.count, CRASHES + 1)
        self.assertTrue(supervisor.gave_up)
        self.assertLess(depth.deepest, early + 40)
        self.assertEqual(clock.getDelayedCalls(), [])

    def test_immediate_ends_of_a_task(self) -> None:
        """
        A task that ends at its very start is restarted on a flat stack too.
        """
        clock = Clock()
        tasks = TaskSupervisor(
            restart=Restart.PERMANENT, max_restarts=5_000, clock=clock
        )
        self.successResultOf(tasks.startService())
        tasks.start_task(end_at_once)
        clock.advance(0)
        self.assertTrue(tasks.gave_up)
        self.assertEqual(tasks.restarts, 5_001)

    def test_many_starts_that_fail(self) -> None:
        """
        A child that fails to start again and again does so on a flat stack.
        """
        clock, tries = Clock(), [0]

        def start(_: Process) -> Deferred[None]:
            tries[0] += 1
            if tries[0] > 1:
                raise ProcessExit(Killed())
            return Deferred.fromCoroutine(end_at_once())

        supervisor = Supervisor(
            [ChildSpec("a", start)], max_restarts=5_000, clock=clock
        )
        self.successResultOf(supervisor.startService())
        clock.advance(0)
        self.assertEqual(tries, [5_001])
        self.assertTrue(supervisor.gave_up)

    def test_a_turn_at_a_time(self) -> None:
        """
        Others have their turn between two restarts.
        """
        clock, depth = Clock(), Depth()
        supervisor = Supervisor(
            [ChildSpec("a", depth.start)], max_restarts=100, clock=clock
        )
        self.successResultOf(supervisor.startService())
        seen: list[int] = []

        def look() -> None:
            seen.append(depth.count)
            if len(seen) < 50:
                clock.callLater(0, look)

        look()
        clock.advance(0)
        steps = [after - before for before, after in pairwise(seen)]
        self.assertLessEqual(max(steps), 2)


class ManyTasksTests(SynchronousTestCase):
    def setUp(self) -> None:
        # The first use of some things of Twisted's costs more than the next.
        self.cost_of_a_start(1)
        self.cost_of_an_end(1)
        self.cost_of_a_termination(1)

    def crowd(self, size: int) -> tuple[Clock, TaskSupervisor, list[Process]]:
        """
        A supervisor of so many tasks.
        """
        clock = Clock()
        tasks = TaskSupervisor(restart=Restart.PERMANENT, max_restarts=10, clock=clock)
        self.successResultOf(tasks.startService())
        return clock, tasks, [tasks.start_task(forever) for _ in range(size)]

    def cost_of_an_end(self, size: int) -> int:
        """
        What it takes to see a task end and restart it, among so many.
        """
        clock, tasks, processes = self.crowd(size)

        def end() -> None:
            processes[size // 2].kill()
            clock.advance(0)

        cost = calls_made(end)
        self.assertEqual((tasks.restarts, tasks.counts().active), (1, size))
        return cost

    def cost_of_a_start(self, size: int) -> int:
        _, tasks, _ = self.crowd(size)
        return calls_made(lambda: tasks.start_task(forever))

    def cost_of_a_termination(self, size: int) -> int:
        clock, tasks, processes = self.crowd(size)

        def terminate() -> None:
            tasks.terminate_task(processes[size // 2])
            clock.advance(0)

        return calls_made(terminate)

    def test_one_end_among_many(self) -> None:
        """
        An end costs the same among ten tasks and among ten thousand.
        """
        self.assertEqual(self.cost_of_an_end(10_000), self.cost_of_an_end(10))

    def test_one_start_among_many(self) -> None:
        """
        A start costs the same among ten tasks and among ten thousand.
        """
        self.assertEqual(self.cost_of_a_start(10_000), self.cost_of_a_start(10))

    def test_one_termination_among_many(self) -> None:
        """
        Terminating a task costs the same among ten tasks and among ten thousand.
        """
        self.assertEqual(
            self.cost_of_a_termination(10_000), self.cost_of_a_termination(10)
        )

    def cost_of_stopping(self, size: int) -> int:
        clock, tasks, processes = self.crowd(size)

        def stop() -> None:
            tasks.stopService()
            clock.advance(0)

        cost = calls_made(stop)
        self.assertFalse(any(process.alive for process in processes))
        return cost

    def test_stopping_all(self) -> None:
        """
        Stopping ten times as many tasks costs about ten times as much.
        """
        few, many = self.cost_of_stopping(100), self.cost_of_stopping(1_000)
        self.assertLess(many, few * 11)
