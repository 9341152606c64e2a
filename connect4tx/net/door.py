"""
One endpoint: the supervisor of its connections, and the listener.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, maybeDeferred, succeed
from twisted.internet.interfaces import (
    IAddress,
    IDelayedCall,
    IListeningPort,
    IReactorTime,
    IStreamServerEndpoint,
)
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.net.connection import Connection
from connect4tx.net.gate import Gate
from connect4tx.net.rounds import Rounds
from connect4tx.net.turned_away import TurnedAway
from connect4tx.supervision.errors import SupervisionError
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec, Strategy
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from connect4tx.terminal.language import language
from connect4tx.terminal.place import Manners
from connect4tx.terminal.text import plain, wire

# Between attempts to listen again.
RETRY_SECONDS = 1.0


class Door:
    """
    Lets players in: ``rest_for_one`` over the connections and then the listener, so
    that a listener that fails leaves the connections alone.

    :param endpoint: where to listen.
    :param gate: counts who comes, for all doors.
    :param rounds: on which those are looked at who are in.
    :param max_connections: those beyond are told so and let go.
    """

    def __init__(
        self,
        *,
        endpoint: IStreamServerEndpoint,
        manners: Manners,
        gate: Gate,
        rounds: Rounds,
        max_connections: int,
        clock: IReactorTime,
    ) -> None:
        self.endpoint = endpoint
        self.max_connections = max_connections
        self._manners = manners
        self._gate = gate
        self.rounds = rounds
        self.clock = clock
        self.has_listened = False
        self._connections: TaskSupervisor | None = None

    def supervisor(self, process: Process) -> Supervisor:
        """
        A fresh supervisor of this door, for the tree to start.
        """
        return Supervisor(
            [
                ChildSpec("connections", self._open_connections),
                ChildSpec("listener", partial(Listener, self)),
            ],
            strategy=Strategy.REST_FOR_ONE,
            name=process.name,
            clock=self.clock,
        )

    def _open_connections(self, process: Process) -> TaskSupervisor:
        self._connections = TaskSupervisor(
            max_children=self.max_connections,
            stop_seconds=None,
            name=process.name,
            clock=self.clock,
        )
        return self._connections

    def protocol(self, host: str) -> Protocol:
        """
        A connection for the next peer, or what tells it why there is none.

        :param host: from where it comes; empty when that is no address.
        """
        trusted = self._gate.limits.trusts(host)
        refusal = "" if trusted else self._gate.refusal(host)
        if refusal:
            return TurnedAway(told=self._told(refusal), clock=self.clock)
        return self.connection(trusted)

    def _told(self, sentence: str) -> bytes:
        """
        A sentence for somebody of whom nothing is known.
        """
        lang = self._manners.wishes.lang
        return wire(plain(language(lang).tr(sentence)))

    def connection(self, trusted: bool) -> Connection:
        """
        A connection for the next peer.

        :param trusted: whether the limits of number and speed are not for it.
        """
        return Connection(
            player=self._manners.house.new_player(),
            manners=self._manners,
            door=self,
            trusted=trusted,
        )

    def admit(self, connection: Connection, name: str) -> bool:
        """
        Begin a connection's processes; whether there is room for it.
        """
        if not connection.place.trusted:
            self._gate.enter(connection.address)
        if self._connections is None:
            return False
        try:
            self._connections.start_task(
                connection.supervisor, name, self.clock, name=name
            )
        except SupervisionError:
            return False
        return True

    def gone(self, connection: Connection) -> None:
        """
        A connection has ended.
        """
        if not connection.place.trusted:
            self._gate.leave(connection.address)


class Listener(Factory, Service):
    """
    The port, as a process: it ends when the port closes without having been asked to.
    """

    noisy = False
    _log = Logger()

    def __init__(self, door: Door, process: Process) -> None:
        self._door = door
        self._process = process
        self._port: IListeningPort | None = None
        self._retry: IDelayedCall | None = None

    def startService(self) -> Deferred[None]:
        """
        Listen; fails when that is not possible, and has never been.

        An address that was had before and is refused now is tried again and again:
        restarts at once would only use up the budgets of all above.
        """
        Service.startService(self)
        listening: Deferred[None] = self._listen()
        if self._door.has_listened:
            listening.addErrback(self._listen_later)
        return listening

    def _listen(self) -> Deferred[None]:
        return self._door.endpoint.listen(self).addCallback(self._opened)

    def _opened(self, port: IListeningPort) -> None:
        self._port = port
        self._door.has_listened = True

    def _listen_later(self, failure: Failure) -> None:
        self._log.warn(
            "Cannot listen, trying again in {seconds} s: {why}",
            seconds=RETRY_SECONDS,
            why=failure.getErrorMessage(),
        )
        self._retry = self._door.clock.callLater(RETRY_SECONDS, self._listen_again)

    def _listen_again(self) -> None:
        self._retry = None
        self._listen().addErrback(self._listen_later)

    def stopService(self) -> Deferred[Any]:
        """
        Listen no more.
        """
        Service.stopService(self)
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        port, self._port = self._port, None
        return succeed(None) if port is None else maybeDeferred(port.stopListening)

    def buildProtocol(self, addr: IAddress | None) -> Protocol | None:
        """
        A connection for a peer; a bug in here ends the listener, and only that.
        """
        try:
            return self._door.protocol(getattr(addr, "host", ""))
        except Exception:  # noqa: BLE001 - our bug, whatever it is: the process fails
            self._crash(Failure())
            return None

    def stopFactory(self) -> None:
        """
        The port has closed.
        """
        if self.running:
            self._crash(Failure(PortClosed()))

    def _crash(self, failure: Failure) -> None:
        """
        End as a process when the port is closed, so that the next one can have it.
        """
        self.stopService().addBoth(lambda _: self._process.fail(failure))


class PortClosed(Exception):
    """
    The listening port closed by itself.
    """
