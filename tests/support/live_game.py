"""
Games at a live server: opening a room, sitting down, moving.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.support.live_client import Client
from tests.support.live_server import Server

# The symbols of the seats, and how they look to one who can be shown discs.
SYMBOLS, DISCS = "XOAB", "●○AB"
# A game that fills the board without four in a row.
DRAW = "257771314744647214154617633623313656555222"

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TOP = r"  (?:\+(?:---\+)+|┌(?:───┬)*───┐)\n"
BOTTOM = r"  (?:\+(?:---\+)+|└(?:───┴)*───┘)\n"
AS_ASCII = str.maketrans("│·●○<>", "|.XO##")


async def open_room(client: Client, options: str = "") -> str:
    """
    Open a room; gives its code.
    """
    client.send(f"create {options}".rstrip())
    found = await client.screen.search(r"come in with: join (\w+)\s")
    return found[1]


async def seat(*clients: Client, options: str = "") -> str:
    """
    Seat all of these in a new room, in this order; gives its code.
    """
    code = await open_room(clients[0], f"{options} --players={len(clients)}")
    for number, client in enumerate(clients[1:], 1):
        client.send(f"join {code}")
        await client.expect("You have joined room")
        for other in clients[:number]:
            disc = f"[{SYMBOLS[number]}{DISCS[number]}]"
            await other.screen.search(rf"{client.name} \({disc}\) has joined")
    return code


async def begin(*clients: Client) -> None:
    """
    Begin the game in the room where these sit.
    """
    clients[0].send("play")
    for client in clients:
        await client.expect("The game begins")
        await client.expect("> ")


async def game(server: Server, players: int = 2, options: str = "") -> list[Client]:
    """
    A game that has just begun, over plain connections.
    """
    clients: list[Client] = [await server.player() for _ in range(players)]
    await seat(*clients, options=options)
    await begin(*clients)
    return clients


async def move(clients: Sequence[Client], mover: int, column: int) -> list[str]:
    """
    One moves; gives what each was shown, up to the next prompt.
    """
    clients[mover].send(str(column))
    shown = []
    for client in clients:
        told = f"{clients[mover].name} drops in column {column}."
        shown.append(await client.expect(told) + await client.expect("> "))
    return shown


async def moves(clients: Sequence[Client], columns: str) -> list[str]:
    """
    Play these columns in turn, from the first client on; gives the last that was shown.
    """
    shown: list[str] = []
    for number, column in enumerate(columns):
        shown = await move(clients, number % len(clients), int(column))
    return shown


def boards(transcript: str) -> list[str]:
    """
    Every board in what a player was shown; one in colour, with boxes and discs, as it
    is in ASCII.
    """
    transcript = COLOUR.sub("", transcript)
    found = re.findall(rf"{TOP}((?:  [|│].*\n)+){BOTTOM}", transcript)
    return [board.translate(AS_ASCII) for board in found]


async def insist(clients: Sequence[Client], mover: int, column: str) -> int:
    """
    One moves, again and again while that cannot be recorded; gives how often not.
    """
    refused = 0
    done = f"{clients[mover].name} drops in column {column}."
    while True:
        clients[mover].send(column)
        found = await clients[mover].screen.search(
            rf"{re.escape(done)}|it could not be recorded; nothing is lost"
        )
        if found[0] == done:
            break
        refused += 1
        await clients[mover].expect("> ")
    for client in clients:
        if client is not clients[mover]:
            await client.expect(done)
    return refused


async def come_back(client: Client, token: str) -> str:
    """
    Take a seat back in a game that is on; gives what is shown, up to the prompt.
    """
    client.send(f"back {token}")
    found = await client.screen.search(r"Welcome back, (\S+): the game in room \w+ is ")
    client.name = found[1]
    return found[0] + await client.expect("> ")


async def code_of(client: Client) -> str:
    """
    The code of the room where this one sits.
    """
    client.send("create")
    found = await client.screen.search(r"You are in room (\w+) already")
    await client.expect("> ")
    return found[1]
