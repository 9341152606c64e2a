"""
The journal in memory.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.play.ports import JournalDown
from tests.journal.contract import JournalContract
from tests.journal.happenings import ended, joined_with, reset_with
from tests.support.stories import CODE, closed, joined, opened


class MemoryJournalTests(JournalContract, SynchronousTestCase):
    """
    The contract, and what is true of this journal only.
    """

    def open(self) -> MemoryJournal:
        self.kept = Kept()
        self.service = MemoryJournal(self.kept)
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
        self.assertEqual(self.kept.events, {})
        self.assertEqual(self.read(), [])

    def test_closed_room_leaves_no_key_and_no_time(self) -> None:
        """
        So it is with its keys, its time and its being set aside.
        """
        self.append(0, opened(), joined_with(0, "a"), reset_with("b"))
        self.set_aside()
        self.append(3, closed())
        self.assertEqual(vars(self.kept), vars(Kept()))

    def test_closed_room_is_not_touched_again(self) -> None:
        """
        Who was seen in a room that has closed leaves nothing in memory either.
        """
        self.append(0, opened(), closed())
        self.seen(100, CODE)
        self.assertEqual(self.kept._touched, {})

    def test_last_games_are_kept(self) -> None:
        """
        Of the games that are over the last 1,000 are known, and no more.
        """
        self.append(0, opened(), *(ended(number) for number in range(1, 1005)))
        numbers = [game.number for game in self.games(2000)]
        self.assertEqual(numbers, list(range(1004, 4, -1)))
        self.assertIsNone(self.game(4))

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
