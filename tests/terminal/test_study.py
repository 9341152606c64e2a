"""
Learning from games: reviews and hints.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.internet.defer import fail

from connect4tx.game.variant import Variant
from connect4tx.play.ports import JournalDown
from connect4tx.terminal.items import END_OF_INPUT
from connect4tx.terminal.views import Client, Style
from tests.play.test_analysis import record
from tests.support.programs import Program
from tests.terminal.study_case import LONG, StudyCase

REPORT = """\
Game {code}, move by move; wins and losses are counted in the winner's own moves.
ann (X): best moves 5 of 6, 1 mistake, move 31.
bob (O): best moves 4 of 5, 1 mistake, move 32.
This server has no solver, so that only what is near the end of the game can be proven.

Moves 1 to 30: not proven.
31. ann  column 1   throws away a win, now a draw; column 5 won in 6 moves
32. bob  column 7   throws away a draw, now loses in 5 moves; column 3 or 5 kept
                    it
33. ann  column 5   best, wins in 5 moves
34. bob  column 7   lost anyway, in 4 moves
35. ann  column 3   best, wins in 4 moves
36. bob  column 5   lost anyway, in 3 moves
37. ann  column 3   best, wins in 3 moves
38. bob  column 7   lost anyway, in 2 moves
39. ann  column 6   best, wins in 2 moves
40. bob  column 3   lost anyway, at once
41. ann  column 3   best, wins at once
"""
ALOUD = """\
Game {code}, move by move; wins and losses are counted in the winner's own moves.
ann (X): best moves 5 of 6, 1 mistake, move 31.
bob (O): best moves 4 of 5, 1 mistake, move 32.
This server has no solver, so that only what is near the end of the game can be proven.
Moves 1 to 30: not proven.
Move 31, ann in column 1: throws away a win, now a draw; column 5 won in 6 moves.
Move 32, bob in column 7: throws away a draw, now loses in 5 moves; column 3 or 5 kept\
 it.
