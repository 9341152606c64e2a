"""
Listening without a port.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import (
    IAddress,
    IListeningPort,
    IProtocolFactory,
    IStreamServerEndpoint,
)
from zope.interface import implementer


@implementer(IStreamServerEndpoint)
class MemoryEndpoint:
    """
    An address at which one port at a time listens, as with TCP.

    :ivar port: the port that is open, if one is.
    :ivar refusals: how many of the next attempts to listen fail.
    """

    def __init__(self) -> None:
        self.port: MemoryPort | None = None
        self.refusals = 0
        self.attempts = 0

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        self.attempts += 1
        if self.port is not None or self.refusals:
            self.refusals = max(0, self.refusals - 1)
            taken = OSError(98, "Address already in use")
            return fail(CannotListenError("memory", 0, taken))
        self.port = MemoryPort(self, factory)
        factory.doStart()
        return succeed(self.port)


@implementer(IListeningPort)
class MemoryPort:
    """
    An open port; it may also close by itself.
    """

    def __init__(self, endpoint: MemoryEndpoint, factory: Any) -> None:
        self._endpoint = endpoint
        self.factory = factory

    def startListening(self) -> None:
        """
        It listens from the beginning.
        """

    def stopListening(self) -> Deferred[None]:
        if self._endpoint.port is self:
            self._endpoint.port = None
            self.factory.doStop()
        return succeed(None)

    def getHost(self) -> IAddress:
        return IPv4Address("TCP", "127.0.0.1", 4040)
