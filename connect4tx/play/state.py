"""
A room as its events make it: immutable, one new state an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from connect4tx.game.outcome import Outcome
from connect4tx.game.position import Position
from connect4tx.game.record import DIGITS
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    GameStarted,
    GraceRanOut,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
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

    :ivar key: what the player's token hashes to; empty for none.
    :ivar away: why the player is not here; None when here.
    :ivar drops: how often the connection was lost in this game.
    :ivar overdue: whether the player is away for longer than the others have to wait.
    """

    player: PlayerId
    symbol: str
    key: str = ""
    away: Departure | None = None
    drops: int = 0
    overdue: bool = False


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
    :ivar games: how many games were begun in here.
    :ivar started: when that game began, in seconds of Unix time.
    :ivar gone: who left that game: after how many discs, and the seat.
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
    games: int
    started: int
    gone: tuple[tuple[int, int], ...]
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

    def seat_of_key(self, key: str) -> int:
        """
        The seat that is kept for who has a token that hashes to this; -1 for none.

        That is while a game is on, or before it; after a game its tokens are void.
        """
        if self.status not in {Status.LOBBY, Status.PLAYING}:
            return -1
        keys = [None if seat is None else seat.key for seat in self.seats]
        return keys.index(key) if key and key in keys else -1

    @property
    def away(self) -> list[int]:
        """
        The seats whose players are away.
        """
        return [
            number
            for number, seat in enumerate(self.seats)
            if seat is not None and seat.away is not None
        ]

    def game_record(self, outcome: Outcome, ended: int) -> GameRecord:
        """
        The game on the board as it is kept when it is over.
        """
        return GameRecord(
            room=self.code,
            number=self.games,
            variant=self.variant,
            names=self.names,
            symbols=self.symbols,
            first=self.first,
            moves=self.record,
            left=self.gone,
            termination=outcome.termination,
            winner=outcome.winner,
            started=self.started,
            ended=ended,
        )

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
    *(RoomCode(""), "", STANDARD, Status.LOBBY, (), (), (), 0, None, ""),
    *(0, 0, (), 0),
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
        0,
        0,
        (),
        version=1,
    )


def _joined(state: RoomState, event: PlayerJoined) -> RoomState:
    return replace(
        state,
        seats=_with(
            state.seats, event.seat, Seat(event.player, event.symbol, event.key)
        ),
        symbols=_with(state.symbols, event.seat, event.symbol),
        names=_with(state.names, event.seat, event.name),
        version=state.version + 1,
    )


def _left(state: RoomState, event: PlayerLeft) -> RoomState:
    position, status, gone = state.position, state.status, state.gone
    if status is Status.PLAYING and position is not None:
        position = position.withdraw(event.seat)
        gone = (*gone, (position.ply, event.seat))
        if position.outcome is not None:
            status = Status.OVER
    return replace(
        state,
        status=status,
        seats=_with(state.seats, event.seat, None),
        position=position,
        gone=gone,
        version=state.version + 1,
    )


def _dropped_out(state: RoomState, event: PlayerDropped) -> RoomState:
    seat = _taken(state, event.seat)
    # What is our own fault, or happens between games, is not held against a player.
    is_counted = event.why is Departure.LOST_CONNECTION
    drops = seat.drops + (is_counted and state.status is Status.PLAYING)
    return _with_seat(state, event.seat, replace(seat, away=event.why, drops=drops))


def _returned(state: RoomState, event: PlayerReturned) -> RoomState:
    seat = replace(
        _taken(state, event.seat), player=event.player, away=None, overdue=False
    )
    names = _with(state.names, event.seat, event.name)
    return replace(_with_seat(state, event.seat, seat), names=names)


def _ran_out(state: RoomState, event: GraceRanOut) -> RoomState:
    seat = replace(_taken(state, event.seat), overdue=True)
    return _with_seat(state, event.seat, seat)


def _started(state: RoomState, event: GameStarted) -> RoomState:
    seats = [
        None if seat is None else replace(seat, drops=0, overdue=False)
        for seat in state.seats
    ]
    return replace(
        state,
        status=Status.PLAYING,
        seats=tuple(seats),
        first=event.first,
        position=Position.start(state.variant, event.first),
        record="",
        games=state.games + 1,
        started=event.at,
        gone=(),
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
        state.games,
        state.started,
        state.gone,
        state.version + 1,
    )


def _ended(state: RoomState, event: GameEnded) -> RoomState:
    position = state.position
    if state.status is Status.PLAYING and position is not None:
        # Not by a move, nor because somebody left.
        record = event.record
        position = position.ended(Outcome(record.termination, record.winner))
    return replace(
        state, status=Status.OVER, position=position, version=state.version + 1
    )


def _reset(state: RoomState, event: RoomReset) -> RoomState:
    keys = event.keys or ("",) * len(state.seats)
    seats = tuple(
        None if seat is None else replace(seat, key=key)
        for seat, key in zip(state.seats, keys, strict=True)
    )
    return replace(
        state,
        status=Status.LOBBY,
        seats=seats,
        first=(state.first + 1) % len(state.seats),
        position=None,
        record="",
        version=state.version + 1,
    )


def _closed(state: RoomState, event: RoomClosed) -> RoomState:
    return replace(state, status=Status.CLOSED, version=state.version + 1)


def _taken(state: RoomState, number: int) -> Seat:
    seat = state.seats[number]
    if seat is None:
        raise ValueError(f"room {state.code}: nobody has seat {number}")
    return seat


def _with_seat(state: RoomState, number: int, seat: Seat) -> RoomState:
    seats = _with(state.seats, number, seat)
    return replace(state, seats=seats, version=state.version + 1)


def _with(values: tuple[Any, ...], index: int, value: object) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


_APPLY: dict[type[Any], Callable[[RoomState, Any], RoomState]] = {
    RoomOpened: _opened,
    PlayerJoined: _joined,
    PlayerLeft: _left,
    PlayerDropped: _dropped_out,
    PlayerReturned: _returned,
    GraceRanOut: _ran_out,
    GameStarted: _started,
    DiscDropped: _dropped,
    GameEnded: _ended,
    RoomReset: _reset,
    RoomClosed: _closed,
}
