"""
Opening a store: what is made, what is refused, and that nothing is written over.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal import opening, schema
from connect4tx.journal.opening import DATABASE, LOCK, LOG, CannotOpen
from connect4tx.journal.store import Store
from tests.journal.happenings import append, ended, everything, record
from tests.journal.versions import VERSION_1
from tests.support.stories import CODE, joined, opened


class OpeningCase(SynchronousTestCase):
    """
    Has a directory that is not there yet.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp()).absolute()
        self.path = self.directory / DATABASE

    def open(self, *, readonly: bool = False) -> Store:
        store = Store.open(self.directory, readonly=readonly)
        self.addCleanup(store.close)
        return store

    def fill(self) -> None:
        """
        Let there be a journal with something in it.
        """
        store = Store.open(self.directory)
        store.append_all([append(0, *everything())])
        store.close()

    def database(self, script: str) -> None:
        """
        Let there be a database that somebody else has made.
        """
        self.directory.mkdir(exist_ok=True)
        db = sqlite3.connect(self.path)
        db.executescript(script)
        db.close()

    def content(self) -> dict[str, bytes]:
        """
        What is in the files, but for those that SQLite needs to look at a database.
        """
        return {
            path.name: path.read_bytes()
            for path in self.directory.iterdir()
            if path.is_file() and not path.name.endswith((LOCK, "-shm", "-wal"))
        }

    def refusal(self, *, readonly: bool = False) -> str:
        """
        Why it cannot be opened; nothing has changed by the attempt, nor is it locked.
        """
        before = self.content() if self.directory.is_dir() else None
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory, readonly=readonly)
        if before is not None:
            self.assertEqual(self.content(), before)
            self.assert_not_locked()
        sentence = str(caught.exception)
        self.assertTrue(sentence.endswith("."), sentence)
        return sentence

    def assert_not_locked(self) -> None:
        if (self.directory / LOCK).exists():
            with (self.directory / LOCK).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


class MadeTests(OpeningCase):
    """
    What an opening makes.
    """

    def test_nobody_else_may_look(self) -> None:
        """
        The directory and all files in it are for their owner only.
        """
        self.addCleanup(os.umask, os.umask(0o000))
        store = self.open()
        store.append_all([append(0, opened())])
        self.assertEqual(S_IMODE(self.directory.stat().st_mode), 0o700)
        modes = {
            path.name: S_IMODE(path.stat().st_mode) for path in self.directory.iterdir()
        }
        self.assertEqual(
            modes,
            {LOCK: 0o600, **{DATABASE + end: 0o600 for end in ("", "-shm", "-wal")}},
        )

    def test_directory_that_is_there_is_left_as_it_is(self) -> None:
        """
        Who made the directory has decided who may look into it.
        """
        self.directory.mkdir()
        self.directory.chmod(0o750)
        self.open()
        self.assertEqual(S_IMODE(self.directory.stat().st_mode), 0o750)

    def test_files_in_it_are_for_nobody_else_all_the_same(self) -> None:
        """
        However many may look into the directory, they cannot read the files.
        """
        self.addCleanup(os.umask, os.umask(0o000))
        self.directory.mkdir()
        self.directory.chmod(0o777)
        store = self.open()
        store.append_all([append(0, opened())])
        modes = {S_IMODE(path.stat().st_mode) for path in self.directory.iterdir()}
        self.assertEqual(modes, {0o600})

    def test_parents_are_made(self) -> None:
        """
        The directory may be in others that are not there.
        """
        self.directory /= "some/where"
        self.open()
        self.assertTrue((self.directory / DATABASE).exists())

    def test_new_directories_survive_a_power_cut(self) -> None:
        """
        Each directory that was made is written to the disk, in the one around it.
        """
        synced = []
        self.patch(os, "fsync", lambda file: synced.append(os.fstat(file).st_ino))
        around = self.directory
        self.directory /= "some/where"
        self.open().close()
        wanted = [around / "some", around, around.parent]
        inodes = [path.stat().st_ino for path in wanted]
        self.assertEqual(synced[:3], inodes)
        self.open().close()
        own = self.directory.stat().st_ino
        self.assertEqual([inode for inode in synced if inode != own], inodes)

    def test_odd_names_are_names(self) -> None:
        """
        A directory's name may have in it what means something in a URI.
        """
        self.directory /= "a b%20?mode=memory#ü"
        store = self.open()
        store.append_all([append(0, opened())])
        store.close()
        self.assertEqual(self.open().open_rooms(), [CODE])

    def test_database_that_was_only_just_made_is_used(self) -> None:
        """
        An empty file, as a crash in the middle of the first opening leaves it, is none
        of anybody's.
        """
        self.directory.mkdir()
        self.path.touch()
        self.assertEqual(self.open().append_all([append(0, opened())]), [1])

    def test_readonly_makes_nothing(self) -> None:
        """
        To look where there is no journal is refused, and makes none.
        """
        self.assertIn("There is no journal in", self.refusal(readonly=True))
        self.assertFalse(self.directory.exists())


