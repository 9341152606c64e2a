"""
Makes supervisors and child specs from a scenario's plans.
"""

from __future__ import annotations

from collections import Counter

from connect4tx.supervision.exits import Ignore
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import (
    AutoShutdown,
    ChildSpec,
    Restart,
    Startable,
    Strategy,
)
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.reasons import exception_from
from tests.supervision.scenario import ChildPlan, Json, Tree
from tests.supervision.stage import Stage
from tests.supervision.worker import ServiceWorker, Shape, Worker


class Nursery:
    """
    Every attempt to start makes a fresh worker or supervisor and tells the stage.

    The count of attempts belongs to the name and outlives the supervisor.
    """

    def __init__(self, stage: Stage, shape: Shape) -> None:
        self._stage = stage
        self._shape = shape
        self._attempts: Counter[str] = Counter()

    def supervisor(self, tree: Tree) -> Supervisor:
        """
        A fresh supervisor of this shape; its children are not started.
        """
        if not tree.has_ids:
            return TaskSupervisor(
                max_children=tree.max_children,
                max_restarts=tree.intensity,
                period_seconds=tree.period,
                name=tree.id,
                clock=self._stage.clock,
            )
        return Supervisor(
            [self.spec(child) for child in tree.children],
            strategy=Strategy(tree.strategy),
            max_restarts=tree.intensity,
            period_seconds=tree.period,
            auto_shutdown=AutoShutdown(tree.auto_shutdown),
            name=tree.id,
            clock=self._stage.clock,
        )

    def spec(self, plan: ChildPlan) -> ChildSpec:
        return ChildSpec(
            plan.id,
            lambda process: self._start(plan, process),
            Restart(plan.restart),
            stop_seconds=plan.stop_seconds,
            significant=plan.significant,
        )

    def root(self, tree: Tree, process: Process) -> Supervisor:
        """
        A supervisor that lives as this process.
        """
        supervisor = self.supervisor(tree)
        self._stage.supervisors[process] = (supervisor, tree)
        return supervisor

    def newcomer(self, name: str) -> Worker:
        """
        A worker without a plan: a free process or a task.
        """
        worker = self._shape(None, self._stage.clock)
        self._stage.expect(name, worker)
        return worker

    def _start(self, plan: ChildPlan, process: Process) -> Startable:
        if plan.sup is not None:
            return self.root(plan.sup, process)
        worker = self._worker(plan, self._next_outcome(plan))
        self._stage.bind(process, worker)
        self._stage.trap(process, on=plan.traps)
        return worker.live()

    def _next_outcome(self, plan: ChildPlan) -> Json:
        attempt = self._attempts[plan.id]
        self._attempts[plan.id] += 1
        return plan.outcomes[min(attempt, len(plan.outcomes) - 1)]

    def _worker(self, plan: ChildPlan, outcome: Json) -> Worker:
        match outcome:
            case "ok":
                return self._shape(plan.stop, self._stage.clock)
            case "ignore":
                raise Ignore
            case {"slow": _}:
                return ServiceWorker(plan.stop, self._stage.clock, outcome)
            case {"fail": reason}:
                raise exception_from(reason)
        raise ValueError(f"no such outcome of a start: {outcome!r}")
