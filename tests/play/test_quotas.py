"""
How much one player may say.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.quotas import Quotas
from connect4tx.play.rejections import Reason, Rejected


class QuotasTests(SynchronousTestCase):
    """
    What may be said, by the clock.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.quotas = Quotas(self.clock)
        self.texts = 0

    def says(self, verb: str, text: str = "") -> Rejected | None:
        """
        Say something, or else what was not said yet.
        """
        self.texts += 1
        return self.quotas.take(verb, text or f"text {self.texts}")

    def assert_refused(
        self, refused: Rejected | None, reason: Reason, seconds: int
    ) -> None:
        assert refused is not None
        self.assertEqual(refused.reason, reason)
        self.assertEqual(refused.fields["seconds"], seconds)

    def test_so_many_of_each(self) -> None:
        """
        Ten may be said, ten told and three chatted; the next is refused, with how long
        it has to wait and how many there may be.
        """
        for verb, most in (("say", 10), ("tell", 10), ("chat", 3)):
            for _ in range(most):
                self.assertIsNone(self.says(verb))
            refused = self.says(verb)
            assert refused is not None
            self.assertEqual(refused.reason, Reason.TOO_MUCH_TALK)
            told = {"verb": verb, "most": most, "seconds": 30}
            self.assertEqual(refused.fields, told)

    def test_any_half_minute(self) -> None:
        """
        It is half a minute from the first of as many as may be, and not from the last:
        then one more may be said, and the next when the second is as long ago.
        """
        for _ in range(3):
            self.assertIsNone(self.says("chat"))
            self.clock.advance(7)
        self.assert_refused(self.says("chat"), Reason.TOO_MUCH_TALK, 9)
        self.clock.advance(8.5)
        self.assert_refused(self.says("chat"), Reason.TOO_MUCH_TALK, 1)
        self.clock.advance(0.5)
        self.assertIsNone(self.says("chat"))
        self.assert_refused(self.says("chat"), Reason.TOO_MUCH_TALK, 7)

    def test_what_is_refused_does_not_count(self) -> None:
        """
        Who goes on trying has to wait no longer for it.
        """
        for _ in range(50):
            self.says("chat")
            self.clock.advance(0.5)
        self.clock.advance(5)
        self.assertIsNone(self.says("chat"))

    def test_the_same_words_twice(self) -> None:
        """
        The same words may be said twice in a row, however they are written and
        whatever command they are said with.
        """
        self.assertIsNone(self.says("say", "Buy my  discs"))
        self.clock.advance(10)
        self.assertIsNone(self.says("tell", "buy my discs"))
        self.assert_refused(self.says("chat", "BUY my discs "), Reason.SAID_TWICE, 20)
        self.clock.advance(19.5)
        self.assert_refused(self.says("say", "buy my discs"), Reason.SAID_TWICE, 1)
        self.clock.advance(0.5)
        self.assertIsNone(self.says("say", "buy my discs"))

    def test_other_words_in_between(self) -> None:
        """
        Something else that was said in between makes the words new; something that was
        refused does not.
        """
        for _ in range(3):
            self.assertIsNone(self.says("chat"))
        for text in ("hi", "hi"):
            self.assertIsNone(self.says("say", text))
        self.assert_refused(self.says("chat", "hello"), Reason.TOO_MUCH_TALK, 30)
        self.assert_refused(self.says("say", "hi"), Reason.SAID_TWICE, 30)
        self.assertIsNone(self.says("say", "hello"))
        self.assertIsNone(self.says("say", "hi"))
