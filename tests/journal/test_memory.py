"""
The journal in memory.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.memory import MemoryJournal
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import JournalDown
from tests.journal.contract import JournalContract
from tests.support.stories import CODE, closed, joined, opened


class MemoryJournalTests(JournalContract, SynchronousTestCase):
    """
    The contract, and what is true of this journal only.
    """

    def open(self) -> MemoryJournal:
        self.events: dict[RoomCode, list[Event]] = {}
        self.service = MemoryJournal(self.events)
        self.service.startService()
        return self.service

    def stop(self) -> None:
        self.service.stopService()

    def start(self) -> None:
        self.service.startService()

    def test_down_before_its_start(self) -> None:
        """
        A journal that was never started is down.
        """
        appended = MemoryJournal().append(CODE, 0, [opened()])
        self.failureResultOf(appended).trap(JournalDown)

    def test_defect_10_closed_rooms_are_forgotten(self) -> None:
        """
        Nothing stays in memory of a room that has closed.
        """
        self.append(0, opened())
        self.append(1, joined(0))
        self.assertEqual(self.append(2, closed()), 3)
        self.assertEqual(self.events, {})
        self.assertEqual(self.read(), [])

    def test_code_of_a_closed_room_is_free_again(self) -> None:
        """
        A forgotten room's code begins at version 0 again.
        """
        self.append(0, opened(), closed())
        self.assertEqual(self.conflict(self.append(2, joined(0))), (CODE, 2, 0))
        self.assertEqual(self.append(0, opened()), 1)

    def test_two_journals_share_nothing(self) -> None:
        """
        Journals that were given no events to share begin empty.
        """
        first, second = MemoryJournal(), MemoryJournal()
        first.startService()
        self.successResultOf(first.append(CODE, 0, [opened()]))
        self.assertEqual(self.successResultOf(second.read(CODE)), [])
