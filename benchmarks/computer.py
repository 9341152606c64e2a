"""
How long the strongest computer player thinks, and what people notice of it:
``python -m benchmarks.computer``.

So many people play the computer at once, each moving as soon as it has moved; meanwhile
others play each other at the pace of people. The server has all processors, and so
have its workers and this program; the times of people's moves are taken with the
computers at work and, in the same run, without them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles
from time import perf_counter

from benchmarks.crowd import Unexpected
from benchmarks.server import IN_SCRATCH, Server, connect4, running

_WAIT_SECONDS = 30.0
_THINK_SECONDS = (0.15, 0.35)


@dataclass(slots=True)
class Times:
    """
    Seconds of waiting.

    :ivar computer: from a move to the computer's answer.
    :ivar people: from a move to when the opponent has been told of it.
    """

    computer: list[float] = field(default_factory=list)
    people: list[float] = field(default_factory=list)


class Player:
    """
    A program at a connection.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def come(cls, port: int, name: str) -> Player:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        player = cls(reader, writer)
        writer.write(b"mode json\r\n")
        player.ask("name", name=name)
        await player.until(lambda told: told.get("name") == name)
        return player

    def ask(self, cmd: str, **fields: object) -> None:
        self._writer.write(json.dumps({"cmd": cmd, **fields}).encode() + b"\r\n")

    async def told(self) -> dict:
        """
        The next thing it is told.
        """
        while True:
            line = await asyncio.wait_for(self._reader.readline(), _WAIT_SECONDS)
            if not line:
                raise Unexpected("the server hung up")
            start = line.find(b"{")
            if start >= 0:
                return json.loads(line[start:])

    async def until(self, is_it) -> dict:
        """
        The next thing it is told that is as wanted.
        """
        while not is_it(told := await self.told()):
            if "error" in told:
                raise Unexpected(str(told))
        return told

    def go(self) -> None:
        self._writer.close()


async def against_computer(
    port: int, number: int, *, level: int, times: Times, rng: Random, until: float
) -> None:
    """
    Play one game after the other against a computer.
    """
    player = await Player.come(port, f"human{number}")
    while perf_counter() < until:
        player.ask("bot", level=level)
        told = await player.until(lambda told: told.get("event") == "paired")
        game = told["game"]
        turn, you, columns = game["turn"], game["you"], game["open"]
        asked = perf_counter()
        while True:
            if turn == you:
                player.ask("move", col=rng.choice(columns))
                asked = perf_counter()
            told = await player.until(lambda told: told.get("event") == "move")
            turn, columns = told["turn"], told["open"]
            if told["symbol"] != you:
                times.computer.append(perf_counter() - asked)
            elif turn is not None:
                asked = perf_counter()
            if turn is None:
                break
            if perf_counter() >= until:
                break
        player.ask("leave")
        await player.until(lambda told: told.get("ok") and "message" in told)
    player.go()


async def among_people(
    port: int, number: int, *, times: Times, rng: Random, until: float
) -> None:
    """
    Play one game after the other with somebody, at the pace of people.
    """
    host = await Player.come(port, f"host{number}")
    guest = await Player.come(port, f"guest{number}")
    host.ask("create", players=2)
    room = (await host.until(lambda told: "game" in told))["game"]["room"]
    guest.ask("join", code=room)
    await guest.until(lambda told: "game" in told)
    guest.ask("play")
    begun = [
        (await player.until(lambda told: told.get("event") == "game"))
        for player in (host, guest)
    ]
    players = {
        told["you"]: player for told, player in zip(begun, (host, guest), strict=True)
    }
    turn, columns = begun[0]["turn"], begun[0]["open"]
    while perf_counter() < until:
        mover = players[turn]
        other = next(player for player in players.values() if player is not mover)
        await asyncio.sleep(rng.uniform(*_THINK_SECONDS))
        mover.ask("move", col=rng.choice(columns))
        asked = perf_counter()
        told = await other.until(lambda told: told.get("event") == "move")
        times.people.append(perf_counter() - asked)
        await mover.until(lambda told: told.get("event") == "move")
        turn, columns = told["turn"], told["open"]
        if turn is None:
            host.ask("lobby")
            await host.until(lambda told: told.get("event") == "ready")
            host.ask("play")
            for player in (host, guest):
                told = await player.until(lambda told: told.get("event") == "game")
            turn, columns = told["turn"], told["open"]
    host.go()
    guest.go()


async def measure(options: argparse.Namespace, port: int, computers: int) -> Times:
    """
    The times of a while with so many computers.
    """
    times, until = Times(), perf_counter() + options.seconds
    games = [
        against_computer(
            port,
            n,
            level=options.level,
            times=times,
            rng=Random(n),
            until=until,
        )
        for n in range(computers)
    ]
    pairs = [
        among_people(port, n, times=times, rng=Random(1000 + n), until=until)
        for n in range(options.pairs)
    ]
    await asyncio.gather(*games, *pairs)
    return times


@contextmanager
def serving() -> Iterator[Server]:
    """
    A server that may use all processors, as its workers may.
    """
    taskset = shutil.which("taskset")
    if taskset is None:
        raise Unexpected("taskset is not here; it is in util-linux")
    every = ",".join(map(str, sorted(os.sched_getaffinity(0))))
    with running(
        (taskset, "-c", every, *connect4(500, data=f"{IN_SCRATCH}/data"))
    ) as of:
        yield of


def shown(name: str, seconds: list[float]) -> str:
    """
    A line on some times.
    """
    if len(seconds) < 100:
        return f"{name}: only {len(seconds)}"
    cuts = quantiles(seconds, n=100)
    return (
        f"{name}: {len(seconds)}, median {1000 * cuts[49]:.1f} ms,"
        f" p99 {1000 * cuts[98]:.1f} ms, longest {1000 * max(seconds):.1f} ms"
    )


def main() -> None:
    """
    Measure without computers and with them, and print both.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=20, help="against computers")
    parser.add_argument("--pairs", type=int, default=20, help="of people")
    parser.add_argument("--level", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    for computers in (0, options.games):
        with serving() as server:
            began = server.cpu_seconds()
            times = asyncio.run(measure(options, server.port, computers))
            used = server.cpu_seconds() - began
        print(f"{computers} games against level {options.level}, {options.pairs} pairs")
        if computers:
            print(shown("  the computer's answers", times.computer))
        print(shown("  people's moves", times.people))
        print(f"  the server's own CPU: {used / options.seconds:.0%} of a processor")


if __name__ == "__main__":
    sys.exit(main())
