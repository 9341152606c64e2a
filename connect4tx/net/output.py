"""
What one peer is sent: in its turn, on a line of its own, and not without bound.
"""

from __future__ import annotations

from typing import Any, Protocol

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.internet.tcp import Connection

from connect4tx.supervision.node import Node

UNREAD_BYTES_AT_MOST = 256 * 1024
UNREAD_SECONDS = 20.0


class Typist(Protocol):
    """
    Whom output is for.
    """

    def clear_line(self) -> bytes:
        """
        What makes room for news where the peer types.
        """

    def give_up(self) -> None:
        """
        The peer does not read what it is sent.
        """

    def lose_patience(self) -> None:
        """
        The peer has read nothing for a while.
        """


class Output:
    """
    Gathers what is said and writes it when nothing more is to come.

    :ivar said: what is to be sent next.
    :ivar at_prompt: whether the peer has been told all, and may type.
    :ivar is_urgent: whether the next answer has to be sent before anything can follow
        from what it is about.
    :ivar line_begun: whether the cursor stands behind something on its line.
    :ivar is_read: whether the peer takes what it is sent.
    :ivar was_used: whether something was sent since somebody last asked.
    """

    __slots__ = (
        "_clock",
        "_node",
        "_patience",
        "_pending",
        "_typist",
        "_unread_bytes",
        "at_prompt",
        "is_urgent",
        "line_begun",
        "said",
        "transport",
        "was_used",
    )

    def __init__(self, *, clock: IReactorTime, typist: Typist) -> None:
        self.transport: Any = None
        self.said: list[bytes] = []
        self.at_prompt = True
        self.is_urgent = False
        self.line_begun = False
        self.was_used = False
        self._clock = clock
        self._node = Node.at(clock)
        self._pending: list[bytes] = []
        self._typist = typist
        self._unread_bytes = -1
        self._patience: IDelayedCall | None = None

    def interrupt(self) -> None:
        """
        The peer is to have its prompt again, on the next line.
        """
        self.at_prompt = False

    def end_line(self) -> None:
        """
        The cursor has gone to the next line, and the prompt with it.
        """
        self.at_prompt = self.line_begun = False

    def begin_line(self) -> None:
        """
        Let what is said begin on a line of its own.
        """
        if self.line_begun:
            self.line_begun = False
            self.said.insert(0, self._typist.clear_line())

    def flush(self) -> None:
        """
        Send what was said.
        """
        if self.said:
            self._send()
            self.at_prompt = False

    def flush_with(self, prompt: bytes) -> None:
        """
        Send what was said and a prompt, on which the peer types.

        :param prompt: it may be empty.
        """
        self.said.append(prompt)
        self._send()
        self.at_prompt = True
        self.line_begun = prompt != b""

    def _send(self) -> None:
        self.begin_line()
        data = b"".join(self.said)
        self.said.clear()
        self.write(data)

    def write(self, data: bytes) -> None:
        """
        Send at once.
        """
        transport = self.transport
        if transport is None or not data:
            return
        self.was_used = True
        if self._unread_bytes >= 0:
            self._unread_bytes += len(data)
            if self._unread_bytes > UNREAD_BYTES_AT_MOST:
                self._typist.give_up()
        elif (
            isinstance(transport, Connection)
            and not transport.TLS
            and not transport.dataBuffer
            and not transport._tempDataBuffer
        ):
            # Nothing waits to be sent before this. To send it in the next turn, and not
            # when the reactor finds the socket writable, spares two changes of what is
            # polled for; to send it now would take the peers' answers one by one.
            self._pending.append(data)
            if len(self._pending) == 1:
                self._node.soon(self.send_pending)
            return
        transport.write(data)

    def send_pending(self) -> None:
        """
        Send what was held back for the next turn.
        """
        data = b"".join(self._pending)
        self._pending.clear()
        transport = self.transport
        if transport is None or not data:
            return
        sent = transport.writeSomeData(data)
        if type(sent) is int:
            data = data[sent:]
        if data:
            transport.write(data)

    # -- a peer that does not read -----------------------------------------------

    @property
    def is_read(self) -> bool:
        return self._unread_bytes < 0

    def pause(self) -> None:
        """
        The peer does not read: count what it is sent, and lose patience after a while.
        """
        self._unread_bytes = 0
        if self._patience is None:
            self._patience = self._clock.callLater(UNREAD_SECONDS, self._lose_patience)

    def resume(self) -> None:
        """
        The peer reads again.
        """
        self._unread_bytes = -1
        self.stop_waiting()

    def stop_waiting(self) -> None:
        """
        Lose no patience any more.
        """
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        self._typist.lose_patience()
