"""
Boards as ASCII art, read and drawn.

A dot is an empty cell; ``X``, ``O``, ``+`` and ``#`` are the discs of seats 0 to 3. The
top row comes first; spaces and indentation do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import dedent

from connect4tx.game.cell import Cell
from connect4tx.game.layout import layout_of
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant

SYMBOLS = "XO+#"


def rows_of(art: str) -> list[str]:
    """
    The rows of a drawing from the bottom, a character for each cell.
    """
    lines = [line.replace(" ", "") for line in art.splitlines()]
    rows = [line for line in reversed(lines) if line]
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"the rows differ in length: {rows}")
    return rows


def cells_marked(art: str, mark: str) -> tuple[Cell, ...]:
    """
    The cells that have this mark, sorted.
    """
    return tuple(
        sorted(
            Cell(column, row)
            for row, marks in enumerate(rows_of(art))
            for column, found in enumerate(marks)
            if found == mark
        )
    )


def position_with(
    variant: Variant, discs: Iterable[Iterable[Cell]], turn: int = 0
) -> Position:
    """
    A position with these discs for each seat, however it may have come about.

    :raises ValueError: when a disc floats or two share a cell.
    """
    seats = [set(cells) for cells in discs]
    seats += [set() for _ in range(variant.players - len(seats))]
    everything = set().union(*seats)
    for column, row in everything:
        if row and Cell(column, row - 1) not in everything:
            raise ValueError(f"the disc at column {column}, row {row} floats")
    ply = sum(map(len, seats))
    if ply != len(everything):
        raise ValueError("two discs share a cell")
    boards = tuple(bitboard(variant, cells) for cells in seats)
    return Position(
        variant=variant,
        discs=boards,
        turn=turn,
        present=(True,) * variant.players,
        ply=ply,
        outcome=None,
        last=None,
        filled=sum(boards),
        layout=layout_of(variant),
    )


def bitboard(variant: Variant, cells: Iterable[Cell]) -> int:
    """
    The integer in which these cells' bits are set.
    """
    return sum(1 << (variant.rows + 1) * cell.column + cell.row for cell in set(cells))


def board(art: str, turn: int = 0, connect: int = 4, players: int = 2) -> Position:
    """
    The position that a drawing shows, with a seat to move.
    """
    rows = rows_of(art)
    variant = Variant(len(rows[0]), len(rows), connect, players)
    seats = [cells_marked(art, symbol) for symbol in SYMBOLS[:players]]
    return position_with(variant, seats, turn)


def drawn(position: Position) -> str:
    """
    A position as art, with ``*`` for the cells of a line that won.
    """
    variant = position.variant
    won = position.outcome.cells if position.outcome else ()

    def symbol(column: int, row: int) -> str:
        if (column, row) in won:
            return "*"
        seat = position.cell(column, row)
        return "." if seat is None else SYMBOLS[seat]

    return "\n".join(
        " ".join(symbol(column, row) for column in range(variant.columns))
        for row in reversed(range(variant.rows))
    )


def art(text: str) -> str:
    """
    A drawing in the form that ``drawn`` gives.
    """
    return dedent(text).strip("\n")
