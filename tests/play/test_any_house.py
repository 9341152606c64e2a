"""
A whole house, in which anything may happen in any order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

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

from connect4tx.play.clocks import TimeControl
from connect4tx.play.commands import Claim, CreateRoom
from connect4tx.play.events import Departure, OfferKind, RoomCode
from connect4tx.play.meeting import Challenge, Seek
from connect4tx.play.ports import JournalDown
from connect4tx.play.room import Room, RoomCrashed
from connect4tx.play.state import Status
from connect4tx.play.tokens import key_of
from connect4tx.supervision.exits import Exit, Killed, Normal, Shutdown
from tests.game.strategies import repeatable
from tests.support.any_books import Books
from tests.support.any_player import AnyPlayer, Person
from tests.support.any_world import AnyWorld
from tests.support.members import Bug, PlayCase, crashed

Thing = TypeVar("Thing")

CONTROLS = (None, TimeControl(3, 0), TimeControl(60, 5))
ENDS: dict[str, Exit] = {
    "lost": Shutdown("Connection was closed cleanly."),
    "by itself": Normal(),
    "given up": Killed(),
}
NAMES = ("ann", "bob", "carl", "dan", "eve")

# Which of those that are possible, the rest of a division.
numbers = st.integers(0, 11)
controls = st.sampled_from(CONTROLS)

bounded = settings(repeatable, max_examples=200, stateful_step_count=50)


class AnyHouse(RuleBasedStateMachine):
    """
    What players, bugs and the server do in a lobby and its rooms; and what is always
    so.

    :ivar mood: how the journal is: up, slow, or down.
    :ivar faulty: whether in this step something of ours went wrong, for which nobody is
        to lose time.
    :ivar asked: how much was asked for that is not answered yet.
    """

    def __init__(self, case: PlayCase) -> None:
        super().__init__()
        self.case = case
        self.world = AnyWorld(case)
        self.books = Books()
        self.mood = "up"
        self.faulty = False
        self.asked = 0
        self.people = [Person(name, AnyPlayer(name, self.world), []) for name in NAMES]

    @initialize(players=st.integers(2, 4), control=controls, playing=st.booleans())
    def open(self, players: int, control: TimeControl | None, *, playing: bool) -> None:
        """
        Open a room, and perhaps begin a game in it.
        """
        self.create(0, players, control, private=False)
        if playing:
            for number in range(1, players):
                self.join(number, 0)
            self.ask_room(self.people[0], Room.start)

    def teardown(self) -> None:
        self.settle()
        self.calm_down()
        for person in self.people:
            if person.is_there:
                person.player.process.end(ENDS["lost"])
        self.settle()
        self.world.clock.advance(2)
        self.books.check(self.world, calm=True)
        self.books.check_whole()
        assert not self.asked, "something was never answered"
        self.world.stop()
        assert self.world.clock.getDelayedCalls() == []
        self.look_for_bugs()

    # -- the people ----------------------------------------------------------------

    def free(self, where: Callable[[AnyPlayer], object]) -> list[Person]:
        """
        Those who are connected and somewhere, and wait for no answer.
        """
        return [
            person
            for person in self.people
            if person.is_there and not person.player.busy and where(person.player)
        ]

    @property
    def in_lobby(self) -> list[Person]:
        return self.free(lambda player: player.room is None)

    @property
    def seated(self) -> list[Person]:
        return self.free(lambda player: player.is_seated)

    @property
    def not_seated(self) -> list[Person]:
        return self.free(lambda player: not player.is_seated)

    @property
    def rooms(self) -> list[Room]:
        """
        Those that are up.
        """
        found = (self.world.rooms.up(code) for code in self.books.stories)
        return [room for room in found if room is not None]

    # -- asking --------------------------------------------------------------------

    def ask(
        self, person: Person, asked: Awaitable[Any] | Callable[[], Awaitable[Any]]
    ) -> None:
        """
        Have a player ask for something, who then waits for the answer.
        """
        player = person.player
        player.busy = True
        self.asked += 1
        if not isinstance(asked, Deferred):
            asked = Deferred.fromCoroutine(asked)  # type: ignore[arg-type]
        asked.addBoth(self.answered, player)
        self.settle()
        person.keep_token()

    def answered(self, answer: object, player: AnyPlayer) -> None:
        player.busy = False
        self.asked -= 1
        expected = (RoomCrashed, JournalDown)
        if isinstance(answer, Failure) and not answer.check(*expected):
            self.unexpected = answer

    unexpected: Failure | None = None

    def ask_room(
        self, person: Person, do: Callable[..., Any], *arguments: object
    ) -> None:
        """
        Have a player ask for something in the room where the player is.
        """
        self.ask(person, person.player.ask(self.world.house, do, *arguments))

    def settle(self) -> None:
        """
        Let all that is due happen.
        """
        self.world.settle()
        if self.look_for_bugs():
            self.faulty = True

    def look_for_bugs(self) -> int:
        """
        Find no errors but those that were put there; how many there were.
        """
        errors = self.case.flushLoggedErrors()
        for error in errors:
            if not error.check(Bug):
                error.raiseException()
        if self.unexpected is not None:
            self.unexpected.raiseException()
        return len(errors)

    # -- in the lobby --------------------------------------------------------------

    @precondition(lambda self: self.in_lobby)
    @rule(
        who=numbers,
        players=st.integers(2, 4),
        control=controls,
        private=st.booleans(),
    )
    def create(
        self, who: int, players: int, control: TimeControl | None, *, private: bool
    ) -> None:
        person = pick(self.in_lobby, who)
        house = self.world.house
        wish = CreateRoom(players=players, control=control, private=private)
        create = partial(house.lobby.create, person.player, wish)
        self.ask(person, person.player.enter(house, create))

    @precondition(lambda self: self.not_seated and self.books.stories)
    @rule(who=numbers, where=numbers)
    def join(self, who: int, where: int) -> None:
        person = pick(self.not_seated, who)
        house = self.world.house
        code = pick(list(self.world.events) or list(self.books.stories), where)
        join = partial(house.lobby.join, person.player, code, None)
        self.ask(person, person.player.enter(house, join))

    @precondition(lambda self: self.in_lobby)
    @rule(who=numbers, times=st.integers(1, 2), control=controls)
    def seek(self, who: int, times: int, control: TimeControl | None) -> None:
        for _ in range(times):
            if not self.in_lobby:
                return
            person = pick(self.in_lobby, who)
            seek = Seek(person.player, control, lambda name: False)
            self.ask(person, self.world.house.lobby.seek(seek))
            who += 1

    @precondition(lambda self: self.in_lobby)
    @rule(who=numbers)
    def cancel(self, who: int) -> None:
        player, meeting = pick(self.in_lobby, who).player, self.world.house.meeting
        if not meeting.is_seating(player.player):
            meeting.withdraw(player.player)

    @precondition(lambda self: len(self.in_lobby) > 1)
    @rule(who=numbers, whom=numbers, control=controls)
    def challenge(self, who: int, whom: int, control: TimeControl | None) -> None:
        meeting, player = self.world.house.meeting, pick(self.in_lobby, who).player
        other = pick(self.in_lobby, whom).player
        if other is not player and player.player not in meeting.challenges:
            challenge = Challenge(player, other, control, lambda of, why: None)
            meeting.challenge(challenge)

    @precondition(lambda self: self.in_lobby and self.world.house.meeting.challenges)
    @rule(who=numbers, accepts=st.booleans())
    def answer_challenge(self, who: int, *, accepts: bool) -> None:
        house = self.world.house
        challenge = pick(list(house.meeting.challenges.values()), who)
        challenger, other = challenge.challenger, challenge.challenged
        people = [person for person in self.in_lobby if person.player is other]
        if not people:
            return
        if not accepts:
            house.meeting.close(challenger.player)
            return
        assert isinstance(challenger, AnyPlayer)
        if challenger.room is None:
            pair = house.lobby.pair([challenger, other], challenge.control)
            self.ask(people[0], pair)

    @precondition(lambda self: self.in_lobby)
    @rule(who=numbers, level=st.integers(1, 7))
    def play_bot(self, who: int, level: int) -> None:
        person = pick(self.in_lobby, who)
        self.ask(person, self.world.house.lobby.play_bot(person.player, level))

    @precondition(lambda self: self.not_seated and self.world.events)
    @rule(who=numbers, where=numbers)
    def watch(self, who: int, where: int) -> None:
        person = pick(self.not_seated, who)
        code = pick(list(self.world.events), where)
        self.ask(person, person.player.watch(self.world.house, code))

    @precondition(lambda self: self.free(lambda player: player.is_watching))
    @rule(who=numbers)
    def stop_watching(self, who: int) -> None:
        player = pick(self.free(lambda player: player.is_watching), who).player
        # That of a room that is down is the business of conversations.
        if player.room is not None and self.world.rooms.up(player.room.code):
            player.stop_watching(self.world.house)
        self.settle()

    # -- in rooms --------------------------------------------------------------------

    @precondition(lambda self: self.seated)
    @rule(who=numbers, level=st.integers(1, 7))
    def add_bot(self, who: int, level: int) -> None:
        self.ask_room(pick(self.seated, who), Room.add_bot, level)

    @precondition(lambda self: self.seated)
    @rule(who=numbers)
    def start(self, who: int) -> None:
        self.ask_room(pick(self.seated, who), Room.start)

    @precondition(lambda self: self.seated)
    @rule(who=numbers, columns=st.lists(st.integers(0, 6), min_size=1, max_size=12))
    def move(self, who: int, columns: list[int]) -> None:
        code = pick(self.seated, who).player.room
        assert code is not None
        for column in columns:
            turns = [person for person in self.seated if is_turn(person, code.code)]
            if not turns:
                return
            self.ask_room(turns[0], Room.drop, column)

    @precondition(lambda self: self.seated)
    @rule(who=numbers, what=st.sampled_from(OfferKind), plies=st.integers(0, 3))
    def offer(self, who: int, what: OfferKind, plies: int) -> None:
        self.ask_room(pick(self.seated, who), Room.offer, what, plies)

    @precondition(lambda self: self.seated)
    @rule(who=numbers, what=st.sampled_from(OfferKind))
    def agree(self, who: int, what: OfferKind) -> None:
        """
        Have everybody in a room offer the same.
        """
        state = pick(self.seated, who).player.room
        assert state is not None
        for person in self.seated:
            room = person.player.room
            if person in self.seated and room is not None and room.code == state.code:
                self.ask_room(person, Room.offer, what)

    @precondition(lambda self: self.seated)
    @rule(
        who=numbers,
        do=st.sampled_from([Room.accept, Room.accept, Room.decline]),
        what=st.none() | st.sampled_from(OfferKind),
    )
    def answer_offer(
        self, who: int, do: Callable[..., Any], what: OfferKind | None
    ) -> None:
        asked = self.free(lambda player: player.room is not None and player.room.offers)
        person = pick(
            [one for one in asked if one.player.is_seated] or self.seated, who
        )
        self.ask_room(person, do, what)

    @precondition(lambda self: self.seated)
    @rule(
        who=numbers,
        do=st.sampled_from(
            [Room.withdraw, Room.resign, Room.abort, Room.reset, Room.reset]
        ),
    )
    def do(self, who: int, do: Callable[..., Any]) -> None:
        self.ask_room(pick(self.seated, who), do)

    @precondition(lambda self: self.seated)
    @rule(who=numbers, what=st.sampled_from(Claim))
    def claim(self, who: int, what: Claim) -> None:
        self.ask_room(pick(self.seated, who), Room.claim, what)

    @precondition(lambda self: self.seated)
    @rule(who=numbers)
    def leave(self, who: int) -> None:
        self.ask_room(pick(self.seated, who), Room.leave, Departure.LEFT)

    # -- connections -----------------------------------------------------------------

    @precondition(lambda self: self.free(lambda player: True))
    @rule(who=numbers, how=st.sampled_from([*ENDS, "lost", "lost", "crash"]))
    def lose(self, who: int, how: str) -> None:
        person = pick([one for one in self.people if one.is_there], who)
        person.keep_token()
        person.player.process.end(ENDS[how] if how in ENDS else crashed())
        self.settle()

    @rule(who=numbers)
    def arrive(self, who: int) -> None:
        """
        Come over a new connection; one may have two.
        """
        person = pick(self.people, who)
        if not person.is_there:
            person.player = AnyPlayer(person.name, self.world)

    @rule(who=numbers, which=numbers)
    def come_back(self, who: int, which: int) -> None:
        """
        Show a token: one's own, or for want of any another's.
        """
        person = pick(self.people, who)
        if not person.is_there:
            person.player = AnyPlayer(person.name, self.world)
        if person not in self.not_seated:
            return
        all_tokens = [token for one in self.people for token in one.tokens]
        tokens = list(reversed(person.tokens)) or all_tokens
        if tokens:
            token = pick(tokens[:3], which)
            self.ask(person, person.player.come_back(self.world.house, token))

    @rule(who=numbers, whose=numbers)
    def steal(self, who: int, whose: int) -> None:
        """
        Show somebody else's newest token.
        """
        owner = pick(self.people, whose)
        if self.in_lobby and owner.tokens:
            person, token = pick(self.in_lobby, who), owner.tokens[-1]
            self.ask(person, person.player.come_back(self.world.house, token))

    @rule(seconds=st.sampled_from([0.1, 0.98, 3, 3, 20, 60, 180, 300]))
    def wait(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self.settle()

    # -- what goes wrong -------------------------------------------------------------

    @precondition(lambda self: self.rooms)
    @rule(where=numbers, times=st.sampled_from([1, 1, 1, 4]), robots=st.booleans())
    def crash_room(self, where: int, times: int, *, robots: bool) -> None:
        """
        Have a room crash, perhaps too often, perhaps with its computer players.
        """
        room = pick(self.rooms, where)
        self.faulty = True
        for _ in range(times):
            up = self.world.rooms.up(room.code)
            if up is None:
                break
            for robot in self.world.robots(up) if robots else ():
                robot.process.fail(Failure(Bug()))
            up.crash(Bug())
            self.settle()
        self.world.clock.advance(6)
        self.settle()

    @precondition(lambda self: any(map(self.world.robots, self.rooms)))
    @rule(where=numbers, times=st.sampled_from([1, 1, 6]))
    def crash_robot(self, where: int, times: int) -> None:
        for _ in range(times):
            rooms = [room for room in self.rooms if self.world.robots(room)]
            if not rooms:
                return
            robot = pick(self.world.robots(pick(rooms, where)), where)
            robot.process.fail(Failure(Bug()))
            self.settle()

    @rule(bugs=st.sampled_from([1, 1, 7]))
    def break_engine(self, bugs: int) -> None:
        self.world.engine.bugs = bugs

    @rule()
    def slow_engine(self) -> None:
        self.world.engine.slow = True

    @precondition(lambda self: self.seated and self.mood == "up")
    @rule(who=numbers)
    def trip(self, who: int) -> None:
        """
        Have a room stumble over the next thing that it tells this player.
        """
        player = pick(self.seated, who).player
        if "deliver" in vars(player):
            return

        def deliver(update: object) -> None:
            del player.deliver
            raise Bug

        player.deliver = deliver  # type: ignore[method-assign]

    @precondition(lambda self: self.mood == "up")
    @rule(mood=st.sampled_from(["slow", "slow", "down"]))
    def trouble_journal(self, mood: str) -> None:
        self.mood = mood
        self.faulty = True
        if mood == "slow":
            self.world.store.slow = True
        else:
            self.world.stop_journal()

    @precondition(lambda self: self.mood == "slow" and self.world.store.held)
    @rule()
    def step_journal(self) -> None:
        self.faulty = True
        self.world.store.step()
        self.settle()

    @rule()
    def calm_down(self) -> None:
        """
        Have the journal and the engine as they should be.
        """
        self.world.engine.bugs = 0
        self.world.engine.go_on()
        self.settle()
        if self.mood == "up":
            return
        self.faulty = True
        if self.mood == "slow":
            self.world.store.go_on()
        else:
            self.world.start_journal()
        self.mood = "up"
        self.settle()
        # What could not be recorded is tried again.
        self.world.clock.advance(1.1)
        self.settle()

    @rule(in_order=st.booleans())
    def restart(self, *, in_order: bool) -> None:
        """
        Stop the server, or have it die, and start it again.
        """
        self.calm_down()
        before = {code: len(events) for code, events in self.world.events.items()}
        for person in self.people:
            person.keep_token()
            if person.is_there and in_order:
                person.player.process.end(Shutdown())
        self.world.settle()
        self.world.stop()
        after = {code: len(events) for code, events in self.world.events.items()}
        assert before == after, "to stop the server is no event"
        for person in self.people:
            if person.is_there:
                person.player.process.end(Killed())
        self.world = AnyWorld(self.case, self.world)
        for person in self.people:
            person.player = AnyPlayer(person.name, self.world)
        self.settle()
        self.faulty = True

    # -- what is always so -----------------------------------------------------------

    @invariant()
    def house_is_in_order(self) -> None:
        self.look_for_bugs()
        self.books.check(self.world, calm=self.mood == "up")

    @invariant()
    def everybody_is_answered(self) -> None:
        if self.mood == "up":
            assert not self.asked, "something was not answered"
            assert not self.world.house.meeting._seating

    @invariant()
    def everybody_knows_where_they_are(self) -> None:
        for room in self.rooms if self.mood == "up" else ():
            for member in [*room.members.values(), *room.watchers.values()]:
                if isinstance(member, AnyPlayer):
                    known = member.room
                    assert known is not None, f"{member.name} is not told of {room}"
                    assert known.code == room.code, (known.code, room.code)
                    assert known == room.state, f"{member.name} missed something"
        for person in self.people:
            player = person.player
            if not person.is_there or player.room is None or self.mood != "up":
                continue
            there = self.world.rooms.up(player.room.code)
            if there is None or player.in_doubt:
                continue
            if player.seat < 0:
                assert there.watchers.get(player.player) is player
            else:
                assert there.members.get(player.seat) is player

    @invariant()
    def seats_can_be_had_back(self) -> None:
        for room in self.rooms if self.mood == "up" else ():
            if room.state.status not in {Status.LOBBY, Status.PLAYING}:
                continue
            for seat, member in room.members.items():
                if isinstance(member, AnyPlayer):
                    taken = room.state.seats[seat]
                    assert taken is not None
                    assert taken.key == key_of(member.token), "another token"

    @invariant()
    def no_clock_goes_up(self) -> None:
        if not self.faulty:
            self.books.no_clock_goes_up(self.world)
        self.books.look_at_clocks(self.world)
        self.faulty = self.mood != "up"


def pick(things: Sequence[Thing], number: int) -> Thing:
    """
    One of some things.
    """
    return things[number % len(things)]


def is_turn(person: Person, code: RoomCode) -> bool:
    """
    Whether somebody has to move in this room.
    """
    room = person.player.room
    return (
        room is not None
        and room.code == code
        and room.status is Status.PLAYING
        and room.position is not None
        and room.position.turn == person.player.seat
    )


class AnyHouseTests(PlayCase):
    """
    A lobby and its rooms.
    """

    def test_whatever_happens(self) -> None:
        """
        Whatever players, bugs and the server do, in whatever order: nobody is in two
        seats, no offer outlives its game, no clock is at its end without a flag.
        """
        run_state_machine_as_test(lambda: AnyHouse(self), settings=bounded)  # type: ignore[arg-type]
