"""
What a start function may hand over besides a coroutine, a Deferred or an IService.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from twisted.internet.defer import Deferred

from connect4tx.supervision.exits import Exit


@runtime_checkable
class EndsByItself(Protocol):
    """
    A service whose life may end without anybody having stopped it.
    """

    def when_exited(self) -> Deferred[Exit]:
        """
        Fires with its end; fails with what ended it.  Asked once, when it is started.
        """


@runtime_checkable
class Body(Protocol):
    """
    Something with a life of its own, such as a connection, that is one process.

    Its start function was given the process's handle; it tells its own end with
    :meth:`connect4tx.supervision.process.Process.end`.
    """

    def ask_to_stop(self) -> None:
        """
        Begin to end; the end itself may come later.
        """

    def give_up(self) -> None:
        """
        The process has been declared ended: let go of everything at once.
        """
