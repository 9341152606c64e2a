"""
Bytes of a terminal, read as keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcwidth

from connect4tx.terminal.keystrokes import LONGEST_SEQUENCE, Key, KeyDecoder
from tests.game.strategies import repeatable

# Bytes at random seldom mean anything: most of a stream is made of these.
PIECES = (
    *(bytes([byte]) for byte in range(32)),
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[D", b"\x1bOD", b"\x1b[1;5D", b"\x1b[3~"),
    *(b"\x1b[" + b"1" * 29, b"\x1b[[", b"\x9b", b"\xff", b"\x7f", b"\r\n", b"\r\0"),
    *("é".encode(), "好".encode(), "🔴".encode(), "\u0301".encode(), b"\xc3", b"\xf0"),
    *(b"a", b"4", b"[", b"O", b"~", b" ", "\x85".encode(), "\u202e".encode()),
)
streams = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=60).map(
    b"".join
)


def keys_of(*pieces: bytes) -> list[Key | str]:
    """
    All keys that a decoder reads from these packets.
    """
    decoder = KeyDecoder()
    return [key for piece in pieces for key in decoder.take(piece)]


def one_by_one(stream: bytes) -> Iterable[bytes]:
    """
    A packet for each byte.
    """
    return (bytes([byte]) for byte in stream)


class KeystrokesTests(SynchronousTestCase):
    def assert_keys(self, stream: bytes, *keys: Key | str) -> None:
        """
        Fail unless a stream means these keys, also byte by byte.
        """
        self.assertEqual(keys_of(stream), list(keys), stream)
        self.assertEqual(keys_of(*one_by_one(stream)), list(keys), stream)

    def test_printable_characters_are_themselves(self) -> None:
        """
        Each character of every script is one key, however many bytes it has.
        """
        self.assert_keys("aé~好🔴 ".encode(), *"aé~好🔴 ")

    def test_accent_is_a_key(self) -> None:
        """
        An accent that comes behind its letter comes through.
        """
        self.assert_keys("q\u0308".encode(), "q", "\u0308")

    def test_arrows_in_both_forms(self) -> None:
        """
        Arrows, Home and End are the same after CSI and after SS3.
        """
        for final, key in (
            (b"A", Key.UP),
            (b"B", Key.DOWN),
            (b"C", Key.RIGHT),
            (b"D", Key.LEFT),
            (b"F", Key.END),
            (b"H", Key.HOME),
        ):
            self.assert_keys(b"\x1b[" + final + b"x", key, "x")
            self.assert_keys(b"\x1bO" + final + b"x", key, "x")

    def test_numbered_keys(self) -> None:
        """
        Home, End and Delete are known by their numbers too, also by those of rxvt.
        """
        self.assert_keys(b"\x1b[1~\x1b[7~", Key.HOME, Key.HOME)
        self.assert_keys(b"\x1b[4~\x1b[8~", Key.END, Key.END)
        self.assert_keys(b"\x1b[3~", Key.DELETE)

    def test_modifiers_change_nothing(self) -> None:
        """
        A key with Shift, Alt or Ctrl is the plain key.
        """
        self.assert_keys(b"\x1b[1;5D\x1b[1;2H", Key.LEFT, Key.HOME)
        self.assert_keys(b"\x1b[3;5~\x1bO5C", Key.DELETE, Key.RIGHT)

    def test_control_keys(self) -> None:
        """
        The control keys of Emacs and of every terminal driver.
        """
        for control, key in (
            (b"\x01", Key.HOME),
            (b"\x02", Key.LEFT),
            (b"\x03", Key.CANCEL),
            (b"\x04", Key.DELETE_OR_END),
            (b"\x05", Key.END),
            (b"\x06", Key.RIGHT),
            (b"\x08", Key.BACKSPACE),
            (b"\x7f", Key.BACKSPACE),
            (b"\t", Key.COMPLETE),
            (b"\x0b", Key.ERASE_TO_END),
            (b"\x0c", Key.REDRAW),
            (b"\x0e", Key.DOWN),
            (b"\x10", Key.UP),
            (b"\x15", Key.ERASE_TO_START),
            (b"\x17", Key.ERASE_WORD),
        ):
            self.assert_keys(control, key)

    def test_every_line_end_is_one_enter(self) -> None:
        """
        CR, LF, CR LF and CR NUL are one Enter each, also in two packets.
        """
        for end in (b"\r", b"\n", b"\r\n", b"\r\0"):
            self.assert_keys(b"a" + end + b"b", "a", Key.ENTER, "b")
            self.assert_keys(end + end, Key.ENTER, Key.ENTER)
        self.assert_keys(b"\n\r\r\n\n", *[Key.ENTER] * 4)

    def test_only_the_next_byte_belongs_to_cr(self) -> None:
        """
        A LF that comes after another key is an Enter of its own.
        """
        self.assert_keys(b"\ra\n", Key.ENTER, "a", Key.ENTER)

    def test_other_controls_are_nothing(self) -> None:
        """
        Controls without a meaning here go: C0, and C1 in UTF-8.
        """
        self.assert_keys("\0\x07\x1a\x1c\x1d\x1e\x1f\x80\x85\x9b\x9f1".encode(), "1")

    def test_what_cannot_be_seen_goes(self) -> None:
        """
        What turns the direction, joins, takes no room or another room is no key.
        """
        for mark in "\u202e\u200d\ufeff\ufe0f\ue000\u2028":
            self.assert_keys(mark.encode() + b"a", "a")

    def test_invalid_bytes_go(self) -> None:
        """
        Bytes that are no UTF-8 go, and what follows them is read.
        """
        self.assert_keys(b"a\xff\xc0\x80b", "a", "b")
        self.assert_keys(b"\xc3a\xe2\x97b\xf0\x9f\x94\x1b[D", "a", "b", Key.LEFT)
        self.assert_keys(b"\xed\xa0\x80c", "c")

    def test_alt_goes_with_its_key(self) -> None:
        """
        An escape takes the key behind it along: a letter, a control, a line end.
        """
        self.assert_keys(b"\x1bxa", "a")
        self.assert_keys("\x1béa".encode(), "a")
        self.assert_keys(b"\x1b\x7fa", "a")
        self.assert_keys(b"\x1b\r\na", "a")

    def test_escape_twice_is_one(self) -> None:
        """
        An escape begins anew, so that Alt-Left is Left where Alt is an escape.
        """
        self.assert_keys(b"\x1b\x1b[D", Key.LEFT)
        self.assert_keys(b"\x1b[1;\x1b[C", Key.RIGHT)

    def test_unknown_sequences_go_whole(self) -> None:
        """
        Function keys, pastes in brackets and answers of the terminal type nothing.
        """
        for sequence in (
            *(b"\x1b[15~", b"\x1bOP", b"\x1b[[A", b"\x1b[Z", b"\x1b[200~", b"\x1b[I"),
            *(b"\x1b[?1;2c", b"\x1b[24;80R", b"\x1b[>0;276;0c", b"\x1b[ q", b"\x1b[?D"),
        ):
            self.assert_keys(sequence + b"a", "a")

    def test_broken_sequence_ends_at_a_control(self) -> None:
        """
        What cannot stand in a sequence ends it and counts itself.
        """
        self.assert_keys(b"\x1b[1;\r\na", Key.ENTER, "a")
        self.assert_keys(b"\x1bO\x03", Key.CANCEL)
        self.assert_keys("\x1b[é".encode(), "é")

    def test_endless_sequence_is_dropped(self) -> None:
        """
        A sequence that has not ended after 32 bytes is dropped, and keys count again.
        """
        head = b"\x1b[" + b"0" * (LONGEST_SEQUENCE - 2)
        self.assert_keys(head + b"a", "a")
        self.assert_keys(head[:-1] + b"Da", Key.LEFT, "a")

    @repeatable
    @given(streams, st.data())
    def test_any_split_gives_the_same(self, stream: bytes, data: st.DataObject) -> None:
        """
        Keys do not depend on how the bytes are cut into packets.
        """
        cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
        pieces = [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]
        whole = keys_of(stream)
        self.assertEqual(keys_of(*pieces), whole)
        self.assertEqual(keys_of(*one_by_one(stream)), whole)

    @repeatable
    @given(streams)
    def test_characters_can_be_shown(self, stream: bytes) -> None:
        """
        A key that is a text is one character, and a terminal knows how wide it is.
        """
        for key in keys_of(stream):
            if isinstance(key, str):
                self.assertEqual(len(key), 1)
                self.assertIn(wcwidth(key), (0, 1, 2))

    @repeatable
    @given(streams)
    def test_little_is_kept(self, stream: bytes) -> None:
        """
        Between two packets no more is kept than a character and a sequence begun.
        """
        decoder = KeyDecoder()
        for piece in one_by_one(stream * 3):
            decoder.take(piece)
            self.assertLess(len(decoder._sequence), LONGEST_SEQUENCE)
            self.assertLess(len(decoder._utf8.getstate()[0]), 4)

    @repeatable
    @given(streams)
    def test_decoder_recovers(self, stream: bytes) -> None:
        """
        Whatever came before, two line ends set it right.
        """
        decoder = KeyDecoder()
        decoder.take(stream)
        decoder.take(b"\r\n\r\n")
        self.assertEqual(decoder.take(b"help\r\n"), [*"help", Key.ENTER])
