"""
The Q method as RFC 1143 has it, in section 7, row by row: a model for tests.

A row is a state with its queue bit; then the state and queue bit after it, and the verb
that is sent.  ``him`` and ``us`` are mirror images, so one table serves both: its verbs
are those of ``him``, and `MIRROR` has their names for ``us``.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import Side

Row = tuple[str, str, str]

# The peer says WILL.  Whether NO becomes YES is a matter of policy.
WILL_IS_RECEIVED: dict[tuple[str, str], Row] = {
    ("YES", ""): ("YES", "", ""),
    ("WANTNO", "EMPTY"): ("NO", "", ""),
    ("WANTNO", "OPPOSITE"): ("YES", "", ""),
    ("WANTYES", "EMPTY"): ("YES", "", ""),
    ("WANTYES", "OPPOSITE"): ("WANTNO", "EMPTY", "DONT"),
}
WILL_IS_AGREED_TO: Row = ("YES", "", "DO")
WILL_IS_REFUSED: Row = ("NO", "", "DONT")

WONT_IS_RECEIVED: dict[tuple[str, str], Row] = {
    ("NO", ""): ("NO", "", ""),
    ("YES", ""): ("NO", "", "DONT"),
    ("WANTNO", "EMPTY"): ("NO", "", ""),
    ("WANTNO", "OPPOSITE"): ("WANTYES", "EMPTY", "DO"),
    ("WANTYES", "EMPTY"): ("NO", "", ""),
    ("WANTYES", "OPPOSITE"): ("NO", "", ""),
}

WE_ASK_HIM_TO_ENABLE: dict[tuple[str, str], Row] = {
    ("NO", ""): ("WANTYES", "EMPTY", "DO"),
    ("YES", ""): ("YES", "", ""),
    ("WANTNO", "EMPTY"): ("WANTNO", "OPPOSITE", ""),
    ("WANTNO", "OPPOSITE"): ("WANTNO", "OPPOSITE", ""),
    ("WANTYES", "EMPTY"): ("WANTYES", "EMPTY", ""),
    ("WANTYES", "OPPOSITE"): ("WANTYES", "EMPTY", ""),
}

WE_ASK_HIM_TO_DISABLE: dict[tuple[str, str], Row] = {
    ("NO", ""): ("NO", "", ""),
    ("YES", ""): ("WANTNO", "EMPTY", "DONT"),
    ("WANTNO", "EMPTY"): ("WANTNO", "EMPTY", ""),
    ("WANTNO", "OPPOSITE"): ("WANTNO", "EMPTY", ""),
    ("WANTYES", "EMPTY"): ("WANTYES", "OPPOSITE", ""),
    ("WANTYES", "OPPOSITE"): ("WANTYES", "OPPOSITE", ""),
}

MIRROR = {"DO": "WILL", "DONT": "WONT"}

# RFC 854.
NUMBERS = {"WILL": 251, "WONT": 252, "DO": 253, "DONT": 254}


class OptionModel:
    """
    One option on one side, as the tables have it.

    :param agreed: whether the peer may switch it on unasked.
    """

    def __init__(self, side: Side, option: int, agreed: bool) -> None:
        self._side = side
        self._option = option
        self._agreed = agreed
        self._state, self._queue = "NO", ""

    @property
    def is_on(self) -> bool:
        """
        An option is enabled if and only if its state is YES.
        """
        return self._state == "YES"

    @property
    def rests(self) -> bool:
        """
        Whether no answer is awaited.
        """
        return self._state in ("YES", "NO")

    def wish(self, on: bool) -> bytes:
        """
        What is sent when this end wants the option on or off.
        """
        table = WE_ASK_HIM_TO_ENABLE if on else WE_ASK_HIM_TO_DISABLE
        return self._follow(table[self._state, self._queue])

    def hear(self, on: bool) -> bytes:
        """
        What is sent when the peer wants the option on or off, or answers.
        """
        if on and self._state == "NO":
            return self._follow(WILL_IS_AGREED_TO if self._agreed else WILL_IS_REFUSED)
        table = WILL_IS_RECEIVED if on else WONT_IS_RECEIVED
        return self._follow(table[self._state, self._queue])

    def _follow(self, row: Row) -> bytes:
        self._state, self._queue, verb = row
        if not verb:
            return b""
        verb = verb if self._side is Side.THEIRS else MIRROR[verb]
        return bytes([255, NUMBERS[verb], self._option])
