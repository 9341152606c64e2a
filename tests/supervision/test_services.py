"""
Services as children, and a supervisor as a service.
"""

from __future__ import annotations

import gc
from typing import Any

from twisted.application.service import (
    Application,
    IService,
    IServiceCollection,
    MultiService,
    Service,
)
from twisted.internet.defer import Deferred
from zope.interface.verify import verifyObject

from connect4tx.supervision.errors import StartFailed, SupervisorGone
from connect4tx.supervision.exits import Crashed, Ignore, Killed, Normal, Shutdown
from connect4tx.supervision.process import Process
from connect4tx.supervision.services import ProcessService
from connect4tx.supervision.specs import ChildSpec, Restart, Startable
from connect4tx.supervision.supervisor import Supervisor
from tests.supervision.lives import (
    Being,
    Boom,
    SlowService,
    SupervisionCase,
    child,
    crashed,
    forever,
    refuse,
    stubborn,
)


class SlowTests(SupervisionCase):
    def test_slow_start_is_awaited(self) -> None:
        """
        The next child starts when the one before is up, and no sooner.
        """
        slow = SlowService(slow_start=True)
        supervisor = Supervisor(
            [child("a", lambda _: slow), child("b")], clock=self.clock
        )
        started = supervisor.startService()
        self.clock.pass_seconds(100)
        self.assertNoResult(started)
        self.assertEqual(self.seen, ["started Supervisor"])
        assert slow.starting is not None
        slow.starting.callback(None)
        self.successResultOf(started)
        self.assertEqual(self.seen[1:], ["started a", "started b"])

    def test_failed_slow_start(self) -> None:
        """
        A start that fails late stops those before it, and tells why.
        """
        slow = SlowService(slow_start=True)
        supervisor = Supervisor(
            [child("a"), child("b", lambda _: slow), child("c")], clock=self.clock
        )
        started = supervisor.startService()
        assert slow.starting is not None
        slow.starting.errback(Boom("late"))
        error = self.failure(started, StartFailed)
        self.assertEqual(error.id, "b")
        self.assertTrue(crashed(error.reason))
        self.assertEqual(
            self.seen[1:],
            ["started a", "start_failed b", "exited a", "exited Supervisor"],
        )
        self.assertEqual(supervisor.process.exit, Shutdown(error))

    def test_start_that_raises(self) -> None:
        """
        A service whose startService raises has not started.
        """

        class Broken(Service):
            def startService(self) -> None:
                raise Boom("broken")

        supervisor = Supervisor([child("a", lambda _: Broken())], clock=self.clock)
        error = self.failure(supervisor.startService(), StartFailed)
        self.assertTrue(crashed(error.reason))

    def test_slow_stop_is_awaited(self) -> None:
        """
        The child before is asked when the one after it is down.
        """
        first, second = SlowService(), SlowService(slow_stop=True)
        supervisor = self.up(child("a", lambda _: first), child("b", lambda _: second))
        stopped = supervisor.stopService()
        self.turn()
        self.assertEqual((first.calls, second.calls), (["start"], ["start", "stop"]))
        assert second.stopping is not None
        second.stopping.callback(None)
        self.result(stopped)
        self.assertEqual(first.calls, ["start", "stop"])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_failed_stop(self) -> None:
        """
        A stop that fails is a crash, and stopping goes on.
        """
        slow = SlowService(slow_stop=True)
        supervisor = self.up(child("a"), child("b", lambda _: slow))
        process = supervisor.child("b")
        stopped = supervisor.stopService()
        self.turn()
        assert slow.stopping is not None
        slow.stopping.errback(Boom("stopping"))
        self.result(stopped)
        self.assertTrue(crashed(process.exit))
        self.assertIn("exited a", self.seen)
        self.assert_booms(1)

    def test_stop_that_raises(self) -> None:
        """
        A service whose stopService raises is down all the same.
        """

        class Broken(Service):
            def stopService(self) -> None:
                raise Boom("broken")

        supervisor = self.up(child("a", lambda _: Broken()))
        self.result(supervisor.stopService())
        self.assert_booms(1)

    def test_stop_that_never_ends(self) -> None:
        """
        A service that does not come down is given up after its seconds, asked once.
        """
        slow = SlowService(slow_stop=True)
        supervisor = self.up(child("a", lambda _: slow, stop_seconds=2))
        process = supervisor.child("a")
        stopped = supervisor.stopService()
        self.clock.pass_seconds(1)
        self.assertNoResult(stopped)
        self.clock.pass_seconds(1)
        self.result(stopped)
        self.assertEqual(process.exit, Killed())
        self.assertEqual(slow.calls, ["start", "stop"])

    def test_killed_service_is_stopped(self) -> None:
        """
        A service that is given up without having been asked is stopped nevertheless.
        """
        service = SlowService()
        supervisor = self.up(child("a", lambda _: service, restart=Restart.TEMPORARY))
        supervisor.child("a").kill()
        self.turn()
        self.assertEqual(service.calls, ["start", "stop"])

    def test_killed_service_that_fails_to_stop(self) -> None:
        """
        A service that fails to stop after it was given up is logged.
        """

        class Broken(Service):
            def stopService(self) -> None:
                raise Boom("broken")

        process = self.spawn(Broken)
        process.kill()
        self.turn()
        self.assertEqual(process.exit, Killed())
        self.assert_booms(1)

    def test_spawned_service_that_fails_to_start(self) -> None:
        """
        An unsupervised service that does not start has crashed.
        """
        slow = SlowService(slow_start=True)
        process = self.spawn(lambda: slow)
        assert slow.starting is not None
        slow.starting.errback(Boom("start"))
        self.turn()
        self.assertTrue(crashed(process.exit))
        self.assert_booms(1)


