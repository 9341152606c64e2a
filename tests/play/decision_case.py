"""
Rooms in every status, and what is decided in them.
"""

from __future__ import annotations

from random import Random

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import Variant
from connect4tx.play import decisions
from connect4tx.play.decisions import Decided
from connect4tx.play.events import (
    Event,
    EventIds,
    PlayerId,
)
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import RoomState
from tests.support.stories import (
    WON,
    closed,
    full_room,
    game,
    joined,
    left,
    opened,
    room_after,
)

ANN = PlayerId("ann")
FOUR = Variant(players=4)
CLOSED = room_after(opened(), joined(0), left(0), closed())
HALF = room_after(opened(), joined(0))
FULL = room_after(*full_room())
PLAYING = room_after(*game((3,)))
OVER = room_after(*game(WON))
DESERTED = room_after(*game((3,)), left(0))


class DecisionCase(SynchronousTestCase):
    """
    Has ids to give.
    """

    def setUp(self) -> None:
        self.ids = EventIds(Random(1))

    def assert_refused(
        self, decided: Decided, reason: Reason, **fields: object
    ) -> None:
        self.assertEqual(decided, Rejected(reason, fields))

    def join(self, state: RoomState, symbol: str | None = None) -> Decided:
        return decisions.join(state, self.ids, ANN, "ann", symbol)

    def event(self, decided: Decided) -> Event:
        """
        The one event that was decided on.
        """
        assert not isinstance(decided, Rejected), decided
        self.assertEqual(len(decided), 1)
        return decided[0]
