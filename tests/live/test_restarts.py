"""
The server ends, by whatever, and games go on with the next one on the same journal.
"""

from __future__ import annotations

import os
import re
import resource
import signal
from pathlib import Path

import pytest
from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Client, Program, later
from tests.support.live_game import (
    begin,
    boards,
    come_back,
    game,
    insist,
    move,
    moves,
    seat,
)
from tests.support.live_server import Server

# A game that the first player wins.
DIGITS = "4455627"
REFUSED = "That was not done, because it could not be recorded; nothing is lost"


async def next_server(start: StartServer, server: Server, *options: str) -> Server:
    """
    Another server with the journal and the port of one that has ended.
    """
    return await start(*options, data=server.data, listen=(server.endpoint,))


def client_of(runs: RunProgram, server: Server, name: str) -> Program:
    """
    A telnet on a terminal, or an nc on pipes.
    """
    return runs(name, "127.0.0.1", str(server.port), pty=name == "telnet")


async def assert_kept(client: Client, code: str, digits: str) -> None:
    """
    The list of games, the game and its export tell of the same game.
    """
    listed = await client.ask("games", "lobby> ")
    winner = f"lea won, {len(digits)} moves, "
    lines = [line for line in listed.splitlines() if line.startswith(f"  {code}.1  ")]
    assert len(lines) == 1
    assert winner in lines[0]
    assert re.search(r"lea \(.\), tom \(.\): ", lines[0])
    shown = await client.ask(f"show {code}", "lobby> ")
    assert f"\nMoves: {digits}\n" in shown
    assert "lea wins: four in a row" in shown
    exported = await client.ask(f"export {code} digits", "lobby> ")
    assert exported.splitlines()[-2] == digits


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@ensureDeferred
async def test_a_game_goes_on_with_the_next_server(
    start: StartServer, runs: RunProgram, how: signal.Signals
) -> None:
    """
    The server is killed, or told to stop, in the middle of a game, again and again;
    both players come back with their tokens, each time with the other's client, and
    finish it. What is kept of the game is what was played.
    """
    server = await start()
    clients: list[Client] = [
        client_of(runs, server, "telnet"),
        client_of(runs, server, "nc"),
    ]
    for client, name in zip(clients, ("lea", "tom"), strict=True):
        await client.come_in(name)
    code = await seat(*clients)
    await begin(*clients)
    tokens = [client.token for client in clients]
    shown = ""
    for life, plies in enumerate((range(2), range(2, 3), range(3, 6))):
        for ply in plies:
            shown = (await move(clients, ply % 2, int(DIGITS[ply])))[0]
        await server.stop(how)
        for client in clients:
            # Not every nc ends with the connection.
            client.close()
        server = await next_server(start, server)
        kinds = ("nc", "telnet") if life % 2 == 0 else ("telnet", "nc")
        clients = [client_of(runs, server, kind) for kind in kinds]
        for client, token in zip(clients, tokens, strict=True):
            await client.come_in()
            told = await come_back(client, token)
            assert boards(told) == boards(shown)
        assert [client.name for client in clients] == ["lea", "tom"]
        await clients[0].expect("tom is back.")
        await clients[0].expect("> ")
    for told in await move(clients, 0, int(DIGITS[-1])):
        assert "lea wins: four in a row" in told
    visitor = await server.player()
    await assert_kept(visitor, code, DIGITS)
    await server.stop(how)
    server = await next_server(start, server)
    await assert_kept(await server.player(), code, DIGITS)
    assert "Traceback" not in await server.stop()


@ensureDeferred
async def test_who_comes_first_after_a_restart_waits_for_the_other(
    start: StartServer,
) -> None:
    """
    The one who is back is told that the other is not yet, and why; after the grace the
    game can be claimed, as with any other who is away.
    """
    server = await start()
    lea, tom = await game(server)
    await moves([lea, tom], "4")
    token = lea.token
    await server.stop(signal.SIGKILL)
    server = await next_server(start, server, "--grace=1")
    lea = await server.player()
    lea.send(f"back {token}")
    told = await lea.expect("Welcome back, ") + await lea.expect("(away) to move> ")
    told += await lea.expect("has not come back in time: ", 6)
    assert "lost the connection" not in told
    assert "wins: nobody else is left" in await lea.ask("claim win", "game over> ")


