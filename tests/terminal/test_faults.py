"""
What a player notices of faults, those made on purpose too.
"""

from __future__ import annotations

from connect4tx.play.events import DiscDropped
from connect4tx.play.ports import VersionConflict
from connect4tx.terminal import narrator, sentences
from connect4tx.terminal.actions import DrillError
from tests.support.members import Bug
from tests.support.stories import left
from tests.support.talk import TalkCase


class DrillTests(TalkCase):
    """
    The parts of the server that may be made to fail.
    """

    def test_handler(self) -> None:
        """
        ``crash handler`` is a bug in the conversation itself.
        """
        with self.assertRaises(DrillError):
            self.talker("ann").says("crash handler")

    def test_connection(self) -> None:
        """
        ``crash connection`` is a bug in the connection.
        """
        ann = self.talker("ann")
        ann.says("crash connection")
        self.assertIsInstance(ann.crashes[0], DrillError)

    def test_defect_09_room(self) -> None:
        """
        ``crash room`` restarts the room; both are shown the board at the same move.
        """
        ann, bob = self.talkers(playing=True)
        ann.says("4")
        told = ann.says("crash room")
        self.assertEqual(len(self.flushLoggedErrors(DrillError)), 1)
        self.assertIn("restored from its journal at move 1; nothing is lost", told)
        self.assertTrue(bob.news().endswith(told))
        self.assertEqual(bob.prompt, "your move (1-7)> ")
        self.assertIn("bob drops in column 4.", bob.says("4"))

    def test_lost_room(self) -> None:
        """
        Players of a room that crashed too often are in the lobby, and may play on.
        """
        ann, bob = self.talkers(playing=True)
        for _ in range(4):
            ann.says("crash room")
        self.flushLoggedErrors(DrillError)
        self.assertIn("had fault after fault", bob.news())
        self.assertEqual((ann.prompt, bob.prompt), ("lobby> ", "lobby> "))
        self.assertIn("You have joined", bob.says(f"join {self.opens_room(ann)}"))

    def test_drill_without_a_room_and_an_unknown_part(self) -> None:
        """
        What cannot be made to fail is told, and nothing fails.
        """
        ann = self.talker("ann")
        self.assertIn("You are not in a room", ann.says("crash room"))
        self.assertEqual(ann.says("crash server"), f"{sentences.DRILL_PARTS}\n")

    def test_tree(self) -> None:
        """
        ``tree`` shows the supervision tree.
        """
        self.assertEqual(self.talker("ann").says("tree"), "the tree\n")


class FaultsTests(TalkCase):
    """
    What a player notices of faults.
    """

    def test_apology_shows_the_board(self) -> None:
        """
        After a crash of the action handler the board is shown again, if there is one.
        """
        ann, _ = self.talkers(playing=True)
        ann.handle()
        ann.conversation.apologise()
        assert ann.place.room is not None
        board = narrator.board(ann.place.room, ann.view)
        self.assertEqual(ann.news(), f"{sentences.HANDLER_RESTARTED}\n\n{board}\n\n")
        carl = self.talker("carl")
        carl.conversation.apologise()
        self.assertEqual(carl.news(), f"{sentences.HANDLER_RESTARTED}\n")

    def test_journal_down(self) -> None:
        """
        While the journal is down a move is refused with a sentence, and made later.
        """
        ann, bob = self.talkers(playing=True)
        self.world.stop_journal()
        self.assertIn("could not be recorded; nothing is lost", ann.says("4"))
        self.assertEqual((ann.prompt, bob.news()), ("your move (1-7)> ", ""))
        self.world.start_journal()
        self.assertIn("ann drops in column 4.", ann.says("4"))

    def test_quit_while_the_journal_is_down(self) -> None:
        """
        Who wants to go may go, whatever is broken.
        """
        ann, _ = self.talkers(playing=True)
        self.world.stop_journal()
        ann.says("quit")
        self.assertTrue(ann.conversation.over)

    def test_room_that_crashes_during_a_move(self) -> None:
        """
        Who makes the move in which the room crashes is told to look at the board.
        """
        ann, bob = self.talkers(playing=True)
        bugs = [Bug()]

        def deliver(update: object) -> None:
            if bugs:
                raise bugs.pop()
            bob.put(update)

        bob.deliver = deliver  # type: ignore[method-assign]
        self.assertIn(sentences.ROOM_CRASHED, ann.says("4"))
        self.assertEqual(len(self.flushLoggedErrors(Bug)), 1)
        self.assertIn("restored from its journal at move 1", bob.news())

    def test_room_that_crashes_as_somebody_joins(self) -> None:
        """
        A crash of the room in which a player joins is no crash of the player's own.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        code = self.opens_room(ann)
        bugs = [Bug()]

        def deliver(update: object) -> None:
            if bugs:
                raise bugs.pop()
            ann.put(update)

        ann.deliver = deliver  # type: ignore[method-assign]
        joined = bob.sends(f"join {code}")
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.successResultOf(joined)

    def test_leave_that_failed_is_not_called_done(self) -> None:
        """
        Who could not leave, as the room crashed, is still in the room, and told so.
        """
        ann, _, _ = self.talkers(3)
        self.world.events[ann.code].append(left(2))
        code = ann.code
        told = ann.says("leave")
        self.assertEqual(len(self.flushLoggedErrors(VersionConflict)), 1)
        self.assertIn(ann, self.room(code).members.values())
        self.assertIn(sentences.ROOM_CRASHED, told)
        self.assertNotIn("You have left", told)
        self.assertIsNotNone(ann.place.room)

    def test_line_behind_the_loss_of_the_room(self) -> None:
        """
        Who acts in a lost room before having heard of it moves no more, and is told
        so; a leave then simply succeeds.
        """
        ann, bob = self.talkers(playing=True)
        code = ann.code
        self.crash(code, times=4)
        self.result(ann.sends("4"))
        self.assertNotEqual(ann.raw, b"")
        kinds = [type(event) for event in self.world.events[code]]
        self.assertNotIn(DiscDropped, kinds)
        self.assertIn("had fault after fault", ann.news())
        self.result(bob.sends("leave"))
        self.assertTrue(bob.raw.startswith(b"You have left room"))
        self.assertEqual((ann.prompt, bob.prompt), ("lobby> ", "lobby> "))
