"""
What ``twistd connect4`` calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import Any

from twisted.application.service import IService
from twisted.internet.endpoints import serverFromString

from connect4tx.bots.pool import WorkerEngine
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.service.collector import collect_less_often
from connect4tx.service.limits import raise_file_limit
from connect4tx.service.options import Options, with_backlog
from connect4tx.service.program import Program
from connect4tx.service.tree import in_memory, tree

__all__ = ["Options", "makeService"]


def makeService(options: Options) -> IService:
    """
    The whole server, as one service.
    """
    from twisted.internet import reactor

    collect_less_often()
    max_connections = options["max-connections"]
    raise_file_limit(max_connections * len(options.endpoints))
    return Program(
        root=tree(
            endpoints=[
                serverFromString(reactor, with_backlog(endpoint))
                for endpoint in options.endpoints
            ],
            max_connections=max_connections,
            lang=options["lang"],
            grace=options["grace"],
            limits=options.limits,
            open_journal=_journals(options, reactor),
            drill=bool(options["drill"]),
            engine=WorkerEngine(reactor=reactor, rng=SystemRandom()),
            rng=SystemRandom(),
            clock=reactor,
        ),
        endpoints=options.endpoints,
        data=options.data,
        reactor=reactor,
    )


def _journals(options: Options, reactor: Any) -> Callable[..., Any]:
    """
    What opens the journal, afresh each time.
    """
    if options.data is None:
        return in_memory()
    return partial(SqliteJournal, options.data, from_thread=reactor.callFromThread)
