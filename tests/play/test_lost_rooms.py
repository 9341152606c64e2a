"""
Rooms that keep crashing, and the end of the server.
"""

from __future__ import annotations

from connect4tx.play.events import DiscDropped, RoomCode
from connect4tx.play.rejections import Reason
from connect4tx.play.state import RoomState
from connect4tx.supervision.exits import Shutdown
from tests.play.test_crashes import CRASHES_FORGIVEN
from tests.support.members import Bug, PlayCase
from tests.support.stories import WON


class LostRoomTests(PlayCase):
    """
    A room that crashes more often than it may.
    """

    def lose(self, code: RoomCode) -> None:
        """
        Crash a room until it is given up.
        """
        self.crash(code, CRASHES_FORGIVEN + 1)

    def test_defect_17_restarts_have_a_limit(self) -> None:
        """
        A room survives three crashes in five seconds, and not a fourth.
        """
        code, _ = self.table(playing=True)
        self.crash(code, CRASHES_FORGIVEN)
        self.assertIn(code, self.world.rooms)
        self.crash(code)
        self.assertNotIn(code, self.world.rooms)

    def test_now_and_then_is_no_reason_to_give_up(self) -> None:
        """
        A room that crashes rarely is rebuilt every time.
        """
        code, _ = self.table(playing=True)
        state = self.play(code, 3)
        for _ in range(20):
            self.crash(code)
            self.world.clock.advance(6)
        self.assertEqual(self.room(code).state, state)

    def test_its_members_are_told(self) -> None:
        """
        Every member of a lost room is told so, once and last.
        """
        code, members = self.table(playing=True)
        self.lose(code)
        for member in members:
            self.assertEqual(member.told, ["RoomRestored"] * 3 + ["RoomLost"])
            self.assertTrue(member.process.alive)
            self.assertEqual(member.updates[-1].after.code, code)

    def test_defect_02_other_rooms_live(self) -> None:
        """
        Rooms beside a lost one, and the lobby, do not notice it.
        """
        code, _ = self.table(playing=True)
        other, members = self.table(playing=True)
        room = self.room(other)
        self.lose(code)
        self.assertIs(self.room(other), room)
        self.assertEqual([member.told for member in members], [[], []])
        self.assert_won(self.play(other, *WON), by=0)
        self.table()

    def test_defect_02_many_lost_rooms_end_nothing_else(self) -> None:
        """
        However many rooms are lost at once, the supervisor above them stays.
        """
        codes = [self.table(playing=True)[0] for _ in range(20)]
        kept, _ = self.table(playing=True)
        for code in codes:
            self.lose(code)
        self.assertEqual(len(self.world.rooms), 1)
        self.play(kept, 3)
        self.assertTrue(self.world.root.process.alive)

    def test_defect_10_lost_room_is_forgotten(self) -> None:
        """
        Nothing of a lost room stays, and its code is unknown.
        """
        code, _ = self.table(playing=True)
        self.lose(code)
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))
        self.refused(self.join(self.member(), code), Reason.NO_SUCH_ROOM)

    def test_members_of_a_lost_room_may_play_elsewhere(self) -> None:
        """
        Whose room was lost opens or joins another one.
        """
        code, (ann, bob) = self.table(playing=True)
        self.lose(code)
        other = self.create(ann)
        self.done(self.join(bob, other))
        self.end(bob)
        self.assertEqual(ann.told[-1], "PlayerLeft")

    def test_event_that_cannot_be_replayed(self) -> None:
        """
        A room that cannot be rebuilt is given up and forgotten, its members are told.
        """
        code, members = self.table(playing=True)

        def apply(state: RoomState, event: object) -> RoomState:
            if isinstance(event, DiscDropped):
                raise Bug
            return whole(state, event)  # type: ignore[arg-type]

        whole = RoomState.apply
        self.patch(RoomState, "apply", apply)
        self.room(code).drop(0, 3).addErrback(lambda _: None)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assertEqual([member.told for member in members], [["RoomLost"]] * 2)
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(self.world.events, {})


class EndOfTheServerTests(PlayCase):
    """
    Rooms that end because the server does.
    """

    def test_games_stay_in_the_journal(self) -> None:
        """
        A server that stops closes no game: the journal has it as it was.
        """
        code, members = self.table(playing=True)
        self.play(code, 3)
        before = list(self.world.events[code])
        for member in members:
            self.end(member, Shutdown())
        self.world.stop()
        self.assertEqual(self.world.events, {code: before})

    def test_nobody_is_told_of_faults(self) -> None:
        """
        A server that stops has no faults to tell of.
        """
        _, members = self.table(playing=True)
        self.world.stop()
        self.assertEqual([member.told for member in members], [[], []])

    def test_nothing_is_left_to_do(self) -> None:
        """
        A server that has stopped has no room and no timer.
        """
        self.table(playing=True)
        self.world.stop()
        self.assertEqual(len(self.world.rooms), 0)
        self.assertEqual(self.world.clock.getDelayedCalls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])
