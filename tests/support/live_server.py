"""
The real server, as a process of its own.
"""

from __future__ import annotations

import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory

from tests.support.live_client import Player, Program, later, run
from tests.support.live_screen import Missed

START_SECONDS = 20.0
STOP_SECONDS = 5.0
LOOPBACK = "tcp:0:interface=127.0.0.1"

# The scripts of the environment that runs the tests.
SCRIPTS = Path(sys.executable).parent


class _Only(Factory):
    """
    Gives the one protocol that it was made with.
    """

    noisy = False

    def __init__(self, player: Player) -> None:
        self._player = player

    def buildProtocol(self, addr: IAddress | None) -> Player:
        return self._player


class Server:
    """
    A running ``twistd connect4``.

    :ivar data: the directory of its journal.
    :ivar ports: on which it listens, in the order of its endpoints.
    """

    def __init__(
        self, reactor: Any, program: Program, log: Path, data: Path | None = None
    ) -> None:
        self.program = program
        self.data = data
        self.ports: list[int] = []
        self._players: list[Player] = []
        self._reactor = reactor
        self._log = log

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def endpoint(self) -> str:
        """
        Where another server could listen after this one.
        """
        return f"tcp:{self.port}:interface=127.0.0.1"

    @property
    def log(self) -> str:
        """
        What it has logged so far.
        """
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def memory(self) -> int:
        """
        Its resident memory in bytes.
        """
        status = Path(f"/proc/{self.program.child.pid}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    @property
    def cpu_ticks(self) -> int:
        """
        The processor time it has used, in the system's ticks.
        """
        stat = Path(f"/proc/{self.program.child.pid}/stat").read_text("ascii")
        fields = stat.rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    async def logged(self, pattern: str, seconds: float = 10.0) -> re.Match[str]:
        """
        Wait until its log has this.
        """
        for _ in range(int(seconds / 0.02)):
            found = re.search(pattern, self.log)
            if found is not None:
                return found
            if self.program.status is not None:
                break
            await later(self._reactor, 0.02)
        errors = bytes(self.program.errors[-2000:])
        raise Missed(f"no {pattern!r} in the log: {self.log[-3000:]}\n{errors!r}")

    async def connect(
        self, port: int | None = None, *, receive_bytes: int | None = None
    ) -> Player:
        """
        A plain connection, just made; one that does not answer the server's probe is
        greeted some time later.

        :param receive_bytes: the size of its socket's receive buffer.
        """
        address = ("127.0.0.1", port or self.port)
        if receive_bytes is None:
            where = TCP4ClientEndpoint(self._reactor, *address, timeout=20)
            player: Player = await connectProtocol(where, Player(self._reactor))
            self._players.append(player)
            return player
        with socket.socket() as link:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
            link.connect(address)
            link.setblocking(False)
            player = Player(self._reactor)
            self._reactor.adoptStreamConnection(
                link.fileno(), socket.AF_INET, _Only(player)
            )
        self._players.append(player)
        return player

    async def player(self) -> Player:
        """
        A guest over a plain connection, in the lobby.
        """
        player = await self.connect()
        player.answer_probe()
        await player.come_in()
        return player

    async def stop(self, how: int = signal.SIGTERM) -> str:
        """
        Ask it to end, by a signal, and wait until it has; gives its whole log.
        """
        self.program.signal(how)
        await self.program.screen.ended(STOP_SECONDS)
        return self.log

    async def end(self) -> None:
        """
        End it and its plain connections without asking.
        """
        self.program.kill()
        await self.program.screen.ended()
        for player in self._players:
            player.close()
        for player in self._players:
            await player.screen.ended()


async def start(
    reactor: Any,
    directory: Path,
    *options: str,
    listen: tuple[str, ...] = (LOOPBACK,),
    data: Path | None = None,
    keeps: bool = True,
) -> Server:
    """
    Start a server and wait until it listens.

    :param data: the directory of its journal, when that is not to be one of its own.
    :param keeps: whether it has a journal on the disk.
    """
    log = directory / "server.log"
    data = data or directory / "data"
    journal = ("--data", str(data)) if keeps else ()
    endpoints = [word for endpoint in listen for word in ("--listen", endpoint)]
    program = run(
        reactor,
        *(str(SCRIPTS / "twistd"), "-n", "--pidfile=", f"--logfile={log}"),
        *("connect4", *endpoints, *journal, *options),
        cwd=str(directory),
    )
    server = Server(reactor, program, log, data)
    try:
        pattern = r"(?s)" + r".*Listener starting on '?(\S+)" * len(listen)
        found = await server.logged(pattern, START_SECONDS)
    except Missed:
        program.kill()
        raise
    server.ports = [int(port) for port in found.groups() if port.isdecimal()]
    return server
