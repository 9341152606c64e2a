"""
JSON mode: each command and its answer.
"""

from __future__ import annotations

from connect4tx.terminal import facts, help, sentences
from connect4tx.terminal.actions import DrillError
from connect4tx.terminal.grammar import DRILL, MACHINE, VERBS
from connect4tx.terminal.items import WANTS_TO_GO, ClientKnown, LineTooLong
from connect4tx.terminal.views import Client
from connect4tx.terminal.wrapping import wrapped
from tests.support.programs import Object, Program, ProgramCase
from tests.support.stories import WON

# Every command, with fields with which it is understood.
COMMANDS: dict[str, Object] = {
    "create": {
        "name": "Salon",
        "cols": 9,
        "rows": 8,
        "connect": 5,
        "players": 3,
        "clock": "3+2",
        "private": "off",
    },
    "join": {"code": "ABC234", "symbol": "q"},
    "play": {"clock": "5+3"},
    "cancel": {},
    "seeks": {},
    "match": {"name": "lea", "clock": "untimed"},
    "accept": {"which": "draw"},
    "decline": {"which": "undo"},
    "bot": {"level": 1},
    "watch": {"target": "ABC234"},
    "clock": {},
    "draw": {},
    "undo": {"plies": 2},
    "rematch": {},
    "resign": {},
    "abort": {},
    "move": {"col": 4},
    "board": {},
    "col": {"number": 4},
    "row": {"number": 1},
    "last": {},
    "open": {},
    "lobby": {},
    "back": {"token": "K7Q2-M4TX"},
    "claim": {"what": "win"},
    "leave": {},
    "games": {},
    "show": {"game": "ABC234.1"},
    "export": {"game": "ABC234.1", "format": "json"},
    "replay": {"game": "ABC234"},
    "next": {},
    "previous": {},
    "done": {},
    "go": {"ply": 7},
    "review": {"game": "ABC234.1"},
    "puzzle": {},
    "solve": {"col": 4},
    "solution": {},
    "hint": {},
    "name": {"name": "lea"},
    "set": {"setting": "style", "value": "text"},
    "lang": {"lang": "en"},
    "mode": {"mode": "json"},
    "say": {"text": "good game!"},
    "tell": {"name": "lea", "text": "hello"},
    "chat": {"text": "who plays?"},
    "ignore": {"name": "lea"},
    "unignore": {"name": "lea"},
    "who": {},
    "more": {},
    "limits": {},
    "rules": {},
    "funfacts": {"number": 2},
    "help": {"topic": "move"},
    "resume": {"seq": 2},
    "exit": {},
    "quit": {},
    "crash": {"part": "server"},
    "tree": {},
    "secret": {},
}
# Of a person in a seat.
HERE = {"away": False, "overdue": False, "bot": 0}


def notice(code: str, message: str) -> Object:
    return {"event": "notice", "code": code, "message": message}


