"""
Whole games, as people play them.
"""

from __future__ import annotations

from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram
from tests.support.live_game import (
    COLOUR,
    DRAW,
    begin,
    boards,
    code_of,
    game,
    move,
    moves,
    open_room,
    seat,
)
from tests.support.live_server import Server


@ensureDeferred
async def test_telnet_and_nc_play_to_four_in_a_row(
    server: Server, runs: RunProgram
) -> None:
    """
    Both a telnet and an nc see who has won, how, and with which cells: the telnet in
    colour, as it has said what it is, the nc in plain ASCII.
    """
    where = ("127.0.0.1", str(server.port))
    players = [runs("telnet", *where, pty=True), runs("nc", *where)]
    for player, name in zip(players, ("lea", "Max_2"), strict=True):
        await player.come_in(name)
    await seat(*players, options="Salon")
    await begin(*players)
    coloured, plain = shown_to_all = await moves(players, "1122334")
    assert plain.isascii()
    assert "|#X#|#X#|#X#|#X#| . | . | . |" in plain
    assert "\x1b[7;31m<●>\x1b[0m" in coloured
    assert "│<●>│<●>│<●>│<●>│ · │ · │ · │" in COLOUR.sub("", coloured)
    for shown in shown_to_all:
        assert "lea wins: four in a row, column 1 row 1 to column 4 row 1." in shown
        assert shown.endswith("Type rematch for another game, or leave.\ngame over> ")


@ensureDeferred
async def test_the_next_game_in_a_room_is_begun_by_the_other_side(
    server: Server, runs: RunProgram
) -> None:
    """
    After lobby and play the board is empty and the second player moves first.
    """
    players = [runs("nc", "127.0.0.1", str(server.port)) for _ in range(2)]
    for player in players:
        await player.come_in()
    second = players[1].name
    await seat(*players)
    await begin(*players)
    await moves(players, "1212121")
    players[1].send("lobby")
    for player in players:
        await player.expect(f"Ready for another game: {second} begins it. Type play.")
    players[0].send("play")
    for player in players:
        shown = await player.expect("> ") + await player.expect("> ")
        assert f"{second} (O) moves first." in shown
        assert boards(shown) == ["  | . | . | . | . | . | . | . |\n" * 6]
    refused = await players[0].ask("1")
    assert f"It is {second}'s turn, not yours; " in refused
    for shown in await moves(players[::-1], "1212121"):
        assert f"{second} wins: four in a column, column 1 row 1 to" in shown


@ensureDeferred
async def test_a_full_board_without_four_in_a_row_is_a_draw(server: Server) -> None:
    """
    The last disc that wins nothing ends the game as a draw, and another can follow.
    """
    players = await game(server)
    for shown in await moves(players, DRAW):
        assert (
            "A draw: the board is full.\nType rematch for another game, or leave."
            in shown
        )
        assert " . " not in boards(shown)[-1]
    players[0].send("lobby")
    await players[0].expect("Type play.")
    await players[1].expect("Type play.")
    await begin(*players[::-1])
    await move(players[::-1], 0, 4)


@ensureDeferred
async def test_a_falling_and_a_rising_diagonal_are_told_apart(server: Server) -> None:
    """
    A diagonal win says which way it goes and where it begins and ends.
    """
    players = await game(server)
    for shown in await moves(players, "12233434474"):
        assert f"{players[0].name} wins: four in a rising diagonal" in shown
        assert "column 1 row 1 to column 4 row 4" in shown


@ensureDeferred
async def test_four_players_play_on_one_big_board(server: Server) -> None:
    """
    Four seats move in turn, each with its own symbol, on a board of their size.
    """
    players = await game(server, 4, "--cols=9 --rows=7")
    for shown in await moves(players, "1234123412341"):
        assert f"{players[0].name} wins: four in a column, column 1 row 1 to" in shown
        assert "column 1 row 1 to column 1 row 4." in shown


@ensureDeferred
async def test_defect_01_a_four_completed_in_its_middle_wins_at_once(
    server: Server,
) -> None:
    """
    Four at columns 4 to 7, completed at column 4, is a win; one round the edge is not.
    """
    players = await game(server)
    for shown in await moves(players, "7766554"):
        assert f"{players[0].name} wins: four in a row, column 4 row 1 to" in shown
        assert "column 4 row 1 to column 7 row 1." in shown
    for player in players:
        player.send("leave")
    players = await game(server)
    for shown in await moves(players, "6171216"):
        assert "wins" not in shown


@ensureDeferred
async def test_defect_06_nobody_plays_alone_or_joins_a_running_game(
    server: Server,
) -> None:
    """
    A game needs all its players, and takes no more than those, before or during it.
    """
    players = [await server.player() for _ in range(3)]
    code = await open_room(players[0])
    assert "The game needs one more player; " in await players[0].ask(
        "play", f"join {code}\n"
    )
    for line in ("4", "lobby", "board"):
        refused = await players[0].ask(line, f"join {code}\n")
        assert "The game needs one more player; " in refused
    await players[1].ask(f"join {code}", "You have joined")
    assert f"Room {code} is full" in await players[2].ask(f"join {code}", ".\n")
    await begin(*players[:2])
    assert f"Room {code} is full" in await players[2].ask(f"join {code}", ".\n")


@ensureDeferred
async def test_defect_06_a_seat_that_became_free_in_a_game_stays_free(
    server: Server,
) -> None:
    """
    Nobody joins a running game of three on the seat of the one who has left it.
    """
    players = await game(server, 3)
    stranger = await server.player()
    code = await code_of(players[0])
    await players[2].ask("leave", "you are in the lobby.\n")
    assert f"A game is on in room {code}" in await stranger.ask(f"join {code}", ".\n")
    for player in players[:2]:
        told = await player.expect("The game goes on without that seat.")
        assert f"{players[2].name} has left the room." in told


@ensureDeferred
async def test_defect_07_joining_and_leaving_harms_nobody(server: Server) -> None:
    """
    Who joined and left five rooms and then drops the connection disturbs no one there.
    """
    owners = [await server.player() for _ in range(5)]
    stranger = await server.player()
    for owner in owners:
        code = await open_room(owner)
        await owner.expect("> ")
        await stranger.ask(f"join {code}", "You have joined")
        await stranger.ask("leave", "you are in the lobby.\n")
        await owner.expect(f"{stranger.name} has left the room.\n")
        await owner.expect("> ")
    stranger.reset()
    await stranger.screen.ended()
    for owner in owners:
        assert "Unknown command still" in await owner.ask("still", "\n")
        assert owner.lost is None
