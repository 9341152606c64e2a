"""
Games that are over: listed, shown, given away, and stepped through.
"""

from __future__ import annotations

import json
import re
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import fail
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.position import Position
from connect4tx.game.record import DIGITS
from connect4tx.game.variant import Variant
from connect4tx.play.events import GameRecord
from connect4tx.play.ports import JournalDown, Prospect
from connect4tx.play.puzzles import Puzzle
from connect4tx.play.records import position_after
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal import chronicle, sentences, text
from connect4tx.terminal.chronicle import Games
from connect4tx.terminal.past import LISTED_AT_MOST
from connect4tx.terminal.puzzling import Posed
from connect4tx.terminal.replies import Recorded, Reply
from connect4tx.terminal.views import Client, Style, View, view
from tests.game.strategies import repeatable, variants
from tests.play.test_analysis import record
from tests.support.programs import Object, ProgramCase
from tests.support.stories import CODE, NAMES, SYMBOLS, game, room_after
from tests.support.talk import TalkCase, Talker

WON = (1, 2, 1, 2, 1, 2, 1)
DRAWN_SIGN = re.compile(r"[|\u2500-\u259f]|\+-|-\+")


class PastCase(TalkCase):
    """
    Has games that are over.
    """

    def over(self, *columns: int) -> tuple[Talker, Talker, str]:
        """
        A game that is over: those who played it, and its code.
        """
        ann, bob = self.game(*(columns or WON))
        return ann, bob, f"{ann.code}.1"


class ListTests(PastCase):
    """
    ``games``.
    """

    def test_none_yet(self) -> None:
        """
        As long as no game was finished, that is told, and how to have one.
        """
        self.assertEqual(
            self.talker("eve").says("games"),
            "No game is on, and none has been finished here yet; play finds an"
            " opponent, create opens a room.\n",
        )
        ann, _ = self.game(4)
        self.assertEqual(
            self.talker("carl").says("games"),
            "Games that are on:\n"
            f"  {ann.code}  ann (X), bob (O): 7x6, without a clock, move 1\n"
            f"Look on with, for instance: watch {ann.code}\n",
        )

    def test_own_and_others(self) -> None:
        """
        One's own come first, then the latest of others; none is told twice.
        """
        ann, bob, code = self.over()
        told = (
            f"  {code}  ann (X), bob (O): ann won, 7 moves, 1970-01-01\n"
            f"See one with, for instance: show {code}, or replay {code}\n"
        )
        for talker in (ann, bob):
            self.assertEqual(talker.says("games"), f"Your games:\n{told}")
        carl = self.talker("carl")
        self.assertEqual(carl.says("games"), f"The latest games:\n{told}")
        ann.says("leave")
        carl.says("create")
        eve = self.talker("eve")
        eve.says(f"join {carl.code}", "play", "leave")
        lines = bob.says("games").splitlines()
        self.assertEqual(lines[0], "Your games:")
        self.assertIn(code, lines[1])
        self.assertEqual(lines[2], "The latest games:")
        self.assertEqual(
            lines[3],
            f"  {carl.code}.1  carl (X), eve (O): carl won, 0 moves, 1970-01-01",
        )

    def test_one_move(self) -> None:
        """
        One move is told as one.
        """
        ann, bob = self.game(4)
        bob.says("leave")
        self.assertIn("ann won, 1 move, ", ann.says("games"))

    def test_at_most(self) -> None:
        """
        Some of the latest are listed, not all that there ever were.
        """
        ann, bob, _ = self.over()
        for _ in range(LISTED_AT_MOST + 2):
            ann.says("lobby", "play")
            ann.news()
            bob.news()
            mover = ann if "your move" in ann.prompt else bob
            other = bob if mover is ann else ann
            for _ in range(3):
                mover.says("1")
                other.says("2")
            mover.says("1")
        told = ann.says("games").splitlines()
        codes = [line.split()[0] for line in told if line.startswith("  ")]
        expected = [f"{ann.code}.{number}" for number in range(13, 3, -1)]
        self.assertEqual(codes, expected)

    def test_guests(self) -> None:
        """
        A guest's games are those since the guest came: the name was another's before.
        """
        first, second = self.stranger(), self.stranger()
        for guest in (first, second):
            guest.meets(Client())
            guest.says("")
        first.says("create")
        second.says(f"join {first.code}", "play", "leave")
        name = second.name
        self.assertIn("Your games:", second.says("games"))
        self.end(second)
        self.wait(60)
        again = self.stranger()
        again.meets(Client())
        self.patch(again.conversation.place, "name", "")
        self.patch(self.world.house.names, "take_guest", lambda process: name)
        again.says("")
        self.assertEqual(again.name, name)
        told = again.says("games")
        self.assertNotIn("Your games:", told)
        self.assertIn("The latest games:", told)

    def test_journal_is_down(self) -> None:
        """
        When the journal cannot be read, that is told.
        """
        ann, _, code = self.over()
        for name in ("game", "games"):
            self.patch(self.world.store, name, lambda *_, **__: fail(JournalDown("")))
        for line in ("games", f"show {code}", f"replay {code}", f"export {code}"):
            self.assertEqual(
                ann.says(line),
                "The records cannot be read at the moment; please try again.\n",
                line,
            )


