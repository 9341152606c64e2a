"""
Scripted games, worked out before anything is measured.
"""

from __future__ import annotations

import random

from connect4tx.game.position import Position

SHORTEST = 30
DRAWS_OF_TEN = 3


def scripts(count: int, *, seed: int = 4) -> list[list[bytes]]:
    """
    Whole games as lines to send: 30 to 42 plies, three draws in ten, always the same
    for a seed.
    """
    rng = random.Random(seed)
    draws = count * DRAWS_OF_TEN // 10
    wanted = {True: draws, False: count - draws}
    found: list[list[bytes]] = []
    while len(found) < count:
        columns, position = _game(rng)
        is_draw = position.outcome.is_draw
        if len(columns) >= SHORTEST and wanted[is_draw]:
            wanted[is_draw] -= 1
            found.append([b"%d\r\n" % (column + 1) for column in columns])
    rng.shuffle(found)
    return found


def _game(rng: random.Random) -> tuple[list[int], Position]:
    """
    A game in which nobody wins before there is nothing else to do, so it lasts.
    """
    columns: list[int] = []
    position = Position.start()
    while position.outcome is None:
        choices = list(position.open_columns())
        rng.shuffle(choices)
        for column in choices:
            after = position.play(column)
            if after.outcome is None:
                break
        columns.append(column)
        position = after
    return columns, position
