"""
All processes of one clock: their numbers, and the queue of the next turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary, ref

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

if TYPE_CHECKING:
    from connect4tx.supervision.process import Process

Observer = Callable[[str, "Process"], object]


class Node:
    """
    What the processes of one reactor share.

    Every notice (a Down, a trapped exit, a restart) is handed over on a later turn
    of the reactor, never inside the call that caused it: so nothing recurses and
    nobody is surprised by a callback.  All notices of one turn share one delayed
    call.

    :ivar observers: called with ``"started"``, ``"exited"``, ``"start_failed"`` or
        ``"start_ignored"`` and the process, as it happens.  One that raises is
        logged.
    """

    _log = Logger()
    _nodes: ClassVar[WeakKeyDictionary[IReactorTime, Node]] = WeakKeyDictionary()

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = ref(clock)
        self._next_turn: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self._last_number = 0
        self.observers: list[Observer] = []

    @classmethod
    def at(cls, clock: IReactorTime) -> Node:
        """
        The node of a clock; there is one for each.
        """
        node = cls._nodes.get(clock)
        if node is None:
            node = cls._nodes[clock] = cls(clock)
        return node

    @property
    def clock(self) -> IReactorTime:
        clock = self._clock()
        if clock is None:
            raise RuntimeError("the clock of this process is gone")
        return clock

    def next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def soon(self, function: Callable[..., object], *arguments: Any) -> None:
        """
        Call on the next turn, after everything asked for before.
        """
        queue = self._next_turn
        if not queue:
            self.clock.callLater(0, self._run)
        queue.append((function, arguments))

    def next_turn(self) -> Deferred[None]:
        """
        Fires on the next turn: for whoever has worked long enough for now.
        """
        waiter: Deferred[None] = Deferred()
        self.soon(fire, waiter)
        return waiter

    def observe(self, event: str, process: Process) -> None:
        process.announced = process.announced or event == "started"
        for observer in self.observers:
            try:
                observer(event, process)
            except Exception:
                self._log.failure(
                    "An observer of processes failed at {event}", event=event
                )

    def _run(self) -> None:
        turn, self._next_turn = self._next_turn, []
        for function, arguments in turn:
            try:
                function(*arguments)
            except Exception:
                self._log.failure("A notice to {function} failed", function=function)


def fire(waiter: Deferred[None]) -> None:
    """
    Fire a waiter, unless it has been cancelled.
    """
    if not waiter.called:
        waiter.callback(None)
