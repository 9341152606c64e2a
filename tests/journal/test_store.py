"""
The SQLite store, used as its writer uses it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal import store as store_module
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.opening import DATABASE
from connect4tx.journal.store import Store
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import Unreadable, VersionConflict
from tests.game.strategies import repeatable
from tests.journal.happenings import (
    OTHER,
    append,
    ended,
    everything,
    joined_with,
    opened_at,
    record,
)
from tests.support.stories import CODE, closed, dropped, game, joined, opened, started


class StoreCase(SynchronousTestCase):
    """
    Has a store that is open, in a directory of its own.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.store = Store.open(self.directory)
        self.addCleanup(self.close)

    def close(self) -> None:
        self.store.close()

    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.directory)

    def append(self, expected: int, *events: Event, room: RoomCode = CODE) -> object:
        """
        Append alone; the version, or what is wrong.
        """
        return self.store.append_all([append(expected, *events, room=room)])[0]

    def sql(self, script: str) -> None:
        """
        Do something to the database behind the store's back.
        """
        with sqlite3.connect(self.directory / DATABASE) as db:
            db.executescript(script)
        db.close()

    def count_commits(self) -> _Counted:
        """
        From now on, count what is executed.
        """
        assert self.store._connection is not None
        counted = _Counted(self.store._connection)
        self.patch(self.store, "_connection", counted)
        return counted


