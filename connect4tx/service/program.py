"""
The supervision tree as a program: its end is the program's end.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.journal.opening import CannotOpen
from connect4tx.service.options import Refused
from connect4tx.supervision.errors import StartFailed
from connect4tx.supervision.exits import Crashed, Exit, Shutdown
from connect4tx.supervision.picture import draw, picture
from connect4tx.supervision.process import Process
from connect4tx.supervision.supervisor import Supervisor


class Program(Service):
    """
    Runs the tree; when that ends by itself, stops the reactor and sees to a status
    that is not 0.

    :param data: the directory where games are kept; None when it is in memory only.
    """

    _log = Logger()

    def __init__(
        self,
        *,
        root: Supervisor,
        endpoints: Sequence[str],
        data: Path | None = None,
        reactor: Any,
    ) -> None:
        self.root = root
        self._endpoints = endpoints
        self._data = data
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
        started = self.root.startService()
        observers.pop()
        if failed:
            # The root has logged it.
            started.addErrback(lambda _: None)
            refused = Refused(f"connect4: {self._sentence(failed[0].exit)}")
            if tell(str(refused)):
                refused.code = 1
            raise refused
        started.addCallbacks(self._is_up, self._not_started)
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

    def _is_up(self, _: None) -> None:
        if self._data is None:
            self._log.info("Games are kept in memory only: they end with the server")
        else:
            self._log.info("Games are kept in {data}", data=str(self._data))

    def _not_started(self, failure: Failure) -> None:
        """
        It did not start, and that showed only after a while.
        """
        reason: Exit = Shutdown(failure.value)
        while isinstance(reason, Shutdown) and isinstance(reason.detail, StartFailed):
            reason = reason.detail.reason
        tell(f"connect4: {self._sentence(reason)}")

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


def tell(sentence: str) -> bool:
    """
    Write a sentence to the terminal, where twistd has made standard error its log.

    :returns: whether there is a standard error.
    """
    if sys.__stderr__ is None:
        return False
    sys.__stderr__.write(f"{sentence}\n")
    return True


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
