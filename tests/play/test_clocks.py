"""
Time controls, and what events make of the clocks.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import Variant
from connect4tx.play import decisions
from connect4tx.play.clocks import (
    MOST_INCREMENT,
    MOST_MINUTES,
    USUAL_CONTROL,
    TimeControl,
    read_control,
)
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    EventIds,
    GameAborted,
    GameStarted,
    MovesUndone,
    PlayerDropped,
    SeatForfeited,
)
from connect4tx.play.rejections import Rejected
from connect4tx.play.state import RoomState, Status, replay
from tests.support.stories import (
    away,
    full_room,
    joined,
    opened,
    reset,
    returned,
    started,
)

CONTROL = TimeControl(60, 2)


class WrittenTests(SynchronousTestCase):
    """
    Time controls as people write them.
    """

    def test_read(self) -> None:
        """
        Minutes, perhaps with a fraction, and perhaps seconds for each move.
        """
        for written, base, increment in (
            ("3+2", 180, 2),
            ("5", 300, 0),
            ("5+0", 300, 0),
            ("0.5", 30, 0),
            ("0.25+3", 15, 3),
            ("0+3", 0, 3),
            ("0.05", 3, 0),
            (f"{MOST_MINUTES}+{MOST_INCREMENT}", 10_800, 180),
        ):
            self.assertEqual(
                read_control(written), TimeControl(base, increment), written
            )

    def test_no_control(self) -> None:
        """
        What is written otherwise is none, and so is too much time, or too little.
        """
        for written in (
            *("", "+", "+2", "3+", "3+2+1", "-3", "3 + 2", "three", "3.+2", ".5"),
            *("1e1", "\u0663", "3+2\n", " 3", "0.125", "3+2.5", "1000", "3+1000"),
            *("0", "0+0", "0+2", "0.03", "181", "180.5", "3+181"),
        ):
            with self.assertRaises(ValueError, msg=written):
                read_control(written)

    def test_written_is_read_back(self) -> None:
        """
        Whatever number of seconds it has, a control is read as it was written.
        """
        for base in range(60 * MOST_MINUTES + 1):
            control = TimeControl(base, 3)
            self.assertEqual(read_control(control.written), control)

    def test_usual(self) -> None:
        """
        People usually play three minutes, and two seconds for each move.
        """
        self.assertEqual(USUAL_CONTROL.written, "3+2")
        self.assertEqual(TimeControl(90, 0).written, "1.5+0")

    def test_start(self) -> None:
        """
        The clocks begin with the time of the game; without one, with that of a move.
        """
        self.assertEqual(TimeControl(60, 2).start, 60_000)
        self.assertEqual(TimeControl(0, 5).start, 5_000)

    def test_grace(self) -> None:
        """
        The others wait for a quarter of the time, but for 20 seconds at least, and for
        three minutes at most.
        """
        for base, grace in ((0, 20), (30, 20), (84, 21), (180, 45), (10_800, 180)):
            self.assertEqual(TimeControl(base, 0).grace, grace)


class AppliedTests(SynchronousTestCase):
    """
    The clocks of a room, as its events make them.
    """

    def timed(self, *events: Event, players: int = 2) -> RoomState:
        """
        A room with a time control, in which a game has begun and these things happened.
        """
        variant = Variant(players=players)
        seats = [joined(seat) for seat in range(players)]
        first = replace(opened(variant), control=CONTROL)
        return replay([first, *seats, started(), *events])

    def test_before_a_game_there_are_none(self) -> None:
        """
        There are clocks from a game's beginning on.
        """
        room = replay([replace(opened(), control=CONTROL), joined(0), joined(1)])
        self.assertEqual(room.clocks, ())
        self.assertEqual(self.timed().clocks, (60_000, 60_000))
        self.assertEqual(self.timed(players=4).clocks, (60_000,) * 4)

    def test_room_without_a_control(self) -> None:
        """
        Where no time is counted there are never any.
        """
        room = replay([*full_room(), started(), DiscDropped(1, 0, 3, 500)])
        self.assertEqual((room.clocks, room.is_timed), ((), False))

    def test_move_costs_and_gives(self) -> None:
        """
        A move costs its thought and gives the increment, to who made it.
        """
        room = self.timed(DiscDropped(1, 0, 3, 5_000), DiscDropped(2, 1, 3, 0))
        self.assertEqual(room.clocks, (57_000, 62_000))

    def test_no_clock_is_below_zero(self) -> None:
        """
        What was thought too long, as a journal may say, is not owed.
        """
        self.assertEqual(self.timed(DiscDropped(1, 0, 3, 61_000)).clocks[0], 2_000)

    def test_thought_before_a_drop_counts(self) -> None:
        """
        When somebody drops, whoever has to move has thought until then.
        """
        lost = Departure.LOST_CONNECTION
        room = self.timed(PlayerDropped(1, 1, lost, 0, 7_000))
        self.assertEqual(room.clocks, (53_000, 60_000))
        room = self.timed(PlayerDropped(1, 0, lost, 0, 7_000))
        self.assertEqual(room.clocks, (53_000, 60_000))

    def test_nobody_thinks_who_is_away_through_our_fault(self) -> None:
        """
        The clock of who is away through our fault does not run, and nothing that is
        recorded meanwhile costs that player time; one who lost the connection goes on
        thinking.
        """
        for why, runs in (
            (Departure.LOST_CONNECTION, True),
            (Departure.CRASHED, False),
            (Departure.SERVER_DOWN, False),
        ):
            room = self.timed(away(0, why))
            self.assertIs(room.is_timed, runs, why)
            room = room.apply(PlayerDropped(2, 1, Departure.LOST_CONNECTION, 0, 10_000))
            self.assertEqual(room.clocks[0], 50_000 if runs else 60_000)
            self.assertTrue(room.apply(returned(0)).is_timed)

    def test_undo_keeps_the_clocks(self) -> None:
        """
        What was thought is thought, and what was given is given, though the moves are
        taken back; so has who thought about the undo.
        """
        room = self.timed(
            DiscDropped(1, 0, 3, 5_000), DiscDropped(2, 1, 3, 6_000), MovesUndone(3, 2)
        )
        self.assertEqual(room.clocks, (57_000, 56_000))
        room = self.timed(DiscDropped(1, 0, 3, 5_000), MovesUndone(3, 1, 9_000))
        self.assertEqual(room.clocks, (57_000, 51_000))

    def test_who_lost_on_time_has_none(self) -> None:
        """
        The clock of who has lost on time is at zero.
        """
        room = self.timed(
            DiscDropped(1, 0, 3, 1_000),
            DiscDropped(2, 1, 3, 1_000),
            SeatForfeited(3, 0, Termination.TIME),
        )
        self.assertEqual((room.status, room.clocks[0]), (Status.OVER, 0))

    def test_after_the_end_no_clock_runs(self) -> None:
        """
        After the game the clocks are what they were, and none runs; an abort and a
        reset take them away.
        """
        over = self.timed(
            DiscDropped(1, 0, 3, 5_000), SeatForfeited(2, 1, Termination.RESIGNED)
        )
        self.assertEqual((over.clocks, over.is_timed), ((57_000, 60_000), False))
        self.assertEqual(over.apply(reset()).clocks, ())
        self.assertEqual(self.timed(GameAborted(1, 0)).clocks, ())

    def test_next_game_has_its_own(self) -> None:
        """
        Each game begins with full clocks.
        """
        room = self.timed(
            DiscDropped(1, 0, 3, 5_000),
            SeatForfeited(2, 1, Termination.RESIGNED),
            reset(),
            GameStarted(4, 1),
        )
        self.assertEqual(room.clocks, (60_000, 60_000))


class FlagTests(SynchronousTestCase):
    """
    When somebody's time is over.
    """

    def setUp(self) -> None:
        self.ids = EventIds(Random(1))

    def timed(self, plies: int, players: int = 2) -> RoomState:
        """
        A game on the clock after so many moves, each at once.
        """
        seats = [joined(seat) for seat in range(players)]
        first = replace(opened(Variant(players=players)), control=CONTROL)
        moves = [DiscDropped(n, n % players, n % 7) for n in range(plies)]
        return replay([first, *seats, started(), *moves])

    def test_exactly_at_the_edge(self) -> None:
        """
        Who has thought for all of the time is out; with a millisecond left, nobody is.
        """
        state = self.timed(2)
        self.assertEqual(state.clocks[0], 62_000)
        self.assertEqual(decisions.flag(state, self.ids, 61_999), [])
        [out] = decisions.flag(state, self.ids, 62_000)
        self.assertEqual(out, SeatForfeited(out.id, 0, Termination.TIME))

    def test_who_never_moved(self) -> None:
        """
        When the time of somebody runs out who has not moved, the game is called off.
        """
        for players in (2, 3, 4):
            for plies in range(players):
                state = self.timed(plies, players)
                [event] = decisions.flag(state, self.ids, 60_000)
                self.assertEqual(event, GameAborted(event.id, -1))
            state = self.timed(players, players)
            [event] = decisions.flag(state, self.ids, 62_000)
            self.assertIsInstance(event, SeatForfeited)

    def test_move_that_comes_too_late(self) -> None:
        """
        A move after the time is over is not made; the player is out instead.
        """
        state = self.timed(2)
        decided = decisions.drop(state, self.ids, 0, 3, 62_000)
        assert not isinstance(decided, Rejected)
        self.assertEqual([type(event) for event in decided], [SeatForfeited])
        decided = decisions.drop(state, self.ids, 0, 3, 61_999)
        assert not isinstance(decided, Rejected)
        self.assertEqual(decided, [DiscDropped(decided[0].id, 0, 3, 61_999)])

    def test_where_no_clock_runs(self) -> None:
        """
        Nobody's time is over where none is counted, where no game is on, and for who is
        away through our fault.
        """
        state = self.timed(2)
        gone = state.apply(away(0, Departure.CRASHED))
        over = state.apply(SeatForfeited(9, 1, Termination.RESIGNED))
        untimed = replay([*full_room(), started()])
        for still in (gone, over, untimed, over.apply(reset())):
            self.assertEqual(decisions.flag(still, self.ids, 10**9), [])
