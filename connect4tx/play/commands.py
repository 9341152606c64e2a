"""
What a player may ask of the lobby and of a room: frozen records.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from connect4tx.play.clocks import USUAL_CONTROL, TimeControl
from connect4tx.play.events import OfferKind, RoomCode


@dataclass(frozen=True, slots=True)
class CreateRoom:
    """
    Open a room; the sizes are as typed, not yet checked.

    :ivar control: None to count nobody's time.
    :ivar private: whether nobody may watch.
    """

    name: str = ""
    columns: int = 7
    rows: int = 6
    connect: int = 4
    players: int = 2
    symbol: str | None = None
    control: TimeControl | None = None
    private: bool = False


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
    Begin the game in one's room; in the lobby, be paired with somebody.

    :ivar control: for a pairing; None to count nobody's time.
    :ivar is_chosen: whether the time control was asked for.
    """

    control: TimeControl | None = USUAL_CONTROL
    is_chosen: bool = False


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


@dataclass(frozen=True, slots=True)
class Offering:
    """
    Offer something to the others in the room, or agree to it.

    :ivar plies: for an undo, how many discs; 0 for back to one's own last move.
    """

    what: OfferKind
    plies: int = 0


@dataclass(frozen=True, slots=True)
class Accept:
    """
    Agree to an offer, or to a challenge.

    :ivar which: the kind of offer or the challenger's name; empty for the only one.
    """

    which: str = ""


@dataclass(frozen=True, slots=True)
class Decline:
    """
    Say no to an offer, or to a challenge.

    :ivar which: as of Accept.
    """

    which: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """
    Wait no longer, challenge nobody, offer nothing.
    """


@dataclass(frozen=True, slots=True)
class Resign:
    """
    Give the game up, and keep the seat.
    """


@dataclass(frozen=True, slots=True)
class Abort:
    """
    Call off a game that has hardly begun.
    """


@dataclass(frozen=True, slots=True)
class PlayBot:
    """
    Play against a computer.

    :ivar level: 1 to 7.
    """

    level: int


@dataclass(frozen=True, slots=True)
class MatchPlayer:
    """
    Challenge somebody.
    """

    name: str
    control: TimeControl | None = USUAL_CONTROL


@dataclass(frozen=True, slots=True)
class Watch:
    """
    Look on at a game.

    :ivar target: a room's code, or the name of somebody who plays.
    """

    target: str
