"""
Bugs after something was recorded: what the journal has, has happened.
"""

from __future__ import annotations

from twisted.internet.defer import Deferred

from connect4tx.play.events import (
    Departure,
    DiscDropped,
    GameStarted,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
    RoomReset,
)
from connect4tx.play.room import Answer, RoomCrashed
from connect4tx.play.state import replay
from tests.support.members import Bug, PlayCase, absences
from tests.support.stories import WON


class BugAfterAppendTests(PlayCase):
    """
    The room crashes between its journal and what it knows itself.
    """

    def assert_crashes(self, action: Deferred[Answer]) -> None:
        """
        Fail unless this ends in the crash of the room, which is logged once.
        """
        self.failureResultOf(action).trap(RoomCrashed)
        self.world.settle()
        self.assertEqual(len(self.flushLoggedErrors(Bug)), 1)

    def assert_as_recorded(self, code: RoomCode) -> None:
        """
        Fail unless the room is what its journal says, with a member on each seat whose
        player is not away.
        """
        room = self.room(code)
        self.assertEqual(room.state, replay(self.world.events[code]))
        seated = {
            seat: place.player
            for seat, place in enumerate(room.state.seats)
            if place is not None and place.away is None
        }
        members = {seat: member.player for seat, member in room.members.items()}
        self.assertEqual(members, seated)

    def test_move_has_been_made(self) -> None:
        """
        A bug after a move was recorded does not take the move back.
        """
        code, members = self.table(playing=True)
        self.break_effect(DiscDropped)
        self.assert_crashes(self.room(code).drop(0, 3))
        self.assert_as_recorded(code)
        state = self.room(code).state
        assert state.position is not None
        self.assertEqual((state.position.ply, state.position.turn), (1, 1))
        self.assertEqual([member.told for member in members], [["RoomRestored"]] * 2)

    def test_game_is_played_to_its_end(self) -> None:
        """
        After such a crash the game goes on to a correct end.
        """
        code, _ = self.table(playing=True)
        self.break_effect(DiscDropped)
        self.assert_crashes(self.room(code).drop(0, WON[0]))
        self.assert_won(self.play(code, *WON[1:]), by=0)

    def test_start_and_reset_have_been_done(self) -> None:
        """
        A bug after the start or the reset of a game was recorded does not undo it, and
        who made ready for the next game has the token for it.
        """
        code, members = self.table()
        self.break_effect(GameStarted)
        self.assert_crashes(self.room(code).start(0))
        self.assert_as_recorded(code)
        self.play(code, *WON)
        self.break_effect(RoomReset)
        self.assert_crashes(self.room(code).reset(0))
        self.assert_as_recorded(code)
        self.back(members[1])
        self.assert_as_recorded(code)

    def test_who_waits_is_told_of_the_crash(self) -> None:
        """
        Actions that wait behind the one with the bug fail, and are not recorded.
        """
        code, _ = self.table(playing=True)
        room = self.room(code)
        self.world.store.slow = True
        self.break_effect(DiscDropped)
        first, second = room.drop(0, 3), room.drop(1, 3)
        self.world.store.go_on()
        self.failureResultOf(second).trap(RoomCrashed)
        self.assert_crashes(first)
        self.assertEqual(self.room(code).state.version, 5)

    def test_effect_that_raises_restarts_the_room(self) -> None:
        """
        A bug in telling a member is a crash of the room, which loses nothing.
        """
        code, (ann, bob) = self.table(playing=True)
        told = bob.deliver
        bugs = [Bug()]

        def deliver(update: object) -> None:
            if bugs:
                raise bugs.pop()
            told(update)  # type: ignore[arg-type]

        bob.deliver = deliver  # type: ignore[method-assign]
        self.assert_crashes(self.room(code).drop(0, 3))
        self.assert_as_recorded(code)
        self.assertEqual(bob.told, ["RoomRestored"])
        self.assertEqual(ann.told, ["DiscDropped", "RoomRestored"])

    def test_joined_player_has_no_ghost_seat(self) -> None:
        """
        After a bug in seating a player the seat is kept as that of one who is away,
        who has it back with the token.
        """
        ann, bob = self.member("ann"), self.member("bob")
        code = self.create(ann)
        self.break_effect(PlayerJoined)
        self.assert_crashes(self.room(code).join(bob, None))
        self.assert_as_recorded(code)
        self.assertEqual(absences(ann), [(1, Departure.SERVER_DOWN)])
        self.back(bob)
        self.assertEqual(self.room(code).state.away, [])

    def test_player_who_came_back_sits_once(self) -> None:
        """
        After a bug in giving a seat back, the old connection has it no longer, and the
        new one has it when it shows the token once more.
        """
        code, (ann, bob) = self.table(playing=True)
        new = self.member("new")
        self.break_effect(PlayerReturned)
        asked = Deferred.fromCoroutine(self.come_back(new, bob.token))
        self.assert_crashes(asked)
        self.assert_as_recorded(code)
        self.assertEqual(bob.told, ["SeatTaken"])
        self.assertEqual(absences(ann), [(1, Departure.SERVER_DOWN)])
        self.done(self.come_back(new, bob.token))
        self.assert_as_recorded(code)
        self.play(code, 3, 3)
        self.assertEqual(new.told, ["PlayerReturned", "DiscDropped", "DiscDropped"])
        self.assertEqual(bob.told, ["SeatTaken"])

    def test_player_who_dropped_is_away(self) -> None:
        """
        After a bug in noticing a lost connection, its player is away all the same, and
        was so once.
        """
        code, (ann, bob) = self.table(playing=True)
        self.break_effect(PlayerDropped)
        self.end(bob)
        self.assertEqual(len(self.flushLoggedErrors(Bug)), 1)
        self.assert_as_recorded(code)
        events = self.world.events[code]
        self.assertEqual(sum(isinstance(e, PlayerDropped) for e in events), 1)
        self.assertEqual(self.room(code).state.away, [1])
        self.assertEqual(ann.told, ["RoomRestored"])

    def test_defect_10_room_of_a_ghost_closes(self) -> None:
        """
        A room that crashed in seating a player closes when all players are gone.
        """
        ann, bob = self.member("ann"), self.member("bob")
        code = self.create(ann)
        self.break_effect(PlayerJoined)
        self.assert_crashes(self.room(code).join(bob, None))
        self.end(bob)
        self.end(ann)
        self.assertNotIn(code, self.world.rooms)

    def test_defect_07_player_who_left_is_no_member(self) -> None:
        """
        After a bug in giving a seat up, nobody is on it, and nobody leaves it again.
        """
        code, members = self.table(3, playing=True)
        self.break_effect(PlayerLeft)
        self.assert_crashes(self.room(code).leave(1, Departure.LEFT))
        self.assert_as_recorded(code)
        members[1].forget()
        self.play(code, 3)
        self.assertEqual(members[1].told, [])

    def test_defect_07_end_after_such_a_leave_breaks_nothing(self) -> None:
        """
        The end of a connection whose leave crashed the room is no second departure.
        """
        code, members = self.table(3, playing=True)
        self.break_effect(PlayerLeft)
        self.assert_crashes(self.room(code).leave(1, Departure.LEFT))
        self.end(members[1])
        self.assertEqual(len(self.flushLoggedErrors()), 0)
        left = [e for e in self.world.events[code] if isinstance(e, PlayerLeft)]
        self.assertEqual(len(left), 1)
        self.play(code, 3, 3)

    def test_defect_10_closed_room_does_not_come_back(self) -> None:
        """
        A bug after a room has closed does not leave an empty room behind.
        """
        ann = self.member("ann")
        code = self.create(ann)
        self.break_effect(RoomClosed)
        self.assert_crashes(self.room(code).leave(0, Departure.LEFT))
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn("RoomRestored", ann.told)
