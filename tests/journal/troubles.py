"""
What can befall a store, for tests of those who use one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal import opening
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.opening import CannotOpen
from connect4tx.journal.store import Append, Store


class Bug(Exception):
    """
    A bug, for tests of what it does to whom.
    """


class Troubles:
    """
    Befall every store of a test, as told.

    :ivar commit: raised instead of a commit.
    :ivar committed: raised after a commit that happened.
    :ivar connect: raised instead of a connection to the database.
    :ivar settle: raised instead of settling the store.
    :ivar max_pages: how large a database may become; 0 for any size.
    :ivar groups: how many appends each commit was to have.
    """

    def __init__(self, case: SynchronousTestCase) -> None:
        self.commit: Exception | None = None
        self.committed: Exception | None = None
        self.connect: Exception | None = None
        self.settle: Exception | None = None
        self.max_pages = 0
        self.groups: list[int] = []
        append_all, settle = Store.append_all, Store.settle
        connect = opening.connect

        def appending(store: Store, appends: Sequence[Append]) -> Any:
            self.groups.append(len(appends))
            if self.commit is not None:
                raise self.commit
            outcomes = append_all(store, appends)
            if self.committed is not None:
                raise self.committed
            return outcomes

        def settling(store: Store) -> None:
            if self.settle is not None:
                raise self.settle
            settle(store)

        def connecting(directory: Path, *, readonly: bool) -> Any:
            if self.connect is not None:
                raise self.connect
            db = connect(directory, readonly=readonly)
            if self.max_pages:
                db.execute(f"PRAGMA max_page_count = {self.max_pages}")
            return db

        patched: Callable[..., Any]
        for owner, name, patched in (
            (Store, "append_all", appending),
            (Store, "settle", settling),
            (opening, "connect", connecting),
        ):
            case.patch(owner, name, patched)

    def no_commit(self, *, happened: bool) -> None:
        """
        Let commits fail, and all attempts to find out what became of them.
        """
        if happened:
            self.committed = no_disk()
        else:
            self.commit = no_disk()
        self.settle, self.connect = no_disk(), no_database()

    def mend(self) -> None:
        self.commit = self.committed = self.settle = self.connect = None


def no_disk() -> StoreFailed:
    return StoreFailed("the disk is gone")


def no_room() -> StoreFailed:
    failed = StoreFailed("the disk is full")
    failed.is_full = True
    return failed


def no_database() -> CannotOpen:
    return CannotOpen("The disk is gone.")
