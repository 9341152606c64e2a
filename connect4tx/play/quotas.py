"""
How much one player may say.
"""

from __future__ import annotations

from collections import deque
from math import ceil

from twisted.internet.interfaces import IReactorTime

from connect4tx.play.rejections import Reason, Rejected, rejected

# So many of each command, and the same words so often in a row, in so many seconds.
PERIOD_SECONDS = 30
AT_MOST = {"say": 10, "tell": 10, "chat": 3, "match": 5}
SAME_AT_MOST = 2


class Quotas:
    """
    When a player spoke of late, by command, and the last words.
    """

    __slots__ = ("_clock", "_same", "_spoken", "_words")

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._spoken = {verb: _times(most) for verb, most in AT_MOST.items()}
        self._words = ""
        self._same = _times(SAME_AT_MOST)

    def take(self, verb: str, text: str) -> Rejected | None:
        """
        Let something be said and count it; what is refused does not count.

        :param text: empty for what has no words of the player's own.
        """
        now = self._clock.seconds()
        words = " ".join(text.casefold().split())
        same = self._same if words == self._words else _times(SAME_AT_MOST)
        wait = _wait(same, now)
        if text and wait:
            return rejected(Reason.SAID_TWICE, seconds=wait)
        spoken = self._spoken[verb]
        wait = _wait(spoken, now)
        if wait:
            return rejected(
                Reason.TOO_MUCH_TALK, verb=verb, most=AT_MOST[verb], seconds=wait
            )
        same.append(now)
        self._words, self._same = words, same
        spoken.append(now)
        return None


def _times(most: int) -> deque[float]:
    return deque(maxlen=most)


def _wait(times: deque[float], now: float) -> int:
    """
    The seconds until the oldest of as many as may be is long enough ago.
    """
    if len(times) != times.maxlen:
        return 0
    return max(0, ceil(times[0] + PERIOD_SECONDS - now))
