"""
SQLite's view of the file system, with a :class:`~tests.support.power.Disk` in between.

It is made by ctypes in the very library that ``sqlite3`` uses, so whoever opens a
database by its path, in whatever thread, opens it here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import (
    CDLL,
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_int,
    c_int64,
    c_void_p,
    cast,
    pointer,
    string_at,
)
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import SkipTest

from tests.support.power import IOERR, OK, Disk, Fate, Kind, Operation

_OPEN_CREATE = 0x4
_OPEN_MAIN_DB = 0x100
_OPEN_MAIN_JOURNAL = 0x800
_OPEN_WAL = 0x80000
_LOGGED = _OPEN_MAIN_DB | _OPEN_MAIN_JOURNAL | _OPEN_WAL

# Addresses stay c_void_p all the way: SQLite keeps a URI's parameters behind the name
# of a database, and a copy would lose them.
_XOpen = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_XDelete = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_XClose = CFUNCTYPE(c_int, c_void_p)
_XWrite = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_XTruncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_XSync = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    """
    ``sqlite3_vfs``, https://sqlite.org/c3ref/vfs.html.
    """

    _fields_ = (
        ("version", c_int),
        ("file_bytes", c_int),
        ("max_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app_data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 14),
    )


class _Methods(Structure):
    """
    ``sqlite3_io_methods``, https://sqlite.org/c3ref/io_methods.html.
    """

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class _Real:
    """
    The methods that files of one kind have without us.
    """

    def __init__(self, address: int) -> None:
        methods = _Methods.from_address(address)
        self.close = _XClose(methods.close)
        self.write = _XWrite(methods.write)
        self.truncate = _XTruncate(methods.truncate)
        self.logged = _Methods.from_buffer_copy(methods)


class _File:
    """
    An open file of a disk's.

    :ivar directory: whether the next sync is one of the directory too: SQLite's first
        one of each log that it opened.
    """

    def __init__(self, disk: Disk, name: str, real: _Real, directory: bool) -> None:
        self.disk = disk
        self.name = name
        self.number = disk.number(name)
        self.real = real
        self.directory = directory


class _LoggedVfs:
    """
    The default file system in all but what it does to the files of disks.

    :ivar disks: the last one that has a file's directory gets the file.
    :ivar bugs: what was raised where nothing may be raised.
    """

    def __init__(self) -> None:
        self.disks: list[Disk] = []
        self.bugs: list[BaseException] = []
        self._files: dict[int, _File] = {}
        self._reals: dict[int, _Real] = {}
        self._library = _library()
        self._default = self._library.sqlite3_vfs_find(None)
        real = self._default.contents
        self._real_open, self._real_delete = _XOpen(real.open), _XDelete(real.delete)
        # Whoever is called from C has to be kept alive, and here all are for ever: a
        # connection may be closed long after its test.
        self._callbacks = {
            "close": _XClose(self._guarded(self._close)),
            "write": _XWrite(self._guarded(self._write)),
            "truncate": _XTruncate(self._guarded(self._truncate)),
            "sync": _XSync(self._guarded(self._sync)),
        }
        self._open_callback = _XOpen(self._guarded(self._open))
        self._delete_callback = _XDelete(self._guarded(self._delete))
        self._vfs = _Vfs.from_buffer_copy(real)
        self._vfs.name, self._vfs.next = b"logged", None
        self._vfs.open = cast(self._open_callback, c_void_p).value
        self._vfs.delete = cast(self._delete_callback, c_void_p).value

    def install(self) -> None:
        """
        Be what connections are opened on.
        """
        self._library.sqlite3_vfs_register(pointer(self._vfs), 1)
        self._real_fsync = os.fsync
        os.fsync = self._fsync

    def uninstall(self) -> None:
        """
        Give way to the default again; files that are open stay as they are.
        """
        self._library.sqlite3_vfs_unregister(pointer(self._vfs))
        self._library.sqlite3_vfs_register(self._default, 1)
        os.fsync = self._real_fsync

    def _fsync(self, fd: Any) -> None:
        """
        What is synced without SQLite: of a disk, that can only be the directory.
        """
        synced = os.fstat(fd if isinstance(fd, int) else fd.fileno())
        for disk in self.disks:
            if disk.directory.exists() and os.path.samestat(
                synced, disk.directory.stat()
            ):
                disk.sync_names()
                return
        self._real_fsync(fd)

    def _guarded(self, call: Callable[..., int]) -> Callable[..., int]:
        """
        What never raises: ctypes would print it, and return anything.
        """

        def guarded(*arguments: Any) -> int:
            try:
                return call(*arguments)
            except BaseException as bug:  # noqa: BLE001 - there is only C above us
                self.bugs.append(bug)
                return IOERR

        return guarded

    def _disk_of(self, name: int | None) -> tuple[Disk | None, str]:
        """
        The disk that a file is on, by the address of its path, and its name there.
        """
        if name is None:
            return None, ""
        path = Path(string_at(name).decode())
        for disk in reversed(self.disks):
            if path.parent == disk.directory:
                return disk, path.name
        return None, ""

    # -- called by SQLite --------------------------------------------------------

    def _open(
        self, vfs: int, path: int | None, file: int, flags: int, out: int | None
    ) -> int:
        def really() -> int:
            return int(self._real_open(self._default_address, path, file, flags, out))

        disk, name = self._disk_of(path) if flags & _LOGGED else (None, "")
        if disk is None:
            return really()
        # On failure SQLite closes the file if it has methods.
        c_void_p.from_address(file).value = None
        code = disk.open(name, really)
        if code == OK:
            log = bool(flags & _OPEN_CREATE) and not flags & _OPEN_MAIN_DB
            self._files[file] = _File(disk, name, self._take_over(file), log)
        return code

    @property
    def _default_address(self) -> int | None:
        return cast(self._default, c_void_p).value

    def _take_over(self, file: int) -> _Real:
        """
        Put our methods in the place of an open file's own, which are returned.
        """
        methods = c_void_p.from_address(file)
        address = methods.value or 0
        if address not in self._reals:
            real = self._reals[address] = _Real(address)
            for name, callback in self._callbacks.items():
                setattr(real.logged, name, cast(callback, c_void_p).value)
        real = self._reals[address]
        methods.value = cast(pointer(real.logged), c_void_p).value
        return real

    def _delete(self, vfs: int, path: int, synced: int) -> int:
        def really() -> int:
            return int(self._real_delete(self._default_address, path, synced))

        disk, name = self._disk_of(path)
        return really() if disk is None else disk.delete(name, bool(synced), really)

    def _close(self, file: int) -> int:
        return int(self._files.pop(file).real.close(file))

    def _write(self, file: int, data: int, size: int, at: int) -> int:
        to = self._files[file]
        written = string_at(data, size)
        return to.disk.act(
            Operation(Kind.WRITE, to.number, to.name, at, written),
            lambda write: int(to.real.write(file, data, len(write.data), at)),
        )

    def _truncate(self, file: int, size: int) -> int:
        of = self._files[file]
        return of.disk.act(
            Operation(Kind.TRUNCATE, of.number, of.name, size),
            lambda _: int(of.real.truncate(file, size)),
        )

    def _sync(self, file: int, flags: int) -> int:
        """
        Promise the file to be safe; the disk knows what that means, and our machine's
        power is not cut, so it costs no time.
        """
        of = self._files[file]
        synced = Operation(Kind.SYNC, of.number, of.name, directory=of.directory)
        code = of.disk.act(synced, lambda _: OK)
        if code == OK:
            of.directory = False
        return code


@contextmanager
def watched(*disks: Disk) -> Iterator[None]:
    """
    Have every database that is opened on these disks be theirs; they may be nested.

    :raises SkipTest: where Python has SQLite inside and does not show it.
    """
    vfs = _vfs()
    if not vfs.disks:
        vfs.install()
    vfs.disks.extend(disks)
    try:
        yield
    finally:
        del vfs.disks[len(vfs.disks) - len(disks) :]
        if not vfs.disks:
            vfs.uninstall()
        bugs, vfs.bugs = vfs.bugs, []
        if bugs:
            raise bugs[0]


@contextmanager
def remains(
    disk: Disk, n: int, fate: Fate, *, forgetful: bool = False
) -> Iterator[Path]:
    """
    A directory with what a power cut after n operations leaves of a disk.
    """
    with TemporaryDirectory() as made:
        copy = Path(made).resolve()
        disk.replay(n, copy, fate, forgetful=forgetful)
        with watched(Disk(copy, recording=False)):
            yield copy


@cache
def _vfs() -> _LoggedVfs:
    return _LoggedVfs()


def _library() -> CDLL:
    """
    The SQLite that ``sqlite3`` uses: a symbol is looked for in what ``_sqlite3`` was
    linked with, too.
    """
    spec = find_spec("_sqlite3")
    origin = None if spec is None else spec.origin
    library = CDLL(None if origin in (None, "built-in") else origin)
    try:
        library.sqlite3_vfs_find.argtypes = [c_char_p]
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        library.sqlite3_vfs_register.argtypes = [POINTER(_Vfs), c_int]
        library.sqlite3_vfs_unregister.argtypes = [POINTER(_Vfs)]
        library.sqlite3_libversion.restype = c_char_p
    except AttributeError:
        raise SkipTest("this Python does not show the SQLite it uses") from None
    if library.sqlite3_libversion().decode() != sqlite3.sqlite_version:
        raise SkipTest("the SQLite that is found is not the one that Python uses")
    return library
