"""
What holds for the telnet codec whatever comes, in whatever pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    OptionChanged,
    Received,
    TerminalType,
    TooLong,
    Typed,
)
from connect4tx.net.telnet.protocol import Side
from tests.support.telnet import held, joined, lines_of

# Bytes at random seldom mean anything: most of a stream is made of these.
WORDS = (
    *(bytes([byte]) for byte in (0, 3, 4, 7, 8, 9, 10, 13, 21, 23, 27, 32, 127)),
    *(b"\xff" + bytes([byte]) for byte in range(236, 256)),
    *(b"\xff\xfd\x06", b"\xff\xfb\x18", b"\xff\xfa\x18\0X\xff\xf0", b"\xff"),
    *(b"\xff\xfa\x1f\0\x50\0\xff\xff\xff\xf0", b"\xff\xfa\x2a\x01;utf-8\xff\xf0"),
    *(b"\xff\xfa\x2a\x03\xff\xf0", b"\xff\xfa\x18\0" + b"x" * 520 + b"\xff\xf0"),
    *(b"\r\n", b"\r\0", b"\x1b[D", b"\x1bOP", b"\x1b[", b"\x1b[[A", b"\x1b[1;5"),
    *("é".encode(), "●".encode(), "🔴".encode(), "\x85\x9b".encode()),
    *(b"\xc3", b"\x82", b"\xf0\x9f", b"move 4", b"a", b"x" * 30, b"one\r\ntwo\r\n"),
)
words = st.one_of(st.sampled_from(WORDS), st.just(b"\r\n"), st.binary(max_size=4))
streams = st.lists(words, min_size=8, max_size=80).map(b"".join)
plain = st.sampled_from([b"\r", b"\n", b"\r\n", b"move 4", b"a", b" ", b"x" * 20])
plain_streams = st.lists(plain, max_size=80).map(b"".join)
SHORT = 24

# The same examples on every machine, and no database written into the checkout.
repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=300, print_blob=False
)


def pieces_of(stream: bytes, data: st.DataObject) -> list[bytes]:
    """
    A stream cut into packets anyhow.
    """
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
    return [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]


def each_byte(stream: bytes) -> list[bytes]:
    """
    A stream cut into packets of one byte.
    """
    return [stream[at : at + 1] for at in range(len(stream))]


def short_codec() -> TelnetCodec:
    """
    A codec for short lines that has asked and offered a few things.
    """
    codec = TelnetCodec(SHORT)
    codec.ask(24)
    codec.ask(31)
    codec.offer(1)
    codec.take_answers()
    return codec


def read(
    pieces: Iterable[bytes], codec: TelnetCodec | None = None
) -> tuple[list[Received], bytes, int]:
    """
    All events and answers that a codec gives, and how many negotiations it counts.
    """
    codec = codec or short_codec()
    found: list[Received] = []
    answers = b""
    for piece in pieces:
        found += codec.receive(piece)
        answers += codec.take_answers()
    return joined(found), answers, codec.negotiations


class PropertyTests(SynchronousTestCase):
    @repeatable
    @given(streams, st.data())
    def test_any_split_gives_the_same(self, stream: bytes, data: st.DataObject) -> None:
        """
        Events and answers do not depend on how the bytes are cut into packets.
        """
        whole = read([stream])
        self.assertEqual(read(pieces_of(stream, data)), whole)
        self.assertEqual(read(each_byte(stream)), whole)

    @repeatable
    @given(st.lists(st.tuples(st.booleans(), streams), max_size=4), st.data())
    def test_any_split_gives_the_same_keys(
        self, turns: list[tuple[bool, bytes]], data: st.DataObject
    ) -> None:
        """
        The same holds where raw mode is switched on and off.
        """

        def read_all(*, byte_by_byte: bool, cut: bool) -> object:
            codec = short_codec()
            found: list[Received] = []
            answers = b""
            for codec.raw, stream in turns:
                pieces = pieces_of(stream, data) if cut else [stream]
                pieces = each_byte(stream) if byte_by_byte else pieces
                events, more, _ = read(pieces, codec)
                found += events
                answers += more
            return joined(found), answers, codec.negotiations

        whole = read_all(byte_by_byte=False, cut=False)
        self.assertEqual(read_all(byte_by_byte=False, cut=True), whole)
        self.assertEqual(read_all(byte_by_byte=True, cut=False), whole)

    @repeatable
    @given(plain_streams, st.data())
    def test_plain_lines(self, stream: bytes, data: st.DataObject) -> None:
        """
        Lines of printable ASCII are what stands between their ends, or too long.
        """
        parts = re.split(r"\r\n|\r|\n", stream.decode("ascii"))
        expected = [part if len(part) <= SHORT else TooLong() for part in parts[:-1]]
        self.assertEqual(read(pieces_of(stream, data))[0], expected)

    @repeatable
    @given(st.binary(max_size=600), st.booleans())
    def test_no_bytes_raise(self, stream: bytes, raw: bool) -> None:
        """
        Any bytes are taken, also such as mean nothing.
        """
        codec = TelnetCodec(SHORT)
        codec.raw = raw
        codec.receive(stream)
        codec.receive(b"\xff\xfa" + stream + b"\xff\xf0" + stream)

    @settings(repeatable, max_examples=50)
    @given(streams)
    def test_held_bytes_are_bounded(self, stream: bytes) -> None:
        """
        Between two packets no more is kept than a line, a command and some options.
        """
        codec = short_codec()
        for piece in each_byte(stream):
            codec.receive(piece)
            codec.take_answers()
            self.assertLessEqual(held(codec), SHORT + 513 + 2 * 256)

    @repeatable
    @given(streams)
    def test_lines_are_short_and_have_no_controls(self, stream: bytes) -> None:
        """
        A line is never longer than allowed and has no control character in it.
        """
        for line in lines_of(read([stream])[0]):
            self.assertLessEqual(len(line), SHORT)
            controls = [c for c in line if unicodedata.category(c) == "Cc"]
            self.assertEqual(controls, [], line)

    @repeatable
    @given(streams)
    def test_names_are_short_and_printable(self, stream: bytes) -> None:
        """
        What a terminal is called fits on a line and is ASCII.
        """
        content = stream.replace(b"\xff", b"\xff\xff")[:500]
        for event in read([b"\xff\xfa\x18\0" + content + b"\xff\xf0", stream])[0]:
            if isinstance(event, TerminalType):
                self.assertLessEqual(len(event.name), 40)
                self.assertTrue(event.name.isascii() and event.name.isprintable())

    @repeatable
    @given(streams)
    def test_every_line_has_had_an_end(self, stream: bytes) -> None:
        """
        There are never more lines than bytes that end one.
        """
        ends = stream.count(b"\r") + stream.count(b"\n")
        found = read([stream])[0]
        lines = [event for event in found if isinstance(event, str | TooLong)]
        self.assertLessEqual(len(lines), ends)

    @repeatable
    @given(streams)
    def test_answers_are_bounded_by_questions(self, stream: bytes) -> None:
        """
        Each answer has had its IAC: nothing is sent to a peer that speaks no telnet.
        """
        questions = stream.count(b"\xff")
        self.assertLessEqual(len(read([stream])[1]), 20 * questions)

    @repeatable
    @given(streams)
    def test_keys_are_all_there(self, stream: bytes) -> None:
        """
        In raw mode, without telnet's commands, nothing but the ends of Enter is lost.
        """
        codec = TelnetCodec()
        codec.raw = True
        sent = stream.replace(b"\xff", b"\xff\xff")
        expected = re.sub(rb"\r[\n\0]", b"\r", stream)
        self.assertEqual(codec.receive(sent), [Typed(expected)])

    @repeatable
    @given(streams)
    def test_changes_are_what_is_on(self, stream: bytes) -> None:
        """
        The last change of an option is its state; without one it is off.
        """
        codec = TelnetCodec()
        last: dict[tuple[Side, int], bool] = {}
        for event in codec.receive(stream):
            if isinstance(event, OptionChanged):
                last[event.side, event.option] = event.on
                self.assertNotEqual(event.option, 6)
        for (side, option), on in last.items():
            self.assertEqual(codec.is_on(side, option), on)

    @repeatable
    @given(streams)
    def test_codec_recovers(self, stream: bytes) -> None:
        """
        Whatever came before, a finished subnegotiation and a line end set it right.
        """
        codec = TelnetCodec(SHORT)
        codec.receive(stream)
        codec.receive(b"\xff\xf0\xff\xf0\r\n")
        self.assertEqual(codec.receive(b"help\r\n"), ["help"])

    @repeatable
    @given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=SHORT // 4))
    def test_text_comes_through(self, text: str) -> None:
        """
        Visible text in UTF-8 comes out as it went in.
        """
        self.assertEqual(read([text.encode() + b"\r\n"])[0], [text])
