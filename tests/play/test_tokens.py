"""
Resume tokens, and how often one may be wrong about them.
"""

from __future__ import annotations

import doctest
from importlib import import_module
from random import Random

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.guesses import AT_ONCE, SECONDS_EACH, Guesses, address_of
from connect4tx.play.tokens import LETTERS, key_of, new_token, spelled


class TokenTests(SynchronousTestCase):
    """
    Tokens, and what they hash to.
    """

    def test_as_told(self) -> None:
        """
        A token is two times four letters that cannot be mistaken for each other.
        """
        for seed in range(200):
            token = new_token(Random(seed))
            self.assertRegex(token, rf"\A[{LETTERS}]{{4}}-[{LETTERS}]{{4}}\Z")
        self.assertFalse(set(LETTERS) & set("IL1O0"))

    def test_all_letters_are_used(self) -> None:
        """
        Any letter may be anywhere, and hardly any two tokens are the same.
        """
        rng = Random(1)
        tokens = [new_token(rng) for _ in range(2000)]
        self.assertEqual(len(set(tokens)), 2000)
        for place in (0, 3, 5, 8):
            self.assertEqual({token[place] for token in tokens}, set(LETTERS))

    def test_as_typed(self) -> None:
        """
        However a token is typed, it is the same token.
        """
        key = key_of("K7Q2-M4TX")
        for typed in ("k7q2-m4tx", "K7Q2M4TX", "k7q2m4tx", "K7-Q2-M4-TX"):
            self.assertEqual(key_of(typed), key)
            self.assertEqual(spelled(typed), "K7Q2-M4TX")

    def test_no_tokens(self) -> None:
        """
        A text that is no token has no key, whatever it is.
        """
        for text in (
            *("", "-", "K7Q2-M4T", "K7Q2-M4TXX", "K7Q2-M4T0", "K7Q2-M4TI"),
            *(
                "K7Q2 M4TX",
                "K7Q2-M4T\n",
                "K7Q2-M4T\N{LATIN CAPITAL LETTER E WITH ACUTE}",
            ),
            *("\N{FULLWIDTH DIGIT TWO}" * 8, "\N{LATIN SMALL LETTER SHARP S}" * 4),
        ):
            self.assertEqual(key_of(text), "", ascii(text))

    def test_key_does_not_tell_the_token(self) -> None:
        """
        Keys of tokens that differ in one letter have nothing to do with each other.
        """
        one, other = key_of("K7Q2-M4TX"), key_of("K7Q2-M4TY")
        self.assertEqual((len(one), len(other)), (32, 32))
        same = sum(a == b for a, b in zip(one, other, strict=True))
        self.assertLess(same, 16)

    def test_examples_hold(self) -> None:
        """
        Every example in the docstrings gives what it shows.
        """
        report: list[str] = []
        runner = doctest.DocTestRunner()
        for name in ("tokens", "guesses"):
            module = import_module(f"connect4tx.play.{name}")
            for test in doctest.DocTestFinder().find(module):
                runner.run(test, out=report.append)
        self.assertEqual("".join(report), "")
        self.assertGreaterEqual(runner.tries, 4)


class GuessesTests(SynchronousTestCase):
    """
    Wrong tokens, by the address that they come from.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.guesses = Guesses(self.clock)

    def guess(self, address: str = "10.0.0.1", times: int = 1) -> None:
        """
        Guess wrong, each time at once.
        """
        for _ in range(times):
            self.assertEqual(self.guesses.wait(address), 0)
            self.guesses.wrong(address)

    def test_five_at_once(self) -> None:
        """
        Five guesses are free; for the sixth one waits ten seconds.
        """
        self.assertEqual((AT_ONCE, SECONDS_EACH), (5, 10.0))
        self.guess(times=5)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 10)

    def test_seconds_are_exact(self) -> None:
        """
        The wait is told in whole seconds, and is over exactly then, not before.
        """
        self.guess(times=5)
        for passed, told in ((0.5, 10), (0.5, 9), (8.0, 1), (0.75, 1)):
            self.clock.advance(passed)
            self.assertEqual(self.guesses.wait("10.0.0.1"), told)
        self.clock.advance(0.25)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 0)

    def test_then_one_each_time(self) -> None:
        """
        After five at once, each ten seconds give one more guess.
        """
        self.guess(times=5)
        for _ in range(20):
            self.clock.advance(10)
            self.guess()
            self.assertEqual(self.guesses.wait("10.0.0.1"), 10)

    def test_guesses_come_back(self) -> None:
        """
        Who guesses nothing for a while has more guesses again: five after fifty
        seconds, and never more.
        """
        self.guess(times=5)
        self.clock.advance(20)
        self.guess(times=2)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 10)
        self.clock.advance(10_000)
        self.guess(times=5)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 10)

    def test_wrong_all_the_same(self) -> None:
        """
        Guesses that were under way at once, and were all wrong, count all.
        """
        for _ in range(8):
            self.guesses.wrong("10.0.0.1")
        self.assertEqual(self.guesses.wait("10.0.0.1"), 40)

    def test_others_may_guess(self) -> None:
        """
        Each address has guesses of its own.
        """
        self.guess("10.0.0.1", times=5)
        self.guess("10.0.0.2", times=5)

    def test_late_in_the_day(self) -> None:
        """
        It is all the same in a clock that has run for long.
        """
        self.clock.advance(1_800_000_000.125)
        self.guess(times=5)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 10)
        self.clock.advance(10)
        self.assertEqual(self.guesses.wait("10.0.0.1"), 0)

    def test_many_addresses(self) -> None:
        """
        Of addresses that have all their guesses back nothing is kept, however many they
        were; the others are not forgotten.
        """
        for number in range(1500):
            self.clock.advance(1)
            self.guess(f"address-{number}")
        self.assertLess(len(self.guesses._full_at), 1001)
        self.guess("last", times=5)
        for number in range(1500):
            self.guesses.wrong(f"other-{number}")
        self.assertEqual(self.guesses.wait("last"), 10)

    def test_networks(self) -> None:
        """
        All addresses that a peer easily has are one: of IPv6, those of its network.
        """
        one, same, other = "2001:db8:1:2:3::4", "2001:db8:1:2::9", "2001:db8:1:3::4"
        self.assertEqual(address_of(one), address_of(same))
        self.assertNotEqual(address_of(one), address_of(other))
        for plain in ("10.0.0.1", "local", "", "a socket"):
            self.assertEqual(address_of(plain), plain)

    def test_zones_and_mapped_addresses(self) -> None:
        """
        The zone of an address does not matter; an IPv4 address is one, however it is
        written.
        """
        self.assertEqual(address_of("fe80::1%eth0"), address_of("fe80::2%eth0"))
        self.assertEqual(address_of("::ffff:10.0.0.1"), address_of("10.0.0.1"))
        self.assertNotEqual(
            address_of("::ffff:10.0.0.1"), address_of("::ffff:10.0.0.2")
        )

    def test_right_after_all(self) -> None:
        """
        A guess that turns out to be right is not counted.
        """
        self.guess("10.0.0.1", times=4)
        self.guesses.wrong("10.0.0.1")
        self.guesses.right("10.0.0.1")
        self.assertEqual(self.guesses.wait("10.0.0.1"), 0)
        self.guess("10.0.0.1")
        self.assertEqual(self.guesses.wait("10.0.0.1"), 10)