Move 33, ann in column 5: best, wins in 5 moves.
Move 34, bob in column 7: lost anyway, in 4 moves.
Move 35, ann in column 3: best, wins in 4 moves.
Move 36, bob in column 5: lost anyway, in 3 moves.
Move 37, ann in column 3: best, wins in 3 moves.
Move 38, bob in column 7: lost anyway, in 2 moves.
Move 39, ann in column 6: best, wins in 2 moves.
Move 40, bob in column 3: lost anyway, at once.
Move 41, ann in column 3: best, wins at once.
"""
BEGUN = "Going through that game; play on meanwhile.\n"


class ReviewTests(StudyCase):
    """
    ``review``.
    """

    def test_the_report(self) -> None:
        """
        A summary for each player comes first, and then a line for each move; one for
        all in a row of which nothing is known.
        """
        _, _, code = self.over(LONG)
        told = self.talker("carl").says(f"review {code}")
        self.assertEqual(told, REPORT.format(code=code))

    def test_for_who_listens(self) -> None:
        """
        Who has boards told in sentences hears a sentence for each move.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        carl.wishes(style=Style.TEXT)
        told = carl.says(f"review {code}")
        self.assertEqual(told, ALOUD.format(code=code))

    def test_the_last_of_a_room(self) -> None:
        """
        A room's code alone is its last game; players can be in a room meanwhile.
        """
        ann, _, code = self.over(LONG)
        room = code.partition(".")[0].lower()
        self.assertEqual(ann.says(f"review {room}"), REPORT.format(code=code))

    def test_on_a_low_screen(self) -> None:
        """
        What does not fit on the screen comes with more.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        carl.meets(Client(height=12, width=80))
        lines = carl.says(f"review {code}").splitlines()
        self.assertEqual(len(lines), 11)
        self.assertRegex(lines[-1], r"\([0-9]+ more lines: type more\)")
        lines = [*lines[:-1], *carl.says("more").splitlines()]
        self.assertEqual(lines[-9], "33. ann  column 5   best, wins in 5 moves")

    def test_refused(self) -> None:
        """
        A game that cannot be reviewed is none, one without moves, or one on another
        board.
        """
        carl = self.talker("carl")
        self.assertEqual(
            carl.says("review ABC234"),
            "No game ABC234 has been finished here; games lists those that were.\n",
        )
        ann, bob = self.talkers(playing=True)
        bob.says("leave")
        ann.says("leave")
        code = f"{self.world.kept.games[-1].room}.1"
        self.assertEqual(
            carl.says(f"review {code}"),
            f"No disc was dropped in game {code}, so there is nothing to review;"
            " games lists others.\n",
        )
        self.world.kept.games.append(record("4", variant=Variant(columns=8)))
        self.assertEqual(
            carl.says("review ABC234.1"),
            "Only games of two on 7 columns and 6 rows, four in a row, are reviewed,"
            " and game ABC234.1 is another; replay ABC234.1 steps through it.\n",
        )
        self.patch(self.world.store, "game", lambda *_: fail(JournalDown("")))
        self.assertEqual(
            carl.says("review ABC234.1"),
            "The records cannot be read at the moment; please try again.\n",
        )
        self.assertEqual(self.engine.asked, [])

    def test_a_second_time(self) -> None:
        """
        A game that was reviewed is told again, and nothing is asked.
        """
        _, _, code = self.over(LONG)
        self.talker("carl").says(f"review {code}")
        self.engine.asked.clear()
        told = self.talker("eve").says(f"review {code}")
        self.assertEqual(told, REPORT.format(code=code))
        self.assertEqual(self.engine.asked, [])


class WithSolverTests(StudyCase):
    """
    When the engine is one that knows every value.
    """

    perfect = True

    def test_no_time(self) -> None:
        """
        What it has not told in time may be known later, and that is said.
        """
        _, _, code = self.over(LONG)
        told = self.talker("carl").says(f"review {code}")
        self.assertIn("\nThere was no time for some moves; ask again later.\n", told)


class MeanwhileTests(StudyCase):
    """
    What happens while something is worked out.
    """

    slow = True

    def test_others_go_on(self) -> None:
        """
        The player goes on meanwhile, and is told when it is done; one is made at a
        time.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        self.assertEqual(carl.says(f"review {code}"), BEGUN)
        self.assertEqual(
            carl.says(f"review {code}"),
            "The review you asked for is still being worked out; ask again when you"
            " have it.\n",
        )
        self.assertIn("Room ", carl.says("create"))
        self.assertEqual(len(self.engine.waiting), 2)
        self.work()
        self.assertEqual(carl.news(), REPORT.format(code=code))
        self.assertEqual(carl.says(f"review {code}"), REPORT.format(code=code))

    def test_who_goes(self) -> None:
        """
        Who goes is not waited for: the engine has others to look at.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        carl.says(f"review {code}", "puzzle")
        self.assertEqual(len(self.engine.waiting), 3)
        self.end(carl)
        self.assertEqual((self.engine.waiting, self.engine.cancelled), ([], 3))

    def test_who_sends_no_more(self) -> None:
        """
        Who sends no more is still told all that was asked for, and whole, and then it
        is over.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        carl.place.client = Client(height=10)
        carl.says(f"review {code}", "puzzle", "funfacts 2")
        self.result(carl.sends(END_OF_INPUT))
        self.assertFalse(carl.conversation.over)
        self.wait(1)
        carl.news()
        self.assertFalse(carl.conversation.over)
        self.work()
        told = carl.news()
        self.assertIn("41. ann  column 3   best, wins at once\n", told)
        self.assertIn("A puzzle, from game", told)
        self.assertTrue(carl.conversation.over)

    def test_a_fault(self) -> None:
        """
        A fault in the engine costs the player the review only, and that is said.
        """
        _, _, code = self.over(LONG)
        carl = self.talker("carl")
        carl.says(f"review {code}")
        answer, _ = self.engine.waiting.pop(0)
        answer.errback(ZeroDivisionError())
        self.work()
        self.assertEqual(
            carl.news(),
            "Sorry, the review could not be worked out; please ask again.\n",
        )
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(carl.says(f"review {code}"), BEGUN)


