"""
Looking ahead: alpha-beta search on bitboards, for every game of two.

What it holds proven is exact, with the number of discs to the end: a winner takes the
shortest way, and a loser the longest. The rest is a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from connect4tx.bots.duel import Duel
from connect4tx.bots.guess import guess_on, no_guess
from connect4tx.bots.threats import threats_on
from connect4tx.play.ports import Prospect

# A win with the n-th disc of the game is worth WON - n. No guess comes near to that.
WON: Final = 10_000
PROVEN: Final = 9_000

# How often the clock is read: every so many positions, which take a few milliseconds.
_CLOCK_EVERY: Final = 256
_MOST_REMEMBERED: Final = 1_000_000
_EXACT, _AT_LEAST, _AT_MOST = range(3)

Now = Callable[[], float]


class _TimeIsUp(Exception):
    """
    The search ends where it is.
    """


class Search:
    """
    One look ahead from one position.

    :param now: the time in seconds.
    :param until: when it has to end, by that clock.
    :param guesses: whether it tells positions apart that it has not looked through.
    """

    def __init__(
        self, duel: Duel, *, now: Now, until: float, guesses: bool = True
    ) -> None:
        layout = duel.layout
        self._duel = duel
        self._now = now
        self._until = until
        self._threats = threats_on(duel.variant)
        self._guess = guess_on(duel.variant) if guesses else no_guess
        self._board = sum(layout.masks)
        self._bottoms = sum(layout.bottoms)
        self._full_ply = layout.full_ply
        middle = (layout.columns - 1) / 2
        columns = sorted(range(layout.columns), key=lambda each: abs(each - middle))
        self._central_first = tuple(layout.masks[column] for column in columns)
        self._ply = duel.ply
        self._horizon = 0
        self._known: dict[int, tuple[int, int, int, int]] = {}
        self._until_clock = _CLOCK_EVERY

    def prospects(self, depth: int | None = None) -> dict[int, Prospect]:
        """
        What each move leads to, as far as it is proven in time.

        :param depth: how many discs to look ahead, at least 3; to the end when None.
        """
        found = dict.fromkeys(self._duel.open_columns, Prospect())
        try:
            for horizon in self._horizons(depth):
                self._horizon = horizon
                for column in [each for each in found if found[each].value is None]:
                    found[column] = self._prospect(self._score(column, -WON, WON))
        except _TimeIsUp:
            pass
        return found

    def best(self, depth: int | None = None) -> tuple[int, ...]:
        """
        The moves that are best, and equally good, as far as it sees in time.

        :param depth: how many discs to look ahead, at least 3; to the end when None.
        """
        best: tuple[int, ...] = ()
        columns = self._duel.open_columns
        try:
            for horizon in self._horizons(depth):
                self._horizon = horizon
                scores: dict[int, int] = {}
                # The best so far come first, so that the others are soon refuted.
                for column in sorted(columns, key=best.__contains__, reverse=True):
                    scores[column] = self._compared(
                        column, max(scores.values(), default=-WON)
                    )
                top = max(scores.values())
                best = tuple(each for each in columns if scores[each] == top)
                if abs(top) > PROVEN:
                    break
        except _TimeIsUp:
            pass
        return best

    def _horizons(self, depth: int | None) -> list[int]:
        """
        The plies to which to look, in turn, so that this many discs are seen.

        Who wins with one of the next two is seen without a look. The first horizon
        takes so little that it is never cut short: there always is an answer.
        """
        ends = self._full_ply - self._ply
        depth = ends if depth is None else min(depth, ends)
        seen = [3, *range(4 + depth % 2, depth + 1, 2)]
        return [self._ply + each - 2 for each in seen]

    def _prospect(self, score: int) -> Prospect:
        if abs(score) > PROVEN:
            plies = WON - abs(score) - self._ply
            return Prospect(1 if score > 0 else -1, plies)
        if self._horizon + 2 >= self._full_ply:
            return Prospect(0, self._full_ply - self._ply)
        return Prospect()

    def _compared(self, column: int, top: int) -> int:
        """
        What a move is worth when that is as much as the best so far, else less.
        """
        if top > -WON:
            score = self._score(column, top - 1, top)
            if score < top:
                return score
        return self._score(column, top - 1, WON)

    def _score(self, column: int, alpha: int, beta: int) -> int:
        """
        What a move is worth to who makes it.
        """
        own, other = self._duel.own, self._duel.other
        layout = self._duel.layout
        disc = ((own | other) + layout.bottoms[column]) & layout.masks[column]
        if disc & self._threats(own):
            return WON - self._ply - 1
        own |= disc
        its, mine = self._threats(other), self._threats(own)
        return -self._value(other, own, its, mine, self._ply + 1, -beta, -alpha)

    def _value(  # noqa: PLR0917 - what is called a million times takes no records
        self,
        own: int,
        other: int,
        mine: int,
        its: int,
        ply: int,
        alpha: int,
        beta: int,
    ) -> int:
        """
        What a position is worth to who is to move; only a bound outside alpha to beta.

        :param mine: the threats of who is to move.
        :param its: the threats of the opponent.
        """
        filled = own | other
        moves = (filled + self._bottoms) & self._board
        if mine & moves:
            return WON - ply - 1
        forced = moves & its
        if forced:
            moves = forced
        safe = moves & ~(its >> 1)
        if forced & (forced - 1) or not safe:
            return ply + 2 - WON if moves else 0
        if ply + 2 >= self._full_ply:
            return 0
        if ply >= self._horizon:
            return self._guess(own, other, mine, its, ply)
        # Nobody wins with one of the next two discs.
        worst, most = ply + 4 - WON, WON - ply - 3
        if worst >= beta:
            return worst
        if most <= alpha:
            return most
        alpha, beta = max(alpha, worst), min(beta, most)
        return self._searched(own, other, safe, its, ply, alpha, beta)

    def _searched(  # noqa: PLR0917 - as above
        self,
        own: int,
        other: int,
        moves: int,
        its: int,
        ply: int,
        alpha: int,
        beta: int,
    ) -> int:
        """
        The same, when no rule tells: by what is remembered, or by trying these moves.
        """
        key = own + (own | other) + self._bottoms
        known = self._known.get(key)
        first = 0
        if known is not None:
            horizon, kind, value, first = known
            # What is proven stays so when one looks further.
            if horizon == self._horizon or abs(value) > PROVEN:
                if kind == _EXACT:
                    return value
                if kind == _AT_LEAST:
                    alpha = max(alpha, value)
                else:
                    beta = min(beta, value)
                if alpha >= beta:
                    return value
        self._until_clock -= 1
        if not self._until_clock:
            self._look_at_clock()
        tries = self._ordered(own, own | other, moves, first)
        value, best = self._tried(tries, own, other, its, ply, alpha, beta)
        kind = _AT_LEAST if value >= beta else _EXACT if value > alpha else _AT_MOST
        self._known[key] = (self._horizon, kind, value, best)
        return value

    def _tried(  # noqa: PLR0917 - as above
        self,
        tries: Iterator[tuple[int, int]],
        own: int,
        other: int,
        its: int,
        ply: int,
        alpha: int,
        beta: int,
    ) -> tuple[int, int]:
        """
        What the best of these moves is worth, and which it is.

        The first is looked at in full; of the others it is enough to know that they
        are no better, until one is.
        """
        ply += 1
        top, best = -WON, 0
        for disc, mine in tries:
            after = own | disc
            if best and beta - alpha > 1:
                value = -self._value(other, after, its, mine, ply, -alpha - 1, -alpha)
                if alpha < value < beta:
                    value = -self._value(other, after, its, mine, ply, -beta, -value)
            else:
                value = -self._value(other, after, its, mine, ply, -beta, -alpha)
            if value > top:
                top, best = value, disc
                if value >= beta:
                    break
                alpha = max(alpha, value)
        return top, best

    def _ordered(
        self, own: int, filled: int, moves: int, first: int
    ) -> Iterator[tuple[int, int]]:
        """
        The discs that may be dropped, likely good ones first, with the threats after.

        :param first: what was best before, 0 when that is not known.
        """
        threats_of = self._threats
        if first:
            yield first, threats_of(own | first)
        empty = self._board ^ filled
        others = []
        for mask in self._central_first:
            disc = moves & mask
            if disc and disc != first:
                threats = threats_of(own | disc)
                others.append(((threats & empty).bit_count(), disc, threats))
        if len(others) > 1:
            others.sort(key=_by_count, reverse=True)
        for _, disc, threats in others:
            yield disc, threats

    def _look_at_clock(self) -> None:
        self._until_clock = _CLOCK_EVERY
        if self._now() >= self._until:
            raise _TimeIsUp
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()


def _by_count(move: tuple[int, int, int]) -> int:
    return move[0]
