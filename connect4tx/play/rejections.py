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
    BAD_CLOCK = "bad_clock"
    BAD_FIELD = "bad_field"
    BAD_JSON = "bad_json"
    BAD_LEVEL = "bad_level"
    BAD_MODE = "bad_mode"
    BAD_NAME = "bad_name"
    BAD_NUMBER = "bad_number"
    BAD_SETTING = "bad_setting"
    BAD_SYMBOL = "bad_symbol"
    BAD_TOKEN = "bad_token"
    BAD_VARIANT = "bad_variant"
    BEING_SEATED = "being_seated"
    BOT_NEEDS_TWO = "bot_needs_two"
    CHALLENGED_ALREADY = "challenged_already"
    CHAT_TOO_SOON = "chat_too_soon"
    CLAIM_AGAINST_SELF = "claim_against_self"
    CLOCK_IS_SET = "clock_is_set"
    COLUMN_FULL = "column_full"
    DRAW_NEEDS_TWO = "draw_needs_two"
    DRAW_TOO_SOON = "draw_too_soon"
    FACTS_UNDER_WAY = "facts_under_way"
    GAME_OVER = "game_over"
    GAME_RUNS = "game_runs"
    GAME_SHOWN = "game_shown"
    GUESTS_SAY_ONLY = "guests_say_only"
    HANDLER_CRASHED = "handler_crashed"
    JOURNAL_DOWN = "journal_down"
    KEYS_IMPOSSIBLE = "keys_impossible"
    LINE_TOO_LONG = "line_too_long"
    MISSING_ARGUMENT = "missing_argument"
    NAME_IN_USE = "name_in_use"
    NAME_KEPT = "name_kept"
    NAME_RESERVED = "name_reserved"
    NEEDS_PLAYERS = "needs_players"
    NOBODY_AWAY = "nobody_away"
    NOBODY_CALLED = "nobody_called"
    NOTHING_MORE = "nothing_more"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOT_DISTURBED = "not_disturbed"
    NOT_IGNORED = "not_ignored"
    NOT_IN_JSON = "not_in_json"
    NOT_IN_ROOM = "not_in_room"
    NOT_PLAYING = "not_playing"
    NOT_REVIEWED = "not_reviewed"
    NOT_TIMED = "not_timed"
    NOT_WATCHABLE = "not_watchable"
    NOT_YOUR_TURN = "not_your_turn"
    NO_CHALLENGE = "no_challenge"
    NO_HINT = "no_hint"
    NO_MOVES = "no_moves"
    NO_OFFER = "no_offer"
    NO_PUZZLE = "no_puzzle"
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
    OFFERED_ALREADY = "offered_already"
    ONESELF = "oneself"
    OPPONENT_LEFT = "opponent_left"
    OUT_OF_GAME = "out_of_game"
    PLAYER_AWAY = "player_away"
    PLAYER_BUSY = "player_busy"
    RECORDS_DOWN = "records_down"
    ROOM_ASIDE = "room_aside"
    ROOM_CRASHED = "room_crashed"
    ROOM_FINISHED = "room_finished"
    ROOM_FULL = "room_full"
    ROOM_PRIVATE = "room_private"
    SAID_TWICE = "said_twice"
    STILL_HAS_TIME = "still_has_time"
    STUDY_UNDER_WAY = "study_under_way"
    SYMBOL_TAKEN = "symbol_taken"
    TOO_LATE_TO_ABORT = "too_late_to_abort"
    TOO_MANY_GUESSES = "too_many_guesses"
    TOO_MANY_IGNORED = "too_many_ignored"
    TOO_MANY_OFFERS = "too_many_offers"
    TOO_MANY_WORDS = "too_many_words"
    TOO_MUCH_TALK = "too_much_talk"
    UNDO_AFTER_LEAVING = "undo_after_leaving"
    UNDO_DIFFERS = "undo_differs"
    UNKNOWN_COMMAND = "unknown_command"
    UNKNOWN_TOPIC = "unknown_topic"
    WATCHING = "watching"
    WHICH_GAME = "which_game"
    WHICH_OFFER = "which_offer"


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
