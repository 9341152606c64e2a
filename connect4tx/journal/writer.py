"""
The one who uses a store: does what it is given, group by group.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from twisted.internet.defer import Deferred

from connect4tx.journal.database import StoreFailed
from connect4tx.journal.opening import CannotOpen
from connect4tx.journal.store import Append, Store
from connect4tx.play.ports import JournalDown, OutcomeUnknown, Unreadable


class Query(NamedTuple):
    """
    Something else that a store is to be asked.
    """

    ask: Callable[[Store], object]
    answer: Deferred[Any]


class Stop(NamedTuple):
    """
    The last thing that a writer does.
    """

    answer: Deferred[None]


# What may keep a store from being opened and is no bug of ours.
UNOPENED: Final = (CannotOpen, OSError, sqlite3.DatabaseError)

Job = Append | Query | Stop

# Whom to answer, and what: an Exception is a failure.
Answer = tuple[Deferred[Any], object]


class Writer:
    """
    Does jobs in the order in which they come, neighbouring appends in one commit.

    When a commit fails it may have happened all the same, or happen at the next power
    cut. The appends are answered when the store is settled, now or after a while;
    until then nothing else is taken, and no question answered: what is read then may
    go with a power cut.

    Nor is anything before the store is open, which is tried again each time.

    :param open_store: opens the store, or raises one of :data:`UNOPENED`.
    :ivar trouble: why the last commit failed, or the store is not open; None when all
        is well.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._store: Store | None = None
        self._doubtful: Sequence[Append] = ()
        self.trouble: str | None = None

    @property
    def is_open(self) -> bool:
        """
        Whether it has a store.
        """
        return self._store is not None

    @property
    def has_to_retry(self) -> bool:
        """
        Whether the store is not open, or appends wait for it to tell what became of
        them.
        """
        return self._store is None or bool(self._doubtful)

    def open(self) -> None:
        """
        Open the store.

        :raises CannotOpen: or what else ``open_store`` raises.
        """
        self._store = self._open_store()
        self.trouble = None

    def try_to_open(self) -> None:
        """
        Open the store, or have trouble.
        """
        try:
            self.open()
        except UNOPENED as error:
            self.trouble = str(error)

    def close(self) -> list[Deferred[Any]]:
        """
        Let go of the store.

        :returns: who has appended, and is not answered.
        """
        if self._store is not None:
            self._store.close()
        doubtful, self._doubtful = self._doubtful, ()
        return [append.answer for append in doubtful]

    def work(self, jobs: Sequence[Job]) -> list[Answer]:
        """
        Do these jobs, or none only to find out what is in doubt.
        """
        answers: list[Answer] = []
        if self._store is None:
            self.try_to_open()
        elif self._doubtful:
            self._find_out(self._store, answers)
        appends: list[Append] = []
        for job in jobs:
            if type(job) is Append:
                appends.append(job)
                continue
            self._append(appends, answers)
            appends = []
            if isinstance(job, Query):
                answers.append((job.answer, self._ask(job)))
            else:
                unknown = OutcomeUnknown(self.trouble)
                answers += [(waiting, unknown) for waiting in self.close()]
                answers.append((job.answer, None))
        self._append(appends, answers)
        return answers

    def _ask(self, query: Query) -> object:
        if self._store is None or self._doubtful:
            return JournalDown(self.trouble)
        try:
            return query.ask(self._store)
        except (JournalDown, Unreadable) as error:
            return error

    def _append(self, appends: Sequence[Append], answers: list[Answer]) -> None:
        if not appends:
            return
        if self._store is None or self._doubtful:
            down = JournalDown(self.trouble)
            answers += [(append.answer, down) for append in appends]
            return
        try:
            outcomes = self._store.append_all(appends)
        except StoreFailed as failed:
            self._doubt(self._store, appends, failed, answers)
        else:
            self.trouble = None
            for append, outcome in zip(appends, outcomes, strict=True):
                answers.append((append.answer, outcome))

    def _doubt(
        self,
        store: Store,
        appends: Sequence[Append],
        failed: StoreFailed,
        answers: list[Answer],
    ) -> None:
        self.trouble = str(failed)
        self._doubtful = appends
        try:
            store.settle()
        except StoreFailed:
            # A commit for which there is no room has not happened, and never will.
            if not failed.is_full:
                return
        self._tell_outcomes(store, answers)

    def _find_out(self, store: Store, answers: list[Answer]) -> None:
        """
        Settle the store; if need be, with its files opened anew.
        """
        try:
            try:
                store.settle()
            except StoreFailed:
                store.reconnect(alone=True)
                store.settle()
        except (CannotOpen, StoreFailed) as failed:
            self.trouble = str(failed)
            return
        self._tell_outcomes(store, answers)

    def _tell_outcomes(self, store: Store, answers: list[Answer]) -> None:
        try:
            outcomes = [self._outcome(store, append) for append in self._doubtful]
        except StoreFailed as failed:
            self.trouble = str(failed)
            return
        for append, outcome in zip(self._doubtful, outcomes, strict=True):
            answers.append((append.answer, outcome))
        self._doubtful = ()

    def _outcome(self, store: Store, append: Append) -> int | JournalDown | Unreadable:
        try:
            if store.has(append):
                return append.expected + len(append.rows)
        except Unreadable as error:
            return error
        return JournalDown(self.trouble)
