"""
One room, to which anything may happen in any order.
"""

from __future__ import annotations

from collections.abc import Awaitable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    Event,
    GameEnded,
    PlayerId,
    RoomClosed,
    RoomCode,
)
from connect4tx.play.records import position_after
from connect4tx.play.rejections import Rejected
from connect4tx.play.room import GRACE_SECONDS, Answer, Room, RoomCrashed
from connect4tx.play.state import NO_ROOM, RoomState, Status, replay
from connect4tx.play.tokens import key_of
from connect4tx.play.updates import Update
from connect4tx.supervision.exits import Exit, Killed, Normal, Shutdown
from tests.game.strategies import repeatable
from tests.support.members import Bug, FakeMember, PlayCase, PlayWorld, crashed

ENDS: dict[str, Exit] = {
    "lost": Shutdown("Connection was closed cleanly."),
    "by itself": Normal(),
    "given up": Killed(),
}
seats = st.integers(0, 3)

bounded = settings(repeatable, max_examples=60, stateful_step_count=40)


class AnyRoom(RuleBasedStateMachine):
    """
    What players, bugs and the server do to a room; and what is always so.

    :ivar story: the room's events; the journal's own list, which it lets go of when the
        room has closed.
    :ivar everybody: who ever was in the room, or asked to be.
    :ivar silent: of those who have no seat, how much they had been told by then.
    """

    code: RoomCode

    def __init__(self, case: PlayCase) -> None:
        super().__init__()
        self.case = case
        case.world = PlayWorld()
        self.everybody: dict[PlayerId, FakeMember] = {}
        self.silent: dict[PlayerId, int] = {}
        self.story: list[Event] = []

    @initialize(players=st.integers(2, 4), playing=st.booleans())
    def open(self, players: int, *, playing: bool) -> None:
        """
        Open a room, and perhaps begin a game in it.
        """
        ann = self.newcomer()
        self.code = self.case.create(ann, players=players)
        self.story = self.case.world.events[self.code]
        if playing:
            for _ in range(players - 1):
                self.join()
            self.start()

    def teardown(self) -> None:
        world = self.case.world
        world.stop()
        self.case.assertEqual(world.clock.getDelayedCalls(), [])
        self.case.assertEqual(self.case.flushLoggedErrors(), [])

    # -- the room, and asking it for something -----------------------------------

    @property
    def state(self) -> RoomState:
        return replay(self.story)

    @property
    def room(self) -> Room | None:
        return self.case.world.rooms.up(self.code)

    def is_open(self) -> bool:
        return self.code in self.case.world.events

    def somebody_is_here(self) -> bool:
        return self.room is not None and bool(self.room.members)

    def one_of_those_here(self, seat: int) -> int:
        """
        One of the seats whose players are here.
        """
        assert self.room is not None
        here = sorted(self.room.members)
        return here[seat % len(here)]

    def newcomer(self) -> FakeMember:
        member = self.case.member(f"player-{len(self.everybody)}")
        self.everybody[member.player] = member
        return member

    def ask(self, asked: Awaitable[Answer]) -> Answer | None:
        """
        The answer; None when the room crashed before it could give one.
        """
        answers: list[Answer | Failure] = []
        if not isinstance(asked, Deferred):
            asked = Deferred.fromCoroutine(asked)  # type: ignore[arg-type]
        asked.addBoth(answers.append)
        self.settle()
        [answer] = answers
        if isinstance(answer, Failure):
            answer.trap(RoomCrashed)
            return None
        return answer

    def settle(self) -> None:
        """
        Let all that is due happen; a room may crash only so often in so many seconds.
        """
        self.case.world.settle()
        if self.case.flushLoggedErrors(Bug):
            self.case.world.clock.advance(6)

    # -- what players do ---------------------------------------------------------

    @precondition(lambda self: not self.is_open())
    @rule(players=st.integers(2, 4))
    def open_another(self, players: int) -> None:
        self.open(players, playing=True)

    @precondition(is_open)
    @rule()
    def join(self) -> None:
        before, was_up = self.state, self.room is not None
        answer = self.ask(self.case.join(self.newcomer(), self.code))
        is_free = bool(before.away) or None in before.seats or not was_up
        if before.status is not Status.LOBBY or not is_free:
            assert not isinstance(answer, RoomState), answer

    @precondition(somebody_is_here)
    @rule(seat=seats)
    def start(self, seat: int = 0) -> None:
        assert self.room is not None
        self.ask(self.room.start(self.one_of_those_here(seat)))

    @precondition(somebody_is_here)
    @rule(columns=st.lists(st.integers(0, 6), min_size=1, max_size=12))
    def move(self, columns: list[int]) -> None:
        for column in columns:
            position = self.state.position
            if self.room is None or position is None:
                return
            if position.turn in self.room.members:
                self.ask(self.room.drop(position.turn, column))

    @precondition(somebody_is_here)
    @rule(seat=seats, how=st.sampled_from([*ENDS, "crash"]))
    def drop(self, seat: int, how: str) -> None:
        assert self.room is not None
        member = self.room.members[self.one_of_those_here(seat)]
        exit: Exit = ENDS[how] if how in ENDS else crashed()
        member.process.end(exit)
        self.settle()

    @precondition(somebody_is_here)
    @rule()
    def drop_all(self) -> None:
        assert self.room is not None
        for member in list(self.room.members.values()):
            member.process.end(ENDS["lost"])
        self.settle()

    @precondition(is_open)
    @rule(seat=seats, times=st.integers(1, 2))
    def come_back(self, seat: int, times: int) -> None:
        before = self.state
        taken = before.seats[seat % len(before.seats)]
        if taken is None:
            return
        token = self.everybody[taken.player].token
        for _ in range(times):
            new = self.newcomer()
            new.token = token
            answer = self.ask(self.case.come_back(new, token))
            if before.status is Status.PLAYING and answer is not None:
                assert isinstance(answer, RoomState), answer
                assert answer.seat_of(new.player) == seat % len(before.seats)
            if before.status is Status.OVER:
                assert isinstance(answer, Rejected), answer

    @precondition(somebody_is_here)
    @rule(seat=seats)
    def leave(self, seat: int) -> None:
        assert self.room is not None
        self.ask(self.room.leave(self.one_of_those_here(seat), Departure.LEFT))

    @precondition(somebody_is_here)
    @rule(seat=seats, what=st.sampled_from(Claim))
    def claim(self, seat: int, what: Claim) -> None:
        assert self.room is not None
        before = self.state
        answer = self.ask(self.room.claim(self.one_of_those_here(seat), what))
        if isinstance(answer, RoomState):
            assert any(taken is not None and taken.overdue for taken in before.seats)

    @precondition(somebody_is_here)
    @rule(seat=seats)
    def reset(self, seat: int) -> None:
        assert self.room is not None
        self.ask(self.room.reset(self.one_of_those_here(seat)))

    @rule(seconds=st.sampled_from([1, GRACE_SECONDS - 1, GRACE_SECONDS]))
    def wait(self, seconds: int) -> None:
        before = self.state
        is_awaited = (
            before.status is Status.PLAYING
            and before.position is not None
            and before.position.turn in before.away
            and self.somebody_is_here()
        )
        self.case.world.clock.advance(seconds)
        self.settle()
        if is_awaited and seconds == GRACE_SECONDS and before.position is not None:
            seat = self.state.seats[before.position.turn]
            assert seat is not None and seat.overdue

    # -- what goes wrong ---------------------------------------------------------

    @precondition(lambda self: self.room is not None)
    @rule()
    def crash(self) -> None:
        assert self.room is not None
        self.room.crash(Bug())
        self.settle()

    @precondition(somebody_is_here)
    @rule(seat=seats)
    def trip(self, seat: int) -> None:
        """
        Have the room stumble over the next thing that it tells this player.
        """
        assert self.room is not None
        member = self.room.members[self.one_of_those_here(seat)]
        assert isinstance(member, FakeMember)

        def deliver(update: Update) -> None:
            del member.deliver
            raise Bug

        member.deliver = deliver  # type: ignore[method-assign]

    @precondition(somebody_is_here)
    @rule(seat=seats, seconds=st.integers(0, 3))
    def drop_unrecorded(self, seat: int, seconds: int) -> None:
        """
        Lose a connection while the journal is down.
        """
        assert self.room is not None
        member = self.room.members[self.one_of_those_here(seat)]
        self.case.world.stop_journal()
        member.process.end(ENDS["lost"])
        self.case.world.clock.advance(seconds)
        self.case.world.start_journal()
        self.case.world.clock.advance(1)
        self.settle()

    @rule(in_order=st.booleans())
    def restart(self, *, in_order: bool) -> None:
        """
        Stop the server, or have it die, and start it again.
        """
        here = [] if self.room is None else list(self.room.members.values())
        before = list(self.story)
        for member in here:
            if in_order:
                member.process.end(Shutdown())
        self.case.world.settle()
        self.case.world.stop()
        self.case.world = PlayWorld(self.case.world)
        assert self.story == before
        self.settle()

    # -- what is always so -------------------------------------------------------

    @invariant()
    def room_is_what_the_journal_says(self) -> None:
        room, state = self.room, self.state
        if room is not None:
            assert room.state == state
            assert room.state.position is None or (
                room.state.position.outcome == state.position.outcome  # type: ignore[union-attr]
            )
        if not self.is_open():
            assert room is None and isinstance(self.story[-1], RoomClosed)
        ids = [event.id for event in self.story]
        assert len(set(ids)) == len(ids)

    @invariant()
    def nobody_sits_twice(self) -> None:
        players = [seat.player for seat in self.state.seats if seat is not None]
        assert len(set(players)) == len(players)
        if self.room is not None:
            here = {seat: of.player for seat, of in self.room.members.items()}
            expected = {
                number: seat.player
                for number, seat in enumerate(self.state.seats)
                if seat is not None and seat.away is None
            }
            assert here == expected
            for member in self.room.members.values():
                assert member.process.exit is None

    @invariant()
    def nobody_plays_with_nobody(self) -> None:
        if self.room is not None and not self.room.members:
            assert self.state.status is Status.LOBBY

    @invariant()
    def seats_can_be_had_back(self) -> None:
        state = self.state
        if state.status not in {Status.LOBBY, Status.PLAYING} or not self.is_open():
            return
        for number, seat in enumerate(state.seats):
            if seat is None or (state.status is Status.LOBBY and not seat.key):
                continue
            key = key_of(self.everybody[seat.player].token)
            assert state.seat_of_key(key) == number
            room_of = self.case.world.journal.room_of(key)
            assert self.case.successResultOf(room_of) == self.code

    @invariant()
    def games_that_are_over_can_be_stepped_through(self) -> None:
        state, records = NO_ROOM, []
        for event in self.story:
            state = state.apply(event)
            if isinstance(event, GameEnded):
                record, position = event.record, state.position
                assert position is not None and position.outcome is not None
                assert state.status is Status.OVER
                end = position_after(record, len(record.moves))
                assert (end, end.outcome) == (position, position.outcome)
                assert record.winner == position.outcome.winner
                assert record.number == state.games
                records.append(record)
            elif state.status is Status.OVER:
                assert (records and records[-1].number == state.games) or (
                    self.story[state.version].__class__ is GameEnded
                )
        kept = [of for of in self.case.world.kept.games if of.room == self.code]
        assert kept == records

    @invariant()
    def who_is_here_is_told_everything(self) -> None:
        here: dict[PlayerId, object] = {}
        if self.room is not None:
            for member in self.room.members.values():
                here[member.player] = member
                updates = self.everybody[member.player].updates
                # Who opened the room has it as the answer.
                version = updates[-1].after.version if updates else 2
                assert version == self.state.version
        for player, member in self.everybody.items():
            told = len(member.updates)
            if player in here:
                self.silent.pop(player, None)
            else:
                assert self.silent.setdefault(player, told) == told


class AnyRoomTests(PlayCase):
    def test_whatever_happens(self) -> None:
        """
        Whatever players, bugs and the server do to a room, in whatever order: it is
        what its journal says, nobody sits twice, each seat of a game can be had back,
        and each game that is over can be stepped through to its end.
        """
        run_state_machine_as_test(lambda: AnyRoom(self), settings=bounded)  # type: ignore[arg-type]
