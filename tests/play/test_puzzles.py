"""
Puzzles: positions of games that were played here, with one move that wins.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from twisted.internet.defer import Deferred, fail
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.journal.memory import Kept, MemoryJournal
from connect4tx.play import puzzles as puzzles_module
from connect4tx.play.ports import JournalDown, Prospect
from connect4tx.play.puzzles import (
    AGAIN_SECONDS,
    SEARCH_SECONDS,
    Lack,
    Puzzle,
    Puzzles,
)
from tests.play.test_analysis import record
from tests.support.exact import EMPTY_AT_MOST, ExactEngine

# What is known of it begins at move 31; there are puzzles after 30, 32 and 38 discs.
THREE = "15742773654224644114662551226117573537633"
# There is one after 35 discs: O is to move and wins in column 3.
ONE = "32437174421346441227623121666613777355"
# Whoever is to move near its end has a win at once, several wins, or none.
NONE = "53263415662442127167344313411777236255"


class PuzzlesCase(SynchronousTestCase):
    """
    Has games that are over.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.kept = Kept()
        self.journal = MemoryJournal(self.kept)
        self.engine = ExactEngine()

    def puzzles(self, *games: str) -> Puzzles:
        """
        What makes puzzles of these games.
        """
        for number, moves in enumerate(games, 1):
            self.kept.games.append(record(moves, number=number))
        return Puzzles(
            journal=self.journal, engine=self.engine, rng=Random(3), clock=self.clock
        )

    def ask(
        self, puzzles: Puzzles, before: Puzzle | None = None
    ) -> Deferred[Puzzle | Lack]:
        asked = Deferred.fromCoroutine(puzzles.another(before))
        self.clock.advance(0)
        return asked

    def one(self, puzzles: Puzzles, before: Puzzle | None = None) -> Puzzle:
        """
        A puzzle that is found at once.
        """
        found = self.successResultOf(self.ask(puzzles, before))
        assert isinstance(found, Puzzle), found
        return found

    def lack(self, puzzles: Puzzles) -> Lack:
        """
        Why there is none.
        """
        found = self.successResultOf(self.ask(puzzles))
        assert isinstance(found, Lack), found
        return found


class FoundTests(PuzzlesCase):
    """
    What is found.
    """

    def all_of(self, moves: str) -> dict[str, Puzzle]:
        """
        All the puzzles of a game.
        """
        puzzles = self.puzzles(moves)
        found: dict[str, Puzzle] = {}
        before = None
        for _ in range(20):
            before = self.one(puzzles, before)
            found[before.id] = before
        return found

    def test_all_of_a_game(self) -> None:
        """
        A position is a puzzle when one move wins, the others do not, and the win takes
        more than a move.
        """
        found = self.all_of(THREE)
        self.assertEqual(sorted(found), [f"ABC234.1.{ply}" for ply in (30, 32, 38)])
        for puzzle in found.values():
            ply = puzzle.position.ply
            columns = digits_to_columns(THREE[:ply])
            self.assertEqual(puzzle.position, replay(STANDARD, columns))
            wins = [at for at, of in puzzle.prospects.items() if of.value == 1]
            self.assertEqual(wins, [puzzle.solution])
            won = Prospect(1, len(puzzle.line))
            self.assertEqual(puzzle.prospects[puzzle.solution], won)
            self.assertGreaterEqual(len(puzzle.line), 3)

    def test_the_line(self) -> None:
        """
        The line leads from the solution to the win, and neither player does better in
        any of its positions.
        """
        for puzzle in self.all_of(THREE).values():
            position = puzzle.position
            left = len(puzzle.line)
            for column in puzzle.line:
                prospects = self.successResultOf(self.engine.prospects(position))
                self.assertEqual(prospects[column].plies, left)
                value = 1 if position.turn == puzzle.position.turn else -1
                self.assertEqual(prospects[column].value, value)
                for other in prospects.values():
                    if other.value == value == 1:
                        self.assertGreaterEqual(other.plies, left)
                    if value == -1:
                        self.assertEqual(other.value, -1)
                        self.assertLessEqual(other.plies, left)
                position, left = position.play(column), left - 1
            assert position.outcome is not None
            self.assertEqual(position.outcome.winner, puzzle.position.turn)

    def test_for_who_moved_second(self) -> None:
        """
        It may be for the second player to win.
        """
        (puzzle,) = self.all_of(ONE).values()
        self.assertEqual((puzzle.position.ply, puzzle.position.turn), (35, 1))

    def test_too_far_off(self) -> None:
        """
        A win that is further off than asked for is no puzzle.
        """
        self.patch(puzzles_module, "FURTHEST", 9)
        self.assertNotIn("ABC234.1.30", self.all_of(THREE))

    def test_unknown_line(self) -> None:
        """
        A win whose line cannot be told to its end is no puzzle.
        """
        puzzles = self.puzzles(ONE)
        solved = replay(STANDARD, digits_to_columns(ONE[:35])).play(2)
        self.engine.forgotten.add(solved)
        self.assertIs(self.lack(puzzles), Lack.PROOF)


