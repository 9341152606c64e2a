"""
The calls to supervisors, and their answers as traces write them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.python.failure import Failure

from connect4tx.supervision.errors import (
    AlreadyPresent,
    AlreadyStarted,
    BadSpec,
    NotFound,
    Restarting,
    Running,
    StartFailed,
    SupervisionError,
    SupervisorGone,
    TooManyChildren,
)
from connect4tx.supervision.exits import Normal
from connect4tx.supervision.links import link
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import Child, Counts, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.nursery import Nursery
from tests.supervision.reasons import reason_of
from tests.supervision.scenario import Json, Step, Tree, child_from
from tests.supervision.stage import Stage

PLAIN_ERRORS: dict[type, str] = {
    NotFound: "not_found",
    Running: "running",
    Restarting: "restarting",
    AlreadyPresent: "already_present",
    TooManyChildren: "max_children",
}
BY_ID = ("terminate_child_by_id", "restart_child", "delete_child")


class Calls:
    """
    One method for each call: of the supervisor, its plan and the step.
    """

    def __init__(self, stage: Stage, nursery: Nursery) -> None:
        self._stage = stage
        self._nursery = nursery

    def make(self, number: int, step: Step) -> None:
        """
        Call; the answer goes into the trace when it comes.
        """
        process = self._stage.find(step.given["sup"])
        if process is None or process not in self._stage.supervisors:
            self._stage.answer(number, {"error": "noproc"})
            return
        supervisor, tree = self._stage.supervisors[process]
        was_alive = process.alive
        call: Callable[..., Any] = getattr(self, step.op)

        def failed(failure: Failure) -> Json:
            return {"error": self._error(failure.value, step, tree, was_alive)}

        answer: Deferred[Json] = maybeDeferred(call, supervisor, tree, step)
        answer.addErrback(failed)
        answer.addCallback(lambda value: self._stage.answer(number, value))

    def start_child(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        plan = child_from({**tree.template, **step.given["child"]})
        started = supervisor.start_child(self._nursery.spec(plan))
        return started.addCallback(self._started, tree)

    def terminate_child(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        if tree.has_ids:
            return self.terminate_child_by_id(supervisor, tree, step)
        assert isinstance(supervisor, TaskSupervisor)
        process = self._stage.find(step.given["id"])
        if process is None:
            raise NotFound(step.given["id"])
        return supervisor.terminate_task(process).addCallback(_ok)

    def terminate_child_by_id(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        return supervisor.terminate_child(step.given["id"]).addCallback(_ok)

    def delete_child(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        return supervisor.delete_child(step.given["id"]).addCallback(_ok)

    def restart_child(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        restarted = supervisor.restart_child(step.given["id"])
        return restarted.addCallback(self._started, tree)

    def which_children(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        def listed(children: list[Child]) -> Json:
            rows = [
                {"child": self._stage.label(child.process), "id": child.id}
                for child in children
            ]
            return rows if tree.has_ids else sorted(rows, key=lambda r: str(r["child"]))

        return maybeDeferred(supervisor.which_children).addCallback(listed)

    def count_children(
        self, supervisor: Supervisor, tree: Tree, step: Step
    ) -> Deferred[Json]:
        def counted(counts: Counts) -> Json:
            value = asdict(counts)
            # A simple_one_for_one knows one spec, its template; ours has none.
            return {**value, "specs": 1} if tree.kind == "simple" else value

        return maybeDeferred(supervisor.count_children).addCallback(counted)

    def start_task(self, supervisor: Supervisor, tree: Tree, step: Step) -> Json:
        assert isinstance(supervisor, TaskSupervisor)
        name = step.given["name"]
        restart = step.given.get("restart")
        task = supervisor.start_task(
            lambda: self._nursery.newcomer(name).live(),
            restart=None if restart is None else Restart(restart),
            name=name,
        )
        owner = self._stage.find(step.given.get("by", ""))
        if owner is not None:
            self._own(owner, task, linked=step.given["mode"] == "async")
        return {"ok": self._stage.label(task)}

    def _own(self, owner: Process, task: Process, *, linked: bool) -> None:
        """
        What Task.async and Task.async_nolink do for the caller.
        """

        def told(down: Down) -> None:
            match down.exit:
                case Normal(Returned(value=value)):
                    self._stage.deliver(owner, "RESULT", task=task.name, value=value)
            self._stage.deliver_down(owner, task.name, down)

        if linked:
            link(owner, task)
        monitor(task, told, by=owner)

    def _started(self, process: Process | None, tree: Tree) -> Json:
        if process is None and tree.kind in ("dynamic", "task"):
            return "ignore"
        return {"ok": self._stage.label(process)}

    def _error(
        self, error: BaseException | None, step: Step, tree: Tree, was_alive: bool
    ) -> Json:
        if tree.kind == "simple" and step.op in BY_ID:
            # OTP says that such a supervisor has no ids, ours that it finds none.
            return (
                "simple_one_for_one"
                if isinstance(error, SupervisionError)
                else repr(error)
            )
        match error:
            case StartFailed():
                return reason_of(error.reason)
            case BadSpec():
                return error.kind
            case AlreadyStarted():
                return {"already_started": self._stage.label(error.process)}
            case SupervisorGone():
                gone = {"sup_exited": reason_of(error.exit)}
                return gone if was_alive else "noproc"
        return PLAIN_ERRORS.get(type(error), repr(error))


class Returned:
    """
    What a task returned, apart from a mere normal end.
    """

    def __init__(self, value: Json) -> None:
        self.value = value


def _ok(_: object) -> Json:
    return "ok"
