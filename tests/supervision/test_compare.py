"""
The comparison of traces can fail: every alteration of a trace is noticed.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.supervision.exits import Crashed
from tests.supervision.compare import Difference, first_difference
from tests.supervision.reasons import Ended, exit_from, reason_of
from tests.supervision.replay import BUNDLED, main, play, trace_files
from tests.supervision.scenario import Json, Record, Scenario, Step, read_scenario

A_UP = {"t": 0, "ev": "start", "who": "a#1"}
B_UP = {"t": 0, "ev": "start", "who": "b#1"}
STEP = Step("start", {})
BAG = Step("start", {"order": "any"})


def difference(step: Step, expected: Record, got: Record) -> Difference | None:
    return first_difference([step], [expected], [got])


def events(record: Record) -> list[list[Json]]:
    """
    All lists of a record.
    """
    inboxes = record.get("inbox", {}).values()
    return [record.get("life", []), record.get("returns", []), *inboxes]


class RecordTests(SynchronousTestCase):
    def test_same(self) -> None:
        """
        Equal records do not differ, whatever the order of their keys.
        """
        got = {"life": [dict(reversed(A_UP.items()))], "step": 0}
        self.assertIsNone(difference(STEP, {"step": 0, "life": [A_UP]}, got))

    def test_life_is_ordered(self) -> None:
        """
        The order of starts and ends counts.
        """
        found = difference(STEP, {"life": [A_UP, B_UP]}, {"life": [B_UP, A_UP]})
        self.assertEqual(found, Difference(0, "life", [A_UP, B_UP], [B_UP, A_UP]))

    def test_any_order(self) -> None:
        """
        Where OTP promises no order, only what happened counts, and how often.
        """
        both = {"life": [A_UP, B_UP]}
        self.assertIsNone(difference(BAG, both, {"life": [B_UP, A_UP]}))
        self.assertIsNotNone(difference(BAG, both, {"life": [B_UP, A_UP, A_UP]}))

    def test_time_counts(self) -> None:
        """
        The same event a second later differs.
        """
        late = {**A_UP, "t": 1}
        self.assertIsNotNone(difference(STEP, {"life": [A_UP]}, {"life": [late]}))

    def test_inboxes_are_apart(self) -> None:
        """
        A notice that another process gets differs, and the difference names the inbox.
        """
        notice = {"t": 0, "ev": "DOWN", "ref": "m", "of": "a#1", "reason": "normal"}
        found = difference(STEP, {}, {"inbox": {"obs": [notice]}})
        self.assertEqual(found, Difference(0, "inbox obs", [], [notice]))

    def test_returns_are_a_table(self) -> None:
        """
        Answers are compared by their call, not by the order in which they came.
        """
        first = {"t": 0, "value": "ok", "call": 0}
        second = {"t": 0, "value": {"ok": "a#1"}, "call": 1}
        expected = {"returns": [first, second]}
        self.assertIsNone(difference(STEP, expected, {"returns": [second, first]}))
        self.assertIsNotNone(difference(STEP, expected, {"returns": [first]}))

    def test_missing_record(self) -> None:
        """
        A trace that stops early differs, even when nothing happened any more.
        """
        found = first_difference([STEP, STEP], [{}, {}], [{}])
        self.assertEqual(found, Difference(2, "records", 2, 1))


class AlteredTraceTests(SynchronousTestCase):
    def test_every_event_counts(self) -> None:
        """
        Taking any one event out of any recorded trace makes a difference at its step.
        """
        for path in trace_files(BUNDLED):
            scenario = read_scenario(path)
            self.assertIsNone(self.compared(scenario, scenario.expected))
            for number, record in enumerate(scenario.expected):
                for which, listed in enumerate(events(record)):
                    for position in range(len(listed)):
                        altered: Any = deepcopy(scenario.expected)
                        del events(altered[number])[which][position]
                        found = self.compared(scenario, altered)
                        self.assertEqual(found and found.step, number, path.stem)

    def test_replay_notices(self) -> None:
        """
        A replay differs from a recording that has been altered.
        """
        scenario = read_scenario(BUNDLED / "start_order.json")
        altered: Any = deepcopy(scenario.expected)
        altered[0]["life"][1]["who"] = "b#1"
        found = play(replace(scenario, expected=altered))[1]
        self.assertEqual((found and found.step, found and found.where), (0, "life"))

    def compared(self, scenario: Scenario, got: Any) -> Difference | None:
        return first_difference(scenario.steps, scenario.expected, got)


class ReasonTests(SynchronousTestCase):
    def test_there_and_back(self) -> None:
        """
        A reason that has become an exit is written as it was.
        """
        reasons: list[Json] = ["normal", "shutdown", {"shutdown": "bye"}, "killed"]
        reasons += ["noproc", {"error": "boom"}, "boom", "kill"]
        self.assertEqual([reason_of(exit_from(r)) for r in reasons], reasons)

    def test_own_reason_is_abnormal(self) -> None:
        """
        A process that ends itself for a reason of its own has crashed.
        """
        exit = exit_from("boom")
        assert isinstance(exit, Crashed)
        self.assertIsInstance(exit.failure.value, Ended)
        self.assertFalse(exit.orderly)


class CommandTests(SynchronousTestCase):
    def test_nothing_to_replay(self) -> None:
        """
        A directory without traces is a failure: nothing was checked.
        """
        self.assertEqual(main([self.mktemp()]), 1)
