"""
The journal in SQLite: nothing that was acknowledged is lost, not even by a power cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, TypeVar

from twisted.internet.defer import Deferred, fail, succeed
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.journal.codec import encode
from connect4tx.journal.incarnation import Incarnation
from connect4tx.journal.store import Append, Store
from connect4tx.journal.writer import Answer, Job, Query, Stop, Writer
from connect4tx.play.events import Event, GameRecord, RoomCode
from connect4tx.play.ports import JournalDown, OutcomeUnknown

Value = TypeVar("Value")

# Larger groups make no commit cheaper, and others wait longer for theirs.
_MOST_JOBS: Final = 512
RETRY_SECONDS: Final = 1.0


def start_daemon(run: Callable[[], object]) -> None:
    """
    Run something in a thread that does not keep the program from ending.
    """
    Thread(target=run, name="journal", daemon=True).start()


class SqliteJournal(Incarnation):
    """
    A store, used from one thread of its own: appends that come while it commits are
    committed together.

    :param directory: made when it is not there; see :mod:`connect4tx.journal.opening`.
    :param on_crash: called when the thread has died of a bug. The store is closed
        then, so that another incarnation can open it.
    :param from_thread: how the thread has something called where the journal lives:
        ``reactor.callFromThread``. Without it there is no thread: everything is done
        at once, and waits for the disk.
    :param start_thread: runs the writer.
    :param retry_seconds: between attempts to find out what became of an append.
    """

    _log = Logger()

    def __init__(
        self,
        directory: Path,
        *,
        on_crash: Callable[[Failure], object],
        from_thread: Callable[..., object] | None = None,
        start_thread: Callable[[Callable[[], object]], object] = start_daemon,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        super().__init__()
        self._directory = directory
        self._on_crash = on_crash
        self._start_thread = start_thread
        self._retry_seconds = retry_seconds
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._threaded = from_thread is not None
        self._put = self._jobs.put if self._threaded else self._at_once
        self._tell = from_thread or _call
        self._before: Incarnation | None = None
        # Whether it is to run; whether it takes jobs; whether it has the store.
        self._wanted = self._up = self._has_store = False
        self._until_closed: list[Deferred[None]] = []
        self._trouble: str | None = None

    def follow(self, before: Incarnation | None) -> None:
        self._before = before

    def startService(self) -> Deferred[None] | None:
        """
        Open the store, as soon as the incarnation before has closed it.

        :raises CannotOpen: or fails with it, and the service does not run.
        """
        self._wanted = True
        before, self._before = self._before, None
        closed = None if before is None else before.stopService()
        if isinstance(closed, Deferred) and not closed.called:
            return closed.addCallback(self._open)
        self._open()
        return None

    def _open(self, _: object = None) -> None:
        if not self._wanted:
            return
        self._writer = Writer(Store.open(self._directory))
        if self._threaded:
            try:
                self._start_thread(self._run)
            except BaseException:
                self._writer.close()
                raise
        self._has_store = self._up = True
        self._is_up()

    def stopService(self) -> Deferred[None]:
        """
        Take nothing more.

        :returns: fires when all that was taken is durable and the store is closed.
        """
        super().stopService()
        self._wanted = False
        if not self._has_store:
            return succeed(None)
        closed: Deferred[None] = Deferred()
        self._until_closed.append(closed)
        if self._up:
            self._up = False
            last: Deferred[None] = Deferred()
            last.addCallback(self._closed)
            self._put(Stop(last))
        return closed

    def _closed(self, _: None = None) -> None:
        self._has_store = False
        waiting, self._until_closed = self._until_closed, []
        for waiter in waiting:
            waiter.callback(None)

    # -- the port ----------------------------------------------------------------

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if not self._up:
            return fail(_down())
        answer: Deferred[int] = Deferred()
        rows = [encode(event) for event in events]
        self._put(Append(room, expected_version, rows, answer))
        return answer

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return self._ask(lambda store: store.read(room, after))

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        return self._ask(Store.open_rooms)

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        return self._ask(lambda store: store.idle_rooms(before))

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        return self._ask(lambda store: store.room_of(key))

    def set_aside(self, room: RoomCode) -> Deferred[None]:
        return self._ask(lambda store: store.set_aside(room))

    def games(
        self, limit: int, *, player: str | None = None
    ) -> Deferred[Sequence[GameRecord]]:
        return self._ask(lambda store: store.games(limit, player))

    def game(self, room: RoomCode, number: int = 0) -> Deferred[GameRecord | None]:
        return self._ask(lambda store: store.game(room, number))

    def _ask(self, ask: Callable[[Store], Value]) -> Deferred[Value]:
        if not self._up:
            return fail(_down())
        answer: Deferred[Value] = Deferred()
        self._put(Query(ask, answer))
        return answer

    # -- the writer's thread -----------------------------------------------------

    def _run(self) -> None:
        """
        Work until the stop, or a bug.
        """
        while self._work(self._take()):
            pass

    def _take(self) -> list[Job]:
        """
        All that waits, as soon as there is something; nothing when it is time to look
        after what is in doubt.
        """
        jobs: list[Job] = []
        try:
            timeout = self._retry_seconds if self._writer.in_doubt else None
            jobs.append(self._jobs.get(timeout=timeout))
            while len(jobs) < _MOST_JOBS:
                jobs.append(self._jobs.get_nowait())
        except Empty:
            pass
        return jobs

    def _at_once(self, job: Job) -> None:
        self._work([job])

    def _work(self, jobs: Sequence[Job]) -> bool:
        """
        Do these; whether there may be more, which a bug and a stop prevent.
        """
        try:
            answers = self._writer.work(jobs)
        except Exception:  # noqa: BLE001 - whatever it is, callers must not wait for ever
            failure = Failure()
            self._tell(self._crashed, failure, jobs, self._writer.close())
            return False
        if answers or self._writer.trouble:
            self._tell(self._answer, answers, self._writer.trouble)
        return not (jobs and type(jobs[-1]) is Stop)

    # -- back where the journal lives --------------------------------------------

    def _answer(self, answers: Sequence[Answer], trouble: str | None) -> None:
        if trouble != self._trouble:
            self._log_change(trouble)
        for waiting, outcome in answers:
            if isinstance(outcome, Exception):
                waiting.errback(outcome)
            else:
                waiting.callback(outcome)

    def _log_change(self, trouble: str | None) -> None:
        before, self._trouble = self._trouble, trouble
        if trouble is None:
            self._log.info("The journal takes moves again")
        elif before is None:
            self._log.error(
                "The journal takes no moves until this is mended: {why}", why=trouble
            )

    def _crashed(
        self,
        failure: Failure,
        jobs: Sequence[Job],
        doubtful: Sequence[Deferred[int]],
    ) -> None:
        """
        Answer all who wait that nobody knows, and tell of the bug.
        """
        self._up = False
        unknown = OutcomeUnknown("the journal ended while it appended")
        for job in [*jobs, *self._left()]:
            match job:
                case Append():
                    job.answer.errback(unknown)
                case Query():
                    job.answer.errback(JournalDown("the journal ended"))
                case Stop():
                    job.answer.callback(None)
        for waiting in doubtful:
            if not waiting.called:
                waiting.errback(unknown)
        if self._has_store:
            self._closed()
        self._on_crash(failure)

    def _left(self) -> list[Job]:
        """
        The jobs that nobody will take any more.
        """
        jobs = []
        while not self._jobs.empty():
            jobs.append(self._jobs.get())
        return jobs


def _call(function: Callable[..., object], *arguments: object) -> None:
    function(*arguments)


def _down() -> JournalDown:
    return JournalDown("the journal does not run")
