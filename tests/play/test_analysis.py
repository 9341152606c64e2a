"""
What moves were worth: judged by what was known before them.
"""

from __future__ import annotations

from typing import TypeVar

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Termination
from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play import analysis
from connect4tx.play.analysis import (
    QUESTIONS_AT_ONCE,
    REVIEW_SECONDS,
    REVIEWS_KEPT,
    Hint,
    Mark,
    Review,
    Reviews,
    best_of,
    judge,
    refusal,
)
from connect4tx.play.events import GameRecord, RoomCode
from connect4tx.play.ports import Prospect
from connect4tx.play.rejections import Reason
from tests.support.exact import EMPTY_AT_MOST, ExactEngine

NOT_KNOWN = Prospect()
KNOWN_FROM = STANDARD.cells - EMPTY_AT_MOST

# A game that was won and lost and drawn by turns, from move 31 on.
SWINGS = "437117173147743522527225511343236666545466"
# One in which a win took longer and longer, and was then thrown away.
SLOW = "465523664357716131171432617722625427554343"

Found = TypeVar("Found")


def record(
    moves: str, *, number: int = 1, first: int = 0, variant: Variant = STANDARD
) -> GameRecord:
    """
    A game of lea and max.
    """
    return GameRecord(
        room=RoomCode("ABC234"),
        number=number,
        variant=variant,
        names=("lea", "max"),
        symbols=("X", "O"),
        first=first,
        moves=moves,
        left=(),
        termination=Termination.BOARD_FULL,
        winner=None,
        started=0,
        ended=0,
    )


class JudgeTests(SynchronousTestCase):
    """
    What one move did.
    """

    def assert_judged(
        self, prospects: dict[int, Prospect], marks: dict[int, Mark]
    ) -> None:
        """
        Fail unless each of the moves is judged so.
        """
        self.assertEqual({at: judge(prospects, at) for at in prospects}, marks)

    def test_won(self) -> None:
        """
        In a won position the quickest wins are best, slower ones still win, and all
        others throw the win away.
        """
        prospects = {
            0: Prospect(1, 9),
            1: Prospect(1, 5),
            2: Prospect(0, 20),
            3: Prospect(-1, 8),
            4: Prospect(1, 5),
        }
        self.assertEqual(best_of(prospects), (1, 4))
        self.assert_judged(
            prospects,
            {
                0: Mark.STILL_WINNING,
                1: Mark.BEST,
                2: Mark.THREW_WIN,
                3: Mark.THREW_WIN,
                4: Mark.BEST,
            },
        )

    def test_drawn(self) -> None:
        """
        In a drawn position whatever draws is best, however many discs it is told with.
        """
        prospects = {0: Prospect(0, 20), 1: Prospect(0), 2: Prospect(-1, 8)}
        self.assertEqual(best_of(prospects), (0, 1))
        self.assert_judged(prospects, {0: Mark.BEST, 1: Mark.BEST, 2: Mark.THREW_DRAW})

    def test_lost(self) -> None:
        """
        In a lost position no move is a mistake; the best hold out longest.
        """
        prospects = {0: Prospect(-1, 2), 1: Prospect(-1, 12), 2: Prospect(-1, 4)}
        self.assertEqual(best_of(prospects), (1,))
        self.assert_judged(prospects, dict.fromkeys(prospects, Mark.LOST_ANYWAY))

    def test_not_all_is_known(self) -> None:
        """
        A win is the best whatever the rest is; without one, nothing is said.
        """
        won = {0: Prospect(1, 5), 1: NOT_KNOWN, 2: Prospect(0, 20), 3: Prospect(-1, 2)}
        self.assert_judged(
            won,
            {
                0: Mark.BEST,
                1: Mark.UNKNOWN,
                2: Mark.THREW_WIN,
                3: Mark.THREW_WIN,
            },
        )
        for others in ({1: Prospect(0, 20)}, {1: Prospect(-1, 4)}, {}):
            open_still = {0: NOT_KNOWN, **others}
            self.assertEqual(best_of(open_still), ())
            self.assert_judged(open_still, dict.fromkeys(open_still, Mark.UNKNOWN))
        self.assertEqual(judge({}, 3), Mark.UNKNOWN)

    def test_distance_is_not_known(self) -> None:
        """
        A win at a distance that is not known is a win, but no quicker than others.
        """
        prospects = {0: Prospect(1), 1: Prospect(1, 21)}
        self.assert_judged(prospects, {0: Mark.STILL_WINNING, 1: Mark.BEST})


