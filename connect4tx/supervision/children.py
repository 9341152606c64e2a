"""
What a supervisor keeps of a child, and how a child is brought up.
"""

from __future__ import annotations

from twisted.application.service import IService
from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

from connect4tx.supervision.errors import StartFailed
from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Ignore,
    ProcessExit,
    Shutdown,
    clean,
)
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Parent, Process
from connect4tx.supervision.specs import ChildSpec


class Record:
    """
    One child of a supervisor, running or not.
    """

    __slots__ = ("is_supervisor", "process", "restarting", "spec")

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.process: Process | None = None
        self.restarting = False
        self.is_supervisor = False

    @property
    def seconds_to_stop(self) -> float | None:
        if self.spec.stop_seconds == "default":
            return None if self.is_supervisor else 5.0
        return self.spec.stop_seconds


async def begin(spec: ChildSpec, node: Node, parent: Parent) -> Process | None:
    """
    Bring up one child and wait until it is up; None when it declines.

    :raises StartFailed: when it does not start.
    :raises CancelledError: when its supervisor has been killed meanwhile.
    """
    process = Process(node, spec.id, parent)
    try:
        life = spec.start(process)
        slow = IService.providedBy(life) and not hasattr(life, "adopt")
        if not slow:
            node.observe("started", process)
        starting = process.run(life)
        if starting is not None:
            process.add_watcher(_EndOfStart(starting))
            await starting
        if slow and process.exit is not None:
            raise StartFailed(spec.id, process.exit)
    except Ignore:
        process.never_lived(Shutdown())
        node.observe("start_ignored", process)
        return None
    except Exception as error:
        if parent.process.exit is not None:
            process.receive_exit(parent.process.exit, parent.process)
            raise CancelledError from error
        exit = process.exit
        if exit is None:
            exit = _exit_of(error)
            process.never_lived(exit)
            node.observe("start_failed", process)
        raise StartFailed(spec.id, exit) from None
    if slow:
        node.observe("started", process)
    return process


class _EndOfStart:
    """
    Ends the wait for a start whose process has ended meanwhile.
    """

    __slots__ = ("_starting",)

    def __init__(self, starting: Deferred[None]) -> None:
        self._starting = starting

    def process_ended(self, process: Process) -> None:
        process.node.soon(self._starting.cancel)


def _exit_of(error: Exception) -> Exit:
    return error.exit if isinstance(error, ProcessExit) else Crashed(cleaned(error))


def cleaned(error: Exception) -> Failure:
    """
    A failure of this error that holds no frames.
    """
    return clean(Failure(error))
