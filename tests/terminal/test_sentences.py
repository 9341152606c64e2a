"""
The sentences that players get.
"""

from __future__ import annotations

from itertools import product

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import Status
from connect4tx.terminal import facts, help, sentences
from connect4tx.terminal.grammar import DRILL, FACTS_AT_MOST, VERBS
from connect4tx.terminal.language import language
from connect4tx.terminal.replies import Helped, Said
from connect4tx.terminal.views import view

CODE = "ABC234"
VIEW = view()

# Every reason, with the fields that it is raised with, and the sentence.
SAID: dict[Reason, tuple[dict[str, object], str]] = {
    Reason.ALREADY_SEATED: (
        {"code": CODE, "playing": False},
        "You are in room ABC234 already; leave it first with leave.",
    ),
    Reason.AMBIGUOUS_COMMAND: (
        {"value": "cr", "either": ("create", "crash")},
        "cr could be create or crash; type a letter more.",
    ),
    Reason.BAD_CLAIM: (
        {"value": "all"},
        "claim takes win or draw, not 'all'; or just wait, and the other may come"
        " back.",
    ),
    Reason.BAD_CLOCK: (
        {"value": "now"},
        "'now' is no time: write minutes, and seconds for each move, such as 3+2"
        " or 10+0, or untimed.",
    ),
    Reason.BAD_FIELD: (
        {"verb": "move", "key": "col", "value": "[4]"},
        "col of move takes a text or a whole number, not [4]; send one.",
    ),
    Reason.BAD_JSON: (
        {},
        "That line is not a JSON object with a cmd, such as"
        ' {"id": 1, "cmd": "move", "col": 4}; send one on a line,'
        " or just mode text to go back.",
    ),
    Reason.BAD_LEVEL: (
        {"value": "9"},
        "A computer plays at level 1 to 7, not '9'; try bot 3.",
    ),
    Reason.BAD_MODE: (
        {"value": "xml"},
        "There is no mode xml; there are text and json.",
    ),
    Reason.BAD_NAME: (
        {"value": "x y"},
        "'x y' cannot be a name here: names are 3 to 16 letters a to z, digits,"
        " - or _, and begin with a letter; choose another.",
    ),
    Reason.BAD_NUMBER: (
        {"verb": "move", "key": "col", "value": "x"},
        "col takes a whole number, not 'x'; help move shows how.",
    ),
    Reason.BAD_SETTING: (
        {"setting": "keys", "value": "x", "choices": ("on", "off")},
        "keys takes on or off, not 'x'.",
    ),
    Reason.BAD_SYMBOL: (
        {"value": "xy"},
        "A symbol is one visible character, a column wide, that boards are not drawn"
        " with, and 'xy' is not; try X, O or another letter.",
    ),
    Reason.BAD_TOKEN: (
        {"value": "K7Q2"},
        "'K7Q2' is not a token: those are 8 letters and digits, such as K7Q2-M4TX, and"
        " each player is told one when a game begins; check yours.",
    ),
    Reason.BAD_VARIANT: (
        {"field": "columns", "value": 3, "columns": 3, "rows": 6},
        "A board cannot have 3 columns, only 4 to 20: choose --cols from 4 to 20.",
    ),
    Reason.BEING_SEATED: (
        {},
        "A seat is just being found for one of you; try again in a moment.",
    ),
    Reason.BOT_NEEDS_TWO: (
        {},
        "A computer plays against one other only, and this room is for more; open"
        " another room, or type bot 3 in the lobby.",
    ),
    Reason.CHALLENGED_ALREADY: (
        {"name": "lea"},
        "You have asked lea already; wait for the answer, or cancel.",
    ),
    Reason.CHAT_TOO_SOON: (
        {"seconds": 90},
        "You can chat when you have finished a game here, or else in 90 s; tell"
        " and say go at once.",
    ),
    Reason.CLAIM_AGAINST_SELF: (
        {},
        "It is your own move that the others wait for, so there is nothing to"
        " claim; type a column.",
    ),
    Reason.CLOCK_IS_SET: (
        {},
        "A room's time is chosen when it is opened, as with create --clock=5+3;"
        " type just play to begin.",
    ),
    Reason.COLUMN_FULL: (
        {"column": 4, "open": (1, 2)},
        "Column 4 is full; open: 1 2.",
    ),
    Reason.DRAW_NEEDS_TWO: (
        {"name": "lea"},
        "More than two are in this game, so it cannot be called a draw; claim win goes"
        " on without lea.",
    ),
    Reason.DRAW_TOO_SOON: (
        {"wait": 3},
        "You have offered a draw only just now; discs that have to fall before"
        " you can again: 3.",
    ),
    Reason.FACTS_UNDER_WAY: (
        {},
        "Facts are being told already; ask again after the last.",
    ),
    Reason.GAME_OVER: (
        {},
        "This game is over; type rematch for another one, lobby to wait for another"
        " player, or leave.",
    ),
    Reason.GAME_RUNS: (
        {"code": CODE},
        "A game is on in room ABC234, so that has to wait until it is over.",
    ),
    Reason.GAME_SHOWN: (
        {"code": CODE},
        "The last game of room ABC234 is still on the board; its players have to type"
        " lobby before anybody can join.",
    ),
    Reason.GUESTS_SAY_ONLY: (
        {},
        "Guests can talk only to those they play with, by say; choose a name to"
        " talk to others: name NAME, when you are in no room.",
    ),
    Reason.HANDLER_CRASHED: (
        {},
        "Sorry, an unexpected error happened with that; you keep your seat and your"
        " game, please go on.",
    ),
    Reason.JOURNAL_DOWN: (
        {},
        "That was not done, because it could not be recorded; nothing is lost,"
        " please try again in a moment.",
    ),
    Reason.KEYS_IMPOSSIBLE: (
        {},
        "Your client sends whole lines only, so the arrow keys do not come through;"
        " type the number of a column and Enter.",
    ),
    Reason.LINE_TOO_LONG: (
        {"most": 512},
        "That line was longer than 512 bytes and was not read; send a shorter one.",
    ),
    Reason.MISSING_ARGUMENT: (
        {"verb": "join", "key": "code"},
        "join needs more than that: join CODE [SYMBOL]     or: join --code=CODE"
        " --symbol=O",
    ),
    Reason.NAME_IN_USE: (
        {"value": "lea"},
        "Somebody called lea is here already; choose another name.",
    ),
    Reason.NAME_KEPT: (
        {"value": "lea"},
        "You are lea as long as you are in a room; leave it first with leave.",
    ),
    Reason.NAME_RESERVED: (
        {"value": "admin"},
        "The name admin is kept for the server's own use; choose another.",
    ),
    Reason.NEEDS_PLAYERS: (
        {"missing": 1, "code": CODE},
        "The game needs one more player; they come in with: join ABC234",
    ),
    Reason.NOBODY_AWAY: (
        {},
        "Everybody is here, so there is nothing to claim; the game goes on.",
    ),
    Reason.NOBODY_CALLED: (
        {"name": "tom"},
        "Nobody called tom is here; who lists who is.",
    ),
    Reason.NOTHING_MORE: (
        {},
        "There is nothing more to show; more goes on with a list that was longer"
        " than your screen.",
    ),
    Reason.NOTHING_TO_CANCEL: (
        {},
        "You wait for nobody and offer nothing, so nothing was cancelled.",
    ),
    Reason.NOTHING_TO_UNDO: (
        {"moves": 1},
        "There is no such move to take back; undo goes back to before your last"
        " move, once you have made one.",
    ),
    Reason.NOT_DISTURBED: (
        {"verb": "match", "name": "lea"},
        "lea does not want to be disturbed now; play finds somebody else.",
    ),
    Reason.NOT_IGNORED: (
        {"name": "lea"},
        "You do not ignore lea; ignore lists those you do.",
    ),
    Reason.NOT_IN_JSON: (
        {"verb": "col"},
        "col is only for people at a terminal; board tells a program how the game"
        " stands.",
    ),
    Reason.NOT_IN_ROOM: (
        {},
        "You are not in a room; open one with create, or join CODE.",
    ),
    Reason.NOT_PLAYING: ({}, "The game has not begun; type play to begin it."),
    Reason.NOT_REVIEWED: (
        {"value": "ABC234.1"},
        "Only games of two on 7 columns and 6 rows, four in a row, are reviewed,"
        " and game ABC234.1 is another; replay ABC234.1 steps through it.",
    ),
    Reason.NOT_TIMED: (
        {},
        "No time is counted in this room; create --clock=3+2 opens one where it is.",
    ),
    Reason.NOT_WATCHABLE: (
        {"name": "lea"},
        "lea is in no room at the moment; games lists what can be watched.",
    ),
    Reason.NOT_YOUR_TURN: (
        {"name": "max", "symbol": "O"},
        "It is max's turn, not yours; wait for that move.",
    ),
    Reason.NO_CHALLENGE: (
        {},
        "Nobody asks you to play at the moment; match NAME asks somebody, play"
        " finds somebody.",
    ),
    Reason.NO_HINT: (
        {},
        "Hints are only for games against a computer player; such a one begins"
        " with: bot 3",
    ),
    Reason.NO_MOVES: (
        {"value": "ABC234.1"},
        "No disc was dropped in game ABC234.1, so there is nothing to review;"
        " games lists others.",
    ),
    Reason.NO_OFFER: (
        {},
        "Nobody offers you that at the moment; draw, undo and rematch are how to"
        " offer it yourself.",
    ),
    Reason.NO_PUZZLE: (
        {},
        "There is no puzzle before you; puzzle asks for one, and then solve 4"
        " answers it.",
    ),
    Reason.NO_REPLAY: (
        {},
        "You are not stepping through a game; begin with replay CODE, and games lists"
        " the codes.",
    ),
    Reason.NO_SUCH_COLUMN: (
        {"columns": 7, "last": 6},
        "Columns are 1 to 7; type the number of one.",
    ),
    Reason.NO_SUCH_FORMAT: (
        {"value": "pdf", "choices": ("text", "json", "digits")},
        "Games are exported as text, json or digits, not as 'pdf'; choose one.",
    ),
    Reason.NO_SUCH_GAME: (
        {"value": "ABC234.7"},
        "No game ABC234.7 has been finished here; games lists those that were.",
    ),
    Reason.NO_SUCH_LANGUAGE: (
        {"value": "xx", "languages": ("en", "fr")},
        "There is no language 'xx' here; there are en (English) or fr (français).",
    ),
    Reason.NO_SUCH_MOVE: (
        {"last": 7, "by": 0, "in_room": False},
        "That game has moves 0 to 7; go 0 is its beginning, go 7 its end.",
    ),
    Reason.NO_SUCH_OPTION: (
        {"verb": "join", "value": "x", "options": ("code", "symbol")},
        "join has no option --x; it has --code, --symbol.",
    ),
    Reason.NO_SUCH_ROOM: (
        {"code": CODE},
        "There is no room ABC234, or no longer; check the code, or open one: create.",
    ),
    Reason.NO_SUCH_ROW: (
        {"rows": 6},
        "Rows are 1 to 6, from the bottom; type the number of one.",
    ),
    Reason.NO_SUCH_SETTING: (
        {"value": "xyzzy"},
        "There is no setting xyzzy; set shows those there are.",
    ),
    Reason.NO_SUCH_TOKEN: (
        {},
        "No seat is kept for that token: it was mistyped, or its game is over; check"
        " it, or look for the game with games.",
    ),
    Reason.OFFERED_ALREADY: (
        {"what": "draw"},
        "You have offered that already; wait for the answer, or cancel.",
    ),
    Reason.ONESELF: (
        {"verb": "match"},
        "That is you; who lists the others, bot 3 plays you.",
    ),
    Reason.OPPONENT_LEFT: (
        {},
        "Somebody has left, so there is no rematch; type lobby to wait for"
        " another player, or leave.",
    ),
    Reason.OUT_OF_GAME: (
        {},
        "You are out of this game, so that is for the others; leave goes to the lobby.",
    ),
    Reason.PLAYER_AWAY: (
        {"name": "lea"},
        "lea is away, and the seat is kept for a while; wait until lea is back, or"
        " somebody else joins instead.",
    ),
    Reason.PLAYER_BUSY: (
        {"name": "lea"},
        "lea is in a room already; watch lea looks on, tell lea says something.",
    ),
    Reason.RECORDS_DOWN: (
        {},
        "The records cannot be read at the moment; please try again.",
    ),
    Reason.ROOM_ASIDE: (
        {"code": CODE},
        "The game in room ABC234 cannot be read just now; nothing of it is deleted,"
        " please tell the operator.",
    ),
    Reason.ROOM_CRASHED: (
        {},
        "The room had to be restarted while it did that; type board to see how it"
        " stands, or try again.",
    ),
    Reason.ROOM_FINISHED: (
        {"games": 100},
        "This room has had its 100 games; open another one with create.",
    ),
    Reason.ROOM_FULL: (
        {"code": CODE, "players": 2, "away": False},
        "Room ABC234 is full, all 2 seats are taken; open another with create.",
    ),
    Reason.ROOM_PRIVATE: (
        {"code": CODE},
        "Room ABC234 is private, only its players see it; games lists others to watch.",
    ),
    Reason.SAID_TWICE: (
        {"seconds": 9},
        "You have said that twice already; say something else, or try again in 9 s.",
    ),
    Reason.STILL_HAS_TIME: (
        {"name": "lea", "turn": "lea", "yours": False},
        "lea may still come back; you are told when you can claim the game.",
    ),
    Reason.STUDY_UNDER_WAY: (
        {"verb": "review"},
        "The review you asked for is still being worked out; ask again when you"
        " have it.",
    ),
    Reason.SYMBOL_TAKEN: (
        {"symbol": "X", "taken": ("X", "O")},
        "X is taken in that room; taken are: X O. Choose another with --symbol.",
    ),
    Reason.TOO_LATE_TO_ABORT: (
        {},
        "Everybody has moved, so the game counts; resign gives it up, draw offers"
        " a draw.",
    ),
    Reason.TOO_MANY_GUESSES: (
        {"seconds": 7},
        "Too many wrong tokens came from your address; try again in 7 s.",
    ),
    Reason.TOO_MANY_IGNORED: (
        {"most": 100},
        "You ignore 100 people already, which is all there is room for; unignore"
        " somebody first.",
    ),
    Reason.TOO_MANY_OFFERS: (
        {},
        "There were too many offers in this room; play on, or open another room.",
    ),
    Reason.TOO_MANY_WORDS: (
        {"verb": "play", "value": "now"},
        "play does not know what to do with now; help play shows how.",
    ),
    Reason.TOO_MUCH_TALK: (
        {"verb": "say", "most": 8, "seconds": 3},
        "You can say 8 times in half a minute; go on in 3 s.",
    ),
    Reason.UNDO_AFTER_LEAVING: (
        {},
        "A player has left this game, so nothing can be taken back; play on.",
    ),
    Reason.UNDO_DIFFERS: (
        {"of": 2},
        "You are asked to take back 2, not as many as that: accept or decline first.",
    ),
    Reason.UNKNOWN_COMMAND: (
        {"value": "xyzzy"},
        "Unknown command xyzzy; help lists those there are.",
    ),
    Reason.UNKNOWN_TOPIC: (
        {"value": "xyzzy"},
        "There is no help on xyzzy; help lists the commands.",
    ),
    Reason.WATCHING: (
        {"code": CODE},
        "You are only watching room ABC234, and that is for its players; leave"
        " ends that.",
    ),
    Reason.WHICH_GAME: (
        {},
        "You have finished no game since you came, so say which one is meant; games"
        " lists their codes.",
    ),
    Reason.WHICH_OFFER: (
        {"kinds": ("draw", "undo")},
        "Which one, draw or undo? Type it behind the command.",
    ),
}


