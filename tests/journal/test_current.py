"""
The journal of the moment, over several incarnations.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import MemoryJournal
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown
from tests.journal.contract import JournalContract
from tests.support.stories import CODE, closed, joined, opened


class CurrentJournalTests(JournalContract, SynchronousTestCase):
    """
    The contract, where every stop is the end of an incarnation.
    """

    def open(self) -> CurrentJournal[MemoryJournal]:
        self.events: dict[RoomCode, list[Event]] = {}
        self.current = CurrentJournal(lambda: MemoryJournal(self.events))
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
