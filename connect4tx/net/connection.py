"""
One peer's connection: feed the codec, flush, forward the loss.
"""

from __future__ import annotations

from typing import Any
from typing import Protocol as Interface

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.internet.interfaces import (
    IHalfCloseableProtocol,
    IPushProducer,
    IReactorTime,
)
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from connect4tx.net.handler import Handler
from connect4tx.net.handshake import Handshake
from connect4tx.net.keyboard import Keyboard
from connect4tx.net.mailbox import Mailbox
from connect4tx.net.output import Output
from connect4tx.net.pace import PacedMailbox
from connect4tx.net.presence import Presence
from connect4tx.net.rounds import Rounds
from connect4tx.net.strangers import stranger
from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import (
    EndOfFile,
    OptionChanged,
    Received,
    Signal,
    SignalKind,
    TooLong,
    Typed,
)
from connect4tx.net.telnet.protocol import (
    ALIVE,
    END_OF_RECORD,
    EOR,
    IAC,
    KEEPALIVE,
    Side,
)
from connect4tx.play.events import DiscDropped, PlayerId
from connect4tx.play.guesses import address_of
from connect4tx.play.state import RoomState
from connect4tx.play.tokens import key_of, new_token
from connect4tx.play.updates import Update
from connect4tx.supervision.exits import Crashed, Exit, Killed, Shutdown
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import AutoShutdown, ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.terminal import sentences
from connect4tx.terminal.conversation import Conversation
from connect4tx.terminal.editor import Editor
from connect4tx.terminal.items import (
    END_OF_INPUT,
    KEYS_LOST,
    PROMPT_AGAIN,
    WANTS_TO_GO,
    ClientKnown,
    LineTooLong,
    Missed,
)
from connect4tx.terminal.language import language
from connect4tx.terminal.limits import LINE_BYTES
from connect4tx.terminal.pairing import Seated
from connect4tx.terminal.place import Manners, Place
from connect4tx.terminal.text import on_screen, plain, prompt_line, wire
from connect4tx.terminal.views import Client, View

HANDLER_CRASHES = 5
HANDLER_PERIOD_SECONDS = 10.0
LINES_AT_MOST = 64
LINES_TO_GO_ON = 16

# A peer that knows no telnet may be showing our question: six bytes, none of them text.
WIPE = b"\r      \r"
# A first line of so many shows whether somebody speaks another protocol.
FIRST_BYTES = 512

_CTRL_C = b"\x03"
_PROMPT_END = bytes((IAC, EOR))


# How a connection ends by the peer's or the network's doing; the last is a handshake of
# TLS that failed, and pyOpenSSL need not be there.
_LOSSES = (ConnectionDone, ConnectionLost, ConnectionAborted, "OpenSSL.SSL.Error")


class HandlerGaveUp(Exception):
    """
    The action handler crashed more often than it may.
    """


class Doorkeeper(Interface):
    """
    Who lets connections in.

    :ivar rounds: on which those are looked at who are in.
    """

    rounds: Rounds

    def admit(self, connection: Connection, name: str) -> bool:
        """
        Begin a connection's processes; whether there is room for it.
        """

    def gone(self, connection: Connection) -> None:
        """
        A connection has ended, also one for which there was no room.
        """


