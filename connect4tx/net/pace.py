"""
The mailbox of a peer whose lines are taken no faster than people type.
"""

from __future__ import annotations

from twisted.internet.interfaces import IDelayedCall

from connect4tx.net.mailbox import Mailbox
from connect4tx.supervision.node import Node
from connect4tx.terminal.limits import (
    LINES_IN_A_ROW,
    LINES_PER_SECOND,
    PROGRAM_LINES_IN_A_ROW,
    PROGRAM_LINES_PER_SECOND,
    Paced,
)
from connect4tx.terminal.place import Place

# For which somebody who was told so is not told again.
TELL_SECONDS = 60.0
# What the addition of many fractions of a second may be wrong by.
_NOTHING = 1e-6


class PacedMailbox(Mailbox):
    """
    Gives out some lines in a row, and then so many a second; none is lost.
    """

    __slots__ = ("_full_at", "_place", "_timer", "_told_at")

    def __init__(self, node: Node, place: Place) -> None:
        super().__init__(node)
        self._place = place
        # When as many lines in a row are possible again as ever.
        self._full_at = 0.0
        self._told_at = -TELL_SECONDS
        self._timer: IDelayedCall | None = None

    def take(self) -> object | None:
        """
        The next item; None when there is none, or it is too early for the next line.
        """
        if self._news or not self._lines or self._held:
            return super().take()
        if self._place.json:
            row, rate = PROGRAM_LINES_IN_A_ROW, PROGRAM_LINES_PER_SECOND
        else:
            row, rate = LINES_IN_A_ROW, LINES_PER_SECOND
        now = self._node.clock.seconds()
        full_at = max(self._full_at, now)
        wait = full_at - now - (row - 1) / rate
        if wait > _NOTHING:
            return self._wait(wait, now, rate)
        self._full_at = full_at + 1 / rate
        return super().take()

    def _wait(self, seconds: float, now: float, rate: int) -> Paced | None:
        if self._timer is None:
            self._timer = self._node.clock.callLater(seconds, self._go_on)
        if now - self._told_at < TELL_SECONDS:
            return None
        self._told_at = now
        return Paced(rate)

    def _go_on(self) -> None:
        self._timer = None
        self._wake()

    def stop(self) -> None:
        self.hold_lines()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
