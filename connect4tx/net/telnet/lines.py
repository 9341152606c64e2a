"""
A line discipline: how what a peer types becomes lines, or is passed on as keys.
"""

from __future__ import annotations

import re
from enum import IntEnum

from connect4tx.net.telnet.events import (
    EndOfFile,
    Received,
    Signal,
    SignalKind,
    TooLong,
)

_NUL, _CTRL_C, _CTRL_D, _BS, _TAB, _LF, _CR = 0, 3, 4, 8, 9, 10, 13
_CTRL_U, _CTRL_W, _ESC, _DEL = 21, 23, 27, 127

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_PRINTABLE_LINES = bytes(range(32, 127)) + b"\r\n"
_PARAMETERS = re.compile(rb"[ -?]*")
_ENTER = re.compile(rb"\r[\n\0]")
_C1 = re.compile("[\x80-\x9f]")


class _Escape(IntEnum):
    """
    Where in an escape sequence the stream stands; nothing else of it is kept.
    """

    NONE = 0
    BEGUN = 1
    CSI = 2
    PARAMETERS = 3
    LAST = 4


class LineDiscipline:
    """
    Puts lines together and edits them, or passes keys on; telnet's commands and IACs
    have been taken out before.

    :ivar max_line_bytes: of one line without its end.
    """

    __slots__ = ("_after_cr", "_escape", "_line", "_too_long", "max_line_bytes")

    def __init__(self, max_line_bytes: int) -> None:
        self.max_line_bytes = max_line_bytes
        self._line = b""
        self._too_long = False
        self._after_cr = False
        self._escape = _Escape.NONE

    @property
    def rests(self) -> bool:
        """
        Whether the next byte is the first of a line and means what it means alone.
        """
        return not (self._line or self._too_long or self._after_cr or self._escape)

    def take_keys(self, data: bytes) -> bytes:
        """
        What was typed, as it came, but for Enter, which is CR however it was sent.
        """
        if self._after_cr and data[0] in (_LF, _NUL):
            data = data[1:]
        self._after_cr = data.endswith(b"\r")
        return _ENTER.sub(b"\r", data)

    def take_rest(self) -> bytes:
        """
        The beginning of a line that has no end yet; it is forgotten.
        """
        rest = self._line
        self.erase_line()
        return rest

    def take(self, data: bytes, received: list[Received]) -> None:
        """
        Add the lines and events that these bytes complete.
        """
        if not data.translate(None, _PRINTABLE_LINES) and self._cut(data, received):
            return
        at, end = 0, len(data)
        while at < end:
            if self._escape:
                at = self._skip(data, at)
                continue
            control = _CONTROL.search(data, at)
            stop = end if control is None else control.start()
            if stop > at:
                self._after_cr = False
                self._add(data[at:stop])
            if control is not None:
                self._take_control(data[stop], received)
                stop += 1
            at = stop

    def erase_character(self) -> None:
        """
        Forget the last character, of however many bytes.
        """
        self._escape = _Escape.NONE
        self._line = _without_last(self._line)

    def erase_line(self) -> None:
        """
        Forget all that was typed since the last line's end.
        """
        self._escape = _Escape.NONE
        self._line = b""
        self._too_long = False

    def _cut(self, data: bytes, received: list[Received]) -> bool:
        """
        Take bytes that are printable ASCII and line ends, all at once, unless some line
        is cut off or too long.
        """
        if self._escape or self._too_long:
            return False
        text = data.decode("ascii")
        if self._after_cr and text[0] == "\n":
            text = text[1:]
        lines = text.splitlines()
        rest = b"" if text.endswith(("\r", "\n")) or not lines else lines.pop().encode()
        before = self._line
        longest = max(map(len, lines), default=0)
        if len(before) + max(longest, len(rest)) > self.max_line_bytes:
            return False
        if before and lines:
            lines[0] = _text(before + lines[0].encode("ascii"))
            before = b""
        self._line = before + rest
        self._after_cr = text.endswith("\r")
        received += lines
        return True

    def _add(self, run: bytes) -> None:
        if self._too_long:
            return
        if len(self._line) + len(run) > self.max_line_bytes:
            self._line = b""
            self._too_long = True
        else:
            self._line += run

    def _take_control(self, byte: int, received: list[Received]) -> None:
        after_cr, self._after_cr = self._after_cr, byte == _CR
        if byte == _CR or (byte == _LF and not after_cr):
            self._end_line(received)
        elif byte in (_BS, _DEL):
            self.erase_character()
        elif byte == _TAB:
            self._add(b" ")
        elif byte == _ESC:
            self._escape = _Escape.BEGUN
        elif byte == _CTRL_U:
            self.erase_line()
        elif byte == _CTRL_W:
            before, blank, _ = self._line.rstrip().rpartition(b" ")
            self._line = before + blank
        elif byte == _CTRL_C:
            self.erase_line()
            received.append(Signal(SignalKind.INTERRUPT))
        elif byte == _CTRL_D and not (self._line or self._too_long):
            received.append(EndOfFile())

    def _end_line(self, received: list[Received]) -> None:
        line, too_long = self._line, self._too_long
        self.erase_line()
        received.append(TooLong() if too_long else _text(line))

    def _skip(self, data: bytes, at: int) -> int:
        """
        One more step of an escape sequence; where to go on.

        A control character or a byte of UTF-8 breaks it off, and is taken as usual.
        """
        byte = data[at]
        escape, self._escape = self._escape, _Escape.NONE
        if not 32 <= byte < 127:
            return at
        if escape is _Escape.BEGUN:
            if byte == ord("["):
                self._escape = _Escape.CSI
            elif byte == ord("O"):
                self._escape = _Escape.LAST
        elif escape is _Escape.CSI and byte == ord("["):
            # A function key of the Linux console: ESC [ [ A.
            self._escape = _Escape.LAST
        elif escape is not _Escape.LAST and byte < ord("@"):
            self._escape = _Escape.PARAMETERS
            parameters = _PARAMETERS.match(data, at)
            return at + 1 if parameters is None else parameters.end()
        return at + 1


def _text(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    return text if text.isascii() else _C1.sub("", text)


def _without_last(line: bytes) -> bytes:
    """
    A line without its last character, which in UTF-8 may be several bytes.
    """
    last = lead = max(len(line) - 1, 0)
    while lead > 0 and line[lead] & 0xC0 == 0x80:
        lead -= 1
    if lead == last:
        return line[:lead]
    first = line[lead]
    follow = 3 if first >= 0xF0 else 2 if first >= 0xE0 else 1 if first >= 0xC0 else 0
    return line[: lead if last - lead <= follow else last]
