"""
Seats that are kept for players who are away, and given back for their tokens.
"""

from __future__ import annotations

import pytest
from pytest_twisted import ensureDeferred

from connect4tx.terminal.sentences import SEAT_TAKEN
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Client, Program
from tests.support.live_game import (
    begin,
    boards,
    code_of,
    come_back,
    game,
    insist,
    move,
    moves,
    seat,
)
from tests.support.live_machine import Machine, machine
from tests.support.live_server import Server

LOST = "has lost the connection; the seat is kept."
NOT_YET = "may still come back; you are told when you can claim the game."
NOT_IN_TIME = "has not come back in time: "


def client_of(runs: RunProgram, server: Server, name: str) -> Program:
    """
    A telnet on a terminal, or an nc on pipes.
    """
    return runs(name, "127.0.0.1", str(server.port), pty=name == "telnet")


async def go_and_stay(gone: Client, left: Client) -> str:
    """
    One goes in a game; gives what the other is told, up to the prompt.
    """
    gone.close()
    return await left.expect(f"{gone.name} {LOST}") + await left.expect("> ")


@ensureDeferred
async def test_a_seat_is_kept_from_telnet_to_nc_and_back(
    server: Server, runs: RunProgram
) -> None:
    """
    Whoever has the token goes on with the game in any client, with the name and the
    board that were left behind.
    """
    lea, tom = client_of(runs, server, "telnet"), client_of(runs, server, "nc")
    await lea.come_in("lea")
    await tom.come_in("tom")
    await seat(lea, tom)
    await begin(lea, tom)
    token, columns = lea.token, "44556"
    shown = await moves([lea, tom], columns[:2])
    for number, name in ((2, "nc"), (4, "telnet")):
        told = await go_and_stay(lea, tom)
        assert "lea (away) to move> " in told
        lea = client_of(runs, server, name)
        await lea.come_in()
        told = await come_back(lea, token.lower())
        assert told.startswith("Welcome back, lea: the game in room ")
        assert f" at move {number}." in told
        assert boards(told)[-1] == boards(shown[0])[-1]
        assert "your move" in told
        assert "lea is back." in await tom.expect("lea to move> ")
        if number == 2:
            shown = await moves([lea, tom], columns[2:4])
    await moves([lea, tom], columns[4:] + "2")
    for told in await move([lea, tom], 0, 7):
        assert "lea wins: four in a row" in told


@ensureDeferred
async def test_the_third_lost_connection_loses_the_game(server: Server) -> None:
    """
    A seat is kept twice in a game; the third time the others win.
    """
    lea, tom = await game(server)
    token = lea.token
    for _ in range(2):
        await go_and_stay(lea, tom)
        lea = await server.player()
        await come_back(lea, token)
        await tom.expect(f"{lea.name} is back.")
        await tom.expect("> ")
    lea.close()
    told = await tom.expect("game over> ")
    third = f"{lea.name} has lost the connection for the third time in this game, and"
    assert told.count(third) == 1
    assert f"{tom.name} wins: nobody else is left in the game." in told
    late = await server.player()
    assert "No seat is kept for that token" in await late.ask(f"back {token}", "\n")


@ensureDeferred
async def test_a_seat_is_taken_over_from_a_connection_that_lives(
    server: Server, runs: RunProgram
) -> None:
    """
    Who comes back while the old connection is still there has the seat; the old one is
    told so and ends, and the game goes on.
    """
    lea, tom = client_of(runs, server, "telnet"), client_of(runs, server, "nc")
    await lea.come_in("lea")
    await tom.come_in("tom")
    await seat(lea, tom)
    await begin(lea, tom)
    await moves([lea, tom], "44")
    again = client_of(runs, server, "nc")
    await again.come_in()
    assert "Welcome back, lea: " in await come_back(again, lea.token)
    told = await lea.screen.ended()
    assert told.count(SEAT_TAKEN) == 1
    told = await tom.expect("lea goes on over another connection.")
    told += await tom.expect("> ")
    assert "lost the connection" not in told
    await moves([again, tom], "5566")
    assert "lea wins: four in a row" in (await move([again, tom], 0, 7))[1]


@ensureDeferred
async def test_a_token_is_not_guessed(server: Server) -> None:
    """
    What is no token is refused in a sentence, and guesses are soon refused, also when
    they come over several connections.
    """
    players = await game(server)
    guesser = await server.player()
    assert "'sesame' is not a token: " in await guesser.ask("back sesame", "\n")
    for number in range(5):
        if number == 3:
            guesser = await server.player()
        told = await guesser.ask(f"back AAAA-AAA{number + 2}", "\n")
        assert "No seat is kept for that token" in told
    told = await guesser.ask(f"back {players[0].token}", "\n")
    assert "Too many wrong tokens came from your address; try again in" in told
    await moves(players, "44")


# -- waiting for who is away -----------------------------------------------------------


async def absent(start: StartServer, *options: str) -> tuple[Server, Client, str]:
    """
    A player who waits for another, whose turn it is; and that one's token.
    """
    server = await start("--grace=2", *options)
    lea, tom = await game(server)
    await moves([lea, tom], "44")
    told = await go_and_stay(lea, tom)
    told += "" if "to come back" in told else await tom.expect("> ")
    assert "has 2 s to come back; after that you can claim win, or claim draw." in told
    return server, tom, lea.token


