"""
Rooms that crash: what survives, who is told, and who is not harmed.
"""

from __future__ import annotations

from connect4tx.play import decisions
from connect4tx.play.events import Departure, DiscDropped
from connect4tx.play.rejections import Reason
from connect4tx.play.room import RoomCrashed
from connect4tx.play.state import RoomState, Status
from connect4tx.supervision.exits import Shutdown
from tests.support.members import Bug, PlayCase, absences, crashed

# A room may crash this often in five seconds before it is given up.
CRASHES_FORGIVEN = 3


class RebuiltTests(PlayCase):
    """
    Defect 9: a room that crashes comes back as it was.
    """

    def test_defect_09_same_code_same_move(self) -> None:
        """
        A room that crashed is there again, under its code, at the same move.
        """
        code, _ = self.table(playing=True)
        before = self.play(code, 3, 3, 0)
        self.crash(code)
        self.assertEqual(self.room(code).state, before)

    def test_defect_09_it_is_another_room(self) -> None:
        """
        The room that is there again is a fresh one, not the broken one.
        """
        code, _ = self.table(playing=True)
        broken = self.room(code)
        self.crash(code)
        self.assertIsNot(self.room(code), broken)

    def test_defect_09_members_are_told_once(self) -> None:
        """
        Every member is told once that the room was restored, with the room as it is.
        """
        code, members = self.table(playing=True)
        state = self.play(code, 3)
        for member in members:
            member.forget()
        self.crash(code)
        for member in members:
            self.assertEqual(member.told, ["RoomRestored"])
            self.assertEqual(member.updates[0].after, state)

    def test_defect_09_the_game_goes_on(self) -> None:
        """
        After a crash the players play on, leave and join again as before.
        """
        code, members = self.table(playing=True)
        self.play(code, 0, 1, 0, 1, 0, 1)
        self.crash(code)
        self.assert_won(self.play(code, 0), by=0)
        self.assertEqual(members[1].told[-2:], ["DiscDropped", "GameEnded"])
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.done(self.room(code).reset(0))
        self.done(self.join(members[1], code))
        self.done(self.room(code).start(0))

    def test_defect_09_in_every_status(self) -> None:
        """
        A room survives a crash before, during and after a game.
        """
        code, _ = self.table(3)
        for status in (Status.LOBBY, Status.PLAYING, Status.OVER):
            self.assertIs(self.room(code).state.status, status)
            self.crash(code)
            self.assertIs(self.room(code).state.status, status)
            self.world.clock.advance(60)
            if status is Status.LOBBY:
                self.done(self.room(code).start(0))
                self.play(code, 0, 1, 2, 0, 1, 3, 0, 1, 2)
            elif status is Status.PLAYING:
                self.play(code, 0)

    def test_members_are_still_watched(self) -> None:
        """
        The end of a connection after a crash is noticed, and noticed once.
        """
        code, (ann, bob) = self.table(playing=True)
        self.crash(code, times=2)
        bob.forget()
        self.end(ann)
        self.assertEqual(absences(bob), [(0, Departure.LOST_CONNECTION)])
        self.assertEqual(self.room(code).state.away, [0])

    def test_end_of_a_connection_in_the_turn_of_the_crash(self) -> None:
        """
        A connection that ended together with the room is missed, for its own reason.
        """
        code, (ann, bob) = self.table(playing=True)
        self.room(code).crash(Bug())
        ann.process.end(crashed())
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assertEqual(absences(bob), [(0, Departure.CRASHED)])

    def test_seat_kept_by_the_server_survives_a_crash(self) -> None:
        """
        A seat that was kept when the server stopped its connection is kept in a crash.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann, Shutdown())
        self.crash(code)
        self.assertEqual(self.room(code).state.seated, 2)

    def test_who_comes_meanwhile_waits(self) -> None:
        """
        Who looks for a room that is just being rebuilt gets it when it is up.
        """
        code, _ = self.table(3)
        self.done(self.room(code).leave(2, Departure.LEFT))
        self.room(code).crash(Bug())
        self.assertIsNone(self.world.rooms.up(code))
        state = self.done(self.join(self.member("late"), code))
        self.assertEqual(state.seated, 3)
        self.flushLoggedErrors(Bug)

    def test_dead_room_does_nothing_any_more(self) -> None:
        """
        Who still holds the broken room learns that it crashed, and nothing is recorded.
        """
        code, _ = self.table(playing=True)
        broken = self.room(code)
        self.crash(code)
        before = list(self.world.events[code])
        self.failureResultOf(broken.drop(0, 3)).trap(RoomCrashed)
        self.assertEqual(self.world.events[code], before)


class BugInDecidingTests(PlayCase):
    """
    A bug before anything was recorded.
    """

    def test_it_harms_only_who_asked(self) -> None:
        """
        A bug in deciding fails for who asked; the room and the others go on.
        """
        code, members = self.table(playing=True)
        room = self.room(code)

        def breaks(*arguments: object) -> decisions.Decided:
            raise Bug

        whole = decisions.drop
        self.patch(decisions, "drop", breaks)
        self.failureResultOf(room.drop(0, 3)).trap(Bug)
        self.patch(decisions, "drop", whole)
        self.assertIs(self.room(code), room)
        self.assertEqual([member.told for member in members], [[], []])
        self.play(code, 3, 3)
        self.assertEqual(members[0].told, ["DiscDropped"] * 2)

    def test_bug_in_the_rules_records_nothing(self) -> None:
        """
        What the rules cannot make a room of fails for who asked: the journal has none
        of it, the room goes on, and nobody else is told.
        """
        code, members = self.table(playing=True)
        room, before = self.room(code), list(self.world.events[code])
        self.break_once(RoomState, "apply", DiscDropped)
        self.failureResultOf(room.drop(0, 3)).trap(Bug)
        self.assertEqual(self.world.events[code], before)
        self.assertIs(self.room(code), room)
        self.assertEqual([member.told for member in members], [[], []])
        self.play(code, 3, 3)

    def test_what_waits_behind_it_is_done(self) -> None:
        """
        Actions that wait behind the one with the bug are done.
        """
        code, _ = self.table(playing=True)
        room = self.room(code)
        self.world.store.slow = True
        first = room.drop(0, 3)
        broken = room._act(self._breaks)
        last = room.drop(1, 4)
        self.world.store.go_on()
        self.done(first)
        self.failureResultOf(broken).trap(Bug)
        self.done(last)

    def test_departure_that_cannot_be_decided_is_logged(self) -> None:
        """
        A bug in deciding on a lost connection is in the log, as nobody asked.
        """
        code, (ann, _) = self.table(playing=True)
        self.patch(decisions, "lose", self._breaks)
        self.end(ann)
        self.assertEqual(len(self.flushLoggedErrors(Bug)), 1)
        self.assertTrue(self.room(code).process.alive)

    @staticmethod
    def _breaks(*arguments: object, **keywords: object) -> decisions.Decided:
        raise Bug

    def test_bug_in_the_journal_does_not_silence_the_room(self) -> None:
        """
        When the journal raises instead of failing, the room answers what comes after.
        """
        code, _ = self.table(playing=True)
        self.world.store.bug = Bug()
        answers: list[object] = []
        try:
            self.room(code).drop(0, 3).addBoth(answers.append)
        except Bug as bug:
            answers.append(bug)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assertEqual(len(answers), 1)
        self.done(self.room(code).drop(0, 3))


class WaitingForALostRoomTests(PlayCase):
    """
    Somebody comes as a room is lost.
    """

    def test_who_waits_for_a_lost_room_is_told(self) -> None:
        """
        Who waited for a room that never came up again is told there is none.
        """
        code, _ = self.table()
        self.crash(code, times=CRASHES_FORGIVEN)
        self.room(code).crash(Bug())
        waiting = self.join(self.member("late"), code)
        self.refused(waiting, Reason.NO_SUCH_ROOM)
        self.flushLoggedErrors(Bug)
