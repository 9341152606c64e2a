"""
Everything that games need, whatever door their players come through.
"""

from __future__ import annotations

from itertools import count
from random import Random

from twisted.application.service import IService
from twisted.internet.interfaces import IReactorTime

from connect4tx.play.events import EventIds, PlayerId
from connect4tx.play.lobby import Lobby
from connect4tx.play.names import Names
from connect4tx.play.ports import Journal
from connect4tx.play.rooms import Rooms
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.tasks import TaskSupervisor


class House:
    """
    The rooms, the lobby and the short jobs, and how to start each of them afresh.

    :ivar rooms: the directory of rooms.
    :ivar names: of the players who are here.
    """

    def __init__(self, *, journal: Journal, rng: Random, clock: IReactorTime) -> None:
        self._journal = journal
        self._rng = rng
        self._clock = clock
        self._ids = EventIds(rng)
        self._players = count(1)
        self._lobby: Lobby | None = None
        self._jobs: TaskSupervisor | None = None
        self.rooms = Rooms(journal=journal, ids=self._ids, clock=clock)
        self.names = Names(rng)

    @property
    def lobby(self) -> Lobby:
        """
        The lobby that is up; one that was restarted is another.
        """
        if self._lobby is None:
            raise RuntimeError("the lobby was never started")
        return self._lobby

    @property
    def jobs(self) -> TaskSupervisor:
        """
        What runs short tasks for players beside their own lines.
        """
        if self._jobs is None:
            raise RuntimeError("the jobs were never started")
        return self._jobs

    def new_player(self) -> PlayerId:
        """
        Who comes in next, through whatever door.
        """
        return PlayerId(f"guest-{next(self._players)}")

    def children(self) -> list[ChildSpec]:
        """
        For the supervision tree, in the order of starting.
        """
        return [
            ChildSpec("rooms", self.rooms.supervisor),
            ChildSpec("lobby", self._open_lobby),
            ChildSpec("jobs", self._open_jobs),
        ]

    def _open_lobby(self, process: Process) -> IService:
        self._lobby = Lobby(
            rooms=self.rooms, journal=self._journal, ids=self._ids, rng=self._rng
        )
        return self._lobby

    def _open_jobs(self, process: Process) -> IService:
        self._jobs = TaskSupervisor(name=process.name, clock=self._clock)
        return self._jobs
