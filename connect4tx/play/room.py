"""
One live room: the only place where its events are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
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
    DiscDropped,
    Event,
    EventIds,
    GameEnded,
    GameStarted,
    MovesUndone,
    OfferKind,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
    RoomReset,
)
from connect4tx.play.names import bot_name
from connect4tx.play.ports import Journal, JournalDown, Member, Unreadable
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import NO_ROOM, RoomState, Status
from connect4tx.play.updates import (
    GraceBegun,
    Happening,
    RoomRestored,
    SeatTaken,
    Spoken,
    Update,
)
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

# How long they wait for a move where no time is counted.
MOVE_SECONDS = 15 * 60
# How often it is looked meanwhile whether somebody has moved.
LOOKS = 3

# A clock is looked at only when its time is surely over.
_AFTER_TIME = 0.02


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
    :ivar watchers: who else is told, by player; shared too.

    :param grace: the seconds that the others wait for who is away, where no time is
        counted.
    :param again: whether there was an incarnation before, of which members have heard.
    :param summon: has a computer player come to its seat; it calls :meth:`attend`.
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
        watchers: dict[PlayerId, Member],
        summon: Callable[[Room, int], object],
        grace: int = GRACE_SECONDS,
        again: bool = False,
    ) -> None:
        self.code = code
        self.process = process
        self.members = members
        self.watchers = watchers
        self._summon = summon
        self._turn_began = 0.0
        self._spent_before = 0
        self._frozen: int | None = None
        self._flag: IDelayedCall | None = None
        self._look: IDelayedCall | None = None
        self._seen = (0, 0)
        self._looks = 0
        self._grace = grace
        self._again = again
        self._journal = journal
        self._ids = ids
        self._arriving: dict[PlayerId, Member] = {}
        self._monitors: dict[int, Monitor] = {}
        self._watcher_monitors: dict[PlayerId, Monitor] = {}
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
            self._monitor(seat, member)
        for watcher in list(self.watchers.values()):
            self._monitor_watcher(watcher)
        if self._again:
            self._publish(Update(RoomRestored(), self.state, self.state))
        for seat, player in ghosts:
            self._until_recorded(decisions.lose, seat, Departure.SERVER_DOWN, player)
        if self.process.exit is not None:
            return
        self._begin_turn()
        try:
            self._set_flag()
            self._wait_for_the_absent()
            on_up(self)
            self._is_up = True
            self._look_for_moves()
            self._summon_all()
            # Whoever had it rebuilt acts first.
            self.process.node.soon(self._sleep_if_empty)
            await Deferred()
        finally:
            self._wait_no_more()
            self._stop_clocks()

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
        computers = [
            number for number, seat in enumerate(self.state.seats) if seat and seat.bot
        ]
        for number, member in list(self.members.items()):
            if seated.get(number) != member.player:
                del self.members[number]
                if number in seated:
                    member.deliver(Update(SeatTaken(), self.state, self.state))
            elif number in computers and member.process.exit is not None:
                del self.members[number]
        return [
            (number, player)
            for number, player in seated.items()
            if number not in self.members and number not in computers
        ]

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

    def add_bot(
        self, seat: int, level: int, *, by: PlayerId | None = None
    ) -> Deferred[Answer]:
        """
        Give a free seat to a computer player.
        """
        return self._act(_checked, by, self._join_bot, seat, level)

    def _join_bot(
        self, state: RoomState, ids: EventIds, seat: int, level: int
    ) -> decisions.Decided:
        player = PlayerId(f"{self.code} {bot_name(level)} {state.version}")
        return decisions.join(state, ids, player, bot_name(level), None, bot=level)

    def attend(self, seat: int, member: Member) -> bool:
        """
        Be the computer player of a seat; whether it is one's own.
        """
        taken = self.state.seats[seat]
        if taken is None or not taken.bot or taken.player != member.player:
            return False
        watch = self._monitors.pop(seat, None)
        if watch is not None:
            watch.cancel()
        self.members[seat] = member
        self._monitor(seat, member)
        return True

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
            is_own = taken is not None and taken.player == by and taken.away is None
            if is_own and not self.state.clocks:
                return self._act(decisions.drop, seat, column)
        # What else waits for the journal before it is no thought of the player's.
        now = self.process.node.clock.seconds()
        return self._act(_checked, by, self._drop, seat, column, now)

    def _drop(
        self, state: RoomState, ids: EventIds, seat: int, column: int, now: float
    ) -> decisions.Decided:
        return decisions.drop(state, ids, seat, column, self._spent(now))

    def resign(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Give the game up, and keep the seat.
        """
        return self._act(_checked, by, decisions.resign, seat)

    def abort(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Call off a game that has hardly begun.
        """
        return self._act(_checked, by, decisions.abort, seat)

    def offer(
        self,
        seat: int,
        what: OfferKind,
        plies: int = 0,
        *,
        by: PlayerId | None = None,
    ) -> Deferred[Answer]:
        """
        Offer something, or agree to it.

        :param plies: for an undo, how many discs; 0 for back to one's own last move.
        """
        return self._act(_checked, by, self._offer, seat, what, plies)

    def _offer(
        self, state: RoomState, ids: EventIds, seat: int, what: OfferKind, plies: int
    ) -> decisions.Decided:
        decided = decisions.offer(
            state, ids, seat, what, plies=plies, spent=self._spent()
        )
        if isinstance(decided, Rejected) or type(decided[0]) is not RoomReset:
            return decided
        # There are new tokens only for a game that begins.
        return [replace(decided[0], keys=self._new_keys(state)), *decided[1:]]

    def accept(
        self,
        seat: int,
        what: OfferKind | None = None,
        *,
        by: PlayerId | None = None,
    ) -> Deferred[Answer]:
        """
        Agree to what another player offers.

        :param what: which offer; None for the only one there is.
        """
        return self._act(_checked, by, self._accept, seat, what)

    def _accept(
        self, state: RoomState, ids: EventIds, seat: int, what: OfferKind | None
    ) -> decisions.Decided:
        found = decisions.answered(state, seat, what)
        if isinstance(found, Rejected):
            return found
        return self._offer(state, ids, seat, found.what, found.plies)

    def decline(
        self,
        seat: int,
        what: OfferKind | None = None,
        *,
        by: PlayerId | None = None,
    ) -> Deferred[Answer]:
        """
        Decline what another player offers.
        """
        return self._act(_checked, by, decisions.decline, seat, what)

    def withdraw(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Offer nothing any more.
        """
        return self._act(_checked, by, decisions.withdraw, seat)

    def reset(self, seat: int, *, by: PlayerId | None = None) -> Deferred[Answer]:
        """
        Make ready for another game, for which everybody who is here has a new token.
        """
        return self._act(_checked, by, self._reset, seat)

    def _reset(self, state: RoomState, ids: EventIds, seat: int) -> decisions.Decided:
        if state.status is not Status.OVER:
            return decisions.reset(state, ids, seat)
        return decisions.reset(state, ids, seat, self._new_keys(state))

    def _new_keys(self, state: RoomState) -> tuple[str, ...]:
        """
        Those of new tokens, for the seats.
        """
        members = [self.members.get(number) for number in range(len(state.seats))]
        return tuple("" if member is None else member.new_key() for member in members)

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

    # -- spectators --------------------------------------------------------------

    def watch(self, member: Member) -> RoomState | Rejected:
        """
        Tell somebody of all that happens here, who has no seat.
        """
        if self.state.private:
            return rejected(Reason.ROOM_PRIVATE, code=self.code)
        self._let_go(member.player)
        self.watchers[member.player] = member
        self._monitor_watcher(member)
        return self.state

    def unwatch(self, player: PlayerId) -> None:
        """
        Tell a spectator nothing any more.
        """
        self._let_go(player)
        if not self._working:
            self._sleep_if_empty()

    def _let_go(self, player: PlayerId) -> None:
        self.watchers.pop(player, None)
        watch = self._watcher_monitors.pop(player, None)
        if watch is not None:
            watch.cancel()

    def _monitor_watcher(self, member: Member) -> None:
        self._watcher_monitors[member.player] = monitor(
            member.process,
            lambda down: self.unwatch(member.player),
            by=self.process,
        )

    def speak(self, name: str, seat: int, text: str) -> None:
        """
        Tell all what somebody says.

        :param seat: of who speaks; -1 for a spectator.
        """
        self._announce(Spoken(name, seat, text))

    def clocks(self) -> tuple[int, ...]:
        """
        What the clocks show now, in milliseconds; none where no time is counted.
        """
        state, spent = self.state, self._spent()
        if not state.is_timed or state.position is None:
            return state.clocks
        turn = state.position.turn
        return tuple(
            max(left - spent, 0) if seat == turn else left
            for seat, left in enumerate(state.clocks)
        )

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
        if len(self.members) < 2:
            self._sleep_if_empty()

    def _sleep_if_empty(self) -> None:
        """
        Let a game that nobody is at wait in the journal only.
        """
        state = self.state
        if state.status is not Status.PLAYING or self.watchers:
            return
        if self._is_up and not self._working and self._is_deserted():
            self.process.end(Normal())

    def _is_deserted(self) -> bool:
        """
        Whether nobody is here but computer players.
        """
        here = [self.state.seats[number] for number in self.members]
        return all(seat is not None and seat.bot for seat in here)

    def _append(self, events: Sequence[Event]) -> Deferred[int]:
        if self.state.clocks and self._frozen is None:
            self._spent_before = self._spent()
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
        self._appending, self._frozen = False, None
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
                if after.clocks or before.clocks:
                    self._mind_clocks(event, before)
                elif type(event) is GameStarted:
                    self._look_for_moves()
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
            # Nobody loses time by what is our fault.
            self._frozen = self._spent_before
            self._begin_turn(self._frozen)
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
        if self.watchers:
            for watcher in self.watchers.values():
                watcher.deliver(update)

    def _announce(self, happening: Happening) -> None:
        """
        Tell all what is no event.
        """
        self._publish(Update(happening, self.state, self.state))

    # -- effects of events -------------------------------------------------------

    def _seat_joined(self, event: PlayerJoined) -> None:
        if event.bot:
            self._summon(self, event.seat)
        else:
            self._seat_member(event)

    def _seat_member(self, event: PlayerJoined | PlayerReturned) -> None:
        member = self._arriving.pop(event.player)
        self._let_go(event.player)
        self.members[event.seat] = member
        self._monitor(event.seat, member)

    def _forget_looks(self, event: MovesUndone) -> None:
        self._seen = (0, 0)

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

    def _monitor(self, seat: int, member: Member) -> None:
        self._monitors[seat] = monitor(
            member.process,
            partial(self._member_down, seat, member.player),
            by=self.process,
        )

    def _member_down(self, seat: int, player: PlayerId, down: Down) -> None:
        taken = self.state.seats[seat] if self.state.seats else None
        if taken is not None and taken.bot and taken.player == player:
            # Its supervisor starts it again, and it comes back by itself.
            there = self.members.get(seat)
            if there is not None and there.process is down.process:
                del self.members[seat]
            return
        # Its own exit: one that ended while the room was down says NoProcess.
        why = _departure(down.process.exit or down.exit)
        if why is not None:
            self._until_recorded(self._lose, seat, why, player)

    def _lose(
        self,
        state: RoomState,
        ids: EventIds,
        seat: int,
        why: Departure,
        player: PlayerId,
    ) -> decisions.Decided:
        return decisions.lose(state, ids, seat, why, player, spent=self._spent())

    def bot_gone(self, seat: int) -> None:
        """
        A computer player has crashed too often: it has left.
        """
        taken = self.state.seats[seat] if self.state.seats else None
        if taken is not None and taken.bot:
            self._until_recorded(decisions.leave, seat, Departure.CRASHED, taken.player)

    def _summon_all(self) -> None:
        """
        Have the computer players come that are not here, and the others look.
        """
        state = self.state
        for number, seat in enumerate(state.seats):
            if seat is None or not seat.bot:
                continue
            there = self.members.get(number)
            if there is None:
                self._summon(self, number)
            else:
                # It has heard of the restart before this was up.
                there.deliver(Update(RoomRestored(), state, state))

    # -- those who are away ------------------------------------------------------

    def _wait_for_the_absent(self) -> None:
        """
        Let the grace of somebody who is away run, or no longer, as the room is now.
        """
        state = self.state
        away = state.away
        awaited = None
        if state.status in {Status.LOBBY, Status.OVER} and away:
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
            clock, control = self.process.node.clock, state.control
            seconds = self._grace if control is None else control.grace
            self._timer = clock.callLater(
                seconds, self._grace_over, awaited, taken.player
            )
            self._announce(GraceBegun(awaited, seconds))

    def _grace_over(self, seat: int, player: PlayerId) -> None:
        self._timer = None
        self._until_recorded(decisions.run_out, seat, player)

    def _wait_no_more(self) -> None:
        self._awaited = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- time --------------------------------------------------------------------

    def _spent(self, now: float | None = None) -> int:
        """
        For how many milliseconds whoever has to move has thought, since the turn began
        or that was last recorded.

        :param now: until when.
        """
        if now is None:
            now = self.process.node.clock.seconds()
        return max(int(1000 * (now - self._turn_began)), 0)

    def _begin_turn(self, spent: int = 0) -> None:
        self._turn_began = self.process.node.clock.seconds() - spent / 1000

    def _mind_clocks(self, event: Event, before: RoomState) -> None:
        """
        Let the clock of whoever has to move run, from when this event happened.
        """
        state = self.state
        was, now = before.position, state.position
        goes_on = (
            type(event) not in _TURNS
            and (before.is_timed and state.is_timed)
            and (was is not None and now is not None and was.turn == now.turn)
        )
        if not goes_on:
            self._begin_turn()
        self._set_flag()

    def _set_flag(self) -> None:
        """
        Look again when the time of whoever has to move is over.
        """
        state = self.state
        if self.process.exit is not None:
            return
        if not state.is_timed or state.position is None:
            self._stop_clocks()
            return
        left = state.clocks[state.position.turn] - self._spent()
        seconds = max(left, 0) / 1000 + _AFTER_TIME
        if self._flag is not None:
            self._flag.reset(seconds)
        else:
            clock = self.process.node.clock
            self._flag = clock.callLater(seconds, self._flag_due)

    def _flag_due(self) -> None:
        self._flag = None
        self._act(self._fall).addCallbacks(self._flag_looked_at, self._log_not_acted)

    def _flag_looked_at(self, answer: Answer) -> None:
        is_down = isinstance(answer, Rejected) and self.process.exit is None
        if is_down and self._flag is None:
            # It could not be recorded.
            clock = self.process.node.clock
            self._flag = clock.callLater(RETRY_SECONDS, self._flag_due)
        else:
            self._set_flag()

    def _fall(self, state: RoomState, ids: EventIds) -> decisions.Decided:
        return decisions.flag(state, ids, self._spent())

    def _look_for_moves(self) -> None:
        """
        Where no time is counted, look now and then whether a player still plays: to
        note the time of each move would cost more.
        """
        state = self.state
        if state.clocks or state.status is not Status.PLAYING:
            return
        if self._look is None:
            clock = self.process.node.clock
            self._look = clock.callLater(MOVE_SECONDS / LOOKS, self._look_again)

    def _look_again(self) -> None:
        self._look = None
        state, position = self.state, self.state.position
        if position is None or state.status is not Status.PLAYING:
            return
        seen = (state.games, position.ply)
        self._looks = self._looks + 1 if seen == self._seen else 0
        self._seen = seen
        taken = state.seats[position.turn]
        is_here = taken is not None and taken.away is None
        if self._looks >= LOOKS and is_here and len(state.people) > 1:
            self._until_recorded(decisions.idle, position.turn, position.ply)
        self._look_for_moves()

    def _stop_clocks(self) -> None:
        for call in (self._flag, self._look):
            if call is not None:
                call.cancel()
        self._flag = self._look = None

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


# After which somebody's time to think begins.
_TURNS = frozenset({GameStarted, DiscDropped, MovesUndone, PlayerDropped})

_EFFECTS: dict[type[Any], Callable[[Room, Any], None]] = {
    PlayerJoined: Room._seat_joined,
    PlayerLeft: Room._unseat_member,
    PlayerDropped: Room._unseat_member,
    PlayerReturned: Room._reseat_member,
    MovesUndone: Room._forget_looks,
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
