"""
Positions: what a move does, what is refused, how a game ends.
"""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.cell import Cell
from connect4tx.game.errors import ColumnFull, GameOver, NoSuchColumn
from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from tests.game.naive import all_cells, discs_of, lines_in
from tests.game.strategies import repeatable, variants
from tests.support.boards import art, board, drawn

NEARLY_FULL = """
    X O X O X O .
    X O X O X O X
    O X O X O X O
    O X O X O X O
    X O X O X O X
    X O X O X O X
    """

WON_AT_THE_LAST = "571376236345225146673541242612413735415776"


class PlayTests(SynchronousTestCase):
    def test_start(self) -> None:
        """
        The board is empty at the start, and the first seat is to move.
        """
        start = Position.start()
        self.assertEqual(start.variant, STANDARD)
        self.assertEqual((start.turn, start.ply), (0, 0))
        self.assertEqual((start.outcome, start.last), (None, None))
        self.assertEqual((start.discs, start.present), ((0, 0), (True, True)))

    def test_another_seat_may_begin(self) -> None:
        """
        Any seat of the variant may begin, and no other.
        """
        self.assertEqual(Position.start(first=1).turn, 1)
        for seat in (-1, 2):
            with self.assertRaises(ValueError):
                Position.start(first=seat)

    def test_discs_fall(self) -> None:
        """
        A disc falls on the ones in its column; the position tells where it fell.
        """
        position = replay(STANDARD, (3, 3, 0))
        self.assertEqual(
            drawn(position),
            art(
                """
                . . . . . . .
                . . . . . . .
                . . . . . . .
                . . . . . . .
                . . . O . . .
                X . . X . . .
                """
            ),
        )
        self.assertEqual(position.play(3).last, Cell(column=3, row=2))
        self.assertEqual((position.turn, position.ply), (1, 3))

    def test_bits_are_where_they_are_documented(self) -> None:
        """
        A cell's bit is (rows + 1) * column + row.
        """
        position = replay(Variant(9, 5), (8, 2, 8))
        self.assertEqual(position.discs, (1 << 48 | 1 << 49, 1 << 12))

    def test_full_column_is_refused(self) -> None:
        """
        A full column takes no disc; the error tells which columns do.
        """
        position = replay(STANDARD, [3] * 6)
        error = self.assertRaises(ColumnFull, position.play, 3)
        self.assertEqual((error.column, error.open_columns), (3, (0, 1, 2, 4, 5, 6)))
        self.assertEqual(str(error), "Column 4 is full; open: 1 2 3 5 6 7.")
        self.assertEqual(str(ColumnFull(3)), "Column 4 is full; choose another.")

    def test_columns_beside_the_board_are_refused(self) -> None:
        """
        A column left or right of the board does not exist, negative ones included.
        """
        for column in (-7, -1, 7, 10**30):
            error = self.assertRaises(NoSuchColumn, Position.start().play, column)
            self.assertEqual(error.column, column)
        error = NoSuchColumn(8, 7)
        self.assertEqual(str(error), "There is no column 9: columns are 1 to 7.")
        self.assertEqual(str(NoSuchColumn(8)), "There is no column 9; choose another.")

    def test_nothing_moves_after_the_end(self) -> None:
        """
        Once the game is over no column is open, and moves and leaving are refused.
        """
        won = replay(STANDARD, (0, 1, 0, 1, 0, 1, 0))
        error = self.assertRaises(GameOver, won.play, 6)
        self.assertIn("The game is over", str(error))
        self.assertRaises(GameOver, won.withdraw, 1)
        self.assertEqual(won.open_columns(), ())
        self.assertFalse(won.is_open(6))


