"""
The journal of the moment: one port over all incarnations of a journal's process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from twisted.internet.defer import Deferred

from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import Journal, Subscription

AJournal = TypeVar("AJournal", bound=Journal)


class CurrentJournal(Generic[AJournal]):
    """
    Hands everything to the incarnation that was opened last.

    :param open: opens a journal, afresh each time, over what is known already.
    """

    def __init__(self, open: Callable[[], AJournal]) -> None:
        self._open = open
        self._current = open()

    def reopen(self) -> AJournal:
        """
        Open the next incarnation; the one before is asked nothing more.
        """
        self._current = self._open()
        return self._current

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        return self._current.append(room, expected_version, events)

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return self._current.read(room, after)

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        return self._current.open_rooms()

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        return self._current.subscribe(room, on_events)
