"""
Players who say anything to each other and to the server, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from twisted.python.failure import Failure

from connect4tx.play.events import RoomCode
from connect4tx.play.room import Room
from connect4tx.play.state import Status
from connect4tx.supervision.exits import Exit, Killed, Normal, Shutdown
from connect4tx.terminal.actions import DrillError
from connect4tx.terminal.items import CLAIM_DUE, ClientKnown, EndOfInput, LineTooLong
from connect4tx.terminal.views import Client
from tests.game.strategies import repeatable
from tests.support.any_books import Books
from tests.support.any_talker import (
    ALL_VERBS,
    USUAL_VERBS,
    AnyTalker,
    arguments,
    written,
)
from tests.support.any_world import AnyWorld
from tests.support.members import Bug, PlayCase, crashed
from tests.support.stories import NAMES

ENDS: dict[str, Exit] = {
    "lost": Shutdown("Connection was closed cleanly."),
    "by itself": Normal(),
    "given up": Killed(),
}
SILENT = ("say ", "chat ", "secret")

numbers = st.integers(0, 11)
choices = st.lists(numbers, min_size=9, max_size=9)

bounded = settings(repeatable, max_examples=200, stateful_step_count=50)


class AnyConversations(RuleBasedStateMachine):
    """
    What players say, and what is always so.

    :ivar mood: how the journal is: up, slow, or down.
    :ivar tokens: all that were ever told.
    """

    def __init__(self, case: PlayCase) -> None:
        super().__init__()
        self.case = case
        self.world = AnyWorld(case)
        self.books = Books()
        self.mood = "up"
        self.tokens: list[str] = []
        self.langs = ["en"] * len(NAMES)
        self.talkers: list[AnyTalker] = []

    @initialize(french=st.integers(0, 4), json=st.integers(0, 4), playing=st.booleans())
    def open(self, french: int, json: int, *, playing: bool) -> None:
        """
        Have players come, of whom one is a program and one reads French.
        """
        for number, name in enumerate(NAMES):
            self.langs[number] = "fr" if number == french else "en"
            talker = AnyTalker(name, self.world, lang=self.langs[number])
            talker.place.json = number == json
            self.talkers.append(talker)
        if playing:
            self.line(self.talkers[0], "play")
            self.line(self.talkers[1], "play")

    def teardown(self) -> None:
        self.settle()
        if self.mood == "up":
            self.everybody_gets_back_to_the_lobby()
        self.everybody_can_quit()
        self.calm_down()
        self.world.clock.advance(2)
        self.settle()
        self.books.check(self.world, calm=True)
        for code in self.books.stories:
            room = self.world.rooms.up(code)
            assert room is None or not (set(room.members) & set(room.state.people))
        self.world.stop()
        assert self.world.clock.getDelayedCalls() == []
        self.look_for_bugs()

    def everybody_gets_back_to_the_lobby(self) -> None:
        for talker in self.there:
            if talker.place.secret:
                self.line(talker, "a secret")
            for _ in range(2):
                if talker.place.room is not None and talker.is_there:
                    self.line(talker, "leave")
            assert talker.place.room is None, talker.said
            talker.conversation.prompt()
        for code in self.books.stories:
            room = self.world.rooms.up(code)
            for talker in self.there if room is not None else ():
                assert talker not in room.members.values()  # type: ignore[union-attr]
                assert talker not in room.watchers.values()  # type: ignore[union-attr]

    def everybody_can_quit(self) -> None:
        for talker in self.there:
            if talker.place.secret:
                self.line(talker, "a secret")
            self.line(talker, "quit")
            if self.mood != "slow":
                assert not talker.is_there, talker.said

    # -- the players -----------------------------------------------------------------

    @property
    def there(self) -> list[AnyTalker]:
        return [talker for talker in self.talkers if talker.is_there]

    @property
    def rooms(self) -> list[Room]:
        found = (self.world.rooms.up(code) for code in self.books.stories)
        return [room for room in found if room is not None]

    def line(self, talker: AnyTalker, line: str) -> None:
        """
        Send a line, for programs in an object; something comes of it.
        """
        if talker.place.json and not line.startswith("{"):
            line = written(line, {}, json_mode=True)
        self.send(talker, line)

    def send(self, talker: AnyTalker, line: str) -> None:
        # To those, the next prompt is the answer.
        is_silent = line.startswith(SILENT) or "connection" in line or "journal" in line
        talker.send(line)
        self.settle()
        if self.mood == "up" and talker.is_there:
            assert not talker.lines, f"{line!r} is not done"
            assert talker.said or is_silent, f"nothing came of {line!r}"

    def settle(self) -> None:
        """
        Let all that is due happen, and everybody take what has come.
        """
        self.world.settle()
        while sum(talker.take() for talker in self.talkers):
            self.world.settle()
        for talker in self.talkers:
            for bug in talker.bugs:
                bug.raiseException()
            if talker.place.token not in ("", *self.tokens):
                self.tokens.append(talker.place.token)
        if self.look_for_bugs():
            # A process may be restarted only so often in so many seconds.
            self.world.clock.advance(6)
            self.settle()

    def look_for_bugs(self) -> int:
        """
        Find no errors but those that were put there; how many there were.
        """
        errors = self.case.flushLoggedErrors()
        for error in errors:
            if not error.check(Bug, DrillError):
                error.raiseException()
        return len(errors)

    # -- what players say --------------------------------------------------------------

    @precondition(lambda self: self.there)
    @rule(
        who=numbers,
        verb=st.sampled_from(USUAL_VERBS) | st.sampled_from(ALL_VERBS),
        choices=choices,
    )
    def say(self, who: int, verb: str, choices: list[int]) -> None:
        talker = self.there[who % len(self.there)]
        given = arguments(
            verb,
            choices,
            names=NAMES,
            codes=list(reversed(self.books.stories))[:4],
            tokens=self.tokens[-4:],
        )
        if self.mood == "up" or given.get("part") != "journal":
            self.send(talker, written(verb, given, json_mode=talker.place.json))

    @precondition(lambda self: self.there)
    @rule(who=numbers, line=st.text(max_size=30))
    def babble(self, who: int, line: str) -> None:
        talker = self.there[who % len(self.there)]
        self.send(talker, " ".join(line.splitlines()))

    @precondition(lambda self: len(self.there) > 1)
    @rule(who=numbers, clock=st.sampled_from(["", "0.05", "untimed"]))
    def pair(self, who: int, clock: str) -> None:
        given = {"clock": clock} if clock else {}
        for number in (who, who + 1):
            if self.there:
                talker = self.there[number % len(self.there)]
                self.send(talker, written("play", given, json_mode=talker.place.json))

    @precondition(lambda self: self.rooms)
    @rule(where=numbers, columns=st.lists(st.integers(1, 7), min_size=1, max_size=12))
    def move(self, where: int, columns: Sequence[int]) -> None:
        room = self.rooms[where % len(self.rooms)]
        for column in columns:
            position = room.state.position
            if position is None or room.state.status is not Status.PLAYING:
                return
            talker = room.members.get(position.turn)
            if not isinstance(talker, AnyTalker) or talker.is_taking:
                return
            given = {"col": str(column)}
            self.send(talker, written("move", given, json_mode=talker.place.json))

    @precondition(lambda self: self.rooms)
    @rule(where=numbers, verb=st.sampled_from(["draw", "undo", "rematch", "rematch"]))
    def offer(self, where: int, verb: str) -> None:
        """
        Have everybody in a room offer the same.
        """
        room = self.rooms[where % len(self.rooms)]
        for member in list(room.members.values()):
            if isinstance(member, AnyTalker) and member.is_there:
                self.send(member, written(verb, {}, json_mode=member.place.json))

    # -- connections -------------------------------------------------------------------

    @precondition(lambda self: self.there)
    @rule(who=numbers, how=st.sampled_from([*ENDS, "lost", "lost", "crash"]))
    def lose(self, who: int, how: str) -> None:
        talker = self.there[who % len(self.there)]
        talker.process.end(ENDS[how] if how in ENDS else crashed())
        self.settle()

    @precondition(lambda self: len(self.there) < len(NAMES))
    @rule(who=numbers, which=numbers, json=st.booleans())
    def come(self, who: int, which: int, *, json: bool) -> None:
        """
        Come over a new connection, with a token or a name.
        """
        gone = [n for n, talker in enumerate(self.talkers) if not talker.is_there]
        number = gone[who % len(gone)]
        token = self.talkers[number].place.token
        talker = AnyTalker("", self.world, lang=self.langs[number])
        talker.address = f"of {NAMES[number]}"
        self.talkers[number] = talker
        talker.put(ClientKnown(Client(utf8=bool(which % 2))))
        self.settle()
        if json:
            self.send(talker, "mode json")
        verb, given = "name", {"name": NAMES[number]}
        if token and which % 3:
            verb, given = "back", {"token": token}
        self.send(talker, written(verb, given, json_mode=talker.place.json))

    @precondition(lambda self: self.there)
    @rule(who=numbers, item=st.sampled_from([CLAIM_DUE, LineTooLong(512)]))
    def other_items(self, who: int, item: object) -> None:
        self.there[who % len(self.there)].put(item)
        self.settle()

    @precondition(lambda self: self.there)
    @rule(who=numbers)
    def end_input(self, who: int) -> None:
        self.there[who % len(self.there)].put(EndOfInput())
        self.settle()

    @rule(seconds=st.sampled_from([0.1, 0.98, 3, 3, 20, 60, 180, 300]))
    def wait(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self.settle()

    # -- what goes wrong ---------------------------------------------------------------

    @precondition(lambda self: self.rooms)
    @rule(where=numbers, times=st.sampled_from([1, 1, 1, 4]), robots=st.booleans())
    def crash_room(self, where: int, times: int, *, robots: bool) -> None:
        code = self.rooms[where % len(self.rooms)].code
        for _ in range(times):
            room = self.world.rooms.up(code)
            if room is None:
                break
            for robot in self.world.robots(room) if robots else ():
                robot.process.fail(Failure(Bug()))
            room.crash(Bug())
            self.world.settle()
        self.settle()

    @precondition(lambda self: self.there and self.mood == "up")
    @rule(who=numbers)
    def trip(self, who: int) -> None:
        """
        Have a room stumble over the next thing that it tells this player.
        """
        talker = self.there[who % len(self.there)]
        if "deliver" in vars(talker):
            return

        def deliver(update: object) -> None:
            del talker.deliver
            raise Bug

        talker.deliver = deliver  # type: ignore[method-assign]

    @rule(bugs=st.sampled_from([0, 1, 7]))
    def break_engine(self, bugs: int) -> None:
        self.world.engine.bugs = bugs
        self.world.engine.slow = not bugs

    @precondition(lambda self: self.mood == "up")
    @rule(mood=st.sampled_from(["slow", "slow", "down"]))
    def trouble_journal(self, mood: str) -> None:
        self.mood = mood
        if mood == "slow":
            self.world.store.slow = True
        else:
            self.world.stop_journal()

    @precondition(lambda self: self.mood == "slow" and self.world.store.held)
    @rule()
    def step_journal(self) -> None:
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
        while self.mood == "slow" and self.world.store.held:
            self.world.store.step()
            self.settle()
        if self.mood == "slow":
            self.world.store.slow = False
        elif self.mood == "down":
            self.world.start_journal()
        if self.mood != "up":
            self.mood = "up"
            # What could not be recorded is tried again.
            self.world.clock.advance(1.1)
            self.settle()

    # -- what is always so -------------------------------------------------------------

    @invariant()
    def house_is_in_order(self) -> None:
        self.books.check(self.world, calm=self.mood == "up")

    @invariant()
    def everybody_is_where_the_room_says(self) -> None:
        if self.mood != "up":
            return
        for room in self.rooms:
            for seat, member in room.members.items():
                if isinstance(member, AnyTalker):
                    where = (
                        member.place.room and member.place.room.code,
                        member.place.seat,
                    )
                    assert where == (room.code, seat), (member.name, where, room.code)
                    assert member.place.room == room.state, "something was missed"
            for watcher in room.watchers.values():
                assert isinstance(watcher, AnyTalker)
                where = (
                    watcher.place.room and watcher.place.room.code,
                    watcher.place.seat,
                )
                assert where == (room.code, -1), (watcher.name, where, room.code)
        for talker in self.there:
            place = talker.place
            room_there = place.room and self.world.rooms.up(RoomCode(place.room.code))
            if room_there and place.seat < 0:
                assert room_there.watchers.get(talker.player) is talker


class AnyConversationTests(PlayCase):
    """
    Four players, one of them a program.
    """

    def test_whatever_is_said(self) -> None:
        """
        Whatever players say, and whatever goes wrong meanwhile: each line is answered,
        nobody is in two places, and everybody gets back to the lobby.
        """
        run_state_machine_as_test(lambda: AnyConversations(self), settings=bounded)  # type: ignore[arg-type]
