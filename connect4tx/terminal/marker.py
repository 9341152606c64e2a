"""
What chooses a column with the arrow keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.terminal.cells import cells


@dataclass(frozen=True, slots=True)
class Marker:
    """
    What chooses a column under the board.

    :ivar offsets: the screen column, from 0, of the middle of each column.
    :ivar open: whether a disc can be dropped there.
    :ivar glyph: one character, one cell wide.
    :ivar hint: told behind the chosen column's number.
    """

    offsets: tuple[int, ...]
    open: tuple[bool, ...]
    glyph: str
    hint: str

    def nearest(self, wanted: int) -> int:
        """
        The open column that is nearest to one; any has to be open.
        """
        columns = (column for column, is_open in enumerate(self.open) if is_open)
        return min(columns, key=lambda column: abs(column - wanted))

    def beside(self, column: int, step: int) -> int:
        """
        The next open column to the left (-1) or right (1), round the edge.
        """
        count = len(self.open)
        places = ((column + step * far) % count for far in range(1, count + 1))
        return next(place for place in places if self.open[place])

    def line(self, column: int, room: int) -> str:
        """
        The marker in its place with the words on its right, or else on its left; the
        words alone where the screen ends before it.
        """
        words = f"{column + 1} {self.hint.rstrip()} "
        offset = self.offsets[column]
        left, right = " " * offset, f"{self.glyph} "
        if cells(line := left + right + words) <= room:
            return line
        if cells(words) <= offset <= room - 2:
            return words + " " * (offset - cells(words)) + right
        return words
