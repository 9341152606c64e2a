"""
Computer players over real worker processes, with the real solver.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_twisted
from pytest_twisted import ensureDeferred
from twisted.internet.defer import Deferred, gatherResults

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import best_of
from connect4tx.bots.pool import WorkerEngine, has_solver
from connect4tx.bots.search import Search
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect
from tests.live.conftest import RunProgram
from tests.support.live_client import later

ROOT = Path(__file__).parents[2]
LARGE = Variant(9, 7)
StartEngine = Callable[..., WorkerEngine]
Truth = dict[int, Prospect]

needs_solver = pytest.mark.skipif(not has_solver(), reason="bitbully is not installed")


def is_running(pid: int) -> bool:
    """
    Whether a process is there, and is not only waited for.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


async def ended(reactor: Any, pids: list[int], seconds: float = 5.0) -> None:
    """
    Wait until these processes are gone.
    """
    for _ in range(int(seconds / 0.05)):
        if not any(map(is_running, pids)):
            return
        await later(reactor, 0.05)
    raise AssertionError(f"still there: {list(filter(is_running, pids))}")


def solver_modules() -> list[str]:
    """
    What of the solver this very process has imported.
    """
    return [name for name in sys.modules if "bitbully" in name]


@pytest_twisted.async_yield_fixture()
async def engines() -> AsyncGenerator[StartEngine, None]:
    """
    Starts engines, which stop with the test and leave no process.
    """
    from twisted.internet import reactor

    started: list[WorkerEngine] = []
    # Tests of the solver itself may have run in this process before.
    before = solver_modules()

    def start_one(**options: Any) -> WorkerEngine:
        engine = WorkerEngine(reactor=reactor, rng=Random(1), **options)
        engine.startService()
        started.append(engine)
        return engine

    yield start_one
    for engine in started:
        pids = engine.pids
        await engine.stopService()
        assert not any(map(is_running, pids))
    assert solver_modules() == before


async def solved(runs: RunProgram, *arguments: object) -> list[Any]:
    """
    What the solver says, in a process of its own.
    """
    words = (sys.executable, "-m", "tests.support.solved", *map(str, arguments))
    done = runs(*words, cwd=str(ROOT))
    told = await done.screen.ended(100)
    assert done.status == 0, told + done.errors.decode()
    return [json.loads(line) for line in told.splitlines()]


async def positions(
    runs: RunProgram, seed: int, count: int, first: int, last: int
) -> list[tuple[Position, Truth]]:
    """
    Positions after so many moves, and what is true of them.
    """
    found = []
    for moves, values in await solved(runs, "positions", seed, count, first, last):
        position = Position.start()
        for column in moves:
            position = position.play(column)
        truth = {column: Prospect(value, plies) for column, value, plies in values}
        found.append((position, truth))
    return found


@needs_solver
@pytest.mark.seconds(120)
@ensureDeferred
async def test_published_counts(runs: RunProgram) -> None:
    """
    Of all positions of eight discs that are not decided by the next one, as many are
    won, drawn and lost as John Tromp found (UCI, "Connect-4").
    """
    (found,) = await solved(runs, "opening")
    assert found == {"1": 44473, "0": 6449, "-1": 16635}


@needs_solver
@pytest.mark.seconds(120)
@ensureDeferred
async def test_the_strongest_level_is_perfect(
    runs: RunProgram, engines: StartEngine
) -> None:
    """
    In a thousand positions of all plies it wins as soon as can be, holds every draw,
    and loses as late as can be; and says of each move what is true.
    """
    engine = engines()
    known = await positions(runs, 1, 1000, 0, 41)
    for position, truth in known:
        column = await engine.choose(position, 7)
        assert column in best_of(truth), position
        assert await engine.prospects(position) == truth, position
    values = [max(of.value or 0 for of in truth.values()) for _, truth in known]
    assert min(values.count(1), values.count(0), values.count(-1)) > 50


@needs_solver
@pytest.mark.seconds(120)
@ensureDeferred
async def test_our_own_search_agrees_with_the_solver(runs: RunProgram) -> None:
    """
    From the twentieth disc on it proves the value and distance of every move, and they
    are the solver's.
    """
    known = await positions(runs, 2, 1000, 20, 41)
    for position, truth in known:
        search = Search(Duel.of(position), now=lambda: 0.0, until=1.0, guesses=False)
        assert search.prospects() == truth, position