class AnalysisCase(SynchronousTestCase):
    """
    Has a clock and engines.
    """

    def setUp(self) -> None:
        self.clock = Clock()

    def begin(self, reviews: Reviews, game: GameRecord) -> Deferred[Review]:
        return Deferred.fromCoroutine(reviews.review(game))

    def reviewed(self, engine: ExactEngine, game: GameRecord) -> Review:
        """
        The review that such an engine makes at once.
        """
        reviews = Reviews(engine=engine, clock=self.clock)
        return self.successResultOf(self.begin(reviews, game))


class ReviewTests(AnalysisCase):
    """
    Whole games.
    """

    def test_each_move(self) -> None:
        """
        Every move is there, in order, with its player, its column and what it was
        worth; so are the best moves there.
        """
        review = self.reviewed(ExactEngine(), record(SWINGS))
        self.assertEqual([move.ply for move in review.moves], [*range(1, 43)])
        self.assertEqual([move.seat for move in review.moves], [0, 1] * 21)
        columns = tuple(move.column for move in review.moves)
        self.assertEqual(columns, digits_to_columns(SWINGS))
        told = [
            (move.mark, move.after, [column + 1 for column in move.best], move.before)
            for move in review.moves[KNOWN_FROM : KNOWN_FROM + 5]
        ]
        self.assertEqual(
            told,
            [
                (Mark.THREW_WIN, Prospect(-1, 12), [4], Prospect(1, 11)),
                (Mark.THREW_WIN, Prospect(0, 11), [4], Prospect(1, 11)),
                (Mark.THREW_DRAW, Prospect(-1, 10), [4, 5], Prospect(0, 10)),
                (Mark.BEST, Prospect(1, 9), [6], Prospect(1, 9)),
                (Mark.LOST_ANYWAY, Prospect(-1, 8), [6], Prospect(-1, 8)),
            ],
        )
        self.assertIs(review.moves[-1].mark, Mark.BEST)
        self.assertTrue(review.perfect)

    def test_slower_wins_and_losses(self) -> None:
        """
        A win that takes longer than needed still is one; a loss that comes sooner than
        needed is told from one that was put off.
        """
        review = self.reviewed(ExactEngine(), record(SLOW))
        moves = review.moves[KNOWN_FROM : KNOWN_FROM + 4]
        self.assertEqual(
            [(move.mark, move.is_best) for move in moves],
            [
                (Mark.STILL_WINNING, False),
                (Mark.LOST_ANYWAY, False),
                (Mark.STILL_WINNING, False),
                (Mark.LOST_ANYWAY, True),
            ],
        )
        self.assertEqual(
            [(move.after.plies, move.before.plies) for move in moves],
            [(9, 3), (4, 8), (7, 3), (6, 6)],
        )

    def test_who_began(self) -> None:
        """
        The seat that began is the first to be judged.
        """
        review = self.reviewed(ExactEngine(), record(SWINGS, first=1))
        self.assertEqual([move.seat for move in review.moves], [1, 0] * 21)

    def test_what_is_not_known(self) -> None:
        """
        Moves that the engine knows nothing of are marked so, and the review says
        whether it is an engine that knows everything.
        """
        review = self.reviewed(ExactEngine(perfect=False), record(SWINGS))
        for move in review.moves[:KNOWN_FROM]:
            self.assertIs(move.mark, Mark.UNKNOWN)
            self.assertEqual((move.after, move.before), (NOT_KNOWN, NOT_KNOWN))
            self.assertEqual((move.best, move.is_best), ((), False))
        for move in review.moves[KNOWN_FROM:]:
            self.assertIsNot(move.mark, Mark.UNKNOWN)
        self.assertFalse(review.perfect)
        self.assertFalse(review.is_whole)

    def test_few_questions_at_once(self) -> None:
        """
        However many reviews are made, little is asked at once, and all are made.
        """
        engine = ExactEngine(slow=True)
        reviews = Reviews(engine=engine, clock=self.clock)
        games = [record(SWINGS), record(SLOW, number=2)]
        made = [self.begin(reviews, game) for game in games]
        for _ in range(len(SWINGS) + len(SLOW)):
            self.assertLessEqual(len(engine.waiting), QUESTIONS_AT_ONCE)
            engine.answer()
        self.assertEqual(engine.waiting, [])
        for game, one in zip(games, made, strict=True):
            review = self.successResultOf(one)
            self.assertEqual(review, self.reviewed(ExactEngine(), game))

    def test_takes_its_time_only(self) -> None:
        """
        What is not known when the time is up stays unknown; what is, is told, the end
        of the game first.
        """
        engine = ExactEngine(slow=True)
        reviews = Reviews(engine=engine, clock=self.clock)
        made = self.begin(reviews, record(SWINGS))
        for _ in range(3):
            engine.answer()
        self.clock.advance(REVIEW_SECONDS - 1)
        self.assertNoResult(made)
        self.clock.advance(1)
        review = self.successResultOf(made)
        unknown = [move.ply for move in review.moves if move.mark is Mark.UNKNOWN]
        self.assertEqual(unknown, [*range(1, 40)])
        self.assertEqual(engine.cancelled, QUESTIONS_AT_ONCE)

    def test_stopped(self) -> None:
        """
        A review that nobody waits for any more asks nothing more, and leaves the engine
        to others.
        """
        engine = ExactEngine(slow=True)
        reviews = Reviews(engine=engine, clock=self.clock)
        made = self.begin(reviews, record(SWINGS))
        made.cancel()
        self.failureResultOf(made, CancelledError)
        self.assertEqual((engine.waiting, engine.cancelled), ([], QUESTIONS_AT_ONCE))
        self.begin(reviews, record(SLOW))
        self.assertEqual(len(engine.waiting), QUESTIONS_AT_ONCE)

    def test_a_fault_is_not_hidden(self) -> None:
        """
        An engine's bug fails the review.
        """
        engine = ExactEngine(slow=True)
        made = self.begin(Reviews(engine=engine, clock=self.clock), record(SWINGS))
        answer, _ = engine.waiting.pop(0)
        answer.errback(ZeroDivisionError())
        while engine.waiting:
            engine.answer()
        self.failureResultOf(made, ZeroDivisionError)

    def test_refused(self) -> None:
        """
        Only games of the usual kind are reviewed, and only those with a move.
        """
        self.assertIsNone(refusal(record("4")))
        variants = (
            Variant(columns=8),
            Variant(rows=7),
            Variant(connect=5),
            Variant(players=3),
        )
        for variant in variants:
            refused = refusal(record("4", variant=variant))
            assert refused is not None
            self.assertIs(refused.reason, Reason.NOT_REVIEWED)
            self.assertEqual(refused.fields, {"value": "ABC234.1"})
        refused = refusal(record(""))
        assert refused is not None
        self.assertIs(refused.reason, Reason.NO_MOVES)


