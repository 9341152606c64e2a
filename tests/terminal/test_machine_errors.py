"""
JSON mode: what is wrong with a line, and what is said of it.
"""

from __future__ import annotations

import json

from connect4tx.play.rejections import Reason
from connect4tx.terminal import help
from tests.support.programs import Object, Program, ProgramCase

NO_OBJECTS = (
    *("", " ", "\t", "play", "4", "move 4", "quit", "'", '"', "\\", "\x00", "\ufeff{}"),
    *("null", "true", "7", "-1.5", "1e999", "NaN", "Infinity", '"play"', "[]", "{}"),
    *('["play"]', '[{"cmd": "play"}]', '{"cmd"', '{"cmd": ', '{"cmd": "play"'),
    *('{"cmd": "play"} {"cmd": "play"}', '{"cmd": "play"},', "{'cmd': 'play'}"),
    *('{cmd: "play"}', '{"cmd": "play",}', '{"cmd": "play"} // do', '{"CMD": "play"}'),
    *('{"cmd": 4}', '{"cmd": null}', '{"cmd": true}', '{"cmd": ["play"]}'),
    *('{"cmd": {"cmd": "play"}}', '{"id": 1}', '{"id": 1, "command": "play"}'),
    *('{"cmd": "pl\x01ay"}', '{"cmd": "\\u12"}', '{"cmd": "\\x41"}', "\ufffd{"),
)


class BadJsonTests(ProgramCase):
    """
    Lines that are no object with a command.
    """

    def test_no_objects(self) -> None:
        """
        What is no JSON, no object, or has no command as text is refused as such, and
        nothing happens.
        """
        ann = self.programs(playing=True)[0]
        for line in NO_OBJECTS:
            (told,) = ann.line(line)
            self.assertEqual(told["error"], "bad_json", line)
            self.assertEqual(set(told) - {"re"}, {"error", "message"}, line)
        self.assertFalse(ann.talker.conversation.over)

    def test_message_shows_an_object(self) -> None:
        """
        The message has an example that is understood itself.
        """
        ann, _ = self.programs(playing=True)
        (told,) = ann.line("play")
        message = told["message"]
        example = message[message.index("{") : message.index("}") + 1]
        self.assertEqual(ann.line(example)[0], {"re": 1, "ok": True})

    def test_deeply_nested(self) -> None:
        """
        However deep the brackets, there is an answer.
        """
        ann = self.program()
        for depth in (1, 50, 100, 200, 500, 900, *range(930, 1010), 5000, 100_000):
            for opening, closing in (("[", "]"), ('{"a":', "}"), ("[[],", "]")):
                value = f"{opening * depth}1{closing * depth}"
                for line in (
                    value,
                    opening * depth,
                    f'{{"cmd": {value}}}',
                    f'{{"cmd": "move", "col": {value}}}',
                    f'{{"cmd": "play", "id": {value}}}',
                ):
                    (told,) = ann.line(line)
                    self.assertIn("error", told)

    def test_huge_numbers(self) -> None:
        """
        However many digits, there is an answer, and a short one.
        """
        ann, _ = self.programs(playing=True)
        for digits in (13, 100, 4299, 4300, 4301, 100_000):
            number = "9" * digits
            for line in (
                number,
                f'{{"cmd": "move", "col": {number}}}',
                f'{{"cmd": "move", "col": -{number}}}',
                f'{{"cmd": "move", "col": {number}.5}}',
                f'{{"cmd": "move", "col": 1e{number}}}',
                f'{{"cmd": "move", "col": "{number}"}}',
                f'{{"cmd": "leave", "id": {number}, "x": 1}}',
            ):
                (told,) = ann.line(line)
                self.assertIn("error", told)
                self.assertLess(len(json.dumps(told)), 400)

    def test_command_that_is_repeated(self) -> None:
        """
        Of a key that stands twice the last counts, as JSON readers do.
        """
        ann = self.program()
        (told,) = ann.line('{"cmd": "xyzzy", "cmd": "leave"}')
        self.assertEqual(told["error"], "not_in_room")

    def test_half_characters(self) -> None:
        """
        Half a surrogate pair, which JSON can write, does no harm anywhere.
        """
        ann = self.program()
        half = "\\ud83d"
        for line in (
            f'{{"cmd": "{half}"}}',
            f'{{"cmd": "help", "topic": "{half}"}}',
            f'{{"cmd": "name", "name": "{half}"}}',
            f'{{"cmd": "join", "code": "{half}", "symbol": "{half}"}}',
            f'{{"cmd": "play", "{half}": 1}}',
            f'{{"cmd": "leave", "id": "{half}"}}',
            f'{{"cmd": "mode", "mode": "{half}"}}',
            f'{{"cmd": "set", "setting": "{half}", "value": "{half}"}}',
            f'{{"cmd": "set", "setting": "lang", "value": "{half}"}}',
        ):
            (told,) = ann.line(line)
            self.assertIn("error", told, line)
        (told,) = ann.line(f'{{"cmd": "create", "name": "a{half}b"}}')
        self.assertEqual(told["game"]["name"], "ab")


