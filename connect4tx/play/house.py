"""
Everything that games need, whatever door their players come through.
"""

from __future__ import annotations

from random import Random

from twisted.application.service import IService
from twisted.internet.interfaces import IReactorTime

from connect4tx.play.events import EventIds, PlayerId
from connect4tx.play.guesses import Guesses
from connect4tx.play.lobby import Lobby
from connect4tx.play.names import Names
from connect4tx.play.ports import Journal
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.rooms import Rooms
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.tasks import TaskSupervisor


class House:
    """
    The rooms, the lobby, the short jobs and the janitor, and how to start each afresh.

    :ivar rooms: the directory of rooms.
    :ivar names: of the players who are here.
    :ivar journal: what has happened in the rooms.
    :ivar guesses: of resume tokens, by address.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        rng: Random,
        clock: IReactorTime,
        grace: int = GRACE_SECONDS,
    ) -> None:
        self._rng = rng
        self._clock = clock
        self._ids = EventIds(rng, clock)
        self._lobby: Lobby | None = None
        self._jobs: TaskSupervisor | None = None
        self.journal = journal
        self.rooms = Rooms(journal=journal, ids=self._ids, clock=clock, grace=grace)
        self.names = Names(rng)
        self.guesses = Guesses(clock)

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
        Who comes in next, through whatever door; nobody who ever was here.
        """
        return PlayerId(f"{self._rng.getrandbits(64):016x}")

    def children(self) -> list[ChildSpec]:
        """
        For the supervision tree, in the order of starting.
        """
        return [
            ChildSpec("rooms", self.rooms.supervisor),
            ChildSpec("lobby", self._open_lobby),
            ChildSpec("jobs", self._open_jobs),
            ChildSpec("janitor", self.rooms.close_forgotten),
        ]

    def _open_lobby(self, process: Process) -> IService:
        self._lobby = Lobby(
            rooms=self.rooms, journal=self.journal, ids=self._ids, rng=self._rng
        )
        return self._lobby

    def _open_jobs(self, process: Process) -> IService:
        self._jobs = TaskSupervisor(name=process.name, clock=self._clock)
        return self._jobs
