"""
One process: how it ends, who hears of it and when.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import Any
from weakref import ref

from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.task import Clock
from twisted.logger import LogLevel, capturedLogs
from twisted.python.failure import Failure

from connect4tx.supervision.exits import (
    Crashed,
    Exit,
    Killed,
    NoProcess,
    Normal,
    ProcessExit,
    Shutdown,
)
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from tests.supervision.lives import (
    Being,
    Boom,
    SupervisionCase,
    child,
    crash,
    crashed,
    forever,
    stubborn,
    until,
)

CRASH_AND_LOOK = """
import gc
from weakref import ref
from twisted.internet.task import Clock
from connect4tx.supervision.exits import Crashed
from connect4tx.supervision.process import spawn

class Heavy: pass
refs = []

async def life():
    heavy = Heavy()
    refs.append(ref(heavy))
    try:
        raise ValueError("first")
    except ValueError:
        raise LookupError("second")

process = spawn(life, clock=Clock())
gc.collect()
print(isinstance(process.exit, Crashed), refs[0]() is None)
"""


class WhenExitedTests(SupervisionCase):
    def test_each_call_gives_its_own(self) -> None:
        """
        What one waiter makes of the exit is not what the next one gets.
        """
        process = self.spawn(forever)
        first, second = process.when_exited(), process.when_exited()
        first.addCallback(lambda _: "spoilt")
        process.kill()
        self.assertEqual(self.result(first), "spoilt")
        self.assertEqual(self.result(second), Killed())

    def test_crash_is_a_value(self) -> None:
        """
        A crash fires the Deferred with an exit, not with a failure.
        """
        process = self.spawn(crash)
        self.assertTrue(crashed(self.result(process.when_exited())))
        self.assert_booms(1)

    def test_fires_on_a_later_turn(self) -> None:
        """
        No waiter is called inside the call that ends the process.
        """
        process = self.spawn(forever)
        before = process.when_exited()
        process.kill()
        after = process.when_exited()
        self.assertNoResult(before)
        self.assertNoResult(after)
        self.assertEqual((self.result(before), self.result(after)), (Killed(),) * 2)

    def test_cancel_is_harmless(self) -> None:
        """
        A cancelled waiter fails by itself; the process and other waiters go on.
        """
        process = self.spawn(forever)
        tired, patient = process.when_exited(), process.when_exited()
        tired.cancel()
        self.failureResultOf(tired, CancelledError)
        self.assertTrue(process.alive)
        process.kill()
        self.assertEqual(self.result(patient), Killed())

    def test_cancel_after_the_end(self) -> None:
        """
        A waiter that is cancelled while its exit is under way fails just once.
        """
        process = self.spawn(forever)
        waiter = process.when_exited()
        process.kill()
        waiter.cancel()
        self.failure(waiter, CancelledError)

    def test_waiter_that_raises(self) -> None:
        """
        An exception in one waiter's callback is its own.
        """
        process = self.spawn(forever)
        first, second = process.when_exited(), process.when_exited()
        first.addCallback(crash_on)
        process.kill()
        self.failure(first, Boom)
        self.assertEqual(self.result(second), Killed())


class EndTests(SupervisionCase):
    def test_result(self) -> None:
        """
        A coroutine that returns ends with Normal and what it returned.
        """
        self.assertEqual(self.spawn(until, succeed(7)).exit, Normal(7))

    def test_exit_raised(self) -> None:
        """
        An exit that is raised is the exit, and no crash in the log.
        """
        for exit in (Normal(1), Shutdown("late"), Killed()):
            ending: Deferred[None] = Deferred()
            process = self.spawn(until, ending)
            ending.errback(ProcessExit(exit))
            self.assertEqual(process.exit, exit)

    def test_cancelled_when_asked(self) -> None:
        """
        CancelledError is an orderly end for who has been asked to stop.
        """
        process = self.spawn(forever)
        ended = process.stop()
        self.assertTrue(process.alive)
        self.assertEqual(self.result(ended), Shutdown())
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_cancelled_unasked(self) -> None:
        """
        CancelledError is a crash for who has not been asked.
        """
        ending: Deferred[None] = Deferred()
        process = self.spawn(until, ending)
        ending.cancel()
        self.assertIsInstance(process.exit, Crashed)
        self.assertEqual(len(self.flushLoggedErrors(CancelledError)), 1)

    def test_swallowed_cancel(self) -> None:
        """
        A coroutine that goes on when asked to stop is given up in its time.
        """
        process = self.spawn(stubborn)
        ended = process.stop(3)
        self.clock.pass_seconds(2)
        self.assertNoResult(ended)
        self.clock.pass_seconds(1)
        self.assertEqual(self.result(ended), Killed())

    def test_cleaning_up_takes_its_time(self) -> None:
        """
        A coroutine may finish its work after it was asked, and end as it likes.
        """
        work: Deferred[str] = Deferred()

        async def life() -> str:
            try:
                await Deferred()
            except CancelledError:
                return await work
            return ""

        process = self.spawn(life)
        ended = process.stop(3)
        self.clock.pass_seconds(2)
        work.callback("saved")
        self.assertEqual(self.result(ended), Normal("saved"))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_crash_while_stopping(self) -> None:
        """
        A coroutine that fails to clean up has crashed, though it was asked.
        """

        async def life() -> None:
            try:
                await Deferred()
            finally:
                raise Boom("cleaning")

        self.assertTrue(crashed(self.result(self.spawn(life).stop())))
        self.assert_booms(1)

    def test_deferred_without_canceller(self) -> None:
        """
        A plain Deferred ends when it is asked; its late result is not heard.
        """
        life: Deferred[int] = Deferred()
        ended = self.spawn(lambda: life).stop()
        self.assertEqual(self.result(ended), Shutdown())
        life.callback(3)

    def test_deferred_with_canceller(self) -> None:
        """
        The canceller of a Deferred may end it with a result of its own.
        """
        life: Deferred[int] = Deferred(lambda d: d.callback(3))
        ended = self.spawn(lambda: life).stop()
        self.assertEqual(self.result(ended), Normal(3))

    def test_other_awaitable(self) -> None:
        """
        Anything that can be awaited is a life.
        """

        class Promise:
            def __await__(self) -> Any:
                return succeed("kept").__await__()

        self.assertEqual(self.spawn(Promise).exit, Normal("kept"))

    def test_no_life(self) -> None:
        """
        What cannot live is a crash that says so.
        """
        process = self.spawn(lambda: "text")  # type: ignore[arg-type, return-value]
        self.assertIsInstance(process.exit, Crashed)
        (failure,) = self.flushLoggedErrors(TypeError)
        self.assertIn("'text' is no awaitable", failure.getErrorMessage())

    def test_stop_twice_asks_once(self) -> None:
        """
        Two orders to stop are one cancellation, and both callers hear of the end.
        """
        cancelled: list[str] = []
        work: Deferred[None] = Deferred()

        async def life() -> None:
            try:
                await Deferred()
            except CancelledError:
                cancelled.append("first")
            try:
                await work
            except CancelledError:
                cancelled.append("second")

        process = self.spawn(life)
        first, second = process.stop(), process.stop()
        self.turn()
        work.callback(None)
        self.assertEqual(self.result(first), Normal())
        self.assertEqual(self.result(second), Normal())
        self.assertEqual(cancelled, ["first"])

    def test_stop_after_the_end(self) -> None:
        """
        Stopping what has ended tells how it ended.
        """
        process = self.spawn(until, succeed(1))
        self.assertEqual(self.result(process.stop()), Normal(1))

    def test_stop_in_no_time(self) -> None:
        """
        With no seconds to stop nobody is asked.
        """
        being = Being()
        ended = self.spawn(lambda: being).stop(0)
        self.assertEqual(self.result(ended), Killed())
        self.assertEqual(being.calls, ["give up"])

    def test_stop_for_ever(self) -> None:
        """
        Without a bound nothing is set on the clock.
        """
        process = self.spawn(stubborn)
        ended = process.stop(None)
        self.clock.pass_seconds(1000)
        self.assertNoResult(ended)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_process_that_stops_itself(self) -> None:
        """
        A coroutine may order its own stop and wait for it.
        """
        own: list[Process] = []

        async def life() -> None:
            await self.node.next_turn()
            await own[0].stop()

        own.append(self.spawn(life))
        self.turn()
        self.assertEqual(own[0].exit, Shutdown())

    def test_a_child_that_stops_itself_at_once(self) -> None:
        """
        A child may order its own stop in its first step.
        """

        async def life(process: Process) -> None:
            process.stop()
            await Deferred()

        supervisor = self.up(child("a", life), max_restarts=2)
        self.turn()
        self.assertEqual(self.seen.count("exited a"), 3)
        self.assertTrue(supervisor.gave_up)

    def test_killed_coroutine_is_cancelled(self) -> None:
        """
        What is given up is cancelled, on a later turn, with nobody waiting for it.
        """
        ending: Deferred[None] = Deferred()
        process = self.spawn(until, ending)
        process.kill()
        self.assertEqual((process.exit, ending.called), (Killed(), False))
        self.turn()
        self.assertTrue(ending.called)

    def test_late_failure_is_logged(self) -> None:
        """
        A failure of what was given up before is logged, and changes nothing.
        """
        ending: Deferred[None] = Deferred()

        async def life() -> None:
            try:
                await Deferred()
            except CancelledError:
                await ending

        process = self.spawn(life)
        process.kill()
        self.turn()
        ending.errback(Boom("late"))
        self.assertEqual(process.exit, Killed())
        self.assert_booms(1)

    def test_late_result_is_dropped(self) -> None:
        """
        A result of what was given up before changes nothing.
        """
        ending: Deferred[None] = Deferred()

        async def life() -> None:
            try:
                await Deferred()
            except CancelledError:
                await ending

        process = self.spawn(life)
        process.kill()
        self.turn()
        ending.callback(None)
        self.assertEqual(process.exit, Killed())

    def test_ends_once(self) -> None:
        """
        Who has ended does not end again.
        """
        process = self.spawn(Being)
        process.end(Normal("first"))
        process.end(Shutdown())
        process.kill()
        process.fail(Failure(Boom("too late")))
        self.turn()
        self.flushLoggedErrors(Boom)
        self.assertEqual(process.exit, Normal("first"))
        self.assertEqual(self.seen, ["started Being", "exited Being"])


class BodyTests(SupervisionCase):
    def test_body_tells_its_own_end(self) -> None:
        """
        A body ends when it says so, and is let go of.
        """
        being = Being()
        process = self.spawn(lambda: being)
        self.turn()
        self.assertTrue(process.alive)
        process.end(Normal("gone"))
        self.turn()
        self.assertEqual((process.exit, being.calls), (Normal("gone"), ["give up"]))

    def test_body_is_asked_once(self) -> None:
        """
        A body is asked to stop once, on a later turn, and given up in its time.
        """
        being = Being()
        process = self.spawn(lambda: being)
        process.stop(2)
        process.stop(2)
        self.assertEqual(being.calls, [])
        self.turn()
        self.assertEqual(being.calls, ["ask"])
        self.clock.pass_seconds(2)
        self.assertEqual((process.exit, being.calls), (Killed(), ["ask", "give up"]))

    def test_body_that_raises_when_asked(self) -> None:
        """
        A body that raises when asked to stop has crashed.
        """

        class Clumsy(Being):
            def ask_to_stop(self) -> None:
                raise Boom("asked")

        process = self.spawn(Clumsy)
        self.assertTrue(crashed(self.result(process.stop())))
        self.assert_booms(1)

    def test_body_that_raises_when_given_up(self) -> None:
        """
        A body that raises when it is let go of is logged.
        """

        class Clumsy(Being):
            def give_up(self) -> None:
                raise Boom("given up")

        process = self.spawn(Clumsy)
        process.kill()
        self.turn()
        self.assertEqual(process.exit, Killed())
        self.assert_booms(1)


class SignalTests(SupervisionCase):
    def test_signal_is_not_handed_over_at_once(self) -> None:
        """
        A signal arrives on a later turn, even one that kills.
        """
        for exit in (Shutdown("go"), Killed()):
            process = self.spawn(forever)
            process.send_exit(exit)
            self.assertTrue(process.alive)
            self.turn()
            self.assertEqual(process.exit, exit)

    def test_normal_signal_does_nothing(self) -> None:
        """
        Normal stops nobody.
        """
        process = self.spawn(forever)
        process.send_exit(Normal())
        self.turn()
        self.assertTrue(process.alive)

    def test_trap_that_raises(self) -> None:
        """
        An exception in trap_exit is logged, and the process lives on.
        """
        process, other = self.spawn(forever), self.spawn(forever)
        waiter = other.when_exited()
        process.trap_exit = crash_on
        process.send_exit(Shutdown())
        other.kill()
        self.assertEqual(self.result(waiter), Killed())
        self.assertTrue(process.alive)
        self.assert_booms(1)

    def test_trapped_exit_of_nobody(self) -> None:
        """
        A trapped signal without a sender names the process itself.
        """
        process = self.spawn(forever)
        trapped: list[tuple[Process, Exit]] = []
        process.trap_exit = lambda *notice: trapped.append(notice)
        process.send_exit(NoProcess())
        self.turn()
        self.assertEqual(trapped, [(process, NoProcess())])


class CrashTests(SupervisionCase):
    def test_crash_holds_no_frames(self) -> None:
        """
        The locals of a crashed coroutine die with it, those of the error before too.

        In a process of its own: pytest-twisted has no Failure cleaned.
        """
        done = subprocess.run(
            [sys.executable, "-c", CRASH_AND_LOOK],
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(done.stdout, "True True\n")

    def test_crash_is_logged_once_with_its_path(self) -> None:
        """
        A crash below two supervisors is one event, and says where it was.
        """
        inner = self.up(child("c", crash), name="inner", max_restarts=0)
        self.turn()
        self.assertTrue(inner.gave_up)
        self.assert_booms(1)
        (event,) = [e for e in self.events if "log_failure" in e]
        self.assertEqual(event["path"], "inner/c")
        self.assertEqual((event["restarts"], event["left"]), (0, 0))
        (last,) = [e for e in self.events if e["log_level"] is LogLevel.critical]
        self.assertEqual((last["path"], last["max"]), ("inner", 0))

    def setUp(self) -> None:
        super().setUp()
        self.events = self.enterContext(capturedLogs())

    def test_given_up_is_a_warning(self) -> None:
        """
        A time-out is a warning with the path of who was given up.
        """
        supervisor = self.up(child("a", stubborn, stop_seconds=1), name="top")
        supervisor.stopService()
        self.clock.pass_seconds(1)
        warned = [e for e in self.events if e["log_level"] is LogLevel.warn]
        self.assertEqual([e["path"] for e in warned], ["top/a"])

    def test_orderly_ends_are_no_errors(self) -> None:
        """
        Returning, being stopped and raising an exit leave no error in the log.
        """
        self.spawn(until, succeed(1))
        self.result(self.spawn(forever).stop())
        self.result(self.up(child("a")).stopService())
        loud = [e for e in self.events if e["log_level"] >= LogLevel.warn]
        self.assertEqual(loud, [])


class NodeTests(SupervisionCase):
    def test_one_node_for_each_clock(self) -> None:
        """
        The same clock has the same node, another clock another.
        """
        self.assertIs(Node.at(self.clock), self.node)
        self.assertIsNot(Node.at(Clock()), self.node)
        self.assertIs(self.node.clock, self.clock)

    def test_node_does_not_keep_its_clock(self) -> None:
        """
        A clock that nobody uses any more goes, and its node with it.
        """
        clock = Clock()
        node, gone = Node.at(clock), ref(clock)
        del clock
        gc.collect()
        self.assertIsNone(gone())
        with self.assertRaises(RuntimeError):
            node.soon(crash_on)

    def test_numbers_are_not_reused(self) -> None:
        """
        A pid is a number that no other process of the clock has had.
        """
        first, second = self.spawn(crash), self.spawn(crash)
        self.assertEqual(str(first.pid), f"<0.{int(first.pid)}>")
        self.assertGreater(second.pid, first.pid)
        self.assert_booms(2)

    def test_observer_that_raises(self) -> None:
        """
        An observer that raises is logged each time and harms nobody.
        """
        self.node.observers.insert(0, crash_on)
        process = self.spawn(forever)
        self.assertEqual(self.result(process.stop()), Shutdown())
        self.assertEqual(self.seen, ["started forever", "exited forever"])
        self.assert_booms(2)

    def test_one_delayed_call_a_turn(self) -> None:
        """
        All notices of a turn share one delayed call, and keep their order.
        """
        said: list[int] = []
        for number in range(3):
            self.node.soon(said.append, number)
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
        self.assertEqual(said, [])
        self.turn()
        self.assertEqual(said, [0, 1, 2])

    def test_notice_that_raises(self) -> None:
        """
        A notice that raises is logged, and the rest of the turn goes on.
        """
        said: list[int] = []
        self.node.soon(crash_on)
        self.node.soon(said.append, 1)
        self.turn()
        self.assertEqual(said, [1])
        self.assert_booms(1)

    def test_cancelled_next_turn(self) -> None:
        """
        A wait for the next turn may be cancelled.
        """
        wait = self.node.next_turn()
        wait.cancel()
        self.failureResultOf(wait, CancelledError)
        self.turn()


def crash_on(*_: object) -> None:
    """
    A callback that raises.
    """
    raise Boom("called")
