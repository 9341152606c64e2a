"""
What holds for the telnet codec whatever comes, in whatever pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet import Received, TelnetCodec, TooLong

# Bytes at random seldom mean anything: most of a stream is made of these.
WORDS = (
    *(bytes([byte]) for byte in (0, 7, 8, 9, 10, 13, 21, 23, 27, 32, 127)),
    *(b"\xff" + bytes([byte]) for byte in range(236, 256)),
    *(b"\xff\xfd\x06", b"\xff\xfb\x18", b"\xff\xfa\x18\0X\xff\xf0", b"\xff"),
    *(b"\r\n", b"\r\0", b"\x1b[D", b"\x1bOP", b"\x1b["),
    *("é".encode(), "●".encode(), "🔴".encode(), "\x85\x9b".encode()),
    *(b"\xc3", b"\x82", b"\xf0\x9f", b"move 4", b"a", b"x" * 30),
)
words = st.one_of(st.sampled_from(WORDS), st.just(b"\r\n"), st.binary(max_size=4))
streams = st.lists(words, min_size=8, max_size=80).map(b"".join)
SHORT = 24

# The same examples on every machine, and no database written into the checkout.
repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=300, print_blob=False
)


def read(pieces: Iterable[bytes]) -> tuple[list[Received], bytes]:
    """
    All lines and answers that a codec for short lines gives.
    """
    codec = TelnetCodec(SHORT)
    found: list[Received] = []
    answers = b""
    for piece in pieces:
        found += codec.receive(piece)
        answers += codec.take_answers()
    return found, answers


class PropertyTests(SynchronousTestCase):
    @repeatable
    @given(streams, st.data())
    def test_any_split_gives_the_same(self, stream: bytes, data: st.DataObject) -> None:
        """
        Lines and answers do not depend on how the bytes are cut into packets.
        """
        cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
        edges = [0, *cuts, len(stream)]
        pieces = [stream[a:b] for a, b in pairwise(edges)]
        whole = read([stream])
        self.assertEqual(read(pieces), whole)
        self.assertEqual(read(bytes([byte]) for byte in stream), whole)

    @repeatable
    @given(streams)
    def test_held_bytes_are_bounded(self, stream: bytes) -> None:
        """
        Between two packets no more is kept than a line and the start of a command.
        """
        codec = TelnetCodec(SHORT)
        for byte in stream * 3:
            codec.receive(bytes([byte]))
            codec.take_answers()
            kept = [getattr(codec, name) for name in TelnetCodec.__slots__]
            sizes = [len(value) for value in kept if isinstance(value, bytes)]
            self.assertLessEqual(sum(sizes), SHORT + 3)

    @repeatable
    @given(streams)
    def test_lines_are_short_and_have_no_controls(self, stream: bytes) -> None:
        """
        A line is never longer than allowed and has no control character in it.
        """
        for line in read([stream])[0]:
            if isinstance(line, TooLong):
                continue
            self.assertLessEqual(len(line), SHORT)
            controls = [c for c in line if unicodedata.category(c) == "Cc"]
            self.assertEqual(controls, [], line)

    @repeatable
    @given(streams)
    def test_every_line_has_had_an_end(self, stream: bytes) -> None:
        """
        There are never more lines than bytes that end one.
        """
        ends = stream.count(b"\r") + stream.count(b"\n")
        self.assertLessEqual(len(read([stream])[0]), ends)

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
