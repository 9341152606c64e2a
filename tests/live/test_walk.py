"""
A walk through a place to play: pairing, clocks, spectators, talk, offers, reviews.
"""

from __future__ import annotations

import re
import signal

import pytest
from pytest_twisted import ensureDeferred

from connect4tx.bots.pool import has_solver
from connect4tx.terminal.sentences import PLAYERS_HEAR_NOT
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Client, Program, later
from tests.support.live_game import come_back, move
from tests.support.live_server import Server
from tests.support.live_walk import all_expect, clocks, paired

# 6 seconds for each, and one more for each move.
QUICK = "0.1+1"


def telnet(runs: RunProgram, server: Server) -> Program:
    """
    A real telnet on a terminal of its own.
    """
    return runs("telnet", "127.0.0.1", str(server.port), pty=True)


def netcat(runs: RunProgram, server: Server) -> Program:
    """
    A real nc.
    """
    return runs("nc", "127.0.0.1", str(server.port))


@pytest.mark.seconds(90)
@ensureDeferred
async def test_two_telnets_and_an_nc_walk_through_all_of_it(
    server: Server, runs: RunProgram
) -> None:
    """
    Two are paired, play on the clock, talk, lose on time, want a rematch, offer, take
    back and resign; the third watches, is heard only by who wants to, and has the game
    reviewed.
    """
    lea, tom = telnet(runs, server), telnet(runs, server)
    zoe = netcat(runs, server)
    for newcomer, name in ((lea, "lea"), (tom, "tom"), (zoe, "zoe")):
        await newcomer.come_in(name)

    await lea.ask(f"play {QUICK}", f"You wait for an opponent, {QUICK} on the clock;")
    await lea.expect("lobby> ")
    assert f"  lea waits: play {QUICK}\n" in await tom.ask("seeks")
    assert "lea is waiting for somebody to play with." in await zoe.ask("who")
    tom.send(f"play {QUICK}")
    code, (first, second) = await paired(lea, tom)

    assert f": 7x6, {QUICK} on the clock, move 0\n" in await zoe.ask("games")
    shown = await zoe.ask("watch tom", f"watching, {first.name} to move> ")
    assert "You are watching room" in shown
    assert shown.count("| . | . | . | . | . | . | . |") == 6
    everybody: list[Client] = [first, second, zoe]
    began = await watched_and_heard(everybody)
    await lose_on_time(everybody, began)

    offered = f"You offer a rematch to {first.name}; cancel takes it back."
    await second.ask("rematch", offered)
    await first.expect(f"{second.name} wants a rematch: accept, or decline.")
    first.send("accept")
    await all_expect(everybody, "The game begins: 7 columns, 6 rows, four in a row,")
    await offers_and_the_end(everybody)
    score = {first.name: 0, second.name: 2}
    told = ", ".join(f"{name} {score[name]}" for name in told_order(zoe))
    await all_expect(everybody, f"Score: {told}.")

    await zoe.ask("leave", f"You no longer watch room {code}; you are in the lobby.")
    await reviewed(first, second, zoe, f"{code}.2")
    assert f"{code}.1  " in await zoe.ask("games")
    for client in (first, second):
        await client.ask("leave", f"You have left room {code}; you are in the lobby.")
    told = await zoe.ask("who")
    for client in everybody:
        assert f"{client.name} is in the lobby." in told
    for client in everybody:
        await client.ask("quit", "Goodbye!")
    zoe.end_input()
    for client in everybody:
        await client.screen.ended()


