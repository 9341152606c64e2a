"""
How strong computer players are.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import (
    LAST_AT_A_GLANCE,
    REACHES,
    STRONGEST,
    best_at_a_glance,
    best_of,
    glance,
)
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect
from tests.bots.positions import after_random_moves, unhurried
from tests.support.boards import board

THREE_IN_A_ROW = """
    . . . . . . .
    . . . . . . .
    . . . . . . .
    . . . . . . .
    . O O X . . .
    O X X X . . O
    """
SEEN_AT_A_GLANCE = {Prospect(1, 1), Prospect(-1, 2), Prospect(0, 1)}

Choice = Callable[[Duel], tuple[int, ...]]


def choice_of(level: int) -> Choice:
    """
    How a level chooses, below the strongest.
    """
    if level <= LAST_AT_A_GLANCE:
        return lambda duel: best_at_a_glance(duel, level)
    reach = REACHES[level]
    return lambda duel: unhurried(duel, guesses=reach.guesses).best(reach.depth)


def points(rng: Random, position: Position, *choices: Choice) -> float:
    """
    What the first of two makes of a game: 1 for a win, a half for a draw.
    """
    while position.outcome is None:
        best = choices[position.turn](Duel.of(position))
        position = position.play(rng.choice(best))
    return {0: 1.0, 1: 0.0, None: 0.5}[position.outcome.winner]


class GlanceTests(SynchronousTestCase):
    """
    Looking two discs ahead.
    """

    def test_it_sees_wins_losses_and_the_last_disc(self) -> None:
        """
        A glance sees of every position what a search of two discs would.
        """
        rng = Random(1)
        seen: set[Prospect] = set()
        for _ in range(300):
            variant = rng.choice((STANDARD, Variant(4, 4, 3), Variant(9, 7, 5)))
            plies = rng.randrange(variant.cells)
            duel = Duel.of(after_random_moves(rng, plies, variant))
            found = glance(duel)
            for column, prospect in unhurried(duel).prospects(3).items():
                is_seen = prospect in SEEN_AT_A_GLANCE
                expected = prospect if is_seen else Prospect()
                self.assertEqual(found[column], expected, duel)
                seen.add(expected)
        self.assertEqual(seen, {*SEEN_AT_A_GLANCE, Prospect()})

    def test_the_first_level_sees_only_where_it_wins(self) -> None:
        """
        It completes its line; where its opponent is about to, all moves are equal.
        """
        for turn, best in ((0, (4,)), (1, tuple(range(7)))):
            duel = Duel.of(board(THREE_IN_A_ROW, turn))
            self.assertEqual(best_at_a_glance(duel, 1), best)

    def test_the_second_level_sees_where_its_opponent_wins_too(self) -> None:
        """
        It completes its line, and takes the cell that its opponent needs.
        """
        for turn in (0, 1):
            duel = Duel.of(board(THREE_IN_A_ROW, turn))
            self.assertEqual(best_at_a_glance(duel, 2), (4,))


class BestTests(SynchronousTestCase):
    """
    Which of several prospects are best.
    """

    def test_soonest_win_then_draw_then_latest_loss(self) -> None:
        """
        Of wins the soonest is best, of losses the latest, and a draw lies between; what
        is not known is as good as a draw.
        """
        soon, late = Prospect(1, 3), Prospect(1, 9)
        lost, lost_late = Prospect(-1, 2), Prospect(-1, 8)
        for prospects, best in (
            ((late, soon, Prospect(0, 9), soon), (1, 3)),
            ((lost, late, Prospect()), (1,)),
            ((lost_late, Prospect(0, 9), Prospect(), lost), (1, 2)),
            ((lost, lost_late, lost), (1,)),
            ((), ()),
        ):
            self.assertEqual(best_of(dict(enumerate(prospects))), best)


class StrengthTests(SynchronousTestCase):
    """
    Who looks farther wins more.
    """

    def test_each_level_beats_the_one_two_below(self) -> None:
        """
        In a few games, each opening played by both sides, a level makes most of the
        points against the level two below.
        """
        games = {3: 20, 4: 20, 5: 10, 6: 4}
        self.assertEqual(set(games), set(REACHES) - {STRONGEST})
        for level, count in games.items():
            stronger, weaker = choice_of(level), choice_of(level - 2)
            rng, won = Random(level), 0.0
            for _ in range(count // 2):
                opening = after_random_moves(rng, rng.randrange(2, 6))
                won += points(rng, opening, stronger, weaker)
                won += 1 - points(rng, opening, weaker, stronger)
            self.assertGreater(won / count, 0.6, level)

    def test_each_level_looks_farther_and_longer(self) -> None:
        """
        Each has more depth than the one before or judges what that does not, and more
        time; the strongest looks to the end.
        """
        reaches = [REACHES[level] for level in range(3, 8)]
        looks = [(reach.depth or 99, reach.guesses) for reach in reaches]
        self.assertEqual(looks, sorted(set(looks)))
        times = [reach.seconds for reach in reaches]
        self.assertEqual(times, sorted(set(times)))
        self.assertIsNone(REACHES[STRONGEST].depth)
