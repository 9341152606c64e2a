"""
The journal in SQLite, without a thread: everything is done at once.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.logger import ILogObserver, LogEvent, LogLevel, globalLogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal import opening
from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.opening import DATABASE, CannotOpen
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.journal.store import Store
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown, OutcomeUnknown, Unreadable
from tests.journal.contract import JournalContract
from tests.journal.happenings import OTHER
from tests.journal.troubles import Bug, Troubles, no_database, no_disk, no_room
from tests.support.stories import CODE, closed, dropped, joined, opened


class SqliteCase(SynchronousTestCase):
    """
    Has a journal that runs, in a directory that outlives its stops.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.crashes: list[Failure] = []
        self.service = self.another()
        self.service.startService()
        self.addCleanup(self.stop)

    def another(self) -> SqliteJournal:
        return SqliteJournal(self.directory, on_crash=self.crashes.append)

    def stop(self) -> None:
        self.successResultOf(self.service.stopService())

    def start(self) -> None:
        self.service.startService()

    def put(self, version: int, *events: Event, room: RoomCode = CODE) -> Deferred[int]:
        return self.service.append(room, version, events)

    def store(self) -> Store:
        store = self.service._writer._store
        assert store is not None
        return store

    def assert_down(self, deferred: Deferred[Any]) -> None:
        self.failureResultOf(deferred).trap(JournalDown)


class SqliteJournalTests(SqliteCase, JournalContract):
    """
    The contract, and what is true of this journal only.
    """

    def setUp(self) -> None:
        SqliteCase.setUp(self)
        JournalContract.setUp(self)

    def open(self) -> SqliteJournal:
        return self.service

    def test_closed_rooms_are_kept(self) -> None:
        """
        The events of a room that has closed are still there, and its code is taken.
        """
        events: list[Event] = [opened(), closed()]
        self.append(0, *events)
        self.assertEqual(self.read(), events)
        self.assertEqual(self.conflict(self.append(0, opened())), (CODE, 0, 2))

    def test_down_it_tells_nothing(self) -> None:
        """
        While it does not run, everything fails with JournalDown.
        """
        self.stop()
        for deferred in (
            self.journal.read(CODE),
            self.journal.open_rooms(),
            self.journal.idle_rooms(5),
            self.journal.is_open(CODE),
            self.journal.seen(5, [CODE], 60),
            self.journal.room_of("key"),
            self.journal.set_aside(CODE),
            self.journal.games(5),
            self.journal.game(CODE),
        ):
            self.assert_down(deferred)


class LifeTests(SqliteCase):
    """
    Its start and its end.
    """

    def test_not_started_it_is_down(self) -> None:
        """
        Before its start it takes nothing, and makes nothing.
        """
        self.directory = Path(self.mktemp())
        journal = self.another()
        self.assert_down(journal.append(CODE, 0, [opened()]))
        self.assertIsNone(self.successResultOf(journal.stopService()))
        self.assertFalse(self.directory.exists())

    def test_cannot_open(self) -> None:
        """
        When it cannot be opened, starting raises, and it does not run; later it may.
        """
        second = self.another()
        with self.assertRaises(CannotOpen):
            second.startService()
        self.assertFalse(second.running)
        self.assert_down(second.append(CODE, 0, [opened()]))
        self.stop()
        second.startService()
        self.assertEqual(self.successResultOf(second.append(CODE, 0, [opened()])), 1)
        self.successResultOf(second.stopService())

    def test_stopped_twice(self) -> None:
        """
        A second stop has nothing to wait for.
        """
        self.stop()
        self.stop()
        Store.open(self.directory).close()

    def test_it_tells_when_it_is_up(self) -> None:
        """
        Who asks before its start is told at it, who asks later at once.
        """
        journal = self.another()
        early = journal.when_up()
        self.assertNoResult(early)
        self.stop()
        journal.startService()
        self.successResultOf(early)
        self.successResultOf(journal.when_up())
        self.successResultOf(journal.stopService())

    def test_next_incarnation_ends_the_one_before(self) -> None:
        """
        One that follows another which still runs lets it end first.
        """
        self.put(0, opened())
        before, self.service = self.service, self.another()
        self.service.follow(before)
        self.service.startService()
        self.assert_down(before.append(CODE, 1, [joined(0)]))
        self.assertEqual(self.successResultOf(self.put(1, joined(0))), 2)

    def test_unknown_event_is_its_callers_bug(self) -> None:
        """
        What is no event is refused where it is offered.
        """
        nonsense: Any = object()
        with self.assertRaises(TypeError):
            self.put(0, nonsense)
        self.assertEqual(self.successResultOf(self.put(0, opened())), 1)


