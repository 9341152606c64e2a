"""
The supervision tree of the whole server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any, cast

from twisted.application.service import IService
from twisted.internet.interfaces import IReactorTime, IStreamServerEndpoint
from twisted.python.failure import Failure

from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.net.door import Door
from connect4tx.net.gate import Gate
from connect4tx.net.rounds import Rounds
from connect4tx.play.house import House
from connect4tx.play.ports import Engine
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.supervision.picture import draw, picture
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.terminal.limits import Limits
from connect4tx.terminal.place import Manners
from connect4tx.terminal.views import Wishes


def in_memory() -> Callable[..., MemoryJournal]:
    """
    What opens journals in memory, each over what those before it knew.
    """
    kept = Kept()
    return lambda on_crash=None: MemoryJournal(kept)


def tree(
    *,
    endpoints: Sequence[IStreamServerEndpoint],
    max_connections: int,
    lang: str,
    drill: bool,
    engine: Engine,
    rng: Random,
    clock: IReactorTime,
    grace: int = GRACE_SECONDS,
    limits: Limits | None = None,
    open_journal: Callable[..., Any] | None = None,
) -> Supervisor:
    """
    The root: journal, rooms, lobby, jobs and janitor, and a door for each endpoint.

    It is ``one_for_one``: who needs another asks for the one that is up, so that the
    restart of one part throws no player out of another.

    :param engine: what looks ahead; where it is a service, too, the tree runs it.
    :param limits: how much one peer may have of the server; None for the
        usual.
    :param open_journal: opens the journal; its ``on_crash`` is what to call when the
        journal crashes. Games are in memory only when there is none.
    """
    limits = replace(limits or Limits(), connections=max_connections)
    journal = CurrentJournal(open_journal or in_memory())
    house = House(journal=journal, engine=engine, rng=rng, clock=clock, grace=grace)

    engines = []
    if IService.providedBy(engine):
        service = cast(IService, engine)
        engines = [ChildSpec("engine", lambda _: service)]

    def crash_journal(error: Exception) -> None:
        # While it is being restarted, there is none that could crash.
        with suppress(KeyError):
            root.child("journal").fail(Failure(error))

    manners = Manners(
        house=house,
        rng=rng,
        clock=clock,
        wishes=Wishes(lang=lang),
        limits=limits,
        drill=drill,
        tree=lambda: draw(picture(root)),
        crash_journal=crash_journal,
        stopping=lambda: root.process.doom is not None,
    )
    gate, rounds = Gate(limits=limits, clock=clock), Rounds(clock)
    doors = [
        Door(
            endpoint=endpoint,
            manners=manners,
            gate=gate,
            rounds=rounds,
            max_connections=max_connections,
            clock=clock,
        )
        for endpoint in endpoints
    ]
    root = Supervisor(
        [
            ChildSpec("journal", lambda of: journal.reopen(on_crash=of.fail)),
            *engines,
            *house.children(),
            *[
                ChildSpec(f"telnet{number or ''}", door.supervisor)
                for number, door in enumerate(doors)
            ],
        ],
        name="connect4",
        clock=clock,
    )
    return root
