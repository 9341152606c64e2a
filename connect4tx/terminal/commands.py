"""
What a player may ask of the server that is not a matter of a room.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.play.commands import (
    CreateRoom,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    ResetRoom,
    StartGame,
)


@dataclass(frozen=True, slots=True)
class ShowBoard:
    """
    Show the board again.
    """


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """
    Help for the place where one is, or for one command.
    """

    topic: str = ""


@dataclass(frozen=True, slots=True)
class TellFacts:
    """
    Tell some facts, beside whatever else goes on.
    """

    number: int = 1


@dataclass(frozen=True, slots=True)
class Quit:
    """
    Leave the server.
    """


@dataclass(frozen=True, slots=True)
class Crash:
    """
    Drill: make a part of the server fail.

    :ivar part: handler, connection or room.
    """

    part: str


@dataclass(frozen=True, slots=True)
class ShowTree:
    """
    Drill: show the supervision tree.
    """


Command = (
    CreateRoom
    | JoinRoom
    | StartGame
    | DropDisc
    | ResetRoom
    | LeaveRoom
    | ShowBoard
    | ShowHelp
    | TellFacts
    | Quit
    | Crash
    | ShowTree
)