class FactoryTests(SupervisionCase):
    def test_restart_makes_a_fresh_object(self) -> None:
        """
        Each restart asks the factory again, with a handle of its own.
        """
        made: list[tuple[Process, SlowService]] = []

        def start(process: Process) -> Startable:
            made.append((process, SlowService()))
            return made[-1][1]

        supervisor = self.up(child("a", start))
        made[0][0].kill()
        self.turn()
        (old, first), (new, second) = made
        self.assertIsNot(first, second)
        self.assertNotEqual(old.pid, new.pid)
        self.assertEqual((old.exit, new.alive), (Killed(), True))
        self.assertEqual((first.calls, second.calls), (["start", "stop"], ["start"]))
        self.assertEqual(list(supervisor), [second])

    def test_restart_comes_on_a_later_turn(self) -> None:
        """
        Nobody is restarted inside the call that ended the child.
        """
        supervisor = self.up(child("a"))
        supervisor.child("a").kill()
        self.assertEqual(self.seen[-1], "exited a")
        self.turn()
        self.assertEqual(self.seen[-1], "started a")

    def test_factory_that_gives_nonsense(self) -> None:
        """
        A factory that gives no life is a start that failed.
        """
        spec = ChildSpec("a", lambda _: 7)  # type: ignore[arg-type, return-value]
        supervisor = Supervisor([spec], clock=self.clock)
        error = self.failure(supervisor.startService(), StartFailed)
        self.assertIsInstance(error.reason, Crashed)

    def test_ignored_start(self) -> None:
        """
        A child that declines is known and does not run; the others start.
        """

        def decline(_: Process) -> Startable:
            raise Ignore

        supervisor = self.up(child("a", decline), child("b"))
        self.assertEqual([s.name for s in supervisor], ["b"])
        self.assertEqual(supervisor.counts().specs, 2)
        self.assertEqual(self.seen[1:], ["start_ignored a", "started b"])

    def test_crash_in_the_first_step(self) -> None:
        """
        A coroutine that raises before its first wait has started, and crashed.
        """

        async def life(_: Process) -> None:
            raise Boom("first step")

        supervisor = self.up(child("a", life, restart=Restart.TEMPORARY))
        self.turn()
        self.assertEqual(self.seen[1:], ["started a", "exited a"])
        self.assertTrue(supervisor.running)
        self.assert_booms(1)

    def test_body_as_a_child(self) -> None:
        """
        A body tells its own end to its supervisor by its handle.
        """
        beings: list[tuple[Process, Being]] = []

        def start(process: Process) -> Startable:
            beings.append((process, Being()))
            return beings[-1][1]

        supervisor = self.up(child("a", start, restart=Restart.TRANSIENT))
        beings[0][0].end(Normal())
        self.turn()
        self.assertEqual((list(supervisor), len(beings)), ([], 1))
        self.assertEqual(supervisor.counts().specs, 1)