class PagesTests(PastCase):
    """
    Enter, when a list was longer than the screen.
    """

    def long(self) -> tuple[Talker, str, str]:
        """
        A player on a low screen, in a room, and both pages of the list of games.
        """
        ann, bob = self.game(4)
        for _ in range(6):
            bob.says("resign")
            ann.says("lobby", "play")
        ann.news()
        whole = ann.says("games").splitlines(keepends=True)
        self.assertEqual(whole[0], "Games that are on:\n")
        ann.place.client = Client(height=8)
        first = "".join(whole[:6])
        left = len(whole) - 6
        return ann, f"{first}({left} more lines: type more)\n", "".join(whole[6:])

    def test_enter_goes_on(self) -> None:
        """
        Enter shows the next page, in a room too; after the last it is an empty line.
        """
        ann, first, second = self.long()
        self.assertEqual(ann.says("games"), first)
        self.assertEqual(ann.says(""), second)
        self.assertIn("That line is empty", ann.says(""))
        self.assertEqual(ann.says("games"), first)
        self.assertEqual(ann.says("  "), second)

    def test_enter_at_a_replay(self) -> None:
        """
        Who steps through a game goes on in that, in the lobby; in a room, where Enter
        does not step, it goes on in the list.
        """
        ann, first, second = self.long()
        code = f"{ann.code}.1"
        ann.says(f"replay {code}")
        self.assertEqual(ann.says("games"), first)
        self.assertEqual(ann.says(""), second)
        ann.says("leave", f"replay {code}")
        self.assertIn("lines: type more)", ann.says("games"))
        self.assertIn("Move 1 of 1: ", ann.says(""))
        self.assertIn("See one with, for instance: show", ann.says("more"))


