"""
The restart budget, against its definition.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.budget import RestartBudget

MOMENTS = st.lists(st.integers(0, 400).map(lambda tenth: tenth / 10), max_size=30).map(
    sorted
)


def refused_by_definition(
    moments: list[float], max_restarts: int, period: float
) -> list[bool]:
    """
    OTP's rule in the plainest way: too many attempts are not older than the period.
    """
    kept = [
        [then for then in moments[: at + 1] if int(then) >= int(now) - period]
        for at, now in enumerate(moments)
    ]
    return [len(window) > max_restarts for window in kept]


class BudgetTests(SynchronousTestCase):
    @settings(derandomize=True, deadline=None, max_examples=200)
    @given(MOMENTS, st.integers(0, 5), st.sampled_from([0, 0.5, 1, 2, 5, 10]))
    def test_as_defined(
        self, moments: list[float], max_restarts: int, period: float
    ) -> None:
        """
        An attempt is one too many just when the window holds more than are allowed.
        """
        budget = RestartBudget(max_restarts, period)
        allowed = []
        for now in moments:
            left = budget.left(now)
            allowed.append(budget.spend(now))
            self.assertEqual(allowed[-1], left > 0)
        refused = refused_by_definition(moments, max_restarts, period)
        self.assertEqual(allowed, [not one_too_many for one_too_many in refused])
        self.assertEqual(budget.spent, len(moments))

    def test_window_in_whole_seconds(self) -> None:
        """
        A restart counts up to and including the period, in whole seconds.
        """
        budget = RestartBudget(max_restarts=1, period_seconds=5)
        self.assertTrue(budget.spend(0.9))
        self.assertEqual([budget.left(5.99), budget.left(6.0)], [0, 1])

    def test_looking_costs_nothing(self) -> None:
        """
        Asking what is left spends nothing.
        """
        budget = RestartBudget(max_restarts=1, period_seconds=5)
        self.assertEqual([budget.left(0), budget.left(0)], [1, 1])
        self.assertEqual(budget.spent, 0)

    def test_fresh(self) -> None:
        """
        A fresh budget has the same limits and nothing spent.
        """
        budget = RestartBudget(max_restarts=1, period_seconds=5)
        budget.spend(0)
        fresh = budget.fresh()
        self.assertEqual((fresh.left(0), fresh.spent), (1, 0))
        self.assertEqual((fresh.max_restarts, fresh.period_seconds), (1, 5))
        self.assertEqual(budget.left(0), 0)

    def test_none_allowed(self) -> None:
        """
        With no restarts allowed the first is one too many.
        """
        self.assertFalse(RestartBudget(0, 5).spend(0))
