"""
Records: the moves of a game as a string, one character for each disc.

A column is written as the digit under which players know it, 1 for the leftmost; on
wide boards a is column 10 and k column 20. On boards of up to nine columns this is the
notation of Pascal Pons' solver.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from connect4tx.game.errors import InvalidRecord
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant

DIGITS: Final = "123456789abcdefghijk"

# A table, as int() and str.lower() also read digits and letters of other scripts.
_COLUMNS: Final = {
    digit: column
    for digits in (DIGITS, DIGITS.upper())
    for column, digit in enumerate(digits)
}


def columns_to_digits(columns: Sequence[int]) -> str:
    """
    Write columns, from 0, as a record.

    >>> columns_to_digits([3, 3, 9])
    '44a'

    :raises ValueError: when a column is on no board.
    """
    for column in columns:
        if not 0 <= column < len(DIGITS):
            raise ValueError(f"no digit for column {column}")
    return "".join([DIGITS[column] for column in columns])


def digits_to_columns(digits: str) -> tuple[int, ...]:
    """
    Read a record as columns, from 0; letters may be capitals.

    It is not known here whether the moves are legal: that is for ``replay``.

    >>> digits_to_columns("44a")
    (3, 3, 9)

    :raises InvalidRecord: when a character is no column.
    """
    columns = []
    for index, digit in enumerate(digits):
        column = _COLUMNS.get(digit)
        if column is None:
            raise InvalidRecord(index, digit)
        columns.append(column)
    return tuple(columns)


def replay(variant: Variant, columns: Iterable[int], first: int = 0) -> Position:
    """
    The position after these moves on an empty board.

    >>> from connect4tx.game.variant import STANDARD
    >>> replay(STANDARD, digits_to_columns("4444444"))
    Traceback (most recent call last):
        ...
    connect4tx.game.errors.ColumnFull: Column 4 is full; open: 1 2 3 5 6 7.

    :param first: the seat that begins.
    :raises IllegalMove: when a move is not allowed where it stands.
    """
    position = Position.start(variant, first)
    for column in columns:
        position = position.play(column)
    return position
