"""
What a supervisor keeps of a child, and how a child is brought up.
"""

from __future__ import annotations

from twisted.application.service import IService
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure

from connect4tx.supervision.errors import StartFailed
from connect4tx.supervision.exits import Crashed, Ignore, Shutdown
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
            await starting
    except Ignore:
        process.exit = Shutdown()
        node.observe("start_ignored", process)
        return None
    except Exception as error:
        if parent.process.exit is not None:
            raise CancelledError from error
        if process.exit is None:
            process.exit = Crashed(cleaned(error))
            node.observe("start_failed", process)
        raise StartFailed(spec.id, process.exit) from None
    if slow:
        node.observe("started", process)
    return process


def cleaned(error: Exception) -> Failure:
    """
    A failure of this error that holds no frames.
    """
    failure = Failure(error)
    failure.cleanFailure()
    return failure
