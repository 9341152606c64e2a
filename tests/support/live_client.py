"""
Clients of a live server: plain connections, and real programs on pipes and terminals.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import struct
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import (
    IHalfCloseableProtocol,
    IReactorProcess,
    IReactorTime,
)
from twisted.internet.protocol import ProcessProtocol, Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from tests.support.live_screen import WAIT_SECONDS, Screen

ASKED_FOR_NAME = "Name, or Enter to play as a guest: "
# IAC WONT TTYPE, IAC WONT NAWS: nothing more is to be known, so the greeting can come.
NO_ANSWERS = b"\xff\xfc\x18\xff\xfc\x1f"


class Client:
    """
    Somebody at the server; what can be done with any kind of client.

    :ivar screen: what it was shown.
    """

    screen: Screen
    _name = ""

    @property
    def name(self) -> str:
        """
        What the server called the player first, or a test has found out since; empty
        before it has.
        """
        if not self._name:
            found = re.search(r"Hello (\S+)\.\n", self.screen.transcript)
            self._name = found[1] if found else ""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def token(self) -> str:
        """
        With which the player could have the seat of the latest game back; empty when
        none was told.
        """
        found = re.findall(r"\bback (\w{4}-\w{4})\n", self.screen.transcript)
        return str(found[-1]) if found else ""

    def write(self, data: bytes) -> None:
        """
        Send bytes as they are.
        """
        raise NotImplementedError

    def close(self) -> None:
        """
        Be gone, however.
        """
        raise NotImplementedError

    def send(self, *lines: str) -> None:
        """
        Type some lines.
        """
        self.write("".join(f"{line}\n" for line in lines).encode())

    async def expect(self, text: str, seconds: float = WAIT_SECONDS) -> str:
        """
        Wait for a text on the screen; gives all up to its end.
        """
        return await self.screen.expect(text, seconds)

    async def ask(self, line: str, answer: str = "> ") -> str:
        """
        Type a line and wait for a text; gives all up to its end.
        """
        self.send(line)
        return await self.expect(answer)

    async def come_in(self, name: str = "") -> str:
        """
        Answer the question for a name; gives all up to the lobby's prompt.

        :param name: empty for a guest.
        """
        shown = await self.expect(ASKED_FOR_NAME)
        return shown + await self.ask(name, "lobby> ")


@implementer(IHalfCloseableProtocol)
class Player(Client, Protocol):
    """
    A plain connection.

    :ivar lost: why it ended, once it has.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self.screen = Screen("a plain connection", clock)
        self.lost: Failure | None = None

    @property
    def wire(self) -> Any:
        """
        The transport; its type depends on the endpoint.
        """
        return self.transport

    @property
    def log_name(self) -> str:
        """
        What the server's log calls this connection.
        """
        here = self.wire.getHost()
        return f"{here.host}:{here.port}"

    def connectionMade(self) -> None:
        self.screen.name = f"connection {getattr(self.wire.getHost(), 'port', '')}"

    def dataReceived(self, data: bytes) -> None:
        self.screen.feed(data)

    def readConnectionLost(self) -> None:
        self.wire.loseConnection()

    def writeConnectionLost(self) -> None:
        pass

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost = reason
        self.screen.finish()

    def write(self, data: bytes) -> None:
        self.wire.write(data)

    def answer_probe(self) -> None:
        """
        Say to the server's first questions what a plain terminal would.
        """
        self.write(NO_ANSWERS)

    def half_close(self) -> None:
        """
        Send no more, but go on reading.
        """
        self.wire.loseWriteConnection()

    def reset(self) -> None:
        """
        End the connection by a RST.
        """
        linger = struct.pack("ii", 1, 0)
        self.wire.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.wire.abortConnection()

    def close(self) -> None:
        if self.lost is None:
            self.wire.abortConnection()


class Program(Client, ProcessProtocol):
    """
    A program that runs, with what it prints on the screen.

    :ivar status: what it ended with: a code, or a signal below 0; None while it runs.
    :ivar errors: what it wrote to its standard error, if that is no terminal.
    """

    def __init__(self, name: str, clock: IReactorTime) -> None:
        self.screen = Screen(name, clock)
        self.status: int | None = None
        self.errors = bytearray()

    @property
    def child(self) -> Any:
        """
        The process's transport.
        """
        return self.transport

    def outReceived(self, data: bytes) -> None:
        self.screen.feed(data)

    def errReceived(self, data: bytes) -> None:
        self.errors += data

    def processEnded(self, reason: Failure) -> None:
        ended: Any = reason.value
        self.status = -ended.signal if ended.signal else ended.exitCode
        self.screen.finish()

    def write(self, data: bytes) -> None:
        self.child.write(data)

    def end_input(self) -> None:
        """
        Give it the end of its standard input.
        """
        self.child.closeStdin()

    def signal(self, number: int) -> None:
        """
        Send it a signal, by its process id.
        """
        if self.status is None:
            os.kill(self.child.pid, number)

    def kill(self) -> None:
        """
        End it without asking.
        """
        self.signal(signal.SIGKILL)

    def close(self) -> None:
        self.kill()


def run(
    reactor: Any, *command: str, pty: bool = False, cwd: str | None = None
) -> Program:
    """
    Start a program.

    :param pty: on a terminal of its own, as a person would have it.
    """
    spawn: IReactorProcess = reactor
    program = Program(os.path.basename(command[0]), reactor)
    environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    spawn.spawnProcess(program, command[0], command, environment, cwd, usePTY=pty)
    return program


def later(reactor: IReactorTime, seconds: float) -> Deferred[None]:
    """
    Fires after so long: for what has no text to wait for.
    """
    waited: Deferred[None] = Deferred()
    reactor.callLater(seconds, waited.callback, None)
    return waited