@needs_solver
@pytest.mark.seconds(120)
@ensureDeferred
async def test_without_the_solver_the_strongest_level_loses_nothing_late(
    runs: RunProgram, engines: StartEngine
) -> None:
    """
    From the 24th disc on it plays as well without the solver.
    """
    engine = engines(solver=False)
    assert not engine.is_perfect(STANDARD)
    for position, truth in await positions(runs, 3, 100, 24, 41):
        assert await engine.choose(position, 7) in best_of(truth), position


@ensureDeferred
async def test_killed_workers_cost_no_answer(engines: StartEngine) -> None:
    """
    Workers that are killed while they think are replaced, and everybody gets a move.
    """
    from twisted.internet import reactor

    engine = engines()
    asked = [engine.choose(Position.start(LARGE), 7) for _ in range(4)]
    while len(engine.pids) < 2:
        await later(reactor, 0.01)
    await later(reactor, 0.6)
    killed = engine.pids
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    for column in await gatherResults(asked):
        assert 0 <= column < LARGE.columns
    assert not set(killed) & set(engine.pids)
    assert await engine.choose(Position.start(LARGE), 4) in range(LARGE.columns)


@ensureDeferred
async def test_a_worker_that_hangs_is_ended(engines: StartEngine) -> None:
    """
    A worker that does not move is killed at the cap; its question is answered all the
    same, and the next one by another worker.
    """
    from twisted.internet import reactor

    engine = engines(cap_seconds=1.0, most_workers=1)
    await engine.choose(Position.start(LARGE), 3)
    hung = engine.pids
    os.kill(hung[0], signal.SIGSTOP)
    began = reactor.seconds()
    assert await engine.choose(Position.start(LARGE), 3) in range(LARGE.columns)
    assert 0.9 < reactor.seconds() - began < 10
    await ended(reactor, hung)
    await engine.choose(Position.start(LARGE), 3)
    assert engine.pids and engine.pids != hung


@ensureDeferred
async def test_stopping_leaves_no_process_and_takes_no_time(
    engines: StartEngine,
) -> None:
    """
    A stop does not wait for who thinks; who asked gets a move.
    """
    from twisted.internet import reactor

    engine = engines()
    asked = [engine.choose(Position.start(LARGE), 7) for _ in range(4)]
    while len(engine.pids) < 2:
        await later(reactor, 0.01)
    await later(reactor, 0.4)
    pids = engine.pids
    began = reactor.seconds()
    await engine.stopService()
    assert reactor.seconds() - began < 2
    assert not any(map(is_running, pids))
    for column in await gatherResults(asked):
        assert 0 <= column < LARGE.columns


@ensureDeferred
async def test_workers_go_with_a_server_that_is_killed(runs: RunProgram) -> None:
    """
    When the server is killed, its workers end by themselves, also those that think;
    and it had not imported the solver.
    """
    from twisted.internet import reactor

    words = (sys.executable, "-m", "tests.support.engine_program")
    program = runs(*words, cwd=str(ROOT))
    told = await program.expect("\n", 20)
    pids = [int(word) for word in told.split()]
    assert len(pids) == 2
    assert all(map(is_running, pids))
    program.kill()
    await ended(reactor, pids)


@ensureDeferred
async def test_the_server_goes_first(engines: StartEngine) -> None:
    """
    Workers are nicer than the process that started them.
    """
    engine = engines()
    await engine.choose(Position.start(LARGE), 3)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    (pid,) = engine.pids
    assert os.getpriority(os.PRIO_PROCESS, pid) == min(own + 10, 19)


@pytest.mark.seconds(90)
@ensureDeferred
async def test_twenty_games_at_once_are_served_in_time(engines: StartEngine) -> None:
    """
    With twenty boards that no solver knows asked about at once, nobody waits long.
    """
    from twisted.internet import reactor

    engine = engines()
    waits: list[float] = []

    async def play() -> None:
        position = Position.start(LARGE)
        while position.ply < 4:
            began = reactor.seconds()
            position = position.play(await engine.choose(position, 7))
            waits.append(reactor.seconds() - began)

    await gatherResults([Deferred.fromCoroutine(play()) for _ in range(20)])
    assert len(waits) == 80
    assert max(waits) < 5
