"""
What is said to players: one sentence that says what, why and what now.
"""

from __future__ import annotations

from connect4tx.game.outcome import Direction, Line, Outcome, Termination
from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import RoomState

GREETING = (
    "connect4tx - Connect Four over telnet.\n"
    "create  opens a game for you and a friend,  join CODE  joins one,"
    "  help  tells the rest."
)
GOODBYE = "Goodbye!"
STOPPING = (
    "The server is stopping now, so this connection ends here; please come back later."
)
SERVER_FULL = "The server is full, it takes no more players now; try again in a minute."
HANDLER_RESTARTED = (
    "Sorry, an unexpected error happened with that; you keep your seat and your game,"
    " please go on."
)
ROOM_CRASHED = (
    "The room had to be restarted while it did that; type board to see how it stands,"
    " or try again."
)
EMPTY_LINE = (
    "That line is empty, so nothing was done; type help to see what you can do."
)
NO_GAME_YET = "There is no board yet, the game has not begun; type play to begin it."
FACTS_BEGIN = "Looking up {number}; play on meanwhile."
FACTS_FAILED = "The facts could not all be told; ask again with funfacts."
GAVE_UP = (
    "Sorry, too much went wrong with this connection, so it is closed; please connect"
    " again."
)
PART_RESTARTED = (
    "Sorry, this part of the server has to be restarted; please connect again."
)
DRILL_PARTS = "crash takes handler, connection or room; nothing was harmed."

_REJECTIONS = {
    Reason.ALREADY_SEATED: "You are in room {code} already; leave it first with leave.",
    Reason.AMBIGUOUS_COMMAND: "{value} could be {either}; type a letter more.",
    Reason.BAD_SYMBOL: (
        "A symbol is one visible character that the board is not drawn with,"
        " and {value!r} is not; try X, O or another letter."
    ),
    Reason.BAD_VARIANT: "{why}",
    Reason.COLUMN_FULL: "Column {column} is full; open: {open}.",
    Reason.BAD_NUMBER: (
        "{key} takes a whole number, not {value!r}; help {verb} shows how."
    ),
    Reason.FACTS_UNDER_WAY: "Facts are being told already; ask again after the last.",
    Reason.GAME_OVER: "This game is over; type lobby, and then play for another one.",
    Reason.GAME_RUNS: (
        "A game is on in room {code}, so that has to wait until it is over."
    ),
    Reason.GAME_SHOWN: (
        "The last game of room {code} is still on the board; its players have to type"
        " lobby before anybody can join."
    ),
    Reason.JOURNAL_DOWN: (
        "That was not done, because it could not be recorded; nothing is lost,"
        " please try again in a moment."
    ),
    Reason.LINE_TOO_LONG: (
        "That line was longer than {most} bytes and was not read; send a shorter one."
    ),
    Reason.MISSING_ARGUMENT: "{verb} needs its --{key}; help {verb} shows how.",
    Reason.NEEDS_PLAYERS: (
        "The game needs {missing} more; they come in with: join {code}"
    ),
    Reason.NO_SUCH_COLUMN: "Columns are 1 to {columns}; type the number of one.",
    Reason.NO_SUCH_OPTION: "{verb} has no option --{value}; it has {options}.",
    Reason.NO_SUCH_ROOM: (
        "There is no room {code}, or no longer; check the code, or open one: create."
    ),
    Reason.NOT_IN_ROOM: "You are not in a room; open one with create, or join CODE.",
    Reason.NOT_PLAYING: "The game has not begun; type play to begin it.",
    Reason.NOT_YOUR_TURN: "It is {symbol}'s turn, not yours; wait for the next board.",
    Reason.ROOM_CRASHED: ROOM_CRASHED,
    Reason.ROOM_FULL: (
        "Room {code} is full, all {players} seats are taken; open another with create."
    ),
    Reason.SYMBOL_TAKEN: (
        "{symbol} is taken in that room ({taken}); choose another with --symbol."
    ),
    Reason.TOO_MANY_WORDS: (
        "{verb} does not know what to do with {value}; help {verb} shows how."
    ),
    Reason.UNKNOWN_COMMAND: "Unknown command {value}; help lists those there are.",
    Reason.UNKNOWN_TOPIC: "There is no help on {value}; help lists the commands.",
}


def rejection(rejected: Rejected) -> str:
    """
    The sentence for something that was not done.
    """
    fields = rejected.fields
    match rejected.reason:
        case Reason.UNKNOWN_COMMAND if fields.get("nearest"):
            sentence = "Unknown command {value}; did you mean {nearest}?"
        case Reason.NO_SUCH_OPTION if not fields["options"]:
            sentence = "{verb} takes no options; type just {verb}."
        case Reason.BAD_NUMBER if fields["verb"] == "funfacts":
            sentence = "funfacts tells 1 to 20 facts, not {value!r}; try funfacts 3."
        case reason:
            sentence = _REJECTIONS[reason]
    return sentence.format(**fields)


def column_from_zero(columns: int, asked: int) -> str:
    """
    For ``--col`` out of range: the original's way of counting is the likely mistake.
    """
    sentence = f"--col counts from 0 (0 to {columns - 1})"
    if asked == columns:
        sentence += f"; the printed column {columns} is --col={asked - 1}"
    return f"{sentence}; or just type the number of a column as printed."


def size(state: RoomState) -> str:
    """
    A room's board and players.
    """
    variant = state.variant
    return (
        f"{variant.columns} columns, {variant.rows} rows,"
        f" {_count(variant.connect)} in a row, {_count(variant.players)} players"
    )


def departure(symbol: str, why: Departure) -> str:
    """
    Who is gone, and why.
    """
    match why:
        case Departure.LEFT:
            return f"{symbol} has left the room."
        case Departure.LOST_CONNECTION:
            return f"{symbol} has lost the connection."
        case Departure.CRASHED:
            return f"{symbol} is gone: the connection crashed on our side."


def end(outcome: Outcome, symbols: tuple[str, ...]) -> str:
    """
    Who won and how, or that nobody did; and what now.
    """
    again = "\nType lobby for another game."
    if outcome.winner is None:
        return "A draw: the board is full." + again
    winner = symbols[outcome.winner]
    if outcome.termination is Termination.LAST_ONE_LEFT:
        return f"{winner} wins: nobody else is left in the game." + again
    lines = " and ".join(_line(line) for line in outcome.lines)
    return f"{winner} wins: {lines}." + again


def _line(line: Line) -> str:
    first, last = line.cells[0], line.cells[-1]
    how = {
        Direction.ROW: "in a row",
        Direction.COLUMN: "in a column",
        Direction.RISING: "in a rising diagonal",
        Direction.FALLING: "in a falling diagonal",
    }[line.direction]
    return (
        f"{_count(len(line.cells))} {how}, column {first.column + 1} row"
        f" {first.row + 1} to column {last.column + 1} row {last.row + 1}"
    )


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _count(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)
