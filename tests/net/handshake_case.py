"""
Newcomers, and what they are told before they have a name.
"""

from __future__ import annotations

import re

from connect4tx.net.telnet.protocol import (
    CHARSET,
    CHARSET_REQUEST,
    EOR,
    IAC,
    command,
    subnegotiation,
)
from connect4tx.terminal import sentences
from tests.support.net_telnet import PROBE
from tests.support.net_world import Player, WorldCase

PROBE_SECONDS = 0.5
WIPE = b"\r      \r"
NAME_PROMPT = sentences.NAME_PROMPT.encode()
GREETING = (
    f"{sentences.GREETING}  0 players, 0 rooms.   (francais: lang fr)\r\n".encode()
)
HINT = f"{sentences.PLAIN_HINT}\r\n".encode()
IAC_BYTE = bytes([IAC])
PROMPT_END = command(EOR)
ASK_CHARSET = subnegotiation(CHARSET, bytes([CHARSET_REQUEST]) + b";UTF-8;US-ASCII")


class HandshakeCase(WorldCase):
    def newcomer(self) -> Player:
        """
        Somebody who has been asked and has not answered yet.
        """
        player = self.world.arrival()
        self.assertEqual(player.bytes_of_news(), PROBE)
        return player

    def silent(self) -> Player:
        """
        Somebody who was greeted without having answered, and has read all.
        """
        player = self.newcomer()
        self.wait()
        player.bytes_of_news()
        return player

    def wait(self, seconds: float = PROBE_SECONDS) -> None:
        self.world.clock.advance(seconds)

    def settings(self, player: Player) -> dict[str, str]:
        """
        How things are set for a player.
        """
        player.news()
        told = player.says("set")
        return dict(re.findall(r"^  (\w+) +(\w+)(?: |$)", told, re.MULTILINE))

    def assert_greeted(self, player: Player) -> bytes:
        """
        Fail unless the next that comes ends with greeting and question; the rest.
        """
        news = player.bytes_of_news().replace("\u00e7".encode(), b"c")
        self.assertTrue(news.endswith(GREETING + NAME_PROMPT), news)
        return news.removesuffix(GREETING + NAME_PROMPT)

    def assert_not_greeted(self, player: Player) -> None:
        self.assertNotIn(b"connect4tx", player.wire.received)
