"""
OTP's exit reasons, as traces write them, and the package's exits.
"""

from __future__ import annotations

from twisted.python.failure import Failure

from connect4tx.supervision.errors import BadSpec, NoSuchProcess, StartFailed
from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Killed,
    NoProcess,
    Normal,
    ProcessExit,
    Shutdown,
)
from tests.supervision.scenario import Json


class Ended(Exception):
    """
    An abnormal end for a reason of its own: ``exit(boom)``.
    """

    def __init__(self, reason: Json) -> None:
        super().__init__(reason)
        self.reason = reason


class Uncaught(Exception):
    """
    An error nobody caught: ``{"error": E}``.
    """

    def __init__(self, error: Json) -> None:
        super().__init__(error)
        self.error = error


def exit_from(reason: Json) -> Exit:
    """
    The exit that a reason of a trace means.
    """
    match reason:
        case "normal":
            return Normal()
        case "shutdown":
            return Shutdown()
        case {"shutdown": detail}:
            return Shutdown(detail)
        case "killed":
            return Killed()
        case "noproc":
            return NoProcess()
        case {"error": error}:
            return Crashed(Failure(Uncaught(error)))
        case _:
            return Crashed(Failure(Ended(reason)))


def exception_from(reason: Json) -> Exception:
    """
    What to raise so as to end for this reason.
    """
    exit = exit_from(reason)
    if isinstance(exit, Crashed) and isinstance(exit.failure.value, Exception):
        return exit.failure.value
    return ProcessExit(exit)


def reason_of(exit: Exit | None) -> Json:
    """
    An exit as traces write it.
    """
    match exit:
        case Normal():
            return "normal"
        case Shutdown(None):
            return "shutdown"
        case Shutdown(StartFailed() as failed):
            culprit = [failed.id, reason_of(failed.reason)]
            return {"shutdown": {"failed_to_start_child": culprit}}
        case Shutdown(detail):
            return {"shutdown": detail}
        case Killed():
            return "killed"
        case NoProcess():
            return "noproc"
        case Crashed(failure):
            return reason_of_error(failure.value)
    return None


def reason_of_error(error: BaseException | None) -> Json:
    """
    The reason of an end by this exception.
    """
    match error:
        case Ended(reason=reason):
            return reason
        case Uncaught(error=value):
            return {"error": value}
        case NoSuchProcess():
            return {"error": "noproc"}
        case BadSpec(kind=kind):
            return {"bad_spec": kind}
    return {"error": repr(error)}
