"""
Where players are before they are in a room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

from twisted.application.service import Service
from twisted.internet.defer import Deferred, succeed

from connect4tx.game.errors import InvalidVariant
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.clocks import TimeControl
from connect4tx.play.commands import CreateRoom
from connect4tx.play.decisions import USUAL_SYMBOLS
from connect4tx.play.events import (
    Event,
    EventIds,
    GameStarted,
    PlayerId,
    PlayerJoined,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.meeting import Meeting, Seek
from connect4tx.play.names import bot_name
from connect4tx.play.ports import (
    Journal,
    JournalDown,
    Member,
    Unreadable,
    VersionConflict,
)
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer, Room, RoomCrashed
from connect4tx.play.rooms import Rooms
from connect4tx.play.state import replay
from connect4tx.play.tokens import LETTERS
from connect4tx.supervision.errors import SupervisorGone

CODE_LENGTH = 6

# The original's easter egg: a board of this size is one of a random size.
SURPRISE = (42, 42)


class Lobby(Service):
    """
    Opens rooms under codes that are easy to read out, and finds them again; and brings
    players together.
    """

    def __init__(
        self,
        *,
        rooms: Rooms,
        meeting: Meeting,
        journal: Journal,
        ids: EventIds,
        rng: Random,
    ) -> None:
        self._rooms = rooms
        self._meeting = meeting
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
        symbol = wish.symbol or USUAL_SYMBOLS[0]

        def first_events(code: RoomCode) -> list[Event]:
            name = wish.name or code
            return [
                self._opened(code, name, variant, wish.control, private=wish.private),
                self._joined(0, member, symbol),
            ]

        try:
            code, _ = await self._open(first_events)
            self._rooms.open(code, {0: member})
            room = await self._rooms.find(code)
        except (JournalDown, Unreadable):
            return rejected(Reason.JOURNAL_DOWN)
        return rejected(Reason.ROOM_CRASHED) if room is None else room.state

    def _opened(
        self,
        code: RoomCode,
        name: str,
        variant: Variant,
        control: TimeControl | None,
        *,
        private: bool = False,
    ) -> RoomOpened:
        ids = self._ids
        return RoomOpened(ids.next(), code, name, variant, ids.now(), control, private)

    def _joined(self, seat: int, member: Member, symbol: str) -> PlayerJoined:
        key, name = member.new_key(), member.name
        return PlayerJoined(self._ids.next(), seat, member.player, symbol, name, key)

    def seek(self, seek: Seek) -> Deferred[bool | Rejected]:
        """
        Pair a player with who has waited longest for one, or let the player wait.

        :returns: fires with whether they were paired; both are seated then.
        """
        if self._meeting.is_seating(seek.member.player):
            return succeed(rejected(Reason.BEING_SEATED))
        partner = self._meeting.partner(seek)
        if partner is None:
            self._meeting.wait(seek)
            return succeed(False)
        return self.pair([partner.member, seek.member], seek.control)

    def pair(
        self, members: Sequence[Member], control: TimeControl | None
    ) -> Deferred[bool | Rejected]:
        """
        Seat two players, in whatever order, and begin their game.
        """

        def seats() -> list[PlayerJoined]:
            order = self._rng.sample(members, len(members))
            return [
                self._joined(seat, member, USUAL_SYMBOLS[seat])
                for seat, member in enumerate(order)
            ]

        return self._seat(members, seats, control)

    def play_bot(self, member: Member, level: int) -> Deferred[bool | Rejected]:
        """
        Seat a player against a computer, and begin their game.
        """

        def seats() -> list[PlayerJoined]:
            seat = self._rng.randrange(2)
            human = self._joined(seat, member, USUAL_SYMBOLS[seat])
            other, name = 1 - seat, bot_name(level)
            robot = PlayerJoined(
                self._ids.next(),
                other,
                PlayerId(f"{name} {self._ids.next()}"),
                USUAL_SYMBOLS[other],
                name,
                bot=level,
            )
            return [human, robot]

        return self._seat([member], seats, None)

    def _seat(
        self,
        members: Sequence[Member],
        seats: Callable[[], list[PlayerJoined]],
        control: TimeControl | None,
    ) -> Deferred[bool | Rejected]:
        # Of its own: once begun it is done, also when nobody waits for it any more.
        answer: Deferred[bool | Rejected] = Deferred()
        seating = Deferred.fromCoroutine(self._seat_all(members, seats, control))
        seating.chainDeferred(answer)
        return answer

    async def _seat_all(
        self,
        members: Sequence[Member],
        seats: Callable[[], list[PlayerJoined]],
        control: TimeControl | None,
    ) -> bool | Rejected:
        if not self._meeting.begin(*members):
            return rejected(Reason.BEING_SEATED)
        try:
            return await self._seat_now(members, seats, control)
        finally:
            self._meeting.end(*members)

    async def _seat_now(
        self,
        members: Sequence[Member],
        seats: Callable[[], list[PlayerJoined]],
        control: TimeControl | None,
    ) -> bool | Rejected:
        ids = self._ids

        def first_events(code: RoomCode) -> list[Event]:
            return [
                self._opened(code, code, STANDARD, control),
                *seats(),
                GameStarted(ids.next(), 0, ids.now()),
            ]

        try:
            code, events = await self._open(first_events)
        except JournalDown:
            return rejected(Reason.JOURNAL_DOWN)
        state = replay(events)
        seated = {state.seat_of(member.player): member for member in members}
        for seat, member in seated.items():
            self._meeting.leave(member.player)
            member.seated(state, seat)
        # Where rooms are down, it is rebuilt with the first command.
        with suppress(SupervisorGone):
            self._rooms.open(code, seated)
        return True

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
        try:
            return await room.join(member, symbol)
        except RoomCrashed:
            return await self._rooms.where(code, member.player)

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
        self, first_events: Callable[[RoomCode], list[Event]]
    ) -> tuple[RoomCode, list[Event]]:
        """
        Record a new room, under a code that no room has.
        """
        while True:
            code = RoomCode("".join(self._rng.choices(LETTERS, k=CODE_LENGTH)))
            events = first_events(code)
            try:
                await self._journal.append(code, 0, events)
            except VersionConflict:
                continue
            return code, events