class TroubledCase(SqliteCase):
    """
    Has a journal with a room, in which troubles may befall it, and what it logs.
    """

    def setUp(self) -> None:
        super().setUp()
        self.troubles = Troubles(self)
        self.logged: list[LogEvent] = []
        observer = cast(ILogObserver, self.logged.append)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        self.successResultOf(self.put(0, opened()))

    def told(self) -> list[tuple[Any, list[str]]]:
        """
        What it has logged.
        """
        return [
            (event["log_level"], event["log_format"].split()[0:4])
            for event in self.logged
            if event["log_namespace"].startswith("connect4tx.journal")
        ]


class TroubleTests(TroubledCase):
    """
    What the disk can do to it, and what those who append are told.
    """

    def test_what_is_not_there_may_be_tried_again(self) -> None:
        """
        A commit that failed and did not happen is JournalDown, and the next succeeds.
        """
        self.troubles.commit = no_disk()
        event = joined(0)
        self.assert_down(self.put(1, event))
        self.troubles.commit = None
        self.assertEqual(self.successResultOf(self.put(1, event)), 2)
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 2)

    def test_what_is_there_has_succeeded(self) -> None:
        """
        A commit that failed, and happened all the same, has succeeded.
        """
        self.troubles.committed = no_disk()
        self.assertEqual(self.successResultOf(self.put(1, joined(0), joined(1))), 3)
        self.troubles.committed = None
        self.assertEqual(self.successResultOf(self.put(3, dropped(0, 3))), 4)

    def test_full_disk(self) -> None:
        """
        On a full disk appends are refused and everything is read; when there is room
        again, they succeed by themselves.
        """
        self.troubles.max_pages = 1
        moves = [dropped(0, 3) for _ in range(900)]
        self.stop()
        self.start()
        for _ in range(3):
            self.assert_down(self.put(1, *moves))
            self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 1)
        self.store()._db.execute("PRAGMA max_page_count = 100000")
        self.assertEqual(self.successResultOf(self.put(1, *moves)), 901)

    def test_full_disk_is_no_reason_to_wait(self) -> None:
        """
        What there was no room for has not happened, even if nothing can be written.
        """
        self.troubles.no_commit(happened=False)
        self.troubles.commit = no_room()
        self.assert_down(self.put(1, joined(0)))
        self.troubles.mend()
        self.assertEqual(self.successResultOf(self.put(1, joined(0))), 2)

    def test_in_doubt_nobody_is_told_anything(self) -> None:
        """
        While the store cannot be read afresh, an append has no outcome, and no other is
        taken; as soon as it can, it has.
        """
        event = joined(0)
        self.troubles.no_commit(happened=True)
        waiting = self.put(1, event)
        self.assertNoResult(waiting)
        self.assert_down(self.put(0, opened(code=OTHER), room=OTHER))
        self.assert_down(self.service.read(CODE))
        self.assertNoResult(waiting)
        self.troubles.mend()
        self.assertEqual(self.successResultOf(self.service.open_rooms()), [CODE])
        self.assertEqual(self.successResultOf(waiting), 2)
        self.assertEqual(self.successResultOf(self.service.read(CODE))[1:], [event])
        self.assertEqual(self.successResultOf(self.put(2, joined(1))), 3)

    def test_in_doubt_no_question_is_answered(self) -> None:
        """
        While the files can be read, and not written, what is read may go with a power
        cut, and is told nobody.
        """
        self.troubles.no_commit(happened=True)
        self.troubles.connect = None
        waiting = self.put(1, joined(0))
        self.assert_down(self.service.read(CODE))
        self.assert_down(self.service.is_open(CODE))
        self.assertNoResult(waiting)
        self.troubles.mend()
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 2)
        self.successResultOf(waiting)

    def test_in_doubt_while_another_program_reads(self) -> None:
        """
        Who reads what is in the log only keeps it from being known to be on the disk;
        when it has ended, all is told.
        """
        self.patch(opening, "_BUSY_SECONDS", 0.01)
        self.put(1, joined(0))
        reader = sqlite3.connect(self.directory / DATABASE)
        self.addCleanup(reader.close)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        self.troubles.no_commit(happened=True)
        waiting = self.put(2, joined(1))
        self.troubles.mend()
        self.store()._disconnect()
        for _ in range(2):
            self.assert_down(self.service.read(CODE))
            self.assertNoResult(waiting)
        reader.execute("COMMIT")
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 3)
        self.assertEqual(self.successResultOf(waiting), 3)

    def test_room_goes_on_after_what_was_in_doubt(self) -> None:
        """
        Whoever was in doubt, and is in the journal, is followed by what comes next.
        """
        insert = Store._insert

        def no_answer(store: Store, values: list[object]) -> None:
            insert(store, values)
            self.patch(Store, "_insert", insert)
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

        self.successResultOf(self.put(1, joined(0)))
        self.patch(Store, "_insert", no_answer)
        self.assertEqual(self.successResultOf(self.put(2, joined(1))), 3)
        self.assertEqual(self.successResultOf(self.put(3, dropped(0, 3))), 4)

    def test_in_doubt_and_not_there(self) -> None:
        """
        So it has when it turns out not to have happened.
        """
        self.troubles.no_commit(happened=False)
        waiting = self.put(1, joined(0))
        self.assertNoResult(waiting)
        self.troubles.mend()
        self.successResultOf(self.service.read(CODE))
        self.assert_down(waiting)

    def test_files_are_opened_anew(self) -> None:
        """
        When writing fails again and again the files are opened anew, and that is enough
        to find out when a commit succeeds then.
        """
        for happened in (False, True):
            self.troubles.no_commit(happened=happened)
            waiting = self.put(1, joined(0))
            self.assertNoResult(waiting)
            self.troubles.mend()
            self.store()._disconnect()
            self.successResultOf(self.service.read(CODE))
            if happened:
                self.assertEqual(self.successResultOf(waiting), 2)
            else:
                self.assert_down(waiting)

    def test_nothing_is_told_that_may_change(self) -> None:
        """
        Whether the store has it or not, an append has no outcome while a power cut
        might change it: until something else is committed, in files opened anew too.
        """
        for version, happened in ((1, False), (1, True)):
            self.troubles.no_commit(happened=happened)
            self.troubles.connect = None
            waiting = self.put(version, joined(0))
            self.assert_down(self.put(9, joined(1)))
            self.assertNoResult(waiting)
            self.troubles.mend()
            self.successResultOf(self.service.read(CODE))
            if happened:
                self.assertEqual(self.successResultOf(waiting), 2)
            else:
                self.assert_down(waiting)

    def test_damage_is_an_outcome(self) -> None:
        """
        Who can never be told what became of an append is told so.
        """
        self.troubles.committed = no_disk()
        self.patch(Store, "has", _unreadable)
        self.failureResultOf(self.put(1, joined(0)), Unreadable)

    def test_damaged_room(self) -> None:
        """
        A room that cannot be read harms nobody else.
        """
        self.patch(Store, "read", _unreadable)
        self.failureResultOf(self.service.read(CODE), Unreadable)
        self.assertEqual(self.successResultOf(self.put(1, joined(0))), 2)

    def test_stop_in_doubt(self) -> None:
        """
        Who is in doubt at the end learns that nobody knows, and nobody waits for ever.
        """
        self.troubles.no_commit(happened=True)
        waiting = self.put(1, joined(0))
        self.stop()
        self.failureResultOf(waiting).trap(OutcomeUnknown)
        self.troubles.mend()
        self.start()
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 2)

    def test_stop_finds_out(self) -> None:
        """
        A stop is one more attempt to find out.
        """
        self.troubles.no_commit(happened=True)
        waiting = self.put(1, joined(0))
        self.troubles.mend()
        self.stop()
        self.assertEqual(self.successResultOf(waiting), 2)

    def test_trouble_is_logged_once(self) -> None:
        """
        However many appends fail, the log has one line, and one when it is over.
        """
        self.troubles.commit = no_disk()
        for _ in range(3):
            self.assert_down(self.put(1, joined(0)))
        self.troubles.no_commit(happened=False)
        self.put(1, joined(0)).addErrback(lambda _: None)
        self.assert_down(self.put(1, joined(0)))
        began = (LogLevel.error, ["The", "journal", "takes", "no"])
        self.assertEqual(self.told(), [began])
        self.troubles.mend()
        self.successResultOf(self.put(1, joined(0)))
        over = (LogLevel.info, ["The", "journal", "takes", "moves"])
        self.assertEqual(self.told(), [began, over])
        self.assertEqual(self.crashes, [])

    def test_log_says_why(self) -> None:
        """
        The line in the log has the reason that the system gives.
        """
        self.troubles.commit = no_disk()
        self.assert_down(self.put(1, joined(0)))
        self.assertIn("the disk is gone", [e.get("why") for e in self.logged])