class ModeTests(ProgramCase):
    """
    Into JSON mode, and out of it.
    """

    def test_mode_json(self) -> None:
        """
        ``mode json`` is answered as an object already, and there are no prompts.
        """
        ann = self.talker("ann")
        self.assertEqual(
            ann.says("mode json"),
            '{"ok":true,"protocol":1,"name":"ann","message":"From here on, every line'
            ' is a JSON object, both ways."}\n',
        )
        self.assertEqual(ann.prompt, "")

    def test_mode_text(self) -> None:
        """
        After the way back, the answer and all else is for people again.
        """
        ann = self.program()
        told = ann.talker.says('{"cmd": "mode", "mode": "text"}')
        self.assertEqual(told, "From here on, lines are for people again.\n")
        self.assertEqual(ann.talker.prompt, "lobby> ")
        self.assertIn("Room", ann.talker.says("create"))

    def test_mode_as_typed(self) -> None:
        """
        The mode may be set before there is a name, in capitals too; no other mode is
        known.
        """
        newcomer = self.stranger()
        newcomer.meets(Client())
        self.assertEqual(
            newcomer.says("mode xml"),
            "There is no mode xml; there are text and json.\n",
        )
        self.assertIn('{"ok":true,', newcomer.says("MODE JSON"))
        self.assertEqual(newcomer.name, "")

    def test_board_of_a_person_is_not_that_of_a_program(self) -> None:
        """
        A person and a program may play each other, and each is told in the own way.
        """
        ann, bob = self.talkers(playing=True)
        program = Program(bob)
        self.assertIn("ann drops in column 4.\n\n ", ann.says("4"))
        (move,) = program.news()
        self.assertEqual((move["event"], move["col"]), ("move", 4))
        program.does("move", col=4)
        self.assertIn("bob drops in column 4.", ann.news())

    def test_items_of_a_connection(self) -> None:
        """
        What the connection notices is an object, or nothing, for a program too.
        """
        ann = self.program()
        ann.talker.put(LineTooLong(512))
        (told,) = ann.news()
        self.assertEqual((told["error"], told["most"]), ("line_too_long", 512))
        for item in (WANTS_TO_GO, ClientKnown(Client(True, ("XTERM",)))):
            ann.talker.put(item)
            self.assertEqual(ann.news(), [])

    def test_apology(self) -> None:
        """
        After a crash of the action handler a program gets a notice, no board.
        """
        ann, _ = self.programs(playing=True)
        ann.talker.handle()
        ann.talker.conversation.apologise()
        self.assertEqual(
            ann.news(), [notice("handler_crashed", sentences.HANDLER_RESTARTED)]
        )

    def test_apology_for_a_request(self) -> None:
        """
        The request that was being done as the handler crashed gets its answer.
        """
        ann = self.program()
        with self.assertRaises(DrillError):
            ann.does("crash", id=4, part="handler")
        ann.talker.handle()
        ann.talker.conversation.apologise()
        (told,) = ann.news()
        self.assertEqual((told["re"], told["error"]), (4, "handler_crashed"))
        self.assertEqual(ann.asks("help", id=5)["re"], 5)

    def test_way_back_as_typed(self) -> None:
        """
        ``mode text`` as a person types it is the way back for who got lost here.
        """
        ann = self.program()
        told = ann.talker.says("Mode Text ")
        self.assertEqual(told, f"{sentences.MODE_TEXT}\n")
        self.assertEqual(ann.talker.prompt, "lobby> ")

    def test_style_and_width_change_nothing(self) -> None:
        """
        However things are to look, a line is an object on one line, in ASCII.
        """
        ann, bob = self.programs(playing=True)
        ann.talker.wishes(width=20, unicode=True, color=True)
        told = ann.does("move", col=1)[1:]
        self.assertEqual(bob.news(), told)
        self.assertTrue(ann.asks("board")["ok"])
        self.assertEqual(ann.asks("help", topic="xyzzé")["value"], "xyzzé")


