"""
A few worker processes, and the questions that wait for them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger
from twisted.protocols import amp
from twisted.python.failure import Failure

from connect4tx.bots.process import WorkerProcess
from connect4tx.bots.questions import Wake
from connect4tx.game.errors import Connect4Error

# How long a process may take to start, and how long none is started when one did not.
START_SECONDS: Final = 20.0
RETRY_SECONDS: Final = 10.0

# A look shorter than this is not worth its way to a worker and back.
SHORTEST_LOOK_SECONDS: Final = 0.02

_MOST_ATTEMPTS: Final = 3


class NoAnswer(Connect4Error):
    """
    No worker answered in time.
    """


@dataclass(slots=True, eq=False)
class _Question:
    command: type[amp.Command]
    arguments: dict[str, object]
    seconds: float
    patience_seconds: float
    urgent: bool
    answer: Deferred[dict[str, Any]] = field(default_factory=Deferred)
    patience: IDelayedCall | None = None
    attempts: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    """
    A process, and what it does.

    :ivar timer: ends it when it takes too long to start or to answer, or has had
        nothing to do for too long.
    """

    process: WorkerProcess
    timer: IDelayedCall
    is_up: bool = False
    is_ending: bool = False
    is_too_slow: bool = False
    question: _Question | None = None


class Workers:
    """
    Starts processes when there is something to ask, a few at most, and ends those that
    hang or have nothing to do.

    A question whose process ended is asked again, twice at most. Urgent questions come
    before the others; all in the order in which they were put.

    :param reactor: starts processes and tells the time.
    :param most: how many processes there may be.
    :param cap_seconds: what an answer may take.
    :param idle_seconds: after which a process with nothing to do is ended.
    :param most_waiting: how many questions may wait.
    """

    _log = Logger()

    def __init__(
        self,
        *,
        reactor: Any,
        most: int,
        cap_seconds: float,
        idle_seconds: float,
        most_waiting: int,
    ) -> None:
        self._reactor = reactor
        self._most = most
        self._cap_seconds = cap_seconds
        self._idle_seconds = idle_seconds
        self._most_waiting = most_waiting
        self._workers: dict[WorkerProcess, _Worker] = {}
        self._urgent: deque[_Question] = deque()
        self._others: deque[_Question] = deque()
        self._not_before = 0.0
        self._is_open = False
        self._on_gone: list[Deferred[None]] = []
        self._has_complained = False

    @property
    def pids(self) -> list[int]:
        """
        The numbers of the processes that there are.
        """
        return [process.pid for process in self._workers if process.pid]

    def open(self) -> None:
        """
        Take questions.
        """
        self._is_open = True

    def close(self) -> Deferred[None]:
        """
        Take no more questions, and end all processes.

        :returns: fires when they are gone.
        """
        self._is_open = False
        self._give_up("the workers are closed")
        for worker in list(self._workers.values()):
            self._end(worker)
        gone: Deferred[None] = Deferred()
        self._on_gone.append(gone)
        self._tell_gone()
        return gone

    def ask(
        self,
        command: type[amp.Command],
        *,
        seconds: float,
        patience_seconds: float,
        urgent: bool,
        **arguments: object,
    ) -> Deferred[dict[str, Any]]:
        """
        Put a question.

        :param seconds: how long to look for the answer; less when many questions wait.
        :param patience_seconds: how long it may wait for its turn.
        :returns: fails with NoAnswer.
        """
        question = _Question(command, arguments, seconds, patience_seconds, urgent)
        question.answer = Deferred(lambda _: self._forget(question))
        if not self._is_open:
            question.answer.errback(NoAnswer("the workers are closed"))
        elif self._waiting >= self._most_waiting:
            question.answer.errback(NoAnswer("too many questions wait"))
        else:
            self._line_of(question).append(question)
            self._has_patience(question)
            self._go_on()
        return question.answer

    # Questions

    @property
    def _waiting(self) -> int:
        return len(self._urgent) + len(self._others)

    def _line_of(self, question: _Question) -> deque[_Question]:
        return self._urgent if question.urgent else self._others

    def _has_patience(self, question: _Question) -> None:
        question.patience = self._reactor.callLater(
            question.patience_seconds, self._lose_patience, question
        )

    def _lose_patience(self, question: _Question) -> None:
        self._line_of(question).remove(question)
        question.answer.errback(NoAnswer("its turn did not come in time"))

    def _forget(self, question: _Question) -> None:
        """
        Nobody wants to know any more.
        """
        line = self._line_of(question)
        if question in line:
            line.remove(question)
            if question.patience is not None:
                question.patience.cancel()

    def _next(self) -> _Question:
        question = (self._urgent or self._others).popleft()
        if question.patience is not None:
            question.patience.cancel()
        return question

    def _give_up(self, why: str) -> None:
        while self._waiting:
            self._next().answer.errback(NoAnswer(why))

    def _go_on(self) -> None:
        """
        Hand out questions, and start processes for those that are left.
        """
        workers = self._workers.values()
        for worker in [each for each in workers if _is_idle(each)]:
            if self._waiting:
                self._give(worker, self._next())
        starting = sum(not worker.is_up for worker in workers)
        while self._waiting > starting and self._can_start and self._start():
            starting += 1
        if self._waiting and not self._workers:
            self._give_up("no worker can be started")

    def _give(self, worker: _Worker, question: _Question) -> None:
        """
        When others wait, all get less time, so that none waits for long.
        """
        worker.question = question
        question.attempts += 1
        share = self._most / (self._most + self._waiting)
        seconds = max(question.seconds * share, SHORTEST_LOOK_SECONDS)
        self._set_timer(worker, self._cap_seconds, self._too_slow, "an answer")
        worker.process.ask(
            question.command, seconds=seconds, **question.arguments
        ).addCallbacks(self._answered, self._failed, (worker,), {}, (worker,), {})

    def _answered(self, answer: dict[str, Any], worker: _Worker) -> None:
        question, worker.question = worker.question, None
        self._has_complained = False
        if not worker.is_ending:
            self._set_timer(worker, self._idle_seconds, self._end)
        if question is not None:
            question.answer.callback(answer)
        self._go_on()

    def _failed(self, _: Failure, worker: _Worker) -> None:
        """
        What became of its question is decided when it has ended.
        """
        self._end(worker)

    # Processes

    @property
    def _can_start(self) -> bool:
        is_time = self._reactor.seconds() >= self._not_before
        return self._is_open and is_time and len(self._workers) < self._most

    def _start(self) -> bool:
        process = WorkerProcess(self._ended)
        try:
            process.start(self._reactor)
        except OSError as error:
            self._did_not_start(str(error))
            return False
        timer = self._reactor.callLater(START_SECONDS, lambda: None)
        worker = self._workers[process] = _Worker(process, timer)
        self._set_timer(worker, START_SECONDS, self._too_slow, "its start")
        process.ask(Wake).addCallbacks(
            self._is_up, self._failed, (worker,), {}, (worker,), {}
        )
        return True

    def _is_up(self, _: object, worker: _Worker) -> None:
        worker.is_up = True
        if not worker.is_ending:
            self._set_timer(worker, self._idle_seconds, self._end)
        self._go_on()

    def _set_timer(
        self, worker: _Worker, seconds: float, then: Any, *arguments: object
    ) -> None:
        if worker.timer.active():
            worker.timer.cancel()
        worker.timer = self._reactor.callLater(seconds, then, worker, *arguments)

    def _too_slow(self, worker: _Worker, what: str) -> None:
        worker.is_too_slow = True
        self._complain(f"{what} took too long", worker.process.heard)
        self._end(worker)

    def _end(self, worker: _Worker) -> None:
        worker.is_ending = True
        worker.process.kill()

    def _ended(self, process: WorkerProcess, reason: Failure) -> None:
        worker = self._workers.pop(process)
        if worker.timer.active():
            worker.timer.cancel()
        if not worker.is_up and self._is_open:
            self._did_not_start(reason.getErrorMessage(), process.heard)
        elif not worker.is_ending:
            self._complain(reason.getErrorMessage(), process.heard)
        question, worker.question = worker.question, None
        if question is not None:
            self._unanswered(question, worker)
        self._go_on()
        self._tell_gone()

    def _unanswered(self, question: _Question, worker: _Worker) -> None:
        is_last = question.attempts >= _MOST_ATTEMPTS or worker.is_too_slow
        if is_last or not self._is_open:
            question.answer.errback(NoAnswer("its worker ended"))
            return
        self._line_of(question).appendleft(question)
        self._has_patience(question)

    def _did_not_start(self, why: str, heard: bytes = b"") -> None:
        self._not_before = self._reactor.seconds() + RETRY_SECONDS
        self._complain(f"it did not start: {why}", heard)

    def _complain(self, why: str, heard: bytes) -> None:
        """
        Say once what is wrong, until something goes well again.
        """
        if self._has_complained:
            return
        self._has_complained = True
        self._log.warn(
            "A worker of the computer players ended: {why}. Without one they see two"
            " discs ahead; another is started when it is needed. It wrote: {heard!r}",
            why=why,
            heard=heard.decode("utf-8", "replace"),
        )

    def _tell_gone(self) -> None:
        if not self._workers:
            waiting, self._on_gone = self._on_gone, []
            for gone in waiting:
                gone.callback(None)


def _is_idle(worker: _Worker) -> bool:
    return worker.is_up and not worker.is_ending and worker.question is None
