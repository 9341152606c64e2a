"""
Computer players: processes in rooms like all players, that ask an engine for moves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

from connect4tx.play.events import OfferKind, PlayerId
from connect4tx.play.ports import Engine
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.room import RETRY_SECONDS, Answer, Room, RoomCrashed
from connect4tx.play.state import RoomState, Status
from connect4tx.play.updates import Update
from connect4tx.supervision.process import Process

LEVELS = range(1, 8)


class Robot:
    """
    A computer player at one seat of a room, over all incarnations of the room.

    A crash of it is a crash like any player's: it is started again, takes its seat, and
    goes on from the board as it is.

    :ivar player: and name: as the journal has them.

    :param find: gives the room, as soon as it is up; None when there is none.
    """

    address = ""

    def __init__(
        self,
        *,
        process: Process,
        engine: Engine,
        find: Callable[[], Awaitable[Room | None]],
        seat: int,
        state: RoomState,
    ) -> None:
        taken = state.seats[seat]
        if taken is None:
            raise ValueError(f"room {state.code}: nobody has seat {seat}")
        self.process = process
        self.player: PlayerId = taken.player
        self.name = state.names[seat]
        self._level = taken.bot
        self._engine = engine
        self._find = find
        self._seat = seat
        self._woken: Deferred[None] = Deferred()

    def new_key(self) -> str:
        """
        None: nobody else comes back to this seat.
        """
        return ""

    def seated(self, state: RoomState, seat: int) -> None:
        """
        Nothing to do: its seat is known.
        """

    def deliver(self, update: Update) -> None:
        """
        Look at the room again.
        """
        self.process.node.soon(self._wake)

    def _wake(self) -> None:
        if not self._woken.called:
            self._woken.callback(None)

    async def live(self) -> None:
        """
        Play as long as the seat is its own.
        """
        room = await self._find()
        while room is not None and self._is_at(room):
            self._woken = Deferred()
            try:
                acted = await self._act(room)
            except RoomCrashed:
                # Its next incarnation tells that it is up.
                acted = False
            if not acted:
                await self._woken
            room = await self._find()

    def _is_at(self, room: Room) -> bool:
        """
        Whether the seat is still its own, and the room knows that it is there.
        """
        if room.process.exit is not None:
            return True
        there = room.members.get(self._seat)
        if there is self:
            return True
        is_free = there is None or there.process.exit is not None
        return is_free and room.attend(self._seat, self)

    async def _act(self, room: Room) -> bool:
        """
        Do what there is to do; whether there was something.
        """
        state, seat = room.state, self._seat
        if room.process.exit is not None:
            return False
        for offer in state.offers:
            if offer.seat != seat:
                return await self._answer(room, offer.what)
        position = state.position
        if state.status is not Status.PLAYING or position is None:
            return False
        if position.turn != seat:
            return False
        column = await self._engine.choose(position, self._level)
        is_asked = any(offer.seat != seat for offer in room.state.offers)
        if room.state.position is position and not is_asked:
            await self._do(room.drop(seat, column, by=self.player))
        return True

    async def _do(self, asked: Deferred[Answer]) -> bool:
        """
        Have something done, if it is possible; while it cannot be recorded, wait.
        """
        answer = await asked
        if not isinstance(answer, Rejected):
            return True
        is_down = answer.reason is Reason.JOURNAL_DOWN
        if is_down:
            await deferLater(self.process.node.clock, RETRY_SECONDS)
        return is_down

    async def _answer(self, room: Room, what: OfferKind) -> bool:
        """
        Grant what people ask for; a draw, when the game is known to be one. Whether
        that was possible.
        """
        seat, position = self._seat, room.state.position
        agrees = True
        if what is OfferKind.DRAW and not room.state.counts:
            agrees = False
        elif what is OfferKind.DRAW and position is not None:
            prospects = await self._engine.prospects(position)
            values = [prospect.value for prospect in prospects.values()]
            known = [value for value in values if value is not None]
            agrees = bool(known) and len(known) == len(values) and max(known) == 0
        if agrees and await self._do(room.accept(seat, what, by=self.player)):
            return True
        return await self._do(room.decline(seat, what, by=self.player))