class ChoiceTests(PuzzlesCase):
    """
    Which of them a player gets.
    """

    def test_not_the_same_again(self) -> None:
        """
        No puzzle comes twice in a row while there are others, even when it is in
        several games.
        """
        puzzles = self.puzzles(THREE, THREE, THREE)
        before = self.one(puzzles)
        for _ in range(20):
            after = self.one(puzzles, before)
            self.assertNotEqual(after.position, before.position)
            before = after

    def test_the_only_one(self) -> None:
        """
        The only one there is comes again.
        """
        puzzles = self.puzzles(ONE)
        first = self.one(puzzles)
        self.assertIs(self.one(puzzles, first), first)

    def test_nothing_is_looked_at_twice(self) -> None:
        """
        What was looked at is not soon looked at again, whatever came of it; and what
        the engine knew, never.
        """
        puzzles = self.puzzles(NONE)
        self.assertIs(self.lack(puzzles), Lack.PROOF)
        asked = len(self.engine.asked)
        self.assertGreater(asked, 0)
        self.assertIs(self.lack(puzzles), Lack.PROOF)
        self.assertEqual(len(self.engine.asked), asked)
        self.clock.advance(AGAIN_SECONDS)
        self.assertIs(self.lack(puzzles), Lack.PROOF)
        again = self.engine.asked[asked:]
        self.assertGreater(len(again), 0)
        for position in again:
            self.assertLess(position.ply, STANDARD.cells - EMPTY_AT_MOST)

    def test_what_the_engine_did_not_know(self) -> None:
        """
        What the engine could not tell is looked at again, but not at once: it may have
        had nobody to work it out.
        """
        puzzling = replay(STANDARD, digits_to_columns(ONE[:35]))
        for forgotten in (puzzling, puzzling.play(2)):
            self.kept.games.clear()
            puzzles = self.puzzles(ONE)
            self.engine.forgotten.add(forgotten)
            self.assertIs(self.lack(puzzles), Lack.PROOF)
            self.engine.forgotten.clear()
            self.clock.advance(AGAIN_SECONDS - 1)
            self.assertIs(self.lack(puzzles), Lack.PROOF)
            self.clock.advance(1)
            self.assertEqual(self.one(puzzles).position, puzzling)

    def test_enough(self) -> None:
        """
        When there are enough, none is looked for.
        """
        self.patch(puzzles_module, "_ENOUGH", 2)
        puzzles = self.puzzles(THREE)
        before = None
        for _ in range(3):
            before = self.one(puzzles, before)
        asked = len(self.engine.asked)
        for _ in range(10):
            before = self.one(puzzles, before)
        self.assertEqual(len(self.engine.asked), asked)

    def test_so_many_are_kept(self) -> None:
        """
        Only so many are kept, the latest.
        """
        self.patch(puzzles_module, "PUZZLES_KEPT", 1)
        puzzles = self.puzzles(THREE)
        first = self.one(puzzles)
        second = self.one(puzzles, first)
        third = self.one(puzzles, second)
        self.assertEqual(len({first.id, second.id, third.id}), 3)
        self.assertIs(self.one(puzzles, third), third)

    def test_late_positions_come_first_without_a_solver(self) -> None:
        """
        A search looks at the ends of games first, where it can prove something.
        """
        self.engine = ExactEngine(perfect=False)
        self.one(self.puzzles(THREE, ONE))
        plies = [position.ply for position in self.engine.asked]
        self.assertGreater(plies[0], 35)


