"""
Leaving a game that others play on.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import GameOver
from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.position import Position
from connect4tx.game.record import replay
from connect4tx.game.variant import STANDARD, Variant
from tests.support.boards import art, board, drawn

FOUR = Variant(players=4)


class WithdrawTests(SynchronousTestCase):
    def test_last_one_left_wins(self) -> None:
        """
        When one of two leaves, on turn or not, the other has won.
        """
        for seat in (0, 1):
            position = Position.start(STANDARD).withdraw(seat)
            self.assertEqual(
                position.outcome, Outcome(Termination.LAST_ONE_LEFT, 1 - seat)
            )
            self.assertEqual(position.turn, 1 - seat)

    def test_turn_passes_if_it_was_theirs(self) -> None:
        """
        When the seat on turn leaves, the next one is to move.
        """
        position = Position.start(FOUR, first=3).withdraw(3)
        self.assertEqual((position.turn, position.outcome), (0, None))

    def test_turn_stays_if_it_was_not_theirs(self) -> None:
        """
        When another seat leaves, the turn does not change.
        """
        self.assertEqual(Position.start(FOUR, first=3).withdraw(0).turn, 3)

    def test_turn_skips_all_who_left(self) -> None:
        """
        The turn goes round among those who still play.
        """
        position = Position.start(FOUR).withdraw(1).withdraw(2)
        turns = []
        for column in range(4):
            turns.append(position.turn)
            position = position.play(column)
        self.assertEqual(turns, [0, 3, 0, 3])
        self.assertEqual(position.present, (True, False, False, True))

    def test_discs_stay(self) -> None:
        """
        The discs of a seat that left stay where they are, as do ply and last disc.
        """
        before = replay(FOUR, (3, 3, 3))
        after = before.withdraw(1)
        self.assertEqual(drawn(after), drawn(before))
        self.assertEqual((after.ply, after.last), (before.ply, before.last))

    def test_others_play_on_to_the_end(self) -> None:
        """
        Those who are left can still win by a line.
        """
        position = board(
            """
            . . . . . . .
            . . . . . . .
            . . . . . . .
            O . . . . . .
            O . . . . . .
            O + + + . . X
            """,
            turn=2,
            players=3,
        )
        self.assertEqual(
            drawn(position.withdraw(1).play(4)),
            art(
                """
                . . . . . . .
                . . . . . . .
                . . . . . . .
                O . . . . . .
                O . . . . . .
                O * * * * . X
                """
            ),
        )

    def test_all_but_one_leave(self) -> None:
        """
        The game goes on while two are left and ends when the third of four leaves.
        """
        position = Position.start(FOUR).withdraw(0).withdraw(3)
        self.assertIsNone(position.outcome)
        position = position.withdraw(1)
        self.assertEqual(position.outcome, Outcome(Termination.LAST_ONE_LEFT, 2))
        self.assertEqual(position.turn, 2)

    def test_seat_not_in_play_is_refused(self) -> None:
        """
        A seat that does not exist or has left already cannot leave.
        """
        position = Position.start(FOUR).withdraw(2)
        for seat in (-1, 2, 4):
            self.assertRaises(ValueError, position.withdraw, seat)

    def test_over_is_over(self) -> None:
        """
        Nobody leaves a game that has ended.
        """
        over = Position.start(STANDARD).withdraw(0)
        self.assertRaises(GameOver, over.withdraw, 1)
        self.assertRaises(GameOver, over.play, 0)


class EndedTests(SynchronousTestCase):
    """
    A game that ends by something else than a move.
    """

    def test_draw_that_was_claimed(self) -> None:
        """
        The board stays as it is, the outcome is the one that is given, and no more
        discs are dropped.
        """
        before = replay(STANDARD, (3, 3, 0))
        draw = Outcome(Termination.DRAW_CLAIMED)
        over = before.ended(draw)
        self.assertEqual((over, over.outcome), (before, draw))
        self.assertEqual((over.ply, over.last, over.turn), (3, before.last, 1))
        self.assertTrue(draw.is_draw)
        self.assertEqual(over.open_columns(), ())
        self.assertIsNone(before.outcome)
        self.assertRaises(GameOver, over.play, 0)
        self.assertRaises(GameOver, over.withdraw, 0)

    def test_over_is_over(self) -> None:
        """
        A game that has ended does not end otherwise.
        """
        draw = Outcome(Termination.DRAW_CLAIMED)
        won = replay(STANDARD, (0, 1, 0, 1, 0, 1, 0))
        left = Position.start(STANDARD).withdraw(0)
        for over in (won, left, Position.start(STANDARD).ended(draw)):
            self.assertRaises(GameOver, over.ended, draw)
