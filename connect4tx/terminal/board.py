"""
The board as lines of text.

The last disc stands in brackets, the winning ones between hash marks: nothing needs
colour.  Rows repeat, so their images are kept: a board of a running game is put
together from rows drawn before.
"""

from __future__ import annotations

from functools import lru_cache

from connect4tx.game.position import Position
from connect4tx.game.variant import Variant

_EMPTY = "."


def draw(position: Position, symbols: tuple[str, ...]) -> str:
    """
    The whole board, columns numbered from 1 above it.

    :param symbols: of the seats, one visible character each.
    """
    variant = position.variant
    header, edge, row_mask = _frame(variant)
    won = frozenset(position.outcome.cells) if position.outcome else frozenset()
    last = position.last
    last_column, last_row = (-1, -1) if last is None else last
    size = variant.columns, variant.rows + 1
    lines = [header, edge]
    for row in range(variant.rows - 1, -1, -1):
        discs = tuple([seat >> row & row_mask for seat in position.discs])
        marked = last_column if row == last_row else -1
        winning = frozenset([c for c, r in won if r == row]) if won else won
        lines.append(_row(discs, marked, winning, symbols, size))
    lines.append(edge)
    return "\n".join(lines)


@lru_cache(maxsize=32)
def _frame(variant: Variant) -> tuple[str, str, int]:
    columns = range(variant.columns)
    header = "   " + "".join(f"{column + 1:^4}" for column in columns)
    edge = "  +" + "---+" * variant.columns
    row_mask = sum(1 << (variant.rows + 1) * column for column in columns)
    return header.rstrip(), edge, row_mask


@lru_cache(maxsize=20_000)
def _row(
    discs: tuple[int, ...],
    last: int,
    winning: frozenset[int],
    symbols: tuple[str, ...],
    size: tuple[int, int],
) -> str:
    """
    One row's image.

    :param discs: for each seat, a bit every ``stride`` where it has a disc.
    :param last: the column of the last disc, or -1.
    :param winning: the columns whose discs won.
    :param size: how many columns, and their stride.
    """
    columns, stride = size
    cells = []
    for column in range(columns):
        here = [
            symbol
            for symbol, bits in zip(symbols, discs, strict=True)
            if bits >> column * stride & 1
        ]
        disc = here[0] if here else _EMPTY
        if column in winning:
            cells.append(f"#{disc}#")
        elif column == last:
            cells.append(f"[{disc}]")
        else:
            cells.append(f" {disc} ")
    return "  |" + "|".join(cells) + "|"
