"""
A TCP connection in memory that behaves as Twisted's own does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from twisted.internet.error import ConnectionAborted, ConnectionDone
from twisted.internet.interfaces import IAddress, IReactorTime, ITransport
from twisted.python.failure import Failure
from zope.interface import implementer

SEND_BUFFER_BYTES = 64 * 1024
END_OF_INPUT = object()


@implementer(ITransport)
class Wire:
    """
    What the reactor would do for a protocol, and the peer at the other end.

    As in Twisted, what is written is sent on a later turn; a producer is paused, in
    the middle of a write, when more than 64 KiB are unsent, and resumed when all is
    sent; closing waits for what is unsent, aborting does not; nothing is delivered
    while reading is paused; and an exception from the protocol loses the connection.

    :ivar received: what the peer has read.
    :ivar loss: why the connection was lost; None while it is up.
    """

    def __init__(self, clock: IReactorTime, peer: IAddress) -> None:
        self.protocol: Any = None
        self.received = b""
        self.loss: Failure | None = None
        self.producer: Any = None
        self.reading = True
        self.most_unsent = 0
        self._clock = clock
        self._peer = peer
        self._peer_reads = True
        self._unsent = b""
        self._unread: deque[Any] = deque()
        self._paused = self._closing = self._aborting = False

    # -- the peer ----------------------------------------------------------------

    def sends(self, data: bytes) -> None:
        """
        The peer sends this, in pieces as large as the reactor reads at once.
        """
        pieces = range(0, len(data), SEND_BUFFER_BYTES)
        self._unread += [data[at : at + SEND_BUFFER_BYTES] for at in pieces]
        self._deliver()

    def ends_input(self) -> None:
        """
        The peer closes its sending half.
        """
        self._unread.append(END_OF_INPUT)
        self._deliver()

    def stops_reading(self) -> None:
        self._peer_reads = False

    def reads_on(self) -> None:
        self._peer_reads = True
        self._soon(self._send)

    def lose(self, reason: Failure) -> None:
        """
        The connection is lost, for this reason.
        """
        if self.loss is None:
            self.loss = reason
            self.protocol.connectionLost(reason)

    # -- what the protocol calls -------------------------------------------------

    def write(self, data: bytes) -> None:
        if self.loss is not None or self._aborting:
            return
        self._unsent += data
        self.most_unsent = max(self.most_unsent, len(self._unsent))
        self._soon(self._send)
        full = len(self._unsent) > SEND_BUFFER_BYTES
        if full and self.producer is not None and not self._paused:
            self._paused = True
            self.producer.pauseProducing()

    def writeSequence(self, data: Iterable[bytes]) -> None:
        self.write(b"".join(data))

    def loseConnection(self) -> None:
        self._closing, self.reading = True, False
        self._soon(self._send)

    def abortConnection(self) -> None:
        self._aborting, self.reading = True, False
        self._soon(self.lose, Failure(ConnectionAborted()))

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        self.producer = producer

    def unregisterProducer(self) -> None:
        self.producer = None

    def pauseProducing(self) -> None:
        self.reading = False

    def resumeProducing(self) -> None:
        if not self._closing and not self._aborting:
            self.reading = True
            self._soon(self._deliver)

    def getPeer(self) -> IAddress:
        return self._peer

    def getHost(self) -> IAddress:
        return self._peer

    # -- the reactor -------------------------------------------------------------

    def _soon(self, function: Any, *arguments: Any) -> None:
        self._clock.callLater(0, function, *arguments)

    def _send(self) -> None:
        if self.loss is not None or self._aborting or not self._peer_reads:
            return
        self.received += self._unsent
        self._unsent = b""
        if self.producer is not None and self._paused:
            self._paused = False
            self.producer.resumeProducing()
        elif self._closing:
            self.lose(Failure(ConnectionDone()))

    def _deliver(self) -> None:
        while self._unread and self.reading and self.loss is None:
            piece = self._unread.popleft()
            try:
                if piece is END_OF_INPUT:
                    self.protocol.readConnectionLost()
                else:
                    self.protocol.dataReceived(piece)
            except Exception:  # noqa: BLE001 - as the reactor does
                self.lose(Failure())
