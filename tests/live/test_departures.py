"""
Players who are gone: killed programs, lost lines, half-closed sockets.
"""

from __future__ import annotations

import pytest
from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram
from tests.support.live_client import Client, Player
from tests.support.live_game import begin, come_back, game, move, moves, seat
from tests.support.live_server import Server


async def assert_told_once(client: Client, gone: Client) -> None:
    """
    The one left reads once that the other has lost the connection, and nothing of an
    end.
    """
    lost = f"{gone.name} has lost the connection; the seat is kept."
    told = await client.expect(lost) + await client.expect("> ")
    assert told.count(lost) == 1
    again = await client.ask("board")
    for said in (told, again):
        assert "wins" not in said
    assert "lost the connection" not in again


async def assert_goes_on(left: Client, back: Client, token: str, columns: str) -> None:
    """
    The one who was gone comes back, with the first of these moves.
    """
    await come_back(back, token)
    await left.expect(" is back.")
    await left.expect("> ")
    await moves([back, left], columns)


@pytest.mark.parametrize(("victim", "pty"), [("telnet", True), ("nc", False)])
@ensureDeferred
async def test_who_was_in_a_killed_program_comes_back_with_another(
    server: Server, runs: RunProgram, victim: str, pty: bool
) -> None:
    """
    Whose telnet or nc is killed in mid-game has lost the connection, and goes on with
    the other program.
    """
    port = str(server.port)
    gone = runs(victim, "127.0.0.1", port, pty=pty)
    left = runs("nc", "127.0.0.1", port)
    for player in (gone, left):
        await player.come_in()
    await seat(gone, left)
    await begin(gone, left)
    await moves([gone, left], "12")
    gone.kill()
    await assert_told_once(left, gone)
    other, other_pty = ("nc", False) if pty else ("telnet", True)
    back = runs(other, "127.0.0.1", port, pty=other_pty)
    await back.come_in()
    await assert_goes_on(left, back, gone.token, "12121")


@ensureDeferred
async def test_a_reset_connection_is_a_lost_one(server: Server) -> None:
    """
    After a RST in mid-game the seat is kept.
    """
    players = await game(server)
    await moves(players, "123")
    gone = players[1]
    assert isinstance(gone, Player)
    gone.reset()
    await assert_told_once(players[0], gone)
    await assert_goes_on(players[0], await server.player(), gone.token, "45")


@ensureDeferred
async def test_a_game_of_three_goes_on_without_the_one_who_is_gone(
    server: Server,
) -> None:
    """
    The turn skips the seat of the player who has left, who may even have been to move.
    """
    players = await game(server, 3)
    await moves(players, "12")
    players[2].send("quit")
    for player in players[:2]:
        told = await player.expect("> ")
        assert told.count(f"{players[2].name} has left the room.") == 1
        assert "The game goes on without that seat." in told
        assert "wins" not in told
    for shown in await moves(players[:2], "1212121"[:5]):
        assert f"{players[0].name} wins: four in a column" in shown


@ensureDeferred
async def test_the_last_of_three_wins(server: Server) -> None:
    """
    When two of three are gone, the third has won.
    """
    players = await game(server, 3)
    players[0].send("leave")
    await players[2].expect("The game goes on without that seat.")
    players[1].send("quit")
    told = await players[2].expect("game over> ")
    assert f"{players[1].name} has left the room." in told
    assert f"{players[2].name} wins: nobody else is left in the game." in told


@ensureDeferred
async def test_leaving_in_a_game_is_giving_it_up(server: Server) -> None:
    """
    Who leaves or quits in mid-game is said to have left, not to be lost.
    """
    for farewell in ("leave", "quit"):
        players = await game(server)
        await move(players, 0, 4)
        players[0].send(farewell)
        told = await players[1].expect("game over> ")
        assert told.count(f"{players[0].name} has left the room.") == 1
        assert "lost the connection" not in told
        assert f"{players[1].name} wins: nobody else is left in the game." in told


@ensureDeferred
async def test_a_half_closed_pipe_gets_all_its_replies(
    server: Server, runs: RunProgram
) -> None:
    """
    What is piped into nc -N is answered to the last line.
    """
    pipe = runs("nc", "-N", "127.0.0.1", str(server.port))
    pipe.send("create x", "board", "quit")
    pipe.end_input()
    told = await pipe.screen.ended()
    assert 'is open ("x")' in told
    assert "The game needs one more player; " in told
    assert told.endswith("Goodbye!\n")
    assert pipe.status == 0


@ensureDeferred
async def test_a_half_closed_pipe_without_quit_is_let_go(
    server: Server, runs: RunProgram
) -> None:
    """
    After the last line of a half-closed peer is answered, the connection ends.
    """
    pipe = runs("nc", "-N", "127.0.0.1", str(server.port))
    pipe.send("create x", *["help"] * 300, "board")
    pipe.end_input()
    told = await pipe.screen.ended()
    assert told.count("give up your seat") == 300
    assert "The game needs one more player; " in told.rpartition("leave and goodbye")[2]


@ensureDeferred
async def test_who_half_closes_in_a_game_is_away(server: Server) -> None:
    """
    A shutdown of the sending side in mid-game is a lost connection, after what was sent
    before it is done.
    """
    players = await game(server)
    await moves(players, "12")
    half = players[0]
    assert isinstance(half, Player)
    half.send("7")
    half.half_close()
    told = await players[1].expect("> ")
    assert f"{half.name} drops in column 7." in told
    await assert_told_once(players[1], half)
    assert f"{half.name} drops in column 7." in await half.screen.ended()
    await move(players[1:], 0, 3)
    back = await server.player()
    await assert_goes_on(players[1], back, half.token, "45")
