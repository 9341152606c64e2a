"""
Faults anywhere between a move and its being shown: it is true, or it was never made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from twisted.python.failure import Failure

from connect4tx.game.record import digits_to_columns
from connect4tx.journal import opening
from connect4tx.journal.database import StoreFailed
from connect4tx.journal.opening import CannotOpen
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.journal.store import Store
from connect4tx.journal.writer import Writer
from connect4tx.play.events import DiscDropped, RoomCode
from connect4tx.play.room import Room
from connect4tx.play.state import RoomState
from connect4tx.supervision.exits import Shutdown
from tests.support.members import Bug, FakeMember, PlayCase, PlayWorld
from tests.support.power import IOERR_WRITE, Disk
from tests.support.stories import WON
from tests.support.vfs import watched


class SqliteWorld(PlayWorld):
    """
    A world whose journal is in SQLite, on a disk that may fail.
    """

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__()

    def _open(self) -> SqliteJournal:  # type: ignore[override]
        return SqliteJournal(
            self.disk.directory,
            on_crash=lambda failure: self.root.child("journal").fail(failure),
        )


class Point(NamedTuple):
    """
    Where there is a fault, once: in a method, before or after it did what it does.

    :ivar error: what is raised.
    :ivar made: whether the move has to have been made all the same.
    """

    owner: type[Any]
    method: str
    after: bool
    error: Callable[[], Exception]
    made: bool


def down() -> StoreFailed:
    """
    What the store says of a disk that failed.
    """
    return StoreFailed("the disk failed")


POINTS = {
    "append raises at once": Point(SqliteJournal, "append", False, Bug, False),
    "disk fails before the commit": Point(Store, "append_all", False, down, False),
    "disk fails after the commit": Point(Store, "append_all", True, down, True),
    "bug before the commit": Point(Store, "append_all", False, Bug, True),
    "bug after the commit": Point(Store, "append_all", True, Bug, True),
    "crash before the work": Point(Writer, "work", False, Bug, True),
    "crash between commit and callback": Point(Writer, "work", True, Bug, True),
    "bug before publishing": Point(Room, "_publish", False, Bug, True),
    "bug after publishing": Point(Room, "_publish", True, Bug, True),
    "bug in telling a member": Point(FakeMember, "deliver", False, Bug, True),
    "bug after telling a member": Point(FakeMember, "deliver", True, Bug, True),
    "bug in deciding": Point(RoomState, "apply", False, Bug, False),
}


class WholeFaultTests(PlayCase):
    """
    A game with a fault at one of its moves.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.directory.mkdir()
        self.patch(SqliteJournal._log, "observer", lambda event: None)
        self.enter(self.directory / "first")

    def enter(self, directory: Path) -> None:
        """
        Begin a game in a world of its own.
        """
        self.disk = Disk(directory)
        watching = watched(self.disk)
        watching.__enter__()
        self.addCleanup(watching.__exit__, None, None, None)
        self.world = SqliteWorld(self.disk)
        self.addCleanup(self.world.stop)
        self.code, self.members = self.table(playing=True)

    def discs(self) -> list[int]:
        """
        The columns that the journal has.
        """
        events = self.result(self.world.journal.read(self.code))
        return [event.column for event in events if isinstance(event, DiscDropped)]

    def shown(self) -> list[int]:
        """
        How many discs each member has last seen on the board.
        """
        seen = []
        for member in self.members:
            position = member.updates[-1].after.position if member.updates else None
            seen.append(0 if position is None else position.ply)
        return seen

    def move(self, column: int) -> None:
        """
        Try to drop a disc, and let everything settle that follows from it.
        """
        room = self.room(self.code)
        assert room.state.position is not None
        outcomes: list[object] = []
        moved = room.drop(room.state.position.turn, column)
        moved.addBoth(outcomes.append)
        self.world.settle()
        self.world.clock.pump([1] * 3)
        self.assertEqual(len(outcomes), 1, "who moved was never answered")

    def finish(self) -> None:
        """
        Play the rest; the game ends as it has to, and is kept when all is over.
        """
        state = self.play(self.code, *WON[len(self.discs()) :])
        self.assert_won(state, by=0)
        self.assertEqual(self.shown(), [len(WON)] * 2)
        for member in self.members:
            self.end(member, Shutdown())
        self.world.stop()
        store = Store.open(self.disk.directory)
        self.addCleanup(store.close)
        (record,) = store.games(10)
        self.assertEqual(list(digits_to_columns(record.moves)), list(WON))
        discs = [
            event.column
            for event in store.read(RoomCode(self.code))
            if isinstance(event, DiscDropped)
        ]
        self.assertEqual(discs, list(WON))

    def assert_made_or_not(self, ply: int, *, made: bool) -> None:
        """
        Fail unless that move is durable and shown to both, or is neither.
        """
        there = ply + made
        self.assertEqual(self.discs(), list(WON[:there]))
        # Nobody has seen anything of a game that has no disc yet.
        self.assertEqual(self.shown(), [there] * 2)

    def fail_once(self, point: Point) -> Callable[[], None]:
        """
        Put a fault there.

        :returns: takes it away; fails when it was never met.
        """
        whole: Callable[..., Any] = getattr(point.owner, point.method)
        met: list[bool] = []

        def faulty(*arguments: Any, **named: Any) -> Any:
            if met:
                return whole(*arguments, **named)
            met.append(True)
            if point.after:
                whole(*arguments, **named)
            raise point.error()

        patch = self.patch(point.owner, point.method, faulty)

        def take_away() -> None:
            patch.restore()
            self.assertEqual(met, [True])

        return take_away

    def test_fault_at_every_point_of_every_move(self) -> None:
        """
        Whichever move it is, and wherever the fault, the move is durable and shown to
        both, or neither; and the game is played to its end.
        """
        for name, point in POINTS.items():
            for ply, column in enumerate(WON):
                self.enter(self.directory / f"{name} {ply}")
                self.play(self.code, *WON[:ply])
                take_away = self.fail_once(point)
                self.move(column)
                take_away()
                with self.told(name, ply):
                    self.assert_made_or_not(ply, made=point.made)
                    self.finish()
                self.flushLoggedErrors(Bug)

    def told(self, name: str, ply: int) -> Telling:
        return Telling(f"{name}, at move {ply + 1}")

    def test_disk_that_fails_under_a_game(self) -> None:
        """
        The same holds when it is the disk that fails, at any operation of a move.
        """
        for ply in range(len(WON)):
            later = 0
            while self.is_met_by_move(ply, later):
                later += 1
            self.assertGreater(later, 2)

    def is_met_by_move(self, ply: int, later: int) -> bool:
        """
        Make a move of a game with a fault so many operations later; whether the move
        does that many.
        """
        self.enter(self.directory / f"{ply} {later}")
        self.play(self.code, *WON[:ply])
        self.disk.fail_at(len(self.disk) + later, IOERR_WRITE)
        self.move(WON[ply])
        if self.disk.broken:
            return False
        with self.told(f"operation {later} fails", ply):
            self.assert_made_or_not(ply, made=len(self.discs()) > ply)
            self.finish()
        return True

    def test_journal_that_cannot_be_opened_again(self) -> None:
        """
        When the journal crashes while its disk is gone, the server and the game stay;
        moves are refused until the disk is back, and then made.
        """

        def gone(*_: object, **__: object) -> None:
            raise CannotOpen("The disk is gone.")

        self.play(self.code, *WON[:3])
        patch = self.patch(opening, "connect", gone)
        for _ in range(3):
            self.world.root.child("journal").fail(Failure(Bug()))
            self.world.settle()
            self.world.clock.advance(2)
            for _ in range(4):
                self.move(WON[3])
        self.assertEqual(len(self.flushLoggedErrors(Bug)), 3)
        self.assertTrue(self.world.root.process.alive)
        patch.restore()
        self.assert_made_or_not(3, made=False)
        self.finish()

    def test_bug_while_a_room_is_rebuilt(self) -> None:
        """
        A room that cannot be rebuilt is set aside: its members are told, and the
        journal keeps every move.
        """
        self.play(self.code, *WON[:3])
        take_away = self.fail_once(Point(RoomState, "apply", False, Bug, True))
        self.crash(self.code)
        take_away()
        self.flushLoggedErrors()
        self.assertNotIn(self.code, self.world.rooms)
        self.assertEqual([member.told[-1] for member in self.members], ["RoomLost"] * 2)
        self.assertEqual(self.discs(), list(WON[:3]))
        rooms = self.result(self.world.journal.open_rooms())
        self.assertNotIn(self.code, rooms)


class Telling:
    """
    Says of a failure in which case of a test it was.
    """

    def __init__(self, case: str) -> None:
        self._case = case

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, AssertionError):
            raise AssertionError(f"{self._case}: {error}") from error
