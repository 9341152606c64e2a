"""
What is wrong with a journal: a sentence for each fault.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from connect4tx.game.errors import Connect4Error
from connect4tx.game.position import Position
from connect4tx.journal.codec import Malformed
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.lookups import Lookups
from connect4tx.play.events import (
    Event,
    GameEnded,
    GameRecord,
    RoomClosed,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.ports import Unreadable
from connect4tx.play.records import game_code, position_after
from connect4tx.play.state import NO_ROOM, RoomState
from connect4tx.service.ledger import Ledger

# What Python says of a dataclass that was not given all of its fields.
_MISSING = re.compile(r"\w+\.__init__\(\) missing \d+ required .*arguments?: .*$")


class NoRoom(Connect4Error):
    """
    Events make no room; the text says why.
    """


def faults_of_file(store: Ledger) -> Iterator[str]:
    """
    What is wrong with the database as such.
    """
    try:
        yield from store.damage()
        # Only to go through all of them.
        for _ in store.statuses():
            pass
    except (StoreFailed, sqlite3.DatabaseError) as error:
        yield f"the database cannot be read: {error}"


def statuses_of(store: Ledger) -> Iterator[tuple[RoomCode, str]]:
    """
    All rooms that can be listed.
    """
    try:
        yield from store.statuses()
    except (StoreFailed, sqlite3.DatabaseError):
        return


def faults_of_room(store: Lookups, code: RoomCode, status: str) -> Iterator[str]:
    """
    What is wrong with a room's events, and with the games that they tell of.
    """
    try:
        events = store.read(code)
    except Unreadable as error:
        yield of_room(code, error)
        return
    except (StoreFailed, sqlite3.DatabaseError) as error:
        yield str(error)
        return
    yield from faults_of_events(code, events)
    is_closed = bool(events) and type(events[-1]) is RoomClosed
    if status != "aside" and is_closed != (status == "closed"):
        yield f"it is listed as {status}, which is not what its events say"
    for event in events:
        if isinstance(event, GameEnded):
            yield from faults_of_list(store, event.record)


def of_room(code: RoomCode, error: Exception) -> str:
    """
    Why a room's events make none, without its code.
    """
    return in_words(error).removeprefix(f"room {code}").lstrip(":, ")


def in_words(error: Exception) -> str:
    """
    What is wrong with something that was read, also where it is Python that says so.
    """
    told = _MISSING.sub(_are_missing, str(error))
    cause = error.__cause__
    is_unknown = isinstance(cause, Malformed) and type(cause.__cause__) is KeyError
    return f"{told} is not known" if is_unknown else told


def _are_missing(found: re.Match[str]) -> str:
    names = re.findall(r"'(\w+)'", found[0])
    some = ", ".join(names[:-1])
    return f"{some} and {names[-1]} are missing" if some else f"{names[0]} is missing"


def faults_of_events(code: RoomCode, events: Sequence[Event]) -> Iterator[str]:
    """
    Whether these make a room, by replaying them, and whether each record of a game is
    that of the game that was played.
    """
    if len({event.id for event in events}) < len(events):
        yield "two of its events have the same id"
    try:
        for event, state in replayed(code, events):
            if isinstance(event, GameEnded):
                yield from faults_of_record(event.record, state)
    except NoRoom as error:
        yield str(error)


def replayed(
    code: RoomCode, events: Sequence[Event]
) -> Iterator[tuple[Event, RoomState]]:
    """
    Each event of a room, and the room after it.

    :raises NoRoom: at the first that does not follow.
    """
    first = events[0] if events else None
    if not isinstance(first, RoomOpened) or first.code != code:
        raise NoRoom("it does not begin with its opening")
    state = NO_ROOM
    for number, event in enumerate(events, 1):
        try:
            state = state.apply(event)
        except Exception as error:
            raise NoRoom(
                f"event {number} does not follow: {type(error).__name__}: {error}"
            ) from error
        if state.version != number:
            raise NoRoom(f"event {number} makes version {state.version}")
        yield event, state


def faults_of_record(record: GameRecord, state: RoomState) -> Iterator[str]:
    """
    Whether the record of a game tells of what is on the board at its end.
    """
    outcome = None if state.position is None else state.position.outcome
    if outcome is None or record != state.game_record(outcome, record.ended):
        yield f"the record of game {game_code(record)} is not what was played"
        return
    try:
        end = position_after(record, len(record.moves))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a record
        yield f"the record of game {game_code(record)} cannot be replayed: {error}"
        return
    if _all_of(end) != _all_of(state.position):
        yield f"the record of game {game_code(record)} ends with another board"


def _all_of(position: Position | None) -> Any:
    """
    A position with how it came to its end, which alone does not make it another.
    """
    return position and (position, position.ply, position.outcome, position.last)


def faults_of_list(store: Lookups, record: GameRecord) -> Iterator[str]:
    """
    Whether a game is in the list of games, as the same.
    """
    try:
        listed = store.game(record.room, record.number)
    except (StoreFailed, Unreadable, sqlite3.DatabaseError) as error:
        yield f"game {game_code(record)} cannot be looked up: {error}"
        return
    if listed != record:
        yield f"game {game_code(record)} is not in the list of games as it was played"
