"""
The tables of the SQLite store, and how older ones become these.

What has happened is in ``events`` only.  The other tables answer questions quickly;
triggers keep them, so that they change in the transaction that appends.  Only who was
seen when, which is no event, is in ``meta`` and ``rooms.touched`` alone.
"""

from __future__ import annotations

import sqlite3
from typing import Final

# "C4TX": https://sqlite.org/pragma.html#pragma_application_id
APPLICATION_ID: Final = 0x43345458

_FIRST = """
CREATE TABLE events (
    room INTEGER NOT NULL,
    version INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (room, version)
) WITHOUT ROWID;

-- touched: when a room was opened, a game in it last began or ended, a connection of
-- its players ended, or somebody was seen in it, whichever came last, in seconds of
-- Unix time; later by as long as the server was down since.
CREATE TABLE rooms (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'aside')),
    touched INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX rooms_open ON rooms (touched) WHERE status = 'open';

-- seen: when the server was last seen to be up, in seconds of Unix time.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE keys (
    room INTEGER NOT NULL,
    seat INTEGER NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (room, seat)
) WITHOUT ROWID;
CREATE INDEX keys_key ON keys (key);

-- Each game that is over, and where in events its record is.
CREATE TABLE games (
    seq INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX games_room ON games (room, number);
CREATE TABLE game_players (
    name TEXT NOT NULL COLLATE NOCASE,
    game INTEGER NOT NULL,
    PRIMARY KEY (name, game)
) WITHOUT ROWID;

-- One trigger for all: each one costs every move a little, also when it does nothing.
CREATE TRIGGER events_appended AFTER INSERT ON events WHEN NEW.kind <> 'disc_dropped'
BEGIN
    INSERT INTO rooms (number, code)
        SELECT NEW.room, NEW.body ->> 'code' WHERE NEW.kind = 'room_opened';
    UPDATE rooms
        SET touched = max(
            touched, coalesce(NEW.body ->> '$.at', NEW.body ->> '$.record.ended', 0)
        )
        WHERE number = NEW.room;
    UPDATE rooms SET status = 'closed'
        WHERE number = NEW.room AND status = 'open' AND NEW.kind = 'room_closed';

    DELETE FROM keys WHERE room = NEW.room AND (
        NEW.kind IN ('room_reset', 'room_closed')
        OR NEW.kind IN ('player_joined', 'player_left') AND seat = NEW.body ->> 'seat'
    );
    INSERT INTO keys (room, seat, key)
        SELECT NEW.room, NEW.body ->> 'seat', NEW.body ->> 'key'
        WHERE NEW.kind = 'player_joined' AND NEW.body ->> 'key' <> '';
    INSERT INTO keys (room, seat, key)
        SELECT NEW.room, key, value FROM json_each(NEW.body, '$.keys')
        WHERE NEW.kind = 'room_reset' AND value <> '';

    INSERT INTO games (room, number, version)
        SELECT NEW.room, NEW.body ->> '$.record.number', NEW.version
        WHERE NEW.kind = 'game_ended';
    INSERT OR IGNORE INTO game_players (name, game)
        SELECT value, (SELECT max(seq) FROM games)
        FROM json_each(NEW.body, '$.record.names')
        WHERE NEW.kind = 'game_ended';
END;
"""

# The script at index N makes version N + 1; what was released is never edited.
MIGRATIONS: Final[list[str]] = [_FIRST]


class Foreign(Exception):
    """
    A database that some other program made.
    """


def version_of(db: sqlite3.Connection) -> int:
    """
    Which of the migrations a database has had; 0 for an empty one.

    :raises Foreign: when it is not ours.
    """
    version = _value(db, "PRAGMA user_version")
    application = _value(db, "PRAGMA application_id")
    tables = _value(db, "SELECT count(*) FROM sqlite_schema")
    if application == APPLICATION_ID:
        return version
    if application or version or tables:
        raise Foreign
    return 0


def migrate(db: sqlite3.Connection, version: int) -> None:
    """
    Bring a database of that version up to the latest, all at once or not at all.
    """
    scripts = MIGRATIONS[version:]
    if not scripts:
        return
    try:
        db.executescript(
            f"""
            BEGIN IMMEDIATE;
            {"".join(scripts)}
            PRAGMA application_id = {APPLICATION_ID};
            PRAGMA user_version = {len(MIGRATIONS)};
            COMMIT;
            """
        )
    except sqlite3.Error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _value(db: sqlite3.Connection, question: str) -> int:
    return int(db.execute(question).fetchone()[0])
