"""
The supervision tree, and the service made of it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random
from typing import Any

from twisted.application.service import IService
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.error import ConnectionLost
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure

from connect4tx.bots.simple import SimpleEngine
from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.service import plugin
from connect4tx.service.options import BACKLOG, Options
from connect4tx.service.plugin import makeService
from connect4tx.service.program import Program
from connect4tx.service.tree import tree
from connect4tx.supervision.supervisor import Supervisor
from tests.support.net_program import ProgramCase
from tests.support.net_world import paths_under
from twisted import internet

PROBE_SECONDS = 0.5
PEER = IPv4Address("TCP", "10.0.0.1", 50001)


class ThreadsReactorClock(MemoryReactorClock):
    """
    A reactor in memory that threads may call.
    """

    def callFromThread(self, function: Any, *arguments: Any) -> None:
        self.callLater(0, function, *arguments)


def planted(reactor: MemoryReactorClock, doors: int = 1) -> Supervisor:
    """
    A tree on a reactor in memory, not started yet.
    """
    return tree(
        endpoints=[TCP4ServerEndpoint(reactor, 4040 + n) for n in range(doors)],
        max_connections=3,
        lang="en",
        drill=False,
        engine=SimpleEngine(rng=Random(3)),
        rng=Random(4),
        clock=reactor,
    )


class TreeTests(ProgramCase):
    def setUp(self) -> None:
        super().setUp()
        self.reactor = MemoryReactorClock()

    def test_shape(self) -> None:
        """
        Journal, rooms, lobby, jobs and janitor, and for each endpoint its connections
        and, last, the listener.
        """
        root = planted(self.reactor, doors=2)
        self.successResultOf(root.startService())
        self.assertEqual(
            list(paths_under(root)),
            [
                "connect4",
                "connect4/journal",
                "connect4/rooms",
                "connect4/lobby",
                "connect4/jobs",
                "connect4/janitor",
                "connect4/telnet",
                "connect4/telnet/connections",
                "connect4/telnet/listener",
                "connect4/telnet1",
                "connect4/telnet1/connections",
                "connect4/telnet1/listener",
            ],
        )

    def test_nothing_listens_before_the_start(self) -> None:
        """
        Making the tree opens no port, starting it opens each endpoint's.
        """
        root = planted(self.reactor, doors=2)
        self.assertEqual(self.reactor.tcpServers, [])
        self.successResultOf(root.startService())
        self.assertEqual([port for port, *_ in self.reactor.tcpServers], [4040, 4041])

    def test_peers_are_served(self) -> None:
        """
        Who comes in through the port is greeted.
        """
        self.successResultOf(planted(self.reactor).startService())
        factory = self.reactor.tcpServers[0][1]
        protocol: Any = factory.buildProtocol(PEER)
        transport = StringTransport()
        protocol.makeConnection(transport)
        self.reactor.advance(PROBE_SECONDS)
        self.assertIn(b"connect4tx", transport.value())

    def test_stops_in_order(self) -> None:
        """
        After the stop nothing runs and nothing waits.
        """
        root = planted(self.reactor)
        self.successResultOf(root.startService())
        stopped = root.stopService()
        self.reactor.advance(0)
        self.successResultOf(stopped)
        self.assertFalse(root.process.alive)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_starts_again(self) -> None:
        """
        A tree that was stopped can be started again.
        """
        root = planted(self.reactor)
        for _ in range(2):
            self.successResultOf(root.startService())
            self.assertTrue(root.process.alive)
            root.stopService()
            self.reactor.advance(0)
            self.assertFalse(root.process.alive)
        self.assertEqual(len(self.reactor.tcpServers), 2)


class MakeServiceTests(ProgramCase):
    def made(self, *arguments: str) -> Program:
        """
        The service for a command line, on a reactor in memory.
        """
        options = Options()
        options.parseOptions(["--memory", *arguments])
        self.reactor = MemoryReactorClock()
        self.patch(internet, "reactor", self.reactor)
        service = makeService(options)
        self.assertTrue(IService.providedBy(service))
        assert isinstance(service, Program)
        return service

    def test_endpoints_of_the_command_line(self) -> None:
        """
        It listens where it was told, with a backlog for a burst.
        """
        service = self.made("--listen=tcp:1", "--listen=tcp:2:interface=127.0.0.1")
        service.startService()
        listening = [
            (port, backlog, interface)
            for port, _, backlog, interface in self.reactor.tcpServers
        ]
        self.assertEqual(listening, [(1, BACKLOG, ""), (2, BACKLOG, "127.0.0.1")])

    def test_file_limit_counts_every_endpoint(self) -> None:
        """
        Each endpoint may have that many connections, so the files are for all.
        """
        self.made("--listen=tcp:1", "--listen=tcp:2", "--max-connections=3000")
        self.assertGreater(self.resource.limit[0], 6000)

    def test_drill_only_when_asked_for(self) -> None:
        """
        ``crash`` is a command only with ``--drill``.
        """
        for arguments, known in ((("--drill",), True), ((), False)):
            self.made(*arguments).startService()
            protocol: Any = self.reactor.tcpServers[0][1].buildProtocol(PEER)
            protocol.makeConnection(transport := StringTransport())
            protocol.dataReceived(b"crash nothing\r\n")
            self.reactor.advance(PROBE_SECONDS)
            self.assertEqual(b"nothing was harmed" in transport.value(), known)

    def test_language_of_the_command_line(self) -> None:
        """
        Who has not chosen a language is greeted in that of ``--lang``.
        """
        for lang, other in (("en", b"lang fr"), ("fr", b"lang en")):
            self.made(f"--lang={lang}").startService()
            protocol: Any = self.reactor.tcpServers[0][1].buildProtocol(PEER)
            protocol.makeConnection(transport := StringTransport())
            self.reactor.advance(PROBE_SECONDS)
            self.assertIn(other, transport.value())

    def test_grace_of_the_command_line(self) -> None:
        """
        ``--grace`` is how long the others wait for a player who is away.
        """
        service = self.made("--grace=7")
        service.startService()
        factory = self.reactor.tcpServers[0][1]
        players: list[tuple[Any, StringTransport]] = []
        for name in (b"lea", b"max"):
            protocol: Any = factory.buildProtocol(PEER)
            protocol.makeConnection(transport := StringTransport())
            self.reactor.advance(PROBE_SECONDS)
            protocol.dataReceived(name + b"\r\n")
            self.reactor.advance(0)
            players.append((protocol, transport))
        (lea, heard), (other, _) = players
        lea.dataReceived(b"create\r\n")
        self.reactor.advance(0)
        found = re.search(rb"come in with: (join \w+)", heard.value())
        assert found is not None
        other.dataReceived(found[1] + b"\r\nplay\r\n")
        self.reactor.advance(0)
        lea.dataReceived(b"4\r\n")
        self.reactor.advance(0)
        other.connectionLost(Failure(ConnectionLost()))
        self.reactor.advance(0)
        self.assertIn(b"max has 7 s to come back", heard.value())
        service.stopService()
        self.reactor.advance(0)

    def test_data_of_the_command_line(self) -> None:
        """
        ``--data`` is where the journal is, of which each incarnation is told how to
        come back from its thread and whom to call when it crashes; without anything
        it is in the operator's own directory.
        """
        opened: list[tuple[Path, dict[str, Any]]] = []
        kept = Kept()

        def open_journal(directory: Path, **named: Any) -> MemoryJournal:
            opened.append((directory, named))
            return MemoryJournal(kept)

        self.patch(plugin, "SqliteJournal", open_journal)
        self.patch(os, "environ", {"XDG_DATA_HOME": "/users/lea/data"})
        for arguments, directory in (
            (["--data=/srv/games"], "/srv/games"),
            ([], "/users/lea/data/connect4tx"),
        ):
            options = Options()
            options.parseOptions(arguments)
            self.reactor = reactor = ThreadsReactorClock()
            self.patch(internet, "reactor", reactor)
            service = makeService(options)
            assert isinstance(service, Program)
            self.assertEqual(opened, [])
            service.startService()
            ((where, named),) = opened
            self.assertEqual(where, Path(directory))
            self.assertEqual(named["from_thread"], reactor.callFromThread)
            root = service.root
            named["on_crash"](Failure(ZeroDivisionError()))
            self.reactor.advance(0)
            self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
            self.assertEqual((len(opened), root.process.alive), (2, True))
            service.stopService()
            self.reactor.advance(0)
            opened.clear()

    def test_memory_opens_no_journal_on_disk(self) -> None:
        """
        With ``--memory`` nothing is opened, and nothing made.
        """
        self.patch(plugin, "SqliteJournal", None)
        self.made().startService()
        self.assertEqual(len(self.reactor.tcpServers), 1)

    def test_max_connections(self) -> None:
        """
        The bound of the command line is each endpoint's.
        """
        self.made("--max-connections=1").startService()
        factory = self.reactor.tcpServers[0][1]
        told = []
        for _ in range(2):
            protocol: Any = factory.buildProtocol(PEER)
            protocol.makeConnection(transport := StringTransport())
            self.reactor.advance(0)
            told.append(b"server is full" in transport.value())
        self.assertEqual(told, [False, True])
