"""
Players who go, and how.
"""

from __future__ import annotations

from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason
from connect4tx.play.state import Status
from connect4tx.supervision.exits import Killed, Normal, Shutdown
from tests.support.members import PlayCase, crashed, departures


class EndOfConnectionTests(PlayCase):
    """
    A member's process ends while it has a seat.
    """

    def test_defect_05_lost_connection_is_told(self) -> None:
        """
        When a connection is lost, the seat is given up and the others are told why.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.assertEqual(departures(bob), [(0, Departure.LOST_CONNECTION)])
        self.assertIsNone(self.room(code).state.seats[0])

    def test_defect_05_nobody_is_left_playing_alone(self) -> None:
        """
        When the other player is gone, the game is over and won; it does not hang.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        state = self.room(code).state
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(
            (state.status, state.position.outcome.winner), (Status.OVER, 1)
        )

    def test_crashed_connection_is_told_as_such(self) -> None:
        """
        When a connection has crashed or was given up, the others are told so.
        """
        for exit in (crashed(), Killed()):
            _, (ann, bob) = self.table(playing=True)
            self.end(ann, exit)
            self.assertEqual(departures(bob), [(0, Departure.CRASHED)])

    def test_orderly_end_is_a_lost_connection(self) -> None:
        """
        A connection that ends by itself, in whatever order, is lost to the room.
        """
        for exit in (Normal(), Shutdown("timed out")):
            _, (ann, bob) = self.table(playing=True)
            self.end(ann, exit)
            self.assertEqual(departures(bob), [(0, Departure.LOST_CONNECTION)])

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
        self.assertEqual(len(departures(bob)), 1)

    def test_end_before_the_game_frees_the_seat(self) -> None:
        """
        A seat that its player lost before the game can be taken by another.
        """
        code, (ann, _) = self.table()
        self.end(ann)
        state = self.done(self.join(self.member("carl"), code))
        self.assertEqual((state.seated, state.symbols), (2, ("X", "O")))

    def test_both_in_one_turn(self) -> None:
        """
        When all connections end at once, each is recorded and the room closes.
        """
        code, (ann, bob) = self.table(playing=True)
        ann.process.end(crashed())
        bob.process.end(crashed())
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(departures(bob), [(0, Departure.CRASHED)])

    def test_three_go_on_without_one(self) -> None:
        """
        With three players the game goes on without the one who is gone.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.play(code, 0)
        self.end(bob)
        state = self.play(code, 1, 2, 3)
        assert state.position is not None
        self.assertEqual((state.status, state.position.ply), (Status.PLAYING, 4))
        self.assertEqual(state.position.present, (True, False, True))
        self.assertEqual(departures(ann), departures(carl))

    def test_four_players_go_one_by_one(self) -> None:
        """
        Of four players one after the other goes; the last one has won.
        """
        code, members = self.table(4, playing=True)
        for seat in (2, 0):
            self.end(members[seat])
            self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.done(self.room(code).leave(3, Departure.LEFT))
        state = self.room(code).state
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(
            (state.status, state.position.outcome.winner), (Status.OVER, 1)
        )
        seats = [seat for seat, _ in departures(members[1])]
        self.assertEqual(seats, [2, 0, 3])

    def test_defect_05_stranger_cannot_take_over_a_running_game(self) -> None:
        """
        A seat that became free in a running game cannot be taken by a stranger.
        """
        code, (ann, _, _) = self.table(3, playing=True)
        self.end(ann)
        stranger = self.member("stranger")
        self.refused(self.join(stranger, code, "X"), Reason.GAME_RUNS)
