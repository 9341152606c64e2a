"""
A supervisor of tasks: results, room, restarts and the stop of all at once.
"""

from __future__ import annotations

from twisted.internet.defer import CancelledError, Deferred, succeed

from connect4tx.supervision.errors import (
    NotFound,
    StartFailed,
    SupervisorGone,
    TooManyChildren,
)
from connect4tx.supervision.exits import Killed, Normal, ProcessExit, Shutdown
from connect4tx.supervision.specs import Counts, Restart, Startable
from connect4tx.supervision.tasks import TaskSupervisor
from tests.supervision.lives import (
    Being,
    Boom,
    SlowService,
    SupervisionCase,
    child,
    crash,
    crashed,
    forever,
    refuse,
    stubborn,
    until,
)


class RunTests(SupervisionCase):
    def test_result(self) -> None:
        """
        What a task returns is what its caller gets, on a later turn.
        """
        answer = self.tasks().run(until, succeed(42))
        self.assertNoResult(answer)
        self.assertEqual(self.result(answer), 42)

    def test_failure(self) -> None:
        """
        A task that raises fails its caller's Deferred, and nobody else.
        """
        tasks = self.tasks()
        other = tasks.start_task(forever)
        self.failure(tasks.run(crash), Boom)
        self.assertTrue(other.alive)
        self.assertEqual(tasks.restarts, 0)
        self.assert_booms(1)

    def test_other_ends(self) -> None:
        """
        A task that is stopped or killed fails its caller's Deferred with its exit.
        """
        tasks = self.tasks()
        stopped, killed = tasks.run(forever), tasks.run(forever)
        second, first = [c.process for c in tasks.children()]
        assert first is not None
        assert second is not None
        first.stop()
        second.kill()
        self.assertEqual(self.failure(stopped, ProcessExit).exit, Shutdown())
        self.assertEqual(self.failure(killed, ProcessExit).exit, Killed())

    def test_cancelled_caller(self) -> None:
        """
        A caller that does not want the result any more does not stop the task.
        """
        tasks = self.tasks()
        answer = tasks.run(forever)
        answer.cancel()
        self.failureResultOf(answer, CancelledError)
        self.turn()
        self.assertEqual(tasks.counts().active, 1)

    def test_answer_when_the_supervisor_stops(self) -> None:
        """
        No caller waits for ever: the stop of the supervisor answers all of them.
        """
        tasks = self.tasks()
        answer = tasks.run(forever)
        tasks.stopService()
        self.assertEqual(self.failure(answer, ProcessExit).exit, Shutdown())


class StartTests(SupervisionCase):
    def test_arguments_and_name(self) -> None:
        """
        A task gets its arguments, and the name of its function or the one given.
        """
        got: list[object] = []

        def job(*args: object) -> Startable:
            got.extend(args)
            return forever()

        tasks = self.tasks(name="jobs")
        self.assertEqual(tasks.start_task(job, 1, "two").path, "jobs/job")
        self.assertEqual(tasks.start_task(job, name="named").name, "named")
        self.assertEqual(got, [1, "two"])

    def test_function_that_raises(self) -> None:
        """
        A function that raises is a task that crashed, not an error of the caller.
        """
        tasks = self.tasks()
        process = tasks.start_task(refuse)
        self.assertTrue(crashed(process.exit))
        self.turn()
        self.assertEqual(tasks.counts(), Counts(0, 0, 0, 0))
        self.assert_booms(1)

    def test_function_that_gives_nonsense(self) -> None:
        """
        A function whose value is no life is a task that crashed.
        """
        self.tasks().start_task(lambda: 7)  # type: ignore[arg-type, return-value]
        self.turn()
        self.assertEqual(len(self.flushLoggedErrors(TypeError)), 1)

    def test_service_that_fails_to_start(self) -> None:
        """
        A service that fails to start as a task has crashed, and leaves its place.
        """
        slow = SlowService(slow_start=True)
        tasks = self.tasks(max_children=1)
        process = tasks.start_task(lambda: slow)
        assert slow.starting is not None
        slow.starting.errback(Boom("start"))
        self.turn()
        self.assertTrue(crashed(process.exit))
        self.assertTrue(tasks.start_task(forever).alive)
        self.assert_booms(1)

    def test_not_running(self) -> None:
        """
        A supervisor that does not run starts no task.
        """
        tasks = TaskSupervisor(clock=self.clock)
        self.assertRaises(SupervisorGone, tasks.start_task, forever)
        self.successResultOf(tasks.startService())
        self.result(tasks.stopService())
        error = self.assertRaises(SupervisorGone, tasks.start_task, forever)
        self.assertEqual(error.exit, Shutdown())
        self.assertRaises(SupervisorGone, tasks.run, forever)

    def test_full(self) -> None:
        """
        A full supervisor refuses tasks until one has ended.
        """
        tasks = self.tasks(max_children=2)
        first = tasks.start_task(forever)
        tasks.start_task(forever)
        self.assertRaises(TooManyChildren, tasks.start_task, forever)
        self.failure(tasks.start_child(child("a")), TooManyChildren)
        first.kill()
        self.turn()
        self.assertTrue(tasks.start_task(forever).alive)
        self.assertRaises(TooManyChildren, tasks.start_task, forever)

    def test_room_for_none(self) -> None:
        """
        Room for no children is a limit too.
        """
        tasks = self.tasks(max_children=0)
        self.assertRaises(TooManyChildren, tasks.start_task, forever)


