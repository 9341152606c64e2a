"""
Where each cell of a board lies in an integer, and how lines are found there.

A bitboard has a bit for each cell, ``(rows + 1) * column + row``, and on top of each
column one more, the sentinel, which no disc ever sets. On 7 columns and 6 rows::

     6 13 20 27 34 41 48    the sentinels
     5 12 19 26 33 40 47
     4 11 18 25 32 39 46
     3 10 17 24 31 38 45
     2  9 16 23 30 37 44
     1  8 15 22 29 36 43
     0  7 14 21 28 35 42

A step in any direction is a shift by a constant, its stride. A step over an edge ends
on a sentinel or outside the integer, so a line cannot go on at the opposite edge. The
scheme is John Tromp's (Fhourstones).
"""

from dataclasses import dataclass
from functools import lru_cache

from connect4tx.game.cell import Cell
from connect4tx.game.outcome import Direction, Line
from connect4tx.game.variant import MAX_SIZE, Variant

# Players choose the variant, so there is a limit; it is far above what is played.
_MAX_LAYOUTS = 256

# All layouts share their cells. The row above the largest board is for sentinels.
_CELLS = tuple(
    tuple(Cell(column, row) for row in range(MAX_SIZE + 1))
    for column in range(MAX_SIZE)
)


@dataclass(frozen=True, slots=True)
class Layout:
    """
    The constants of one variant's bitboards.

    :ivar full_ply: the ply at which the board is full.
    :ivar bottoms: for each column, the bit of its lowest cell.
    :ivar masks: for each column, the bits of its cells without the sentinel.
    :ivar cells: for each bit number, the cell; sentinels have one above the board.
    :ivar strides: for each direction, the shift from a cell to the next.
    :ivar folds: for each direction, the shifts that ``has_line`` makes in turn.
    """

    columns: int
    connect: int
    full_ply: int
    bottoms: tuple[int, ...]
    masks: tuple[int, ...]
    cells: tuple[Cell, ...]
    strides: tuple[tuple[Direction, int], ...]
    folds: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=_MAX_LAYOUTS)
def layout_of(variant: Variant) -> Layout:
    """
    The layout of a variant, made once.
    """
    height = variant.rows + 1
    bottoms = tuple(1 << height * column for column in range(variant.columns))
    column_mask = (1 << variant.rows) - 1
    strides = (
        (Direction.ROW, height),
        (Direction.COLUMN, 1),
        (Direction.RISING, height + 1),
        (Direction.FALLING, height - 1),
    )
    return Layout(
        columns=variant.columns,
        connect=variant.connect,
        full_ply=variant.cells,
        bottoms=bottoms,
        masks=tuple(bottom * column_mask for bottom in bottoms),
        cells=tuple(c for column in _CELLS[: variant.columns] for c in column[:height]),
        strides=strides,
        folds=tuple(_folds(stride, variant.connect) for _, stride in strides),
    )


def _folds(stride: int, connect: int) -> tuple[int, ...]:
    """
    The shifts after which a bit is left only where a line of ``connect`` begins.

    Each shift at most doubles the length that a bit stands for.

    >>> _folds(1, 4), _folds(1, 7)
    ((1, 2), (1, 2, 3))
    """
    length = 1
    shifts = []
    while length < connect:
        grown = min(length, connect - length)
        shifts.append(stride * grown)
        length += grown
    return tuple(shifts)


def has_line(layout: Layout, discs: int) -> bool:
    """
    Whether there is a line anywhere in one player's discs.
    """
    for shifts in layout.folds:
        run = discs
        for shift in shifts:
            run &= run >> shift
        if run:
            return True
    return False


def lines_through(layout: Layout, discs: int, bit: int) -> tuple[Line, ...]:
    """
    The lines in one player's discs to which the disc at a bit number belongs.
    """
    lines = []
    for direction, stride in layout.strides:
        first = last = bit
        while first >= stride and discs >> (first - stride) & 1:
            first -= stride
        while discs >> (last + stride) & 1:
            last += stride
        cells = layout.cells[first : last + 1 : stride]
        if len(cells) >= layout.connect:
            lines.append(Line(direction, cells))
    return tuple(lines)
