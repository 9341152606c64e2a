"""
Lines: found wherever they are, and nowhere else.
"""

from __future__ import annotations

from hypothesis import given
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.cell import Cell
from connect4tx.game.layout import has_line, layout_of, lines_through
from connect4tx.game.outcome import Direction, Line, Outcome
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from tests.game.naive import lines_in, straight_lines, wrapped_lines
from tests.game.strategies import repeatable, scattered
from tests.support.boards import (
    art,
    bitboard,
    board,
    cells_marked,
    drawn,
    position_with,
)

SIZES = (
    STANDARD,
    Variant(4, 4, 3),
    Variant(4, 4, 4),
    Variant(5, 9, 5),
    Variant(9, 5, 4),
    Variant(4, 20, 4),
    Variant(20, 4, 4),
    Variant(6, 7, 7),
    Variant(10, 10, 10),
    Variant(13, 11, 6),
)


def supported(discs: frozenset[Cell]) -> set[Cell]:
    """
    The cells that have to be filled for these discs not to float.
    """
    below = {Cell(column, row) for column, top in discs for row in range(top)}
    return below - discs


def outcome_of(variant: Variant, discs: frozenset[Cell], last: Cell) -> Outcome | None:
    """
    How the game stands after the last of these discs is dropped, with O below them.
    """
    before = position_with(variant, [discs - {last}, supported(discs)])
    after = before.play(last.column)
    if after.last != last:
        raise AssertionError(f"the disc fell to {after.last} instead of {last}")
    return after.outcome


def tops(discs: frozenset[Cell]) -> list[Cell]:
    """
    The highest disc of each column: each of them may have come last.
    """
    highest = {column: Cell(column, row) for column, row in sorted(discs)}
    return list(highest.values())


class Defect01LinesTests(SynchronousTestCase):
    """
    The original missed lines and invented some that went round the board's edge.
    """

    def test_defect_01_every_line_wins_whichever_disc_comes_last(self) -> None:
        """
        A line anywhere on a board wins by any of its discs, with exactly its cells.
        """
        for variant in SIZES:
            for line in straight_lines(variant):
                discs = frozenset(line.cells)
                for last in tops(discs):
                    outcome = outcome_of(variant, discs, last)
                    expected = Outcome.connected(0, (line,))
                    self.assertEqual(outcome, expected, (variant, line, last))

    def test_defect_01_a_line_without_one_disc_does_not_win(self) -> None:
        """
        A line that lacks any one of its discs is not a line yet.
        """
        for variant in SIZES:
            for line in straight_lines(variant):
                for missing in line.cells:
                    discs = frozenset(line.cells) - {missing}
                    last = max(tops(discs))
                    self.assertIsNone(outcome_of(variant, discs, last))

    def test_defect_01_no_line_goes_round_an_edge(self) -> None:
        """
        Discs that would be neighbours if the edges met do not win.
        """
        refused = 0
        for variant in SIZES:
            for discs in wrapped_lines(variant):
                lines = tuple(lines_in(variant, discs))
                refused += not lines
                for last in tops(discs):
                    outcome = outcome_of(variant, discs, last)
                    found = outcome.lines if outcome else ()
                    self.assertEqual(found, lines, (variant, discs))
        self.assertGreater(refused, 1000)

    def test_defect_01_row_in_columns_4_to_7_completed_at_column_4(self) -> None:
        """
        The four that the original missed is found: its columns 3 to 6, ended at 3.
        """
        position = board(
            """
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . . . . O O O
            . . . . X X X
            """
        )
        self.assertEqual(
            drawn(position.play(3)),
            art(
                """
                . . . . . . .
                . . . . . . .
                . . . . . . .
                . . . . . . .
                . . . . O O O
                . . . * * * *
                """
            ),
        )

    def test_defect_01_row_round_the_edge_does_not_win(self) -> None:
        """
        Two discs at each end of a row are not four.
        """
        position = board(
            """
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . . . . . . .
            O . . . . O O
            X . . . . X X
            """
        )
        self.assertIsNone(position.play(1).outcome)


class SearchTests(SynchronousTestCase):
    """
    The bitboards find what a search cell by cell finds.
    """

    @repeatable
    @given(scattered())
    def test_has_line_as_the_naive_search(
        self, scene: tuple[Variant, frozenset[Cell]]
    ) -> None:
        """
        There is a line in any discs exactly when going from cell to cell meets one.
        """
        variant, discs = scene
        expected = any(lines_in(variant, discs))
        found = has_line(layout_of(variant), bitboard(variant, discs))
        self.assertEqual(found, expected)

    @repeatable
    @given(scattered())
    def test_lines_through_as_the_naive_search(
        self, scene: tuple[Variant, frozenset[Cell]]
    ) -> None:
        """
        The lines through any disc are the naive search's lines that have its cell.
        """
        variant, discs = scene
        layout, bits = layout_of(variant), bitboard(variant, discs)
        every = tuple(lines_in(variant, discs))
        for cell in discs:
            bit = layout.cells.index(cell)
            expected = tuple(line for line in every if cell in line.cells)
            self.assertEqual(lines_through(layout, bits, bit), expected)


class OutcomeLinesTests(SynchronousTestCase):
    """
    The winning cells and lines that an outcome names.
    """

    def won(self, position: Position, column: int) -> Outcome:
        """
        The outcome after a move that has to end the game.
        """
        outcome = position.play(column).outcome
        if outcome is None:
            self.fail("the game goes on")
        return outcome

    def test_two_lines_by_one_disc(self) -> None:
        """
        A disc that completes two lines wins with the cells of both, sorted, each once.
        """
        both = board(
            """
            . . . . . . .
            . . . . . . .
            X . . . . . X
            O X . . . X O
            O O X . X O O
            O O O . X O O
            """
        )
        outcome = self.won(both, 3)
        expected = """
            . . . . . . .
            . . . . . . .
            * . . . . . *
            . * . . . * .
            . . * . * . .
            . . . * . . .
            """
        self.assertEqual(outcome.cells, cells_marked(expected, "*"))
        directions = [line.direction for line in outcome.lines]
        self.assertEqual(directions, [Direction.RISING, Direction.FALLING])

    def test_longer_line_is_included_whole(self) -> None:
        """
        A disc that joins three and three wins with all seven.
        """
        position = board(
            """
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . . . . . . .
            X X X . X X X
            """
        )
        outcome = self.won(position, 3)
        row = tuple(Cell(column, 0) for column in range(7))
        self.assertEqual(outcome.lines, (Line(Direction.ROW, row),))
        self.assertEqual(outcome.cells, row)