@implementer(IHalfCloseableProtocol, IPushProducer)
class Connection(Protocol):
    """
    A process, and the socket of one; its supervisor has two children: this, and the
    action handler, which is restarted when it crashes.

    Nothing of a command runs inside ``dataReceived``: lines wait in the mailbox.  A
    peer that sends faster than it is served is read more slowly; one that does not
    read what it is sent is let go after a while, or misses what is told in the room if
    it is only watching.

    :ivar process: its own handle, while it is connected; what rooms monitor.
    :ivar address: by which the peer's wrong guesses are counted.
    :ivar heard_at: when the peer's last line, or key in keys mode, came.
    """

    process: Process
    address: str = ""

    def __init__(
        self,
        *,
        player: PlayerId,
        manners: Manners,
        door: Doorkeeper,
        trusted: bool,
    ) -> None:
        self.player = player
        self._manners = manners
        self._door = door
        self._codec = TelnetCodec(LINE_BYTES)
        self._clock = manners.clock
        self._handshake = Handshake(codec=self._codec, clock=self._clock, listener=self)
        self._node = Node.at(manners.clock)
        # Most players never need one.
        self._keyboard: Keyboard | None = None
        self._place = Place(manners.wishes, trusted=trusted)
        self._mailbox: Mailbox
        if trusted:
            self._mailbox = Mailbox(self._node)
        else:
            self._mailbox = PacedMailbox(self._node, self._place)
        self.heard_at = self._clock.seconds()
        self._presence: Presence
        self._missed: Missed | None = None
        self._output = Output(clock=self._clock, typist=self)
        self._prompt_end = b""
        self._starts = 0
        self._first: bytes | None = b""
        self._turned_away = False
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
        conversation = self._conversation()
        if self._supervisor.gave_up:
            conversation.notice("gave_up", sentences.GAVE_UP)
        elif self._supervisor.process.doom is not None:
            if self._manners.stopping():
                conversation.notice("stopping", sentences.STOPPING)
            else:
                conversation.notice("part_restarted", sentences.PART_RESTARTED)
        self._output.flush()
        self._close()

    def give_up(self) -> None:
        """
        Close without waiting for the peer.
        """
        transport: Any = self.transport
        if transport is not None:
            transport.abortConnection()

    def _close(self) -> None:
        self._output.stop_waiting()
        self._output.send_pending()
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
        Take lines and news until the conversation is over.
        """
        conversation = self._conversation()
        self._starts += 1
        if self._starts > 1:
            conversation.apologise()
            if self._input_ended and not self._mailbox.lines:
                self._mailbox.put_line(END_OF_INPUT)
        handler = Handler(
            conversation=conversation,
            mailbox=self._mailbox,
            output=self._output,
            node=self._node,
            prompt=self._prompt,
            line_taken=self._line_taken,
        )
        await handler.run()

    def _line_taken(self) -> None:
        if self._lines_held and self._mailbox.lines < LINES_TO_GO_ON:
            self._hold_lines(False)

    def _conversation(self) -> Conversation:
        return Conversation(
            peer=self,
            place=self._place,
            manners=self._manners,
            say=self._output.said.append,
        )

    def _prompt(self, conversation: Conversation) -> bytes:
        """
        The line on which the player types, as it is sent.
        """
        prompt = conversation.prompt()
        if not prompt:
            return b""
        view, keyboard = conversation.view, self._keyboard
        if keyboard is None or keyboard.editor is None:
            return prompt_line(prompt, view) + self._prompt_end
        editor = keyboard.editor
        # What clears the line it is typed on comes before it.
        self._output.begin_line()
        editor.width = view.width
        return on_screen(editor.show(prompt, conversation.marker()), view)

    @property
    def _editor(self) -> Editor | None:
        return None if self._keyboard is None else self._keyboard.editor

    @property
    def _view(self) -> View:
        return self._place.wishes.view(self._place.client)

    @property
    def place(self) -> Place:
        """
        Where the player is.
        """
        return self._place

    @property
    def name(self) -> str:
        """
        What the player is called.
        """
        return self._place.name

    def new_key(self) -> str:
        """
        Give the player a new token; what it hashes to.
        """
        self._place.token = new_token(self._manners.rng)
        # A game that began before the player has the token could not be come back to.
        self._output.is_urgent = True
        return key_of(self._place.token)

    def put(self, item: object) -> None:
        """
        Queue news for the conversation.
        """
        self._mailbox.put_news(item)

    def seated(self, state: RoomState, seat: int) -> None:
        """
        Be in a room from now on, and tell the player so.
        """
        self._place.enter(state, seat)
        self._mailbox.put_news(Seated(state, seat, self._place.token))

    def deliver(self, update: Update) -> None:
        """
        Queue a room's update for the conversation; of those that somebody who watches
        does not read, only the last.
        """
        if self._place.seat >= 0 or self._output.is_read or not self._place.is_watching:
            self._mailbox.put_news(update)
            return
        moves = 0 if self._missed is None else self._missed.moves
        if type(update.happening) is DiscDropped:
            moves += 1
        self._missed = Missed(update, moves)

    def switch_keys(self, on: bool) -> Deferred[bool]:
        """
        Have each key sent as it is typed, or no longer; fires with what came of it.
        """
        return self._the_keyboard().switch_keys(on, self._handshake.client)

    def hide_input(self, on: bool) -> Deferred[bool]:
        """
        Have what is typed not shown, or shown again; fires with what came of it.
        """
        return self._the_keyboard().hide_input(on, self._handshake.client)

    def _the_keyboard(self) -> Keyboard:
        if self._keyboard is None:
            self._keyboard = Keyboard(
                codec=self._codec,
                node=self._node,
                send=self._send_answers,
                on_lost=self._keys_lost,
            )
        return self._keyboard

    def _keys_lost(self) -> None:
        self._mailbox.put_news(KEYS_LOST)

    def clear_line(self) -> bytes:
        """
        What makes room for news where the player types.
        """
        keyboard = self._keyboard
        if keyboard is None or keyboard.editor is None:
            return b"\r\n"
        return keyboard.editor.hide().encode()

    # -- called by Twisted -------------------------------------------------------

    def connectionMade(self) -> None:
        transport: Any = self.transport
        set_no_delay = getattr(transport, "setTcpNoDelay", None)
        if set_no_delay is not None:
            set_no_delay(True)
            transport.setTcpKeepAlive(True)
        peer = transport.getPeer()
        host, port = getattr(peer, "host", "local"), getattr(peer, "port", self.player)
        self._output.transport = transport
        self.address = address_of(host)
        # Also of whom there is no room for: a handshake of TLS may never end.
        rounds, manners = self._door.rounds, self._manners
        self._presence = Presence(peer=self, manners=manners, rounds=rounds)
        if self._door.admit(self, f"{host}:{port}"):
            transport.registerProducer(self, True)
            # What is typed before the greeting waits for it.
            self._mailbox.hold_lines()
            self._handshake.begin()
            self._send_answers()
        else:
            transport.write(wire(self._say(sentences.SERVER_FULL)))
            transport.loseConnection()

    def client_known(self, client: Client) -> None:
        """
        Greet, the first time, in what the client can show as far as it has said.
        """
        if not client.telnet:
            self._output.write(WIPE)
        self._mailbox.put_news(ClientKnown(client))
        self._release_lines()

    def _release_lines(self) -> None:
        """
        Act on lines, unless something else holds them.
        """
        if self._handshake.is_over and self._output.is_read:
            self._mailbox.release_lines()

    def dataReceived(self, data: bytes) -> None:
        if self._first is not None and not self._turned_away:
            self._look_for_stranger(data)
        if self._turned_away:
            return
        self._receive(data)
        self._send_answers()
        if self._mailbox.lines > LINES_AT_MOST:
            self._hold_lines(True)

    def _receive(self, data: bytes) -> None:
        codec = self._codec
        was_raw, negotiations = codec.raw, codec.negotiations
        are_lines = True
        for event in codec.receive(data):
            if type(event) is str:
                self._take_line(event)
            else:
                are_lines = False
                self._take_event(event)
        if are_lines and codec.negotiations == negotiations:
            return
        self._handshake.end_packet()
        if codec.raw and not was_raw:
            # The beginning of a line that came together with the answer to our offer.
            self._receive(b"")

    def _look_for_stranger(self, data: bytes) -> None:
        """
        See by the first line whether this is a player at all.
        """
        first = (self._first or b"") + data
        protocol = stranger(first)
        if protocol is not None:
            self._turn_away(protocol)
        begun = first.lstrip(b"\r\n")
        is_line = b"\n" in begun or b"\r" in begun
        self._first = None if is_line or len(first) > FIRST_BYTES else first

    def _turn_away(self, protocol: str) -> None:
        """
        Say in one line that this is not the server that was looked for, and close.
        """
        self._turned_away = True
        self._handshake.stop()
        told = wire(self._say(sentences.NOT_FOR_THIS, what=protocol))
        self._output.said.append(told)
        self._output.flush()
        self._close()

    def _say(self, sentence: str, **fields: object) -> str:
        """
        A sentence for somebody of whom nothing is known yet.
        """
        return plain(language(self._manners.wishes.lang).tr(sentence, **fields))

    def _take_line(self, line: str | LineTooLong) -> None:
        keyboard = self._keyboard
        if keyboard is not None and keyboard.hidden:
            # The end of a line that is not shown moves no cursor.
            self._output.interrupt()
        else:
            self._output.end_line()
        self.heard_at = self._clock.seconds()
        self._mailbox.put_line(line)

    def _take_event(self, event: Received) -> None:
        self._handshake.take(event)
        match event:
            case TooLong():
                self._take_line(LineTooLong(self._codec.max_line_bytes))
            case Typed(keys):
                self._take_keys(keys)
            case Signal(SignalKind.INTERRUPT) if self._editor is not None:
                self._take_keys(_CTRL_C)
            case Signal():
                self._output.interrupt()
                self._mailbox.put_news_once(PROMPT_AGAIN)
            case EndOfFile():
                self._output.interrupt()
                self._mailbox.put_line(WANTS_TO_GO)
            case OptionChanged(Side.OURS, option, on) if option == END_OF_RECORD:
                self._prompt_end = _PROMPT_END if on else b""
            case OptionChanged() if self._keyboard is not None:
                self._keyboard.option_changed(event)

    def _take_keys(self, keys: bytes) -> None:
        """
        Edit the line of a client that leaves that to us.
        """
        editor = self._editor
        if editor is None:
            return
        self.heard_at = self._clock.seconds()
        editor.width = self._view.width
        for line in editor.take(keys):
            self._output.end_line()
            self._mailbox.put_line(line)
        if editor.end_of_file:
            editor.end_of_file = False
            self._output.interrupt()
            self._mailbox.put_line(WANTS_TO_GO)
        elif not editor.shown and self._output.line_begun:
            self._output.end_line()
            self._mailbox.put_news_once(PROMPT_AGAIN)
        self._output.write(on_screen(editor.take_output(), self._view))

    def _send_answers(self) -> None:
        """
        Send what telnet has to say.
        """
        answers = self._codec.take_answers()
        if not answers:
            return
        self._output.write(answers)
        if ALIVE in answers:
            self._output.end_line()
            self._mailbox.put_news_once(PROMPT_AGAIN)

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
        self._output.stop_waiting()
        self._handshake.stop()
        self._presence.stop()
        self._mailbox.stop()
        self._door.gone(self)
        if self._keyboard is not None:
            self._keyboard.stop()
        self.transport = self._output.transport = None
        process = getattr(self, "process", None)
        if process is None or process.exit is not None:
            return
        if not reason.check(*_LOSSES):
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

    def keep_alive(self) -> None:
        """
        Send a telnet client something that it does not show, if nothing else was sent.
        """
        output, place = self._output, self._place
        wanted = place.client.telnet and place.wishes.keepalive
        if wanted and not output.was_used and output.is_read:
            output.write(KEEPALIVE)
        output.was_used = False

    # -- back-pressure -----------------------------------------------------------

    def pauseProducing(self) -> None:
        """
        The peer does not read: act on none of its lines.
        """
        self._output.pause()
        self._mailbox.hold_lines()

    def resumeProducing(self) -> None:
        self._output.resume()
        missed, self._missed = self._missed, None
        if missed is not None:
            self._mailbox.put_news(missed)
        self._release_lines()

    def lose_patience(self) -> None:
        """
        Let a player go who does not read; who only watches keeps nobody waiting.
        """
        if not self._place.is_watching:
            self.give_up()

    def stopProducing(self) -> None:
        """
        The connection is going away; connectionLost says the rest.
        """

    def _hold_lines(self, hold: bool) -> None:
        transport: Any = self.transport
        if hold == self._lines_held or transport is None:
            return
        self._lines_held = hold
        if hold:
            transport.pauseProducing()
        elif not self._input_ended:
            transport.resumeProducing()
