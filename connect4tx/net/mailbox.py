"""
What waits for one connection's action handler.
"""

from __future__ import annotations

from collections import deque

from twisted.internet.defer import Deferred

from connect4tx.supervision.node import Node, fire


class Mailbox:
    """
    The peer's lines in order, and before them all else: news come first, so that the
    board of a move is told before the next line is read.

    The taker is woken on a later turn, never inside the call that put something in.
    """

    __slots__ = ("_held", "_lines", "_news", "_node", "_waiter")

    def __init__(self, node: Node) -> None:
        self._held = False
        self._node = node
        self._lines: deque[object] | None = None
        self._news: deque[object] | None = None
        self._waiter: Deferred[None] | None = None

    @property
    def lines(self) -> int:
        """
        How many lines wait.
        """
        return len(self._lines) if self._lines else 0

    def put_line(self, line: object) -> None:
        if self._lines is None:
            self._lines = deque()
        self._lines.append(line)
        self._wake()

    def put_news(self, item: object) -> None:
        if self._news is None:
            self._news = deque()
        self._news.append(item)
        self._wake()

    def take(self) -> object | None:
        """
        The next item; None when there is none.
        """
        if self._news:
            return self._news.popleft()
        self._news = None
        if self._lines:
            return None if self._held else self._lines.popleft()
        self._lines = None
        return None

    def hold_lines(self) -> None:
        """
        Give out news only.
        """
        self._held = True

    def release_lines(self) -> None:
        """
        Give out lines again.
        """
        self._held = False
        if self._lines:
            self._wake()

    def ready(self) -> Deferred[None]:
        """
        Fires when something may be taken; for one taker.
        """
        self._waiter = Deferred()
        return self._waiter

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None:
            self._waiter = None
            self._node.soon(fire, waiter)