class _Counted:
    """
    A connection, and how many of its statements write.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.writing = 0

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self.writing += not sql.startswith("SELECT")
        return self._db.execute(sql, *values)

    def close(self) -> None:
        self._db.close()


class AppendTests(StoreCase):
    """
    Several appends in one commit.
    """

    def test_appends_to_several_rooms_are_one_statement(self) -> None:
        """
        However many appends there are, one statement writes and commits them.
        """
        commits = self.count_commits()
        outcomes = self.store.append_all(
            [append(0, opened(), joined(0)), append(0, opened(code=OTHER), room=OTHER)]
        )
        self.assertEqual(outcomes, [2, 1])
        self.assertEqual(commits.writing, 1)

    def test_appends_to_one_room_follow_each_other(self) -> None:
        """
        In one commit a room may be opened, appended to and closed.
        """
        story: list[Event] = [opened(), joined(0), closed()]
        outcomes = self.store.append_all(
            [append(version, event) for version, event in enumerate(story)]
        )
        self.assertEqual(outcomes, [1, 2, 3])
        self.assertEqual(self.store.read(CODE), story)

    def test_conflict_harms_nobody_else(self) -> None:
        """
        Of appends that come together only the one with another version is refused.
        """
        self.append(0, opened())
        first, second = joined(0), joined(0)
        outcomes = self.store.append_all(
            [
                append(1, first),
                append(1, second),
                append(0, opened(code=OTHER), room=OTHER),
            ]
        )
        self.assertEqual([outcomes[0], outcomes[2]], [2, 1])
        assert isinstance(outcomes[1], VersionConflict)
        self.assertEqual((outcomes[1].expected, outcomes[1].actual), (1, 2))
        self.assertEqual(self.store.read(CODE)[1:], [first])

    def test_only_conflicts_write_nothing(self) -> None:
        """
        Appends that are all refused cost no commit.
        """
        commits = self.count_commits()
        self.store.append_all([append(3, joined(0)), append(7, joined(1))])
        self.assertEqual(commits.writing, 0)

    def test_room_begins_by_being_opened(self) -> None:
        """
        Events of a room that was not opened, or was opened as another, are refused.
        """
        for event in (joined(0), opened(code=OTHER)):
            self.assertIsInstance(self.append(0, event), ValueError)
        self.assertEqual(self.store.read(CODE), [])
        self.assertEqual(list(self.store.rooms()), [])

    def test_more_rows_than_a_statement_has(self) -> None:
        """
        An append of very many events is still all or nothing, and comes back.
        """
        events: list[Event] = [opened(), *(joined(0) for _ in range(2500))]
        self.assertEqual(self.append(0, *events), 2501)
        self.assertEqual(self.store.read(CODE), events)

    def test_more_rows_than_a_statement_has_are_all_or_none(self) -> None:
        """
        Of such an append nothing is there when the disk is full in the middle of it.
        """
        self.append(0, opened())
        pages = self.store._db.execute("PRAGMA page_count").fetchone()[0]
        self.store._db.execute(f"PRAGMA max_page_count = {pages + 20}")
        with self.assertRaises(StoreFailed):
            self.append(1, *(dropped(0, 3) for _ in range(3000)))
        self.assertEqual(len(self.store.read(CODE)), 1)

    def test_any_number_of_rows_comes_back(self) -> None:
        """
        Whatever the number of rows is, none is lost or added.
        """
        version = 1
        events: list[Event] = [opened()]
        self.append(0, *events)
        for rows in (*range(1, 18), 1023, 1024, 1025):
            more = [dropped(0, 3) for _ in range(rows)]
            version += rows
            self.assertEqual(self.append(version - rows, *more), version)
            events += more
        self.assertEqual(self.store.read(CODE), events)

    def test_rows_that_are_there_already_are_not_written_over(self) -> None:
        """
        Events that got in behind the store's back stay, and who collides with them is
        told the version that is; nobody else suffers.
        """
        first = opened()
        self.append(0, first)
        self.sql(
            "INSERT INTO events VALUES (1, 2, 77, 'disc_dropped',"
            """ '{"seat":0,"column":3}');"""
        )
        outcomes = self.store.append_all(
            [append(1, joined(0)), append(0, opened(code=OTHER), room=OTHER)]
        )
        assert isinstance(outcomes[0], VersionConflict)
        self.assertEqual((outcomes[0].actual, outcomes[1]), (2, 1))
        self.assertEqual([event.id for event in self.store.read(CODE)], [first.id, 77])

    def test_second_opening_of_a_room_harms_nobody_else(self) -> None:
        """
        An append that breaks a rule of the tables is refused alone.
        """
        self.append(0, opened())
        outcomes = self.store.append_all(
            [append(1, opened()), append(0, opened(code=OTHER), room=OTHER)]
        )
        self.assertIsInstance(outcomes[0], ValueError)
        self.assertEqual(outcomes[1], 1)
        self.assertEqual(self.append(1, joined(0)), 2)

    def test_failed_commit_leaves_nothing_behind(self) -> None:
        """
        When the disk is full no append has happened, and the same ones succeed later.
        """
        self.append(0, opened())
        pages = self.store._db.execute("PRAGMA page_count").fetchone()[0]
        self.store._db.execute(f"PRAGMA max_page_count = {pages}")
        many = [append(1, *(dropped(0, 3) for _ in range(900)))]
        with self.assertRaises(StoreFailed) as caught:
            self.store.append_all(many)
        self.assertIn("full", str(caught.exception))
        self.assertTrue(caught.exception.is_full)
        self.assertEqual(len(self.store.read(CODE)), 1)
        self.assertFalse(self.store.has(many[0]))
        self.store._db.execute("PRAGMA max_page_count = 100000")
        self.assertEqual(self.store.append_all(many), [901])
        self.assertTrue(self.store.has(many[0]))

    def test_others_ids_are_not_ones_own(self) -> None:
        """
        An append is there when its events are, not when as many others are.
        """
        mine, others = append(1, joined(0)), append(1, joined(0))
        self.append(0, opened())
        self.store.append_all([others])
        self.assertEqual((self.store.has(mine), self.store.has(others)), (False, True))

    def test_versions_are_remembered(self) -> None:
        """
        The version of a room is looked up once, until it closes.
        """
        self.append(0, opened())
        self.patch(Store, "_look_up", None)
        self.assertEqual(self.append(1, joined(0)), 2)
        self.assertEqual(self.append(2, closed()), 3)
        self.assertEqual(self.store._known, {})

    def test_reconnecting_forgets_versions(self) -> None:
        """
        After it, a room is what the database says.
        """
        self.append(0, opened())
        self.sql(
            "INSERT INTO events VALUES (1, 2, 77, 'disc_dropped',"
            """ '{"seat":0,"column":3}');"""
        )
        self.store.reconnect()
        self.assertEqual(self.append(2, joined(0)), 3)

    def test_failed_commit_forgets_versions(self) -> None:
        """
        After a commit that failed, or that is found to be there, a room is what the
        database says.
        """
        self.append(0, opened())
        self.store.settle()
        self.assertEqual(self.store._known, {})
        self.append(1, joined(0))
        self.sql("CREATE TRIGGER no BEFORE INSERT ON events BEGIN SELECT oops(); END;")
        with self.assertRaises(sqlite3.OperationalError):
            self.append(2, joined(1))
        self.assertEqual(self.store._known, {})

    def test_reconnecting_that_fails_leaves_it_closed(self) -> None:
        """
        While it is not known what the disk has, nothing is answered and nothing taken.
        """
        self.append(0, opened())
        for name in ("checkpoint", "_sync_directory"):
            self.patch(self.store, name, _no_disk)
            with self.assertRaises(StoreFailed):
                self.store.reconnect()
            del self.store.__dict__[name]
            with self.assertRaises(StoreFailed):
                self.store.read(CODE)
            with self.assertRaises(StoreFailed):
                self.store.settle()
        self.store.reconnect()
        self.assertEqual(len(self.store.read(CODE)), 1)

    def test_closed_room_leaves_no_key(self) -> None:
        """
        Keys of rooms that have closed are not kept.
        """
        self.append(0, opened(), joined_with(0, "a"), closed())
        keys = self.store._db.execute("SELECT count(*) FROM keys").fetchone()
        self.assertEqual(keys, (0,))

    def test_remembered_versions_are_bounded(self) -> None:
        """
        Whatever number of rooms is open, few are remembered, and all can be appended
        to.
        """
        self.patch(store_module, "_MOST_KNOWN", 10)
        codes = [RoomCode(f"R{number}") for number in range(40)]
        for code in codes:
            self.append(0, opened(code=code), room=code)
        self.assertLess(len(self.store._known), 13)
        for code in codes:
            self.assertEqual(self.append(1, joined(0), room=code), 2)

    def test_closed_store_fails(self) -> None:
        """
        A store that is closed, even twice, does nothing any more.
        """
        self.store.close()
        self.store.close()
        with self.assertRaises(StoreFailed):
            self.append(0, opened())
        with self.assertRaises(StoreFailed):
            self.store.open_rooms()


class ReopeningTests(StoreCase):
    """
    What is there when a store is opened again.
    """

    def test_everything_is_there(self) -> None:
        """
        All that was appended is read in another store, and appended to.
        """
        events = everything()
        self.append(0, *events)
        self.append(0, opened_at(7, OTHER), room=OTHER)
        self.reopen()
        self.assertEqual(self.store.read(CODE), events)
        self.assertEqual(self.store.open_rooms(), [OTHER])
        self.assertEqual(self.append(1, joined(0), room=OTHER), 2)

    def test_rooms_opened_later_are_listed_later(self) -> None:
        """
        A room's place among the open ones outlives the store.
        """
        self.append(0, opened(code=OTHER), room=OTHER)
        self.reopen()
        self.append(0, opened())
        self.assertEqual(self.store.open_rooms(), [OTHER, CODE])

    def test_what_was_not_closed_is_there(self) -> None:
        """
        What was appended is on the disk before anything is closed.
        """
        self.append(0, *game((3, 3)))
        copy = Path(self.mktemp())
        copy.mkdir()
        for path in self.directory.iterdir():
            if not path.name.endswith("-shm"):
                (copy / path.name).write_bytes(path.read_bytes())
        store = Store.open(copy)
        self.addCleanup(store.close)
        self.assertEqual(len(store.read(CODE)), 6)

    def test_commits_are_synchronous(self) -> None:
        """
        A commit waits for the disk, in a write-ahead log.
        """
        ask = self.store._db.execute
        self.assertEqual(ask("PRAGMA synchronous").fetchone(), (2,))
        self.assertEqual(ask("PRAGMA journal_mode").fetchone(), ("wal",))


class DamageTests(StoreCase):
    """
    A database that is not as it was left.
    """

    def spoil(self, text: bytes) -> None:
        """
        Overwrite the page on which a text is.
        """
        self.store.close()
        path = self.directory / DATABASE
        data = bytearray(path.read_bytes())
        page = data.index(text) // 4096 * 4096
        self.assertGreater(page, 0)
        data[page : page + 4096] = b"\xa5" * 4096
        path.write_bytes(data)
        self.store = Store.open(self.directory)

    def fill(self, rooms: int) -> list[RoomCode]:
        codes = [RoomCode(f"ROOM{number:02}") for number in range(rooms)]
        for code in codes:
            moves = [dropped(0, 3) for _ in range(99)]
            last = joined(0, player=code)
            self.append(0, opened(code=code), *moves, last, room=code)
        return codes

    def readable(self, codes: Sequence[RoomCode]) -> list[bool]:
        found = []
        for code in codes:
            try:
                found.append(len(self.store.read(code)) == 101)
            except Unreadable:
                found.append(False)
        return found

    def test_damaged_page_harms_the_rooms_on_it_only(self) -> None:
        """
        Rooms on a damaged page are Unreadable, the others are whole; rooms can be set
        aside, listed, opened and appended to.
        """
        codes = self.fill(20)
        self.spoil(b'{"seat":0,"player":"ROOM10"')
        readable = self.readable(codes)
        self.assertFalse(readable[10])
        self.assertGreater(sum(readable), 16)
        self.store.set_aside(codes[10])
        self.assertNotIn(codes[10], self.store.open_rooms())
        outcomes = self.store.append_all(
            [
                append(101, dropped(0, 3), room=codes[10]),
                append(101, dropped(0, 3), room=codes[19]),
                append(0, opened()),
            ]
        )
        self.assertIsInstance(outcomes[0], Unreadable)
        self.assertEqual(outcomes[1:], [102, 1])

    def test_missing_event_is_noticed(self) -> None:
        """
        A room of which an event is missing is Unreadable.
        """
        self.append(0, opened(), joined(0), joined(1))
        self.sql("DELETE FROM events WHERE version = 2;")
        with self.assertRaises(Unreadable) as caught:
            self.store.read(CODE)
        self.assertEqual(str(caught.exception), "room ABC234: event 2 is missing")

    def test_room_without_events_is_at_no_version(self) -> None:
        """
        A room of which all events are missing is as one that is not known.
        """
        self.append(0, opened(), joined(0))
        self.store.close()
        self.sql("DELETE FROM events;")
        self.store = Store.open(self.directory)
        self.assertEqual(self.store.read(CODE), [])
        conflict = self.append(2, joined(1))
        assert isinstance(conflict, VersionConflict)
        self.assertEqual(conflict.actual, 0)

    def test_malformed_event_is_noticed(self) -> None:
        """
        A room with an event that is none is Unreadable.
        """
        self.append(0, opened(), joined(0))
        self.sql("UPDATE events SET kind = 'danced' WHERE version = 2;")
        with self.assertRaises(Unreadable) as caught:
            self.store.read(CODE)
        self.assertIn("room ABC234, event 2: danced", str(caught.exception))

    def test_malformed_record_hides_no_other(self) -> None:
        """
        A game that makes no record is not listed, the others are.
        """
        self.append(0, opened(), ended(1), ended(2))
        self.sql("UPDATE events SET body = '{}' WHERE version = 2;")
        self.assertEqual(self.store.games(10), [record(2)])
        self.assertEqual(self.store.game(CODE, 2), record(2))

    def test_bug_in_sql_is_no_trouble_of_the_disk(self) -> None:
        """
        An error that the disk has no part in is raised as it is.
        """
        self.sql("DROP TABLE keys;")
        with self.assertRaises(sqlite3.OperationalError):
            self.store.room_of("key")


class OperatorTests(StoreCase):
    """
    What the operator sees and does.
    """

    def test_rooms(self) -> None:
        """
        Every room is listed with its status, its time and its size.
        """
        self.append(0, opened_at(7), started())
        self.append(0, opened_at(8, OTHER), closed(), room=OTHER)
        aside = RoomCode("AAA222")
        self.append(0, opened_at(9, aside), room=aside)
        self.store.set_aside(aside)
        found = list(self.store.rooms())
        self.assertEqual(
            [(room.code, room.status, room.touched, room.events) for room in found],
            [(CODE, "open", 7, 2), (OTHER, "closed", 8, 2), (aside, "aside", 9, 1)],
        )
        self.assertGreater(found[0].bytes, found[2].bytes)

    def test_records_go_on_after_one_that_is_none(self) -> None:
        """
        In the place of a record that is missing or malformed is what is the matter with
        it, and the others come.
        """
        self.append(0, opened(), *map(ended, range(1, 6)))
        self.sql(
            "UPDATE events SET body = '{}' WHERE version = 2;"
            "DELETE FROM events WHERE version = 3;"
            "UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE version = 4;"
            "UPDATE events SET kind = 'grace_ran_out', body = '{\"seat\":0}'"
            " WHERE version = 5;"
        )
        *wrong, last = self.store.records()
        self.assertEqual(last, record(5))
        self.assertEqual([type(one) for one in wrong], [Unreadable] * 4)
        texts = [str(one) for one in wrong]
        for text, why in zip(
            texts, ("missing", "event 3 is", "UTF-8", "not its end"), strict=True
        ):
            self.assertIn("a game of room ABC234: ", text)
            self.assertIn(why, text)

    def test_records_oldest_first(self) -> None:
        """
        When nothing is wrong they are the records.
        """
        self.append(0, opened(), ended(1), ended(2), closed())
        self.assertEqual(list(self.store.records()), [record(1), record(2)])

    def test_disk_that_cannot_be_read_is_no_fault_of_a_game(self) -> None:
        """
        What fails for another reason than damage ends the list with that reason.
        """
        self.append(0, opened(), ended(1))
        records = self.store.records()
        ask, asked = Store._ask, []

        def once(store: Store, question: str, *values: object) -> list[Any]:
            asked.append(question)
            return ask(store, question, *values) if len(asked) < 2 else _no_disk()

        self.patch(Store, "_ask", once)
        with self.assertRaises(StoreFailed):
            next(records)

    def test_bytes_are_bytes(self) -> None:
        """
        The size of a room is what its events take on the disk.
        """
        self.append(0, opened())
        self.sql("UPDATE events SET body = 'éé';")
        (room,) = self.store.rooms()
        self.assertEqual(room.bytes, 4)

    def test_readonly_beside_a_server(self) -> None:
        """
        A store may be looked at while a server writes to it, and is not changed.
        """
        looker = Store.open(self.directory, readonly=True)
        self.addCleanup(looker.close)
        self.append(0, opened())
        self.assertEqual(looker.open_rooms(), [CODE])
        with self.assertRaises(StoreFailed) as caught:
            looker.append_all([append(1, joined(0))])
        self.assertFalse(caught.exception.is_full)
        self.assertEqual(len(self.store.read(CODE)), 1)

    def test_compaction_forgets_rooms_without_games(self) -> None:
        """
        Of the closed rooms those stay in which a game was finished; so do the others.
        """
        self.append(0, opened(), closed())
        self.append(0, opened(code=OTHER), ended(1, OTHER), closed(), room=OTHER)
        third = RoomCode("AAA222")
        self.append(0, opened(code=third), joined(0), room=third)
        self.assertEqual(self.store.compact(), 1)
        self.assertEqual([room.code for room in self.store.rooms()], [OTHER, third])
        self.assertEqual(self.store.read(CODE), [])
        self.assertEqual(self.store.games(9), [record(1, OTHER)])
        self.assertEqual(self.append(2, joined(1), room=third), 3)
        self.assertEqual(self.append(0, opened()), 1)

    def test_compaction_forgets_versions_too(self) -> None:
        """
        A room that was appended to after its end, and is forgotten, may begin again.
        """
        self.append(0, opened(), closed())
        self.append(2, joined(0))
        self.store.compact()
        self.assertEqual(self.append(0, opened()), 1)

    def test_compaction_gives_room_back(self) -> None:
        """
        After it the files are smaller.
        """
        self.append(0, opened(), *(dropped(0, 3) for _ in range(5000)), closed())
        self.store.checkpoint()
        before = self.size()
        self.store.compact()
        self.assertLess(self.size(), before / 2)

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.directory.iterdir())

    def test_checkpoint_is_all_or_an_error(self) -> None:
        """
        While somebody reads what the log alone has, a checkpoint says so.
        """
        self.append(0, opened())
        reader = sqlite3.connect(self.directory / DATABASE)
        self.addCleanup(reader.close)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        self.append(1, joined(0))
        self.store._db.execute("PRAGMA busy_timeout = 1")
        with self.assertRaises(StoreFailed):
            self.store.checkpoint()
        reader.execute("COMMIT")
        self.store.checkpoint()


class ManyRoomsTests(StoreCase):
    """
    A store with a long past.
    """

    def test_questions_do_not_look_at_everything(self) -> None:
        """
        Opening, and every question of the port, is answered by an index.
        """
        plans = []
        for question in (
            "SELECT max(number) FROM rooms",
            "SELECT number FROM rooms WHERE code = 'x'",
            "SELECT max(version) FROM events WHERE room = 1",
            "SELECT code FROM rooms INDEXED BY rooms_open WHERE status = 'open'"
            " ORDER BY number",
            "SELECT code FROM rooms WHERE status = 'open' AND touched < 5"
            " ORDER BY touched, number",
            "SELECT code FROM rooms WHERE code = 'x' AND status = 'open'",
            "SELECT max(touched) FROM rooms WHERE status = 'open'",
            "SELECT number FROM rooms WHERE status = 'open' AND code IN ('x', 'y')",
            "SELECT seq FROM games WHERE seq > 1 ORDER BY seq LIMIT 1",
            "SELECT id FROM events WHERE room = 1 AND version = 2",
            "SELECT code FROM keys JOIN rooms ON room = number"
            " WHERE key = 'k' AND status = 'open' ORDER BY number DESC LIMIT 1",
            "SELECT seq FROM game_players JOIN games ON game = seq"
            " WHERE name = 'lea' ORDER BY game DESC LIMIT 5",
            "SELECT seq FROM games WHERE room = 1 ORDER BY number DESC LIMIT 1",
        ):
            rows = self.store._db.execute(f"EXPLAIN QUERY PLAN {question}")
            plans += [(question, detail) for *_, detail in rows]
        scans = [
            (question, detail)
            for question, detail in plans
            if detail.startswith("SCAN") and "INDEX rooms_open" not in detail
        ]
        self.assertEqual(scans, [])


steps = st.lists(
    st.one_of(
        st.just("reopen"),
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(-1, 1), st.integers(0, 3)),
            min_size=1,
            max_size=6,
        ),
    ),
    max_size=12,
)


class AnyOrderTests(SynchronousTestCase):
    """
    Whatever is appended in whatever order.
    """

    @settings(repeatable, max_examples=40)
    @given(steps)
    def test_store_is_like_lists(
        self, steps: list[str | list[tuple[int, int, int]]]
    ) -> None:
        """
        A store is as good as a list for each room, over any number of reopenings.
        """
        directory = Path(self.mktemp())
        store = Store.open(directory)
        rooms: dict[RoomCode, list[Event]] = {}
        for step in steps:
            if isinstance(step, str):
                store.close()
                store = Store.open(directory)
                continue
            batch, wanted = [], []
            for room, shift, count in step:
                code = RoomCode(f"ROOM{room}")
                log = rooms.setdefault(code, [])
                version = len(log)
                events: list[Event] = [dropped(0, 3) for _ in range(count)]
                if not version and events:
                    events[0] = opened(code=code)
                batch.append(append(version + shift, *events, room=code))
                if not shift:
                    log += events
                wanted.append(None if shift else len(log))
            outcomes = store.append_all(batch)
            self.assertEqual(
                [None if isinstance(o, VersionConflict) else o for o in outcomes],
                wanted,
            )
        for code, log in rooms.items():
            self.assertEqual(store.read(code), log)
        self.assertEqual(
            sorted(store.open_rooms()), sorted(code for code in rooms if rooms[code])
        )
        store.close()


def _no_disk(*_: object, **__: object) -> Any:
    raise StoreFailed("the disk is gone")
