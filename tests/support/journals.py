"""
A journal that has its moods, for tests of those who depend on one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import Deferred, fail

from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown


class MoodyJournal(MemoryJournal):
    """
    A journal in memory that takes its time, or fails, when told to.

    :ivar appends_left: how many more appends it takes before it is down.
    :ivar slow: whether appends wait until :meth:`go_on`.
    :ivar bug: raised by the next append, after nothing was done.
    :ivar unread: whether it gives nothing, as one that is down.
    """

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept)
        self.appends_left: int | None = None
        self.slow = False
        self.bug: Exception | None = None
        self.unread = False
        self._held: list[Callable[[], object]] = []

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if self.bug is not None:
            bug, self.bug = self.bug, None
            raise bug
        if not self.slow:
            return self._now(room, expected_version, events)
        answer: Deferred[int] = Deferred()

        def later() -> None:
            self._now(room, expected_version, events).chainDeferred(answer)

        self._held.append(later)
        return answer

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return self._unless_unread() or super().read(room, after)

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        return self._unless_unread() or super().is_open(room)

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        return self._unless_unread() or super().idle_rooms(before)

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> Deferred[None]:
        return self._unless_unread() or super().seen(now, rooms, lapse)

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        return self._unless_unread() or super().room_of(key)

    def set_aside(self, room: RoomCode) -> Deferred[None]:
        return self._unless_unread() or super().set_aside(room)

    def _unless_unread(self) -> Deferred[Any] | None:
        return fail(JournalDown("it gives nothing")) if self.unread else None

    def go_on(self) -> None:
        """
        Do all that waits, and what comes to wait because of it; no longer be slow.
        """
        self.slow = False
        while self._held:
            self._held.pop(0)()

    def step(self) -> None:
        """
        Do the append that waits longest, and stay slow.
        """
        self._held.pop(0)()

    @property
    def held(self) -> int:
        """
        How many appends wait.
        """
        return len(self._held)

    def _now(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if self.appends_left is not None:
            if not self.appends_left:
                return fail(JournalDown("it takes no more"))
            self.appends_left -= 1
        return super().append(room, expected_version, events)
