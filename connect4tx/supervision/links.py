"""
Two-way ties: the end of one process reaches the other as an exit signal.
"""

from __future__ import annotations

from connect4tx.supervision.errors import NoSuchProcess
from connect4tx.supervision.exits import NoProcess
from connect4tx.supervision.process import Process


def link(a: Process, b: Process) -> None:
    """
    Tie two processes; a second link of the same two changes nothing.

    :raises NoSuchProcess: when ``a`` has ended, or ``b`` has and ``a`` does not trap
        exits; one that does is sent an exit instead.
    """
    if a.exit is not None:
        raise NoSuchProcess(a.name)
    if a is b:
        return
    if b.exit is None:
        a.add_link(b)
        b.add_link(a)
    elif a.trap_exit is not None:
        a.node.soon(a.receive_exit, NoProcess(), b)
    else:
        raise NoSuchProcess(b.name)


def unlink(a: Process, b: Process) -> None:
    """
    Untie two processes, however often they were linked.
    """
    a.remove_link(b)
    b.remove_link(a)
