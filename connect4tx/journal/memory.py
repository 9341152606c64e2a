"""
A journal in memory: what rooms need to survive their own crashes, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twisted.application.service import Service
from twisted.internet.defer import Deferred, fail, succeed

from connect4tx.play.events import Event, RoomClosed, RoomCode
from connect4tx.play.ports import JournalDown, Subscription, VersionConflict


class _Deaf:
    """
    A subscription to the appends of other nodes, of which there are none.
    """

    def cancel(self) -> None:
        """
        Nothing was promised, nothing ends.
        """


class MemoryJournal(Service):
    """
    Keeps the events of open rooms; a closed room is forgotten.

    While the service does not run, appends are refused and nothing is lost.

    :param events: what is known already; shared with later incarnations of the
        journal, if there are to be any.
    """

    def __init__(self, events: dict[RoomCode, list[Event]] | None = None) -> None:
        self._events = {} if events is None else events

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if not self.running:
            return fail(JournalDown("the journal does not run"))
        log = self._events.get(room)
        version = 0 if log is None else len(log)
        if version != expected_version:
            return fail(VersionConflict(room, expected_version, version))
        if not events:
            return succeed(version)
        if log is None:
            log = self._events[room] = []
        log.extend(events)
        if type(events[-1]) is RoomClosed:
            del self._events[room]
        return succeed(version + len(events))

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return succeed(self._events.get(room, [])[after:])

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        return succeed(list(self._events))

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        return _Deaf()
