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

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Outcome, Termination
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
ids = EventIds(Random(4))

FIRST, SECOND, THIRD = RoomCode("AAAAA2"), RoomCode("BBBBB2"), RoomCode("CCCCC2")


def with_ends(events: Iterable[Event]) -> list[Event]:
    """
    These events, each end of a game followed by its record, as rooms append them.
    """
    return [event for event, _ in steps(NO_ROOM, ids, list(events))]


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
        self.assertEqual((status, err), (1, ""), out)
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
        for name in ("list", "export", "verify", "compact"):
            self.assertIn(name, out.getvalue())

    def test_no_journal(self) -> None:
        """
        Where there is no journal, every command says so and makes none.
        """
        for words in (["list"], ["export", "--all"], ["verify"], ["compact"]):
            told = self.refusal(*words)
            self.assertIn(f"There is no journal in {self.directory}", told)
            self.assertFalse(self.directory.exists())

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
        An empty journal lists nothing.
        """
        self.directory = Path(self.mktemp())
        self.keep()
        self.assertEqual(self.do("list"), [])


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
        for words in (["export", "AAAAA2"], ["list", "--games"]):
            self.assertIn("room AAAAA2: game_ended", self.refusal(*words))

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
        looked = command.Ledger.open(self.directory, readonly=True)
        self.addCleanup(looked.close)
        found = []
        with looked.one_moment():
            for code, status in looked.statuses():
                server.append_all([Append(SECOND, 7, [encode(closed())])])
                found += list(command.faults_of_room(looked, code, status))
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
            (1, "room AAAAA2: event 5 is missing\n1 room: 1 fault.\n", ""),
        )
