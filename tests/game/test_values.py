"""
Positions are values: they do not change, and equal ones are the same.
"""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.position import Position
from connect4tx.game.record import replay
from connect4tx.game.variant import STANDARD, Variant


class ImmutabilityTests(SynchronousTestCase):
    def test_moves_leave_the_position_alone(self) -> None:
        """
        A move and a withdrawal give another position and do not change this one.
        """
        start = Position.start(Variant(players=3))
        before = repr(start)
        start.play(3)
        start.withdraw(0)
        self.assertEqual(repr(start), before)

    def test_fields_cannot_be_set(self) -> None:
        """
        No field of a position can be set or deleted, and no other added.
        """
        start = Position.start()
        for field in fields(start):
            with self.assertRaises(FrozenInstanceError):
                setattr(start, field.name, None)
            with self.assertRaises(FrozenInstanceError):
                delattr(start, field.name)
        with self.assertRaises((AttributeError, TypeError)):
            start.colour = "red"  # type: ignore[attr-defined]

    def test_equality_is_of_the_position_not_the_way(self) -> None:
        """
        Two ways to the same discs and turn are equal and hash equally.
        """
        one, other = replay(STANDARD, (0, 1, 2)), replay(STANDARD, (2, 1, 0))
        self.assertEqual(one, other)
        self.assertEqual(hash(one), hash(other))
        self.assertNotEqual(one.last, other.last)

    def test_differences_count(self) -> None:
        """
        Positions differ by discs, turn, players present or variant.
        """
        start = Position.start(Variant(players=3))
        others = (
            start.play(0),
            Position.start(Variant(players=3), first=1),
            start.withdraw(1),
            Position.start(Variant(players=3, connect=5)),
        )
        self.assertEqual(len({start, *others}), 5)

    def test_copies_are_equal(self) -> None:
        """
        A position that went through pickle or copy plays on as before.
        """
        position = replay(STANDARD, (3, 3))
        for other in (copy.copy(position), pickle.loads(pickle.dumps(position))):
            self.assertEqual(other, position)
            self.assertEqual(other.play(2), position.play(2))
