"""
The system's limit on open files, of which each connection is one.
"""

from __future__ import annotations

import resource

from twisted.logger import Logger

_log = Logger()

# What the server itself has open: log, epoll, listening ports, and a few spare ones.
_OWN_FILES = 64


def raise_file_limit(connections: int) -> None:
    """
    Ask the system for as many open files as there may be connections.

    :param connections: at most.
    """
    wanted = connections + _OWN_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        if allowed < wanted:
            _log.warn(
                "The system allows {allowed} open files, too few for the {connections}"
                " connections asked for; raise the limit (ulimit -n).",
                allowed=allowed,
                connections=connections,
            )
