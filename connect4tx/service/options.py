"""
What can be said on the command line.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NoReturn

from twisted.internet.endpoints import serverFromString
from twisted.python import usage

from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.limits import LOOPBACK, Limits, Network, networks

# Of the operator's files for programs, by the XDG Base Directory Specification.
DATA_HOME = "~/.local/share"
DATA_NAME = "connect4tx"

DEFAULT_ENDPOINT = "tcp:4040"
DEFAULT_MAX_CONNECTIONS = 2000

# So many may arrive at once before the accept loop has come round; the kernel cuts it
# to its own limit.
BACKLOG = 4096

# A month.
IDLE_MINUTES_AT_MOST = 31 * 24 * 60


class Options(usage.Options):
    """
    A Connect Four server for telnet.

    :ivar endpoints: the endpoint strings to listen on, in the order given.
    :ivar data: the directory of the journal; None to keep games in memory only.
    :ivar limits: how much one peer may have of the server.
    """

    synopsis = "[options]"
    longdesc = "A Connect Four server: play with telnet HOST 4040."
    optFlags = [
        [
            "memory",
            None,
            "Keep games in memory only: they end with the server.",
        ],
        [
            "drill",
            None,
            "Let players make parts of the server crash, to see it recover.",
        ],
    ]
    optParameters = [
        [
            "data",
            None,
            None,
            "The directory of the journal, made if it is not there."
            " [default: that of twistd's --rundir, if given, or else"
            " $XDG_DATA_HOME/connect4tx, which usually is ~/.local/share/connect4tx]",
        ],
        [
            "grace",
            None,
            GRACE_SECONDS,
            "How many seconds the others wait for a player who is away.",
        ],
        [
            "lang",
            None,
            "en",
            f"The language of players who have not chosen one: {', '.join(NAMES)}.",
        ],
        [
            "max-connections",
            None,
            DEFAULT_MAX_CONNECTIONS,
            "How many connections each endpoint takes at once.",
        ],
        [
            "per-address",
            None,
            Limits().per_address,
            "How many connections one address has at once, or a network of IPv6, /64.",
        ],
        [
            "trusted",
            None,
            LOOPBACK,
            "Networks, with commas between them, from where peers may connect and type"
            " as much as they like; or none. Unix sockets always are.",
        ],
        [
            "idle",
            None,
            30,
            "How many minutes players may type nothing while no game is on; 0 for any.",
        ],
    ]

    def __init__(self) -> None:
        super().__init__()
        self.endpoints: list[str] = []
        self.data: Path | None = None
        self.limits = Limits()

    def opt_listen(self, endpoint: str) -> None:
        """
        Where to listen: an endpoint string of Twisted's, such as tcp:4040 or
        tcp:4040:interface=127.0.0.1; may be repeated. [default: tcp:4040].
        """
        self.endpoints.append(endpoint)

    def postOptions(self) -> None:
        """
        Check the values; a wrong one ends the program with one sentence.
        """
        self.endpoints = self.endpoints or [DEFAULT_ENDPOINT]
        for endpoint in self.endpoints:
            _check_endpoint(endpoint)
        if self["lang"] not in NAMES:
            known = " or ".join(NAMES)
            refuse(f"--lang takes {known}, not {self['lang']!r}.")
        for option in ("max-connections", "grace", "per-address"):
            self[option] = _positive(option, self[option])
        self["idle"] = _minutes(self["idle"])
        self.limits = Limits(
            trusted=_networks(self["trusted"]),
            connections=self["max-connections"],
            per_address=self["per-address"],
            idle_seconds=self["idle"] * 60.0,
        )
        if self["data"] is not None and not self["data"].strip():
            refuse(f"--data takes a directory, not {self['data']!r}.")
        if self["memory"] and self["data"]:
            refuse(
                "--memory keeps games in memory only and --data keeps them in a"
                " directory; give one of them."
            )
        self.data = None if self["memory"] else self._directory()

    def _directory(self) -> Path:
        """
        Where the journal is: as seen from where the program was started.
        """
        if self["data"]:
            return Path(self["data"]).expanduser().absolute()
        rundir = "." if self.parent is None else self.parent.get("rundir", ".")
        if rundir != ".":
            return Path(rundir).absolute() / DATA_NAME
        home = os.environ.get("XDG_DATA_HOME", "")
        # A relative one is to be ignored, says the specification.
        if not os.path.isabs(home):
            home = os.path.expanduser(DATA_HOME)
        if not os.path.isabs(home):
            refuse(
                "there is no home directory to keep games in; say where with --data"
                " DIR, or keep them in memory with --memory."
            )
        return Path(home, DATA_NAME)


def with_backlog(endpoint: str) -> str:
    """
    The endpoint with a backlog that takes a burst, where it has none of its own.

    >>> with_backlog("tcp:4040")
    'tcp:4040:backlog=4096'
    >>> with_backlog("tcp:4040:backlog=5")
    'tcp:4040:backlog=5'
    """
    candidate = f"{endpoint}:backlog={BACKLOG}"
    kind = endpoint.partition(":")[0].lower()
    if kind in {"tcp", "tcp6", "ssl", "unix"} and ":backlog=" not in endpoint:
        try:
            serverFromString(None, candidate)
        except TypeError:  # it has one already, by its place
            return endpoint
        return candidate
    return endpoint


def _check_endpoint(endpoint: str) -> None:
    from twisted.internet import reactor

    try:
        serverFromString(reactor, endpoint)
    except Exception as error:  # noqa: BLE001 - plugins raise what they like
        why = "" if isinstance(error, TypeError) else f" ({error})"
        refuse(
            "--listen takes an endpoint string of Twisted's, such as"
            f" {DEFAULT_ENDPOINT} or {DEFAULT_ENDPOINT}:interface=127.0.0.1, not"
            f" {endpoint!r}{why}."
        )


def _positive(option: str, value: Any) -> int:
    try:
        number = int(value)
    except ValueError:
        number = 0
    if number < 1:
        refuse(f"--{option} takes a whole number from 1 on, not {value!r}.")
    return number


def _minutes(value: Any) -> float:
    try:
        minutes = float(value)
    except ValueError:
        minutes = -1.0
    # Also not a number that is none, which is in no order with others.
    if not 0 <= minutes <= IDLE_MINUTES_AT_MOST:
        refuse(f"--idle takes a number of minutes from 0 on, not {value!r}.")
    return minutes


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return networks(value)
    except ValueError:
        refuse(
            f"--trusted takes networks such as {LOOPBACK},10.0.0.0/8, or none, not"
            f" {value!r}."
        )


class Refused(SystemExit, Exception):
    """
    Ends the program with one sentence and a status that is not 0.

    An Exception too, because a daemonising twistd waits for ever for a child that ends
    by a bare SystemExit.

    :ivar code: the sentence, which Python writes to its standard error; or the status,
        when the operator has read the sentence.
    """


def refuse(sentence: str) -> NoReturn:
    """
    End the program with one sentence.
    """
    raise Refused(f"connect4: {sentence}")
