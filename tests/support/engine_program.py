"""
A program that has an engine, with a worker that has been started; it prints the numbers
of its processes, and what it has imported of the solver.
"""

from __future__ import annotations

import os
import sys
from random import Random
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from connect4tx.bots.pool import WorkerEngine
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant


async def run(reactor: Any) -> None:
    """
    Ask for something that takes workers long, and stay until killed.
    """
    # A daemon is not where it was started.
    os.chdir("/")
    engine = WorkerEngine(reactor=reactor, rng=Random(1), most_workers=2)
    engine.startService()
    await engine.prospects(Position.start())
    for _ in range(2):
        engine.choose(Position.start(Variant(9, 7)), 7)
    solvers = [name for name in sys.modules if "bitbully" in name]
    sys.stdout.write(" ".join(map(str, [*engine.pids, *solvers])) + "\n")
    sys.stdout.flush()
    await Deferred()


if __name__ == "__main__":
    react(lambda reactor: Deferred.fromCoroutine(run(reactor)))
