"""
Players who go, and how.
"""

from __future__ import annotations

from connect4tx.play.commands import Claim
from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import Status, replay
from connect4tx.supervision.exits import Killed, Normal, Shutdown
from tests.support.members import PlayCase, absences, crashed, departures
from tests.support.stories import WON


class EndOfConnectionTests(PlayCase):
    """
    A member's process ends while it has a seat.
    """

    def test_defect_05_lost_connection_is_told(self) -> None:
        """
        When a connection is lost, the others are told why, and the seat is kept.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.assertEqual(absences(bob), [(0, Departure.LOST_CONNECTION)])
        seat = self.room(code).state.seats[0]
        assert seat is not None
        self.assertIs(seat.away, Departure.LOST_CONNECTION)
        self.assertEqual(departures(bob), [])

    def test_defect_05_nobody_is_left_playing_alone(self) -> None:
        """
        When the other player is gone for good, the game does not hang: it can be won.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_crashed_connection_is_told_as_such(self) -> None:
        """
        When a connection has crashed or was given up, the others are told so.
        """
        for exit in (crashed(), Killed()):
            _, (ann, bob) = self.table(playing=True)
            self.end(ann, exit)
            self.assertEqual(absences(bob), [(0, Departure.CRASHED)])

    def test_orderly_end_is_a_lost_connection(self) -> None:
        """
        A connection that ends by itself, in whatever order, is lost to the room.
        """
        for exit in (Normal(), Shutdown("timed out")):
            _, (ann, bob) = self.table(playing=True)
            self.end(ann, exit)
            self.assertEqual(absences(bob), [(0, Departure.LOST_CONNECTION)])

    def test_end_that_the_server_ordered_keeps_the_seat(self) -> None:
        """
        A connection that the server itself stops keeps its player's seat.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann, Shutdown())
        self.assertEqual(bob.told, [])
        self.assertIsNotNone(self.room(code).state.seats[0])

    def test_told_once(self) -> None:
        """
        The end of a connection is told once, whatever happens to the process later.
        """
        _, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.end(ann, crashed())
        self.world.clock.advance(60)
        self.assertEqual(len(absences(bob)), 1)

    def test_end_before_the_game_frees_the_seat(self) -> None:
        """
        A seat that its player lost before the game can be taken by another.
        """
        code, (ann, bob) = self.table()
        self.end(ann)
        self.assertEqual(absences(bob), [(0, Departure.LOST_CONNECTION)])
        state = self.done(self.join(self.member("carl"), code))
        self.assertEqual((state.seated, state.symbols), (2, ("X", "O")))

    def test_end_after_the_game_gives_the_seat_up(self) -> None:
        """
        Who loses the connection after a game has left, for that reason; the last one
        closes the room.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, *WON)
        self.end(ann, Normal())
        self.assertEqual(departures(bob), [(0, Departure.LOST_CONNECTION)])
        self.assertIsNone(self.room(code).state.seats[0])
        self.end(bob, Normal())
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn(code, self.world.events)

    def test_crash_after_the_game_keeps_the_seat(self) -> None:
        """
        A bug after a game costs nobody the rematch: the seat is kept for as long as in
        a game, and the room too when nobody else is there.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, *WON)
        self.end(ann, crashed())
        self.assertEqual(absences(bob), [(0, Departure.CRASHED)])
        self.assertEqual(bob.told[-1], "GraceBegun")
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(departures(bob), [(0, Departure.ABANDONED)])
        self.end(bob, crashed())
        self.assertIn(code, self.world.rooms)
        self.world.clock.advance(GRACE_SECONDS)
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn(code, self.world.events)

    def test_both_in_one_turn(self) -> None:
        """
        When all connections end at once, each is recorded and the game waits.
        """
        code, (ann, bob) = self.table(playing=True)
        ann.process.end(crashed())
        bob.process.end(crashed())
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(absences(bob), [(0, Departure.CRASHED)])
        self.assertEqual(replay(self.world.events[code]).away, [0, 1])

    def test_three_go_on_without_one(self) -> None:
        """
        With three players the game goes on without the one who has left.
        """
        code, (ann, _, carl) = self.table(3, playing=True)
        self.play(code, 0)
        self.done(self.room(code).leave(1, Departure.LEFT))
        state = self.play(code, 1, 2, 3)
        assert state.position is not None
        self.assertEqual((state.status, state.position.ply), (Status.PLAYING, 4))
        self.assertEqual(state.position.present, (True, False, True))
        self.assertEqual(departures(ann), departures(carl))

    def test_three_wait_for_one_who_is_away(self) -> None:
        """
        With three players nobody is skipped for being away: the turn stays.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.play(code, 0)
        self.end(bob)
        self.refused(self.room(code).drop(2, 0), Reason.NOT_YOUR_TURN)
        self.assertEqual(absences(ann), [(1, Departure.LOST_CONNECTION)])
        self.assertEqual(absences(ann), absences(carl))
        self.back(bob)
        self.play(code, 1, 2, 3)

    def test_four_players_go_one_by_one(self) -> None:
        """
        Of four players one after the other goes; the last one has won.
        """
        code, members = self.table(4, playing=True)
        for seat in (2, 0):
            self.done(self.room(code).leave(seat, Departure.LEFT))
            self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.done(self.room(code).leave(3, Departure.LEFT))
        self.assert_won(self.room(code).state, by=1)
        seats = [seat for seat, _ in departures(members[1])]
        self.assertEqual(seats, [2, 0, 3])

    def test_defect_05_stranger_cannot_take_over_a_running_game(self) -> None:
        """
        A seat that became free in a running game, or whose player is away, cannot be
        taken by a stranger.
        """
        code, (ann, _, _) = self.table(3, playing=True)
        stranger = self.member("stranger")
        self.end(ann)
        self.refused(self.join(stranger, code, "X"), Reason.ROOM_FULL)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.refused(self.join(stranger, code, "X"), Reason.GAME_RUNS)
