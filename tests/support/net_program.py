"""
What the operating system does for a program, in memory.
"""

from __future__ import annotations

import signal
from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.service import limits, program


class LastWords:
    """
    Stands in for ``atexit``: keeps what was registered and calls none of it.
    """

    def __init__(self) -> None:
        self.registered: list[Callable[[], object]] = []

    def register(self, function: Callable[[], object]) -> None:
        self.registered.append(function)


class Resource:
    """
    Stands in for ``resource``: a limit on open files, soft and hard.
    """

    RLIMIT_NOFILE = 7
    RLIM_INFINITY = -1

    def __init__(self, soft: int, hard: int) -> None:
        self.limit = (soft, hard)

    def getrlimit(self, which: int) -> tuple[int, int]:
        assert which == self.RLIMIT_NOFILE
        return self.limit

    def setrlimit(self, which: int, limit: tuple[int, int]) -> None:
        """
        Refuse what the system would refuse.
        """
        assert which == self.RLIMIT_NOFILE
        soft, hard = limit
        if hard != self.limit[1] or (hard != self.RLIM_INFINITY and soft > hard):
            raise ValueError("not allowed to raise maximum limit")
        self.limit = limit


class ProgramCase(SynchronousTestCase):
    """
    Leaves the process as it was: limits, signals, and how it ends.
    """

    def setUp(self) -> None:
        self.last_words = LastWords()
        self.resource = Resource(1024, 1_048_576)
        self.patch(program, "atexit", self.last_words)
        self.patch(limits, "resource", self.resource)
        handler = signal.getsignal(signal.SIGUSR2)
        self.addCleanup(signal.signal, signal.SIGUSR2, handler)

    def sentence_of(self, function: Callable[[], object]) -> str:
        """
        The one sentence with which this ends the program.
        """
        told = str(self.assertRaises(SystemExit, function))
        self.assertTrue(told.startswith("connect4: "), told)
        self.assertTrue(told.endswith("."), told)
        self.assertNotIn("\n", told)
        return told
