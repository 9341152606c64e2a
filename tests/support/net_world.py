"""
The whole server on a Clock, with players who come in over wires in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.simple import SimpleEngine
from connect4tx.journal.memory import Kept
from connect4tx.net.connection import Connection
from connect4tx.net.rounds import Rounds
from connect4tx.play.house import House
from connect4tx.play.names import Names
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.service.tree import tree
from connect4tx.supervision.process import Process
from connect4tx.supervision.services import service_of
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.terminal.limits import Limits, networks
from tests.support.journals import MoodyJournal
from tests.support.net_endpoint import MemoryEndpoint
from tests.support.net_telnet import TELLS_NOTHING
from tests.support.net_wire import Wire

_TELNET = re.compile(rb"\xff(?:\xfa.*?\xff\xf0|[\xfb-\xfe].|[^\xfa-\xff])", re.DOTALL)


# Everybody may come and type as much as the tests like.
TRUSTING = Limits(trusted=networks("0.0.0.0/0"))


class World:
    """
    A server that has started.

    :ivar kept: what the journal holds, over all its incarnations.
    :ivar store: the incarnation of the journal that is up, unless another was given.

    :param doors: how many endpoints it listens on.
    :param limits: how much one peer may have of it; of all but time, by itself, any.
    :param open_journal: opens the journal; a moody one when there is none.
    :param before: a server that has stopped; this one has what that one kept.
    """

    def __init__(
        self,
        *,
        doors: int = 1,
        max_connections: int = 100,
        lang: str = "en",
        grace: int = GRACE_SECONDS,
        limits: Limits = TRUSTING,
        open_journal: Callable[..., Any] | None = None,
        before: World | None = None,
    ) -> None:
        self.clock: Clock = Clock() if before is None else before.clock
        self.kept: Kept = Kept() if before is None else before.kept
        self._rng: Random = Random(4) if before is None else before._rng
        self.endpoints = [MemoryEndpoint() for _ in range(doors)]
        self.root = tree(
            endpoints=self.endpoints,
            max_connections=max_connections,
            lang=lang,
            drill=True,
            engine=SimpleEngine(rng=Random(3)),
            rng=self._rng,
            clock=self.clock,
            grace=grace,
            limits=limits,
            open_journal=open_journal or self._open_journal,
        )
        self._ports = count(50001)
        self.root.startService()
        self.settle()

    def _open_journal(self, on_crash: object = None) -> MoodyJournal:
        self.store = MoodyJournal(self.kept)
        return self.store

    def calls(self) -> list[IDelayedCall]:
        """
        What is due some time, but for the janitor's next round, and the next look at
        those who are connected.
        """
        is_up = self.root.process.alive
        if is_up:
            self.root.terminate_child("janitor")
            self.settle()
        left = [call for call in self.clock.getDelayedCalls() if not _is_look(call)]
        if is_up:
            self.root.restart_child("janitor")
        return left

    def settle(self) -> None:
        """
        Let every turn that is due happen.
        """
        self.clock.advance(0)

    def player(
        self, door: int = 0, client: bytes = TELLS_NOTHING, host: str = "10.0.0.1"
    ) -> Player:
        """
        Somebody who has connected and come to the lobby, as a guest, if let in.

        :param client: what the client says of itself.
        :param host: from where.
        """
        newcomer = self.arrival(door, host)
        self.settle()
        if not newcomer.gone:
            newcomer.wire.sends(client)
            self.settle()
            newcomer.wire.sends(b"\r\n")
            self.settle()
        return newcomer

    def arrival(self, door: int = 0, host: str = "10.0.0.1") -> Player:
        """
        Somebody who connects in this very turn, and says nothing.
        """
        port = self.endpoints[door].port
        if port is None:
            raise ConnectionRefusedError
        peer = IPv4Address("TCP", host, next(self._ports))
        connection = port.factory.buildProtocol(peer)
        if connection is None:
            raise ConnectionResetError
        return Player(self, connection, peer)

    def supervisor(self, *path: str) -> Supervisor:
        """
        The supervisor that runs under these names, from the root on.
        """
        found: Any = self.root
        for name in path:
            found = service_of(found.child(name))
        assert isinstance(found, Supervisor)
        return found

    def door(self, number: int = 0) -> Any:
        """
        The door behind an endpoint.
        """
        port = self.endpoints[number].port
        assert port is not None
        return port.factory._door

    @property
    def house(self) -> House:
        """
        The rooms and the lobby.
        """
        house: House = self.door()._manners.house
        return house

    @property
    def names(self) -> Names:
        """
        Those of the players who are here.
        """
        return self.house.names

    def connections(self) -> list[Process]:
        """
        The processes of the connections of the first door.
        """
        children = self.supervisor("telnet", "connections").children()
        return [child.process for child in children if child.process is not None]

    def processes(self) -> list[str]:
        """
        The paths of all processes that run.
        """
        return sorted(paths_under(self.root))

    def stop(self) -> None:
        """
        Stop it, as a signal would.
        """
        self.root.stopService()
        self.settle()


def _is_look(call: Any) -> bool:
    """
    Whether a call is the next look at those who are connected.
    """
    rounds = getattr(call.func, "__self__", None)
    return isinstance(rounds, Rounds) and rounds._visited > 0


def paths_under(supervisor: Supervisor) -> Iterator[str]:
    """
    The paths of a supervisor and all below it, in the order of starting.
    """
    yield supervisor.process.path
    for child in reversed(supervisor.children()):
        if child.process is not None:
            service = service_of(child.process)
            if isinstance(service, Supervisor):
                yield from paths_under(service)
            else:
                yield child.process.path


class Player:
    """
    Somebody at the other end of a wire.
    """

    def __init__(self, world: World, connection: Connection, peer: IPv4Address) -> None:
        self.wire = Wire(world.clock, peer)
        self.wire.protocol = self.connection = connection
        self.name = f"{peer.host}:{peer.port}"
        self._world = world
        self._seen = 0
        connection.makeConnection(self.wire)

    def news(self) -> str:
        """
        What has come since one last looked, with plain line ends and without telnet.
        """
        data = _TELNET.sub(b"", self.bytes_of_news())
        return data.decode().replace("\r\n", "\n")

    def bytes_of_news(self) -> bytes:
        """
        The bytes that have come since one last looked.
        """
        self._world.settle()
        data = self.wire.received[self._seen :]
        self._seen = len(self.wire.received)
        return data

    def says(self, *lines: str) -> str:
        """
        Send lines; what comes of them.
        """
        self.wire.sends("".join(f"{line}\r\n" for line in lines).encode())
        return self.news()

    def sends(self, data: bytes) -> bytes:
        """
        Send bytes; what comes of them.
        """
        self.wire.sends(data)
        return self.bytes_of_news()

    @property
    def called(self) -> str:
        """
        The player's name.
        """
        return self.connection.name

    def opens_room(self) -> str:
        """
        Open a room; its code.
        """
        told = self.says("create")
        found = re.search(r"come in with: join (\w+)", told)
        assert found is not None, told
        return found[1]

    @property
    def token(self) -> str:
        """
        With which the player can have the seat back.
        """
        return self.connection._place.token

    def leaves(self) -> None:
        """
        Close the connection.
        """
        self.wire.lose(Failure(ConnectionDone()))
        self._world.settle()

    def vanishes(self) -> None:
        """
        Lose the connection.
        """
        self.wire.lose(Failure(ConnectionLost()))
        self._world.settle()

    @property
    def gone(self) -> bool:
        return self.wire.loss is not None


class WorldCase(SynchronousTestCase):
    """
    Has a world to play in.
    """

    def setUp(self) -> None:
        self.world = World()
        self.addCleanup(self.world.stop)

    def restart(self) -> None:
        """
        Stop the server, and start it again over what it kept.
        """
        self.world.stop()
        self.world = World(before=self.world)
        self.addCleanup(self.world.stop)

    def pair(self, *, playing: bool = False) -> tuple[Player, Player]:
        """
        Two players in one room, who have read everything.
        """
        first, second = self.world.player(), self.world.player()
        second.says(f"join {first.opens_room()}")
        if playing:
            second.says("play")
        first.news()
        second.news()
        return first, second

    def crash(self, player: Player, times: int = 1) -> str:
        """
        Have a player's action handler crash; what that player is told.
        """
        told = "".join(player.says("crash handler") for _ in range(times))
        self.assertEqual(len(self.flushLoggedErrors()), times)
        return told
