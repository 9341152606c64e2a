"""
A journal on a disk that fails once, and what it answered then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import NamedTuple

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.journal.opening import CannotOpen
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.journal.store import Store
from connect4tx.play.ports import JournalDown
from tests.journal_faults.plays import Contents, Offer, every_offer, plays
from tests.support.power import (
    CANTOPEN,
    FULL,
    IOERR_DELETE,
    IOERR_DIR_FSYNC,
    IOERR_FSYNC,
    IOERR_TRUNCATE,
    IOERR_WRITE,
    Disk,
    Kind,
    Operation,
)
from tests.support.vfs import watched

# What each kind of operation fails with.
CODES = {
    Kind.OPEN: (CANTOPEN,),
    Kind.WRITE: (FULL, IOERR_WRITE),
    Kind.TRUNCATE: (IOERR_TRUNCATE,),
    Kind.SYNC: (IOERR_FSYNC,),
    Kind.DELETE: (IOERR_DELETE,),
}

# As many as it takes to open a room, fill it, play a little and go on in another.
OFFERS = 9


class Fault(NamedTuple):
    """
    Where the disk fails, and how; as for :meth:`Disk.fail_at`.
    """

    n: int
    code: int
    forever: bool = False
    short: bool = False


class Answered(NamedTuple):
    """
    An append that has an answer.

    :ivar at: how many operations the disk had seen by then.
    """

    at: int
    offer: Offer
    is_in: bool


class Run:
    """
    A journal on a disk with one fault, until all that is offered is in it.

    Who is refused, offers the same again with other ids, as a player moves again.

    :ivar answered: everything that was offered, in order.
    :ivar waited: whether somebody had to wait for an answer until the disk was mended.
    :ivar is_refused_at_start: whether it could not be opened before that.
    """

    def __init__(self, directory: Path, fault: Fault | None = None) -> None:
        self.directory = directory
        self.disk = Disk(directory)
        self.answered: list[Answered] = []
        self.waited = self.is_refused_at_start = False
        self._crashes: list[Failure] = []
        self._ids = count(1)
        if fault is not None:
            self.disk.fail_at(*fault[:2], forever=fault.forever, short=fault.short)

    def go(self) -> None:
        """
        Play it all, then stop the journal.
        """
        with watched(self.disk):
            self.journal = self._started()
            for offer in list(every_offer(plays()))[:OFFERS]:
                self._append_until_it_is_in(offer)
            # It may fail only now, in the last checkpoint.
            stopped = self.journal.stopService()
            self.disk.heal()
            assert stopped.called
            assert not self._crashes, self._crashes[0].getTraceback()

    def _started(self) -> SqliteJournal:
        journal = SqliteJournal(self.directory, on_crash=self._crashes.append)
        try:
            journal.startService()
        except CannotOpen:
            self.is_refused_at_start = True
            self.disk.heal()
            journal.startService()
        return journal

    def _append_until_it_is_in(self, offer: Offer) -> None:
        while not self._append(offer):
            offer = self._afresh(offer)

    def _append(self, offer: Offer) -> bool:
        """
        Append; whether it is in the journal, by its answer.
        """
        outcomes: list[int | Failure] = []
        appended = self.journal.append(*offer)
        appended.addBoth(outcomes.append)
        was_broken = self.disk.broken
        if not outcomes:
            self.waited = True
            # Others are told at once that nothing is taken now.
            assert self._is_down(self.journal.append(*self._afresh(offer)))
            assert not outcomes
            self.disk.heal()
            self.journal.read(offer.room).addErrback(lambda _: None)
        (outcome,) = outcomes
        is_in = not isinstance(outcome, Failure)
        if isinstance(outcome, Failure):
            outcome.trap(JournalDown)
            if was_broken:
                self.disk.heal()
        else:
            assert outcome == offer.expected + len(offer.events)
        self.answered.append(Answered(len(self.disk), offer, is_in))
        return is_in

    def _is_down(self, appended: Deferred[int]) -> bool:
        failures: list[Failure] = []
        appended.addErrback(failures.append)
        return bool(failures) and failures[0].check(JournalDown) is not None

    def _afresh(self, offer: Offer) -> Offer:
        """
        The same with other ids.
        """
        events = [replace(event, id=next(self._ids)) for event in offer.events]
        return offer._replace(events=events)

    def assert_true(self, directory: Path, n: int | None = None) -> None:
        """
        Fail unless the answers, of the first n operations, are true of a directory.
        """
        quick = watched(Disk(directory, recording=False))
        with quick, closing(Store.open(directory)) as store:
            contents = Contents(store)
        ids = {event.id for events in contents.events.values() for event in events}
        for at, offer, is_in in self.answered:
            if n is None or at <= n:
                there = [event.id in ids for event in offer.events]
                assert there == [is_in] * len(offer.events), (is_in, there, offer)


def faults(directory: Path) -> Iterator[tuple[Operation, Fault]]:
    """
    One at every operation of a run without any, each way in which it can fail.

    :param directory: for that run.
    """
    run = Run(directory)
    run.go()
    for n, operation in enumerate(run.disk.operations):
        codes = CODES.get(operation.kind, ())
        if operation.kind is Kind.SYNC and operation.directory:
            codes = (*codes, IOERR_DIR_FSYNC)
        for code in codes:
            for forever in (False, True):
                yield operation, Fault(n, code, forever)
        if operation.kind is Kind.WRITE:
            yield operation, Fault(n, FULL, short=True)
