"""
Parts of the server crash in mid-game, and the players go on.
"""

from __future__ import annotations

import re

from pytest_twisted import ensureDeferred

from connect4tx.terminal.sentences import HANDLER_RESTARTED
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Player
from tests.support.live_game import begin, boards, game, move, moves, seat
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
    other player is told so, and wins.
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
    told = await opponent.expect("game over> ")
    gone = f"{crasher.name} is gone: the connection crashed on our side."
    assert told.count(gone) == 1
    assert f"{opponent.name} wins: nobody else is left in the game." in told
    await moves(others, "123")
    newcomer = await drill.player()
    assert newcomer.lost is None


@ensureDeferred
async def test_a_crashed_connection_is_told_to_the_opponent(drill: Server) -> None:
    """
    When a connection crashes, the opponent reads that it was our fault, and wins.
    """
    players = await game(drill)
    await moves(players, "123")
    players[1].send("crash connection")
    await players[1].screen.ended()
    told = await players[0].expect("game over> ")
    gone = f"{players[1].name} is gone: the connection crashed on our side."
    assert told.count(gone) == 1
    assert f"{players[0].name} wins: nobody else is left in the game." in told
    await drill.player()
    assert drill.log.count("Traceback") == 1


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
    told = await players[1].expect("game over> ")
    assert told.count(f"{players[0].name} has lost the connection.") == 1
    again = await game(drill)
    gone = again[0]
    assert isinstance(gone, Player)
    gone.send("crash room")
    gone.wire.loseConnection()
    told = await again[1].expect("game over> ")
    assert told.count(f"{gone.name} has lost the connection.") == 1
    assert f"{again[1].name} wins: nobody else is left" in told


@ensureDeferred
async def test_a_room_that_keeps_crashing_is_closed_with_regret(drill: Server) -> None:
    """
    The members of a room that crashes again and again are told once and can open
    another; other rooms go on.
    """
    others = await game(drill)
    players = await game(drill)
    for _ in range(3):
        players[0].send("crash room")
        for player in players:
            await player.expect("please go on.")
            await player.expect("> ")
    players[0].send("crash room")
    for player in players:
        told = await player.expect("lobby> ")
        assert told.count("had fault after fault and had to be closed") == 1
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
    for line in ("crash handler", "crash connection", "crash room"):
        assert "Unknown command crash" in await player.ask(line)
    assert "crash" not in await player.ask("help")
