"""
What a conversation answers to one player, before it has any words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from connect4tx.play.events import GameRecord
from connect4tx.play.rejections import Rejected
from connect4tx.play.state import RoomState, Status
from connect4tx.terminal.views import Client, View, Wishes

if TYPE_CHECKING:
    from connect4tx.terminal.place import Place


class Telling:
    """
    An answer that has words of its own, for people and for programs.
    """

    __slots__ = ()

    def text(self, view: View) -> str:
        """
        As lines of text.
        """
        raise NotImplementedError

    def fields(self) -> dict[str, Any]:
        """
        As the fields of a JSON object.
        """
        raise NotImplementedError


class News(Telling):
    """
    Told without having been asked for just now.

    :cvar event: its name, for programs.
    :cvar is_long: whether it may be longer than a screen.
    """

    __slots__ = ()
    event: ClassVar[str]
    is_long: ClassVar[bool] = False

    def arrive(self, place: Place) -> bool:
        """
        Have an effect on the player's place; gives whether it is told at all.
        """
        return True


@dataclass(frozen=True, slots=True)
class Said:
    """
    A sentence is all there is to say.

    :ivar sentence: in English, of :mod:`connect4tx.terminal.sentences`.
    :ivar fields: what it speaks of, by name.
    """

    sentence: str
    fields: Mapping[str, object] = field(default_factory=dict)


def said(sentence: str, **fields: object) -> Said:
    """
    A sentence with these fields.
    """
    return Said(sentence, fields)


@dataclass(frozen=True, slots=True)
class Entered:
    """
    The player has a seat now.

    :ivar opened: whether in a room that was opened for it.
    :ivar token: with which the player can have it back.
    """

    state: RoomState
    seat: int
    opened: bool
    token: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """
    The player has the seat back.

    :ivar before: what the player was called in it until now.
    """

    state: RoomState
    seat: int
    token: str
    before: str = ""


class Part(Enum):
    """
    What of a board can be asked for.
    """

    BOARD = "board"
    COLUMN = "column"
    ROW = "row"
    LAST = "last"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Shown:
    """
    A room's board, or a part of it.

    :ivar number: of the column or row, from 0.
    """

    state: RoomState
    seat: int
    part: Part
    number: int = 0


@dataclass(frozen=True, slots=True)
class Helped:
    """
    Help on a topic; on the player's place when there is none.

    :ivar room: how the player's room stands; None in the lobby.
    """

    topic: str
    named: bool
    room: Status | None
    drill: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """
    How things are set, and what comes of it for this client.
    """

    wishes: Wishes
    client: Client


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    A game that is over.

    :ivar ply: after how many discs it is shown; None for the whole of it.
    :ivar in_room: whether the player is in a room, which has a board of its own.
    """

    record: GameRecord
    ply: int | None = None
    in_room: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """
    A game that is given away.
    """

    record: GameRecord
    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """
    Text for operators, not translated.
    """

    text: str


Reply = (
    Said
    | Entered
    | CameBack
    | Shown
    | Helped
    | Settings
    | Recorded
    | Exported
    | Plain
    | Telling
    | Rejected
)
