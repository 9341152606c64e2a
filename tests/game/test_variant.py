"""
Variants: which are possible, and what is said of the others.
"""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import Connect4Error, InvalidVariant
from connect4tx.game.variant import STANDARD, Variant

SENTENCES = {
    ("columns", 3): "A board cannot have 3 columns, only 4 to 20:"
    " choose --cols from 4 to 20.",
    ("columns", 21): "A board cannot have 21 columns, only 4 to 20:"
    " choose --cols from 4 to 20.",
    ("rows", 1): "A board cannot have 1 row, only 4 to 20: choose --rows from 4 to 20.",
    ("rows", 21): "A board cannot have 21 rows, only 4 to 20:"
    " choose --rows from 4 to 20.",
    ("connect", 2): "A line cannot be 2 discs long, only 3 to 10:"
    " choose --connect from 3 to 10.",
    ("connect", 11): "A line cannot be 11 discs long, only 3 to 10:"
    " choose --connect from 3 to 10.",
    ("connect", 8): "A line of 8 discs does not fit on 7 columns and 6 rows:"
    " choose --connect from 3 to 7, or a larger board with --cols and --rows.",
    ("players", 1): "A game cannot have 1 player, only 2 to 4:"
    " choose --players from 2 to 4.",
    ("players", 5): "A game cannot have 5 players, only 2 to 4:"
    " choose --players from 2 to 4.",
}


class VariantTests(SynchronousTestCase):
    def test_standard(self) -> None:
        """
        The standard game is four in a row on 7 columns and 6 rows for two.
        """
        self.assertEqual(STANDARD, Variant(columns=7, rows=6, connect=4, players=2))
        self.assertEqual(STANDARD.cells, 42)

    def test_bounds_are_possible(self) -> None:
        """
        The smallest and the largest of everything can be played.
        """
        self.assertEqual(Variant(4, 4, 3, 2).cells, 16)
        self.assertEqual(Variant(20, 20, 10, 4).cells, 400)

    def test_line_as_long_as_the_longer_side(self) -> None:
        """
        A line may be as long as the longer side of the board, either side.
        """
        self.assertEqual(Variant(4, 9, 9).connect, 9)
        self.assertEqual(Variant(9, 4, 9).connect, 9)

    def test_impossible_variants_get_a_sentence(self) -> None:
        """
        An impossible variant tells its field and value and says what to choose.
        """
        for (field, value), sentence in SENTENCES.items():
            error = self.assertRaises(InvalidVariant, Variant, **{field: value})
            self.assertEqual((error.field, error.value), (field, value))
            self.assertEqual(str(error), sentence)
            self.assertIsInstance(error, Connect4Error)

    def test_immutable(self) -> None:
        """
        A variant does not change.
        """
        with self.assertRaises(FrozenInstanceError):
            STANDARD.columns = 8  # type: ignore[misc]


class RandomSizeTests(SynchronousTestCase):
    def test_every_size_comes_up(self) -> None:
        """
        Columns and rows are each any of 4 to 20.
        """
        rng = random.Random(42)
        drawn = [Variant.random_size(rng) for _ in range(500)]
        self.assertEqual({variant.columns for variant in drawn}, set(range(4, 21)))
        self.assertEqual({variant.rows for variant in drawn}, set(range(4, 21)))
        self.assertEqual({variant.connect for variant in drawn}, {4})

    def test_line_is_kept_legal(self) -> None:
        """
        A line too long for the board that was drawn becomes as long as its longer side.
        """
        rng = random.Random(42)
        for _ in range(500):
            variant = Variant.random_size(rng, connect=10, players=3)
            longest = max(variant.columns, variant.rows)
            self.assertEqual(variant.connect, min(10, longest))
            self.assertEqual(variant.players, 3)

    def test_impossible_line_is_refused(self) -> None:
        """
        A line that no board allows is refused as it was asked for, not shortened.
        """
        rng = random.Random(42)
        with self.assertRaises(InvalidVariant) as caught:
            Variant.random_size(rng, connect=11)
        self.assertEqual(caught.exception.value, 11)
