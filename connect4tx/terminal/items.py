"""
What may come to a conversation besides a line of text and an update of a room.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.play.updates import Update
from connect4tx.terminal.views import Client


@dataclass(frozen=True, slots=True)
class LineTooLong:
    """
    A line was dropped because of its length.
    """

    max_bytes: int


@dataclass(frozen=True, slots=True)
class ClientKnown:
    """
    What the player's program is, as far as it has said so; the first time, it is also
    the moment to greet.
    """

    client: Client


@dataclass(frozen=True, slots=True)
class WantsToGo:
    """
    Ctrl-D was typed on an empty line.
    """


@dataclass(frozen=True, slots=True)
class KeysLost:
    """
    The client has gone back to sending lines, unasked.
    """


@dataclass(frozen=True, slots=True)
class EndOfInput:
    """
    The peer will send no more; what it sent before is still to be done.
    """


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """
    It is time to claim what the player wished to be claimed.
    """


@dataclass(frozen=True, slots=True)
class FactTold:
    """
    One fact, for whoever asked.
    """

    fact: str


@dataclass(frozen=True, slots=True)
class FactsEnded:
    """
    The facts that were asked for are all told, or will not be.
    """

    failed: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """
    Who watches a room did not read meanwhile what was told there.

    :ivar update: the last that was.
    :ivar moves: how many discs were dropped, this one among them.
    """

    update: Update
    moves: int


@dataclass(frozen=True, slots=True)
class Dismissed:
    """
    The connection is to end, and not because the player wishes it.

    :ivar code: why, for programs.
    :ivar sentence: why, for people.
    """

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PromptAgain:
    """
    Something else was written on the player's line.
    """


CLAIM_DUE = ClaimDue()
KEYS_LOST = KeysLost()
WANTS_TO_GO = WantsToGo()
PROMPT_AGAIN = PromptAgain()
END_OF_INPUT = EndOfInput()
