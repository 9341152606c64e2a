"""
Scripted games between two connections each, one after the other without an end.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from time import perf_counter

from benchmarks.crowd import COME_IN, PROMPT, Unexpected, connect, hear
from benchmarks.window import Peers, Times

_DROPS = b" drops in column "
_MARKS = (_DROPS, b"The game begins", b"Ready for another game")
_YOUR_MOVE = b"your move (1-7)> "
_OTHERS_MOVE = b" to move> "
_OVER = b"game over> "
_CODE = re.compile(rb"join (\w+)")


class Game:
    """
    What two players share.

    :ivar ply: how many discs of the script have been sent.
    :ivar code: the prompt of the room between games.
    :ivar heard: how many players have the latest message that both get.
    """

    __slots__ = ("code", "heard", "number", "ply", "script", "scripts")

    def __init__(
        self, code: bytes, scripts: Sequence[list[bytes]], number: int
    ) -> None:
        self.code = code + PROMPT
        self.scripts = scripts
        self.number = number
        self.heard = 0
        self.next_script()

    def next_script(self) -> None:
        self.number += 1
        self.script = self.scripts[self.number % len(self.scripts)]
        self.ply = 0


class Player:
    """
    One connection: drops a disc when it is asked to, counts, and believes nothing.

    :ivar sent_at: when the move was sent whose own board has not come; 0.0 if it has.
    """

    __slots__ = ("game", "moved_at", "opponent", "send", "sent_at", "tail", "times")

    opponent: Player

    def __init__(self, peer: socket.socket, game: Game, times: Times) -> None:
        self.send = peer.send
        self.game = game
        self.times = times
        self.tail = b""
        self.sent_at = 0.0
        self.moved_at = 0.0

    def told(self, data: bytes, now: float) -> None:
        """
        Take what came, once it is whole, and do what its last prompt asks for.
        """
        if self.tail:
            data = self.tail + data
        if not data.endswith(PROMPT):
            self.tail = data
            return
        self.tail = b""
        drops = data.count(_DROPS)
        if data.count(PROMPT) != drops:
            self._check(data)
        if self.sent_at:
            self.times.own.append(now - self.sent_at)
            self.sent_at = 0.0
            drops -= 1
        if drops > 0:
            self.times.opponent.append(now - self.opponent.moved_at)
        if data.endswith(_YOUR_MOVE):
            self._move(data)
        elif not data.endswith(_OTHERS_MOVE):
            self._between_games(data)

    def _check(self, data: bytes) -> None:
        """
        Each message that may come has one mark and one prompt.
        """
        if data.count(PROMPT) != sum(map(data.count, _MARKS)):
            raise Unexpected(f"The server said {data[-700:].decode()}")

    def _move(self, data: bytes) -> None:
        game = self.game
        if game.ply >= len(game.script):
            raise Unexpected(f"A game goes on after its end: {data.decode()}")
        line = game.script[game.ply]
        game.ply += 1
        self.sent_at = self.moved_at = perf_counter()
        self.send(line)

    def _between_games(self, data: bytes) -> None:
        """
        When both know it, the second to know asks for the next thing.
        """
        game = self.game
        if data.endswith(_OVER):
            if game.ply != len(game.script):
                raise Unexpected(f"A game ended before its end: {data.decode()}")
            line = b"lobby\r\n"
        elif data.endswith(game.code):
            line = b"play\r\n"
        else:
            raise Unexpected(f"An unknown prompt: {data.decode()}")
        game.heard += 1
        if game.heard == 2:
            game.heard = 0
            if line == b"play\r\n":
                game.next_script()
            self.send(line)


def seat(port: int, count: int, scripts: Sequence[list[bytes]]) -> Peers:
    """
    Rooms with two players each, who have just begun to play.
    """
    times = Times()
    peers = Peers(times)
    players = [connect(port) for _ in range(2 * count)]
    peers.own(*players)
    for player in players:
        player.sendall(COME_IN)
    for player in players:
        hear(player)
    pairs = zip(players[::2], players[1::2], strict=True)
    for number, (host, guest) in enumerate(pairs):
        code = _CODE.search(_ask(host, b"create"))[1]
        _ask(guest, b"join " + code)
        hear(host)
        game = Game(code, scripts, number)
        first, second = Player(host, game, times), Player(guest, game, times)
        first.opponent, second.opponent = second, first
        peers.serve(host, first.told)
        peers.serve(guest, second.told)
        first.send(b"play\r\n")
    return peers


def _ask(peer: socket.socket, line: bytes) -> bytes:
    peer.sendall(line + b"\r\n")
    return hear(peer)
