"""
The journal in SQLite with its thread, whose news a test takes in when it wants to.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag
from threading import Thread, current_thread
from typing import Any

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal import opening
from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.journal.store import Store
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown, OutcomeUnknown
from tests.journal.troubles import Bug, Troubles, no_database
from tests.support.stories import CODE, dropped, game, joined, opened

SECONDS = 10.0


class ThreadCase(SynchronousTestCase):
    """
    Has a journal whose thread can be held up before each commit.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.news: SimpleQueue[tuple[Callable[..., object], Any]] = SimpleQueue()
        self.threads: list[Thread] = []
        self.crashes: list[Failure] = []
        self.troubles = Troubles(self)
        self.gate = Flag()
        self.gate.set()
        self.arrived = Flag()
        append_all = Store.append_all

        def held(store: Store, appends: Any) -> Any:
            self.arrived.set()
            if not self.gate.wait(SECONDS):
                raise TimeoutError
            return append_all(store, appends)

        self.patch(Store, "append_all", held)
        self.journal = self.another()
        self.journal.startService()
        self.addCleanup(self.end)

    def another(self) -> SqliteJournal:
        return SqliteJournal(
            self.directory,
            on_crash=self.crashes.append,
            from_thread=lambda f, *arguments: self.news.put((f, arguments)),
            start_thread=self.start_thread,
            retry_seconds=0.01,
        )

    def start_thread(self, run: Callable[[], object]) -> None:
        self.threads.append(Thread(target=run, daemon=True))
        self.threads[-1].start()

    def end(self) -> None:
        self.gate.set()
        self.wait(self.journal.stopService())
        for thread in self.threads:
            thread.join(SECONDS)
            self.assertFalse(thread.is_alive())

    def wait(self, deferred: Deferred[Any]) -> None:
        """
        Take in news until this one has a result.
        """
        results: list[object] = []

        def keep(result: object) -> object:
            results.append(result)
            return result

        deferred.addBoth(keep)
        while not results:
            function, arguments = self.news.get(timeout=SECONDS)
            function(*arguments)

    def result(self, deferred: Deferred[Any]) -> Any:
        self.wait(deferred)
        return self.successResultOf(deferred)

    def failure(self, deferred: Deferred[Any], kind: type[Exception]) -> None:
        self.wait(deferred)
        self.failureResultOf(deferred).trap(kind)

    def put(self, version: int, *events: Event, room: RoomCode = CODE) -> Deferred[int]:
        return self.journal.append(room, version, events)

    def hold(self) -> None:
        """
        Let the thread stop before its next commit, and wait until it has.
        """
        self.gate.clear()
        self.arrived.clear()

    def held(self) -> None:
        self.assertTrue(self.arrived.wait(SECONDS))