class CommandsTests(ProgramCase):
    """
    The commands of people, as objects.
    """

    maxDiff = None

    def test_every_command_is_known(self) -> None:
        """
        Each command of people, and each for programs, is understood with its fields,
        and what comes of it is objects.
        """
        verbs = {verb.name for verb in (*VERBS, *DRILL, *MACHINE)}
        self.assertEqual(set(COMMANDS), verbs)
        for number, (cmd, fields) in enumerate(COMMANDS.items()):
            program = self.program(f"prog{number}")
            told = program.does(cmd, id=number, **fields)
            answers = [line for line in told if line.get("re") == number]
            self.assertEqual(len(answers), 1, (cmd, told))
            unread = {"unknown_command", "no_such_option", "bad_field", "bad_json"}
            self.assertNotIn(answers[0].get("error"), unread, cmd)

    def test_create(self) -> None:
        """
        Who opens a room is given all that is true of it.
        """
        ann = self.program()
        told = ann.asks("create", **COMMANDS["create"], symbol="q")
        self.assertEqual(
            told,
            {
                "ok": True,
                "token": ann.talker.token,
                "game": {
                    "seq": 2,
                    "room": ann.talker.code,
                    "name": "Salon",
                    "status": "lobby",
                    "cols": 9,
                    "rows": 8,
                    "connect": 5,
                    "seats": [
                        {"symbol": "Q", "name": "ann", **HERE},
                        None,
                        None,
                    ],
                    "you": "Q",
                    "first": "Q",
                    "turn": None,
                    "open": [],
                    "moves": "",
                    "board": [],
                    "control": "3+2",
                    "private": False,
                    "clocks": [],
                    "offers": [],
                    "score": [0, 0, 0],
                },
            },
        )

    def test_join(self) -> None:
        """
        Who joins is given the room as it is then; the code may be in small letters.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.does("create")
        told = bob.asks("join", code=ann.talker.code.lower())
        game = told["game"]
        self.assertEqual(game["seq"], 3)
        self.assertEqual(
            game["seats"],
            [
                {"symbol": "X", "name": "ann", **HERE},
                {"symbol": "O", "name": "bob", **HERE},
            ],
        )
        self.assertEqual((game["you"], game["first"], game["turn"]), ("O", "X", None))
        self.assertEqual((game["cols"], game["rows"], game["connect"]), (7, 6, 4))

    def test_move(self) -> None:
        """
        A move is answered by no more than that it was done, and then told as an event;
        the column may be a number or text.
        """
        ann, bob = self.programs(playing=True)
        self.assertEqual(ann.does("move", id=1, col=4)[0], {"re": 1, "ok": True})
        bob.does("move", col="4")
        self.assertEqual(ann.asks("board")["game"]["moves"], "44")

    def test_board(self) -> None:
        """
        The board is given as the game, without a drawing.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        told = bob.asks("board", id="b")
        self.assertEqual(sorted(told), ["game", "ok", "re"])
        game = told["game"]
        self.assertEqual((game["you"], game["turn"], game["seq"]), ("O", "O", 5))
        self.assertEqual((game["status"], game["moves"]), ("playing", "4"))
        self.assertEqual(game["board"][-1], "...X...")

    def test_for_people(self) -> None:
        """
        What tells a part of the board in sentences, and what changes how things look,
        is for people: a program is told so.
        """
        ann, _ = self.programs(playing=True)
        for cmd in ("col", "row", "last", "open", "set", "secret", "more"):
            told = ann.asks(cmd, id=1, **COMMANDS[cmd])
            told.pop("message")
            self.assertEqual(told, {"re": 1, "error": "not_in_json", "cmd": cmd})

    def test_set_lang(self) -> None:
        """
        Of the settings, the language is a program's too: that of the messages.
        """
        ann = self.program()
        self.assertTrue(ann.asks("set", setting="lang", value="fr")["ok"])
        self.assertEqual(ann.asks("quit")["message"], "Au revoir\xa0!")

    def test_game_that_is_over(self) -> None:
        """
        A game that is over is given with how it ended.
        """
        ann, bob = self.programs(playing=True)
        for ply, column in enumerate(WON):
            (ann, bob)[ply % 2].does("move", col=column + 1)
        game = bob.asks("board")["game"]
        self.assertEqual((game["status"], game["turn"]), ("over", None))
        self.assertEqual(game["moves"], "1212121")
        self.assertEqual(
            game["end"],
            {
                "winner": "X",
                "how": "connected",
                "cells": [[1, 1], [1, 2], [1, 3], [1, 4]],
                "moves": "1212121",
            },
        )

    def test_play_lobby_and_leave(self) -> None:
        """
        The other steps of a room are commands without fields.
        """
        ann, bob = self.programs()
        self.assertEqual(ann.does("play", id=1)[0], {"re": 1, "ok": True})
        bob.does("leave")
        self.assertEqual(ann.does("lobby", id=2)[0], {"re": 2, "ok": True})
        told = ann.asks("leave", id=3)
        self.assertEqual((told["re"], told["ok"]), (3, True))
        self.assertIn("You have left room", told["message"])

    def test_sentences(self) -> None:
        """
        What is a sentence for people is the message.
        """
        ann = self.program()
        for cmd, fields, message in (
            ("rules", {}, wrapped(help.TOPICS["rules"], 80)),
            ("help", {"topic": "move"}, help.TOPICS["move"]),
            ("help", {}, f"{help.LOBBY}\n{help.DRILL}"),
            ("tree", {}, "the tree"),
            ("crash", {"part": "server"}, sentences.DRILL_PARTS),
            ("quit", {}, "Goodbye!"),
        ):
            self.assertEqual(
                ann.asks(cmd, id=cmd, **fields),
                {"re": cmd, "ok": True, "message": message},
            )
        self.assertTrue(ann.talker.conversation.over)

    def test_sentences_with_fields(self) -> None:
        """
        What a sentence speaks of is in fields of its own; a setting is not, whether it
        was changed or the same before.
        """
        ann = self.program()
        ann.does("create")
        code = ann.talker.code
        for cmd, asked, fields in (
            ("leave", {}, {"room": code}),
            ("name", {"name": "lea"}, {"name": "lea"}),
            ("lang", {"lang": "en"}, {}),
            ("lang", {"lang": "fr"}, {}),
            ("mode", {"mode": "json"}, {"protocol": 1, "name": "lea"}),
        ):
            told = ann.asks(cmd, id=cmd, **asked)
            self.assertTrue(told.pop("message"))
            self.assertEqual(told, {"re": cmd, "ok": True, **fields})

    def test_facts(self) -> None:
        """
        Facts are events, each on its line, and come after the answer.
        """
        ann = self.program()
        first, second = ann.does("funfacts", id=1, number=2)
        self.assertEqual(first, {"re": 1, "ok": True, "message": sentences.FACTS_BEGIN})
        self.assertEqual(second["event"], "fact")
        self.assertIn(second["message"], facts.FACTS)
        self.world.clock.advance(facts.PACE_SECONDS)
        self.assertEqual([line["event"] for line in ann.news()], ["fact"])

    def test_facts_that_fail(self) -> None:
        """
        Facts that cannot be told are a notice.
        """
        ann = self.program()
        ann.does("funfacts", number=3)
        self.world.root.child("jobs").kill()
        self.world.clock.advance(5)
        self.assertEqual(ann.news(), [notice("facts_failed", sentences.FACTS_FAILED)])

    def test_drill_is_not_known_without_it(self) -> None:
        """
        A server that is not in drill does not know its commands here either.
        """
        self.drill = False
        ann = self.program()
        for cmd in ("crash", "tree", "secret"):
            told = ann.asks(cmd)
            self.assertEqual((told["error"], told["value"]), ("unknown_command", cmd))

    def test_program_without_a_name(self) -> None:
        """
        A program that has no name plays as a guest, and is told so by the game alone.
        """
        newcomer = self.stranger()
        newcomer.meets(Client())
        program = Program(newcomer)
        game = program.asks("create")["game"]
        self.assertEqual(game["seats"][0]["name"], newcomer.name)
        self.assertTrue(newcomer.name.startswith("guest_"))