class ServiceFaceTests(SupervisionCase):
    def test_is_a_service(self) -> None:
        """
        A supervisor keeps Twisted's interfaces of a service and of a collection.
        """
        supervisor = Supervisor(clock=self.clock, name="root")
        verifyObject(IService, supervisor)
        verifyObject(IServiceCollection, supervisor)
        self.assertEqual(supervisor.name, "root")

    def test_children_as_services(self) -> None:
        """
        Iterating gives the services that run, and views of what is none.
        """
        service = Service()
        supervisor = self.up(child("a", lambda _: service), child("b"))
        first, second = supervisor
        self.assertIs(first, service)
        self.assertIsInstance(second, ProcessService)
        verifyObject(IService, second)
        self.assertEqual((second.name, bool(second.running)), ("b", True))

    def test_service_named(self) -> None:
        """
        A child is found by its id, and one that does not run is not.
        """
        service = Service()
        supervisor = self.up(child("a", lambda _: service), child("b"))
        self.assertIs(supervisor.getServiceNamed("a"), service)
        self.assertEqual(supervisor.getServiceNamed("b").name, "b")
        self.result(supervisor.terminate_child("b"))
        self.assertRaises(KeyError, supervisor.getServiceNamed, "b")
        self.assertRaises(KeyError, supervisor.getServiceNamed, "c")

    def test_view_stops_its_process(self) -> None:
        """
        Stopping the service that stands for a coroutine stops the coroutine.
        """
        supervisor = self.up(child("b", restart=Restart.TEMPORARY))
        process = supervisor.child("b")
        self.result(supervisor.getServiceNamed("b").stopService())
        self.assertEqual(process.exit, Shutdown())

    def test_service_added_before_the_start(self) -> None:
        """
        A service whose parent is set before the start is started with the others.
        """
        supervisor = Supervisor([child("a")], clock=self.clock)
        service = SlowService()
        service.setName("added")
        service.setServiceParent(supervisor)
        self.assertEqual(service.calls, [])
        self.successResultOf(supervisor.startService())
        self.assertEqual(self.seen[1:], ["started a", "started added"])
        self.result(supervisor.stopService())
        self.assertEqual(service.calls, ["start", "stop"])

    def test_service_added_while_it_runs(self) -> None:
        """
        A service added to a running supervisor is started, and not restarted.
        """
        supervisor = self.up()
        service = SlowService()
        service.setServiceParent(supervisor)
        self.assertEqual((list(supervisor), service.calls), ([service], ["start"]))
        (handle,) = [c.process for c in supervisor.children()]
        assert handle is not None
        handle.kill()
        self.turn()
        self.assertEqual(list(supervisor), [])

    def test_service_that_cannot_be_added(self) -> None:
        """
        A service that does not start when it is added is logged.
        """
        supervisor = self.up()
        service = SlowService(slow_start=True)
        supervisor.addService(service)
        assert service.starting is not None
        service.starting.errback(Boom("start"))
        self.turn()
        self.assertEqual(len(self.flushLoggedErrors(StartFailed)), 1)
        self.assertEqual(list(supervisor), [])

    def test_service_disowned(self) -> None:
        """
        A service that disowns its supervisor is stopped and forgotten.
        """
        supervisor = self.up()
        service = SlowService()
        service.setServiceParent(supervisor)
        self.result(service.disownServiceParent())
        self.assertEqual(service.calls, ["start", "stop"])
        self.assertEqual((list(supervisor), supervisor.counts().specs), ([], 0))

    def test_remove_a_stranger(self) -> None:
        """
        Removing what is no child is done at once.
        """
        self.successResultOf(self.up().removeService(Service()))

    def test_supervisor_added_by_hand(self) -> None:
        """
        A supervisor that is added to another is its child, with for ever to stop.
        """
        top, inner = self.up(), Supervisor([child("a", stubborn)], clock=self.clock)
        inner.setName("inner")
        inner.setServiceParent(top)
        self.assertEqual(top.counts().supervisors, 1)
        self.assertEqual(inner.process.path, "Supervisor/inner")
        stopped = top.stopService()
        self.clock.pass_seconds(5)
        self.result(stopped)
        self.assertEqual(
            self.seen[-3:], ["exited a", "exited inner", "exited Supervisor"]
        )


