"""
The console script that looks into a journal.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random
from types import SimpleNamespace

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Outcome, Termination
from connect4tx.journal import opening
from connect4tx.journal.codec import encode
from connect4tx.journal.opening import DATABASE
from connect4tx.journal.store import Append, Store
from connect4tx.play.decisions import steps
from connect4tx.play.events import (
    Event,
    EventIds,
    GameEnded,
    PlayerJoined,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.records import as_object, as_text
from connect4tx.play.state import NO_ROOM
from connect4tx.service import command
from connect4tx.service.ledger import Ledger
from connect4tx.service.verify import faults_of_room
from tests.support.stories import (
    DRAWN,
    WON,
    closed,
    dropped,
    joined,
    left,
    opened,
    reset,
    started,
)

SCRIPT = Path(sys.executable).with_name("connect4")
SCRIPT_SECONDS = 60
NOW = 1_800_000_000
ids = EventIds(Random(4))

COMMANDS = (
    ["list"],
    ["export", "--all"],
    ["verify"],
    ["reopen", "AAAAA2"],
    ["compact"],
)
FIRST, SECOND, THIRD = RoomCode("AAAAA2"), RoomCode("BBBBB2"), RoomCode("CCCCC2")


def with_ends(events: Iterable[Event]) -> list[Event]:
    """
    These events, each end of a game followed by its record, as rooms append them.
    """
    return list(steps(NO_ROOM, ids, list(events))[0])


def drops(columns: Sequence[int], first: int = 0) -> list[Event]:
    """
    Moves of two players in turn.
    """
    return [dropped((first + ply) % 2, column) for ply, column in enumerate(columns)]


def two_games(code: RoomCode) -> list[Event]:
    """
    A room in which the first game was won and the second was drawn.
    """
    seats = [joined(0), joined(1)]
    first = [started(), *drops(WON), reset()]
    return with_ends(
        [opened(code=code), *seats, *first, started(1), *drops(DRAWN, first=1)]
    )


def under_way(code: RoomCode) -> list[Event]:
    """
    A room in the middle of its first game.
    """
    return [opened(code=code), joined(0), joined(1), started(), *drops((3, 3, 4))]


def never_played(code: RoomCode) -> list[Event]:
    """
    A room that closed before a game began.
    """
    return [opened(code=code), joined(0), left(0), closed()]


class Pipe(StringIO):
    """
    Standard output whose reader goes away after so many writes.
    """

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.writes_left = writes

    def write(self, text: str) -> int:
        if not self.writes_left:
            raise BrokenPipeError
        self.writes_left -= 1
        return super().write(text)


class Null(StringIO):
    """
    Standard output that keeps nothing.
    """

    def write(self, text: str) -> int:
        return len(text)


class CommandCase(SynchronousTestCase):
    """
    A directory with a journal, and the command on it.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())

    def keep(self, *rooms: Sequence[Event]) -> None:
        """
        Put rooms into the journal.
        """
        store = Store.open(self.directory)
        try:
            store.append_all(
                [
                    Append(events[0].code, 0, [encode(event) for event in events])
                    for events in rooms
                    if isinstance(events[0], RoomOpened)
                ]
            )
        finally:
            store.close()

    def change(self, statement: str, *values: object) -> None:
        """
        Do what no server does to a database.
        """
        db = sqlite3.connect(self.directory / DATABASE)
        try:
            db.execute(statement, values)
            db.commit()
        finally:
            db.close()

    def do(self, *words: str) -> list[str]:
        """
        The lines that a command writes when it succeeds.
        """
        status, out, err = self.outcome(*words)
        self.assertEqual((status, err), (0, ""), out)
        return out.splitlines()

    def outcome(self, *words: str) -> tuple[int, str, str]:
        """
        The status of a command, and what it writes.
        """
        out, err = StringIO(), StringIO()
        arguments = ["journal", str(self.directory), *words]
        return command.main(arguments, out, err), out.getvalue(), err.getvalue()

    def refusal(self, *words: str) -> str:
        """
        The sentence with which a command fails.
        """
        status, out, err = self.outcome(*words)
        self.assertEqual((status, out), (1, ""))
        self.assertTrue(err.startswith("connect4: "), err)
        self.assertTrue(err.endswith(".\n"), err)
        self.assertEqual(err.count("\n"), 1, err)
        return err.removeprefix("connect4: ").rstrip("\n")

    def faults(self) -> list[str]:
        """
        What verify finds, without its last line.
        """
        status, out, err = self.outcome("verify")
        lines = out.splitlines()
        self.assertEqual((status, err), (1, f"connect4: {command.WHAT_NOW}\n"), out)
        self.assertIn("fault", lines[-1])
        self.assertNotIn("no fault", lines[-1])
        return lines[:-1]


