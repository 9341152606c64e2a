"""
The journal in SQLite: nothing that was acknowledged is lost, not even by a power cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Moment
from threading import Thread
from typing import Final, TypeVar

from twisted.application.service import Service
from twisted.internet.defer import Deferred, fail, maybeDeferred, succeed
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
GATHER_SECONDS: Final = 0.001


def start_daemon(run: Callable[[], object]) -> None:
    """
    Run something in a thread that does not keep the program from ending.
    """
    Thread(target=run, name="journal", daemon=True).start()


class SqliteJournal(Incarnation):
    """
    A store, used from one thread of its own: appends that come while it commits are
    committed together.

    When the first one of a program cannot open the store, it does not start. One that
    follows another which was up starts all the same, refuses everything, and goes on
    trying: what is wrong may be over soon, and players stay meanwhile.

    :param directory: made when it is not there; see :mod:`connect4tx.journal.opening`.
    :param on_crash: called when the thread has died of a bug. The store is closed
        then, so that another incarnation can open it.
    :param from_thread: how the thread has something called where the journal lives:
        ``reactor.callFromThread``. Without it there is no thread: everything is done
        at once, and waits for the disk.
    :param start_thread: runs the writer.
    :param retry_seconds: between attempts to find out what became of an append, or to
        open the store.
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
        # Never set: to wait for it is to wait.
        self._moment = Moment()
        self._threaded = from_thread is not None
        self._put = self._jobs.put if self._threaded else self._at_once
        self._tell = from_thread or _call
        self._before: Incarnation | None = None
        # Whether it is to run; whether it takes jobs; whether a writer is there who
        # has the store, or tries to open it; whether it waits for the one before.
        self._wanted = self._up = self._has_writer = self._waits = False
        self._is_open = False
        # What the writer told last.
        self._told: tuple[str | None, bool] = (None, False)
        self._until_closed: list[Deferred[None]] = []
        self._trouble: str | None = None

    def follow(self, before: Incarnation | None) -> None:
        self._before = before
        self.was_up = before is not None and before.was_up

    @property
    def is_up(self) -> bool:
        return self._up and self._is_open

    def startService(self) -> Deferred[None] | None:
        """
        Open the store, as soon as the incarnation before has closed it; if that one was
        up, in the thread, as players are there who must not wait for the disk.

        :raises CannotOpen: or fails with it, and the service does not run; unless the
            incarnation before was up.
        """
        self._wanted = True
        closed = self._end_before()
        if closed is not None and not closed.called:
            self._waits = True
            return closed.addCallback(self._open)
        self._open()
        return None

    def _end_before(self) -> Deferred[None] | None:
        before, self._before = self._before, None
        return None if before is None else maybeDeferred(before.stopService)

    def _open(self, _: object = None) -> None:
        self._waits = self._is_open = False
        if not self._wanted:
            self._closed()
            return
        open_store = partial(Store.open, self._directory, new=not self.was_up)
        writer = self._writer = Writer(open_store)
        if not self.was_up:
            writer.open()
        elif not self._threaded:
            writer.try_to_open()
        self._told = writer.trouble, writer.is_open
        if self._threaded:
            try:
                self._start_thread(self._run)
            except BaseException:
                self._writer.close()
                raise
        self._has_writer = self._up = True
        Service.startService(self)
        self._hear(*self._told)

    def stopService(self) -> Deferred[None]:
        """
        Take nothing more.

        :returns: fires when all that was taken is durable and the store is closed, by
            this incarnation and the one before.
        """
        super().stopService()
        self._wanted = False
        before = self._end_before()
        if before is not None:
            return before
        if not self._has_writer and not self._waits:
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
        self._has_writer = False
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

    def is_aside(self, room: RoomCode) -> Deferred[bool]:
        return self._ask(lambda store: store.is_aside(room))

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        return self._ask(lambda store: store.is_open(room))

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        return self._ask(lambda store: store.idle_rooms(before))

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> Deferred[None]:
        return self._ask(lambda store: store.seen(now, rooms, lapse))

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
        # There are none yet, but the store may have to be opened.
        jobs: list[Job] = []
        while self._work(jobs):
            jobs = self._take()

    def _take(self) -> list[Job]:
        """
        All that waits, as soon as there is something; nothing when it is time to look
        after what is in doubt, or to try to open the store.
        """
        jobs: list[Job] = []
        try:
            timeout = self._retry_seconds if self._writer.has_to_retry else None
            jobs.append(self._jobs.get(timeout=timeout))
            if not self._jobs.empty():
                # Many play: a moment more, and more of them share the commit.
                self._moment.wait(GATHER_SECONDS)
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
        before, self._told = self._told, (self._writer.trouble, self._writer.is_open)
        if answers or before != self._told:
            self._tell(self._answer, answers, *self._told)
        return not (jobs and type(jobs[-1]) is Stop)

    # -- back where the journal lives --------------------------------------------

    def _answer(
        self, answers: Sequence[Answer], trouble: str | None, is_open: bool
    ) -> None:
        self._hear(trouble, is_open)
        for waiting, outcome in answers:
            if isinstance(outcome, Exception):
                waiting.errback(outcome)
            else:
                waiting.callback(outcome)

    def _hear(self, trouble: str | None, is_open: bool) -> None:
        """
        Take note of how the writer fares.
        """
        if trouble != self._trouble:
            self._log_change(trouble)
        if is_open and not self._is_open:
            self._is_open = True
            if self._up:
                self._came_up()

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
        if self._has_writer:
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
