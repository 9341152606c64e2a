"""
The SQLite store of all rooms' events.  It waits for the disk: no reactor's thread is
to use it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from connect4tx.journal import opening
from connect4tx.journal.codec import CLOSED, Row, decode
from connect4tx.journal.database import is_damage
from connect4tx.journal.lookups import Lookups
from connect4tx.journal.opening import CannotOpen
from connect4tx.play.events import RoomCode, RoomOpened
from connect4tx.play.ports import Unreadable, VersionConflict

# A statement has five parameters for a row, and SQLite at least 32,766 for a statement.
_MOST_ROWS: Final = 1024
_COLUMNS: Final = 5

# Rooms whose version is remembered; then all are forgotten, and looked up again.
_MOST_KNOWN: Final = 50_000

_PLAYED_NOTHING: Final = (
    "SELECT number FROM rooms WHERE status = 'closed'"
    " AND number NOT IN (SELECT room FROM games)"
)

# Before it was seen for the first time, it was up when a room was touched.
_LAST_SEEN: Final = """
SELECT coalesce(
    (SELECT value FROM meta WHERE name = 'seen'),
    (SELECT max(touched) FROM rooms WHERE status = 'open'),
    ?
)
"""

Known = dict[RoomCode, tuple[int, int]]
Outcome = int | VersionConflict | Unreadable | ValueError


class Append(NamedTuple):
    """
    Events to be appended to a room, as rows.

    :ivar answer: what the caller wants to find with the outcome; not looked at.
    """

    room: RoomCode
    expected: int
    rows: Sequence[Row]
    answer: Any = None


class Store(Lookups):
    """
    A database that is appended to, by nobody else.
    """

    def __init__(self, directory: Path, *, lock: int | None) -> None:
        super().__init__(directory, lock=lock)
        # The number and the version of open rooms.
        self._known: Known = {}
        self._next_number = 1

    def reconnect(self, *, alone: bool = False) -> None:
        self._known.clear()
        super().reconnect(alone=alone)
        try:
            (last,) = self._db.execute("SELECT max(number) FROM rooms").fetchone()
        except sqlite3.DatabaseError as error:
            self._disconnect()
            path = self._directory / opening.DATABASE
            raise CannotOpen(opening.sentence(path, error)) from error
        self._next_number = (last or 0) + 1

    def settle(self) -> None:
        # What was in doubt may be there, with versions that nobody noted.
        self._known.clear()
        super().settle()

    def append_all(self, appends: Sequence[Append]) -> list[Outcome]:
        """
        Append each whole or not at all, and all that can be in one commit.

        :returns: for each its new version, or why it was not appended.
        :raises StoreFailed: when of none it is known whether it was appended.
        """
        with self._told():
            try:
                return self._append(appends)
            except sqlite3.DatabaseError as error:
                self._known.clear()
                if not _is_of_a_room(error):
                    raise
            # Some room is not as we knew it: the others must not suffer.
            return [self._append_alone(append) for append in appends]

    def _append(self, appends: Sequence[Append]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        values: list[object] = []
        known: Known = {}
        closed: list[RoomCode] = []
        for room, expected, rows, _ in appends:
            number, version = (
                known.get(room) or self._known.get(room) or self._look_up(room)
            )
            if version != expected:
                outcomes.append(VersionConflict(room, expected, version))
                continue
            if rows:
                if not version and not _opens(room, rows[0]):
                    outcomes.append(ValueError(f"room {room} was never opened"))
                    continue
                for id, kind, body in rows:
                    version += 1
                    values += (number, version, id, kind, body)
                if rows[-1][1] == CLOSED:
                    closed.append(room)
                known[room] = number, version
            outcomes.append(version)
        if values:
            self._insert(values)
        self._remember(known, closed)
        return outcomes

    def _append_alone(self, append: Append) -> Outcome:
        self._known.clear()
        try:
            return self._append([append])[0]
        except sqlite3.IntegrityError as error:
            return ValueError(f"room {append.room}: {error}")
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return Unreadable(f"room {append.room}: {error}")

    def _look_up(self, room: RoomCode) -> tuple[int, int]:
        """
        The number and the version of a room; of one that is to be opened, a new one.
        """
        found = self._db.execute(
            "SELECT number, (SELECT max(version) FROM events WHERE room = number)"
            " FROM rooms WHERE code = ?",
            (room,),
        ).fetchone()
        if found is not None:
            number, version = found
            return number, version or 0
        number, self._next_number = self._next_number, self._next_number + 1
        return number, 0

    def _insert(self, values: list[object]) -> None:
        most = _MOST_ROWS * _COLUMNS
        if len(values) <= most:
            self._insert_rows(values)
            return
        with self._transaction():
            for start in range(0, len(values), most):
                self._insert_rows(values[start : start + most])

    def _insert_rows(self, values: list[object]) -> None:
        # One statement, also the commit: SQLite lets go of the GIL in each step of a
        # statement, and a busy reactor gives it back only after 5 ms.
        rows = _round_up(len(values) // _COLUMNS)
        values += [None] * (rows * _COLUMNS - len(values))
        self._db.execute(_insert_statement(rows), values)

    def _remember(self, known: Known, closed: Sequence[RoomCode]) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known.update(known)
        for room in closed:
            self._known.pop(room, None)

    def has(self, append: Append) -> bool:
        """
        Whether these very events are at their place.

        :raises Unreadable: when it can never be told.
        :raises StoreFailed: when it cannot be told now.
        """
        found = self._rows("id", append.room, append.expected, len(append.rows))
        return [id for (id,) in found] == [id for id, _, _ in append.rows]

    def set_aside(self, room: RoomCode) -> None:
        """
        Let a room no longer be one of the open ones; its events stay.
        """
        self._ask("UPDATE rooms SET status = 'aside' WHERE code = ?", room)

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> None:
        """
        Touch these rooms; and all that are open, by as long as nobody saw the server
        up, if that is longer than a lapse.
        """
        with self._told(), self._transaction():
            (last,) = self._db.execute(_LAST_SEEN, (now,)).fetchone()
            if now - last > lapse:
                self._db.execute(
                    "UPDATE rooms SET touched = max(touched, min(?, touched + ?))"
                    " WHERE status = 'open'",
                    (now, now - last),
                )
            self._db.execute(
                "UPDATE rooms SET touched = max(touched, ?)"
                " WHERE status = 'open' AND code IN (SELECT value FROM json_each(?))",
                (now, json.dumps(list(rooms))),
            )
            self._db.execute("REPLACE INTO meta VALUES ('seen', ?)", (now,))

    def compact(self) -> int:
        """
        Forget the closed rooms in which no game was ever finished, and give the room
        on the disk back.

        :returns: how many rooms were forgotten.
        """
        self._known.clear()
        with self._told():
            with self._transaction():
                self._db.execute(
                    f"DELETE FROM events WHERE room IN ({_PLAYED_NOTHING})"
                )
                forgotten = self._db.execute(
                    f"DELETE FROM rooms WHERE number IN ({_PLAYED_NOTHING})"
                ).rowcount
            self._db.execute("VACUUM")
        self.checkpoint()
        return forgotten


@lru_cache
def _insert_statement(rows: int) -> str:
    # Few different statements are prepared: what is NULL fills them up.
    places = ",".join(["(?,?,?,?,?)"] * rows)
    return (
        "INSERT INTO events (room, version, id, kind, body)"
        f" SELECT * FROM (VALUES {places}) WHERE column1 IS NOT NULL"
    )


def _round_up(rows: int) -> int:
    """
    The next power of two.
    """
    return int(1 << (rows - 1).bit_length())


def _opens(room: RoomCode, row: Row) -> bool:
    """
    Whether a room's first event is the opening of that room.
    """
    event = decode(*row)
    return isinstance(event, RoomOpened) and event.code == room


def _is_of_a_room(error: sqlite3.DatabaseError) -> bool:
    """
    Whether the cause may be in the events of one room.
    """
    return isinstance(error, sqlite3.IntegrityError) or is_damage(error)