class UsageTests(CommandCase):
    def usage(self, *arguments: str) -> str:
        """
        What a wrong command line is answered with.
        """
        err = StringIO()
        with redirect_stderr(err):
            ended = self.assertRaises(
                SystemExit, command.main, arguments, StringIO(), StringIO()
            )
        self.assertEqual(ended.code, 2)
        return err.getvalue()

    def test_what_is_wrong_is_told(self) -> None:
        """
        A command line that makes no sense ends with status 2, and is told why.
        """
        for arguments, told in (
            ((), "journal"),
            (("journal",), "DIR"),
            (("journal", "d"), "COMMAND"),
            (("journal", "d", "dance"), "dance"),
            (("journal", "d", "list", "--closed"), "--closed"),
            (("journal", "d", "export"), "CODE"),
            (("journal", "d", "export", "AAAAA2", "--all"), "not allowed"),
            (("journal", "d", "export", "--all", "--format=xml"), "xml"),
            (("journal", "d", "export", "AAAAA2.x"), "such as H7KQ2M.1"),
            (("journal", "d", "export", "AAAAA2.0"), "such as H7KQ2M.1"),
            (("journal", "d", "reopen"), "CODE"),
            (("journal", "d", "reopen", "AAAAA2.1"), "such as H7KQ2M, not"),
            (("journal", "", "list"), "DIR: it is the directory of a journal, not ''"),
            (("journal", " ", "verify"), "it is the directory of a journal, not ' '"),
        ):
            self.assertIn(told, self.usage(*arguments), arguments)

    def test_help(self) -> None:
        """
        It tells the commands when asked.
        """
        out = StringIO()
        with redirect_stdout(out):
            ended = self.assertRaises(
                SystemExit, command.main, ["journal", "--help"], out, StringIO()
            )
        self.assertEqual(ended.code, 0)
        for name in ("list", "export", "verify", "reopen", "compact"):
            self.assertIn(name, out.getvalue())

    def test_no_journal(self) -> None:
        """
        Where there is no journal, every command says so and makes none.
        """
        for words in COMMANDS:
            told = self.refusal(*words)
            self.assertIn(f"There is no journal in {self.directory}", told)
            self.assertFalse(self.directory.exists())

    def test_the_file(self) -> None:
        """
        Who names the database, and not its directory, is told which that is.
        """
        self.keep(never_played(THIRD))
        home, self.directory = self.directory, self.directory / DATABASE
        for words in COMMANDS:
            told = self.refusal(*words)
            self.assertIn("DIR is the directory, not the file", told)
            self.assertIn(f" {home.absolute()}.", told)

    def test_empty_file(self) -> None:
        """
        A database that has not a byte is told to have nothing, and is left so.
        """
        self.directory.mkdir()
        path = self.directory / DATABASE
        path.touch()
        for words in COMMANDS:
            told = self.refusal(*words)
            self.assertEqual(told, f"{path} is empty: there is nothing in it.")
            self.assertEqual(path.stat().st_size, 0)

    def test_advice_is_for_who_looks(self) -> None:
        """
        No refusal speaks of the server's ``--data``, which this program has not.
        """
        for kind, ending in (
            ("directory", "; see whether DIR is the directory of a journal."),
            ("other program's", "; see whether DIR is the directory of a journal."),
            ("text", "; move it away."),
        ):
            self.directory = Path(self.mktemp())
            self.directory.mkdir()
            path = self.directory / DATABASE
            if kind == "directory":
                path.mkdir()
            elif kind == "text":
                path.write_text("once upon a time " * 100)
            else:
                self.change("CREATE TABLE recipes (name)")
            for words in COMMANDS:
                told = self.refusal(*words)
                self.assertNotIn("--data", told)
                self.assertTrue(told.endswith(ending), told)

    def test_every_way_not_to_open(self) -> None:
        """
        Whatever the opening of a journal advises is cut where it names ``--data``.
        """
        path = Path("/srv/a; b") / DATABASE
        for code in range(1, 27):
            error = sqlite3.OperationalError("it is so")
            error.sqlite_errorcode = code
            told = command.as_told_here(opening.sentence(path, error))
            self.assertNotIn("--data", told)
            self.assertTrue(told.startswith(("/srv/a; b", "No room", "Another")), told)
            self.assertRegex(told, r"[a-z]\.$")

    def test_another_file(self) -> None:
        """
        What is no database, and one of another program, are told of and left alone.
        """
        self.directory.mkdir()
        path = self.directory / DATABASE
        path.write_text("once upon a time " * 100)
        self.assertIn("is not a database", self.refusal("list"))
        self.assertEqual(path.read_text(), "once upon a time " * 100)
        path.unlink()
        self.change("CREATE TABLE recipes (name)")
        for words in (["list"], ["verify"], ["compact"]):
            self.assertIn("some other program", self.refusal(*words))


