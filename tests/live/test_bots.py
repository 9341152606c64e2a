"""
Computer players at a real server, and the processes in which they think.
"""

from __future__ import annotations

import re
import signal
from pathlib import Path
from random import Random

import pytest
from pytest_twisted import ensureDeferred

from connect4tx.bots.pool import has_solver
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Client, Program, later
from tests.support.live_server import Server

# What others wait for an answer while a computer thinks, on a machine with much to do.
OTHERS_WAIT_SECONDS = 2.0


def stat_of(directory: Path) -> list[str]:
    """
    What the system says of a process, from its state on; nothing when it is gone.
    """
    try:
        stat = (directory / "stat").read_text("ascii", "replace")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def workers_of(server: Server) -> list[int]:
    """
    The processes that a server has started.
    """
    parent = str(server.program.child.pid)
    return [
        int(directory.name)
        for directory in Path("/proc").glob("[0-9]*")
        if stat_of(directory)[1:2] == [parent]
    ]


def is_running(pid: int) -> bool:
    """
    Whether a process is there, and is not only waited for.
    """
    return stat_of(Path(f"/proc/{pid}"))[:1] not in ([], ["Z"], ["X"])


async def gone(pids: list[int]) -> None:
    """
    Wait until these processes are.
    """
    from twisted.internet import reactor

    for _ in range(100):
        if not any(map(is_running, pids)):
            return
        await later(reactor, 0.05)
    raise AssertionError(f"still there: {list(filter(is_running, pids))}")


async def play_on(player: Client, rng: Random, other: Client) -> str:
    """
    Play any column until the game is over, while another player asks something at each
    move; gives the end.
    """
    while True:
        found = await player.screen.search(r"(?s)\A.*?(your move \(1-7\)|game over)> ")
        if found[1] == "game over":
            return found[0]
        player.send(str(rng.randint(1, 7)))
        other.send("who")
        await other.expect("2 players are here.", OTHERS_WAIT_SECONDS)
        await other.expect("lobby> ")


async def met(runs: RunProgram, server: Server, level: int) -> tuple[Program, Program]:
    """
    A real telnet that plays a computer, and an nc in the lobby.
    """
    where = ("127.0.0.1", str(server.port))
    player, other = runs("telnet", *where, pty=True), runs("nc", *where)
    await other.come_in("zoe")
    await player.come_in("lea")
    player.send(f"bot {level}")
    await player.expect(f"You play bot{level} in room ")
    return player, other


@ensureDeferred
async def test_a_beginner_is_played_to_the_end(
    server: Server, runs: RunProgram
) -> None:
    """
    A game against level 1 comes to an end and is kept; a rematch follows at once. It
    takes no process to think so little.
    """
    player, other = await met(runs, server, 1)
    end = await play_on(player, Random(6), other)
    assert re.search(r" wins: \w+ in a |A draw: the board is full\.", end)
    assert workers_of(server) == []
    await player.ask("rematch", "The game begins: ")
    await play_on(player, Random(7), other)
    player.send("games")
    assert ".2  " in await player.expect("See one with")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@ensureDeferred
async def test_the_strongest_wins_and_its_processes_end_with_the_server(
    start: StartServer, runs: RunProgram, how: int
) -> None:
    """
    Level 7 beats who plays anything, and others are answered meanwhile; however the
    server ends, no process is left.
    """
    server = await start()
    player, other = await met(runs, server, 7)
    end = await play_on(player, Random(8), other)
    assert re.search(r"bot7 wins: \w+ in a ", end)
    workers = workers_of(server)
    assert workers
    log = await server.stop(how)
    assert "Traceback" not in log
    await gone(workers)


@ensureDeferred
async def test_it_says_what_it_sees(server: Server, runs: RunProgram) -> None:
    """
    A hint is told, and says how the game will end where that is known; an undo is
    granted.
    """
    player, _ = await met(runs, server, 2)
    await player.expect("your move (1-7)> ")
    player.send("4")
    await player.expect("your move (1-7)> ")
    player.send("hint")
    found = await player.screen.search(r"\n(.*[Cc]olumn \d .*\.)\n")
    assert ("as far as the computer sees" in found[1]) is not has_solver()
    await player.expect("> ")
    await player.ask("undo", "2 discs are taken back. It is lea's move.")
