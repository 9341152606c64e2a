"""
What a telnet client says, in bytes.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    DO,
    NAWS,
    TTYPE,
    TTYPE_IS,
    TTYPE_SEND,
    WILL,
    WONT,
    command,
    subnegotiation,
)

PROBE = command(DO, TTYPE) + command(DO, NAWS)

# What a client answers that speaks telnet and tells nothing of itself.
TELLS_NOTHING = command(WONT, TTYPE) + command(WONT, NAWS)

SEND_TYPE = subnegotiation(TTYPE, bytes([TTYPE_SEND]))


def type_is(name: str) -> bytes:
    """
    The answer to the question for a terminal type.
    """
    return subnegotiation(TTYPE, bytes([TTYPE_IS]) + name.encode("ascii"))


def window(columns: int, rows: int = 24) -> bytes:
    """
    The size of a window.
    """
    return subnegotiation(NAWS, columns.to_bytes(2, "big") + rows.to_bytes(2, "big"))


def client_named(*types: str, columns: int = 80) -> bytes:
    """
    All that a client says that is not asked twice: it has a window and these types.
    """
    named = b"".join(map(type_is, [*types, types[-1]]))
    return command(WILL, TTYPE) + command(WILL, NAWS) + window(columns) + named