class ListTests(CommandCase):
    def setUp(self) -> None:
        super().setUp()
        self.keep(two_games(FIRST), under_way(SECOND), never_played(THIRD))

    def test_rooms_and_games(self) -> None:
        """
        A line for each room, oldest first, and then for each game.
        """
        lines = self.do("list")
        self.assertEqual(
            [line.split()[:3] for line in lines[:3]],
            [
                ["room", "AAAAA2", "open"],
                ["room", "BBBBB2", "open"],
                ["room", "CCCCC2", "closed"],
            ],
        )
        self.assertIn(" 7 events, ", lines[1])
        self.assertEqual(
            lines[3:],
            [
                "game AAAAA2.1 1970-01-01T00:00:00Z lea (X), max (O): lea won, 7 moves",
                "game AAAAA2.2 1970-01-01T00:00:00Z lea (X), max (O): a draw, 42 moves",
            ],
        )

    def test_open_rooms(self) -> None:
        """
        ``--open`` leaves out the closed rooms, and the games.
        """
        codes = [line.split()[1] for line in self.do("list", "--open")]
        self.assertEqual(codes, [FIRST, SECOND])

    def test_games(self) -> None:
        """
        ``--games`` leaves out the rooms; with ``--open``, the open ones stay.
        """
        first = [line.split()[0] for line in self.do("list", "--games")]
        self.assertEqual(first, ["game"] * 2)
        first = [line.split()[0] for line in self.do("list", "--games", "--open")]
        self.assertEqual(first, ["room"] * 2 + ["game"] * 2)

    def test_room_set_aside(self) -> None:
        """
        A room that was set aside is listed as that.
        """
        store = Store.open(self.directory)
        store.set_aside(SECOND)
        store.close()
        self.assertIn("room BBBBB2 aside ", "\n".join(self.do("list")))

    def test_nothing(self) -> None:
        """
        Where there is nothing of what was asked for, that is told, and no failure.
        """
        self.directory = Path(self.mktemp())
        self.keep()
        for options, what in (
            ((), "no room"),
            (("--open",), "no open room"),
            (("--games",), "no game that is over"),
            (("--open", "--games"), "no open room and no game that is over"),
        ):
            self.assertEqual(
                self.outcome("list", *options),
                (0, "", f"connect4: There is {what} in {self.directory}.\n"),
            )
        self.keep(never_played(THIRD))
        self.assertEqual(len(self.do("list")), 1)
        self.assertIn("no open room", self.outcome("list", "--open")[2])


