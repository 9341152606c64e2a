"""
What a room tells its members.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.play.events import Event
from connect4tx.play.state import RoomState


@dataclass(frozen=True, slots=True)
class RoomRestored:
    """
    The room's process crashed and was rebuilt from its journal.
    """


@dataclass(frozen=True, slots=True)
class RoomLost:
    """
    The room's process crashed too often; the room is no more.
    """


@dataclass(frozen=True, slots=True)
class GraceBegun:
    """
    The others wait from now on for somebody who is away.

    :ivar seconds: how long, at most.
    """

    seat: int
    seconds: int


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """
    The player has taken the seat back over another connection than the one that is
    told this.
    """


@dataclass(frozen=True, slots=True)
class Spoken:
    """
    Somebody has said something in the room.

    :ivar seat: of who spoke; -1 for a spectator.
    :ivar text: clean, as :func:`connect4tx.terminal.clean.clean` leaves it.
    """

    name: str
    seat: int
    text: str


Happening = Event | Spoken | RoomRestored | RoomLost | GraceBegun | SeatTaken


class Update:
    """
    One happening and the room around it, shared by all who are told.

    :ivar before: the room before it; the same as ``after`` where nothing changed.
    :ivar rendered: bytes already made of it, by how they look: each is made once.
    """

    __slots__ = ("after", "before", "happening", "rendered")

    def __init__(
        self,
        happening: Happening,
        before: RoomState,
        after: RoomState,
    ) -> None:
        self.happening = happening
        self.before = before
        self.after = after
        self.rendered: dict[object, bytes] = {}