class KeptTests(AnalysisCase):
    """
    Reviews that were made before.
    """

    def known(self, *, perfect: bool) -> Reviews:
        return Reviews(engine=ExactEngine(perfect=perfect), clock=self.clock)

    def test_is_kept(self) -> None:
        """
        A review is made once; another game of the room is another.
        """
        reviews = self.known(perfect=False)
        self.assertIsNone(reviews.known(record(SWINGS)))
        made = self.successResultOf(self.begin(reviews, record(SWINGS)))
        self.assertIs(reviews.known(record(SWINGS)), made)
        self.assertIsNone(reviews.known(record(SWINGS, number=2)))

    def test_so_many(self) -> None:
        """
        Only so many are kept; those go that nobody asked for longest.
        """
        reviews = self.known(perfect=False)
        for number in range(1, REVIEWS_KEPT + 1):
            self.successResultOf(self.begin(reviews, record("4", number=number)))
        reviews.known(record("4", number=1))
        self.successResultOf(self.begin(reviews, record("4", number=100)))
        self.assertIsNotNone(reviews.known(record("4", number=1)))
        self.assertIsNotNone(reviews.known(record("4", number=100)))
        self.assertIsNone(reviews.known(record("4", number=2)))

    def test_what_may_be_known_another_time(self) -> None:
        """
        A review is not kept when a solver had no time for all of it, nor when the
        time for the whole was up.
        """
        reviews = self.known(perfect=True)
        made = self.successResultOf(self.begin(reviews, record(SWINGS)))
        self.assertFalse(made.is_whole)
        self.assertIsNone(reviews.known(record(SWINGS)))
        reviews = Reviews(
            engine=ExactEngine(perfect=False, slow=True), clock=self.clock
        )
        late = self.begin(reviews, record("4"))
        self.clock.advance(REVIEW_SECONDS)
        self.successResultOf(late)
        self.assertIsNone(reviews.known(record("4")))


class HintTests(AnalysisCase):
    """
    The move that an engine would play.
    """

    def hint(self, moves: str) -> Hint:
        position = replay(STANDARD, digits_to_columns(moves))
        made = analysis.hint(ExactEngine(), position)
        return self.successResultOf(Deferred.fromCoroutine(made))

    def test_known(self) -> None:
        """
        It is one of the best, with what is known of it.
        """
        won, drawn, lost = (SWINGS[:ply] for ply in (30, 32, 34))
        self.assertEqual(self.hint(won), Hint(3, Prospect(1, 11)))
        self.assertEqual(self.hint(drawn), Hint(3, Prospect(0, 10)))
        self.assertEqual(self.hint(lost), Hint(5, Prospect(-1, 8)))

    def test_not_known(self) -> None:
        """
        Where nothing is proven, it is what the strongest computer player plays.
        """
        self.assertEqual(self.hint("44"), Hint(6, NOT_KNOWN))
