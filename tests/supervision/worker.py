"""
A worker that does as its scenario says, in each shape the package knows of.

It ends when told, traps when told, and answers the order to stop promptly, late, with
another reason, or never.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from twisted.application.service import IService, Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from zope.interface import implementer

from connect4tx.supervision.exits import Crashed, Exit, Normal, ProcessExit, Shutdown
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import Startable
from tests.supervision.reasons import exception_from, exit_from
from tests.supervision.scenario import Json


class Worker(ABC):
    """
    What all shapes have in common: how the order to stop is answered.

    :ivar process: its handle, as soon as it is known.
    """

    def __init__(self, stop: Json, clock: IReactorTime) -> None:
        self.process: Process | None = None
        self._stop = stop
        self._clock = clock
        self._asked = False

    @abstractmethod
    def live(self) -> Startable:
        """
        What the start function hands over.
        """

    @abstractmethod
    def end(self, exit: Exit) -> None:
        """
        End itself for this reason.
        """

    @abstractmethod
    def crash(self, error: Exception) -> None:
        """
        End of an exception that nobody catches.
        """

    @abstractmethod
    def obey(self) -> None:
        """
        End as ordered.
        """

    def answer_order(self) -> None:
        """
        The order to stop has come.
        """
        if self._asked or self._stop == "never":
            return
        self._asked = True
        delay = (self._stop or {}).get("delay", 0)
        if delay:
            self._clock.callLater(delay, self._comply)
        else:
            self._comply()

    def _comply(self) -> None:
        if self._stop is not None and "reason" in self._stop:
            self.end(exit_from(self._stop["reason"]))
        else:
            self.obey()


class CoroutineWorker(Worker):
    """
    A coroutine: it returns, raises, and is stopped by cancellation.
    """

    def __init__(self, stop: Json, clock: IReactorTime) -> None:
        super().__init__(stop, clock)
        self._fate: Deferred[Any] = Deferred()

    async def _life(self) -> Any:
        while True:
            try:
                ending = await self._fate
            except CancelledError:
                self._fate = Deferred()
                self.answer_order()
            else:
                return ending()

    def live(self) -> Startable:
        return self._life()

    def end(self, exit: Exit) -> None:
        if isinstance(exit, Normal):
            self._meet(lambda: exit.value)
        else:
            self.crash(ProcessExit(exit))

    def crash(self, error: Exception) -> None:
        self._meet(lambda: _throw(error))

    def obey(self) -> None:
        self.crash(CancelledError())

    def _meet(self, ending: Callable[[], Any]) -> None:
        if not self._fate.called:
            self._fate.callback(ending)


class BodyWorker(Worker):
    """
    A body, as a connection is one: it tells its own end.
    """

    def live(self) -> Startable:
        return self

    def end(self, exit: Exit) -> None:
        if self.process is not None:
            self.process.end(exit)

    def crash(self, error: Exception) -> None:
        self.end(Crashed(Failure(error)))

    def obey(self) -> None:
        ordered = None if self.process is None else self.process.doom
        self.end(ordered or Shutdown())

    def ask_to_stop(self) -> None:
        self.answer_order()

    def give_up(self) -> None:
        """
        Nothing is held that could be let go of.
        """


@implementer(IService)
class _WorkerService(Service):
    """
    The service that a :class:`ServiceWorker` shows.
    """

    def __init__(self, worker: ServiceWorker) -> None:
        self.worker = worker

    def startService(self) -> Deferred[None] | None:
        super().startService()
        return self.worker.begin()

    def stopService(self) -> Deferred[None]:
        super().stopService()
        return self.worker.stopped()


class ServiceWorker(Worker):
    """
    A service: it may take its time to start, too.

    :param outcome: ``{"slow": S}``, with or without ``"fail"``; or ``"ok"``.
    """

    def __init__(self, stop: Json, clock: IReactorTime, outcome: Json = "ok") -> None:
        super().__init__(stop, clock)
        self._outcome = outcome
        self._down: Deferred[None] | None = None

    def live(self) -> Startable:
        return _WorkerService(self)

    def begin(self) -> Deferred[None] | None:
        if self._outcome == "ok":
            return None
        starting: Deferred[None] = Deferred(lambda _: due.cancel())
        due = self._clock.callLater(self._outcome["slow"], self._begun, starting)
        return starting

    def _begun(self, starting: Deferred[None]) -> None:
        if "fail" in self._outcome:
            starting.errback(exception_from(self._outcome["fail"]))
        else:
            starting.callback(None)

    def stopped(self) -> Deferred[None]:
        down = self._down = Deferred()
        self.answer_order()
        return down

    def end(self, exit: Exit) -> None:
        if self.process is not None:
            self.process.end(exit)
        self.obey()

    def crash(self, error: Exception) -> None:
        self.end(Crashed(Failure(error)))

    def obey(self) -> None:
        down, self._down = self._down, None
        if down is not None:
            down.callback(None)


Shape = Callable[[Json, IReactorTime], Worker]
SHAPES: dict[str, Shape] = {
    "coroutine": CoroutineWorker,
    "body": BodyWorker,
    "service": ServiceWorker,
}


def _throw(error: Exception) -> None:
    raise error
