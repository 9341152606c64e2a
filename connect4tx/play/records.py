"""
Games that are over: how they are called, stepped through and given away.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from connect4tx.game.outcome import Outcome
from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns
from connect4tx.play.clocks import written
from connect4tx.play.events import GameRecord


def game_code(record: GameRecord) -> str:
    """
    What a game is asked for by: the room's code and the number of the game in there.
    """
    return f"{record.room}.{record.number}"


def position_after(record: GameRecord, ply: int) -> Position:
    """
    The position after so many discs; after the last of them, with the game's end.

    :raises IllegalMove: when the record is of no game.
    """
    columns = digits_to_columns(record.moves)
    position = Position.start(record.variant, record.first)
    leaving = list(record.left)
    for number in range(len(columns) + 1):
        while leaving and leaving[0][0] == number:
            position = position.withdraw(leaving.pop(0)[1])
        if number == min(ply, len(columns)):
            break
        position = position.play(columns[number])
    if ply >= len(columns) and position.outcome is None:
        position = position.ended(Outcome(record.termination, record.winner))
    return position


def as_object(record: GameRecord) -> dict[str, Any]:
    """
    A game for programs: what JSON can hold, columns and rows as people count them.
    """
    variant, symbols = record.variant, record.symbols
    return {
        "game": game_code(record),
        "room": record.room,
        "number": record.number,
        "cols": variant.columns,
        "rows": variant.rows,
        "connect": variant.connect,
        "players": [
            {"symbol": symbol, "name": name}
            for symbol, name in zip(symbols, record.names, strict=True)
        ],
        "first": symbols[record.first],
        "moves": record.moves,
        "left": [{"ply": ply, "symbol": symbols[seat]} for ply, seat in record.left],
        "winner": None if record.winner is None else symbols[record.winner],
        "how": record.termination.value,
        "control": written(record.control),
        "started": _time(record.started),
        "ended": _time(record.ended),
    }


def as_text(record: GameRecord) -> str:
    """
    A game with tags, a line for each, and then its moves as solvers read them.
    """
    told = as_object(record)
    seats = ", ".join(f"{of['name']} ({of['symbol']})" for of in told["players"])
    left = ", ".join(f"{of['symbol']} after {of['ply']}" for of in told["left"])
    tags = {
        "Game": told["game"],
        "Started": told["started"],
        "Ended": told["ended"],
        "Board": f"{told['cols']}x{told['rows']}, {told['connect']} in a row",
        "Players": seats,
        "First": told["first"],
        "Clock": told["control"],
        "Left": left,
        "Winner": told["winner"] or "nobody",
        "How": told["how"],
    }
    lines = [
        '[{} "{}"]'.format(tag, value.replace("\\", r"\\").replace('"', r"\""))
        for tag, value in tags.items()
        if value
    ]
    return "\n".join([*lines, record.moves])


# Each way of giving a game away, by its name.
FORMS: dict[str, Callable[[GameRecord], str]] = {
    "text": as_text,
    "json": lambda record: json.dumps(as_object(record), separators=(",", ":")),
    "digits": lambda record: record.moves,
}


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
