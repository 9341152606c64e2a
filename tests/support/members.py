"""
The rooms and the lobby on a Clock, with players who only remember what they are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.simple import SimpleEngine
from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import Kept
from connect4tx.play import room as room_module
from connect4tx.play.commands import CreateRoom
from connect4tx.play.events import (
    Departure,
    Event,
    PlayerDropped,
    PlayerId,
    PlayerLeft,
    RoomCode,
)
from connect4tx.play.house import House
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.room import GRACE_SECONDS, Answer, Room
from connect4tx.play.state import RoomState, Status
from connect4tx.play.tokens import key_of, new_token
from connect4tx.play.updates import Update
from connect4tx.supervision.exits import Crashed, Exit, Shutdown
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.supervisor import Supervisor
from tests.support.journals import MoodyJournal
from tests.support.stories import NAMES

Value = TypeVar("Value")

# Of all members, so that no two have the same.
_tokens = Random(7)
# So that each connection is another player to the rooms.
_connections: Counter[str] = Counter()

LOST_CONNECTION = Shutdown("Connection was closed cleanly.")


class Bug(Exception):
    """
    A bug, for tests of what it does to whom.
    """


class FakeMember:
    """
    A connection that is a process, and keeps what it is told.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self.player = PlayerId(name)
        self.name = name
        self.process = Process(Node.at(clock), name)
        self.updates: list[Update] = []
        self.was_seated: list[tuple[RoomState, int]] = []
        self.token = ""

    def new_key(self) -> str:
        self.token = new_token(_tokens)
        return key_of(self.token)

    def seated(self, state: RoomState, seat: int) -> None:
        self.was_seated.append((state, seat))

    def deliver(self, update: Update) -> None:
        self.updates.append(update)

    @property
    def told(self) -> list[str]:
        """
        The kinds of what it was told, in order.
        """
        return [type(update.happening).__name__ for update in self.updates]

    def forget(self) -> None:
        self.updates = []


class PlayWorld:
    """
    A supervision tree of a journal and a house.

    :ivar kept: what the journal holds; shared by all its incarnations.
    :ivar store: the incarnation of the journal that is up.

    :param before: another world that has stopped, whose journal this one has.
    """

    def __init__(
        self, before: PlayWorld | None = None, *, grace: int = GRACE_SECONDS
    ) -> None:
        self.clock: Clock = Clock() if before is None else before.clock
        self.kept: Kept = Kept() if before is None else before.kept
        self.seed: int = 4 if before is None else before.seed + 1
        self.journal = CurrentJournal(self._open)
        self.house = House(
            journal=self.journal,
            engine=SimpleEngine(rng=Random(3)),
            rng=Random(self.seed),
            clock=self.clock,
            grace=grace,
        )
        self.rooms = self.house.rooms
        self.root = Supervisor(
            [
                ChildSpec("journal", lambda _: self.journal.reopen()),
                *self.house.children(),
            ],
            name="world",
            clock=self.clock,
        )
        self.root.startService()
        self.settle()

    @property
    def events(self) -> dict[RoomCode, list[Event]]:
        """
        Those of the open rooms.
        """
        return self.kept.events

    def _open(self) -> MoodyJournal:
        self.store = MoodyJournal(self.kept)
        return self.store

    def settle(self) -> None:
        """
        Let every turn that is due happen.
        """
        self.clock.advance(0)

    def stop_journal(self) -> None:
        self.root.terminate_child("journal")
        self.settle()

    def start_journal(self) -> None:
        self.root.restart_child("journal")
        self.settle()

    def stop(self) -> None:
        self.root.stopService()
        self.settle()


