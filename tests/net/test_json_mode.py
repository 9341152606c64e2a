"""
Programs that play: JSON lines on the wire, and nothing else.
"""

from __future__ import annotations

import json
from typing import Any

from connect4tx.net.telnet.protocol import DO, END_OF_RECORD, EOR, IP, command
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal import sentences
from tests.support.net_telnet import client_named, window
from tests.support.net_world import Player, WorldCase


class JsonCase(WorldCase):
    def program(self, name: str = "") -> Player:
        """
        A program in JSON mode, which has read all.
        """
        player = self.world.player()
        if name:
            player.says(f"name {name}")
        player.says("mode json")
        player.bytes_of_news()
        return player

    def told(self, player: Player) -> list[dict[str, Any]]:
        """
        What has come: fails unless each line of it is an object, and ends.
        """
        data = player.bytes_of_news()
        self.assertTrue(data.endswith(b"\r\n") or not data, data)
        lines = data.split(b"\r\n")[:-1]
        for line in lines:
            self.assertTrue(line.startswith(b"{") and line.isascii(), line)
            self.assertNotIn(b"\n", line)
        return [json.loads(line) for line in lines]

    def asks(self, player: Player, cmd: str, **fields: object) -> list[dict[str, Any]]:
        """
        Have a program ask something; what comes of it.
        """
        line = json.dumps({"cmd": cmd, **fields})
        player.wire.sends(f"{line}\n".encode())
        return self.told(player)

    def pair_of_programs(self) -> tuple[Player, Player]:
        """
        Two programs in one room in which a game is on; both have read all.
        """
        lea, max_ = self.program("lea"), self.program("max")
        [opened] = self.asks(lea, "create")
        self.asks(max_, "join", code=opened["game"]["room"])
        self.asks(max_, "play")
        self.told(lea)
        return lea, max_


