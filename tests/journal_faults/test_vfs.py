"""
The disk that fails and loses its power, tried on SQLite itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Thread

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.support.power import (
    FULL,
    IOERR_FSYNC,
    IOERR_WRITE,
    SECTOR_BYTES,
    Disk,
    Kind,
    Operation,
    Role,
    everything,
    nothing,
)
from tests.support.vfs import remains, watched

# The same examples on every machine, and no database written into the checkout.
repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=100, print_blob=False
)

FILE = "ledger.sqlite3"
ROWS = 3
TRANSACTIONS = 12


class Ledger:
    """
    A table into which each transaction writes three rows with its own number.

    :param checkpoint_pages: so few that so few transactions make several checkpoints.
    :ivar acknowledged: how many operations the disk had seen when each was.
    """

    def __init__(
        self,
        directory: Path,
        disk: Disk,
        *,
        synchronous: str = "FULL",
        checkpoint_pages: int = 6,
    ) -> None:
        self._disk = disk
        self._connection = sqlite3.connect(
            directory / FILE, isolation_level=None, check_same_thread=False
        )
        self.acknowledged: list[int] = []
        for statement in (
            "PRAGMA journal_mode = WAL",
            f"PRAGMA synchronous = {synchronous}",
            f"PRAGMA wal_autocheckpoint = {checkpoint_pages}",
            "CREATE TABLE IF NOT EXISTS ledger (number INTEGER, filler TEXT)",
        ):
            self._connection.execute(statement)

    def write(self, number: int) -> None:
        """
        Make one transaction.
        """
        self._connection.execute("BEGIN")
        try:
            for _ in range(ROWS):
                self._connection.execute(
                    "INSERT INTO ledger VALUES (?, ?)", (number, "x" * 1500)
                )
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self.acknowledged.append(len(self._disk))

    def close(self) -> None:
        self._connection.close()


def found(directory: Path) -> Counter[int]:
    """
    How many rows of each transaction are in a ledger, which is whole.
    """
    with closing(sqlite3.connect(directory / FILE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        if not tables:
            return Counter()
        return Counter(n for (n,) in connection.execute("SELECT number FROM ledger"))


class DiskCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.directory.mkdir()
        self.disk = Disk(self.directory)

    def written(self, *, synchronous: str = "FULL") -> list[int]:
        """
        Write a whole ledger; how many operations each acknowledgement came after.
        """
        with watched(self.disk):
            ledger = Ledger(self.directory, self.disk, synchronous=synchronous)
            for number in range(TRANSACTIONS):
                ledger.write(number)
            ledger.close()
        return ledger.acknowledged

    def of(self, kind: Kind, role: Role, after: int = 0) -> int:
        """
        Which operation is the first of this kind after some others.
        """
        return next(
            n
            for n, operation in enumerate(self.disk.operations)
            if n >= after and operation.kind is kind and operation.role is role
        )


class RecordingTests(DiskCase):
    """
    What the disk knows of what was done to it.
    """

    def files(self) -> dict[str, bytes]:
        """
        What is really in the directory.
        """
        return {
            path.name: path.read_bytes()
            for path in self.directory.iterdir()
            if not path.name.endswith("-shm")
        }

    def test_everything_is_recorded(self) -> None:
        """
        What the disk says its files hold is what they hold, open and closed.
        """
        with watched(self.disk):
            ledger = Ledger(self.directory, self.disk)
            for number in range(TRANSACTIONS):
                ledger.write(number)
                image = self.disk.image(len(self.disk), everything)
                self.assertEqual(image, self.files())
            self.assertEqual(sorted(image), [FILE, f"{FILE}-wal"])
            ledger.close()
        self.assertEqual(self.disk.image(len(self.disk), everything), self.files())

    def test_every_kind_of_operation_is_seen(self) -> None:
        """
        The ledger makes SQLite do all that the disk can remember, to all its files.
        """
        self.written()
        seen = {(operation.kind, operation.role) for operation in self.disk.operations}
        kinds = set(Kind) - {Kind.SYNC_NAMES}
        self.assertEqual(
            seen,
            {
                *((kind, Role.DATABASE) for kind in kinds - {Kind.DELETE}),
                *((kind, Role.WAL) for kind in kinds - {Kind.TRUNCATE}),
                *((kind, Role.JOURNAL) for kind in kinds - {Kind.TRUNCATE}),
            },
        )

    def test_threads_write_too(self) -> None:
        """
        What another thread does is recorded as well.
        """
        with watched(self.disk):
            ledger = Ledger(self.directory, self.disk)
            before = len(self.disk)
            thread = Thread(target=ledger.write, args=(0,))
            thread.start()
            thread.join()
            ledger.close()
        self.assertGreater(ledger.acknowledged[0], before)
        self.assertEqual(self.disk.image(len(self.disk), everything), self.files())

    def test_file_that_was_there_is_known_and_safe(self) -> None:
        """
        A database from before is on the disk whatever happens.
        """
        self.written()
        later = Disk(self.directory)
        with watched(later), closing(Ledger(self.directory, later)):
            pass
        with remains(later, len(later), nothing) as copy:
            self.assertEqual(len(found(copy)), TRANSACTIONS)

    def test_other_directories_are_left_alone(self) -> None:
        """
        Neither is anything recorded of them, nor does anything fail there.
        """
        other = Path(self.mktemp())
        other.mkdir()
        self.disk.fail_at(0, FULL, forever=True)
        with watched(self.disk), closing(Ledger(other, self.disk)) as ledger:
            ledger.write(0)
        self.assertEqual(self.disk.operations, [])
        self.assertEqual(found(other), {0: ROWS})

    def test_default_is_back_afterwards(self) -> None:
        """
        What is opened later is not recorded, and what is still open works on.
        """
        with watched(self.disk):
            ledger = Ledger(self.directory, self.disk)
        before = len(self.disk)
        found(self.directory)
        self.assertEqual(len(self.disk), before)
        ledger.write(0)
        ledger.close()
        self.assertEqual(found(self.directory), {0: ROWS})

    def test_bug_in_between_is_told(self) -> None:
        """
        A bug of the disk's own is an error to SQLite, and raised when all is over.
        """

        def bug(operation: Operation, do: object) -> int:
            raise ZeroDivisionError

        self.patch(self.disk, "act", bug)
        with (
            self.assertRaises(ZeroDivisionError),
            watched(self.disk),
            self.assertRaises(sqlite3.OperationalError),
        ):
            Ledger(self.directory, self.disk)


class PowerCutTests(DiskCase):
    """
    SQLite keeps its promises on such a disk; so a test that fails on it tells of us.
    """

    def assert_kept(self, copy: Path, n: int, acknowledged: Iterable[int]) -> None:
        """
        Fail unless all that was acknowledged by then is there, and nothing is by half.
        """
        ledger = found(copy)
        safe = sum(at <= n for at in acknowledged)
        self.assertGreaterEqual(len(ledger), safe, n)
        self.assertEqual(ledger, dict.fromkeys(range(len(ledger)), ROWS), n)

    def test_acknowledged_is_safe(self) -> None:
        """
        Wherever the power is cut, and whether or not the disk was quick, what was
        acknowledged is there and no transaction is by half.
        """
        acknowledged = self.written()
        for n in range(len(self.disk) + 1):
            for fate in (everything, nothing):
                with remains(self.disk, n, fate) as copy:
                    self.assert_kept(copy, n, acknowledged)

    def test_acknowledged_is_safe_from_torn_writes(self) -> None:
        """
        The same holds when any sectors of what was not synced are there.
        """
        acknowledged = self.written()

        @repeatable
        @given(
            st.integers(0, len(self.disk)),
            st.randoms(use_true_random=False),
            st.sampled_from([0.1, 0.5, 0.9]),
        )
        def any_sectors(n: int, rng: Random, share: float) -> None:
            with remains(self.disk, n, lambda: rng.random() < share) as copy:
                self.assert_kept(copy, n, acknowledged)

        any_sectors()

    def test_broken_promises_are_found(self) -> None:
        """
        A SQLite that does not sync its commits loses some on a slow disk.
        """
        acknowledged = self.written(synchronous="NORMAL")
        lost = 0
        for n in acknowledged:
            with remains(self.disk, n, nothing) as copy:
                lost += len(found(copy)) < sum(at <= n for at in acknowledged)
        self.assertGreater(lost, 0)

    def test_torn_writes_are_torn(self) -> None:
        """
        Of a write that crosses sectors, some may be on the disk and some not.
        """
        self.written()
        write = self.of(Kind.WRITE, Role.WAL, after=self.of(Kind.SYNC, Role.WAL) + 2)
        size = len(self.disk.operations[write].data)
        self.assertGreater(size, SECTOR_BYTES)
        fates = iter([True, False] * size)
        torn = self.disk.image(write + 1, lambda: next(fates))
        whole = self.disk.image(write + 1, everything)
        before = self.disk.image(write + 1, nothing)
        name = f"{FILE}-wal"
        self.assertEqual(len({torn[name], whole[name], before[name]}), 3)

    def test_synced_directory_keeps_its_names(self) -> None:
        """
        A file that was deleted stays so once its directory is synced, by whomever.
        """
        self.written()
        name = f"{FILE}-wal"
        self.assertIn(name, self.disk.image(len(self.disk), nothing))
        directory = os.open(self.directory, os.O_RDONLY)
        self.addCleanup(os.close, directory)
        with watched(self.disk):
            os.fsync(directory)
        self.assertNotIn(name, self.disk.image(len(self.disk), nothing))

    def test_names_may_be_lost(self) -> None:
        """
        A file is not in the directory for certain before that was synced too.
        """
        self.written()
        created = self.of(Kind.OPEN, Role.WAL)
        synced = self.of(Kind.SYNC, Role.WAL)
        name = f"{FILE}-wal"
        self.assertNotIn(name, self.disk.image(synced, nothing))
        self.assertIn(name, self.disk.image(created + 1, everything))
        self.assertIn(name, self.disk.image(synced + 1, nothing))
        self.assertNotIn(name, self.disk.image(len(self.disk), everything))
        self.assertIn(name, self.disk.image(len(self.disk), nothing))


class FaultTests(DiskCase):
    """
    Operations that fail when they are told to.
    """

    def setUp(self) -> None:
        super().setUp()
        watching = watched(self.disk)
        watching.__enter__()
        self.addCleanup(watching.__exit__, None, None, None)
        # No checkpoints: what fails is the commit.
        self.ledger = Ledger(self.directory, self.disk, checkpoint_pages=0)
        self.addCleanup(self.ledger.close)
        self.ledger.write(0)

    def failing(self, number: int) -> int:
        """
        Write to the ledger, which fails; the code of the error.
        """
        with self.assertRaises(sqlite3.Error) as raised:
            self.ledger.write(number)
        code: int = raised.exception.sqlite_errorcode
        return code

    def failed(self) -> Operation:
        """
        The one operation that has failed.
        """
        (failed,) = (op for op in self.disk.operations if op.failed)
        return failed

    def test_full_disk(self) -> None:
        """
        A write to a full disk fails, and the transaction with it; the next does not.
        """
        self.disk.fail_at(len(self.disk) + 1, FULL)
        self.assertEqual(self.failing(1), FULL)
        self.ledger.write(2)
        self.assertEqual(set(found(self.directory)), {0, 2})
        self.assertEqual(self.failed().data, b"")

    def test_sync_that_fails(self) -> None:
        """
        A sync that fails is told to who committed.
        """
        self.disk.fail_at(len(self.disk), IOERR_FSYNC, kind=Kind.SYNC)
        self.assertEqual(self.failing(1), IOERR_FSYNC)
        self.assertFalse(self.disk.broken)
        self.assertIs(self.disk.operations[-1], self.failed())

    def test_for_ever_is_until_it_is_healed(self) -> None:
        """
        A disk that stays broken fails each time, until it does not.
        """
        self.disk.fail_at(len(self.disk), IOERR_WRITE, forever=True)
        self.assertEqual([self.failing(1), self.failing(2)], [IOERR_WRITE] * 2)
        self.assertTrue(self.disk.broken)
        self.disk.heal()
        self.ledger.write(3)
        self.assertEqual(set(found(self.directory)), {0, 3})

    def test_short_write(self) -> None:
        """
        Half of a write is on the disk, and that half is remembered.
        """
        self.disk.fail_at(len(self.disk) + 1, FULL, short=True)
        self.assertEqual(self.failing(1), FULL)
        failed = self.failed()
        self.assertEqual(len(failed.data), 2048)
        image = self.disk.image(len(self.disk), everything)
        real = (self.directory / failed.name).read_bytes()
        self.assertEqual(image[failed.name], real)

    def test_what_was_pending_at_a_failed_sync_may_be_lost_for_good(self) -> None:
        """
        On a forgetful disk it is lost although a later sync says that all is well.
        """
        before = len(self.disk)
        self.disk.fail_at(before, IOERR_FSYNC, kind=Kind.SYNC)
        self.failing(1)
        sync = Operation(Kind.SYNC, self.failed().file, self.failed().name)
        self.disk.act(sync, lambda _: 0)
        n = len(self.disk)
        kept = self.disk.image(n, nothing)
        lost = self.disk.image(n, nothing, forgetful=True)
        self.assertEqual(kept, self.disk.image(n, everything))
        self.assertEqual(lost, self.disk.image(before, nothing))
