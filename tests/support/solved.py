"""
What the optional solver says, in a process of its own: it holds Python's lock.

``python -m tests.support.solved opening`` counts the positions of the database of John
Tromp (UCI, "Connect-4") by value; ``... positions SEED COUNT FIRST LAST`` tells of as
many positions after FIRST to LAST random moves what each move leads to.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import best_of
from connect4tx.bots.search import Search
from connect4tx.bots.solver import Solver
from connect4tx.bots.threats import threats_on
from connect4tx.game.layout import has_line, layout_of
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD

_LAYOUT = layout_of(STANDARD)
_HEIGHT = STANDARD.rows + 1
_COLUMN = (1 << _HEIGHT) - 1


def next_discs(filled: int) -> Iterator[int]:
    """
    The cells in which the next disc may fall.
    """
    for bottom, mask in zip(_LAYOUT.bottoms, _LAYOUT.masks, strict=True):
        disc = (filled + bottom) & mask
        if disc:
            yield disc


def mirrored(discs: int) -> int:
    """
    The same discs, left and right exchanged.
    """
    return sum(
        (discs >> _HEIGHT * column & _COLUMN)
        << _HEIGHT * (STANDARD.columns - 1 - column)
        for column in range(STANDARD.columns)
    )


def tromps_positions() -> set[tuple[int, int]]:
    """
    All positions of eight discs in which nobody has won or could with the next disc,
    each with its mirror image once: the discs of who is to move, and the others.
    """
    boards = {(0, 0)}
    for _ in range(8):
        boards = {
            (other, own | disc)
            for own, other in boards
            for disc in next_discs(own | other)
            if not has_line(_LAYOUT, own | disc)
        }
    threats = threats_on(STANDARD)
    return {
        min((own, other), (mirrored(own), mirrored(other)))
        for own, other in boards
        if not (threats(own) | threats(other)) & sum(next_discs(own | other))
    }


def count_by_value() -> dict[int, int]:
    """
    How many of them who began wins (1), draws and loses (-1).
    """
    solver = Solver()
    found = (solver.prospects(Duel(STANDARD, *each)) for each in tromps_positions())
    return Counter(max(move.value or 0 for move in each.values()) for each in found)


def quiet_moves(rng: Random, plies: int) -> list[int]:
    """
    Moves of a game that goes on, by players who see what is won and lost at once.
    """
    position = Position.start()
    moves: list[int] = []
    while len(moves) < plies:
        if position.outcome is not None:
            position, moves = Position.start(), []
        search = Search(Duel.of(position), now=lambda: 0.0, until=1.0)
        moves.append(rng.choice(best_of(search.prospects(3))))
        position = position.play(moves[-1])
    if position.outcome is not None:
        return quiet_moves(rng, plies)
    return moves


def print_positions(seed: int, count: int, first: int, last: int) -> None:
    """
    A line for each: its moves, and column, value and plies of each move.
    """
    rng, solver = Random(seed), Solver()
    for number in range(count):
        moves = quiet_moves(rng, first + number % (last - first + 1))
        position = Position.start()
        for column in moves:
            position = position.play(column)
        found = solver.prospects(Duel.of(position))
        values = [[column, of.value, of.plies] for column, of in found.items()]
        _tell([moves, values])


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "opening":
        _tell(count_by_value())
    else:
        print_positions(*map(int, sys.argv[2:]))
