"""
How many come from one address, and how fast.
"""

from __future__ import annotations

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from connect4tx.play.guesses import address_of
from connect4tx.terminal import sentences
from connect4tx.terminal.limits import (
    CONNECTIONS_IN_A_ROW,
    SECONDS_PER_CONNECTION,
    Limits,
)

# Between lines in the log about those who are not let in.
REPORT_SECONDS = 60.0
# Addresses kept, before those who may come again as they like are forgotten.
_KEPT = 1000


class Gate:
    """
    Counts the connections of each address, for all doors of a server.
    """

    _log = Logger()

    def __init__(self, *, limits: Limits, clock: IReactorTime) -> None:
        self.limits = limits
        self._clock = clock
        self._here: dict[str, int] = {}
        # When the bucket of an address is full again.
        self._full_at: dict[str, float] = {}
        self._forget_beyond = _KEPT
        self._refused = 0
        self._reported_at = -REPORT_SECONDS

    def refusal(self, host: str) -> str:
        """
        Why one more from there is not let in; empty when it is, which is counted as
        one that came.
        """
        address, now = address_of(host), self._clock.seconds()
        if self._here.get(address, 0) >= self.limits.per_address:
            return self._refuse(address, now, sentences.TOO_MANY_FROM_ADDRESS)
        full_at = max(self._full_at.get(address, now), now)
        if full_at - now > (CONNECTIONS_IN_A_ROW - 1) * SECONDS_PER_CONNECTION:
            return self._refuse(address, now, sentences.TOO_FAST_FROM_ADDRESS)
        if len(self._full_at) >= self._forget_beyond:
            self._forget(now)
        self._full_at[address] = full_at + SECONDS_PER_CONNECTION
        return ""

    def enter(self, address: str) -> None:
        """
        A connection from this address has begun.
        """
        self._here[address] = self._here.get(address, 0) + 1

    def leave(self, address: str) -> None:
        """
        One has ended.
        """
        left = self._here.pop(address) - 1
        if left:
            self._here[address] = left

    def _forget(self, now: float) -> None:
        """
        Keep those only who have to wait; how many they are decides when to look again.
        """
        self._full_at = {
            address: full for address, full in self._full_at.items() if full > now
        }
        self._forget_beyond = max(_KEPT, 2 * len(self._full_at))

    def _refuse(self, address: str, now: float, sentence: str) -> str:
        """
        Tell the log now and then: a line for each would be a flood of its own.
        """
        self._refused += 1
        if now - self._reported_at >= REPORT_SECONDS:
            self._log.info(
                "Not let in since the last line of this kind: {number}; the latest came"
                " from {address}",
                number=self._refused,
                address=address,
            )
            self._refused, self._reported_at = 0, now
        return sentence
