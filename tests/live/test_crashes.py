"""
Parts of the server crash in mid-game, and the players go on.
"""

from __future__ import annotations

import re

from pytest_twisted import ensureDeferred

from connect4tx.terminal.sentences import HANDLER_RESTARTED
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Client, Player
from tests.support.live_game import (
    begin,
    boards,
    come_back,
    game,
    move,
    moves,
    seat,
)
from tests.support.live_server import Server

CRASHES = 5


async def crash_handler(player: Player) -> str:
    """
    Crash a player's action handler; gives what the player was told.
    """
    return await player.ask("crash handler")


@ensureDeferred
async def test_a_crashed_handler_keeps_seat_and_board(
    drill: Server, runs: RunProgram
) -> None:
    """
    Whose handler crashed in mid-game reads one polite sentence and the board, plays
    on, and nobody else notices.
    """
    where = ("127.0.0.1", str(drill.port))
    players = [runs("telnet", *where, pty=True), runs("nc", *where)]
    for player in players:
        await player.come_in()
    await seat(*players)
    await begin(*players)
    before = await moves(players, "12")
    players[0].send("crash handler", "nonsense")
    told = await players[0].expect("Unknown command nonsense")
    assert told.count(HANDLER_RESTARTED) == 1
    assert boards(told) == boards(before[0])
    await players[0].expect("your move (1-7)> ")
    assert players[1].screen.unseen == ""
    for shown in await moves(players, "12121"):
        assert f"{players[0].name} wins: four in a column" in shown
        assert "Sorry" not in shown


@ensureDeferred
async def test_a_crash_is_logged_once_with_the_name_of_the_connection(
    start: StartServer,
) -> None:
    """
    A crash of a handler gives one traceback, under its connection's host and port.
    """
    drill = await start("--drill")
    player = await drill.player()
    await crash_handler(player)
    name = re.escape(player.log_name)
    await drill.logged(rf"connections/{name}/handler <\S+> crashed: .*crash handler")
    log = await drill.stop()
    assert log.count("Traceback") == 1
    assert log.count("crashed:") == 1


@ensureDeferred
async def test_a_line_sent_with_the_crash_is_served(drill: Server) -> None:
    """
    Lines that came in one packet with the one that crashed the handler are not lost.
    """
    player = await drill.player()
    player.send("create", "crash handler", "board", "crash handler", "quit")
    told = await player.screen.ended()
    assert told.count(HANDLER_RESTARTED) == 2
    assert told.count("The game needs one more player; ") == 1
    assert told.endswith("Goodbye!\n")


@ensureDeferred
async def test_defect_17_a_handler_that_keeps_crashing_ends_its_connection(
    drill: Server,
) -> None:
    """
    Five crashes in ten seconds are forgiven, the sixth ends that connection alone; the
    other player is told so, and the game goes on when the first is back.
    """
    others = await game(drill)
    players = await game(drill)
    crasher, opponent = players
    await moves(players, "12")
    assert isinstance(crasher, Player)
    for _ in range(CRASHES):
        assert HANDLER_RESTARTED in await crash_handler(crasher)
    crasher.send("crash handler")
    await crasher.screen.ended()
    await assert_crashed_away(opponent, crasher)
    await moves(others, "123")
    again = await drill.player()
    await come_back(again, crasher.token)
    await opponent.expect(" is back.")
    await opponent.expect("> ")
    await moves([again, opponent], "34")


async def assert_crashed_away(opponent: Client, crasher: Client) -> None:
    """
    The opponent reads once that a player is away by our fault.
    """
    told = await opponent.expect("> ")
    away = f"{crasher.name} is away, as the connection crashed on our side; the seat "
    assert told.count(away) == 1
    assert "wins" not in told


@ensureDeferred
async def test_a_crashed_connection_is_told_to_the_opponent(drill: Server) -> None:
    """
    When a connection crashes, the opponent reads that it was our fault, and that the
    seat is kept, however often that happens.
    """
    players = await game(drill)
    await moves(players, "123")
    token = players[1].token
    for number in range(1, 5):
        players[1].send("crash connection")
        await players[1].screen.ended()
        await assert_crashed_away(players[0], players[1])
        players[1] = await drill.player()
        await come_back(players[1], token)
        await players[0].expect(" is back.")
        await players[0].expect("> ")
        assert drill.log.count("Traceback") == number
    await move(players, 1, 4)


@ensureDeferred
async def test_a_crashed_room_goes_on_at_the_same_move(drill: Server) -> None:
    """
    Both read at which move their room was restored, see the same board, and play on.
    """
    players = await game(drill)
    before = await moves(players, "4453")
    players[1].send("crash room")
    for player, shown in zip(players, before, strict=True):
        told = await player.expect("nothing is lost, please go on.")
        told += await player.expect("> ")
        assert told.count("restored from its journal at move 4;") == 1
        assert boards(told) == boards(shown)
    for shown in await moves(players, "6712"):
        assert "restored" not in shown
    assert drill.log.count("Traceback") == 1


@ensureDeferred
async def test_a_player_who_goes_after_a_crash_of_the_room_is_missed(
    drill: Server,
) -> None:
    """
    A restored room still notices who loses the connection, and who did so meanwhile.
    """
    players = await game(drill)
    await moves(players, "44")
    players[0].send("crash room")
    for player in players:
        await player.expect("restored from its journal at move 2")
    players[0].close()
    lost = "has lost the connection; the seat is kept."
    told = await players[1].expect("(away) to move> ")
    assert told.count(f"{players[0].name} {lost}") == 1
    again = await game(drill)
    gone = again[0]
    assert isinstance(gone, Player)
    gone.send("crash room")
    gone.wire.loseConnection()
    told = await again[1].expect("(away) to move> ")
    assert told.count(f"{gone.name} {lost}") == 1


@ensureDeferred
async def test_a_room_that_keeps_crashing_is_stopped_with_regret(drill: Server) -> None:
    """
    The members of a room that crashes again and again are told once and can come back
    to their game, or open another room; other rooms go on.
    """
    others = await game(drill)
    players = await game(drill)
    tokens = [player.token for player in players]
    await moves(players, "44")
    for _ in range(3):
        players[0].send("crash room")
        for player in players:
            await player.expect("please go on.")
            await player.expect("> ")
    players[0].send("crash room")
    for player in players:
        told = await player.expect("lobby> ")
        assert told.count("had fault after fault and had to be stopped") == 1
    for player, token in zip(players, tokens, strict=True):
        assert " at move 2." in await come_back(player, token)
    await players[0].expect(f"{players[1].name} is back.")
    await players[0].expect("> ")
    await moves(players, "55")
    for player in players:
        await player.ask("leave", "lobby> ")
    await seat(*players)
    await begin(*players)
    await move(players, 0, 1)
    await move(others, 0, 1)


@ensureDeferred
async def test_a_crash_is_no_command_without_drill(server: Server) -> None:
    """
    On a usual server crash is an unknown command.
    """
    player = await server.player()
    assert "crash" not in await player.ask("help")
    for line in ("crash handler", "crash connection", "crash room"):
        assert "Unknown command crash" in await player.ask(line)
