"""
The console script ``connect4``: a look into a journal, with or beside its server.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

from connect4tx.game.errors import Connect4Error
from connect4tx.game.position import Position
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.lookups import Lookups, RoomSummary
from connect4tx.journal.opening import DATABASE, CannotOpen
from connect4tx.journal.store import Store
from connect4tx.play.events import (
    Event,
    GameEnded,
    GameRecord,
    RoomClosed,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.ports import Unreadable
from connect4tx.play.records import as_object, as_text, game_code, position_after
from connect4tx.play.state import NO_ROOM, RoomState
from connect4tx.terminal.clean import clean

# What a shell says of a program that SIGINT or SIGPIPE has ended.
_INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141

_FAULTS_AT_MOST: Final = 100
_FAULT_CELLS: Final = 300

FORMS: Final[dict[str, Callable[[GameRecord], str]]] = {
    "text": lambda record: f"{as_text(record)}\n",
    "json": lambda record: json.dumps(as_object(record), separators=(",", ":")),
    "digits": lambda record: record.moves,
}


class Refused(Connect4Error):
    """
    What was asked for cannot be done; the text is a sentence.
    """


class Asked(NamedTuple):
    """
    The code of a game, as it was typed.

    :ivar number: of the room's games, from 1; 0 for the last that is over.
    """

    room: RoomCode
    number: int


class Ledger(Lookups):
    """
    A database as its operator goes through it, also when a part of it is damaged.
    """

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """
        Have all answers be of the same moment, whatever a server does meanwhile.
        """
        with self._told():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def damage(self) -> Iterator[str]:
        """
        What SQLite finds wrong with the database, a sentence each.
        """
        with self._told():
            for (found,) in self._db.execute(
                f"PRAGMA integrity_check({_FAULTS_AT_MOST})"
            ):
                if found != "ok":
                    yield found

    def statuses(self) -> Iterator[tuple[RoomCode, str]]:
        """
        All rooms, oldest first, without a look at their events.
        """
        with self._told():
            yield from self._db.execute(
                "SELECT code, status FROM rooms ORDER BY number"
            )


def run() -> None:
    """
    What the console script calls.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        # Symbols may be any character; what is exported is read by programs.
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        status = main(sys.argv[1:], sys.stdout, sys.stderr)
    except BrokenPipeError:
        status = _PIPE_CLOSED
    except KeyboardInterrupt:
        status = _INTERRUPTED
    if status:
        # Python would write what is left once more at its end, and complain.
        with suppress(OSError):
            sys.stdout.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def main(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    """
    Do what the command line says.

    :returns: the exit status.
    """
    asked = parser().parse_args(arguments)
    try:
        status: int = asked.do(asked, out)
        out.flush()
    except BrokenPipeError:
        raise
    except (CannotOpen, Refused) as error:
        told = str(error)
    except (StoreFailed, Unreadable, sqlite3.DatabaseError) as error:
        told = f"The journal cannot be used: {error}; verify looks for more faults."
    except OSError as error:
        told = f"That cannot be written ({error.strerror})."
    else:
        return status
    err.write(f"connect4: {clean(told, _FAULT_CELLS)}\n")
    return 1


def parser() -> argparse.ArgumentParser:
    """
    The command line.
    """
    top = argparse.ArgumentParser(
        prog="connect4", description="Looks after the journal of a connect4tx server."
    )
    areas = top.add_subparsers(required=True, metavar="journal")
    journal = areas.add_parser("journal", help="what rooms and games were kept")
    journal.add_argument(
        "directory",
        metavar="DIR",
        type=Path,
        help="the directory of the journal, as the server was given it with --data",
    )
    commands = journal.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="rooms and games, a line each")
    listing.add_argument("--open", action="store_true", help="only rooms that are open")
    listing.add_argument(
        "--games", action="store_true", help="only games that are over"
    )
    listing.set_defaults(do=list_all)

    export = commands.add_parser("export", help="games that are over, to take away")
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "game",
        metavar="CODE",
        nargs="?",
        type=game_asked,
        help="such as H7KQ2M.1, or H7KQ2M for the last of that room",
    )
    which.add_argument("--all", action="store_true", help="all of them, oldest first")
    export.add_argument(
        "--format", choices=list(FORMS), default="text", help="text, if not said"
    )
    export.set_defaults(do=export_games)

    verify = commands.add_parser("verify", help="whether everything is as it must be")
    verify.set_defaults(do=verify_all)
    compact = commands.add_parser("compact", help="make the database smaller")
    compact.set_defaults(do=compact_database)
    return top


def game_asked(typed: str) -> Asked:
    """
    A game's code, as players type it too.

    >>> game_asked("h7kq2m.3")
    Asked(room='H7KQ2M', number=3)

    :raises ArgumentTypeError: when it is none.
    """
    found = re.fullmatch(r"([0-9A-Z]+)(?:\.([1-9][0-9]{0,8}))?", typed.upper())
    if found is None:
        raise argparse.ArgumentTypeError(
            f"a game's code is such as H7KQ2M.1, not {typed!r}"
        )
    return Asked(RoomCode(found[1]), int(found[2] or 0))


