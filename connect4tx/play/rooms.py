"""
Which rooms there are, and the supervisors that keep them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.play.events import EventIds, RoomClosed, RoomCode
from connect4tx.play.ports import Journal, Member, VersionConflict
from connect4tx.play.room import Room
from connect4tx.play.state import NO_ROOM, RoomState
from connect4tx.play.updates import RoomLost, Update
from connect4tx.supervision.errors import SupervisorGone
from connect4tx.supervision.exits import Killed
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import AutoShutdown, ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor


class _Entry:
    """
    One room of the directory, over all its incarnations.

    :ivar room: the incarnation that is up.
    :ivar waiting: who waits for the next one.
    """

    __slots__ = ("keeper", "members", "room", "waiting")

    def __init__(self) -> None:
        self.keeper: Supervisor | None = None
        self.members: dict[int, Member] = {}
        self.room: Room | None = None
        self.waiting: list[Deferred[Room | None]] = []

    @property
    def up(self) -> Room | None:
        room = self.room
        return room if room is not None and room.process.exit is None else None


class Rooms:
    """
    The directory of rooms.  Each room is a process under a small supervisor of its
    own, so that one that keeps crashing ends alone.
    """

    _log = Logger()

    def __init__(self, *, journal: Journal, ids: EventIds, clock: IReactorTime) -> None:
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._entries: dict[RoomCode, _Entry] = {}
        self._supervisor: TaskSupervisor | None = None

    def supervisor(self, process: Process) -> TaskSupervisor:
        """
        A fresh supervisor of rooms, for the tree to start.
        """
        self._supervisor = TaskSupervisor(
            name=process.name, stop_seconds=None, clock=self._clock
        )
        return self._supervisor

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, code: RoomCode) -> bool:
        return code in self._entries

    def open(self, code: RoomCode) -> None:
        """
        Start the process of a room that is in the journal.

        :raises SupervisorGone: when the supervisor of rooms does not run.
        """
        self._start(code, _Entry())

    def _start(self, code: RoomCode, entry: _Entry) -> None:
        if self._supervisor is None:
            raise SupervisorGone
        process = self._supervisor.start_task(self._keeper, code, entry, name=code)
        self._entries[code] = entry
        monitor(process, partial(self._gone, code, entry))

    def up(self, code: RoomCode) -> Room | None:
        """
        The room, if it is up at this moment.
        """
        entry = self._entries.get(code)
        return None if entry is None else entry.up

    async def find(self, code: RoomCode) -> Room | None:
        """
        The room, as soon as it is up; None when there is none of that code.
        """
        entry = self._entries.get(code)
        if entry is None:
            return None
        room = entry.up
        if room is not None:
            return room
        waiter: Deferred[Room | None] = Deferred()
        entry.waiting.append(waiter)
        return await waiter

    async def updates(self, code: RoomCode) -> tuple[RoomState, list[Update]]:
        """
        What has happened in a room since its game began, or else its last event; and
        the room before that.
        """
        room = await self.find(code)
        if room is None:
            return NO_ROOM, []
        state = begun = room.begun
        found = []
        for event in await self._journal.read(code, begun.version):
            before, state = state, state.apply(event)
            found.append(Update(event, before, state))
        return begun, found

    def _keeper(self, code: RoomCode, entry: _Entry) -> Supervisor:
        """
        One room's supervisor: restarts it, and ends with it when it closes.
        """
        entry.keeper = Supervisor(
            [
                ChildSpec(
                    "room",
                    partial(self._live, code, entry),
                    restart=Restart.TRANSIENT,
                    significant=True,
                )
            ],
            auto_shutdown=AutoShutdown.ANY_SIGNIFICANT,
            name=code,
            clock=self._clock,
        )
        return entry.keeper

    def _live(self, code: RoomCode, entry: _Entry, process: Process) -> Any:
        room = Room(
            code=code,
            process=process,
            journal=self._journal,
            ids=self._ids,
            members=entry.members,
        )
        return room.live(partial(self._room_up, entry))

    def _room_up(self, entry: _Entry, room: Room) -> None:
        entry.room = room
        waiting, entry.waiting = entry.waiting, []
        for waiter in waiting:
            waiter.callback(room)

    def _gone(self, code: RoomCode, entry: _Entry, down: Down) -> None:
        """
        The room has closed, crashed too often, or gone down with its supervisor.
        """
        if isinstance(down.exit, Killed):
            try:
                self._start(code, entry)
            except SupervisorGone:
                self._log.warn("Room {code} is down with its supervisor", code=code)
            else:
                return
        self._entries.pop(code, None)
        waiting, entry.waiting = entry.waiting, []
        for waiter in waiting:
            waiter.callback(None)
        if entry.keeper is not None and entry.keeper.gave_up:
            self._lose(code, entry)

    def _lose(self, code: RoomCode, entry: _Entry) -> None:
        """
        Tell who is left in a room that kept crashing, and close it in the journal.
        """
        version = 0
        if entry.room is not None:
            state = entry.room.state
            version = state.version
            for member in entry.members.values():
                member.deliver(Update(RoomLost(), state, state))
        self._close(version, code).addErrback(self._log_not_closed, code)

    def _close(self, version: int, code: RoomCode) -> Deferred[Any]:
        closed: Deferred[Any] = self._journal.append(
            code, version, [RoomClosed(self._ids.next())]
        )
        return closed.addErrback(self._close_later_version, code)

    def _close_later_version(self, failure: Failure, code: RoomCode) -> Any:
        error = failure.value
        if isinstance(error, VersionConflict):
            return self._close(error.actual, code)
        return failure

    def _log_not_closed(self, failure: Failure, code: RoomCode) -> None:
        self._log.warn(
            "Room {code} is lost and stays open in the journal: {why}",
            code=code,
            why=failure.getErrorMessage(),
        )
