"""
Comparing what was recorded with what happened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.supervision.scenario import Json, Record, Step


@dataclass(frozen=True, slots=True)
class Difference:
    """
    The first place where two traces part.

    :ivar where: the list: ``life``, ``inbox NAME`` or ``returns``; or ``log``.
    """

    step: int
    where: str
    expected: Json
    got: Json

    def __str__(self) -> str:
        expected, got = json.dumps(self.expected), json.dumps(self.got, default=repr)
        return f"step {self.step}, {self.where}: expected {expected}, got {got}"


def first_difference(
    steps: Sequence[Step], expected: Sequence[Record], got: Sequence[Record]
) -> Difference | None:
    """
    Compare two traces of these steps, record by record; None when they agree.
    """
    for number, step in enumerate(steps):
        pairs = _lists(_record(expected, number), _record(got, number))
        for where, ours, theirs in pairs:
            if where != "returns" and step.in_any_order:
                same = _bag(ours) == _bag(theirs)
            else:
                same = ours == theirs
            if not same:
                return Difference(number, where, ours, theirs)
    for records in (expected, got):
        if len(records) != len(steps):
            return Difference(len(steps), "records", len(steps), len(records))
    return None


def _record(trace: Sequence[Record], number: int) -> Record:
    return trace[number] if number < len(trace) else {}


def _lists(expected: Record, got: Record) -> Iterator[tuple[str, Json, Json]]:
    """
    The lists of two records whose order counts each by itself.
    """
    yield "life", expected.get("life", []), got.get("life", [])
    ours, theirs = expected.get("inbox", {}), got.get("inbox", {})
    for name in sorted(ours.keys() | theirs.keys()):
        yield f"inbox {name}", ours.get(name, []), theirs.get(name, [])
    yield "returns", _by_call(expected), _by_call(got)


def _by_call(record: Record) -> list[Json]:
    """
    The answers: a table keyed by call.
    """
    answers: list[Json] = record.get("returns", [])
    return sorted(answers, key=lambda answer: int(answer["call"]))


def _bag(events: list[Json]) -> list[str]:
    return sorted(json.dumps(event, sort_keys=True, default=repr) for event in events)
