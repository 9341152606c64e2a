"""
Kill the server again and again in the middle of many games, and see that nothing that
anybody was told is lost: ``python -m benchmarks.kill``.

The real ``twistd connect4`` is killed with SIGKILL at random moments and started again
on the same journal and port. Bots that were at it come back with their tokens and play
on; each compares all that it was ever told with what the server, and at the end the
journal itself, has kept.
"""

from __future__ import annotations

import argparse
import gc
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from select import EPOLLIN, epoll
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.bots import Bot, Game, Pair, Tally
from benchmarks.server import (
    START_SECONDS,
    ServerTrouble,
    check,
    client_keeps_apart,
    connect4,
    start,
    stop,
)
from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns
from connect4tx.journal.store import Store
from connect4tx.play.events import GameEnded, RoomCode
from connect4tx.play.state import Status, replay

_RECEIVE_BYTES = 65536
_BETWEEN_KILLS = 0.05, 1.5
# One of so many kills comes while the server starts.
_WHILE_STARTING = 10
_STARTING_SECONDS = 0.6
_LOOK_SECONDS = 0.005
_FINISH_SECONDS = 60.0
_SPARE = 100


@dataclass(slots=True)
class Seen:
    """
    What all lives of the server together have shown.

    :ivar listening: seconds from the start of a process until it took a connection.
    :ivar resumed: seconds from there until the first move in a game of an earlier life.
    """

    kills: int = 0
    rooms: int = 0
    listening: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)


