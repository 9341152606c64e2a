"""
The supervision tree of the whole server.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from twisted.internet.interfaces import IReactorTime, IStreamServerEndpoint

from connect4tx.journal.current import CurrentJournal
from connect4tx.journal.memory import MemoryJournal
from connect4tx.net.door import Door
from connect4tx.play.events import Event, RoomCode
from connect4tx.play.house import House
from connect4tx.supervision.picture import draw, picture
from connect4tx.supervision.specs import ChildSpec
from connect4tx.supervision.supervisor import Supervisor
from connect4tx.terminal.place import Manners
from connect4tx.terminal.views import Wishes


def tree(
    *,
    endpoints: Sequence[IStreamServerEndpoint],
    max_connections: int,
    lang: str,
    drill: bool,
    rng: Random,
    clock: IReactorTime,
) -> Supervisor:
    """
    The root: journal, rooms, lobby and jobs, and a door for each endpoint.

    It is ``one_for_one``: who needs another asks for the one that is up, so that the
    restart of one part throws no player out of another.
    """
    events: dict[RoomCode, list[Event]] = {}
    journal = CurrentJournal(lambda: MemoryJournal(events))
    house = House(journal=journal, rng=rng, clock=clock)
    manners = Manners(
        house=house,
        rng=rng,
        clock=clock,
        wishes=Wishes(lang=lang),
        drill=drill,
        tree=lambda: draw(picture(root)),
        stopping=lambda: root.process.doom is not None,
    )
    doors = [
        Door(
            endpoint=endpoint,
            manners=manners,
            max_connections=max_connections,
            clock=clock,
        )
        for endpoint in endpoints
    ]
    root = Supervisor(
        [
            ChildSpec("journal", lambda _: journal.reopen()),
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
