"""
What a large journal costs a server that starts on it: ``python -m benchmarks.start``.

A journal of finished and of open games is written straight through the store; then the
real ``twistd connect4`` is started on it and on an empty one, by turns.
"""

from __future__ import annotations

import argparse
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.crowd import COME_IN, Unexpected, connect, hear
from benchmarks.scripts import scripts
from benchmarks.server import (
    START_SECONDS,
    Server,
    ServerTrouble,
    check,
    client_keeps_apart,
    connect4,
    start,
    stop,
)
from connect4tx.game.record import columns_to_digits, replay
from connect4tx.game.variant import STANDARD
from connect4tx.journal.codec import encode
from connect4tx.journal.store import Append, Store
from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    GameStarted,
    PlayerId,
    PlayerJoined,
    RoomClosed,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.tokens import key_of, new_token

_SCRIPTS = 50
_OPEN_PLIES = 12
_ROOMS_A_COMMIT = 500
_LOOK_SECONDS = 0.002
_SETTLE_SECONDS = 0.5
_BACKS = 5
_CONNECTIONS = 100

SYMBOLS = ("X", "O")


class Writer:
    """
    Writes rooms with whole games, and with games that are on.

    :ivar tokens: of one player in each of the open games.
    """

    def __init__(self, store: Store) -> None:
        self.tokens: list[str] = []
        self._store = store
        self._rng = Random(1)
        self._ids = count(1 << 60)
        self._numbers = count(1)
        self._now = int(time.time())
        self._games = [
            [int(line) - 1 for line in script] for script in scripts(_SCRIPTS)
        ]

    def write(self, finished: int, on: int) -> None:
        """
        Append so many games, many rooms to a commit.
        """
        rooms = self._rooms(finished, on)
        while appends := list(islice(rooms, _ROOMS_A_COMMIT)):
            for outcome in self._store.append_all(appends):
                if not isinstance(outcome, int):
                    raise Unexpected(f"The store said {outcome}")
        self._store.checkpoint()

    def _rooms(self, finished: int, on: int) -> Iterator[Append]:
        for number in range(finished + on):
            columns = self._games[number % _SCRIPTS]
            code = RoomCode(f"{next(self._numbers):06X}")
            if number < finished:
                events = self._begun(code, columns)
                ended = GameEnded(next(self._ids), self._record(code, columns))
                events += [ended, RoomClosed(next(self._ids))]
            else:
                events = self._begun(code, columns[:_OPEN_PLIES], on=True)
            yield Append(code, 0, [encode(event) for event in events])

    def _begun(
        self, code: RoomCode, columns: list[int], *, on: bool = False
    ) -> list[Event]:
        """
        A room in which so much was played.
        """
        ids, tokens = self._ids, [new_token(self._rng) for _ in SYMBOLS]
        events: list[Event] = [RoomOpened(next(ids), code, code, STANDARD, self._now)]
        for seat, name in enumerate(_names(code)):
            token = tokens[seat]
            player = PlayerId(f"{code}{seat}")
            joined = PlayerJoined(
                next(ids), seat, player, SYMBOLS[seat], name, key_of(token)
            )
            events.append(joined)
        if on:
            self.tokens.append(tokens[0])
        events.append(GameStarted(next(ids), 0, self._now))
        for ply, column in enumerate(columns):
            events.append(DiscDropped(next(ids), ply % 2, column))
        return events

    def _record(self, code: RoomCode, columns: list[int]) -> GameRecord:
        outcome = replay(STANDARD, columns).outcome
        if outcome is None:
            raise Unexpected("A script has no end")
        return GameRecord(
            room=code,
            number=1,
            variant=STANDARD,
            names=_names(code),
            symbols=SYMBOLS,
            first=0,
            moves=columns_to_digits(columns),
            left=(),
            termination=outcome.termination,
            winner=outcome.winner,
            started=self._now,
            ended=self._now,
        )


def _names(code: RoomCode) -> tuple[str, str]:
    return f"lea{code[-3:]}", f"tom{code[-3:]}"


@dataclass(frozen=True, slots=True)
class Started:
    """
    :ivar greeted: seconds from the start of the process to a guest in the lobby.
    :ivar kib: its resident memory then.
    :ivar backs: seconds from ``back TOKEN`` to the board, each in another open game.
    """

    greeted: float
    kib: int
    backs: list[float]


