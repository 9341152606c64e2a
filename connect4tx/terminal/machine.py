"""
Machine mode: JSON lines both ways, so that a bot is twenty lines in any language.

What a line may hold is in ``docs/reference/json-mode.md`` and its schema.  Fields are
only ever added.  Columns and rows count from 1, as people's do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connect4tx.game.outcome import Outcome
from connect4tx.game.position import Position
from connect4tx.play.clocks import written
from connect4tx.play.events import (
    DiscDropped,
    GameAborted,
    GameEnded,
    GameStarted,
    GraceRanOut,
    MovesUndone,
    OfferClosed,
    OfferMade,
    PlayerDropped,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
    RoomReset,
    SeatForfeited,
)
from connect4tx.play.records import as_object
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import Offer, RoomState, Status
from connect4tx.play.updates import (
    GraceBegun,
    RoomLost,
    RoomRestored,
    Spoken,
    Update,
)
from connect4tx.terminal import talking, text
from connect4tx.terminal.clean import clean
from connect4tx.terminal.commands import (
    AskSecret,
    ChangeMode,
    ChangeSetting,
    Command,
    EndReplay,
    ReplayGame,
    ShowColumn,
    ShowLast,
    ShowMore,
    ShowOpen,
    ShowRow,
    StepTo,
)
from connect4tx.terminal.grammar import QUOTED_CELLS, command_of
from connect4tx.terminal.replies import (
    CameBack,
    Entered,
    Exported,
    News,
    Recorded,
    Reply,
    Said,
    Shown,
    Telling,
)
from connect4tx.terminal.settings import OF_TALK
from connect4tx.terminal.views import View

Object = dict[str, Any]
RequestId = int | str | None

# Of this format; another number would mean that fields were taken away.
PROTOCOL = 1

_ID_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Request:
    """
    One line of a program's.

    :ivar id: given back with the answer.
    """

    id: RequestId
    command: Command | Rejected


def read(line: str, *, drill: bool = False) -> Request:
    """
    Read a line; whatever is wrong with it is a rejection.

    >>> read('{"id": 7, "cmd": "move", "col": 4}')
    Request(id=7, command=DropDisc(column=3, as_printed=True))
    """
    if line.lower().split() == ["mode", "text"]:
        return Request(None, ChangeMode("text"))
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return Request(None, rejected(Reason.BAD_JSON))
    number, verb = value.pop("id", None), value.pop("cmd", None)
    is_id = _is_id(number)
    if not isinstance(verb, str):
        return Request(number if is_id else None, rejected(Reason.BAD_JSON))
    if not is_id:
        return Request(None, _bad_id(verb, number))
    if verb == "join" and "room" in value and "code" not in value:
        value["code"] = value.pop("room")
    command = command_of(verb, value, drill=drill)
    if type(command) in _FOR_PEOPLE or (
        type(command) is ChangeSetting and command.setting not in _SETTINGS
    ):
        command = rejected(Reason.NOT_IN_JSON, verb=verb)
    return Request(number, command)


def _is_id(number: object) -> bool:
    is_one = number is None or (
        isinstance(number, int | str) and not isinstance(number, bool)
    )
    return is_one and len(str(number)) <= _ID_CHARACTERS


def _bad_id(verb: str, number: object) -> Rejected:
    return rejected(
        Reason.BAD_FIELD,
        verb=clean(verb, QUOTED_CELLS),
        key="id",
        value=clean(json.dumps(number), QUOTED_CELLS),
    )


# What gives sentences about a board, or is a matter of keys and screens.
_FOR_PEOPLE = frozenset(
    {
        *(ShowColumn, ShowRow, ShowLast, ShowOpen, AskSecret),
        *(ReplayGame, StepTo, EndReplay, ShowMore),
    }
)
# What a program may set.
_SETTINGS = {"lang", "autoclaim", *OF_TALK}


def answer(reply: Reply, request: RequestId, view: View) -> str:
    """
    The line that answers a request.
    """
    told: Object = {} if request is None else {"re": request}
    if isinstance(reply, Rejected):
        told |= {"error": reply.reason.value, **_fields(reply.fields)}
    else:
        told["ok"] = True
        if isinstance(reply, Telling):
            return _line({**told, **reply.fields()})
        if isinstance(reply, Said):
            known = reply.fields.items()
            told |= _fields({key: of for key, of in known if key in _SAID})
        if isinstance(reply, Entered | CameBack):
            told["token"] = reply.token
        if isinstance(reply, Entered | CameBack | Shown):
            told["game"] = game(reply.state, reply.seat)
            return _line(told)
        if isinstance(reply, Recorded):
            return _line({**told, "record": as_object(reply.record)})
        if isinstance(reply, Exported):
            record = as_object(reply.record)
            return _line({**told, "record": record, "text": reply.text})
    return _line({**told, "message": text.answer(reply, view)})


# What the fields of rejections and answers are called in requests and events.
_FIELDS = {
    "code": "room",
    "column": "col",
    "columns": "cols",
    "key": "field",
    "verb": "cmd",
}
# Whose values are names of fields.
_NAMING = frozenset({"field", "key", "options"})
# The fields of sentences that answer, as far as they are for programs.
_SAID = frozenset({"code", "name", "protocol", "seq"})
# The fields of rejections that are for sentences only.
_UNTOLD = frozenset({"last", "playing", "turn", "yours"})


def _fields(fields: Mapping[str, object]) -> Object:
    return {
        _FIELDS.get(key, key): _named(value) if key in _NAMING else value
        for key, value in fields.items()
        if key not in _UNTOLD
    }


def _named(value: Any) -> object:
    """
    A field's name as in requests, or all of several.
    """
    if isinstance(value, tuple):
        return [_FIELDS.get(name, name) for name in value]
    return _FIELDS.get(value, value)


def done(request: RequestId) -> str:
    """
    The answer when there is nothing else to say: news tell what has happened.
    """
    return _line({"ok": True} if request is None else {"re": request, "ok": True})


def notice(code: str, message: str) -> str:
    """
    Something that is not the answer to a request, nor of a room.
    """
    return _line({"event": "notice", "code": code, "message": message})


def tidings(item: News) -> str:
    """
    News that are not of the program's room.
    """
    return _line({"event": item.event, **item.fields()})


def fact(message: str) -> str:
    """
    One of the facts that were asked for.
    """
    return _line({"event": "fact", "message": message})


def token(room: RoomCode, token: str) -> str:
    """
    With which a program can have its seat in the room back.
    """
    return _line({"event": "token", "room": room, "token": token})


def news(update: Update, seat: int) -> str:
    """
    What a room tells, each event on a line; empty when there is nothing to tell.

    :param seat: of who is told.
    """
    tell = _TELL.get(type(update.happening))
    if tell is None:
        return ""
    state = update.after
    same = {"seq": state.version, "room": state.code}
    return "\n".join(
        _line({"event": kind, **same, **fields})
        for kind, fields in tell(update.happening, update, seat)
    )


def restored(state: RoomState, seat: int) -> str:
    """
    A room as it was, instead of all that had made it so.
    """
    return _line({"event": "game", **game(state, seat)})


def game(state: RoomState, seat: int) -> Object:
    """
    All that is true of a room, for one of its players.
    """
    position = state.position
    told: Object = {
        "seq": state.version,
        "room": state.code,
        "name": state.name,
        "status": state.status.value,
        "cols": state.variant.columns,
        "rows": state.variant.rows,
        "connect": state.variant.connect,
        "seats": [
            None
            if taken is None
            else {
                "symbol": taken.symbol,
                "name": state.names[number],
                "away": taken.away is not None,
                "overdue": taken.overdue,
                "bot": taken.bot,
            }
            for number, taken in enumerate(state.seats)
        ],
        "you": state.symbols[seat] if 0 <= seat < len(state.symbols) else None,
        "first": _first(state),
        "turn": _turn(state),
        "open": _open(state),
        "moves": state.record,
        "board": rows(position, state.symbols),
        "control": written(state.control),
        "private": state.private,
        "clocks": list(state.clocks),
        "offers": [_offer(state, offer) for offer in state.offers],
        "score": [half / 2 for half in state.score],
    }
    if position is not None and position.outcome is not None:
        told["end"] = _end(position.outcome, state)
    return told


def _end(outcome: Outcome, state: RoomState) -> Object:
    winner = outcome.winner
    return {
        "winner": None if winner is None else state.symbols[winner],
        "how": outcome.termination.value,
        "cells": [[cell.column + 1, cell.row + 1] for cell in outcome.cells],
        "moves": state.record,
    }


def _offer(state: RoomState, offer: Offer) -> Object:
    told: Object = {"symbol": state.symbols[offer.seat], "what": offer.what.value}
    return {**told, "plies": offer.plies} if offer.plies else told


def _first(state: RoomState) -> str | None:
    return None if state.seats[state.first] is None else state.symbols[state.first]


def _turn(state: RoomState) -> str | None:
    if state.status is not Status.PLAYING or state.position is None:
        return None
    return state.symbols[state.position.turn]


def _open(state: RoomState) -> list[int]:
    """
    The columns, from 1, in which a disc can be dropped now.
    """
    if state.status is not Status.PLAYING or state.position is None:
        return []
    return [column + 1 for column in state.position.open_columns()]


def rows(position: Position | None, symbols: tuple[str, ...]) -> list[str]:
    """
    The rows from the top, a symbol or a full stop for each cell; none before a game.
    """
    if position is None:
        return []
    told: dict[int | None, str] = {None: ".", **dict(enumerate(symbols))}
    return [
        "".join(
            told[position.cell(column, row)]
            for column in range(position.variant.columns)
        )
        for row in reversed(range(position.variant.rows))
    ]


Told = Iterator[tuple[str, Object]]


def _joined(event: PlayerJoined, update: Update, seat: int) -> Told:
    missing = update.after.seats.count(None)
    yield "join", {"symbol": event.symbol, "name": event.name, "missing": missing}


def _left(event: PlayerLeft, update: Update, seat: int) -> Told:
    before, state = update.before, update.after
    left = _who(before, event.seat)
    missing = state.seats.count(None)
    yield (
        "leave",
        {**left, "why": event.why.value, "missing": missing, "turn": _turn(state)},
    )
    if before.status is Status.PLAYING and state.status is not Status.PLAYING:
        yield from _ended(state)


def _who(state: RoomState, seat: int) -> Object:
    return {"symbol": state.symbols[seat], "name": state.names[seat]}


def _dropped_out(event: PlayerDropped, update: Update, seat: int) -> Told:
    yield "away", {**_who(update.after, event.seat), "why": event.why.value}


def _returned(event: PlayerReturned, update: Update, seat: int) -> Told:
    yield "back", _who(update.after, event.seat)


def _grace_begun(event: GraceBegun, update: Update, seat: int) -> Told:
    yield "grace", {**_who(update.after, event.seat), "seconds": event.seconds}


def _grace_ran_out(event: GraceRanOut, update: Update, seat: int) -> Told:
    yield "overdue", _who(update.after, event.seat)


def _game_ended(event: GameEnded, update: Update, seat: int) -> Told:
    # What else ends a game has told so.
    if update.before.status is Status.PLAYING:
        yield from _ended(update.after)


def _started(event: GameStarted, update: Update, seat: int) -> Told:
    yield "game", game(update.after, seat)


def _dropped(event: DiscDropped, update: Update, seat: int) -> Told:
    state = update.after
    position = state.position
    if position is None or position.last is None:
        return
    move = {
        "symbol": state.symbols[event.seat],
        "col": event.column + 1,
        "row": position.last.row + 1,
        "ply": position.ply,
        "turn": _turn(state),
        "open": _open(state),
    }
    if state.clocks:
        move["clocks"] = list(state.clocks)
    yield "move", move
    if state.status is not Status.PLAYING:
        yield from _ended(state)


def _offered(event: OfferMade, update: Update, seat: int) -> Told:
    state = update.after
    name = state.names[event.seat]
    yield "offer", {**_offer(state, state.offers[-1]), "name": name}


def _offer_closed(event: OfferClosed, update: Update, seat: int) -> Told:
    symbols = update.after.symbols
    yield (
        "offer_closed",
        {
            "symbol": symbols[event.seat],
            "what": event.what.value,
            "by": symbols[event.by],
        },
    )


def _undone(event: MovesUndone, update: Update, seat: int) -> Told:
    yield "game", game(update.after, seat)


def _forfeited(event: SeatForfeited, update: Update, seat: int) -> Told:
    state = update.after
    yield (
        "out",
        {**_who(state, event.seat), "why": event.why.value, "turn": _turn(state)},
    )
    if state.status is not Status.PLAYING:
        yield from _ended(state)


def _aborted(event: GameAborted, update: Update, seat: int) -> Told:
    symbols = update.after.symbols
    symbol = symbols[event.seat] if event.seat >= 0 else None
    yield "abort", {"symbol": symbol, "turn": None}


def _room_closed(event: RoomClosed, update: Update, seat: int) -> Told:
    yield "closed", {}


def _ended(state: RoomState) -> Told:
    if state.position is not None and state.position.outcome is not None:
        yield "end", {**_end(state.position.outcome, state), "turn": None}


def _reset(event: RoomReset, update: Update, seat: int) -> Told:
    state = update.after
    if event.rematch:
        # The game that begins is told next.
        return
    yield "ready", {"first": _first(state), "missing": state.seats.count(None)}


def _restored(event: RoomRestored, update: Update, seat: int) -> Told:
    yield "game", game(update.after, seat)


def _lost(event: RoomLost, update: Update, seat: int) -> Told:
    yield "closed", {}


_TELL: dict[type[Any], Callable[[Any, Update, int], Told]] = {
    PlayerJoined: _joined,
    PlayerLeft: _left,
    PlayerDropped: _dropped_out,
    PlayerReturned: _returned,
    GraceBegun: _grace_begun,
    GraceRanOut: _grace_ran_out,
    GameEnded: _game_ended,
    GameStarted: _started,
    DiscDropped: _dropped,
    OfferMade: _offered,
    OfferClosed: _offer_closed,
    MovesUndone: _undone,
    SeatForfeited: _forfeited,
    GameAborted: _aborted,
    RoomClosed: _room_closed,
    RoomReset: _reset,
    RoomRestored: _restored,
    RoomLost: _lost,
    Spoken: talking.spoken_fields,
}


def _line(told: Object) -> str:
    return json.dumps(told, separators=(",", ":"))
