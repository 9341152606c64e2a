"""
How long players may think: time controls, as they are agreed and written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Of a game, and of each move: in minutes, and in seconds.
MOST_MINUTES: Final = 180
MOST_INCREMENT: Final = 180
# Nobody can type much faster.
LEAST_SECONDS: Final = 3

_WRITTEN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:\+([0-9]{1,3}))?")

# How long the others wait for who is away from a timed game.
_SHORTEST_GRACE: Final = 20
_LONGEST_GRACE: Final = 180


@dataclass(frozen=True, slots=True)
class TimeControl:
    """
    Each player's time for the whole game, and what each move adds to it.

    >>> TimeControl(180, 2).written
    '3+2'
    >>> TimeControl(30, 0).written
    '0.5+0'

    :ivar base: seconds.
    :ivar increment: seconds.
    """

    base: int
    increment: int = 0

    @property
    def written(self) -> str:
        """
        Minutes, a plus, and seconds.
        """
        return f"{round(self.base / 60, 2):g}+{self.increment}"

    @property
    def start(self) -> int:
        """
        What each clock shows at the beginning, in milliseconds.
        """
        return 1000 * (self.base or self.increment)

    @property
    def grace(self) -> int:
        """
        For how many seconds the others wait for who is away.
        """
        return min(max(self.base // 4, _SHORTEST_GRACE), _LONGEST_GRACE)


def written(control: TimeControl | None) -> str | None:
    """
    A time control as it is written; None where no time is counted.
    """
    return None if control is None else control.written


USUAL_CONTROL: Final = TimeControl(180, 2)


def read_control(written: str) -> TimeControl:
    """
    A time control as people write it: minutes, and seconds for each move.

    >>> read_control("5+3"), read_control("0.5")
    (TimeControl(base=300, increment=3), TimeControl(base=30, increment=0))

    :raises ValueError: when it is none, or more than people sit down for, or less than
        they can play in.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(written)
    minutes, increment = float(found[1]), int(found[2] or 0)
    base = round(60 * minutes)
    if minutes > MOST_MINUTES or increment > MOST_INCREMENT:
        raise ValueError(written)
    if base + increment < LEAST_SECONDS:
        raise ValueError(written)
    return TimeControl(base, increment)
