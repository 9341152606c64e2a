"""
What a room tells its members, as text: the same for all who read the same style.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connect4tx.play.events import (
    DiscDropped,
    GameStarted,
    PlayerJoined,
    PlayerLeft,
    RoomReset,
)
from connect4tx.play.state import RoomState, Status
from connect4tx.play.updates import RoomLost, RoomRestored, Update
from connect4tx.terminal import sentences
from connect4tx.terminal.board import draw


def narrate(update: Update) -> str:
    """
    The text of an update; empty when there is nothing to say.
    """
    tell = _TELL.get(type(update.happening))
    return "" if tell is None else tell(update.happening, update)


def board(state: RoomState) -> str:
    """
    The board as it stands, if there is one, and the end of the game, if it is over.
    """
    position = state.position
    if position is None:
        return sentences.NO_GAME_YET
    drawn = draw(position, state.symbols)
    if position.outcome is None:
        return drawn
    return f"{drawn}\n\n{sentences.end(position.outcome, state.symbols)}"


def prompt(state: RoomState | None, seat: int) -> str:
    """
    What the last line says: where one is, or whose move it is.
    """
    if state is None:
        return "lobby> "
    position = state.position
    if state.status is Status.OVER:
        return "game over> "
    if state.status is not Status.PLAYING or position is None:
        return f"{state.code}> "
    if position.turn == seat:
        return f"your move (1-{state.variant.columns})> "
    return f"{state.symbols[position.turn]} to move> "


def _joined(event: PlayerJoined, update: Update) -> str:
    state = update.after
    told = f"{event.symbol} has joined, {state.seated} of {len(state.seats)} players."
    if None not in state.seats:
        told += " Type play to begin."
    return told


def _left(event: PlayerLeft, update: Update) -> str:
    told = sentences.departure(update.before.symbols[event.seat], event.why)
    if update.before.status is Status.PLAYING:
        position = update.after.position
        if position is not None and position.outcome is not None:
            return f"{told} {sentences.end(position.outcome, update.after.symbols)}"
        return f"{told} The game goes on without that seat."
    return told


def _started(event: GameStarted, update: Update) -> str:
    state = update.after
    return (
        f"The game begins: {sentences.size(state)}."
        f" {state.symbols[event.first]} moves first.\n\n{board(state)}"
    )


def _dropped(event: DiscDropped, update: Update) -> str:
    state = update.after
    symbol = state.symbols[event.seat]
    return f"{symbol} drops in column {event.column + 1}.\n\n{board(state)}"


def _reset(event: RoomReset, update: Update) -> str:
    state = update.after
    told = "Ready for another game."
    if state.seats[state.first] is not None:
        told = f"Ready for another game: {state.symbols[state.first]} begins it."
    if None in state.seats:
        return f"{told} Somebody has to join first: join {state.code}"
    return f"{told} Type play."


def _restored(event: RoomRestored, update: Update) -> str:
    state = update.after
    if state.position is None:
        return "The room had a fault and was restored; nothing is lost, please go on."
    return (
        "The room had a fault and was restored from its journal at move"
        f" {state.position.ply}; nothing is lost, please go on.\n\n{board(state)}"
    )


def _lost(event: RoomLost, update: Update) -> str:
    return (
        f"Room {update.after.code} had fault after fault and had to be closed;"
        " we are sorry. You are in the lobby: open another room with create."
    )


_TELL: dict[type[Any], Callable[[Any, Update], str]] = {
    PlayerJoined: _joined,
    PlayerLeft: _left,
    GameStarted: _started,
    DiscDropped: _dropped,
    RoomReset: _reset,
    RoomRestored: _restored,
    RoomLost: _lost,
}
