"""
What a position is worth that nobody has looked through.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from connect4tx.game.layout import layout_of
from connect4tx.game.variant import Variant

# From the discs and threats of who is to move and of the opponent, and the ply.
Guess = Callable[[int, int, int, int, int], int]

_PER_THREAT: Final = 12
_PER_LASTING_THREAT: Final = 20


@lru_cache(maxsize=64)
def guess_on(variant: Variant) -> Guess:
    """
    What guesses on the boards of a variant.

    A threat counts, and more so one that its owner gets to fill when the rest of the
    board is full: with an even number of rows that is one in the first, third, fifth
    row for who began, in the others for the opponent. So does a disc near the middle.
    """
    layout = layout_of(variant)
    board = sum(layout.masks)
    bottom = sum(layout.bottoms)
    odd_rows = sum(bottom << row for row in range(0, variant.rows, 2))
    lasting = (odd_rows, board ^ odd_rows) if variant.rows % 2 == 0 else (0, 0)
    columns = variant.columns
    central = tuple(
        sum(layout.masks[edge : columns - edge])
        for edge in range(1, (columns + 1) // 2)
    )

    def guess(own: int, other: int, mine: int, its: int, ply: int) -> int:
        empty = board ^ own ^ other
        mine &= empty
        its &= empty
        worth = _PER_THREAT * (mine.bit_count() - its.bit_count())
        second = ply & 1
        for_me, for_it = mine & lasting[second], its & lasting[1 - second]
        worth += _PER_LASTING_THREAT * (for_me.bit_count() - for_it.bit_count())
        for mask in central:
            worth += (own & mask).bit_count() - (other & mask).bit_count()
        return worth

    return guess


def no_guess(_own: int, _other: int, _mine: int, _its: int, _ply: int) -> int:
    """
    All positions are worth the same.
    """
    return 0