class RefusingTests(TroubledCase):
    """
    An incarnation after one that was up, whose store cannot be opened.
    """

    def crash(self, unopened: Exception) -> None:
        """
        Let the next incarnation start while the store cannot be opened.
        """
        before = self.service
        self.troubles.connect = unopened
        self.next()
        self.successResultOf(before.stopService())

    def next(self) -> None:
        before, self.service = self.service, self.another()
        self.service.follow(before)
        self.assertIsNone(self.service.startService())

    def test_it_refuses_until_it_can_be_opened(self) -> None:
        """
        It runs and takes nothing, and takes everything as soon as the store is there.
        """
        errors: list[Exception] = [
            no_database(),
            OSError("no disk"),
            sqlite3.OperationalError("disk I/O error"),
            sqlite3.DatabaseError("odd"),
        ]
        for version, error in enumerate(errors, 1):
            self.crash(error)
            self.assertTrue(self.service.running)
            up = self.service.when_up()
            self.assert_down(self.put(version, joined(0)))
            self.assert_down(self.service.read(CODE))
            self.assert_down(self.service.seen(5, [CODE], 60))
            self.assertNoResult(up)
            self.troubles.mend()
            self.assertEqual(
                self.successResultOf(self.put(version, joined(0))), version + 1
            )
            self.successResultOf(up)
        self.assertEqual(self.crashes, [])

    def test_it_is_logged_once(self) -> None:
        """
        However often it tries, the log has one line, with the reason, and one when it
        is over.
        """
        self.crash(no_database())
        for _ in range(3):
            self.assert_down(self.service.read(CODE))
        began = (LogLevel.error, ["The", "journal", "takes", "no"])
        self.assertEqual(self.told(), [began])
        self.assertIn("The disk is gone.", [e.get("why") for e in self.logged])
        self.troubles.mend()
        self.successResultOf(self.service.read(CODE))
        over = (LogLevel.info, ["The", "journal", "takes", "moves"])
        self.assertEqual(self.told(), [began, over])

    def test_it_may_be_stopped(self) -> None:
        """
        A stop ends it, and whoever follows can open the store.
        """
        self.crash(no_database())
        self.stop()
        self.assertFalse(self.service.running)
        self.troubles.mend()
        self.next()
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 1)

    def test_it_may_refuse_when_it_is_started_again(self) -> None:
        """
        One that was up, stopped, and started again is as one that follows.
        """
        self.stop()
        self.troubles.connect = no_database()
        self.service.startService()
        up = self.service.when_up()
        self.assert_down(self.service.read(CODE))
        self.assertNoResult(up)
        self.troubles.mend()
        self.successResultOf(self.service.read(CODE))
        self.successResultOf(up)

    def test_next_one_refuses_too(self) -> None:
        """
        One after one that never had the store refuses as well.
        """
        self.crash(no_database())
        self.next()
        self.assert_down(self.service.read(CODE))
        self.troubles.mend()
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 1)

    def test_database_that_has_gone_is_not_made_anew(self) -> None:
        """
        When the directory is empty, as that of a disk which was taken away, no new
        database is put there.
        """
        path, elsewhere = self.directory / DATABASE, Path(self.mktemp())
        self.stop()
        path.rename(elsewhere)
        self.next()
        self.assert_down(self.service.read(CODE))
        self.assertFalse(path.exists())
        elsewhere.rename(path)
        self.assertEqual(len(self.successResultOf(self.service.read(CODE))), 1)

    def test_append_waits_for_it(self) -> None:
        """
        What was appended to the one before, with an unknown outcome, is repeated when
        the store has been opened.
        """
        current = CurrentJournal(self.another)
        self.stop()
        self.service = current.reopen()
        self.service.startService()
        self.troubles.committed = Bug()
        event = joined(0)
        waiting = current.append(CODE, 1, [event])
        self.troubles.committed, self.troubles.connect = None, no_database()
        self.service = current.reopen()
        self.service.startService()
        self.assertNoResult(waiting)
        self.assert_down(current.append(CODE, 1, [joined(1)]))
        self.assertNoResult(waiting)
        self.troubles.mend()
        self.successResultOf(current.open_rooms())
        self.assertEqual(self.successResultOf(waiting), 2)
        self.assertEqual(self.successResultOf(current.read(CODE, 1)), [event])

    def test_bug_while_opening_ends_it(self) -> None:
        """
        What is no trouble of the disk is told as a bug, also then.
        """
        self.crash(no_database())
        self.troubles.connect = Bug()
        self.failureResultOf(self.put(1, joined(0))).trap(OutcomeUnknown)
        self.assertEqual([type(crash.value) for crash in self.crashes], [Bug])


