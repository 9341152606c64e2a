"""
The board as it is drawn.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.cell import Cell
from connect4tx.game.position import Position
from connect4tx.game.record import replay
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.terminal import board
from connect4tx.terminal.board import draw
from tests.game.strategies import repeatable, variants

USUAL = ("X", "O")


class DrawingTests(SynchronousTestCase):
    """
    Whole boards, as players see them.
    """

    maxDiff = None

    def assert_drawn(
        self, position: Position, expected: str, symbols: tuple[str, ...] = USUAL
    ) -> None:
        """
        Fail unless a board looks so; the expected lines stand between two empty ones.
        """
        lines = [line.removeprefix("        ") for line in expected.splitlines()]
        self.assertEqual(draw(position, symbols).splitlines(), lines[1:-1])

    def test_defect_04_columns_are_numbered(self) -> None:
        """
        The columns are numbered from 1, each number above the middle of its column.
        """
        self.assert_drawn(
            Position.start(),
            """
            1   2   3   4   5   6   7
          +---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          +---+---+---+---+---+---+---+
        """,
        )

    def test_last_disc_stands_in_brackets(self) -> None:
        """
        The disc that fell last stands in brackets, the others do not.
        """
        self.assert_drawn(
            replay(Variant(4, 4), (0, 0, 3)),
            """
            1   2   3   4
          +---+---+---+---+
          | . | . | . | . |
          | . | . | . | . |
          | O | . | . | . |
          | X | . | . |[X]|
          +---+---+---+---+
        """,
        )

    def test_defect_04_winning_discs_are_marked(self) -> None:
        """
        The discs of the line that won stand between hash marks, and only they.
        """
        self.assert_drawn(
            replay(Variant(5, 4), (0, 1, 1, 2, 2, 3, 2, 3, 3, 0, 3)),
            """
            1   2   3   4   5
          +---+---+---+---+---+
          | . | . | . |#X#| . |
          | . | . |#X#| X | . |
          | O |#X#| X | O | . |
          |#X#| O | O | O | . |
          +---+---+---+---+---+
        """,
        )

    def test_all_lines_that_won_are_marked(self) -> None:
        """
        When a disc completes two lines, the discs of both are marked.
        """
        self.assert_drawn(
            replay(STANDARD, (1, 3, 1, 4, 3, 0, 4, 4, 4, 2, 3, 6, 2)),
            """
            1   2   3   4   5   6   7
          +---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . |#X#| . | . |
          | . | . | . |#X#| O | . | . |
          | . |#X#|#X#|#X#|#X#| . | . |
          | O |#X#| O | O | O | . | O |
          +---+---+---+---+---+---+---+
        """,
        )

    def test_defect_04_drawn_game_marks_the_last_disc(self) -> None:
        """
        On a full board that nobody has won, only the last disc is marked.
        """
        moves = map(int, "3210200033123121")
        self.assert_drawn(
            replay(Variant(4, 4), tuple(moves)),
            """
            1   2   3   4
          +---+---+---+---+
          | O |[O]| X | X |
          | X | O | O | O |
          | O | X | X | X |
          | O | X | O | X |
          +---+---+---+---+
        """,
        )

    def test_numbers_of_two_digits(self) -> None:
        """
        On a wide board the numbers from 10 on stand above their columns too.
        """
        self.assert_drawn(
            replay(Variant(12, 4), (9, 11)),
            """
            1   2   3   4   5   6   7   8   9   10  11  12
          +---+---+---+---+---+---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | X | . |[O]|
          +---+---+---+---+---+---+---+---+---+---+---+---+
        """,
        )

    def test_four_players_with_symbols_of_their_own(self) -> None:
        """
        Each player's discs are drawn with that player's symbol.
        """
        self.assert_drawn(
            replay(Variant(4, 4, players=4), (0, 1, 2, 3, 0)),
            """
            1   2   3   4
          +---+---+---+---+
          | . | . | . | . |
          | . | . | . | . |
          |[@]| . | . | . |
          | @ | é | Ж | 7 |
          +---+---+---+---+
        """,
            ("@", "é", "Ж", "7"),
        )

    def test_symbols_are_those_of_the_room(self) -> None:
        """
        Boards of the same size in other rooms do not lend each other their symbols.
        """
        position = replay(Variant(4, 4), (0, 1))
        self.assertIn("| X |[O]|", draw(position, ("X", "O")))
        self.assertIn("| O |[X]|", draw(position, ("O", "X")))

    def test_images_of_rows_are_not_kept_for_ever(self) -> None:
        """
        A board of which more rows were drawn than are kept is drawn as ever.
        """
        columns = (0, 1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0)
        positions = [replay(STANDARD, columns[:ply]) for ply in range(14)]
        before = [draw(position, USUAL) for position in positions]
        self.patch(board, "_ROWS_KEPT", 2)
        after = [draw(position, ("X", "O")) for position in positions]
        self.assertEqual(after, before)
        other = [draw(position, ("@", "o")) for position in positions]
        self.assertEqual(
            [text.replace("@", "X").replace("o", "O") for text in other], before
        )


class DrawingPropertyTests(SynchronousTestCase):
    """
    Boards of every size, somewhere in a game.
    """

    @repeatable
    @given(variants(), st.data())
    def test_every_disc_is_where_it_is(
        self, variant: Variant, data: st.DataObject
    ) -> None:
        """
        Every cell of every board is drawn in its place, with its marks and no others.
        """
        position = Position.start(variant)
        for _ in range(data.draw(st.integers(0, 30))):
            columns = position.open_columns()
            if columns:
                position = position.play(data.draw(st.sampled_from(columns)))
        symbols = ("X", "O", "A", "B")[: variant.players]
        rows = draw(position, symbols).splitlines()[2:-1]
        self.assertEqual(len(rows), variant.rows)
        for row, line in enumerate(reversed(rows)):
            cells = line.strip()[1:-1].split("|")
            expected = [
                cell_of(position, Cell(column, row), symbols)
                for column in range(variant.columns)
            ]
            self.assertEqual(cells, expected)


def cell_of(position: Position, cell: Cell, symbols: tuple[str, ...]) -> str:
    """
    How one cell is to be drawn.
    """
    seat = position.cell(cell.column, cell.row)
    disc = "." if seat is None else symbols[seat]
    if position.outcome is not None and position.outcome.cells:
        return f"#{disc}#" if cell in position.outcome.cells else f" {disc} "
    return f"[{disc}]" if cell == position.last else f" {disc} "
