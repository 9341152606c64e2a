"""
Positions to look ahead in, and what is true of them by trying everything.
"""

from __future__ import annotations

from functools import cache
from random import Random

from connect4tx.bots.duel import Duel
from connect4tx.bots.search import Search
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect


def after_random_moves(
    rng: Random, plies: int, variant: Variant = STANDARD
) -> Position:
    """
    A position that goes on after so many moves of any kind.
    """
    while True:
        position = Position.start(variant, rng.randrange(2))
        while position.outcome is None and position.ply < plies:
            position = position.play(rng.choice(position.open_columns()))
        if position.outcome is None:
            return position


@cache
def result(position: Position) -> tuple[int, int]:
    """
    The value of a position to who is to move, and the discs to the end.
    """
    if position.outcome is not None:
        return (0 if position.outcome.is_draw else -1), 0
    found = tried(position).values()
    best = max(found, key=lambda each: (each.value, -(each.value or 0) * each.plies))
    return best.value or 0, best.plies


def tried(position: Position) -> dict[int, Prospect]:
    """
    What each move leads to: the winner takes the shortest way, the loser the longest.
    """
    found = {}
    for column in position.open_columns():
        value, plies = result(position.play(column))
        found[column] = Prospect(-value, plies + 1)
    return found


def unhurried(duel: Duel, *, guesses: bool = True) -> Search:
    """
    A search that has all the time.
    """
    return Search(duel, now=lambda: 0.0, until=1.0, guesses=guesses)
