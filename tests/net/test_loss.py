"""
How a connection ends, and what its room is told.
"""

from __future__ import annotations

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

from connect4tx.play.room import Answer, Room
from connect4tx.supervision.exits import Shutdown
from connect4tx.terminal import sentences
from tests.support.net_world import World, WorldCase

LOST = "{} has lost the connection; the seat is kept."
CRASHED = "{} is away, as the connection crashed on our side; the seat is kept."


class ReasonTests(WorldCase):
    def test_lost(self) -> None:
        """
        A connection that was closed, lost or aborted is lost, which is no error.
        """
        for error in (ConnectionDone, ConnectionLost, ConnectionAborted):
            first, second = self.pair(playing=True)
            first.wire.lose(Failure(error()))
            self.assertIn(LOST.format(first.called), second.news(), error)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_exception_from_data_received(self) -> None:
        """
        A bug inside ``dataReceived`` is a crash, and logged.
        """
        first, second = self.pair(playing=True)
        self.patch(first.connection, "_codec", None)
        first.wire.sends(b"4\r\n")
        self.assertIn(CRASHED.format(first.called), second.news())
        self.assertEqual(len(self.flushLoggedErrors(AttributeError)), 1)

    def test_drill(self) -> None:
        """
        ``crash connection`` is such a crash: it ends that connection only.
        """
        first, second = self.pair(playing=True)
        first.says("crash connection")
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        self.assertTrue(first.gone)
        self.assertIn(CRASHED.format(first.called), second.news())
        self.assertFalse(second.gone)

    def test_nothing_is_left(self) -> None:
        """
        However it ended, no process of it is left and no call is waiting.
        """
        before = self.world.processes()
        for end in ("leaves", "vanishes"):
            player = self.world.player()
            getattr(player, end)()
            self.assertEqual(self.world.processes(), before)
        self.assertEqual(self.world.calls(), [])

    def test_defect_7_leaving_and_disconnecting_harms_nobody(self) -> None:
        """
        Who joined and left rooms may disconnect without a trace in any of them.
        """
        hosts = [self.world.player() for _ in range(5)]
        codes = [host.opens_room() for host in hosts]
        guest = self.world.player()
        for code in codes:
            guest.says(f"join {code}", "leave")
        for host in hosts:
            host.news()
        guest.vanishes()
        self.assertEqual([host.news() for host in hosts], [""] * 5)
        self.assertFalse(any(host.gone for host in hosts))


