"""
What follows from what a player asks of a room: events, or a rejection.  Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    EventIds,
    GameStarted,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    RoomClosed,
    RoomReset,
)
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import RoomState, Status

USUAL_SYMBOLS = "XOAB"

Decided = Sequence[Event] | Rejected


def join(
    state: RoomState, ids: EventIds, player: PlayerId, name: str, symbol: str | None
) -> Decided:
    """
    Take the first free seat, while no game is on.
    """
    if state.status is Status.CLOSED:
        return rejected(Reason.NO_SUCH_ROOM, code=state.code)
    if None not in state.seats:
        return rejected(Reason.ROOM_FULL, code=state.code, players=len(state.seats))
    if state.status is not Status.LOBBY:
        over = state.status is Status.OVER
        why = Reason.GAME_SHOWN if over else Reason.GAME_RUNS
        return rejected(why, code=state.code)
    taken = [seat.symbol for seat in state.seats if seat is not None]
    if symbol is None:
        symbol = next(usual for usual in USUAL_SYMBOLS if usual not in taken)
    if symbol in taken:
        return rejected(Reason.SYMBOL_TAKEN, symbol=symbol, taken=tuple(taken))
    seat = state.seats.index(None)
    return [PlayerJoined(ids.next(), seat, player, symbol, name)]


def start(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    Begin a game when every seat is taken.
    """
    if state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is Status.OVER:
        return rejected(Reason.GAME_OVER)
    if None in state.seats:
        return _no_game(state)
    return [GameStarted(ids.next(), state.first)]


def drop(state: RoomState, ids: EventIds, seat: int, column: int) -> Decided:
    """
    Drop a disc into a column, counted from 0, when it is this seat's turn.
    """
    position = state.position
    if state.status is not Status.PLAYING or position is None:
        return _no_game(state)
    if position.turn != seat:
        return rejected(
            Reason.NOT_YOUR_TURN,
            name=state.names[position.turn],
            symbol=state.symbols[position.turn],
        )
    if not 0 <= column < state.variant.columns:
        columns = state.variant.columns
        return rejected(Reason.NO_SUCH_COLUMN, columns=columns, last=columns - 1)
    if not position.is_open(column):
        return rejected(
            Reason.COLUMN_FULL,
            column=column + 1,
            open=tuple(c + 1 for c in position.open_columns()),
        )
    return [DiscDropped(ids.next(), seat, column)]


def reset(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    After a game, make the room ready for another one.
    """
    if state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is Status.LOBBY:
        return _no_game(state)
    return [RoomReset(ids.next())]


def _no_game(state: RoomState) -> Rejected:
    """
    Why there is no game in which to move.
    """
    if state.status is Status.OVER:
        return rejected(Reason.GAME_OVER)
    missing = state.seats.count(None)
    if missing:
        return rejected(Reason.NEEDS_PLAYERS, missing=missing, code=state.code)
    return rejected(Reason.NOT_PLAYING)


def leave(
    state: RoomState,
    ids: EventIds,
    seat: int,
    why: Departure,
    player: PlayerId | None = None,
) -> Decided:
    """
    Give a seat up; the last to do so closes the room.

    :param player: whose seat it is to be; nothing happens when it is not, or is empty.
    """
    taken = state.seats[seat] if state.seats else None
    if taken is None or player not in {None, taken.player}:
        return []
    left = PlayerLeft(ids.next(), seat, why)
    if state.seated == 1:
        return [left, RoomClosed(ids.next())]
    return [left]


def close_if_empty(state: RoomState, ids: EventIds) -> Decided:
    """
    Close a room that nobody has entered.
    """
    if state.seated or state.status is Status.CLOSED:
        return []
    return [RoomClosed(ids.next())]
