"""
The console script ``connect4``: a look into a journal, with or beside its server.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from connect4tx.game.errors import Connect4Error
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.lookups import Lookups, RoomSummary
from connect4tx.journal.opening import DATABASE, CannotOpen
from connect4tx.play.events import GameRecord, RoomCode
from connect4tx.play.ports import Unreadable
from connect4tx.play.records import FORMS, as_object
from connect4tx.play.state import Status
from connect4tx.service.ledger import Ledger, MendedStore
from connect4tx.service.verify import (
    NoRoom,
    faults_of_file,
    faults_of_room,
    in_words,
    of_room,
    replayed,
    statuses_of,
)
from connect4tx.terminal.clean import clean

# What a shell says of a program that SIGINT or SIGPIPE has ended.
_INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141

_FAULT_CELLS: Final = 300

WHAT_NOW: Final = (
    "Copy the directory before anything else; then see whether a backup has these rooms"
    " without a fault. The server leaves alone what it cannot replay, and goes on with"
    " all other rooms."
)


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
        check_place(asked.directory)
        status: int = asked.do(asked, out, err)
        out.flush()
    except BrokenPipeError:
        raise
    except CannotOpen as error:
        told = as_told_here(str(error))
    except Refused as error:
        told = str(error)
    except (StoreFailed, Unreadable, sqlite3.DatabaseError) as error:
        told = (
            f"The journal cannot be used: {in_words(error)}; verify looks for more"
            " faults."
        )
    except OSError as error:
        told = f"That cannot be written ({error.strerror})."
    else:
        return status
    err.write(f"connect4: {clean(told, _FAULT_CELLS)}\n")
    return 1


def check_place(directory: Path) -> None:
    """
    See whether a journal can be there.

    :raises Refused: when it is clear that none is.
    """
    if os.path.isfile(directory):
        raise Refused(
            "DIR is the directory, not the file; here it may be"
            f" {directory.absolute().parent}."
        )
    path = directory / DATABASE
    if os.path.isfile(path) and not path.stat().st_size:
        raise Refused(f"{path} is empty: there is nothing in it.")


def as_told_here(sentence: str) -> str:
    """
    Why a journal cannot be opened, without what only its server can do about it.

    >>> as_told_here("It is full; make room, or give it another directory with --data.")
    'It is full; make room.'
    """
    what, _, advice = sentence.rpartition("; ")
    if "--data" not in advice:
        return sentence
    now, _, _ = advice.rpartition(" or give ")
    now = now.rstrip(",") or "see whether DIR is the directory of a journal"
    return f"{what}; {now}."


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
        type=directory_asked,
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

    reopen = commands.add_parser(
        "reopen", help="let a room that was set aside be open again"
    )
    reopen.add_argument("room", metavar="CODE", type=room_asked, help="such as H7KQ2M")
    reopen.set_defaults(do=reopen_room)
    verify = commands.add_parser("verify", help="whether everything is as it must be")
    verify.set_defaults(do=verify_all)
    compact = commands.add_parser("compact", help="make the database smaller")
    compact.set_defaults(do=compact_database)
    return top


def directory_asked(typed: str) -> Path:
    """
    A directory.

    :raises ArgumentTypeError: when nothing was typed.
    """
    if not typed.strip():
        raise argparse.ArgumentTypeError(
            f"it is the directory of a journal, not {typed!r}"
        )
    return Path(typed)


def room_asked(typed: str) -> RoomCode:
    """
    A room's code, as players type it too.

    :raises ArgumentTypeError: when it is none.
    """
    if re.fullmatch("[0-9A-Z]+", typed.upper()) is None:
        raise argparse.ArgumentTypeError(
            f"a room's code is such as H7KQ2M, not {typed!r}"
        )
    return RoomCode(typed.upper())


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


def list_all(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """
    A line for each room and each game that is over; or only for what was asked for.
    """
    store = Ledger.open(asked.directory, readonly=True)
    listed = status = 0
    try:
        if asked.open or not asked.games:
            for room in store.rooms():
                if room.status == "open" or not asked.open:
                    out.write(f"{room_line(room)}\n")
                    listed += 1
        if asked.games or not asked.open:
            for record in store.records():
                listed += 1
                if isinstance(record, Unreadable):
                    status = 1
                    err.write(unreadable(record))
                else:
                    out.write(f"{game_line(record)}\n")
    finally:
        store.close()
    if not listed:
        rooms = "no open room" if asked.open else "no room"
        games = "no game that is over"
        none = games if asked.games else rooms
        if asked.games and asked.open:
            none = f"{rooms} and {games}"
        err.write(f"connect4: There is {none} in {asked.directory}.\n")
    return status


def unreadable(record: Unreadable) -> str:
    """
    What is told in the place of a game.
    """
    told = f"The journal is damaged: {in_words(record)}; verify looks for more faults."
    return f"connect4: {clean(told, _FAULT_CELLS)}\n"


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


def export_games(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """
    Games as text, as JSON, a line each, or as their moves.
    """
    form, status = FORMS[asked.format], 0
    end = "\n\n" if asked.format == "text" else "\n"
    store = Ledger.open(asked.directory, readonly=True)
    try:
        records = store.records() if asked.all else [one_game(store, asked.game)]
        for record in records:
            if isinstance(record, Unreadable):
                status = 1
                err.write(unreadable(record))
            else:
                out.write(f"{form(record)}{end}")
    finally:
        store.close()
    return status


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


def verify_all(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
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
    if not faults:
        return 0
    err.write(f"connect4: {WHAT_NOW}\n")
    return 1


# -- what is done alone --------------------------------------------------------------


def open_alone(directory: Path) -> MendedStore:
    """
    Open a journal to be written to.

    :raises Refused: while a server has it.
    """
    # A store that is opened to be written to is made where there is none.
    Lookups.open(directory, readonly=True).close()
    try:
        return MendedStore.open(directory)
    except CannotOpen as error:
        if isinstance(error.__cause__, BlockingIOError):
            raise Refused(
                f"A server has the journal in {directory} open; stop it first."
            ) from error
        raise


def reopen_room(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """
    Let a room that was set aside be one of the open ones again.
    """
    store = open_alone(asked.directory)
    try:
        check_reopening(store, asked.room)
        store.reopen(asked.room, int(time.time()))
    finally:
        store.close()
    out.write(
        f"Room {asked.room} is open again: when the server is up, players come back to"
        " it with their tokens.\n"
    )
    return 0


def check_reopening(store: MendedStore, code: RoomCode) -> None:
    """
    See whether a room was set aside, and can be played in again.

    :raises Refused: when not.
    """
    status = store.status(code)
    if status is None:
        raise Refused(f"There is no room {code} here; list has those that are.")
    if status != "aside":
        raise Refused(f"Room {code} was not set aside: it is {status}.")
    try:
        _, state = deque(replayed(code, store.read(code)), maxlen=1).pop()
    except (NoRoom, Unreadable) as error:
        why = of_room(code, error)
        raise Refused(f"Room {code} still makes no room: {why}.") from error
    if state.status is Status.CLOSED:
        raise Refused(f"Room {code} was closed, so nobody can come back to it.")


# -- compact -------------------------------------------------------------------------


def compact_database(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """
    Forget what nobody will ask for again, and give the room on the disk back.
    """
    before = bytes_of(asked.directory)
    store = open_alone(asked.directory)
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
