"""
Who may take which seat, and when a game may begin.
"""

from __future__ import annotations

from connect4tx.game.variant import Variant
from connect4tx.play import decisions
from connect4tx.play.events import (
    GameStarted,
    PlayerId,
    PlayerJoined,
)
from connect4tx.play.rejections import Reason, Rejected
from tests.play.decision_case import (
    ANN,
    CLOSED,
    DESERTED,
    FOUR,
    FULL,
    HALF,
    OVER,
    PLAYING,
    DecisionCase,
)
from tests.support.stories import (
    CODE,
    full_room,
    game,
    joined,
    left,
    opened,
    room_after,
)


class JoinTests(DecisionCase):
    """
    Who may take which seat.
    """

    def test_first_free_seat_and_symbol(self) -> None:
        """
        Who asks for no symbol gets the first free seat and the first free of X O A B.
        """
        state = room_after(opened(FOUR), joined(0, "O"), joined(2, "X"))
        event = self.event(self.join(state))
        assert isinstance(event, PlayerJoined)
        self.assertEqual((event.seat, event.symbol, event.player), (1, "A", ANN))

    def test_name_is_recorded(self) -> None:
        """
        The room records what the newcomer is called.
        """
        event = self.event(self.join(HALF))
        assert isinstance(event, PlayerJoined)
        self.assertEqual(event.name, "ann")

    def test_everybody_finds_a_usual_symbol(self) -> None:
        """
        Four players who ask for nothing are X, O, A and B.
        """
        state = room_after(opened(FOUR))
        for name in ("lea", "max", "eve", "tom"):
            joined = decisions.join(state, self.ids, PlayerId(name), name, None)
            state = state.apply(self.event(joined))
        self.assertEqual(state.symbols, ("X", "O", "A", "B"))

    def test_symbol_asked_for(self) -> None:
        """
        Who asks for a free symbol gets it.
        """
        event = self.event(self.join(HALF, "Q"))
        assert isinstance(event, PlayerJoined)
        self.assertEqual(event.symbol, "Q")

    def test_taken_symbol_is_refused(self) -> None:
        """
        Two players of a room cannot look the same.
        """
        self.assert_refused(
            self.join(HALF, "X"), Reason.SYMBOL_TAKEN, symbol="X", taken=("X",)
        )

    def test_symbol_of_somebody_gone_is_free(self) -> None:
        """
        A symbol is free again when its owner has left the room that waits.
        """
        self.event(self.join(room_after(*full_room(), left(0)), "X"))

    def test_defect_06_no_seat_beyond_those_of_the_game(self) -> None:
        """
        A room takes as many players as its game has, and no more.
        """
        for state in (FULL, PLAYING, OVER):
            fields = {"code": CODE, "players": 2, "away": False}
            self.assert_refused(self.join(state), Reason.ROOM_FULL, **fields)

    def test_defect_06_nobody_joins_a_running_game(self) -> None:
        """
        A seat that became free during a game stays free as long as it runs.
        """
        state = room_after(*game((3,), Variant(players=3)), left(0))
        self.assert_refused(self.join(state, "X"), Reason.GAME_RUNS, code=CODE)

    def test_game_that_is_over_is_not_called_running(self) -> None:
        """
        Who may not join because the game's end is still shown is not told that the
        game is on.
        """
        decided = self.join(DESERTED)
        assert isinstance(decided, Rejected)
        self.assertNotEqual(decided.reason, Reason.GAME_RUNS)

    def test_closed_room_is_no_room(self) -> None:
        """
        A room that has closed cannot be joined.
        """
        self.assert_refused(self.join(CLOSED), Reason.NO_SUCH_ROOM, code=CODE)


class StartTests(DecisionCase):
    """
    When a game may begin.
    """

    def test_full_room_starts(self) -> None:
        """
        A game begins when every seat is taken, with the seat whose turn it is to.
        """
        event = self.event(decisions.start(FULL, self.ids, 1))
        assert isinstance(event, GameStarted)
        self.assertEqual(event.first, 0)

    def test_defect_06_nobody_plays_alone(self) -> None:
        """
        A game waits for all of its players, and says how many are missing.
        """
        state = room_after(opened(FOUR), joined(0))
        for waiting, missing in ((HALF, 1), (state, 3)):
            self.assert_refused(
                decisions.start(waiting, self.ids, 0),
                Reason.NEEDS_PLAYERS,
                missing=missing,
                code=CODE,
            )

    def test_running_game_is_not_started_again(self) -> None:
        """
        A game that runs cannot be begun again.
        """
        self.assert_refused(
            decisions.start(PLAYING, self.ids, 0), Reason.GAME_RUNS, code=CODE
        )

    def test_defect_08_finished_game_is_not_started_again(self) -> None:
        """
        After a game the room is made ready first.
        """
        self.assert_refused(decisions.start(OVER, self.ids, 0), Reason.GAME_OVER)
