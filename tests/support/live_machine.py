"""
A program at a live server: objects on lines, both ways.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.support.live_client import Client
from tests.support.live_server import Server


class Machine:
    """
    A client in JSON mode.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, **request: object) -> None:
        """
        Send an object.
        """
        self.client.send(json.dumps(request))

    async def told(self) -> dict[str, Any]:
        """
        The next object.
        """
        found = await self.client.screen.search(r"\A(.*)\n")
        told: dict[str, Any] = json.loads(found[1])
        return told

    async def told_until(self, **fields: object) -> list[dict[str, Any]]:
        """
        All objects up to one with these fields.
        """
        found = [await self.told()]
        while not fields.items() <= found[-1].items():
            found.append(await self.told())
        return found

    async def ask(self, **request: object) -> dict[str, Any]:
        """
        The next object after a request.
        """
        self.send(**request)
        return await self.told()


async def machine(server: Server, runs: Callable[..., Client]) -> Machine:
    """
    An nc in JSON mode.
    """
    client = runs("nc", "127.0.0.1", str(server.port))
    client.send("mode json")
    found = await client.screen.search(r"\n(\{.*\})\n")
    agreed = json.loads(found[1])
    assert (agreed["ok"], agreed["protocol"], agreed["name"]) == (True, 1, None)
    return Machine(client)