class LockTests(OpeningCase):
    """
    One server has a journal open.
    """

    def test_second_server_is_refused(self) -> None:
        """
        Another server is told that there is one, and the first goes on.
        """
        store = self.open()
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory)
        self.assertEqual(
            str(caught.exception),
            f"Another server has the journal in {self.directory} open; stop it, or give"
            " this one another directory with --data.",
        )
        self.assertEqual(store.append_all([append(0, opened())]), [1])

    def test_lock_goes_with_the_store(self) -> None:
        """
        When a store is closed, another one may be opened.
        """
        self.open().close()
        self.open()

    def test_lock_is_kept_when_reconnecting(self) -> None:
        """
        Nobody gets in while a store reads its database afresh.
        """
        store = self.open()
        store.reconnect()
        with self.assertRaises(CannotOpen):
            Store.open(self.directory)

    def test_lock_is_not_inherited(self) -> None:
        """
        A program that the server starts does not keep its journal locked.
        """
        store = self.open()
        assert store._lock is not None
        self.assertFalse(os.get_inheritable(store._lock))

    def test_who_only_looks_neither_locks_nor_is_locked_out(self) -> None:
        """
        A journal may be looked at beside a server, and a server started meanwhile.
        """
        self.fill()
        self.open(readonly=True)
        server = self.open()
        server.append_all([append(0, opened())])
        self.assertEqual(len(self.open(readonly=True).read(CODE)), len(everything()))


