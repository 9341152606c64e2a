"""
Players at a live server who find each other, and what the clocks say.
"""

from __future__ import annotations

import re

from tests.support.live_client import Client

PAIRED = r"You play (\w+) in room (\w+), [^;]+; you are \S+\s+(.*?) moves? first\."


async def paired(*clients: Client) -> tuple[str, list[Client]]:
    """
    Wait until two have been brought to a game; gives its code, and who moves first.
    """
    codes, first = set(), []
    for client, other in zip(clients, reversed(clients), strict=True):
        found = await client.screen.search(PAIRED)
        assert found[1] == other.name
        codes.add(found[2])
        if found[3] == "You":
            first.append(client)
        await client.expect("> ")
    (code,), (one,) = codes, first
    return code, [one, *(client for client in clients if client is not one)]


async def all_expect(clients: tuple[Client, ...] | list[Client], text: str) -> None:
    """
    All of these are told something, up to the next prompt.
    """
    for client in clients:
        words = r"\s+".join(map(re.escape, text.split()))
        await client.screen.search(words)
        await client.expect("> ")


async def clocks(client: Client) -> dict[str, int]:
    """
    The whole seconds that each player has left, as one of them is told.
    """
    client.send("clock")
    found = await client.screen.search(r"(\w+) (\d+):(\d\d), (\w+) (\d+):(\d\d); it is")
    await client.expect("> ")
    left = [int(found[n]) * 60 + int(found[n + 1]) for n in (2, 5)]
    return {found[1]: left[0], found[4]: left[1]}