class ShowTests(PastCase):
    """
    ``show`` and ``export``.
    """

    def test_a_whole_game(self) -> None:
        """
        A game is shown with its players, its last move, the board, the end, the moves.
        """
        _, _, code = self.over()
        told = self.talker("carl").says(f"show {code}")
        for line in (
            f"Game {code}: ann (X), bob (O); 7 columns, 6 rows, four in a row, two"
            " players.",
            "Move 7: ann (X) dropped in column 1, row 4.",
            "ann wins: four in a column, column 1 row 1 to column 1 row 4.",
            "Moves: 1212121",
        ):
            self.assertIn(f"{line}\n", told)
        self.assertNotIn("Type lobby", told)

    def test_the_last_of_a_room(self) -> None:
        """
        A room's code alone is its last game; in small letters too.
        """
        ann, bob, code = self.over()
        ann.says("lobby", "play")
        bob.says("leave")
        room = code.partition(".")[0]
        carl = self.talker("carl")
        self.assertIn(f"Game {room}.2: ", carl.says(f"show {room.lower()}"))
        self.assertIn(f"Game {room}.1: ", carl.says(f"show {code.lower()}"))
        self.assertIn("Moves: -", carl.says(f"show {room}.2"))

    def test_of_a_closed_room(self) -> None:
        """
        A game can be seen when its room is long gone.
        """
        ann, bob, code = self.over()
        for talker in (ann, bob):
            talker.says("leave")
        self.assertNotIn(code.partition(".")[0], self.world.events)
        self.assertIn(f"Game {code}: ", self.talker("carl").says(f"show {code}"))

    def test_no_such_game(self) -> None:
        """
        A code of no game is quoted, and nothing is shown.
        """
        ann, _, code = self.over()
        room = code.partition(".")[0]
        for typed, quoted in (
            (f"{room}.2", f"{room}.2"),
            (f"{room}.99999999999", f"{room}.99999999999"),
            (f"{room}.0", f"{room}.0"),
            (f"{room}.x", f"{room}.X"),
            (f"{room}.-1", f"{room}.-1"),
            ("nosuch", "NOSUCH"),
        ):
            for verb in ("show", "replay", "export"):
                self.assertEqual(
                    ann.says(f"{verb} {typed}"),
                    f"No game {quoted} has been finished here; games lists those that"
                    " were.\n",
                )
        self.assertIn("export needs more than that", ann.says("export"))

    def test_the_last_of_ones_room(self) -> None:
        """
        Without a code it is the last game of the room that one is in, also for those
        who only watch, and also when one's own last was elsewhere.
        """
        ann, bob, code = self.over()
        carl = self.talker("carl")
        carl.says(f"watch {ann.code}")
        for talker in (ann, bob, carl):
            for verb in ("show", "replay"):
                self.assertIn(f"Game {code}: ", talker.says(verb), verb)
        ann.says("lobby", "play", "resign")
        self.assertIn(f"Game {ann.code}.2: ", bob.says("show"))
        dan = self.talker("dan")
        bob.says("leave", "create")
        dan.says(f"join {bob.code}", "play")
        self.assertEqual(
            bob.says("show"),
            f"No game {bob.code} has been finished here; games lists those that"
            " were.\n",
        )

    def test_ones_own_last(self) -> None:
        """
        In no room it is the last game that one has finished oneself, whoever has
        finished another since.
        """
        ann, bob, code = self.over()
        ann.says("leave")
        bob.says("leave")
        self.wait(1)
        eve, dan = self.talker("eve"), self.talker("dan")
        eve.says("create")
        dan.says(f"join {eve.code}", "play", "leave")
        for verb in ("show", "replay"):
            self.assertIn(f"Game {code}: ", ann.says(verb), verb)
        self.assertEqual(ann.prompt, "replay 0/7> ")
        self.assertIn(f"Game {eve.code}.1: ", dan.says("show"))

    def test_none_of_ones_own(self) -> None:
        """
        Who is in no room and has finished no game since coming is asked for a code; so
        is who has the name of somebody who has.
        """
        which = (
            "You have finished no game since you came, so say which one is meant; games"
            " lists their codes.\n"
        )
        ann, _, _ = self.over()
        carl = self.talker("carl")
        ann.says("leave")
        self.end(ann)
        self.wait(1)
        again = self.stranger()
        again.meets(Client())
        again.says("name ann")
        self.assertEqual(again.name, "ann")
        for talker in (carl, again):
            for verb in ("show", "replay", "review"):
                self.assertEqual(talker.says(verb), which, verb)

    def test_which_is_not_known_without_the_journal(self) -> None:
        """
        When the journal cannot be read, that is told to those who name no game too.
        """
        ann, bob, _ = self.over()
        bob.says("leave")
        for name in ("game", "games"):
            self.patch(self.world.store, name, lambda *_, **__: fail(JournalDown("")))
        for talker in (ann, bob):
            self.assertEqual(
                talker.says("show"),
                "The records cannot be read at the moment; please try again.\n",
            )

    def test_game_that_is_on(self) -> None:
        """
        A game that is on cannot be looked at as one that is over.
        """
        ann, _ = self.game(4)
        told = self.talker("carl").says(f"show {ann.code}")
        self.assertIn(f"No game {ann.code} has been finished", told)

    def test_left_and_claimed(self) -> None:
        """
        Games that ended otherwise are shown with that end.
        """
        ann, bob = self.game(4, 3)
        ann.says("leave")
        told = bob.says(f"show {bob.code}")
        self.assertIn("bob wins: nobody else is left in the game.\n", told)
        eve = self.talker("eve")
        bob.says("lobby")
        eve.says(f"join {bob.code}", "play")
        self.end(bob)
        self.wait(GRACE_SECONDS)
        eve.says("claim draw")
        told = eve.says(f"show {eve.code}")
        self.assertIn("A draw: it was called one", told)

    def test_forms(self) -> None:
        """
        A game is given away as text, as JSON, or as its moves; nothing is around it.
        """
        ann, _, code = self.over()
        self.assertEqual(ann.says(f"export {code} digits"), "1212121\n")
        told = json.loads(ann.says(f"export {code} json"))
        self.assertEqual((told["game"], told["moves"]), (code, "1212121"))
        as_text = ann.says(f"export {code} text")
        self.assertEqual(ann.says(f"export {code}"), as_text)
        self.assertIn('[Players "ann (X), bob (O)"]\n', as_text)
        self.assertTrue(as_text.endswith("\n1212121\n"))
        self.assertEqual(ann.says(f"export {code} --format=DIGITS"), "1212121\n")
        self.assertEqual(
            ann.says(f"export {code} pdf"),
            "Games are exported as text, json or digits, not as 'pdf'; choose one.\n",
        )

    def test_export_on_a_narrow_screen(self) -> None:
        """
        What is for programs is one line on any screen.
        """
        ann, _, code = self.over()
        ann.says("set width 20")
        told = ann.says(f"export {code} json")
        self.assertEqual(json.loads(told)["game"], code)
        self.assertEqual(told.count("\n"), 1)