def measure(directory: Path, data: Path, tokens: list[str]) -> Started:
    """
    Start a server, come in, and come back to some games.
    """
    log = directory / "log"
    log.unlink(missing_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    began = perf_counter()
    process = start(connect4(_CONNECTIONS, port=port, data=data), log)
    try:
        with _connected(port) as peer:
            peer.sendall(COME_IN)
            if not (told := hear(peer)).endswith(b"lobby> "):
                raise Unexpected(f"The greeting was {told.decode()}")
            greeted = perf_counter() - began
            time.sleep(_SETTLE_SECONDS)
            kib = Server(process.pid, port).resident_kib()
        backs = [_back(port, token) for token in tokens]
    finally:
        stop(process)
    check(log)
    return Started(greeted, kib, backs)


def _connected(port: int) -> socket.socket:
    deadline = perf_counter() + START_SECONDS
    while perf_counter() < deadline:
        try:
            return connect(port)
        except ConnectionRefusedError:
            time.sleep(_LOOK_SECONDS)
    raise ServerTrouble("The server did not start.")


def _back(port: int, token: str) -> float:
    with connect(port) as peer:
        peer.sendall(COME_IN)
        while not hear(peer).endswith(b"lobby> "):
            pass
        began = perf_counter()
        peer.sendall(f"back {token}\r\n".encode())
        if b"Welcome back, " not in (told := hear(peer)):
            raise Unexpected(f"To a token it said {told.decode()}")
        return perf_counter() - began


def run(directory: Path, options: argparse.Namespace) -> None:
    """
    Write the journal, then measure and print.
    """
    data, empty = directory / "large", directory / "empty"
    began = perf_counter()
    store = Store.open(data)
    try:
        writer = Writer(store)
        writer.write(options.finished, options.open)
    finally:
        store.close()
    mib = sum(file.stat().st_size for file in data.iterdir()) / 2**20
    print(
        f"{options.finished:,} finished and {options.open:,} open games:"
        f" {mib:,.0f} MiB, written in {perf_counter() - began:.0f} s"
    )
    larges, empties = [], []
    for _ in range(options.rounds):
        empties.append(measure(directory, empty, []))
        # Others each time: who loses the connection too often has lost the game.
        tokens, writer.tokens = writer.tokens[:_BACKS], writer.tokens[_BACKS:]
        larges.append(measure(directory, data, tokens))
    firsts = [seen.backs[0] for seen in larges]
    others = [seconds for seen in larges for seconds in seen.backs[1:]]
    print(f"{options.rounds} rounds: median (least to most)")
    for what, spec, values in (
        ("s to a guest in the lobby", ".2f", [seen.greeted for seen in larges]),
        ("the same, empty journal", ".2f", [seen.greeted for seen in empties]),
        ("MiB resident", ".1f", [seen.kib / 1024 for seen in larges]),
        ("the same, empty journal", ".1f", [seen.kib / 1024 for seen in empties]),
        ("ms for the first back", ".1f", [seconds * 1e3 for seconds in firsts]),
        ("ms for another back", ".1f", [seconds * 1e3 for seconds in others]),
    ):
        least, most = min(values), max(values)
        middle = median(values)
        print(f"  {what:<28}{middle:>10{spec}}   ({least:{spec}} to {most:{spec}})")


def main() -> None:
    """
    End with status 1 and a sentence when the server does what it should not.
    """
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.start",
        description="Start the server on a large journal.",
    )
    for name, default, most, what in (
        ("finished", 100_000, 1_000_000, "games that are over"),
        ("open", 10_000, 100_000, "games that are on"),
        ("rounds", 3, 10, "of a start on an empty journal and one on the large one"),
    ):
        parser.add_argument(
            f"--{name}",
            type=int,
            choices=range(1, most + 1),
            default=default,
            metavar="N",
            help=f"{what} (default {default:,}, at most {most:,})",
        )
    options = parser.parse_args()
    client_keeps_apart()
    try:
        with TemporaryDirectory(prefix="connect4-start-") as directory:
            run(Path(directory), options)
    except (Unexpected, ServerTrouble, OSError) as trouble:
        sys.exit(f"benchmarks.start: {trouble}")


if __name__ == "__main__":
    main()
