"""
What is agreed before a game: the board's size, the length of a line, the players.
"""

import random
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

from connect4tx.game.errors import InvalidVariant

MIN_SIZE: Final = 4
MAX_SIZE: Final = 20
MIN_CONNECT: Final = 3
MAX_CONNECT: Final = 10
MIN_PLAYERS: Final = 2
MAX_PLAYERS: Final = 4


class _Limit(NamedTuple):
    option: str
    low: int
    high: int
    refusal: str


_LIMITS: Final = {
    "columns": _Limit(
        "--cols", MIN_SIZE, MAX_SIZE, "A board cannot have {value} column{s}"
    ),
    "rows": _Limit("--rows", MIN_SIZE, MAX_SIZE, "A board cannot have {value} row{s}"),
    "connect": _Limit(
        "--connect", MIN_CONNECT, MAX_CONNECT, "A line cannot be {value} disc{s} long"
    ),
    "players": _Limit(
        "--players", MIN_PLAYERS, MAX_PLAYERS, "A game cannot have {value} player{s}"
    ),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """
    A board and the rules that are played on it.

    >>> Variant(columns=8, rows=7).cells
    56
    >>> Variant(columns=3)  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
        ...
    connect4tx.game.errors.InvalidVariant: A board cannot have 3 columns, only 4 to 20:
    choose --cols from 4 to 20.

    :ivar columns: 4 to 20.
    :ivar rows: 4 to 20.
    :ivar connect: discs in a line that wins: 3 to 10, and the line fits on the board.
    :ivar players: 2 to 4.
    :raises InvalidVariant: when there is no such game.
    """

    columns: int = 7
    rows: int = 6
    connect: int = 4
    players: int = 2

    def __post_init__(self) -> None:
        for field in _LIMITS:
            _check_limit(field, getattr(self, field))
        if self.connect > max(self.columns, self.rows):
            raise InvalidVariant("connect", self.connect, _does_not_fit(self))

    @property
    def cells(self) -> int:
        """
        How many discs fill the board.
        """
        return self.columns * self.rows

    @classmethod
    def random_size(
        cls, rng: random.Random, connect: int = 4, players: int = 2
    ) -> Self:
        """
        A board of a random size: what a player gets who asks for 42 by 42.

        A line that is too long for the board that was drawn becomes as long as fits.

        :raises InvalidVariant: when no board allows this line or so many players.
        """
        largest = cls(MAX_SIZE, MAX_SIZE, connect, players)
        columns = rng.randint(MIN_SIZE, MAX_SIZE)
        rows = rng.randint(MIN_SIZE, MAX_SIZE)
        fitting = min(connect, max(columns, rows))
        return replace(largest, columns=columns, rows=rows, connect=fitting)


def _check_limit(field: str, value: int) -> None:
    option, low, high, refusal = _LIMITS[field]
    if low <= value <= high:
        return
    what = refusal.format(value=value, s="" if value == 1 else "s")
    sentence = f"{what}, only {low} to {high}: choose {option} from {low} to {high}."
    raise InvalidVariant(field, value, sentence)


def _does_not_fit(variant: Variant) -> str:
    longest = max(variant.columns, variant.rows)
    return (
        f"A line of {variant.connect} discs does not fit on {variant.columns} columns"
        f" and {variant.rows} rows: choose --connect from {MIN_CONNECT} to {longest},"
        " or a larger board with --cols and --rows."
    )


STANDARD: Final = Variant()
