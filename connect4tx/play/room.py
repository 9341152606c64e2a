"""
One live room: the only place where its events are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.play import decisions
from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    Event,
    EventIds,
    GameEnded,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
)
from connect4tx.play.ports import Journal, JournalDown, Member, Unreadable
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import NO_ROOM, RoomState, Status
from connect4tx.play.updates import GraceBegun, RoomRestored, SeatTaken, Update
from connect4tx.supervision.exits import Crashed, Exit, Killed, Normal, Shutdown
from connect4tx.supervision.monitors import Down, Monitor, monitor
from connect4tx.supervision.process import Process

Answer = RoomState | Rejected
Decision = Callable[..., decisions.Decided]


# Between attempts to record what somebody who is gone can no longer ask for, and to
# read from a journal that is down.
RETRY_SECONDS = 1.0

# How long the others wait for who is away, when it is that player's turn.
GRACE_SECONDS = 180


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
    :ivar members: who is here and told, by seat; shared by all incarnations of the
        room.

    :param grace: the seconds that the others wait for who is away.
    :param again: whether there was an incarnation before, of which members have heard.
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
        grace: int = GRACE_SECONDS,
        again: bool = False,
    ) -> None:
        self.code = code
        self.process = process
        self.members = members
        self._grace = grace
        self._again = again
        self._journal = journal
        self._ids = ids
        self._arriving: dict[PlayerId, Member] = {}
        self._monitors: dict[int, Monitor] = {}
        self._waiting: deque[tuple[Decision, tuple[Any, ...], Deferred[Answer]]]
        self._waiting = deque()
        self._working = self._appending = False
        self._is_up = False
        self._timer: IDelayedCall | None = None
        self._awaited: PlayerId | None = None
        self.state: RoomState
        self.begun: RoomState

    async def live(self, on_up: Callable[[Room], object]) -> None:
        """
        The life of the room's process: rebuild the room, then wait for its end.

        :param on_up: called when the room is ready for actions.
        """
        self.begun = self.state = NO_ROOM
        await self._rebuild()
        if not self.state.version or self.state.status is Status.CLOSED:
            return
        ghosts = self._reconcile()
        for seat, member in self.members.items():
            self._watch(seat, member)
        if self._again:
            self._publish(Update(RoomRestored(), self.state, self.state))
        for seat, player in ghosts:
            self._until_recorded(decisions.lose, seat, Departure.SERVER_DOWN, player)
        if self.process.exit is not None:
            return
        try:
            self._wait_for_the_absent()
            on_up(self)
            self._is_up = True
            # Whoever had it rebuilt acts first.
            self.process.node.soon(self._sleep_if_empty)
            await Deferred()
        finally:
            self._wait_no_more()

    async def _rebuild(self) -> None:
        """
        Be what the journal says.

        :raises Unreadable: when that is no room.
        """
        while True:
            try:
                events = await self._journal.read(self.code)
            except JournalDown:
                await deferLater(self.process.node.clock, RETRY_SECONDS)
            else:
                break
        try:
            for event in events:
                after = self.state.apply(event)
                self._become(event, after)
            if events and self.state.code != self.code:
                raise ValueError("these are events of another room")
        except Exception as error:
            raise Unreadable(f"room {self.code} cannot be replayed") from error

    def _reconcile(self) -> list[tuple[int, PlayerId]]:
        """
        Let the members be those whom the journal seats; the seats that have none, and
        whose they are.
        """
        seated = {
            number: seat.player
            for number, seat in enumerate(self.state.seats)
            if seat is not None and seat.away is None
        }
        for number, member in list(self.members.items()):
            if seated.get(number) != member.player:
                del self.members[number]
                if number in seated:
                    member.deliver(Update(SeatTaken(), self.state, self.state))
        return [seat for seat in seated.items() if seat[0] not in self.members]

    # -- actions: each fires with the room's new state, or a rejection ----------------

    def join(self, member: Member, symbol: str | None) -> Deferred[Answer]:
        """
        Seat a player.

        :param symbol: one visible character; None for the first free of the usual ones.
        """
        join = partial(decisions.join, key=member.new_key())
        return self._arrive(member, join, member.name, symbol)

    def come_back(self, member: Member, name: str, key: str) -> Deferred[Answer]:
        """
        Give a player the seat back; whoever still has it is let go.

        :param name: by which the others know the player from now on.
        :param key: what the player's token hashes to.
        """
        return self._arrive(member, decisions.come_back, name, key)

    def _arrive(
        self, member: Member, decide: Decision, *arguments: Any
    ) -> Deferred[Answer]:
        self._arriving[member.player] = member
        arrived = self._act(decide, member.player, *arguments)
        # Of its own: who asked may ask no longer, and arrives all the same.
        answer: Deferred[Answer] = Deferred()
        arrived.addBoth(self._arrived, member.player).chainDeferred(answer)
        return answer

    def _arrived(self, answer: Any, player: PlayerId) -> Any:
        self._arriving.pop(player, None)
        return answer

    # Those below are of a seat; ``by`` is whose it has to be still when it is decided.

    def start(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Begin a game.
        """
        return self._act(_checked, by, decisions.start, seat)

    def drop(
        self, seat: int, column: int, *, by: PlayerId | None = None
    ) -> Deferred[Answer]:
        """
        Drop a disc into a column, counted from 0.
        """
        # The way of every move: what is decided now need not be looked at twice.
        if not self._working and 0 <= seat < len(self.state.seats):
            taken = self.state.seats[seat]
            if taken is not None and taken.player == by and taken.away is None:
                return self._act(decisions.drop, seat, column)
        return self._act(_checked, by, decisions.drop, seat, column)

    def reset(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Make ready for another game, for which everybody who is here has a new token.
        """
        return self._act(_checked, by, self._reset, seat)

    def _reset(self, state: RoomState, ids: EventIds, seat: int) -> decisions.Decided:
        if state.status is not Status.OVER:
            return decisions.reset(state, ids, seat)
        members = [self.members.get(number) for number in range(len(state.seats))]
        keys = ["" if member is None else member.new_key() for member in members]
        return decisions.reset(state, ids, seat, tuple(keys))

    def claim(
        self, seat: int, what: Claim, *, by: PlayerId | None = None
    ) -> Deferred[Answer]:
        """
        Wait no longer for who is away.
        """
        return self._act(_checked, by, decisions.claim, seat, what)

    def leave(
        self, seat: int, why: Departure, *, by: PlayerId | None = None
    ) -> Deferred[Answer]:
        """
        Give a seat up; when it was the last, the room closes.
        """
        return self._act(_checked, by, decisions.leave, seat, why)

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
                states: Sequence[RoomState] = ()
                if not isinstance(decided, Rejected):
                    decided, states = decisions.steps(self.state, self._ids, decided)
            except Exception:  # noqa: BLE001 - a bug harms who asked
                answer.errback(Failure())
                continue
            if isinstance(decided, Rejected):
                answer.callback(decided)
                continue
            if not decided:
                answer.callback(self.state)
                continue
            self._appending = True
            appended = self._append(decided)
            appended.addCallbacks(
                self._happened,
                self._not_appended,
                callbackArgs=(decided, states, answer),
                errbackArgs=(answer,),
            )
            if self._appending:
                appended.addCallback(self._go_on)
                return
        self._working = False
        if not self.members:
            self._sleep_if_empty()

    def _sleep_if_empty(self) -> None:
        """
        Let a game that nobody is at wait in the journal only.
        """
        is_left = self.state.status is Status.PLAYING and not self.members
        if is_left and self._is_up and not self._working:
            self.process.end(Normal())

    def _append(self, events: Sequence[Event]) -> Deferred[int]:
        try:
            return self._journal.append(self.code, self.state.version, events)
        except Exception:  # noqa: BLE001 - a bug of the journal's is the room's too
            return fail()

    def _happened(
        self,
        version: int,
        events: Sequence[Event],
        states: Sequence[RoomState],
        answer: Deferred[Answer],
    ) -> None:
        """
        The journal has these events: make them true, and tell everybody.
        """
        self._appending = False
        if self.process.exit is not None:
            answer.errback(RoomCrashed(self.code))
            return
        try:
            before = after = self.state
            for event, after in zip(events, states, strict=True):
                before = self.state
                self._become(event, after)
                effect = _EFFECTS.get(type(event))
                if effect is not None:
                    effect(self, event)
                self._publish(Update(event, before, after))
            if self._timer is not None or len(self.members) != len(after.seats):
                self._wait_for_the_absent()
        except Exception:  # noqa: BLE001 - the room is not what the journal says it is
            self._fail(Failure(), answer)
        else:
            answer.callback(self.state)

    def _become(self, event: Event, after: RoomState) -> None:
        # That a game is over belongs to the game.
        if self.state.status is not Status.PLAYING and type(event) is not GameEnded:
            self.begun = self.state
        self.state = after

    def _not_appended(self, failure: Failure, answer: Deferred[Answer]) -> None:
        """
        Nothing has happened; or, if the journal has more than this room, it is not
        the room that the journal knows.
        """
        self._appending = False
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

    def _seat_member(self, event: PlayerJoined | PlayerReturned) -> None:
        member = self._arriving.pop(event.player)
        self.members[event.seat] = member
        self._watch(event.seat, member)

    def _unseat_member(self, event: PlayerLeft | PlayerDropped) -> None:
        self.members.pop(event.seat, None)
        watch = self._monitors.pop(event.seat, None)
        if watch is not None:
            watch.cancel()

    def _reseat_member(self, event: PlayerReturned) -> None:
        old = self.members.get(event.seat)
        if old is not None:
            self._monitors.pop(event.seat).cancel()
            old.deliver(Update(SeatTaken(), self.state, self.state))
        self._seat_member(event)

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
            self._until_recorded(decisions.lose, seat, why, player)

    # -- those who are away ------------------------------------------------------

    def _wait_for_the_absent(self) -> None:
        """
        Let the grace of somebody who is away run, or no longer, as the room is now.
        """
        state = self.state
        away = state.away
        awaited = None
        if state.status is Status.LOBBY and away:
            awaited = away[0]
        elif state.status is Status.PLAYING and state.position is not None:
            turn = state.position.turn
            awaited = turn if turn in away and self.members else None
        taken = None if awaited is None else state.seats[awaited]
        if taken is None or awaited is None or taken.overdue:
            self._wait_no_more()
        elif taken.player != self._awaited:
            self._wait_no_more()
            self._awaited = taken.player
            clock = self.process.node.clock
            self._timer = clock.callLater(
                self._grace, self._grace_over, awaited, taken.player
            )
            self._publish(Update(GraceBegun(awaited, self._grace), state, state))

    def _grace_over(self, seat: int, player: PlayerId) -> None:
        self._timer = None
        self._until_recorded(decisions.run_out, seat, player)

    def _wait_no_more(self) -> None:
        self._awaited = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _until_recorded(self, decide: Decision, *arguments: Any) -> None:
        """
        Act for somebody who is not there to be told that the journal is down.
        """
        again = partial(self._until_recorded, decide, *arguments)
        acted = self._act(decide, *arguments)
        acted.addCallbacks(self._try_again, self._log_not_acted, callbackArgs=(again,))

    def _try_again(self, answer: Answer, again: Callable[[], None]) -> None:
        is_down = isinstance(answer, Rejected) and answer.reason is Reason.JOURNAL_DOWN
        if is_down and self.process.exit is None:
            self.process.node.clock.callLater(RETRY_SECONDS, again)

    def _log_not_acted(self, failure: Failure) -> None:
        if not failure.check(RoomCrashed):
            self._log.failure(
                "Room {code}: something was not recorded", failure, code=self.code
            )


def _checked(
    state: RoomState,
    ids: EventIds,
    by: PlayerId | None,
    decide: Decision,
    seat: int,
    *arguments: Any,
) -> decisions.Decided:
    """
    A decision for a seat, if the player who asked is still the one who has it.
    """
    if by is not None:
        taken = state.seats[seat] if state.seats else None
        if taken is None or taken.player != by or taken.away is not None:
            return rejected(Reason.NOT_IN_ROOM)
    return decide(state, ids, seat, *arguments)


_EFFECTS: dict[type[Any], Callable[[Room, Any], None]] = {
    PlayerJoined: Room._seat_member,
    PlayerLeft: Room._unseat_member,
    PlayerDropped: Room._unseat_member,
    PlayerReturned: Room._reseat_member,
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
