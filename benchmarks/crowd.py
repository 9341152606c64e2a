"""
Many connections from one process, by ``select.epoll`` and nothing else, so that the
measuring costs less than what is measured.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from select import EPOLLIN, epoll
from time import perf_counter

STALL_SECONDS = 10.0
PROMPT = b"> "

# To the server's first questions, IAC WONT TTYPE and IAC WONT NAWS, so that it waits
# for nothing more; and to the one for a name, Enter.
COME_IN = b"\xff\xfc\x18\xff\xfc\x1f\r\n"

_UNDER_WAY = 100
_RECEIVE_BYTES = 65536


class Unexpected(Exception):
    """
    A peer said what is not in the script, fell silent, or went away.
    """


def connect(port: int) -> socket.socket:
    """
    A blocking connection whose small lines leave at once.
    """
    peer = socket.create_connection(("127.0.0.1", port), timeout=STALL_SECONDS)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer


def hear(peer: socket.socket) -> bytes:
    """
    What a blocking connection gets up to the next prompt.
    """
    heard = b""
    while not heard.endswith(PROMPT):
        if not (data := peer.recv(_RECEIVE_BYTES)):
            raise Unexpected(f"The server hung up after {heard[-300:]!r}")
        heard += data
    return heard


@contextmanager
def greeted(port: int, count: int) -> Iterator[tuple[list[socket.socket], float]]:
    """
    Guests in the lobby who are kept, and the seconds that it took to let them in, with
    a hundred under way at a time.
    """
    peers: dict[int, socket.socket] = {}
    try:
        began = perf_counter()
        _greet(port, count, peers)
        yield list(peers.values()), perf_counter() - began
    finally:
        for peer in peers.values():
            peer.close()


def _greet(port: int, count: int, peers: dict[int, socket.socket]) -> None:
    heard: dict[int, bytes] = {}
    with epoll() as poll:
        while len(peers) < count or heard:
            while len(peers) < count and len(heard) < _UNDER_WAY:
                peer = _begin(port)
                peers[peer.fileno()] = peer
                heard[peer.fileno()] = b""
                poll.register(peer, EPOLLIN)
            if not (ready := poll.poll(STALL_SECONDS)):
                raise Unexpected(f"{len(heard)} connections wait for a greeting")
            for fileno, _ in ready:
                if not heard[fileno]:
                    peers[fileno].send(COME_IN)
                heard[fileno] += _some(peers[fileno])
                if heard[fileno].endswith(PROMPT):
                    if not heard.pop(fileno).endswith(b"lobby> "):
                        raise Unexpected(
                            "A greeting does not end with the lobby's prompt"
                        )
                    poll.unregister(fileno)


def _begin(port: int) -> socket.socket:
    peer = socket.socket()
    peer.setblocking(False)
    peer.connect_ex(("127.0.0.1", port))
    return peer


def _some(peer: socket.socket) -> bytes:
    data = peer.recv(_RECEIVE_BYTES)
    if not data:
        raise Unexpected("The server hung up")
    return data
