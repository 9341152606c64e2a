"""
What can be wrong with a move, a record or a variant, each with its sentence.

The text of every error here is what the player gets: what is wrong, why, and what to
do now. Columns count from 0 in the fields and from 1 in the text.

An *invalid* record or variant cannot be read or made; an *illegal* move can be read,
but is not allowed in this position.
"""

from collections.abc import Sequence


class Connect4Error(Exception):
    """
    The root of all errors that connect4tx raises on purpose.
    """


class InvalidVariant(Connect4Error):
    """
    A board or a number of players with which there is no game.

    :ivar field: the field of ``Variant`` that is wrong.
    :ivar value: what was asked for.
    :ivar sentence: the text for the player.
    """

    def __init__(self, field: str, value: int, sentence: str) -> None:
        super().__init__(field, value, sentence)
        self.field = field
        self.value = value
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class InvalidRecord(Connect4Error):
    """
    A record that cannot be read, as one of its characters names no column.

    :ivar index: where the character stands, from 0.
    :ivar character: the character; the text escapes it unless it is plain ASCII.
    """

    def __init__(self, index: int, character: str) -> None:
        super().__init__(index, character)
        self.index = index
        self.character = character

    def __str__(self) -> str:
        return (
            f"Move {self.index + 1} of the record, {self.character!a}, is not a column:"
            " write 1 to 9, then a for column 10, up to k for column 20."
        )


class IllegalMove(Connect4Error):
    """
    A move that is not allowed in this position.
    """


class ColumnFull(IllegalMove):
    """
    A disc was to be dropped into a column that has no room.

    :ivar column: the column, from 0.
    :ivar open_columns: the columns, from 0, that do have room.
    """

    def __init__(self, column: int, open_columns: Sequence[int] = ()) -> None:
        super().__init__(column, open_columns)
        self.column = column
        self.open_columns = tuple(open_columns)

    def __str__(self) -> str:
        if not self.open_columns:
            return f"Column {self.column + 1} is full; choose another."
        numbers = " ".join(str(column + 1) for column in self.open_columns)
        return f"Column {self.column + 1} is full; open: {numbers}."


class NoSuchColumn(IllegalMove):
    """
    A disc was to be dropped beside the board.

    :ivar column: the column asked for, from 0; it may be negative.
    :ivar columns: how many columns the board has, if that is known.
    """

    def __init__(self, column: int, columns: int | None = None) -> None:
        super().__init__(column, columns)
        self.column = column
        self.columns = columns

    def __str__(self) -> str:
        if self.columns is None:
            return f"There is no column {self.column + 1}; choose another."
        return f"There is no column {self.column + 1}: columns are 1 to {self.columns}."


class GameOver(IllegalMove):
    """
    A move came after the end of the game.
    """

    def __str__(self) -> str:
        return "The game is over, no more moves can be made: start another to play on."
