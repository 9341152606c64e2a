"""
A poller, and a server that tells what it has read last, under one supervisor.

``python supervised_poller.py`` runs it for a moment; ``twistd -ny`` runs it for good.
"""

from __future__ import annotations

import atexit
import os
import sys
from typing import Any

from twisted.application.service import Application, Service
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.interfaces import IListeningPort
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import deferLater

from connect4tx.supervision.exits import Exit
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.supervisor import Supervisor

PERIOD_SECONDS = 0.05
readings: list[int] = [0]


async def poller(process: Process) -> None:
    """
    Read, wait, read again; once in a while fall over a bug.
    """
    while True:
        await deferLater(reactor, PERIOD_SECONDS)
        readings.append(readings[-1] + 1)
        print(f"{process.name} {process.pid} reads {readings[-1]}")
        if readings[-1] % 4 == 0:
            raise RuntimeError("a bug that nobody foresaw")


class Tell(Protocol):
    """
    Says the last reading and hangs up.
    """

    def connectionMade(self) -> None:
        transport: Any = self.transport
        transport.write(b"%d\n" % readings[-1])
        transport.loseConnection()


class Listener(Service):
    """
    Listens while it runs; a port that is taken is a failed start.
    """

    def __init__(self, _: Process) -> None:
        self._port: IListeningPort | None = None

    def startService(self) -> Deferred[None]:
        super().startService()
        endpoint = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
        listening: Deferred[Any] = endpoint.listen(Factory.forProtocol(Tell))
        return listening.addCallback(self._listening)

    def _listening(self, port: IListeningPort) -> None:
        self._port = port

    def stopService(self) -> Any:
        super().stopService()
        return None if self._port is None else self._port.stopListening()


class Program(Service):
    """
    The root of the tree, as a service; its end is the end of the program.
    """

    def __init__(self, root: Supervisor) -> None:
        self._root = root

    def startService(self) -> None:
        super().startService()
        # A start that fails has been logged, and ends the root's process.
        self._root.startService().addErrback(lambda failure: None)
        self._root.process.when_exited().addCallback(self._ended)

    def stopService(self) -> Deferred[None]:
        super().stopService()
        return self._root.stopService()

    def _ended(self, exit: Exit) -> None:
        if self.running:
            print(f"the root has ended: {exit}", file=sys.stderr)
            atexit.register(exit_with_failure)
            reactor.callWhenRunning(reactor.stop)


def exit_with_failure() -> None:
    """
    The last word on the status, which twistd leaves at 0.
    """
    sys.stdout.flush()
    os._exit(1)


program = Program(
    Supervisor(
        [
            ChildSpec("poller", poller),
            ChildSpec("listener", Listener, stop_seconds=2),
        ],
        name="weather",
        clock=reactor,
    )
)
application = Application("weather")
program.setServiceParent(application)

if __name__ == "__main__":
    reactor.addSystemEventTrigger("before", "shutdown", program.stopService)
    program.startService()
    reactor.callLater(8 * PERIOD_SECONDS, reactor.stop)
    reactor.run()