class ReplayTests(PastCase):
    """
    ``replay``, and the steps.
    """

    def moves_of(self, told: str) -> int:
        """
        After how many discs the board is that was shown.
        """
        found = re.search(
            r"(?m)^Move (\d+) of 7: Enter or n, p, go N; done ends it\.$", told
        )
        assert found is not None, told
        return int(found[1])

    def test_steps(self) -> None:
        """
        Enter, n and next go on, p and previous back, go to a move; the prompt says
        where one is.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        told = carl.says(f"replay {code}")
        self.assertIn(f"Game {code}: ann (X), bob (O);", told)
        self.assertEqual(self.moves_of(told), 0)
        self.assertEqual(carl.prompt, "replay 0/7> ")
        for line, ply in (
            *(("", 1), ("n", 2), ("next", 3), ("  ", 4), ("p", 3), ("previous", 2)),
            *(("go 7", 7), ("go 0", 0), ("go --ply=5", 5), ("N", 6), ("P", 5)),
        ):
            self.assertEqual(self.moves_of(carl.says(line)), ply, line)
            self.assertEqual(carl.prompt, f"replay {ply}/7> ")

    def test_what_is_shown(self) -> None:
        """
        Each step shows its move and the board after it, the last one the end as well.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        carl.says(f"replay {code}")
        told = carl.says("")
        self.assertIn("Move 1: ann (X) dropped in column 1, row 1.\n", told)
        self.assertEqual(told.count("X"), 2)
        self.assertNotIn("wins", told)
        self.assertIn("ann wins: four in a column", carl.says("go 7"))

    def test_beyond_the_ends(self) -> None:
        """
        There is nothing before the beginning and nothing after the end.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        carl.says(f"replay {code}")
        no_move = "That game has moves 0 to 7; go 0 is its beginning, go 7 its end.\n"
        for line in ("go 8", "go -1"):
            self.assertEqual(carl.says(line), no_move, line)
        for line in ("p", "previous"):
            self.assertEqual(
                carl.says(line), "That is the beginning; n goes on.\n", line
            )
        carl.says("go 7")
        for line in ("", "n", "next"):
            self.assertEqual(
                carl.says(line), "That was the last move; p goes back.\n", line
            )
        self.assertEqual(carl.prompt, "replay 7/7> ")
        self.assertEqual(
            carl.says("go x"),
            "go takes the number of a move, not 'x'; go 0 is the beginning.\n",
        )

    def test_game_without_moves(self) -> None:
        """
        A game that was given up at once has nowhere to go.
        """
        ann, bob = self.game()
        bob.says("leave")
        carl = self.talker("carl")
        carl.says(f"replay {ann.code}")
        for line in ("", "p", "go 1"):
            self.assertIn("That game has moves 0 to 0;", carl.says(line), line)

    def test_without_one(self) -> None:
        """
        Who steps through no game is told how to begin, and an empty line is one.
        """
        ann = self.talker()
        for line in ("next", "previous", "go 3", "done"):
            self.assertIn("You are not stepping through a game", ann.says(line))
        self.assertIn("That line is empty", ann.says(""))

    def test_in_a_room(self) -> None:
        """
        In a room one can step through a game too; the prompt and the letters are the
        room's, and so is the empty line.
        """
        ann, bob, code = self.over()
        told = ann.says("lobby", f"replay {code}")
        self.assertTrue(told.endswith("\nMove 0 of 7: next, previous, go N.\n"), told)
        self.assertEqual(ann.prompt, f"{ann.code}> ")
        for line, ply in (("next", 1), ("go 3", 3), ("previous", 2), ("go 7", 7)):
            told = ann.says(line)
            self.assertTrue(
                told.startswith(f"This is game {code}, which is over.\nMove {ply}: "),
                told,
            )
            self.assertTrue(
                told.endswith(f"\nMove {ply} of 7: next, previous, go N.\n"), told
            )
        self.assertIn("last move; previous goes back.", ann.says("next"))
        self.assertIn(f"Game {code}: ann (X), bob (O);", ann.says("go 0"))
        self.assertIn("the beginning; next goes on.", ann.says("previous"))
        self.assertIn("That line is empty", ann.says(""))
        self.assertIn("The game begins", ann.says("p"))
        self.assertIn("name needs more than that", ann.says("n"))
        bob.news()
        self.assertEqual(bob.prompt, "your move (1-7)> ")

    def test_entering_a_room_ends_it(self) -> None:
        """
        Who opens a room or joins one steps through nothing any more.
        """
        ann, bob, code = self.over()
        eve, dan = self.talker("eve"), self.talker("dan")
        for talker in (eve, dan):
            talker.says(f"replay {code}")
        eve.says("create")
        dan.says(f"join {eve.code}")
        for talker in (eve, dan):
            talker.says("leave")
            self.assertEqual(talker.prompt, "lobby> ")
            self.assertIn("not stepping through", talker.says("next"))
        self.assertEqual((ann.prompt, bob.prompt), ("game over> ",) * 2)

    def test_leaving_a_room_ends_it(self) -> None:
        """
        Who leaves a room, or loses it, steps through nothing any more; nor does who
        begins a game.
        """
        ann, bob, code = self.over()
        for talker in (ann, bob):
            talker.says(f"replay {code}")
        bob.says("leave")
        ann.says("lobby")
        self.assertEqual(bob.prompt, "lobby> ")
        self.assertIn("not stepping through", bob.says("next"))
        bob.says(f"join {ann.code}", "play")
        ann.news()
        self.assertIn("not stepping through", ann.says("next"))
        ann.says(f"replay {code}")
        self.crash(ann.code, times=4)
        ann.news()
        self.assertEqual(ann.prompt, "lobby> ")
        self.assertIn("not stepping through", ann.says("next"))

    def test_done(self) -> None:
        """
        ``done`` ends it; in a room too, where one stays.
        """
        ann, _, code = self.over()
        carl = self.talker("carl")
        carl.says(f"replay {code}")
        self.assertEqual(carl.says("done"), "The replay is closed.\n")
        self.assertEqual(carl.prompt, "lobby> ")
        self.assertIn("not stepping through", carl.says("done"))
        ann.says(f"replay {code}")
        self.assertEqual(ann.says("done"), "The replay is closed.\n")
        self.assertEqual(ann.prompt, "game over> ")
        self.assertIn("not stepping through", ann.says("next"))

    def test_put_away(self) -> None:
        """
        In the lobby leave and q put a replay away, and nothing else; then they are what
        they were.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        for line in ("leave", "q", " LEAVE ", "Q"):
            carl.says(f"replay {code}", "go 3")
            self.assertEqual(carl.says(line), "The replay is closed.\n", line)
            self.assertEqual(carl.prompt, "lobby> ")
            self.assertIn("not stepping through", carl.says("next"))
        self.assertIn("You are not in a room", carl.says("leave"))
        self.assertFalse(carl.conversation.over)
        carl.says("q")
        self.assertTrue(carl.conversation.over)

    def test_a_puzzle_is_put_away(self) -> None:
        """
        So do they a puzzle.
        """
        carl = self.talker("carl")
        over = record("1212121")
        puzzle = Puzzle(over, position_after(over, 6), {0: Prospect(1, 1)}, (0,))
        for line in ("leave", "q"):
            carl.put(Posed(puzzle, in_room=False))
            carl.news()
            self.assertEqual(carl.prompt, "puzzle> ")
            self.assertEqual(
                carl.says(line), "The puzzle is put away; puzzle gives another.\n", line
            )
            self.assertEqual(carl.prompt, "lobby> ")
        self.assertFalse(carl.conversation.over)

    def test_leave_in_a_room(self) -> None:
        """
        In a room leave leaves it, also when one steps through a game there.
        """
        ann, _, code = self.over()
        ann.says(f"replay {code}")
        self.assertNotIn("The replay is closed", ann.says("leave"))
        self.assertEqual(ann.prompt, "lobby> ")

    def test_listening(self) -> None:
        """
        Who has boards told in sentences hears how to go on with the first only.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        carl.wishes(style=Style.TEXT)
        self.assertEqual(self.moves_of(carl.says(f"replay {code}")), 0)
        self.assertEqual(
            carl.says("n"),
            "Move 1: ann (X) dropped in column 1, row 1.\n"
            "Column 1: X. Columns 2 to 7: empty.\n",
        )

    def test_another_game(self) -> None:
        """
        Another replay begins with its own beginning; a wrong code changes nothing.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        carl.says(f"replay {code}", "go 3", "replay NOSUCH")
        self.assertEqual(carl.prompt, "replay 3/7> ")
        carl.says(f"replay {code}")
        self.assertEqual(carl.prompt, "replay 0/7> ")

    def test_outlives_the_action_handler(self) -> None:
        """
        Where one was is known to the next action handler.
        """
        _, _, code = self.over()
        carl = self.talker("carl")
        carl.says(f"replay {code}", "go 3")
        carl.handle()
        self.assertEqual(self.moves_of(carl.says("")), 4)

    def test_who_leaves_is_seen_when_it_was(self) -> None:
        """
        In a game of three one who left is skipped from that move on.
        """
        ann, bob, carl = self.game(4, 4, 4, players=3)
        ann.says("leave")
        bob.says("1")
        carl.says("1")
        bob.says("leave")
        dan = self.talker("dan")
        dan.says(f"replay {carl.code}", "go 4")
        self.assertIn("Move 5: carl (A)", dan.says(""))
        self.assertEqual(dan.prompt, "replay 5/5> ")


