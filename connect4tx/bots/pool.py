"""
Computer players that think in worker processes.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from importlib.util import find_spec
from random import Random
from typing import Any, Final

from twisted.application.service import Service
from twisted.internet.defer import Deferred, succeed

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import (
    LAST_AT_A_GLANCE,
    REACHES,
    STRONGEST,
    best_at_a_glance,
    best_of,
    glance,
)
from connect4tx.bots.questions import Best, Prospects
from connect4tx.bots.workers import NoAnswer, Workers
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect

# What keeps a clock running is not kept waiting long; a review may take its time.
_CHOICE_PATIENCE_SECONDS: Final = 5.0
_PROSPECTS_PATIENCE_SECONDS: Final = 30.0

_MOST_REMEMBERED: Final = 20_000


def has_solver() -> bool:
    """
    Whether the optional solver is installed; it is not imported.
    """
    return find_spec("bitbully") is not None


class WorkerEngine(Service):
    """
    Looks ahead in worker processes, which are started when they are needed.

    When none can be, or none answers in time, it answers by a look of two discs ahead,
    here and at once.

    :param reactor: starts processes and tells the time.
    :param most_workers: how many processes; by default two, one on a single processor.
    :param cap_seconds: after which a process that does not answer is killed; the solver
        may take half a second, and more on a machine that has much else to do.
    :param idle_seconds: after which a process with nothing to do is ended.
    :param most_waiting: how many questions may wait for a process.
    :param solver: whether there is a solver; by default whether it is installed.
    """

    def __init__(
        self,
        *,
        reactor: Any,
        rng: Random,
        most_workers: int | None = None,
        cap_seconds: float = 5.0,
        idle_seconds: float = 60.0,
        most_waiting: int = 1000,
        solver: bool | None = None,
    ) -> None:
        self._rng = rng
        self._has_solver = has_solver() if solver is None else solver
        self._workers = Workers(
            reactor=reactor,
            most=most_workers or min(2, os.cpu_count() or 1),
            cap_seconds=cap_seconds,
            idle_seconds=idle_seconds,
            most_waiting=most_waiting,
        )
        self._solved: OrderedDict[Duel, Mapping[int, Prospect]] = OrderedDict()

    @property
    def pids(self) -> list[int]:
        """
        The numbers of the processes that there are.
        """
        return self._workers.pids

    def startService(self) -> None:
        super().startService()
        self._workers.open()

    def stopService(self) -> Deferred[None]:
        """
        End all processes.

        :returns: fires when they are gone.
        """
        super().stopService()
        return self._workers.close()

    def is_perfect(self, variant: Variant) -> bool:
        """
        Whether the solver knows this game.
        """
        return self._has_solver and variant == STANDARD

    def choose(self, position: Position, level: int) -> Deferred[int]:
        """
        The column that a player of this level plays; any of those it holds best.
        """
        duel = Duel.of(position)
        return Deferred.fromCoroutine(self._best(duel, level)).addCallback(
            self._rng.choice
        )

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        """
        What each move leads to, as far as it is found out in time.
        """
        if position.outcome is not None:
            return succeed({})
        duel = Duel.of(position)
        return Deferred.fromCoroutine(self._prospects(duel, urgent=False))

    async def _best(self, duel: Duel, level: int) -> tuple[int, ...]:
        if level <= LAST_AT_A_GLANCE:
            return best_at_a_glance(duel, level)
        if level == STRONGEST and self.is_perfect(duel.variant):
            return best_of(await self._prospects(duel, urgent=True))
        reach = REACHES[level]
        try:
            answer = await self._workers.ask(
                Best,
                duel=duel,
                depth=reach.depth or 0,
                guesses=reach.guesses,
                seconds=reach.seconds,
                patience_seconds=_CHOICE_PATIENCE_SECONDS,
                urgent=True,
            )
        except NoAnswer:
            return best_of(glance(duel))
        return tuple(answer["columns"])

    async def _prospects(self, duel: Duel, *, urgent: bool) -> Mapping[int, Prospect]:
        if duel in self._solved:
            self._solved.move_to_end(duel)
            return self._solved[duel]
        patience = _CHOICE_PATIENCE_SECONDS if urgent else _PROSPECTS_PATIENCE_SECONDS
        try:
            answer = await self._workers.ask(
                Prospects,
                duel=duel,
                seconds=REACHES[STRONGEST].seconds,
                patience_seconds=patience,
                urgent=urgent,
            )
        except NoAnswer:
            return glance(duel)
        found: Mapping[int, Prospect] = answer["prospects"]
        if all(prospect.value is not None for prospect in found.values()):
            self._remember(duel, found)
        return found

    def _remember(self, duel: Duel, found: Mapping[int, Prospect]) -> None:
        """
        What is true stays so, and openings are played again and again.
        """
        self._solved[duel] = found
        if len(self._solved) > _MOST_REMEMBERED:
            self._solved.popitem(last=False)
