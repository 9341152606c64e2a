"""
The telnet codec: takes a peer's bytes, gives what they mean and what to answer.
"""

from __future__ import annotations

from itertools import groupby

from connect4tx.net.telnet.events import (
    EndOfFile,
    Received,
    Signal,
    SignalKind,
    Typed,
)
from connect4tx.net.telnet.lines import LineDiscipline
from connect4tx.net.telnet.options import Options
from connect4tx.net.telnet.protocol import (
    ABORT,
    ALIVE,
    AYT,
    BRK,
    DO,
    DONT,
    EC,
    EL,
    EOF,
    IAC,
    IP,
    SB,
    SE,
    SUSP,
    TIMING_MARK,
    WILL,
    WONT,
    Side,
)
from connect4tx.net.telnet.subnegotiations import (
    ASK_CHARSET,
    ASK_TERMINAL_TYPE,
    understood,
)

SUBNEGOTIATION_BYTES_AT_MOST = 512

_SIGNALS = {
    IP: SignalKind.INTERRUPT,
    SUSP: SignalKind.SUSPEND,
    BRK: SignalKind.BREAK,
    ABORT: SignalKind.ABORT,
}
_VERBS = {
    WILL: (Side.THEIRS, True),
    WONT: (Side.THEIRS, False),
    DO: (Side.OURS, True),
    DONT: (Side.OURS, False),
}


