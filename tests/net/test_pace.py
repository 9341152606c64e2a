"""
Who sends many lines at once: they are done one by one, and none is lost.
"""

from __future__ import annotations

import json
import re

from connect4tx.net.connection import LINES_AT_MOST
from connect4tx.net.mailbox import Mailbox
from connect4tx.net.pace import TELL_SECONDS, PacedMailbox
from connect4tx.terminal.limits import (
    LINES_IN_A_ROW,
    LINES_PER_SECOND,
    PROGRAM_LINES_IN_A_ROW,
    PROGRAM_LINES_PER_SECOND,
    Limits,
)
from tests.support.net_world import Player, World, WorldCase

TOLD = (
    "That was a lot at once; nothing of it is lost, but your lines are done one by one"
    " now, 4 a second."
)


class PaceTests(WorldCase):
    def setUp(self) -> None:
        self.world = World(limits=Limits())
        self.addCleanup(self.world.stop)
        self.player = self.world.player()
        # Who was understood once may send what are no commands.
        self.player.says("games")
        self.world.clock.advance(TELL_SECONDS)
        self.player.news()

    def send(self, number: int, player: Player | None = None) -> None:
        """
        Send so many lines in one packet, each a word of its own.
        """
        lines = "".join(f"no{number:03}\r\n" for number in range(number))
        (player or self.player).wire.sends(lines.encode())

    def answered(self, told: str) -> list[int]:
        """
        Which of those lines were answered.
        """
        return [int(number) for number in re.findall(r"command no(\d+)", told)]

    def wait(self, seconds: float) -> str:
        """
        What comes in so many seconds.
        """
        self.world.clock.pump([1 / 16] * round(seconds * 16))
        return self.player.news()

    def test_ten_in_a_row(self) -> None:
        """
        What somebody types fast, or pastes, is done at once, without a word about it.
        """
        self.send(LINES_IN_A_ROW)
        told = self.player.news()
        self.assertEqual(self.answered(told), list(range(10)))
        self.assertNotIn(TOLD, told)
        self.assertEqual(self.world.calls(), [])

    def test_then_four_a_second(self) -> None:
        """
        What goes beyond waits, and is done in its order, four lines a second.
        """
        self.send(30)
        self.assertEqual(self.answered(self.player.news()), list(range(10)))
        self.assertEqual(self.answered(self.wait(1)), [10, 11, 12, 13])
        self.assertEqual(self.answered(self.wait(4)), list(range(14, 30)))
        self.assertEqual(self.wait(1), "")
        self.assertEqual(self.world.calls(), [])

    def test_told_once(self) -> None:
        """
        The reason is told when it happens, once in a while only.
        """
        self.send(12)
        self.assertEqual(self.player.news().count(TOLD), 1)
        self.wait(5)
        self.send(30)
        self.assertNotIn(TOLD, self.wait(10))
        self.world.clock.advance(TELL_SECONDS)
        self.send(12)
        self.assertEqual(self.player.news().count(TOLD), 1)

    def test_prompt_comes_when_all_is_done(self) -> None:
        """
        While lines wait no prompt asks for more; behind the last there is one.
        """
        self.send(12)
        self.assertNotIn("lobby> ", self.player.news())
        told = self.wait(1)
        self.assertEqual(told.count("lobby> "), 1)
        self.assertTrue(told.endswith("lobby> "))

    def test_typed_slowly(self) -> None:
        """
        Who types four lines a second is never kept waiting.
        """
        for number in range(100):
            told = self.player.says(f"no{number:03}")
            self.assertEqual(self.answered(told), [number])
            self.world.clock.advance(1 / LINES_PER_SECOND)

    def test_news_do_not_wait(self) -> None:
        """
        What others do is told meanwhile.
        """
        other = self.world.player(host="127.0.0.1")
        other.says(f"join {self.player.opens_room()}")
        self.wait(5)
        self.send(60)
        self.player.news()
        other.says("play")
        self.assertIn("your move", self.wait(1) + self.wait(60))

    def test_program(self) -> None:
        """
        Programs may send more lines, and are told the number of them.
        """
        self.player.says("mode json")
        self.wait(5)
        lines = [
            json.dumps({"id": number, "cmd": "help"}) + "\n" for number in range(60)
        ]
        self.player.wire.sends("".join(lines).encode())
        told = [json.loads(line) for line in self.player.news().splitlines()]
        done = [line["re"] for line in told if "re" in line]
        self.assertEqual(done, list(range(PROGRAM_LINES_IN_A_ROW)))
        paced = {"event": "paced", "lines_per_second": PROGRAM_LINES_PER_SECOND}
        self.assertEqual(told[-1], paced)
        told = [json.loads(line) for line in self.wait(2).splitlines()]
        self.assertEqual([line["re"] for line in told], list(range(20, 60)))

    def test_more_than_can_wait(self) -> None:
        """
        A flood is not read faster than it is done, and still all is done in order.
        """
        for _ in range(3):
            self.send(100)
        told = self.player.news()
        self.assertFalse(self.player.wire.reading)
        self.assertLess(self.player.connection._mailbox.lines, LINES_AT_MOST + 100)
        told += self.wait(80)
        self.assertEqual(self.answered(told), 3 * list(range(100)))
        self.assertTrue(self.player.wire.reading)

    def test_goes_while_lines_wait(self) -> None:
        """
        When the connection is lost nothing waits any more.
        """
        self.send(30)
        self.world.settle()
        self.player.vanishes()
        self.assertEqual(self.world.calls(), [])

    def test_end_of_input_behind_lines(self) -> None:
        """
        Who sends many lines and nothing more gets every answer before the end.
        """
        self.send(30)
        self.player.wire.ends_input()
        told = self.player.news() + self.wait(10)
        self.assertEqual(self.answered(told), list(range(30)))
        self.assertTrue(self.player.gone)

    def test_trusted(self) -> None:
        """
        Who is trusted is not kept waiting, and pays nothing for others: the mailbox is
        the plain one.
        """
        player = self.world.player(host="127.0.0.1")
        player.says("games")
        self.send(500, player)
        self.assertEqual(self.answered(player.news()), list(range(500)))
        self.assertIs(type(player.connection._mailbox), Mailbox)
        self.assertIs(type(self.player.connection._mailbox), PacedMailbox)
