"""
What the members of a room are told.
"""

from __future__ import annotations

from connect4tx.play.events import (
    Departure,
    DiscDropped,
    PlayerLeft,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.state import NO_ROOM
from connect4tx.play.updates import Update
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


class UpdatesAfterTests(PlayCase):
    """
    What has happened after some version, once more.
    """

    def after(self, code: RoomCode, version: int) -> list[Update]:
        return self.result(self.world.rooms.updates(code, version))

    def test_as_they_were_told(self) -> None:
        """
        The updates are those that the members were told: the same happenings, and the
        room before and after each.
        """
        code, (ann, _) = self.table(playing=True)
        self.play(code, 3, 3, 0)
        told = [(u.happening, u.before, u.after) for u in ann.updates]
        again = self.after(code, ann.updates[0].before.version)
        self.assertEqual([(u.happening, u.before, u.after) for u in again], told)

    def test_from_the_beginning(self) -> None:
        """
        From version 0 on they begin with the opening of the room.
        """
        code, _ = self.table(playing=True)
        updates = self.after(code, 0)
        self.assertEqual([update.after.version for update in updates], [1, 2, 3, 4])
        self.assertIsInstance(updates[0].happening, RoomOpened)
        self.assertEqual(updates[0].before, NO_ROOM)
        self.assertEqual(updates[-1].after, self.room(code).state)

    def test_only_what_came_after(self) -> None:
        """
        What one has heard already is not told, nor is there anything after the last.
        """
        code, _ = self.table(playing=True)
        last = self.play(code, 3).version
        [update] = self.after(code, last - 1)
        self.assertEqual(dropped_column(update.happening), 3)
        for version in (last, last + 1, 10**30):
            self.assertEqual(self.after(code, version), [])

    def test_after_a_crash_of_the_room(self) -> None:
        """
        They come from the journal, so a room that crashed has lost none of them.
        """
        code, _ = self.table(playing=True)
        self.play(code, 3)
        before = [(u.happening, u.after) for u in self.after(code, 0)]
        self.crash(code)
        self.assertEqual([(u.happening, u.after) for u in self.after(code, 0)], before)

    def test_no_room(self) -> None:
        """
        In a room that there is not, or no longer is, nothing has happened.
        """
        self.assertEqual(self.after(RoomCode("NONE22"), 0), [])
        code, members = self.table()
        for member in members:
            self.end(member)
        self.assertEqual(self.after(code, 0), [])


def dropped_column(happening: object) -> int:
    """
    The column of a move.
    """
    assert isinstance(happening, DiscDropped), happening
    return happening.column
