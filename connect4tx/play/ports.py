"""
What the rooms need of others: a journal, and somebody to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from twisted.internet.defer import Deferred

from connect4tx.game.errors import Connect4Error
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from connect4tx.play.events import Event, GameRecord, PlayerId, RoomCode
from connect4tx.play.state import RoomState
from connect4tx.play.updates import Update
from connect4tx.supervision.process import Process


class VersionConflict(Connect4Error):
    """
    Somebody else appended first.

    :ivar actual: the version that the room has.
    """

    def __init__(self, room: RoomCode, expected: int, actual: int) -> None:
        super().__init__(f"room {room} is at version {actual}, not {expected}")
        self.room = room
        self.expected = expected
        self.actual = actual


class JournalDown(Connect4Error):
    """
    The journal takes nothing at the moment; what was offered is not in it.
    """


class OutcomeUnknown(Connect4Error):
    """
    The journal ended while it appended: what was offered is in it, or is not.
    """


class Unreadable(Connect4Error):
    """
    What the journal has of a room is not what was put into it.
    """


class Subscription(Protocol):
    """
    An interest in a room's events.
    """

    def cancel(self) -> None: ...


class Journal(Protocol):
    """
    The append-only log of each room's events; what is not in it has not happened.

    A room's version is the number of its events.
    """

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        """
        Append all of the events or none; durable when the Deferred fires.

        :returns: fires with the new version; fails with VersionConflict or JournalDown,
            or with OutcomeUnknown, and then the same append may be repeated: when it
            had succeeded, the events at that place are one's own, by their ids.
        """

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        """
        The events after a version, in order; none for an unknown room.

        :returns: fails with JournalDown, or with Unreadable.
        """

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        """
        The rooms whose last event is not RoomClosed and that are not set aside,
        oldest first.
        """

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        """
        The open rooms that were not touched since then, the longest idle first.

        A room is touched when it is opened, when a game in it begins or ends, when a
        player's connection ends, and by :meth:`seen`.

        :param before: seconds of Unix time.
        """

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> Deferred[None]:
        """
        Note that the server is up, and that somebody is in these rooms: they are
        touched.

        When it was not seen to be up for longer than a while, nobody could come back
        meanwhile, so that this time counts for no room: all that are open are as idle
        as they were.

        :param now: seconds of Unix time.
        :param lapse: how many seconds may pass between two calls.
        """

    def is_aside(self, room: RoomCode) -> Deferred[bool]:
        """
        Whether a room was set aside.
        """

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        """
        Whether it is one of the open rooms; cheap, whatever has happened in it.
        """

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        """
        The room with a seat for who has this key, open or set aside.
        """

    def set_aside(self, room: RoomCode) -> Deferred[None]:
        """
        Let a room whose events make no room be looked at by people only.
        """

    def games(
        self, limit: int, *, player: str | None = None
    ) -> Deferred[Sequence[GameRecord]]:
        """
        Games that are over, the latest first.

        :param limit: how many at most.
        :param player: only those of players called so, in whatever case.
        """

    def game(self, room: RoomCode, number: int = 0) -> Deferred[GameRecord | None]:
        """
        One game of a room, by its number; 0 for the last that is over.
        """

    def subscribe(
        self, room: RoomCode, on_events: Callable[[int, Sequence[Event]], object]
    ) -> Subscription:
        """
        Hear of what other nodes append: the version before, and the events.

        A room delivers its own events itself.
        """


class Member(Protocol):
    """
    A player's connection, as a room sees it.

    :ivar name: what the others call the player.
    :ivar process: what the room monitors.
    """

    @property
    def player(self) -> PlayerId: ...

    @property
    def name(self) -> str: ...

    @property
    def process(self) -> Process: ...

    def new_key(self) -> str:
        """
        What a new token of the player's hashes to; the token before is void.
        """

    def seated(self, state: RoomState, seat: int) -> None:
        """
        Be in a room from now on, at a seat that was found for the player; returns at
        once and does not raise.
        """

    def deliver(self, update: Update) -> None:
        """
        Tell it; returns at once and does not raise.
        """


@dataclass(frozen=True, slots=True)
class Prospect:
    """
    What a move leads to when both go on as well as can be.

    :ivar value: for who makes the move: 1 won, 0 drawn, -1 lost; None when not known.
    :ivar plies: discs to the end of the game, this move's among them; 0 when not known.
    """

    value: int | None = None
    plies: int = 0


class Engine(Protocol):
    """
    What looks ahead in games of two: for computer players, hints, reviews and puzzles.

    It never keeps the reactor waiting, and never fails: what it does not find out in
    time is not known.
    """

    def is_perfect(self, variant: Variant) -> bool:
        """
        Whether the values of all moves of this variant are always known.
        """

    def choose(self, position: Position, level: int) -> Deferred[int]:
        """
        The column, from 0, that a computer player of this level plays.

        :param position: of a game of two that is not over.
        :param level: 1 to 7.
        """

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        """
        What each move that is possible leads to, by column from 0; none when the game
        is over.
        """
