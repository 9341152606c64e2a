"""
A process that looks ahead, so that the server's own does not have to.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any, Final

from twisted.internet.interfaces import IReactorTime
from twisted.protocols import amp
from twisted.python.failure import Failure

from connect4tx.bots.duel import Duel
from connect4tx.bots.questions import Best, Prospects, Wake
from connect4tx.bots.search import Search
from connect4tx.game.variant import STANDARD
from connect4tx.play.ports import Prospect

# Descriptors of its own: what some library prints does not get between the answers.
FROM_SERVER: Final = 3
TO_SERVER: Final = 4

_NICE: Final = 10

# Who hangs while nobody is left to end it ends itself.
_HANGS_SECONDS: Final = 30


class Worker(amp.AMP):
    """
    Answers questions, one after the other.

    :param on_lost: called when the server is gone.
    :param alarm: ends this process after so many seconds, unless set to 0 before.
    """

    def __init__(
        self,
        *,
        clock: IReactorTime,
        on_lost: Callable[[], object],
        alarm: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._clock = clock
        self._on_lost = on_lost
        self._alarm = alarm
        self._solver: Any = None
        self._has_solver = True

    @Wake.responder
    def wake(self) -> dict[str, Any]:
        """
        It is up.
        """
        return {}

    @Best.responder
    def best(
        self, duel: Duel, depth: int, guesses: bool, seconds: float
    ) -> dict[str, Any]:
        """
        The moves that are best as far as it sees.
        """
        self._alarm(_HANGS_SECONDS)
        columns = self._search(duel, seconds, guesses=guesses).best(depth or None)
        self._alarm(0)
        return {"columns": list(columns)}

    @Prospects.responder
    def prospects(self, duel: Duel, seconds: float) -> dict[str, Any]:
        """
        What each move leads to: by the solver, if there is one for this game.
        """
        self._alarm(_HANGS_SECONDS)
        found = self._solved(duel)
        if found is None:
            found = self._search(duel, seconds, guesses=False).prospects()
        self._alarm(0)
        return {"prospects": found}

    def connectionLost(self, reason: Failure | None = None) -> None:
        super().connectionLost(reason)
        self._on_lost()

    def _search(self, duel: Duel, seconds: float, *, guesses: bool) -> Search:
        now = self._clock.seconds
        return Search(duel, now=now, until=now() + seconds, guesses=guesses)

    def _solved(self, duel: Duel) -> dict[int, Prospect] | None:
        if duel.variant != STANDARD or not self._has_solver:
            return None
        if self._solver is None:
            try:
                from connect4tx.bots.solver import Solver
            except ImportError:
                self._has_solver = False
                return None
            self._solver = Solver()
        found: dict[int, Prospect] = self._solver.prospects(duel)
        return found


def main() -> None:
    """
    Answer the server until it is gone.
    """
    # Ctrl-C at the server's terminal reaches this process too; the server ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(_NICE)
    from twisted.internet import reactor, stdio

    def stop() -> None:
        if reactor.running:
            reactor.stop()

    worker = Worker(clock=reactor, on_lost=stop, alarm=signal.alarm)
    stdio.StandardIO(worker, stdin=FROM_SERVER, stdout=TO_SERVER)  # type: ignore[call-arg]
    reactor.run(installSignalHandlers=False)  # type: ignore[call-arg]