class ThreadTests(ThreadCase):
    """
    Appends and questions that meet the thread at work.
    """

    def test_nothing_is_answered_before_its_commit(self) -> None:
        """
        An append has no outcome until the thread has committed and told.
        """
        self.hold()
        appended = self.put(0, opened())
        self.held()
        self.assertNoResult(appended)
        self.gate.set()
        self.assertEqual(self.result(appended), 1)

    def test_what_comes_meanwhile_is_one_commit(self) -> None:
        """
        Appends that come while it commits are committed together, and told together.
        """
        codes = [RoomCode(f"ROOM{number}") for number in range(6)]
        self.hold()
        appends = [self.put(0, opened(code=codes[0]), room=codes[0])]
        self.held()
        appends += [self.put(0, opened(code=code), room=code) for code in codes[1:]]
        self.gate.set()
        self.assertEqual([self.result(one) for one in appends], [1] * 6)
        self.assertEqual(self.troubles.groups, [1, 5])

    def test_order_is_kept(self) -> None:
        """
        A question sees what was appended before it, and nothing that came later.
        """
        events = game((3, 3))
        self.hold()
        begun = self.put(0, events[0])
        self.held()
        lengths = []
        for version, event in enumerate(events[1:], 1):
            self.put(version, event)
            lengths.append(self.journal.read(CODE))
        self.gate.set()
        self.result(begun)
        found = [len(self.result(read)) for read in lengths]
        self.assertEqual(found, list(range(2, len(events) + 1)))

    def test_stop_waits_for_what_was_taken(self) -> None:
        """
        A stop is over when all that came before it is durable, and the store is closed.
        """
        self.hold()
        appends = [self.put(0, opened())]
        self.held()
        appends += [self.put(version, joined(0)) for version in range(1, 50)]
        stopped = self.journal.stopService()
        self.failure(self.put(50, joined(0)), JournalDown)
        self.assertNoResult(stopped)
        self.gate.set()
        self.result(stopped)
        self.assertEqual([self.successResultOf(one) for one in appends][-1], 50)
        store = Store.open(self.directory)
        self.assertEqual(len(store.read(CODE)), 50)
        store.close()

    def test_many_more_than_a_group(self) -> None:
        """
        Whatever number of appends waits, all are done, in order.
        """
        self.hold()
        appends = [self.put(0, opened())]
        self.held()
        appends += [self.put(version, dropped(0, 3)) for version in range(1, 1500)]
        self.gate.set()
        self.assertEqual([self.result(one) for one in appends], list(range(1, 1501)))

    def test_cancelled_append_harms_nobody(self) -> None:
        """
        Who no longer waits for an outcome is not told; everything else goes on.
        """
        self.hold()
        appended = self.put(0, opened())
        self.held()
        appended.cancel()
        self.failureResultOf(appended)
        self.gate.set()
        self.assertEqual(self.result(self.put(1, joined(0))), 2)

    def test_finding_out_needs_no_news(self) -> None:
        """
        When an append is in doubt the thread looks by itself until it knows.
        """
        self.troubles.no_commit(happened=True)
        appended = self.put(0, opened())
        function, arguments = self.news.get(timeout=SECONDS)
        function(*arguments)
        self.assertNoResult(appended)
        self.troubles.mend()
        self.assertEqual(self.result(appended), 1)

    def test_no_thread_to_be_had(self) -> None:
        """
        When the system gives no thread the start fails, and the store is closed.
        """
        self.directory = Path(self.mktemp())
        journal = self.another()

        def no_thread(run: Callable[[], object]) -> None:
            raise RuntimeError("can't start new thread")

        journal._start_thread = no_thread
        with self.assertRaises(RuntimeError):
            journal.startService()
        self.successResultOf(journal.stopService())
        Store.open(self.directory).close()


class BugTests(ThreadCase):
    """
    The end of the thread by a bug.
    """

    def test_all_who_wait_are_answered(self) -> None:
        """
        Appends that it had, and those that came meanwhile, have an unknown outcome;
        questions are answered too, and a stop.
        """
        self.hold()
        first = self.put(0, opened())
        self.held()
        self.troubles.commit = Bug()
        second, question = self.put(1, joined(0)), self.journal.read(CODE)
        stopped = self.journal.stopService()
        self.gate.set()
        self.failure(first, OutcomeUnknown)
        self.failure(second, OutcomeUnknown)
        self.failure(question, JournalDown)
        self.result(stopped)
        self.assertEqual([type(crash.value) for crash in self.crashes], [Bug])

    def test_store_is_closed_when_it_is_told(self) -> None:
        """
        Who is told of the crash can open the next incarnation there and then.
        """
        opened_then: list[Deferred[Any] | None] = []

        def open_next(failure: Failure) -> None:
            before, self.journal = self.journal, self.another()
            self.journal.follow(before)
            opened_then.append(self.journal.startService())

        self.journal._on_crash = open_next
        self.troubles.commit = Bug()
        self.failure(self.put(0, opened()), OutcomeUnknown)
        self.troubles.commit = None
        self.assertEqual(opened_then, [None])
        self.assertEqual(self.result(self.put(0, opened())), 1)


