"""
What every Engine keeps.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Engine, Prospect
from tests.bots.positions import after_random_moves, tried
from tests.support.boards import board

# Who completes or blocks the line plays the first column.
THREE_IN_A_ROW = """
    . . . . .
    . . . . .
    . O O . .
    . X X X O
    """

if TYPE_CHECKING:
    # Whoever inherits the contract is a TestCase, which mypy has to be told.
    _Case = SynchronousTestCase
else:
    _Case = object


class EngineContract(_Case):
    """
    The tests of the port, for a TestCase with an engine.
    """

    engine: Engine

    def settle(self) -> None:
        """
        Let the engine come to its answer.
        """

    def answer(self, asked: Deferred[int]) -> int:
        self.settle()
        column: int = self.successResultOf(asked)
        return column

    def test_every_level_plays_legal_moves_on_every_board(self) -> None:
        """
        Whatever the board, level and position, the column is open.
        """
        rng = Random(1)
        for variant in (STANDARD, Variant(4, 4, 3), Variant(9, 7, 5)):
            for level in range(1, 8):
                plies = rng.randrange(variant.cells - 8, variant.cells)
                position = after_random_moves(rng, plies, variant)
                column = self.answer(self.engine.choose(position, level))
                self.assertIn(column, position.open_columns())

    def test_every_level_wins_at_once(self) -> None:
        """
        Where a disc completes a line, it is dropped.
        """
        for level in range(1, 8):
            column = self.answer(self.engine.choose(board(THREE_IN_A_ROW), level))
            self.assertEqual(column, 0)

    def test_all_but_the_first_level_see_the_opponents_win(self) -> None:
        """
        Where the opponent could complete a line, its cell is taken.
        """
        for level in range(2, 8):
            column = self.answer(self.engine.choose(board(THREE_IN_A_ROW, 1), level))
            self.assertEqual(column, 0)

    def test_known_prospects_are_true(self) -> None:
        """
        There is one for each open column, and what is known of it is so.
        """
        rng, known = Random(2), 0
        for plies in range(6, 16):
            position = after_random_moves(rng, plies, Variant(4, 4, 3))
            asked = self.engine.prospects(position)
            self.settle()
            found, truth = self.successResultOf(asked), tried(position)
            self.assertEqual(set(found), set(truth))
            for column, prospect in found.items():
                if prospect.value is not None:
                    known += 1
                    self.assertEqual(prospect, truth[column])
        self.assertGreater(known, 10)

    def test_the_end_has_no_prospects(self) -> None:
        """
        No move is possible when the game is over.
        """
        position = Position.start()
        for column in (0, 1, 0, 1, 0, 1, 0):
            position = position.play(column)
        asked = self.engine.prospects(position)
        self.assertEqual(self.successResultOf(asked), {})

    def test_no_other_board_is_known_perfectly(self) -> None:
        """
        The values of all moves are never known on other boards than the usual one, or
        with more players.
        """
        for variant in (Variant(8, 7), Variant(7, 6, 3), Variant(players=3)):
            self.assertFalse(self.engine.is_perfect(variant))

    def test_a_win_is_known(self) -> None:
        """
        The move that completes a line is known to win with one disc.
        """
        asked = self.engine.prospects(board(THREE_IN_A_ROW))
        self.settle()
        self.assertEqual(self.successResultOf(asked)[0], Prospect(1, 1))