class ExportTests(CommandCase):
    def setUp(self) -> None:
        super().setUp()
        self.events = two_games(FIRST)
        self.records = [
            event.record for event in self.events if isinstance(event, GameEnded)
        ]
        self.keep(self.events, under_way(SECOND))

    def test_one_game(self) -> None:
        """
        A game is found by its code, in capitals or not; without a number, the last.
        """
        first, second = self.records
        for code, record in (
            ("AAAAA2.1", first),
            ("aaaaa2.2", second),
            ("AAAAA2", second),
        ):
            told = "\n".join(self.do("export", code))
            self.assertEqual(told, f"{as_text(record)}\n")

    def test_formats(self) -> None:
        """
        The moves alone, or an object of JSON in one line.
        """
        record = self.records[0]
        self.assertEqual(
            self.do("export", "AAAAA2.1", "--format=digits"), [record.moves]
        )
        (line,) = self.do("export", "AAAAA2.1", "--format", "json")
        self.assertEqual(json.loads(line), as_object(record))

    def test_all_games(self) -> None:
        """
        ``--all`` gives every game that is over, oldest first; as JSON, a line each.
        """
        lines = self.do("export", "--all", "--format=json")
        self.assertEqual(
            [json.loads(line) for line in lines],
            [as_object(record) for record in self.records],
        )
        self.assertEqual(
            "\n".join(self.do("export", "--all")),
            "\n\n".join(as_text(record) for record in self.records) + "\n",
        )

    def test_no_such_game(self) -> None:
        """
        A game that is not over, or was never played, is refused by its code.
        """
        for code in ("BBBBB2", "BBBBB2.1", "AAAAA2.3", "ZZZZZ2"):
            self.assertIn(f"No game {code} was finished", self.refusal("export", code))

    def test_damaged_record(self) -> None:
        """
        A record that cannot be read is told of, with its room.
        """
        self.change("UPDATE events SET body = '{}' WHERE kind = 'game_ended'")
        why = "room AAAAA2: game_ended {}: record is missing"
        self.assertIn(why, self.refusal("export", "AAAAA2"))
        for words in (["export", "--all"], ["list", "--games"]):
            status, out, err = self.outcome(*words)
            self.assertEqual((status, out, err.count(why)), (1, "", 2))

    def test_memory_is_bounded(self) -> None:
        """
        Ten times as many games take no more memory to list or export.
        """
        peaks = []
        for rooms in (20, 20, 200):
            self.directory = Path(self.mktemp())
            self.keep(
                *(two_games(RoomCode(f"R{number:05}")) for number in range(rooms))
            )
            peaks.append(max(self.peak("list"), self.peak("export", "--all")))
        # 360 records more are half a megabyte.
        self.assertLess(peaks[2], peaks[1] + 50_000)

    def peak(self, *words: str) -> int:
        arguments = ["journal", str(self.directory), *words]
        tracemalloc.start()
        try:
            self.assertEqual(command.main(arguments, Null(), Null()), 0)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_closed_pipe(self) -> None:
        """
        When nobody reads any more, it stops there.
        """
        out = Pipe(1)
        arguments = ["journal", str(self.directory), "export", "--all"]
        self.assertRaises(BrokenPipeError, command.main, arguments, out, StringIO())
        self.assertIn("AAAAA2.1", out.getvalue())
        self.assertNotIn("AAAAA2.2", out.getvalue())

    def test_full_disk(self) -> None:
        """
        When the output cannot be written, that is told in a sentence.
        """

        class Full(StringIO):
            def write(self, text: str) -> int:
                raise OSError(28, "No space left on device")

        err = StringIO()
        arguments = ["journal", str(self.directory), "list"]
        self.assertEqual(command.main(arguments, Full(), err), 1)
        self.assertEqual(
            err.getvalue(),
            "connect4: That cannot be written (No space left on device).\n",
        )


