"""
What a peer tells of itself between SB and SE, and how it is asked.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    CharsetAccepted,
    CharsetRejected,
    Received,
    TerminalType,
    WindowSize,
)
from connect4tx.net.telnet.protocol import (
    CHARSET,
    NAWS,
    NOP,
    SB,
    SE,
    TTYPE,
    command,
    subnegotiation,
)
from tests.support.telnet import exchange, held

ACCEPTED, REJECTED = b"\x02", b"\x03"


def told(option: int, content: bytes) -> list[Received]:
    """
    What a subnegotiation gives, its IACs doubled on the way.
    """
    return exchange(subnegotiation(option, content))[0]


class FrameTests(SynchronousTestCase):
    def test_subnegotiation_is_no_part_of_a_line(self) -> None:
        """
        All between IAC SB and IAC SE is taken out, line ends and doubled IACs too.
        """
        stream = b"he" + command(SB, 99) + b"\0A\r\n\xff\xffB" + command(SE)
        self.assertEqual(exchange(stream + b"lp\n"), (["help"], b""))

    def test_empty_subnegotiation(self) -> None:
        """
        One that ends at once, or after its option, is nothing.
        """
        for inside in (b"", *(bytes([n]) for n in (TTYPE, NAWS, CHARSET, 99))):
            stream = command(SB) + inside + command(SE)
            self.assertEqual(exchange(stream + b"help\n"), (["help"], b""), inside)

    def test_subnegotiation_without_an_end(self) -> None:
        """
        One that never ends gives nothing, answers nothing and takes little memory.
        """
        codec = TelnetCodec()
        codec.receive(b"he" + command(SB, TTYPE))
        for _ in range(100):
            self.assertEqual(codec.receive(b"x" * 10_000 + b"\r\n"), [])
        self.assertEqual(codec.take_answers(), b"")
        self.assertLess(held(codec), 600)

    def test_long_subnegotiation_is_dropped_whole(self) -> None:
        """
        One of 512 bytes is taken, of 513 nothing, and the stream goes on after it.
        """
        name = b"\0" + b"x" * 510
        self.assertEqual(told(TTYPE, name), [TerminalType("x" * 40)])
        self.assertEqual(told(TTYPE, name + b"x"), [])
        long = subnegotiation(TTYPE, name * 99)
        self.assertEqual(exchange(b"he" + long + b"lp\n"), (["help"], b""))

    def test_lost_end(self) -> None:
        """
        Another command in it ends it, and is heard, so that no peer goes unheard.
        """
        begun = command(SB, TTYPE) + b"\0vt"
        after_end: tuple[list[Received], bytes]
        after_end = ([TerminalType("a"), "help"], b"")
        again = subnegotiation(TTYPE, b"\0a")
        self.assertEqual(exchange(begun + again + b"help\n"), after_end)
        self.assertEqual(exchange(begun + command(NOP) + b"help\n"), (["help"], b""))

    def test_iac_that_was_not_doubled(self) -> None:
        """
        An IAC before what is no command is meant as data.
        """
        size = command(SB, NAWS) + b"\0\xff\0\x18" + command(SE)
        self.assertEqual(exchange(size)[0], [WindowSize(255, 24)])


class TerminalTypeTests(SynchronousTestCase):
    def test_asking(self) -> None:
        """
        Each request asks for one name.
        """
        codec = TelnetCodec()
        codec.request_type()
        self.assertEqual(codec.take_answers(), b"\xff\xfa\x18\x01\xff\xf0")
        self.assertEqual(codec.take_answers(), b"")

    def test_name(self) -> None:
        """
        A name comes as it was sent.
        """
        for name in ("xterm-256color", "MTTS 271", "TINTIN++", ""):
            content = b"\0" + name.encode()
            self.assertEqual(told(TTYPE, content), [TerminalType(name)])

    def test_name_is_cleaned(self) -> None:
        """
        Only printable ASCII is left of it, and 40 characters of that.
        """
        dirty = b"\0a\x1b[31m\r\n\x7f\xff\xc3\xa9b"
        self.assertEqual(told(TTYPE, dirty), [TerminalType("a[31mb")])
        self.assertEqual(
            told(TTYPE, b"\0" + b"\n" + b"x" * 99)[0], TerminalType(40 * "x")
        )

    def test_peer_that_asks(self) -> None:
        """
        A server has no terminal: to be asked for its type gives and answers nothing.
        """
        self.assertEqual(exchange(subnegotiation(TTYPE, b"\1")), ([], b""))


class WindowSizeTests(SynchronousTestCase):
    def test_sizes(self) -> None:
        """
        Two numbers of two bytes each are taken at face value, IACs undone.
        """
        for size in ((80, 24), (0, 0), (255, 255), (65_535, 65_535), (511, 1)):
            content = b"".join(number.to_bytes(2, "big") for number in size)
            self.assertEqual(told(NAWS, content), [WindowSize(*size)])

    def test_other_lengths_are_ignored(self) -> None:
        """
        What is not of four bytes is no size.
        """
        for length in (0, 1, 2, 3, 5, 8):
            self.assertEqual(told(NAWS, b"\1" * length), [], length)


class CharsetTests(SynchronousTestCase):
    def assert_chosen(self, offer: bytes, spelt: bytes | None, name: str = "") -> None:
        """
        An offer is answered by this name as the peer spelt it, or refused.
        """
        found, answer = exchange(subnegotiation(CHARSET, b"\x01" + offer))
        if spelt is None:
            self.assertEqual((found, answer), ([], subnegotiation(CHARSET, REJECTED)))
        else:
            self.assertEqual(answer, subnegotiation(CHARSET, ACCEPTED + spelt), offer)
            self.assertEqual(found, [CharsetAccepted(name)])

    def test_asking(self) -> None:
        """
        UTF-8 is asked for, else US-ASCII.
        """
        codec = TelnetCodec()
        codec.request_charset()
        request = b"\xff\xfa\x2a\x01;UTF-8;US-ASCII\xff\xf0"
        self.assertEqual(codec.take_answers(), request)

    def test_answers(self) -> None:
        """
        The peer's yes has the name with it, cleaned; its no has nothing.
        """
        accepted = told(CHARSET, ACCEPTED + b"UTF-8")
        self.assertEqual(accepted, [CharsetAccepted("UTF-8")])
        dirty = told(CHARSET, ACCEPTED + b"\x1b\xff" + b"x" * 99)
        self.assertEqual(dirty, [CharsetAccepted("x" * 40)])
        self.assertEqual(told(CHARSET, REJECTED), [CharsetRejected()])

    def test_utf_8_is_taken_of_any_list(self) -> None:
        """
        UTF-8 is preferred wherever it stands, in any case and with any separator.
        """
        self.assert_chosen(b";UTF-8", b"UTF-8", "UTF-8")
        self.assert_chosen(b" US-ASCII utf-8", b"utf-8", "UTF-8")
        self.assert_chosen(b",ISO-8859-1,Utf-8,X", b"Utf-8", "UTF-8")
        self.assert_chosen(b"\xff\xffUTF-8\xffUS-ASCII", b"UTF-8", "UTF-8")

    def test_ascii_is_taken_where_there_is_no_utf_8(self) -> None:
        """
        US-ASCII is the next best.
        """
        self.assert_chosen(b";KOI8-R;us-ascii", b"us-ascii", "US-ASCII")

    def test_other_lists_are_refused(self) -> None:
        """
        A list without either, an empty one and one without a separator get a no.
        """
        for offer in (b";KOI8-R;UTF-16", b";", b"", b"UTF-8", b";UTF-8 ;UTF-81"):
            self.assert_chosen(offer, None)

    def test_translation_tables_are_passed_over(self) -> None:
        """
        The offer of a table, in either spelling of the RFC, does not hide the list.
        """
        for prefix in (b"[TTABLE]\x01", b"[TTABLE ]\x01", b"[TTABLE];"):
            self.assert_chosen(prefix + b";UTF-8", b"UTF-8", "UTF-8")
            self.assert_chosen(prefix, None)
        self.assert_chosen(b"[TTABLE]", None)

    def test_other_messages_are_ignored(self) -> None:
        """
        Translation tables were not asked for: what is said of them gets no answer.
        """
        for verb in (0, 4, 5, 6, 7, 255):
            message = subnegotiation(CHARSET, bytes([verb]) + b"\x01;UTF-8")
            self.assertEqual(exchange(message), ([], b""), verb)
