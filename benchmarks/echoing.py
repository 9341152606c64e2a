"""
The same client for the yardstick: lines of a move's size, sent and echoed for ever.
"""

from __future__ import annotations

import socket
from time import perf_counter

from benchmarks.crowd import Unexpected, connect
from benchmarks.window import Peers, Times

LINE = b"4\r\n"


class Talker:
    """
    Has one line under way, and sends it again when it has come back.
    """

    __slots__ = ("send", "sent_at", "times")

    def __init__(self, peer: socket.socket, times: Times) -> None:
        self.send = peer.send
        self.times = times
        self.begin()

    def begin(self) -> None:
        self.sent_at = perf_counter()
        self.send(LINE)

    def told(self, data: bytes, now: float) -> None:
        if data != LINE:
            raise Unexpected(f"The echo of {LINE!r} was {data!r}")
        self.times.own.append(now - self.sent_at)
        self.begin()


def talk(port: int, count: int) -> Peers:
    """
    So many connections that have begun to talk.
    """
    times = Times()
    peers = Peers(times)
    for _ in range(count):
        peer = connect(port)
        peers.own(peer)
        peers.serve(peer, Talker(peer, times).told)
    return peers
