"""
A computer player without processes, for tests and for programs that may wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from twisted.internet.defer import Deferred, succeed

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import LAST_AT_A_GLANCE, REACHES, best_at_a_glance
from connect4tx.bots.search import Search
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from connect4tx.play.ports import Prospect


class SimpleEngine:
    """
    Looks a few discs ahead, here and at once; its Deferreds have fired already.

    The same position, level and random numbers give the same move on every machine.

    :param depth: how many discs ahead, at most.
    """

    def __init__(self, *, rng: Random, depth: int = 6) -> None:
        self._rng = rng
        self._depth = depth

    def is_perfect(self, variant: Variant) -> bool:
        """
        It never knows all.
        """
        return False

    def choose(self, position: Position, level: int) -> Deferred[int]:
        """
        The column that a player of this level plays; any of those it holds best.
        """
        duel = Duel.of(position)
        if level <= LAST_AT_A_GLANCE:
            best = best_at_a_glance(duel, level)
        else:
            reach = REACHES[level]
            depth = min(reach.depth or self._depth, self._depth)
            best = _search(duel, guesses=reach.guesses).best(depth)
        return succeed(self._rng.choice(best))

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        """
        What each move leads to, as far as it is seen.
        """
        if position.outcome is not None:
            return succeed({})
        search = _search(Duel.of(position), guesses=False)
        return succeed(search.prospects(self._depth))


def _search(duel: Duel, *, guesses: bool) -> Search:
    """
    A search for which time stands still.
    """
    return Search(duel, now=lambda: 0.0, until=1.0, guesses=guesses)