class PlainParentTests(SupervisionCase):
    def test_under_a_plain_service(self) -> None:
        """
        A supervisor starts and stops with the plain MultiService above it.
        """
        top = MultiService()
        supervisor = Supervisor([child("a"), child("b")], clock=self.clock)
        supervisor.setServiceParent(top)
        top.startService()
        self.assertEqual(self.seen[1:], ["started a", "started b"])
        self.result(top.stopService())
        self.assertEqual(self.seen[3:], ["exited b", "exited a", "exited Supervisor"])
        self.assertFalse(supervisor.running)

    def test_under_an_application(self) -> None:
        """
        An application starts its supervisor in two steps, the children in the second.
        """
        application = Application("game")
        Supervisor([child("a")], clock=self.clock).setServiceParent(
            IServiceCollection(application)
        )
        service = IService(application)
        service.privilegedStartService()
        self.assertEqual(self.seen, [])
        service.startService()
        self.assertEqual(self.seen, ["started Supervisor", "started a"])
        self.result(service.stopService())

    def test_failed_start_ends_the_process(self) -> None:
        """
        Whoever watches the root hears of a start that nobody waited for.
        """
        top = MultiService()
        supervisor = Supervisor([child("a", refuse)], clock=self.clock)
        supervisor.setServiceParent(top)
        ended = supervisor.process.when_exited()
        top.startService()
        exit = self.result(ended)
        self.assertIsInstance(exit, Shutdown)
        self.assertIsInstance(exit.detail, StartFailed)
        self.assertFalse(supervisor.running)
        del top, supervisor, exit, ended
        gc.collect()
        self.flushLoggedErrors()

    def test_overflow_ends_the_process(self) -> None:
        """
        Whoever watches the root hears of the overflow, and why it was.
        """
        supervisor = self.up(child("a"), max_restarts=0)
        ended = supervisor.process.when_exited()
        supervisor.child("a").kill()
        self.assertEqual(self.result(ended), Shutdown())
        self.assertTrue(supervisor.gave_up)
        self.assertFalse(supervisor.running)

    def test_start_stop_and_start_again(self) -> None:
        """
        A supervisor that was stopped starts with a new handle and a fresh budget.
        """
        supervisor = self.up(child("a"), max_restarts=1)
        first = supervisor.process
        supervisor.child("a").kill()
        self.turn()
        self.assertEqual((supervisor.restarts, supervisor.restarts_left), (1, 0))
        self.result(supervisor.stopService())
        self.turn()
        self.successResultOf(supervisor.startService())
        self.assertIsNot(supervisor.process, first)
        self.assertEqual((supervisor.restarts, supervisor.restarts_left), (0, 1))
        supervisor.child("a").kill()
        self.turn()
        self.assertTrue(supervisor.child("a").alive)
        self.result(supervisor.stopService())
        self.assertEqual(self.seen.count("started a"), self.seen.count("exited a"))

    def test_start_again_after_giving_up(self) -> None:
        """
        A supervisor that gave up may be started again.
        """
        supervisor = self.up(child("a"), max_restarts=0)
        supervisor.child("a").kill()
        self.turn()
        self.successResultOf(supervisor.startService())
        self.assertFalse(supervisor.gave_up)
        self.assertTrue(supervisor.child("a").alive)

    def test_stop_before_the_start(self) -> None:
        """
        Stopping what was never started is done at once.
        """
        self.successResultOf(Supervisor(clock=self.clock).stopService())

    def test_stop_twice(self) -> None:
        """
        Two orders to stop are one stop, and both callers hear of it.
        """
        slow = SlowService(slow_stop=True)
        supervisor = self.up(child("a", lambda _: slow))
        first, second = supervisor.stopService(), supervisor.stopService()
        self.turn()
        self.assertNoResult(first)
        assert slow.stopping is not None
        slow.stopping.callback(None)
        self.result(first)
        self.result(second)
        self.assertEqual(slow.calls, ["start", "stop"])


