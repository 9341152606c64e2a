"""
What a room tells its members, as text: the same for all who have the same view.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from connect4tx.game.outcome import Outcome
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    GameEnded,
    GameStarted,
    GraceRanOut,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomReset,
)
from connect4tx.play.state import RoomState, Status
from connect4tx.play.updates import GraceBegun, RoomLost, RoomRestored, Update
from connect4tx.terminal import sentences
from connect4tx.terminal.board import draw, glyphs, painted
from connect4tx.terminal.views import USUAL_WIDTH, Style, View


def narrate(update: Update, view: View) -> str:
    """
    The text of an update; empty when there is nothing to say.
    """
    tell = _TELL.get(type(update.happening))
    return "" if tell is None else tell(update.happening, update, view)


def board(state: RoomState, view: View) -> str:
    """
    The board as it stands, if there is one, and the end of the game, if it is over.
    """
    position = state.position
    if position is None:
        return view.tr(sentences.NO_GAME_YET)
    drawn = draw(position, state.symbols, view)
    drawn = f"{_players(state, view)}\n{drawn}"
    if position.outcome is None:
        return drawn
    return f"{drawn}\n\n{_end(state, position.outcome, view)}"


def absent(state: RoomState, view: View) -> list[str]:
    """
    A sentence on each who is away: what for, or what can be done about it.
    """
    told: list[str] = []
    for number, seat in enumerate(state.seats):
        if seat is not None and seat.overdue:
            told.append(_overdue(state, number, view))
        elif seat is not None and seat.away is not None:
            told.append(sentences.away(state.names[number], seat.away, view))
    return told


def prompt(state: RoomState | None, seat: int, view: View) -> str:
    """
    What the last line says: where one is, or whose move it is.
    """
    if state is None:
        return view.tr("lobby> ")
    position = state.position
    if state.status is Status.OVER:
        return view.tr("game over> ")
    if state.status is not Status.PLAYING or position is None:
        return f"{state.code}> "
    if position.turn == seat:
        return _your_move(state.variant.columns, view)
    return _to_move(_names(state, view)[position.turn], view)


# What is said over and over is kept: a game has few players, columns and moves.
_SENTENCES_KEPT = 4096


@lru_cache(maxsize=_SENTENCES_KEPT)
def _your_move(columns: int, view: View) -> str:
    return view.tr("your move (1-{columns})> ", columns=columns)


@lru_cache(maxsize=_SENTENCES_KEPT)
def _to_move(name: str, view: View) -> str:
    return view.tr("{name} to move> ", name=name)


@lru_cache(maxsize=_SENTENCES_KEPT)
def _move_number(ply: int, view: View) -> str:
    return view.tr("move {ply}", ply=ply)


@lru_cache(maxsize=_SENTENCES_KEPT)
def _drops(name: str, column: int, view: View) -> str:
    return view.tr("{name} drops in column {column}.", name=name, column=column + 1)


def _players(state: RoomState, view: View) -> str:
    """
    Who plays with which disc, and the number of the move, over a board.
    """
    names = _names(state, view)
    position = state.position
    ply = 0 if position is None else position.ply
    if view.style is Style.TEXT:
        return _listed(state.symbols, names, ply, view)
    told, room = _who_is_who(state.code, state.symbols, names, view)
    if not ply:
        return told
    move = _move_number(ply, view)
    return f"{told}{_GAP if _GAP_CELLS + len(move) <= room else _NEXT_LINE}{move}"


def _names(state: RoomState, view: View) -> tuple[str, ...]:
    """
    The players' names, with a mark on those who are gone or away.
    """
    for seat in state.seats:
        if seat is None or seat.away is not None:
            return _marked_names(state, view)
    return state.names


def _marked_names(state: RoomState, view: View) -> tuple[str, ...]:
    names = state.names
    for number, seat in enumerate(state.seats):
        if seat is None:
            name = f"({names[number]})" if names[number] else ""
        elif seat.away is not None:
            name = view.tr("{name} (away)", name=names[number])
        else:
            continue
        names = (*names[:number], name, *names[number + 1 :])
    return names


def _listed(
    symbols: tuple[str, ...], names: tuple[str, ...], ply: int, view: View
) -> str:
    discs = zip(glyphs(symbols, view), names, strict=True)
    told = [f"{disc} {name}" for disc, name in discs if name]
    if ply:
        told.append(_move_number(ply, view))
    return f"{', '.join(told)}."


_GAP = "   "
_GAP_CELLS = len(_GAP)
_NEXT_LINE = "\n "


@lru_cache(maxsize=_SENTENCES_KEPT)
def _who_is_who(
    code: str, symbols: tuple[str, ...], names: tuple[str, ...], view: View
) -> tuple[str, int]:
    """
    The players, broken between them where the screen ends; and the room that is left.
    """
    width = view.width or USUAL_WIDTH
    told, used = f" {code}", len(code) + 1
    discs = glyphs(symbols, view)
    for seat, (disc, name) in enumerate(zip(discs, names, strict=True)):
        if not name:
            continue
        length = len(f"{disc} {name}")
        if used + len(_GAP) + length <= width:
            told, used = told + _GAP, used + len(_GAP) + length
        else:
            told, used = told + _NEXT_LINE, 1 + length
        told += f"{painted(disc, seat, view)} {name}"
    return told, width - used


def _with_board(told: str, state: RoomState, view: View) -> str:
    """
    A sentence with the board below it; those who listen ask for the board.
    """
    if view.style is not Style.TEXT:
        return f"{told}\n\n{board(state, view)}"
    position = state.position
    if position is None or position.outcome is None:
        return told
    return f"{told}\n{_end(state, position.outcome, view)}"


def _end(state: RoomState, outcome: Outcome, view: View) -> str:
    names = state.names
    absent = names[state.away[0]] if state.away else ""
    return sentences.end(outcome, names, view, absent=absent)


def _joined(event: PlayerJoined, update: Update, view: View) -> str:
    state = update.after
    told = view.tr(
        "{name} ({symbol}) has joined, {seated} of {seats} players.",
        name=event.name,
        symbol=glyphs(state.symbols, view)[event.seat],
        seated=state.seated,
        seats=len(state.seats),
    )
    if None not in state.seats:
        told += view.tr(" Type play to begin.")
    return told


def _left(event: PlayerLeft, update: Update, view: View) -> str:
    names = update.before.names
    told = sentences.departure(names[event.seat], event.why, view)
    if update.before.status is Status.PLAYING:
        position = update.after.position
        if position is not None and position.outcome is not None:
            return f"{told} {sentences.end(position.outcome, names, view)}"
        return told + view.tr(" The game goes on without that seat.")
    if event.why is Departure.ABANDONED:
        told += view.tr(" The seat is free: join {code}", code=update.after.code)
    return told


def _dropped_out(event: PlayerDropped, update: Update, view: View) -> str:
    return sentences.away(update.after.names[event.seat], event.why, view)


def _returned(event: PlayerReturned, update: Update, view: View) -> str:
    before, name = update.before.names[event.seat], event.name
    if before != name:
        return view.tr("{before} is back, as {name}.", before=before, name=name)
    seat = update.before.seats[event.seat]
    if seat is not None and seat.away is None:
        return view.tr("{name} goes on over another connection.", name=name)
    return view.tr("{name} is back.", name=name)


def _grace_begun(event: GraceBegun, update: Update, view: View) -> str:
    name = update.after.names[event.seat]
    time = sentences.time(event.seconds, view)
    if _is_of_many(update.after):
        return view.tr(
            "{name} has {time} to come back; after that you can claim win.",
            name=name,
            time=time,
        )
    if update.after.status is Status.PLAYING:
        return view.tr(
            "{name} has {time} to come back; after that you can claim win, or claim"
            " draw.",
            name=name,
            time=time,
        )
    return view.tr(
        "{name} has {time} to come back; after that, the seat is free.",
        name=name,
        time=time,
    )


def _grace_ran_out(event: GraceRanOut, update: Update, view: View) -> str:
    return _overdue(update.after, event.seat, view)


def _is_of_many(state: RoomState) -> bool:
    """
    Whether more than two are in the game, so that nobody can call it a draw.
    """
    return state.position is not None and state.position.present.count(True) > 2


def _overdue(state: RoomState, seat: int, view: View) -> str:
    name = state.names[seat]
    if _is_of_many(state):
        return view.tr(
            "{name} has not come back in time: claim win goes on without {name},"
            " or just wait.",
            name=name,
        )
    return view.tr(
        "{name} has not come back in time: claim win, claim draw, or just wait.",
        name=name,
    )


def _ended(event: GameEnded, update: Update, view: View) -> str:
    state = update.after
    position = state.position
    if update.before.status is not Status.PLAYING or position is None:
        # What ended it has told so.
        return ""
    if position.outcome is None:
        return ""
    return _end(state, position.outcome, view)


def _started(event: GameStarted, update: Update, view: View) -> str:
    state = update.after
    told = view.tr(
        "The game begins: {size}. {name} ({symbol}) moves first.",
        size=sentences.size(state.variant, view),
        name=state.names[event.first],
        symbol=glyphs(state.symbols, view)[event.first],
    )
    return _with_board(told, state, view)


def _dropped(event: DiscDropped, update: Update, view: View) -> str:
    state = update.after
    position = state.position
    if view.style is Style.TEXT and position is not None and position.last is not None:
        told = view.tr(
            "{name} drops in column {column}, row {row}.",
            name=state.names[event.seat],
            column=event.column + 1,
            row=position.last.row + 1,
        )
    else:
        told = _drops(state.names[event.seat], event.column, view)
    return _with_board(told, state, view)


def _reset(event: RoomReset, update: Update, view: View) -> str:
    state = update.after
    told = view.tr("Ready for another game.")
    if state.seats[state.first] is not None:
        name = state.names[state.first]
        told = view.tr("Ready for another game: {name} begins it.", name=name)
    if None in state.seats:
        return told + view.tr(
            " Somebody has to join first: join {code}", code=state.code
        )
    return told + view.tr(" Type play.")


def _restored(event: RoomRestored, update: Update, view: View) -> str:
    state = update.after
    if state.position is None:
        return view.tr(
            "The room had a fault and was restored; nothing is lost, please go on."
        )
    told = view.tr(
        "The room had a fault and was restored from its journal at move {ply};"
        " nothing is lost, please go on.",
        ply=state.position.ply,
    )
    return _with_board(told, state, view)


def _lost(event: RoomLost, update: Update, view: View) -> str:
    return view.tr(
        "Room {code} had fault after fault and had to be stopped; we are sorry. You"
        " are in the lobby. What was played is kept: a game that is on can be continued"
        " once the fault is mended.",
        code=update.after.code,
    )


_TELL: dict[type[Any], Callable[[Any, Update, View], str]] = {
    PlayerJoined: _joined,
    PlayerLeft: _left,
    PlayerDropped: _dropped_out,
    PlayerReturned: _returned,
    GraceBegun: _grace_begun,
    GraceRanOut: _grace_ran_out,
    GameEnded: _ended,
    GameStarted: _started,
    DiscDropped: _dropped,
    RoomReset: _reset,
    RoomRestored: _restored,
    RoomLost: _lost,
}