class HintTests(StudyCase):
    """
    ``hint``.
    """

    def test_won_drawn_lost(self) -> None:
        """
        The best move is told with what is known of it.
        """
        for ply, told in (
            (30, "Column 5 wins in 6 moves.\n"),
            (31, "Column 3 holds the draw.\n"),
            (33, "Nothing saves this; column 7 holds out longest.\n"),
            (40, "Column 3 wins at once.\n"),
            (5, "Column 7 looks best as far as the computer sees.\n"),
        ):
            mover, other = self.against_bot(LONG[:ply])
            self.assertEqual(mover.says("hint"), told)
            for talker in (mover, other):
                talker.says("leave")
                self.end(talker)

    def test_refused(self) -> None:
        """
        A hint is for who is on turn in a game against a computer player.
        """
        ann = self.talker("eve")
        self.assertEqual(
            ann.says("hint"),
            "You are not in a room; open one with create, or join CODE.\n",
        )
        ann.says("create")
        self.assertEqual(
            ann.says("hint"), "The game has not begun; type play to begin it.\n"
        )
        ann, bob = self.game(4)
        for talker in (ann, bob):
            self.assertEqual(
                talker.says("hint"),
                "Hints are only for games against a computer player; such a one begins"
                " with: bot 3\n",
            )

    def test_not_your_turn(self) -> None:
        """
        While the computer thinks, there is no hint.
        """
        _, waits = self.against_bot("4")
        self.assertEqual(
            waits.says("hint"), "It is bob's turn, not yours; wait for that move.\n"
        )

    def test_who_only_watches(self) -> None:
        """
        A hint is for the players.
        """
        mover, _ = self.against_bot("4")
        eve = self.talker("eve")
        eve.says(f"watch {mover.code}")
        self.assertEqual(
            eve.says("hint"),
            f"You are only watching room {mover.code}, and that is for its players;"
            " leave ends that.\n",
        )

    def test_out_of_the_game(self) -> None:
        """
        Who has resigned, and stays, gets none.
        """
        ann, _, _ = self.game(players=3)
        ann.says("resign")
        room = ann.place.room
        assert room is not None
        bot, *_ = (replace(seat, bot=3) for seat in room.seats[1:2] if seat)
        ann.place.room = replace(room, seats=(room.seats[0], bot, room.seats[2]))
        self.assertEqual(
            ann.says("hint"),
            "You are out of this game, so that is for the others; leave goes to the"
            " lobby.\n",
        )

    def test_game_over(self) -> None:
        """
        After the game there is none.
        """
        ann, _, _ = self.over("1212121")
        self.assertEqual(
            ann.says("hint"),
            "This game is over; type rematch for another one, lobby to wait for another"
            " player, or leave.\n",
        )

    def test_too_late(self) -> None:
        """
        When the player has moved meanwhile, the hint is not told any more.
        """
        self.engine.slow = True
        mover, _ = self.against_bot(LONG[:30])
        self.assertEqual(mover.says("hint"), "")
        self.assertIn("still being worked out", mover.says("hint"))
        mover.says("1")
        self.work()
        self.assertEqual(mover.news(), "")

    def test_in_time(self) -> None:
        """
        When nothing has changed on the board, it is told.
        """
        self.engine.slow = True
        mover, _ = self.against_bot(LONG[:30])
        mover.says("hint", "board")
        self.work()
        self.assertEqual(mover.news(), "Column 5 wins in 6 moves.\n")


class ProgramsTests(StudyCase):
    """
    The same for programs.
    """

    def program(self) -> Program:
        return Program(self.talker("carl"))

    def test_review(self) -> None:
        """
        A review is an event with all that is known of each move.
        """
        _, _, code = self.over(LONG)
        answer, told = self.program().does("review", game=code, id=3)
        self.assertEqual(answer["ok"], True)
        self.assertEqual(answer["re"], 3)
        plies = told.pop("plies")
        self.assertEqual(told, {"event": "review", "game": code, "perfect": False})
        self.assertEqual(len(plies), len(LONG))
        self.assertEqual(
            plies[0],
            {
                "ply": 1,
                "symbol": "X",
                "col": 1,
                "mark": "unknown",
                "value": None,
                "plies": 0,
                "best": [],
                "best_value": None,
                "best_plies": 0,
            },
        )
        self.assertEqual(
            plies[31],
            {
                "ply": 32,
                "symbol": "O",
                "col": 7,
                "mark": "threw_draw",
                "value": -1,
                "plies": 10,
                "best": [3, 5],
                "best_value": 0,
                "best_plies": 11,
            },
        )

    def test_hint(self) -> None:
        """
        A hint is an event with the column and what is known of it.
        """
        mover, _ = self.against_bot(LONG[:30])
        program = Program(mover)
        _, told = program.does("hint")
        self.assertEqual(
            told,
            {
                "event": "hint",
                "room": mover.code,
                "ply": 30,
                "col": 5,
                "value": 1,
                "plies": 11,
            },
        )

    def test_late_hint(self) -> None:
        """
        When the game has gone on meanwhile, a program that waits for a hint is told
        that there is none.
        """
        self.engine.slow = True
        mover, _ = self.against_bot(LONG[:30])
        program = Program(mover)
        self.assertEqual(program.asks("hint"), {"ok": True})
        code = mover.code
        program.does("move", col=1)
        self.work()
        self.assertEqual(
            program.news(),
            [
                {
                    "event": "hint",
                    "room": code,
                    "ply": 30,
                    "col": None,
                    "value": None,
                    "plies": 0,
                }
            ],
        )
