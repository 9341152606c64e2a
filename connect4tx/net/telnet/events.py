"""
All that a telnet codec may give for the bytes of a peer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from connect4tx.net.telnet.protocol import Side


class SignalKind(Enum):
    """
    What a signal of the peer's asks for, by the key that is the usual one for it.
    """

    INTERRUPT = "^C"
    SUSPEND = "^Z"
    BREAK = "break"
    ABORT = "^\\"


@dataclass(frozen=True, slots=True)
class TooLong:
    """
    A line that was longer than allowed; nothing of it is kept.
    """


@dataclass(frozen=True, slots=True)
class Typed:
    """
    Keys as they came, in raw mode: all that stand between two other events.

    How a stream was cut into packets shows in how its keys are cut into these, and in
    nothing else.

    :ivar data: with Enter as one CR, however it was sent.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class Signal:
    """
    A signal, by a telnet command or by ^C; an interrupt has cancelled the line.
    """

    kind: SignalKind


@dataclass(frozen=True, slots=True)
class EndOfFile:
    """
    The end of input, by a telnet command or by ^D on an empty line.
    """


@dataclass(frozen=True, slots=True)
class OptionChanged:
    """
    An option has come to rest, either by the peer's wish or as an answer to ours.

    So a wish of ours that the peer refuses gives this as well, with ``on`` false.
    """

    side: Side
    option: int
    on: bool


@dataclass(frozen=True, slots=True)
class TerminalType:
    """
    What the peer calls its terminal, or the next of its names for it.

    :ivar name: printable ASCII, 40 characters at most; it may be empty.
    """

    name: str


@dataclass(frozen=True, slots=True)
class WindowSize:
    """
    How much the peer's window shows, as the peer says: 0 to 65,535 of either.
    """

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class CharsetAccepted:
    """
    A character set was agreed on: by the peer, of ours, or by us, of the peer's.

    :ivar name: printable ASCII, 40 characters at most.
    """

    name: str


@dataclass(frozen=True, slots=True)
class CharsetRejected:
    """
    The peer wants none of the character sets that it was asked for.
    """


Told = TerminalType | WindowSize | CharsetAccepted | CharsetRejected
Received = str | TooLong | Typed | Signal | EndOfFile | OptionChanged | Told
