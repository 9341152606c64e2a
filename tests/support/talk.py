"""
Conversations without a wire: what each player says, and what comes back as text.
"""

from __future__ import annotations

import re
from random import Random

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.play.events import RoomCode
from connect4tx.play.updates import Update
from connect4tx.terminal.conversation import Conversation, Manners, Place
from tests.support.members import FakeMember, PlayCase, PlayWorld


class Talker(FakeMember):
    """
    A player with a conversation.

    :ivar crashes: the errors that the connection was told to crash with.
    """

    def __init__(self, name: str, world: PlayWorld, *, drill: bool) -> None:
        super().__init__(name, world.clock)
        self.place = Place()
        self.crashes: list[Exception] = []
        self.raw = b""
        self._world = world
        self._items: list[object] = []
        self._manners = Manners(
            house=world.house,
            rng=Random(5),
            clock=world.clock,
            drill=drill,
            tree=lambda: "the tree",
        )
        self.handle()

    def handle(self) -> None:
        """
        Begin a conversation, as a fresh action handler does.
        """
        self.conversation = Conversation(
            peer=self, place=self.place, manners=self._manners, say=self._hear
        )

    def _hear(self, data: bytes) -> None:
        self.raw += data

    def deliver(self, update: Update) -> None:
        super().deliver(update)
        self._items.append(update)

    def put(self, item: object) -> None:
        self._items.append(item)

    def crash(self, error: Exception) -> None:
        self.crashes.append(error)

    def sends(self, item: object) -> Deferred[None]:
        """
        Have the conversation take an item; fires when it has.
        """
        return Deferred.fromCoroutine(self.conversation.take(item))

    def news(self) -> str:
        """
        What was said since one last looked, with plain line ends.
        """
        self._world.settle()
        while self._items:
            self.sends(self._items.pop(0))
        data, self.raw = self.raw, b""
        return data.decode().replace("\r\n", "\n")

    def says(self, *lines: str) -> str:
        """
        Send lines, each when the one before is done; what comes of them.

        What has come before is read before.
        """
        self.news()
        told = ""
        for line in lines:
            failures: list[Failure] = []
            done = self.sends(line).addErrback(failures.append)
            told += self.news()
            if failures:
                failures[0].raiseException()
            if not done.called:
                raise AssertionError(f"{line!r} is not done")
        return told

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


class TalkCase(PlayCase):
    """
    Has players who talk.
    """

    drill = True

    def talker(self, name: str = "somebody") -> Talker:
        return Talker(name, self.world, drill=self.drill)

    def talkers(self, players: int = 2, *, playing: bool = False) -> list[Talker]:
        """
        The players of one room, by seat, who have read everything.
        """
        found = [self.talker(f"player-{seat}") for seat in range(players)]
        found[0].says(f"create --players={players}")
        for talker in found[1:]:
            talker.says(f"join {found[0].code}")
        if playing:
            found[0].says("play")
        for talker in found:
            talker.news()
        return found

    def opens_room(self, talker: Talker, line: str = "create") -> str:
        """
        Have a player open a room; its code as it was told.
        """
        told = talker.says(line)
        found = re.search(r"come in with: join (\w+)", told)
        assert found is not None, told
        return found[1]
