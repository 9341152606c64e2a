"""
A reactor whose processes are workers in memory, which can be made to fail.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.error import ProcessDone, ProcessExitedAlready, ProcessTerminated
from twisted.internet.task import Clock
from twisted.protocols import amp
from twisted.python.failure import Failure

from connect4tx.bots.process import WorkerProcess
from connect4tx.bots.worker import FROM_SERVER, TO_SERVER, Worker


class Child:
    """
    A worker in memory, and the server's transport to it; what either says takes a turn
    of the reactor.

    :ivar is_stuck: whether it takes nothing in.
    :ivar alarms: the alarms that it set, in order; 0 where it set one off.
    :ivar times: how long each question gave it.
    """

    disconnecting = False

    def __init__(self, reactor: ProcessReactor, pid: int) -> None:
        self.pid: int | None = pid
        self.is_stuck = reactor.is_stuck
        self.alarms: list[int] = []
        self.times: list[float] = []
        self._reactor = reactor
        self._server: WorkerProcess
        self._worker = Worker(
            clock=reactor, on_lost=lambda: None, alarm=self.alarms.append
        )

    def run(self, server: WorkerProcess) -> None:
        self._server = server
        self._worker.makeConnection(self)
        server.makeConnection(self)

    def die(self, reason: ProcessTerminated | ProcessDone) -> None:
        """
        End, as the server learns in a moment.
        """
        if self.pid is None:
            return
        self.pid = None
        self._reactor.callLater(0, self._server.processEnded, Failure(reason))

    def wake(self) -> None:
        """
        Take in and answer what every worker is asked first, and then nothing.
        """
        self.write(b"\x00\x07_answer\x00\x011\x00\x00")

    # What the server's side calls.

    def writeToChild(self, childFD: int, data: bytes) -> None:
        assert childFD == FROM_SERVER
        if self.pid is None:
            raise KeyError(childFD)
        for box in amp.parseString(data):
            if b"seconds" in box:
                self.times.append(float(box[b"seconds"]))
        if not self.is_stuck:
            self._reactor.callLater(0, self._worker.dataReceived, data)

    def signalProcess(self, signal: str) -> None:
        if self.pid is None:
            raise ProcessExitedAlready
        self.die(ProcessTerminated(signal=9))

    # What the worker's side calls.

    def write(self, data: bytes) -> None:
        if self.pid is not None:
            self._reactor.callLater(0, self._server.childDataReceived, TO_SERVER, data)

    def getPeer(self) -> str:
        return "the server"

    def getHost(self) -> str:
        return "a worker"

    def loseConnection(self) -> None:
        self.die(ProcessDone(0))


class ProcessReactor(Clock):
    """
    A clock that starts workers in memory.

    :ivar children: all that were started.
    :ivar is_stuck: whether the next ones take nothing in.
    :ivar refusal: why none can be started.
    """

    def __init__(self) -> None:
        super().__init__()
        self.children: list[Child] = []
        self.is_stuck = False
        self.refusal: OSError | None = None

    @property
    def alive(self) -> list[Child]:
        """
        Those that have not ended.
        """
        return [child for child in self.children if child.pid is not None]

    def spawnProcess(
        self, protocol: WorkerProcess, *arguments: object, **how: Any
    ) -> Child:
        if self.refusal is not None:
            raise self.refusal
        child = Child(self, 100 + len(self.children))
        self.children.append(child)
        child.run(protocol)
        return child

    def settle(self) -> None:
        """
        Let everything happen that needs no time.
        """
        for _ in range(30):
            self.advance(0)
