"""
What happens in rooms, for journals: events with times, keys and records.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import STANDARD
from connect4tx.journal.codec import encode
from connect4tx.journal.store import Append
from connect4tx.play.events import (
    Departure,
    Event,
    GameEnded,
    GameRecord,
    GameStarted,
    GraceRanOut,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerReturned,
    RoomCode,
    RoomOpened,
    RoomReset,
)
from tests.support.stories import (
    CODE,
    closed,
    dropped,
    joined,
    left,
    opened,
    started,
)

OTHER = RoomCode("ZZZ999")

# Beside those of the stories.
_ids = count(1_000_000)


def opened_at(at: int, code: RoomCode = CODE) -> RoomOpened:
    return replace(opened(code=code), at=at)


def started_at(at: int) -> GameStarted:
    return replace(started(), at=at)


def joined_with(seat: int, key: str) -> PlayerJoined:
    return replace(joined(seat), key=key)


def away(seat: int, at: int = 0) -> PlayerDropped:
    return PlayerDropped(next(_ids), seat, Departure.LOST_CONNECTION, at)


def back(seat: int) -> PlayerReturned:
    return PlayerReturned(next(_ids), seat, PlayerId(f"player-{seat}"), "eve")


def grace_over(seat: int) -> GraceRanOut:
    return GraceRanOut(next(_ids), seat)


def reset_with(*keys: str) -> RoomReset:
    return RoomReset(next(_ids), keys)


def record(number: int = 1, code: RoomCode = CODE, **fields: object) -> GameRecord:
    """
    A game that the first seat has won, unless told otherwise.
    """
    usual = GameRecord(
        room=code,
        number=number,
        variant=STANDARD,
        names=("lea", "max"),
        symbols=("X", "O"),
        first=0,
        moves="1212121",
        left=(),
        termination=Termination.CONNECTED,
        winner=0,
        started=100,
        ended=200,
    )
    return replace(usual, **fields)  # type: ignore[arg-type]


def ended(number: int = 1, code: RoomCode = CODE, **fields: object) -> GameEnded:
    return GameEnded(next(_ids), record(number, code, **fields))


def everything() -> list[Event]:
    """
    A room in which everything happens that can happen.
    """
    return [
        opened_at(50),
        joined_with(0, "k0"),
        joined_with(1, ""),
        started_at(100),
        dropped(0, 3),
        away(1, at=120),
        back(1),
        grace_over(1),
        left(1),
        ended(left=((1, 1),), termination=Termination.LAST_ONE_LEFT, winner=0),
        reset_with("k1", ""),
        ended(2, termination=Termination.BOARD_FULL, winner=None),
        closed(),
    ]


def append(expected: int, *events: Event, room: RoomCode = CODE) -> Append:
    """
    An append as the store takes it.
    """
    return Append(room, expected, [encode(event) for event in events])
