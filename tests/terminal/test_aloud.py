"""
The board in sentences.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import NoSuchColumn
from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.terminal import aloud
from connect4tx.terminal.views import Style, view
from tests.support.boards import board

USUAL = ("X", "O")
TEXT = view(Style.TEXT)
SAMPLE = replay(STANDARD, digits_to_columns("42235452"))
WON = replay(STANDARD, digits_to_columns("1122334"))


class WholeTests(SynchronousTestCase):
    """
    Every column of a board.
    """

    def test_columns_from_the_bottom(self) -> None:
        """
        The discs of each column are told from the bottom up, in lines that fit.
        """
        self.assertEqual(
            aloud.whole(SAMPLE, USUAL, view(Style.TEXT, width=40)),
            "Column 1: empty. Column 2: O, X, O.\n"
            "Column 3: O. Column 4: X, O.\n"
            "Column 5: X, X. Columns 6, 7: empty.",
        )

    def test_screen_of_unknown_width(self) -> None:
        """
        A screen of unknown width is taken to be 80 columns wide.
        """
        self.assertEqual(
            aloud.whole(SAMPLE, USUAL, TEXT),
            "Column 1: empty. Column 2: O, X, O. Column 3: O. Column 4: X, O."
            " Column 5: X, X.\n"
            "Columns 6, 7: empty.",
        )

    def test_empty_board(self) -> None:
        """
        Of an empty board it is enough to say that it is.
        """
        told = aloud.whole(Position.start(), USUAL, TEXT)
        self.assertEqual(told, "The board is empty.")

    def test_neighbouring_empty_columns(self) -> None:
        """
        Empty columns are told together when nothing is between them.
        """
        position = board("""
            . . . . . . . O .
            . X . . O . . X .
            . X . . O . . X .
            . X . . O . . X .
        """)
        self.assertEqual(
            aloud.whole(position, USUAL, view(Style.TEXT, width=200)),
            "Column 1: empty. Column 2: X, X, X. Columns 3, 4: empty."
            " Column 5: O, O, O. Columns 6, 7: empty. Column 8: X, X, X, O."
            " Column 9: empty.",
        )
        position = replay(STANDARD, (6,))
        told = aloud.whole(position, USUAL, TEXT)
        self.assertEqual(told, "Columns 1 to 6: empty. Column 7: X.")

    def test_sentence_wider_than_the_screen(self) -> None:
        """
        A sentence that is wider than the screen is broken between words.
        """
        position = replay(Variant(4, 7, 7), (1,) * 7)
        self.assertEqual(
            aloud.whole(position, USUAL, view(Style.TEXT, width=20)),
            "Column 1: empty.\nColumn 2: X, O, X,\nO, X, O, X.\nColumns 3, 4: empty.",
        )


class PartsTests(SynchronousTestCase):
    """
    A column or a row.
    """

    def test_column(self) -> None:
        """
        A column is told from the bottom, and that this is so.
        """
        self.assertEqual(
            aloud.column(SAMPLE, USUAL, TEXT, 1), "Column 2, from the bottom: O, X, O."
        )
        self.assertEqual(aloud.column(SAMPLE, USUAL, TEXT, 0), "Column 1: empty.")

    def test_row(self) -> None:
        """
        A row is told from the left, with its empty cells, so that columns are counted.
        """
        self.assertEqual(
            aloud.row(SAMPLE, USUAL, TEXT, 1),
            "Row 2, from the left: empty, X, empty, O, X, empty, empty.",
        )
        self.assertEqual(aloud.row(SAMPLE, USUAL, TEXT, 5), "Row 6: empty.")

    def test_beside_the_board(self) -> None:
        """
        There is nothing to tell of what is not on the board.
        """
        for column in (-1, 7):
            with self.assertRaises(NoSuchColumn):
                aloud.column(SAMPLE, USUAL, TEXT, column)
        for row in (-1, 6):
            with self.assertRaises(IndexError):
                aloud.row(SAMPLE, USUAL, TEXT, row)

    def test_discs_are_named_as_the_view_shows_them(self) -> None:
        """
        Who sees round discs is told of those, and who sees numbers of numbers.
        """
        position = replay(STANDARD, (0, 0))
        for seen, symbols, discs in (
            (view(unicode=True), ("X", "O"), "●, ○"),
            (view(Style.TEXT, unicode=True), ("X", "é"), "X, é"),
            (TEXT, ("X", "é"), "X, 2"),
        ):
            told = aloud.column(position, symbols, seen, 0)
            self.assertEqual(told, f"Column 1, from the bottom: {discs}.")


class MovesTests(SynchronousTestCase):
    """
    The last move, and the possible next ones.
    """

    NAMES = ("heron", "lea")

    def test_last(self) -> None:
        """
        The last move is told with its number, its player and where the disc fell.
        """
        self.assertEqual(
            aloud.last(SAMPLE, USUAL, self.NAMES, TEXT),
            "Move 8: lea (O) dropped in column 2, row 3.",
        )

    def test_last_of_a_player_who_left(self) -> None:
        """
        It stays the move of the one who made it, whoever is gone and whose turn it is.
        """
        position = replay(Variant(players=3), (3, 3)).withdraw(1)
        self.assertEqual(
            aloud.last(position, ("X", "O", "A"), ("heron", "lea", "ann"), TEXT),
            "Move 2: lea (O) dropped in column 4, row 2.",
        )

    def test_no_last(self) -> None:
        """
        Before the first move it is said that there was none.
        """
        told = aloud.last(Position.start(), USUAL, self.NAMES, TEXT)
        self.assertEqual(told, "No disc has been dropped yet.")

    def test_open_columns(self) -> None:
        """
        The open columns are listed, unless all are.
        """
        for columns, expected in (
            ((), "Every column is open."),
            ((3,) * 6, "Open columns: 1 2 3 5 6 7."),
        ):
            told = aloud.open_columns(replay(STANDARD, columns), TEXT)
            self.assertEqual(told, expected)

    def test_one_open_column(self) -> None:
        """
        A single open column is told in the singular.
        """
        position = board("""
            O X O .
            O X O X
            X O X O
            X O X O
        """)
        self.assertEqual(aloud.open_columns(position, TEXT), "Open column: 4.")

    def test_no_open_column(self) -> None:
        """
        After the end no column is open, and it is said why.
        """
        told = aloud.open_columns(WON, TEXT)
        self.assertEqual(told, "No column is open: the game is over.")
