"""
The edges: one thing happens while another is under way.
"""

from __future__ import annotations

import gc
from weakref import ref

from twisted.application.service import MultiService, Service
from twisted.internet.defer import CancelledError, Deferred

from connect4tx.supervision.errors import StartFailed, SupervisorGone
from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Ignore,
    Killed,
    ProcessExit,
    Shutdown,
)
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import Restart, Startable
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.lives import (
    Boom,
    SlowService,
    SupervisionCase,
    child,
    forever,
    refuse,
    stubborn,
)


class StartAgainTests(SupervisionCase):
    def test_start_from_the_stop_s_callback(self) -> None:
        """
        A supervisor started again by whoever waited for its stop keeps its children.
        """
        supervisor = self.up(child("a"))
        supervisor.stopService().addCallback(lambda _: supervisor.startService())
        self.turn()
        self.assertEqual(self.seen.count("started a"), 2)
        self.assertEqual((bool(supervisor.running), supervisor.restarts), (True, 0))
        self.assertTrue(supervisor.child("a").alive)

    def test_start_right_after_the_order_to_stop(self) -> None:
        """
        A start that comes before the stop is done leaves no child behind.
        """
        supervisor = self.up(child("a"))
        first = supervisor.child("a")
        supervisor.stopService()
        again = supervisor.startService()
        again.addErrback(lambda _: None)
        self.turn()
        supervisor.stopService()
        self.turn()
        self.assertEqual(self.seen.count("exited a"), self.seen.count("started a"))
        self.assertEqual(first.exit, Shutdown())

    def test_start_twice(self) -> None:
        """
        Starting what runs already does not start its children a second time.
        """
        supervisor = self.up(child("a"))
        supervisor.startService().addErrback(lambda _: None)
        self.turn()
        self.assertEqual(self.seen.count("started a"), 1)

    def test_call_before_the_start(self) -> None:
        """
        A supervisor that has not been started takes no child, handle or no handle.
        """
        supervisor = Supervisor(clock=self.clock)
        self.assertTrue(supervisor.process.alive)
        self.failureResultOf(supervisor.start_child(child("a")), SupervisorGone)