class QueuedCallTests(SupervisionCase):
    def queued(self, supervisor: Supervisor) -> list[Deferred[Any]]:
        """
        One of each call.
        """
        return [
            call.addCallback(keep)
            for call in (
                supervisor.start_child(child("new")),
                supervisor.terminate_child("a"),
                supervisor.restart_child("a"),
                supervisor.delete_child("a"),
                supervisor.which_children(),
                supervisor.count_children(),
            )
        ]

    def test_calls_wait_for_a_stop(self) -> None:
        """
        Calls that a stop overtakes are answered with the supervisor's end.
        """
        supervisor = self.up(child("a", stubborn, stop_seconds=3))
        supervisor.stopService()
        self.turn()
        calls = self.queued(supervisor)
        self.turn()
        for call in calls:
            self.assertNoResult(call)
        self.clock.pass_seconds(3)
        for call in calls:
            self.assertEqual(self.failure(call, SupervisorGone).exit, Shutdown())
        self.assertNotIn("started new", self.seen)

    def test_calls_of_a_killed_supervisor(self) -> None:
        """
        Calls that wait when the supervisor is killed are answered on the next turn,
        the one under way among them.
        """
        supervisor = self.up(child("a", stubborn, stop_seconds=3))
        calls = [supervisor.terminate_child("a"), *self.queued(supervisor)]
        self.turn()
        supervisor.process.kill()
        for call in calls:
            self.assertEqual(self.failure(call, SupervisorGone).exit, Killed())
        self.assertNotIn("started new", self.seen)

    def test_calls_that_overflow_overtakes(self) -> None:
        """
        Calls that wait behind the crash that ends the supervisor are answered.
        """
        supervisor = self.up(child("a"), child("b", stubborn), max_restarts=0)
        supervisor.child("a").kill()
        self.turn()
        calls = self.queued(supervisor)
        self.clock.pass_seconds(5)
        for call in calls:
            self.assertEqual(self.failure(call, SupervisorGone).exit, Shutdown())

    def test_calls_after_the_end(self) -> None:
        """
        Calls to a supervisor that has ended fail at once.
        """
        supervisor = self.up(child("a"))
        self.result(supervisor.stopService())
        for call in self.queued(supervisor):
            self.failureResultOf(call, SupervisorGone)

    def test_calls_before_the_start(self) -> None:
        """
        Calls to a supervisor that never ran fail at once, and say so.
        """
        for call in self.queued(Supervisor([child("a")], clock=self.clock)):
            error = self.failureResultOf(call, SupervisorGone).value
            self.assertIsNone(error.exit)
            self.assertIn("not started", str(error))

    def test_caller_that_goes_away(self) -> None:
        """
        A call whose answer nobody wants any more is carried out all the same.
        """
        supervisor = self.up(child("a", stubborn, stop_seconds=1))
        supervisor.terminate_child("a").addErrback(lambda _: None).cancel()
        late = supervisor.start_child(child("b"))
        self.clock.pass_seconds(1)
        self.assertTrue(self.result(late).alive)
        self.assertEqual([s.name for s in supervisor], ["b"])

    def test_call_from_an_answer(self) -> None:
        """
        An answer may make the next call.
        """
        supervisor = self.up(child("a"))
        done = supervisor.terminate_child("a")
        done.addCallback(lambda _: supervisor.delete_child("a"))
        done.addCallback(lambda _: supervisor.start_child(child("a", forever)))
        self.assertTrue(self.result(done).alive)

    def test_answer_that_raises(self) -> None:
        """
        An exception in a caller's callback does not reach the supervisor.
        """

        def raising(_: object) -> None:
            raise Boom("answer")

        supervisor = self.up(child("a"))
        self.failure(supervisor.count_children().addCallback(raising), Boom)
        self.assertEqual(self.result(supervisor.count_children()).active, 1)


def keep(answer: Any) -> Any:
    """
    The answer of any call.
    """
    return answer