class FieldsTests(ProgramCase):
    """
    Commands with fields that are wrong.
    """

    def assert_error(
        self, program: Program, request: Object, reason: Reason, **fields: object
    ) -> None:
        """
        Fail unless a request is refused for this reason with just these fields, and a
        sentence.
        """
        (told,) = program.line(json.dumps({"id": 5, **request}))
        message = told.pop("message")
        self.assertEqual(told, {"re": 5, "error": reason.value, **fields}, request)
        if reason is Reason.MISSING_ARGUMENT:
            # How it is typed ends that sentence.
            cmd = str(fields["cmd"])
            usage = help.TOPICS[cmd].partition("\n")[0]
            self.assertEqual(message, f"{cmd} needs more than that: {usage}")
        else:
            self.assertTrue(message.endswith("."), message)

    def test_wrong_types(self) -> None:
        """
        A field is text or a whole number; anything else is refused as written.
        """
        ann, _ = self.programs(playing=True)
        for value, shown in (
            (None, "null"),
            (True, "true"),
            (False, "false"),
            (4.0, "4.0"),
            ([4], "[4]"),
            ({"a": 1}, '{"a": 1}'),
            ([[1, 2, 3]] * 20, "[[1, 2, 3], [1, 2, 3], [1, 2, "),
        ):
            self.assert_error(
                ann,
                {"cmd": "move", "col": value},
                Reason.BAD_FIELD,
                cmd="move",
                field="col",
                value=shown,
            )

    def test_fields_that_are_not_numbers(self) -> None:
        """
        Text where a whole number is wanted is refused as text.
        """
        ann, _ = self.programs(playing=True)
        for cmd, key in (("move", "col"), ("col", "number"), ("resume", "seq")):
            for value in ("x", "4.5", "1_0", "٤", " 4"):
                self.assert_error(
                    ann,
                    {"cmd": cmd, key: value},
                    Reason.BAD_NUMBER,
                    cmd=cmd,
                    field=key,
                    value=value,
                )

    def test_fields_that_are_missing(self) -> None:
        """
        A field that is needed and is not there, or is empty, is named.
        """
        ann, _ = self.programs(playing=True)
        for cmd, key in (
            ("move", "col"),
            ("col", "number"),
            ("row", "number"),
            ("join", "room"),
            ("name", "name"),
            ("lang", "lang"),
            ("mode", "mode"),
            ("crash", "part"),
        ):
            for request in ({"cmd": cmd}, {"cmd": cmd, key: ""}):
                self.assert_error(
                    ann, request, Reason.MISSING_ARGUMENT, cmd=cmd, field=key
                )

    def test_fields_that_a_command_lacks(self) -> None:
        """
        A field that a command does not have is refused with those it has.
        """
        ann = self.program()
        for cmd, key, has in (
            ("cancel", "now", []),
            ("play", "now", ["clock"]),
            ("move", "column", ["col"]),
            ("join", "Code", ["room", "symbol"]),
            ("help", "command", ["topic"]),
            ("resume", "from", ["seq"]),
        ):
            self.assert_error(
                ann,
                {"cmd": cmd, key: 1},
                Reason.NO_SUCH_OPTION,
                cmd=cmd,
                value=key,
                options=has,
            )

    def test_commands_in_short(self) -> None:
        """
        A program writes its commands in full and in small letters, so that later ones
        cannot be mistaken for them.
        """
        ann = self.program()
        for cmd in ("m", "mov", "MOVE", "Play", " play", "l", "?", "", "4", "move 4"):
            told = ann.asks(cmd)
            self.assertEqual((told["error"], told["value"]), ("unknown_command", cmd))

    def test_nearest_command_is_one(self) -> None:
        """
        What is nearest to a command there is not is one there is, here and now.
        """
        self.drill = False
        ann = self.program("bob")
        for typed in ("m", "mov", "l", "?", "craete", "leaf", "tre", "secre", "crahs"):
            nearest = ann.asks(typed)["nearest"]
            if nearest:
                error = ann.asks(nearest).get("error")
                self.assertNotEqual(error, "unknown_command", (typed, nearest))

    def test_room_is_another_name_of_a_code(self) -> None:
        """
        A room may be joined by its code under the name that events give it; in other
        commands that is a field they lack, by the name it was given.
        """
        ann = self.program()
        self.assertEqual(ann.asks("join", room="abc234")["room"], "ABC234")
        self.assertEqual(ann.asks("join", code="abc234")["room"], "ABC234")
        for cmd, fields in (
            ("play", {"room": "ABC234"}),
            ("join", {"room": "ABC234", "code": "ABC234"}),
        ):
            told = ann.asks(cmd, **fields)
            self.assertEqual((told["error"], told["value"]), ("no_such_option", "room"))

    def test_room_that_is_missing(self) -> None:
        """
        A ``join`` without a room, or with an empty one, under either name, lacks the
        room.
        """
        ann = self.program()
        for fields in ({}, {"room": ""}, {"code": ""}):
            self.assert_error(
                ann,
                {"cmd": "join", **fields},
                Reason.MISSING_ARGUMENT,
                cmd="join",
                field="room",
            )
        for value in (None, True, ["ABC234"]):
            told = ann.asks("join", room=value)
            self.assertEqual((told["error"], told["field"]), ("bad_field", "room"))

    def test_id_that_is_none(self) -> None:
        """
        An id that is none is refused with the command, clean and in short.
        """
        ann = self.program()
        for line, cmd in (
            ('{"id": true, "cmd": "play"}', "play"),
            ('{"id": [], "cmd": "\\u001b[2J' + "x" * 100 + '"}', "[2J" + "x" * 27),
        ):
            (told,) = ann.line(line)
            self.assertEqual((told["error"], told["cmd"]), ("bad_field", cmd))
            self.assertEqual(told["field"], "id")
        for line in ('{"id": true}', '{"id": true, "cmd": 7}'):
            (told,) = ann.line(line)
            self.assertEqual(told["error"], "bad_json")
            self.assertEqual(sorted(told), ["error", "message"])

    def test_id_of_a_line_without_a_command(self) -> None:
        """
        A good id comes back also when the command is missing or is no text.
        """
        ann = self.program()
        for line in ('{"id": 3}', '{"id": 3, "cmd": 7}', '{"id": 3, "cmd": null}'):
            (told,) = ann.line(line)
            self.assertEqual((told["re"], told["error"]), (3, "bad_json"))

    def test_controls_do_not_come_back(self) -> None:
        """
        What is quoted is clean and short.
        """
        ann = self.program()
        self.assert_error(
            ann,
            {"cmd": "\x1b[2J\u202e" + "x" * 100},
            Reason.UNKNOWN_COMMAND,
            value="[2J" + "x" * 27,
            nearest="",
        )