class VerifyTests(CommandCase):
    def setUp(self) -> None:
        super().setUp()
        self.keep(two_games(FIRST), under_way(SECOND), never_played(THIRD))

    def test_all_is_well(self) -> None:
        """
        A journal without faults is told to be one.
        """
        self.assertEqual(self.do("verify"), ["3 rooms: no fault."])

    def test_ends_of_all_kinds(self) -> None:
        """
        Games that were given up, or called a draw, are what was played as well.
        """
        begun = [joined(0), joined(1), started(), *drops((3, 3, 4))]
        given_up = with_ends([opened(code=RoomCode("GAVEUP")), *begun, left(1)])
        claimed = [opened(code=RoomCode("CLAIMD")), *begun]
        state = NO_ROOM
        for event in claimed:
            state = state.apply(event)
        draw = state.game_record(Outcome(Termination.DRAW_CLAIMED), 0)
        self.keep(given_up, [*claimed, GameEnded(ids.next(), draw)])
        self.assertEqual(self.do("verify"), ["5 rooms: no fault."])

    def test_missing_event(self) -> None:
        """
        A gap among the versions of a room is found.
        """
        self.change("DELETE FROM events WHERE room = 2 AND version = 5")
        self.assertEqual(self.faults(), ["room BBBBB2: event 5 is missing"])

    def test_missing_beginning(self) -> None:
        """
        So is a room without its first event, and one without any.
        """
        self.change("DELETE FROM events WHERE room = 2")
        self.change("DELETE FROM events WHERE room = 3 AND version = 1")
        self.assertEqual(
            self.faults(),
            [
                "room BBBBB2: it does not begin with its opening",
                "room CCCCC2: event 1 is missing",
            ],
        )

    def test_malformed_event(self) -> None:
        """
        A body that no event was written as is found, and shown on one line only.
        """
        self.change(
            "UPDATE events SET body = ? WHERE room = 2 AND version = 5",
            "\x1b[2J\n",
        )
        (fault,) = self.faults()
        self.assertTrue(fault.startswith("room BBBBB2: event 5: disc_dropped"), fault)
        self.assertTrue(fault.isprintable())

    def test_fields(self) -> None:
        """
        Fields that are missing, or are none of that event's, are told in words.
        """
        for body, told in (
            ("{}", "seat and column are missing"),
            ('{"seat":1}', "column is missing"),
            ('{"seat":1,"column":2,"row":3}', "'row' is not known"),
            ('{"seat":1,"column":"a"}', "'a' is no int"),
        ):
            self.change(
                "UPDATE events SET body = ? WHERE room = 2 AND version = 5", body
            )
            self.assertEqual(
                self.faults(), [f"room BBBBB2: event 5: disc_dropped {body}: {told}"]
            )
        opening_of = "room = 2 AND version = 1"
        self.change(f"UPDATE events SET body = '{{}}' WHERE {opening_of}")
        self.assertIn("code, name and variant are missing", self.faults()[0])
        self.change(f"UPDATE events SET kind = 'dance' WHERE {opening_of}")
        self.assertEqual(
            self.faults(), ["room BBBBB2: event 1: dance {}: 'dance' is not known"]
        )

    def test_damaged_text(self) -> None:
        """
        So is one that is no text at all, and the other rooms are looked at still.
        """
        self.change(
            "UPDATE events SET body = CAST(x'7bff22' AS TEXT)"
            " WHERE room = 1 AND version = 2"
        )
        self.change("DELETE FROM events WHERE room = 2 AND version = 5")
        first, second = self.faults()
        self.assertTrue(first.startswith("room AAAAA2: "), first)
        self.assertEqual(second, "room BBBBB2: event 5 is missing")

    def test_impossible_event(self) -> None:
        """
        An event that cannot follow those before it is found.
        """
        self.change(
            "UPDATE events SET body = ? WHERE room = 2 AND version = 5",
            '{"seat":0,"column":9}',
        )
        (fault,) = self.faults()
        self.assertIn("room BBBBB2: event 5 does not follow: NoSuchColumn", fault)

    def test_same_id(self) -> None:
        """
        Two events with one id are found.
        """
        self.change(
            "UPDATE events SET id = (SELECT id FROM events WHERE room = 2"
            " AND version = 1) WHERE room = 2 AND version = 3"
        )
        self.assertEqual(
            self.faults(), ["room BBBBB2: two of its events have the same id"]
        )

    def test_wrong_record(self) -> None:
        """
        A record that tells of another game than was played is found.
        """
        events = two_games(RoomCode("DDDDD2"))
        for place, event in enumerate(events):
            if isinstance(event, GameEnded):
                record = replace(event.record, moves=event.record.moves[:-1] + "7")
                events[place] = replace(event, record=record)
        self.keep(events)
        self.assertEqual(
            self.faults(),
            [
                "room DDDDD2: the record of game DDDDD2.1 is not what was played",
                "room DDDDD2: the record of game DDDDD2.2 is not what was played",
            ],
        )

    def test_unlisted_game(self) -> None:
        """
        A game that the list of games has not is found.
        """
        self.change("DELETE FROM games WHERE number = 1")
        self.assertEqual(
            self.faults(),
            ["room AAAAA2: game AAAAA2.1 is not in the list of games as it was played"],
        )

    def test_wrong_status(self) -> None:
        """
        A room that is listed as closed while it is not, and the other way round.
        """
        self.change(
            "UPDATE rooms SET status = CASE code WHEN 'BBBBB2' THEN 'closed'"
            " WHEN 'CCCCC2' THEN 'open' ELSE status END"
        )
        self.assertEqual(
            self.faults(),
            [
                "room BBBBB2: it is listed as closed, which is not what its events say",
                "room CCCCC2: it is listed as open, which is not what its events say",
            ],
        )

    def test_damaged_page(self) -> None:
        """
        What SQLite finds wrong with the file is told, and nothing ends it early.
        """
        many = [two_games(RoomCode(f"R{number:05}")) for number in range(20)]
        self.keep(*many)
        path = self.directory / DATABASE
        pages = bytearray(path.read_bytes())
        middle = len(pages) // 4096 // 2 * 4096
        pages[middle : middle + 4096] = bytes(4096)
        path.write_bytes(pages)
        faults = self.faults()
        self.assertTrue(faults)
        status, out, _ = self.outcome("verify")
        self.assertEqual(status, 1)
        self.assertTrue(out.splitlines()[-1].endswith("."))


