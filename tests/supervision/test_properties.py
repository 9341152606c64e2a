"""
What holds for every tree, whatever happens to it.
"""

from __future__ import annotations

import gc

from hypothesis import Phase, given, settings
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.exits import Crashed
from connect4tx.supervision.process import Process
from tests.supervision.forest import Forest
from tests.supervision.lives import Boom
from tests.supervision.plans import CALM, WILD, Deed, TreePlan, deeds, trees

quickly = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    # To shrink a failure takes minutes: add Phase.shrink when there is one.
    phases=(Phase.explicit, Phase.generate),
)


class ForestCase(SynchronousTestCase):
    """
    The properties, one after the other, of one forest.
    """

    def setUp(self) -> None:
        # Nor may what other tests left.
        gc.collect()
        self.flushLoggedErrors()

    def live_through(self, plan: TreePlan, things: list[Deed]) -> None:
        """
        Let a tree live and stop it; all properties hold that hold for every tree.
        """
        try:
            self.check(Forest(plan), things)
        finally:
            # What one example left must not fail the next one.
            gc.collect()
            self.flushLoggedErrors()

    def check(self, forest: Forest, things: list[Deed]) -> None:
        forest.calls.append(forest.root.startService().addErrback(str))
        for deed in things:
            forest.do(deed)
        running = forest.rest()
        ended_before = len(forest.exited)
        forest.fell()
        self.assert_all_over(forest)
        self.assert_monitors_fired_once(forest)
        self.assert_budgets_kept(forest)
        self.assert_only_crashes_logged(forest)
        self.assert_stopped_in_reverse(forest.exited[ended_before:], running)

    def assert_all_over(self, forest: Forest) -> None:
        """
        Nothing lives, nothing is due, nobody waits.
        """
        self.assertEqual(forest.wrong, [])
        alive = [process for process in forest.handles if process.exit is None]
        self.assertEqual(alive, [])
        unended = [p for p in forest.started if forest.exited.count(p) != 1]
        self.assertEqual(unended, [])
        self.assertEqual(forest.clock.getDelayedCalls(), [])
        waiting = [call for call in forest.calls if not has_result(call)]
        self.assertEqual(waiting, [])

    def assert_monitors_fired_once(self, forest: Forest) -> None:
        for watch, downs in forest.monitors:
            expected = 0 if watch in forest.cancelled else 1
            self.assertEqual(len(downs), expected, watch.process)

    def assert_budgets_kept(self, forest: Forest) -> None:
        """
        No window of a supervisor's period holds more restarts than it may make; only
        the one that made it give up is one more.
        """
        for supervisor, plan in forest.supervisors:
            times = [int(time) for time in forest.restarted_at[supervisor]]
            if supervisor.gave_up:
                times.pop()
            for now in times:
                window = [t for t in times if now - plan.period_seconds <= t <= now]
                self.assertLessEqual(len(window), plan.max_restarts, times)

    def assert_only_crashes_logged(self, forest: Forest) -> None:
        """
        Every crash was logged once, and nothing else went wrong.
        """
        crashes = {
            id(process.exit.failure)
            for process in forest.exited
            if isinstance(process.exit, Crashed)
        }
        forest.calls.clear()
        gc.collect()
        logged = self.flushLoggedErrors()
        self.assertEqual([f for f in logged if not f.check(Boom)], [])
        self.assertEqual(len(logged), len(crashes))

    def assert_stopped_in_reverse(
        self, exited: list[Process], running: dict[Process, list[str]]
    ) -> None:
        """
        Of a supervisor's children the last is down first, and itself after them.
        """
        for supervisor, ids in running.items():
            ended = [
                process.name
                for process in exited
                if process.parent is not None
                and process.parent.process is supervisor
                and process.name in ids
            ]
            self.assertEqual(list(dict.fromkeys(ended)), ids[::-1])
            below = [
                exited.index(process)
                for process in exited
                if process.parent is not None and process.parent.process is supervisor
            ]
            self.assertGreater(exited.index(supervisor), max(below, default=-1))


class PropertyTests(ForestCase):
    @quickly
    @given(trees(never=True), deeds(CALM, never=True))
    def test_workers_end(self, plan: TreePlan, things: list[Deed]) -> None:
        """
        Whatever workers and callers do, a tree keeps its rules and leaves nothing.
        """
        self.live_through(plan, things)

    @quickly
    @given(trees(never=False), deeds(WILD, never=False))
    def test_supervisors_are_killed(self, plan: TreePlan, things: list[Deed]) -> None:
        """
        Killed supervisors, and children killed in their start, leave nothing either.
        """
        self.live_through(plan, things)


def has_result(call: Deferred[object]) -> bool:
    """
    Whether a Deferred has come to its end.
    """
    return call.called and not call.paused
