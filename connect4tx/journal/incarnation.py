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

    :ivar was_up: whether it, or one that it follows, has ever been up.
    """

    def __init__(self) -> None:
        self.was_up = False
        self._until_up: list[Deferred[None]] = []

    def follow(self, before: Incarnation | None) -> None:
        """
        Be told of the incarnation before this one, which may not have ended yet.
        """

    def startService(self) -> Deferred[None] | None:
        super().startService()
        self._came_up()
        return None

    @property
    def is_up(self) -> bool:
        """
        Whether it takes what it is given.
        """
        return bool(self.running)

    def _came_up(self) -> None:
        self.was_up = True
        waiting, self._until_up = self._until_up, []
        for waiter in waiting:
            waiter.callback(None)

    def when_up(self) -> Deferred[None]:
        """
        Fires when it is up, or at once.
        """
        if self.is_up:
            return succeed(None)
        waiter: Deferred[None] = Deferred()
        self._until_up.append(waiter)
        return waiter

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        return _Deaf()
