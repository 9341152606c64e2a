"""
A house of which every part may be slow, or fail, for tests of whatever happens in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import Prospect
from connect4tx.play.robots import Robot
from connect4tx.play.room import Room
from tests.support import members
from tests.support.journals import MoodyJournal
from tests.support.members import Bug, PlayCase, PlayWorld


class AnyEngine:
    """
    Plays the first open column, and can see nothing, or that all is drawn or lost.

    :ivar bugs: how many of the next questions it fails at.
    :ivar slow: whether it answers only when :meth:`go_on` is called.
    """

    def __init__(self) -> None:
        self.bugs = 0
        self.slow = False
        self._held: list[Callable[[], object]] = []

    def is_perfect(self, variant: Variant) -> bool:
        return False

    def choose(self, position: Position, level: int) -> Deferred[int]:
        open_columns = list(position.open_columns())
        return self._answer(open_columns[level % len(open_columns)])

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        value = (None, 0, 1)[position.ply % 3]
        columns = position.open_columns()
        return self._answer({column: Prospect(value) for column in columns})

    def go_on(self) -> None:
        """
        Give all answers that are owed; no longer be slow.
        """
        self.slow = False
        while self._held:
            self._held.pop(0)()

    def _answer(self, answer: Any) -> Deferred[Any]:
        if self.bugs:
            self.bugs -= 1
            return fail(Bug("the engine"))
        if not self.slow:
            return succeed(answer)
        later: Deferred[Any] = Deferred(lambda _: None)

        def give() -> None:
            if not later.called:
                later.callback(answer)

        self._held.append(give)
        return later


class AnyJournal(MoodyJournal):
    """
    One that takes its time with what it is asked, too, when it is slow.
    """

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        return self._in_time(lambda: super(AnyJournal, self).room_of(key))

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        return self._in_time(lambda: super(AnyJournal, self).is_open(room))

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return self._in_time(lambda: super(AnyJournal, self).read(room, after))

    def _in_time(self, ask: Callable[[], Deferred[Any]]) -> Deferred[Any]:
        if not self.slow:
            return ask()
        answer: Deferred[Any] = Deferred(lambda _: None)

        def later() -> None:
            if not answer.called:
                ask().chainDeferred(answer)

        self._held.append(later)
        return answer


class AnyWorld(PlayWorld):
    """
    A world with such an engine and such a journal.
    """

    store: AnyJournal

    def __init__(self, case: PlayCase, before: AnyWorld | None = None) -> None:
        self.engine = AnyEngine()

        def engine(rng: Random) -> AnyEngine:
            return self.engine

        patch = case.patch(members, "SimpleEngine", engine)
        super().__init__(before)
        patch.restore()

    def _open(self) -> MoodyJournal:
        self.store = AnyJournal(self.kept)
        return self.store

    def robots(self, room: Room) -> list[Robot]:
        """
        The computer players that are in a room.
        """
        here = list(room.members.values())
        return [member for member in here if isinstance(member, Robot)]
