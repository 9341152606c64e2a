"""
Finding out what a peer's program is, by telnet's own means.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from twisted.internet.interfaces import IDelayedCall, IReactorTime

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    CharsetAccepted,
    OptionChanged,
    Received,
    TerminalType,
    WindowSize,
)
from connect4tx.net.telnet.protocol import CHARSET, END_OF_RECORD, NAWS, TTYPE, Side
from connect4tx.terminal.views import UNKNOWN, Client

# What a client has for saying what it is, before it is greeted as one that is silent.
PROBE_SECONDS = 0.5

# RFC 1091: a client goes through its types and repeats the last.
TYPES_AT_MOST = 4

NEGOTIATIONS_AT_MOST = 64
NEGOTIATION_PERIOD_SECONDS = 10.0


class Listener(Protocol):
    """
    Who wants to know.
    """

    def client_known(self, client: Client) -> None:
        """
        The time for answers is over, or more is known after that.
        """

    def give_up(self) -> None:
        """
        The peer does not stop negotiating.
        """


class Handshake:
    """
    Asks what can be asked of any client without harm, and more of those that say what
    they are; never NEW-ENVIRON, which gives away the user's name.

    :ivar is_over: whether the time for answers is over.
    """

    __slots__ = (
        "_allowed",
        "_client",
        "_clock",
        "_codec",
        "_counted",
        "_listener",
        "_resizes",
        "_seen",
        "_since",
        "_timer",
        "_told",
        "_waits_for_size",
        "_waits_for_types",
        "is_over",
    )

    def __init__(
        self, *, codec: TelnetCodec, clock: IReactorTime, listener: Listener
    ) -> None:
        self.is_over = False
        self._codec = codec
        self._clock = clock
        self._listener = listener
        self._client = self._told = UNKNOWN
        self._waits_for_types = self._waits_for_size = True
        self._timer: IDelayedCall | None = None
        self._seen = 0
        self._resizes = 0
        self._since = clock.seconds()
        self._allowed = NEGOTIATIONS_AT_MOST
        self._counted = 0

    @property
    def client(self) -> Client:
        """
        What is known so far; whoever negotiates at all is a telnet client.
        """
        if self._codec.negotiations and not self._client.telnet:
            self._client = replace(self._client, telnet=True)
        return self._client

    def begin(self) -> None:
        """
        Ask; the codec has what is to be sent.
        """
        for option in (TTYPE, NAWS):
            self._codec.ask(option)
        self._timer = self._clock.callLater(PROBE_SECONDS, self._end)

    def stop(self) -> None:
        """
        Wait for no answers any more.
        """
        timer, self._timer = self._timer, None
        if timer is not None and timer.active():
            timer.cancel()

    def take(self, event: Received) -> None:
        """
        Learn from one event of the codec's.
        """
        client = self._client
        match event:
            case OptionChanged(_, option, True) if option == CHARSET:
                self._codec.request_charset()
            case OptionChanged(Side.THEIRS, option, on):
                self._answered(option, on)
            case TerminalType(name):
                self._add_type(name)
            case WindowSize(columns, rows):
                # One is sent for each step as a window is drawn larger.
                self._resizes += 1
                self._waits_for_size = False
                self._client = replace(client, width=columns, height=rows)
            case CharsetAccepted(name) if name.upper() == "UTF-8":
                self._client = replace(client, utf8=True)

    def end_packet(self) -> None:
        """
        All events of a packet were taken: tell what has come of them.
        """
        if self.is_over:
            self._tell()
        elif not self._waits_for_types and not self._waits_for_size:
            self._end()
        if self._codec.negotiations != self._seen:
            self._seen = self._codec.negotiations
            self._count()

    def _end(self) -> None:
        self.stop()
        self.is_over = True
        self._told = self.client
        self._listener.client_known(self._told)

    def _tell(self) -> None:
        client = self.client
        if client != self._told:
            self._told = client
            self._listener.client_known(client)

    def _count(self) -> None:
        """
        Find those who negotiate without end.
        """
        now, count = self._clock.seconds(), self._seen - self._resizes
        if now - self._since > NEGOTIATION_PERIOD_SECONDS:
            self._since, self._allowed = now, self._counted + NEGOTIATIONS_AT_MOST
        self._counted = count
        if count > self._allowed:
            self._listener.give_up()

    def _answered(self, option: int, on: bool) -> None:
        if option == TTYPE and on:
            self._codec.request_type()
        elif option == TTYPE:
            self._waits_for_types = False
        elif option == NAWS and not on:
            self._waits_for_size = False

    def _add_type(self, name: str) -> None:
        types = self._client.types
        if not self._waits_for_types:
            return
        is_new = name not in types
        if is_new:
            self._client = replace(self._client, types=(*types, name))
        if is_new and len(types) + 1 < TYPES_AT_MOST:
            self._codec.request_type()
            return
        self._waits_for_types = False
        if self._client.mtts:
            self._codec.offer(END_OF_RECORD)
            # RFC 2066 lets him ask who has said WILL; clients differ in who that is.
            self._codec.ask(CHARSET)
            self._codec.offer(CHARSET)
