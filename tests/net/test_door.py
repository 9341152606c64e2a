"""
Who is let in, and the port that lets them in.
"""

from __future__ import annotations

from twisted.internet.error import CannotListenError

from connect4tx.net.connection import Connection
from connect4tx.net.door import PortClosed
from connect4tx.terminal import sentences
from tests.support.net_world import World, WorldCase


class AdmissionTests(WorldCase):
    def test_one_process_for_each(self) -> None:
        """
        Each connection is a supervisor under the door's, named after its peer.
        """
        players = [self.world.player() for _ in range(3)]
        names = {process.name for process in self.world.connections()}
        self.assertEqual(names, {player.name for player in players})

    def test_full_server_says_so_in_one_sentence(self) -> None:
        """
        One too many is told so, nothing else, and let go.
        """
        world = World(max_connections=2)
        inside = [world.player() for _ in range(2)]
        refused = world.player()
        self.assertEqual(refused.news(), f"{sentences.SERVER_FULL}\n")
        self.assertTrue(refused.gone)
        self.assertFalse(any(player.gone for player in inside))
        self.assertEqual(len(world.supervisor("telnet", "connections").children()), 2)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_place_becomes_free(self) -> None:
        """
        When one has gone the next is let in.
        """
        world = World(max_connections=1)
        world.player().leaves()
        self.assertIn(sentences.GREETING, world.player().news())

    def test_numbers_of_two_doors_differ(self) -> None:
        """
        Players are told apart whichever door they came through.
        """
        world = World(doors=2)
        players = [world.player(door) for door in (0, 1, 0, 1)]
        names = {player.connection.player for player in players}
        self.assertEqual(len(names), 4)

    def test_players_of_two_doors_in_one_room(self) -> None:
        """
        Each sits on the own seat, and nobody moves for another.
        """
        world = World(doors=2)
        host, guest = world.player(0), world.player(1)
        told = guest.says(f"join {host.opens_room()}", "play")
        self.assertIn(f"You are O, with {host.called} (X).", told)
        self.assertIn(f"It is {host.called}'s turn", guest.says("4"))

    def test_defect_2_many_who_come_and_go_at_once(self) -> None:
        """
        Five hundred that connect and vanish in the same turn harm nobody.
        """
        world = World(max_connections=500)
        inside = world.player()
        inside.news()
        for _ in range(10):
            hasty = [world.arrival() for _ in range(50)]
            for player in hasty:
                player.vanishes()
        self.assertEqual(len(world.supervisor("telnet", "connections").children()), 1)
        self.assertIn("not in a room", inside.says("board"))
        self.assertEqual(self.flushLoggedErrors(), [])


class ListenerTests(WorldCase):
    def setUp(self) -> None:
        super().setUp()
        self.endpoint = self.world.endpoints[0]
        self.inside = self.world.player()
        self.inside.news()

    def listener(self) -> object:
        """
        The process that listens now.
        """
        return self.world.supervisor("telnet").child("listener")

    def break_next_connection(self) -> None:
        """
        Have a bug show when the next peer connects.
        """
        door = self.world.door()

        def connection(trusted: bool) -> Connection:
            patched.restore()
            raise ZeroDivisionError

        patched = self.patch(door, "connection", connection)

    def assert_goes_on(self) -> None:
        """
        Fail unless who was inside still is, and others can come in.
        """
        self.assertFalse(self.inside.gone)
        self.assertIn("not in a room", self.inside.says("board"))
        self.assertIn(sentences.GREETING, self.world.player().news())

    def test_listens_from_start_to_stop(self) -> None:
        """
        The port is open while the server runs, and closed when it has stopped.
        """
        self.assertIsNotNone(self.endpoint.port)
        self.world.stop()
        self.assertIsNone(self.endpoint.port)

    def test_crash_in_accepting(self) -> None:
        """
        A bug met while a peer comes in ends the listener, once in the log; the next
        one listens on the same address, and nobody inside notices.
        """
        before = self.listener()
        self.break_next_connection()
        self.assertRaises(ConnectionResetError, self.world.player)
        self.world.settle()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertNotEqual(self.listener(), before)
        self.assert_goes_on()

    def test_port_that_closes_by_itself(self) -> None:
        """
        A port that was closed by something else is opened again.
        """
        before = self.listener()
        assert self.endpoint.port is not None
        self.endpoint.port.stopListening()
        self.world.settle()
        self.assertEqual(len(self.flushLoggedErrors(PortClosed)), 1)
        self.assertNotEqual(self.listener(), before)
        self.assert_goes_on()

    def test_address_that_is_taken_for_a_moment(self) -> None:
        """
        An address that is not free at once is tried again.
        """
        self.endpoint.refusals = 2
        self.break_next_connection()
        self.assertRaises(ConnectionResetError, self.world.player)
        self.world.clock.pump([0] + [0.5] * 10)
        self.flushLoggedErrors(ZeroDivisionError, CannotListenError)
        self.assert_goes_on()

    def test_address_that_is_taken_for_a_while(self) -> None:
        """
        While an address cannot be had, those who are inside play on.
        """
        self.endpoint.refusals = 20
        self.break_next_connection()
        self.assertRaises(ConnectionResetError, self.world.player)
        self.world.clock.pump([0] + [1] * 60)
        self.flushLoggedErrors(ZeroDivisionError, CannotListenError)
        self.assertFalse(self.inside.gone)
        self.assertTrue(self.world.root.process.alive)

    def test_other_door_stays_open(self) -> None:
        """
        A door whose listener crashes does not close another.
        """
        world = World(doors=2)
        port = world.endpoints[1].port
        self.world = world
        self.break_next_connection()
        self.assertRaises(ConnectionResetError, world.player)
        world.settle()
        self.flushLoggedErrors(ZeroDivisionError)
        self.assertIs(world.endpoints[1].port, port)
