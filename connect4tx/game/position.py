"""
A position: the board with its discs, whose turn it is, and whether it is over.
"""

from dataclasses import dataclass, field, replace
from typing import Self

from connect4tx.game.cell import Cell
from connect4tx.game.errors import ColumnFull, GameOver, NoSuchColumn
from connect4tx.game.layout import Layout, has_line, layout_of, lines_through
from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.variant import STANDARD, Variant

__all__ = ["Cell", "Position"]

_DRAW = Outcome(Termination.BOARD_FULL)


@dataclass(frozen=True, slots=True)
class Position:
    """
    An immutable position; a move gives the position after it.

    >>> position = Position.start()
    >>> for column in (0, 6, 1, 6, 2, 6, 3):
    ...     position = position.play(column)
    >>> position.outcome.termination, position.outcome.winner
    (<Termination.CONNECTED: 'connected'>, 0)
    >>> [cell.name for cell in position.outcome.cells]
    ['a1', 'b1', 'c1', 'd1']

    Positions are equal when variant, discs, turn and the players present are; the way
    to them does not count.

    :ivar discs: a bitboard for each seat: bit ``(rows + 1) * column + row``, rows from
        the bottom, with an empty sentinel bit on top of each column (``layout``).
    :ivar turn: the seat to move; after the end, the seat that would have been.
    :ivar present: for each seat, whether it still plays.
    :ivar ply: how many discs were dropped.
    :ivar outcome: how the game ended, ``None`` while it goes on.
    :ivar last: where the last disc fell, ``None`` before the first.
    :ivar filled: the bitboard of all discs.
    """

    variant: Variant
    discs: tuple[int, ...]
    turn: int
    present: tuple[bool, ...]
    ply: int = field(compare=False)
    outcome: Outcome | None = field(compare=False)
    last: Cell | None = field(compare=False)
    filled: int = field(compare=False, repr=False)
    layout: Layout = field(compare=False, repr=False)

    @classmethod
    def start(cls, variant: Variant = STANDARD, first: int = 0) -> Self:
        """
        The empty board with a seat to begin.

        :raises ValueError: when there is no such seat.
        """
        seats = variant.players
        if not 0 <= first < seats:
            raise ValueError(f"seat {first} is not one of {seats}")
        nobody, everybody = (0,) * seats, (True,) * seats
        layout = layout_of(variant)
        return cls(variant, nobody, first, everybody, 0, None, None, 0, layout)

    def play(self, column: int) -> "Position":
        """
        The position after the seat to move has dropped a disc.

        :param column: from 0.
        :raises GameOver: when the game has ended.
        :raises NoSuchColumn: when the column is beside the board.
        :raises ColumnFull: when the column has no room.
        """
        if self.outcome is not None:
            raise GameOver
        layout = self.layout
        if not 0 <= column < layout.columns:
            raise NoSuchColumn(column, layout.columns)
        # Added to a column, its bottom bit carries to the lowest empty cell.
        disc = (self.filled + layout.bottoms[column]) & layout.masks[column]
        if not disc:
            raise ColumnFull(column, self.open_columns())
        turn, present, ply = self.turn, self.present, self.ply + 1
        own = self.discs[turn] | disc
        bit = disc.bit_length() - 1
        outcome = None
        if has_line(layout, own):
            outcome = Outcome.connected(turn, lines_through(layout, own, bit))
        elif ply == layout.full_ply:
            outcome = _DRAW
        # By position: keywords would cost a tenth of the whole move.
        return Position(
            self.variant,
            (*self.discs[:turn], own, *self.discs[turn + 1 :]),
            _seat_after(turn, present),
            present,
            ply,
            outcome,
            layout.cells[bit],
            self.filled | disc,
            layout,
        )

    def withdraw(self, seat: int) -> "Position":
        """
        The position after a seat has left the game; its discs stay.

        The turn passes if it was theirs, and the last one left wins.

        :raises GameOver: when the game has ended.
        :raises ValueError: when nobody plays on that seat.
        """
        if self.outcome is not None:
            raise GameOver
        if not (0 <= seat < len(self.present) and self.present[seat]):
            raise ValueError(f"seat {seat} is not in play")
        present = (*self.present[:seat], False, *self.present[seat + 1 :])
        turn = _seat_after(seat, present) if self.turn == seat else self.turn
        outcome = None
        if present.count(True) == 1:
            outcome = Outcome(Termination.LAST_ONE_LEFT, turn)
        return replace(self, present=present, turn=turn, outcome=outcome)

    def ended(self, outcome: Outcome) -> "Position":
        """
        The position when the game has ended by something else than a move.

        :raises GameOver: when it has ended already.
        """
        if self.outcome is not None:
            raise GameOver
        return replace(self, outcome=outcome)

    def is_open(self, column: int) -> bool:
        """
        Whether a disc may be dropped into a column; none may once the game is over.
        """
        layout = self.layout
        if self.outcome is not None or not 0 <= column < layout.columns:
            return False
        mask = layout.masks[column]
        return self.filled & mask != mask

    def open_columns(self) -> tuple[int, ...]:
        """
        The columns into which a disc may be dropped, which are all legal moves.
        """
        if self.outcome is not None:
            return ()
        filled = self.filled
        masks = enumerate(self.layout.masks)
        return tuple([column for column, mask in masks if filled & mask != mask])

    def column_height(self, column: int) -> int:
        """
        How many discs a column holds.

        :raises NoSuchColumn: when the column is beside the board.
        """
        layout = self.layout
        if not 0 <= column < layout.columns:
            raise NoSuchColumn(column, layout.columns)
        return (self.filled & layout.masks[column]).bit_count()

    def cell(self, column: int, row: int) -> int | None:
        """
        The seat whose disc lies in a cell, or ``None`` when it is empty.

        :raises IndexError: when the cell is not on the board.
        """
        variant = self.variant
        if not (0 <= column < variant.columns and 0 <= row < variant.rows):
            raise IndexError(f"no cell at column {column}, row {row}")
        bit = (variant.rows + 1) * column + row
        for seat, discs in enumerate(self.discs):
            if discs >> bit & 1:
                return seat
        return None


def _seat_after(seat: int, present: tuple[bool, ...]) -> int:
    """
    The next seat, in the order of play, that still plays.
    """
    seat = (seat + 1) % len(present)
    while not present[seat]:
        seat = (seat + 1) % len(present)
    return seat
