"""
Where players are before they are in a room.
"""

from __future__ import annotations

from random import Random

from twisted.application.service import Service
from twisted.internet.defer import Deferred

from connect4tx.game.errors import InvalidVariant
from connect4tx.game.variant import Variant
from connect4tx.play.commands import CreateRoom
from connect4tx.play.decisions import USUAL_SYMBOLS
from connect4tx.play.events import Event, EventIds, PlayerJoined, RoomCode, RoomOpened
from connect4tx.play.ports import (
    Journal,
    JournalDown,
    Member,
    Unreadable,
    VersionConflict,
)
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

    def create(self, member: Member, wish: CreateRoom) -> Deferred[Answer]:
        """
        Open a room and seat its first player.
        """
        # Of its own: once begun it is done, also when nobody waits for it any more.
        answer: Deferred[Answer] = Deferred()
        Deferred.fromCoroutine(self._create(member, wish)).chainDeferred(answer)
        return answer

    async def _create(self, member: Member, wish: CreateRoom) -> Answer:
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
            code = await self._open(member, wish, variant)
            self._rooms.open(code, {0: member})
            room = await self._rooms.find(code)
        except (JournalDown, Unreadable):
            return rejected(Reason.JOURNAL_DOWN)
        return rejected(Reason.ROOM_CRASHED) if room is None else room.state

    async def join(self, member: Member, code: RoomCode, symbol: str | None) -> Answer:
        """
        Seat a player in the room of that code.
        """
        try:
            room = await self._rooms.find(code)
            if room is None:
                missing = rejected(Reason.NO_SUCH_ROOM, code=code)
                return await self._no_room(code, missing)
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)
        return await room.join(member, symbol)

    async def room_of(self, key: str) -> Room | Rejected:
        """
        The room that has a seat for who has this key.
        """
        try:
            code = await self._journal.room_of(key)
            unknown = rejected(Reason.NO_SUCH_TOKEN)
            if code is None:
                return unknown
            room = await self._rooms.find(code)
            return room or await self._no_room(code, unknown)
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)

    async def _no_room(self, code: RoomCode, missing: Rejected) -> Rejected:
        """
        What to say when there is no room of a code.
        """
        if self._rooms.is_aside(code) or await self._journal.is_aside(code):
            return rejected(Reason.ROOM_ASIDE, code=code)
        return missing

    def _variant(self, wish: CreateRoom) -> Variant:
        if (wish.columns, wish.rows) == SURPRISE:
            return Variant.random_size(self._rng, wish.connect, wish.players)
        return Variant(wish.columns, wish.rows, wish.connect, wish.players)

    async def _open(
        self, member: Member, wish: CreateRoom, variant: Variant
    ) -> RoomCode:
        """
        Record a new room with its first player, under a code that no room has.
        """
        ids, key = self._ids, member.new_key()
        symbol = wish.symbol or USUAL_SYMBOLS[0]
        while True:
            code = RoomCode("".join(self._rng.choices(LETTERS, k=CODE_LENGTH)))
            name = wish.name or code
            events: list[Event] = [
                RoomOpened(ids.next(), code, name, variant, ids.now()),
                PlayerJoined(ids.next(), 0, member.player, symbol, member.name, key),
            ]
            try:
                await self._journal.append(code, 0, events)
            except VersionConflict:
                continue
            return code
