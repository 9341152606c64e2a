"""
Does the steps of a scenario, one after the other, each followed by a rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connect4tx.supervision.errors import NoSuchProcess
from connect4tx.supervision.exits import Normal
from connect4tx.supervision.links import link, unlink
from connect4tx.supervision.monitors import Monitor, monitor
from connect4tx.supervision.process import Process, spawn
from tests.supervision.calls import Calls, Returned
from tests.supervision.driver import Driver, ParentDriver, ServiceDriver
from tests.supervision.nursery import Nursery
from tests.supervision.reasons import Uncaught, exit_from
from tests.supervision.scenario import Record, Scenario, Step
from tests.supervision.stage import Happened, Stage
from tests.supervision.worker import SHAPES, Worker


class Performance:
    """
    Does the steps of one scenario; one method for each kind of step.

    :param shape: the name of one of :data:`~tests.supervision.worker.SHAPES`.
    :param parent: whether the root has a supervisor above it; it always has where the
        scenario kills it.
    """

    def __init__(
        self, scenario: Scenario, *, shape: str = "coroutine", parent: bool = False
    ) -> None:
        self._scenario = scenario
        self._stage = Stage()
        nursery = Nursery(self._stage, SHAPES[shape])
        self._nursery = nursery
        self._calls = Calls(self._stage, nursery)
        self._monitors: dict[tuple[Process, str], Monitor] = {}
        self._held: set[str] = set()
        self._driver: Driver | None = None
        if scenario.tree is not None:
            dies = any(step.op == "kill_parent" for step in scenario.steps)
            above = ParentDriver if parent or dies else ServiceDriver
            self._driver = above(scenario.tree, self._stage, nursery)

    def run(self) -> list[Record]:
        """
        Do all steps; what happened in each.
        """
        for number, step in enumerate(self._scenario.steps):
            self._stage.records.append(Happened(number))
            self._issue(number, step)
            # No mailbox: a process is kept from reading by not ending the turn.
            if not self._held:
                self._stage.clock.settle()
        return [happened.as_record() for happened in self._stage.records]

    def _issue(self, number: int, step: Step) -> None:
        if "sup" in step.given:
            self._calls.make(number, step)
        elif step.op in ("start", "stop") and self._driver is not None:
            answer = self._driver.start() if step.op == "start" else self._driver.stop()
            answer.addCallback(lambda value: self._stage.answer(number, value))
        else:
            do: Callable[..., None] = getattr(self, f"_{step.op}")
            do(**{f"{key}_": value for key, value in step.given.items()})

    # -- the driver --------------------------------------------------------------

    def _advance(self, by_: int, **_: Any) -> None:
        self._stage.clock.pass_seconds(by_)

    def _kill_parent(self, **_: Any) -> None:
        assert self._driver is not None
        self._driver.kill()

    # -- ends --------------------------------------------------------------------

    def _exit(self, who_: str, reason_: Any, **_: Any) -> None:
        worker = self._worker(who_)
        if worker is not None:
            worker.end(exit_from(reason_))

    def _raise(self, who_: str, error_: Any, **_: Any) -> None:
        worker = self._worker(who_)
        if worker is not None:
            worker.crash(Uncaught(error_))

    def _finish(self, who_: str, value_: Any, **_: Any) -> None:
        worker = self._worker(who_)
        if worker is not None:
            worker.end(Normal(Returned(value_)))

    def _kill(self, who_: str, **_: Any) -> None:
        self._find(who_).kill()

    def _signal(
        self, to_: str, reason_: Any, from_: str | None = None, **_: Any
    ) -> None:
        sender = None if from_ is None else self._find(from_)
        self._find(to_).send_exit(exit_from(reason_), sender)

    # -- links and monitors ------------------------------------------------------

    def _spawn(self, name_: str, trap_: bool, **_: Any) -> None:
        clock = self._stage.clock
        process = spawn(
            lambda: self._nursery.newcomer(name_).live(), name=name_, clock=clock
        )
        self._stage.trap(process, on=trap_)

    def _link(self, by_: str, to_: str, **_: Any) -> None:
        by = self._find(by_)
        try:
            link(by, self._find(to_))
        except NoSuchProcess as error:
            self._stage.worker(by).crash(error)

    def _unlink(self, by_: str, to_: str, **_: Any) -> None:
        unlink(self._find(by_), self._find(to_))

    def _monitor(self, by_: str, of_: str, ref_: str, **_: Any) -> None:
        by = self._find(by_)
        self._monitors[by, ref_] = monitor(
            self._find(of_),
            lambda down: self._stage.deliver_down(by, ref_, down),
            by=by,
        )

    def _demonitor(self, by_: str, ref_: str, **_: Any) -> None:
        self._monitors[self._find(by_), ref_].cancel()

    def _trap(self, who_: str, on_: bool, **_: Any) -> None:
        self._stage.trap(self._find(who_), on=on_)

    def _hold(self, who_: str, **_: Any) -> None:
        self._held.add(who_)

    def _release(self, who_: str, **_: Any) -> None:
        self._held.discard(who_)

    # -- who is meant ------------------------------------------------------------

    def _find(self, who: str) -> Process:
        process = self._stage.find(who)
        if process is None:
            raise LookupError(f"no process {who!r} yet")
        return process

    def _worker(self, who: str) -> Worker | None:
        """
        The worker that is to end; None if it has.
        """
        process = self._find(who)
        return self._stage.worker(process) if process.alive else None