class EndDuringStartTests(SupervisionCase):
    def test_killed_in_its_first_step(self) -> None:
        """
        A coroutine that kills its own process is let go of at its first wait.
        """
        cancelled = []

        async def life(process: Process) -> None:
            process.kill()
            try:
                await Deferred()
            except CancelledError:
                cancelled.append(process)
                raise

        self.up(child("a", life, restart=Restart.TEMPORARY))
        self.turn()
        self.assertEqual(len(cancelled), 1)

    def test_service_killed_in_its_start_function(self) -> None:
        """
        A service whose process is killed before it starts is not left running.
        """
        service = SlowService()

        def start(process: Process) -> Startable:
            process.kill()
            return service

        supervisor = Supervisor(
            [child("a", start, restart=Restart.TEMPORARY)], clock=self.clock
        )
        supervisor.startService().addErrback(lambda _: None)
        self.turn()
        self.assertFalse(service.running)

    def test_killed_during_a_slow_start(self) -> None:
        """
        A child that is killed while it starts is no running child afterwards.
        """
        service = SlowService(slow_start=True)
        handles: list[Process] = []

        def start(process: Process) -> Startable:
            handles.append(process)
            return service if len(handles) == 1 else forever()

        supervisor = Supervisor([child("a", start)], clock=self.clock)
        started = supervisor.startService()
        started.addErrback(lambda _: None)
        self.turn()
        handles[0].kill()
        self.turn()
        assert service.starting is not None
        if not service.starting.called:
            service.starting.callback(None)
        self.turn()
        running = [c.process for c in supervisor.children() if c.process is not None]
        self.assertTrue(all(process.alive for process in running), running)

    def test_killed_during_a_start_that_never_ends(self) -> None:
        """
        A supervisor does not wait for the start of a child that has ended.
        """
        handles: list[Process] = []

        def start(process: Process) -> Startable:
            handles.append(process)
            return SlowService(slow_start=True)

        supervisor = Supervisor([child("a", start)], clock=self.clock)
        started = supervisor.startService()
        handles[0].kill()
        self.turn()
        self.assertEqual(self.failureResultOf(started, StartFailed).value.id, "a")

    def test_supervisor_killed_during_a_child_s_start(self) -> None:
        """
        The child that a killed supervisor was just starting ends as the others do.
        """
        handles: list[Process] = []
        service = SlowService(slow_start=True)

        def start(process: Process) -> Startable:
            handles.append(process)
            return service

        supervisor = Supervisor([child("a", start)], clock=self.clock)
        started = supervisor.startService()
        supervisor.process.kill()
        self.failure(started, SupervisorGone)
        self.assertEqual(service.calls, ["start", "stop"])
        self.assertFalse(handles[0].alive)

    def test_supervisor_killed_during_a_supervisor_s_start(self) -> None:
        """
        The supervisor that a killed one was just starting takes its children along.
        """
        slow = SlowService(slow_start=True)

        def inner(_: Process) -> Startable:
            return Supervisor(
                [child("a"), child("b", lambda _: slow)], clock=self.clock
            )

        supervisor = Supervisor([child("inner", inner)], clock=self.clock)
        started = supervisor.startService()
        self.assertEqual(self.seen[-1], "started a")
        supervisor.process.kill()
        self.failure(started, SupervisorGone)
        assert slow.starting is not None
        slow.starting.callback(None)
        self.turn()
        self.assertIn("exited a", self.seen)
        self.assertIn("exited inner", self.seen)

    def test_watched_start_that_fails(self) -> None:
        """
        Who watches a handle hears that its start failed.
        """
        downs: list[Down] = []

        def start(process: Process) -> Startable:
            monitor(process, downs.append)
            return refuse()

        supervisor = Supervisor([child("a", start)], clock=self.clock)
        self.failure(supervisor.startService(), StartFailed)
        self.assertEqual(len(downs), 1)

    def test_watched_start_that_declines(self) -> None:
        """
        Who waits for the end of a handle hears that its start was declined.
        """
        waits: list[Deferred[Exit]] = []

        def start(process: Process) -> Startable:
            waits.append(process.when_exited())
            raise Ignore

        self.up(child("a", start))
        self.assertEqual(self.result(waits[0]), Shutdown())

    def test_exit_raised_by_a_start_function(self) -> None:
        """
        A start function that raises an exit fails with just that exit.
        """

        def start(_: Process) -> Startable:
            raise ProcessExit(Shutdown("no board"))

        supervisor = Supervisor([child("a", start)], clock=self.clock)
        error = self.failure(supervisor.startService(), StartFailed)
        self.assertEqual(error.reason, Shutdown("no board"))

    def test_failed_start_under_a_plain_service(self) -> None:
        """
        Where nobody takes the start's Deferred, its failure is no unhandled error.
        """
        top = MultiService()
        Supervisor([child("a", refuse)], clock=self.clock).setServiceParent(top)
        top.startService()
        self.turn()
        del top
        gc.collect()
        unhandled = self.flushLoggedErrors(StartFailed)
        self.flushLoggedErrors(Boom)
        self.assertEqual(unhandled, [])


