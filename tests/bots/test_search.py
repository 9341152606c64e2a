"""
Looking ahead: what is held proven is true, and time and depth are kept to.
"""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import best_of
from connect4tx.bots.search import Search
from connect4tx.bots.threats import threats_on
from connect4tx.game.cell import Cell
from connect4tx.game.layout import has_line, layout_of
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect
from tests.bots.positions import after_random_moves, tried, unhurried
from tests.game.strategies import repeatable, scattered
from tests.support.boards import bitboard, board

# Small enough to try everything from these plies on.
SMALL = (
    (Variant(4, 4, 3), 0),
    (Variant(4, 4, 4), 2),
    (Variant(4, 5, 3), 4),
    (Variant(5, 4, 4), 9),
    (Variant(6, 4, 5), 14),
    (Variant(4, 6, 5), 14),
    (STANDARD, 33),
    (Variant(8, 7, 4), 47),
)


class ThreatsTests(SynchronousTestCase):
    """
    The cells in which a disc completes a line.
    """

    @repeatable
    @given(scattered(), st.data())
    def test_threats_are_the_cells_that_complete_a_line(
        self, board: tuple[Variant, frozenset[Cell]], data: st.DataObject
    ) -> None:
        """
        On every board a cell over which nothing lies is a threat exactly when a disc
        in it makes a line, and there was none.
        """
        variant, cells = board
        layout = layout_of(variant)
        discs, kept = 0, []
        for cell in sorted(cells):
            disc = bitboard(variant, [cell])
            if not has_line(layout, discs | disc):
                discs |= disc
                kept.append(cell)
        threats = threats_on(variant)(discs)
        column = data.draw(st.integers(0, variant.columns - 1))
        lowest = max((row for at, row in kept if at == column), default=-1) + 1
        for row in range(lowest, variant.rows):
            disc = bitboard(variant, [Cell(column, row)])
            self.assertEqual(bool(threats & disc), has_line(layout, discs | disc))

    @repeatable
    @given(scattered())
    def test_threats_lie_on_the_board(
        self, board: tuple[Variant, frozenset[Cell]]
    ) -> None:
        """
        None is above a column or beside the board.
        """
        variant, cells = board
        threats = threats_on(variant)(bitboard(variant, cells))
        self.assertEqual(threats & ~sum(layout_of(variant).masks), 0)


class ProvenTests(SynchronousTestCase):
    """
    What a search says is proven, against trying everything.
    """

    maxDiff = None

    def test_every_value_and_distance_is_exact(self) -> None:
        """
        With time enough every move's value and its discs to the end are those that
        trying everything gives, on small boards and near the end of large ones.
        """
        rng = Random(1)
        for variant, first in SMALL:
            for plies in range(first, min(first + 8, variant.cells)):
                position = after_random_moves(rng, plies, variant)
                found = unhurried(Duel.of(position)).prospects()
                self.assertEqual(found, tried(position), position)

    def test_best_moves_are_all_that_are_best(self) -> None:
        """
        With time enough the best moves are those that win soonest, else draw, else
        lose latest: all of them and none other.
        """
        rng = Random(2)
        for variant, first in SMALL:
            for plies in range(first, min(first + 8, variant.cells)):
                position = after_random_moves(rng, plies, variant)
                found = unhurried(Duel.of(position)).best()
                self.assertEqual(found, best_of(tried(position)), position)

    def test_it_sees_as_far_as_it_looks_and_no_farther(self) -> None:
        """
        What ends with one of so many discs is known as it is in truth, the rest is not.
        """
        rng = Random(3)
        proven = unknown = 0
        for _ in range(60):
            position = after_random_moves(rng, rng.randrange(4, 10), Variant(4, 4, 3))
            truth = tried(position)
            for depth in range(3, 9):
                found = unhurried(Duel.of(position)).prospects(depth)
                self.assertEqual(set(found), set(truth))
                for column, prospect in found.items():
                    if prospect.value is None:
                        unknown += 1
                        self.assertEqual(prospect, Prospect())
                        self.assertGreater(truth[column].plies, depth)
                    else:
                        proven += 1
                        self.assertLessEqual(prospect.plies, depth)
                        self.assertEqual(prospect, truth[column], position)
        self.assertGreater(min(proven, unknown), 100)

    def test_the_last_disc_draws(self) -> None:
        """
        The one move that is left and makes no line is a draw in one disc.
        """
        position = board(
            """
            X O X .
            X O X O
            O X O X
            O X O X
            """,
            turn=1,
        )
        search = unhurried(Duel.of(position))
        self.assertEqual(search.prospects(), {3: Prospect(0, 1)})
        self.assertEqual(unhurried(Duel.of(position)).best(), (3,))


class LimitTests(SynchronousTestCase):
    """
    How long a search looks.
    """

    def test_it_ends_when_time_is_up(self) -> None:
        """
        It reads the clock on and on, ends at the first time that is too late, and has
        a legal answer by then.
        """
        for variant in (STANDARD, Variant(9, 7), Variant(20, 20, 10)):
            for ask in (Search.best, Search.prospects):
                ticks = iter(range(100))
                duel = Duel.of(Position.start(variant))
                found = ask(Search(duel, now=ticks.__next__, until=10.0))
                self.assertEqual(next(ticks), 11)
                self.assertTrue(found)
                self.assertLessEqual(set(found), set(range(variant.columns)))

    def test_it_has_an_answer_when_there_is_no_time(self) -> None:
        """
        A win that is there at once is found even when time is up from the start.
        """
        position = board(
            """
            . . . . . . .
            . . . . . . .
            . . . . . . .
            . O . . . . .
            . O . . . . .
            . O X X X . .
            """
        )
        search = Search(Duel.of(position), now=lambda: 1.0, until=0.0)
        self.assertEqual(search.best(), (5,))


class DuelTests(SynchronousTestCase):
    """
    A position as a search sees it.
    """

    def test_seats_do_not_count(self) -> None:
        """
        The same game begun by the other seat is the same to look ahead in.
        """
        duels = []
        for first in (0, 1):
            position = Position.start(first=first)
            for column in (3, 2, 3):
                position = position.play(column)
            duels.append(Duel.of(position))
        self.assertEqual(duels[0], duels[1])
        self.assertEqual(duels[0].ply, 3)
        self.assertEqual(duels[0].open_columns, tuple(range(7)))

    def test_games_of_more_and_games_that_are_over_are_refused(self) -> None:
        """
        Nothing is looked ahead in with three players, or after the end.
        """
        three = Position.start(Variant(players=3))
        over = Position.start()
        for column in (0, 1, 0, 1, 0, 1, 0):
            over = over.play(column)
        for position in (three, over):
            self.assertRaises(ValueError, Duel.of, position)
