"""
Worker processes: started when needed, a few at most, and replaced when they fail.
"""

from __future__ import annotations

from typing import Any, ClassVar

from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessTerminated
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from twisted.protocols import amp
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from connect4tx.bots.duel import Duel
from connect4tx.bots.questions import Best
from connect4tx.bots.workers import (
    RETRY_SECONDS,
    SHORTEST_LOOK_SECONDS,
    START_SECONDS,
    NoAnswer,
    Workers,
)
from connect4tx.game.position import Position
from connect4tx.game.variant import Variant
from tests.bots.processes import ProcessReactor

Answer = Deferred[dict[str, Any]]

CAP, IDLE, PATIENCE = 3.0, 60.0, 5.0


class Nonsense(amp.Command):
    """
    What no worker understands.
    """

    arguments: ClassVar[Any] = [(b"seconds", amp.Float())]


class WorkersTests(SynchronousTestCase):
    """
    Two workers in memory, and questions to them.
    """

    def setUp(self) -> None:
        self.reactor = ProcessReactor()
        self.workers = Workers(
            reactor=self.reactor,
            most=2,
            cap_seconds=CAP,
            idle_seconds=IDLE,
            most_waiting=10,
        )
        self.workers.open()
        self.warnings: list[str] = []

        @implementer(ILogObserver)
        def observe(event: LogEvent) -> None:
            if event.get("log_namespace", "").startswith("connect4tx.bots"):
                self.warnings.append(event["why"])

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)

    def ask(self, *, urgent: bool = True, columns: int = 4) -> Answer:
        """
        Ask for the best first moves.
        """
        return self.workers.ask(
            Best,
            duel=Duel.of(Position.start(Variant(columns, 4))),
            depth=3,
            guesses=False,
            seconds=0.8,
            patience_seconds=PATIENCE,
            urgent=urgent,
        )

    def assert_answered(self, asked: Answer, columns: int = 4) -> None:
        """
        Fail unless the answer is there.
        """
        found = self.successResultOf(asked)
        self.assertEqual(found, {"columns": list(range(columns))})

    def assert_unanswered(self, asked: Answer, why: str) -> None:
        """
        Fail unless it is given up, for this reason.
        """
        self.assertEqual(str(self.failureResultOf(asked, NoAnswer).value), why)

    def up(self) -> None:
        """
        Let there be two workers, with nothing to do.
        """
        asked = [self.ask(), self.ask()]
        self.reactor.settle()
        for each in asked:
            self.assert_answered(each)
        self.assertEqual(len(self.reactor.alive), 2)

    def test_many_questions_are_answered_by_a_few(self) -> None:
        """
        There are never more processes than allowed, and every question is answered.
        """
        asked = [self.ask() for _ in range(10)]
        self.reactor.settle()
        for each in asked:
            self.assert_answered(each)
        self.assertEqual(len(self.reactor.children), 2)
        self.assertEqual(self.workers.pids, [100, 101])

    def test_one_after_the_other_needs_one(self) -> None:
        """
        No second process is started while the first has nothing to do.
        """
        for _ in range(3):
            asked = self.ask()
            self.reactor.settle()
            self.assert_answered(asked)
        self.assertEqual(len(self.reactor.children), 1)

    def test_idle_ones_are_ended(self) -> None:
        """
        A process that had nothing to do for so long is ended, without a word in the
        log, and another is started when it is needed.
        """
        self.up()
        self.reactor.advance(IDLE - 1)
        asked = self.ask()
        self.reactor.settle()
        self.assert_answered(asked)
        self.reactor.advance(1)
        self.reactor.settle()
        self.assertEqual(len(self.reactor.alive), 1)
        self.reactor.advance(IDLE)
        self.reactor.settle()
        self.assertEqual(self.reactor.alive, [])
        self.assertEqual(self.reactor.getDelayedCalls(), [])
        self.assertEqual(self.warnings, [])
        asked = self.ask()
        self.reactor.settle()
        self.assert_answered(asked)

    def test_too_many_questions_are_refused(self) -> None:
        """
        What is above the limit is told at once that there is no answer.
        """
        asked = [self.ask() for _ in range(10)]
        self.assert_unanswered(self.ask(), "too many questions wait")
        self.reactor.settle()
        for each in asked:
            self.assert_answered(each)

    def test_urgent_questions_come_first(self) -> None:
        """
        A choice is answered before prospects that were asked before it.
        """
        order: list[str] = []
        for name, urgent in (("a", False), ("b", False), ("c", True), ("d", True)):
            asked = self.ask(urgent=urgent)
            asked.addCallback(lambda _, name: order.append(name), name)
        self.reactor.settle()
        self.assertEqual("".join(order), "cdab")

    def test_all_get_less_time_when_others_wait(self) -> None:
        """
        The time for an answer is shared with those that wait, down to a least.
        """
        for _ in range(10):
            self.ask()
        self.reactor.settle()
        given = [seconds for child in self.reactor.children for seconds in child.times]
        given.sort()
        self.assertEqual(len(given), 10)
        self.assertAlmostEqual(given[0], 0.8 * 2 / 11)
        self.assertAlmostEqual(given[-1], 0.8)
        self.assertGreater(given[0], SHORTEST_LOOK_SECONDS)

    def test_a_question_waits_only_so_long(self) -> None:
        """
        When its turn does not come in time, there is no answer.
        """
        self.reactor.is_stuck = True
        asked = self.ask()
        self.reactor.advance(PATIENCE - 0.1)
        self.assertNoResult(asked)
        self.reactor.advance(0.1)
        self.assert_unanswered(asked, "its turn did not come in time")

    def test_one_that_hangs_is_killed(self) -> None:
        """
        At the cap the process is ended and its question has no answer, which is told
        once; the next question gets a new process.
        """
        self.up()
        for child in self.reactor.alive:
            child.is_stuck = True
        asked = [self.ask(), self.ask()]
        self.reactor.advance(CAP - 0.1)
        self.assertNoResult(asked[0])
        self.reactor.advance(0.1)
        self.reactor.settle()
        for each in asked:
            self.assert_unanswered(each, "its worker ended")
        self.assertEqual(self.reactor.alive, [])
        self.assertEqual(self.warnings, ["an answer took too long"])
        asked_again = self.ask()
        self.reactor.settle()
        self.assert_answered(asked_again)

    def test_a_question_whose_process_died_is_asked_again(self) -> None:
        """
        One that was killed from outside costs its question nothing but time.
        """
        self.up()
        for child in self.reactor.alive:
            child.is_stuck = True
        asked = self.ask()
        for child in self.reactor.alive:
            child.die(ProcessTerminated(signal=9))
        self.reactor.settle()
        self.assert_answered(asked)
        self.assertEqual(len(self.warnings), 1)
        self.assertIn("signal 9", self.warnings[0])

    def test_a_question_that_kills_thrice_is_given_up(self) -> None:
        """
        It is not asked a fourth time, and the others are answered.
        """
        self.reactor.is_stuck = True
        asked = self.ask()
        for _ in range(3):
            self.assertNoResult(asked)
            (child,) = self.reactor.alive
            child.wake()
            self.reactor.settle()
            child.die(ProcessTerminated(signal=9))
            self.reactor.settle()
        self.assert_unanswered(asked, "its worker ended")
        self.assertEqual(self.reactor.alive, [])
        self.reactor.is_stuck = False
        other = self.ask()
        self.reactor.settle()
        self.assert_answered(other)

    def test_a_bug_in_a_worker_is_no_failure_here(self) -> None:
        """
        A question that a worker cannot make sense of has no answer, and others have.
        """
        asked = self.workers.ask(
            Nonsense, seconds=0.8, patience_seconds=PATIENCE, urgent=True
        )
        self.reactor.settle()
        self.assert_unanswered(asked, "its worker ended")
        other = self.ask()
        self.reactor.settle()
        self.assert_answered(other)

    def test_without_processes_there_is_no_answer(self) -> None:
        """
        When none can be started, this is told at once, and once in the log; after a
        while it is tried again.
        """
        self.reactor.refusal = OSError("no more processes")
        for _ in range(3):
            self.assert_unanswered(self.ask(), "no worker can be started")
        self.assertEqual(self.warnings, ["it did not start: no more processes"])
        self.reactor.refusal = None
        self.reactor.advance(RETRY_SECONDS - 1)
        self.assert_unanswered(self.ask(), "no worker can be started")
        self.reactor.advance(1)
        asked = self.ask()
        self.reactor.settle()
        self.assert_answered(asked)

    def test_one_that_ends_at_its_start_is_not_started_on_and_on(self) -> None:
        """
        Who waited has no answer, and the next is started after a while only.
        """
        self.reactor.is_stuck = True
        asked = self.ask()
        self.reactor.alive[0].die(ProcessTerminated(exitCode=1))
        self.reactor.settle()
        self.assert_unanswered(asked, "no worker can be started")
        self.assert_unanswered(self.ask(), "no worker can be started")
        self.assertEqual(len(self.reactor.children), 1)

    def test_one_that_does_not_come_up_is_killed(self) -> None:
        """
        A start has its time too.
        """
        self.reactor.is_stuck = True
        asked = self.ask()
        self.reactor.advance(PATIENCE)
        self.failureResultOf(asked, NoAnswer)
        self.reactor.advance(START_SECONDS - PATIENCE)
        self.reactor.settle()
        self.assertEqual(self.reactor.alive, [])
        self.assertEqual(self.warnings, ["its start took too long"])

    def test_closing_ends_all(self) -> None:
        """
        Who was asked or waits has no answer, and all processes end, also one that is
        just starting or hangs; then it is told.
        """
        self.up()
        for child in self.reactor.alive:
            child.is_stuck = True
        asked = [self.ask() for _ in range(4)]
        closed = self.workers.close()
        self.assertNoResult(closed)
        self.reactor.settle()
        self.successResultOf(closed)
        for each in asked:
            self.failureResultOf(each, NoAnswer)
        self.assertEqual(self.reactor.alive, [])
        self.assertEqual(self.reactor.getDelayedCalls(), [])
        self.assert_unanswered(self.ask(), "the workers are closed")

    def test_closing_without_any_is_done_at_once(self) -> None:
        """
        There is nothing to wait for when nothing was started.
        """
        self.successResultOf(self.workers.close())

    def test_alarms_are_set_off(self) -> None:
        """
        Each answer is given under an alarm, which is set off again.
        """
        self.up()
        for child in self.reactor.children:
            self.assertEqual(child.alarms, [30, 0])