class WireTests(JsonCase):
    """
    What the lines look like.
    """

    def test_from_the_mode_on(self) -> None:
        """
        The answer to ``mode json`` is the first object; no prompt follows it.
        """
        player = self.world.player()
        player.bytes_of_news()
        player.wire.sends(b"mode json\r\n")
        [answer] = self.told(player)
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["message"], sentences.MODE_JSON)

    def test_before_any_name(self) -> None:
        """
        A program may go over to JSON first, and gets a guest's name when it needs one,
        without a word about it.
        """
        player = self.world.arrival()
        player.wire.sends(b"mode json\r\n")
        self.world.clock.advance(1)
        lines = player.bytes_of_news().split(b"\r\n")
        self.assertEqual(json.loads(lines[-2])["message"], sentences.MODE_JSON)
        [answer] = self.asks(player, "create", id=1)
        self.assertEqual(answer["re"], 1)
        self.assertIn(f'"name": "{player.called}"', json.dumps(answer["game"]))
        self.assertTrue(player.called.startswith("guest_"))

    def test_each_answer_is_a_line(self) -> None:
        """
        Each request is answered with one line, in the order of asking, with its id.
        """
        player = self.program()
        for number in range(5):
            line = json.dumps({"id": number, "cmd": "board"})
            player.wire.sends(f"{line}\r\n".encode())
        answers = self.told(player)
        self.assertEqual([answer["re"] for answer in answers], list(range(5)))
        self.assertEqual({answer["error"] for answer in answers}, {"not_in_room"})

    def test_line_that_is_no_object(self) -> None:
        """
        Whatever cannot be read is answered with one object that says so.
        """
        player = self.program()
        for line in (b"", b" ", b"board", b"[]", b"{", b"1", b'{"cmd": 4}', b"[" * 500):
            player.wire.sends(line + b"\r\n")
            [answer] = self.told(player)
            self.assertEqual(answer["error"], "bad_json", line)

    def test_too_long_line(self) -> None:
        """
        A line that is too long is answered with one object as well.
        """
        player = self.program()
        player.wire.sends(b'{"cmd": "' + b"x" * 600 + b'"}\r\n')
        [answer] = self.told(player)
        self.assertEqual(answer["error"], "line_too_long")

    def test_whole_game(self) -> None:
        """
        A game to its end is told to both in lines, each move once, then the end.
        """
        lea, max_ = self.pair_of_programs()
        for number, column in enumerate((1, 2, 1, 2, 1, 2, 1)):
            mover = max_ if number % 2 else lea
            mover.wire.sends(b'{"cmd": "move", "col": %d}\n' % column)
            self.world.settle()
        for news in (self.told(lea), self.told(max_)):
            moves = [told["col"] for told in news if told.get("event") == "move"]
            self.assertEqual(moves, [1, 2, 1, 2, 1, 2, 1])
            ends = [told for told in news if told.get("event") == "end"]
            self.assertEqual([end["winner"] for end in ends], ["X"])

    def test_answer_comes_before_its_news(self) -> None:
        """
        Who moves is told that it was done, and then of the move, as all are.
        """
        lea, _ = self.pair_of_programs()
        answer, move = self.asks(lea, "move", col=4, id="a")
        self.assertEqual((move["event"], move["col"], move["row"]), ("move", 4, 1))
        self.assertEqual(answer, {"re": "a", "ok": True})

    def test_program_and_person(self) -> None:
        """
        Each sees the game in its own way.
        """
        lea, person = self.program("lea"), self.world.player()
        [opened] = self.asks(lea, "create")
        person.says(f"join {opened['game']['room']}", "play")
        news = self.told(lea)
        self.assertEqual([told["event"] for told in news], ["join", "game", "token"])
        self.asks(lea, "move", col=4)
        told = person.news()
        self.assertIn("lea drops in column 4.", told)
        self.assertTrue(told.endswith("\nyour move (1-7)> "))
        person.says("1")
        [move] = self.told(lea)
        self.assertEqual((move["event"], move["turn"]), ("move", "X"))

    def test_each_knows_its_own_seat(self) -> None:
        """
        Of what is told to all, each is told which seat is its own, also when the room
        was restored.
        """
        lea, max_ = self.program("lea"), self.program("max")
        [opened] = self.asks(lea, "create")
        self.asks(max_, "join", code=opened["game"]["room"])
        self.told(lea)
        news = {"X": self.asks(lea, "play"), "O": self.told(max_)}
        news["O"] += self.asks(max_, "crash", part="room")
        news["X"] += self.told(lea)
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        for symbol, told in news.items():
            games = [event for event in told if event.get("event") == "game"]
            self.assertEqual([game["you"] for game in games], [symbol, symbol])


