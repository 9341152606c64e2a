"""
Bots that play each other in JSON mode, come back when the server does, and remember
every move that they were told of.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.crowd import STALL_SECONDS
from connect4tx.game.record import DIGITS

_NO_ANSWERS = b"\xff\xfc\x18\xff\xfc\x1f"

Told = dict[str, Any]


@dataclass(slots=True)
class Game:
    """
    The one game of a room, as far as any bot has been told.

    :ivar life: of the server, by number, in which it was seen to begin; 0 for not.
    :ivar moves: the longest record that anybody has seen.
    :ivar checked: how many bots have compared its record with their own.
    """

    room: str
    life: int = 0
    moves: str = ""
    checked: int = 0


@dataclass(slots=True)
class Tally:
    """
    What was seen, and what should not have been.

    :ivar life: the number of the server that runs now.
    :ivar began_at: when its process was started.
    :ivar resumed_at: when the first move in an older game was seen.
    :ivar seen: how many moves the bots were told of, each by each of them.
    """

    life: int = 0
    began_at: float = 0.0
    resumed_at: float = 0.0
    seen: int = 0
    finished: int = 0
    games: dict[str, Game] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def game(self, room: str) -> Game:
        return self.games.setdefault(room, Game(room))


class Pair:
    """
    Two bots who play one game after the other, each in a room of its own.

    :ivar offered: the room in which the host waits for the guest.
    :param goes_on: whether another game is to begin.
    """

    def __init__(
        self, number: int, *, rng: Random, tally: Tally, goes_on: Callable[[], bool]
    ) -> None:
        self.offered: Game | None = None
        self.done = False
        self._goes_on = goes_on
        # Of addresses of their own, as wrong tokens are counted by these.
        address = f"127.{1 + number // 200}.{1 + number % 200}."
        self.host = Bot(self, f"host{number:04}", f"{address}1", rng, tally)
        self.guest = Bot(self, f"mate{number:04}", f"{address}2", rng, tally)

    def next(self) -> None:
        """
        Have those who are free take seats for another game.
        """
        for bot in (self.host, self.guest):
            if bot.game is None and (self._goes_on() or self.offered is not None):
                bot.sit_down()
        are_free = self.host.game is None and self.guest.game is None
        self.done = are_free and not self._goes_on()


class Bot:
    """
    One player: does what the last line asks for, and believes nothing.

    :ivar seen: the record of the present game, as this one was told it.
    :ivar is_over: whether that game has ended; its record is compared then.
    :ivar seated: whether this connection has the seat.
    """

    def __init__(
        self, pair: Pair, name: str, address: str, rng: Random, tally: Tally
    ) -> None:
        self.peer: socket.socket | None = None
        self.game: Game | None = None
        self._pair = pair
        self._name = name
        self._address = address
        self._rng = rng
        self._tally = tally
        self._tail = b""
        self._token = ""
        self._symbol = ""
        self._forget()

    def _forget(self) -> None:
        self.game = None
        self.seated = False
        self.is_over = False
        self.seen = ""
        self._token = ""
        self._sent = (-1, "")
        self._sits_down = False

    # -- the connection ----------------------------------------------------------

    def connect(self, port: int) -> socket.socket:
        """
        Connect, and go on where the server that was killed left one.

        :raises OSError: when there is no server again.
        """
        self._tail = b""
        self.seated = False
        self._sent = (-1, "")
        self._sits_down = False
        self.peer = socket.create_connection(
            ("127.0.0.1", port), STALL_SECONDS, (self._address, 0)
        )
        self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.peer.setblocking(False)
        self._write(_NO_ANSWERS + b"mode json\r\n")
        if self._token and not self.is_over:
            self._ask("back", token=self._token)
        else:
            self._ask("name", name=self._name)
            if self.is_over:
                self._show()
            else:
                self._pair.next()
        return self.peer

    def disconnect(self) -> None:
        """
        The server is gone.
        """
        if self.peer is not None:
            self.peer.close()
        self.peer = None
        self.seated = False

    def _write(self, data: bytes) -> None:
        try:
            if self.peer is not None:
                self.peer.send(data)
        except OSError:
            # It was killed; what is still to be read tells so, too.
            return

    def _ask(self, verb: str, **fields: object) -> None:
        request = {"id": verb, "cmd": verb, **fields}
        self._write(json.dumps(request).encode() + b"\r\n")

    def told(self, data: bytes) -> None:
        """
        Take what came.
        """
        *lines, self._tail = (self._tail + data).split(b"\n")
        for line in lines:
            if line.startswith(b"{"):
                told = json.loads(line)
                event = told.get("event")
                if event is None:
                    self._answered(told.get("re"), told)
                elif event in _EVENTS:
                    _EVENTS[event](self, told)
                elif event not in _NO_MATTER:
                    self._trouble(told)

    def _trouble(self, told: object) -> None:
        room = "" if self.game is None else self.game.room
        self._tally.trouble.append(f"{self._name} in {room}: {told}")

    # -- taking a seat -----------------------------------------------------------

    def sit_down(self) -> None:
        """
        Open a room, or join the other's as soon as that is possible.
        """
        pair = self._pair
        if self.peer is None or self._sits_down:
            return
        if self is pair.host:
            self._sits_down = True
            self._ask("create")
        elif pair.offered is not None and pair.host.seated:
            self._sits_down = True
            self._ask("join", code=pair.offered.room)

    def _answered(self, request: str | None, told: Told) -> None:
        if request in {"create", "join", "back"}:
            if "error" in told:
                self._not_seated(request, told)
            else:
                self._seated(request, told["game"], told["token"])
        elif request == "move":
            self._moved(told)
        elif request == "show":
            self._compare(told)
        elif request == "leave":
            self._free()
        elif request == "play":
            if told.get("error") not in _NOT_YET:
                self._trouble(told)
        elif "error" in told:
            self._trouble(told)

    def _seated(self, request: str, game: Told, token: str) -> None:
        pair = self._pair
        self.game = self._tally.game(game["room"])
        self.seated = True
        self._token = token
        self._symbol = game["you"]
        names = [seat["name"] for seat in game["seats"] if seat is not None]
        if self._name not in names:
            self._trouble(f"is among {names}")
        if self is pair.host and game["status"] != "over":
            pair.offered = self.game
            pair.next()
        if game["status"] == "lobby":
            # In this life, the answer may just be older than what the other has read.
            if 0 < self.game.life < self._tally.life:
                self._tally.lost.append(f"{self.game.room} is not begun any more")
            self._begin_game()
        elif game["status"] == "playing":
            self._go_on(game)
        elif request == "back" and game["status"] == "over":
            # It has ended meanwhile, and the seat is kept for a rematch.
            self._hear_end(game)
        else:
            self._trouble(f"{request} to a game that is {game['status']}")

    def _not_seated(self, request: str, told: Told) -> None:
        if request == "back" and told["error"] == "no_such_token":
            # As it should be when the game has ended meanwhile.
            self._ask("name", name=self._name)
            self._show()
        else:
            self._trouble(told)

    def _begin_game(self, _: object = None) -> None:
        """
        Have the game begin, if all are here.
        """
        if self is self._pair.host and self.seated and not self.seen:
            self._ask("play")

    # -- playing -----------------------------------------------------------------

    def _go_on(self, told: Told) -> None:
        """
        Be told the whole game.
        """
        if self.game is None or told["status"] != "playing":
            return
        self.game.life = self.game.life or self._tally.life
        self._learn(told["moves"])
        if told["turn"] == self._symbol:
            self._drop(told["open"])

    def _learn(self, moves: str) -> None:
        """
        Know these moves, among which all must be that were known before.
        """
        if self.game is None:
            return
        if not moves.startswith(self.seen):
            self._tally.missing.append(f"{self.game.room}: {self.seen}, now {moves}")
        self._tally.seen += max(0, len(moves) - len(self.seen))
        self.seen = moves
        if moves.startswith(self.game.moves):
            self.game.moves = moves
        elif not self.game.moves.startswith(moves):
            self._tally.differing.append(
                f"{self.game.room}: {self.game.moves} and {moves}"
            )

    def _drop(self, choices: list[int]) -> None:
        column = self._rng.choice(choices)
        self._sent = (len(self.seen), DIGITS[column - 1])
        self._ask("move", col=column)

    def _moved(self, told: Told) -> None:
        """
        The move is acknowledged, from now on it must not be lost.
        """
        if "error" in told:
            self._trouble(told)
            return
        ply, digit = self._sent
        if ply == len(self.seen):
            self._learn(self.seen + digit)

    def _hear_move(self, told: Told) -> None:
        ply, digit = told["ply"], DIGITS[told["col"] - 1]
        if ply == len(self.seen) + 1:
            self._learn(self.seen + digit)
        elif ply > len(self.seen) or self.seen[ply - 1] != digit:
            self._trouble(f"has {self.seen} and hears {told}")
        tally = self._tally
        if not tally.resumed_at and self.game and self.game.life < tally.life:
            tally.resumed_at = perf_counter()
        if told["turn"] == self._symbol:
            self._drop(told["open"])

    # -- after the end -----------------------------------------------------------

    def _hear_end(self, told: Told) -> None:
        self._learn(told["moves"])
        self._show()

    def _show(self) -> None:
        self.is_over = True
        if self is self._pair.host:
            self._pair.offered = None
        if self.game is not None:
            self._ask("show", game=self.game.room)

    def _compare(self, told: Told) -> None:
        """
        Hold what the server has kept of the game against what was seen of it.
        """
        game = self.game
        if game is None:
            return
        if "record" not in told:
            self._tally.lost.append(f"{game.room}, {self.seen}: {told}")
        else:
            self._learn(told["record"]["moves"])
            game.checked += 1
            self._tally.finished += game.checked == 2
        if self.seated:
            self._ask("leave")
        else:
            self._free()

    def _free(self) -> None:
        self._forget()
        self._pair.next()

    def _take_token(self, told: Told) -> None:
        self._token = told["token"]


_EVENTS: dict[str, Callable[[Bot, Told], None]] = {
    "game": Bot._go_on,
    "move": Bot._hear_move,
    "end": Bot._hear_end,
    "token": Bot._take_token,
    "join": Bot._begin_game,
    "back": Bot._begin_game,
}
# Who is away or has left says so by coming back, or is free.
_NO_MATTER = frozenset({"away", "leave", "grace"})
_NOT_YET = frozenset({None, "needs_players", "player_away", "game_runs"})
