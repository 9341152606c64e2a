"""
The journal of the moment, over several incarnations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown, OutcomeUnknown, VersionConflict
from tests.journal.contract import JournalContract
from tests.support.stories import CODE, closed, joined, opened


class CurrentJournalTests(JournalContract, SynchronousTestCase):
    """
    The contract, where every stop is the end of an incarnation.
    """

    def open(self) -> CurrentJournal[MemoryJournal]:
        kept = Kept()
        self.current = CurrentJournal(lambda: MemoryJournal(kept))
        self.start()
        return self.current

    def stop(self) -> None:
        self.service.stopService()

    def start(self) -> None:
        self.service = self.current.reopen()
        self.service.startService()

    def test_events_survive_a_new_incarnation(self) -> None:
        """
        What one incarnation recorded, the next one knows, in order and with versions.
        """
        events: list[Event] = [opened(), joined(0)]
        self.append(0, *events)
        self.start()
        self.assertEqual(self.read(), events)
        self.assertEqual(self.conflict(self.append(0, opened())), (CODE, 0, 2))

    def test_closed_rooms_stay_closed(self) -> None:
        """
        A room that closed before is not open in a new incarnation.
        """
        self.append(0, opened(), closed())
        self.start()
        self.assertEqual(self.rooms(), [])

    def test_incarnation_that_was_not_started_is_down(self) -> None:
        """
        Between its opening and its start a new incarnation refuses appends.
        """
        self.append(0, opened())
        self.current.reopen()
        failed = self.current.append(CODE, 1, [joined(0)])
        self.failureResultOf(failed).trap(JournalDown)
        self.assertEqual(len(self.read()), 1)

    def test_incarnation_before_is_asked_nothing_more(self) -> None:
        """
        Stopping an incarnation that was replaced harms nobody.
        """
        before = self.service
        self.start()
        before.stopService()
        self.assertEqual(self.append(0, opened()), 1)

    def test_each_incarnation_is_another(self) -> None:
        """
        Reopening hands over the new incarnation, for the tree to start.
        """
        before = self.service
        self.assertIsNot(self.current.reopen(), before)

    def test_what_is_not_shared_does_not_survive(self) -> None:
        """
        The events survive because the incarnations share them, and only then.
        """
        journal = CurrentJournal(MemoryJournal)
        journal.reopen().startService()
        self.successResultOf(journal.append(CODE, 0, [opened()]))
        journal.reopen().startService()
        self.assertEqual(self.successResultOf(journal.read(CODE)), [])

    def test_reopening_hands_over_what_it_is_given(self) -> None:
        """
        What reopening is called with is what opening is called with.
        """
        given: list[object] = []

        def open_with(*arguments: object, **named: object) -> MemoryJournal:
            given.append((arguments, named))
            return MemoryJournal()

        CurrentJournal(open_with).reopen(1, two=2)
        self.assertEqual(given, [((1,), {"two": 2})])


class CurrentSqliteTests(JournalContract, SynchronousTestCase):
    """
    The same over SQLite, where each incarnation follows one that may still run.
    """

    def open(self) -> CurrentJournal[SqliteJournal]:
        directory = Path(self.mktemp())
        self.current = CurrentJournal(
            lambda: SqliteJournal(directory, on_crash=self.fail)
        )
        self.start()
        self.addCleanup(self.stop)
        return self.current

    def stop(self) -> None:
        self.successResultOf(self.service.stopService())

    def start(self) -> None:
        self.service = self.current.reopen()
        self.service.startService()

    def test_next_incarnation_may_come_at_any_time(self) -> None:
        """
        The next incarnation opens the store that the one before has not closed.
        """
        self.append(0, opened())
        self.start()
        self.assertEqual(self.append(1, joined(0)), 2)


class DyingJournal(MemoryJournal):
    """
    A journal that ends while it appends.

    :ivar ends: ``before`` it has recorded, or ``after``; it may still be read or not.
    :ivar silent: whether it is too far gone to be read.
    """

    ends = ""
    silent = False

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if self.ends != "before":
            appended = super().append(room, expected_version, events)
            if not self.ends:
                return appended
        self.stopService()
        return fail(OutcomeUnknown("it has ended"))

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        if self.silent:
            return fail(JournalDown("it cannot be read"))
        return super().read(room, after)


class RepeatedTests(SynchronousTestCase):
    """
    Appends whose outcome is unknown.
    """

    def setUp(self) -> None:
        kept = Kept()
        self.current = CurrentJournal(lambda: DyingJournal(kept))
        self.reopen()
        self.journal.startService()
        self.successResultOf(self.current.append(CODE, 0, [opened()]))

    def reopen(self) -> None:
        self.journal = self.current.reopen()

    def end(self, ends: str, *events: Event) -> Deferred[int]:
        """
        Append, while the journal ends before or after it has recorded.
        """
        self.journal.ends = ends
        appended = self.current.append(CODE, 1, events)
        self.assertNoResult(appended)
        return appended

    def others(self, *events: Event) -> None:
        """
        Let somebody else append to the journal of the moment first.
        """
        self.successResultOf(self.journal.append(CODE, 1, events))

    def read(self) -> list[Any]:
        events: Sequence[Event] = self.successResultOf(self.current.read(CODE, 1))
        return list(events)

    def test_what_was_not_in_is_appended(self) -> None:
        """
        What the journal had not recorded, the next incarnation records.
        """
        event = joined(0)
        appended = self.end("before", event)
        self.reopen()
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)
        self.assertEqual(self.read(), [event])

    def test_what_was_in_is_not_appended_again(self) -> None:
        """
        What the journal had recorded is recorded once, and has the right version.
        """
        events = [joined(0), joined(1)]
        appended = self.end("after", *events)
        self.reopen()
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 3)
        self.assertEqual(self.read(), events)

    def test_what_was_in_is_found_below_what_came_later(self) -> None:
        """
        Also when more was appended meanwhile.
        """
        appended = self.end("after", joined(0))
        self.reopen()
        self.journal.running = True
        self.successResultOf(self.journal.append(CODE, 2, [joined(1)]))
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)

    def test_conflict_stands_when_others_were_first(self) -> None:
        """
        When the events at that place are others', it is a conflict.
        """
        appended = self.end("before", joined(0))
        self.reopen()
        self.journal.running = True
        self.others(joined(0))
        self.journal.startService()
        conflict = self.failureResultOf(appended, VersionConflict).value
        self.assertEqual((conflict.expected, conflict.actual), (1, 2))

    def test_it_waits_for_the_start(self) -> None:
        """
        An incarnation that was opened and not started is not asked.
        """
        appended = self.end("before", joined(0))
        self.reopen()
        self.assertNoResult(appended)
        self.reopen()
        self.assertNoResult(appended)
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)

    def test_it_is_repeated_as_often_as_needed(self) -> None:
        """
        When the next incarnation ends over it too, the one after that is asked.
        """
        appended = self.end("before", joined(0))
        for ends in ("before", "after"):
            self.reopen()
            self.journal.ends = ends
            self.journal.startService()
            self.assertNoResult(appended)
        self.reopen()
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)
        self.assertEqual(len(self.read()), 1)

    def test_next_may_be_up_already(self) -> None:
        """
        Who learns late of the end finds the next incarnation up.
        """
        before = self.journal
        late: Deferred[int] = Deferred()
        self.patch(before, "append", lambda *_: late)
        appended = self.current.append(CODE, 1, [joined(0)])
        before.stopService()
        self.reopen()
        self.journal.startService()
        late.errback(OutcomeUnknown("late"))
        self.assertEqual(self.successResultOf(appended), 2)

    def test_one_that_was_up_and_has_ended_is_not_asked(self) -> None:
        """
        Who learns late of the end, when the next incarnation has ended as well, waits
        for the one after that.
        """
        before = self.journal
        late: Deferred[int] = Deferred()
        self.patch(before, "append", lambda *_: late)
        appended = self.current.append(CODE, 1, [joined(0)])
        self.reopen()
        self.journal.startService()
        self.journal.stopService()
        self.reopen()
        late.errback(OutcomeUnknown("late"))
        self.assertNoResult(appended)
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)

    def test_down_again_and_not_in(self) -> None:
        """
        When the next incarnation takes nothing, and can be read, what is not there is
        not recorded.
        """
        appended = self.end("before", joined(0))
        self.reopen()
        self.patch(self.journal, "append", _down)
        self.journal.startService()
        self.failureResultOf(appended, JournalDown)

    def test_down_again_and_in(self) -> None:
        """
        And what is there is.
        """
        appended = self.end("after", joined(0))
        self.reopen()
        self.patch(self.journal, "append", _down)
        self.journal.startService()
        self.assertEqual(self.successResultOf(appended), 2)

    def test_still_unknown(self) -> None:
        """
        When the next incarnation cannot even be read, nobody knows.
        """
        appended = self.end("after", joined(0))
        self.reopen()
        self.patch(self.journal, "append", _down)
        self.journal.silent = True
        self.journal.startService()
        self.failureResultOf(appended, OutcomeUnknown)

    def test_other_failures_are_passed_on(self) -> None:
        """
        What is refused for good is not repeated.
        """
        self.failureResultOf(self.current.append(CODE, 5, [joined(0)]), VersionConflict)
        self.journal.stopService()
        self.failureResultOf(self.current.append(CODE, 1, [joined(0)]), JournalDown)

    def test_waiting_append_may_be_cancelled(self) -> None:
        """
        Who waits for the next incarnation may stop waiting.
        """
        appended = self.end("before", joined(0))
        appended.cancel()
        self.failureResultOf(appended)
        self.reopen()
        self.journal.startService()
        self.assertEqual(self.read(), [])


def _down(*_: object) -> Deferred[int]:
    return fail(JournalDown("it takes nothing"))