class LooksTests(SynchronousTestCase):
    """
    How games that are over look, in every view.
    """

    def views(self) -> list[View]:
        return [
            view(style, unicode=unicode, color=color, width=width, lang=lang)
            for style, unicode, color, width, lang in product(
                Style, (False, True), (False, True), range(20, 81, 12), ("en", "fr")
            )
        ]

    def record(self, columns: tuple[int, ...] = (0, 1, 0, 1, 0, 1, 0)) -> GameRecord:
        state = room_after(*game(columns))
        assert state.position is not None and state.position.outcome is not None
        return state.game_record(state.position.outcome, 0)

    def test_lines_fit(self) -> None:
        """
        No line of text is wider than the screen, unless it is one word or a board.
        """
        record = self.record()
        for seen in self.views():
            steps = [Recorded(record, ply) for ply in (None, *range(8))]
            replies: list[Reply] = [Games([], [record], [record]), *steps]
            for reply in replies:
                told = text.wire(text.answer(reply, seen), seen).decode()
                if not seen.unicode:
                    self.assertTrue(told.isascii(), seen)
                for line in re.sub(r"\x1b\[[0-9;]*m", "", told).split("\r\n"):
                    if " " in line.strip() and seen.width >= 40:
                        self.assertLessEqual(len(line), seen.width, (seen, line))

    def test_sentences_are_not_drawn(self) -> None:
        """
        Who has boards told in sentences reads no drawing, no colour and no empty line.
        """
        record = self.record()
        listed = Games([], [], [record])
        for seen in self.views():
            if seen.style is not Style.TEXT:
                continue
            for reply in (Recorded(record), Recorded(record, 3), listed):
                told = text.answer(reply, seen)
                self.assertIsNone(DRAWN_SIGN.search(told), told)
                self.assertNotIn("\x1b", told)
                self.assertNotIn("\n\n", told)

    def test_discs_are_those_of_the_board(self) -> None:
        """
        Players are listed with their discs as boards show them.
        """
        record = self.record()
        listed = Games([], [], [record])
        self.assertIn("lea (X), max (O)", listed.text(view()))
        self.assertIn("lea (●), max (○)", listed.text(view(unicode=True)))

    @repeatable
    @given(variants(), st.randoms(use_true_random=False), st.integers(0, 90))
    def test_any_game(self, variant: Variant, rng: Random, moves: int) -> None:
        """
        Any game can be stepped through from its beginning to its end, which is told
        once, at the end.
        """
        record = a_record(variant, rng, moves)
        seen = view(Style.TEXT)
        result = None
        for ply in range(len(record.moves) + 1):
            told = chronicle.recorded(Recorded(record, ply), seen)
            position = position_after(record, ply)
            self.assertEqual(position.ply, ply)
            if ply:
                self.assertTrue(told.startswith(f"Move {ply}: "), told)
            result = position.outcome
            if ply < len(record.moves):
                self.assertIsNone(result)
        assert result is not None
        end = sentences.result(result, record.names, seen)
        self.assertIn(end, chronicle.recorded(Recorded(record), seen))


