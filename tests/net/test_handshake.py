"""
What a client is asked when it comes, and what it is shown for what it answers.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    BINARY,
    DO,
    DONT,
    ECHO,
    IAC,
    NAWS,
    NEW_ENVIRON,
    SGA,
    STATUS,
    TTYPE,
    WILL,
    WONT,
    command,
)
from connect4tx.terminal import sentences
from connect4tx.terminal.limits import NAME_SECONDS
from tests.net.handshake_case import (
    GREETING,
    HINT,
    IAC_BYTE,
    NAME_PROMPT,
    PROBE_SECONDS,
    WIPE,
    HandshakeCase,
)
from tests.support.net_telnet import (
    PROBE,
    SEND_TYPE,
    TELLS_NOTHING,
    client_named,
    type_is,
    window,
)
from tests.support.net_world import World


class SilentTests(HandshakeCase):
    """
    A peer that knows no telnet.
    """

    def test_six_bytes_come_first(self) -> None:
        """
        Whoever connects is sent two questions in telnet, and nothing else.
        """
        self.assertEqual(self.world.arrival().bytes_of_news(), PROBE)
        self.assertEqual(len(PROBE), 6)

    def test_greeted_after_half_a_second(self) -> None:
        """
        Who does not answer is waited for half a second, then the questions are wiped
        off the screen and the greeting has a line about the plain view.
        """
        player = self.newcomer()
        self.wait(PROBE_SECONDS - 0.01)
        self.assertEqual(player.bytes_of_news(), b"")
        self.wait(0.01)
        told = player.bytes_of_news()
        self.assertEqual(told, WIPE + GREETING + HINT + NAME_PROMPT)

    def test_no_option_byte_ever_after(self) -> None:
        """
        Whatever such a peer does, it sees no other option byte.
        """
        player, other = self.silent(), self.world.player()
        code = other.opens_room()
        player.says("lea", f"join {code}", "play", "board", "help all")
        other.says("1", "1")
        player.says("set keys on", "set unicode on", "set color on", "caf\u00e9", "2")
        player.says("secret", "sesame", "set keys off", "nonsense", "x" * 600)
        for byte in range(128):
            player.wire.sends(bytes([byte]))
        self.wait(30)
        player.says("mode json", '{"cmd": "board"}', "mode text", "crash handler")
        player.wire.sends(b"\xc3\xa9 \x80\xc0 \xfe\r\n")
        player.says("set", "quit")
        self.wait(30)
        self.flushLoggedErrors()
        self.assertTrue(player.wire.received.startswith(PROBE))
        self.assertNotIn(IAC_BYTE, player.wire.received[len(PROBE) :])
        self.assertGreater(len(player.wire.received), 2_000)

    def test_greeted_once(self) -> None:
        """
        The greeting comes once, however long one waits.
        """
        player = self.silent()
        self.wait(NAME_SECONDS - 1)
        self.assertEqual(player.bytes_of_news(), b"")

    def test_plain_view(self) -> None:
        """
        Of whom nothing is known is shown neither colours nor more than ASCII.
        """
        player = self.silent()
        player.says("lea")
        settings = self.settings(player)
        shown = {"style": "full", "unicode": "off", "color": "off", "width": "unknown"}
        self.assertEqual({key: settings[key] for key in shown}, shown)

    def test_lines_typed_before_are_kept(self) -> None:
        """
        Lines that come before the greeting are acted on after it, in their order.
        """
        player = self.newcomer()
        for line in (b"lea\r\n", b"bo", b"ard\r\nnonsense\r\n", b"boa"):
            player.wire.sends(line)
            self.assertEqual(player.bytes_of_news(), b"")
        self.wait()
        told = player.news()
        places = [
            told.index(part)
            for part in (sentences.GREETING, "Hello lea.", "not in a room", "nonsense")
        ]
        self.assertEqual(places, sorted(places))
        self.assertTrue(told.endswith("\nlobby> "))
        self.assertIn("not in a room", player.says("rd"))

    def test_many_lines_typed_before(self) -> None:
        """
        However many they are, none is lost.
        """
        player = self.newcomer()
        player.wire.sends(b"lea\r\n" + b"board\r\n" * 500)
        self.wait()
        self.assertEqual(player.news().count("not in a room"), 500)
        self.assertTrue(player.wire.reading)

    def test_input_that_ends_before_the_greeting(self) -> None:
        """
        Who sends some lines and closes that half (``nc -N``) gets all answers.
        """
        player = self.newcomer()
        player.wire.sends(b"board\r\nnonsense\r\n")
        player.wire.ends_input()
        self.assertEqual(player.bytes_of_news(), b"")
        self.assertFalse(player.gone)
        self.wait()
        told = player.news()
        for part in (sentences.GREETING, "not in a room", "nonsense"):
            self.assertIn(part, told)
        self.assertTrue(player.gone)

    def test_utf8_that_is_typed_counts(self) -> None:
        """
        Who types more than ASCII is shown more than ASCII.
        """
        player = self.silent()
        player.says("lea", "caf\u00e9")
        self.assertEqual(self.settings(player)["unicode"], "on")


class AnswerTests(HandshakeCase):
    """
    A peer that answers.
    """

    def test_greeted_at_once(self) -> None:
        """
        When both questions are answered nobody waits: there is nothing to wipe off,
        no word about the plain view, and no call is left.
        """
        calls = len(self.world.calls())
        for answers in (
            TELLS_NOTHING,
            command(WONT, NAWS) + command(WONT, TTYPE),
            client_named("xterm"),
            command(WONT, TTYPE) + command(WILL, NAWS) + window(80),
        ):
            player = self.newcomer()
            player.wire.sends(answers)
            self.assertNotIn(b" ", self.assert_greeted(player))
            self.assertEqual(len(self.world.calls()), calls)
            self.wait(1)
            self.assertEqual(player.bytes_of_news(), b"")

    def test_answers_byte_by_byte(self) -> None:
        """
        However the answers are cut into packets, they are understood.
        """
        player = self.newcomer()
        for byte in client_named("xterm", "MTTS 13"):
            self.assert_not_greeted(player)
            player.wire.sends(bytes([byte]))
            self.world.settle()
        self.assert_greeted(player)
        player.says("lea")
        self.assertEqual(self.settings(player)["width"], "80")

    def test_one_answer_of_two(self) -> None:
        """
        Who answers one question is waited for, and known to speak telnet.
        """
        for answer in (
            command(WONT, TTYPE),
            command(WONT, NAWS),
            command(WILL, TTYPE),
            command(WILL, TTYPE) + command(WONT, NAWS) + type_is("xterm"),
            command(WILL, NAWS),
            command(WONT, TTYPE) + command(WILL, NAWS),
        ):
            player = self.newcomer()
            player.wire.sends(answer)
            self.wait(PROBE_SECONDS - 0.01)
            self.assert_not_greeted(player)
            player.bytes_of_news()
            self.wait(0.01)
            self.assertEqual(self.assert_greeted(player), b"")

    def test_size_is_waited_for(self) -> None:
        """
        Who has said that a size will come is greeted when it comes, in that size.
        """
        player = self.newcomer()
        player.wire.sends(command(WONT, TTYPE) + command(WILL, NAWS))
        self.wait(PROBE_SECONDS / 2)
        self.assert_not_greeted(player)
        player.bytes_of_news()
        player.wire.sends(window(40))
        told = player.bytes_of_news().splitlines()
        self.assertIn(sentences.GREETING.encode(), b" ".join(told))
        self.assertLessEqual(max(map(len, told)), 40)
        self.assertEqual(self.world.calls(), [])

    def test_one_who_begins_by_itself(self) -> None:
        """
        Whoever negotiates anything speaks telnet: there is nothing to wipe off.
        """
        player = self.newcomer()
        player.wire.sends(command(DO, STATUS))
        self.assertEqual(player.bytes_of_news(), command(WONT, STATUS))
        self.wait()
        self.assertEqual(self.assert_greeted(player), b"")

    def test_types_until_one_comes_twice(self) -> None:
        """
        A client is asked for the next type until it repeats itself.
        """
        player = self.newcomer()
        self.assertEqual(
            player.sends(TELLS_NOTHING[3:] + command(WILL, TTYPE)), SEND_TYPE
        )
        self.assertEqual(player.sends(type_is("A")), SEND_TYPE)
        self.assertEqual(player.sends(type_is("B")), SEND_TYPE)
        self.assert_not_greeted(player)
        player.wire.sends(type_is("B"))
        self.assertEqual(self.assert_greeted(player), b"")
        self.assertEqual(player.sends(type_is("C")), b"")

    def test_types_until_the_fourth(self) -> None:
        """
        A client that never repeats itself is asked for four types and no more.
        """
        player = self.newcomer()
        self.assertEqual(
            player.sends(command(WONT, NAWS) + command(WILL, TTYPE)), SEND_TYPE
        )
        for name in ("A", "B", "C"):
            self.assertEqual(player.sends(type_is(name)), SEND_TYPE)
        player.wire.sends(type_is("D"))
        self.assertEqual(self.assert_greeted(player), b"")
        for name in ("E", "F"):
            self.assertEqual(player.sends(type_is(name)), b"")

    def test_client_that_has_types_and_tells_none(self) -> None:
        """
        Who agrees to tell types and does not is greeted after the half second.
        """
        player = self.newcomer()
        player.sends(command(WONT, NAWS) + command(WILL, TTYPE))
        self.wait()
        self.assertEqual(self.assert_greeted(player), b"")

    def test_known_terminals(self) -> None:
        """
        A terminal that is known for it is shown characters, colours and all.
        """
        for name in ("xterm-256color", "XTERM", "screen", "tmux-256color", "PuTTY"):
            settings = self.settings(self.world.player(client=client_named(name)))
            self.assertEqual((settings["unicode"], settings["color"]), ("on", "on"))

    def test_unknown_terminals(self) -> None:
        """
        A terminal of which nothing is known is shown ASCII without colours.
        """
        for name in ("vt100", "dumb", "UNKNOWN", "\x1b[31m", ""):
            settings = self.settings(self.world.player(client=client_named(name)))
            self.assertEqual((settings["unicode"], settings["color"]), ("off", "off"))

    def test_width_of_the_window(self) -> None:
        """
        No line is wider than the window of the client.
        """
        player = self.world.player(client=client_named("vt100", columns=30))
        self.assertEqual(self.settings(player)["width"], "30")
        told = player.says("board")
        self.assertLessEqual(max(map(len, told.splitlines())), 30)

    def test_senseless_windows(self) -> None:
        """
        A window of no width is one of unknown width; others are kept within reason.
        """
        for columns, shown in ((0, "unknown"), (1, "20"), (65_535, "500")):
            player = self.world.player(client=client_named("vt100", columns=columns))
            self.assertEqual(self.settings(player)["width"], shown)

    def test_new_environ_is_never_asked_for(self) -> None:
        """
        Nobody is asked for the environment, which has the name of its user, not even
        who offers it.
        """
        clients = (TELLS_NOTHING, client_named("xterm"), client_named("X", "MTTS 2015"))
        for client in clients:
            player = self.world.player(client=command(WILL, NEW_ENVIRON) + client)
            player.says("set keys on")
            self.wait(3)
            player.says("secret", "sesame")
            self.assertIn(command(DONT, NEW_ENVIRON), player.wire.received)
            for verb in (DO, WILL):
                self.assertNotIn(command(verb, NEW_ENVIRON), player.wire.received)
            self.assertNotIn(bytes([IAC, 250, NEW_ENVIRON]), player.wire.received)


class LossTests(HandshakeCase):
    """
    A connection that is lost before the greeting.
    """

    def test_nothing_is_left(self) -> None:
        """
        However it ends, no call is left and no process.
        """
        before = self.world.processes()
        for end in ("leaves", "vanishes"):
            for answers in (b"", command(WILL, TTYPE), b"half a line", b"create\r\n"):
                player = self.newcomer()
                player.wire.sends(answers)
                getattr(player, end)()
                self.assertEqual(self.world.calls(), [])
                self.assertEqual(self.world.processes(), before)
        self.wait(60)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_lost_in_the_turn_of_the_greeting(self) -> None:
        """
        Who vanishes when the half second is over leaves nothing either.
        """
        player = self.newcomer()
        self.world.clock.callLater(PROBE_SECONDS, player.vanishes)
        self.wait()
        self.wait(60)
        self.assertEqual(self.world.connections(), [])
        self.assertEqual(self.world.calls(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_server_that_stops(self) -> None:
        """
        Who has not been greeted yet is told all the same that the server stops.
        """
        player = self.newcomer()
        self.world.stop()
        self.assertEqual(player.news(), f"{sentences.STOPPING}\n")
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])

    def test_full_server(self) -> None:
        """
        Who is not let in is not asked anything.
        """
        self.world = World(max_connections=1)
        self.world.player()
        refused = self.world.arrival()
        told = refused.bytes_of_news()
        self.assertEqual(told, f"{sentences.SERVER_FULL}\r\n".encode())
        self.wait(1)
        self.assertEqual(refused.bytes_of_news(), b"")


class OptionTests(HandshakeCase):
    """
    Options that a client wants by itself.
    """

    def test_binary_is_granted(self) -> None:
        """
        A client may send all eight bits, and be sent them.
        """
        player = self.world.player()
        player.bytes_of_news()
        granted = command(WILL, BINARY) + command(DO, BINARY)
        wanted = command(DO, BINARY) + command(WILL, BINARY)
        self.assertEqual(player.sends(wanted), granted)

    def test_echo_is_not_granted(self) -> None:
        """
        A client that wants us to echo is refused: it would show nothing then.
        """
        player = self.world.player()
        player.bytes_of_news()
        self.assertEqual(player.sends(command(DO, ECHO)), command(WONT, ECHO))
        self.assertEqual(player.sends(command(DO, SGA)), command(WONT, SGA))
        self.assertIn("not in a room", player.says("board"))
