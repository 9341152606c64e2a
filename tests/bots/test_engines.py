"""
The engines: one in memory, one over workers.
"""

from __future__ import annotations

import sys
from random import Random

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.bots.duel import Duel
from connect4tx.bots.levels import glance
from connect4tx.bots.pool import WorkerEngine, has_solver
from connect4tx.bots.simple import SimpleEngine
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from tests.bots.contract import THREE_IN_A_ROW, EngineContract
from tests.bots.positions import after_random_moves, tried
from tests.bots.processes import ProcessReactor
from tests.support.boards import board


class SimpleEngineTests(EngineContract, SynchronousTestCase):
    """
    The engine that needs no processes.
    """

    def setUp(self) -> None:
        self.engine = SimpleEngine(rng=Random(1))

    def test_it_is_perfect_nowhere(self) -> None:
        """
        It does not know all on the usual board either.
        """
        self.assertFalse(self.engine.is_perfect(STANDARD))

    def test_the_same_numbers_give_the_same_moves(self) -> None:
        """
        Nothing but the random numbers it is given makes its moves differ.
        """
        for level in range(1, 8):
            games = []
            for _ in range(2):
                engine, position = SimpleEngine(rng=Random(level)), Position.start()
                moves: list[int] = []
                while position.outcome is None:
                    moves.append(self.successResultOf(engine.choose(position, level)))
                    position = position.play(moves[-1])
                games.append(moves)
            self.assertEqual(games[0], games[1])


class WorkerEngineTests(EngineContract, SynchronousTestCase):
    """
    The engine over workers, which are in memory here and have no solver.
    """

    def setUp(self) -> None:
        # A module that is None cannot be imported.
        for name in ("bitbully", "connect4tx.bots.solver"):
            self.patch_module(name)
        self.reactor = ProcessReactor()
        self.engine: WorkerEngine = self.an_engine()

    def patch_module(self, name: str) -> None:
        """
        Make as if a module were not installed, until the test is over.
        """
        before = sys.modules.get(name)

        def restore() -> None:
            if before is None:
                del sys.modules[name]
            else:
                sys.modules[name] = before

        sys.modules[name] = None  # type: ignore[assignment]
        self.addCleanup(restore)

    def an_engine(self, **options: object) -> WorkerEngine:
        """
        One that has been started.
        """
        options = {"solver": False, "most_workers": 2, **options}
        engine = WorkerEngine(reactor=self.reactor, rng=Random(1), **options)  # type: ignore[arg-type]
        engine.startService()
        return engine

    def settle(self) -> None:
        self.reactor.settle()

    def test_it_is_perfect_with_the_solver_on_the_usual_board(self) -> None:
        """
        All values are known exactly when there is a solver, and the board is 7x6.
        """
        self.assertFalse(self.engine.is_perfect(STANDARD))
        with_solver = self.an_engine(solver=True)
        self.assertTrue(with_solver.is_perfect(STANDARD))
        self.assertFalse(with_solver.is_perfect(Variant(7, 7)))

    def test_the_solver_is_looked_for(self) -> None:
        """
        By default an engine is perfect when the solver is installed, which needs no
        import of it.
        """
        sys.modules.pop("bitbully")
        engine = WorkerEngine(reactor=self.reactor, rng=Random(1))
        self.assertEqual(engine.is_perfect(STANDARD), has_solver())
        self.assertNotIn("bitbully", sys.modules)
        sys.modules["bitbully"] = None  # type: ignore[assignment]

    def test_no_process_is_started_before_it_is_needed(self) -> None:
        """
        Neither the start nor the lowest levels start a process; level 3 starts one.
        """
        for level, processes in ((1, 0), (2, 0), (3, 1)):
            asked = self.engine.choose(board(THREE_IN_A_ROW), level)
            self.settle()
            self.successResultOf(asked)
            self.assertEqual(len(self.reactor.children), processes)
        self.assertEqual(self.engine.pids, [100])

    def test_without_workers_it_looks_two_discs_ahead(self) -> None:
        """
        When no process can be started, every level answers at once and sees what is
        won and lost at once, and prospects are what a glance sees.
        """
        self.reactor.refusal = OSError("no more processes")
        for level in range(2, 8):
            asked = self.engine.choose(board(THREE_IN_A_ROW, 1), level)
            self.assertEqual(self.successResultOf(asked), 0)
        position = Position.start()
        asked_all = self.engine.prospects(position)
        self.assertEqual(self.successResultOf(asked_all), glance(Duel.of(position)))

    def test_stopped_it_still_answers(self) -> None:
        """
        Before the start and after the stop it looks two discs ahead and starts nothing.
        """
        engine = WorkerEngine(reactor=self.reactor, rng=Random(1), solver=False)
        for change in (lambda: None, engine.startService, engine.stopService):
            change()
            asked = engine.choose(board(THREE_IN_A_ROW, 1), 7)
            self.settle()
            self.assertEqual(self.successResultOf(asked), 0)
        self.assertEqual(len(self.reactor.children), 1)
        self.assertEqual(self.reactor.alive, [])
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_started_again_it_works_again(self) -> None:
        """
        After a stop and a start there are workers again.
        """
        self.engine.stopService()
        self.engine.startService()
        asked = self.engine.choose(board(THREE_IN_A_ROW), 7)
        self.settle()
        self.assertEqual(self.successResultOf(asked), 0)
        self.assertEqual(len(self.reactor.alive), 1)

    def test_what_is_known_of_a_position_is_asked_once(self) -> None:
        """
        Values that are all known are remembered: the next time no worker is asked.
        """
        position = after_random_moves(Random(3), 34)
        asked = self.engine.prospects(position)
        self.settle()
        self.assertEqual(self.successResultOf(asked), tried(position))
        again = self.engine.prospects(position)
        self.assertEqual(self.successResultOf(again), tried(position))

    def test_a_worker_without_the_solver_searches(self) -> None:
        """
        Where the solver cannot be imported after all, the worker finds out by itself,
        and the strongest level plays by that.
        """
        engine = self.an_engine(solver=True)
        position = after_random_moves(Random(4), 34)
        best = {
            column
            for column, prospect in tried(position).items()
            if prospect.value
            == max(each.value or 0 for each in tried(position).values())
        }
        asked = engine.choose(position, 7)
        self.settle()
        self.assertIn(self.successResultOf(asked), best)
