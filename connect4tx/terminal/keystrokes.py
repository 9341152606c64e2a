"""
A terminal's bytes as keys, however they are cut into packets.

One key may be several bytes: a character in UTF-8, an escape sequence, a line end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from enum import Enum, auto

from connect4tx.terminal.clean import clean

# Of an escape sequence that does not end; what would be longer is none.
LONGEST_SEQUENCE = 32


class Key(Enum):
    """
    The keys that do something; every other one is the character it types.
    """

    BACKSPACE = auto()
    CANCEL = auto()
    COMPLETE = auto()
    DELETE = auto()
    DELETE_OR_END = auto()
    DOWN = auto()
    END = auto()
    ENTER = auto()
    ERASE_TO_END = auto()
    ERASE_TO_START = auto()
    ERASE_WORD = auto()
    HOME = auto()
    LEFT = auto()
    REDRAW = auto()
    RIGHT = auto()
    UP = auto()


_CONTROLS = {
    "\x01": Key.HOME,
    "\x02": Key.LEFT,
    "\x03": Key.CANCEL,
    "\x04": Key.DELETE_OR_END,
    "\x05": Key.END,
    "\x06": Key.RIGHT,
    "\x08": Key.BACKSPACE,
    "\x09": Key.COMPLETE,
    "\x0a": Key.ENTER,
    "\x0b": Key.ERASE_TO_END,
    "\x0c": Key.REDRAW,
    "\x0d": Key.ENTER,
    "\x0e": Key.DOWN,
    "\x10": Key.UP,
    "\x15": Key.ERASE_TO_START,
    "\x17": Key.ERASE_WORD,
    "\x7f": Key.BACKSPACE,
}

# By the last character of a sequence; by its number when that is a tilde.
_FINALS = {
    "A": Key.UP,
    "B": Key.DOWN,
    "C": Key.RIGHT,
    "D": Key.LEFT,
    "F": Key.END,
    "H": Key.HOME,
}
_NUMBERS = {
    "1": Key.HOME,
    "3": Key.DELETE,
    "4": Key.END,
    "7": Key.HOME,
    "8": Key.END,
}
_SEQUENCE = re.compile(r"\x1b[\[O](?P<number>[0-9]*)[0-9;:]*(?P<final>[A-H~])")

# ESC [ [ and a letter are the function keys of the Linux console.
_UNFINISHED = re.compile(r"\x1b(?:\[(?:\[|[0-?]*[ -/]*)|O[0-9;]*)?")

# They change the width of the character before them, on some terminals.
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


class KeyDecoder:
    """
    Reads keys from bytes; what is no key is nothing.

    Modifiers are not told from each other: Ctrl-Left is Left.  Alt with a key, which is
    an escape before it, does nothing.
    """

    __slots__ = ("_after_cr", "_sequence", "_utf8")

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("ignore")
        self._after_cr = False
        # What has come of an escape sequence.
        self._sequence = ""

    def take(self, data: bytes) -> list[Key | str]:
        """
        The keys that these bytes complete; a typed character is a text of length 1.
        """
        keys: list[Key | str] = []
        for character in self._utf8.decode(data):
            keys.extend(self._read(character))
        return keys

    def _read(self, character: str) -> Iterable[Key | str]:
        after_cr, self._after_cr = self._after_cr, character == "\r"
        if after_cr and character in "\n\0":
            return ()
        sequence, self._sequence = self._sequence, ""
        if character == "\x1b":
            self._sequence = character
            return ()
        # What cannot stand in a sequence ends it, and counts itself.
        if sequence and (sequence == "\x1b" or " " <= character <= "~"):
            return self._go_on(sequence + character)
        if character in _CONTROLS:
            return (_CONTROLS[character],)
        return "" if character in _SELECTORS else clean(character, 2)

    def _go_on(self, sequence: str) -> Iterable[Key]:
        if len(sequence) < LONGEST_SEQUENCE and _UNFINISHED.fullmatch(sequence):
            self._sequence = sequence
        found = _SEQUENCE.fullmatch(sequence)
        if found is None:
            return ()
        number, final = found.groups()
        key = _NUMBERS.get(number) if final == "~" else _FINALS.get(final)
        return () if key is None else (key,)
