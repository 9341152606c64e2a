"""
The board as lines of text, in a form that fits the screen.

The last disc stands in brackets, the winning ones between marks: nothing needs colour.
Rows repeat from board to board and from game to game, so that their images are kept: a
board is put together from rows drawn before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from connect4tx.game.cell import Cell
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from connect4tx.terminal import aloud
from connect4tx.terminal.aloud import glyphs
from connect4tx.terminal.views import NARROWEST, USUAL_WIDTH, Style, View

__all__ = ["draw", "glyphs", "offsets", "painted"]

# Red, yellow, magenta and cyan: of the colours that every terminal has, those that most
# eyes can tell from each other, and from black and from white.
_COLOURS = ("31", "33", "35", "36")

# Of all boards together; the usual one has 3 ** 7 different rows.
_ROWS_KEPT = 32768


def draw(position: Position, symbols: tuple[str, ...], view: View) -> str:
    """
    The whole board, columns numbered from 1 above it; in sentences for who listens.

    :param symbols: of the seats, one visible character each.
    """
    if view.style is Style.TEXT:
        return aloud.whole(position, symbols, view)
    return _painter(position.variant, symbols, view).paint(position)


def offsets(variant: Variant, symbols: tuple[str, ...], view: View) -> tuple[int, ...]:
    """
    The screen columns, from 0, in which each column's discs are drawn; empty where
    nothing is drawn.
    """
    if view.style is Style.TEXT:
        return ()
    return _painter(variant, symbols, view).offsets


def painted(glyph: str, seat: int, view: View) -> str:
    """
    A disc in its seat's colour, if there are colours.
    """
    return _ink(glyph, seat) if view.color and view.style is not Style.TEXT else glyph


def _ink(text: str, seat: int, reverse: bool = False) -> str:
    return f"\x1b[{'7;' if reverse else ''}{_COLOURS[seat]}m{text}\x1b[0m"


# By how much a disc is longer for its colour, whichever that is.
_INK = len(_ink("", 0))


@dataclass(frozen=True, slots=True)
class _Form:
    """
    How a board is laid out.

    :ivar left: what stands before the first disc of a row.
    :ivar between: what stands between two discs; its ends give way to marks.
    :ivar right: what stands behind the last disc.
    :ivar empty: a cell without a disc.
    :ivar won: the marks before and behind a disc that won; where discs have nothing
        between them, the first mark takes the disc's place.
    :ivar edges: left end, side of a cell, joint and right end, of the edge above all
        rows and of the one below.
    """

    left: str
    between: str
    right: str
    empty: str
    won: tuple[str, str] = ("#", "#")
    edges: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def pitch(self) -> int:
        """
        From disc to disc.
        """
        return len(self.between) + 1

    def width(self, columns: int) -> int:
        """
        Of a board with so many columns, with its marks.
        """
        inner = self.pitch * (columns - 1) + 1
        return len(self.left) + inner + len(self.right)

    def head(self, columns: int) -> list[str]:
        """
        The lines above the rows; numbers have their tens above where there is no room.
        """
        names = [str(column + 1) for column in range(columns)]
        lines = [names]
        if self.pitch == 1:
            lines = [[name[:-1] or " " for name in names], [name[-1] for name in names]]
        margin = " " * (len(self.left) - (self.pitch - 1) // 2)
        numbers = [
            margin + "".join(f"{name:^{self.pitch}}" for name in line).rstrip()
            for line in lines
        ]
        return [*numbers, *self.edge(columns, 0)]

    def edge(self, columns: int, which: int) -> list[str]:
        """
        The edge above the rows or the one below, if there is one.
        """
        if not self.edges:
            return []
        start, side, joint, end = self.edges[which]
        return [f"  {start}{joint.join([side * 3] * columns)}{end}"]

    def won_disc(self, disc: str, seat: int, color: bool) -> str:
        """
        A disc that won with its marks; what two discs share is not coloured.
        """
        before, after = self.won
        if self.pitch == 1:
            before, disc, after = "", before, ""
        if not color:
            return f"{before}{disc}{after}"
        if self.pitch == 2:
            return f"{before}{_ink(disc, seat, reverse=True)}{after}"
        return _ink(f"{before}{disc}{after}", seat, reverse=True)


_ASCII_EDGE = ("+", "-", "+", "+")
_ASCII_BOX = _Form("  | ", " | ", " |", ".", edges=(_ASCII_EDGE, _ASCII_EDGE))
_EDGES = (("┌", "─", "┬", "┐"), ("└", "─", "┴", "┘"))
_BOX = _Form("  │ ", " │ ", " │", "·", ("<", ">"), _EDGES)


def _form(columns: int, view: View) -> _Form:
    """
    The roomiest form of this style for which the screen is wide enough.

    One blank between discs is too little for numbers of two digits.
    """
    empty = "·" if view.unicode else "."
    forms = [
        _BOX if view.unicode else _ASCII_BOX,
        _Form(" ", " " if columns < 10 else "  ", " ", empty),
        _Form(" ", "", "", empty),
    ]
    if view.style is Style.COMPACT:
        del forms[0]
    width = max(view.width or USUAL_WIDTH, NARROWEST)
    fitting = (form for form in forms if form.width(columns) <= width)
    return next(fitting, _Form("", "", "", empty))


class _Painter:
    """
    Draws boards of one size in one form with the same discs.

    :ivar offsets: the screen columns of the discs.
    """

    def __init__(
        self, variant: Variant, discs: tuple[str, ...], form: _Form, color: bool
    ) -> None:
        columns, seats = variant.columns, tuple(enumerate(discs))
        first = len(form.left)
        self.offsets = tuple(range(first, first + form.pitch * columns, form.pitch))
        self._form = form
        self._discs = (
            tuple(_ink(disc, seat) for seat, disc in seats) if color else discs
        )
        self._won = tuple(form.won_disc(disc, seat, color) for seat, disc in seats)
        self._ink = _INK if color else 0
        # On each side of a disc, how much a mark takes.
        self._margin = 0 if form.pitch == 1 else 1
        self._head = form.head(columns)
        self._foot = form.edge(columns, 1)
        self._bottom = len(self._head) + variant.rows - 1
        self._downwards = range(variant.rows - 1, -1, -1)
        self._span = columns * (variant.rows + 1)
        self._places = range(0, self._span, variant.rows + 1)
        self._row_mask = sum(1 << place for place in self._places)
        self._masks = sum(self._row_mask << self._span * seat for seat, _ in seats)

    def paint(self, position: Position) -> str:
        """
        A board.

        A row is told by a number: its bits of every seat's bitboard, seat by seat.
        """
        discs, span, masks = 0, self._span, self._masks
        for own in position.discs[::-1]:
            discs = discs << span | own
        lines = self._head.copy()
        for row in self._downwards:
            lines.append(_row(self, discs >> row & masks))
        lines += self._foot
        outcome, last = position.outcome, position.last
        if outcome is not None and outcome.winner is not None and outcome.cells:
            image = self._won[outcome.winner]
            # From the right, as what is put into a line moves all behind it.
            for cell in reversed(outcome.cells):
                self._mark(lines, position, cell, image)
        elif last is not None and self._margin:
            self._mark(lines, position, last)
        elif last is not None:
            lines.append(" " * self.offsets[last.column] + "^")
        return "\n".join(lines)

    def row(self, key: int) -> str:
        """
        A row without marks.
        """
        form = self._form
        cells = []
        for place in self._places:
            cell = form.empty
            for seat, disc in enumerate(self._discs):
                if key >> seat * self._span + place & 1:
                    cell = disc
            cells.append(cell)
        return f"{form.left}{form.between.join(cells)}{form.right}".rstrip()

    def _mark(
        self, lines: list[str], position: Position, cell: Cell, image: str = ""
    ) -> None:
        """
        Put a disc's image with its marks, or itself in brackets, in its place.
        """
        column, row = cell
        line, at = lines[self._bottom - row], self.offsets[column]
        if self._ink:
            to_the_left = self._row_mask & (1 << self._places[column]) - 1
            at += self._ink * (position.filled >> row & to_the_left).bit_count()
        behind = at + self._ink + 1
        image = image or f"[{line[at:behind]}]"
        before, after = line[: at - self._margin], line[behind + self._margin :]
        lines[self._bottom - row] = f"{before}{image}{after}"


@lru_cache(maxsize=_ROWS_KEPT)
def _row(painter: _Painter, key: int) -> str:
    return painter.row(key)


@lru_cache(maxsize=256)
def _painter(variant: Variant, symbols: tuple[str, ...], view: View) -> _Painter:
    """
    Views that differ in what does not show share their painter, and so its rows.
    """
    form = _form(variant.columns, view)
    return _painter_of(variant, glyphs(symbols, view), form, view.color)


@lru_cache(maxsize=256)
def _painter_of(
    variant: Variant, discs: tuple[str, ...], form: _Form, color: bool
) -> _Painter:
    return _Painter(variant, discs, form, color)
