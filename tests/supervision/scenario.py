"""
A recorded scenario, read from its JSON, every default of OTP's and Elixir's filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = Any
Record = Mapping[str, Json]

WORKER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """
    One child: its spec, and how it behaves.

    :ivar shutdown: seconds, ``"brutal_kill"`` or ``"infinity"``.
    :ivar sup: the tree below, when it is a supervisor.
    :ivar outcomes: of its first, second... attempt to start; the last repeats.
    :ivar stop: how it answers the order to stop; None: at once.
    """

    id: str
    restart: str
    significant: bool
    shutdown: Json
    sup: Tree | None
    outcomes: tuple[Json, ...]
    traps: bool
    stop: Json

    @property
    def stop_seconds(self) -> float | None:
        """
        Its time to stop as a ChildSpec has it.
        """
        if self.shutdown == "infinity":
            return None
        return 0 if self.shutdown == "brutal_kill" else float(self.shutdown)


@dataclass(frozen=True, slots=True)
class Tree:
    """
    One supervisor and what is below it.

    :ivar kind: ``supervisor``, ``simple`` (a simple_one_for_one), ``dynamic``,
        ``task`` or ``registry``.
    :ivar template: what a simple_one_for_one knows of every child.
    """

    id: str
    kind: str
    strategy: str
    intensity: int
    period: int
    auto_shutdown: str
    max_children: int | None
    children: tuple[ChildPlan, ...]
    template: Mapping[str, Json]

    @property
    def has_ids(self) -> bool:
        """
        Whether it knows its children by id; the others know them by process.
        """
        return self.kind == "supervisor"


@dataclass(frozen=True, slots=True)
class Step:
    """
    One thing to do.

    :ivar given: its fields, without ``op``.
    """

    op: str
    given: Mapping[str, Json]

    def __str__(self) -> str:
        given = ", ".join(f"{k}={v!r}" for k, v in self.given.items())
        return f"{self.op}({given})"

    @property
    def in_any_order(self) -> bool:
        return self.given.get("order") == "any"


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    What to do, and what the recorded system did.
    """

    name: str
    doc: str
    tree: Tree | None
    steps: tuple[Step, ...]
    expected: tuple[Record, ...]


def read_scenario(path: Path) -> Scenario:
    """
    Read one trace file.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    scenario = content["scenario"]
    tree = scenario["tree"]
    return Scenario(
        name=scenario["name"],
        doc=scenario["doc"],
        tree=None if tree is None else tree_from(tree, tree["id"]),
        steps=tuple(
            Step(step["op"], {k: v for k, v in step.items() if k != "op"})
            for step in scenario["steps"]
        ),
        expected=tuple(content["trace"]),
    )


def tree_from(given: Mapping[str, Json], id: str) -> Tree:
    """
    A supervisor as a scenario gives it.
    """
    kind = given.get("kind", "supervisor")
    strategy = given.get("strategy", "one_for_one")
    if strategy == "simple_one_for_one":
        kind = "simple"
    return Tree(
        id=id,
        kind=kind,
        strategy=strategy,
        intensity=given.get("intensity", 3 if kind in ("dynamic", "task") else 1),
        period=given.get("period", 5),
        auto_shutdown=given.get("auto_shutdown", "never"),
        max_children=given.get("max_children"),
        children=tuple(child_from(child) for child in given.get("children", ())),
        template=given.get("child", {}),
    )


def child_from(given: Mapping[str, Json]) -> ChildPlan:
    """
    A child as a scenario gives it.
    """
    id, sup = given["id"], given.get("sup")
    return ChildPlan(
        id=id,
        restart=given.get("restart", "permanent"),
        significant=given.get("significant", False),
        shutdown=given.get("shutdown", "infinity" if sup else WORKER_SECONDS),
        sup=None if sup is None else tree_from(sup, id),
        outcomes=tuple(given.get("start", ["ok"])),
        traps=given.get("trap", False) or "stop" in given,
        stop=given.get("stop"),
    )
