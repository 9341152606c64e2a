"""
The schema of JSON mode, against what the server says and understands.
"""

from __future__ import annotations

import json
import re

from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.terminal import grammar, machine
from connect4tx.terminal.clean import clean
from tests.support.json_schema import (
    CLOSED_MESSAGE,
    DOCS,
    KINDS,
    MESSAGE,
    NOTICES,
    REQUEST,
    ROOT,
    SCHEMA,
    may_lack,
    names_of,
    paths,
    replaced,
    requests,
    valued,
    without,
)
from tests.support.programs import Object
from tests.support.scenes import Scenes

PAGES = (DOCS / "reference" / "json-mode.md", DOCS / "howto" / "bot.md")
# What only people can be refused for.
FOR_PEOPLE = {
    *(Reason.AMBIGUOUS_COMMAND, Reason.TOO_MANY_WORDS, Reason.NO_SUCH_ROW),
    *(Reason.NO_SUCH_SETTING, Reason.KEYS_IMPOSSIBLE),
    *(Reason.NO_REPLAY, Reason.NO_SUCH_MOVE, Reason.NOTHING_MORE),
}
# The commands that a program is refused, with fields with which they are understood.
COMMANDS_FOR_PEOPLE: dict[str, Object] = {
    "col": {"number": 1},
    "row": {"number": 1},
    "last": {},
    "open": {},
    "replay": {"game": "ABC234.1"},
    "next": {},
    "previous": {},
    "go": {"ply": 7},
    "done": {},
    "more": {},
    "secret": {},
}


class MessagesTests(Scenes):
    """
    What the server says is as the schema says.
    """

    maxDiff = None

    def setUp(self) -> None:
        super().setUp()
        self.play_scenes()

    def shapes(self) -> list[Object]:
        """
        One message of each kind and each set of fields.
        """
        found = {}
        for told in self.heard:
            kind = told.get("event") or told.get("error")
            found[kind, *paths(told)] = told
        return list(found.values())

    def test_the_schema_is_one(self) -> None:
        """
        The schema is itself valid.
        """
        Draft202012Validator.check_schema(SCHEMA)

    def test_all_that_is_said_is_valid(self) -> None:
        """
        Every message has the fields that the schema demands, and no other: a field
        that is added is described.
        """
        for told in self.heard:
            self.assertEqual([e.message for e in MESSAGE.iter_errors(told)], [], told)
            CLOSED_MESSAGE.validate(told)

    def test_every_error_is_said(self) -> None:
        """
        The schema has the errors that there are, and each was said here.
        """
        said = {told["error"] for told in self.heard if "error" in told}
        self.assertEqual(said, {reason.value for reason in set(Reason) - FOR_PEOPLE})
        self.assertEqual(said, names_of("error", KINDS["error"]["oneOf"]))

    def test_every_event_is_said(self) -> None:
        """
        The schema has the events that there are, and each was said here.
        """
        said = {told["event"] for told in self.heard if "event" in told}
        branches = (branch["$ref"] for branch in KINDS["event"]["oneOf"])
        described = [KINDS[branch.split("/")[-1]] for branch in branches]
        self.assertEqual(said, names_of("event", described))
        self.assertEqual(
            {told["how"] for told in self.heard if told.get("event") == "end"},
            set(KINDS["how"]["enum"]),
        )

    def test_every_departure_is_described(self) -> None:
        """
        The schema has the ways to go and to be away that there are; all were said here
        but for the server's own stop, of which nobody who is there is told.
        """
        described = {}
        for event in ("leave", "away"):
            whys = KINDS[f"{event}_event"]["properties"]["why"]["enum"]
            told = [each for each in self.heard if each.get("event") == event]
            described[event] = set(whys)
            said = {each["why"] for each in told}
            self.assertEqual(said, described[event] - {Departure.SERVER_DOWN.value})
        self.assertEqual(described["leave"], {why.value for why in Departure})
        self.assertLess(described["away"], described["leave"])

    def test_every_end_of_a_challenge_is_described(self) -> None:
        """
        The schema has the ways in which one is over that there are; all were said here.
        """
        described = KINDS["challenge_over_event"]["properties"]["why"]["enum"]
        told = [each for each in self.heard if each.get("event") == "challenge_over"]
        self.assertEqual({each["why"] for each in told}, set(described))

    def test_every_notice_is_described(self) -> None:
        """
        The schema has the codes of notices that there are in the server, and those
        said here are among them.
        """
        described = set(NOTICES)
        sources = (path.read_text("utf-8") for path in ROOT.glob("connect4tx/*/*.py"))
        calls = re.findall(
            r"(?:\bnotice\(|_end\(peer,)\s*\"(\w+)\"", "\n".join(sources)
        )
        self.assertEqual(described, set(calls))
        said = {told["code"] for told in self.heard if told.get("event") == "notice"}
        unsaid = {"gave_up", "stopping", "part_restarted", "no_name"}
        self.assertEqual(said, described - unsaid)

    def test_fields_that_are_null_and_lists_that_are_empty(self) -> None:
        """
        What may be null or empty was so, and otherwise, in what was said here.
        """
        answers = [told for told in self.heard if "ok" in told]
        games = [told["game"] for told in answers if "game" in told]
        seats = [seat for game in games for seat in game["seats"] if seat is not None]
        self.assertEqual({seat["away"] for seat in seats}, {True, False})
        records = [told["record"] for told in self.heard if "record" in told]
        for key in ("winner", "left", "moves"):
            self.assertEqual({bool(of[key]) for of in records}, {True, False}, key)
        for key in ("first", "turn", "open", "board", "moves"):
            self.assertEqual({bool(game[key]) for game in games}, {True, False}, key)
        for event, key in (("leave", "turn"), ("ready", "first"), ("move", "turn")):
            said = {
                bool(told[key]) for told in self.heard if told.get("event") == event
            }
            self.assertEqual(said, {True, False}, (event, key))

    def test_a_message_that_lacks_a_field_is_not_valid(self) -> None:
        """
        So the schema can fail: it demands each field of each kind of message.
        """
        for told in self.shapes():
            for path in paths(told):
                if not may_lack(told, path):
                    self.assertFalse(
                        MESSAGE.is_valid(without(told, path)), (told, path)
                    )

    def test_a_message_with_a_mistyped_field_is_not_valid(self) -> None:
        """
        It knows the type of each as well.
        """
        for told in self.shapes():
            for path in paths(told):
                wrong = replaced(told, path, 1.5)
                self.assertFalse(MESSAGE.is_valid(wrong), (told, path))
                value = valued(told, path)
                if type(value) is int and path[-1] != "re":
                    wrong = replaced(told, path, str(value))
                    self.assertFalse(MESSAGE.is_valid(wrong), (told, path))