class TelnetCodec:
    """
    Cuts a peer's bytes into lines, or passes its keys on, and speaks telnet with it.

    By itself it says nothing: a peer that is no telnet client never sees an option byte
    unless it is asked something.  Whoever calls a method sends what `take_answers` has
    after it.

    :param max_line_bytes: of one line without its end.
    :ivar negotiations: how many options and subnegotiations the peer has begun to
        negotiate, in all: a client needs some dozens.  Timing marks do not count, as
        each key that sends a signal sends one.
    """

    __slots__ = (
        "_answers",
        "_command",
        "_lines",
        "_options",
        "_raw",
        "_rests",
        "_subnegotiation",
        "negotiations",
    )

    def __init__(self, max_line_bytes: int = 512) -> None:
        self.negotiations = 0
        self._lines = LineDiscipline(max_line_bytes)
        self._options = Options()
        self._answers: list[bytes] = []
        self._raw = False
        # The telnet command under way: 0, IAC, one of the verbs, SB within a
        # subnegotiation, or SE where an IAC in it may have begun its end.
        self._command = 0
        # One byte more than allowed is kept, to know that it was too long.
        self._subnegotiation = bytearray()
        # Whether nothing is under way, so that a packet may be a line by itself.
        self._rests = True

    # -- what a peer sends -------------------------------------------------------

    def receive(self, data: bytes) -> list[Received]:
        """
        What these bytes complete: lines without control characters, and events.
        """
        if self._rests and data.isascii() and len(data) <= self._lines.max_line_bytes:
            # What nearly every packet is: one whole line of printable ASCII.
            text = data.decode("ascii")
            lines = text.splitlines()
            if len(lines) == 1 and text[-1] == "\n" and lines[0].isprintable():
                return [lines[0]]
        received: list[Received] = []
        if self._raw and (keys := self._lines.take_rest()):
            received.append(Typed(keys))
        at, end = 0, len(data)
        while at < end:
            if self._command:
                at = self._continue_command(data, at, received)
                continue
            stop = data.find(IAC, at)
            if stop < 0:
                stop = end
            else:
                self._command = IAC
            if stop > at:
                self._take_data(data[at:stop], received)
            at = stop + 1
        self._rests = not (self._raw or self._command) and self._lines.rests
        return _joined(received) if self._raw and len(received) > 1 else received

    def take_answers(self) -> bytes:
        """
        What is to be sent to the peer, of this codec's own; each answer once.
        """
        if not self._answers:
            return b""
        answers = b"".join(self._answers)
        self._answers.clear()
        return answers

    # -- what is wanted of a peer ------------------------------------------------

    @property
    def max_line_bytes(self) -> int:
        """
        The length of the longest line that is taken.
        """
        return self._lines.max_line_bytes

    @property
    def raw(self) -> bool:
        """
        Whether data is passed on as `Typed`, not cut into lines; telnet's commands are
        taken out all the same.

        The beginning of a line that was typed before the switch is the first thing that
        the next `receive` gives, also when no more bytes come with it.
        """
        return self._raw

    @raw.setter
    def raw(self, raw: bool) -> None:
        self._raw = raw
        self._rests = False

    def is_on(self, side: Side, option: int) -> bool:
        """
        Whether both ends have agreed that this side performs the option.
        """
        return self._options.is_on(side, option)

    def ask(self, option: int) -> None:
        """
        Want the peer to perform an option: DO.
        """
        self._wish(Side.THEIRS, option, True)

    def ask_not(self, option: int) -> None:
        """
        Want the peer not to perform an option: DONT.
        """
        self._wish(Side.THEIRS, option, False)

    def offer(self, option: int) -> None:
        """
        Want to perform an option: WILL.
        """
        self._wish(Side.OURS, option, True)

    def withdraw(self, option: int) -> None:
        """
        Want not to perform an option any longer: WONT.
        """
        self._wish(Side.OURS, option, False)

    def request_type(self) -> None:
        """
        Ask for a name of the peer's terminal: each time for the next, until one comes
        twice.  The peer has to have agreed to TTYPE.
        """
        self._answers.append(ASK_TERMINAL_TYPE)

    def request_charset(self) -> None:
        """
        Ask for UTF-8 or else US-ASCII.  CHARSET has to be on, on either side.
        """
        self._answers.append(ASK_CHARSET)

    def _wish(self, side: Side, option: int, on: bool) -> None:
        said = self._options.wish(side, option, on)
        if said:
            self._answers.append(said)

    # -- data and commands -------------------------------------------------------

    def _take_data(self, data: bytes, received: list[Received]) -> None:
        if not self._raw:
            self._lines.take(data, received)
        elif keys := self._lines.take_keys(data):
            received.append(Typed(keys))

    def _continue_command(self, data: bytes, at: int, received: list[Received]) -> int:
        """
        One more step of a telnet command; where to go on.
        """
        command = self._command
        if command == SB:
            stop = data.find(IAC, at)
            if stop < 0:
                stop = len(data)
            else:
                self._command = SE
            self._keep(data[at:stop])
            return stop + 1
        byte = data[at]
        if command == IAC:
            self._begin_command(byte, received)
        elif command == SE:
            self._continue_subnegotiation(byte, received)
        else:
            self._command = 0
            self._negotiate(command, byte, received)
        return at + 1

    def _begin_command(self, byte: int, received: list[Received]) -> None:
        self._command = 0
        if byte == IAC:
            self._take_data(b"\xff", received)
        elif byte in _VERBS:
            self._command = byte
        elif byte == SB:
            self._command = SB
            self._subnegotiation.clear()
            self.negotiations += 1
        elif byte == AYT:
            self._answers.append(b"\r\n" + ALIVE)
        elif byte in _SIGNALS:
            if byte == IP:
                self._lines.erase_line()
            received.append(Signal(_SIGNALS[byte]))
        elif byte == EOF:
            received.append(EndOfFile())
        elif byte in (EC, EL):
            self._erase(byte, received)

    def _erase(self, byte: int, received: list[Received]) -> None:
        if self._raw:
            self._take_data(b"\x7f" if byte == EC else b"\x15", received)
        elif byte == EC:
            self._lines.erase_character()
        else:
            self._lines.erase_line()

    def _negotiate(self, verb: int, option: int, received: list[Received]) -> None:
        if option != TIMING_MARK:
            self.negotiations += 1
        side, on = _VERBS[verb]
        answer, change = self._options.hear(side, option, on)
        if answer:
            self._answers.append(answer)
        if change is not None:
            received.append(change)

    def _keep(self, content: bytes) -> None:
        room = SUBNEGOTIATION_BYTES_AT_MOST + 1 - len(self._subnegotiation)
        self._subnegotiation += content[:room]

    def _continue_subnegotiation(self, byte: int, received: list[Received]) -> None:
        """
        Take what follows an IAC in a subnegotiation.

        Another command than its end means that the end was lost, else such a peer would
        never be heard again; any other byte, that an IAC was not doubled.
        """
        if byte == SE:
            self._command = 0
            self._end_subnegotiation(received)
        elif byte == IAC or byte < EOF:
            self._command = SB
            self._keep(b"\xff" if byte == IAC else bytes((IAC, byte)))
        else:
            self._begin_command(byte, received)

    def _end_subnegotiation(self, received: list[Received]) -> None:
        content = bytes(self._subnegotiation)
        self._subnegotiation.clear()
        if len(content) > SUBNEGOTIATION_BYTES_AT_MOST:
            return
        answer, told = understood(content)
        if answer:
            self._answers.append(answer)
        if told is not None:
            received.append(told)


def _joined(received: list[Received]) -> list[Received]:
    """
    The same with keys in one piece where nothing else came between.
    """
    joined: list[Received] = []
    for typed, group in groupby(received, lambda event: isinstance(event, Typed)):
        if typed:
            keys = (event.data for event in group if isinstance(event, Typed))
            joined.append(Typed(b"".join(keys)))
        else:
            joined += group
    return joined
