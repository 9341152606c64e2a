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
from connect4tx.play.ports import Journal, JournalDown, Member, VersionConflict
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer, Room
from connect4tx.play.rooms import Rooms
from connect4tx.play.tokens import LETTERS

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
        try:
            code = await self._open(wish.name, variant)
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
        try:
            room = await self._rooms.find(code)
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)
        if room is None:
            return rejected(Reason.NO_SUCH_ROOM, code=code)
        return await room.join(member, symbol)

    async def room_of(self, key: str) -> Room | Rejected:
        """
        The room that has a seat for who has this key.
        """
        try:
            code = await self._journal.room_of(key)
            room = None if code is None else await self._rooms.find(code)
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)
        return rejected(Reason.NO_SUCH_TOKEN) if room is None else room

    def _variant(self, wish: CreateRoom) -> Variant:
        if (wish.columns, wish.rows) == SURPRISE:
            return Variant.random_size(self._rng, wish.connect, wish.players)
        return Variant(wish.columns, wish.rows, wish.connect, wish.players)

    async def _open(self, name: str, variant: Variant) -> RoomCode:
        """
        Record a new room, under a code that no room ever had.
        """
        while True:
            code = RoomCode("".join(self._rng.choices(LETTERS, k=CODE_LENGTH)))
            opened = RoomOpened(
                self._ids.next(), code, name or code, variant, self._ids.now()
            )
            try:
                await self._journal.append(code, 0, [opened])
            except VersionConflict:
                continue
            return code
