"""
Events as the rows of a store: an id, a kind and a body, which is JSON.

A kind and the fields of its body are kept for ever: a field may be added, with a
default, as rows written before do not have it.  Nothing else may change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, NewType, cast, get_args, get_origin, get_type_hints

from connect4tx.game.errors import InvalidVariant
from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameAborted,
    GameEnded,
    GameStarted,
    GraceRanOut,
    MovesUndone,
    OfferClosed,
    OfferMade,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomOpened,
    RoomReset,
    SeatForfeited,
)

Row = tuple[int, str, str]

KINDS: dict[str, type[Any]] = {
    "room_opened": RoomOpened,
    "player_joined": PlayerJoined,
    "player_left": PlayerLeft,
    "player_dropped": PlayerDropped,
    "player_returned": PlayerReturned,
    "grace_ran_out": GraceRanOut,
    "game_started": GameStarted,
    "disc_dropped": DiscDropped,
    "offer_made": OfferMade,
    "offer_closed": OfferClosed,
    "moves_undone": MovesUndone,
    "seat_forfeited": SeatForfeited,
    "game_aborted": GameAborted,
    "game_ended": GameEnded,
    "room_reset": RoomReset,
    "room_closed": RoomClosed,
}
OPENED = "room_opened"
CLOSED = "room_closed"

_NAMES = {cls: kind for kind, cls in KINDS.items()}


class Malformed(ValueError):
    """
    A row that no event was ever written as.
    """


def encode(event: Event) -> Row:
    """
    The row of an event.
    """
    if type(event) is DiscDropped:
        body = _disc_body(event.seat, event.column)
        if event.spent:
            body = f'{body[:-1]},"spent":{event.spent}}}'
        return event.id, "disc_dropped", body
    values = {
        field.name: getattr(event, field.name)
        for field in fields(event)
        if field.name != "id"
    }
    return event.id, _NAMES[type(event)], _dumps(values)


def decode(id: int, kind: str, body: str) -> Event:
    """
    The event of a row.

    :raises Malformed: when the kind or a field is unknown, missing, or no such value.
    """
    try:
        if kind == "disc_dropped":
            return DiscDropped(id, *_disc(body))
        return cast(Event, _read_object(KINDS[kind], json.loads(body), id=id))
    except (KeyError, TypeError, ValueError, InvalidVariant, RecursionError) as error:
        raise Malformed(f"{kind} {body}: {error}") from error


# Nearly all events are moves, and there are few different ones: seats by columns.


@lru_cache(maxsize=256)
def _disc_body(seat: int, column: int) -> str:
    return _dumps({"seat": seat, "column": column})


@lru_cache(maxsize=256)
def _disc(body: str) -> tuple[int, int, int]:
    event = _read_object(DiscDropped, json.loads(body), id=0)
    return event.seat, event.column, event.spent


def _dumps(body: dict[str, object]) -> str:
    return json.dumps(body, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> object:
    """
    What JSON has in place of a value of ours.
    """
    if isinstance(value, Enum):
        return value.value
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _read_object(cls: Any, plain: object, **known: object) -> Any:
    if type(plain) is not dict:
        raise Malformed(f"{plain!r} is no {cls.__name__}")
    readers = _readers(cls)
    return cls(**known, **{name: readers[name](value) for name, value in plain.items()})


@lru_cache
def _readers(cls: Any) -> dict[str, Callable[[Any], Any]]:
    """
    How to read each field of a dataclass, by its annotation.
    """
    return {name: _reader(hint) for name, hint in get_type_hints(cls).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if get_origin(hint) is tuple:
        return _tuple_reader(*get_args(hint))
    if NoneType in get_args(hint):
        read = _reader(get_args(hint)[0])
        return lambda plain: None if plain is None else read(plain)
    if is_dataclass(hint):
        return lambda plain: _read_object(hint, plain)
    if issubclass(hint, Enum):
        return cast(Callable[[Any], Any], hint)
    return lambda plain: _exactly(hint, plain)


def _tuple_reader(first: Any, *rest: Any) -> Callable[[Any], Any]:
    if rest == (Ellipsis,):
        read = _reader(first)
        return lambda plain: tuple(map(read, _exactly(list, plain)))
    reads = [_reader(hint) for hint in (first, *rest)]
    return lambda plain: tuple(
        read(item) for read, item in zip(reads, _exactly(list, plain), strict=True)
    )


def _exactly(cls: type[Any], plain: object) -> Any:
    # Not isinstance: True is an int.
    if type(plain) is not cls:
        raise Malformed(f"{plain!r} is no {cls.__name__}")
    return plain
