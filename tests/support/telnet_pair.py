"""
Two telnet codecs that are connected to each other.
"""

from __future__ import annotations

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import Received
from connect4tx.net.telnet.protocol import Side
from tests.support.telnet import WISHES


class Pair:
    """
    Two codecs that are connected, and what is on its way from either to the other.
    """

    def __init__(self) -> None:
        self.codecs = (TelnetCodec(), TelnetCodec())
        self.changes: tuple[list[Received], list[Received]] = ([], [])
        self._on_its_way = [b"", b""]
        self.sent_bytes = 0

    def wish(self, who: int, side: Side, option: int, on: bool) -> None:
        """
        Have one of them want an option on or off.
        """
        WISHES[side, on](self.codecs[who], option)
        self._send(who)

    def read(self, who: int, size: int) -> None:
        """
        Have one of them read so many bytes of what is on its way to it.
        """
        way = self._on_its_way
        packet, way[1 - who] = way[1 - who][:size], way[1 - who][size:]
        self.changes[who].extend(self.codecs[who].receive(packet))
        self._send(who)

    def settle(self) -> None:
        """
        Have both read until nothing is on its way.
        """
        for _ in range(10):
            for who in (0, 1):
                self.read(who, 1_000_000)
        if any(self._on_its_way):
            raise AssertionError(f"still talking: {self._on_its_way}")

    def _send(self, who: int) -> None:
        answers = self.codecs[who].take_answers()
        self._on_its_way[who] += answers
        self.sent_bytes += len(answers)
