"""
What has happened in a room: frozen records, kept in the journal.

Each carries an id of its own, so that an append whose outcome is unknown can be told
from somebody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import count
from random import Random
from typing import NewType

from twisted.internet.interfaces import IReactorTime

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import Variant
from connect4tx.play.clocks import TimeControl

RoomCode = NewType("RoomCode", str)
PlayerId = NewType("PlayerId", str)


@dataclass(frozen=True, slots=True)
class GameRecord:
    """
    A game that is over: all that there is to know of it.

    :ivar room: the code of the room it was played in.
    :ivar number: of the games of that room, from 1.
    :ivar names: of the players, by seat; and so the symbols.
    :ivar first: the seat that began.
    :ivar moves: the columns, as in :mod:`connect4tx.game.record`.
    :ivar left: who left the game before its end: after how many discs, and the seat.
    :ivar winner: a seat; None in a draw.
    :ivar started: and ended: in seconds of Unix time.
    :ivar control: None where nobody's time was counted.
    :ivar private: whether it was for its players only.
    """

    room: RoomCode
    number: int
    variant: Variant
    names: tuple[str, ...]
    symbols: tuple[str, ...]
    first: int
    moves: str
    left: tuple[tuple[int, int], ...]
    termination: Termination
    winner: int | None
    started: int
    ended: int
    control: TimeControl | None = None
    private: bool = False


class Departure(Enum):
    """
    Why a player is no longer in a room, or away from a seat that is kept.
    """

    LEFT = "left"
    LOST_CONNECTION = "lost_connection"
    CRASHED = "crashed"
    SERVER_DOWN = "server_down"
    ABANDONED = "abandoned"
    DROPPED_TOO_OFTEN = "dropped_too_often"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """
    A room came to be; always its first event.

    :ivar at: when, in seconds of Unix time.
    :ivar control: of its games; None where nobody's time is counted.
    :ivar private: whether only its players may see it.
    """

    id: int
    code: RoomCode
    name: str
    variant: Variant
    at: int = 0
    control: TimeControl | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class PlayerJoined:
    """
    A player took a seat.

    :ivar name: what the others call the player.
    :ivar key: what the player's token for the seat hashes to; empty for none.
    :ivar bot: the level of a computer player; 0 for people.
    """

    id: int
    seat: int
    player: PlayerId
    symbol: str
    name: str
    key: str = ""
    bot: int = 0


@dataclass(frozen=True, slots=True)
class PlayerLeft:
    """
    A player is gone, and during a game out of it.
    """

    id: int
    seat: int
    why: Departure


@dataclass(frozen=True, slots=True)
class PlayerDropped:
    """
    A player is away; the seat is kept.

    :ivar at: when, in seconds of Unix time.
    :ivar spent: milliseconds that whoever has to move has thought by then.
    """

    id: int
    seat: int
    why: Departure
    at: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True)
class PlayerReturned:
    """
    A player took the seat back, perhaps over another connection.

    :ivar player: and name: of the seat from now on.
    """

    id: int
    seat: int
    player: PlayerId
    name: str


@dataclass(frozen=True, slots=True)
class GraceRanOut:
    """
    A player was away for longer than the others have to wait, or has not moved.
    """

    id: int
    seat: int


@dataclass(frozen=True, slots=True)
class GameStarted:
    """
    A game began on an empty board.

    :ivar first: the seat to move first.
    :ivar at: when, in seconds of Unix time.
    """

    id: int
    first: int
    at: int = 0


@dataclass(frozen=True, slots=True)
class DiscDropped:
    """
    A seat played a column, counted from 0.

    :ivar spent: milliseconds of thought, where time is counted.
    """

    id: int
    seat: int
    column: int
    spent: int = 0


class OfferKind(Enum):
    """
    What is only done when everybody wants it.
    """

    DRAW = "draw"
    UNDO = "undo"
    REMATCH = "rematch"


@dataclass(frozen=True, slots=True)
class OfferMade:
    """
    A player offers something to the others; it stands until it is answered.

    :ivar plies: for an undo, how many discs are to be taken back.
    """

    id: int
    seat: int
    what: OfferKind
    plies: int = 0


@dataclass(frozen=True, slots=True)
class OfferClosed:
    """
    An offer stands no longer.

    :ivar seat: whose offer it was.
    :ivar by: the seat that declined it, or the same one that has withdrawn it.
    """

    id: int
    seat: int
    what: OfferKind
    by: int


@dataclass(frozen=True, slots=True)
class MovesUndone:
    """
    The last discs were taken back, as everybody agreed.

    :ivar spent: milliseconds that whoever had to move had thought by then.
    """

    id: int
    plies: int
    spent: int = 0


@dataclass(frozen=True, slots=True)
class SeatForfeited:
    """
    A player is out of the game and keeps the seat: by resigning, or on time.
    """

    id: int
    seat: int
    why: Termination


@dataclass(frozen=True, slots=True)
class GameAborted:
    """
    A game that had hardly begun was called off; it counts for nothing.

    :ivar seat: who did; -1 when the time of a player ran out who never moved.
    """

    id: int
    seat: int


@dataclass(frozen=True, slots=True)
class RoomReset:
    """
    After a game, the room went back to waiting for another one.

    :ivar keys: of the seats from now on, as in PlayerJoined; none at all keeps none.
    :ivar rematch: whether that game begins at once, as everybody agreed.
    """

    id: int
    keys: tuple[str, ...] = ()
    rematch: bool = False


@dataclass(frozen=True, slots=True)
class GameEnded:
    """
    A game is over; always in one append with what ended it.
    """

    id: int
    record: GameRecord


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """
    The last player left; always a room's last event.
    """

    id: int


Event = (
    RoomOpened
    | PlayerJoined
    | PlayerLeft
    | PlayerDropped
    | PlayerReturned
    | GraceRanOut
    | GameStarted
    | DiscDropped
    | OfferMade
    | OfferClosed
    | MovesUndone
    | SeatForfeited
    | GameAborted
    | GameEnded
    | RoomReset
    | RoomClosed
)


class EventIds:
    """
    Ids that no other run of the server gives: a random start, then counted; and the
    time of day, which events carry too.

    :param clock: whose time is Unix time; without one, it is always 0.
    """

    def __init__(self, rng: Random, clock: IReactorTime | None = None) -> None:
        self._count = count(rng.getrandbits(62))
        self._clock = clock

    def next(self) -> int:
        return next(self._count)

    def now(self) -> int:
        """
        Seconds of Unix time.
        """
        return 0 if self._clock is None else int(self._clock.seconds())