async def watched_and_heard(everybody: list[Client]) -> float:
    """
    Each moves once and all see it; then they talk, and it is the first one's move.
    Gives when that began, by the reactor.
    """
    from twisted.internet import reactor

    first, second, zoe = everybody
    await move(everybody, 0, 4)
    began = reactor.seconds()
    for told in await move(everybody, 1, 4):
        assert re.search(r"\w+ 0:0\d   \S+ \w+ 0:0\d   move 2\n", plain(told))
    first.send("say good luck")
    for client in (second, zoe):
        await client.expect(f"{first.name}: good luck\n")
        await client.expect("> ")
    unheard = await zoe.ask("say hello both")
    assert PLAYERS_HEAR_NOT in unheard
    await second.ask("set kibitz on", "kibitz is on now.")
    await second.expect("> ")
    zoe.send("say go on")
    await second.expect("zoe (watching): go on\n")
    await zoe.ask(f"tell {first.name} hurry up", f"Sent to {first.name}.")
    await first.expect("zoe (to you): hurry up\n")
    assert "(watching)" not in first.screen.transcript
    assert "hello both" not in second.screen.transcript
    left = await clocks(second)
    assert set(left) == {first.name, second.name}
    assert left[first.name] <= 6
    return float(began)


async def lose_on_time(everybody: list[Client], began: float) -> None:
    """
    Who has to move does not; the server says so to all when the time is up.
    """
    from twisted.internet import reactor

    first, second, _ = everybody
    end = f"{first.name} has run out of time. {second.name} wins on time."
    await all_expect(everybody, end)
    took = reactor.seconds() - began
    assert 5 <= took <= 10, took
    told = await first.ask("4")
    assert "This game is over; type rematch for another one, lobby to wait" in told


async def offers_and_the_end(everybody: list[Client]) -> None:
    """
    A rematch, in which the other side began: a draw is declined, moves are taken back,
    and who lost resigns again.
    """
    loser, winner, zoe = everybody
    turns = [winner, loser, zoe]
    await move(turns, 0, 4)
    await move(turns, 1, 4)
    offered = f"You offer a draw to {loser.name}; it stands until the others have"
    await winner.ask("draw", f"{offered} answered or moved.")
    await loser.expect(f"{winner.name} offers a draw: accept, decline, or just move on")
    await zoe.expect(f"{winner.name} offers a draw.\n")
    await loser.ask("decline", "You have declined.")
    declined = f"{loser.name} declines the draw; the game goes on."
    await all_expect([winner, zoe], declined)
    await move(turns, 0, 4)
    await loser.ask("undo", f"You ask {winner.name} to take that back;")
    await all_expect([winner, zoe], f"{loser.name} asks to take back 2 discs")
    winner.send("accept")
    taken = f"2 discs are taken back. It is {loser.name}'s move."
    await all_expect(everybody, taken)
    await move(turns, 1, 3)
    await move(turns, 0, 4)
    loser.send("resign")
    for client in everybody:
        await client.screen.search(
            rf"{loser.name} resigns\. {winner.name} wins by resignation\.\n"
        )


def told_order(client: Client) -> list[str]:
    """
    The players of the last game that was watched, in the order of their seats.
    """
    found = re.findall(
        r"(?m)^ \w{6}   X (\w+) .*?   O (\w+) ", client.screen.transcript
    )
    return list(found[-1])


def plain(told: str) -> str:
    """
    Without colours.
    """
    return re.sub(r"\x1b\[[0-9;]*m", "", told)


async def reviewed(first: Client, second: Client, zoe: Client, game: str) -> None:
    """
    The game 4, 3, 4, as a table and in sentences, and in both by who solves it.
    """
    zoe.send(f"review {game}")
    await zoe.expect(f"Game {game}, move by move;")
    table = await zoe.expect("lobby> ")
    await first.ask("set style text", "style is text now.")
    await first.expect("> ")
    first.send(f"review {game}")
    await first.expect(f"Game {game}, move by move;")
    aloud = await first.expect("> ")
    winner, loser = second.name, first.name
    if has_solver():
        assert f" 1. {winner}  column 4   best, wins in 21 moves\n" in table
        assert f" 2. {loser}  column 3   lost anyway, in 19 moves;" in table
        assert f" 3. {winner}  column 4   throws away a win, now a draw;" in table
        assert f"Move 1, {winner} in column 4: best, wins in 21 moves." in aloud
        assert f"Move 3, {winner} in column 4: throws away a win," in aloud
    else:
        assert "This server has no solver, so that " in table
        assert "Moves 1 to 3: not proven." in table


