"""
The database of a journal, as its operator goes through it and mends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from connect4tx.journal.lookups import Lookups
from connect4tx.journal.store import Store
from connect4tx.play.events import RoomCode

_FAULTS_AT_MOST: Final = 100


class Ledger(Lookups):
    """
    A database that is looked at, also when a part of it is damaged.
    """

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """
        Have all answers be of the same moment, whatever a server does meanwhile.
        """
        with self._told():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def damage(self) -> Iterator[str]:
        """
        What SQLite finds wrong with the database, a sentence each.
        """
        with self._told():
            for (found,) in self._db.execute(
                f"PRAGMA integrity_check({_FAULTS_AT_MOST})"
            ):
                if found != "ok":
                    yield found

    def statuses(self) -> Iterator[tuple[RoomCode, str]]:
        """
        All rooms, oldest first, without a look at their events.
        """
        with self._told():
            yield from self._db.execute(
                "SELECT code, status FROM rooms ORDER BY number"
            )


class MendedStore(Store):
    """
    A store from which a server's decisions can be taken back.
    """

    def status(self, room: RoomCode) -> str | None:
        """
        Whether a room is ``open``, ``closed`` or ``aside``; None for an unknown one.
        """
        found = self._ask("SELECT status FROM rooms WHERE code = ?", room)
        return found[0][0] if found else None

    def reopen(self, room: RoomCode, now: int) -> None:
        """
        Let a room that was set aside be one of the open ones again.

        :param now: Unix time, from which it is idle: it must not be closed at once.
        """
        self._ask(
            "UPDATE rooms SET status = 'open', touched = max(touched, ?)"
            " WHERE code = ? AND status = 'aside'",
            now,
            room,
        )
