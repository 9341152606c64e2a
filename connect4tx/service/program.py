"""
The supervision tree as a program: its end is the program's end.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.journal.opening import CannotOpen
from connect4tx.service.options import refuse
from connect4tx.supervision.errors import StartFailed
from connect4tx.supervision.exits import Crashed, Exit, Shutdown
from connect4tx.supervision.picture import draw, picture
from connect4tx.supervision.process import Process
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

        :raises SystemExit: with a sentence, when a part of it does not start.
        """
        Service.startService(self)
        failed: list[Process] = []
        observers = self.root.process.node.observers
        observers.append(
            lambda event, process: failed.extend(
                [process] if event == "start_failed" else ()
            )
        )
        self.root.startService().addErrback(self._not_started)
        observers.pop()
        if failed:
            sentence = self._sentence(failed[0].exit)
            if sys.__stderr__ is not None and sys.stderr is not sys.__stderr__:
                # twistd has made its log of it, which is not where one looks first.
                sys.__stderr__.write(f"connect4: {sentence}\n")
            refuse(sentence)
        self.root.process.when_exited().addCallback(self._ended)
        signal.signal(signal.SIGUSR2, self._log_tree_soon)

    def stopService(self) -> Deferred[None]:
        """
        Stop the tree in order.
        """
        Service.stopService(self)
        return self.root.stopService()

    def _log_tree_soon(self, *_: object) -> None:
        self._reactor.callFromThread(self._log_tree)

    def _log_tree(self) -> None:
        """
        The supervision tree, into the log: what SIGUSR2 is for.
        """
        self._log.info("The supervision tree:\n{tree}", tree=draw(picture(self.root)))

    def _not_started(self, failure: Failure) -> None:
        """
        It did not start, and that showed only after a while.
        """
        reason: Exit = Shutdown(failure.value)
        while isinstance(reason, Shutdown) and isinstance(reason.detail, StartFailed):
            reason = reason.detail.reason
        sys.stderr.write(f"connect4: {self._sentence(reason)}\n")

    def _ended(self, exit: Exit) -> None:
        if self.running:
            self._log.critical("The server has ended by itself: {exit}", exit=exit)
            exit_with_failure(self._reactor)

    def _sentence(self, exit: Exit | None) -> str:
        """
        Why it did not start, for the operator's terminal.
        """
        where = " and ".join(self._endpoints)
        why = exit.failure.value if isinstance(exit, Crashed) else exit
        if isinstance(why, CannotOpen):
            return str(why)
        told = str(getattr(why, "socketError", why)).rstrip(".")
        return f"cannot listen on {where}: {told}."


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
