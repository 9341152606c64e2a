"""
One life of a journal, from its start to its stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twisted.application.service import Service
from twisted.internet.defer import Deferred, succeed

from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import Subscription


class _Deaf:
    """
    A subscription to the appends of other nodes, of which there are none.
    """

    def cancel(self) -> None:
        """
        Nothing was promised, nothing ends.
        """


class Incarnation(Service):
    """
    A journal of one node, as a service that tells when it is up.
    """

    def __init__(self) -> None:
        self._until_up: list[Deferred[None]] = []

    def follow(self, before: Incarnation | None) -> None:
        """
        Be told of the incarnation before this one, which may not have ended yet.
        """

    def startService(self) -> Deferred[None] | None:
        self._is_up()
        return None

    def _is_up(self) -> None:
        super().startService()
        waiting, self._until_up = self._until_up, []
        for waiter in waiting:
            waiter.callback(None)

    def when_up(self) -> Deferred[None]:
        """
        Fires when it has started, or at once.
        """
        if self.running:
            return succeed(None)
        waiter: Deferred[None] = Deferred()
        self._until_up.append(waiter)
        return waiter

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        return _Deaf()
