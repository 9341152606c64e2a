"""
What moves were worth: games that are over gone through move by move, and hints.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from twisted.internet.defer import (
    Deferred,
    DeferredList,
    DeferredSemaphore,
    TimeoutError,
)
from twisted.internet.interfaces import IReactorTime

from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns
from connect4tx.game.variant import STANDARD
from connect4tx.play.events import GameRecord
from connect4tx.play.ports import Engine, Prospect
from connect4tx.play.records import game_code
from connect4tx.play.rejections import Reason, Rejected, rejected

# For the whole of a review; a solver takes a few seconds.
REVIEW_SECONDS = 60.0
REVIEWS_KEPT = 64

# What all reviews together ask of the engine at once: others are at play.
QUESTIONS_AT_ONCE = 2

# The level that sees furthest, where nothing is proven.
_BEST_LEVEL = 7

NOT_KNOWN = Prospect()

Prospects = Mapping[int, Prospect]


class Mark(Enum):
    """
    What a move did to its player's prospects.
    """

    BEST = "best"
    STILL_WINNING = "still_winning"
    THREW_WIN = "threw_win"
    THREW_DRAW = "threw_draw"
    LOST_ANYWAY = "lost_anyway"
    UNKNOWN = "unknown"


MISTAKES = frozenset({Mark.THREW_WIN, Mark.THREW_DRAW})


@dataclass(frozen=True, slots=True)
class Judged:
    """
    A move, and what it did.

    :ivar ply: from 1.
    :ivar column: from 0; and so those of the best moves, which are none when it is not
        known which they are.
    :ivar after: what the move led to.
    :ivar before: what a best move led to.
    """

    ply: int
    seat: int
    column: int
    mark: Mark
    after: Prospect
    best: tuple[int, ...]
    before: Prospect

    @property
    def is_best(self) -> bool:
        """
        Whether there was no better move; in a lost game, one that holds out longest.
        """
        return self.column in self.best


@dataclass(frozen=True, slots=True)
class Review:
    """
    A game with each of its moves judged.

    :ivar perfect: whether the engine is one that knows every value.
    """

    record: GameRecord
    moves: tuple[Judged, ...]
    perfect: bool

    @property
    def is_whole(self) -> bool:
        """
        Whether there is no move of which nothing could be said.
        """
        return all(move.mark is not Mark.UNKNOWN for move in self.moves)


@dataclass(frozen=True, slots=True)
class Hint:
    """
    What an engine would play.

    :ivar prospect: what that leads to, if it is known.
    """

    column: int
    prospect: Prospect


def best_of(prospects: Prospects) -> tuple[int, ...]:
    """
    The columns of the best moves: they win soonest, or draw, or lose latest; none when
    it is not known which they are.

    >>> best_of({0: Prospect(1, 5), 1: Prospect(1, 3), 2: Prospect()})
    (1,)
    >>> best_of({0: Prospect(-1, 4), 1: Prospect(0, 9), 2: Prospect()})
    ()
    """
    known = {
        column: _worth(of) for column, of in prospects.items() if of.value is not None
    }
    if not known:
        return ()
    best = max(known.values())
    if best[0] != 1 and len(known) < len(prospects):
        return ()
    return tuple(column for column, worth in known.items() if worth == best)


# Longer than any game: a win at a distance that is not known.
_FAR = 1000


def _worth(prospect: Prospect) -> tuple[int, int]:
    value = prospect.value or 0
    return value, -value * (prospect.plies or _FAR)


def judge(prospects: Prospects, column: int) -> Mark:
    """
    What a move did, by what each move before it would have led to.
    """
    best, after = best_of(prospects), prospects.get(column, NOT_KNOWN)
    if not best or after.value is None:
        return Mark.UNKNOWN
    before = prospects[best[0]]
    if before.value == -1:
        return Mark.LOST_ANYWAY
    if column in best:
        return Mark.BEST
    if after.value == 1:
        return Mark.STILL_WINNING
    return Mark.THREW_WIN if before.value == 1 else Mark.THREW_DRAW


async def consult(
    ask: Callable[[Position], Deferred[Prospects]],
    position: Position,
    *,
    clock: IReactorTime,
    until: float,
) -> Prospects:
    """
    What each move leads to; nothing when that is not told in time.

    :param until: in seconds of the clock.
    """
    left = until - clock.seconds()
    if left <= 0:
        return {}
    try:
        return await ask(position).addTimeout(left, clock)
    except TimeoutError:
        return {}


async def hint(engine: Engine, position: Position) -> Hint:
    """
    The best move there is, as far as it is known.
    """
    prospects = await engine.prospects(position)
    best = best_of(prospects)
    if best:
        return Hint(best[0], prospects[best[0]])
    return Hint(await engine.choose(position, _BEST_LEVEL), NOT_KNOWN)


def refusal(record: GameRecord) -> Rejected | None:
    """
    Why a game cannot be reviewed, if it cannot.
    """
    if record.variant != STANDARD:
        return rejected(Reason.NOT_REVIEWED, value=game_code(record))
    if not record.moves:
        return rejected(Reason.NO_MOVES, value=game_code(record))
    return None


class Reviews:
    """
    Makes reviews, and keeps the last for who asks again.
    """

    def __init__(self, *, engine: Engine, clock: IReactorTime) -> None:
        self._engine = engine
        self._clock = clock
        self._turns = DeferredSemaphore(QUESTIONS_AT_ONCE)
        self._kept: OrderedDict[str, Review] = OrderedDict()

    def known(self, record: GameRecord) -> Review | None:
        """
        The review of a game that was made before, if it is kept.
        """
        code = game_code(record)
        if code in self._kept:
            self._kept.move_to_end(code)
        return self._kept.get(code)

    async def review(self, record: GameRecord) -> Review:
        """
        Go through a game of the usual kind.

        Nothing is said of moves for which there was no time.
        """
        until = self._clock.seconds() + REVIEW_SECONDS
        positions = [Position.start(record.variant, record.first)]
        columns = digits_to_columns(record.moves)
        for column in columns[:-1]:
            positions.append(positions[-1].play(column))
        found = await self._look_at(positions, until)
        review = Review(
            record,
            tuple(map(_judged, positions, columns, found)),
            self._engine.is_perfect(record.variant),
        )
        # What a lack of time has left open may be known another time.
        in_time = self._clock.seconds() < until
        if review.is_whole or (in_time and not review.perfect):
            self._keep(review)
        return review

    async def _look_at(
        self, positions: Sequence[Position], until: float
    ) -> list[Prospects]:
        """
        What the moves in each of the positions lead to.

        The last come first, as those are found out soonest.
        """
        found: list[Prospects] = [{}] * len(positions)
        left = list(range(len(positions)))
        ask = partial(self._turns.run, self._engine.prospects)

        async def work() -> None:
            while left:
                number = left.pop()
                found[number] = await consult(
                    ask, positions[number], clock=self._clock, until=until
                )

        ended: list[tuple[bool, Any]] = await DeferredList(
            [Deferred.fromCoroutine(work()) for _ in range(QUESTIONS_AT_ONCE)],
            consumeErrors=True,
        )
        for succeeded, result in ended:
            if not succeeded:
                result.raiseException()
        return found

    def _keep(self, review: Review) -> None:
        self._kept[game_code(review.record)] = review
        if len(self._kept) > REVIEWS_KEPT:
            self._kept.popitem(last=False)


def _judged(position: Position, column: int, prospects: Prospects) -> Judged:
    best = best_of(prospects)
    return Judged(
        position.ply + 1,
        position.turn,
        column,
        judge(prospects, column),
        prospects.get(column, NOT_KNOWN),
        best,
        prospects[best[0]] if best else NOT_KNOWN,
    )
