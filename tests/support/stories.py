"""
What happens in a room, told in few words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    GameStarted,
    GraceRanOut,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
    RoomOpened,
    RoomReset,
)
from connect4tx.play.state import RoomState, replay

CODE = RoomCode("ABC234")
SYMBOLS = "XOAB"
NAMES = ("lea", "max", "eve", "tom")

_ids = count(1)


def opened(
    variant: Variant = STANDARD, *, code: RoomCode = CODE, name: str = "Salon"
) -> RoomOpened:
    return RoomOpened(next(_ids), code, name, variant)


def joined(
    seat: int, symbol: str = "", player: str = "", *, key: str = ""
) -> PlayerJoined:
    """
    A player numbered after the seat, with the usual symbol and name of that seat.
    """
    who = PlayerId(player or f"player-{seat}")
    symbol = symbol or SYMBOLS[seat]
    return PlayerJoined(next(_ids), seat, who, symbol, NAMES[seat], key)


def left(seat: int, why: Departure = Departure.LEFT) -> PlayerLeft:
    return PlayerLeft(next(_ids), seat, why)


def away(
    seat: int, why: Departure = Departure.LOST_CONNECTION, at: int = 0
) -> PlayerDropped:
    return PlayerDropped(next(_ids), seat, why, at)


def returned(seat: int, player: str = "", name: str = "") -> PlayerReturned:
    """
    The same player as :func:`joined` gives, unless told otherwise.
    """
    who = PlayerId(player or f"player-{seat}")
    return PlayerReturned(next(_ids), seat, who, name or NAMES[seat])


def ran_out(seat: int) -> GraceRanOut:
    return GraceRanOut(next(_ids), seat)


def ended(record: GameRecord) -> GameEnded:
    return GameEnded(next(_ids), record)


def started(first: int = 0, at: int = 0) -> GameStarted:
    return GameStarted(next(_ids), first, at)


def dropped(seat: int, column: int) -> DiscDropped:
    return DiscDropped(next(_ids), seat, column)


def reset(*keys: str) -> RoomReset:
    return RoomReset(next(_ids), keys)


def closed() -> RoomClosed:
    return RoomClosed(next(_ids))


def full_room(variant: Variant = STANDARD) -> list[Event]:
    """
    A room whose seats are all taken.
    """
    return [opened(variant), *(joined(seat) for seat in range(variant.players))]


def game(
    columns: Iterable[int], variant: Variant = STANDARD, first: int = 0
) -> list[Event]:
    """
    A full room in which these columns were played, from 0, by the seats in turn.
    """
    moves = [
        dropped((first + ply) % variant.players, column)
        for ply, column in enumerate(columns)
    ]
    return [*full_room(variant), started(first), *moves]


def room_after(*events: Event) -> RoomState:
    """
    The room that these events make.
    """
    return replay(events)


# The seat that begins wins with a column of four; nobody can, and the board is full.
WON = (0, 1, 0, 1, 0, 1, 0)
DRAWN = tuple(map(int, "436014551150160155104632660465204242223333"))