class CompactTests(CommandCase):
    def test_idle_rooms_go(self) -> None:
        """
        Closed rooms without a finished game go, the rest stays, and it is told.
        """
        played = two_games(FIRST)
        idle = [never_played(RoomCode(f"R{number:05}")) for number in range(300)]
        self.keep(played, under_way(SECOND), *idle)
        (line,) = self.do("compact")
        self.assertTrue(line.startswith("300 rooms without a finished game forgotten"))
        words = line.split()
        before, after = int(words[7]), int(words[10])
        self.assertLess(after, before)
        self.assertEqual(after, command.bytes_of(self.directory))
        self.assertEqual(self.do("verify"), ["2 rooms: no fault."])

    def test_refused_beside_a_server(self) -> None:
        """
        While somebody has the journal open it is refused, and nothing is done.
        """
        self.keep(never_played(THIRD))
        server = Store.open(self.directory)
        self.addCleanup(server.close)
        told = self.refusal("compact")
        self.assertIn("A server has the journal in", told)
        self.assertEqual(self.do("verify"), ["1 room: no fault."])


class ReopenTests(CommandCase):
    def setUp(self) -> None:
        super().setUp()
        self.keep(two_games(FIRST), under_way(SECOND), never_played(THIRD))

    def set_aside(self, code: RoomCode) -> None:
        store = Store.open(self.directory)
        store.set_aside(code)
        store.close()

    def statuses(self) -> dict[str, str]:
        """
        How each room is listed.
        """
        lines = (line.split() for line in self.do("list"))
        return {words[1]: words[2] for words in lines if words[0] == "room"}

    def test_room_is_open_again(self) -> None:
        """
        A room that was set aside is open again, the others are as they were, and it is
        not one that nobody has come back to for long.
        """
        self.set_aside(SECOND)
        self.patch(command, "time", SimpleNamespace(time=lambda: NOW + 0.5))
        (told,) = self.do("reopen", "bbbbb2")
        self.assertIn("Room BBBBB2 is open again", told)
        self.assertEqual(
            self.statuses(), {"AAAAA2": "open", "BBBBB2": "open", "CCCCC2": "closed"}
        )
        self.assertEqual(self.do("verify"), ["3 rooms: no fault."])
        store = Store.open(self.directory)
        self.addCleanup(store.close)
        self.assertEqual(store.idle_rooms(NOW), [FIRST])
        self.assertEqual(store.idle_rooms(NOW + 1), [FIRST, SECOND])
        self.assertEqual(len(store.read(SECOND)), 7)
        more = [encode(dropped(1, 0))]
        self.assertEqual(store.append_all([Append(SECOND, 7, more)]), [8])

    def test_room_that_makes_no_room(self) -> None:
        """
        A room with the fault for which it was set aside is refused, and stays so.
        """
        for change, fault in (
            (
                "SET body = '{}'",
                "event 5: disc_dropped {}: seat and column are missing",
            ),
            (
                """SET body = '{"seat":0,"column":9}'""",
                "event 5 does not follow: NoSuchColumn",
            ),
            ("SET version = 50", "event 5 is missing"),
        ):
            with self.subTest(change):
                self.change(f"UPDATE events {change} WHERE room = 2 AND version = 5")
                self.set_aside(SECOND)
                told = self.refusal("reopen", "BBBBB2")
                self.assertIn(f"Room BBBBB2 still makes no room: {fault}", told)
                self.assertEqual(self.statuses()["BBBBB2"], "aside")

    def test_room_without_events(self) -> None:
        """
        So is one that has lost them all.
        """
        self.set_aside(SECOND)
        self.change("DELETE FROM events WHERE room = 2")
        told = self.refusal("reopen", "BBBBB2")
        self.assertIn("it does not begin with its opening", told)

    def test_closed_room(self) -> None:
        """
        One whose events close it is refused: nobody could come back to it.
        """
        self.set_aside(THIRD)
        self.assertIn("CCCCC2 was closed, so nobody", self.refusal("reopen", "CCCCC2"))
        self.assertEqual(self.statuses()["CCCCC2"], "aside")

    def test_nothing_to_undo(self) -> None:
        """
        A room that was not set aside, or is not there at all, is refused.
        """
        for code, told in (
            ("AAAAA2", "Room AAAAA2 was not set aside: it is open."),
            ("CCCCC2", "Room CCCCC2 was not set aside: it is closed."),
            ("ZZZZZ2", "There is no room ZZZZZ2 here; list has those that are."),
        ):
            self.assertEqual(self.refusal("reopen", code), told)

    def test_refused_beside_a_server(self) -> None:
        """
        While somebody has the journal open it is refused, and nothing is done.
        """
        self.set_aside(SECOND)
        server = Store.open(self.directory)
        self.addCleanup(server.close)
        told = self.refusal("reopen", "BBBBB2")
        self.assertIn("A server has the journal in", told)
        self.assertEqual(self.statuses()["BBBBB2"], "aside")


