"""
Questions and answers on their way to workers and back.
"""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.duel import Duel
from connect4tx.bots.questions import Prospects
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect
from tests.bots.positions import after_random_moves
from tests.game.strategies import repeatable

PROSPECTS = st.builds(Prospect, st.sampled_from((None, -1, 0, 1)), st.integers(0, 400))


class WireTests(SynchronousTestCase):
    """
    What is sent arrives.
    """

    def test_positions_arrive_as_they_were(self) -> None:
        """
        Of every board and ply, the largest too.
        """
        rng = Random(1)
        for variant in (STANDARD, Variant(4, 4, 3), Variant(20, 20, 10)):
            for plies in range(0, variant.cells // 2, 3):
                duel = Duel.of(after_random_moves(rng, plies, variant))
                sent = {"duel": duel, "seconds": 0.25}
                box = Prospects.makeArguments(sent, None)
                self.assertLess(max(map(len, box.values())), 0xFFFF)
                self.assertEqual(Prospects.parseArguments(box, None), sent)

    @repeatable
    @given(st.dictionaries(st.integers(0, 19), PROSPECTS))
    def test_prospects_arrive_as_they_were(self, found: dict[int, Prospect]) -> None:
        """
        The known ones and the unknown, and none at all.
        """
        sent = {"prospects": found}
        box = Prospects.makeResponse(sent, None)
        self.assertEqual(Prospects.parseResponse(box, None), sent)
