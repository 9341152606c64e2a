"""
Where a player is, with whom, and what is the same for all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Protocol

from twisted.internet.interfaces import IReactorTime

from connect4tx.play.events import GameRecord, PlayerId
from connect4tx.play.house import House
from connect4tx.play.ports import Member
from connect4tx.play.puzzles import Puzzle
from connect4tx.play.quotas import Quotas
from connect4tx.play.state import RoomState
from connect4tx.terminal.limits import Limits
from connect4tx.terminal.views import UNKNOWN, Client, Wishes

if TYPE_CHECKING:
    from connect4tx.terminal.pages import Rest


class Peer(Member, Protocol):
    """
    Whom the conversation is with.

    :ivar address: by which a peer's wrong guesses are counted.
    :ivar place: where the player is.
    """

    @property
    def address(self) -> str: ...

    @property
    def place(self) -> Place: ...

    def put(self, item: object) -> None:
        """
        Queue an item for the conversation, behind what waits.
        """

    def crash(self, error: Exception) -> None:
        """
        Fail as a bug in the connection would.
        """

    def switch_keys(self, on: bool) -> Awaitable[bool]:
        """
        Have each key sent as it is typed, or no longer; gives what came of it.
        """

    def hide_input(self, on: bool) -> Awaitable[bool]:
        """
        Have what is typed not shown, or shown again; gives what came of it.
        """


@dataclass(slots=True)
class Place:
    """
    Where a player is; outlives the action handler.

    :ivar wishes: how things are to look.
    :ivar client: the program that shows them.
    :ivar name: empty until the player has one.
    :ivar greeted: whether anything was said yet.
    :ivar json: whether the player is a program.
    :ivar request: the number of the program's request that is being done.
    :ivar room: the room as it was last told of; None in the lobby.
    :ivar token: with which the player can have the seat back.
    :ivar replay: the game that the player steps through, and after how many discs.
    :ivar since: when the player came, in seconds of Unix time.
    :ivar telling: whether facts are under way.
    :ivar puzzle: that the player is to solve; and the last there was.
    :ivar studies: what is being worked out for the player, by the command's name.
    :ivar secret: whether the next line is a secret.
    :ivar finished: how many games the player has finished since then.
    :ivar ignored: of whom the player wants nothing: each a name in small letters, empty
        for a guest, and who had it, if anybody.
    :ivar quotas: how much the player has said; None for nothing yet.
    :ivar more: of lists, what did not fit on the screen; the one to go on with first.
    :ivar trusted: whether the limits of number and speed are for others only.
    :ivar ending: whether the peer sends no more, and only waits for those.
    """

    wishes: Wishes
    client: Client = UNKNOWN
    name: str = ""
    greeted: bool = False
    json: bool = False
    request: int | str | None = None
    room: RoomState | None = None
    seat: int = -1
    token: str = ""
    replay: tuple[GameRecord, int] | None = None
    since: int = 0
    telling: bool = False
    puzzle: Puzzle | None = None
    last_puzzle: Puzzle | None = None
    studies: frozenset[str] = frozenset()
    secret: bool = False
    finished: int = 0
    ignored: frozenset[tuple[str, PlayerId | None]] = frozenset()
    quotas: Quotas | None = None
    more: tuple[Rest, ...] = ()
    trusted: bool = False
    ending: bool = False

    def enter(self, room: RoomState, seat: int) -> None:
        """
        Be in a room, and at no game that is over.
        """
        self.room, self.seat, self.replay = room, seat, None
        self.puzzle = None

    @property
    def is_watching(self) -> bool:
        """
        Whether the player is in a room without a seat.
        """
        return self.seat < 0 and self.room is not None

    @property
    def is_studying(self) -> bool:
        """
        Whether the player is at a game that is over, or a puzzle, and in no room.
        """
        return self.room is None and (
            self.replay is not None or self.puzzle is not None
        )

    @property
    def is_owed(self) -> bool:
        """
        Whether something that was asked for is still to be told.
        """
        return self.telling or bool(self.studies)

    def go_out(self) -> None:
        """
        Be in the lobby.
        """
        self.room = self.replay = None


@dataclass(frozen=True, slots=True)
class Manners:
    """
    What is the same for every conversation of a server.

    :ivar wishes: of those who have not said any; the language is the server's.
    :ivar limits: how much one peer may have of it.
    :ivar drill: whether players may make parts of it crash.
    :ivar tree: gives the supervision tree as text.
    :ivar crash_journal: makes the journal fail, as a bug in it would.
    :ivar stopping: whether the whole server is being stopped.
    """

    house: House
    rng: Random
    clock: IReactorTime
    wishes: Wishes = field(default_factory=Wishes)
    limits: Limits = field(default_factory=Limits)
    drill: bool = False
    tree: Callable[[], str] = str
    crash_journal: Callable[[Exception], object] = str
    stopping: Callable[[], bool] = bool
