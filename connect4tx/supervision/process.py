"""
A lifetime that ends once, with a reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from twisted.application.service import IService
from twisted.internet.defer import CancelledError, Deferred, maybeDeferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Killed,
    Normal,
    ProcessExit,
    Shutdown,
    clean,
)
from connect4tx.supervision.node import Node
from connect4tx.supervision.ports import Body, EndsByItself

if TYPE_CHECKING:
    from connect4tx.supervision.specs import Startable


_log = Logger()


class Pid(int):
    """
    A process's number, printed as OTP prints it.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return f"<0.{int(self)}>"


class Parent(Protocol):
    """
    What a process knows of its supervisor.
    """

    @property
    def process(self) -> Process: ...

    def child_exited(self, child: Process) -> None:
        """
        A child has ended; called on a later turn.
        """

    def report_crash(self, child: Process, failure: Failure) -> None:
        """
        Log the crash of a child; called before anybody else hears of it.
        """


class Watcher(Protocol):
    """
    Whoever is to know of an end, at the moment it happens.
    """

    def process_ended(self, process: Process) -> None: ...


class Process:
    """
    The handle of a lifetime: a coroutine, a Deferred, a service or a connection.

    Never subclassed and never restarted: a supervisor's restart gives a new one.

    :ivar announced: whether the node's observers were told of its start.
    :ivar exit: how it ended; None while it lives.
    :ivar trap_exit: if set, called with the other process and its exit when a linked
        one ends; without it, any end but Normal of a linked process stops this one.
    """

    __slots__ = (
        "_asked",
        "_body",
        "_deadline",
        "_doom",
        "_links",
        "_node",
        "_number",
        "_parent",
        "_watchers",
        "announced",
        "exit",
        "name",
        "trap_exit",
    )
    _log = Logger()

    def __init__(self, node: Node, name: str, parent: Parent | None = None) -> None:
        self._node = node
        self._number = node.next_number()
        self._parent = parent
        self._body: Deferred[Any] | Body | None = None
        self._doom: Exit | None = None
        self._asked = False
        self._deadline: IDelayedCall | None = None
        self._links: set[Process] | None = None
        self._watchers: dict[Watcher, None] | None = None
        self.name = name
        self.announced = False
        self.exit: Exit | None = None
        self.trap_exit: Callable[[Process, Exit], object] | None = None

    @property
    def pid(self) -> Pid:
        return Pid(self._number)

    @property
    def alive(self) -> bool:
        return self.exit is None

    @property
    def node(self) -> Node:
        return self._node

    @property
    def parent(self) -> Parent | None:
        """
        Its supervisor, if it has one.
        """
        return self._parent

    @property
    def path(self) -> str:
        """
        Its name after the names of the supervisors above it.
        """
        if self._parent is None:
            return self.name
        return f"{self._parent.process.path}/{self.name}"

    @property
    def body(self) -> Deferred[Any] | Body | None:
        """
        What lives: None before the start and after the end.
        """
        return self._body

    def attach(self, body: Body) -> None:
        """
        Be the process of something that was started otherwise.
        """
        self._body = body

    @property
    def is_supervisor(self) -> bool:
        return getattr(self._body, "is_supervisor", False)

    @property
    def doom(self) -> Exit | None:
        """
        What it has been asked to end for, if it has.
        """
        return self._doom

    def __repr__(self) -> str:
        return f"<Process {self.pid} {self.name} {self.exit or 'alive'}>"

    def when_exited(self) -> Deferred[Exit]:
        """
        A new Deferred that fires with the exit, never with a failure.
        """
        waiter = _Waiter(self)
        if self.exit is None:
            self.add_watcher(waiter)
        else:
            waiter.process_ended(self)
        return waiter.deferred

    def stop(self, timeout: float | None = 5.0) -> Deferred[Exit]:
        """
        Ask it to end, wait, and give it up when it takes too long.

        :param timeout: seconds; None for ever, 0 to give it up without asking.
        """
        ended = self.when_exited()
        if self.exit is None:
            if timeout == 0:
                self.kill()
            else:
                self._die(Shutdown(), timeout)
                self._node.soon(self._ask)
        return ended

    def kill(self) -> None:
        """
        Give it up now: it counts as ended, whatever its code still does.
        """
        self.end(Killed())

    def end(self, exit: Exit) -> None:
        """
        End now with this exit: a body telling its own end, or the outside's last word.
        """
        if self.exit is not None:
            return
        body = self._body
        if isinstance(body, Deferred):
            self._node.soon(body.cancel)
        elif body is not None:
            self._node.soon(self._let_go, body)
        self._finish(exit)

    def _let_go(self, body: Body) -> None:
        try:
            body.give_up()
        except Exception:
            self._log.failure("{path} could not let go", path=self.path)

    def send_exit(self, exit: Exit, sender: Process | None = None) -> None:
        """
        Send an exit signal, as OTP's ``exit/2``; Killed cannot be trapped.
        """
        if isinstance(exit, Killed):
            self._node.soon(self.kill)
        else:
            self._node.soon(self.receive_exit, exit, sender)

    def receive_exit(self, exit: Exit, sender: Process | None) -> None:
        """
        A signal has arrived, from a link or a sender.
        """
        if self.exit is not None:
            return
        parent = self._parent
        if parent is not None and sender is parent.process:
            self._die(exit, None)
            self._ask()
        elif self.trap_exit is not None:
            self.trap_exit(sender or self, exit)
        elif not isinstance(exit, Normal) and not self.is_supervisor:
            self._die(exit, 5.0)
            self._ask()

    def add_watcher(self, watcher: Watcher) -> None:
        if self._watchers is None:
            self._watchers = {}
        self._watchers[watcher] = None

    def remove_watcher(self, watcher: Watcher) -> None:
        if self._watchers is not None:
            self._watchers.pop(watcher, None)

    def add_link(self, other: Process) -> None:
        if self._links is None:
            self._links = set()
        self._links.add(other)

    def remove_link(self, other: Process) -> None:
        if self._links is not None:
            self._links.discard(other)

    def run(self, life: Startable) -> Deferred[None] | None:
        """
        Live this life; called once, by whoever made the handle.

        :returns: for a service that takes time to start, a Deferred of its start.
        """
        if isinstance(life, Coroutine):
            life = Deferred.fromCoroutine(life)
        if isinstance(life, Deferred):
            if self.exit is None:
                self._body = life
            else:
                self._node.soon(life.cancel)
            life.addBoth(self._settled)
        elif IService.providedBy(life):
            return self._run_service(life)
        elif isinstance(life, Body):
            if self.exit is None:
                self._body = life
            else:
                self._node.soon(self._let_go, life)
        elif isinstance(life, Awaitable):
            return self.run(_awaited(life))
        else:
            raise TypeError(f"{life!r} is no awaitable, service or body")
        if self._doom is not None:
            self._node.soon(self._ask)
        return None

    def _run_service(self, service: Any) -> Deferred[None] | None:
        if self.exit is not None:
            return None
        adopt = getattr(service, "adopt", None)
        self._body = adopt(self) if adopt is not None else _ServiceBody(self, service)
        started = service.startService()
        if isinstance(service, EndsByItself):
            service.when_exited().addCallbacks(self.end, self.fail)
        return started if isinstance(started, Deferred) else None

    def _die(self, exit: Exit, timeout: float | None) -> None:
        """
        Ask for the end, once; and see to it that it comes in time.
        """
        if self._doom is None:
            self._doom = exit
        if timeout is None:
            return
        clock, deadline = self._node.clock, self._deadline
        if deadline is None:
            self._deadline = clock.callLater(timeout, self.overdue)
        elif deadline.getTime() > clock.seconds() + timeout:
            deadline.reset(timeout)

    def _ask(self) -> None:
        body = self._body
        if self.exit is not None or body is None or self._asked:
            return
        self._asked = True
        try:
            if isinstance(body, Deferred):
                body.cancel()
            else:
                body.ask_to_stop()
        except Exception:
            self.end(self._crash(Failure()))

    def overdue(self) -> None:
        """
        Its time to stop is over: give it up, and say so in the log.
        """
        if self.exit is not None:
            return
        self._deadline = None
        self._log.warn(
            "{path} {pid} did not stop in time and is given up",
            path=self.path,
            pid=str(self.pid),
        )
        self.kill()

    def _settled(self, result: object) -> None:
        """
        The coroutine or Deferred has a result.
        """
        self._body = None
        if isinstance(result, Failure):
            self.fail(result)
        elif self.exit is None:
            self._finish(Normal(result))

    def _log_late(self, failure: Failure) -> None:
        if not failure.check(CancelledError):
            self._log.failure(
                "{path} {pid}, ended before, failed late",
                failure=failure,
                path=self.path,
                pid=str(self.pid),
            )

    def fail(self, failure: Failure) -> None:
        """
        End as this failure says: cancelled when asked, an exit raised, or a crash.
        """
        if self.exit is not None:
            self._log_late(failure)
            return
        if self._doom is not None and failure.check(CancelledError):
            self.end(self._doom)
        elif isinstance(failure.value, ProcessExit):
            self.end(failure.value.exit)
        else:
            self.end(self._crash(failure))

    def _crash(self, failure: Failure) -> Crashed:
        """
        Log a crash, once, and keep what holds no frames.
        """
        if self._parent is not None:
            self._parent.report_crash(self, failure)
        else:
            self._log.failure(
                "{name} {pid} crashed",
                failure=failure,
                name=self.name,
                pid=str(self.pid),
            )
        return Crashed(clean(failure))

    def never_lived(self, exit: Exit) -> None:
        """
        Its start failed: whoever watches it hears so, and its parent knows already.
        """
        self._finish(exit, seen=False)

    def _finish(self, exit: Exit, *, seen: bool = True) -> None:
        self.exit = exit
        self._body = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        node = self._node
        if node.observers and self.announced and seen:
            node.observe("exited", self)
        if self._parent is not None and seen:
            node.soon(self._parent.child_exited, self)
        links, self._links = self._links, None
        for linked in links or ():
            linked.remove_link(self)
            node.soon(linked.receive_exit, exit, self)
        watchers, self._watchers = self._watchers, None
        for watcher in watchers or ():
            watcher.process_ended(self)


