"""
Puzzles: positions of games that were played here, in which one move wins, and the win
is proven.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import inf
from random import Random

from twisted.internet.defer import DeferredLock
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD
from connect4tx.play.analysis import best_of, consult
from connect4tx.play.events import GameRecord
from connect4tx.play.ports import Engine, Journal, JournalDown, Prospect
from connect4tx.play.records import game_code

# How far off the end of the game is, in discs.
NEAREST, FURTHEST = 3, 15

# Before so many discs, there is hardly a forced win that near.
_FIRST_PLY = 6

GAMES_LOOKED_AT = 100
SEARCH_SECONDS = 20.0
PUZZLES_KEPT = 50

# With so many to choose from, none is looked for.
_ENOUGH = 10
# The engine may answer at once, and others are not to wait for all of the places.
_PLACES_A_TURN = 25
# What the engine could not tell at once, it may tell another time.
AGAIN_SECONDS = 600.0
# More than there are in all the games that are looked at.
_PLACES_KEPT = GAMES_LOOKED_AT * STANDARD.cells


@dataclass(frozen=True, slots=True, eq=False)
class Puzzle:
    """
    A position in which just one move wins.

    :ivar record: the game that it is from.
    :ivar prospects: what each move leads to.
    :ivar line: the columns, from 0, from that move to the win, when the other holds out
        as long as possible.
    """

    record: GameRecord
    position: Position
    prospects: Mapping[int, Prospect]
    line: tuple[int, ...]

    @property
    def id(self) -> str:
        """
        The game's code and after how many discs; no two have the same.
        """
        return f"{game_code(self.record)}.{self.position.ply}"

    @property
    def solution(self) -> int:
        """
        The column, from 0, that wins.
        """
        return self.line[0]


class Lack(Enum):
    """
    Why there is no puzzle.

    :cvar GAMES: no game of the usual kind is over that others may see.
    :cvar PROOF: in none of the latest games a win could be proven.
    :cvar RECORDS: the games cannot be read at the moment.
    """

    GAMES = "no_games"
    PROOF = "none_found"
    RECORDS = "records_down"


class Puzzles:
    """
    Finds puzzles, and keeps some.
    """

    def __init__(
        self, *, journal: Journal, engine: Engine, rng: Random, clock: IReactorTime
    ) -> None:
        self._journal = journal
        self._engine = engine
        self._rng = rng
        self._clock = clock
        self._one_search = DeferredLock()
        self._kept: OrderedDict[Position, Puzzle] = OrderedDict()
        # What was looked at already, and when it may be looked at again.
        self._seen: OrderedDict[tuple[str, int], float] = OrderedDict()

    async def another(self, before: Puzzle | None = None) -> Puzzle | Lack:
        """
        Any puzzle, but not the same again as long as there are others.

        :param before: the one before.
        """
        if len(self._others(before)) < _ENOUGH:
            until = self._clock.seconds() + SEARCH_SECONDS
            try:
                async with self._one_search:
                    found = await self._search(until)
            except JournalDown:
                return Lack.RECORDS
            if isinstance(found, Puzzle) or not self._kept:
                return found
        known = self._others(before) or list(self._kept.values())
        return self._rng.choice(known)

    def _others(self, before: Puzzle | None) -> list[Puzzle]:
        last = None if before is None else before.position
        return [puzzle for at, puzzle in self._kept.items() if at != last]

    async def _search(self, until: float) -> Puzzle | Lack:
        """
        Look for a puzzle that is not known yet, in the latest games.
        """
        games = [
            record
            for record in await self._journal.games(GAMES_LOOKED_AT)
            if record.variant == STANDARD and not record.private
        ]
        for number, (record, ply) in enumerate(self._places(games), 1):
            if self._clock.seconds() >= until:
                break
            if number % _PLACES_A_TURN == 0:
                await deferLater(self._clock, 0)
            puzzle = await self._made_of(record, ply, until)
            if puzzle is not None:
                self._keep(puzzle)
                return puzzle
        return Lack.PROOF if games else Lack.GAMES

    def _places(self, games: list[GameRecord]) -> list[tuple[GameRecord, int]]:
        """
        Games, and after how many discs to look at them, in any order; what no solver
        looks at is easiest near its end, which then comes first.
        """
        now = self._clock.seconds()
        places = [
            (record, ply)
            for record in games
            for ply in range(_FIRST_PLY, len(record.moves))
            if self._seen.get((game_code(record), ply), 0.0) <= now
        ]
        self._rng.shuffle(places)
        if not self._engine.is_perfect(STANDARD):
            places.sort(key=lambda place: -place[1])
        return places

    def _note(self, record: GameRecord, ply: int, *, settled: bool) -> None:
        again = inf if settled else self._clock.seconds() + AGAIN_SECONDS
        self._seen[game_code(record), ply] = again
        if len(self._seen) > _PLACES_KEPT:
            self._seen.popitem(last=False)

    def _keep(self, puzzle: Puzzle) -> None:
        self._kept[puzzle.position] = puzzle
        if len(self._kept) > PUZZLES_KEPT:
            self._kept.popitem(last=False)

    async def _made_of(
        self, record: GameRecord, ply: int, until: float
    ) -> Puzzle | None:
        columns = digits_to_columns(record.moves[:ply])
        position = replay(STANDARD, columns, record.first)
        if position in self._kept or _wins_at_once(position):
            self._note(record, ply, settled=True)
            return None
        prospects = await self._prospects(position, until)
        line = None
        settled = all(of.value is not None for of in prospects.values())
        if _is_one_win(prospects):
            line = await self._line(position, until)
            settled = line is not None
        if self._clock.seconds() < until:
            self._note(record, ply, settled=settled)
        return None if line is None else Puzzle(record, position, prospects, line)

    async def _line(self, position: Position, until: float) -> tuple[int, ...] | None:
        """
        Best play from a won position to its end; None when it is not known.
        """
        line: list[int] = []
        winner = position.turn
        while position.outcome is None:
            best = best_of(await self._prospects(position, until))
            if not best:
                return None
            line.append(best[0])
            position = position.play(best[0])
        return tuple(line) if position.outcome.winner == winner else None

    async def _prospects(
        self, position: Position, until: float
    ) -> Mapping[int, Prospect]:
        return await consult(
            self._engine.prospects, position, clock=self._clock, until=until
        )


def _wins_at_once(position: Position) -> bool:
    for column in position.open_columns():
        outcome = position.play(column).outcome
        if outcome is not None and outcome.winner is not None:
            return True
    return False


def _is_one_win(prospects: Mapping[int, Prospect]) -> bool:
    """
    Whether one move wins, and all others are known not to.
    """
    if any(of.value is None for of in prospects.values()):
        return False
    won = [of.plies for of in prospects.values() if of.value == 1]
    return len(won) == 1 and NEAREST <= won[0] <= FURTHEST
