"""
The supervision tree as a program: its end is the program's end.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.service.options import refuse
from connect4tx.supervision.errors import StartFailed
from connect4tx.supervision.exits import Crashed, Exit, Shutdown
from connect4tx.supervision.supervisor import Supervisor


class Program(Service):
    """
    Runs the tree; when that ends by itself, stops the reactor and sees to a status
    that is not 0.
    """

    _log = Logger()

    def __init__(
        self, *, root: Supervisor, endpoints: Sequence[str], reactor: Any
    ) -> None:
        self.root = root
        self._endpoints = endpoints
        self._reactor = reactor

    def startService(self) -> None:
        """
        Start the tree.

        :raises SystemExit: with a sentence, when it does not start.
        """
        Service.startService(self)
        starting: list[Failure] = []
        started = self.root.startService()
        started.addErrback(starting.append)
        if starting:
            refuse(self._sentence(starting[0]))
        self.root.process.when_exited().addCallback(self._ended)

    def stopService(self) -> Deferred[None]:
        """
        Stop the tree in order.
        """
        Service.stopService(self)
        return self.root.stopService()

    def _ended(self, exit: Exit) -> None:
        if self.running:
            self._log.critical("The server has ended by itself: {exit}", exit=exit)
            exit_with_failure(self._reactor)

    def _sentence(self, failure: Failure) -> str:
        """
        Why it did not start, for the operator's terminal.
        """
        where = " and ".join(self._endpoints)
        reason: Exit = Shutdown(failure.value)
        while isinstance(reason, Shutdown) and isinstance(reason.detail, StartFailed):
            reason = reason.detail.reason
        why = reason.failure.value if isinstance(reason, Crashed) else reason
        return f"cannot listen on {where}: {getattr(why, 'socketError', why)}."


def exit_with_failure(reactor: Any) -> None:
    """
    Stop the reactor, and the program with status 1.

    twistd has no say in its status, so the last word is spoken when Python ends: by
    then it has removed its pid file.
    """
    atexit.register(_exit)
    if reactor.running:
        reactor.stop()


def _exit() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)
