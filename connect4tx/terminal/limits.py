"""
How much one peer may have of the server: the limits, and the command that shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

from connect4tx.terminal import sentences
from connect4tx.terminal.language import msg
from connect4tx.terminal.replies import News, Telling
from connect4tx.terminal.views import View

Network = IPv4Network | IPv6Network

LOOPBACK = "127.0.0.0/8,::1/128"

# Of connections from one address: so many one after the other, then one each time.
CONNECTIONS_IN_A_ROW = 5
SECONDS_PER_CONNECTION = 2.0

# Of lines: so many in a row, and then so many a second.
LINES_IN_A_ROW = 10
LINES_PER_SECOND = 4
PROGRAM_LINES_IN_A_ROW = 20
PROGRAM_LINES_PER_SECOND = 20
LINE_BYTES = 512

# For the answer to the question for a name: after each line, and in all.
NAME_SECONDS = 60.0
NAME_SECONDS_IN_ALL = 120.0
# Who watches a game, or waits for somebody to play with, has no lines to type.
WATCHING_SECONDS = 2 * 60 * 60.0

# Answers to the question for a name that are no answers at all; and first commands of
# who has one that are no commands, as people have to find those first.
STRANGE_LINES_AT_MOST = 3
STRANGE_COMMANDS_AT_MOST = 6


def networks(text: str) -> tuple[Network, ...]:
    """
    The networks of a list; ``none`` is none.

    :raises ValueError: when something in it is no network.

    >>> networks("10.0.0.0/8, ::1")
    (IPv4Network('10.0.0.0/8'), IPv6Network('::1/128'))
    >>> networks("none")
    ()
    """
    if text.strip().lower() == "none":
        return ()
    return tuple(ip_network(word.strip(), strict=False) for word in text.split(","))


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The limits of a server that its operator can set.

    :ivar trusted: from where peers may come and type as much as they like.
    :ivar connections: of all peers at once, by one endpoint.
    :ivar per_address: connections at once from one address.
    :ivar idle_seconds: for which one may type nothing while no game is on; 0 for any.
    """

    trusted: tuple[Network, ...] = networks(LOOPBACK)
    connections: int = 2000
    per_address: int = 8
    idle_seconds: float = 30 * 60.0

    def trusts(self, host: str) -> bool:
        """
        Whether the limits of number and speed are not for who comes from there; whoever
        has no address came over a socket in the file system, which has its own guard.

        >>> Limits().trusts("127.0.0.1"), Limits().trusts("10.0.0.1")
        (True, False)
        >>> Limits().trusts("::ffff:127.0.0.1"), Limits().trusts("")
        (True, True)
        """
        try:
            address = ip_address(host)
        except ValueError:
            return True
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self.trusted)

    @property
    def watching_seconds(self) -> float:
        """
        For which one may type nothing while one watches a game, or waits for somebody
        to play with; 0 for any.
        """
        return self.idle_seconds and max(self.idle_seconds, WATCHING_SECONDS)


@dataclass(frozen=True, slots=True)
class LimitsShown(Telling):
    """
    What of all this is true for one player.

    :ivar trusted: whether the player's address is.
    """

    limits: Limits
    trusted: bool

    def text(self, view: View) -> str:
        return "\n".join(self._lines(view))

    def _lines(self, view: View) -> Iterator[str]:
        limits = self.limits
        yield view.tr(_CONNECTIONS, number=limits.connections)
        if self.trusted:
            yield view.tr(_TRUSTED)
        else:
            yield view.tr(
                _FROM_ADDRESS,
                number=limits.per_address,
                row=CONNECTIONS_IN_A_ROW,
                seconds=f"{SECONDS_PER_CONNECTION:g}",
            )
            yield view.tr(_LINES, row=LINES_IN_A_ROW, number=LINES_PER_SECOND)
        yield view.tr(_LINE, bytes=LINE_BYTES)
        yield view.tr(
            _NAME,
            time=sentences.time(round(NAME_SECONDS), view),
            total=sentences.time(round(NAME_SECONDS_IN_ALL), view),
        )
        if limits.idle_seconds:
            yield view.tr(
                _IDLE,
                time=sentences.time(round(limits.idle_seconds), view),
                watching=sentences.time(round(limits.watching_seconds), view),
            )

    def fields(self) -> dict[str, Any]:
        limits, is_free = self.limits, self.trusted
        return {
            "trusted": is_free,
            "connections": limits.connections,
            "per_address": None if is_free else limits.per_address,
            "lines_in_a_row": None if is_free else PROGRAM_LINES_IN_A_ROW,
            "lines_per_second": None if is_free else PROGRAM_LINES_PER_SECOND,
            "line_bytes": LINE_BYTES,
            "name_seconds": round(NAME_SECONDS),
            "idle_seconds": round(limits.idle_seconds) or None,
            "watching_seconds": round(limits.watching_seconds) or None,
        }


_CONNECTIONS = msg("Connections: {number} of all players at once.")
_TRUSTED = msg(
    "Your address: trusted by the operator, so there are no limits of number or speed"
    " for it."
)
_FROM_ADDRESS = msg(
    "Your address: {number} connections at once; {row} in a row, then one every"
    " {seconds} s."
)
_LINES = msg(
    "Lines: {row} in a row, then {number} a second; those beyond wait for their turn."
)
_LINE = msg("One line: {bytes} bytes; a longer one is not read.")
_NAME = msg("Your name: {time} for each answer to the question for it, {total} in all.")
_IDLE = msg(
    "Typing nothing while nothing happens in your room: {time} when no game of yours is"
    " on, {watching} when you watch one or wait for somebody to play with; then the"
    " connection ends."
)


@dataclass(frozen=True, slots=True)
class Paced(News):
    """
    Lines come faster than they are taken.

    :ivar number: so many are taken in a second.
    """

    number: int
    event = "paced"

    def text(self, view: View) -> str:
        return view.tr(_PACED, number=self.number)

    def fields(self) -> dict[str, Any]:
        return {"lines_per_second": self.number}


_PACED = msg(
    "That was a lot at once; nothing of it is lost, but your lines are done one by one"
    " now, {number} a second."
)


@dataclass(frozen=True, slots=True)
class AboutToEnd(News):
    """
    The player has typed nothing for long.

    :ivar seconds: for which that may go on.
    """

    seconds: float
    event = "idle"

    def text(self, view: View) -> str:
        left = sentences.time(max(1, round(self.seconds)), view)
        return view.tr(_ABOUT_TO_END, time=left)

    def fields(self) -> dict[str, Any]:
        return {"seconds": round(self.seconds)}


_ABOUT_TO_END = msg(
    "You have typed nothing for long, and will be disconnected in {time}; press Enter"
    " to stay."
)