# The same, where the fields decide on another sentence than the usual one.
SAID_OTHERWISE: tuple[tuple[Reason, dict[str, object], str], ...] = (
    (
        Reason.ALREADY_SEATED,
        {"code": CODE, "playing": True},
        "You are in room ABC234 already, and its game is on; leave would give it up.",
    ),
    (
        Reason.BAD_NUMBER,
        {"verb": "go", "key": "ply", "value": "x"},
        "go takes the number of a move, not 'x'; go 0 is the beginning.",
    ),
    (
        Reason.BAD_NUMBER,
        {"verb": "undo", "key": "plies", "value": "x"},
        "undo takes a number of discs, not 'x'; just undo goes back to your last move.",
    ),
    (
        Reason.NO_SUCH_MOVE,
        {"last": 7, "by": 1, "in_room": False},
        "That was the last move; p goes back.",
    ),
    (
        Reason.NO_SUCH_MOVE,
        {"last": 7, "by": -1, "in_room": True},
        "That is the beginning; next goes on.",
    ),
    (
        Reason.NOT_IN_JSON,
        {"verb": "go"},
        "go is only for people at a terminal; show tells a program a whole game.",
    ),
    (
        Reason.NOT_IN_JSON,
        {"verb": "set"},
        "A program sets only lang, autoclaim, dnd, kibitz and chat; the rest is for"
        " people at a terminal.",
    ),
    (
        Reason.ROOM_FULL,
        {"code": CODE, "players": 2, "away": True},
        "Room ABC234 is full, all 2 seats are taken; if one is yours: back TOKEN",
    ),
    (
        Reason.STILL_HAS_TIME,
        {"name": "lea", "turn": "max", "yours": True},
        "lea's time runs only while it is lea's move; it is yours now.",
    ),
    (
        Reason.STILL_HAS_TIME,
        {"name": "lea", "turn": "eve", "yours": False},
        "lea's time runs only while it is lea's move; it is eve's now.",
    ),
    (
        Reason.NOT_DISTURBED,
        {"verb": "tell", "name": "lea"},
        "lea does not want to be disturbed now; try again later.",
    ),
    (
        Reason.NOT_IN_JSON,
        {"verb": "more"},
        "more is only for people at a terminal; a program is told whole lists at once.",
    ),
    (
        Reason.ONESELF,
        {"verb": "tell"},
        "That is you; who lists the others.",
    ),
    (
        Reason.ROOM_PRIVATE,
        {"name": "lea"},
        "lea is in a private room, which only its players see; games lists others"
        " to watch.",
    ),
)


