"""
Peers that send faster than they are served, or do not read.
"""

from __future__ import annotations

import re

from connect4tx.net.telnet.protocol import DO, ECHO, SGA, command
from connect4tx.terminal.items import FactTold
from tests.support.net_telnet import client_named
from tests.support.net_wire import SEND_BUFFER_BYTES
from tests.support.net_world import Player, WorldCase
from tests.support.stories import DRAWN

KIB = 1024
LINES_AT_MOST = 64
UNREAD_BYTES_AT_MOST = 256 * KIB
UNREAD_SECONDS = 20.0
ITEMS_IN_A_TURN = 32
SAID_AT_ONCE = 64
# The columns of a draw, from 1.
FULL_BOARD = [column + 1 for column in DRAWN]


class SendingTests(WorldCase):
    def setUp(self) -> None:
        super().setUp()
        self.player = self.world.player()
        self.player.news()

    def test_sixty_four_lines_may_wait(self) -> None:
        """
        As long as no more lines wait, reading goes on.
        """
        self.player.wire.sends(b"board\r\n" * LINES_AT_MOST)
        self.assertTrue(self.player.wire.reading)

    def test_reading_is_paused_and_resumed(self) -> None:
        """
        With more lines waiting no more is read, until they have been acted on.
        """
        self.player.wire.sends(b"board\r\n" * (LINES_AT_MOST + 1))
        self.assertFalse(self.player.wire.reading)
        self.world.settle()
        self.assertTrue(self.player.wire.reading)

    def test_nothing_is_lost_or_reordered(self) -> None:
        """
        Every line of a flood is answered, in the order of sending.
        """
        self.player.says("games")
        for packet in range(20):
            names = (f"no{packet}x{number}\r\n" for number in range(100))
            self.player.wire.sends("".join(names).encode())
        answers = re.findall(r"Unknown command (\w+)", self.player.news())
        expected = [f"no{a}x{b}" for a in range(20) for b in range(100)]
        self.assertEqual(answers, expected)

    def test_burst_of_one_packet_is_answered(self) -> None:
        """
        A peer that reads gets all its answers, however many lines a packet holds.
        """
        count = SEND_BUFFER_BYTES // 2
        self.player.wire.sends(b"\r\n" * count)
        self.assertEqual(self.player.news().count("\n"), count)
        self.assertFalse(self.player.gone)

    def test_burst_does_not_keep_others_waiting(self) -> None:
        """
        Others are answered within a few turns, however many lines one has sent.
        """
        other = self.world.player()
        other.news()
        self.player.wire.sends(b"board\r\n" * 5_000)
        other.wire.sends(b"board\r\n")
        waiting: list[tuple[int, bool]] = []

        def look(turns: int) -> None:
            if turns:
                self.world.clock.callLater(0, look, turns - 1)
            else:
                lines = self.player.connection._mailbox.lines
                waiting.append((lines, b"not in a room" in other.wire.received))

        look(10)
        self.world.settle()
        [(lines, answered)] = waiting
        self.assertGreater(lines, 0)
        self.assertTrue(answered)

    def waiting(self, player: Player) -> int:
        """
        How many items wait for a player's action handler; they are taken away.
        """
        return len(list(iter(player.connection._mailbox.take, None)))

    def test_flood_of_interrupts(self) -> None:
        """
        However many Ctrl-C come in a packet, one wish for the prompt waits, also when
        other signs of life are among them.
        """
        for flood in (
            b"\x03" * SEND_BUFFER_BYTES,
            b"x\x03" * KIB,
            b"\xff\xf4" * KIB,
            b"\x03\xff\xf6\xff\xed" * KIB,
        ):
            self.player.wire.sends(flood)
            self.assertEqual(self.waiting(self.player), 1, flood[:4])
            self.world.settle()
            self.player.bytes_of_news()
        self.assertIn("not in a room", self.player.says("board"))

    def test_flood_of_interrupts_while_something_is_waited_for(self) -> None:
        """
        So it is when they come in many packets while a line is being acted on, and
        when keys are sent as they are typed.
        """
        player = self.world.player(client=client_named("vt100"))
        player.sends(b"set keys on\r\n")
        for _ in range(100):
            player.sends(b"\x03" * KIB)
        self.assertEqual(self.waiting(player), 1)
        player.sends(command(DO, ECHO) + command(DO, SGA))
        player.wire.sends(b"\x03" * SEND_BUFFER_BYTES)
        self.assertEqual(self.waiting(player), 1)
        self.assertFalse(player.gone)

    def test_lines_wait_while_the_peer_does_not_read(self) -> None:
        """
        Who sent many lines and reads a little later gets all the answers.
        """
        self.player.wire.stops_reading()
        self.player.wire.sends(b"\r\n" * 6_000)
        self.world.clock.pump([0, UNREAD_SECONDS / 2])
        self.assertFalse(self.player.gone)
        self.player.wire.reads_on()
        self.assertEqual(self.player.news().count("\n"), 6_000)

    def test_crash_while_reading_is_paused(self) -> None:
        """
        When the action handler crashes, reading is resumed by the next one.
        """
        self.player.wire.sends(b"crash handler\r\n" + b"board\r\n" * 200)
        told = self.player.news()
        self.flushLoggedErrors()
        self.assertEqual(told.count("not in a room"), 200)
        self.assertTrue(self.player.wire.reading)

    def test_end_of_input_behind_a_flood(self) -> None:
        """
        A peer that sends much and closes its half gets every answer before the end.
        """
        for _ in range(5):
            self.player.wire.sends(b"board\r\n" * 100)
        self.player.wire.ends_input()
        self.assertEqual(self.player.news().count("not in a room"), 500)
        self.assertTrue(self.player.gone)


