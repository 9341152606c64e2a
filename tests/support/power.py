"""
A disk that remembers what was done to its files, for what a power cut leaves of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from threading import RLock

SECTOR_BYTES = 512

# SQLite's codes, as in https://sqlite.org/rescode.html.
OK = 0
IOERR = 10
FULL = 13
CANTOPEN = 14
IOERR_WRITE = IOERR | 3 << 8
IOERR_FSYNC = IOERR | 4 << 8
IOERR_DIR_FSYNC = IOERR | 5 << 8
IOERR_TRUNCATE = IOERR | 6 << 8
IOERR_DELETE = IOERR | 10 << 8

# Whether something that was not synced has reached the disk all the same.
Fate = Callable[[], bool]


class Kind(Enum):
    """
    What may be done to a file.
    """

    OPEN = "open"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"
    SYNC_NAMES = "sync names"


class Role(Enum):
    """
    What SQLite has a file for.
    """

    DATABASE = ""
    WAL = "-wal"
    JOURNAL = "-journal"


@dataclass(frozen=True, slots=True)
class Operation:
    """
    Something that was done to a file, or that failed.

    :ivar file: a number; a file made anew under an old name is another.
    :ivar at: the offset of a write; the new size of what is truncated.
    :ivar data: what was written; what a file already held when it was first opened.
    :ivar new: whether this opened a file that was not there.
    :ivar directory: whether the names in the directory were synced with it.
    :ivar failed: whether it returned an error; then ``data`` is what was written
        nevertheless.
    """

    kind: Kind
    file: int
    name: str
    at: int = 0
    data: bytes = b""
    new: bool = False
    directory: bool = False
    failed: bool = False

    @property
    def role(self) -> Role:
        for role in (Role.WAL, Role.JOURNAL):
            if self.name.endswith(role.value):
                return role
        return Role.DATABASE


@dataclass(slots=True)
class _Fault:
    first: int
    code: int
    kind: Kind | None
    forever: bool
    short: bool


class _Content:
    """
    A file's bytes that are safe, and what was done to it since.
    """

    def __init__(self, held: bytes) -> None:
        self.safe = bytearray(held)
        self.pending: list[Operation] = []

    def settle(self, fate: Fate) -> None:
        """
        Let each sector of what is pending reach the disk or not.
        """
        for operation in self.pending:
            if operation.kind is Kind.WRITE:
                for at, sector in _sectors(operation):
                    if fate():
                        self._write(at, sector)
            elif fate():
                _resize(self.safe, operation.at)
        self.pending = []

    def sync(self) -> None:
        """
        Have all of it reach the disk.
        """
        for operation in self.pending:
            if operation.kind is Kind.WRITE:
                self._write(operation.at, operation.data)
            else:
                _resize(self.safe, operation.at)
        self.pending = []

    def _write(self, at: int, data: bytes) -> None:
        if len(self.safe) < at:
            _resize(self.safe, at)
        self.safe[at : at + len(data)] = data


class _Platter:
    """
    What is safe of all files and their names, as one operation follows another.
    """

    def __init__(self, forgetful: bool) -> None:
        self._forgetful = forgetful
        self._contents: dict[int, _Content] = {}
        self._names: dict[str, int] = {}
        self._renamed: list[Operation] = []

    def take(self, operation: Operation) -> None:
        """
        Have one more operation happen.
        """
        match operation.kind:
            case Kind.WRITE:
                self._contents[operation.file].pending.append(operation)
            case Kind.SYNC if operation.failed:
                if self._forgetful:
                    self._contents[operation.file].pending = []
            case _ if operation.failed:
                pass
            case Kind.TRUNCATE:
                self._contents[operation.file].pending.append(operation)
            case Kind.SYNC:
                self._contents[operation.file].sync()
            case Kind.OPEN:
                self._open(operation)
            case Kind.DELETE:
                self._renamed.append(operation)
        if operation.directory and not operation.failed:
            self._rename(everything)

    def _open(self, opened: Operation) -> None:
        if opened.file in self._contents:
            return
        self._contents[opened.file] = _Content(opened.data)
        if opened.new:
            self._renamed.append(opened)
        else:
            self._names[opened.name] = opened.file

    def _rename(self, fate: Fate) -> None:
        """
        Let each change of the directory reach the disk or not.
        """
        for change in self._renamed:
            if not fate():
                continue
            if change.kind is Kind.OPEN:
                self._names[change.name] = change.file
            elif self._names.get(change.name) == change.file:
                del self._names[change.name]
        self._renamed = []

    def left(self, fate: Fate) -> dict[str, bytes]:
        """
        The files by their names, after what was not synced has met its fate.
        """
        self._rename(fate)
        for content in self._contents.values():
            content.settle(fate)
        return {
            name: bytes(self._contents[number].safe)
            for name, number in self._names.items()
        }


class Disk:
    """
    The files that SQLite keeps in one directory, and all that it did to them.

    :param directory: of the files; what is elsewhere is nobody's business.
    :param recording: without it nothing is kept and nothing fails, and all that is
        left of a disk is that syncing costs no time.
    :ivar operations: in the order in which they happened, those that failed too.
    :ivar lock: held while one of them happens, so that this is their order.
    """

    def __init__(self, directory: Path, *, recording: bool = True) -> None:
        self.directory = directory.resolve()
        self.recording = recording
        self.operations: list[Operation] = []
        self.lock = RLock()
        self._numbers: dict[str, int] = {}
        self._files = 0
        self._fault: _Fault | None = None

    def __len__(self) -> int:
        return len(self.operations)

    # -- faults ------------------------------------------------------------------

    def fail_at(
        self,
        n: int,
        code: int,
        *,
        kind: Kind | None = None,
        forever: bool = False,
        short: bool = False,
    ) -> None:
        """
        Have the n-th operation fail, counted from 0 since the disk was new.

        :param code: what SQLite is told.
        :param kind: only of that kind: the n-th, or the first of its kind after it.
        :param forever: whether all such operations after it fail too, until
            :meth:`heal`.
        :param short: whether half of what a write has to write is written.
        """
        self._fault = _Fault(n, code, kind, forever, short)

    @property
    def broken(self) -> bool:
        """
        Whether something is still to fail.
        """
        return self._fault is not None

    def heal(self) -> None:
        """
        Let nothing fail any more.
        """
        self._fault = None

    # -- what SQLite does --------------------------------------------------------

    def open(self, name: str, do: Callable[[], int]) -> int:
        """
        Open a file by ``do``, which returns SQLite's code for how that went.
        """
        with self.lock:
            path, number = self.directory / name, self._numbers.get(name)
            if number is not None:
                return self._attempt(Operation(Kind.OPEN, number, name), lambda _: do())
            held = path.read_bytes() if path.exists() else b""
            opened = Operation(Kind.OPEN, self._files, name, data=held, new=not held)
            code = self._attempt(opened, lambda _: do())
            if code == OK:
                self._numbers[name] = self._files
                self._files += 1
            return code

    def delete(self, name: str, synced: bool, do: Callable[[], int]) -> int:
        """
        Delete a file by ``do``.
        """
        with self.lock:
            number = self._numbers.get(name)
            if number is None:
                return do()
            gone = Operation(Kind.DELETE, number, name, directory=synced)
            code = self._attempt(gone, lambda _: do())
            if code == OK:
                del self._numbers[name]
            return code

    def sync_names(self) -> None:
        """
        Have the directory itself synced, by somebody other than SQLite.
        """
        with self.lock:
            synced = Operation(Kind.SYNC_NAMES, -1, "", directory=True)
            if self.recording:
                self._record(synced, failed=False)

    def number(self, name: str) -> int:
        """
        The number of the file that has this name now.
        """
        return self._numbers.get(name, -1)

    def act(self, operation: Operation, do: Callable[[Operation], int]) -> int:
        """
        Write, truncate or sync by ``do``.
        """
        with self.lock:
            return self._attempt(operation, do)

    def _attempt(self, operation: Operation, do: Callable[[Operation], int]) -> int:
        if not self.recording:
            return do(operation)
        fault = self._due(operation.kind)
        if fault is None:
            code = do(operation)
            # SQLite opens and deletes what is not there to see whether it is.
            if code == OK or operation.kind in _DATA:
                self._record(operation, failed=code != OK)
            return code
        if operation.kind is Kind.WRITE and fault.short:
            half = operation.data[: len(operation.data) // 2]
            operation = replace(operation, data=half)
            do(operation)
        elif operation.kind is Kind.WRITE:
            operation = replace(operation, data=b"")
        self._record(operation, failed=True)
        return fault.code

    def _due(self, kind: Kind) -> _Fault | None:
        """
        The fault that such an operation meets now.
        """
        fault = self._fault
        if fault is None or len(self.operations) < fault.first:
            return None
        if fault.kind not in (None, kind):
            return None
        if not fault.forever:
            self._fault = None
        return fault

    def _record(self, operation: Operation, *, failed: bool) -> None:
        self.operations.append(replace(operation, failed=failed))

    # -- what a power cut leaves -------------------------------------------------

    def image(self, n: int, fate: Fate, *, forgetful: bool = False) -> dict[str, bytes]:
        """
        The files as they are when the power is cut after the first n operations.

        :param fate: asked for each sector, and each change of the directory, that was
            not synced.
        :param forgetful: whether what was pending when a sync failed never reaches the
            disk, even if a later sync says so, as on Linux.
        """
        platter = _Platter(forgetful)
        for operation in self.operations[:n]:
            platter.take(operation)
        return platter.left(fate)

    def replay(
        self, n: int, into: Path, fate: Fate, *, forgetful: bool = False
    ) -> None:
        """
        Write that image into a directory in which there is nothing else of SQLite's.
        """
        for name, content in self.image(n, fate, forgetful=forgetful).items():
            (into / name).write_bytes(content)


_DATA = (Kind.WRITE, Kind.TRUNCATE, Kind.SYNC)


def everything() -> bool:
    """
    The fate of a disk that is quicker than the power cut.
    """
    return True


def nothing() -> bool:
    """
    The fate of a disk that does what it must, and nothing before it must.
    """
    return False


def _sectors(write: Operation) -> Iterator[tuple[int, bytes]]:
    """
    A write in pieces, none of which crosses the border of a sector.
    """
    at, end = write.at, write.at + len(write.data)
    while at < end:
        border = min(end, at - at % SECTOR_BYTES + SECTOR_BYTES)
        yield at, write.data[at - write.at : border - write.at]
        at = border


def _resize(content: bytearray, size: int) -> None:
    if size <= len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))
