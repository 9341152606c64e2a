"""
Somebody who is not let in: told why, and let go.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure

# For a peer that does not take its one sentence, or never ends its handshake of TLS.
GONE_SECONDS = 5.0


class TurnedAway(Protocol):
    """
    Costs as little as can be: no processes, nothing is read.
    """

    def __init__(self, *, told: bytes, clock: IReactorTime) -> None:
        self._told = told
        self._clock = clock
        self._timer: IDelayedCall | None = None

    def connectionMade(self) -> None:
        transport: Any = self.transport
        self._timer = self._clock.callLater(GONE_SECONDS, transport.abortConnection)
        transport.write(self._told)
        transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        timer, self._timer = self._timer, None
        if timer is not None and timer.active():
            timer.cancel()
