"""
The cells in which one more disc makes a line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from connect4tx.game.layout import layout_of
from connect4tx.game.variant import Variant

# From one player's discs, the cells that would complete a line; some may be taken.
Threats = Callable[[int], int]


@lru_cache(maxsize=64)
def threats_on(variant: Variant) -> Threats:
    """
    What finds the threats on the boards of a variant.
    """
    layout = layout_of(variant)
    strides = tuple(stride for _, stride in layout.strides)
    board = sum(layout.masks)
    if variant.connect == 4:
        return _of_four(strides, board)
    return _of_any(strides, board, variant.connect)


def _of_any(strides: tuple[int, ...], board: int, connect: int) -> Threats:
    def threats(discs: int) -> int:
        found = 0
        for stride in strides:
            # Where so many discs come before a cell, and so many after it.
            before, after = [board], [board]
            for distance in range(stride, stride * connect, stride):
                before.append(before[-1] & (discs << distance))
                after.append(after[-1] & (discs >> distance))
            for count in range(connect):
                found |= before[count] & after[connect - 1 - count]
        return found

    return threats


def _of_four(strides: tuple[int, ...], board: int) -> Threats:
    """
    The same in a third of the time, for what is played most; but not below discs of
    the same column, where no cell is empty.
    """
    shifts = tuple((one, 2 * one, 3 * one) for one in strides if one > 1)

    def threats(discs: int) -> int:
        found = (discs << 1) & (discs << 2) & (discs << 3)
        for one, two, three in shifts:
            before, after = discs << one, discs >> one
            pair = before & (discs << two)
            found |= pair & (after | (discs << three))
            pair = after & (discs >> two)
            found |= pair & (before | (discs >> three))
        return found & board

    return threats