@ensureDeferred
async def test_somebody_is_asked_to_play_and_a_private_game_is_not_watched(
    server: Server, runs: RunProgram
) -> None:
    """
    A challenge is declined, or accepted and then called off before both have moved; a
    private room is closed to spectators.
    """
    lea, tom = telnet(runs, server), telnet(runs, server)
    zoe = netcat(runs, server)
    for client, name in ((lea, "lea"), (tom, "tom"), (zoe, "zoe")):
        await client.come_in(name)
    await lea.ask("match tom untimed", "tom is asked to play you, untimed,")
    await tom.screen.search(r"lea wants to play you, without a clock: accept lea,")
    await tom.ask("decline", "You have declined.")
    await lea.expect("tom does not want to play now; play finds somebody else.")
    await lea.ask("match tom", "tom is asked to play you, 3+2,")
    tom.send("accept lea")
    code, (first, _) = await paired(lea, tom)
    first.send("4")
    for client in (lea, tom):
        await client.expect(f"{first.name} drops in column 4.")
    first.send("abort")
    called_off = f"{first.name} has called the game off; it counts for nothing."
    await all_expect([lea, tom], called_off)
    for client in (lea, tom):
        await client.ask("leave", f"You have left room {code};")
    await lea.ask("create --private --clock=5+3", "You are ")
    refused = await zoe.ask("watch lea")
    assert refused.startswith("lea is in a private room, which only its players see;")
    assert "lea is waiting for a game in a private room." in await zoe.ask("who")
    assert "You are watching" not in zoe.screen.transcript


@ensureDeferred
async def test_a_kill_loses_no_clock_no_score_and_no_offer(
    start: StartServer, runs: RunProgram
) -> None:
    """
    The server is killed in a rematch on the clock, with a draw on offer: when both are
    back, the clocks have not run, the offer stands, and the score is as it was.
    """
    from twisted.internet import reactor

    server = await start()
    lea, tom = telnet(runs, server), telnet(runs, server)
    await lea.come_in("lea")
    await tom.come_in("tom")
    lea.send("play 5+3")
    await lea.expect("You wait for an opponent, 5+3 on the clock;")
    tom.send("play 5+3")
    _, (first, second) = await paired(lea, tom)
    await move([first, second], 0, 4)
    await move([first, second], 1, 4)
    first.send("resign")
    await all_expect([first, second], f"{second.name} wins by resignation.")
    first.send("rematch")
    await second.expect(f"{first.name} wants a rematch")
    second.send("rematch")
    for client in (first, second):
        await client.expect("this gives you the seat back: back ")
        await client.expect("> ")
    await move([second, first], 0, 4)
    await later(reactor, 2.2)
    await move([second, first], 1, 4)
    offered = f"You offer a draw to {first.name}; it stands until the others have"
    await second.ask("draw", f"{offered} answered or moved.")
    await first.expect(f"{second.name} offers a draw: ")
    before = await clocks(second)
    assert before[first.name] <= 5 * 60 + 1
    tokens = {client.name: client.token for client in (first, second)}
    await server.stop(signal.SIGKILL)
    await later(reactor, 2.5)

    server = await start(data=server.data)
    players = {}
    for name in (first.name, second.name):
        players[name] = telnet(runs, server)
        await players[name].come_in()
        assert " is at move 2." in await come_back(players[name], tokens[name])
    loser, winner = players[first.name], players[second.name]
    after = await clocks(winner)
    assert after[first.name] == before[first.name]
    assert 0 <= after[second.name] - before[second.name] <= 2
    loser.send("accept")
    await all_expect([loser, winner], "A draw, as agreed.")
    shown = loser.screen.transcript
    assert f"{winner.name} 1.5" in shown
    assert f"{loser.name} 0.5" in shown
    assert "Traceback" not in await server.stop()