def rejection(refused: Rejected) -> str:
    """
    The sentence in English.
    """
    return sentences.rejection(refused, language("en"))


def told(answer: Said) -> str:
    """
    The same of an answer.
    """
    return VIEW.tr(answer.sentence, **answer.fields)


class RejectionsTests(SynchronousTestCase):
    """
    A sentence for everything that may be refused.
    """

    def test_every_reason_has_its_sentence(self) -> None:
        """
        Each reason, with the fields that it is raised with, makes its sentence.
        """
        for reason, (fields, sentence) in SAID.items():
            self.assertEqual(rejection(Rejected(reason, fields)), sentence)

    def test_sentences_that_the_fields_decide_on(self) -> None:
        """
        Where there is more to be said in some cases, it is.
        """
        for reason, fields, sentence in SAID_OTHERWISE:
            self.assertEqual(rejection(Rejected(reason, fields)), sentence)

    def test_no_reason_is_without_a_sentence(self) -> None:
        """
        There is no reason but those whose sentences are tested here.
        """
        self.assertEqual(set(SAID), set(Reason))

    def test_braces_are_shown_as_they_are(self) -> None:
        """
        What somebody typed is shown, not read as a part of the sentence.
        """
        refused = rejected(Reason.UNKNOWN_TOPIC, value="{0} {reason} {")
        self.assertEqual(
            rejection(refused),
            "There is no help on {0} {reason} {; help lists the commands.",
        )

    def test_lists_are_said(self) -> None:
        """
        Choices have commas between them and a word before the last.
        """
        for choices, said in (
            (("on",), "on"),
            (("on", "off"), "on or off"),
            (("full", "compact", "text"), "full, compact or text"),
            (("a", "b", "c", "d"), "a, b, c or d"),
        ):
            self.assertEqual(
                rejection(
                    rejected(
                        Reason.BAD_SETTING, setting="it", value="x", choices=choices
                    )
                ),
                f"it takes {said}, not 'x'.",
            )
            self.assertEqual(
                rejection(
                    rejected(Reason.AMBIGUOUS_COMMAND, value="x", either=choices)
                ),
                f"x could be {said}; type a letter more.",
            )
        for items, said in (
            ([], ""),
            (["a"], "a"),
            (["a", "b"], "a and b"),
            (["a", "b", "c"], "a, b and c"),
        ):
            self.assertEqual(sentences.listed(items, " and "), said)

    def test_lists_are_said_in_french(self) -> None:
        """
        The word before the last is the language's own.
        """
        refused = rejected(
            Reason.BAD_SETTING, setting="style", value="x", choices=("a", "b", "c")
        )
        told = sentences.rejection(refused, language("fr"))
        self.assertIn("a, b ou c", told)

    def test_players_that_are_missing_are_counted(self) -> None:
        """
        One player is said in a word, more in a number.
        """
        for missing, said in ((1, "one more player"), (2, "2 more players")):
            refused = rejected(Reason.NEEDS_PLAYERS, missing=missing, code=CODE)
            self.assertEqual(
                rejection(refused),
                f"The game needs {said}; they come in with: join ABC234",
            )

    def test_what_is_missing_is_shown_as_it_is_typed(self) -> None:
        """
        Whatever command needs a little more, the first line of its help is shown, in
        the language of the help.
        """
        for verb in (*VERBS, *DRILL):
            refused = rejected(Reason.MISSING_ARGUMENT, verb=verb.name, key="x")
            topic = help.TOPICS[help.SAME_AS.get(verb.name, verb.name)]
            usage = topic.splitlines()[0]
            self.assertEqual(
                rejection(refused), f"{verb.name} needs more than that: {usage}"
            )
        refused = rejected(Reason.MISSING_ARGUMENT, verb="join", key="code")
        french = sentences.rejection(refused, language("fr"))
        self.assertTrue(french.endswith(help.usage("join", language("fr"))), french)
        self.assertIn("join CODE", french)

    def test_original_columns_are_explained(self) -> None:
        """
        Who counts from 0 is told so, and which column was probably meant.
        """
        self.assertEqual(
            told(sentences.column_from_zero(7, 7)),
            "--col counts from 0 (0 to 6); the printed column 7 is --col=6;"
            " or just type the number of a column as printed.",
        )
        self.assertEqual(
            told(sentences.column_from_zero(7, -1)),
            "--col counts from 0 (0 to 6); or just type the number of a column as"
            " printed.",
        )

    def test_every_departure_has_its_sentence(self) -> None:
        """
        All ways to go are told, and told apart.
        """
        told = {sentences.departure("lea", why, VIEW) for why in Departure}
        self.assertEqual(len(told), len(Departure))