# -- list ----------------------------------------------------------------------------


def list_all(asked: argparse.Namespace, out: TextIO) -> int:
    """
    A line for each room and each game that is over; or only for what was asked for.
    """
    store = Ledger.open(asked.directory, readonly=True)
    try:
        if asked.open or not asked.games:
            for room in store.rooms():
                if room.status == "open" or not asked.open:
                    out.write(f"{room_line(room)}\n")
        if asked.games or not asked.open:
            out.writelines(f"{game_line(record)}\n" for record in store.records())
    finally:
        store.close()
    return 0


def room_line(room: RoomSummary) -> str:
    """
    A room in a line.
    """
    touched = datetime.fromtimestamp(room.touched, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    events = counted(room.events, "event")
    return f"room {room.code} {room.status} {touched} {events}, {room.bytes} bytes"


def game_line(record: GameRecord) -> str:
    """
    A game in a line.
    """
    told = as_object(record)
    players = ", ".join(f"{of['name']} ({of['symbol']})" for of in told["players"])
    won = "a draw" if record.winner is None else f"{record.names[record.winner]} won"
    moves = counted(len(record.moves), "move")
    return f"game {told['game']} {told['ended']} {players}: {won}, {moves}"


def counted(number: int, what: str) -> str:
    """
    A number of something.

    >>> counted(1, "room"), counted(2, "room")
    ('1 room', '2 rooms')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


# -- export --------------------------------------------------------------------------


def export_games(asked: argparse.Namespace, out: TextIO) -> int:
    """
    Games as text, as JSON, a line each, or as their moves.
    """
    form = FORMS[asked.format]
    store = Ledger.open(asked.directory, readonly=True)
    try:
        records = store.records() if asked.all else [one_game(store, asked.game)]
        out.writelines(f"{form(record)}\n" for record in records)
    finally:
        store.close()
    return 0


def one_game(store: Lookups, asked: Asked) -> GameRecord:
    """
    One game that is over.

    :raises Refused: when there is none.
    """
    record = store.game(asked.room, asked.number)
    if record is None:
        code = f"{asked.room}.{asked.number}" if asked.number else asked.room
        raise Refused(f"No game {code} was finished here; list --games has those.")
    return record


# -- verify --------------------------------------------------------------------------


def verify_all(asked: argparse.Namespace, out: TextIO) -> int:
    """
    Look for faults: a line for each, and in the end how many.
    """
    store = Ledger.open(asked.directory, readonly=True)
    faults = rooms = 0
    try:
        with store.one_moment():
            for fault in faults_of_file(store):
                faults += 1
                out.write(f"{clean(fault, _FAULT_CELLS)}\n")
            for code, status in statuses_of(store):
                rooms += 1
                for fault in faults_of_room(store, code, status):
                    faults += 1
                    out.write(f"room {code}: {clean(fault, _FAULT_CELLS)}\n")
    finally:
        store.close()
    result = counted(faults, "fault") if faults else "no fault"
    out.write(f"{counted(rooms, 'room')}: {result}.\n")
    return 1 if faults else 0


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
        yield str(error).removeprefix(f"room {code}").lstrip(":, ")
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


def faults_of_events(code: RoomCode, events: Sequence[Event]) -> Iterator[str]:
    """
    Whether these make a room, by replaying them, and whether each record of a game is
    that of the game that was played.
    """
    first = events[0] if events else None
    if not isinstance(first, RoomOpened) or first.code != code:
        yield "it does not begin with its opening"
        return
    if len({event.id for event in events}) < len(events):
        yield "two of its events have the same id"
    state = NO_ROOM
    for number, event in enumerate(events, 1):
        try:
            state = state.apply(event)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with an event
            yield f"event {number} does not follow: {type(error).__name__}: {error}"
            return
        if state.version != number:
            yield f"event {number} makes version {state.version}"
            return
        if isinstance(event, GameEnded):
            yield from faults_of_record(event.record, state)


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


# -- compact -------------------------------------------------------------------------


def compact_database(asked: argparse.Namespace, out: TextIO) -> int:
    """
    Forget what nobody will ask for again, and give the room on the disk back.
    """
    # A store that is opened to be written to is made where there is none.
    Lookups.open(asked.directory, readonly=True).close()
    before = bytes_of(asked.directory)
    try:
        store = Store.open(asked.directory)
    except CannotOpen as error:
        if isinstance(error.__cause__, BlockingIOError):
            raise Refused(
                f"A server has the journal in {asked.directory} open; stop it first."
            ) from error
        raise
    try:
        gone = store.compact()
    finally:
        store.close()
    after = bytes_of(asked.directory)
    out.write(
        f"{counted(gone, 'room')} without a finished game forgotten; {before} bytes"
        f" before, {after} bytes now.\n"
    )
    return 0


def bytes_of(directory: Path) -> int:
    """
    How much the database and its log take up.
    """
    files = [directory / DATABASE, directory / f"{DATABASE}-wal"]
    return sum(file.stat().st_size for file in files if file.exists())
