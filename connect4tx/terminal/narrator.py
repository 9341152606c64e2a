"""
What a room tells its members, as text: the same for all who have the same view.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from connect4tx.game.outcome import Outcome, Termination
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    GameAborted,
    GameEnded,
    GameStarted,
    GraceRanOut,
    MovesUndone,
    OfferClosed,
    OfferKind,
    OfferMade,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomReset,
    SeatForfeited,
)
from connect4tx.play.state import Offer, RoomState, Status
from connect4tx.play.updates import GraceBegun, RoomLost, RoomRestored, Update
from connect4tx.terminal import aloud, sentences
from connect4tx.terminal.board import draw, glyphs, painted
from connect4tx.terminal.language import msg
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
        return view.tr(
            sentences.WATCHED_WAITS if view.watches else sentences.NO_GAME_YET
        )
    drawn = draw(position, state.symbols, view)
    drawn = f"{_players(state, view)}\n{drawn}"
    if position.outcome is None:
        return drawn
    gap = "\n" if view.style is Style.TEXT else "\n\n"
    return f"{drawn}{gap}{_end(state, position.outcome, view)}"


def whole(state: RoomState, view: View) -> str:
    """
    The board as it stands, drawn or in sentences.
    """
    position = state.position
    if view.style is not Style.TEXT or position is None:
        return f"\n{board(state, view)}"
    told = [_players(state, view), aloud.whole(position, state.symbols, view)]
    if position.outcome is not None:
        told.append(_end(state, position.outcome, view))
    return "\n".join(told)


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


def standing(state: RoomState, seat: int, view: View) -> list[str]:
    """
    A sentence on each offer that waits for an answer of this seat's.
    """
    others = (offer for offer in state.offers if offer.seat != seat)
    return [_offer(state, offer, view) for offer in others]


def prompt(state: RoomState | None, seat: int, view: View) -> str:
    """
    What the last line says: where one is, or whose move it is.
    """
    if state is None:
        return view.tr("lobby> ")
    position = state.position
    if seat < 0 and (state.status is not Status.PLAYING or position is None):
        return view.tr("watching {code}> ", code=state.code)
    if seat < 0 and position is not None:
        name = _names(state, view)[position.turn]
        return view.tr("watching, {name} to move> ", name=name)
    if state.status is Status.OVER:
        return view.tr("game over> ")
    if state.status is not Status.PLAYING or position is None:
        return f"{state.code}> "
    if position.turn == seat and state.clocks:
        return view.tr(
            "your move (1-{columns}), {clock}> ",
            columns=state.variant.columns,
            clock=sentences.clock(state.clocks[seat]),
        )
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
        return _listed(state, names, ply, view)
    if state.clocks:
        told, room = _with_clocks(state, names, view)
    else:
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
    if state.position is not None and False in state.position.present:
        return _marked_names(state, view)
    return state.names


def _marked_names(state: RoomState, view: View) -> tuple[str, ...]:
    names, position = state.names, state.position
    for number, seat in enumerate(state.seats):
        if seat is None or (position is not None and not position.present[number]):
            name = f"({names[number]})" if names[number] else ""
        elif seat.away is not None:
            name = view.tr("{name} (away)", name=names[number])
        else:
            continue
        names = (*names[:number], name, *names[number + 1 :])
    return names


def _with_clocks(
    state: RoomState, names: tuple[str, ...], view: View
) -> tuple[str, int]:
    """
    The same with their clocks, for which there is room in what is kept: each moment
    has others.
    """
    clocks = [sentences.clock(left) for left in state.clocks]
    names = tuple(
        name and f"{name} {_HAND * len(clock)}"
        for name, clock in zip(names, clocks, strict=True)
    )
    told, room = _who_is_who(state.code, state.symbols, names, view)
    for name, clock in zip(names, clocks, strict=True):
        if name:
            told = told.replace(_HAND * len(clock), clock, 1)
    return told, room


def _listed(state: RoomState, names: tuple[str, ...], ply: int, view: View) -> str:
    if state.clocks:
        names = tuple(
            sentences.with_time(name, left, view)
            for name, left in zip(names, state.clocks, strict=True)
        )
    discs = zip(glyphs(state.symbols, view), names, strict=True)
    told = [f"{disc} {name}" for disc, name in discs if name]
    if ply:
        told.append(_move_number(ply, view))
    return f"{', '.join(told)}."


_HAND = "\0"
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
    is_left = None in state.seats
    told = sentences.end(outcome, names, view, absent=absent, is_left=is_left)
    if state.games < 2 or sum(state.score) <= 2:
        return told
    points = zip(names, state.score, strict=True)
    score = ", ".join(f"{name} {sentences.points(half)}" for name, half in points)
    result, *now = told.split("\n")
    return "\n".join([result, view.tr("Score: {score}.", score=score), *now])


def _joined(event: PlayerJoined, update: Update, view: View) -> str:
    state = update.after
    told = view.tr(
        "{name} ({symbol}) has joined, {seated} of {seats} players.",
        name=event.name,
        symbol=glyphs(state.symbols, view)[event.seat],
        seated=state.seated,
        seats=len(state.seats),
    )
    if None not in state.seats and not view.watches:
        told += view.tr(" Type play to begin.")
    return told


def _left(event: PlayerLeft, update: Update, view: View) -> str:
    names = update.before.names
    told = sentences.departure(names[event.seat], event.why, view)
    if event.seat in update.before.in_game:
        position = update.after.position
        if position is not None and position.outcome is not None:
            return f"{told} {_end(update.after, position.outcome, view)}"
        return told + view.tr(" The game goes on without that seat.")
    if update.before.status is Status.OVER and not view.watches:
        return f"{told} {view.tr(sentences.WAIT_FOR_ANOTHER)}"
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
    if view.watches:
        return view.tr("{name} has {time} to come back.", name=name, time=time)
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
    name, taken = state.names[seat], state.seats[seat]
    is_here = taken is not None and taken.away is None
    if view.watches:
        return view.tr(_HAS_NOT_MOVED if is_here else _HAS_NOT_COME, name=name)
    if is_here:
        return view.tr(
            "{name} has not moved for a long time: claim win, claim draw, or just"
            " wait.",
            name=name,
        )
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


_HAS_NOT_MOVED = msg("{name} has not moved for a long time.")
_HAS_NOT_COME = msg("{name} has not come back in time.")


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
        size=sentences.terms(state, view),
        name=state.names[event.first],
        symbol=glyphs(state.symbols, view)[event.first],
    )
    return _with_board(told, state, view)


def _offered(event: OfferMade, update: Update, view: View) -> str:
    return _offer(update.after, update.after.offers[-1], view)


def _offer(state: RoomState, offer: Offer, view: View) -> str:
    name = state.names[offer.seat]
    if offer.what is not OfferKind.UNDO:
        told = _OFFERS_WATCHED if view.watches else _OFFERS
        return view.tr(told[offer.what], name=name)
    if view.watches:
        return view.trn(
            "{name} asks to take back {number} disc.",
            "{name} asks to take back {number} discs.",
            offer.plies,
            name=name,
        )
    return view.trn(
        "{name} asks to take back {number} disc: accept, or decline.",
        "{name} asks to take back {number} discs: accept, or decline.",
        offer.plies,
        name=name,
    )


_OFFERS = {
    OfferKind.DRAW: msg("{name} offers a draw: accept, decline, or just move on."),
    OfferKind.REMATCH: msg("{name} wants a rematch: accept, or decline."),
}
_OFFERS_WATCHED = {
    OfferKind.DRAW: msg("{name} offers a draw."),
    OfferKind.REMATCH: msg("{name} wants a rematch."),
}


def _offer_closed(event: OfferClosed, update: Update, view: View) -> str:
    names = update.after.names
    if event.by == event.seat:
        return view.tr(_WITHDRAWN[event.what], name=names[event.seat])
    return view.tr(_DECLINED[event.what], name=names[event.by])


_WITHDRAWN = {
    OfferKind.DRAW: msg("{name} no longer offers a draw."),
    OfferKind.UNDO: msg("{name} no longer asks to take anything back."),
    OfferKind.REMATCH: msg("{name} no longer wants a rematch."),
}
_DECLINED = {
    OfferKind.DRAW: msg("{name} declines the draw; the game goes on."),
    OfferKind.UNDO: msg("{name} declines to take anything back; the game goes on."),
    OfferKind.REMATCH: msg("{name} does not want a rematch; leave goes to the lobby."),
}


def _undone(event: MovesUndone, update: Update, view: View) -> str:
    state = update.after
    told = view.trn(
        "{number} disc is taken back.",
        "{number} discs are taken back.",
        event.plies,
    )
    if state.position is not None:
        name = state.names[state.position.turn]
        told += view.tr(" It is {name}'s move.", name=name)
    return _with_board(told, state, view)


def _forfeited(event: SeatForfeited, update: Update, view: View) -> str:
    state, name = update.after, update.after.names[event.seat]
    is_time = event.why is Termination.TIME
    told = view.tr(_OUT_OF_TIME if is_time else _RESIGNS, name=name)
    position = state.position
    if position is None or position.outcome is None:
        return told + view.tr(" The game goes on without that seat.")
    return f"{told} {_end(state, position.outcome, view)}"


_RESIGNS = msg("{name} resigns.")
_OUT_OF_TIME = msg("{name} has run out of time.")


def _aborted(event: GameAborted, update: Update, view: View) -> str:
    if event.seat < 0:
        position = update.before.position
        turn = 0 if position is None else position.turn
        told = view.tr(
            "{name} has not moved in time, so the game is called off and counts for"
            " nothing.",
            name=update.before.names[turn],
        )
    else:
        told = view.tr(
            "{name} has called the game off; it counts for nothing.",
            name=update.after.names[event.seat],
        )
    return told if view.watches else told + view.tr(" Type play for another, or leave.")


def _closed(event: RoomClosed, update: Update, view: View) -> str:
    return view.tr(
        "The last player has left room {code}, so it is closed; you are in the lobby.",
        code=update.after.code,
    )


def _dropped(event: DiscDropped, update: Update, view: View) -> str:
    state = update.after
    last = None if state.position is None else state.position.last
    if view.style is not Style.TEXT or last is None:
        told = _drops(state.names[event.seat], event.column, view)
    elif state.clocks:
        told = view.tr(
            "{name} drops in column {column}, row {row}, with {time} left.",
            name=state.names[event.seat],
            column=event.column + 1,
            row=last.row + 1,
            time=sentences.time(state.clocks[event.seat] // 1000, view),
        )
    else:
        told = view.tr(
            "{name} drops in column {column}, row {row}.",
            name=state.names[event.seat],
            column=event.column + 1,
            row=last.row + 1,
        )
    return _with_board(told, state, view)


def _reset(event: RoomReset, update: Update, view: View) -> str:
    state = update.after
    if event.rematch:
        # That the game begins tells it.
        return ""
    told = view.tr("Ready for another game.")
    if state.seats[state.first] is not None:
        name = state.names[state.first]
        told = view.tr("Ready for another game: {name} begins it.", name=name)
    if None in state.seats:
        return told + view.tr(
            " Somebody has to join first: join {code}", code=state.code
        )
    return told if view.watches else told + view.tr(" Type play.")


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
    OfferMade: _offered,
    OfferClosed: _offer_closed,
    MovesUndone: _undone,
    SeatForfeited: _forfeited,
    GameAborted: _aborted,
    RoomClosed: _closed,
    RoomReset: _reset,
    RoomRestored: _restored,
    RoomLost: _lost,
}
