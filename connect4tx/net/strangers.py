"""
Programs that have come to the wrong port.
"""

from __future__ import annotations

import re

_STRANGERS = (
    ("TLS", re.compile(rb"\x16\x03")),
    ("SSH", re.compile(rb"SSH-\d")),
    ("HTTP", re.compile(rb"\s*[A-Z-]{3,16} \S+ HTTP/")),
)


def stranger(first: bytes) -> str | None:
    """
    The protocol that the first bytes of a peer belong to, if it is none of ours.

    >>> stranger(b"GET / HTTP/1.1")
    'HTTP'
    >>> stranger(b"get ready")
    """
    for name, begins in _STRANGERS:
        if begins.match(first):
            return name
    return None
