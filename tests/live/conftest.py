"""
What every live test has: a bound on its time.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any

import pytest
from twisted.internet.defer import Deferred

LIVE_TEST_SECONDS = 60.0


def bounded(test: Callable[..., Any], seconds: float) -> Callable[..., Deferred[Any]]:
    """
    The same test, cancelled with a TimeoutError after so long.
    """

    @functools.wraps(test)
    def run(**fixtures: object) -> Deferred[Any]:
        from twisted.internet import reactor

        running = Deferred.fromCoroutine(test(**fixtures))
        return running.addTimeout(seconds, reactor)

    # pytest-twisted would await what a marked function returns.
    vars(run).pop("_pytest_twisted_mark", None)
    return run


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """
    A coroutine test that hangs fails alone and by name.

    ``@pytest.mark.seconds(bound)`` gives it another bound than the usual one.
    """
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        marker = pyfuncitem.get_closest_marker("seconds")
        seconds = marker.args[0] if marker and marker.args else LIVE_TEST_SECONDS
        pyfuncitem.obj = bounded(pyfuncitem.obj, seconds)
    return (yield)
