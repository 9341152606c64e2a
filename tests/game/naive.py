"""
The rules done slowly, cell by cell: what the bitboards are compared with.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from connect4tx.game.cell import Cell
from connect4tx.game.outcome import Direction, Line
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant

STEPS = {
    Direction.ROW: (1, 0),
    Direction.COLUMN: (0, 1),
    Direction.RISING: (1, 1),
    Direction.FALLING: (1, -1),
}


def all_cells(variant: Variant) -> list[Cell]:
    """
    Every cell of a board.
    """
    return [
        Cell(column, row)
        for column in range(variant.columns)
        for row in range(variant.rows)
    ]


def run_from(
    variant: Variant, discs: Set[Cell], cell: Cell, step: tuple[int, int]
) -> tuple[Cell, ...]:
    """
    The discs met from a cell on, in one direction, up to a gap or an edge.
    """
    run = []
    column, row = cell
    while 0 <= column < variant.columns and 0 <= row < variant.rows:
        if (column, row) not in discs:
            break
        run.append(Cell(column, row))
        column, row = column + step[0], row + step[1]
    return tuple(run)


def lines_in(variant: Variant, discs: Set[Cell]) -> Iterator[Line]:
    """
    Every line in one player's discs, each whole and once.
    """
    for direction, (across, up) in STEPS.items():
        for cell in sorted(discs):
            before = Cell(cell.column - across, cell.row - up)
            if before in discs:
                continue
            run = run_from(variant, discs, cell, (across, up))
            if len(run) >= variant.connect:
                yield Line(direction, run)


def straight_lines(variant: Variant) -> Iterator[Line]:
    """
    Every place on the board where a line of exactly ``connect`` fits.
    """
    everything = set(all_cells(variant))
    for direction, step in STEPS.items():
        for cell in sorted(everything):
            run = run_from(variant, everything, cell, step)[: variant.connect]
            if len(run) == variant.connect:
                yield Line(direction, run)


def wrapped_lines(variant: Variant) -> Iterator[frozenset[Cell]]:
    """
    As many cells as a line has, going on at the opposite edge, as -1 does in a list.
    """
    for across, up in STEPS.values():
        for column, row in all_cells(variant):
            yield frozenset(
                Cell(
                    (column + across * i) % variant.columns,
                    (row + up * i) % variant.rows,
                )
                for i in range(variant.connect)
            )


def discs_of(position: Position, seat: int) -> frozenset[Cell]:
    """
    One seat's cells, read through ``Position.cell``.
    """
    return frozenset(
        cell for cell in all_cells(position.variant) if position.cell(*cell) == seat
    )
