"""
Why something that a player asked for was not done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Reason(Enum):
    """
    Each has one sentence in :mod:`connect4tx.terminal.sentences`.
    """

    ALREADY_SEATED = "already_seated"
    AMBIGUOUS_COMMAND = "ambiguous_command"
    BAD_CLAIM = "bad_claim"
    BAD_FIELD = "bad_field"
    BAD_JSON = "bad_json"
    BAD_MODE = "bad_mode"
    BAD_NAME = "bad_name"
    BAD_NUMBER = "bad_number"
    BAD_SETTING = "bad_setting"
    BAD_SYMBOL = "bad_symbol"
    BAD_TOKEN = "bad_token"
    BAD_VARIANT = "bad_variant"
    COLUMN_FULL = "column_full"
    DRAW_NEEDS_TWO = "draw_needs_two"
    FACTS_UNDER_WAY = "facts_under_way"
    GAME_OVER = "game_over"
    GAME_RUNS = "game_runs"
    GAME_SHOWN = "game_shown"
    HANDLER_CRASHED = "handler_crashed"
    JOURNAL_DOWN = "journal_down"
    KEYS_IMPOSSIBLE = "keys_impossible"
    LINE_TOO_LONG = "line_too_long"
    MISSING_ARGUMENT = "missing_argument"
    NAME_IN_USE = "name_in_use"
    NAME_KEPT = "name_kept"
    NAME_RESERVED = "name_reserved"
    NEEDS_PLAYERS = "needs_players"
    NO_REPLAY = "no_replay"
    NO_SUCH_COLUMN = "no_such_column"
    NO_SUCH_FORMAT = "no_such_format"
    NO_SUCH_GAME = "no_such_game"
    NO_SUCH_LANGUAGE = "no_such_language"
    NO_SUCH_MOVE = "no_such_move"
    NO_SUCH_OPTION = "no_such_option"
    NO_SUCH_ROOM = "no_such_room"
    NO_SUCH_ROW = "no_such_row"
    NO_SUCH_SETTING = "no_such_setting"
    NO_SUCH_TOKEN = "no_such_token"
    NOBODY_AWAY = "nobody_away"
    NOT_IN_JSON = "not_in_json"
    NOT_IN_ROOM = "not_in_room"
    NOT_PLAYING = "not_playing"
    NOT_YOUR_TURN = "not_your_turn"
    PLAYER_AWAY = "player_away"
    RECORDS_DOWN = "records_down"
    ROOM_ASIDE = "room_aside"
    ROOM_CRASHED = "room_crashed"
    ROOM_FINISHED = "room_finished"
    ROOM_FULL = "room_full"
    STILL_HAS_TIME = "still_has_time"
    SYMBOL_TAKEN = "symbol_taken"
    TOO_MANY_GUESSES = "too_many_guesses"
    TOO_MANY_WORDS = "too_many_words"
    UNKNOWN_COMMAND = "unknown_command"
    UNKNOWN_TOPIC = "unknown_topic"


@dataclass(frozen=True, slots=True)
class Rejected:
    """
    A peer's mistake, as a value: it changes nothing and gets a sentence.

    :ivar fields: what the sentence speaks of, by name.
    """

    reason: Reason
    fields: Mapping[str, object] = field(default_factory=dict)


def rejected(reason: Reason, **fields: object) -> Rejected:
    """
    A rejection with these fields.
    """
    return Rejected(reason, fields)
