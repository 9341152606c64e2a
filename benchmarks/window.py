"""
A window of time in which a server is measured, and the peers that keep it busy.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from select import EPOLLIN, epoll
from statistics import quantiles
from time import perf_counter, process_time
from typing import Self

from benchmarks.crowd import STALL_SECONDS, Unexpected
from benchmarks.server import Server

_RECEIVE_BYTES = 65536
_LOOK_SECONDS = 1.0

Told = Callable[[bytes, float], None]


@dataclass(slots=True)
class Times:
    """
    Seconds from sending a line to what it brought, of each line whose answer came.

    :ivar own: to the answer that the sender got.
    :ivar opponent: to the board that the opponent got; one for each move.
    """

    own: list[float] = field(default_factory=list)
    opponent: list[float] = field(default_factory=list)

    def forget(self) -> None:
        self.own.clear()
        self.opponent.clear()


class Peers:
    """
    Connections that each react to what they are told, until a time.

    :ivar times: where those that react write down how long they waited.
    """

    def __init__(self, times: Times) -> None:
        self.times = times
        self._poll = epoll()
        self._sockets: list[socket.socket] = []
        self._served: dict[int, tuple[Callable[[int], bytes], Told]] = {}
        self._heard_at: dict[int, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for peer in self._sockets:
            peer.close()
        self._poll.close()

    def own(self, *peers: socket.socket) -> None:
        """
        See to it that these are closed at the end.
        """
        self._sockets.extend(peers)

    def serve(self, peer: socket.socket, told: Told) -> None:
        """
        From now on, tell what comes to this connection, and when.
        """
        peer.setblocking(False)
        self._served[peer.fileno()] = peer.recv, told
        self._heard_at[peer.fileno()] = perf_counter()
        self._poll.register(peer, EPOLLIN)

    def run(self, seconds: float) -> None:
        """
        Let them go on for so long.

        :raises Unexpected: when one is hung up on, or hears nothing for ten seconds;
            in a game that goes on, both players hear of every move.
        """
        served, heard_at, poll = self._served, self._heard_at, self._poll.poll
        now = perf_counter()
        until, look_at = now + seconds, now + _LOOK_SECONDS
        while now < until:
            for fileno, _ in poll(0.1):
                receive, told = served[fileno]
                data = receive(_RECEIVE_BYTES)
                if not data:
                    raise Unexpected("The server hung up in the middle.")
                heard_at[fileno] = now = perf_counter()
                told(data, now)
            now = perf_counter()
            if now > look_at:
                look_at = now + _LOOK_SECONDS
                self._look_for_stalls(now)

    def _look_for_stalls(self, now: float) -> None:
        stalled = sum(now - at > STALL_SECONDS for at in self._heard_at.values())
        if stalled:
            raise Unexpected(f"{stalled} connections heard nothing for 10 seconds.")


@dataclass(frozen=True, slots=True)
class Measured:
    """
    What was seen in a window.

    :ivar lines: moves or echoed lines that were answered to everybody concerned.
    :ivar server_seconds: CPU time of the server.
    :ivar client_seconds: CPU time of this process.
    """

    seconds: float
    lines: int
    server_seconds: float
    client_seconds: float
    own_p50_ms: float
    own_p99_ms: float
    opponent_p50_ms: float
    opponent_p99_ms: float

    @property
    def rate(self) -> float:
        """
        Lines a second.
        """
        return self.lines / self.seconds

    @property
    def busy(self) -> float:
        """
        The part of a processor that the server had; it has to be near 1 for the rate
        to be the server's and not the client's.
        """
        return self.server_seconds / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """
        CPU seconds of the server for a thousand lines.
        """
        return self.server_seconds * 1000 / self.lines


def measure(
    server: Server, peers: Peers, *, warm_up: float, seconds: float
) -> Measured:
    """
    Let the peers go on for a while, and then for the seconds that count.
    """
    peers.run(warm_up)
    peers.times.forget()
    began, ours, theirs = perf_counter(), process_time(), server.cpu_seconds()
    peers.run(seconds)
    theirs = server.cpu_seconds() - theirs
    ours, took = process_time() - ours, perf_counter() - began
    times = peers.times
    boards = times.opponent or times.own
    if len(boards) < 2:
        raise Unexpected("Nothing was answered.")
    return Measured(
        *(took, len(boards), theirs, ours),
        *(*_p50_p99_ms(times.own), *_p50_p99_ms(boards)),
    )


def _p50_p99_ms(seconds: list[float]) -> tuple[float, float]:
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1e3, cuts[98] * 1e3