class ActingTests(WorldCase):
    """
    A connection that is lost while a line of it is being acted on.
    """

    def setUp(self) -> None:
        super().setUp()
        self.player = self.world.player()
        self.player.says("name lea")
        self.cancelled: list[Deferred[Answer]] = []
        self.waiting: Deferred[Answer] = Deferred(self.cancelled.append)
        lobby = self.world.door()._manners.house.lobby
        self.patch(lobby, "create", lambda *_: self.waiting)
        self.player.says("create")
        self.assertNoResult(self.waiting)

    def test_what_is_waited_for_is_cancelled(self) -> None:
        """
        What its line waits for is cancelled, once, and nothing of the connection is
        left.
        """
        self.player.vanishes()
        self.assertEqual(self.cancelled, [self.waiting])
        self.assertEqual(self.world.connections(), [])
        self.assertEqual(self.world.calls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_name_is_free(self) -> None:
        """
        Its name is free at once for the next one.
        """
        self.assertIn("lea", self.world.player().says("name lea"))
        self.assertEqual(len(self.world.names), 2)
        self.player.vanishes()
        self.assertEqual(len(self.world.names), 1)
        other = self.world.player()
        other.says("name lea")
        self.assertEqual(other.called, "lea")

    def test_lines_behind_it_are_not_done(self) -> None:
        """
        What was sent behind that line is not done any more.
        """
        self.player.says("name max", "tree")
        self.player.vanishes()
        self.assertEqual(len(self.world.names), 0)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_server_that_stops(self) -> None:
        """
        A server that stops cancels it as well, and waits for nothing.
        """
        self.world.stop()
        self.assertEqual(self.cancelled, [self.waiting])
        self.assertTrue(self.player.gone)
        self.assertEqual(self.flushLoggedErrors(), [])


class HalfCloseTests(WorldCase):
    def test_lines_sent_before_are_answered(self) -> None:
        """
        Who closes the sending half (``nc -N``) gets all answers and is let go then.
        """
        player = self.world.player()
        player.news()
        player.wire.sends(b"board\r\nnonsense\r\n")
        player.wire.ends_input()
        told = player.news()
        self.assertIn("not in a room", told)
        self.assertIn("Unknown command nonsense", told)
        self.assertTrue(player.gone)

    def test_seat_is_kept(self) -> None:
        """
        To the room it is a lost connection, whose seat waits for its token.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.wire.ends_input()
        self.assertIn(LOST.format(first.called), second.news())
        self.assertTrue(first.gone)
        told = self.world.player().says(f"back {token}")
        self.assertIn(f"Welcome back, {first.called}", told)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_bug_while_giving_the_seat_up(self) -> None:
        """
        A bug in leaving the room does not keep a connection whose input has ended.
        """
        first, _ = self.pair(playing=True)

        def leave(room: Room, seat: int, why: object) -> None:
            raise ZeroDivisionError

        patched = self.patch(Room, "leave", leave)
        first.wire.ends_input()
        self.world.settle()
        patched.restore()
        self.world.settle()
        self.flushLoggedErrors(ZeroDivisionError)
        self.assertTrue(first.gone)

    def test_peer_that_reads_no_more(self) -> None:
        """
        Who closes the receiving half is let go at once.
        """
        first, second = self.pair(playing=True)
        first.connection.writeConnectionLost()
        self.world.settle()
        self.assertTrue(first.gone)
        self.assertIn(LOST.format(first.called), second.news())


class StopTests(WorldCase):
    def test_defect_16_players_are_told(self) -> None:
        """
        When the server stops, each player is told on a line of its own, then closed.
        """
        players = (*self.pair(playing=True), self.world.player())
        for player in players:
            player.news()
        self.world.stop()
        for player in players:
            told = player.news()
            self.assertTrue(told.startswith("\n"))
            self.assertTrue(told.endswith(f"\n{sentences.STOPPING}\n"), told)
            self.assertTrue(player.gone)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_stopping_is_nobodys_loss(self) -> None:
        """
        A connection that the server itself closes ends by order: its seat is kept.
        """
        first, second = self.pair(playing=True)
        self.world.stop()
        self.assertNotIn("lost the connection", first.news() + second.news())
        for player in (first, second):
            self.assertEqual(player.connection.process.exit, Shutdown())

    def test_stop_is_over_when_all_have_gone(self) -> None:
        """
        Stopping waits until the last connection has closed.
        """
        player = self.world.player()
        player.wire.stops_reading()
        stopped = self.world.root.stopService()
        self.world.settle()
        self.assertNoResult(stopped)
        player.wire.reads_on()
        self.world.settle()
        self.successResultOf(stopped)

    def test_peer_that_never_closes_is_aborted(self) -> None:
        """
        A peer that does not take what is unsent is aborted after two seconds.
        """
        player = self.world.player()
        player.wire.stops_reading()
        stopped = self.world.root.stopService()
        self.world.clock.pump([0, 1.9])
        self.assertFalse(player.gone)
        self.world.clock.pump([0.2, 0])
        self.assertTrue(player.gone)
        self.successResultOf(stopped)

    def test_exit_of_a_peer_that_never_closes(self) -> None:
        """
        The same bound holds for one that has said ``exit``.
        """
        player = self.world.player()
        player.wire.stops_reading()
        player.says("exit")
        self.assertFalse(player.gone)
        self.world.clock.pump([2.1, 0])
        self.assertTrue(player.gone)
        self.assertEqual(self.world.connections(), [])

    def test_server_can_be_started_again(self) -> None:
        """
        A world that was stopped leaves nothing that waits.
        """
        world = World()
        world.player()
        world.stop()
        self.assertEqual(world.calls(), [])
