"""
The end of a connection, and of the server.
"""

from __future__ import annotations

import signal

import pytest
from pytest_twisted import ensureDeferred

from connect4tx.terminal.sentences import STOPPING
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_game import game, moves, open_room
from tests.support.live_server import Server


@ensureDeferred
async def test_defect_16_exit_leaves_nothing_in_the_log(start: StartServer) -> None:
    """
    Whoever leaves by exit, in the lobby or in mid-game, leaves no word in the log.
    """
    server = await start()
    players = await game(server)
    visitor = await server.player()
    await moves(players, "12")
    before = server.log
    for player in (visitor, *players):
        player.send("exit")
        assert (await player.screen.ended()).endswith("Goodbye!\n")
    assert server.log == before
    assert "Traceback" not in await server.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@ensureDeferred
async def test_defect_16_players_are_told_that_the_server_stops(
    start: StartServer, runs: RunProgram, how: signal.Signals
) -> None:
    """
    A server that is asked to end tells everybody so once, and ends within 5 seconds.
    """
    server = await start()
    players = await game(server)
    visitor = runs("telnet", "127.0.0.1", str(server.port), pty=True)
    await visitor.come_in()
    await moves(players, "12")
    await players[0].ask("funfacts 20", "\n* ")
    log = await server.stop(how)
    for client in (*players, visitor):
        told = await client.screen.ended()
        assert told.count(STOPPING) == 1
        assert "lost the connection" not in told
        assert "nobody else is left" not in told
    assert "Main loop terminated." in log
    assert "Traceback" not in log
    assert "Unhandled" not in log


@ensureDeferred
async def test_defect_16_who_does_not_read_does_not_keep_the_server_up(
    start: StartServer,
) -> None:
    """
    The server ends within 5 seconds, even if somebody reads nothing of a lot to read.
    """
    server = await start()
    deaf = await server.connect(receive_bytes=4096)
    deaf.answer_probe()
    deaf.wire.pauseProducing()
    deaf.write(b"help\n" * 200_000)
    other = await server.player()
    await open_room(other)
    log = await server.stop()
    assert STOPPING in await other.screen.ended()
    assert "Traceback" not in log


@ensureDeferred
async def test_a_quit_with_lines_behind_it_is_answered(server: Server) -> None:
    """
    Who goes on sending after quit still reads goodbye, and nothing after it.
    """
    for _ in range(20):
        player = await server.connect()
        player.answer_probe()
        player.send("quit", *["board"] * 50)
        told = await player.screen.ended()
        assert told.endswith("Goodbye!\n")
