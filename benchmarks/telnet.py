"""
How fast telnet is parsed, beside Twisted's own conch: ``python -m benchmarks.telnet``.

Both get the same bytes in the same run, in turns, so that the ratio says the same on
another machine; the best of several rounds is printed.  Times are of the processor.
"""

from __future__ import annotations

import gc
import timeit
from collections.abc import Callable
from time import process_time
from typing import Any

from twisted.conch.telnet import StatefulTelnetProtocol, TelnetTransport
from twisted.internet.testing import StringTransport

from connect4tx.net.telnet.codec import TelnetCodec

CHUNK_BYTES = 4096
TOTAL_BYTES = 1_000_000
ROUNDS = 7
# Conch does less for the last but one: it leaves escape sequences in the line.
STREAMS = {
    "4": b"4\r\n",
    "80 columns": b"x" * 78 + b"\r\n",
    "80 columns of é": "é".encode() * 39 + b"\r\n",
    "escapes": b"\x1b[D4\r\n",
    "a refusal each": b"\xff\xfd\x014\r\n",
}
PACKETS = (b"4\r\n", b"move 4\r\n", b"chat good game, and good luck\r\n")

_Feed = Callable[[bytes], object]


class Lines(StatefulTelnetProtocol):
    """
    Counts the lines that conch cuts.
    """

    count = 0

    def lineReceived(self, line: bytes) -> None:
        self.count += 1


def ours() -> tuple[_Feed, Callable[[], int]]:
    """
    A codec to feed, with the number of its lines.
    """
    codec = TelnetCodec()
    count = 0

    def feed(data: bytes) -> None:
        nonlocal count
        for event in codec.receive(data):
            count += type(event) is str
        codec.take_answers()

    return feed, lambda: count


def conch() -> tuple[_Feed, Callable[[], int]]:
    """
    The same of conch, whose protocol is connected to a transport in memory.
    """
    protocol = TelnetTransport(Lines)
    transport = StringTransport()
    protocol.makeConnection(transport)
    lines: Any = protocol.protocol

    def feed(data: bytes) -> None:
        protocol.dataReceived(data)
        transport.clear()

    return feed, lambda: lines.count


def seconds(
    parser: Callable[[], tuple[_Feed, Callable[[], int]]], line: bytes
) -> float:
    """
    How long a fresh parser takes for a megabyte of these lines.
    """
    lines = TOTAL_BYTES // len(line)
    stream = line * lines
    chunks = [
        stream[at : at + CHUNK_BYTES] for at in range(0, len(stream), CHUNK_BYTES)
    ]
    feed, count = parser()
    gc.collect()
    began = process_time()
    for chunk in chunks:
        feed(chunk)
    took = process_time() - began
    if count() != lines:
        raise AssertionError(f"{count()} of {lines} lines")
    return took


def print_streams() -> None:
    """
    The speed of either on long streams, and how much faster ours is.
    """
    for title, line in STREAMS.items():
        rounds = [(seconds(ours, line), seconds(conch, line)) for _ in range(ROUNDS)]
        best = [min(times) for times in zip(*rounds, strict=True)]
        print(f"{title}:")
        for name, took in zip(("ours", "conch"), best, strict=True):
            megabytes = TOTAL_BYTES / took / 1e6
            thousands = TOTAL_BYTES // len(line) / took / 1e3
            print(f"  {name:5} {megabytes:6.1f} MB/s {thousands:7.0f} k lines/s")
        print(f"  ratio {best[1] / best[0]:6.1f}")


def print_packets() -> None:
    """
    The time for a packet that is one line, as nearly all are.
    """
    for packet in PACKETS:
        best = []
        for feed, _ in (ours(), conch()):
            rounds = timeit.repeat(
                lambda feed=feed, packet=packet: feed(packet),  # type: ignore[misc]
                number=20_000,
                repeat=ROUNDS,
                timer=process_time,
            )
            best.append(min(rounds) / 20_000 * 1e9)
        print(f"{packet!r}: ours {best[0]:.0f} ns, conch {best[1]:.0f} ns")


if __name__ == "__main__":
    print_streams()
    print_packets()
