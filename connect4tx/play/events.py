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

from connect4tx.game.variant import Variant

RoomCode = NewType("RoomCode", str)
PlayerId = NewType("PlayerId", str)


class Departure(Enum):
    """
    Why a player is no longer in a room.
    """

    LEFT = "left"
    LOST_CONNECTION = "lost_connection"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """
    A room came to be; always its first event.
    """

    id: int
    code: RoomCode
    name: str
    variant: Variant


@dataclass(frozen=True, slots=True)
class PlayerJoined:
    """
    A player took a seat.

    :ivar name: what the others call the player.
    """

    id: int
    seat: int
    player: PlayerId
    symbol: str
    name: str


@dataclass(frozen=True, slots=True)
class PlayerLeft:
    """
    A player is gone, and during a game out of it.
    """

    id: int
    seat: int
    why: Departure


@dataclass(frozen=True, slots=True)
class GameStarted:
    """
    A game began on an empty board.

    :ivar first: the seat to move first.
    """

    id: int
    first: int


@dataclass(frozen=True, slots=True)
class DiscDropped:
    """
    A seat played a column, counted from 0.
    """

    id: int
    seat: int
    column: int


@dataclass(frozen=True, slots=True)
class RoomReset:
    """
    After a game, the room went back to waiting for another one.
    """

    id: int


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
    | GameStarted
    | DiscDropped
    | RoomReset
    | RoomClosed
)


class EventIds:
    """
    Ids that no other run of the server gives: a random start, then counted.
    """

    def __init__(self, rng: Random) -> None:
        self._count = count(rng.getrandbits(62))

    def next(self) -> int:
        return next(self._count)
