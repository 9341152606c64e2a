"""
The journal of the moment: one port over all incarnations of a journal's process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.play.events import Event, GameRecord, RoomCode
from connect4tx.play.ports import (
    Journal,
    JournalDown,
    OutcomeUnknown,
    Subscription,
    Unreadable,
    VersionConflict,
)


class MortalJournal(Journal, Protocol):
    """
    A journal of which there will be another; see
    :class:`connect4tx.journal.incarnation.Incarnation`.
    """

    def follow(self, before: Any) -> None: ...

    def when_up(self) -> Deferred[None]: ...


AJournal = TypeVar("AJournal", bound=MortalJournal)


class CurrentJournal(Generic[AJournal]):
    """
    Hands everything to the incarnation that was opened last; there is none before
    :meth:`reopen`.

    An append during which an incarnation ended is repeated with the next one, so that
    who appended learns what became of it, and nothing else.

    :param open: opens a journal, afresh each time, over what is known already.
    """

    def __init__(self, open: Callable[..., AJournal]) -> None:
        self._open = open
        self._current: AJournal
        self._up: AJournal | None = None
        self._until_next: list[Deferred[None]] = []

    def reopen(self, *arguments: Any, **named: Any) -> AJournal:
        """
        Open the next incarnation; the one before is asked nothing more.

        The arguments are those of ``open``.
        """
        journal = self._open(*arguments, **named)
        journal.follow(getattr(self, "_current", None))
        journal.when_up().addCallback(self._is_up, journal)
        self._current = journal
        return journal

    def _is_up(self, _: None, journal: AJournal) -> None:
        self._up = journal
        waiting, self._until_next = self._until_next, []
        for waiter in waiting:
            waiter.callback(None)

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        return self._current.append(room, expected_version, events).addErrback(
            self._not_appended, self._current, room, expected_version, events
        )

    def _not_appended(
        self,
        failure: Failure,
        ended: AJournal,
        room: RoomCode,
        expected: int,
        events: Sequence[Event],
    ) -> Any:
        if not failure.check(OutcomeUnknown):
            return failure
        again = self._append_again(ended, room, expected, events)
        return Deferred.fromCoroutine(again)

    async def _append_again(
        self, ended: AJournal, room: RoomCode, expected: int, events: Sequence[Event]
    ) -> int:
        """
        Append what is in the journal already, or is not.
        """
        journal = await self._next_after(ended)
        try:
            return await journal.append(room, expected, events)
        except OutcomeUnknown:
            return await self._append_again(journal, room, expected, events)
        except (JournalDown, VersionConflict):
            if await _has(journal, room, expected, events):
                return expected + len(events)
            raise

    async def _next_after(self, ended: AJournal) -> AJournal:
        """
        The incarnation after one that has ended, as soon as it is up.
        """
        while self._up is None or self._up is not self._current or self._up is ended:
            waiter: Deferred[None] = Deferred()
            self._until_next.append(waiter)
            await waiter
        return self._up

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return self._current.read(room, after)

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        return self._current.open_rooms()

    def is_aside(self, room: RoomCode) -> Deferred[bool]:
        return self._current.is_aside(room)

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        return self._current.is_open(room)

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        return self._current.idle_rooms(before)

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> Deferred[None]:
        return self._current.seen(now, rooms, lapse)

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        return self._current.room_of(key)

    def set_aside(self, room: RoomCode) -> Deferred[None]:
        return self._current.set_aside(room)

    def games(
        self, limit: int, *, player: str | None = None
    ) -> Deferred[Sequence[GameRecord]]:
        return self._current.games(limit, player=player)

    def game(self, room: RoomCode, number: int = 0) -> Deferred[GameRecord | None]:
        return self._current.game(room, number)

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        return self._current.subscribe(room, on_events)


async def _has(
    journal: Journal, room: RoomCode, expected: int, events: Sequence[Event]
) -> bool:
    """
    Whether these very events are at their place.

    :raises OutcomeUnknown: when it cannot be told.
    """
    try:
        found = await journal.read(room, expected)
    except (JournalDown, Unreadable) as error:
        raise OutcomeUnknown(str(error)) from error
    return [event.id for event in found[: len(events)]] == [
        event.id for event in events
    ]
