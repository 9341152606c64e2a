"""
How strong computer players are: by how far they look ahead, and by nothing else.

Among moves that one holds equally good it takes any; it makes no mistakes on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from connect4tx.bots.duel import Duel
from connect4tx.bots.threats import threats_on
from connect4tx.play.ports import Prospect

WEAKEST: Final = 1
STRONGEST: Final = 7

# Up to this level a move takes microseconds.
LAST_AT_A_GLANCE: Final = 2


class Reach(NamedTuple):
    """
    How far a level looks.

    :ivar depth: how many discs ahead; None for the end of the game.
    :ivar guesses: whether it has an opinion of what it has not looked through; else all
        that is equal to it.
    :ivar seconds: after which it makes do with what it has seen: on large boards less.
    """

    depth: int | None
    guesses: bool
    seconds: float


REACHES: Final = {
    3: Reach(4, guesses=False, seconds=0.05),
    4: Reach(8, guesses=False, seconds=0.1),
    5: Reach(8, guesses=True, seconds=0.2),
    6: Reach(12, guesses=True, seconds=0.4),
    STRONGEST: Reach(None, guesses=True, seconds=0.8),
}


def glance(duel: Duel) -> dict[int, Prospect]:
    """
    What is seen of each move when one looks two discs ahead; takes microseconds.
    """
    threats = threats_on(duel.variant)
    mine, its = threats(duel.own), threats(duel.other)
    layout = duel.layout
    board, bottoms = sum(layout.masks), sum(layout.bottoms)
    last = duel.ply + 1 == layout.full_ply
    seen = {}
    for column in duel.open_columns:
        mask = layout.masks[column]
        disc = (duel.filled + layout.bottoms[column]) & mask
        after = duel.filled | disc
        if disc & mine:
            seen[column] = Prospect(1, 1)
        elif (after + bottoms) & board & its:
            seen[column] = Prospect(-1, 2)
        else:
            seen[column] = Prospect(0, 1) if last else Prospect()
    return seen


def best_at_a_glance(duel: Duel, level: int) -> tuple[int, ...]:
    """
    The moves that are equally good to a level that hardly looks: the first sees where
    it wins at once, the second where its opponent would.
    """
    seen = glance(duel)
    if level == WEAKEST:
        seen = {column: seen[column] for column in seen if seen[column].value == 1}
    return best_of(seen) or duel.open_columns


def best_of(prospects: Mapping[int, Prospect]) -> tuple[int, ...]:
    """
    The moves that win soonest; else those not lost; else those that lose latest.
    """
    worth = {column: _worth(prospect) for column, prospect in prospects.items()}
    most = max(worth.values(), default=0)
    return tuple(column for column, value in worth.items() if value == most)


def _worth(prospect: Prospect) -> int:
    if not prospect.value:
        return 0
    # No game lasts a thousand discs.
    return prospect.value * (1000 - prospect.plies)
