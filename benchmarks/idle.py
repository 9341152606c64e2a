"""
What connections cost that are there and say nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.crowd import greeted
from benchmarks.server import connect4, running

_SETTLE_SECONDS = 0.5
_SPARE = 100


@dataclass(frozen=True, slots=True)
class Idle:
    """
    :ivar kib: resident memory of the server for each.
    :ivar accepted_per_second: with a hundred under way, greeted and kept.
    :ivar accept_cpu_ms: CPU time of the server to greet one.
    """

    connections: int
    kib: float
    accepted_per_second: float
    accept_cpu_ms: float


def idle(count: int) -> Idle:
    """
    Open so many connections to a fresh server that has had one before, so that what
    is loaded or made with the first is not in the mean.
    """
    with running(connect4(count + _SPARE)) as server:
        with greeted(server.port, 1):
            pass
        time.sleep(_SETTLE_SECONDS)
        before, cpu = server.resident_kib(), server.cpu_seconds()
        with greeted(server.port, count) as (_, seconds):
            time.sleep(_SETTLE_SECONDS)
            cpu = server.cpu_seconds() - cpu
            kib = (server.resident_kib() - before) / count
    return Idle(count, kib, count / seconds, cpu * 1e3 / count)
