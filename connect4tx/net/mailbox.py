"""
What waits for one connection's action handler.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from connect4tx.supervision.node import Node


class Mailbox:
    """
    The peer's lines in order, and before them all else: news come first, so that the
    board of a move is told before the next line is read.

    :ivar taker: called on a later turn when something may be taken, never inside the
        call that put it in.
    """

    __slots__ = ("_held", "_is_woken", "_lines", "_news", "_node", "taker")

    def __init__(self, node: Node) -> None:
        self._held = False
        self._node = node
        self._lines: deque[object] | None = None
        self._news: deque[object] | None = None
        self._is_woken = False
        self.taker: Callable[[], object] | None = None

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

    def put_news_once(self, item: object) -> None:
        """
        Queue an item of which one is as good as many in a row.
        """
        if not self._news or self._news[-1] is not item:
            self.put_news(item)

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

    def stop(self) -> None:
        """
        The connection is gone: wake nobody later on.
        """

    def _wake(self) -> None:
        if self.taker is not None and not self._is_woken:
            self._is_woken = True
            self._node.soon(self._call_taker)

    def _call_taker(self) -> None:
        self._is_woken = False
        if self.taker is not None:
            self.taker()
