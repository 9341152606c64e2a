"""
What is allowed during a game, and after it.
"""

from __future__ import annotations

from random import Random

from connect4tx.play import decisions
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    EventIds,
    PlayerLeft,
    RoomClosed,
    RoomReset,
)
from connect4tx.play.rejections import Reason, Rejected
from tests.play.decision_case import (
    DESERTED,
    FULL,
    HALF,
    OVER,
    PLAYING,
    DecisionCase,
)
from tests.support.stories import (
    CODE,
    game,
    room_after,
)


class DropTests(DecisionCase):
    """
    Which disc may fall.
    """

    def test_seat_on_turn_may_drop(self) -> None:
        """
        The seat on turn drops into any open column, from the first to the last.
        """
        for column in (0, 6):
            event = self.event(decisions.drop(PLAYING, self.ids, 1, column))
            assert isinstance(event, DiscDropped)
            self.assertEqual((event.seat, event.column), (1, column))

    def test_others_wait(self) -> None:
        """
        Who is not on turn is told whose turn it is, whatever the column.
        """
        for column in (3, 99):
            self.assert_refused(
                decisions.drop(PLAYING, self.ids, 0, column),
                Reason.NOT_YOUR_TURN,
                name="max",
                symbol="O",
            )

    def test_defect_01_no_column_beside_the_board(self) -> None:
        """
        A column left or right of the board is refused, a negative one too.
        """
        for column in (-1, 7, -7, 10**30):
            self.assert_refused(
                decisions.drop(PLAYING, self.ids, 1, column),
                Reason.NO_SUCH_COLUMN,
                columns=7,
                last=6,
            )

    def test_full_column_is_refused(self) -> None:
        """
        A full column is refused with those that are open, as they are printed.
        """
        state = room_after(*game((3, 3, 3, 3, 3, 3)))
        self.assert_refused(
            decisions.drop(state, self.ids, 0, 3),
            Reason.COLUMN_FULL,
            column=4,
            open=(1, 2, 3, 5, 6, 7),
        )

    def test_no_disc_before_or_after_a_game(self) -> None:
        """
        A disc needs a game: before it and after it the reason is another.
        """
        self.assert_refused(decisions.drop(FULL, self.ids, 0, 3), Reason.NOT_PLAYING)
        self.assert_refused(
            decisions.drop(HALF, self.ids, 0, 3),
            Reason.NEEDS_PLAYERS,
            missing=1,
            code=CODE,
        )
        for state in (OVER, DESERTED):
            self.assert_refused(decisions.drop(state, self.ids, 1, 3), Reason.GAME_OVER)


class ResetAndLeaveTests(DecisionCase):
    """
    Making ready again, and going.
    """

    def test_finished_game_is_reset(self) -> None:
        """
        After a game the room may be made ready for another one.
        """
        event = self.event(decisions.reset(OVER, self.ids, 1))
        self.assertIsInstance(event, RoomReset)

    def test_only_finished_games_are_reset(self) -> None:
        """
        A game that runs or has not begun is not thrown away.
        """
        self.assert_refused(
            decisions.reset(PLAYING, self.ids, 0), Reason.GAME_RUNS, code=CODE
        )
        self.assert_refused(decisions.reset(FULL, self.ids, 0), Reason.NOT_PLAYING)
        self.assert_refused(
            decisions.reset(HALF, self.ids, 0),
            Reason.NEEDS_PLAYERS,
            missing=1,
            code=CODE,
        )

    def test_seat_is_given_up_with_its_reason(self) -> None:
        """
        Leaving is possible at any time, and recorded with its reason.
        """
        for state in (FULL, PLAYING, OVER):
            for why in Departure:
                event = self.event(decisions.leave(state, self.ids, 1, why))
                assert isinstance(event, PlayerLeft)
                self.assertEqual((event.seat, event.why), (1, why))

    def test_defect_10_last_one_closes_the_room(self) -> None:
        """
        When the last player leaves, the room closes in the same append.
        """
        for state, seat in ((HALF, 0), (DESERTED, 1)):
            decided = decisions.leave(state, self.ids, seat, Departure.LEFT)
            assert not isinstance(decided, Rejected)
            kinds = [type(event) for event in decided]
            self.assertEqual(kinds, [PlayerLeft, RoomClosed])

    def test_defect_07_empty_seat_is_not_given_up(self) -> None:
        """
        Where nobody sits nobody leaves: a second leave makes no event.
        """
        decided = decisions.leave(DESERTED, self.ids, 0, Departure.LOST_CONNECTION)
        self.assertFalse(isinstance(decided, list) and decided, decided)

    def test_ids_are_all_different(self) -> None:
        """
        No two events have the same id, not those of one decision either.
        """
        found = [self.ids.next() for _ in range(1000)]
        self.assertEqual(len(set(found)), 1000)
        self.assertNotEqual(EventIds(Random(2)).next(), EventIds(Random(3)).next())