class LackTests(PuzzlesCase):
    """
    When there is none.
    """

    def test_no_games(self) -> None:
        """
        Without games of the usual kind there are no puzzles, and that is why.
        """
        self.assertIs(self.lack(self.puzzles()), Lack.GAMES)
        self.kept.games.append(record("4", variant=Variant(columns=8)))
        self.assertIs(self.lack(self.puzzles()), Lack.GAMES)

    def test_private_games(self) -> None:
        """
        Private games are nobody's puzzles.
        """
        puzzles = self.puzzles(ONE, THREE)
        self.kept.games[1] = replace(self.kept.games[1], private=True)
        before = None
        for _ in range(5):
            before = self.one(puzzles, before)
            self.assertEqual(before.record, self.kept.games[0])
        self.kept.games[0] = replace(self.kept.games[0], private=True)
        self.assertIs(
            self.lack(
                Puzzles(
                    journal=self.journal,
                    engine=self.engine,
                    rng=Random(3),
                    clock=self.clock,
                )
            ),
            Lack.GAMES,
        )

    def test_none_found(self) -> None:
        """
        Games may have no position that is a puzzle; nor has one of no moves.
        """
        self.assertIs(self.lack(self.puzzles("")), Lack.PROOF)
        self.assertIs(self.lack(self.puzzles(NONE)), Lack.PROOF)

    def test_records_cannot_be_read(self) -> None:
        """
        That is told, and another time it goes on.
        """
        puzzles = self.puzzles(THREE)
        patched = self.patch(
            self.journal, "games", lambda *_, **__: fail(JournalDown(""))
        )
        self.assertIs(self.lack(puzzles), Lack.RECORDS)
        patched.restore()
        self.one(puzzles)

    def test_time_is_up(self) -> None:
        """
        A search ends when its time is up; the next goes on from there.
        """
        self.engine = ExactEngine(slow=True)
        puzzles = self.puzzles(THREE)
        found = self.ask(puzzles)
        self.clock.advance(SEARCH_SECONDS - 1)
        self.assertNoResult(found)
        self.clock.advance(1)
        self.assertIs(self.successResultOf(found), Lack.PROOF)
        self.assertEqual((self.engine.cancelled, self.engine.waiting), (1, []))
        self.engine.slow = False
        self.one(puzzles)

    def test_others_have_their_turns(self) -> None:
        """
        However soon the engine answers, others need not wait for the whole search.
        """
        puzzles = self.puzzles(NONE)
        asked = Deferred.fromCoroutine(puzzles.another())
        self.assertNoResult(asked)
        between = len(self.engine.asked)
        self.assertGreater(between, 0)
        self.clock.advance(0)
        self.assertIs(self.successResultOf(asked), Lack.PROOF)
        self.assertGreater(len(self.engine.asked), between)

    def test_one_search_at_a_time(self) -> None:
        """
        However many ask, one position is looked at at a time, and all are answered.
        """
        self.engine = ExactEngine(slow=True)
        puzzles = self.puzzles(THREE)
        found = [self.ask(puzzles) for _ in range(3)]
        while self.engine.waiting:
            self.assertEqual(len(self.engine.waiting), 1)
            self.engine.answer()
        for one in found:
            self.assertIsInstance(self.successResultOf(one), Puzzle)

    def test_stopped(self) -> None:
        """
        Who goes stops the search that was for them, and others can search.
        """
        self.engine = ExactEngine(slow=True)
        puzzles = self.puzzles(THREE)
        gone, stays = self.ask(puzzles), self.ask(puzzles)
        gone.addErrback(lambda failure: None)
        gone.cancel()
        self.assertEqual(self.engine.cancelled, 1)
        while self.engine.waiting:
            self.engine.answer()
        self.assertIsInstance(self.successResultOf(stays), Puzzle)
