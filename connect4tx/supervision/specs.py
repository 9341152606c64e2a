"""
What a supervisor is told of a child, and what it tells of its children.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from twisted.application.service import IService

from connect4tx.supervision.exits import Exit
from connect4tx.supervision.ports import Body
from connect4tx.supervision.process import Process

Startable = Awaitable[Any] | IService | Body
StartFunction = Callable[[Process], Startable]


class Restart(Enum):
    """
    After which ends a child is started again.
    """

    PERMANENT = "permanent"
    TRANSIENT = "transient"
    TEMPORARY = "temporary"

    def wanted_after(self, exit: Exit) -> bool:
        """
        Whether a child that ended so is to be started again.
        """
        if self is Restart.TRANSIENT:
            return not exit.orderly
        return self is Restart.PERMANENT


class Strategy(Enum):
    """
    Who is restarted with a child that crashed.
    """

    ONE_FOR_ONE = "one_for_one"
    ONE_FOR_ALL = "one_for_all"
    REST_FOR_ONE = "rest_for_one"


class AutoShutdown(Enum):
    """
    Whether the end of significant children ends the supervisor.
    """

    NEVER = "never"
    ANY_SIGNIFICANT = "any_significant"
    ALL_SIGNIFICANT = "all_significant"


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """
    How to start, restart and stop one child.

    :ivar start: a factory: gives a fresh coroutine, Deferred, service or body each
        time; its argument is the new process's own handle.  Raising is a failed
        start, raising :class:`connect4tx.supervision.exits.Ignore` declines.
    :ivar stop_seconds: how long a child that was asked to stop may take before it is
        given up; None for ever, 0 without asking; by default 5 seconds, and for ever
        where the child is a supervisor.
    :ivar significant: whether its end counts for the supervisor's auto_shutdown.
    """

    id: str
    start: StartFunction
    restart: Restart = Restart.PERMANENT
    stop_seconds: float | Literal["default"] | None = "default"
    significant: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """
    A child as it is now.

    :ivar process: None while it does not run.
    """

    id: str | None
    process: Process | None


@dataclass(frozen=True, slots=True)
class Counts:
    """
    How many children: known, running, and of each kind (running or not).
    """

    specs: int
    active: int
    supervisors: int
    workers: int
