"""
Why a process ended: small frozen values, made for ``match``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from twisted.python.failure import Failure


@dataclass(frozen=True, slots=True)
class Normal:
    """
    It returned; OTP's ``normal``.
    """

    value: Any = None
    orderly: ClassVar[bool] = True

    def __str__(self) -> str:
        return "normal"


@dataclass(frozen=True, slots=True)
class Shutdown:
    """
    It ended because it was asked to; OTP's ``shutdown`` and ``{shutdown, Detail}``.
    """

    detail: Any = None
    orderly: ClassVar[bool] = True

    def __str__(self) -> str:
        return "shutdown" if self.detail is None else f"shutdown: {self.detail}"


@dataclass(frozen=True, slots=True)
class Killed:
    """
    It was given up: declared ended, whatever its code still does; OTP's ``killed``.
    """

    orderly: ClassVar[bool] = False

    def __str__(self) -> str:
        return "killed"


@dataclass(frozen=True, slots=True)
class Crashed:
    """
    An exception that nobody caught ended it.

    :ivar failure: already logged and cleaned: it holds the exception, no frames.
    """

    failure: Failure
    orderly: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"crashed: {described(self.failure)}"


def described(failure: Failure) -> str:
    """
    An exception's name and text, in one line.
    """
    name = type(failure.value).__name__
    text = failure.getErrorMessage()
    return f"{name}: {text}" if text else name


def clean(failure: Failure) -> Failure:
    """
    Let go of the frames of a failure, and of the exceptions that led to it.
    """
    failure.cleanFailure()
    error = failure.value
    if error is not None:
        error.__cause__ = error.__context__ = None
    return failure


@dataclass(frozen=True, slots=True)
class NoProcess:
    """
    There was no such process any more; why it had ended is not kept.
    """

    orderly: ClassVar[bool] = False

    def __str__(self) -> str:
        return "no such process"


Exit = Normal | Shutdown | Killed | Crashed | NoProcess


class ProcessExit(Exception):
    """
    Raised inside a process, ends it with the given exit; OTP's ``exit/1``.
    """

    def __init__(self, exit: Exit) -> None:
        super().__init__(str(exit))
        self.exit = exit


class Ignore(Exception):
    """
    Raised by a start function that declines to start; OTP's ``ignore``.

    The child's spec is kept, without a process.
    """