class _Waiter:
    """
    One Deferred of :meth:`Process.when_exited`.
    """

    __slots__ = ("_process", "deferred")

    def __init__(self, process: Process) -> None:
        self._process = process
        self.deferred: Deferred[Exit] = Deferred(self._cancelled)

    def process_ended(self, process: Process) -> None:
        process.node.soon(self._fire, process.exit)

    def _fire(self, exit: Exit) -> None:
        if not self.deferred.called:
            self.deferred.callback(exit)

    def _cancelled(self, deferred: Deferred[Exit]) -> None:
        """
        Cancelled by its owner, it fails there and then; the process does not mind.
        """
        self._process.remove_watcher(self)


class _ServiceBody:
    """
    A plain IService as a process: it ends when it has been stopped.
    """

    __slots__ = ("_asked", "_process", "service")

    def __init__(self, process: Process, service: Any) -> None:
        self._process = process
        self._asked = False
        self.service = service

    def ask_to_stop(self) -> None:
        self._asked = True
        stopped = maybeDeferred(self.service.stopService)
        stopped.addCallbacks(self._stopped, self._process.fail)

    def _stopped(self, _: object) -> None:
        self._process.end(self._process.doom or Shutdown())

    def give_up(self) -> None:
        """
        A service has no harder end than being stopped, which it may have been.
        """
        if not self._asked:
            maybeDeferred(self.service.stopService).addErrback(self._stop_failed)

    def _stop_failed(self, failure: Failure) -> None:
        _log.failure("{path} did not stop", failure=failure, path=self._process.path)


def name_of(f: Callable[..., object]) -> str:
    """
    What a process that runs this function is called when nobody says otherwise.
    """
    return str(getattr(f, "__name__", "process"))


async def _awaited(life: Awaitable[Any]) -> Any:
    return await life


def spawn(
    f: Callable[..., Startable],
    *args: Any,
    name: str | None = None,
    clock: IReactorTime,
) -> Process:
    """
    Start an unsupervised process.

    :param f: called with ``args``; gives an awaitable, a service or a body.
    """
    node = Node.at(clock)
    process = Process(node, name or name_of(f))
    node.observe("started", process)
    try:
        starting = process.run(f(*args))
    except Exception:
        process.fail(Failure())
    else:
        if starting is not None:
            starting.addErrback(process.fail)
    return process
