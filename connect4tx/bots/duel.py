"""
A game of two as a search sees it: whose turn it is, and whose discs are where.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.game.layout import Layout, layout_of
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant


@dataclass(frozen=True, slots=True)
class Duel:
    """
    A position of two players that goes on, without names and numbers of seats.

    Positions that are played alike are equal, whoever sits where.

    :ivar own: the discs of who is to move, as ``connect4tx.game.layout`` lays them.
    :ivar other: the discs of the opponent.
    """

    variant: Variant
    own: int
    other: int

    @classmethod
    def of(cls, position: Position) -> Duel:
        """
        What is to be looked at in a position.

        :raises ValueError: when it is not of two players, or over.
        """
        if position.variant.players != 2 or position.outcome is not None:
            raise ValueError("only a game of two that is not over is looked ahead in")
        own = position.discs[position.turn]
        return cls(position.variant, own, position.filled ^ own)

    @property
    def layout(self) -> Layout:
        """
        Where its cells lie.
        """
        return layout_of(self.variant)

    @property
    def filled(self) -> int:
        """
        All discs.
        """
        return self.own | self.other

    @property
    def ply(self) -> int:
        """
        How many discs were dropped.
        """
        return self.filled.bit_count()

    @property
    def open_columns(self) -> tuple[int, ...]:
        """
        The columns that are not full.
        """
        filled = self.filled
        masks = enumerate(self.layout.masks)
        return tuple(column for column, mask in masks if filled & mask != mask)
