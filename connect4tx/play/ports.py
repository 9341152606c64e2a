"""
What the rooms need of others: a journal, and somebody to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from twisted.internet.defer import Deferred

from connect4tx.game.errors import Connect4Error
from connect4tx.play.events import Event, PlayerId, RoomCode
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

        :returns: fires with the new version; fails with VersionConflict or JournalDown.
        """

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        """
        The events after a version, in order; none for an unknown room.
        """

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        """
        The rooms whose last event is not RoomClosed, oldest first.
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

    def deliver(self, update: Update) -> None:
        """
        Tell it; returns at once and does not raise.
        """
