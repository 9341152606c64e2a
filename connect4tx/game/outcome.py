"""
How a game ended.
"""

from dataclasses import dataclass
from enum import Enum

from connect4tx.game.cell import Cell


class Termination(Enum):
    """
    Why no more discs are dropped.
    """

    CONNECTED = "connected"
    BOARD_FULL = "board_full"
    LAST_ONE_LEFT = "last_one_left"
    DRAW_CLAIMED = "draw_claimed"
    DRAW_AGREED = "draw_agreed"
    RESIGNED = "resigned"
    TIME = "time"


class Direction(Enum):
    """
    How a line runs; the diagonals are named as they look from left to right.
    """

    ROW = "row"
    COLUMN = "column"
    RISING = "rising"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Line:
    """
    Neighbouring discs of one player that won the game.

    :ivar cells: from the left, and in a column from the bottom. They may be more than
        ``Variant.connect``: all that touch belong to the line.
    """

    direction: Direction
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The end of a game.

    >>> Outcome(Termination.BOARD_FULL).is_draw
    True

    :ivar winner: the winner's seat, ``None`` in a draw.
    :ivar cells: the cells of all lines, sorted, each once.
    :ivar lines: every line that the last disc completed.
    """

    termination: Termination
    winner: int | None = None
    cells: tuple[Cell, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def is_draw(self) -> bool:
        """
        Whether nobody won.
        """
        return self.winner is None

    @classmethod
    def connected(cls, winner: int, lines: tuple[Line, ...]) -> "Outcome":
        """
        A win by these lines.
        """
        cells = sorted({cell for line in lines for cell in line.cells})
        return cls(Termination.CONNECTED, winner, tuple(cells), lines)