class CrashTests(SqliteCase):
    """
    What a bug of ours does.
    """

    def setUp(self) -> None:
        super().setUp()
        self.troubles = Troubles(self)

    def test_bug_ends_it(self) -> None:
        """
        A bug while appending is told; who appended learns that nobody knows, the store
        is closed, and the next incarnation goes on.
        """
        self.troubles.commit = Bug()
        self.failureResultOf(self.put(0, opened())).trap(OutcomeUnknown)
        [crash] = self.crashes
        self.assertIsInstance(crash.value, Bug)
        self.assert_down(self.put(0, opened()))
        self.troubles.commit = None
        before, self.service = self.service, self.another()
        self.service.startService()
        self.assertEqual(self.successResultOf(self.put(0, opened())), 1)
        self.successResultOf(before.stopService())
        self.assertEqual(self.successResultOf(self.put(1, joined(0))), 2)

    def test_bug_in_a_question_ends_it(self) -> None:
        """
        A bug while reading is told too, and who asked is told that it is down.
        """
        self.patch(Store, "open_rooms", _raise_bug)
        self.assert_down(self.service.open_rooms())
        self.assertIsInstance(self.crashes[0].value, Bug)

    def test_bug_in_doubt(self) -> None:
        """
        Who was in doubt when the bug came learns, once, that nobody knows.
        """
        self.troubles.no_commit(happened=False)
        first = self.put(0, opened())
        self.assertNoResult(first)
        self.troubles.settle = Bug()
        second = self.put(0, opened())
        for waiting in (first, second):
            self.failureResultOf(waiting).trap(OutcomeUnknown)
        self.assertEqual(len(self.crashes), 1)

    def test_bug_while_finding_out(self) -> None:
        """
        A bug right after a commit that failed is told once, to the one who appended.
        """
        self.troubles.commit = no_disk()
        self.troubles.settle = Bug()
        self.failureResultOf(self.put(0, opened())).trap(OutcomeUnknown)
        self.assertEqual(len(self.crashes), 1)


def _unreadable(*_: object) -> None:
    raise Unreadable("damaged")


def _raise_bug(store: Store) -> None:
    raise Bug