class RestartTests(SupervisionCase):
    def test_restarted_with_its_arguments(self) -> None:
        """
        A permanent task is called again with the same arguments, on a later turn.
        """
        got: list[int] = []

        def job(number: int) -> Startable:
            got.append(number)
            return forever()

        tasks = self.tasks(restart=Restart.PERMANENT)
        first = tasks.start_task(job, 7)
        first.kill()
        self.assertEqual(got, [7])
        self.turn()
        self.assertEqual(got, [7, 7])
        (restarted,) = tasks.children()
        self.assertIsNot(restarted.process, first)

    def test_one_task_restarted_otherwise(self) -> None:
        """
        The restart type of one task may differ from the supervisor's.
        """
        tasks = self.tasks()
        permanent = tasks.start_task(forever, restart=Restart.PERMANENT)
        temporary = tasks.start_task(forever)
        permanent.kill()
        temporary.kill()
        self.turn()
        self.assertEqual((tasks.restarts, tasks.counts().active), (1, 1))

    def test_temporary_tasks_cost_nothing(self) -> None:
        """
        However many temporary tasks crash, the supervisor lives.
        """
        tasks = self.tasks(max_restarts=0)
        for _ in range(10):
            tasks.start_task(crash)
        self.turn()
        self.assertTrue(tasks.process.alive)
        self.assert_booms(10)

    def test_task_waiting_for_its_restart_takes_room(self) -> None:
        """
        A task between two attempts to start keeps its place.
        """
        attempts: list[int] = []

        def job() -> Startable:
            attempts.append(1)
            return refuse() if len(attempts) == 2 else forever()

        tasks = self.tasks(max_children=1, restart=Restart.PERMANENT)
        tasks.start_task(job).kill()
        self.turn()
        self.assertEqual(len(attempts), 3)
        self.assertRaises(TooManyChildren, tasks.start_task, forever)

    def test_never_starting_again(self) -> None:
        """
        A task that does not start again ends the supervisor by its budget.
        """
        attempts: list[int] = []

        def job() -> Startable:
            attempts.append(1)
            return forever() if len(attempts) == 1 else refuse()

        tasks = self.tasks(restart=Restart.PERMANENT, max_restarts=2)
        tasks.start_task(job).kill()
        self.turn()
        self.assertTrue(tasks.gave_up)
        self.assertEqual(len(attempts), 3)


class StopTests(SupervisionCase):
    def test_all_at_once(self) -> None:
        """
        Tasks are stopped in parallel, under one timer.
        """
        tasks = self.tasks(stop_seconds=3)
        for _ in range(10):
            tasks.start_task(stubborn)
        stopped = tasks.stopService()
        self.turn()
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
        self.clock.pass_seconds(3)
        self.result(stopped)
        self.assertEqual(self.seen.count("exited stubborn"), 10)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_timer_is_taken_back(self) -> None:
        """
        When all have ended in time, no timer is left.
        """
        tasks = self.tasks()
        tasks.start_task(forever)
        self.result(tasks.stopService())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_without_asking(self) -> None:
        """
        With no seconds to stop nobody is asked.
        """
        being = Being()
        tasks = self.tasks(stop_seconds=0)
        process = tasks.start_task(lambda: being)
        self.result(tasks.stopService())
        self.assertEqual((process.exit, being.calls), (Killed(), ["give up"]))

    def test_without_bound(self) -> None:
        """
        With no bound a task may take as long as it likes.
        """
        being = Being()
        tasks = self.tasks(stop_seconds=None)
        process = tasks.start_task(lambda: being)
        stopped = tasks.stopService()
        self.clock.pass_seconds(1000)
        self.assertNoResult(stopped)
        self.assertEqual(being.calls, ["ask"])
        process.end(Normal())
        self.result(stopped)

    def test_no_tasks(self) -> None:
        """
        A supervisor without tasks stops at once.
        """
        self.result(self.tasks().stopService())

    def test_terminated_task(self) -> None:
        """
        A task that was terminated is not restarted, though it is permanent.
        """
        tasks = self.tasks(restart=Restart.PERMANENT)
        process = tasks.start_task(forever)
        self.result(tasks.terminate_task(process))
        self.turn()
        self.assertEqual((process.exit, tasks.counts().specs), (Shutdown(), 0))
        self.failure(tasks.terminate_task(process), NotFound)

    def test_stranger_is_no_task(self) -> None:
        """
        Only its own tasks are terminated.
        """
        stranger = self.spawn(forever)
        self.failure(self.tasks().terminate_task(stranger), NotFound)
        self.assertTrue(stranger.alive)

    def test_killed(self) -> None:
        """
        The tasks of a killed supervisor end, and their callers hear of it.
        """
        tasks = self.tasks()
        answers = [tasks.run(forever) for _ in range(3)]
        tasks.process.kill()
        for answer in answers:
            self.assertEqual(self.failure(answer, ProcessExit).exit, Killed())
        self.assertRaises(SupervisorGone, tasks.start_task, forever)

    def test_queued_call(self) -> None:
        """
        A call that waits while a task is terminated is answered when all ends.
        """
        tasks = self.tasks()
        calls: list[Deferred[None]] = [
            tasks.terminate_task(tasks.start_task(stubborn)) for _ in range(2)
        ]
        self.turn()
        tasks.process.kill()
        for call in calls:
            self.assertEqual(self.failure(call, SupervisorGone).exit, Killed())
        self.clock.pass_seconds(5)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_failed_child(self) -> None:
        """
        A child with a spec that does not start takes no place.
        """
        tasks = self.tasks(max_children=1)
        self.failure(tasks.start_child(child("a", refuse)), StartFailed)
        self.assertEqual(tasks.counts().specs, 0)
        self.assertTrue(self.result(tasks.start_child(child("a"))).alive)
