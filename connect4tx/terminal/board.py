"""
The board as lines of text.

The last disc stands in brackets, the winning ones between hash marks: nothing needs
colour.  Rows repeat from board to board and from game to game, so that their images
are kept: a board is put together from rows drawn before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from connect4tx.game.cell import Cell
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant

_EMPTY = "."

# Where a line's first cell begins, and how wide a cell is with the edge behind it.
_FIRST_CELL = 3
_CELL = 4

# Of one kind of board; the usual one has 3 ** 7 different rows.
_ROWS_KEPT = 4096


def draw(position: Position, symbols: tuple[str, ...]) -> str:
    """
    The whole board, columns numbered from 1 above it.

    :param symbols: of the seats, one visible character each.
    """
    painter = _painter(position.variant, symbols)
    outcome = position.outcome
    if outcome is not None and outcome.cells:
        return painter.paint(position, outcome.cells, "#", "#")
    last = () if position.last is None else (position.last,)
    return painter.paint(position, last, "[", "]")


class _Painter:
    """
    Draws boards of one size with one set of symbols.
    """

    def __init__(self, variant: Variant, symbols: tuple[str, ...]) -> None:
        self._variant = variant
        self._symbols = symbols
        self._rows: dict[int, str] = {}
        columns = range(variant.columns)
        self._row_mask = sum(1 << (variant.rows + 1) * column for column in columns)
        self._edge = "  +" + "---+" * variant.columns
        header = "   " + "".join(f"{column + 1:^4}" for column in columns)
        self._head = f"{header.rstrip()}\n{self._edge}"

    def paint(
        self, position: Position, marked: Sequence[Cell], before: str, after: str
    ) -> str:
        """
        A board.

        :param marked: the cells whose discs stand between ``before`` and ``after``.

        A row is told by a number: a bit for each cell, in the column's place of the
        bitboards, shifted by the seat whose disc it is.  A column's place is wider
        than there are seats.
        """
        rows, mask, discs = self._rows, self._row_mask, position.discs
        top = self._variant.rows
        lines = [self._head]
        for row in range(top - 1, -1, -1):
            key = seat = 0
            for own in discs:
                key |= (own >> row & mask) << seat
                seat += 1  # noqa: SIM113 - enumerate costs more, and this is hot
            lines.append(rows.get(key) or self._row(key))
        for column, row in marked:
            at = _FIRST_CELL + _CELL * column
            line = lines[top - row]
            lines[top - row] = (
                f"{line[:at]}{before}{line[at + 1]}{after}{line[at + 3 :]}"
            )
        lines.append(self._edge)
        return "\n".join(lines)

    def _row(self, key: int) -> str:
        cells = []
        for column in range(self._variant.columns):
            here = key >> column * (self._variant.rows + 1)
            disc = _EMPTY
            for seat, symbol in enumerate(self._symbols):
                if here >> seat & 1:
                    disc = symbol
            cells.append(f" {disc} ")
        if len(self._rows) >= _ROWS_KEPT:
            self._rows.clear()
        row = self._rows[key] = f"  |{'|'.join(cells)}|"
        return row


@lru_cache(maxsize=64)
def _painter(variant: Variant, symbols: tuple[str, ...]) -> _Painter:
    return _Painter(variant, symbols)
