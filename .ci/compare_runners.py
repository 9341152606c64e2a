"""
Check that trial and pytest collect the same tests outside ``tests/live``.
"""

from __future__ import annotations

import contextlib
import io
import sys
import unittest
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.trial.runner import ErrorHolder, TestLoader

ROOT = Path(__file__).parents[1]
SHOWN = 20


class Collected:
    """
    A pytest plugin that keeps what was collected.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """
        Name every test as unittest would.
        """
        for item in session.items:
            path = item.path.relative_to(ROOT).with_suffix("")
            rest = item.nodeid.split("::")[1:]
            self.ids.append(".".join([*path.parts, *rest]))


def collected_by_pytest() -> list[str]:
    """
    The tests that pytest collects, by their dotted names.
    """
    collected = Collected()
    printed = io.StringIO()
    arguments = ["--collect-only", "-q", "--ignore=tests/live", f"--rootdir={ROOT}"]
    with contextlib.redirect_stdout(printed):
        status = pytest.main([*arguments, str(ROOT / "tests")], plugins=[collected])
    if status != 0:
        raise SystemExit(f"pytest cannot collect:\n{printed.getvalue()}")
    return collected.ids


def leaves(test: Any) -> Iterator[Any]:
    """
    The single tests of a suite of suites.
    """
    if isinstance(test, unittest.TestSuite):
        for inner in test:
            yield from leaves(inner)
    else:
        yield test


def collected_by_trial() -> list[str]:
    """
    The tests that trial collects, by their dotted names.
    """
    tests = list(leaves(TestLoader().loadByName("tests", recurse=True)))
    broken = [test for test in tests if isinstance(test, ErrorHolder)]
    for test in broken:
        print(test.error)
    if broken:
        raise SystemExit(f"trial cannot load {len(broken)} modules")
    return [test.id() for test in tests]


def differences(by_pytest: Iterable[str], by_trial: Iterable[str]) -> list[str]:
    """
    What one runner collects and the other does not, or not as often.
    """
    in_pytest, in_trial = Counter(by_pytest), Counter(by_trial)
    lines = [f"only pytest collects {name}" for name in in_pytest - in_trial]
    lines += [f"only trial collects {name}" for name in in_trial - in_pytest]
    for name, times in (in_pytest | in_trial).items():
        if times > 1:
            lines.append(f"{name} is collected {times} times")
    return sorted(lines)


def main() -> None:
    """
    Compare, and say how many tests there are.
    """
    sys.path.insert(0, str(ROOT))
    by_pytest, by_trial = collected_by_pytest(), collected_by_trial()
    lines = differences(by_pytest, by_trial)
    for line in lines[:SHOWN]:
        print(line)
    if lines or not by_pytest:
        raise SystemExit(f"{len(lines)} differences, {len(by_pytest)} tests")
    print(f"both runners collect the same {len(by_pytest)} tests")


if __name__ == "__main__":
    main()
