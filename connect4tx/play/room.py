"""
One live room: the only place where its events are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.play import decisions
from connect4tx.play.events import (
    Departure,
    Event,
    EventIds,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomCode,
)
from connect4tx.play.ports import Journal, JournalDown, Member
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import NO_ROOM, RoomState, Status
from connect4tx.play.updates import RoomRestored, Update
from connect4tx.supervision.exits import Crashed, Exit, Killed, Normal, Shutdown
from connect4tx.supervision.monitors import Down, Monitor, monitor
from connect4tx.supervision.process import Process

Answer = RoomState | Rejected
Decision = Callable[..., decisions.Decided]


# Between attempts to record what somebody who is gone can no longer ask for.
RETRY_SECONDS = 1.0


class RoomCrashed(Exception):
    """
    The room ended before it could answer.
    """


class Room:
    """
    One incarnation of a room: takes one action at a time, in the order they came.

    An action is decided on, appended to the journal, and only then done and told.  A
    bug in deciding harms who asked; one after the append ends this incarnation, and
    the next is rebuilt from the journal.

    :ivar begun: the room before its game began, or else before its last event.
    :ivar members: who is told, by seat; shared by all incarnations of the room.
    """

    _log = Logger()

    def __init__(
        self,
        *,
        code: RoomCode,
        process: Process,
        journal: Journal,
        ids: EventIds,
        members: dict[int, Member],
    ) -> None:
        self.code = code
        self.process = process
        self.members = members
        self._journal = journal
        self._ids = ids
        self._arriving: dict[PlayerId, Member] = {}
        self._monitors: dict[int, Monitor] = {}
        self._waiting: deque[tuple[Decision, tuple[Any, ...], Deferred[Answer]]]
        self._waiting = deque()
        self._working = False
        self.state: RoomState
        self.begun: RoomState

    async def live(self, on_up: Callable[[Room], object]) -> None:
        """
        The life of the room's process: rebuild the room, then wait for its end.

        :param on_up: called when the room is ready for actions.
        """
        self.begun = self.state = NO_ROOM
        for event in await self._journal.read(self.code):
            self._apply(event)
        if not self.state.version or self.state.status is Status.CLOSED:
            return
        ghosts = self._reconcile()
        for seat, member in self.members.items():
            self._watch(seat, member)
        self._publish(Update(RoomRestored(), self.state, self.state))
        on_up(self)
        for seat in ghosts:
            self._until_recorded(decisions.leave, seat, Departure.CRASHED)
        await Deferred()

    def _reconcile(self) -> list[int]:
        """
        Let the members be those whom the journal seats; the seats that have none.
        """
        seated = {
            number: seat.player
            for number, seat in enumerate(self.state.seats)
            if seat is not None
        }
        for number, member in list(self.members.items()):
            if seated.get(number) != member.player:
                del self.members[number]
        return [number for number in seated if number not in self.members]

    # -- actions: each fires with the room's new state, or a rejection ----------------

    def join(self, member: Member, symbol: str | None) -> Deferred[Answer]:
        """
        Seat a player.

        :param symbol: one visible character; None for the first free of the usual ones.
        """
        self._arriving[member.player] = member
        joined = self._act(decisions.join, member.player, member.name, symbol)
        return joined.addBoth(self._arrived, member.player)

    def _arrived(self, answer: Any, player: PlayerId) -> Any:
        self._arriving.pop(player, None)
        return answer

    def start(self, seat: int) -> Deferred[Answer]:
        """
        Begin a game.
        """
        return self._act(decisions.start, seat)

    def drop(self, seat: int, column: int) -> Deferred[Answer]:
        """
        Drop a disc into a column, counted from 0.
        """
        return self._act(decisions.drop, seat, column)

    def reset(self, seat: int) -> Deferred[Answer]:
        """
        Make ready for another game.
        """
        return self._act(decisions.reset, seat)

    def leave(self, seat: int, why: Departure) -> Deferred[Answer]:
        """
        Give a seat up; when it was the last, the room closes.
        """
        return self._act(decisions.leave, seat, why)

    def close_if_empty(self) -> None:
        """
        Close, now or when the journal takes it, if nobody is in here.
        """
        self._until_recorded(decisions.close_if_empty)

    def crash(self, error: Exception) -> None:
        """
        End this incarnation as a bug in it would.
        """
        self.process.fail(Failure(error))

    # -- one at a time -----------------------------------------------------------

    def _act(self, decide: Decision, *arguments: Any) -> Deferred[Answer]:
        if self.process.exit is not None:
            return fail(RoomCrashed(self.code))
        answer: Deferred[Answer] = Deferred()
        self._waiting.append((decide, arguments, answer))
        if not self._working:
            self._go_on()
        return answer

    def _go_on(self, _: object = None) -> None:
        """
        Do what waits, until one has to wait for the journal; then come back here.
        """
        self._working = True
        while self._waiting:
            decide, arguments, answer = self._waiting.popleft()
            if self.process.exit is not None:
                answer.errback(RoomCrashed(self.code))
                continue
            try:
                decided = decide(self.state, self._ids, *arguments)
            except Exception:  # noqa: BLE001 - a bug harms who asked
                answer.errback(Failure())
                continue
            if isinstance(decided, Rejected):
                answer.callback(decided)
                continue
            if not decided:
                answer.callback(self.state)
                continue
            appended = self._append(decided)
            appended.addCallbacks(
                self._happened,
                self._not_appended,
                callbackArgs=(decided, answer),
                errbackArgs=(answer,),
            )
            if not answer.called:
                appended.addCallback(self._go_on)
                return
        self._working = False

    def _append(self, events: Sequence[Event]) -> Deferred[int]:
        try:
            return self._journal.append(self.code, self.state.version, events)
        except Exception:  # noqa: BLE001 - a bug of the journal's is the room's too
            return fail()

    def _happened(
        self, version: int, events: Sequence[Event], answer: Deferred[Answer]
    ) -> None:
        """
        The journal has these events: make them true, and tell everybody.
        """
        if self.process.exit is not None:
            answer.errback(RoomCrashed(self.code))
            return
        try:
            for event in events:
                before = self.state
                after = self._apply(event)
                effect = _EFFECTS.get(type(event))
                if effect is not None:
                    effect(self, event)
                self._publish(Update(event, before, after))
        except Exception:  # noqa: BLE001 - the room is not what the journal says it is
            self._fail(Failure(), answer)
        else:
            answer.callback(self.state)

    def _apply(self, event: Event) -> RoomState:
        before = self.state
        if before.status is not Status.PLAYING:
            self.begun = before
        self.state = before.apply(event)
        return self.state

    def _not_appended(self, failure: Failure, answer: Deferred[Answer]) -> None:
        """
        Nothing has happened; or, if the journal has more than this room, it is not
        the room that the journal knows.
        """
        if failure.check(JournalDown):
            answer.callback(rejected(Reason.JOURNAL_DOWN))
        else:
            self._fail(failure, answer)

    def _fail(self, failure: Failure, answer: Deferred[Answer]) -> None:
        self.process.fail(failure)
        answers = [answer, *(waiting[-1] for waiting in self._waiting)]
        self._waiting.clear()
        for unanswered in answers:
            unanswered.errback(RoomCrashed(self.code))

    def _publish(self, update: Update) -> None:
        for member in self.members.values():
            member.deliver(update)

    # -- effects of events -------------------------------------------------------

    def _seat_member(self, event: PlayerJoined) -> None:
        member = self._arriving.pop(event.player)
        self.members[event.seat] = member
        self._watch(event.seat, member)

    def _unseat_member(self, event: PlayerLeft) -> None:
        self.members.pop(event.seat, None)
        watch = self._monitors.pop(event.seat, None)
        if watch is not None:
            watch.cancel()

    def _close(self, event: RoomClosed) -> None:
        self.process.end(Normal())

    def _watch(self, seat: int, member: Member) -> None:
        self._monitors[seat] = monitor(
            member.process,
            partial(self._member_down, seat, member.player),
            by=self.process,
        )

    def _member_down(self, seat: int, player: PlayerId, down: Down) -> None:
        # Its own exit: one that ended while the room was down says NoProcess.
        why = _departure(down.process.exit or down.exit)
        if why is not None:
            self._until_recorded(decisions.leave, seat, why, player)

    def _until_recorded(self, decide: Decision, *arguments: Any) -> None:
        """
        Act for somebody who is not there to be told that the journal is down.
        """
        again = partial(self._until_recorded, decide, *arguments)
        acted = self._act(decide, *arguments)
        acted.addCallbacks(self._try_again, self._log_not_acted, callbackArgs=(again,))

    def _try_again(self, answer: Answer, again: Callable[[], None]) -> None:
        if isinstance(answer, Rejected) and self.process.exit is None:
            self.process.node.clock.callLater(RETRY_SECONDS, again)

    def _log_not_acted(self, failure: Failure) -> None:
        if not failure.check(RoomCrashed):
            self._log.failure(
                "Room {code}: something was not recorded", failure, code=self.code
            )


_EFFECTS: dict[type[Any], Callable[[Room, Any], None]] = {
    PlayerJoined: Room._seat_member,
    PlayerLeft: Room._unseat_member,
    RoomClosed: Room._close,
}


def _departure(exit: Exit) -> Departure | None:
    """
    What the end of a player's connection means for the seat; None when the server
    itself ordered it and the seat stays.
    """
    match exit:
        case Shutdown(None):
            return None
        case Crashed() | Killed():
            return Departure.CRASHED
        case _:
            return Departure.LOST_CONNECTION
