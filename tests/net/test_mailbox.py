"""
What waits for an action handler, and when it is woken.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.mailbox import Mailbox
from connect4tx.supervision.node import Node


class MailboxTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.mailbox = Mailbox(Node.at(self.clock))

    def taken(self) -> list[object]:
        """
        All that waits, in the order of taking.
        """
        return list(iter(self.mailbox.take, None))

    def test_empty_gives_none(self) -> None:
        """
        Nothing waits at first, nor after everything was taken.
        """
        self.assertIsNone(self.mailbox.take())
        self.mailbox.put_line("a")
        self.assertEqual(self.taken(), ["a"])
        self.assertIsNone(self.mailbox.take())

    def test_lines_keep_their_order(self) -> None:
        """
        Lines are taken first come, first served.
        """
        for line in ("a", "b", "c"):
            self.mailbox.put_line(line)
        self.assertEqual(self.taken(), ["a", "b", "c"])

    def test_news_come_before_lines(self) -> None:
        """
        News overtake the lines that wait, but not each other.
        """
        self.mailbox.put_line("a")
        self.mailbox.put_news(1)
        self.mailbox.put_line("b")
        self.mailbox.put_news(2)
        self.assertEqual(self.taken(), [1, 2, "a", "b"])

    def test_news_that_come_between_two_lines_are_next(self) -> None:
        """
        News that come while a line is acted on are told before the next line is.
        """
        self.mailbox.put_line("a")
        self.mailbox.put_line("b")
        self.assertEqual(self.mailbox.take(), "a")
        self.mailbox.put_news(1)
        self.assertEqual(self.taken(), [1, "b"])

    def test_news_of_which_one_is_enough(self) -> None:
        """
        Such news wait once, however often they are put in; others between them keep
        their place, and when they were taken they may wait again.
        """
        once = object()
        for _ in range(1_000):
            self.mailbox.put_news_once(once)
        self.assertEqual(self.taken(), [once])
        for item in (once, once, 1, once):
            put = self.mailbox.put_news_once if item is once else self.mailbox.put_news
            put(item)
        self.mailbox.put_line("a")
        self.assertEqual(self.taken(), [once, 1, once, "a"])

    def test_only_lines_are_counted(self) -> None:
        """
        The count of waiting lines is not moved by news.
        """
        self.assertEqual(self.mailbox.lines, 0)
        self.mailbox.put_news(1)
        self.assertEqual(self.mailbox.lines, 0)
        self.mailbox.put_line("a")
        self.mailbox.put_line("b")
        self.assertEqual(self.mailbox.lines, 2)
        self.taken()
        self.assertEqual(self.mailbox.lines, 0)

    def test_empty_line_is_an_item(self) -> None:
        """
        An empty line waits and is taken like any other.
        """
        self.mailbox.put_line("")
        self.assertEqual(self.mailbox.take(), "")
        self.assertIsNone(self.mailbox.take())

    def woken(self) -> int:
        """
        How often the taker has been called by the end of this turn.
        """
        calls: list[None] = []
        self.mailbox.taker = lambda: calls.append(None)
        self.clock.advance(0)
        return len(calls)

    def test_taker_is_woken_on_a_later_turn(self) -> None:
        """
        Putting something in never runs the taker inside that call.
        """
        mailbox = self.mailbox
        for put in (mailbox.put_line, mailbox.put_news, mailbox.put_news_once):
            calls: list[None] = []
            self.mailbox.taker = lambda calls=calls: calls.append(None)
            put("a")
            self.assertEqual(len(calls), 0)
            self.clock.advance(0)
            self.assertEqual(len(calls), 1)
            self.taken()

    def test_taker_is_woken_once_for_all(self) -> None:
        """
        However much is put in before the turn, the taker wakes once and finds it all.
        """
        self.mailbox.taker = lambda: None
        self.mailbox.put_line("a")
        self.mailbox.put_line("b")
        self.assertEqual(self.woken(), 1)
        self.assertEqual(self.taken(), ["a", "b"])
        self.assertEqual(self.woken(), 0)

    def test_without_a_taker_nothing_is_lost(self) -> None:
        """
        What was put in while nobody took, or for one who is gone since, waits for the
        next one.
        """
        self.mailbox.put_line("a")
        self.mailbox.taker = lambda: None
        self.mailbox.put_line("b")
        self.mailbox.taker = None
        self.clock.advance(0)
        self.assertEqual(self.taken(), ["a", "b"])

    def test_lines_that_are_released_wake(self) -> None:
        """
        Lines that were held wake the taker when they no longer are.
        """
        self.mailbox.hold_lines()
        self.mailbox.put_line("a")
        self.assertIsNone(self.mailbox.take())
        self.mailbox.taker = lambda: None
        self.mailbox.release_lines()
        self.assertEqual(self.woken(), 1)
        self.assertEqual(self.taken(), ["a"])