class NothingElseTests(JsonCase):
    """
    What people see and programs do not.
    """

    def test_no_prompt_after_news(self) -> None:
        """
        News, however many, are followed by no prompt and preceded by no empty line.
        """
        lea, max_ = self.pair_of_programs()
        self.asks(lea, "move", col=4)
        [move] = self.told(max_)
        self.assertEqual(move["event"], "move")
        max_.leaves()
        self.assertEqual([told["event"] for told in self.told(lea)], ["away", "grace"])
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual([told["event"] for told in self.told(lea)], ["overdue"])
        told = self.asks(lea, "claim", what="win")
        self.assertEqual([news.get("event") for news in told], [None, "leave", "end"])

    def test_signals(self) -> None:
        """
        Ctrl-C, Ctrl-D and what a client says late are answered with nothing.
        """
        player = self.program()
        for sent in (b"\x03", b"\x04", command(IP), b"half\x03", window(100)):
            self.assertEqual(player.sends(sent), b"", sent)
        [answer] = self.asks(player, "board")
        self.assertEqual(answer["error"], "not_in_room")

    def test_ends_of_records(self) -> None:
        """
        Ends of records, which belong to prompts, are not sent where there are none.
        """
        player = self.world.player(client=client_named("BOT", "MTTS 13"))
        player.sends(command(DO, END_OF_RECORD))
        self.assertIn(command(EOR), player.sends(b"board\r\n"))
        player.sends(b"mode json\r\n")
        self.asks(player, "board")
        self.assertNotIn(command(EOR), player.sends(b'{"cmd": "create"}\r\n'))

    def test_width(self) -> None:
        """
        No line is broken, however small the window.
        """
        player = self.world.player(client=client_named("BOT", columns=20))
        player.sends(b"mode json\r\n")
        [answer] = self.asks(player, "help")
        self.assertTrue(answer["ok"])
        [answer] = self.asks(player, "board")
        self.assertNotIn("\n", answer["message"])

    def test_facts(self) -> None:
        """
        Facts come as objects too.
        """
        player = self.program()
        told = self.asks(player, "funfacts", number=2)
        self.world.clock.pump([1.0] * 30)
        answer, *facts = told + self.told(player)
        self.assertTrue(answer["ok"])
        self.assertEqual([fact["event"] for fact in facts], ["fact", "fact"])

    def test_crash_of_the_handler(self) -> None:
        """
        An apology is an object as well, and JSON mode outlives the handler.
        """
        lea, _ = self.pair_of_programs()
        [notice] = self.asks(lea, "crash", part="handler")
        self.flushLoggedErrors()
        self.assertEqual(notice["event"], "notice")
        self.assertEqual(notice["message"], sentences.HANDLER_RESTARTED)
        self.assertEqual(notice["code"], "handler_crashed")
        answer, move = self.asks(lea, "move", col=4)
        self.assertEqual((answer["ok"], move["event"]), (True, "move"))

    def test_crash_during_a_request_with_an_id(self) -> None:
        """
        A request with an id is answered also when the handler crashed over it.
        """
        lea, _ = self.pair_of_programs()
        [answer] = self.asks(lea, "crash", id=3, part="handler")
        self.flushLoggedErrors()
        self.assertEqual((answer["re"], answer["error"]), (3, "handler_crashed"))
        self.assertEqual(self.asks(lea, "move", id=4, col=4)[0]["re"], 4)

    def test_stop_of_the_server(self) -> None:
        """
        So is the last thing that a program is told.
        """
        player = self.program()
        self.world.stop()
        [notice] = self.told(player)
        self.assertEqual(notice["event"], "notice")
        self.assertEqual(notice["code"], "stopping")
        self.assertEqual(notice["message"], sentences.STOPPING)

    def test_quit(self) -> None:
        """
        ``quit`` is answered and closes.
        """
        player = self.program()
        [answer] = self.asks(player, "quit", id=9)
        self.assertEqual((answer["re"], answer["ok"]), (9, True))
        self.assertTrue(player.gone)

    def test_back_to_text(self) -> None:
        """
        ``mode text`` is answered in text, and the prompt is there again.
        """
        for line in (b'{"cmd": "mode", "mode": "text"}', b"mode text"):
            player = self.program()
            player.wire.sends(line + b"\r\n")
            self.assertEqual(player.news(), f"{sentences.MODE_TEXT}\nlobby> ")


class ResumeTests(JsonCase):
    """
    ``resume``: what was missed, once more.
    """

    def test_what_was_told(self) -> None:
        """
        The events after a number are told again as they were, then that it is all.
        """
        lea, max_ = self.pair_of_programs()
        for mover, column in ((lea, 4), (max_, 4), (lea, 1)):
            mover.wire.sends(b'{"cmd": "move", "col": %d}\n' % column)
            self.world.settle()
        self.told(lea)
        heard = [told for told in self.told(max_) if "event" in told]
        for player in (lea, max_):
            *again, answer = self.asks(player, "resume", seq=4)
            self.assertEqual([told["seq"] for told in again], [5, 6, 7])
            self.assertEqual(again, heard)
        self.assertTrue(answer["ok"])

    def test_nothing_missed(self) -> None:
        """
        Who has missed nothing is told so only.
        """
        lea, _ = self.pair_of_programs()
        [answer] = self.asks(lea, "resume", seq=4)
        self.assertTrue(answer["ok"])

    def test_without_a_room(self) -> None:
        """
        Without a room there is nothing to resume.
        """
        [answer] = self.asks(self.program(), "resume", seq=0)
        self.assertEqual(answer["error"], "not_in_room")