class RequestsTests(SynchronousTestCase):
    """
    What the schema lets a program send is understood.
    """

    @given(requests())
    def test_valid_requests_are_understood(self, request: Object) -> None:
        """
        Nothing about the form of a valid request is refused, but a symbol that cannot
        be shown, and words of which nothing can.
        """
        read = machine.read(json.dumps(request), drill=True)
        self.assertEqual(read.id, request.get("id"))
        if isinstance(read.command, Rejected):
            has_words = clean(request.get("text", "words"), 200).strip()
            refused = Reason.BAD_SYMBOL if has_words else Reason.MISSING_ARGUMENT
            self.assertEqual(read.command.reason, refused, request)

    @given(requests())
    def test_unknown_fields_are_refused_by_both(self, request: Object) -> None:
        """
        A field that is misspelled is an error for the schema and for the server.
        """
        request["colums"] = 7
        self.assertFalse(REQUEST.is_valid(request))
        command = machine.read(json.dumps(request), drill=True).command
        assert isinstance(command, Rejected)
        self.assertEqual(command.reason, Reason.NO_SUCH_OPTION)

    def test_every_command_is_described(self) -> None:
        """
        The schema has the commands of machine mode; those that it lacks are for people.
        """
        kinds = [
            KINDS[each["$ref"].split("/")[-1]] for each in KINDS["request"]["oneOf"]
        ]
        verbs = (*grammar.VERBS, *grammar.DRILL, *grammar.MACHINE)
        self.assertEqual(
            names_of("cmd", kinds),
            {verb.name for verb in verbs} - {*COMMANDS_FOR_PEOPLE},
        )
        for cmd, fields in COMMANDS_FOR_PEOPLE.items():
            line = json.dumps({"cmd": cmd, **fields})
            command = machine.read(line, drill=True).command
            assert isinstance(command, Rejected)
            self.assertEqual(command.reason, Reason.NOT_IN_JSON)


class PagesTests(SynchronousTestCase):
    """
    The sessions on the pages about JSON mode are sessions.
    """

    def lines(self, mark: str) -> list[str]:
        """
        The objects on the pages' lines that begin so.
        """
        text = "\n".join(page.read_text("utf-8") for page in PAGES)
        found = re.findall(rf"^{mark} (\{{.*)$", text, re.MULTILINE)
        self.assertGreater(len(found), 10)
        return found

    def test_requests(self) -> None:
        """
        What a program sends is valid and understood.
        """
        for line in self.lines("C:"):
            REQUEST.validate(json.loads(line))
            command = machine.read(line, drill=True).command
            self.assertFalse(isinstance(command, Rejected), line)

    def test_messages(self) -> None:
        """
        What the server answers is valid.
        """
        for line in self.lines("S:"):
            MESSAGE.validate(json.loads(line))

    def test_errors_and_events_are_listed(self) -> None:
        """
        The reference has a word on each.
        """
        text = PAGES[0].read_text("utf-8")
        for name in {reason.value for reason in set(Reason) - FOR_PEOPLE} | {*NOTICES}:
            self.assertIn(f"`{name}`", text)
        for branch in KINDS["event"]["oneOf"]:
            properties = KINDS[branch["$ref"].split("/")[-1]]["properties"]
            for name in names_of("event", [{"properties": properties}]):
                self.assertIn(f"`{name}`", text)
