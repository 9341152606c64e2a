"""
How long ``Position.play`` takes: ``python -m benchmarks.positions``.

Whole games are replayed, so errors, wins and full boards are in the mean; the best of
several rounds is printed, as the machine's other work only ever adds time.
"""

import random
import timeit

from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant

GAMES = 200
ROUNDS = 7


def random_game(variant: Variant, rng: random.Random) -> list[int]:
    """
    The columns of a game in which everybody plays at random.
    """
    columns = []
    position = Position.start(variant)
    while position.outcome is None:
        columns.append(rng.choice(position.open_columns()))
        position = position.play(columns[-1])
    return columns


def microseconds_per_play(variant: Variant) -> float:
    """
    The mean time of a move in random games.
    """
    rng = random.Random(4)
    games = [random_game(variant, rng) for _ in range(GAMES)]
    start = Position.start(variant)

    def replay_all() -> None:
        for game in games:
            position = start
            for column in game:
                position = position.play(column)

    best = min(timeit.repeat(replay_all, number=1, repeat=ROUNDS))
    return best * 1e6 / sum(map(len, games))


if __name__ == "__main__":
    for variant in (STANDARD, Variant(9, 7, 5, 3), Variant(20, 20, 10, 4)):
        print(f"{microseconds_per_play(variant):5.2f} us a move on {variant}")
