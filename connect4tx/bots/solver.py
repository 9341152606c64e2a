"""
The true value of every move on the usual board, by the package ``bitbully``.

It is an optional extra, and under the AGPL. It holds Python's lock while it solves, so
only worker processes may import this module.
"""

from __future__ import annotations

from typing import Final

from bitbully import BitBully, Board

from connect4tx.bots.duel import Duel
from connect4tx.game.variant import STANDARD
from connect4tx.play.ports import Prospect

_CELLS: Final = STANDARD.cells


class Solver:
    """
    Solves positions of 7 columns, 6 rows and lines of 4.

    To make one takes a moment: it reads a book of all positions with twelve discs.
    """

    def __init__(self) -> None:
        self._solver = BitBully("12-ply-dist")

    def prospects(self, duel: Duel) -> dict[int, Prospect]:
        """
        What each move leads to.

        :raises ValueError: when the position is of another game.
        """
        if duel.variant != STANDARD:
            raise ValueError(f"this solver does not know {duel.variant}")
        ply = duel.ply
        scores = self._solver.score_all_moves(_board(duel))
        return {column: _prospect(scores[column], ply) for column in sorted(scores)}


def _board(duel: Duel) -> Board:
    """
    The position as bitbully takes it: columns from the left, each from the bottom, 1
    for the discs of who began.
    """
    discs = (duel.own, duel.other) if duel.ply % 2 == 0 else (duel.other, duel.own)
    height = STANDARD.rows + 1
    return Board(
        [
            [
                next((n for n in (1, 2) if discs[n - 1] >> bit & 1), 0)
                for bit in range(height * column, height * column + STANDARD.rows)
            ]
            for column in range(STANDARD.columns)
        ]
    )


def _prospect(score: int, ply: int) -> Prospect:
    """
    What a score says: 0 is a draw, 1 a win with the winner's last disc, 2 with the last
    but one, and so on; less than 0 a loss by the opponent's.
    """
    if not score:
        return Prospect(0, _CELLS - ply)
    wins = score > 0
    # The first player's last disc is the 41st, the second's the 42nd.
    last = _CELLS - 1 if wins == (ply % 2 == 0) else _CELLS
    return Prospect(1 if wins else -1, last - 2 * (abs(score) - 1) - ply)