class BesideAServerTests(CommandCase):
    """
    What only reads works while a server writes.
    """

    def test_what_was_committed_is_seen(self) -> None:
        """
        Each command sees all that the server has acknowledged by then.
        """
        server = Store.open(self.directory)
        self.addCleanup(server.close)
        self.assertEqual(self.do("verify"), ["0 rooms: no fault."])
        for number, code in enumerate((FIRST, SECOND), 1):
            rows = [encode(event) for event in two_games(code)]
            server.append_all([Append(code, 0, rows)])
            self.assertEqual(len(self.do("list", "--open")), number)
            self.assertEqual(
                len(self.do("export", "--all", "--format=digits")), number * 2
            )
            self.assertIn("no fault", self.do("verify")[0])

    def test_the_answer_is_of_one_moment(self) -> None:
        """
        A room that closes while verify is at another one is no fault.
        """
        self.keep(under_way(FIRST), under_way(SECOND))
        server = Store.open(self.directory)
        self.addCleanup(server.close)
        looked = Ledger.open(self.directory, readonly=True)
        self.addCleanup(looked.close)
        found = []
        with looked.one_moment():
            for code, status in looked.statuses():
                server.append_all([Append(SECOND, 7, [encode(closed())])])
                found += list(faults_of_room(looked, code, status))
        self.assertEqual(found, [])
        self.assertEqual(self.do("list", "--open")[0].split()[1], FIRST)