class IdTests(ProgramCase):
    """
    The id of a request comes back with its answer.
    """

    def test_comes_back_as_it_was(self) -> None:
        """
        An id is a whole number or text, and comes back with every kind of answer.
        """
        ann = self.program()
        for number in (0, 1, -1, 10**63, "a", "", "é", "\x1b[2J", "x" * 64, '"'):
            for cmd in ("help", "xyzzy", "create", "leave"):
                answer = ann.does(cmd, id=number)[0]
                self.assertEqual(answer["re"], number, (cmd, number))
                self.assertIs(type(answer["re"]), type(number))

    def test_no_id_is_no_re(self) -> None:
        """
        A request without an id has an answer without it.
        """
        ann = self.program()
        for cmd in ("help", "xyzzy", "create"):
            self.assertNotIn("re", ann.asks(cmd))

    def test_ids_that_are_none(self) -> None:
        """
        A request whose id is neither a whole number nor text, or is too long, is not
        done, and the answer says so; null is no id.
        """
        ann = self.program()
        ids: tuple[object, ...] = (1.5, [], {}, [1], True, False, "x" * 65, 10**64)
        for number in ids:
            told = ann.asks("create", id=number)
            self.assertEqual((told["error"], told["field"]), ("bad_field", "id"))
            self.assertNotIn("re", told)
            self.assertLessEqual(len(told["value"]), 30)
        self.assertIsNone(ann.talker.place.room)
        self.assertNotIn("re", ann.asks("help", id=None))

    def test_only_the_answer_has_it(self) -> None:
        """
        Events that come of a request do not have its id.
        """
        ann, bob = self.programs(playing=True)
        told = ann.does("move", id=9, col=1)
        self.assertEqual([line.get("re") for line in told], [9, None])
        self.assertEqual([line.get("re") for line in bob.news()], [None])
