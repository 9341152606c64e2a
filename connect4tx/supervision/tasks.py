"""
A supervisor of children that come and go: connections, rooms, jobs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure

from connect4tx.supervision.children import Record, begin
from connect4tx.supervision.errors import (
    NotFound,
    StartFailed,
    SupervisorGone,
    TooManyChildren,
)
from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Ignore,
    Normal,
    ProcessExit,
    Shutdown,
)
from connect4tx.supervision.process import Process, name_of
from connect4tx.supervision.specs import Child, ChildSpec, Counts, Restart, Startable
from connect4tx.supervision.supervisor import Supervisor


class TaskSupervisor(Supervisor):
    """
    Its children have no order and no ids: they are addressed by process, stopped in
    parallel, restarted one by one, and temporary unless told otherwise.
    """

    def __init__(
        self,
        *,
        restart: Restart = Restart.TEMPORARY,
        max_children: int | None = None,
        stop_seconds: float | None = 5.0,
        max_restarts: int = 3,
        period_seconds: float = 5.0,
        name: str | None = None,
        clock: IReactorTime,
    ) -> None:
        super().__init__(
            max_restarts=max_restarts,
            period_seconds=period_seconds,
            name=name,
            clock=clock,
        )
        self.max_children = max_children
        self._restart_type = restart
        self._stop_seconds = stop_seconds
        self._temporary = Record(
            ChildSpec("task", _never, Restart.TEMPORARY, stop_seconds)
        )
        self._waiting: set[Record] = set()

    def start_task(
        self,
        f: Callable[..., Startable],
        *args: Any,
        restart: Restart | None = None,
        name: str | None = None,
    ) -> Process:
        """
        Start a task at once.

        :param f: called with ``args``; again with the same ones at a restart.
        :raises TooManyChildren: when there are ``max_children`` already.
        :raises SupervisorGone: when the supervisor does not run.
        """
        self._make_room()
        name = name or name_of(f)
        restart = restart or self._restart_type
        record = self._temporary
        if restart is not Restart.TEMPORARY:
            record = Record(
                ChildSpec(name, lambda _: f(*args), restart, self._stop_seconds)
            )
        process = Process(self._node, name, self)
        self._running[process] = record
        self._node.observe("started", process)
        try:
            starting = process.run(f(*args))
        except Ignore:
            process.end(Shutdown())
        except Exception:
            process.fail(Failure())
        else:
            if starting is not None:
                starting.addErrback(process.fail)
        return process

    def run(self, f: Callable[..., Startable], *args: Any) -> Deferred[Any]:
        """
        Run a task for its result.

        :returns: fires with the result, or fails as the task did; nobody else is hurt.
        """
        return self.start_task(f, *args).when_exited().addCallback(_result)

    def terminate_task(self, process: Process) -> Deferred[None]:
        """
        Stop a task; it is not restarted.

        :returns: fails with NotFound when it is no task of this supervisor.
        """
        return self._call(lambda: self._terminate_task(process))

    def children(self) -> list[Child]:
        return [Child(None, process) for process in reversed(self._running)]

    def counts(self) -> Counts:
        supervisors = sum(process.is_supervisor for process in self._running)
        known = len(self._running) + len(self._waiting)
        return Counts(
            specs=known,
            active=len(self._running),
            supervisors=supervisors,
            workers=known - supervisors,
        )

    def _make_room(self) -> None:
        process = self.process
        ending = self._stopping or process.doom is not None or process.exit is not None
        if ending or not self._started:
            raise SupervisorGone(self.process.exit)
        known = len(self._running) + len(self._waiting)
        if self.max_children is not None and known >= self.max_children:
            raise TooManyChildren(str(self.max_children))

    async def _start_child(self, spec: ChildSpec) -> Process | None:
        self._make_room()
        record = Record(spec)
        await self._start(record)
        return record.process

    async def _start(self, record: Record) -> None:
        process = record.process = await begin(record.spec, self._node, self)
        self._waiting.discard(record)
        record.restarting = False
        if process is not None:
            self._running[process] = record

    async def _terminate_task(self, process: Process) -> None:
        record = self._running.get(process)
        if record is None:
            raise NotFound(process.name)
        await process.stop(self._seconds(process, record))
        self._running.pop(process, None)

    @staticmethod
    def _seconds(process: Process, record: Record) -> float | None:
        record.is_supervisor = process.is_supervisor
        return record.seconds_to_stop

    async def _stop_children(self) -> None:
        self._stopping = True
        for record in self._waiting:
            record.restarting = False
        self._waiting.clear()
        by_seconds: dict[float | None, list[Process]] = {}
        for process, record in self._running.items():
            seconds = self._seconds(process, record)
            by_seconds.setdefault(seconds, []).append(process)
        await DeferredList(
            [self._stop_group(*group) for group in by_seconds.items()],
            consumeErrors=True,
        )
        self._running.clear()

    def _stop_group(
        self, seconds: float | None, processes: list[Process]
    ) -> Deferred[Any]:
        """
        Stop these all at once, under one timer.
        """
        if seconds == 0:
            return DeferredList(
                [process.stop(0) for process in processes], consumeErrors=True
            )
        stopped: Deferred[Any] = DeferredList(
            [process.stop(None) for process in processes], consumeErrors=True
        )
        if seconds is not None:
            timer = self._node.clock.callLater(seconds, _give_up_all, processes)
            stopped.addBoth(_cancel, timer)
        return stopped

    async def _handle_exit(self, child: Process) -> None:
        record = self._running.pop(child, None)
        exit = child.exit
        if record is None or exit is None or self.process.exit is not None:
            return
        if record.spec.restart.wanted_after(exit):
            await self._restart(record)

    async def _restart(self, record: Record) -> None:
        self._waiting.discard(record)
        if not self._budget.spend(self._node.clock.seconds()):
            await self._give_up()
            return
        try:
            await self._start(record)
        except StartFailed as error:
            self._waiting.add(record)
            self._try_again(record, error)


def _give_up_all(processes: list[Process]) -> None:
    for process in processes:
        process.overdue()


def _cancel(result: object, timer: IDelayedCall) -> object:
    if timer.active():
        timer.cancel()
    return result


def _never(process: Process) -> Startable:
    raise NotImplementedError("a temporary task is not started again")


def _result(exit: Exit) -> Any:
    match exit:
        case Normal(value):
            return value
        case Crashed(failure):
            return failure
        case _:
            raise ProcessExit(exit)
