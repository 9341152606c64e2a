"""
A room as its events make it: immutable, one new state an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from connect4tx.game.position import Position
from connect4tx.game.record import DIGITS
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameStarted,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomCode,
    RoomOpened,
    RoomReset,
)


class Status(Enum):
    """
    Where a room stands.
    """

    LOBBY = "lobby"
    PLAYING = "playing"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Seat:
    """
    A place in a room; it belongs to a player.
    """

    player: PlayerId
    symbol: str


@dataclass(frozen=True, slots=True)
class RoomState:
    """
    All that is true of a room after ``version`` events.

    :ivar seats: one for each player of the variant; None where nobody sits.
    :ivar symbols: of those seats, and of the players who left the game on the board.
    :ivar names: of the same players.
    :ivar first: the seat that begins this game, or will begin the next.
    :ivar position: None before the first game and after a reset.
    :ivar record: the columns of that game, as in :mod:`connect4tx.game.record`.
    """

    code: RoomCode
    name: str
    variant: Variant
    status: Status
    seats: tuple[Seat | None, ...]
    symbols: tuple[str, ...]
    names: tuple[str, ...]
    first: int
    position: Position | None
    record: str
    version: int

    @property
    def seated(self) -> int:
        """
        How many seats are taken.
        """
        return sum(seat is not None for seat in self.seats)

    def seat_of(self, player: PlayerId) -> int:
        """
        Where a player sits; -1 for nowhere.
        """
        players = [None if seat is None else seat.player for seat in self.seats]
        return players.index(player) if player in players else -1

    def apply(self, event: Event) -> RoomState:
        """
        The room after one more event.
        """
        return _APPLY[type(event)](self, event)


def replay(events: Iterable[Event]) -> RoomState:
    """
    The room that these events, from its first one on, have made.
    """
    state = NO_ROOM
    for event in events:
        state = state.apply(event)
    return state


NO_ROOM = RoomState(
    RoomCode(""), "", STANDARD, Status.LOBBY, (), (), (), 0, None, "", version=0
)


def _opened(state: RoomState, event: RoomOpened) -> RoomState:
    nobody = (None,) * event.variant.players
    blank = ("",) * event.variant.players
    return RoomState(
        event.code,
        event.name,
        event.variant,
        Status.LOBBY,
        nobody,
        blank,
        blank,
        0,
        None,
        "",
        version=1,
    )


def _joined(state: RoomState, event: PlayerJoined) -> RoomState:
    return replace(
        state,
        seats=_with(state.seats, event.seat, Seat(event.player, event.symbol)),
        symbols=_with(state.symbols, event.seat, event.symbol),
        names=_with(state.names, event.seat, event.name),
        version=state.version + 1,
    )


def _left(state: RoomState, event: PlayerLeft) -> RoomState:
    position, status = state.position, state.status
    if status is Status.PLAYING and position is not None:
        position = position.withdraw(event.seat)
        if position.outcome is not None:
            status = Status.OVER
    return replace(
        state,
        status=status,
        seats=_with(state.seats, event.seat, None),
        position=position,
        version=state.version + 1,
    )


def _started(state: RoomState, event: GameStarted) -> RoomState:
    return replace(
        state,
        status=Status.PLAYING,
        first=event.first,
        position=Position.start(state.variant, event.first),
        record="",
        version=state.version + 1,
    )


def _dropped(state: RoomState, event: DiscDropped) -> RoomState:
    before = state.position
    if before is None:
        raise ValueError(f"room {state.code}: a disc without a game")
    position = before.play(event.column)
    status = state.status if position.outcome is None else Status.OVER
    # By position, not dataclasses.replace: this is the way of every move.
    return RoomState(
        state.code,
        state.name,
        state.variant,
        status,
        state.seats,
        state.symbols,
        state.names,
        state.first,
        position,
        state.record + DIGITS[event.column],
        state.version + 1,
    )


def _reset(state: RoomState, event: RoomReset) -> RoomState:
    return replace(
        state,
        status=Status.LOBBY,
        first=(state.first + 1) % len(state.seats),
        position=None,
        record="",
        version=state.version + 1,
    )


def _closed(state: RoomState, event: RoomClosed) -> RoomState:
    return replace(state, status=Status.CLOSED, version=state.version + 1)


def _with(values: tuple[Any, ...], index: int, value: object) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


_APPLY: dict[type[Any], Callable[[RoomState, Any], RoomState]] = {
    RoomOpened: _opened,
    PlayerJoined: _joined,
    PlayerLeft: _left,
    GameStarted: _started,
    DiscDropped: _dropped,
    RoomReset: _reset,
    RoomClosed: _closed,
}
