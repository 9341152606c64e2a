"""
Puzzles: asked for, answered, given up.
"""

from __future__ import annotations

from itertools import pairwise

from twisted.internet.defer import fail

from connect4tx.play.ports import JournalDown
from connect4tx.terminal.views import Style
from tests.support.programs import Program
from tests.support.talk import Talker
from tests.terminal.study_case import LONG, PUZZLING, StudyCase

PUZZLE = """\
A puzzle, from game {code}: O to move and win in 2 moves.

    1   2   3   4   5   6   7
  +---+---+---+---+---+---+---+
  | X | X | . | O | . | O |[X]|
  | O | O | O | X | . | X | O |
  | O | X | X | X | . | O | X |
  | X | O | O | X | . | X | O |
  | X | O | O | O | . | X | X |
  | O | O | X | X | . | O | X |
  +---+---+---+---+---+---+---+

Type the column, solution, or done.
"""
PUZZLE_ROWS = ["XX.O.OX", "OOOX.XO", "OXXX.OX", "XOOX.XO", "XOOO.XX", "OOXX.OX"]
NO_GAMES = (
    "There is no puzzle yet: they are made of games of two on the usual board that are"
    " not private, and none is over yet; play one, then ask again.\n"
)


class PuzzleTests(StudyCase):
    """
    ``puzzle``, and what solves it.
    """

    def puzzled(self, moves: str = PUZZLING) -> Talker:
        """
        Somebody with the puzzle of a game.
        """
        self.over(moves)
        carl = self.talker("carl")
        carl.says("puzzle")
        return carl

    def test_it_is_shown(self) -> None:
        """
        A puzzle is a board, who is to move, and in how many moves there is a win; board
        shows it again.
        """
        _, _, code = self.over(PUZZLING)
        carl = self.talker("carl")
        told = carl.says("puzzle")
        self.assertEqual(told, PUZZLE.format(code=code))
        self.assertEqual(carl.prompt, "puzzle> ")
        self.assertEqual(carl.says("board"), told)

    def test_right(self) -> None:
        """
        The winning column, as a number alone, is right; the win is shown to its end.
        """
        carl = self.puzzled()
        told = carl.says("3")
        self.assertTrue(
            told.startswith(
                "Right: column 3 wins in 2 moves.\n"
                "Best play: O in column 3, X in column 5, O in column 5.\n\n"
            ),
            told,
        )
        self.assertIn("#O#", told)
        self.assertTrue(told.endswith("\nAnother one: puzzle\n"), told)
        self.assertEqual(carl.prompt, "lobby> ")
        self.assertIn("You are not in a room", carl.says("3"))

    def test_wrong(self) -> None:
        """
        What another column leads to is told, and the puzzle stays.
        """
        carl = self.puzzled()
        self.assertEqual(
            carl.says("5"),
            "Not column 5, which loses at once; try again, or type solution.\n",
        )
        self.assertIn("Right: ", carl.says("solve 3"))

    def test_wrong_but_drawn(self) -> None:
        """
        A column may lead to a draw, too.
        """
        carl = self.puzzled(LONG)
        for _ in range(3):
            if carl.place.puzzle is not None and carl.place.puzzle.position.ply != 30:
                carl.says("puzzle")
        self.assertEqual(
            carl.says("move 1"),
            "Not column 1, which only leads to a draw; try again, or type solution.\n",
        )
        self.assertIn("Right: column 5 wins in 6 moves.", carl.says("move 5"))

    def test_no_answer(self) -> None:
        """
        A full column, or none, is no answer.
        """
        carl = self.puzzled()
        self.assertEqual(carl.says("1"), "Column 1 is full; open: 3 5.\n")
        for number in ("0", "8"):
            self.assertEqual(
                carl.says(number), "Columns are 1 to 7; type the number of one.\n"
            )
        self.assertEqual(carl.prompt, "puzzle> ")

    def test_solution(self) -> None:
        """
        Who gives up sees how it is solved.
        """
        carl = self.puzzled()
        carl.wishes(style=Style.TEXT)
        self.assertEqual(
            carl.says("solution"),
            "Column 3 wins in 2 moves.\n"
            "Best play: O in column 3, X in column 5, O in column 5.\n"
            "O wins: four in a row, column 2 row 2 to column 5 row 2.\n"
            "Another one: puzzle\n",
        )
        self.assertEqual(carl.prompt, "lobby> ")
        for line in ("solution", "solve 3"):
            self.assertEqual(
                carl.says(line),
                "There is no puzzle before you; puzzle asks for one, and then solve 4"
                " answers it.\n",
            )

    def test_done(self) -> None:
        """
        ``done`` puts it away.
        """
        carl = self.puzzled()
        self.assertEqual(
            carl.says("done"), "The puzzle is put away; puzzle gives another.\n"
        )
        self.assertEqual(carl.prompt, "lobby> ")
        self.assertIn("not stepping through", carl.says("done"))

    def test_instead_of_a_replay(self) -> None:
        """
        There is a puzzle or a replay, not both.
        """
        _, _, code = self.over(PUZZLING)
        carl = self.talker("carl")
        carl.says(f"replay {code}", "puzzle")
        self.assertEqual(carl.prompt, "puzzle> ")
        self.assertIn("not stepping through", carl.says("next"))
        carl.says(f"replay {code}")
        self.assertEqual(carl.prompt, "replay 0/38> ")
        self.assertIn("There is no puzzle before you", carl.says("solution"))

    def test_in_a_room(self) -> None:
        """
        In a room a number is a move there, and solve answers the puzzle.
        """
        ann, _, _ = self.over(PUZZLING)
        told = ann.says("puzzle")
        self.assertIn("\nType solve and the column, solution, or done.\n", told)
        self.assertEqual(ann.prompt, "game over> ")
        self.assertIn("This game is over", ann.says("3"))
        self.assertIn("game", ann.says("board"))
        self.assertIn("Right: ", ann.says("solve 3"))

    def test_another(self) -> None:
        """
        Another one is another, as long as there is one.
        """
        carl = self.puzzled(LONG)
        seen: list[str] = []
        for _ in range(10):
            assert carl.place.puzzle is not None
            seen.append(carl.place.puzzle.id)
            carl.says("solution", "puzzle")
        self.assertEqual(len(set(seen)), 3)
        for one, next_one in pairwise(seen):
            self.assertNotEqual(one, next_one)

    def test_none(self) -> None:
        """
        Why there is none is told, and what to do about it.
        """
        carl = self.talker("carl")
        self.assertEqual(
            carl.says("puzzle"),
            NO_GAMES,
        )
        self.over("1212121")
        self.assertEqual(
            carl.says("puzzle"),
            "This server has no solver, so that a win can be proven near the end of a"
            " game only, and no puzzle was found in the latest games; play some more,"
            " then ask again.\n",
        )
        self.patch(self.world.store, "games", lambda *_, **__: fail(JournalDown("")))
        self.assertEqual(
            carl.says("puzzle"),
            "The records cannot be read at the moment; please try again.\n",
        )
        self.assertEqual(carl.prompt, "lobby> ")

    def test_private_games(self) -> None:
        """
        What was played in private is shown to nobody.
        """
        ann, bob = self.talker(), self.talker("bob")
        ann.says("create --private")
        bob.says(f"join {ann.code}", "play")
        for ply, column in enumerate(PUZZLING):
            (ann, bob)[ply % 2].says(column)
        self.assertEqual(len(self.world.kept.games), 1)
        self.assertEqual(self.talker("carl").says("puzzle"), NO_GAMES)

    def test_outlives_the_action_handler(self) -> None:
        """
        The puzzle is there for the next action handler.
        """
        carl = self.puzzled()
        carl.handle()
        self.assertIn("Right: ", carl.says("3"))