@pytest.mark.parametrize(
    ("what", "end", "late_answer"),
    [
        (
            "win",
            "wins: nobody else is left in the game.",
            "No seat is kept for that token",
        ),
        ("draw", "A draw: nobody has won, as ", "Welcome back, "),
    ],
)
@ensureDeferred
async def test_a_game_is_claimed_after_the_grace(
    start: StartServer, what: str, end: str, late_answer: str
) -> None:
    """
    While somebody still may come back nothing can be claimed; then a win, which takes
    the seat away, or a draw, after which both may want a rematch.
    """
    server, tom, token = await absent(start)
    assert NOT_YET in await tom.ask(f"claim {what}", "\n")
    assert NOT_IN_TIME in await tom.expect("\n", 4) + await tom.expect(NOT_IN_TIME)
    assert end in await tom.ask(f"claim {what}", "game over> ")
    late = await server.player()
    assert late_answer in await late.ask(f"back {token}", "\n")
    assert "Traceback" not in await server.stop()


@pytest.mark.parametrize(
    ("what", "end"),
    [("win", "wins: nobody else is left"), ("draw", "A draw: nobody has won, as ")],
)
@ensureDeferred
async def test_a_game_is_claimed_by_itself(
    start: StartServer, what: str, end: str
) -> None:
    """
    For who has set autoclaim the game ends when the grace does.
    """
    server = await start("--grace=2")
    lea, tom = await game(server)
    await tom.ask(f"set autoclaim {what}", f"autoclaim is {what} now.")
    await moves([lea, tom], "44")
    await go_and_stay(lea, tom)
    assert end in await tom.expect("game over> ")
    assert "Traceback" not in await server.stop()


@ensureDeferred
async def test_who_comes_back_after_the_grace_plays_on(start: StartServer) -> None:
    """
    As long as nothing was claimed, the seat is kept; then there is nothing to claim.
    """
    server, tom, token = await absent(start)
    await tom.expect(NOT_IN_TIME)
    lea = await server.player()
    await come_back(lea, token)
    await tom.expect(f"{lea.name} is back.")
    await tom.expect("> ")
    assert "Everybody is here" in await tom.ask("claim win", "\n")
    await move([lea, tom], 0, 5)


# -- crashes, programs -----------------------------------------------------------------


@ensureDeferred
async def test_a_crashed_journal_loses_nothing(drill: Server) -> None:
    """
    The journal crashes again and again, and moves are made meanwhile: each is done
    once, or refused and then done once.
    """
    players = await game(drill)
    other = await drill.player()
    digits = "4455667"
    await moves(players, digits[:3])
    for number in range(3, len(digits)):
        if number < 6:
            other.send("crash journal")
        await insist(players, number % 2, digits[number])
    for player in players:
        assert "wins: four in a row" in await player.expect("game over> ")
    code = await code_of(players[0])
    await other.ask(f"export {code} digits", f"{digits}\n")
    assert "Sorry" not in other.screen.transcript, drill.log
    # One that is being restarted cannot crash.
    assert drill.log.count("crash journal, as ordered (restarts") >= 2


@ensureDeferred
async def test_a_program_comes_back_and_is_told_what_it_missed(
    server: Server, runs: RunProgram
) -> None:
    """
    A bot that was killed has its seat back for its token, with the whole game; resume
    tells it the events after those that it knows, each once.
    """
    host, guest = [await machine(server, runs) for _ in range(2)]
    token = (await begin_over_json(host, guest))["token"]
    for ply, column in enumerate((4, 4, 5)):
        (host, guest)[ply % 2].send(cmd="move", col=column)
        for bot in (host, guest):
            last = (await bot.told_until(event="move"))[-1]
    host.client.close()
    away = (await guest.told_until(event="away"))[-1]
    assert (away["symbol"], away["why"]) == ("X", "lost_connection")
    guest.send(cmd="move", col=1)
    await guest.told_until(event="move")
    host = await machine(server, runs)
    back = await host.ask(id=1, cmd="back", token=token)
    assert (back["re"], back["ok"]) == (1, True)
    told = back["game"]
    assert (told["you"], told["turn"], told["moves"]) == ("X", "X", "4451")
    assert [seat["away"] for seat in told["seats"]] == [False, False]
    assert (await guest.told_until(event="back"))[-1]["symbol"] == "X"
    host.send(id=2, cmd="resume", seq=last["seq"])
    *missed, done = await host.told_until(re=2)
    assert done["ok"]
    numbers = [event["seq"] for event in missed]
    assert numbers == list(range(last["seq"] + 1, done["seq"] + 1))
    kinds = [event["event"] for event in missed]
    assert kinds == ["away", "move", "back"]
    host.send(cmd="move", col=6)
    assert (await guest.told_until(event="move"))[-1]["col"] == 6


async def begin_over_json(host: Machine, guest: Machine) -> dict[str, object]:
    """
    Begin a game; gives the host's token, as an object.
    """
    opened = await host.ask(cmd="create")
    await guest.ask(cmd="join", code=opened["game"]["room"])
    host.send(cmd="play")
    await guest.told_until(event="token")
    return (await host.told_until(event="token"))[-1]
