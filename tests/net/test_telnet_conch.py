"""
What makes Twisted's own telnet raise, hang or grow does not do so here.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import OptionChanged, Received, WindowSize
from connect4tx.net.telnet.protocol import (
    DO,
    DONT,
    ECHO,
    NAWS,
    NEW_ENVIRON,
    SB,
    SE,
    SGA,
    TSPEED,
    TTYPE,
    WILL,
    WONT,
    Side,
    command,
    subnegotiation,
)
from tests.support.telnet import after, exchange, held, lines_of, wish


class WhereConchFailsTests(SynchronousTestCase):
    def test_unknown_commands(self) -> None:
        """
        IAC and a byte that is no command, or an end of nothing, is passed over.
        """
        for number in (0, 65, 128, 200, SE, 236, 237, 238, 239):
            found = exchange(b"he" + command(number) + b"lp\r\n")[0]
            self.assertEqual(lines_of(found), ["help"], number)

    def test_latin_1_byte_255(self) -> None:
        """
        A ÿ as one byte 255 costs the byte after it at most, and no line.
        """
        self.assertEqual(exchange(b"\xffhelp\r\nhelp\r\n"), (["elp", "help"], b""))

    def test_empty_subnegotiation(self) -> None:
        """
        IAC SB IAC SE is nothing.
        """
        nothing = command(SB) + command(SE)
        self.assertEqual(exchange(nothing + b"help\r\n"), (["help"], b""))

    def test_echo_is_wanted_again_before_the_answer(self) -> None:
        """
        DO ECHO while our WONT ECHO is unanswered, at a password, switches nothing on.
        """
        codec = TelnetCodec()
        wish(codec, Side.OURS, ECHO, True)
        codec.receive(command(DO, ECHO))
        self.assertEqual(wish(codec, Side.OURS, ECHO, False), command(WONT, ECHO))
        off: list[Received] = [OptionChanged(Side.OURS, ECHO, False)]
        self.assertEqual(after(codec, command(DO, ECHO)), (off, b""))
        self.assertEqual(after(codec, command(DONT, ECHO)), ([], b""))
        self.assertFalse(codec.is_on(Side.OURS, ECHO))

    def test_size_is_offered_again_before_the_answer(self) -> None:
        """
        WILL NAWS while our DONT NAWS is unanswered switches nothing on.
        """
        codec = TelnetCodec()
        codec.receive(command(WILL, NAWS))
        codec.take_answers()
        self.assertEqual(wish(codec, Side.THEIRS, NAWS, False), command(DONT, NAWS))
        off: list[Received] = [OptionChanged(Side.THEIRS, NAWS, False)]
        self.assertEqual(after(codec, command(WILL, NAWS)), (off, b""))

    def test_same_option_on_both_sides(self) -> None:
        """
        SGA is offered and asked for at once: two options, each with its own answer.
        """
        codec = TelnetCodec()
        codec.offer(SGA)
        codec.ask(SGA)
        self.assertEqual(codec.take_answers(), command(WILL, SGA) + command(DO, SGA))
        codec.receive(command(DO, SGA) + command(WONT, SGA))
        self.assertTrue(codec.is_on(Side.OURS, SGA))
        self.assertFalse(codec.is_on(Side.THEIRS, SGA))

    def test_same_wish_twice(self) -> None:
        """
        What is wanted or on already is not asked for again, and nothing is raised.
        """
        codec = TelnetCodec()
        for sent in (command(WILL, SGA), b""):
            self.assertEqual(wish(codec, Side.OURS, SGA, True), sent)
        codec.receive(command(DO, SGA))
        self.assertEqual(wish(codec, Side.OURS, SGA, True), b"")
        for sent in (command(WONT, SGA), b""):
            self.assertEqual(wish(codec, Side.OURS, SGA, False), sent)

    def test_peer_that_never_answers(self) -> None:
        """
        Who ignores every option, as nc does, is read all the same, also after ECHO.
        """
        codec = TelnetCodec()
        codec.ask(TTYPE)
        codec.offer(ECHO)
        self.assertEqual(codec.receive(b"secret\n"), ["secret"])
        codec.withdraw(ECHO)
        codec.offer(ECHO)
        self.assertEqual(codec.receive(b"help\n"), ["help"])

    def test_refused_options_are_no_errors(self) -> None:
        """
        A client that refuses all it is asked gives a change to off for each, once.
        """
        codec = TelnetCodec()
        asked = (TTYPE, NAWS, TSPEED, NEW_ENVIRON)
        for option in asked:
            codec.ask(option)
        refusals = b"".join(command(WONT, option) for option in asked)
        found = [OptionChanged(Side.THEIRS, option, False) for option in asked]
        self.assertEqual(codec.receive(refusals * 2), found)

    def test_enter_of_character_mode(self) -> None:
        """
        CR NUL and a lone CR end a line at once.
        """
        for enter in (b"\r\0", b"\r"):
            self.assertEqual(exchange(b"4" + enter), (["4"], b""))

    def test_endless_input(self) -> None:
        """
        An escape sequence, a line or a subnegotiation without an end takes no memory.
        """
        for begun in (b"\x1b[", b"", command(SB, TTYPE)):
            codec = TelnetCodec()
            codec.receive(begun)
            for _ in range(32):
                codec.receive(b"1" * 65_536)
            self.assertLess(held(codec), 2_048)

    def test_absurd_window_sizes(self) -> None:
        """
        A window of nothing or of 65,535 columns is told as it is, and nothing is made.
        """
        for size in (0, 65_535):
            content = size.to_bytes(2, "big") * 2
            found = exchange(subnegotiation(NAWS, content))[0]
            self.assertEqual(found, [WindowSize(size, size)])
