"""
What an append costs: ``python -m benchmarks.journal``.

So many rooms, each of which appends a move as soon as the one before is acknowledged,
on the real reactor: in memory and in SQLite, by turns. The ratios are of this run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.task import deferLater, react
from twisted.python.failure import Failure

from connect4tx.game.variant import STANDARD
from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameStarted,
    PlayerId,
    PlayerJoined,
    RoomClosed,
    RoomCode,
    RoomOpened,
)
from connect4tx.service.collector import collect_less_often

ROOMS = (1, 64, 200)
_LAST_MOVE = 40
_MOST_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What so many appends took: of a clock on the wall, and of the processor for all
    threads and for the system on their behalf.
    """

    appends: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.appends / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        return 1e6 * self.cpu_seconds / self.appends


class Rooms:
    """
    Rooms in which one game after another is played, as fast as the journal takes it.
    """

    def __init__(self, journal: CurrentJournal[Any], reactor: Any) -> None:
        self._journal = journal
        self._reactor = reactor
        self._ids = count(1 << 60)
        self._numbers = count(1)
        self.appends = 0
        self.going = True

    def open(self) -> None:
        """
        Begin one more game.
        """
        code = RoomCode(f"R{next(self._numbers):05}")
        self._append(
            code,
            0,
            [
                RoomOpened(next(self._ids), code, "Bench", STANDARD, 1),
                PlayerJoined(next(self._ids), 0, PlayerId("p"), "X", "lea", f"{code}0"),
                PlayerJoined(next(self._ids), 1, PlayerId("q"), "O", "max", f"{code}1"),
                GameStarted(next(self._ids), 0, 2),
            ],
        )

    def _append(self, code: RoomCode, version: int, events: list[Event]) -> None:
        appended: Deferred[int] = self._journal.append(code, version, events)
        appended.addCallbacks(self._appended, self._failed, callbackArgs=(code,))

    def _appended(self, version: int, code: RoomCode) -> None:
        self.appends += 1
        if self.going:
            # In a turn of its own, as the next line of a player.
            self._reactor.callLater(0, self._next, version, code)

    def _failed(self, failure: Failure) -> None:
        sys.exit(f"benchmarks.journal: {failure.getErrorMessage()}")

    def _next(self, version: int, code: RoomCode) -> None:
        if version < _LAST_MOVE:
            move = DiscDropped(next(self._ids), version % 2, version % 7)
            self._append(code, version, [move])
        elif version == _LAST_MOVE:
            self._append(code, version, [RoomClosed(next(self._ids))])
        else:
            self.open()


class Idle(CurrentJournal[Any]):
    """
    No journal at all: what the benchmark itself costs.
    """

    def append(self, room: RoomCode, expected_version: int, events: Any) -> Any:
        answer: Deferred[int] = Deferred()
        answer.callback(expected_version + len(events))
        return answer


async def measure(
    reactor: Any, journal: CurrentJournal[Any], rooms: int, seconds: float
) -> Cost:
    """
    Load a journal for so long, after a quarter of it to warm up.
    """
    service = journal.reopen()
    service.startService()
    load = Rooms(journal, reactor)
    for _ in range(rooms):
        load.open()
    await deferLater(reactor, seconds / 4)
    appends, began, cpu = load.appends, perf_counter(), process_time()
    await deferLater(reactor, seconds)
    cost = Cost(load.appends - appends, perf_counter() - began, process_time() - cpu)
    load.going = False
    await deferLater(reactor, 0.01)
    await maybeDeferred(service.stopService)
    return cost


async def run(reactor: Any, seconds: float, rounds: int) -> None:
    """
    Measure and print, in at most half a minute.
    """
    collect_less_often()
    print("rooms             appends/s   CPU us/append   of it the benchmark's")
    each = min(seconds, _MOST_SECONDS / rounds / len(ROOMS) / 3 / 1.3)
    for rooms in ROOMS:
        costs: dict[str, list[Cost]] = {"none": [], "memory": [], "sqlite": []}
        for _ in range(rounds):
            for name, found in costs.items():
                with TemporaryDirectory() as directory:
                    journal = _journal(name, Path(directory), reactor)
                    found.append(await measure(reactor, journal, rooms, each))
        _show(rooms, costs)


def _journal(name: str, directory: Path, reactor: Any) -> CurrentJournal[Any]:
    if name == "none":
        return Idle(MemoryJournal)
    if name == "memory":
        kept = Kept()
        return CurrentJournal(lambda: MemoryJournal(kept))
    return CurrentJournal(
        lambda: SqliteJournal(
            directory,
            on_crash=_crashed,
            from_thread=reactor.callFromThread,
        )
    )


def _crashed(failure: Failure) -> None:
    sys.exit(f"benchmarks.journal: {failure.getTraceback()}")


def _show(rooms: int, costs: dict[str, list[Cost]]) -> None:
    own = _median(costs["none"], lambda cost: cost.cpu_microseconds)
    for name in ("memory", "sqlite"):
        rate = _median(costs[name], lambda cost: cost.per_second)
        cpu = _median(costs[name], lambda cost: cost.cpu_microseconds)
        print(f"{rooms:5} {name:8} {rate:13,.0f} {cpu:15.1f} {own:13.1f}")
    ratios = [
        sqlite.per_second / memory.per_second
        for sqlite, memory in zip(costs["sqlite"], costs["memory"], strict=True)
    ]
    extra = _median(costs["sqlite"], lambda cost: cost.cpu_microseconds) - _median(
        costs["memory"], lambda cost: cost.cpu_microseconds
    )
    print(
        f"{rooms:5} sqlite/memory {median(ratios):8.2f}   {extra:+.1f} us CPU an append"
    )


def _median(costs: list[Cost], figure: Callable[[Cost], float]) -> float:
    return median(figure(cost) for cost in costs)


def main() -> None:
    """
    On one processor, as the server is.
    """
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.journal", description="Measure the journals."
    )
    parser.add_argument("--seconds", type=float, default=0.8, help="of each phase")
    parser.add_argument("--rounds", type=int, default=3, help="of all phases")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    react(
        lambda reactor: Deferred.fromCoroutine(
            run(reactor, options.seconds, options.rounds)
        )
    )


if __name__ == "__main__":
    main()