class MuchSaidTests(WorldCase):
    """
    Requests that are answered with many lines each.
    """

    def setUp(self) -> None:
        super().setUp()
        self.player, other = self.pair()
        self.player.says("play")
        for turn in range(42):
            mover = (self.player, other)[turn % 2]
            mover.says(str(FULL_BOARD[turn]))
        self.player.says("mode json")
        self.player.bytes_of_news()
        self.lines = self.player.says('{"cmd":"resume"}').count("\n")
        self.requests = b'{"cmd":"resume"}\n' * ITEMS_IN_A_TURN

    def test_written_before_the_turn_ends(self) -> None:
        """
        What is said is sent when there is much of it, not only when the turn is over.
        """
        pieces: list[int] = []
        write = self.player.wire.write

        def writes(data: bytes) -> None:
            pieces.append(data.count(b"\n"))
            write(data)

        self.patch(self.player.wire, "write", writes)
        self.assertGreater(self.lines, 42)
        self.player.wire.sends(self.requests)
        self.player.bytes_of_news()
        self.assertEqual(sum(pieces), ITEMS_IN_A_TURN * self.lines)
        self.assertLess(max(pieces), SAID_AT_ONCE + 2 * self.lines)

    def test_who_does_not_read_is_noticed_before_the_turn_ends(self) -> None:
        """
        When the buffer is full no more requests are done, in this turn either; they
        are when it is read.
        """
        self.player.wire.stops_reading()
        self.player.wire.sends(self.requests * 2)
        self.world.settle()
        self.assertLess(self.player.wire.most_unsent, SEND_BUFFER_BYTES + 16 * KIB)
        self.player.wire.reads_on()
        told = self.player.bytes_of_news()
        self.assertEqual(told.count(b"\n"), 2 * ITEMS_IN_A_TURN * self.lines)
        self.assertFalse(self.player.gone)


class NotReadingTests(WorldCase):
    def setUp(self) -> None:
        super().setUp()
        self.player, self.other = self.pair(playing=True)
        self.told = 0

    def tell(self, kib: int, player: Player | None = None) -> None:
        """
        Give a player so many numbered news of one KiB each, one in a turn.
        """
        for _ in range(kib):
            (player or self.player).connection.put(
                FactTold(f"{self.told:04}".ljust(KIB))
            )
            self.world.settle()
            self.told += 1

    def test_nothing_is_read_from_one_who_does_not_read(self) -> None:
        """
        Of a peer whose buffer is full some lines are taken in, to be acted on when it
        reads again; then it is read no more.
        """
        self.player.wire.stops_reading()
        self.tell(70)
        self.assertTrue(self.player.wire.reading)
        self.player.wire.sends(b"board\r\n" * 100)
        self.world.settle()
        self.assertFalse(self.player.wire.reading)
        self.player.wire.reads_on()
        self.world.settle()
        self.assertTrue(self.player.wire.reading)

    def test_defect_13_unread_bytes_are_bounded(self) -> None:
        """
        One who reads nothing is let go when 256 KiB more than the buffer are unread.
        """
        self.player.wire.stops_reading()
        full = SEND_BUFFER_BYTES + UNREAD_BYTES_AT_MOST
        self.tell(full // KIB - 20)
        self.assertFalse(self.player.gone)
        self.tell(40)
        self.assertTrue(self.player.gone)
        self.assertLess(self.player.wire.most_unsent, full + 8 * KIB)
        self.assertIn(
            f"{self.player.called} has lost the connection; the seat is kept.",
            self.other.news(),
        )
        self.assertFalse(self.other.gone)

    def test_patience_ends(self) -> None:
        """
        One whose buffer stays full for twenty seconds is let go.
        """
        self.player.wire.stops_reading()
        self.tell(70)
        self.world.clock.pump([UNREAD_SECONDS - 0.1, 0])
        self.assertFalse(self.player.gone)
        self.world.clock.pump([0.2, 0])
        self.assertTrue(self.player.gone)
        self.assertIn(
            f"{self.player.called} has lost the connection; the seat is kept.",
            self.other.news(),
        )

    def test_slow_reader_gets_everything(self) -> None:
        """
        One who reads in time, again and again, is never let go and misses nothing.
        """
        for _ in range(5):
            self.player.wire.stops_reading()
            self.tell(200)
            self.world.clock.pump([UNREAD_SECONDS - 1, 0])
            self.player.wire.reads_on()
            self.world.clock.pump([0, UNREAD_SECONDS + 1])
        self.assertFalse(self.player.gone)
        facts = [line for line in self.player.news().splitlines() if line[:1] == "*"]
        self.assertEqual([int(fact[2:6]) for fact in facts], list(range(1000)))

    def test_full_buffer_alone_is_no_reason(self) -> None:
        """
        One whose buffer is not full may leave it unread for any time.
        """
        self.player.wire.stops_reading()
        self.tell(30)
        self.world.clock.pump([UNREAD_SECONDS * 10, 0])
        self.assertFalse(self.player.gone)

    def test_lost_while_full(self) -> None:
        """
        A peer that is lost with a full buffer leaves no timer behind.
        """
        self.player.wire.stops_reading()
        self.tell(70)
        self.player.vanishes()
        self.other.leaves()
        self.assertEqual(self.world.calls(), [])
