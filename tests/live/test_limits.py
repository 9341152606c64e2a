"""
How much one peer may have of the real server.
"""

from __future__ import annotations

import re

import pytest
from pytest_twisted import ensureDeferred

from connect4tx.terminal import sentences
from tests.live.conftest import StartServer
from tests.support.live_client import Client, later
from tests.support.live_game import game
from tests.support.live_server import Server

MEGABYTE = 1024 * 1024
TO_NOBODY = "--trusted=none"
# On twenty columns, one after the other: then the first of them has ten in a row.
MOVES_OF_A_GAME = 181


@ensureDeferred
async def test_one_address_has_so_many_connections(start: StartServer) -> None:
    """
    One more than --per-address is told so and let go; when one of them has gone there
    is a place again. Those inside notice nothing, and the log has one line of it.
    """
    server = await start(TO_NOBODY, "--per-address=2")
    first, second = await server.player(), await server.player()
    for _ in range(3):
        third = await server.connect()
        assert await third.screen.ended() == f"{sentences.TOO_MANY_FROM_ADDRESS}\n"
    await first.ask("rules")
    second.send("quit")
    await second.screen.ended()
    assert (await server.player()).lost is None
    log = await server.stop()
    assert log.count("Not let in since") == 1
    assert "Traceback" not in log


@ensureDeferred
async def test_one_address_comes_only_so_fast(start: StartServer) -> None:
    """
    Five connections in a row are let in, and the next when some time has passed.
    """
    from twisted.internet import reactor

    server = await start(TO_NOBODY)
    inside = [await server.player() for _ in range(5)]
    refused = await server.connect()
    assert await refused.screen.ended() == f"{sentences.TOO_FAST_FROM_ADDRESS}\n"
    await later(reactor, 2.1)
    inside.append(await server.player())
    assert not [player for player in inside if player.lost is not None]


@ensureDeferred
async def test_trusted_addresses_have_no_such_limits(server: Server) -> None:
    """
    By itself the loopback interface is trusted: as many as like come, as fast as they
    like, and type as much.
    """
    players = [await server.player() for _ in range(30)]
    assert not [player for player in players if player.lost is not None]
    players[0].send("games", *(f"no{number:03}" for number in range(500)))
    await players[0].expect("Unknown command no499", 10)
    await players[0].expect("lobby> ")
    shown = await players[0].ask("limits")
    assert "Your address: trusted by the operator" in shown


@ensureDeferred
async def test_lines_sent_at_once_are_done_one_by_one(start: StartServer) -> None:
    """
    Of sixty lines sent in one packet each is done, in order, four a second; whoever
    plays meanwhile notices nothing.
    """
    from twisted.internet import reactor

    server = await start(TO_NOBODY)
    player, other = await server.player(), await server.player()
    player.send("games")
    await later(reactor, 3)
    begun = reactor.seconds()
    player.send(*(f"no{number:02}" for number in range(60)))
    await player.expect("but your lines are done one by one now, 4 a second.")
    await other.ask("rules")
    assert reactor.seconds() - begun < 2
    await player.expect("Unknown command no59", 30)
    assert 10 < reactor.seconds() - begun < 20
    await player.expect("lobby> ")
    shown = re.findall(r"Unknown command no(\d+)", player.screen.transcript)
    assert [int(number) for number in shown] == list(range(60))


@ensureDeferred
async def test_who_types_nothing_is_warned_and_let_go(start: StartServer) -> None:
    """
    After --idle minutes in the lobby the connection ends, with a warning before that;
    in a game it does not.
    """
    server = await start("--idle=0.1")
    players = await game(server)
    idle = await server.player()
    await idle.expect(
        "You have typed nothing for long, and will be disconnected in 3 s"
    )
    assert (await idle.screen.ended()).endswith(f"{sentences.IDLE}\n")
    for player in players:
        await player.ask("board")


@pytest.mark.seconds(120)
@ensureDeferred
async def test_who_watches_and_does_not_read_costs_nothing(server: Server) -> None:
    """
    While somebody who watches reads nothing, ten thousand moves are played with
    no more memory than the buffers take; whoever reads again is told how many were
    missed, and shown the board.
    """
    options = "--cols=20 --rows=20 --connect=10"
    players = await game(server, options=options)
    deaf = await server.connect(receive_bytes=4096)
    deaf.answer_probe()
    await deaf.come_in()
    assert "You are watching room" in await deaf.ask(f"watch {players[0].name}")
    for player in players:
        await player.ask("set style text")
    deaf.wire.pauseProducing()
    first = await play_games(players, 16)
    before = server.memory
    discs = first + await play_games(players, 40)
    assert discs > 10_000
    assert server.memory - before < MEGABYTE
    assert deaf.lost is None
    deaf.wire.resumeProducing()
    missed = await deaf.screen.search(r"You missed (\d+) moves\.\n", 30)
    assert discs / 2 < int(missed[1]) < discs
    for player in players:
        player.send("4")
    await deaf.expect("drops in column 4.")


async def play_games(players: list[Client], number: int) -> int:
    """
    Play so many games on twenty columns, as fast as can be, and begin another; gives
    how many discs were dropped.
    """
    discs = 0
    for _ in range(number):
        mover = 0 if "your move" in await players[0].ask("board") else 1
        for move in range(MOVES_OF_A_GAME):
            column = 1 + move % 20
            players[(mover + move) % 2].send(str(column))
            for player in players:
                await player.expect(f"drops in column {column}, row ")
                await player.expect("> ")
        discs += MOVES_OF_A_GAME
        players[0].send("lobby")
        await players[1].expect("Type play.")
        players[0].send("play")
        for player in players:
            await player.expect("The game begins")
            await player.expect("> ")
    return discs