def a_record(variant: Variant, rng: Random, moves: int) -> GameRecord:
    """
    A game of random moves; who is on turn after so many leaves, until it is over.
    """
    position = Position.start(variant, rng.randrange(variant.players))
    first = position.turn
    played: list[str] = []
    left: list[tuple[int, int]] = []
    while position.outcome is None:
        if len(played) < moves:
            column = rng.choice(position.open_columns())
            played.append(DIGITS[column])
            position = position.play(column)
        else:
            left.append((position.ply, position.turn))
            position = position.withdraw(position.turn)
    outcome = position.outcome
    return GameRecord(
        room=CODE,
        number=1,
        variant=variant,
        names=NAMES[: variant.players],
        symbols=tuple(SYMBOLS[: variant.players]),
        first=first,
        moves="".join(played),
        left=tuple(left),
        termination=outcome.termination,
        winner=outcome.winner,
        started=0,
        ended=0,
    )


class ProgramsTests(ProgramCase):
    """
    The same for programs.
    """

    def test_games(self) -> None:
        """
        Both lists have all that there is to know of each game.
        """
        ann, bob = self.programs(playing=True)
        on = {"names": ["ann", "bob"], "ply": 0, "control": None}
        self.assertEqual(
            ann.asks("games"),
            {
                "ok": True,
                "on": [{"room": ann.talker.code, **on}],
                "own": [],
                "latest": [],
            },
        )
        for column in WON:
            (ann if column == 1 else bob).does("move", col=column)
        ann.news()
        record = {
            "game": f"{ann.talker.code}.1",
            "room": ann.talker.code,
            "number": 1,
            "cols": 7,
            "rows": 6,
            "connect": 4,
            "players": [
                {"symbol": "X", "name": "ann"},
                {"symbol": "O", "name": "bob"},
            ],
            "first": "X",
            "moves": "1212121",
            "left": [],
            "winner": "X",
            "how": "connected",
            "control": None,
            "started": "1970-01-01T00:00:00Z",
            "ended": "1970-01-01T00:00:00Z",
        }
        self.assertEqual(
            ann.asks("games", id=2),
            {"re": 2, "ok": True, "on": [], "own": [record], "latest": [record]},
        )
        eve = self.program("eve")
        self.assertEqual(
            eve.asks("games"), {"ok": True, "on": [], "own": [], "latest": [record]}
        )
        for code in (record["game"], record["room"], str(record["room"]).lower()):
            self.assertEqual(eve.asks("show", game=code)["record"], record)
        told = eve.asks("show", game="ABC234.7")
        self.assertEqual((told["error"], told["value"]), ("no_such_game", "ABC234.7"))

    def test_who_left(self) -> None:
        """
        Who left a game is in its record, and after how many discs.
        """
        ann, bob, carl = self.programs(3, playing=True)
        ann.does("move", col=1)
        bob.does("leave")
        ann.does("leave")
        carl.news()
        record = carl.asks("show", game=carl.talker.code)["record"]
        self.assertEqual(
            record["left"], [{"ply": 1, "symbol": "O"}, {"ply": 1, "symbol": "X"}]
        )
        self.assertEqual((record["winner"], record["how"]), ("A", "last_one_left"))

    def test_for_people_only(self) -> None:
        """
        Steps are for people; a program is told of what there is instead.
        """
        ann = self.program()
        for cmd, fields in (
            ("replay", {"game": "ABC234.1"}),
            ("next", {}),
            ("previous", {}),
            ("go", {"ply": 1}),
            ("done", {}),
        ):
            told = ann.asks(cmd, **fields)
            self.assertEqual((told["error"], told["cmd"]), ("not_in_json", cmd))
            self.assertIn("show tells a program a whole game", told["message"])

    def test_export(self) -> None:
        """
        A program gets the text with the record; a form that there is not is refused.
        """
        ann, bob = self.programs(playing=True)
        for column in WON:
            (ann if column == 1 else bob).does("move", col=column)
        ann.news()
        code = f"{ann.talker.code}.1"
        record = ann.asks("show", game=code)["record"]
        told = ann.asks("export", game=code, format="digits", id=5)
        self.assertEqual(
            told, {"re": 5, "ok": True, "record": record, "text": "1212121"}
        )
        told = ann.asks("export", game=code, format="json")
        self.assertEqual(json.loads(told["text"]), record)
        self.assertTrue(ann.asks("export", game=code)["text"].endswith("\n1212121"))
        told = ann.asks("export", game=code, format="pdf")
        self.assertEqual((told["error"], told["value"]), ("no_such_format", "pdf"))
        self.assertEqual(told["choices"], ["text", "json", "digits"])

    def test_records_that_cannot_be_read(self) -> None:
        """
        That is an error of its own: nothing was to be recorded.
        """
        ann = self.program()
        for name in ("game", "games"):
            self.patch(self.world.store, name, lambda *_, **__: fail(JournalDown("")))
        asked: tuple[tuple[str, Object], ...] = (
            ("games", {}),
            ("show", {"game": "ABC234.1"}),
        )
        for cmd, fields in asked:
            self.assertEqual(ann.asks(cmd, **fields)["error"], "records_down")

    def test_mode_during_a_replay(self) -> None:
        """
        Who steps through a game and goes over to JSON is a program like any other.
        """
        ann, bob = self.programs(playing=True)
        bob.does("leave")
        ann.news()
        carl = self.talker("carl")
        carl.says(f"replay {ann.talker.code}", "mode json")
        self.assertEqual(carl.prompt, "")
        self.assertIn('"error":"bad_json"', carl.says(""))