class WithSolverTests(StudyCase):
    """
    When the engine is one that knows every value.
    """

    perfect = True

    def test_no_puzzle(self) -> None:
        """
        Games may have no puzzle in them, though all is known of them.
        """
        self.over("1212121")
        told = self.talker("carl").says("puzzle")
        self.assertEqual(
            told,
            "In the latest games no position was found in which just one move wins, and"
            " wins in 2 to 8 moves; play some more, then ask again.\n",
        )


class MeanwhileTests(StudyCase):
    """
    What happens while something is worked out.
    """

    slow = True

    def test_a_puzzle_is_looked_for(self) -> None:
        """
        A puzzle is told when it is found, and there to be solved from then on only.
        """
        self.over(PUZZLING)
        carl = self.talker("carl")
        self.assertEqual(
            carl.says("puzzle"), "Looking for a puzzle; play on meanwhile.\n"
        )
        self.assertIn("still being worked out", carl.says("puzzle"))
        self.assertIn("You are not in a room", carl.says("3"))
        self.work()
        self.assertIn("A puzzle, from game", carl.news())
        self.assertIn("Right: ", carl.says("3"))


class ProgramsTests(StudyCase):
    """
    The same for programs.
    """

    def program(self) -> Program:
        return Program(self.talker("carl"))

    def test_puzzle(self) -> None:
        """
        A puzzle is an event with the position; solve answers it, solution gives up.
        """
        _, _, code = self.over(PUZZLING)
        program = self.program()
        _, told = program.does("puzzle")
        self.assertEqual(
            told,
            {
                "event": "puzzle",
                "id": f"{code}.35",
                "game": code,
                "symbol": "O",
                "plies": 3,
                "moves": PUZZLING[:35],
                "open": [3, 5],
                "board": PUZZLE_ROWS,
            },
        )
        self.assertEqual(
            program.asks("solve", col=5),
            {
                "ok": True,
                "id": f"{code}.35",
                "right": False,
                "col": 5,
                "value": -1,
                "plies": 2,
            },
        )
        solved = {"ok": True, "id": f"{code}.35", "col": 3, "line": [3, 5, 5]}
        self.assertEqual(program.asks("solve", col=3), {**solved, "right": True})
        self.assertEqual(program.asks("solve", col=3)["error"], "no_puzzle")
        program.does("puzzle")
        self.assertEqual(program.asks("solution"), {**solved, "right": False})

    def test_no_puzzle(self) -> None:
        """
        Why there is none is an event.
        """
        _, told = self.program().does("puzzle")
        self.assertEqual(told, {"event": "no_puzzle", "why": "no_games"})

    def test_fault(self) -> None:
        """
        A fault is an event that names the command.
        """
        self.over(PUZZLING)
        self.engine.slow = True
        program = self.program()
        program.does("puzzle")
        answer, _ = self.engine.waiting.pop(0)
        answer.errback(ZeroDivisionError())
        self.assertEqual(program.news(), [{"event": "study_failed", "cmd": "puzzle"}])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
