"""
The supervisor of all rooms ends, and the rooms do not.
"""

from __future__ import annotations

from connect4tx.play.rejections import Rejected
from tests.support.members import PlayCase


class RoomsSupervisorTests(PlayCase):
    def test_games_go_on_under_the_next_one(self) -> None:
        """
        When the supervisor of rooms is killed, each room is rebuilt under the next one.
        """
        code, (ann, bob) = self.table(playing=True)
        self.successResultOf(self.room(code).drop(0, 3))
        ann.forget()
        bob.forget()
        self.world.root.child("rooms").kill()
        self.world.settle()
        self.assertEqual(ann.told, ["RoomRestored"])
        self.assertEqual(bob.told, ["RoomRestored"])
        answer = self.successResultOf(self.room(code).drop(1, 3))
        self.assertNotIsInstance(answer, Rejected)
        self.assertEqual(self.room(code).state.position.ply, 2)  # type: ignore[union-attr]
