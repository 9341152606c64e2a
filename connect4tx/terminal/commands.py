"""
What a player may ask of the server that is not a matter of a room.
"""

from __future__ import annotations

from dataclasses import dataclass

from connect4tx.play.commands import (
    Abort,
    Accept,
    Cancel,
    ClaimGame,
    ComeBack,
    CreateRoom,
    Decline,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    MatchPlayer,
    Offering,
    PlayBot,
    ResetRoom,
    Resign,
    StartGame,
    Watch,
)
from connect4tx.play.events import RoomCode


@dataclass(frozen=True, slots=True)
class ShowBoard:
    """
    Show the board again.
    """


@dataclass(frozen=True, slots=True)
class ShowColumn:
    """
    Tell what is in a column.

    :ivar column: counted from 0.
    """

    column: int


@dataclass(frozen=True, slots=True)
class ShowRow:
    """
    Tell what is in a row.

    :ivar row: counted from 0, from the bottom.
    """

    row: int


@dataclass(frozen=True, slots=True)
class ShowLast:
    """
    Tell the last move.
    """


@dataclass(frozen=True, slots=True)
class ShowOpen:
    """
    Tell which columns have room.
    """


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """
    Help for the place where one is, or for one command.
    """

    topic: str = ""


@dataclass(frozen=True, slots=True)
class TakeName:
    """
    Be called something else.
    """

    name: str


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """
    Change how things look, or show how they are set.

    :ivar setting: as typed; empty to show them all.
    """

    setting: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ChangeMode:
    """
    Talk to a person, or to a program.

    :ivar mode: as typed; text or json.
    """

    mode: str


@dataclass(frozen=True, slots=True)
class Resume:
    """
    In JSON mode: tell the room's events again, those after a number.
    """

    seq: int = 0


@dataclass(frozen=True, slots=True)
class ListGames:
    """
    List games that are over, one's own and the latest.
    """


@dataclass(frozen=True, slots=True)
class ShowGame:
    """
    Show how a game that is over was played and ended.

    :ivar number: of the room's games, from 1; 0 for the last that is over.
    """

    room: RoomCode
    number: int = 0


@dataclass(frozen=True, slots=True)
class ExportGame:
    """
    Give a game that is over away.

    :ivar form: as typed; text, json or digits.
    """

    room: RoomCode
    number: int = 0
    form: str = "text"


@dataclass(frozen=True, slots=True)
class ReplayGame:
    """
    Begin to step through a game that is over.
    """

    room: RoomCode
    number: int = 0


@dataclass(frozen=True, slots=True)
class StepTo:
    """
    Go on stepping through a game.

    :ivar ply: how many discs are to be on the board.
    :ivar by: how many more, or fewer, than now; only without a ply.
    """

    ply: int | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class EndReplay:
    """
    Step through that game no longer.
    """


@dataclass(frozen=True, slots=True)
class ReviewGame:
    """
    Tell of each move of a game that is over what it was worth.
    """

    room: RoomCode
    number: int = 0


@dataclass(frozen=True, slots=True)
class AskPuzzle:
    """
    Have a puzzle, or another one.
    """


@dataclass(frozen=True, slots=True)
class SolvePuzzle:
    """
    Answer the puzzle.

    :ivar column: counted from 0.
    """

    column: int


@dataclass(frozen=True, slots=True)
class ShowSolution:
    """
    Give the puzzle up, and see how it is solved.
    """


@dataclass(frozen=True, slots=True)
class AskHint:
    """
    Be told a good move, in a game against a computer player.
    """


@dataclass(frozen=True, slots=True)
class TellFacts:
    """
    Tell some facts, beside whatever else goes on.
    """

    number: int = 1


@dataclass(frozen=True, slots=True)
class ListSeeks:
    """
    List who waits for an opponent.
    """


@dataclass(frozen=True, slots=True)
class ShowClock:
    """
    Show how much time there is left.
    """


@dataclass(frozen=True, slots=True)
class ShowLimits:
    """
    Show how much one may have of the server.
    """


@dataclass(frozen=True, slots=True)
class Say:
    """
    Say something to all who are in one's room.

    :ivar text: clean, as in the other commands that have one.
    """

    text: str


@dataclass(frozen=True, slots=True)
class TellPlayer:
    """
    Say something to one player.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Chat:
    """
    Say something to all who are not at a game.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """
    Hear somebody no longer, or list whom one does not hear.

    :ivar name: empty for the list.
    """

    name: str = ""


@dataclass(frozen=True, slots=True)
class Unignore:
    """
    Hear somebody again.
    """

    name: str


@dataclass(frozen=True, slots=True)
class ListPlayers:
    """
    List who is here.
    """


@dataclass(frozen=True, slots=True)
class ShowMore:
    """
    Show the next page of what did not fit on the screen.
    """


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


@dataclass(frozen=True, slots=True)
class AskSecret:
    """
    Drill: ask for a line that is not shown while it is typed.
    """


Command = (
    CreateRoom
    | JoinRoom
    | ComeBack
    | ClaimGame
    | StartGame
    | DropDisc
    | ResetRoom
    | LeaveRoom
    | ShowBoard
    | ShowColumn
    | ShowRow
    | ShowLast
    | ShowOpen
    | ShowHelp
    | TakeName
    | ChangeSetting
    | ChangeMode
    | Resume
    | ListGames
    | ShowGame
    | ExportGame
    | ReplayGame
    | StepTo
    | EndReplay
    | ReviewGame
    | AskPuzzle
    | SolvePuzzle
    | ShowSolution
    | AskHint
    | TellFacts
    | Say
    | TellPlayer
    | Chat
    | Ignore
    | Unignore
    | ListPlayers
    | ShowMore
    | ListSeeks
    | ShowClock
    | MatchPlayer
    | PlayBot
    | Watch
    | Accept
    | Decline
    | Cancel
    | Offering
    | Resign
    | Abort
    | ShowLimits
    | Quit
    | Crash
    | ShowTree
    | AskSecret
)
