"""
One worker process, seen from the server.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IReactorProcess
from twisted.internet.protocol import ProcessProtocol
from twisted.protocols import amp
from twisted.python.failure import Failure

from connect4tx.bots.worker import FROM_SERVER, TO_SERVER

# It finds its modules where the server found them, wherever either was started.
_BEGIN: Final = (
    "import sys; sys.path[:] = sys.argv[1:];"
    " from connect4tx.bots.worker import main; main()"
)
_PATH: Final = tuple(map(os.path.abspath, sys.path))

_MOST_HEARD: Final = 2000


class WorkerProcess(ProcessProtocol):
    """
    Starts a worker, carries questions to it, and tells when it has ended.

    :param on_end: called with this and the reason once the process is gone.
    :ivar heard: the last of what it wrote where errors go.
    """

    def __init__(self, on_end: Callable[[WorkerProcess, Failure], object]) -> None:
        self._on_end = on_end
        self._questions = amp.BoxDispatcher(amp.CommandLocator())
        self._boxes = amp.BinaryBoxProtocol(self._questions)
        self.heard = b""

    def start(self, reactor: IReactorProcess) -> None:
        """
        Start the process.

        :raises OSError: when the system has no room for it.
        """
        reactor.spawnProcess(
            self,
            sys.executable,
            (sys.executable, "-P", "-c", _BEGIN, *_PATH),
            env=None,
            childFDs={0: "w", 1: "r", 2: "r", FROM_SERVER: "w", TO_SERVER: "r"},
        )

    def ask(self, command: type[amp.Command], **arguments: object) -> Deferred[Any]:
        """
        Put a question; fails when the process ends, or has a bug.
        """
        answer: Deferred[Any] = self._questions.callRemote(command, **arguments)
        return answer

    @property
    def pid(self) -> int | None:
        """
        The number of the process; None when there is none.
        """
        return None if self.transport is None else self.transport.pid

    def kill(self) -> None:
        """
        End it; it has nothing to lose.
        """
        if self.transport is not None:
            with suppress(ProcessExitedAlready):
                self.transport.signalProcess("KILL")

    # What Twisted calls.

    def connectionMade(self) -> None:
        self._boxes.makeConnection(self)

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        if childFD == TO_SERVER:
            self._boxes.dataReceived(data)
        else:
            self.heard = (self.heard + data)[-_MOST_HEARD:]

    def childConnectionLost(self, childFD: int) -> None:
        if childFD in (FROM_SERVER, TO_SERVER):
            self.kill()

    def processEnded(self, reason: Failure) -> None:
        self._on_end(self, reason)
        self._boxes.connectionLost(reason)

    # What the boxes take for their transport.

    disconnecting = False

    def write(self, data: bytes) -> None:
        # Without a pipe the process is about to end, which is told to who asks.
        if self.transport is not None:
            with suppress(KeyError):
                self.transport.writeToChild(FROM_SERVER, data)

    def writeSequence(self, data: list[bytes]) -> None:
        self.write(b"".join(data))

    def loseConnection(self) -> None:
        """
        What it sent cannot be read, or it has a bug.
        """
        self.kill()
