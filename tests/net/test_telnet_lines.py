"""
How a peer's bytes become lines.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    EndOfFile,
    Received,
    Signal,
    SignalKind,
    TooLong,
)

ERASERS = {"DEL": b"\x7f", "BS": b"\b", "IAC EC": b"\xff\xf7"}
INTERRUPTS = {"^C": b"\x03", "IAC IP": b"\xff\xf4"}
KILLERS = {"^U": b"\x15", "IAC EL": b"\xff\xf8", **INTERRUPTS}
INTERRUPTED = Signal(SignalKind.INTERRUPT)


def lines(data: bytes, max_line_bytes: int = 512) -> list[Received]:
    """
    What a fresh codec makes of these bytes.
    """
    return TelnetCodec(max_line_bytes).receive(data)


def unsignalled(data: bytes) -> list[Received]:
    """
    The same without the interrupts, which tests of erasing are not about.
    """
    return [event for event in lines(data) if event != INTERRUPTED]


class LineEndTests(SynchronousTestCase):
    def test_defect_14_four_line_ends(self) -> None:
        """
        CR LF, CR NUL, a lone CR and a lone LF each end a line, once.
        """
        for end in (b"\r\n", b"\r\0", b"\r", b"\n"):
            self.assertEqual(lines(b"a" + end + b"b" + end), ["a", "b"], end)

    def test_line_end_cut_in_two(self) -> None:
        """
        CR ends the line at once, and its LF or NUL may come in the next packet.
        """
        for second in (b"\n", b"\0"):
            codec = TelnetCodec()
            self.assertEqual(codec.receive(b"a\r"), ["a"])
            self.assertEqual(codec.receive(second + b"b\r"), ["b"])

    def test_empty_lines_count(self) -> None:
        """
        Two line ends in a row have an empty line between them.
        """
        for end in (b"\r\n", b"\r\0", b"\r", b"\n"):
            self.assertEqual(lines(b"a" + end + end), ["a", ""], end)

    def test_command_between_cr_and_lf(self) -> None:
        """
        A telnet command between CR and LF does not make two line ends of them.
        """
        self.assertEqual(lines(b"a\r\xff\xf1\nb\n"), ["a", "b"])

    def test_unfinished_line_is_kept(self) -> None:
        """
        A line without its end gives nothing until the end comes.
        """
        codec = TelnetCodec()
        self.assertEqual(codec.receive(b"mo"), [])
        self.assertEqual(codec.receive(b"ve 4"), [])
        self.assertEqual(codec.receive(b"\r\n"), ["move 4"])

    def test_nul_is_dropped(self) -> None:
        """
        NUL is padding, wherever it stands.
        """
        self.assertEqual(lines(b"\0a\0b\0\n\0"), ["ab"])


class EditingTests(SynchronousTestCase):
    def test_erasing_a_character(self) -> None:
        """
        DEL, BS and IAC EC each erase one character, and nothing from an empty line.
        """
        for name, erase in ERASERS.items():
            self.assertEqual(lines(b"abc" + erase + b"\n"), ["ab"], name)
            self.assertEqual(lines(b"a" + erase * 3 + b"b\n"), ["b"], name)

    def test_erasing_a_character_of_several_bytes(self) -> None:
        """
        A character that UTF-8 writes with two, three or four bytes goes as one.
        """
        for name, erase in ERASERS.items():
            for character in ("é", "●", "🔴"):
                typed = b"a" + character.encode() + erase + b"\n"
                self.assertEqual(lines(typed), ["a"], (name, character))

    def test_erasing_a_byte_that_is_no_character(self) -> None:
        """
        Erasing a stray byte (é on a DOS code page) leaves the letter before it.
        """
        self.assertEqual(lines(b"ab\x82\x7f\n"), ["ab"])
        self.assertEqual(lines(b"\xc3\xa9\xa9\x7f\n"), ["é"])
        self.assertEqual(lines(b"a\xe2\x97\x7f\n"), ["a"], "the start of a ●")

    def test_erasing_the_line(self) -> None:
        """
        ^U, ^C, IAC EL and IAC IP forget what was typed.
        """
        for name, kill in KILLERS.items():
            self.assertEqual(unsignalled(b"abc" + kill + b"d\n"), ["d"], name)

    def test_erasing_a_word(self) -> None:
        """
        ^W erases the last word and the blanks after it, and keeps those before it.
        """
        self.assertEqual(lines(b"move 4\x175\n"), ["move 5"])
        self.assertEqual(lines(b"move 4  \x175\n"), ["move 5"])
        self.assertEqual(lines(b"create caf\xc3\xa9\x17x\n"), ["create x"])

    def test_erasing_the_only_word(self) -> None:
        """
        ^W on one word or on nothing leaves an empty line.
        """
        self.assertEqual(lines(b"abc\x17\n"), [""])
        self.assertEqual(lines(b"\x17\x17a\n"), ["a"])

    def test_line_before_is_not_touched(self) -> None:
        """
        Erasing never reaches into a line that has ended.
        """
        for erase in (*ERASERS.values(), *KILLERS.values(), b"\x17"):
            typed = b"ab\r\n" + erase * 3 + b"c\n"
            self.assertEqual(unsignalled(typed), ["ab", "c"])

    def test_interrupt_is_told(self) -> None:
        """
        ^C and IAC IP are signals besides, each time, in their place among the lines.
        """
        for name, interrupt in INTERRUPTS.items():
            found = lines(b"a\nb" + interrupt * 2 + b"c\n")
            self.assertEqual(found, ["a", INTERRUPTED, INTERRUPTED, "c"], name)


class EndOfFileTests(SynchronousTestCase):
    def test_end_of_file_on_an_empty_line(self) -> None:
        """
        ^D where nothing was typed is the end of input, each time.
        """
        self.assertEqual(lines(b"\x04"), [EndOfFile()])
        self.assertEqual(lines(b"a\r\n\x04\x04"), ["a", EndOfFile(), EndOfFile()])
        self.assertEqual(lines(b"a\r\x04\n"), ["a", EndOfFile(), ""])

    def test_end_of_file_in_a_line_is_dropped(self) -> None:
        """
        ^D in a line is no part of it and does not end it, nor one that is too long.
        """
        self.assertEqual(lines(b"a\x04b\n"), ["ab"])
        self.assertEqual(lines(b"x" * 9 + b"\x04\n", 8), [TooLong()])

    def test_end_of_file_after_erasing(self) -> None:
        """
        A line of which all was erased is empty.
        """
        self.assertEqual(lines(b"ab\x7f\x7f\x04"), [EndOfFile()])
        self.assertEqual(lines(b"x" * 9 + b"\x15\x04", 8), [EndOfFile()])

    def test_command_for_end_of_file(self) -> None:
        """
        IAC EOF is the end of input wherever it comes, and leaves the line as it is.
        """
        self.assertEqual(lines(b"\xff\xec"), [EndOfFile()])
        self.assertEqual(lines(b"he\xff\xeclp\n"), [EndOfFile(), "help"])


class TooLongTests(SynchronousTestCase):
    def test_longest_line(self) -> None:
        """
        A line of the greatest length is read, its end not counted.
        """
        self.assertEqual(lines(b"x" * 512 + b"\r\n"), ["x" * 512])

    def test_defect_11_too_long_line_is_dropped_once(self) -> None:
        """
        A line that is too long gives one TooLong and no piece of it is a line.
        """
        for size in (513, 1460, 1461, 100_000):
            codec = TelnetCodec()
            typed = b"move 4 " * (size // 7 + 1)
            found: list[Received] = []
            for at in range(0, len(typed), 1460):
                found += codec.receive(typed[at : at + 1460])
            self.assertEqual(found, [], "something was executed before the line's end")
            self.assertEqual(codec.receive(b"\r\nhelp\r\n"), [TooLong(), "help"])

    def test_erasing_does_not_bring_it_back(self) -> None:
        """
        A line that was too long stays so, whatever characters of it are erased.
        """
        self.assertEqual(lines(b"x" * 9 + b"\x7f" * 5 + b"\n", 8), [TooLong()])

    def test_erasing_the_line_makes_a_new_one(self) -> None:
        """
        ^U, ^C, IAC EL and IAC IP forget a line that was too long, as any other.
        """
        for name, kill in KILLERS.items():
            found = unsignalled(b"x" * 600 + kill + b"help\n")
            self.assertEqual(found, ["help"], name)

    def test_line_of_the_users_length_is_counted_in_bytes(self) -> None:
        """
        The length is that of the bytes, not of the characters.
        """
        self.assertEqual(lines("é".encode() * 5 + b"\n", 9), [TooLong()])
        self.assertEqual(lines("é".encode() * 4 + b"x\n", 9), ["ééééx"])

    def test_too_long_line_among_others(self) -> None:
        """
        Of many lines in a packet only the one that is too long is dropped.
        """
        packet = b"one\r\n" + b"x" * 9 + b"\r\ntwo\r\n"
        self.assertEqual(lines(packet, 8), ["one", TooLong(), "two"])
        codec = TelnetCodec(8)
        self.assertEqual(codec.receive(b"12345"), [])
        self.assertEqual(codec.receive(b"6789\none\n"), [TooLong(), "one"])
        self.assertEqual(codec.receive(b"12345678\n1\n"), ["12345678", "1"])


class TextTests(SynchronousTestCase):
    def test_utf_8(self) -> None:
        """
        Lines are UTF-8, also when a character comes in two packets.
        """
        codec = TelnetCodec()
        self.assertEqual(codec.receive(b"caf\xc3"), [])
        self.assertEqual(codec.receive(b"\xa9\n"), ["café"])

    def test_invalid_utf_8(self) -> None:
        """
        Bytes that are no UTF-8 become replacement characters.
        """
        self.assertEqual(lines(b"caf\xe9 4\n"), ["caf\ufffd 4"])
        self.assertEqual(lines(b"\xff\xff4\n"), ["\ufffd4"])

    def test_escape_sequences_are_stripped(self) -> None:
        """
        Arrow keys, function keys, colours, Alt and a lone ESC leave no trace.
        """
        keys = (
            b"[D",
            b"OP",
            b"[1;5C",
            b"[31m",
            b"[3~",
            b"[[A",
            b"[?25h",
            b"[0 q",
            b"x",
        )
        for key in keys:
            self.assertEqual(lines(b"4\x1b" + key + b"2\n"), ["42"], key)
        self.assertEqual(lines(b"4\x1b\n"), ["4"])
        self.assertEqual(lines(b"4\x1b\x1b[D\n"), ["4"])

    def test_escape_sequence_without_an_end(self) -> None:
        """
        The end of the line ends it as well, and so does any control key.
        """
        for begun in (b"\x1b", b"\x1b[", b"\x1b[1;", b"\x1bO"):
            self.assertEqual(lines(b"4" + begun + b"\r\n2\r\n"), ["4", "2"], begun)
            self.assertEqual(lines(b"ab" + begun + b"\x7fc\n"), ["ac"], begun)
            self.assertEqual(lines(b"ab" + begun + b"\x15c\n"), ["c"], begun)
            self.assertEqual(lines(b"a" + begun + b"\tc\n"), ["a c"], begun)
            self.assertEqual(lines(b"a" + begun + "é\n".encode()), ["aé"], begun)

    def test_erasing_after_an_arrow_key(self) -> None:
        """
        What is erased is the last character of the line, not of an escape sequence.
        """
        self.assertEqual(lines(b"ab\x1b[D\x7fc\n"), ["ac"])
        self.assertEqual(lines(b"a\x1b[\xff\xf7c\n"), ["c"])

    def test_escape_sequences_do_not_count(self) -> None:
        """
        The length of a line is that of what is left of it.
        """
        self.assertEqual(lines(b"\x1b[D" * 9 + b"12345678\n", 8), ["12345678"])
        self.assertEqual(lines(b"\x1b[" + b"1" * 999 + b"m12\n", 8), ["12"])

    def test_escape_sequence_cut_in_two(self) -> None:
        """
        A sequence that comes in pieces is stripped as a whole.
        """
        codec = TelnetCodec()
        self.assertEqual(
            [*codec.receive(b"4\x1b"), *codec.receive(b"["), *codec.receive(b"D2\n")],
            ["42"],
        )

    def test_controls_are_dropped(self) -> None:
        """
        Other control characters are dropped, of C1 too; a tab is a blank.
        """
        self.assertEqual(lines(b"a\x07\x01\x0b\x1cb\tc\n"), ["ab c"])
        self.assertEqual(lines("a\x85\x9bb\n".encode()), ["ab"])

    def test_separators_of_other_kinds_end_no_line(self) -> None:
        """
        Only CR and LF end a line, not what Python or Unicode holds for an end as well.
        """
        self.assertEqual(lines(b"a\x0bb\x0cc\x1cd\x1ee\n"), ["abcde"])
        self.assertEqual(lines("a\u2028b\n".encode()), ["a\u2028b"])