class QueriesTests(SynchronousTestCase):
    def test_open_columns_and_heights(self) -> None:
        """
        A column is open until it is full, and its height is the discs in it.
        """
        position = replay(STANDARD, [3] * 6 + [6])
        self.assertEqual(position.open_columns(), (0, 1, 2, 4, 5, 6))
        self.assertEqual([position.is_open(c) for c in (2, 3)], [True, False])
        self.assertEqual([position.column_height(c) for c in (0, 3, 6)], [0, 6, 1])

    def test_beside_the_board(self) -> None:
        """
        Nothing beside the board is open, has a height or is a cell.
        """
        start = Position.start()
        for column in (-1, 7):
            self.assertFalse(start.is_open(column))
            self.assertRaises(NoSuchColumn, start.column_height, column)
        for column, row in ((-1, 0), (7, 0), (0, -1), (0, 6)):
            self.assertRaises(IndexError, start.cell, column, row)

    def test_cells_tell_their_seat(self) -> None:
        """
        A cell is empty or holds the disc of a seat.
        """
        position = replay(STANDARD, (3, 3))
        found = [position.cell(3, row) for row in range(3)]
        self.assertEqual(found, [0, 1, None])

    def test_cells_have_names(self) -> None:
        """
        A cell is named by a letter for its column and its row from 1.
        """
        self.assertEqual([Cell(0, 0).name, Cell(19, 19).name], ["a1", "t20"])


class EndTests(SynchronousTestCase):
    def test_full_board_is_a_draw(self) -> None:
        """
        The disc that fills the board without a line ends the game without a winner.
        """
        after = board(NEARLY_FULL, turn=1).play(6)
        self.assertEqual(after.outcome, Outcome(Termination.BOARD_FULL, None))
        self.assertEqual(after.ply, 42)

    def test_line_by_the_very_last_disc_wins(self) -> None:
        """
        The disc that fills the board and completes a line wins.
        """
        *before, last = digits_to_columns(WON_AT_THE_LAST)
        position = replay(STANDARD, before)
        self.assertEqual((position.ply, position.outcome), (41, None))
        position = position.play(last)
        self.assertEqual(
            drawn(position),
            art(
                """
                O O X X X * X
                O X X X * O O
                X X X * O X O
                O O * X X O O
                O X O X O X X
                X X O X X O O
                """
            ),
        )
        self.assertEqual(position.outcome and position.outcome.winner, 1)

    @repeatable
    @given(variants(largest=9), st.randoms(use_true_random=False))
    def test_random_games_end_as_the_naive_rules_say(
        self, variant: Variant, rng: random.Random
    ) -> None:
        """
        A whole game on any board for any number of players keeps to the slow rules.
        """
        position = Position.start(variant)
        while position.outcome is None:
            mover = position.turn
            position = position.play(rng.choice(position.open_columns()))
            self.assertEqual(position.turn, (mover + 1) % variant.players)
            lines = tuple(lines_in(variant, discs_of(position, mover)))
            expected = None
            if lines:
                expected = Outcome.connected(mover, lines)
            elif position.ply == len(all_cells(variant)):
                expected = Outcome(Termination.BOARD_FULL)
            self.assertEqual(position.outcome, expected)


class ManyPlayersTests(SynchronousTestCase):
    def test_turns_go_round(self) -> None:
        """
        Three or four players move one after the other.
        """
        for players in (3, 4):
            position = Position.start(Variant(players=players), first=1)
            turns = []
            for column in range(6):
                turns.append(position.turn)
                position = position.play(column)
            expected = [(1 + ply) % players for ply in range(6)]
            self.assertEqual(turns, expected)

    def test_only_discs_of_one_player_make_a_line(self) -> None:
        """
        Four neighbours of three players are no line; four of the third player are.
        """
        mixed = replay(Variant(players=3), (0, 1, 2, 3))
        self.assertIsNone(mixed.outcome)
        position = replay(Variant(players=3), (0, 1, 6, 0, 1, 6, 2, 2, 6, 4, 4, 6))
        outcome = position.outcome
        self.assertEqual(outcome and outcome.winner, 2)
