"""
The open database of a store, and what its errors mean.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from connect4tx.journal import opening
from connect4tx.play.ports import JournalDown

# What a disk or a file system does to us, and no bug.
_TROUBLES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


class StoreFailed(JournalDown):
    """
    The disk did not do what it was asked to; an append may be in the store or not.

    :ivar is_full: whether it had no room; then nothing was committed.
    """

    is_full = False


class Busy(StoreFailed):
    """
    Another program reads what is in the write-ahead log.
    """


class Database:
    """
    A directory with a database and a lock, open until :meth:`close`.
    """

    def __init__(self, directory: Path, *, lock: int | None) -> None:
        self._directory = directory
        self._lock = lock
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def open(cls, directory: Path, *, readonly: bool = False, new: bool = True) -> Self:
        """
        Open a directory, made if it is not there.

        :param readonly: only look at what is there, perhaps beside a server.
        :param new: whether there may be no database yet, and is to be one.
        :raises CannotOpen: and nothing that was there has been changed.
        """
        lock = None
        if not readonly:
            if new:
                opening.make(directory)
            lock = opening.lock(directory)
        database = cls(directory, lock=lock)
        try:
            if new and not readonly:
                opening.make_database(directory)
            database.reconnect()
            if not readonly:
                opening.check_writable(directory, database._db)
        except StoreFailed as error:
            database.close()
            raise opening.CannotOpen(
                f"The journal cannot be used ({error}); see to that disk, or give the"
                " journal another directory with --data."
            ) from error
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """
        Let go of everything; may be called again.
        """
        self._disconnect()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def reconnect(self, *, alone: bool = False) -> None:
        """
        Forget what SQLite believes, and read what is so; the lock is kept.

        :param alone: whether it has to fail while another program reads the log.
        :raises CannotOpen: or StoreFailed, and until it succeeds, everything fails.
        """
        self._disconnect()
        if self._lock is None:
            self._connection = opening.connect(self._directory, readonly=True)
            return
        try:
            self._begin_anew(alone)
        except BaseException:
            # What is in the log only may go with a power cut: nobody is to be told.
            self._disconnect()
            raise

    def _begin_anew(self, alone: bool) -> None:
        # After a sync that failed, a write-ahead log that was removed may come back
        # with a power cut, and what is read may be in the system's memory only: nothing
        # may build on either.
        self._sync_directory()
        self._connection = opening.connect(self._directory, readonly=False)
        try:
            self.checkpoint()
        except Busy:
            if alone:
                raise
            # A reader keeps the log, and must not keep a server from starting.
            self._write_again()
        self._disconnect()
        self._sync_directory()
        self._connection = opening.connect(self._directory, readonly=False)

    def _write_again(self) -> None:
        try:
            opening.write_again(self._directory)
        except OSError as error:
            raise StoreFailed(f"{self._directory}: {error.strerror}") from error

    def _sync_directory(self) -> None:
        """
        Have it survive a power cut which files there are.
        """
        try:
            directory = os.open(self._directory, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise StoreFailed(f"{self._directory}: {error.strerror}") from error

    def settle(self) -> None:
        """
        Let what there is be for good, and what there is not never come back.

        After a commit that failed the log may have more than SQLite believes, which it
        would believe after a power cut. One more commit is written over that.

        :raises StoreFailed: when that one fails too.
        """
        with self._told():
            opening.write_nothing(self._db)

    def checkpoint(self) -> None:
        """
        Have everything in the database itself, and the write-ahead log empty.

        :raises Busy: when somebody reads what is in the log only.
        :raises StoreFailed: when the disk does not let it.
        """
        with self._told():
            busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Busy(f"{self._directory}: another program is reading it")

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @property
    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreFailed(f"{self._directory}: not open")
        return self._connection

    def _ask(self, question: str, *values: object) -> list[Any]:
        """
        All rows of an answer.
        """
        with self._told():
            try:
                return self._db.execute(question, values).fetchall()
            except (UnicodeEncodeError, OverflowError):
                # Players may ask for what no row can have.
                return []

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """
        Let SQLite's troubles be StoreFailed; its other errors are bugs of ours.
        """
        try:
            yield
        except sqlite3.DatabaseError as error:
            if opening.code_of(error) not in _TROUBLES:
                raise
            failed = StoreFailed(f"{self._directory}: {error}")
            failed.is_full = opening.code_of(error) == sqlite3.SQLITE_FULL
            raise failed from error


def is_damage(error: BaseException | None) -> bool:
    """
    Whether an error says that pages of the database are not what they were.
    """
    return isinstance(error, sqlite3.DatabaseError) and opening.code_of(error) in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
