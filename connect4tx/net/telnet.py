"""
Telnet without I/O: bytes in, lines and answers out.

RFC 854 commands are taken out of the stream, all four line ends are understood, and
whatever comes, in whatever pieces, no input raises and nothing grows without bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

IAC = 255
DONT = 254
DO = 253
WONT = 252
WILL = 251
SB = 250
EL = 248
EC = 247
AYT = 246
IP = 244
SE = 240

# The visible sign of life that AYT asks for.
ALIVE = b"[Yes, I am here]\r\n"

# What nearly every packet is: one whole line, nothing in it but printable ASCII.
_WHOLE_LINE = re.compile(rb"[ -~]+\r?\n")
_SPECIAL = re.compile(rb"[\x00-\x1f\x7f\xff]")
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]?|\x1bO.?|\x1b.?|[\x80-\x9f]", re.DOTALL)
_CR, _LF, _NUL, _BS, _DEL, _KILL, _WORD, _ESC, _TAB = 13, 10, 0, 8, 127, 21, 23, 27, 9


@dataclass(frozen=True, slots=True)
class TooLong:
    """
    A line that was longer than allowed; nothing of it is kept.
    """


Received = str | TooLong


class TelnetCodec:
    """
    Cuts a peer's bytes into lines and answers its telnet commands.

    It offers no options and agrees to none, so that a peer which is no telnet client
    never sees an option byte that it did not ask for.

    :param max_line_bytes: of one line without its end.
    """

    __slots__ = (
        "_after_cr",
        "_answers",
        "_command",
        "_line",
        "_too_long",
        "max_line_bytes",
    )

    def __init__(self, max_line_bytes: int = 512) -> None:
        self.max_line_bytes = max_line_bytes
        self._line = b""
        self._too_long = False
        self._after_cr = False
        # The telnet command under way: empty, IAC, IAC verb, or a subnegotiation as
        # IAC SB, of which no more is kept, with IAC after it when its end has begun.
        self._command = b""
        self._answers: list[bytes] = []

    def take_answers(self) -> bytes:
        """
        What is to be sent to the peer for what it sent; each answer once.
        """
        if not self._answers:
            return b""
        answers = b"".join(self._answers)
        self._answers.clear()
        return answers

    def receive(self, data: bytes) -> list[Received]:
        """
        The lines that these bytes complete, as text without control characters.
        """
        if (
            len(data) <= self.max_line_bytes
            and not (self._line or self._too_long or self._command)
            and _WHOLE_LINE.fullmatch(data)
        ):
            self._after_cr = False
            return [data.decode("ascii").rstrip("\r\n")]
        received: list[Received] = []
        at, end = 0, len(data)
        while at < end:
            if self._command:
                at = self._continue_command(data, at)
                continue
            special = _SPECIAL.search(data, at)
            stop = end if special is None else special.start()
            if stop > at:
                self._after_cr = False
                self._add(data[at:stop])
            at = stop
            if special is not None:
                self._take_special(data[at], received)
                at += 1
        return received

    def _add(self, run: bytes) -> None:
        if self._too_long:
            return
        if len(self._line) + len(run) > self.max_line_bytes:
            self._line = b""
            self._too_long = True
        else:
            self._line += run

    def _take_special(self, byte: int, received: list[Received]) -> None:
        after_cr, self._after_cr = self._after_cr, False
        if byte == _CR:
            self._after_cr = True
            self._end_line(received)
        elif byte == _LF:
            if not after_cr:
                self._end_line(received)
        elif byte == IAC:
            self._after_cr = after_cr
            self._command = b"\xff"
        elif byte in (_BS, _DEL):
            self._line = _without_last(self._line)
        elif byte == _KILL:
            self._line = b""
            self._too_long = False
        elif byte == _WORD:
            before, blank, _ = self._line.rstrip().rpartition(b" ")
            self._line = before + blank
        elif byte == _ESC:
            self._add(b"\x1b")
        elif byte == _TAB:
            self._add(b" ")

    def _end_line(self, received: list[Received]) -> None:
        line, self._line = self._line, b""
        if self._too_long:
            self._too_long = False
            received.append(TooLong())
            return
        text = line.decode("utf-8", "replace")
        if "\x1b" in text or not text.isascii():
            text = _ESCAPES.sub("", text)
        received.append(text)

    def _continue_command(self, data: bytes, at: int) -> int:
        """
        One more step of a telnet command; where to go on.
        """
        command = self._command
        if command == b"\xff\xfa":
            end = data.find(IAC, at)
            if end < 0:
                return len(data)
            self._command = b"\xff\xfa\xff"
            return end + 1
        byte = data[at]
        if command == b"\xff\xfa\xff":
            self._command = b"" if byte == SE else b"\xff\xfa"
        elif command == b"\xff":
            self._begin_command(byte)
        else:
            self._command = b""
            self._refuse(command[1], byte)
        return at + 1

    def _begin_command(self, byte: int) -> None:
        self._command = b""
        if byte == IAC:
            self._after_cr = False
            self._add(b"\xff")
        elif byte in (SB, WILL, WONT, DO, DONT):
            self._command = bytes((IAC, byte))
        elif byte == AYT:
            self._answers.append(b"\r\n" + ALIVE)
        elif byte == EC:
            self._line = _without_last(self._line)
        elif byte in (EL, IP):
            self._line = b""
            self._too_long = False

    def _refuse(self, verb: int, option: int) -> None:
        """
        No option is ever on, so that WONT and DONT change nothing and get no answer.

        A timing mark asks for a sign of life, and refusing it is one: without it a
        telnet client shows nothing more after Ctrl-C.
        """
        if verb == DO:
            self._answers.append(bytes((IAC, WONT, option)))
        elif verb == WILL:
            self._answers.append(bytes((IAC, DONT, option)))


def _without_last(line: bytes) -> bytes:
    """
    A line without its last character, which in UTF-8 may be several bytes.
    """
    end = lead = max(len(line) - 1, 0)
    while lead > 0 and line[lead] & 0xC0 == 0x80:
        lead -= 1
    is_character = end - lead <= 3 and line[lead:end] and line[lead] >= 0xC0
    return line[: lead if is_character else end]
