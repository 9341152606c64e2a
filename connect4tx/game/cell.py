"""
A place on the board.
"""

import string
from typing import NamedTuple


class Cell(NamedTuple):
    """
    A place for one disc.

    :ivar column: from 0, from the left.
    :ivar row: from 0, from the bottom.
    """

    column: int
    row: int

    @property
    def name(self) -> str:
        """
        The cell as books write it: a letter for the column, rows from 1 (Allis, 1988).

        >>> Cell(column=3, row=0).name
        'd1'
        """
        return f"{string.ascii_lowercase[self.column]}{self.row + 1}"
