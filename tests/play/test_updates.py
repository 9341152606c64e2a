"""
What the members of a room are told.
"""

from __future__ import annotations

from connect4tx.play.events import (
    Departure,
    DiscDropped,
    PlayerLeft,
)
from tests.support.members import FakeMember, PlayCase


class UpdatesTests(PlayCase):
    """
    What the members are told.
    """

    def test_defect_15_everybody_is_told_once_in_order(self) -> None:
        """
        All members are told everything once, in the order in which it happened.
        """
        code, members = self.table(3, playing=True)
        self.play(code, 3, 3, 0)
        for member in members:
            columns = [dropped_column(update.happening) for update in member.updates]
            self.assertEqual(columns, [3, 3, 0])
            versions = [update.after.version for update in member.updates]
            self.assertEqual(versions, [6, 7, 8])

    def test_defect_15_told_before_the_answer(self) -> None:
        """
        The members are told of a move before whoever made it has the answer.
        """
        code, _ = self.table(playing=True)
        order: list[str] = []
        self.patch(FakeMember, "deliver", lambda self, update: order.append("told"))
        self.room(code).drop(0, 3).addCallback(lambda state: order.append("answer"))
        self.assertEqual(order, ["told", "told", "answer"])

    def test_update_is_shared(self) -> None:
        """
        All members are given the same update, so that it is rendered once for all.
        """
        code, members = self.table(4, playing=True)
        self.play(code, 3)
        self.assertEqual(len({id(member.updates[0]) for member in members}), 1)

    def test_update_has_the_room_before_and_after(self) -> None:
        """
        An update shows the room just before and just after what it tells of.
        """
        code, members = self.table(playing=True)
        before = self.room(code).state
        after = self.play(code, 3)
        update = members[1].updates[0]
        self.assertIs(update.before, before)
        self.assertIs(update.after, after)

    def test_rooms_do_not_hear_each_other(self) -> None:
        """
        Nobody is told of another room.
        """
        code, _ = self.table(playing=True)
        other, strangers = self.table(playing=True)
        self.play(code, 3)
        self.assertEqual([stranger.told for stranger in strangers], [[], []])
        self.assertNotEqual(code, other)

    def test_member_may_act_while_being_told(self) -> None:
        """
        What a member asks for while being told comes after what is being told.
        """
        code, (ann, bob) = self.table(playing=True)
        room = self.room(code)

        def answers(update: object) -> None:
            ann.updates.append(update)  # type: ignore[arg-type]
            if len(ann.updates) == 1:
                room.drop(1, 0)

        ann.deliver = answers  # type: ignore[method-assign]
        self.done(room.drop(0, 3))
        for member in (ann, bob):
            columns = [dropped_column(update.happening) for update in member.updates]
            self.assertEqual(columns, [3, 0])

    def test_leaver_is_told_no_more(self) -> None:
        """
        Who has left hears nothing more of the room; the others hear of it once.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.play(code, 3)
        self.assertEqual(bob.told, [])
        for member in (ann, carl):
            self.assertEqual(member.told, ["PlayerLeft", "DiscDropped"])
            happening = member.updates[0].happening
            assert isinstance(happening, PlayerLeft)
            self.assertEqual((happening.seat, happening.why), (1, Departure.LEFT))


def dropped_column(happening: object) -> int:
    """
    The column of a move.
    """
    assert isinstance(happening, DiscDropped), happening
    return happening.column
