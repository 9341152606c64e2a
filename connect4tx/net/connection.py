"""
One peer's connection: feed the codec, flush, forward the loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.internet.interfaces import (
    IDelayedCall,
    IHalfCloseableProtocol,
    IPushProducer,
    IReactorTime,
)
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from connect4tx.net.mailbox import Mailbox
from connect4tx.net.telnet import ALIVE, TelnetCodec, TooLong
from connect4tx.play.events import PlayerId
from connect4tx.play.updates import Update
from connect4tx.supervision.exits import Crashed, Exit, Killed, Shutdown
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import AutoShutdown, ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.terminal import sentences
from connect4tx.terminal.conversation import Conversation, Manners, Place, wire
from connect4tx.terminal.items import END_OF_INPUT, PROMPT_AGAIN, LineTooLong

HANDLER_CRASHES = 5
HANDLER_PERIOD_SECONDS = 10.0
LINES_AT_MOST = 64
LINES_TO_GO_ON = 16
UNREAD_BYTES_AT_MOST = 256 * 1024
UNREAD_SECONDS = 20.0

# Of one peer, before the others have their turn.
ITEMS_IN_A_TURN = 32


class HandlerGaveUp(Exception):
    """
    The action handler crashed more often than it may.
    """


@implementer(IHalfCloseableProtocol, IPushProducer)
class Connection(Protocol):
    """
    A process, and the socket of one; its supervisor has two children: this, and the
    action handler, which is restarted when it crashes.

    Nothing of a command runs inside ``dataReceived``: lines wait in the mailbox.  A
    peer that sends faster than it is served is read more slowly; one that does not
    read what it is sent is let go after a while.

    :ivar process: its own handle, while it is connected; what rooms monitor.
    """

    process: Process

    def __init__(
        self,
        *,
        player: PlayerId,
        manners: Manners,
        admit: Callable[[Connection, str], bool],
    ) -> None:
        self.player = player
        self._manners = manners
        self._admit = admit
        self._codec = TelnetCodec()
        self._node = Node.at(manners.clock)
        self._mailbox = Mailbox(self._node)
        self._place = Place()
        self._out: list[bytes] = []
        self._at_prompt = False
        self._starts = 0
        self._unread_bytes = -1
        self._patience: IDelayedCall | None = None
        self._lines_held = False
        self._input_ended = False

    # -- supervision -------------------------------------------------------------

    def supervisor(self, name: str, clock: IReactorTime) -> Supervisor:
        """
        The supervisor of this connection: its end, or the end of its action handler
        that is not a crash, ends both.
        """
        self._supervisor = Supervisor(
            [
                ChildSpec("socket", self._begin, Restart.TEMPORARY, 2.0, True),
                ChildSpec("handler", self._handle, Restart.TRANSIENT, 2.0, True),
            ],
            max_restarts=HANDLER_CRASHES,
            period_seconds=HANDLER_PERIOD_SECONDS,
            auto_shutdown=AutoShutdown.ANY_SIGNIFICANT,
            name=name,
            clock=clock,
        )
        return self._supervisor

    def _begin(self, process: Process) -> Connection:
        self.process = process
        return self

    def ask_to_stop(self) -> None:
        """
        Say why, send what is still to be sent, then close.
        """
        if self._supervisor.gave_up:
            self._out.append(wire(sentences.GAVE_UP))
        elif self._supervisor.process.doom is not None:
            stopping = self._manners.stopping()
            why = sentences.STOPPING if stopping else sentences.PART_RESTARTED
            self._out.append(wire(f"\n{why}"))
        self._flush()
        self._close()

    def give_up(self) -> None:
        """
        Close without waiting for the peer.
        """
        transport: Any = self.transport
        if transport is not None:
            transport.abortConnection()

    def _close(self) -> None:
        self._stop_waiting()
        transport: Any = self.transport
        if transport is not None:
            transport.unregisterProducer()
            transport.resumeProducing()
            transport.loseConnection()

    def crash(self, error: Exception) -> None:
        """
        Fail as a bug in this class would.
        """
        self.process.fail(Failure(error))

    # -- the action handler ------------------------------------------------------

    async def _handle(self, process: Process) -> None:
        """
        Take one item after the other; what is said goes out when nothing waits.
        """
        conversation = Conversation(
            peer=self, place=self._place, manners=self._manners, say=self._out.append
        )
        self._starts += 1
        if self._starts == 1:
            conversation.greet()
        else:
            conversation.apologise()
            if self._input_ended and not self._mailbox.lines:
                self._mailbox.put_line(END_OF_INPUT)
        mailbox = self._mailbox
        out = self._out
        taken = 0
        while not conversation.over:
            if taken == ITEMS_IN_A_TURN:
                taken = 0
                self._flush()
                await self._node.next_turn()
            taken += 1
            item = mailbox.take()
            if item is None:
                if out or not self._at_prompt:
                    idle = not mailbox.lines
                    if idle:
                        out.append(conversation.prompt().encode())
                    self._flush()
                    self._at_prompt = idle
                taken = 0
                await mailbox.ready()
                continue
            if type(item) is Update:
                conversation.hear(item)
            else:
                await conversation.take(item)
            if self._lines_held and mailbox.lines < LINES_TO_GO_ON:
                self._hold_lines(False)
        self._flush()

    def put(self, item: object) -> None:
        """
        Queue news for the conversation.
        """
        self._mailbox.put_news(item)

    def deliver(self, update: Update) -> None:
        """
        Queue a room's update for the conversation.
        """
        self._mailbox.put_news(update)

    def _flush(self) -> None:
        """
        Send what was said, beginning on a line of its own.
        """
        out = self._out
        if not out or self.transport is None:
            return
        if self._at_prompt:
            self._at_prompt = False
            out.insert(0, b"\r\n")
        data = b"".join(out)
        out.clear()
        if self._unread_bytes >= 0:
            self._count_unread(data)
        self.transport.write(data)

    def _count_unread(self, data: bytes) -> None:
        """
        A peer that does not read at the moment is sent no more than so much.
        """
        self._unread_bytes += len(data)
        if self._unread_bytes > UNREAD_BYTES_AT_MOST:
            self.give_up()

    # -- called by Twisted -------------------------------------------------------

    def connectionMade(self) -> None:
        transport: Any = self.transport
        set_no_delay = getattr(transport, "setTcpNoDelay", None)
        if set_no_delay is not None:
            set_no_delay(True)
            transport.setTcpKeepAlive(True)
        peer = transport.getPeer()
        host, port = getattr(peer, "host", "local"), getattr(peer, "port", self.player)
        if self._admit(self, f"{host}:{port}"):
            transport.registerProducer(self, True)
        else:
            transport.write(wire(sentences.SERVER_FULL))
            transport.loseConnection()

    def dataReceived(self, data: bytes) -> None:
        for line in self._codec.receive(data):
            self._at_prompt = False
            if isinstance(line, TooLong):
                self._mailbox.put_line(LineTooLong(self._codec.max_line_bytes))
            else:
                self._mailbox.put_line(line)
        answers = self._codec.take_answers()
        if answers and self.transport is not None:
            if self._unread_bytes >= 0:
                self._count_unread(answers)
            self.transport.write(answers)
            if ALIVE in answers:
                self._at_prompt = False
                self._mailbox.put_news(PROMPT_AGAIN)
        if self._mailbox.lines > LINES_AT_MOST:
            self._hold_lines(True)

    def readConnectionLost(self) -> None:
        """
        The peer has sent all it will; it may still read.
        """
        if not self._input_ended:
            self._input_ended = True
            self._mailbox.put_line(END_OF_INPUT)

    def writeConnectionLost(self) -> None:
        """
        The peer reads no more, so there is nobody to serve.
        """
        self.give_up()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._stop_waiting()
        self.transport = None
        process = getattr(self, "process", None)
        if process is None or process.exit is not None:
            return
        if not reason.check(ConnectionDone, ConnectionLost, ConnectionAborted):
            process.fail(reason)
        else:
            process.end(self._exit(reason))

    def _exit(self, reason: Failure) -> Exit:
        """
        Why this process ended, for whoever monitors it.
        """
        if self._supervisor.gave_up:
            return Crashed(Failure(HandlerGaveUp()))
        if self._supervisor.process.doom is not None:
            return Shutdown() if self._manners.stopping() else Killed()
        return Shutdown(reason.getErrorMessage())

    # -- back-pressure -----------------------------------------------------------

    def pauseProducing(self) -> None:
        """
        The peer does not read: count what it is sent, act on none of its lines, and
        let it go if it does not go on.
        """
        self._unread_bytes = 0
        self._mailbox.hold_lines()
        if self._patience is None:
            self._patience = self._manners.clock.callLater(
                UNREAD_SECONDS, self._lose_patience
            )

    def resumeProducing(self) -> None:
        self._unread_bytes = -1
        self._stop_waiting()
        self._mailbox.release_lines()

    def stopProducing(self) -> None:
        """
        The connection is going away; connectionLost says the rest.
        """

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        self.give_up()

    def _hold_lines(self, hold: bool) -> None:
        transport: Any = self.transport
        if hold == self._lines_held or transport is None:
            return
        self._lines_held = hold
        if hold:
            transport.pauseProducing()
        elif not self._input_ended:
            transport.resumeProducing()
