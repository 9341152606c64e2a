"""
Where players are before they are in a room.
"""

from __future__ import annotations

from random import Random

from twisted.application.service import Service

from connect4tx.game.errors import InvalidVariant
from connect4tx.game.variant import Variant
from connect4tx.play.commands import CreateRoom
from connect4tx.play.events import EventIds, RoomCode, RoomOpened
from connect4tx.play.ports import Journal, JournalDown, Member
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer
from connect4tx.play.rooms import Rooms

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6

# The original's easter egg: a board of this size is one of a random size.
SURPRISE = (42, 42)


class Lobby(Service):
    """
    Opens rooms under codes that are easy to read out, and finds them again.
    """

    def __init__(
        self, *, rooms: Rooms, journal: Journal, ids: EventIds, rng: Random
    ) -> None:
        self._rooms = rooms
        self._journal = journal
        self._ids = ids
        self._rng = rng

    async def create(self, member: Member, wish: CreateRoom) -> Answer:
        """
        Open a room and seat its first player.
        """
        try:
            variant = self._variant(wish)
        except InvalidVariant as error:
            return rejected(
                Reason.BAD_VARIANT,
                field=error.field,
                value=error.value,
                columns=wish.columns,
                rows=wish.rows,
            )
        code = self._free_code()
        opened = RoomOpened(self._ids.next(), code, wish.name or code, variant)
        try:
            await self._journal.append(code, 0, [opened])
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)
        self._rooms.open(code)
        answer = await self.join(member, code, wish.symbol)
        room = self._rooms.up(code)
        if isinstance(answer, Rejected) and room is not None:
            room.close_if_empty()
        return answer

    async def join(self, member: Member, code: RoomCode, symbol: str | None) -> Answer:
        """
        Seat a player in the room of that code.
        """
        room = await self._rooms.find(code)
        if room is None:
            return rejected(Reason.NO_SUCH_ROOM, code=code)
        return await room.join(member, symbol)

    def _variant(self, wish: CreateRoom) -> Variant:
        if (wish.columns, wish.rows) == SURPRISE:
            return Variant.random_size(self._rng, wish.connect, wish.players)
        return Variant(wish.columns, wish.rows, wish.connect, wish.players)

    def _free_code(self) -> RoomCode:
        while True:
            code = RoomCode("".join(self._rng.choices(CODE_LETTERS, k=CODE_LENGTH)))
            if code not in self._rooms:
                return code
