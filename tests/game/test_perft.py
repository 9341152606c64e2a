"""
Counts that others have published, as oracles for the rules.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.perft import perft
from connect4tx.game.position import Position

PERFT = [1, 7, 49, 343, 2401, 16807, 117649, 823536]
DISTINCT = [1, 7, 49, 238, 1120, 4263, 16422]


def distinct_positions(depth: int) -> list[int]:
    """
    How many different positions there are at each ply.
    """
    level = {Position.start()}
    counts = [1]
    for _ in range(depth):
        level = {p.play(column) for p in level for column in p.open_columns()}
        counts.append(len(level))
    return counts


class CountsTests(SynchronousTestCase):
    def test_sequences_of_moves(self) -> None:
        """
        As many games are possible on 7x6 as John Tromp counts, to ply 7.
        """
        start = Position.start()
        self.assertEqual([perft(start, depth) for depth in range(len(PERFT))], PERFT)

    def test_distinct_positions(self) -> None:
        """
        As many positions are reached on 7x6 as OEIS A212693 says, to ply 6.
        """
        self.assertEqual(distinct_positions(len(DISTINCT) - 1), DISTINCT)

    def test_finished_games_have_no_successors(self) -> None:
        """
        After a win no more moves are counted.
        """
        won = Position.start()
        for column in (0, 1, 0, 1, 0, 1, 0):
            won = won.play(column)
        self.assertEqual([perft(won, depth) for depth in range(3)], [1, 0, 0])
