"""
One delayed call for all who are looked at now and then.
"""

from __future__ import annotations

from math import ceil
from typing import Protocol

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

# What the addition of times may be wrong by.
_NOTHING = 1e-3


class Visited(Protocol):
    """
    Who is looked at.
    """

    def look(self) -> None:
        """
        It is time.
        """


class Rounds:
    """
    Looks at each of many when it is time, to the second: a delayed call of Twisted's
    for each would take a tenth of the memory of an idle connection.

    :ivar clock: by which it goes.
    """

    _log = Logger()

    __slots__ = ("_at", "_due", "_timer", "_visited", "clock")

    def __init__(self, clock: IReactorTime) -> None:
        self.clock = clock
        self._due: dict[int, list[Visited]] = {}
        self._visited = 0
        self._timer: IDelayedCall | None = None
        self._at = 0

    def begin(self) -> None:
        """
        There is one more to look at.
        """
        self._visited += 1

    def end(self) -> None:
        """
        There is one less; it may be looked at once more.
        """
        self._visited -= 1
        if not self._visited:
            self._due.clear()
            self._wait()

    def look_in(self, seconds: float, visited: Visited) -> None:
        """
        Look at one of them after so long.
        """
        at = ceil(self.clock.seconds() + seconds - _NOTHING)
        self._due.setdefault(at, []).append(visited)
        if self._timer is None or at < self._at:
            self._wait()

    def _wait(self) -> None:
        """
        Wait for the next to look at, if there is one.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._due:
            self._at = min(self._due)
            wait = max(0.0, self._at - self.clock.seconds())
            self._timer = self.clock.callLater(wait, self._go)

    def _go(self) -> None:
        self._timer = None
        # By whatever the clock was late, and no less than what was waited for.
        now = max(self._at, int(self.clock.seconds()))
        due = sorted(at for at in self._due if at <= now)
        for visited in [each for at in due for each in self._due.pop(at)]:
            try:
                visited.look()
            except Exception:  # noqa: BLE001 - a bug harms nobody else
                self._log.failure("A look at {visited} failed", visited=visited)
        if self._timer is None:
            self._wait()
