"""
Players who know where they are, as their conversations would, and are there only once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from connect4tx.play.events import RoomClosed, RoomCode
from connect4tx.play.house import House
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Room, RoomCrashed
from connect4tx.play.state import RoomState
from connect4tx.play.tokens import key_of
from connect4tx.play.updates import RoomLost, RoomRestored, SeatTaken, Update
from tests.support.any_world import AnyWorld
from tests.support.members import FakeMember

# After which a player is in a room no longer.
_LAST = (RoomClosed, RoomLost, SeatTaken)
_GONE = {Reason.NOT_IN_ROOM, Reason.NO_SUCH_ROOM}


class AnyPlayer(FakeMember):
    """
    A connection that knows the room where it is.

    :ivar room: as it was told last; None in the lobby.
    :ivar seat: -1 for one who watches.
    :ivar busy: whether something was asked for that is not answered yet.
    :ivar in_doubt: whether the room crashed before it could say what came of it.
    """

    def __init__(self, name: str, world: AnyWorld) -> None:
        super().__init__(world.house.new_player(), world.clock)
        self.name = name
        self._meeting = world.house.meeting
        self.room: RoomState | None = None
        self.seat = -1
        self.busy = False
        self.in_doubt = False

    @property
    def is_seated(self) -> bool:
        return self.room is not None and self.seat >= 0

    @property
    def is_watching(self) -> bool:
        return self.room is not None and self.seat < 0

    def seated(self, state: RoomState, seat: int) -> None:
        self.room, self.seat, self.in_doubt = state, seat, False

    def deliver(self, update: Update) -> None:
        seat = update.after.seat_of(self.player)
        if self.room is None and seat >= 0 and type(update.happening) is RoomRestored:
            # The room crashed before it could say that the seat was taken.
            self._meeting.withdraw(self.player)
            self.seated(update.after, seat)
        if self.room is None or self.room.code != update.after.code:
            return
        self.room = update.after
        if isinstance(update.happening, _LAST):
            self.room = None

    # -- what commands do, as in connect4tx.terminal.actions -----------------------

    async def enter(self, house: House, ask: Callable[[], Awaitable[Any]]) -> Any:
        """
        Take a seat, unless one is being found already.
        """
        if not house.meeting.begin(self):
            return rejected(Reason.BEING_SEATED)
        try:
            answer = await ask()
        finally:
            house.meeting.end(self)
        if isinstance(answer, RoomState):
            self._be_seated(house, answer)
        return answer

    async def come_back(self, house: House, token: str) -> Any:
        """
        Take a seat back.
        """
        key = key_of(token)

        async def asked() -> Any:
            room = await house.lobby.room_of(key)
            if isinstance(room, Rejected):
                return room
            # If the room crashes now, the seat may be theirs all the same.
            self.token = token
            return await room.come_back(self, self.name, key)

        return await self.enter(house, asked)

    def _be_seated(self, house: House, state: RoomState) -> None:
        if self.is_watching:
            self.stop_watching(house)
        house.meeting.withdraw(self.player)
        self.seated(state, state.seat_of(self.player))

    def stop_watching(self, house: House) -> None:
        """
        Look on no longer.
        """
        room = None if self.room is None else house.rooms.up(self.room.code)
        if room is not None:
            room.unwatch(self.player)
        self.room = None

    async def watch(self, house: House, code: RoomCode) -> Any:
        """
        Look on at a room.
        """
        if not house.meeting.begin(self):
            return rejected(Reason.BEING_SEATED)
        try:
            room = await house.rooms.find(code)
        finally:
            house.meeting.end(self)
        if room is None:
            return rejected(Reason.NO_SUCH_ROOM)
        watched = room.watch(self)
        if isinstance(watched, RoomState):
            if self.room is not None and self.room.code != code:
                self.stop_watching(house)
            house.meeting.withdraw(self.player)
            self.seated(watched, -1)
        return watched

    async def ask(self, house: House, do: Any, *arguments: Any) -> Any:
        """
        Have something done in the room, for one's seat.
        """
        assert self.room is not None
        try:
            room = await house.rooms.find(self.room.code)
            if room is None:
                answer: Any = rejected(Reason.NO_SUCH_ROOM)
            else:
                answer = await do(room, self.seat, *arguments, by=self.player)
        except RoomCrashed:
            self.in_doubt = True
            return rejected(Reason.ROOM_CRASHED)
        self.in_doubt = False
        if (isinstance(answer, Rejected) and answer.reason in _GONE) or (
            do is Room.leave and isinstance(answer, RoomState)
        ):
            self.room = None
        return answer


@dataclass
class Person:
    """
    Somebody who has a connection, now and then.

    :ivar tokens: all that this person was ever given.
    """

    name: str
    player: AnyPlayer
    tokens: list[str]

    @property
    def is_there(self) -> bool:
        """
        Whether the person has a connection.
        """
        return self.player.process.exit is None

    def keep_token(self) -> None:
        """
        Write down the token that came last.
        """
        token = self.player.token
        if token and token not in self.tokens:
            self.tokens.append(token)
