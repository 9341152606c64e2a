"""
Replays the recorded traces, with every shape of worker and with a parent on top.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.errors import NoSuchProcess
from tests.supervision.reasons import Ended, Uncaught
from tests.supervision.replay import (
    BUNDLED,
    COUNTED,
    LEFT_OUT,
    directory,
    play,
    replay_all,
    trace_files,
    why_left_out,
)
from tests.supervision.scenario import read_scenario

MEANT = (Ended, Uncaught, NoSuchProcess)
Case = type[SynchronousTestCase]
Method = Callable[[SynchronousTestCase], None]


def replays(
    *, shape: str = "coroutine", parent: bool = False
) -> Callable[[Case], Case]:
    """
    Give a case one test for every trace that is not left out.
    """

    def add_tests(case: Case) -> Case:
        for path in trace_files(directory()):
            if why_left_out(path.stem) is None:
                setattr(case, f"test_{path.stem}", replay_of(path, shape, parent))
        return case

    return add_tests


def replay_of(path: Path, shape: str, parent: bool) -> Method:
    """
    The test that replays one trace.
    """
    scenario = read_scenario(path)

    def test(self: SynchronousTestCase) -> None:
        try:
            difference = play(scenario, shape=shape, parent=parent)[1]
        finally:
            self.flushLoggedErrors(*MEANT)
        self.assertIsNone(difference, str(difference))

    test.__name__ = f"test_{path.stem}"
    test.__doc__ = scenario.doc
    return test


# A factory, not a test, to every runner that goes by names.
replay_of.__test__ = False  # type: ignore[attr-defined]


@replays()
class CoroutineTests(SynchronousTestCase):
    """
    The workers are coroutines; the root is started and stopped as a service.
    """


@replays(shape="body")
class BodyTests(SynchronousTestCase):
    """
    The workers are bodies, as connections are.
    """


@replays(shape="service")
class ServiceTests(SynchronousTestCase):
    """
    The workers are services.
    """


@replays(parent=True)
class ParentTests(SynchronousTestCase):
    """
    The root is itself the child of a supervisor.
    """


class CountTests(SynchronousTestCase):
    def test_no_trace_is_forgotten(self) -> None:
        """
        Every file of the directory is either replayed without a difference or left out
        by name.
        """
        told: list[str] = []
        counts = replay_all(directory(), told.append, shape="coroutine", parent=False)
        self.flushLoggedErrors(*MEANT)
        sys.stdout.write(f"{told[-1]}\n")
        files = len(trace_files(directory()))
        self.assertGreater(files, 0)
        self.assertEqual(sum(counts[what] for what in COUNTED), files)
        self.assertEqual(counts["passed"] + counts["left out"], files, "\n".join(told))

    def test_left_out_traces_exist(self) -> None:
        """
        Every pattern in the table of what is left out fits a trace of ours, and gives a
        reason.
        """
        bundled = [path.stem for path in trace_files(BUNDLED)]
        for pattern, reason in LEFT_OUT.items():
            left_out = [name for name in bundled if why_left_out(name) == reason]
            self.assertNotEqual(left_out, [], pattern)
            self.assertNotEqual(reason, "")
