"""
JSON mode: what the lobby and the rooms refuse, with its fields.
"""

from __future__ import annotations

from tests.support.programs import Object, Program, ProgramCase
from tests.support.stories import WON


class ReasonsTests(ProgramCase):
    """
    The fields of what a room or the lobby refuses.
    """

    def error(self, program: Program, cmd: str, **fields: object) -> Object:
        """
        A refusal without its sentence.
        """
        told = program.asks(cmd, **fields)
        self.assertTrue(told.pop("message"))
        return told

    def test_of_a_game(self) -> None:
        """
        Turns, columns and rows are refused with what there is instead.
        """
        ann, bob = self.programs(playing=True)
        code = ann.talker.code
        for _ in range(3):
            ann.does("move", col=4)
            bob.does("move", col=4)
        for program, cmd, fields, told in (
            (bob, "move", {"col": 1}, {"error": "not_your_turn", "name": "ann"}),
            (ann, "move", {"col": 4}, {"error": "column_full", "col": 4}),
            (ann, "move", {"col": 0}, {"error": "no_such_column", "cols": 7}),
            (ann, "move", {"col": 8}, {"error": "no_such_column", "cols": 7}),
            (ann, "move", {"col": -1}, {"error": "no_such_column", "cols": 7}),
            (ann, "play", {}, {"error": "game_runs", "room": code}),
            (ann, "create", {}, {"error": "already_seated", "room": code}),
            (ann, "name", {"name": "lea"}, {"error": "name_kept", "value": "ann"}),
        ):
            found = self.error(program, cmd, **fields)
            self.assertEqual({**found, **told}, found)
            self.assertNotIn("last", found)
        self.assertEqual(self.error(bob, "move", col=1)["symbol"], "X")
        full = self.error(ann, "move", col=4)
        self.assertEqual(full["open"], [1, 2, 3, 5, 6, 7])

    def test_after_a_game(self) -> None:
        """
        A game that is over takes no moves, and another player has to wait.
        """
        ann, bob = self.programs(playing=True)
        for ply, column in enumerate(WON):
            (ann, bob)[ply % 2].does("move", col=column + 1)
        self.assertEqual(self.error(ann, "move", col=1), {"error": "game_over"})
        self.assertEqual(self.error(ann, "play"), {"error": "game_over"})
        bob.does("leave")
        code = ann.talker.code
        self.assertEqual(
            self.error(bob, "join", code=code), {"error": "game_shown", "room": code}
        )

    def test_of_the_lobby(self) -> None:
        """
        Rooms that there are not, or that are full, and boards that cannot be.
        """
        ann, _ = self.programs()
        carl = self.program("carl")
        code = ann.talker.code
        self.assertEqual(
            self.error(carl, "join", code="nosuch"),
            {"error": "no_such_room", "room": "NOSUCH"},
        )
        self.assertEqual(
            self.error(carl, "join", code=code),
            {"error": "room_full", "room": code, "players": 2, "away": False},
        )
        self.assertEqual(self.error(carl, "leave"), {"error": "not_in_room"})
        self.assertEqual(self.error(carl, "resume"), {"error": "not_in_room"})
        for wish, field, value in (
            ({"cols": 3}, "cols", 3),
            ({"rows": 21}, "rows", 21),
            ({"players": 5}, "players", 5),
            ({"connect": 9}, "connect", 9),
        ):
            told = self.error(carl, "create", **wish)
            self.assertEqual(told["error"], "bad_variant")
            self.assertEqual((told["field"], told["value"]), (field, value))
            self.assertEqual(told["cols"], wish.get("cols", 7))
            self.assertEqual(told["rows"], wish.get("rows", 6))

    def test_of_seats(self) -> None:
        """
        A symbol that is taken is refused with all that are; a game that lacks players
        with how many, also to a move; in a full room the game has not begun.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.does("create", players=3, symbol="q")
        code = ann.talker.code
        self.assertEqual(
            self.error(bob, "join", code=code, symbol="q"),
            {"error": "symbol_taken", "symbol": "Q", "taken": ["Q"]},
        )
        for cmd, fields in (("play", {}), ("move", {"col": 1}), ("lobby", {})):
            self.assertEqual(
                self.error(ann, cmd, **fields),
                {"error": "needs_players", "missing": 2, "room": code},
            )
        bob.does("join", code=code)
        self.program("carl").does("join", code=code)
        ann.news()
        for cmd, fields in (("move", {"col": 1}), ("lobby", {})):
            self.assertEqual(self.error(ann, cmd, **fields), {"error": "not_playing"})

    def test_of_settings_and_names(self) -> None:
        """
        Most settings are for people; languages are refused with those there are, and
        names with what was asked for.
        """
        ann = self.program("ann")
        self.program("bob")
        for cmd, fields, told in (
            ("set", {"setting": "keys"}, {"error": "not_in_json", "cmd": "set"}),
            (
                "lang",
                {"lang": "xx"},
                {
                    "error": "no_such_language",
                    "value": "xx",
                    "languages": ["en", "fr"],
                },
            ),
            ("mode", {"mode": "xml"}, {"error": "bad_mode", "value": "xml"}),
            ("name", {"name": "x"}, {"error": "bad_name", "value": "x"}),
            ("name", {"name": "Bob"}, {"error": "name_in_use", "value": "Bob"}),
            ("name", {"name": "bot"}, {"error": "name_reserved", "value": "bot"}),
            ("help", {"topic": "x"}, {"error": "unknown_topic", "value": "x"}),
            ("create", {"symbol": "xy"}, {"error": "bad_symbol", "value": "xy"}),
        ):
            self.assertEqual(self.error(ann, cmd, **fields), told)

    def test_facts(self) -> None:
        """
        Facts are told one request at a time, and no more than there are.
        """
        ann = self.program("ann")
        told = self.error(ann, "funfacts", number=21)
        self.assertEqual((told["error"], told["value"]), ("bad_number", "21"))
        ann.does("funfacts", number=2)
        self.assertEqual(self.error(ann, "funfacts"), {"error": "facts_under_way"})

    def test_journal_down(self) -> None:
        """
        What cannot be recorded is refused, and the room stays as it is.
        """
        ann, _ = self.programs(playing=True)
        self.world.stop_journal()
        self.assertEqual(self.error(ann, "move", col=1), {"error": "journal_down"})
        self.world.start_journal()
        self.assertEqual(ann.does("move", col=1)[0], {"ok": True})
