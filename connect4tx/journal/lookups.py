"""
What can be read in a store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple

from connect4tx.journal.codec import Malformed, decode
from connect4tx.journal.database import Database, StoreFailed, is_damage
from connect4tx.play.events import Event, GameEnded, GameRecord, RoomCode
from connect4tx.play.ports import Unreadable

_RECORDS: Final = (
    "SELECT code, events.id, kind, body FROM games"
    " JOIN events USING (room, version) JOIN rooms ON rooms.number = games.room"
)
_CODE: Final = "SELECT code FROM rooms WHERE number = ?"
_EVENT: Final = "SELECT id, kind, body FROM events WHERE room = ? AND version = ?"


class RoomSummary(NamedTuple):
    """
    A room as its operator sees it.

    :ivar status: ``open``, ``closed`` or ``aside``.
    :ivar touched: see :meth:`connect4tx.play.ports.Journal.idle_rooms`: Unix time.
    :ivar bytes: of the events' bodies, in UTF-8.
    """

    code: RoomCode
    status: str
    touched: int
    events: int
    bytes: int


class Lookups(Database):
    """
    A database that answers questions.

    Each of them raises StoreFailed when the disk does not let it be answered.
    """

    def read(self, room: RoomCode, after: int = 0) -> list[Event]:
        """
        The events of a room after a version, in order; none for an unknown room.

        :raises Unreadable: when one of them is missing or damaged.
        """
        rows = self._rows("version, id, kind, body", room, after)
        events = []
        for place, (version, id, kind, body) in enumerate(rows, after + 1):
            if version != place:
                raise Unreadable(f"room {room}: event {place} is missing")
            try:
                events.append(decode(id, kind, body))
            except Malformed as error:
                raise Unreadable(f"room {room}, event {place}: {error}") from error
        return events

    def _rows(
        self, columns: str, room: RoomCode, after: int, limit: int = -1
    ) -> list[Any]:
        """
        What the rows of a room's events hold.
        """
        try:
            return self._ask(
                f"SELECT {columns} FROM events"
                " WHERE room = (SELECT number FROM rooms WHERE code = ?)"
                " AND version > ? ORDER BY version LIMIT ?",
                room,
                after,
                limit,
            )
        except StoreFailed as failed:
            if is_damage(failed.__cause__):
                raise Unreadable(f"room {room}: {failed}") from failed
            raise

    def open_rooms(self) -> list[RoomCode]:
        """
        The open rooms, oldest first.
        """
        return self._codes(
            "SELECT code FROM rooms INDEXED BY rooms_open WHERE status = 'open'"
            " ORDER BY number"
        )

    def is_open(self, room: RoomCode) -> bool:
        """
        Whether there is an open room of that code.
        """
        question = "SELECT code FROM rooms WHERE code = ? AND status = 'open'"
        return bool(self._codes(question, room))

    def idle_rooms(self, before: int) -> list[RoomCode]:
        """
        The open rooms that were not touched since then, the longest idle first.
        """
        return self._codes(
            "SELECT code FROM rooms WHERE status = 'open' AND touched < ?"
            " ORDER BY touched, number",
            before,
        )

    def room_of(self, key: str) -> RoomCode | None:
        """
        The room with a seat for who has this key, open or set aside.
        """
        found = self._codes(
            "SELECT code FROM keys JOIN rooms ON room = number"
            " WHERE key = ? ORDER BY number DESC LIMIT 1",
            key,
        )
        return found[0] if found else None

    def is_aside(self, room: RoomCode) -> bool:
        """
        Whether a room was set aside.
        """
        aside = "SELECT code FROM rooms WHERE code = ? AND status = 'aside'"
        return bool(self._codes(aside, room))

    def _codes(self, question: str, *values: object) -> list[RoomCode]:
        return [code for (code,) in self._ask(question, *values)]

    # -- games that are over -----------------------------------------------------

    def games(self, limit: int, player: str | None = None) -> list[GameRecord]:
        """
        Games that are over, the latest first, perhaps of one player only.
        """
        limit = max(0, limit)
        if player is None:
            rows = self._ask(f"{_RECORDS} ORDER BY seq DESC LIMIT ?", limit)
        else:
            rows = self._ask(
                f"{_RECORDS} JOIN game_players ON game = seq WHERE name = ?"
                " ORDER BY game DESC LIMIT ?",
                player,
                limit,
            )
        records = []
        for row in rows:
            # One that is damaged must not hide the others.
            with suppress(StoreFailed):
                records.append(_record(*row))
        return records

    def game(self, room: RoomCode, number: int = 0) -> GameRecord | None:
        """
        One game of a room by its number; 0 for the last that is over.
        """
        rows = self._ask(
            f"{_RECORDS} WHERE games.room = (SELECT number FROM rooms WHERE code = ?)"
            " AND ? IN (0, games.number) ORDER BY games.number DESC, seq DESC LIMIT 1",
            room,
            number,
        )
        return _record(*rows[0]) if rows else None

    # -- for the operator --------------------------------------------------------

    def rooms(self) -> Iterator[RoomSummary]:
        """
        All rooms, oldest first.
        """
        with self._told():
            for row in self._db.execute(
                "SELECT code, status, touched, count(version),"
                " coalesce(sum(length(CAST(body AS BLOB))), 0)"
                " FROM rooms LEFT JOIN events ON room = number"
                " GROUP BY number ORDER BY number"
            ):
                yield RoomSummary(*row)

    def records(self) -> Iterator[GameRecord | Unreadable]:
        """
        Every game that is over, the oldest first; in the place of each that is missing
        or damaged, why it is not there.
        """
        seq = 0
        # One by one: after a damaged page an answer has no further rows.
        while found := self._ask(
            "SELECT seq, room, version FROM games WHERE seq > ? ORDER BY seq LIMIT 1",
            seq,
        ):
            [(seq, room, version)] = found
            yield self._record_at(room, version)

    def _record_at(self, room: int, version: int) -> GameRecord | Unreadable:
        """
        The record that an event of a room has, by its number and a version.
        """
        code = RoomCode(f"number {room}")
        try:
            code = next(iter(self._codes(_CODE, room)), code)
            rows = self._ask(_EVENT, room, version)
        except StoreFailed as failed:
            if not is_damage(failed.__cause__):
                raise
            return Unreadable(f"a game of room {code}: {failed}")
        if not rows:
            return Unreadable(f"a game of room {code}: event {version} is missing")
        try:
            return _record(code, *rows[0])
        except StoreFailed as failed:
            return Unreadable(str(failed))


def _record(room: RoomCode, id: int, kind: str, body: str) -> GameRecord:
    try:
        event = decode(id, kind, body)
    except Malformed as error:
        raise StoreFailed(f"a game of room {room}: {error}") from error
    if not isinstance(event, GameEnded):
        raise StoreFailed(f"a game of room {room}: {kind} is not its end")
    return event.record
