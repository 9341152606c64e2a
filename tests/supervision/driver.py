"""
Whoever is above the root of a scenario's tree.
"""

from __future__ import annotations

from typing import Protocol

from twisted.internet.defer import Deferred, maybeDeferred, succeed
from twisted.python.failure import Failure

from connect4tx.supervision.errors import NotFound, StartFailed, SupervisorGone
from connect4tx.supervision.exits import Shutdown
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from tests.supervision.nursery import Nursery
from tests.supervision.reasons import reason_of, reason_of_error
from tests.supervision.scenario import Json, Tree
from tests.supervision.stage import Stage


class Driver(Protocol):
    """
    Starts and stops the root; the answers are a trace's values.
    """

    def start(self) -> Deferred[Json]: ...

    def stop(self) -> Deferred[Json]: ...

    def kill(self) -> None: ...


class ServiceDriver:
    """
    Uses the root as any Twisted program does: as a service.
    """

    def __init__(self, tree: Tree, stage: Stage, nursery: Nursery) -> None:
        self._tree = tree
        self._stage = stage
        self._nursery = nursery
        self._root: Supervisor | None = None

    def start(self) -> Deferred[Json]:
        return maybeDeferred(self._start).addCallbacks(self._started, _not_started)

    def stop(self) -> Deferred[Json]:
        if self._root is None:
            return succeed("ok")
        return self._root.stopService().addCallback(lambda _: "ok")

    def kill(self) -> None:
        raise NotImplementedError("a Twisted program has no parent that can be killed")

    def _start(self) -> Deferred[Supervisor]:
        root = self._root = self._nursery.supervisor(self._tree)
        started = root.startService()
        self._stage.supervisors[root.process] = (root, self._tree)
        return started.addCallback(lambda _: root)

    def _started(self, root: Supervisor) -> Json:
        return {"ok": self._stage.label(root.process)}


class ParentDriver:
    """
    A supervisor above the root: the only parent that can be killed.
    """

    def __init__(self, tree: Tree, stage: Stage, nursery: Nursery) -> None:
        self._parent = Supervisor(name="driver", clock=stage.clock)
        self._stage = stage
        self._id = tree.id
        self._spec = ChildSpec(
            tree.id,
            lambda process: nursery.root(tree, process),
            Restart.TEMPORARY,
            stop_seconds=None,
        )
        stage.unseen.add(self._parent.process)
        self._parent.startService()

    def start(self) -> Deferred[Json]:
        return self._parent.start_child(self._spec).addCallbacks(
            self._started, self._not_started
        )

    def stop(self) -> Deferred[Json]:
        stopped = self._parent.terminate_child(self._id)
        stopped.addErrback(lambda failure: failure.trap(NotFound) and None)
        return stopped.addCallback(lambda _: "ok")

    def kill(self) -> None:
        self._parent.process.kill()

    def _started(self, root: Process | None) -> Json:
        return {"ok": self._stage.label(root)}

    @staticmethod
    def _not_started(failure: Failure) -> Json:
        """
        The root's own trouble, without the parent's words round it.
        """
        error = failure.value
        if isinstance(error, StartFailed):
            return {"error": reason_of(error.reason)}
        return _not_started(failure)


def _not_started(failure: Failure) -> Json:
    error = failure.value
    if isinstance(error, StartFailed):
        return {"error": reason_of(Shutdown(error))}
    if isinstance(error, SupervisorGone):
        return {"error": reason_of(error.exit)}
    return {"error": reason_of_error(error)}