class StopTests(SupervisionCase):
    def test_the_shorter_time_to_stop_counts(self) -> None:
        """
        Who was asked with much time may be asked again with less.
        """
        process = self.spawn(stubborn)
        process.stop(60)
        ended = process.stop(1)
        self.clock.pass_seconds(1)
        self.assertEqual(self.result(ended), Killed())

    def test_task_during_a_slow_stop(self) -> None:
        """
        A task supervisor that is being stopped takes no more tasks, or stops them too.
        """
        made: list[TaskSupervisor] = []

        def start(_: Process) -> Startable:
            made.append(TaskSupervisor(clock=self.clock))
            return made[-1]

        top = self.up(child("tasks", start))
        made[0].start_task(stubborn)
        top.stopService()
        self.clock.pass_seconds(1)
        try:
            late = made[0].start_task(forever)
        except SupervisorGone:
            late = None
        self.clock.pass_seconds(20)
        self.assertFalse(top.process.alive)
        self.assertTrue(late is None or not late.alive, late)

    def test_task_supervisor_killed_while_it_stops(self) -> None:
        """
        Giving up a task supervisor in its stop leaves no unhandled error.
        """

        def start(_: Process) -> Startable:
            return made

        made = TaskSupervisor(clock=self.clock)
        top = self.up(child("tasks", start, stop_seconds=1))
        made.start_task(stubborn)
        top.stopService()
        self.clock.pass_seconds(20)
        gc.collect()
        self.assertEqual(self.flushLoggedErrors(CancelledError), [])

    def test_canceller_that_raises(self) -> None:
        """
        A Deferred whose canceller raises has crashed, just as a body that raises.
        """

        def canceller(_: Deferred[None]) -> None:
            raise Boom("canceller")

        process = self.spawn(lambda: Deferred(canceller))
        ended = process.stop(None)
        self.turn()
        self.flushLoggedErrors(Boom)
        self.assertIsInstance(self.result(ended), Crashed)

    def test_canceller_that_raises_beside_others(self) -> None:
        """
        A canceller that raises does not keep its siblings from hearing of a kill.
        """

        def canceller(_: Deferred[None]) -> None:
            raise Boom("canceller")

        supervisor = self.up(child("a", lambda _: Deferred(canceller)), child("b"))
        supervisor.process.kill()
        self.turn()
        self.flushLoggedErrors(Boom)
        self.assertIn("exited b", self.seen)

    def test_late_failure_of_a_given_up_service(self) -> None:
        """
        A service given up while it stops, and failing then, is logged.
        """
        service = SlowService(slow_stop=True)
        process = self.spawn(lambda: service)
        process.stop(1)
        self.clock.pass_seconds(1)
        self.assertEqual(process.exit, Killed())
        assert service.stopping is not None
        service.stopping.errback(Boom("late"))
        self.assert_booms(1)


class RemoveServiceTests(SupervisionCase):
    def test_remove_a_permanent_service(self) -> None:
        """
        A service that was removed does not come back, though it is permanent.
        """
        supervisor = self.up(child("a", lambda _: Service()))
        (service,) = supervisor
        self.result(supervisor.removeService(service))
        self.turn()
        self.assertEqual(self.seen, ["started Supervisor", "started a", "exited a"])
        self.assertEqual(list(supervisor), [])

    def test_remove_a_coroutine(self) -> None:
        """
        A coroutine is removed by the service that stands for it.
        """
        supervisor = self.up(child("a", restart=Restart.TEMPORARY))
        self.result(supervisor.removeService(supervisor.getServiceNamed("a")))
        self.assertEqual(list(supervisor), [])

    def test_remove_before_the_start(self) -> None:
        """
        A service that is removed before the start is not started.
        """
        supervisor = Supervisor(clock=self.clock)
        service = SlowService()
        service.setServiceParent(supervisor)
        service.disownServiceParent()
        self.successResultOf(supervisor.startService())
        self.assertEqual(service.calls, [])


class NoticeTests(SupervisionCase):
    def test_monitor_by_a_dead_process(self) -> None:
        """
        A monitor by a process that has ended tells nothing.
        """
        watched, by = self.spawn(forever), self.spawn(forever)
        by.kill()
        downs: list[Down] = []
        monitor(watched, downs.append, by=by)
        watched.kill()
        self.turn()
        self.assertEqual(downs, [])

    def test_monitor_of_a_dead_process_by_one_that_ends(self) -> None:
        """
        The Down of a dead process is taken back when its watcher ends first.
        """
        watched, by = self.spawn(forever), self.spawn(forever)
        watched.kill()
        downs: list[Down] = []
        monitor(watched, downs.append, by=by)
        by.kill()
        self.turn()
        self.assertEqual(downs, [])

    def test_task_that_declines(self) -> None:
        """
        A task that declines to start has not crashed.
        """

        def decline() -> Startable:
            raise Ignore

        tasks = self.tasks()
        process = tasks.start_task(decline)
        self.turn()
        self.assertEqual(self.flushLoggedErrors(), [])
        self.assertFalse(process.alive)

    def test_cancelled_wait_is_forgotten(self) -> None:
        """
        A wait that was cancelled is not kept until the process ends.
        """
        process = self.spawn(forever)
        wait = process.when_exited().addErrback(lambda _: None)
        wait.cancel()
        forgotten = ref(wait)
        del wait
        gc.collect()
        self.assertIsNone(forgotten())
        self.assertTrue(process.alive)
