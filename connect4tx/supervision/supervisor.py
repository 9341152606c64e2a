"""
A supervisor of children that are known beforehand: order, strategy, budget.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from twisted.application.service import IService, MultiService, Service
from twisted.internet.defer import CancelledError, Deferred, fail, succeed
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from connect4tx.supervision.budget import RestartBudget
from connect4tx.supervision.children import Record, begin, cleaned
from connect4tx.supervision.errors import (
    AlreadyPresent,
    AlreadyStarted,
    BadSpec,
    NotFound,
    Restarting,
    Running,
    StartFailed,
    SupervisorGone,
)
from connect4tx.supervision.exits import Crashed, Exit, Shutdown, described
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.services import ProcessService, service_of
from connect4tx.supervision.specs import (
    AutoShutdown,
    Child,
    ChildSpec,
    Counts,
    Restart,
    Strategy,
)

_Answer = TypeVar("_Answer")
_Job = Callable[[], Awaitable[object]]


class Supervisor(MultiService):
    """
    Starts its children in order, restarts them as told, stops them last first.

    It does one thing at a time: what comes while it waits for a start or a stop
    (ends of children, calls, the order to stop) waits its turn.  More than
    ``max_restarts`` in ``period_seconds`` end it, with Shutdown, after its children.

    :ivar gave_up: whether that is why it ended.
    """

    _log = Logger()

    def __init__(
        self,
        children: Iterable[ChildSpec] = (),
        *,
        strategy: Strategy = Strategy.ONE_FOR_ONE,
        max_restarts: int = 3,
        period_seconds: float = 5.0,
        auto_shutdown: AutoShutdown = AutoShutdown.NEVER,
        name: str | None = None,
        clock: IReactorTime,
    ) -> None:
        self.name = name
        self._node = Node.at(clock)
        self._specs = tuple(children)
        self._strategy = strategy
        self._auto_shutdown = auto_shutdown
        self._budget = RestartBudget(max_restarts, period_seconds)
        self._children: dict[str, Record] = {}
        self._running: dict[Process, Record] = {}
        self._inbox: deque[_Job] | None = None
        self._worker: Deferred[None] | None = None
        self._process: Process | None = None
        self._started = False
        self._stopping = False
        self.gave_up = False

    # -- a service ---------------------------------------------------------------

    @property
    def process(self) -> Process:
        """
        Its own handle; a new one each time it is started.
        """
        if self._process is None:
            self._process = Process(self._node, self.name or type(self).__name__)
            self._process.attach(_SupervisorBody(self, self._process))
        return self._process

    def adopt(self, process: Process) -> _SupervisorBody:
        """
        Live as this process of a supervisor above.
        """
        self._process = process
        return _SupervisorBody(self, process)

    def privilegedStartService(self) -> None:
        """
        Nothing: children are started in order, and only then.
        """

    def startService(self) -> Deferred[None]:
        """
        Start the children in order, each awaited.

        :returns: fails with :class:`connect4tx.supervision.errors.StartFailed` when
            one did not start; those before it have been stopped again.
        """
        if self._process is not None and self._process.exit is not None:
            self._process, self._started = None, False
        if self._started:
            return fail(AlreadyStarted(self.process))
        Service.startService(self)
        if self.process.parent is None:
            self._node.observe("started", self.process)
        self._budget = self._budget.fresh()
        self._children = {}
        self._running = {}
        self._started = True
        self._stopping = self.gave_up = False
        started = self._call(self._start_all)
        if self.parent is not None:
            # A plain MultiService drops this Deferred; the log has the failure.
            started.addErrback(lambda _: None)
        return started

    def stopService(self) -> Deferred[None]:
        """
        Stop the children last first, each awaited and each timed.
        """
        Service.stopService(self)
        if self._process is None or not self._started:
            return succeed(None)
        return self._process.stop(None).addCallback(lambda _: None)

    def addService(self, service: IService) -> None:
        """
        Add a service by hand: a temporary child.
        """
        name = _name_of(service)
        spec = ChildSpec(name, lambda _: service, Restart.TEMPORARY)
        if self.running:
            self.start_child(spec).addErrback(self._log_failed_addition, name)
        else:
            self._specs = (*self._specs, spec)

    def removeService(self, service: IService) -> Deferred[None]:
        """
        Stop the child that is this service, and forget it.
        """
        wanted = service.process if isinstance(service, ProcessService) else None
        for process in self._running:
            if process is wanted or service_of(process) is service:
                return self._call(partial(self._remove, process))
        name = _name_of(service)
        self._specs = tuple(spec for spec in self._specs if spec.id != name)
        return succeed(None)

    def _log_failed_addition(self, failure: Failure, name: str) -> None:
        self._log.failure(
            "The service {name} was not added", failure=failure, name=name
        )

    @property
    def services(self) -> list[IService]:  # type: ignore[override]
        """
        The children that run, as services.
        """
        return [service_of(process) for process in self._running]

    def __iter__(self) -> Iterator[IService]:
        return iter(self.services)

    def getServiceNamed(self, name: str) -> IService:
        return service_of(self.child(name))

    def child(self, id: str) -> Process:
        """
        The running child of that id.

        :raises KeyError: when there is none.
        """
        for process in self._running:
            if process.name == id:
                return process
        raise KeyError(id)

    # -- calls -------------------------------------------------------------------

    def start_child(self, spec: ChildSpec) -> Deferred[Process | None]:
        """
        Add a child after the others and start it; None when it declines.

        :returns: fails with AlreadyStarted, AlreadyPresent or StartFailed, and then
            nothing of it is kept.
        """
        return self._call(lambda: self._start_child(spec))

    def terminate_child(self, id: str) -> Deferred[None]:
        """
        Stop a child and keep its spec; a temporary one is forgotten.
        """
        return self._call(lambda: self._terminate_child(id))

    def restart_child(self, id: str) -> Deferred[Process | None]:
        """
        Start a child that does not run; a failure is not tried again.
        """
        return self._call(lambda: self._restart_child(id))

    def delete_child(self, id: str) -> Deferred[None]:
        """
        Forget a child that does not run.
        """
        return self._call(lambda: self._delete_child(id))

    def which_children(self) -> Deferred[list[Child]]:
        """
        The children, last started first, when the supervisor comes to it.
        """
        return self._call(_soon(self.children))

    def count_children(self) -> Deferred[Counts]:
        """
        How many children there are, when the supervisor comes to it.
        """
        return self._call(_soon(self.counts))

    def children(self) -> list[Child]:
        """
        The children as they are at this moment, last started first.
        """
        return [Child(r.spec.id, r.process) for r in reversed(self._children.values())]

    def counts(self) -> Counts:
        """
        How many children there are at this moment.
        """
        records = self._children.values()
        supervisors = sum(record.is_supervisor for record in records)
        return Counts(
            specs=len(records),
            active=len(self._running),
            supervisors=supervisors,
            workers=len(records) - supervisors,
        )

    @property
    def restarts(self) -> int:
        """
        Attempts to restart so far, in this incarnation.
        """
        return self._budget.spent

    @property
    def restarts_left(self) -> int:
        """
        How many restarts it could make now before it gives up.
        """
        return self._budget.left(self._node.clock.seconds())

    # -- one thing at a time -----------------------------------------------------

    def _call(self, operation: Callable[[], Awaitable[_Answer]]) -> Deferred[_Answer]:
        process = self._process
        if process is None or not self._started:
            return fail(SupervisorGone())
        if process.exit is not None:
            return fail(SupervisorGone(process.exit))
        answer: Deferred[_Answer] = Deferred()

        async def job() -> None:
            try:
                if self.process.exit is not None:
                    raise SupervisorGone(self.process.exit)
                value = await operation()
            except CancelledError:
                answer.errback(SupervisorGone(self.process.exit))
            except Exception:
                answer.errback(Failure())
            else:
                answer.callback(value)

        self._submit(job)
        return answer

    def _submit(self, job: _Job) -> None:
        if self._inbox is not None:
            self._inbox.append(job)
            return
        self._inbox = deque((job,))
        worker = Deferred.fromCoroutine(self._work(self._inbox))
        if not worker.called:
            self._worker = worker
        worker.addErrback(self._log_failed_job)

    async def _work(self, inbox: deque[_Job]) -> None:
        try:
            while inbox:
                await inbox.popleft()()
        finally:
            self._inbox = self._worker = None

    def _log_failed_job(self, failure: Failure) -> None:
        if self.process.exit is None:
            self._log.failure(
                "{path} failed itself", failure=failure, path=self.process.path
            )
            self.process.end(Crashed(failure))

    def order_to_stop(self) -> None:
        self._submit(self._stop_all)

    def killed(self) -> None:
        """
        Given up from outside: no order any more, the children hear of it as of an end
        of their parent.
        """
        Service.stopService(self)
        unanswered = list(self._inbox or ())
        if self._worker is not None:
            self._worker.cancel()
        for job in unanswered:
            self._submit(job)
        exit = self.process.exit or Shutdown()
        for process in list(self._running):
            process.receive_exit(exit, self.process)

    def child_exited(self, child: Process) -> None:
        if self.process.exit is None and child in self._running:
            self._submit(lambda: self._handle_exit(child))

    def report_crash(self, child: Process, failure: Failure) -> None:
        self._log.failure(
            "{path} {pid} crashed: {reason} (restarts so far {restarts}, left {left})",
            failure=failure,
            level=LogLevel.error,
            path=child.path,
            pid=str(child.pid),
            reason=described(failure),
            restarts=self.restarts,
            left=self.restarts_left,
        )

    # -- starting ----------------------------------------------------------------

    async def _start_all(self) -> None:
        try:
            _check(self._specs, self._auto_shutdown)
        except BadSpec as error:
            self._end(Crashed(cleaned(error)))
            raise
        for spec in self._specs:
            record = self._children[spec.id] = Record(spec)
            try:
                await self._start(record)
            except StartFailed as error:
                level = LogLevel.error if self.process.parent else LogLevel.critical
                self._log.emit(
                    level, "{path}: {error}", path=self.process.path, error=error
                )
                await self._stop_children()
                self._end(Shutdown(error))
                raise

    async def _start(self, record: Record) -> None:
        """
        Start a child, or raise StartFailed.
        """
        process = await begin(record.spec, self._node, self)
        record.restarting = False
        if process is not None:
            record.process = process
            record.is_supervisor = process.is_supervisor
            self._running[process] = record
        elif record.spec.restart is Restart.TEMPORARY:
            self._children.pop(record.spec.id, None)

    async def _start_child(self, spec: ChildSpec) -> Process | None:
        known = self._children.get(spec.id)
        if known is not None and known.process is not None:
            raise AlreadyStarted(known.process)
        if known is not None:
            raise AlreadyPresent(spec.id)
        _check((spec,), self._auto_shutdown)
        record = self._children[spec.id] = Record(spec)
        try:
            await self._start(record)
        except StartFailed:
            del self._children[spec.id]
            raise
        return record.process

    async def _remove(self, process: Process) -> None:
        """
        Stop a child and forget it, whatever its restart type.
        """
        record = self._running.get(process)
        if record is not None:
            await self._stop(record)
            self._children.pop(record.spec.id, None)

    def _find(self, id: str) -> Record:
        if id not in self._children:
            raise NotFound(id)
        return self._children[id]

    async def _restart_child(self, id: str) -> Process | None:
        record = self._find(id)
        _must_be_down(record)
        await self._start(record)
        return record.process

    async def _delete_child(self, id: str) -> None:
        _must_be_down(self._find(id))
        del self._children[id]

    # -- stopping ----------------------------------------------------------------

    async def _terminate_child(self, id: str) -> None:
        await self._stop(self._find(id))

    async def _stop(self, record: Record) -> None:
        process, record.process = record.process, None
        record.restarting = False
        if process is not None:
            if process.exit is None:
                await process.stop(record.seconds_to_stop)
            self._running.pop(process, None)
        if record.spec.restart is Restart.TEMPORARY:
            self._children.pop(record.spec.id, None)

    async def _stop_children(self) -> None:
        self._stopping = True
        for record in reversed(list(self._children.values())):
            await self._stop(record)

    async def _stop_all(self) -> None:
        if self.process.exit is None:
            await self._stop_children()
            self._end(self.process.doom or Shutdown())

    def _end(self, exit: Exit) -> None:
        Service.stopService(self)
        self.process.end(exit)

    async def _give_up(self) -> None:
        self.gave_up = True
        self._log.critical(
            "{path} {pid} gives up: more than {max} restarts in {period} s",
            path=self.process.path,
            pid=str(self.process.pid),
            max=self._budget.max_restarts,
            period=self._budget.period_seconds,
        )
        await self._stop_children()
        self._end(Shutdown())

    # -- restarting --------------------------------------------------------------

    async def _handle_exit(self, child: Process) -> None:
        record = self._running.pop(child, None)
        exit = child.exit
        if record is None or exit is None or self.process.exit is not None:
            return
        record.process = None
        if record.spec.restart.wanted_after(exit):
            await self._restart(record)
            return
        if record.spec.restart is Restart.TEMPORARY:
            del self._children[record.spec.id]
        if record.spec.significant and self._ends_with_significant():
            await self._stop_all()

    def _ends_with_significant(self) -> bool:
        if self._auto_shutdown is AutoShutdown.ANY_SIGNIFICANT:
            return True
        return not any(record.spec.significant for record in self._running.values())

    async def _restart(self, record: Record) -> None:
        if not self._budget.spend(self._node.clock.seconds()):
            self._children.pop(record.spec.id, None)
            await self._give_up()
            return
        group = self._group_of(record)
        for member in reversed(group):
            await self._stop(member)
        for member in group:
            if self._children.get(member.spec.id) is member:
                try:
                    await self._start(member)
                except StartFailed as error:
                    self._try_again(member, error)
                    return

    def _group_of(self, record: Record) -> list[Record]:
        """
        Who is restarted with this child, in the order of starting.
        """
        if self._strategy is Strategy.ONE_FOR_ONE:
            return [record]
        records = list(self._children.values())
        if self._strategy is Strategy.REST_FOR_ONE:
            return records[records.index(record) :]
        return records

    def _try_again(self, record: Record, error: StartFailed) -> None:
        """
        Queue another attempt behind whatever waits.
        """
        self._log.error("{path}: {error}", path=self.process.path, error=error)
        record.restarting = True

        async def again() -> None:
            if record.restarting and self.process.exit is None:
                await self._restart(record)

        self._node.soon(self._submit, again)


class _SupervisorBody:
    """
    A supervisor as a process.
    """

    __slots__ = ("_process", "service")
    is_supervisor = True

    def __init__(self, service: Supervisor, process: Process) -> None:
        self.service = service
        self._process = process

    def ask_to_stop(self) -> None:
        self.service.order_to_stop()

    def give_up(self) -> None:
        if self.service.process is self._process:
            self.service.killed()


def _name_of(service: IService) -> str:
    """
    What a service that was added by hand is called as a child.
    """
    return service.name or f"{type(service).__name__}-{id(service):x}"


def _soon(ask: Callable[[], _Answer]) -> Callable[[], Awaitable[_Answer]]:
    async def asked() -> _Answer:
        return ask()

    return asked


def _must_be_down(record: Record) -> None:
    if record.process is not None:
        raise Running(record.spec.id)
    if record.restarting:
        raise Restarting(record.spec.id)


def _check(specs: Iterable[ChildSpec], auto_shutdown: AutoShutdown) -> None:
    """
    Refuse children that no supervisor could have, as OTP does.
    """
    seen: set[str] = set()
    for spec in specs:
        if spec.id in seen:
            raise BadSpec(spec.id, "duplicate_child_name")
        seen.add(spec.id)
        if spec.significant and (
            auto_shutdown is AutoShutdown.NEVER or spec.restart is Restart.PERMANENT
        ):
            raise BadSpec(spec.id, "bad_combination")
