"""
Which rooms there are, and the supervisors that keep them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from connect4tx.play.events import EventIds, PlayerId, RoomClosed, RoomCode
from connect4tx.play.ports import (
    Engine,
    Journal,
    JournalDown,
    Member,
    Unreadable,
    VersionConflict,
)
from connect4tx.play.robots import Robot
from connect4tx.play.room import GRACE_SECONDS, Room, RoomCrashed
from connect4tx.play.state import NO_ROOM, RoomState, Status
from connect4tx.play.updates import RoomLost, Update
from connect4tx.supervision.errors import SupervisionError, SupervisorGone
from connect4tx.supervision.exits import Killed
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import AutoShutdown, ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.supervision.tasks import TaskSupervisor

# A room to which nobody comes back is closed after so long.
KEPT_SECONDS = 15 * 24 * 3600
FIRST_SWEEP_SECONDS = 60.0
_NOBODY: Mapping[int, Member] = {}
BETWEEN_SWEEPS_SECONDS = 3600.0

# A computer player that crashes more often is out of its game.
ROBOT_CRASHES = 5
ROBOT_PERIOD_SECONDS = 10.0


class _Entry:
    """
    One room of the directory, over all its incarnations.

    :ivar members: who is there, by seat, and watchers: who looks on, by player.
    :ivar room: the incarnation that is up.
    :ivar waiting: who waits for the next one.
    :ivar bots_gone: computer players of whose end it has yet to hear.
    """

    __slots__ = ("bots_gone", "keeper", "members", "room", "waiting", "watchers")

    def __init__(self) -> None:
        self.keeper: Supervisor | None = None
        self.members: dict[int, Member] = {}
        self.watchers: dict[PlayerId, Member] = {}
        self.room: Room | None = None
        self.waiting: list[Deferred[Room | None]] = []
        self.bots_gone: list[int] = []

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

    def __init__(
        self,
        *,
        journal: Journal,
        ids: EventIds,
        clock: IReactorTime,
        engine: Engine,
        grace: int = GRACE_SECONDS,
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._grace = grace
        self._aside: set[RoomCode] = set()
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

    def open(self, code: RoomCode, members: Mapping[int, Member] = _NOBODY) -> None:
        """
        Start the process of a room that is in the journal.

        :param members: who is there already, by seat.
        :raises SupervisorGone: when the supervisor of rooms does not run.
        """
        entry = _Entry()
        entry.members.update(members)
        self._start(code, entry)

    def _start(self, code: RoomCode, entry: _Entry) -> None:
        if self._supervisor is None:
            raise SupervisorGone
        # Who is started with the room finds it.
        self._entries[code] = entry
        try:
            process = self._supervisor.start_task(self._keeper, code, entry, name=code)
        except SupervisionError:
            self._entries.pop(code)
            raise
        monitor(process, partial(self._gone, code, entry))

    def playing(self) -> list[RoomState]:
        """
        The rooms with a game that is on and that anybody may watch, the oldest first.
        """
        up = (entry.up for entry in self._entries.values())
        states = [room.state for room in up if room is not None]
        return [
            state
            for state in states
            if state.status is Status.PLAYING and not state.private
        ]

    def up(self, code: RoomCode) -> Room | None:
        """
        The room, if it is up at this moment.
        """
        entry = self._entries.get(code)
        return None if entry is None else entry.up

    async def find(self, code: RoomCode) -> Room | None:
        """
        The room, as soon as it is up; None when there is none of that code.

        One that waits in the journal only, since the server was started or since
        nobody was at it, is rebuilt.

        :raises JournalDown: when that cannot be known.
        """
        if code not in self._entries and code not in self._aside:
            is_waiting = await self._journal.is_open(code)
            # Somebody else may have been first meanwhile.
            if is_waiting and code not in self._entries:
                self.open(code)
        entry = self._entries.get(code)
        if entry is None:
            return None
        room = entry.up
        if room is not None:
            return room
        waiter: Deferred[Room | None] = Deferred()
        entry.waiting.append(waiter)
        return await waiter

    async def where(self, code: RoomCode, player: PlayerId) -> RoomState:
        """
        A room that crashed when somebody came in, if that has happened all the same.

        :raises RoomCrashed: when the player has no seat there.
        """
        room = await self.find(code)
        members = [] if room is None else room.members.values()
        if room is None or all(member.player != player for member in members):
            raise RoomCrashed(code)
        return room.state

    def unwatch(self, code: RoomCode, player: PlayerId) -> None:
        """
        Tell a spectator of a room nothing any more.
        """
        entry = self._entries.get(code)
        if entry is None:
            return
        if entry.up is None:
            entry.watchers.pop(player, None)
        else:
            entry.up.unwatch(player)

    def is_aside(self, code: RoomCode) -> bool:
        """
        Whether this room had to be set aside since the server was started.
        """
        return code in self._aside

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

    async def _live(self, code: RoomCode, entry: _Entry, process: Process) -> None:
        room = Room(
            code=code,
            process=process,
            journal=self._journal,
            ids=self._ids,
            members=entry.members,
            watchers=entry.watchers,
            summon=partial(self._summon, entry),
            grace=self._grace,
            again=entry.room is not None,
        )
        try:
            await room.live(partial(self._room_up, entry))
        except Unreadable:
            await self._set_aside(code, entry)

    def _summon(self, entry: _Entry, room: Room, seat: int) -> None:
        """
        Start a computer player, under a small supervisor of its own beside the room.
        """
        taken = room.state.seats[seat]
        if entry.keeper is None or taken is None:
            return
        keeper = partial(self._robot_keeper, entry, room.state, seat)
        spec = ChildSpec(f"seat {seat}", keeper, Restart.TEMPORARY)
        # One that plays there already is found to be there.
        entry.keeper.start_child(spec).addErrback(_drop_failure)

    def _robot_keeper(
        self, entry: _Entry, state: RoomState, seat: int, process: Process
    ) -> Supervisor:
        async def live(process: Process) -> None:
            robot = Robot(
                process=process,
                engine=self._engine,
                find=partial(self.find, state.code),
                seat=seat,
                state=state,
            )
            await robot.live()

        keeper = Supervisor(
            [ChildSpec("robot", live, Restart.TRANSIENT, significant=True)],
            max_restarts=ROBOT_CRASHES,
            period_seconds=ROBOT_PERIOD_SECONDS,
            auto_shutdown=AutoShutdown.ANY_SIGNIFICANT,
            name=state.names[seat],
            clock=self._clock,
        )
        monitor(process, partial(self._robot_gone, entry, keeper, seat))
        return keeper

    def _robot_gone(
        self, entry: _Entry, keeper: Supervisor, seat: int, down: Down
    ) -> None:
        if not keeper.gave_up:
            return
        if entry.up is None:
            entry.bots_gone.append(seat)
        else:
            entry.up.bot_gone(seat)

    async def _set_aside(self, code: RoomCode, entry: _Entry) -> None:
        """
        Leave a room alone whose events make no room.
        """
        self._log.failure(
            "Room {code} is set aside, as its events make no room; the journal keeps"
            " them",
            code=code,
        )
        self._aside.add(code)
        self._tell_lost(entry)
        try:
            await self._journal.set_aside(code)
        except JournalDown as error:
            self._log.warn("Room {code} is not marked: {why}", code=code, why=error)

    def _room_up(self, entry: _Entry, room: Room) -> None:
        entry.room = room
        bots, entry.bots_gone = entry.bots_gone, []
        for seat in bots:
            room.bot_gone(seat)
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
        if entry.keeper is not None and entry.keeper.gave_up:
            self._log.error(
                "Room {code} had fault after fault and is stopped; the journal keeps"
                " its game",
                code=code,
            )
            self._tell_lost(entry)
            entry.room = None
        for waiter in entry.waiting:
            if waiter.called:
                # Who waited has ended, too.
                continue
            if entry.room is None:
                waiter.callback(None)
            else:
                # It may have gone to sleep just now.
                Deferred.fromCoroutine(self.find(code)).chainDeferred(waiter)

    def _tell_lost(self, entry: _Entry) -> None:
        """
        Tell who is left in a room that had to be stopped.
        """
        state = NO_ROOM if entry.room is None else entry.room.state
        told = [*entry.members.values(), *entry.watchers.values()]
        entry.members, entry.watchers = {}, {}
        for member in told:
            member.deliver(Update(RoomLost(), state, state))

    # -- rooms that nobody comes back to -----------------------------------------

    async def close_forgotten(self, process: Process) -> None:
        """
        Close, now and then, the rooms to which nobody has come back for long.
        """
        # Not at once: what crashes here must not crash again and again.
        await deferLater(self._clock, FIRST_SWEEP_SECONDS)
        while True:
            try:
                await self._close_idle()
            except JournalDown as error:
                self._log.warn("Idle rooms are not closed now: {why}", why=error)
            await deferLater(self._clock, BETWEEN_SWEEPS_SECONDS)

    async def _close_idle(self) -> None:
        now = self._ids.now()
        peopled = [code for code, entry in self._entries.items() if entry.members]
        await self._journal.seen(now, peopled, 2 * int(BETWEEN_SWEEPS_SECONDS))
        for code in await self._journal.idle_rooms(now - KEPT_SECONDS):
            if code in self._entries:
                continue
            try:
                await self._close(code)
            except (Unreadable, ValueError):
                self._log.failure("Room {code} is set aside", code=code)
                await self._journal.set_aside(code)

    async def _close(self, code: RoomCode, version: int = 0) -> None:
        """
        Close a room that is not up, at whatever version it is.
        """
        try:
            await self._journal.append(code, version, [RoomClosed(self._ids.next())])
        except VersionConflict as conflict:
            if conflict.actual > version:
                await self._close(code, conflict.actual)


def _drop_failure(failure: Failure) -> None:
    failure.trap(SupervisionError)
