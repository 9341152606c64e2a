"""
One-way watching: a Down, exactly once, when a process ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from twisted.logger import Logger

from connect4tx.supervision.exits import Exit, NoProcess
from connect4tx.supervision.process import Process

_refs = count(1)


@dataclass(frozen=True, slots=True)
class Down:
    """
    A watched process has ended.

    :ivar ref: the ref of the monitor that tells it.
    :ivar exit: :class:`connect4tx.supervision.exits.NoProcess` when it was dead
        before it was watched.
    """

    ref: int
    process: Process
    exit: Exit


class Monitor:
    """
    A watch on one incarnation of a process, until its Down or :meth:`cancel`.
    """

    __slots__ = ("_by", "_on_down", "process", "ref")
    _log = Logger()

    def __init__(
        self, process: Process, on_down: Callable[[Down], object], by: Process | None
    ) -> None:
        self.ref = next(_refs)
        self.process = process
        self._on_down: Callable[[Down], object] | None = on_down
        self._by = by
        if by is not None:
            if by.exit is not None:
                self._on_down = None
                return
            by.add_watcher(self)
        if process.exit is not None:
            process.node.soon(self._deliver, NoProcess())
        else:
            process.add_watcher(self)

    def cancel(self) -> None:
        """
        Watch no longer; a Down that is under way is taken back too.
        """
        self._on_down = None
        self.process.remove_watcher(self)
        if self._by is not None:
            self._by.remove_watcher(self)

    def process_ended(self, process: Process) -> None:
        if process is not self.process:
            self.cancel()
        elif self._on_down is not None:
            process.node.soon(self._deliver, process.exit)

    def _deliver(self, exit: Exit) -> None:
        on_down = self._on_down
        self.cancel()
        if on_down is None:
            return
        try:
            on_down(Down(self.ref, self.process, exit))
        except Exception:
            self._log.failure(
                "A monitor of {process} failed", process=self.process.name
            )


def monitor(
    process: Process, on_down: Callable[[Down], object], *, by: Process | None = None
) -> Monitor:
    """
    Have ``on_down`` called once, on a later turn, when the process ends.

    :param by: the watching process, if the watch is to end with it.
    """
    return Monitor(process, on_down, by)