class Crowd:
    """
    All bots, who connect and are cut off together.
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self._bots = [bot for pair in pairs for bot in (pair.host, pair.guest)]
        self._poll = epoll()
        self._connected: dict[int, tuple[socket.socket, Bot]] = {}

    def connect(self, port: int) -> None:
        """
        Have everybody come, or come back.
        """
        for bot in self._bots:
            peer = bot.connect(port)
            self._connected[peer.fileno()] = peer, bot
            self._poll.register(peer, EPOLLIN)

    def run(self, until: Callable[[], bool]) -> None:
        """
        Let them play on until then.
        """
        while not until():
            for number, _ in self._poll.poll(_LOOK_SECONDS):
                peer, bot = self._connected[number]
                try:
                    data = peer.recv(_RECEIVE_BYTES)
                except ConnectionError:
                    data = b""
                if data:
                    bot.told(data)
                else:
                    self._poll.unregister(number)
                    del self._connected[number]
                    bot.disconnect()

    def hear_out(self) -> None:
        """
        Take what a server that is gone had sent before.
        """
        deadline = perf_counter() + START_SECONDS
        self.run(lambda: not self._connected or perf_counter() > deadline)

    def close(self) -> None:
        for bot in self._bots:
            bot.disconnect()
        self._poll.close()


class Lives:
    """
    One server after the other, on the same journal and port.
    """

    def __init__(self, directory: Path, connections: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = int(listening.getsockname()[1])
        self.data = directory / "data"
        self._log = directory / "log"
        self._command = connect4(connections, port=self.port, data=self.data)

    @contextmanager
    def one(self) -> Iterator[subprocess.Popen[bytes]]:
        """
        A server that does not outlive this.
        """
        process = start(self._command, self._log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
        check(self._log)

    def listens(self, process: subprocess.Popen[bytes]) -> None:
        """
        Wait until it does.
        """
        deadline = perf_counter() + START_SECONDS
        while perf_counter() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(_LOOK_SECONDS)
        raise ServerTrouble(f"It did not start: {self._log.read_text()[-2000:]}")


class Trial:
    """
    All lives together.
    """

    def __init__(self, directory: Path, options: argparse.Namespace) -> None:
        self.seen, self.tally = Seen(), Tally()
        self._kills = options.kills
        self._rng = Random(options.seed)
        self._lives = Lives(directory, 2 * options.pairs + _SPARE)
        self._crowd = Crowd(
            [
                Pair(number, rng=self._rng, tally=self.tally, goes_on=self._goes_on)
                for number in range(options.pairs)
            ]
        )

    def _goes_on(self) -> bool:
        return self.tally.life <= self._kills

    def run(self) -> None:
        """
        Kill as often as was asked for, have all games finished, and look at what is
        left.
        """
        try:
            for number in range(1, self._kills + 1):
                with self._lives.one() as process:
                    self._live(process, number)
            with self._lives.one() as process:
                self._last_life(process)
        finally:
            self._crowd.close()
        look_at_journal(self._lives.data, self.seen, self.tally)

    def _live(self, process: subprocess.Popen[bytes], number: int) -> None:
        """
        One life, until its end by a kill.
        """
        self.tally.life += 1
        self.seen.kills += 1
        if number % _WHILE_STARTING == 0:
            time.sleep(self._rng.uniform(0, _STARTING_SECONDS))
            return
        until = self._rng.uniform(*_BETWEEN_KILLS) + self._come(process)
        self._crowd.run(lambda: perf_counter() > until)
        process.kill()
        self._crowd.hear_out()
        self._note_resumed()

    def _last_life(self, process: subprocess.Popen[bytes]) -> None:
        """
        Let all games be finished, and the server be stopped as usual.
        """
        self.tally.life += 1
        pairs = self._crowd.pairs
        until = self._come(process) + _FINISH_SECONDS
        self._crowd.run(
            lambda: all(pair.done for pair in pairs) or perf_counter() > until
        )
        self._note_resumed()
        for pair in pairs:
            if not pair.done:
                game = pair.host.game or pair.guest.game
                room = "none" if game is None else game.room
                self.tally.trouble.append(f"a pair did not finish, in room {room}")
        stop(process)

    def _come(self, process: subprocess.Popen[bytes]) -> float:
        """
        Connect everybody as soon as that is possible; gives when that was.
        """
        self.tally.began_at = perf_counter()
        self._lives.listens(process)
        listening = perf_counter()
        self.seen.listening.append(listening - self.tally.began_at)
        self._crowd.connect(self._lives.port)
        return listening

    def _note_resumed(self) -> None:
        """
        Keep how long it took until a game of an earlier life went on.
        """
        tally = self.tally
        if tally.resumed_at:
            self.seen.resumed.append(tally.resumed_at - tally.began_at)
        tally.resumed_at = 0.0


def look_at_journal(data: Path, seen: Seen, tally: Tally) -> None:
    """
    Replay every room without a server.
    """
    store = Store.open(data)
    try:
        rooms = list(store.rooms())
        seen.rooms = len(rooms)
        for room in rooms:
            game = tally.games.pop(room.code, None) or Game(room.code)
            _look_at_room(store, game, tally)
    finally:
        store.close()
    tally.lost += [f"{room} is not in the journal" for room in tally.games]


def _look_at_room(store: Store, game: Game, tally: Tally) -> None:
    code = RoomCode(game.room)
    events = store.read(code)
    try:
        state = replay(events)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        tally.lost.append(f"{code} cannot be replayed: {error!r}")
        return
    if len({event.id for event in events}) < len(events):
        tally.differing.append(f"{code} has an event twice")
    records = [event.record for event in events if isinstance(event, GameEnded)]
    if not game.life:
        return
    if state.games != 1 or len(records) != 1 or state.status is Status.PLAYING:
        tally.lost.append(f"{code} has {state.games} games, {len(records)} finished")
        return
    (record,) = records
    if not record.moves.startswith(game.moves):
        tally.missing.append(f"{code}: {game.moves}, kept is {record.moves}")
    elif record.moves != game.moves or store.game(code) != record:
        tally.differing.append(f"{code}: {game.moves}, kept is {record.moves}")
    position = Position.start(record.variant, record.first)
    for column in digits_to_columns(record.moves):
        position = position.play(column)
    outcome = position.outcome
    if outcome is None or outcome.winner != record.winner:
        tally.differing.append(f"{code}: {record} is no whole game")


def report(options: argparse.Namespace, seen: Seen, tally: Tally) -> str:
    """
    What was counted, and everything that should not have been.
    """
    lines = [
        f"{seen.kills} kills (seed {options.seed}), {options.pairs} games at once",
        _figure("games finished", tally.finished),
        _figure("moves seen, by each player", tally.seen),
        _figure("rooms replayed from the journal", seen.rooms),
    ]
    for what, found in _wrongs(tally).items():
        lines += [_figure(what, len(found)), *(f"    {each}" for each in found[:10])]
    for what, seconds in (
        ("from start to listening", seen.listening),
        ("from start to first resumed move", seen.resumed),
    ):
        if seconds:
            lines.append(
                f"  {what:<34}{median(seconds):>8.2f} s by the median,"
                f" {max(seconds):.2f} s at most"
            )
    return "\n".join(lines)


def _figure(what: str, number: int) -> str:
    return f"  {what:<34}{number:>8,}"


def _wrongs(tally: Tally) -> dict[str, list[str]]:
    return {
        "acknowledged moves missing, games": tally.missing,
        "games begun and lost": tally.lost,
        "games kept otherwise than seen": tally.differing,
        "other trouble": tally.trouble,
    }


def main() -> None:
    """
    End with status 1 when anything was lost.
    """
    options = _arguments()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.freeze()
    client_keeps_apart()
    try:
        with TemporaryDirectory(prefix="connect4-kill-") as directory:
            trial = Trial(Path(directory), options)
            trial.run()
    except (ServerTrouble, OSError) as trouble:
        sys.exit(f"benchmarks.kill: {trouble}")
    print(report(options, trial.seen, trial.tally))
    if any(_wrongs(trial.tally).values()) or not trial.tally.finished:
        sys.exit("benchmarks.kill: something was lost")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.kill",
        description="Kill the server in the middle of many games, again and again.",
    )
    for name, default, most, what in (
        ("kills", 100, 1000, "how often to kill it"),
        ("pairs", 200, 1000, "games at once"),
        ("seed", 1, 1_000_000, "of the moments and the moves"),
    ):
        parser.add_argument(
            f"--{name}",
            type=int,
            choices=range(1, most + 1),
            default=default,
            metavar="N",
            help=f"{what} (default {default}, at most {most:,})",
        )
    return parser.parse_args()


if __name__ == "__main__":
    main()