class HelpTests(SynchronousTestCase):
    """
    What help there is.
    """

    def test_every_command_has_help(self) -> None:
        """
        There is help on each command, and on nothing that is none.
        """
        names = {verb.name for verb in (*VERBS, *DRILL)}
        self.assertEqual({*help.TOPICS, *help.SAME_AS}, names)
        for name in names:
            self.assertTrue(help.has(name), name)
        self.assertFalse(help.has("xyzzy"))

    def test_every_option_is_in_the_help(self) -> None:
        """
        The help on a command shows each of its options.
        """
        for verb in VERBS:
            for option in verb.options:
                shown = help.TOPICS[help.SAME_AS.get(verb.name, verb.name)].lower()
                self.assertTrue(option in shown, (verb.name, option))

    def test_lines_fit(self) -> None:
        """
        All that is laid out in columns fits on a terminal of 80, and so does all else
        once it is told.
        """
        texts = [*help.TOPICS.values(), *help.PLACES]
        for text in (*texts, sentences.GREETING):
            for line in text.splitlines():
                if "  " in line:
                    self.assertLessEqual(len(line), 80, line)
        for topic in ("", "all", *help.TOPICS, *help.SAME_AS):
            rooms = (None, Status.LOBBY, Status.PLAYING, Status.OVER)
            for room, named, drill in product(rooms, (False, True), (False, True)):
                wanted = Helped(topic, named, room, drill)
                for line in help.text(wanted, VIEW).splitlines():
                    self.assertLessEqual(len(line), 80, line)

    def test_as_many_facts_as_may_be_asked_for(self) -> None:
        """
        There are enough facts for who asks for the most, all of them different.
        """
        self.assertGreaterEqual(len(set(facts.FACTS)), FACTS_AT_MOST)
        self.assertEqual(len(set(facts.FACTS)), len(facts.FACTS))
