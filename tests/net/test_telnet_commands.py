"""
How telnet's own commands are taken out of the stream and answered.
"""

from __future__ import annotations

from time import process_time

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import EndOfFile, Signal, SignalKind
from connect4tx.net.telnet.protocol import (
    ABORT,
    ALIVE,
    AO,
    AYT,
    BRK,
    DM,
    DO,
    ECHO,
    EOF,
    EOR,
    GA,
    IP,
    NAWS,
    NEW_ENVIRON,
    NOP,
    SB,
    SE,
    SGA,
    SUSP,
    TIMING_MARK,
    TSPEED,
    TTYPE,
    WILL,
    WONT,
    command,
)
from tests.support.telnet import exchange, held, lines_of

# Of whatever comes, in packets of this size, no more than so much may be kept.
FLOOD_BYTES = 1_048_576
PACKET_BYTES = 65_536
KEPT_AT_MOST = 2_048

FLOODS = {
    "a line": b"x",
    "a line of é": "é".encode(),
    "short lines": b"4\r\n",
    "line ends": b"\r",
    "erased characters": b"x\x7f",
    "words": b"x ",
    "an escape sequence": b"1;",
    "escapes": b"\x1b",
    "AYT": command(AYT),
    "doubled IACs": command(255),
    "interrupts": command(IP),
    "ends of file": b"\x04",
    "timing marks": command(DO, TIMING_MARK),
    "refused wishes": command(DO, ECHO),
    "all options": b"".join(command(WILL, n, 255, WONT, n) for n in range(255)),
    "a subnegotiation": b"\0",
    "subnegotiations": command(SB, TTYPE, 0) + command(SE),
    "beginnings of subnegotiations": command(SB, TTYPE, 0),
    "verbs": command(WILL, WILL),
}
BEGINNINGS = {"an escape sequence": b"\x1b[", "a subnegotiation": command(SB, TTYPE)}


class CommandTests(SynchronousTestCase):
    def test_codec_says_nothing_first(self) -> None:
        """
        A peer that negotiates nothing is sent no telnet at all.
        """
        self.assertEqual(exchange(b"help\r\n\x1b[A\x7f\t\r\n"), (["help", " "], b""))

    def test_are_you_there(self) -> None:
        """
        AYT gets a visible sign of life, and does not touch the line.
        """
        found, answers = exchange(b"he" + command(AYT) + b"lp\n")
        self.assertEqual(found, ["help"])
        self.assertEqual(answers, b"\r\n" + ALIVE)
        self.assertIn(b"here", answers)
        self.assertTrue(answers.endswith(b"\r\n"))

    def test_signals_are_told_apart(self) -> None:
        """
        Break, suspend and abort each give their signal, and do not touch the line.
        """
        kinds = {
            BRK: SignalKind.BREAK,
            SUSP: SignalKind.SUSPEND,
            ABORT: SignalKind.ABORT,
        }
        for number, kind in kinds.items():
            found, answers = exchange(b"he" + command(number) + b"lp\n")
            self.assertEqual((found, answers), ([Signal(kind), "help"], b""))

    def test_interrupt_cancels_the_line(self) -> None:
        """
        An interrupt is a signal as well, and what was typed before it is no more.
        """
        found, answers = exchange(b"he" + command(IP) + b"lp\n")
        interrupted = Signal(SignalKind.INTERRUPT)
        self.assertEqual((found, answers), ([interrupted, "lp"], b""))

    def test_end_of_file(self) -> None:
        """
        EOF gives its event and does not touch the line.
        """
        found, answers = exchange(b"he" + command(EOF) + b"lp\n")
        self.assertEqual((found, answers), ([EndOfFile(), "help"], b""))

    def test_other_commands_are_skipped(self) -> None:
        """
        NOP, marks, GA, AO, a lone SE and unknown commands do nothing.
        """
        for number in (NOP, EOR, SE, DM, AO, GA, *range(EOF)):
            self.assertEqual(
                exchange(b"he" + command(number) + b"lp\n"), (["help"], b""), number
            )

    def test_doubled_iac_is_data(self) -> None:
        """
        IAC IAC is one byte of data, which is no UTF-8, and no command.
        """
        self.assertEqual(exchange(b"a\xff\xffb\n"), (["a\ufffdb"], b""))

    def test_command_cut_anywhere(self) -> None:
        """
        A command that comes byte by byte is taken out all the same.
        """
        codec = TelnetCodec()
        stream = b"a\xff\xfd\x06b\xff\xfa\x18\x00x\xff\xf0c\xff\xf6d\n"
        found = [event for byte in stream for event in codec.receive(bytes([byte]))]
        self.assertEqual(lines_of(found), ["abcd"])
        self.assertTrue(codec.take_answers().startswith(b"\xff\xfc\x06"))

    def test_answers_are_given_once(self) -> None:
        """
        Answers that were taken are not given again.
        """
        codec = TelnetCodec()
        codec.receive(command(DO, ECHO))
        self.assertEqual(codec.take_answers(), command(WONT, ECHO))
        self.assertEqual(codec.take_answers(), b"")

    def test_negotiations_are_counted(self) -> None:
        """
        Every verb and every subnegotiation counts one, and nothing else does.
        """
        codec = TelnetCodec()
        codec.receive(b"help\r\n" + command(AYT) + command(IP) + command(255))
        self.assertEqual(codec.negotiations, 0)
        for verb in (251, 252, 253, 254):
            codec.receive(command(verb, TTYPE))
        codec.receive(command(DO))
        self.assertEqual(codec.negotiations, 4)
        codec.receive(bytes([ECHO]) + command(SB, TTYPE, 0) + command(SE))
        self.assertEqual(codec.negotiations, 6)