class PlayCase(SynchronousTestCase):
    """
    Has a world to play in.
    """

    def setUp(self) -> None:
        self.world = PlayWorld()
        self.addCleanup(self.world.stop)

    def member(self, name: str = "somebody") -> FakeMember:
        return FakeMember(name, self.world.clock)

    def restart(self, *members: FakeMember) -> None:
        """
        Stop the server, which these members were connected to, and start it again.
        """
        for member in members:
            self.end(member, Shutdown())
        self.world.stop()
        self.world = PlayWorld(self.world)
        self.addCleanup(self.world.stop)

    def result(self, awaitable: Awaitable[Value]) -> Value:
        """
        What an awaitable gives, which it does by the end of this turn.
        """
        if not isinstance(awaitable, Deferred):
            awaitable = Deferred.fromCoroutine(awaitable)  # type: ignore[arg-type]
        self.world.settle()
        value: Value = self.successResultOf(awaitable)
        return value

    def done(self, awaitable: Awaitable[Answer]) -> RoomState:
        """
        The room after something that is not refused.
        """
        answer = self.result(awaitable)
        assert isinstance(answer, RoomState), answer
        return answer

    def refused(self, awaitable: Awaitable[Answer], reason: Reason) -> Rejected:
        """
        The rejection of something that is refused for this reason.
        """
        answer = self.result(awaitable)
        assert isinstance(answer, Rejected), answer
        self.assertEqual(answer.reason, reason)
        return answer

    def create(self, member: FakeMember, **wish: Any) -> RoomCode:
        """
        Have a member open a room; its code.
        """
        return self.done(self.world.house.lobby.create(member, CreateRoom(**wish))).code

    def join(self, member: FakeMember, code: str, symbol: str | None = None) -> Any:
        return self.world.house.lobby.join(member, RoomCode(code), symbol)

    async def come_back(self, member: FakeMember, token: str) -> Answer:
        """
        Have somebody show a token, who has it from then on.
        """
        key = key_of(token)
        room = await self.world.house.lobby.room_of(key)
        if isinstance(room, Rejected):
            return room
        answer = await room.come_back(member, member.name, key)
        if isinstance(answer, RoomState):
            member.token = token
        return answer

    def back(self, gone: FakeMember) -> FakeMember:
        """
        Have a player come back over a new connection; the member that is then.
        """
        _connections[gone.name] += 1
        member = self.member(f"{gone.name}-{_connections[gone.name]}")
        member.name = gone.name
        self.done(self.come_back(member, gone.token))
        return member

    def table(
        self, players: int = 2, *, playing: bool = False, **wish: Any
    ) -> tuple[RoomCode, list[FakeMember]]:
        """
        A full room and its members by seat, who have forgotten how it began.
        """
        members = [self.member(name) for name in NAMES[:players]]
        code = self.create(members[0], players=players, **wish)
        for member in members[1:]:
            self.done(self.join(member, code))
        if playing:
            self.done(self.room(code).start(0))
        for member in members:
            member.forget()
        return code, members

    def room(self, code: RoomCode) -> Room:
        """
        The room of that code, which is up.
        """
        room = self.world.rooms.up(code)
        assert room is not None, code
        return room

    def play(self, code: RoomCode, *columns: int) -> RoomState:
        """
        Drop discs, each by the seat whose turn it is.
        """
        for column in columns:
            room = self.room(code)
            assert room.state.position is not None
            self.done(room.drop(room.state.position.turn, column))
        return self.room(code).state

    def assert_won(self, state: RoomState, *, by: int) -> None:
        """
        Fail unless the game is over and this seat has won it.
        """
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(state.status, Status.OVER)
        self.assertEqual(state.position.outcome.winner, by)

    def end(self, member: FakeMember, exit: Exit = LOST_CONNECTION) -> None:
        """
        End a member's connection.
        """
        member.process.end(exit)
        self.world.settle()

    def crash(self, code: RoomCode, times: int = 1) -> None:
        """
        Crash a room, each time when it is up again.
        """
        for _ in range(times):
            self.room(code).crash(Bug())
            self.world.settle()
        self.assertEqual(len(self.flushLoggedErrors(Bug)), times)

    def break_effect(self, on: type[Any]) -> None:
        """
        Have the room raise a Bug the first time that an event of this kind, which is in
        the journal by then, is to have its effect.
        """
        effects = dict(room_module._EFFECTS)
        whole = effects.get(on)
        bugs = [Bug(on.__name__)]

        def breaks(room: Room, event: Any) -> None:
            if bugs:
                raise bugs.pop()
            if whole is not None:
                whole(room, event)

        self.patch(room_module, "_EFFECTS", {**effects, on: breaks})

    def break_once(self, owner: object, name: str, on: type[Any]) -> None:
        """
        Have a method raise a Bug the first time its argument is of this kind.
        """
        whole: Callable[..., Any] = getattr(owner, name)
        bugs = [Bug(name)]

        def breaks(self: object, argument: object) -> Any:
            if isinstance(argument, on) and bugs:
                raise bugs.pop()
            return whole(self, argument)

        self.patch(owner, name, breaks)


def crashed() -> Crashed:
    """
    The exit of a connection with a bug.
    """
    return Crashed(Failure(Bug()))


def absences(member: FakeMember) -> list[tuple[int, Departure]]:
    """
    The players away of whom a member was told.
    """
    return [
        (update.happening.seat, update.happening.why)
        for update in member.updates
        if isinstance(update.happening, PlayerDropped)
    ]


def departures(member: FakeMember) -> list[tuple[int, Departure]]:
    """
    The departures that a member was told of.
    """
    return [
        (update.happening.seat, update.happening.why)
        for update in member.updates
        if isinstance(update.happening, PlayerLeft)
    ]
