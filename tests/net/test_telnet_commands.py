"""
How telnet's own commands are taken out of the stream and answered.
"""

from __future__ import annotations

from time import process_time

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.telnet import Received, TelnetCodec

IAC, DONT, DO, WONT, WILL, SB, SE = b"\xff", 254, 253, 252, 251, 250, 240
AYT, IP, NOP, BRK, SUSP, ABORT, EOR = 246, 244, 241, 243, 237, 238, 239
TIMING_MARK, ECHO, SGA, TTYPE, NAWS = 6, 1, 3, 24, 31


def command(*numbers: int) -> bytes:
    """
    IAC and what follows it.
    """
    return IAC + bytes(numbers)


def exchange(data: bytes) -> tuple[list[Received], bytes]:
    """
    The lines and the answers that a fresh codec gives for these bytes.
    """
    codec = TelnetCodec()
    return codec.receive(data), codec.take_answers()


class NegotiationTests(SynchronousTestCase):
    def test_codec_says_nothing_first(self) -> None:
        """
        A peer that negotiates nothing is sent no telnet at all.
        """
        self.assertEqual(exchange(b"help\r\n\x03\x1b[A\r\n"), (["help", ""], b""))

    def test_offers_and_wishes_are_refused(self) -> None:
        """
        DO gets WONT and WILL gets DONT, whatever the option.
        """
        for option in (0, ECHO, SGA, TTYPE, NAWS, 34, 42, 201, 255):
            self.assertEqual(exchange(command(DO, option))[1], command(WONT, option))
            self.assertEqual(exchange(command(WILL, option))[1], command(DONT, option))

    def test_refusals_are_not_answered(self) -> None:
        """
        WONT and DONT change nothing and get no answer: so no loop can begin.
        """
        for verb in (WONT, DONT):
            for option in (ECHO, SGA, TIMING_MARK):
                self.assertEqual(exchange(command(verb, option)), ([], b""))

    def test_two_codecs_do_not_talk_for_ever(self) -> None:
        """
        What one codec answers, another takes without answering again.
        """
        _, answers = exchange(b"".join(command(DO, n, 255, WILL, n) for n in range(99)))
        self.assertEqual(len(answers), 99 * 6)
        self.assertEqual(exchange(answers), ([], b""))

    def test_defect_14_timing_mark_is_always_answered(self) -> None:
        """
        DO TM gets WONT TM each time, or Debian's telnet shows nothing after Ctrl-C.
        """
        codec = TelnetCodec()
        for _ in range(3):
            codec.receive(command(IP) + command(DO, TIMING_MARK))
            self.assertEqual(codec.take_answers(), command(WONT, TIMING_MARK))

    def test_answers_are_given_once(self) -> None:
        """
        Answers that were taken are not given again.
        """
        codec = TelnetCodec()
        codec.receive(command(DO, ECHO))
        self.assertEqual(codec.take_answers(), command(WONT, ECHO))
        self.assertEqual(codec.take_answers(), b"")

    def test_defect_14_options_do_not_spoil_the_first_command(self) -> None:
        """
        What PuTTY negotiates before the first line leaves that line as it was typed.
        """
        putty = b"".join(
            [
                *(command(WILL, option) for option in (NAWS, 32, TTYPE, 39, SGA)),
                *(command(DO, option) for option in (ECHO, SGA)),
            ]
        )
        self.assertEqual(exchange(putty + b"create\n")[0], ["create"])


class CommandTests(SynchronousTestCase):
    def test_are_you_there(self) -> None:
        """
        AYT gets a visible sign of life, and does not touch the line.
        """
        found, answers = exchange(b"he" + command(AYT) + b"lp\n")
        self.assertEqual(found, ["help"])
        self.assertIn(b"here", answers)
        self.assertTrue(answers.endswith(b"\r\n"))

    def test_other_commands_are_skipped(self) -> None:
        """
        NOP, break, suspend, abort, marks and unknown commands do nothing.
        """
        for number in (NOP, BRK, SUSP, ABORT, EOR, SE, 236, 242, 245, 249, 0, 65, 128):
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
        found = [line for byte in stream for line in codec.receive(bytes([byte]))]
        self.assertEqual(found, ["abcd"])
        self.assertTrue(codec.take_answers().startswith(b"\xff\xfc\x06"))

    def test_defect_14_ctrl_c_does_not_spoil_the_next_command(self) -> None:
        r"""
        After Ctrl-C, ^Z and ^\ of Debian's telnet the next line is read as typed.
        """
        for number in (IP, SUSP, BRK):
            keys = command(number) + command(DO, TIMING_MARK)
            self.assertEqual(exchange(keys + b"help\r\n")[0], ["help"])


class SubnegotiationTests(SynchronousTestCase):
    def test_subnegotiation_is_skipped(self) -> None:
        """
        All between IAC SB and IAC SE is skipped, line ends and doubled IACs too.
        """
        stream = b"he" + command(SB, TTYPE) + b"\0A\r\n\xff\xffB" + command(SE)
        self.assertEqual(exchange(stream + b"lp\n"), (["help"], b""))

    def test_empty_subnegotiation(self) -> None:
        """
        One that ends at once is skipped as well.
        """
        self.assertEqual(exchange(command(SB) + command(SE) + b"help\n")[0], ["help"])

    def test_subnegotiation_without_an_end(self) -> None:
        """
        One that never ends gives nothing, answers nothing and takes no memory.
        """
        codec = TelnetCodec()
        codec.receive(b"he" + command(SB, TTYPE))
        for _ in range(100):
            self.assertEqual(codec.receive(b"x" * 10_000 + b"\r\n"), [])
        self.assertEqual(codec.take_answers(), b"")
        self.assertLess(held_bytes(codec), 100)


class EffortTests(SynchronousTestCase):
    def test_flood_of_questions_takes_little_time(self) -> None:
        """
        A packet full of AYT takes about as long as twice the packet, not its square.
        """

        def seconds(count: int) -> float:
            codec = TelnetCodec()
            began = process_time()
            codec.receive(command(AYT) * count)
            return process_time() - began

        small = min(seconds(8_192) for _ in range(3))
        large = min(seconds(32_768) for _ in range(2))
        self.assertLess(large / small, 8, f"{small:.3f} s, then {large:.3f} s")


def held_bytes(codec: TelnetCodec) -> int:
    """
    How many bytes a codec keeps between two packets.
    """
    values = (getattr(codec, name) for name in TelnetCodec.__slots__)
    return sum(len(value) for value in values if isinstance(value, bytes | bytearray))