class RefusedTests(OpeningCase):
    """
    Whatever may be where the journal is to be.
    """

    def test_parent_is_a_file(self) -> None:
        """
        A directory cannot be made in a file.
        """
        self.directory.touch()
        self.directory /= "journal"
        self.assertIn("which is not a directory; give", self.refusal())

    def test_directory_is_a_file(self) -> None:
        """
        A file is no directory, and stays what it is.
        """
        self.directory.write_bytes(b"precious")
        self.assertIn("which is not a directory; give", self.refusal())
        self.assertEqual(self.directory.read_bytes(), b"precious")

    def test_directory_cannot_be_made(self) -> None:
        """
        What the system says of a directory that cannot be made is passed on.
        """
        self.directory = Path("/proc/journal")
        self.assertIn("cannot be made (", self.refusal())

    def test_directory_cannot_be_written_to(self) -> None:
        """
        A directory in which no file can be made is refused.
        """
        self.directory.mkdir()

        def forbidden(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        self.patch(os, "open", forbidden)
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory)
        self.assertIn("cannot be written to (Permission denied)", str(caught.exception))
        self.assertEqual(self.content(), {})

    def test_file_system_without_locks(self) -> None:
        """
        Where nothing can be locked, nothing is opened.
        """

        def no_locks(fd: int, operation: int) -> None:
            raise OSError(37, "No locks available")

        self.patch(fcntl, "flock", no_locks)
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory)
        self.assertIn("cannot be locked (No locks available)", str(caught.exception))

    def test_database_is_a_directory(self) -> None:
        """
        A directory is no database.
        """
        self.path.mkdir(parents=True)
        self.assertIn(f"{self.path} is not a file", self.refusal())

    def test_database_is_a_socket(self) -> None:
        """
        Nothing is opened that is no file, such as a socket.
        """
        self.directory.mkdir()
        here = os.getcwd()
        os.chdir(self.directory)
        self.addCleanup(os.chdir, here)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(DATABASE)
        self.assertIn(f"{self.path} is not a file", self.refusal())

    def test_file_is_no_database(self) -> None:
        """
        Any other file is left as it is.
        """
        self.directory.mkdir()
        for content in (b"precious", b"precious" * 1000):
            self.path.write_bytes(content)
            self.assertIn(f"{self.path} is not a database", self.refusal())

    def test_damaged_header(self) -> None:
        """
        A journal whose first bytes are not what they were is no database.
        """
        self.fill()
        data = bytearray(self.path.read_bytes())
        data[:16] = b"x" * 16
        self.path.write_bytes(data)
        self.assertIn("is not a database; move it away", self.refusal())

    def test_cut_short(self) -> None:
        """
        A journal of which the end is missing is damaged.
        """
        self.fill()
        self.path.write_bytes(self.path.read_bytes()[:5000])
        self.assertIn("is damaged (", self.refusal())

    def test_damaged_tables(self) -> None:
        """
        A journal whose list of tables is not what it was is damaged.
        """
        self.fill()
        data = bytearray(self.path.read_bytes())
        data[100:4096] = b"\xa5" * 3996
        self.path.write_bytes(data)
        self.assertIn("is damaged (", self.refusal())

    def test_damaged_rooms(self) -> None:
        """
        A journal whose list of rooms is not what it was is damaged.
        """
        self.fill()
        with sqlite3.connect(self.path) as db:
            (page,) = db.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'rooms'"
            ).fetchone()
        db.close()
        data = bytearray(self.path.read_bytes())
        data[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
        self.path.write_bytes(data)
        self.assertIn("is damaged (", self.refusal())

    def test_database_of_another_program(self) -> None:
        """
        Another program's tables are left alone, with or without a mark of its own.
        """
        for script in (
            "CREATE TABLE events (a, b);",
            "PRAGMA application_id = 252006674; CREATE TABLE a (b);",
            "PRAGMA application_id = 252006674;",
            "PRAGMA user_version = 7;",
        ):
            self.path.unlink(missing_ok=True)
            self.database(script)
            self.assertEqual(
                self.refusal(),
                f"{self.path} is the database of some other program; give the journal"
                " another directory with --data.",
                script,
            )

    def test_newer_version(self) -> None:
        """
        What a newer program has written is for that one, also for looking.
        """
        self.fill()
        newer = len(schema.MIGRATIONS) + 1
        self.database(f"PRAGMA user_version = {newer};")
        for readonly in (False, True):
            self.assertEqual(
                self.refusal(readonly=readonly),
                f"{self.path} was written by a newer connect4tx (version {newer}, this"
                f" one knows {newer - 1}); start that one.",
            )

    def connections(self, script: str = "", **changes: str) -> None:
        """
        Let connections be made in another mode, or be given this script first.
        """
        connection: Callable[..., sqlite3.Connection] = opening._connection

        def changed(path: Path, mode: str) -> sqlite3.Connection:
            db = connection(path, changes.get(mode, mode))
            db.executescript(script)
            return db

        self.patch(opening, "_connection", changed)

    def test_file_cannot_be_written(self) -> None:
        """
        A database that may only be read is refused, but for looking.
        """
        self.fill()
        self.connections(rw="ro")
        self.assertIn("cannot be read and written by this user", self.refusal())
        self.assertEqual(len(self.open(readonly=True).read(CODE)), len(everything()))

    def test_file_is_not_ours_to_write(self) -> None:
        """
        Nor is one opened whose mode forbids it.
        """
        self.fill()

        def access(path: Any, mode: int) -> bool:
            return not mode & os.W_OK

        self.patch(os, "access", access)
        self.assertIn("cannot be read and written by this user", self.refusal())

    def test_disk_is_full(self) -> None:
        """
        When there is no room for a new database none is half made, and later there is.
        """
        self.connections("PRAGMA max_page_count = 3;")
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory)
        self.assertIn(f"No room on the disk for {self.path};", str(caught.exception))
        self.assert_not_locked()
        self.patch(opening, "_connection", _plainly)
        self.assertEqual(self.open().append_all([append(0, opened())]), [1])

    def test_other_program_keeps_it(self) -> None:
        """
        A database that somebody else has locked for long is told from a damaged one.
        """
        self.fill()
        other = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        self.patch(opening, "_BUSY_SECONDS", 0.01)
        with self.assertRaises(CannotOpen) as caught:
            Store.open(self.directory)
        self.assertIn("Another program keeps", str(caught.exception))

    def test_other_errors_are_told_with_their_reason(self) -> None:
        """
        Whatever else SQLite says of a database is in the sentence.
        """
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        self.assertEqual(
            opening.sentence(Path("j"), error),
            "j cannot be used (disk I/O error); look after the disk, or give the"
            " journal another directory with --data.",
        )


