"""
Everything that games need, whatever door their players come through.
"""

from __future__ import annotations

from random import Random
from typing import Any

from twisted.application.service import IService
from twisted.internet.interfaces import IReactorTime

from connect4tx.play.analysis import Reviews
from connect4tx.play.events import EventIds, PlayerId
from connect4tx.play.guesses import Guesses
from connect4tx.play.lobby import Lobby
from connect4tx.play.meeting import Meeting
from connect4tx.play.names import Names
from connect4tx.play.people import People
from connect4tx.play.ports import Engine, Journal
from connect4tx.play.puzzles import Puzzles
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
    :ivar people: those players.
    :ivar meeting: who waits for whom.
    :ivar journal: what has happened in the rooms.
    :ivar engine: what looks ahead.
    :ivar reviews: of games that are over, and puzzles: from them.
    :ivar guesses: of resume tokens, by address.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        engine: Engine,
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
        self.engine = engine
        self.rooms = Rooms(
            journal=journal, ids=self._ids, clock=clock, engine=engine, grace=grace
        )
        self.meeting = Meeting(clock)
        self.reviews = Reviews(engine=engine, clock=clock)
        self.puzzles = Puzzles(journal=journal, engine=engine, rng=rng, clock=clock)
        self.names = Names(rng)
        self.people: People[Any] = People(self.names)
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
            rooms=self.rooms,
            meeting=self.meeting,
            journal=self.journal,
            ids=self._ids,
            rng=self._rng,
        )
        return self._lobby

    def _open_jobs(self, process: Process) -> IService:
        self._jobs = TaskSupervisor(name=process.name, clock=self._clock)
        return self._jobs
