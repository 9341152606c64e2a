"""
Conversations without a wire: what each player says, and what comes back as text.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.play.events import RoomCode
from connect4tx.play.state import RoomState
from connect4tx.play.updates import Update
from connect4tx.terminal.conversation import Conversation
from connect4tx.terminal.items import ClientKnown
from connect4tx.terminal.pairing import Seated
from connect4tx.terminal.place import Manners, Place
from connect4tx.terminal.views import Client, View, Wishes
from tests.support.members import FakeMember, PlayCase, PlayWorld

# Of the players of one room, by seat.
NAMES = ("ann", "bob", "carl", "dan")


class Talker(FakeMember):
    """
    A player with a conversation, who is greeted and has a name, unless it is empty.

    :ivar crashes: the errors that the connection was told to crash with.
    :ivar obliging: whether the client does what telnet asks of it.
    :ivar asked: what the connection was asked to do, in order.
    """

    def __init__(
        self, name: str, world: PlayWorld, *, drill: bool, lang: str = "en"
    ) -> None:
        self.place = Place(Wishes(lang=lang), greeted=bool(name))
        super().__init__(name or world.house.new_player(), world.clock)
        self.name = name
        self.crashes: list[Exception] = []
        self.obliging = True
        self.asked: list[tuple[str, bool]] = []
        self.raw = b""
        self.address = "local"
        self._world = world
        self._items: list[object] = []
        self._manners = Manners(
            house=world.house,
            rng=Random(5),
            clock=world.clock,
            wishes=Wishes(lang=lang),
            drill=drill,
            tree=lambda: "the tree",
            crash_journal=lambda error: world.root.child("journal").fail(
                Failure(error)
            ),
        )
        if name:
            refused = world.house.names.take(name, self.process)
            assert refused is None, refused
            world.house.people.enter(self)
        self.handle()

    @property
    def name(self) -> str:
        return self.place.name

    @name.setter
    def name(self, name: str) -> None:
        self.place.name = name

    @property
    def token(self) -> str:
        return self.place.token

    @token.setter
    def token(self, token: str) -> None:
        self.place.token = token

    def handle(self) -> None:
        """
        Begin a conversation, as a fresh action handler does.
        """
        self.conversation = Conversation(
            peer=self, place=self.place, manners=self._manners, say=self._hear
        )

    def _hear(self, data: bytes) -> None:
        self.raw += data

    def seated(self, state: RoomState, seat: int) -> None:
        super().seated(state, seat)
        self.place.enter(state, seat)
        self._items.append(Seated(state, seat, self.place.token))

    def deliver(self, update: Update) -> None:
        super().deliver(update)
        self._items.append(update)

    def put(self, item: object) -> None:
        self._items.append(item)

    def crash(self, error: Exception) -> None:
        self.crashes.append(error)

    async def switch_keys(self, on: bool) -> bool:
        self.asked.append(("keys", on))
        return self.obliging

    async def hide_input(self, on: bool) -> bool:
        self.asked.append(("hide", on))
        return self.obliging

    def sends(self, item: object) -> Deferred[None]:
        """
        Have the conversation take an item; fires when it has.
        """
        return Deferred.fromCoroutine(self.conversation.take(item))

    def heard(self) -> bytes:
        """
        What was said since one last looked, as it goes to the wire.
        """
        self._world.settle()
        while self._items:
            self.sends(self._items.pop(0))
        data, self.raw = self.raw, b""
        return data

    def news(self) -> str:
        """
        The same as text, with plain line ends.
        """
        return self.heard().decode().replace("\r\n", "\n")

    def says(self, *lines: str) -> str:
        """
        Send lines, each when the one before is done; what comes of them.

        What has come before is read before.
        """
        self.news()
        return "".join(map(self._line, lines))

    def _line(self, line: object) -> str:
        failures: list[Failure] = []
        done = self.sends(line).addErrback(failures.append)
        told = self.news()
        if failures:
            failures[0].raiseException()
        if not done.called:
            raise AssertionError(f"{line!r} is not done")
        return told

    def meets(self, client: Client) -> str:
        """
        Say what the client is; what comes of it, the first time the greeting.
        """
        self.put(ClientKnown(client))
        return self.news()

    def wishes(self, **wishes: Any) -> None:
        """
        Have everything set so, without a word about it.
        """
        self.place.wishes = Wishes(**wishes)
        self.conversation.look_again()

    @property
    def view(self) -> View:
        """
        How the player sees things.
        """
        return self.conversation.view

    @property
    def code(self) -> RoomCode:
        """
        The code of the room where the player is.
        """
        assert self.place.room is not None
        return self.place.room.code

    @property
    def prompt(self) -> str:
        return self.conversation.prompt()


def told_token(talker: Talker) -> str:
    """
    How a player is told the token.
    """
    gives_back = "Should your connection drop, this gives you the seat back"
    return f"{gives_back}: back {talker.token}"


class TalkCase(PlayCase):
    """
    Has players who talk.
    """

    drill = True

    def talker(self, name: str = "ann") -> Talker:
        return Talker(name, self.world, drill=self.drill)

    def stranger(self) -> Talker:
        """
        A player who has neither been greeted nor has a name.
        """
        return Talker("", self.world, drill=self.drill)

    def talkers(self, players: int = 2, *, playing: bool = False) -> list[Talker]:
        """
        The players of one room, by seat, who have read everything.
        """
        found = [self.talker(name) for name in NAMES[:players]]
        found[0].says(f"create --players={players}")
        for talker in found[1:]:
            talker.says(f"join {found[0].code}")
        if playing:
            found[0].says("play")
        for talker in found:
            talker.news()
        return found

    def game(self, *columns: int, players: int = 2) -> list[Talker]:
        """
        The players of a game in which these columns, from 1, were played by turns;
        they have read everything.
        """
        found = self.talkers(players, playing=True)
        for ply, column in enumerate(columns):
            found[ply % players].says(str(column))
        for talker in found:
            talker.news()
        return found

    def comes_back(self, gone: Talker, *, json: bool = False) -> Talker:
        """
        Have a player come back over another connection, who has read everything.
        """
        talker = self.stranger()
        talker.meets(Client())
        if json:
            talker.says("mode json", f'{{"cmd": "back", "token": "{gone.token}"}}')
        else:
            talker.says(f"back {gone.token}")
        return talker

    def wait(self, seconds: float) -> None:
        """
        Let time go by.
        """
        self.world.clock.advance(seconds)
        self.world.settle()

    def opens_room(self, talker: Talker, line: str = "create") -> str:
        """
        Have a player open a room; its code as it was told.
        """
        told = talker.says(line)
        found = re.search(r"come in with: join (\w+)", told)
        assert found is not None, told
        return found[1]
