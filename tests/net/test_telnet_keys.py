"""
How a peer's bytes are passed on as keys, in raw mode.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    EndOfFile,
    OptionChanged,
    Received,
    Signal,
    SignalKind,
    TerminalType,
    TooLong,
    Typed,
)
from connect4tx.net.telnet.protocol import ECHO, NAWS, Side, command


def raw_codec() -> TelnetCodec:
    """
    A codec in raw mode.
    """
    codec = TelnetCodec()
    codec.raw = True
    return codec


def keys(*packets: bytes) -> list[Received]:
    """
    What a fresh codec in raw mode gives for these packets.
    """
    codec = raw_codec()
    return [event for packet in packets for event in codec.receive(packet)]


class KeysTests(SynchronousTestCase):
    def test_keys_come_as_they_are(self) -> None:
        """
        Letters, control keys, escape sequences and bytes of UTF-8 are passed on.
        """
        typed = b"4\x7f\x03\x04\x15\x1b[D\x1bOP\t\x00\n" + "é".encode() + b"\x80"
        self.assertEqual(keys(typed), [Typed(typed)])

    def test_enter_is_cr(self) -> None:
        """
        CR, CR NUL and CR LF are one CR each, also when the packet ends between.
        """
        for enter in (b"\r", b"\r\0", b"\r\n"):
            self.assertEqual(keys(enter + b"4"), [Typed(b"\r4")], enter)
        for second in (b"\0", b"\n"):
            self.assertEqual(keys(b"\r", second), [Typed(b"\r")])
            self.assertEqual(keys(b"\r", second * 2), [Typed(b"\r"), Typed(second)])
            self.assertEqual(keys(b"\r\r" + second), [Typed(b"\r\r")])
            self.assertEqual(keys(b"\r" + command(241) + second), [Typed(b"\r")])

    def test_lines_of_any_length(self) -> None:
        """
        No line is cut, so none is too long.
        """
        typed = b"x" * 9_999 + b"\r"
        self.assertEqual(keys(typed), [Typed(typed)])

    def test_doubled_iac_is_data(self) -> None:
        """
        IAC IAC is one byte of the keys around it.
        """
        self.assertEqual(keys(b"a\xff\xff\xff\xffb"), [Typed(b"a\xff\xffb")])
        self.assertEqual(keys(b"a\xff", b"\xffb"), [Typed(b"a"), Typed(b"\xffb")])

    def test_commands_are_taken_out(self) -> None:
        """
        Commands that give no event do not even part the keys.
        """
        codec = raw_codec()
        packet = b"a" + command(241) + b"b" + command(253, ECHO) + b"c" + command(246)
        self.assertEqual(codec.receive(packet + b"d"), [Typed(b"abcd")])
        answers = codec.take_answers()
        self.assertTrue(answers.startswith(command(252, ECHO)), answers)
        self.assertIn(b"here", answers)

    def test_events_stand_between_the_keys(self) -> None:
        """
        What commands and subnegotiations tell comes in its place.
        """
        packet = (
            b"a\xff\xf4b"
            + command(251, NAWS)
            + b"c\xff\xfa\x18\0vt\xff\xf0d\xff\xece\xff\xedf"
        )
        expected = [
            Typed(b"a"),
            Signal(SignalKind.INTERRUPT),
            Typed(b"b"),
            OptionChanged(Side.THEIRS, NAWS, True),
            Typed(b"c"),
            TerminalType("vt"),
            Typed(b"d"),
            EndOfFile(),
            Typed(b"e"),
            Signal(SignalKind.SUSPEND),
            Typed(b"f"),
        ]
        self.assertEqual(keys(packet), expected)

    def test_erasing_commands_are_keys(self) -> None:
        """
        IAC EC and IAC EL are DEL and ^U, for whoever edits the line.
        """
        self.assertEqual(keys(b"a\xff\xf7b\xff\xf8"), [Typed(b"a\x7fb\x15")])


class SwitchTests(SynchronousTestCase):
    def test_line_that_was_begun_is_not_lost(self) -> None:
        """
        What was typed of a line before the switch comes first of the keys, once.
        """
        codec = TelnetCodec()
        self.assertEqual(codec.receive(b"one\r\ntw"), ["one"])
        codec.raw = True
        self.assertEqual(codec.receive(b"o\r"), [Typed(b"two\r")])
        self.assertEqual(codec.receive(b"x"), [Typed(b"x")])

    def test_line_that_was_begun_can_be_asked_for(self) -> None:
        """
        It is given as well when nothing more has come.
        """
        codec = TelnetCodec()
        codec.receive(b"4")
        codec.raw = True
        self.assertEqual(codec.receive(b""), [Typed(b"4")])
        self.assertEqual(codec.receive(b""), [])

    def test_line_that_was_too_long_is_forgotten(self) -> None:
        """
        Of a line that is too long nothing is left, in raw mode and after it.
        """
        codec = TelnetCodec(8)
        codec.receive(b"x" * 9)
        codec.raw = True
        self.assertEqual(codec.receive(b"y"), [Typed(b"y")])
        codec.raw = False
        self.assertEqual(codec.receive(b"z\n"), ["z"])

    def test_end_of_the_last_line_is_no_key(self) -> None:
        """
        The LF or NUL of the CR that came before the switch is swallowed, either way.
        """
        for second in (b"\n", b"\0"):
            codec = TelnetCodec()
            self.assertEqual(codec.receive(b"set keys on\r"), ["set keys on"])
            codec.raw = True
            self.assertEqual(codec.receive(second + b"4\r"), [Typed(b"4\r")])
            codec.raw = False
            self.assertEqual(codec.receive(second + b"5\r\n"), ["5"])

    def test_escape_sequence_does_not_span_the_switch(self) -> None:
        """
        A sequence that was begun before the keys takes nothing of the line after them.
        """
        codec = TelnetCodec()
        codec.receive(b"\x1b[")
        codec.raw = True
        self.assertEqual(codec.receive(b"4"), [Typed(b"4")])
        codec.raw = False
        self.assertEqual(codec.receive(b"12m\n"), ["12m"])

    def test_lines_are_cut_again(self) -> None:
        """
        After raw mode there are lines as before, too long ones too.
        """
        codec = TelnetCodec(8)
        codec.raw = True
        codec.receive(b"keys")
        codec.raw = False
        self.assertEqual(codec.receive(b"one\r\n"), ["one"])
        self.assertEqual(codec.receive(b"two\r\n"), ["two"])
        self.assertEqual(codec.receive(b"x" * 9 + b"\r\n"), [TooLong()])