class NextTests(ThreadCase):
    """
    The next incarnation, when the one before is still at work.
    """

    def setUp(self) -> None:
        super().setUp()
        self.hold()
        self.appended = self.put(0, opened())
        self.held()
        self.before, self.journal = self.journal, self.another()
        self.journal.follow(self.before)
        started = self.journal.startService()
        assert started is not None
        self.started = started

    def test_it_waits_for_the_one_before(self) -> None:
        """
        It starts when the one before has done its work and closed the store.
        """
        self.assertNoResult(self.started)
        self.failure(self.put(1, joined(0)), JournalDown)
        self.gate.set()
        self.result(self.started)
        self.assertEqual(self.successResultOf(self.appended), 1)
        self.assertEqual(self.result(self.put(1, joined(0))), 2)

    def test_it_may_be_stopped_meanwhile(self) -> None:
        """
        One that is stopped before it could start never opens the store.
        """
        stopped = self.journal.stopService()
        self.gate.set()
        self.result(stopped)
        self.successResultOf(self.started)
        self.assertFalse(self.journal.running)
        self.failure(self.put(1, joined(0)), JournalDown)
        Store.open(self.directory).close()

    def test_it_opens_the_store_in_its_thread(self) -> None:
        """
        Nobody else has to wait for the disk, nor for the store to be open.
        """
        opened_by: list[Thread] = []
        reconnect = Store.reconnect

        def opening_store(store: Store) -> None:
            opened_by.append(current_thread())
            reconnect(store)

        self.patch(Store, "reconnect", opening_store)
        self.gate.set()
        self.result(self.started)
        self.assertEqual(self.result(self.put(1, joined(0))), 2)
        self.assertEqual(opened_by, self.threads[-1:])

    def test_it_may_be_replaced_meanwhile(self) -> None:
        """
        One that follows it waits for the same store.
        """
        second, self.journal = self.journal, self.another()
        self.journal.follow(second)
        started = self.journal.startService()
        assert started is not None
        self.assertNoResult(started)
        self.gate.set()
        self.result(started)
        self.assertFalse(second.running)
        self.assertEqual(self.result(self.put(1, joined(0))), 2)

    def test_one_that_was_never_started_is_passed_over(self) -> None:
        """
        So does one that follows another which follows and was not started.
        """
        second = self.another()
        second.follow(self.journal)
        self.journal, third = self.another(), self.journal
        self.journal.follow(second)
        started = self.journal.startService()
        assert started is not None
        self.assertNoResult(started)
        self.gate.set()
        self.result(started)
        self.assertFalse(third.running)
        self.assertEqual(self.result(self.put(1, joined(0))), 2)


class RefusingTests(ThreadCase):
    """
    The next incarnation, when the store cannot be opened.
    """

    def setUp(self) -> None:
        super().setUp()
        self.patch(SqliteJournal._log, "observer", lambda event: None)
        self.result(self.put(0, opened()))
        self.before, self.journal = self.journal, self.another()
        self.journal.follow(self.before)
        self.troubles.connect = no_database()
        started = self.journal.startService()
        assert started is not None
        self.result(started)
        # That it has trouble.
        function, arguments = self.news.get(timeout=SECONDS)
        function(*arguments)

    def test_it_tries_again_by_itself(self) -> None:
        """
        When the store can be opened it is, though nobody asks for anything.
        """
        up = self.journal.when_up()
        self.assertTrue(self.journal.running)
        self.failure(self.put(1, joined(0)), JournalDown)
        self.assertNoResult(up)
        self.troubles.mend()
        self.result(up)
        self.assertEqual(self.result(self.put(1, joined(0))), 2)

    def test_it_tells_nothing_while_nothing_changes(self) -> None:
        """
        Attempts in vain keep nobody else busy.
        """
        tried = Flag()
        attempts = []

        def in_vain(directory: Path, **named: Any) -> Any:
            attempts.append(directory)
            if len(attempts) > 3:
                tried.set()
            raise no_database()

        self.patch(opening, "connect", in_vain)
        self.assertTrue(tried.wait(SECONDS))
        self.assertTrue(self.news.empty())

    def test_it_may_be_stopped(self) -> None:
        """
        A stop ends its thread, and does not wait for the store.
        """
        self.result(self.journal.stopService())
        self.threads[-1].join(SECONDS)
        self.assertFalse(self.threads[-1].is_alive())

    def test_store_that_opens_after_the_stop(self) -> None:
        """
        One that was stopped is not up, even if it could open the store just then.
        """
        up = self.journal.when_up()
        self.troubles.mend()
        function, arguments = self.news.get(timeout=SECONDS)
        stopped = self.journal.stopService()
        function(*arguments)
        self.result(stopped)
        self.assertNoResult(up)
        self.assertFalse(self.journal.running)
        Store.open(self.directory).close()


class CurrentTests(ThreadCase):
    """
    The thread under the journal of the moment.
    """

    def test_append_outlives_the_thread(self) -> None:
        """
        An append whose thread dies is repeated with the next one, and recorded once.
        """
        current = CurrentJournal(self.another)
        self.result(self.journal.stopService())

        def reopen(failure: Failure) -> None:
            self.troubles.commit = self.troubles.committed = None
            self.journal = current.reopen()
            self.journal._on_crash = reopen
            self.journal.startService()

        reopen(Failure(Bug()))
        self.assertEqual(self.result(current.append(CODE, 0, [opened()])), 1)
        self.troubles.commit = Bug()
        self.assertEqual(self.result(current.append(CODE, 1, [joined(0)])), 2)
        self.troubles.committed = Bug()
        self.assertEqual(self.result(current.append(CODE, 2, [joined(1)])), 3)
        self.assertEqual(len(self.result(current.read(CODE))), 3)
