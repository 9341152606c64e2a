"""
A player that drops discs at random, over JSON lines.

``json_bot.py HOST PORT`` opens a room and prints its code; ``json_bot.py HOST PORT
CODE`` takes a seat there.  Without arguments it starts a server of its own and plays a
game against itself.
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import Any

# The columns that were played, a digit each, and who won; None in a draw.
Game = tuple[str, str | None]


def play(host: str, port: int, code: str, tell: Callable[[str], object]) -> Game:
    """
    Play one game, and act on nothing but what comes.

    :param code: of the room to join; without one, a room is opened and its code told.
    """
    with socket.create_connection((host, port)) as wire, wire.makefile("rb") as lines:

        def send(cmd: str, **fields: object) -> dict[str, Any]:
            request = {"id": cmd, "cmd": cmd, **fields}
            wire.sendall(json.dumps(request).encode() + b"\n")
            return request

        wire.sendall(b"mode json\n")
        last = send("join", room=code) if code else send("create")
        me, columns = "", [1]
        for line in lines:
            told: Any = json.loads(line) if line.startswith(b"{") else {}
            told |= told.get("game", {})
            me, columns = told.get("you", me), told.get("open") or columns
            match told:
                case {"error": "journal_down" | "handler_crashed"}:
                    time.sleep(0.5)
                    send(**last)
                case {"re": "create" | "join", "error": _, "message": why}:
                    raise SystemExit(why)
                case {"moves": moves, "winner": winner}:
                    return moves, winner
                case {"end": {"moves": moves, "winner": winner}}:
                    return moves, winner
                case {"status": "lobby", "room": room, "seats": seats}:
                    if not code:
                        tell(code := room)
                    if None not in seats:
                        last = send("play")
                case {"event": "join", "missing": 0}:
                    last = send("play")
                case {"turn": turn} if turn == me:
                    last = send("move", col=random.choice(columns))
                case {"event": "closed"}:
                    break
    raise EOFError("the room or the connection is no more")


def rehearse() -> Game:
    """
    A game of two of us, on a server of our own.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    endpoint = f"tcp:{port}:interface=127.0.0.1"
    twistd = [sys.executable, "-m", "twisted", "connect4", "--listen", endpoint]
    codes: Queue[str] = Queue()
    with ThreadPoolExecutor() as threads:
        server = subprocess.Popen(twistd, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            host = threads.submit(play, "127.0.0.1", port, "", codes.put)
            code = codes.get(timeout=20)
            guest = threads.submit(play, "127.0.0.1", port, code, print)
            games = host.result(timeout=20), guest.result(timeout=20)
        finally:
            server.terminate()
            server.wait()
    if games[0] != games[1]:
        raise AssertionError(f"two records of one game: {games}")
    return games[0]


def wait_for(port: int) -> None:
    """
    Wait for a server that is just starting.
    """
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError("the server does not start")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _, host, port, *code = sys.argv
        print(*play(host, int(port), "".join(code), print))
    else:
        print(*rehearse())
