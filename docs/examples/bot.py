"""
A player that drops discs at random: ``bot.py HOST PORT CODE`` joins a room.

Without arguments it starts a server of its own and plays a game against itself.
"""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import threading
import time

# The prompt is the last thing that the server sends before it waits.
PROMPT = re.compile(r"(?:^|\n)([^\n]*)> $")
MY_MOVE = re.compile(r"your move \(1-(\d+)\)")
FULL = re.compile(r"Column \d+ is full; open: ([\d ]+)\.")


class Bot:
    """
    One connection: sends lines, and reads on until the server waits.
    """

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=30)

    def read(self) -> tuple[str, str]:
        """
        What the server says up to its next prompt, and that prompt.
        """
        said = b""
        while True:
            received = self.socket.recv(4096)
            if not received:
                raise EOFError("the server has closed the connection")
            said += received
            text = said.decode("utf-8", "replace").replace("\r\n", "\n")
            prompt = PROMPT.search(text)
            if prompt:
                return text, prompt[1]

    def send(self, line: str) -> None:
        self.socket.sendall(line.encode() + b"\n")

    def play(self) -> str:
        """
        Play until the game is over, then leave; what was said last.
        """
        with self.socket:
            while True:
                text, prompt = self.read()
                mine = MY_MOVE.fullmatch(prompt)
                full = FULL.search(text)
                if prompt == "game over":
                    return text
                if mine and full:
                    self.send(random.choice(full[1].split()))
                elif mine:
                    self.send(str(random.randint(1, int(mine[1]))))


def join(host: str, port: int, code: str) -> str:
    """
    Join a room and begin its game, if nobody else does.
    """
    bot = Bot(host, port)
    bot.read()
    bot.send(f"join {code}")
    bot.read()
    bot.send("play")
    return bot.play()


def rehearse() -> str:
    """
    A game of two of us, on a server of our own.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    endpoint = f"tcp:{port}:interface=127.0.0.1"
    twistd = [sys.executable, "-m", "twisted", "connect4", "--listen", endpoint]
    server = subprocess.Popen(twistd, stdout=subprocess.DEVNULL)
    try:
        host = host_when_up(port)
        host.read()
        host.send("create")
        opened = re.search(r"join (\w+)", host.read()[0])
        assert opened
        guest = threading.Thread(target=join, args=("127.0.0.1", port, opened[1]))
        guest.start()
        end = host.play()
        guest.join()
        return end
    finally:
        server.terminate()
        server.wait()


def host_when_up(port: int) -> Bot:
    """
    A connection to a server that is just starting.
    """
    for _ in range(100):
        try:
            return Bot("127.0.0.1", port)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError("the server does not start")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(join(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
    else:
        print(rehearse())
