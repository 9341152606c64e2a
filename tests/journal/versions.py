"""
Journals as earlier versions left them.
"""

from __future__ import annotations

# A room in which a game was played; the rows of all tables, then the trigger. A line
# that ends in a backslash goes on in the next one.
VERSION_1 = """
CREATE TABLE events (
    room INTEGER NOT NULL,
    version INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (room, version)
) WITHOUT ROWID;
INSERT INTO "events" VALUES(1,1,1,'room_opened','{"code":"ABC234","name":"Salon",\
"variant":{"columns":7,"rows":6,"connect":4,"players":2},"at":50}');
INSERT INTO "events" VALUES(1,2,2,'player_joined','{"seat":0,"player":"player-0",\
"symbol":"X","name":"lea","key":"key-0"}');
INSERT INTO "events" VALUES(1,3,3,'player_joined','{"seat":1,"player":"player-1",\
"symbol":"O","name":"max","key":"key-1"}');
INSERT INTO "events" VALUES(1,4,4,'game_started','{"first":0,"at":100}');
INSERT INTO "events" VALUES(1,5,5,'disc_dropped','{"seat":0,"column":3}');
INSERT INTO "events" VALUES(1,6,1000000,'game_ended','{"record":{"room":"ABC234",\
"number":1,"variant":{"columns":7,"rows":6,"connect":4,"players":2},"names":["lea",\
"max"],"symbols":["X","O"],"first":0,"moves":"1212121","left":[],\
"termination":"connected","winner":0,"started":100,"ended":200}}');
CREATE TABLE game_players (
    name TEXT NOT NULL COLLATE NOCASE,
    game INTEGER NOT NULL,
    PRIMARY KEY (name, game)
) WITHOUT ROWID;
INSERT INTO "game_players" VALUES('lea',1);
INSERT INTO "game_players" VALUES('max',1);
CREATE TABLE games (
    seq INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL
);
INSERT INTO "games" VALUES(1,1,1,6);
CREATE TABLE keys (
    room INTEGER NOT NULL,
    seat INTEGER NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (room, seat)
) WITHOUT ROWID;
INSERT INTO "keys" VALUES(1,0,'key-0');
INSERT INTO "keys" VALUES(1,1,'key-1');
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE rooms (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'aside')),
    touched INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "rooms" VALUES(1,'ABC234','open',200);
CREATE INDEX rooms_open ON rooms (touched) WHERE status = 'open';
CREATE INDEX keys_key ON keys (key);
CREATE INDEX games_room ON games (room, number);
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
PRAGMA application_id = 1127502936;
PRAGMA user_version = 1;
"""
