"""
The numbers of telnet, by the names that its RFCs give them.
"""

from __future__ import annotations

from enum import Enum

# Commands, which follow an IAC: RFC 854; the lowest three are of RFC 1184, EOR of 885.
EOF = 236
SUSP = 237
ABORT = 238
EOR = 239
SE = 240
NOP = 241
DM = 242
BRK = 243
IP = 244
AO = 245
AYT = 246
EC = 247
EL = 248
GA = 249
SB = 250
WILL = 251
WONT = 252
DO = 253
DONT = 254
IAC = 255

# Options, which follow a verb or SB.
BINARY = 0
ECHO = 1
SGA = 3
STATUS = 5
TIMING_MARK = 6
TTYPE = 24
END_OF_RECORD = 25
NAWS = 31
TSPEED = 32
LFLOW = 33
LINEMODE = 34
NEW_ENVIRON = 39
CHARSET = 42

# What the first byte of a subnegotiation says: RFC 1091, RFC 2066.
TTYPE_IS = 0
TTYPE_SEND = 1
CHARSET_REQUEST = 1
CHARSET_ACCEPTED = 2
CHARSET_REJECTED = 3

# The sign of life that nobody sees.
KEEPALIVE = bytes((IAC, NOP))

# The visible sign of life that AYT asks for.
ALIVE = b"[Yes, I am here]\r\n"


class Side(Enum):
    """
    Who performs an option: each is negotiated for either end by itself.
    """

    OURS = "ours"
    THEIRS = "theirs"


def command(*numbers: int) -> bytes:
    """
    An IAC and what follows it.
    """
    return bytes((IAC, *numbers))


def subnegotiation(option: int, content: bytes) -> bytes:
    """
    What is said about an option, its IACs doubled, between SB and SE.
    """
    doubled = content.replace(b"\xff", b"\xff\xff")
    return command(SB, option) + doubled + command(SE)
