"""
What the calls to processes and supervisors may raise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connect4tx.supervision.exits import Exit

if TYPE_CHECKING:
    from connect4tx.supervision.process import Process


class SupervisionError(Exception):
    """
    The root of this package's errors.
    """


class StartFailed(SupervisionError):
    """
    A child did not start, so its supervisor did not either.

    :ivar id: the child's id.
    :ivar reason: the exit that a process with that trouble would have had.
    """

    def __init__(self, id: str, reason: Exit) -> None:
        super().__init__(f"child {id!r} failed to start: {reason}")
        self.id = id
        self.reason = reason


class BadSpec(SupervisionError):
    """
    A child that no supervisor of this kind can have.

    :ivar id: the child's id.
    :ivar kind: OTP's word for it: ``duplicate_child_name``, or ``bad_combination``
        where a significant child is permanent or its supervisor has no auto_shutdown.
    """

    def __init__(self, id: str, kind: str) -> None:
        super().__init__(f"child {id!r}: {kind}")
        self.id = id
        self.kind = kind


class NotFound(SupervisionError):
    """
    No child of that id.
    """


class Running(SupervisionError):
    """
    The child runs, and the call is for one that does not.
    """


class Restarting(SupervisionError):
    """
    The child is between two attempts to start.
    """


class AlreadyPresent(SupervisionError):
    """
    A child of that id is known, and does not run.
    """


class AlreadyStarted(SupervisionError):
    """
    A child of that id runs already.

    :ivar process: that child.
    """

    def __init__(self, process: Process) -> None:
        super().__init__(f"{process} runs already")
        self.process = process


class TooManyChildren(SupervisionError):
    """
    The task supervisor is full.
    """


class SupervisorGone(SupervisionError):
    """
    The supervisor does not run, or ended before it could answer.

    :ivar exit: how it ended; None if it never ran.
    """

    def __init__(self, exit: Exit | None = None) -> None:
        super().__init__(f"the supervisor does not run ({exit or 'not started'})")
        self.exit = exit


class NoSuchProcess(SupervisionError):
    """
    A link to a process that has ended; OTP's ``noproc``.
    """
