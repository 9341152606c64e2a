"""
What a player may ask of the lobby and of a room: frozen records.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from connect4tx.play.events import RoomCode


@dataclass(frozen=True, slots=True)
class CreateRoom:
    """
    Open a room; the sizes are as typed, not yet checked.
    """

    name: str = ""
    columns: int = 7
    rows: int = 6
    connect: int = 4
    players: int = 2
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class JoinRoom:
    """
    Take a seat in a room.
    """

    code: RoomCode
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class StartGame:
    """
    Begin the game in one's room.
    """


@dataclass(frozen=True, slots=True)
class DropDisc:
    """
    Play a column.

    :ivar column: counted from 0.
    :ivar as_printed: whether it was typed as printed, from 1.
    """

    column: int
    as_printed: bool = True


@dataclass(frozen=True, slots=True)
class ResetRoom:
    """
    After a game, make the room ready for another one.
    """


@dataclass(frozen=True, slots=True)
class LeaveRoom:
    """
    Give one's seat up.
    """


class Claim(Enum):
    """
    What can be claimed of a game whose other player is away for too long.
    """

    WIN = "win"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class ClaimGame:
    """
    Wait no longer for who is away.
    """

    what: Claim


@dataclass(frozen=True, slots=True)
class ComeBack:
    """
    Take one's seat back.

    :ivar token: as typed.
    """

    token: str
