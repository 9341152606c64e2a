"""
The examples in the rules' docstrings.
"""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

from twisted.trial.unittest import SynchronousTestCase

from connect4tx import game

WITH_EXAMPLES = {"cell", "layout", "outcome", "perft", "position", "record", "variant"}


class DoctestsTests(SynchronousTestCase):
    def test_examples_hold(self) -> None:
        """
        Every example gives what it shows, and no module has lost its examples.
        """
        report: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        seen = set()
        for info in iter_modules(game.__path__):
            module = import_module(f"{game.__name__}.{info.name}")
            for test in doctest.DocTestFinder().find(module):
                if test.examples:
                    seen.add(info.name)
                runner.run(test, out=report.append)
        self.assertEqual("".join(report), "")
        self.assertEqual(seen, WITH_EXAMPLES)
