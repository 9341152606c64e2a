"""
Rooms that keep crashing, and the end of the server.
"""

from __future__ import annotations

from connect4tx.play.events import Departure, RoomCode
from connect4tx.supervision.exits import Shutdown
from tests.play.test_crashes import CRASHES_FORGIVEN
from tests.support.members import PlayCase, absences
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
        Nothing of a lost room stays but what the journal has of it.
        """
        before = self.world.clock.getDelayedCalls()
        code, _ = self.table(playing=True)
        events = list(self.world.events[code])
        self.lose(code)
        self.assertEqual(len(self.world.rooms), 0)
        self.assertEqual(self.world.events, {code: events})
        self.assertEqual(self.world.clock.getDelayedCalls(), before)

    def test_its_game_can_be_played_on(self) -> None:
        """
        The game of a lost room is kept: its players come back to it with their tokens,
        and play it to its end.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, *WON[:3])
        self.lose(code)
        ann, bob = self.back(ann), self.back(bob)
        self.assertEqual(self.room(code).state.away, [])
        self.assert_won(self.play(code, *WON[3:]), by=0)
        self.assertEqual(bob.told[-2:], ["DiscDropped", "GameEnded"])

    def test_it_is_lost_again(self) -> None:
        """
        A room that was lost and came back may crash as often as any other.
        """
        code, (ann, _) = self.table(playing=True)
        for _ in range(3):
            self.lose(code)
            ann = self.back(ann)
            self.assertIn(code, self.world.rooms)

    def test_members_of_a_lost_room_may_play_elsewhere(self) -> None:
        """
        Whose room was lost opens or joins another one.
        """
        code, (ann, bob) = self.table(playing=True)
        self.lose(code)
        other = self.create(ann)
        self.done(self.join(bob, other))
        self.end(bob)
        self.assertEqual(absences(ann), [(1, Departure.LOST_CONNECTION)])


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
