"""
The yardstick: a bare ``LineReceiver`` that echoes: ``python -m benchmarks.echo``.

It listens on a free port of the loopback interface, which it logs, until it is told to
stop by a signal.
"""

import sys

from twisted.internet.protocol import Factory
from twisted.protocols.basic import LineReceiver
from twisted.python import log


class Echo(LineReceiver):
    """
    Sends each line back; the least that Twisted can do for a line.
    """

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)

    def lineReceived(self, line: bytes) -> None:
        self.sendLine(line)


def main() -> None:
    """
    Serve until a signal comes.
    """
    from twisted.internet import reactor  # noqa: PLC0415 - as late as twistd does

    log.startLogging(sys.stdout)
    reactor.listenTCP(0, Factory.forProtocol(Echo), backlog=4096, interface="127.0.0.1")
    reactor.run()


if __name__ == "__main__":
    main()
