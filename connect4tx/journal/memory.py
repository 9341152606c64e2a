"""
A journal in memory: what rooms need to survive their own crashes, and no more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from twisted.internet.defer import Deferred, fail, succeed

from connect4tx.journal.incarnation import Incarnation
from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    GameStarted,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomCode,
    RoomOpened,
    RoomReset,
)
from connect4tx.play.ports import JournalDown, VersionConflict

MOST_GAMES: Final = 1000


class Kept:
    """
    What a journal in memory keeps, over all its incarnations.

    :ivar events: of the open rooms.
    :ivar aside: those of them that are set aside.
    :ivar games: the last 1,000 that are over, the latest last.
    """

    def __init__(self) -> None:
        self.events: dict[RoomCode, list[Event]] = {}
        self.aside: set[RoomCode] = set()
        self.games: deque[GameRecord] = deque(maxlen=MOST_GAMES)
        self._touched: dict[RoomCode, int] = {}
        self._seen: int | None = None
        self._keys: dict[RoomCode, dict[int, str]] = {}
        self._room_of: dict[str, RoomCode] = {}

    def note(self, room: RoomCode, event: Event) -> None:
        """
        Keep what an event, which is no move, says of more than its room.
        """
        match event:
            case RoomOpened(at=at) | PlayerDropped(at=at) | GameStarted(at=at):
                self._touch(room, at)
            case PlayerJoined(seat=seat, key=key):
                self._give_keys(room, {seat: key})
            case PlayerLeft(seat=seat):
                self._give_keys(room, {seat: ""})
            case GameEnded(record=record):
                self.games.append(record)
                self._touch(room, record.ended)
            case RoomReset(keys=keys):
                self._void_keys(room)
                self._give_keys(room, dict(enumerate(keys)))
            case RoomClosed():
                self._forget(room)

    def open_rooms(self) -> list[RoomCode]:
        """
        All but those that are set aside, oldest first.
        """
        return [room for room in self.events if room not in self.aside]

    def is_open(self, room: RoomCode) -> bool:
        """
        Whether a room is one of those.
        """
        return room in self.events and room not in self.aside

    def idle_rooms(self, before: int) -> list[RoomCode]:
        """
        The open rooms that were not touched since then, the longest idle first.
        """
        idle = [room for room in self.open_rooms() if self._touched[room] < before]
        return sorted(idle, key=self._touched.__getitem__)

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> None:
        """
        Touch these rooms; and all of them, by as long as nobody saw the server up.
        """
        is_open = self.open_rooms()
        last, self._seen = self._seen, now
        if last is None:
            last = max((self._touched[room] for room in is_open), default=now)
        if now - last > lapse:
            for room in is_open:
                self._touch(room, min(now, self._touched[room] + now - last))
        for room in rooms:
            if self.is_open(room):
                self._touch(room, now)

    def room_of(self, key: str) -> RoomCode | None:
        """
        The room with a seat for who has this key, open or set aside.
        """
        return self._room_of.get(key)

    def _touch(self, room: RoomCode, at: int) -> None:
        self._touched[room] = max(at, self._touched.get(room, 0))

    def _give_keys(self, room: RoomCode, keys: dict[int, str]) -> None:
        """
        Let these be the keys of these seats; those that they had are void.
        """
        had = self._keys.setdefault(room, {})
        for seat, key in keys.items():
            self._room_of.pop(had.pop(seat, ""), None)
            if key:
                had[seat] = key
                self._room_of[key] = room

    def _void_keys(self, room: RoomCode) -> None:
        for key in self._keys.pop(room, {}).values():
            self._room_of.pop(key, None)

    def _forget(self, room: RoomCode) -> None:
        self._void_keys(room)
        self._touched.pop(room, None)
        self.aside.discard(room)
        del self.events[room]


class MemoryJournal(Incarnation):
    """
    Keeps the events of open rooms; a closed room is forgotten, but for the records of
    its games, of which there are the last 1,000.

    While the service does not run, appends are refused and nothing is lost.

    :param kept: what is known already; shared with later incarnations of the journal,
        if there are to be any.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        super().__init__()
        self._kept = Kept() if kept is None else kept
        self._events = self._kept.events

    def append(
        self, room: RoomCode, expected_version: int, events: Sequence[Event]
    ) -> Deferred[int]:
        if not self.running:
            return fail(JournalDown("the journal does not run"))
        log = self._events.get(room)
        version = 0 if log is None else len(log)
        if version != expected_version:
            return fail(VersionConflict(room, expected_version, version))
        if not events:
            return succeed(version)
        if log is None:
            log = self._events[room] = []
        log.extend(events)
        for event in events:
            if type(event) is not DiscDropped:
                self._kept.note(room, event)
        return succeed(version + len(events))

    def read(self, room: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
        return succeed(self._events.get(room, [])[after:])

    def open_rooms(self) -> Deferred[Sequence[RoomCode]]:
        return succeed(self._kept.open_rooms())

    def is_aside(self, room: RoomCode) -> Deferred[bool]:
        return succeed(room in self._kept.aside)

    def is_open(self, room: RoomCode) -> Deferred[bool]:
        return succeed(self._kept.is_open(room))

    def idle_rooms(self, before: int) -> Deferred[Sequence[RoomCode]]:
        return succeed(self._kept.idle_rooms(before))

    def seen(self, now: int, rooms: Sequence[RoomCode], lapse: int) -> Deferred[None]:
        self._kept.seen(now, rooms, lapse)
        return succeed(None)

    def room_of(self, key: str) -> Deferred[RoomCode | None]:
        return succeed(self._kept.room_of(key))

    def set_aside(self, room: RoomCode) -> Deferred[None]:
        if room in self._events:
            self._kept.aside.add(room)
        return succeed(None)

    def games(
        self, limit: int, *, player: str | None = None
    ) -> Deferred[Sequence[GameRecord]]:
        found = [
            record
            for record in reversed(self._kept.games)
            if player is None or _played(record, player)
        ]
        return succeed(found[: max(0, limit)])

    def game(self, room: RoomCode, number: int = 0) -> Deferred[GameRecord | None]:
        for record in reversed(self._kept.games):
            if record.room == room and number in {0, record.number}:
                return succeed(record)
        return succeed(None)


def _played(record: GameRecord, player: str) -> bool:
    return player.lower() in {name.lower() for name in record.names}
