"""
Programs that came to the wrong port, and clients that do not stop negotiating.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    DO,
    IP,
    STATUS,
    TIMING_MARK,
    command,
)
from tests.net.handshake_case import HandshakeCase
from tests.support.net_telnet import (
    client_named,
    type_is,
    window,
)
from tests.support.net_world import Player, World


class StrangerTests(HandshakeCase):
    """
    Programs that speak another protocol.
    """

    FIRST = (
        ("HTTP", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"),
        ("HTTP", b"OPTIONS * HTTP/1.0\r\n\r\n"),
        ("HTTP", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(range(200))),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n"),
        ("HTTP", b"GET /" + b"x" * 300 + b" HTTP/1.1\r\n\r\n"),
        ("HTTP", b"\r\nGET / HTTP/1.1\r\n\r\n"),
        ("HTTP", b"\r\n\r\nPOST / HTTP/1.1\r\n\r\ncreate Evil\r\n"),
        ("HTTP", b"VERSION-CONTROL / HTTP/1.1\r\n".replace(b"-", b"")),
    )

    def test_one_line_and_a_close(self) -> None:
        """
        They are told in one line whom they have reached, and let go.
        """
        for what, first in self.FIRST:
            player = self.newcomer()
            told = player.sends(first)
            self.assertEqual(told.count(b"\r\n"), 1, what)
            self.assertIn(f"that was {what};".encode(), told)
            self.assertTrue(player.gone, what)
            self.wait(1)
            self.assertEqual(player.bytes_of_news(), b"")
        self.assertEqual(self.world.connections(), [])
        self.assertEqual(self.world.calls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_nothing_of_theirs_is_done(self) -> None:
        """
        What comes behind the first bytes is no command.
        """
        for before in (b"GET / HTTP/1.1", b"POST /" + b"x" * 300 + b" HTTP/1.1"):
            for end in (b"\r\n", b"\n"):
                request = end.join([before, b"Host: a", b"", b"create Evil", b""])
                self.newcomer().sends(request)
                self.wait(1)
                self.assertEqual(len(self.world.supervisor("rooms").children()), 0)
        self.assertEqual(self.world.connections(), [])

    def test_in_pieces(self) -> None:
        """
        It does not matter how their first line is cut into packets, and they are told
        once.
        """
        request = b"\r\nPOST /" + b"x" * 300 + b" HTTP/1.1\r\n\r\ncreate Evil\r\n"
        for size in (1, 7, 100, 310):
            player = self.newcomer()
            for at in range(0, len(request), size):
                player.wire.sends(request[at : at + size])
                self.world.settle()
            told = player.bytes_of_news()
            self.assertEqual(told.count(b"that was HTTP;"), 1, size)
            self.assertEqual(told.count(b"\n"), 1, size)
            self.assertTrue(player.gone, size)
        self.wait(1)
        self.assertEqual(len(self.world.supervisor("rooms").children()), 0)

    def test_more_in_the_same_turn(self) -> None:
        """
        What comes behind the first bytes, before the connection has closed, is not
        answered.
        """
        for first in (b"GET / HTTP/1.1", b"SSH-2.0", b"\x16\x03\x01"):
            player = self.newcomer()
            for data in (first, b" more", b"\r\ncreate Evil\r\n"):
                player.connection.dataReceived(data)
            self.assertEqual(player.bytes_of_news().count(b"\n"), 1, first)
            self.assertTrue(player.gone)
        self.assertEqual(len(self.world.supervisor("rooms").children()), 0)

    def test_after_the_greeting(self) -> None:
        """
        Who speaks another protocol only after the greeting is told so on a line of its
        own.
        """
        for what, first in self.FIRST:
            player = self.silent()
            told = player.sends(first)
            self.assertTrue(told.startswith(b"\r\nThis is "), told)
            self.assertTrue(told.endswith(b"\r\n"), told)
            self.assertEqual(told.count(b"\n"), 2, told)
            self.assertIn(f"that was {what};".encode(), told)
            self.assertTrue(player.gone, what)

    def test_only_the_first_line(self) -> None:
        """
        What was a line already is not looked at again, however it is cut.
        """
        player = self.silent()
        for data in (b"lea\r\n", b"GET / HT", b"TP/1.1\r\n", b"SSH-2.0\r\n"):
            player.sends(data)
        self.assertFalse(player.gone)

    def test_in_the_language_of_the_server(self) -> None:
        """
        They are told so in the language that the server has.
        """
        self.world = World(lang="fr")
        player = self.newcomer()
        told = player.sends(b"SSH-2.0-Go\r\n").decode()
        self.assertNotIn("that was", told)
        self.assertIn("SSH", told)

    def test_players_are_no_strangers(self) -> None:
        """
        What only looks like it, or comes later, is a line like any other.
        """
        for first in (b"get / http/1.1\r\n", b"GET\r\n", b"SSH\r\n", b"HELP HTTP/\r\n"):
            player = self.newcomer()
            player.wire.sends(first)
            self.wait()
            self.assertIn(b"connect4tx", player.bytes_of_news(), first)
            self.assertFalse(player.gone)
        player = self.world.player()
        player.sends(b"GET / HTTP/1.1\r\n")
        self.assertFalse(player.gone)


class FloodTests(HandshakeCase):
    """
    A client that does not stop negotiating.
    """

    NEGOTIATION = command(DO, STATUS)

    def negotiate(self, player: Player, times: int) -> None:
        for _ in range(times):
            player.wire.sends(self.NEGOTIATION)
            self.world.settle()

    def test_sixty_four_are_borne(self) -> None:
        """
        Sixty-four negotiations at a time are more than any client needs, and borne.
        """
        self.wait(1000)
        player = self.newcomer()
        self.negotiate(player, 64)
        self.assertFalse(player.gone)

    def test_more_end_the_connection(self) -> None:
        """
        More than that within ten seconds end the connection, without a word.
        """
        self.wait(1000)
        player = self.newcomer()
        self.negotiate(player, 66)
        self.assertTrue(player.gone)
        self.assertNotIn(b"\n", player.wire.received)
        self.assertEqual(self.world.connections(), [])
        self.assertEqual(self.world.calls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_more_in_one_packet(self) -> None:
        """
        It does not matter how they are cut into packets.
        """
        for elapsed in (0, 1000, 1000):
            self.wait(elapsed)
            player = self.newcomer()
            player.sends(self.NEGOTIATION * 500)
            self.assertTrue(player.gone)

    def test_more_after_a_while(self) -> None:
        """
        Nor how long the connection has been quiet before.
        """
        player = self.world.player()
        self.wait(1000)
        player.sends(self.NEGOTIATION * 500)
        self.assertTrue(player.gone)

    def test_subnegotiations_count(self) -> None:
        """
        Subnegotiations count as well.
        """
        player = self.world.player()
        for number in range(70):
            player.wire.sends(type_is(f"T{number}"))
        self.world.settle()
        self.assertTrue(player.gone)

    def test_over_a_longer_time(self) -> None:
        """
        Any number is borne when it takes its time.
        """
        player = self.world.player()
        for _ in range(10):
            self.wait(10.1)
            self.negotiate(player, 60)
        self.assertFalse(player.gone)

    def test_window_that_is_drawn_larger(self) -> None:
        """
        Two hundred sizes of a window, one for each step, are no flood.
        """
        player = self.world.player(client=client_named("xterm"))
        for columns in range(40, 240):
            player.wire.sends(window(columns))
        self.world.settle()
        self.assertFalse(player.gone)
        self.assertEqual(self.settings(player)["width"], "239")
        player.sends(b"".join(map(window, range(40, 240))))
        self.assertFalse(player.gone)

    def test_key_that_is_held(self) -> None:
        """
        Ctrl-C, which many clients send with a question of telnet's, is no flood
        however long it is held.
        """
        player = self.world.player()
        for _ in range(200):
            player.wire.sends(command(IP) + command(DO, TIMING_MARK))
        self.world.settle()
        self.assertFalse(player.gone)

    def test_others_go_on(self) -> None:
        """
        The seat of such a client is kept as that of one who was lost.
        """
        first, second = self.pair(playing=True)
        self.negotiate(first, 66)
        self.assertTrue(first.gone)
        self.assertIn("has lost the connection; the seat is kept.", second.news())