class ScriptTests(CommandCase):
    """
    The script as it is installed.
    """

    def run_script(
        self, *words: str, shell: str = ""
    ) -> subprocess.CompletedProcess[str]:
        line = [str(SCRIPT), "journal", str(self.directory), *words]
        arguments: list[str] = ["bash", "-c", f'"$@" {shell}', "-", *line]
        return subprocess.run(
            arguments if shell else line,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
            timeout=SCRIPT_SECONDS,
        )

    def test_it_is_installed(self) -> None:
        """
        It writes what the functions above write, symbols too, in UTF-8.
        """
        lea = PlayerJoined(ids.next(), 0, joined(0).player, "é", "lea")
        self.keep(
            with_ends(
                [opened(code=FIRST), lea, joined(1), started(), *drops(WON), closed()]
            )
        )
        done = self.run_script("list", "--games")
        self.assertEqual(
            (done.returncode, done.stdout, done.stderr),
            (
                0,
                "game AAAAA2.1 1970-01-01T00:00:00Z lea (é), max (O): lea won,"
                " 7 moves\n",
                "",
            ),
        )

    def test_statuses(self) -> None:
        """
        A failure is status 1 and a sentence, wrong usage status 2.
        """
        done = self.run_script("list")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("connect4: There is no journal in", done.stderr)
        self.assertEqual(self.run_script("dance").returncode, 2)

    def test_closed_pipe_is_quiet(self) -> None:
        """
        Nobody hears a complaint when ``head`` has had enough.
        """
        self.keep(*(two_games(RoomCode(f"R{number:05}")) for number in range(300)))
        done = self.run_script("list", shell="| head -n 1; echo ${PIPESTATUS[0]}")
        self.assertEqual(done.stderr, "")
        first, status = done.stdout.splitlines()
        self.assertTrue(first.startswith("room R00000 open"), first)
        self.assertEqual(status, "141")

    def test_full_disk_is_told_once(self) -> None:
        """
        What cannot be written, not even at the end, is one sentence and status 1.
        """
        self.keep(two_games(FIRST))
        done = self.run_script("list", shell="> /dev/full; echo $?")
        self.assertEqual(done.stdout, "1\n")
        self.assertEqual(
            done.stderr,
            "connect4: That cannot be written (No space left on device).\n",
        )

    def test_faults_are_written_with_status_1(self) -> None:
        """
        What verify finds is all on standard output, also when it fails.
        """
        self.keep(under_way(FIRST))
        self.change("DELETE FROM events WHERE version = 5")
        done = self.run_script("verify")
        self.assertEqual(
            (done.returncode, done.stdout, done.stderr),
            (
                1,
                "room AAAAA2: event 5 is missing\n1 room: 1 fault.\n",
                f"connect4: {command.WHAT_NOW}\n",
            ),
        )
