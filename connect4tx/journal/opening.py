"""
The directory of the SQLite store: made, locked, and its database connected to.

Whatever is wrong with it is told in a sentence, and nothing is written over.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
from pathlib import Path
from typing import Final
from urllib.parse import quote

from connect4tx.game.errors import Connect4Error
from connect4tx.journal import schema

DATABASE: Final = "journal.sqlite3"
LOG: Final = f"{DATABASE}-wal"
LOCK: Final = "lock"

_PIECE_BYTES: Final = 1 << 20

# How long another program, such as a backup, may keep the database to itself.
_BUSY_SECONDS: Final = 2.0

_PAGE_BYTES: Final = 4096
# Fewer would copy the same hot pages into the database more often.
_CHECKPOINT_PAGES: Final = 4000
_PRAGMAS: Final = f"""
PRAGMA page_size = {_PAGE_BYTES};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES};
PRAGMA journal_size_limit = {4 * _PAGE_BYTES * _CHECKPOINT_PAGES};
PRAGMA cache_size = -16384;
"""

_ANOTHER = "give the journal another directory with --data"


class CannotOpen(Connect4Error):
    """
    There is no journal to be had; the text says what, why, and what to do now.
    """


def make(directory: Path) -> None:
    """
    Make the directory, if it is not there, for nobody else to look into.
    """
    try:
        missing = [
            made for made in (directory, *directory.parents) if not made.exists()
        ]
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite sees to it that a power cut takes no file of it, but not its directory.
        for made in missing:
            _sync(made.parent)
    except (FileExistsError, NotADirectoryError) as error:
        raise CannotOpen(
            f"The journal cannot be in {directory}, which is not a directory;"
            f" {_ANOTHER}."
        ) from error
    except OSError as error:
        raise CannotOpen(
            f"The journal's directory {directory} cannot be made"
            f" ({error.strerror}); {_ANOTHER}."
        ) from error


def _sync(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def lock(directory: Path) -> int:
    """
    Keep other servers out of a directory.

    :returns: a file descriptor; the lock goes when it is closed, and with the process.
    """
    try:
        held = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _no_file(directory, error) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        if isinstance(error, BlockingIOError):
            raise CannotOpen(
                f"Another server has the journal in {directory} open; stop it, or give"
                " this one another directory with --data."
            ) from error
        raise CannotOpen(
            f"The journal's directory {directory} cannot be locked ({error.strerror});"
            f" {_ANOTHER}, on a local disk."
        ) from error
    return held


def make_database(directory: Path) -> None:
    """
    Let there be a database, an empty one if there was none.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        os.close(os.open(directory / DATABASE, flags, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise _no_file(directory, error) from error


def write_again(directory: Path) -> None:
    """
    Have the write-ahead log on the disk, as it is read now.

    After a sync that failed the system may take what it never wrote for written; a
    later sync is of use only when that is written once more.
    """
    try:
        log = os.open(directory / LOG, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        at = 0
        while piece := os.pread(log, _PIECE_BYTES, at):
            at += os.pwrite(log, piece, at)
        os.fsync(log)
    finally:
        os.close(log)


def connect(directory: Path, *, readonly: bool) -> sqlite3.Connection:
    """
    Connect to the database, and bring it up to date unless it is only to be read.
    """
    path = directory / DATABASE
    _check_file(path, readonly=readonly)
    db: sqlite3.Connection | None = None
    try:
        db = _connection(path, "ro" if readonly else "rw")
        version = schema.version_of(db)
        _check_version(path, version, readonly=readonly)
        if not readonly:
            db.executescript(_PRAGMAS)
            schema.migrate(db, version)
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, schema.Foreign):
            raise CannotOpen(
                f"{path} is the database of some other program; {_ANOTHER}."
            ) from error
        if isinstance(error, sqlite3.DatabaseError):
            raise CannotOpen(sentence(path, error)) from error
        raise
    return db


def check_writable(directory: Path, db: sqlite3.Connection) -> None:
    """
    See whether the disk takes a commit.
    """
    try:
        write_nothing(db)
    except sqlite3.DatabaseError as error:
        raise CannotOpen(sentence(directory / DATABASE, error)) from error


def write_nothing(db: sqlite3.Connection) -> None:
    """
    Commit what changes nothing, which SQLite writes all the same.
    """
    db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")


def _connection(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(os.fspath(path))}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _check_file(path: Path, *, readonly: bool) -> None:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError as error:
        raise CannotOpen(
            f"There is no journal in {path.parent}: {path.name} is missing."
        ) from error
    except OSError as error:
        raise CannotOpen(
            f"{path} cannot be opened ({error.strerror}); {_ANOTHER}."
        ) from error
    if not stat.S_ISREG(kind):
        raise CannotOpen(f"{path} is not a file; {_ANOTHER}.")
    wanted = os.R_OK if readonly else os.R_OK | os.W_OK
    if not os.access(path, wanted):
        raise CannotOpen(_read_only(path))


def _check_version(path: Path, version: int, *, readonly: bool) -> None:
    known = len(schema.MIGRATIONS)
    if version > known:
        raise CannotOpen(
            f"{path} was written by a newer connect4tx (version {version}, this one"
            f" knows {known}); start that one."
        )
    if readonly and version < known:
        raise CannotOpen(
            f"{path} is of version {version}, not {known}; start the server once to"
            " bring it up to date."
        )


def _no_file(directory: Path, error: OSError) -> CannotOpen:
    return CannotOpen(
        f"The journal's directory {directory} cannot be written to"
        f" ({error.strerror}); change that, or {_ANOTHER}."
    )


def _read_only(path: Path) -> str:
    return (
        f"{path} cannot be read and written by this user; change that, or {_ANOTHER}."
    )


def code_of(error: sqlite3.DatabaseError) -> int:
    """
    SQLite's primary result code: https://sqlite.org/rescode.html.
    """
    # Python's own, without a code, is a text that is no UTF-8: none was ever written.
    is_text = isinstance(error, sqlite3.OperationalError)
    unknown = sqlite3.SQLITE_CORRUPT if is_text else sqlite3.SQLITE_ERROR
    return getattr(error, "sqlite_errorcode", unknown) & 0xFF


def sentence(path: Path, error: sqlite3.DatabaseError) -> str:
    """
    What is the matter with a database, and what to do now.
    """
    match code_of(error):
        case sqlite3.SQLITE_NOTADB:
            return f"{path} is not a database; move it away, or {_ANOTHER}."
        case sqlite3.SQLITE_CORRUPT:
            return f"{path} is damaged ({error}); put a backup there, or {_ANOTHER}."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return _read_only(path)
        case sqlite3.SQLITE_FULL:
            return f"No room on the disk for {path}; make some, or {_ANOTHER}."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"Another program keeps {path} to itself; end it, then start again."
    return f"{path} cannot be used ({error}); look after the disk, or {_ANOTHER}."
