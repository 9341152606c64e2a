"""
What pytest needs to run a suite that trial runs too.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from unittest import TestCase

import pytest

# pytest asks for this module's TestCase to read ``todo``, but only if it is loaded.
import twisted.trial.unittest  # noqa: F401

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def is_test_case(item: pytest.Item) -> bool:
    """
    Whether trial would run this item too.
    """
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TestCase)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Put every TestCase before the first function.

    pytest-twisted starts the reactor for its first function and leaves it running,
    and a TestCase that finds a running reactor fails.
    """
    items.sort(key=lambda item: not is_test_case(item))


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path) -> Iterator[None]:
    """
    Every test starts in an empty directory, so ``mktemp`` does not litter ours.
    """
    with contextlib.chdir(tmp_path):
        yield


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """
    In CI nothing is missing, so a skip there is a test that did not run.
    """
    if not (IN_CI and report.skipped) or hasattr(report, "wasxfail"):
        return
    where = report.longrepr
    reason = where[2] if isinstance(where, tuple) else str(where)
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid}: a skip is a failure in CI: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """
    Refuse a test that skips itself.
    """
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    """
    Refuse a module that skips itself.
    """
    report = yield
    refuse_skip(report)
    return report
