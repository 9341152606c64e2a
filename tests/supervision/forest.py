"""
A tree that grows from a plan, and keeps a record of all that happens to it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from connect4tx.supervision.errors import SupervisorGone
from connect4tx.supervision.links import link
from connect4tx.supervision.monitors import Down, Monitor, monitor
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec, Startable
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.lives import Boom
from tests.supervision.plans import Deed, TreePlan, WorkerPlan
from tests.supervision.stage import SteppedClock

SLOW_SECONDS = 2.0
END_OF_TIME = 1000


class PolledClock(SteppedClock):
    """
    A clock that lets somebody look after each of its steps.
    """

    def __init__(self, forest: Forest) -> None:
        super().__init__()
        self._forest = forest

    def advance(self, amount: float) -> None:
        super().advance(amount)
        self._forest.look()


class CoroutineLife:
    """
    A worker that is a coroutine.
    """

    def __init__(self, stop: str, clock: IReactorTime) -> None:
        self._stop = stop
        self._clock = clock
        self.fate: Deferred[None] = Deferred()

    async def live(self) -> None:
        try:
            await self.fate
        except CancelledError:
            if self._stop == "slow":
                await deferLater(self._clock, SLOW_SECONDS)
            while self._stop == "never":
                await self._next_order()
            raise

    @staticmethod
    async def _next_order() -> None:
        try:
            await Deferred()
        except CancelledError:
            return


class ServiceLife(Service):
    """
    A worker that is a service, slow to start.
    """

    def __init__(self, stop: str, clock: IReactorTime, *, fails: bool) -> None:
        self._stop = stop
        self._clock = clock
        self._fails = fails

    def startService(self) -> Deferred[None]:
        super().startService()
        return deferLater(self._clock, 1.0, self._started)

    def _started(self) -> None:
        if self._fails:
            raise Boom("slow start")

    def stopService(self) -> Deferred[None] | None:
        super().stopService()
        if self._stop == "never":
            return Deferred()
        return deferLater(self._clock, SLOW_SECONDS) if self._stop == "slow" else None


class Forest:
    """
    Grows the tree, does the deeds, and writes down what follows.

    :ivar wrong: what should never be seen, in words.
    :ivar handles: every process that was ever made, also one that never started.
    :ivar first_tries: the ids of each supervisor's children, first tried first.
    :ivar restarted_at: for each supervisor, the time of each attempt to restart.
    """

    def __init__(self, plan: TreePlan) -> None:
        self.clock = PolledClock(self)
        self.wrong: list[str] = []
        self.handles: dict[Process, WorkerPlan | TreePlan | None] = {}
        self.started: list[Process] = []
        self.exited: list[Process] = []
        self.first_tries: dict[Process, list[str]] = {}
        self.supervisors: list[tuple[Supervisor, TreePlan]] = []
        self.restarted_at: dict[Supervisor, list[float]] = {}
        self.calls: list[Deferred[Any]] = []
        self.monitors: list[tuple[Monitor, list[Down]]] = []
        self.cancelled: set[Monitor] = set()
        self._lives: dict[Process, CoroutineLife] = {}
        self._tries: Counter[str] = Counter()
        self._added = 0
        self._node = Node.at(self.clock)
        self._node.observers.append(self._observe)
        self.root = self._supervisor("root", plan)
        self.handles[self.root.process] = None

    # -- growing -----------------------------------------------------------------

    def _supervisor(self, path: str, plan: TreePlan) -> Supervisor:
        if plan.strategy is None:
            made: Supervisor = TaskSupervisor(
                max_restarts=plan.max_restarts,
                period_seconds=plan.period_seconds,
                max_children=4,
                stop_seconds=3.0,
                clock=self.clock,
                name=path,
            )
        else:
            made = Supervisor(
                [self._spec(f"{path}.{n}", p) for n, p in enumerate(plan.children)],
                strategy=plan.strategy,
                max_restarts=plan.max_restarts,
                period_seconds=plan.period_seconds,
                clock=self.clock,
                name=path,
            )
        self.supervisors.append((made, plan))
        self.restarted_at[made] = []
        return made

    def _spec(self, id: str, plan: WorkerPlan | TreePlan) -> ChildSpec:
        def start(process: Process) -> Startable:
            self.handles[process] = plan
            if process.parent is not None:
                tries = self.first_tries.setdefault(process.parent.process, [])
                if id not in tries:
                    tries.append(id)
            if isinstance(plan, TreePlan):
                return self._supervisor(id, plan)
            return self._worker(id, plan, process)

        if isinstance(plan, TreePlan):
            return ChildSpec(id, start, plan.restart)
        return ChildSpec(id, start, plan.restart, plan.stop_seconds)

    def _worker(self, id: str, plan: WorkerPlan, process: Process | None) -> Startable:
        number = self._tries[id]
        self._tries[id] += 1
        fails = bool(plan.fails) and plan.fails[number % len(plan.fails)]
        if plan.start == "slow":
            return ServiceLife(plan.stop, self.clock, fails=fails)
        if fails:
            raise Boom("start")
        life = CoroutineLife(plan.stop, self.clock)
        if process is not None:
            self._lives[process] = life
        return life.live()

    # -- looking -----------------------------------------------------------------

    def _observe(self, event: str, process: Process) -> None:
        if event == "started":
            self._note_start(process)
        elif event == "exited":
            if process in self.exited:
                self.wrong.append(f"{process} ended twice")
            self.exited.append(process)

    def _note_start(self, process: Process) -> None:
        self.handles.setdefault(process, None)
        if process.exit is not None:
            self.wrong.append(f"{process} started when it had ended")
        for other in self.alive():
            twins = other.parent is process.parent and other.name == process.name
            if twins and not isinstance(process.parent, TaskSupervisor):
                self.wrong.append(f"{process} runs beside {other}")
        self.started.append(process)

    def look(self) -> None:
        """
        Note the restarts since the last look.
        """
        for supervisor, times in self.restarted_at.items():
            new = supervisor.restarts - len(times)
            times.extend([self.clock.seconds()] * new)

    def alive(self) -> list[Process]:
        return [process for process in self.started if process.exit is None]

    def workers(self) -> list[Process]:
        return [process for process in self.alive() if not process.is_supervisor]

    def living_supervisors(self, *, tasks: bool) -> list[Supervisor]:
        return [
            supervisor
            for supervisor, _ in self.supervisors
            if isinstance(supervisor, TaskSupervisor) == tasks
            and supervisor.process.exit is None
            and supervisor.process in self.handles
        ]

    # -- doing -------------------------------------------------------------------

    def do(self, deed: Deed) -> None:
        """
        Do one thing, if there is anybody to do it to.
        """
        getattr(self, f"_{deed.verb.replace(' ', '_')}")(deed)
        self.look()

    def _pass(self, deed: Deed) -> None:
        # A whole number of half seconds.
        self.clock.pass_seconds(deed.seconds)  # type: ignore[arg-type]

    def _crash(self, deed: Deed) -> None:
        life = self._lives.get(chosen(self.workers(), deed.whom) or self.root.process)
        if life is not None and not life.fate.called:
            life.fate.errback(Boom("deed"))

    def _finish(self, deed: Deed) -> None:
        life = self._lives.get(chosen(self.workers(), deed.whom) or self.root.process)
        if life is not None and not life.fate.called:
            life.fate.callback(None)

    def _kill(self, deed: Deed) -> None:
        if worker := chosen(self.workers(), deed.whom):
            worker.kill()

    def _kill_newborn(self, deed: Deed) -> None:
        unborn = [p for p in self.handles if p.exit is None and p not in self.started]
        if process := chosen(unborn, deed.whom):
            process.kill()

    def _kill_supervisor(self, deed: Deed) -> None:
        if process := chosen([p for p in self.alive() if p.is_supervisor], deed.whom):
            process.kill()

    def _stop(self, deed: Deed) -> None:
        if worker := chosen(self.workers(), deed.whom):
            self.calls.append(worker.stop(deed.seconds))

    def _link(self, deed: Deed) -> None:
        one, other = (chosen(self.workers(), n) for n in (deed.whom, deed.which))
        if one is not None and other is not None:
            link(one, other)

    def _monitor(self, deed: Deed) -> None:
        if process := chosen(list(self.handles), deed.whom):
            downs: list[Down] = []
            self.monitors.append((monitor(process, downs.append), downs))

    def _cancel(self, deed: Deed) -> None:
        silent = [watch for watch, downs in self.monitors if not downs]
        if watch := chosen(silent, deed.whom):
            watch.cancel()
            self.cancelled.add(watch)

    def _terminate(self, deed: Deed) -> None:
        self._call_one(deed, "terminate_child")

    def _restart(self, deed: Deed) -> None:
        self._call_one(deed, "restart_child")

    def _delete(self, deed: Deed) -> None:
        self._call_one(deed, "delete_child")

    def _call_one(self, deed: Deed, name: str) -> None:
        supervisor = chosen(self.living_supervisors(tasks=False), deed.whom)
        if supervisor is None:
            return
        ids = [child.id for child in supervisor.children()]
        if ids:
            call = getattr(supervisor, name)(chosen(ids, deed.which))
            self.calls.append(call.addErrback(str))

    def _add(self, deed: Deed) -> None:
        if supervisor := chosen(self.living_supervisors(tasks=False), deed.whom):
            self._added += 1
            spec = self._spec(f"added.{self._added}", deed.worker)
            self.calls.append(supervisor.start_child(spec).addErrback(str))

    def _task(self, deed: Deed) -> None:
        supervisor = chosen(self.living_supervisors(tasks=True), deed.whom)
        if not isinstance(supervisor, TaskSupervisor):
            return
        self._added += 1
        name, plan = f"task.{self._added}", deed.worker
        made: list[CoroutineLife] = []

        def job() -> Startable:
            made.append(CoroutineLife(plan.stop, self.clock))
            return made[-1].live()

        if supervisor.counts().specs < 4:
            try:
                process = supervisor.start_task(job, restart=plan.restart, name=name)
            except SupervisorGone:
                return
            self._lives[process] = made[0]

    def _terminate_task(self, deed: Deed) -> None:
        supervisor = chosen(self.living_supervisors(tasks=True), deed.whom)
        if isinstance(supervisor, TaskSupervisor):
            process = chosen(self.workers(), deed.which)
            if process is not None:
                self.calls.append(supervisor.terminate_task(process).addErrback(str))

    # -- the end -----------------------------------------------------------------

    def rest(self) -> dict[Process, list[str]]:
        """
        Let all come to rest.

        :returns: for each supervisor that lives, its running children, first tried
            first.
        """
        self.clock.pass_seconds(30)
        return {
            process: [
                id
                for id in self.first_tries.get(process, ())
                if any(c.name == id and c.parent_is(process) for c in self._views())
            ]
            for process in self.alive()
            if process.is_supervisor
        }

    def _views(self) -> list[_View]:
        return [_View(process) for process in self.alive()]

    def fell(self) -> None:
        """
        Stop the root, and let pass what it needs, and what a worker that was given up
        may need for its own stop.
        """
        self.calls.append(self.root.stopService())
        self.clock.settle()
        while self.root.process.exit is None and self.clock.seconds() < END_OF_TIME:
            self.clock.pass_seconds(1)
        self.clock.pass_seconds(2)


class _View:
    """
    A process and whose child it is.
    """

    def __init__(self, process: Process) -> None:
        self.name = process.name
        self._parent = None if process.parent is None else process.parent.process

    def parent_is(self, process: Process) -> bool:
        return self._parent is process


def chosen(among: list[Any], number: int) -> Any:
    """
    One of these, or None if there are none.
    """
    return among[number % len(among)] if among else None
