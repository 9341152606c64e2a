"""
What is said to players: one sentence that says what, why and what now.

They stand here in English, as the catalogues' message ids, and are said in the
language of a view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connect4tx.game.outcome import Direction, Line, Outcome, Termination
from connect4tx.game.variant import (
    MAX_CONNECT,
    MAX_PLAYERS,
    MAX_SIZE,
    MIN_CONNECT,
    MIN_PLAYERS,
    MIN_SIZE,
    Variant,
)
from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import Departure, OfferKind
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import RoomState
from connect4tx.terminal import help
from connect4tx.terminal.language import NAMES, Language, msg
from connect4tx.terminal.replies import Said, said
from connect4tx.terminal.views import Style, View

GREETING = msg("connect4tx - Connect Four.")
PLAIN_HINT = msg("This is the plain view; set unicode on and set color on change that.")
NAME_PROMPT = msg("Name, or Enter to play as a guest: ")
NAMED_FIRST = msg(
    "Hello {name}.\n"
    "play  finds an opponent,  bot 3  plays you at once,\n"
    "create  opens a room for friends,  join CODE  joins one,  help  tells the rest."
)
RENAMED = msg("You are called {name} now.")
LEFT_ROOM = msg("You have left room {code}; you are in the lobby.")
LEFT_GAME = msg("You have given up the game in room {code}; you are in the lobby.")
GOODBYE = msg("Goodbye!")
ASK_TO_QUIT = msg("Do you want to go? Type quit to leave; anything else, and you stay.")
STOPPING = msg(
    "The server is stopping now, so this connection ends here; please come back later."
)
SERVER_FULL = msg(
    "The server is full, it takes no more players now; try again in a minute."
)
TOO_MANY_FROM_ADDRESS = msg(
    "There are as many connections from your address as there may be; end one of them,"
    " or try again later."
)
TOO_FAST_FROM_ADDRESS = msg(
    "Too many connections came from your address just now; try again in a few seconds."
)
NO_NAME = msg(
    "There was no answer to the question for a name, so this connection ends here;"
    " connect again and press Enter to play as a guest."
)
NO_ANSWERS = msg(
    "These were no names and no commands, so this connection ends here; connect again"
    " and press Enter to play as a guest."
)
IDLE = msg(
    "You have typed nothing for too long, so this connection ends here; you are welcome"
    " back at any time."
)
MISSED_NEWS = msg("You missed some news, but no moves.")
NOT_FOR_THIS = msg(
    "This is a Connect Four server for telnet, and that was {what}; please come back"
    " with: telnet HOST PORT"
)
HANDLER_RESTARTED = msg(
    "Sorry, an unexpected error happened with that; you keep your seat and your game,"
    " please go on."
)
ROOM_CRASHED = msg(
    "The room had to be restarted while it did that; type board to see how it stands,"
    " or try again."
)
EMPTY_LINE = msg(
    "That line is empty, so nothing was done; type help to see what you can do."
)
NO_GAME_YET = msg(
    "There is no board yet, the game has not begun; type play to begin it."
)
FACTS_BEGIN = msg("Looking that up; play on meanwhile.")
FACTS_FAILED = msg("The facts could not all be told; ask again with funfacts.")
GAVE_UP = msg(
    "Sorry, too much went wrong with this connection, so it is closed; please connect"
    " again."
)
PART_RESTARTED = msg(
    "Sorry, this part of the server has to be restarted; please connect again."
)
DRILL_PARTS = msg(
    "crash takes handler, connection, room or journal; nothing was harmed."
)
MODE_JSON = msg("From here on, every line is a JSON object, both ways.")
MODE_TEXT = msg("From here on, lines are for people again.")
LANGUAGE_SET = msg("I speak English now.")
SETTING_SET = msg("{setting} is {value} now.")
KEYS_ON = msg(
    "The arrow keys move the marker, Enter or a digit drops; set keys off ends it."
)
KEYS_OFF = msg("Lines are yours to edit again.")
SECRET_PROMPT = msg("Type something that is not shown: ")
SECRET_SHOWN = msg("Your client shows what you type, and cannot be asked not to.")
SECRET_TOLD = msg("It had {number} characters.")
REPLAY_OVER = msg("The replay is closed.")
PUZZLE_OVER = msg("The puzzle is put away; puzzle gives another.")
REVIEW_BEGINS = msg("Going through that game; play on meanwhile.")
PUZZLE_SOUGHT = msg("Looking for a puzzle; play on meanwhile.")
TOKEN = msg("Should your connection drop, this gives you the seat back: back {token}")
SEAT_TAKEN = msg(
    "Your seat was taken back over another connection, so this one ends; goodbye!"
)
SEATED_ALREADY = msg("You have that seat already; go on.")
NAME_LOST = msg("Somebody else is called {before} now, so you are {name} here.")
LOST_TWICE = msg(
    "You have lost the connection twice in this game; a third time gives it up."
)
TOLD = msg("Sent to {name}.")
NOBODY_HEARS = msg("Nobody else is here to hear that.")
PLAYERS_HEAR_NOT = msg(
    "Nobody hears that: only you watch, and the players do not want to hear spectators."
)
NOBODY_CHATS = msg(
    "Nobody hears that: the others are playing, or do not want to be disturbed."
)
IGNORED = msg(
    "You hear no more of {name}, and are not paired with each other; unignore {name}"
    " ends that."
)
UNIGNORED = msg("You no longer ignore {name}.")
IGNORES_NOBODY = msg("You ignore nobody; ignore NAME does.")
RESUMED = msg("That is all, up to number {seq}.")

_REJECTIONS = {
    Reason.ALREADY_SEATED: msg(
        "You are in room {code} already; leave it first with leave."
    ),
    Reason.AMBIGUOUS_COMMAND: msg("{value} could be {either}; type a letter more."),
    Reason.BAD_CLOCK: msg(
        "{value!r} is no time: write minutes, and seconds for each move, such as 3+2 or"
        " 10+0, or untimed."
    ),
    Reason.BAD_LEVEL: msg(
        "A computer plays at level 1 to 7, not {value!r}; try bot 3."
    ),
    Reason.BAD_FIELD: msg(
        "{key} of {verb} takes a text or a whole number, not {value}; send one."
    ),
    Reason.BAD_JSON: msg(
        "That line is not a JSON object with a cmd, such as"
        ' {{"id": 1, "cmd": "move", "col": 4}}; send one on a line, or just mode text'
        " to go back."
    ),
    Reason.BAD_MODE: msg("There is no mode {value}; there are text and json."),
    Reason.BAD_NAME: msg(
        "{value!r} cannot be a name here: names are 3 to 16 letters a to z, digits,"
        " - or _, and begin with a letter; choose another."
    ),
    Reason.BAD_NUMBER: msg(
        "{key} takes a whole number, not {value!r}; help {verb} shows how."
    ),
    Reason.BAD_SETTING: msg("{setting} takes {choices}, not {value!r}."),
    Reason.BAD_SYMBOL: msg(
        "A symbol is one visible character, a column wide, that boards are not drawn"
        " with, and {value!r} is not; try X, O or another letter."
    ),
    Reason.BAD_CLAIM: msg(
        "claim takes win or draw, not {value!r}; or just wait, and the other may come"
        " back."
    ),
    Reason.BAD_TOKEN: msg(
        "{value!r} is not a token: those are 8 letters and digits, such as K7Q2-M4TX,"
        " and each player is told one when a game begins; check yours."
    ),
    Reason.CHAT_TOO_SOON: msg(
        "You can chat when you have finished a game here, or else in {seconds} s; tell"
        " and say go at once."
    ),
    Reason.BEING_SEATED: msg(
        "A seat is just being found for one of you; try again in a moment."
    ),
    Reason.BOT_NEEDS_TWO: msg(
        "A computer plays against one other only, and this room is for more; open"
        " another room, or type bot 3 in the lobby."
    ),
    Reason.CHALLENGED_ALREADY: msg(
        "You have asked {name} already; wait for the answer, or cancel."
    ),
    Reason.CLAIM_AGAINST_SELF: msg(
        "It is your own move that the others wait for, so there is nothing to claim;"
        " type a column."
    ),
    Reason.CLOCK_IS_SET: msg(
        "A room's time is chosen when it is opened, as with create --clock=5+3; type"
        " just play to begin."
    ),
    Reason.COLUMN_FULL: msg("Column {column} is full; open: {open}."),
    Reason.DRAW_NEEDS_TWO: msg(
        "More than two are in this game, so it cannot be called a draw; claim win goes"
        " on without {name}."
    ),
    Reason.DRAW_TOO_SOON: msg(
        "You have offered a draw only just now; discs that have to fall before you can"
        " again: {wait}."
    ),
    Reason.FACTS_UNDER_WAY: msg(
        "Facts are being told already; ask again after the last."
    ),
    Reason.GAME_OVER: msg(
        "This game is over; type rematch for another one, lobby to wait for another"
        " player, or leave."
    ),
    Reason.GAME_RUNS: msg(
        "A game is on in room {code}, so that has to wait until it is over."
    ),
    Reason.GAME_SHOWN: msg(
        "The last game of room {code} is still on the board; its players have to type"
        " lobby before anybody can join."
    ),
    Reason.GUESTS_SAY_ONLY: msg(
        "Guests can talk only to those they play with, by say; choose a name to talk to"
        " others: name NAME, when you are in no room."
    ),
    Reason.HANDLER_CRASHED: HANDLER_RESTARTED,
    Reason.JOURNAL_DOWN: msg(
        "That was not done, because it could not be recorded; nothing is lost,"
        " please try again in a moment."
    ),
    Reason.KEYS_IMPOSSIBLE: msg(
        "Your client sends whole lines only, so the arrow keys do not come through;"
        " type the number of a column and Enter."
    ),
    Reason.LINE_TOO_LONG: msg(
        "That line was longer than {most} bytes and was not read; send a shorter one."
    ),
    Reason.MISSING_ARGUMENT: msg("{verb} needs more than that: {usage}"),
    Reason.NAME_IN_USE: msg(
        "Somebody called {value} is here already; choose another name."
    ),
    Reason.NAME_KEPT: msg(
        "You are {value} as long as you are in a room; leave it first with leave."
    ),
    Reason.NAME_RESERVED: msg(
        "The name {value} is kept for the server's own use; choose another."
    ),
    Reason.NO_HINT: msg(
        "Hints are only for games against a computer player; such a one begins with:"
        " bot 3"
    ),
    Reason.NO_MOVES: msg(
        "No disc was dropped in game {value}, so there is nothing to review; games"
        " lists others."
    ),
    Reason.NO_PUZZLE: msg(
        "There is no puzzle before you; puzzle asks for one, and then solve 4 answers"
        " it."
    ),
    Reason.NO_CHALLENGE: msg(
        "Nobody asks you to play at the moment; match NAME asks somebody, play finds"
        " somebody."
    ),
    Reason.NO_OFFER: msg(
        "Nobody offers you that at the moment; draw, undo and rematch are how to offer"
        " it yourself."
    ),
    Reason.NOBODY_CALLED: msg("Nobody called {name} is here; who lists who is."),
    Reason.NOT_DISTURBED: msg(
        "{name} does not want to be disturbed now; play finds somebody else."
    ),
    Reason.NOT_TIMED: msg(
        "No time is counted in this room; create --clock=3+2 opens one where it is."
    ),
    Reason.NOT_WATCHABLE: msg(
        "{name} is in no room at the moment; games lists what can be watched."
    ),
    Reason.NOTHING_TO_CANCEL: msg(
        "You wait for nobody and offer nothing, so nothing was cancelled."
    ),
    Reason.NOTHING_TO_UNDO: msg(
        "There is no such move to take back; undo goes back to before your last move,"
        " once you have made one."
    ),
    Reason.NO_REPLAY: msg(
        "You are not stepping through a game; begin with replay CODE, and games lists"
        " the codes."
    ),
    Reason.NOBODY_AWAY: msg(
        "Everybody is here, so there is nothing to claim; the game goes on."
    ),
    Reason.NO_SUCH_COLUMN: msg("Columns are 1 to {columns}; type the number of one."),
    Reason.NO_SUCH_FORMAT: msg(
        "Games are exported as {choices}, not as {value!r}; choose one."
    ),
    Reason.NO_SUCH_GAME: msg(
        "No game {value} has been finished here; games lists those that were."
    ),
    Reason.NO_SUCH_LANGUAGE: msg(
        "There is no language {value!r} here; there are {languages}."
    ),
    Reason.NO_SUCH_MOVE: msg(
        "That game has moves 0 to {last}; go 0 is its beginning, go {last} its end."
    ),
    Reason.NO_SUCH_OPTION: msg("{verb} has no option --{value}; it has {options}."),
    Reason.NO_SUCH_ROOM: msg(
        "There is no room {code}, or no longer; check the code, or open one: create."
    ),
    Reason.NO_SUCH_ROW: msg(
        "Rows are 1 to {rows}, from the bottom; type the number of one."
    ),
    Reason.NO_SUCH_SETTING: msg(
        "There is no setting {value}; set shows those there are."
    ),
    Reason.NO_SUCH_TOKEN: msg(
        "No seat is kept for that token: it was mistyped, or its game is over; check"
        " it, or look for the game with games."
    ),
    Reason.NOTHING_MORE: msg(
        "There is nothing more to show; more goes on with a list that was longer than"
        " your screen."
    ),
    Reason.NOT_IGNORED: msg("You do not ignore {name}; ignore lists those you do."),
    Reason.NOT_IN_JSON: msg(
        "{verb} is only for people at a terminal; board tells a program how the game"
        " stands."
    ),
    Reason.NOT_IN_ROOM: msg(
        "You are not in a room; open one with create, or join CODE."
    ),
    Reason.NOT_PLAYING: msg("The game has not begun; type play to begin it."),
    Reason.NOT_REVIEWED: msg(
        "Only games of two on 7 columns and 6 rows, four in a row, are reviewed, and"
        " game {value} is another; replay {value} steps through it."
    ),
    Reason.NOT_YOUR_TURN: msg("It is {name}'s turn, not yours; wait for that move."),
    Reason.OFFERED_ALREADY: msg(
        "You have offered that already; wait for the answer, or cancel."
    ),
    Reason.ONESELF: msg("That is you; who lists the others, bot 3 plays you."),
    Reason.OPPONENT_LEFT: msg(
        "Somebody has left, so there is no rematch; type lobby to wait for another"
        " player, or leave."
    ),
    Reason.OUT_OF_GAME: msg(
        "You are out of this game, so that is for the others; leave goes to the lobby."
    ),
    Reason.PLAYER_BUSY: msg(
        "{name} is in a room already; watch {name} looks on, tell {name} says"
        " something."
    ),
    Reason.PLAYER_AWAY: msg(
        "{name} is away, and the seat is kept for a while; wait until {name} is back,"
        " or somebody else joins instead."
    ),
    Reason.RECORDS_DOWN: msg(
        "The records cannot be read at the moment; please try again."
    ),
    Reason.ROOM_ASIDE: msg(
        "The game in room {code} cannot be read just now; nothing of it is deleted,"
        " please tell the operator."
    ),
    Reason.ROOM_CRASHED: ROOM_CRASHED,
    Reason.ROOM_FINISHED: msg(
        "This room has had its {games} games; open another one with create."
    ),
    Reason.ROOM_FULL: msg(
        "Room {code} is full, all {players} seats are taken; open another with create."
    ),
    Reason.SAID_TWICE: msg(
        "You have said that twice already; say something else, or try again in"
        " {seconds} s."
    ),
    Reason.ROOM_PRIVATE: msg(
        "Room {code} is private, only its players see it; games lists others to watch."
    ),
    Reason.STILL_HAS_TIME: msg(
        "{name} may still come back; you are told when you can claim the game."
    ),
    Reason.STUDY_UNDER_WAY: msg(
        "The {verb} you asked for is still being worked out; ask again when you have"
        " it."
    ),
    Reason.SYMBOL_TAKEN: msg(
        "{symbol} is taken in that room; taken are: {taken}. Choose another with"
        " --symbol."
    ),
    Reason.TOO_LATE_TO_ABORT: msg(
        "Everybody has moved, so the game counts; resign gives it up, draw offers a"
        " draw."
    ),
    Reason.TOO_MANY_OFFERS: msg(
        "There were too many offers in this room; play on, or open another room."
    ),
    Reason.TOO_MANY_GUESSES: msg(
        "Too many wrong tokens came from your address; try again in {seconds} s."
    ),
    Reason.TOO_MANY_IGNORED: msg(
        "You ignore {most} people already, which is all there is room for; unignore"
        " somebody first."
    ),
    Reason.TOO_MANY_WORDS: msg(
        "{verb} does not know what to do with {value}; help {verb} shows how."
    ),
    Reason.TOO_MUCH_TALK: msg(
        "You can {verb} {most} times in half a minute; go on in {seconds} s."
    ),
    Reason.UNDO_AFTER_LEAVING: msg(
        "A player has left this game, so nothing can be taken back; play on."
    ),
    Reason.UNDO_DIFFERS: msg(
        "You are asked to take back {of}, not as many as that: accept or decline first."
    ),
    Reason.UNKNOWN_COMMAND: msg("Unknown command {value}; help lists those there are."),
    Reason.UNKNOWN_TOPIC: msg("There is no help on {value}; help lists the commands."),
    Reason.WATCHING: msg(
        "You are only watching room {code}, and that is for its players; leave ends"
        " that."
    ),
    Reason.WHICH_GAME: msg(
        "You have finished no game since you came, so say which one is meant; games"
        " lists their codes."
    ),
    Reason.WHICH_OFFER: msg("Which one, {kinds}? Type it behind the command."),
}
OFFERED = {
    OfferKind.DRAW: msg(
        "You offer a draw to {names}; it stands until the others have answered or"
        " moved. cancel takes it back."
    ),
    OfferKind.UNDO: msg("You ask {names} to take that back; cancel ends that."),
    OfferKind.REMATCH: msg("You offer a rematch to {names}; cancel takes it back."),
}
NO_SOLVER = msg(
    "{name} plays as well as it can, but not perfectly: the server has no solver."
)
OTHER_BOARD = msg(
    "{name} plays as well as it can, but not perfectly: only the usual board is solved."
)
DECLINED = msg("You have declined.")
WITHDRAWN = msg("You offer that no longer.")
WAITS_NO_MORE = msg("You wait for nobody any more; you are in the lobby.")
HINT_AND_UNDO = msg("hint tells a good move, undo takes yours back.")
PLAY_ANOTHER = msg("Type rematch for another game, or leave.")
WAIT_FOR_ANOTHER = msg("Type lobby to wait for another player, or leave.")
CHALLENGE_SENT = msg(
    "{name} is asked to play you, {control}, and has a minute to accept; cancel takes"
    " it back."
)
CHALLENGE_DECLINED = msg("{name} does not want to play now; play finds somebody else.")
CHALLENGE_WITHDRAWN = msg("{name} no longer asks you to play.")
CHALLENGE_CANCELLED = msg("You no longer ask {name} to play; you are in the lobby.")
CHALLENGE_UNANSWERED = msg("{name} has not answered in time; play finds somebody else.")
CHALLENGE_EXPIRED = msg("You have not answered {name} in time; that game is off.")
CHALLENGE_BUSY = msg(
    "{name} has begun another game, so that is off; watch {name} looks on."
)
CHALLENGE_GONE = msg("{name} is gone, and so is the game that was asked for.")
WATCHES_NO_MORE = msg("You no longer watch room {code}; you are in the lobby.")
WATCHED_WAITS = msg("The game has not begun; you are told when it does.")
_PLAYS_IN_PRIVATE = msg(
    "{name} is in a private room, which only its players see; games lists others to"
    " watch."
)
_DID_YOU_MEAN = msg("Unknown command {value}; did you mean {nearest}?")
_SEATED_IN_GAME = msg(
    "You are in room {code} already, and its game is on; leave would give it up."
)
_LAST_MOVE = msg("That was the last move; {back} goes back.")
_FIRST_MOVE = msg("That is the beginning; {on} goes on.")
_MOVE_NUMBER = msg(
    "go takes the number of a move, not {value!r}; go 0 is the beginning."
)
_FULL_WITH_AWAY = msg(
    "Room {code} is full, all {players} seats are taken; if one is yours: back TOKEN"
)
_TIME_ON_YOUR_MOVE = msg(
    "{name}'s time runs only while it is {name}'s move; it is yours now."
)
_TIME_ON_OTHERS_MOVE = msg(
    "{name}'s time runs only while it is {name}'s move; it is {turn}'s now."
)
_STEPS_IN_JSON = msg(
    "{verb} is only for people at a terminal; show tells a program a whole game."
)
_MORE_IN_JSON = msg(
    "{verb} is only for people at a terminal; a program is told whole lists at once."
)
_NOT_TOLD = msg("{name} does not want to be disturbed now; try again later.")
_TALKS_TO_SELF = msg("That is you; who lists the others.")
_SET_IN_JSON = msg(
    "A program sets only lang, autoclaim, dnd, kibitz and chat; the rest is for people"
    " at a terminal."
)
_NO_OPTIONS = msg("{verb} takes no options; type just {verb}.")
_FACTS_NUMBER = msg("funfacts tells 1 to 20 facts, not {value!r}; try funfacts 3.")

# The key is the field of the variant; the limits and the option go with each.
_BAD_VARIANT = {
    "columns": msg(
        "A board cannot have {value} columns, only {low} to {high}:"
        " choose --cols from {low} to {high}."
    ),
    "rows": msg(
        "A board cannot have {value} rows, only {low} to {high}:"
        " choose --rows from {low} to {high}."
    ),
    "connect": msg(
        "A line cannot be {value} discs long, only {low} to {high}:"
        " choose --connect from {low} to {high}."
    ),
    "players": msg(
        "A game cannot have {value} players, only {low} to {high}:"
        " choose --players from {low} to {high}."
    ),
}
_TOO_LONG_A_LINE = msg(
    "A line of {value} discs does not fit on {columns} columns and {rows} rows:"
    " choose --connect from {low} to {high}, or a larger board with --cols and --rows."
)
_LIMITS = {
    "columns": (MIN_SIZE, MAX_SIZE),
    "rows": (MIN_SIZE, MAX_SIZE),
    "connect": (MIN_CONNECT, MAX_CONNECT),
    "players": (MIN_PLAYERS, MAX_PLAYERS),
}


def _bad_variant(fields: dict[str, Any]) -> str:
    field = fields["field"]
    low, high = _LIMITS[field]
    longest = max(fields["columns"], fields["rows"])
    fields |= {"low": low, "high": high}
    if field == "connect" and low <= fields["value"] <= high:
        fields["high"] = longest
        return _TOO_LONG_A_LINE
    return _BAD_VARIANT[field]


def _no_such_move(fields: dict[str, Any]) -> str:
    in_room = fields["in_room"]
    fields |= {"on": "next" if in_room else "n"}
    fields |= {"back": "previous" if in_room else "p"}
    if not fields["by"]:
        return ""
    return _LAST_MOVE if fields["by"] > 0 else _FIRST_MOVE


def _not_in_json(fields: dict[str, Any]) -> str:
    if fields["verb"] == "set":
        return _SET_IN_JSON
    if fields["verb"] == "more":
        return _MORE_IN_JSON
    is_step = fields["verb"] in {"replay", "next", "previous", "go", "done"}
    return _STEPS_IN_JSON if is_step else ""


def _still_has_time(fields: dict[str, Any]) -> str:
    if fields["yours"]:
        return _TIME_ON_YOUR_MOVE
    return "" if fields["turn"] == fields["name"] else _TIME_ON_OTHERS_MOVE


_UNDO_NUMBER = msg(
    "undo takes a number of discs, not {value!r}; just undo goes back to your last"
    " move."
)
_BAD_NUMBERS = {"undo": _UNDO_NUMBER, "funfacts": _FACTS_NUMBER, "go": _MOVE_NUMBER}

# Where the fields decide on the sentence; an empty one stands for the usual.
_CHOOSE: dict[Reason, Callable[[dict[str, Any]], str]] = {
    Reason.ALREADY_SEATED: lambda of: _SEATED_IN_GAME if of["playing"] else "",
    Reason.BAD_NUMBER: lambda of: _BAD_NUMBERS.get(of["verb"], ""),
    Reason.BAD_VARIANT: _bad_variant,
    Reason.NO_SUCH_MOVE: _no_such_move,
    Reason.NO_SUCH_OPTION: lambda of: "" if of["options"] else _NO_OPTIONS,
    Reason.NOT_DISTURBED: lambda of: _NOT_TOLD if of["verb"] == "tell" else "",
    Reason.NOT_IN_JSON: _not_in_json,
    Reason.ONESELF: lambda of: "" if of["verb"] == "match" else _TALKS_TO_SELF,
    Reason.ROOM_FULL: lambda of: _FULL_WITH_AWAY if of["away"] else "",
    Reason.ROOM_PRIVATE: lambda of: _PLAYS_IN_PRIVATE if of.get("name") else "",
    Reason.STILL_HAS_TIME: _still_has_time,
    Reason.UNKNOWN_COMMAND: lambda of: _DID_YOU_MEAN if of.get("nearest") else "",
}


def rejection(rejected: Rejected, language: Language) -> str:
    """
    The sentence for something that was not done.
    """
    fields: dict[str, Any] = dict(rejected.fields)
    if rejected.reason is Reason.NEEDS_PLAYERS:
        return language.trn(
            "The game needs one more player; they come in with: join {code}",
            "The game needs {number} more players; they come in with: join {code}",
            fields["missing"],
            code=fields["code"],
        )
    choose = _CHOOSE.get(rejected.reason)
    sentence = "" if choose is None else choose(fields)
    sentence = sentence or _REJECTIONS[rejected.reason]
    if rejected.reason is Reason.NO_SUCH_LANGUAGE:
        fields["languages"] = tuple(
            f"{code} ({NAMES[code]})" for code in fields["languages"]
        )
    if rejected.reason is Reason.NO_SUCH_OPTION:
        fields["options"] = ", ".join(f"--{name}" for name in fields["options"])
    if rejected.reason is Reason.MISSING_ARGUMENT:
        fields["usage"] = help.usage(fields["verb"], language)
    for key, value in fields.items():
        if isinstance(value, tuple):
            told = [str(choice) for choice in value]
            is_choice = key in _CHOICES
            fields[key] = (
                listed(told, language.tr(" or ")) if is_choice else " ".join(told)
            )
    return language.tr(sentence, **fields)


def listed(items: Sequence[str], joint: str) -> str:
    """
    A list as it is said: commas, and a word before the last.

    >>> listed(["a", "b", "c"], " and ")
    'a, b and c'
    """
    head, tail = ", ".join(items[:-1]), "".join(items[-1:])
    return f"{head}{joint}{tail}" if head else tail


# Fields that list what there is to choose from.
_CHOICES = {"kinds", "either", "choices", "languages"}


def column_from_zero(columns: int, asked: int) -> Said:
    """
    For ``--col`` out of range: the original's way of counting is the likely mistake.
    """
    if asked == columns:
        return said(_PRINTED_COLUMN, last=columns - 1, printed=columns)
    return said(_COLUMN_FROM_ZERO, last=columns - 1)


_PRINTED_COLUMN = msg(
    "--col counts from 0 (0 to {last}); the printed column {printed} is --col={last};"
    " or just type the number of a column as printed."
)
_COLUMN_FROM_ZERO = msg(
    "--col counts from 0 (0 to {last}); or just type the number of a column as printed."
)


def size(variant: Variant, view: View) -> str:
    """
    A room's board and players.
    """
    return view.tr(
        "{columns} columns, {rows} rows, {connect} in a row, {players} players",
        columns=variant.columns,
        rows=variant.rows,
        connect=_count(variant.connect, view),
        players=_count(variant.players, view),
    )


def terms(state: RoomState, view: View) -> str:
    """
    What a room's games are like: their size, whether time is counted, who may watch.
    """
    told = [size(state.variant, view)]
    if state.control is not None:
        told.append(control(state.control, view))
    if state.private:
        told.append(view.tr("private"))
    return ", ".join(told)


def departure(name: str, why: Departure, view: View) -> str:
    """
    Who is gone, and why.
    """
    return view.tr(_DEPARTURES[why], name=name)


_DEPARTURES = {
    Departure.LEFT: msg("{name} has left the room."),
    Departure.LOST_CONNECTION: msg("{name} has lost the connection."),
    Departure.CRASHED: msg("{name} is gone: the connection crashed on our side."),
    Departure.SERVER_DOWN: msg("{name} has not come back since the server stopped."),
    Departure.ABANDONED: msg("{name} did not come back in time."),
    Departure.DROPPED_TOO_OFTEN: msg(
        "{name} has lost the connection for the third time in this game, and so the"
        " game."
    ),
    Departure.REPLACED: msg("{name} was away, and another player has the seat now."),
}


def control(control: TimeControl | None, view: View) -> str:
    """
    How much time there is for a game.
    """
    if control is None:
        return view.tr("without a clock")
    return view.tr("{control} on the clock", control=control.written)


def clock(milliseconds: int) -> str:
    """
    What a clock shows.

    >>> clock(163_900), clock(0)
    ('2:43', '0:00')
    """
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"


def with_time(name: str, left: int, view: View) -> str:
    """
    A player with what is left on the clock: as clocks show it, or as it is said.

    :param left: milliseconds.
    """
    if view.style is not Style.TEXT:
        return f"{name} {clock(left)}"
    return view.tr("{name} with {time}", name=name, time=time(left // 1000, view))


def points(half: int) -> str:
    """
    Points of a score, from half points.

    >>> points(3), points(4)
    ('1.5', '2')
    """
    return f"{half / 2:g}"


def time(seconds: int, view: View) -> str:
    """
    A time to wait.
    """
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return view.tr("{seconds} s", seconds=rest)
    if not rest:
        return view.tr("{minutes} min", minutes=minutes)
    return view.tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)


def away(name: str, why: Departure, view: View) -> str:
    """
    Who is away from a seat that is kept, and why.
    """
    return view.tr(_AWAY[why], name=name)


_AWAY = {
    Departure.LOST_CONNECTION: msg("{name} has lost the connection; the seat is kept."),
    Departure.CRASHED: msg(
        "{name} is away, as the connection crashed on our side; the seat is kept."
    ),
    Departure.SERVER_DOWN: msg(
        "{name} is away since a fault or a restart of the server; the seat is kept."
    ),
}


def end(
    outcome: Outcome,
    names: tuple[str, ...],
    view: View,
    *,
    absent: str = "",
    is_left: bool = False,
) -> str:
    """
    Who won and how, or that nobody did; and what now.

    :param is_left: whether one of the players has left the room.
    """
    told = result(outcome, names, view, absent=absent)
    if view.watches:
        return told
    return f"{told}\n{view.tr(WAIT_FOR_ANOTHER if is_left else PLAY_ANOTHER)}"


def result(
    outcome: Outcome, names: tuple[str, ...], view: View, *, absent: str = ""
) -> str:
    """
    Who won and how, or that nobody did.

    :param absent: who is away at the end of the game; empty when not known.
    """
    if outcome.termination is Termination.DRAW_CLAIMED and absent:
        return view.tr(
            "A draw: nobody has won, as {name} did not come back.", name=absent
        )
    if outcome.termination is Termination.DRAW_CLAIMED:
        return view.tr("A draw: it was called one, as a player did not come back.")
    if outcome.termination is Termination.DRAW_AGREED:
        return view.tr("A draw, as agreed.")
    if outcome.winner is None:
        return view.tr("A draw: the board is full.")
    winner = names[outcome.winner]
    if outcome.termination is Termination.RESIGNED:
        return view.tr("{name} wins by resignation.", name=winner)
    if outcome.termination is Termination.TIME:
        return view.tr("{name} wins on time.", name=winner)
    if outcome.termination is Termination.LAST_ONE_LEFT:
        return view.tr("{name} wins: nobody else is left in the game.", name=winner)
    lines = listed([_line(line, view) for line in outcome.lines], view.tr(" and "))
    return view.tr("{name} wins: {lines}.", name=winner, lines=lines)


def _line(line: Line, view: View) -> str:
    first, last = line.cells[0], line.cells[-1]
    return view.tr(
        _LINES[line.direction],
        number=_count(len(line.cells), view),
        column=first.column + 1,
        row=first.row + 1,
        to_column=last.column + 1,
        to_row=last.row + 1,
    )


_LINES = {
    Direction.ROW: msg(
        "{number} in a row, column {column} row {row} to column {to_column} row"
        " {to_row}"
    ),
    Direction.COLUMN: msg(
        "{number} in a column, column {column} row {row} to column {to_column} row"
        " {to_row}"
    ),
    Direction.RISING: msg(
        "{number} in a rising diagonal, column {column} row {row} to column"
        " {to_column} row {to_row}"
    ),
    Direction.FALLING: msg(
        "{number} in a falling diagonal, column {column} row {row} to column"
        " {to_column} row {to_row}"
    ),
}
_WORDS = {
    2: msg("two"),
    3: msg("three"),
    4: msg("four"),
    5: msg("five"),
    6: msg("six"),
    7: msg("seven"),
    8: msg("eight"),
    9: msg("nine"),
    10: msg("ten"),
}


def _count(number: int, view: View) -> str:
    return view.tr(_WORDS[number]) if number in _WORDS else str(number)
