"""
How many restarts a supervisor may make in how long.
"""

from __future__ import annotations

from collections import deque


class RestartBudget:
    """
    OTP's restart intensity: a sliding window in whole seconds, inclusive at its edge.

    >>> budget = RestartBudget(max_restarts=2, period_seconds=5)
    >>> [budget.spend(t) for t in (0.0, 1.9, 5.2, 6.0)]
    [True, True, False, False]
    """

    __slots__ = ("_times", "max_restarts", "period_seconds", "spent")

    def __init__(self, max_restarts: int, period_seconds: float) -> None:
        self.max_restarts = max_restarts
        self.period_seconds = period_seconds
        self.spent = 0
        self._times: deque[int] | None = None

    def fresh(self) -> RestartBudget:
        """
        The same limits, nothing spent.
        """
        return RestartBudget(self.max_restarts, self.period_seconds)

    def spend(self, now: float) -> bool:
        """
        Count an attempt to restart; False when it is one too many.

        :param now: seconds, monotonic.
        """
        if self._times is None:
            self._times = deque()
        self._slide(now)
        self._times.append(int(now))
        self.spent += 1
        return len(self._times) <= self.max_restarts

    def left(self, now: float) -> int:
        """
        How many restarts could be made now.
        """
        self._slide(now)
        return max(0, self.max_restarts - len(self._times or ()))

    def _slide(self, now: float) -> None:
        times = self._times
        oldest = int(now) - self.period_seconds
        while times and times[0] < oldest:
            times.popleft()
