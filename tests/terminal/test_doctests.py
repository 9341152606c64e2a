"""
The examples in the docstrings of the conversation.
"""

from __future__ import annotations

import doctest
from importlib import import_module

from twisted.trial.unittest import SynchronousTestCase


class DoctestsTests(SynchronousTestCase):
    def test_examples_hold(self) -> None:
        """
        Every example gives what it shows, and the modules have their examples.
        """
        report: list[str] = []
        runner = doctest.DocTestRunner()
        for name in ("clean", "grammar", "machine", "text"):
            module = import_module(f"connect4tx.terminal.{name}")
            for test in doctest.DocTestFinder().find(module):
                runner.run(test, out=report.append)
        self.assertEqual("".join(report), "")
        self.assertGreaterEqual(runner.tries, 5)
