"""
What stands between SB and SE, as far as it is of use here.

It is the peer's word about itself, so it is taken also where its option was not agreed
on; what has another form than its RFC says is ignored.
"""

from __future__ import annotations

from connect4tx.net.telnet.events import (
    CharsetAccepted,
    CharsetRejected,
    TerminalType,
    Told,
    WindowSize,
)
from connect4tx.net.telnet.protocol import (
    CHARSET,
    CHARSET_ACCEPTED,
    CHARSET_REJECTED,
    CHARSET_REQUEST,
    NAWS,
    TTYPE,
    TTYPE_IS,
    TTYPE_SEND,
    subnegotiation,
)

NAME_CHARACTERS_AT_MOST = 40

ASK_TERMINAL_TYPE = subnegotiation(TTYPE, bytes([TTYPE_SEND]))
ASK_CHARSET = subnegotiation(CHARSET, bytes([CHARSET_REQUEST]) + b";UTF-8;US-ASCII")

# By preference.
_CHARSETS = ("UTF-8", "US-ASCII")

# The RFC has it with the blank in the format and without it in the text; a byte with
# the version of the translation table follows.
_TABLE_OFFERS = (b"[TTABLE ]", b"[TTABLE]")


def understood(content: bytes) -> tuple[bytes, Told | None]:
    """
    The answer to a subnegotiation, and what it tells.

    :param content: from the option on, with doubled IACs undone.
    """
    if len(content) < 2:
        return b"", None
    option, verb, rest = content[0], content[1], content[2:]
    if option == NAWS and len(content) == 5:
        return b"", WindowSize(*_pair(content[1:]))
    if option == TTYPE and verb == TTYPE_IS:
        return b"", TerminalType(_name(rest))
    if option == CHARSET:
        if verb == CHARSET_REQUEST:
            return _choose(rest)
        if verb == CHARSET_ACCEPTED:
            return b"", CharsetAccepted(_name(rest))
        if verb == CHARSET_REJECTED:
            return b"", CharsetRejected()
    return b"", None


def _pair(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")


def _name(data: bytes) -> str:
    printable = bytes(byte for byte in data if 32 <= byte < 127)
    return printable[:NAME_CHARACTERS_AT_MOST].decode("ascii")


def _choose(offer: bytes) -> tuple[bytes, CharsetAccepted | None]:
    """
    The answer to a list of character sets, which begins with its separator.

    The one that is taken is named as the peer spelt it.
    """
    for prefix in _TABLE_OFFERS:
        if offer.startswith(prefix):
            offer = offer[len(prefix) + 1 :]
    separator, names = offer[:1], offer[1:]
    offered = {name.upper(): name for name in names.split(separator)} if names else {}
    for charset in _CHARSETS:
        spelt = offered.get(charset.encode("ascii"))
        if spelt is not None:
            answer = bytes([CHARSET_ACCEPTED]) + spelt
            return subnegotiation(CHARSET, answer), CharsetAccepted(charset)
    return subnegotiation(CHARSET, bytes([CHARSET_REJECTED])), None
