"""
An engine that looks at everything, when there is little left to look at.
"""

from __future__ import annotations

from collections.abc import Mapping

from twisted.internet.defer import Deferred, succeed

from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from connect4tx.play.ports import Prospect

# More of them take too long.
EMPTY_AT_MOST = 12


class ExactEngine:
    """
    Knows the ends of games; of all before, it knows nothing.

    :ivar asked: the positions it was asked about, in order.
    :ivar forgotten: of which it knows nothing either.
    :ivar slow: whether it answers only when told to; see :meth:`answer`.
    :ivar waiting: what it has not answered yet, in order.
    :ivar cancelled: how many questions nobody wants answered any more.
    """

    def __init__(self, *, perfect: bool = True, slow: bool = False) -> None:
        self.asked: list[Position] = []
        self.forgotten: set[Position] = set()
        self.slow = slow
        self.waiting: list[tuple[Deferred[Mapping[int, Prospect]], Position]] = []
        self.cancelled = 0
        self._perfect = perfect

    def is_perfect(self, variant: Variant) -> bool:
        return self._perfect

    def choose(self, position: Position, level: int) -> Deferred[int]:
        """
        The rightmost column, so that nobody takes it for the best.
        """
        return succeed(position.open_columns()[-1])

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        self.asked.append(position)
        if not self.slow:
            return succeed(self._known(position))
        answer: Deferred[Mapping[int, Prospect]] = Deferred(self._cancel)
        self.waiting.append((answer, position))
        return answer

    def answer(self) -> None:
        """
        Answer the question that waits longest.
        """
        answer, position = self.waiting.pop(0)
        answer.callback(self._known(position))

    def _cancel(self, answer: Deferred[Mapping[int, Prospect]]) -> None:
        self.waiting = [each for each in self.waiting if each[0] is not answer]
        self.cancelled += 1

    def _known(self, position: Position) -> dict[int, Prospect]:
        columns = position.open_columns()
        empty = position.variant.cells - position.ply
        if empty > EMPTY_AT_MOST or position in self.forgotten:
            return {column: Prospect() for column in columns}
        known: dict[Position, Prospect] = {}
        return {column: _after(position.play(column), known) for column in columns}


def _after(position: Position, known: dict[Position, Prospect]) -> Prospect:
    """
    What the move that led to a position was worth.
    """
    found = known.get(position)
    if found is None:
        found = known[position] = _searched(position, known)
    return found


def _searched(position: Position, known: dict[Position, Prospect]) -> Prospect:
    if position.outcome is not None:
        return Prospect(0 if position.outcome.winner is None else 1, 1)
    replies = [
        _after(position.play(column), known) for column in position.open_columns()
    ]
    best = max(replies, key=_worth)
    assert best.value is not None
    return Prospect(-best.value, best.plies + 1)


def _worth(prospect: Prospect) -> int:
    assert prospect.value is not None
    return prospect.value * (1000 - prospect.plies)
