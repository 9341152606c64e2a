"""
What a position is held to be worth that was not looked through.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.guess import guess_on, no_guess
from connect4tx.game.cell import Cell
from connect4tx.game.variant import STANDARD, Variant
from tests.support.boards import bitboard

FIRST_TO_MOVE, SECOND_TO_MOVE = 10, 11


class GuessTests(SynchronousTestCase):
    """
    Threats, and discs near the middle.
    """

    def test_who_began_wants_threats_in_odd_rows_the_other_in_even(self) -> None:
        """
        With an even number of rows such a threat is worth more, as its owner gets to
        fill it in the end; with an odd number both are worth the same.
        """
        for variant, differs in ((STANDARD, True), (Variant(7, 7), False)):
            guess = guess_on(variant)
            third, fourth = (bitboard(variant, [Cell(0, row)]) for row in (2, 3))
            for ply, better, worse in (
                (FIRST_TO_MOVE, third, fourth),
                (SECOND_TO_MOVE, fourth, third),
            ):
                most, less = guess(0, 0, better, 0, ply), guess(0, 0, worse, 0, ply)
                self.assertGreater(less, 0)
                self.assertEqual(most > less, differs)
                self.assertEqual(most < less, False)

    def test_what_is_good_for_one_is_bad_for_the_other(self) -> None:
        """
        The opponent's threats and discs count as much, the other way.
        """
        guess = guess_on(STANDARD)
        centre, edge, threat = (
            bitboard(STANDARD, [Cell(*at)]) for at in ((3, 0), (0, 0), (5, 2))
        )
        one = guess(centre, edge, threat, 0, FIRST_TO_MOVE)
        self.assertGreater(one, 0)
        self.assertEqual(guess(edge, centre, 0, threat, SECOND_TO_MOVE), -one)

    def test_discs_near_the_middle_are_worth_more(self) -> None:
        """
        From the edge to the middle a disc gains at every column.
        """
        guess = guess_on(STANDARD)
        worth = [
            guess(bitboard(STANDARD, [Cell(column, 0)]), 0, 0, 0, FIRST_TO_MOVE)
            for column in range(7)
        ]
        self.assertEqual(worth, [0, 1, 2, 3, 2, 1, 0])

    def test_threats_that_are_taken_do_not_count(self) -> None:
        """
        A cell with a disc in it threatens nothing.
        """
        guess = guess_on(STANDARD)
        edge = bitboard(STANDARD, [Cell(0, 0)])
        self.assertEqual(guess(0, edge, edge, 0, FIRST_TO_MOVE), 0)

    def test_without_a_guess_all_is_worth_the_same(self) -> None:
        """
        Who does not guess holds everything for even.
        """
        self.assertEqual(no_guess(1, 0, 2, 0, FIRST_TO_MOVE), 0)
