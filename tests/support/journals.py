"""
A journal that has its moods, for tests of those who depend on one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twisted.internet.defer import Deferred, fail

from connect4tx.journal.memory import MemoryJournal
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown


class MoodyJournal(MemoryJournal):
    """
    A journal in memory that takes its time, or fails, when told to.

    :ivar appends_left: how many more appends it takes before it is down.
    :ivar slow: whether appends wait until :meth:`go_on`.
    :ivar bug: raised by the next append, after nothing was done.
    """

    def __init__(self, events: dict[RoomCode, list[Event]]) -> None:
        super().__init__(events)
        self.appends_left: int | None = None
        self.slow = False
        self.bug: Exception | None = None
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
