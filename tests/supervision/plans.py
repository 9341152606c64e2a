"""
Random trees, and random things to do to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from connect4tx.supervision.specs import Restart, Strategy


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """
    How one worker starts and stops.

    :ivar start: ``at once``, or as a service that is ``slow``.
    :ivar fails: which attempts fail, modulo their number; none if empty.
    :ivar stop: ``prompt``, ``slow`` or ``never``.
    """

    restart: Restart
    start: str
    fails: tuple[bool, ...]
    stop: str
    stop_seconds: float


@dataclass(frozen=True, slots=True)
class TreePlan:
    """
    A supervisor; without a strategy, one of tasks.
    """

    restart: Restart
    strategy: Strategy | None
    max_restarts: int
    period_seconds: float
    children: tuple[WorkerPlan | TreePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """
    Something to do; whom it hits is counted among those that are there by then.

    :ivar worker: for a new child or task.
    """

    verb: str
    whom: int
    which: int
    seconds: float
    worker: WorkerPlan


CALM = (
    *("pass",) * 8,
    *("crash",) * 8,
    "finish",
    "kill",
    "stop",
    "terminate",
    "restart",
    "delete",
    "add",
    *("task",) * 3,
    "terminate task",
    "monitor",
    "monitor",
    "cancel",
    "link",
)
WILD = (*CALM, *("kill supervisor",) * 3, *("kill newborn",) * 4, "task")


def workers(*, never: bool) -> st.SearchStrategy[WorkerPlan]:
    """
    Plans for workers.

    :param never: whether some never stop.
    """
    return st.builds(
        WorkerPlan,
        restart=st.sampled_from(Restart),
        start=st.sampled_from(["at once", "at once", "slow"]),
        fails=st.sampled_from([(), (), (), (False, True), (False, False, True, True)]),
        stop=st.sampled_from(["prompt", "slow", "never" if never else "slow"]),
        stop_seconds=st.sampled_from([0.0, 1.0, 3.0]),
    )


def trees(*, never: bool) -> st.SearchStrategy[TreePlan]:
    """
    Plans for trees of up to three levels; the root is no supervisor of tasks.
    """
    leaf = workers(never=never)
    tasks = tree(st.none(), st.just(()))
    low = tree(st.sampled_from(Strategy), some(leaf))
    middle = tree(st.sampled_from(Strategy), some(leaf | low | tasks))
    return tree(st.sampled_from(Strategy), some(leaf | tasks | low | middle))


def tree(
    strategy: st.SearchStrategy[Strategy | None],
    children: st.SearchStrategy[tuple[WorkerPlan | TreePlan, ...]],
) -> st.SearchStrategy[TreePlan]:
    """
    Plans for one supervisor of these.
    """
    return st.builds(
        TreePlan,
        restart=st.sampled_from(Restart),
        strategy=strategy,
        max_restarts=st.integers(0, 4),
        period_seconds=st.sampled_from([1, 2, 5]),
        children=children,
    )


def some(
    of: st.SearchStrategy[WorkerPlan | TreePlan],
) -> st.SearchStrategy[tuple[WorkerPlan | TreePlan, ...]]:
    """
    A few children.
    """
    return st.lists(of, min_size=1, max_size=3).map(tuple)


def deeds(verbs: tuple[str, ...], *, never: bool) -> st.SearchStrategy[list[Deed]]:
    """
    Things to do, one after the other.
    """
    return st.lists(
        st.builds(
            Deed,
            verb=st.sampled_from(verbs),
            whom=st.integers(0, 11),
            which=st.integers(0, 5),
            seconds=st.sampled_from([0, 0, 0, 0.5, 1, 2, 6]),
            worker=workers(never=never),
        ),
        min_size=12,
        max_size=40,
    )