def _plainly(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


class ReaderTests(OpeningCase):
    """
    An opening while another program reads what is in the log only.
    """

    def setUp(self) -> None:
        super().setUp()
        self.patch(opening, "_BUSY_SECONDS", 0.01)
        killed = self.open()
        killed.append_all([append(0, opened())])
        reader = Store.open(self.directory, readonly=True)
        self.addCleanup(reader.close)
        reader._db.execute("BEGIN")
        self.assertEqual(len(reader.read(CODE)), 1)
        killed.append_all([append(1, joined(0))])
        self.log = self.directory / LOG
        self.written = self.log.read_bytes()
        killed.close()

    def test_it_keeps_no_server_from_starting(self) -> None:
        """
        The server starts, with all that is in the log.
        """
        store = self.open()
        self.assertEqual(len(store.read(CODE)), 2)
        self.assertEqual(store.append_all([append(2, joined(1))]), [3])

    def test_log_is_written_once_more(self) -> None:
        """
        What the system may have only said to be on the disk is written again, the very
        same, and synced.
        """
        pieces: list[bytes] = []
        synced: list[bool] = []
        pwrite, fsync = os.pwrite, os.fsync

        def writing(fd: int, piece: bytes, at: int) -> int:
            self.assertEqual(at, len(b"".join(pieces)))
            pieces.append(piece[:5000])
            return pwrite(fd, piece[:5000], at)

        def syncing(fd: int) -> None:
            fsync(fd)
            is_log = os.path.samestat(os.fstat(fd), self.log.stat())
            if is_log and b"".join(pieces) == self.written:
                synced.append(True)

        self.patch(os, "pwrite", writing)
        self.patch(os, "fsync", syncing)
        self.open()
        self.assertGreater(len(pieces), 1)
        self.assertEqual(synced, [True])
        self.assertTrue(self.log.read_bytes().startswith(self.written))

    def test_disk_that_does_not_take_it(self) -> None:
        """
        When the log cannot be written again the server does not start.
        """

        def failing(*_: object) -> int:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        self.patch(os, "pwrite", failing)
        with self.assertRaises(CannotOpen) as caught:
            self.open()
        self.assertIn("Input/output error", str(caught.exception))
        self.assert_not_locked()

    def test_no_log_to_be_written_again(self) -> None:
        """
        Where there is no log there is nothing to be written.
        """
        opening.write_again(self.directory.parent)


class MigrationTests(OpeningCase):
    """
    Journals of earlier versions.
    """

    def test_version_1_is_read(self) -> None:
        """
        A journal as version 1 left it has the same rooms, seats and games.
        """
        self.database(VERSION_1)
        store = self.open()
        self.assertEqual(len(store.read(CODE)), 6)
        self.assertEqual(store.game(CODE), record(1))
        self.assertEqual(store.games(9, "LEA"), [record(1)])
        self.assertEqual(store.room_of("key-0"), CODE)
        self.assertEqual(store.idle_rooms(201), [CODE])
        self.assertEqual(store.append_all([append(6, ended(2))]), [7])
        self.assertEqual(store.game(CODE), record(2))

    def later(self, script: str) -> None:
        """
        Let there be one more migration.
        """
        self.patch(schema, "MIGRATIONS", [*schema.MIGRATIONS, script])

    def version(self) -> int:
        with sqlite3.connect(self.path) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
        db.close()
        return int(version)

    def test_migrations_are_done_once(self) -> None:
        """
        What is new is done to an older journal, once, and its events are kept.
        """
        self.fill()
        known = len(schema.MIGRATIONS)
        self.assertEqual(self.version(), known)
        self.later("CREATE TABLE extra (a);")
        for _ in range(2):
            store = self.open()
            self.assertEqual(len(store.read(CODE)), len(everything()))
            store.close()
        self.assertEqual(self.version(), known + 1)

    def test_new_journal_has_all_migrations(self) -> None:
        """
        A new journal is of the latest version.
        """
        self.later("CREATE TABLE extra (a);")
        self.open().close()
        self.assertEqual(self.version(), len(schema.MIGRATIONS))

    def test_migration_that_fails_changes_nothing(self) -> None:
        """
        A migration is done whole or not at all.
        """
        self.fill()
        version = self.version()
        self.later("CREATE TABLE extra (a); CREATE TABLE extra (a);")
        with self.assertRaises(CannotOpen):
            Store.open(self.directory)
        self.assertEqual(self.version(), version)
        with sqlite3.connect(self.path) as db:
            tables = db.execute("SELECT name FROM sqlite_schema").fetchall()
        db.close()
        self.assertNotIn(("extra",), tables)

    def test_older_journal_is_not_migrated_by_looking(self) -> None:
        """
        Who only looks at an older journal is told to start the server.
        """
        self.fill()
        self.later("CREATE TABLE extra (a);")
        self.assertIn("start the server once", self.refusal(readonly=True))

    def test_reader_beside_a_crash_sees_all(self) -> None:
        """
        A journal whose server was killed can be looked at: its log is read too.
        """
        store = self.open()
        store.append_all([append(0, opened(), joined(0))])
        copy = Path(self.mktemp())
        copy.mkdir()
        for path in self.directory.iterdir():
            (copy / path.name).write_bytes(path.read_bytes())
        self.directory = copy
        self.assertEqual(len(self.open(readonly=True).read(CODE)), 2)