class ClientTests(SynchronousTestCase):
    def test_defect_14_options_do_not_spoil_the_first_command(self) -> None:
        """
        What PuTTY negotiates before the first line leaves that line as it was typed.
        """
        putty = b"".join(
            [
                *(command(WILL, o) for o in (NAWS, TSPEED, TTYPE, NEW_ENVIRON, SGA)),
                *(command(DO, option) for option in (ECHO, SGA)),
            ]
        )
        self.assertEqual(lines_of(exchange(putty + b"create\n")[0]), ["create"])

    def test_defect_14_ctrl_c_does_not_spoil_the_next_command(self) -> None:
        r"""
        After Ctrl-C, ^Z and ^\ of Debian's telnet the next line is read as typed.
        """
        for number in (IP, SUSP, BRK, ABORT):
            keys = command(number) + command(DO, TIMING_MARK)
            found, answers = exchange(keys + b"help\r\n")
            self.assertEqual(lines_of(found), ["help"])
            self.assertEqual(answers, command(WONT, TIMING_MARK))


class FloodTests(SynchronousTestCase):
    def test_nothing_grows(self) -> None:
        """
        A million bytes of anything leave next to nothing in the codec.
        """
        for name, piece in FLOODS.items():
            packet = piece * (PACKET_BYTES // len(piece))
            for raw, packets in ((False, FLOOD_BYTES // PACKET_BYTES), (True, 1)):
                codec = TelnetCodec()
                codec.raw = raw
                codec.receive(BEGINNINGS.get(name, b""))
                for _ in range(packets):
                    codec.receive(packet)
                    codec.take_answers()
                self.assertLess(held(codec), KEPT_AT_MOST, (name, raw))

    def test_answers_grow_no_faster_than_questions(self) -> None:
        """
        No flood is answered with more than the sign of life for each AYT.
        """
        for name, piece in FLOODS.items():
            codec = TelnetCodec()
            codec.receive(piece * 1_000)
            questions = 1_000 * piece.count(b"\xff")
            answers = len(codec.take_answers())
            self.assertLessEqual(answers, questions * len(b"\r\n" + ALIVE), name)

    def test_time_grows_with_the_packet(self) -> None:
        """
        A packet of eight times the size takes about eight times as long, not 64 times.
        """

        def seconds(piece: bytes, count: int, raw: bool) -> float:
            codec = TelnetCodec()
            codec.raw = raw
            packet = piece * count
            began = process_time()
            codec.receive(packet)
            return process_time() - began

        for piece in (command(AYT), command(255), command(IP) + b"x", b"x\x7f", b"x "):
            for raw in (False, True):
                small = min(seconds(piece, 8_192, raw) for _ in range(3))
                large = min(seconds(piece, 65_536, raw) for _ in range(2))
                bound = 40 * max(small, 0.000_5)
                self.assertLess(large, bound, f"{piece!r}: {small:.4f} s before")
