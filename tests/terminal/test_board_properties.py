"""
Boards of every size on screens of every width, somewhere in a game.
"""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcswidth

from connect4tx.game.cell import Cell
from connect4tx.game.position import Position
from connect4tx.game.record import replay
from connect4tx.game.variant import Variant
from connect4tx.terminal.board import draw, glyphs, offsets
from connect4tx.terminal.clean import symbol_of
from connect4tx.terminal.views import Style, View, view
from tests.game.strategies import repeatable, variants

CODE = re.compile(r"\x1b\[(7;)?3[1-6]m[^\x1b]*\x1b\[0m")
SGR = re.compile(r"\x1b\[[0-9;]*m")


def symbols() -> st.SearchStrategy[tuple[str, ...]]:
    """
    The symbols of four players, such as the grammar lets through.
    """
    several = st.one_of(st.sampled_from("XO●○·│1234"), st.characters())
    allowed = several.map(lambda text: symbol_of(text) or "").filter(bool)
    return st.lists(allowed, min_size=4, max_size=4, unique=True).map(tuple)


def views(*styles: Style) -> st.SearchStrategy[View]:
    """
    Views of these styles.
    """
    widths = st.one_of(st.just(0), st.integers(20, 120))
    return st.builds(
        lambda style, unicode, color, width, lang: view(
            style, unicode=unicode, color=color, width=width, lang=lang
        ),
        st.sampled_from(styles),
        st.booleans(),
        st.booleans(),
        widths,
        st.just("en"),
    )


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """
    Somewhere in a game, or at its end.
    """
    position = Position.start(draw(variants()))
    rng = draw(st.randoms(use_true_random=False))
    for _ in range(draw(st.integers(0, position.variant.cells))):
        columns = position.open_columns()
        if not columns:
            break
        position = position.play(rng.choice(columns))
    return position


def marked(position: Position) -> tuple[Cell, ...]:
    """
    The cells that stand out: those that won, or the last.
    """
    if position.outcome is not None and position.outcome.cells:
        return position.outcome.cells
    return () if position.last is None else (position.last,)


def rows_of(text: str, variant: Variant) -> list[str]:
    """
    The rows of a board from the bottom, without colours.
    """
    lines = [line for line in SGR.sub("", text).split("\n") if line.strip(" ^")]
    if lines[-1][2] in "+└":
        del lines[-1]
    return lines[::-1][: variant.rows]


class WidthTests(SynchronousTestCase):
    def test_every_width_of_board_and_screen(self) -> None:
        """
        Boards of 4 to 20 columns with marks at their right end fit every screen.
        """
        for columns, unicode in product(range(4, 21), (False, True)):
            moves = [columns - back for back in (1, 1, 2, 2, 3)]
            variant = Variant(columns, 4, 3)
            both = replay(variant, moves), replay(variant, moves[:1])
            for style, width in product(Style, (0, *range(20, 121))):
                seen = view(style, unicode=unicode, width=width)
                for position in both:
                    lines = draw(position, ("X", "O"), seen).split("\n")
                    widest = max(wcswidth(line) for line in lines)
                    self.assertLessEqual(widest, width or 80)


class DrawingPropertyTests(SynchronousTestCase):
    @repeatable
    @given(positions(), symbols(), views(Style.FULL, Style.COMPACT))
    def test_every_disc_is_where_it_is(
        self, position: Position, four: tuple[str, ...], seen: View
    ) -> None:
        """
        Every cell of every board is drawn in its place, whatever the form.
        """
        variant = position.variant
        seats = four[: variant.players]
        discs, places = glyphs(seats, seen), offsets(variant, seats, seen)
        tight = places[1] - places[0] == 1
        won = position.outcome is not None and marked(position)
        rows = rows_of(draw(position, seats, seen), variant)
        self.assertEqual(len(rows), variant.rows)
        for row, line in enumerate(rows):
            for column, place in enumerate(places):
                seat = position.cell(column, row)
                expected = (
                    ("·" if seen.unicode else ".") if seat is None else discs[seat]
                )
                if tight and won and (column, row) in marked(position):
                    expected = "#"
                self.assertEqual(line[place], expected)

    @repeatable
    @given(positions(), symbols(), views(Style.FULL, Style.COMPACT))
    def test_marks_are_where_they_belong(
        self, position: Position, four: tuple[str, ...], seen: View
    ) -> None:
        """
        All discs that stand out have marks on both sides, and no mark is elsewhere.
        """
        variant = position.variant
        seats = four[: variant.players]
        places = offsets(variant, seats, seen)
        if places[1] - places[0] == 1:
            return
        expected = {
            (row, places[column] + side)
            for column, row in marked(position)
            for side in (-1, 1)
        }
        found = {
            (row, place)
            for row, line in enumerate(rows_of(draw(position, seats, seen), variant))
            for place, character in enumerate(line)
            if character in "[]<>#" and place not in places
        }
        self.assertEqual(found, expected)

    @repeatable
    @given(positions(), symbols(), views(*Style))
    def test_no_board_wraps(
        self, position: Position, four: tuple[str, ...], seen: View
    ) -> None:
        """
        No line of any board is wider than the screen, or 80 when that is unknown.
        """
        text = draw(position, four[: position.variant.players], seen)
        for line in text.split("\n"):
            self.assertEqual(line, line.rstrip())
            self.assertTrue(0 < wcswidth(SGR.sub("", line)) <= (seen.width or 80))

    @repeatable
    @given(positions(), symbols(), views(*Style))
    def test_only_what_the_view_allows(
        self, position: Position, four: tuple[str, ...], seen: View
    ) -> None:
        """
        Colours are closed before the line ends and only where there are any; ASCII
        views are ASCII; listeners get no drawing.
        """
        text = draw(position, four[: position.variant.players], seen)
        for line in text.split("\n"):
            self.assertNotIn("\x1b", CODE.sub("", line))
        if not seen.color or seen.style is Style.TEXT:
            self.assertNotIn("\x1b", text)
        if not seen.unicode:
            self.assertTrue(text.isascii())
        if seen.style is Style.TEXT:
            self.assertFalse(set(text) & set("|│─+·\x1b["))

    @repeatable
    @given(positions(), symbols(), views(Style.FULL, Style.COMPACT))
    def test_colours_say_nothing(
        self, position: Position, four: tuple[str, ...], seen: View
    ) -> None:
        """
        Without its colours a board is the one that is drawn where there are none.
        """
        seats = four[: position.variant.players]
        plain, coloured = (
            view(seen.style, unicode=seen.unicode, color=color, width=seen.width)
            for color in (False, True)
        )
        text = draw(position, seats, coloured)
        self.assertEqual(SGR.sub("", text), draw(position, seats, plain))

    @repeatable
    @given(symbols(), views(*Style))
    def test_no_two_discs_look_alike(self, four: tuple[str, ...], seen: View) -> None:
        """
        The discs of one board differ from each other and from an empty cell.
        """
        looks = glyphs(four, seen)
        self.assertEqual(len({*looks, ".", "·"}), 6)
        self.assertTrue(all(wcswidth(look) == 1 for look in looks))
