"""
Small lives for a supervisor to look after, and the case that watches them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.exits import Exit
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process, spawn
from connect4tx.supervision.specs import ChildSpec, Startable, StartFunction
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.stage import SteppedClock


class Boom(Exception):
    """
    A crash that a test meant.
    """


async def forever(*_: object) -> None:
    """
    Live until cancelled.
    """
    await Deferred()


async def stubborn(*_: object) -> None:
    """
    Live on, whoever asks.
    """
    while True:
        try:
            await Deferred()
        except CancelledError:
            continue


async def crash(*_: object) -> None:
    """
    Crash at once.
    """
    raise Boom("crashed")


async def until(ending: Deferred[Any], *_: object) -> Any:
    """
    Live until this fires, and end as it says.
    """
    return await ending


def refuse(*_: object) -> Startable:
    """
    A start function that fails.
    """
    raise Boom("refused")


class SlowService(Service):
    """
    A service that starts and stops when the test says so.

    :ivar calls: what it was told to do, in order.
    """

    def __init__(self, *, slow_start: bool = False, slow_stop: bool = False) -> None:
        self.starting: Deferred[None] | None = Deferred() if slow_start else None
        self.stopping: Deferred[None] | None = Deferred() if slow_stop else None
        self.calls: list[str] = []

    def startService(self) -> Deferred[None] | None:
        super().startService()
        self.calls.append("start")
        return self.starting

    def stopService(self) -> Deferred[None] | None:
        super().stopService()
        self.calls.append("stop")
        return self.stopping


class Being:
    """
    A body that ends when told by the test, as a connection does.

    :ivar calls: what it was told to do, in order.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []

    def ask_to_stop(self) -> None:
        self.calls.append("ask")

    def give_up(self) -> None:
        self.calls.append("give up")


class SupervisionCase(SynchronousTestCase):
    """
    A clock, and what is seen on it.

    :ivar seen: ``started a``, ``exited a`` and so on, as it happens.
    """

    def setUp(self) -> None:
        self.clock = SteppedClock()
        self.node = Node.at(self.clock)
        self.seen: list[str] = []
        self.node.observers.append(self._see)

    def _see(self, event: str, process: Process) -> None:
        self.seen.append(f"{event} {process.name}")

    def turn(self) -> None:
        """
        Let everything happen that needs no time.
        """
        self.clock.settle()

    def spawn(self, f: Callable[..., Startable], *args: Any) -> Process:
        """
        An unsupervised process on this clock.
        """
        return spawn(f, *args, clock=self.clock)

    def up(self, *children: ChildSpec, **options: Any) -> Supervisor:
        """
        A supervisor whose children have all started.
        """
        supervisor = Supervisor(children, clock=self.clock, **options)
        self.successResultOf(supervisor.startService())
        return supervisor

    def tasks(self, **options: Any) -> TaskSupervisor:
        """
        A task supervisor that runs.
        """
        supervisor = TaskSupervisor(clock=self.clock, **options)
        self.successResultOf(supervisor.startService())
        return supervisor

    def result(self, deferred: Deferred[Any]) -> Any:
        """
        What this fires with before any time passes.
        """
        self.turn()
        return self.successResultOf(deferred)

    def failure(self, deferred: Deferred[Any], expected: type[Exception]) -> Any:
        """
        The exception with which this fails before any time passes.
        """
        self.turn()
        return self.failureResultOf(deferred, expected).value

    def assert_booms(self, count: int) -> None:
        """
        Fail unless exactly so many crashes were logged, and nothing else.
        """
        found = [failure.type for failure in self.flushLoggedErrors()]
        self.assertEqual(found, [Boom] * count)


def child(id: str, start: StartFunction = forever, **options: Any) -> ChildSpec:
    """
    The spec of a child that lives until it is stopped.
    """
    return ChildSpec(id, start, **options)


def crashed(exit: Exit | None) -> bool:
    """
    Whether this is the end that a Boom brings.
    """
    failure = getattr(exit, "failure", None)
    return failure is not None and isinstance(failure.value, Boom)