@ensureDeferred
async def test_a_room_waits_for_its_players_before_a_game(start: StartServer) -> None:
    """
    A room in which no game had begun is there after a restart, for those who had seats.
    """
    server = await start()
    lea, tom = await server.player(), await server.player()
    code = await seat(lea, tom)
    await begin(lea, tom)
    await moves([lea, tom], "1212121")
    lea.send("lobby")
    for player in (lea, tom):
        await player.expect("Ready for another game")
        await player.expect("> ")
    await server.stop(signal.SIGKILL)
    server = await next_server(start, server)
    visitor = await server.player()
    assert "You have joined room" in await visitor.ask(f"join {code}")


# -- the disk --------------------------------------------------------------------------


def nothing_may_grow(server: Server, limit: int | None = None) -> tuple[int, int]:
    """
    Let no file of a server's become longer than so, or than what its next commit has to
    be written behind; gives the limits as they were.
    """
    if limit is None:
        assert server.data is not None
        limit = (server.data / "journal.sqlite3-wal").stat().st_size
    pid, which = server.program.child.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, which)
    resource.prlimit(pid, which, (limit, before[1]))
    return before


@ensureDeferred
async def test_a_full_disk_stops_moves_and_no_more(start: StartServer) -> None:
    """
    A move that cannot be written is refused with a sentence, and all that does not have
    to be recorded goes on; when there is room again, so does the game.
    """
    server = await start()
    clients = await game(server)
    digits = "1212121"
    await moves(clients, digits[:3])
    before = nothing_may_grow(server)
    assert REFUSED in await clients[1].ask(digits[3])
    assert boards(await clients[1].ask("board"))
    assert "Players take turns." in await clients[0].ask("rules")
    assert clients[0].screen.unseen == ""
    resource.prlimit(server.program.child.pid, resource.RLIMIT_FSIZE, before)
    for number in range(3, len(digits)):
        await insist(clients, number % 2, digits[number])
    await assert_played(start, server, clients, digits)


@ensureDeferred
async def test_a_disk_on_which_nothing_can_be_done_is_waited_for(
    start: StartServer,
) -> None:
    """
    When not even the journal's files can be opened anew, a move waits until it is known
    what became of it, and others are refused; it is then done, or refused, and no move
    is done twice.
    """
    from twisted.internet import reactor

    server = await start()
    clients = await game(server)
    visitor = await server.player()
    digits = "1212121"
    await moves(clients, digits[:3])
    before = nothing_may_grow(server, 4096)
    clients[1].send(digits[3])
    await later(reactor, 1.5)
    assert REFUSED in await visitor.ask("create")
    await later(reactor, 1.0)
    resource.prlimit(server.program.child.pid, resource.RLIMIT_FSIZE, before)
    name = clients[1].name
    found = await clients[1].screen.search(rf"{name} drops in column 2\.|{REFUSED}")
    if found[0] == REFUSED:
        await insist(clients, 1, digits[3])
    else:
        await clients[0].expect(f"{name} drops in column 2.")
    for number in range(4, len(digits)):
        await insist(clients, number % 2, digits[number])
    await assert_played(start, server, clients, digits)


async def assert_played(
    start: StartServer, server: Server, clients: list[Client], digits: str
) -> None:
    """
    A game was played once and is kept once, also over a kill.
    """
    for client in clients:
        assert "wins: four in a column" in await client.expect("game over> ")
        shown = re.findall(r"drops in column (\d)\.", client.screen.transcript)
        assert "".join(shown) == digits
    found = re.search(r"come in with: join (\w+)", clients[0].screen.transcript)
    assert found is not None
    log = await server.stop(signal.SIGKILL)
    assert "Traceback" not in log
    assert "The journal takes moves again" in log
    again = await next_server(start, server)
    visitor = await again.player()
    exported = await visitor.ask(f"export {found[1]} digits", "lobby> ")
    assert f"{digits}\n" in exported


@ensureDeferred
async def test_what_is_in_memory_only_ends_with_the_server(start: StartServer) -> None:
    """
    A server with --memory writes nothing, and the next one knows nothing.
    """
    server = await start("--memory", keeps=False)
    clients = await game(server)
    await moves(clients, "44")
    directory = Path(os.readlink(f"/proc/{server.program.child.pid}/cwd"))
    assert [file.name for file in directory.iterdir()] == ["server.log"]
    token = clients[0].token
    await server.stop(signal.SIGKILL)
    server = await start("--memory", keeps=False)
    player = await server.player()
    assert "No seat is kept for that token" in await player.ask(f"back {token}", "\n")
