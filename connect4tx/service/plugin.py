"""
What ``twistd connect4`` calls.
"""

from __future__ import annotations

from random import SystemRandom

from twisted.application.service import IService
from twisted.internet.endpoints import serverFromString

from connect4tx.service.collector import collect_less_often
from connect4tx.service.limits import raise_file_limit
from connect4tx.service.options import Options, with_backlog
from connect4tx.service.program import Program
from connect4tx.service.tree import tree

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
            drill=bool(options["drill"]),
            rng=SystemRandom(),
            clock=reactor,
        ),
        endpoints=options.endpoints,
        reactor=reactor,
    )
