"""
Games on the clock, in rooms that are up: whose time runs, and when it does not.
"""

from __future__ import annotations

from typing import Any

from connect4tx.game.outcome import Termination
from connect4tx.play.clocks import TimeControl
from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    GameAborted,
    OfferKind,
    PlayerDropped,
    RoomCode,
    SeatForfeited,
)
from connect4tx.play.rejections import Reason
from connect4tx.play.room import RETRY_SECONDS
from connect4tx.play.state import Status
from connect4tx.play.updates import GraceBegun
from tests.support.members import Bug, FakeMember, PlayCase, crashed
from tests.support.stories import WON

CONTROL = TimeControl(60, 2)


class TimedCase(PlayCase):
    """
    Has games of a minute, and two seconds for each move.
    """

    def timed(
        self, players: int = 2, *, plies: int = 0
    ) -> tuple[RoomCode, list[FakeMember]]:
        """
        A game in which so many moves were made at once; each gave two seconds.
        """
        code, members = self.table(players, playing=True, control=CONTROL)
        self.play(code, *range(plies))
        for member in members:
            member.forget()
        return code, members

    def assert_clocks(self, code: RoomCode, *seconds: float) -> None:
        """
        Fail unless the clocks show these seconds.
        """
        shown = [left / 1000 for left in self.room(code).clocks()]
        self.assertEqual(shown, list(seconds))

    def wait(self, seconds: float) -> None:
        """
        Let time pass, a second at a time: what is due meanwhile happens in time.
        """
        whole, rest = divmod(seconds, 1)
        self.world.clock.pump([1.0] * int(whole))
        self.world.clock.advance(rest)


class RunningTests(TimedCase):
    """
    Whose clock runs, and what a move does to it.
    """

    def test_from_the_start_that_of_who_begins(self) -> None:
        """
        From the beginning the first player's clock runs, and only that one.
        """
        code, _ = self.timed()
        self.assert_clocks(code, 60, 60)
        self.wait(7)
        self.assert_clocks(code, 53, 60)

    def test_time_before_the_game_does_not_count(self) -> None:
        """
        As long as no game is on there are no clocks, and nothing runs.
        """
        code, _ = self.table(control=CONTROL)
        self.wait(1000)
        self.assertEqual(self.room(code).clocks(), ())
        self.done(self.room(code).start(0))
        self.assert_clocks(code, 60, 60)

    def test_move_hands_over(self) -> None:
        """
        After a move the mover has the increment and the other's clock runs.
        """
        code, _ = self.timed()
        self.wait(7)
        self.play(code, 3)
        self.assert_clocks(code, 55, 60)
        self.wait(4.5)
        self.assert_clocks(code, 55, 55.5)
        self.play(code, 3)
        self.wait(1)
        self.assert_clocks(code, 54, 57.5)

    def test_thought_is_recorded(self) -> None:
        """
        The journal has each move's thought, however the move was asked for.
        """
        code, (lea, max_) = self.timed()
        self.wait(1.25)
        self.done(self.room(code).drop(0, 3, by=lea.player))
        self.wait(2.5)
        self.done(self.room(code).drop(1, 3, by=max_.player))
        moves = [e for e in self.world.events[code] if isinstance(e, DiscDropped)]
        self.assertEqual([move.spent for move in moves], [1250, 2500])

    def test_refused_move_costs_only_its_time(self) -> None:
        """
        A move that is refused leaves the clock running as it ran.
        """
        code, _ = self.timed()
        self.wait(5)
        self.refused(self.room(code).drop(0, 9), Reason.NO_SUCH_COLUMN)
        self.refused(self.room(code).drop(1, 3), Reason.NOT_YOUR_TURN)
        self.assert_clocks(code, 55, 60)

    def test_offers_do_not_stop_it(self) -> None:
        """
        An offer, its answer and a refusal change no clock, and the flag falls in time.
        """
        code, _ = self.timed(plies=2)
        room = self.room(code)
        self.wait(30)
        self.done(room.offer(1, OfferKind.DRAW))
        self.wait(30)
        self.done(room.decline(0))
        self.assert_clocks(code, 2, 62)
        self.wait(2.1)
        self.assert_won(self.room(code).state, by=1)

    def test_untimed(self) -> None:
        """
        Without a time control nobody's time is counted, however long it takes.
        """
        code, _ = self.table(playing=True)
        self.wait(500)
        self.play(code, 3)
        self.assertEqual(self.room(code).clocks(), ())
        [move] = [e for e in self.world.events[code] if isinstance(e, DiscDropped)]
        self.assertEqual(move.spent, 0)

    def test_after_the_game_nothing_runs(self) -> None:
        """
        When the game is over the clocks stand, and the room waits for nothing.
        """
        before = self.world.clock.getDelayedCalls()
        code, _ = self.timed()
        self.play(code, *WON)
        self.assertEqual(self.world.clock.getDelayedCalls(), before)
        self.wait(500)
        self.assert_clocks(code, 68, 66)

    def test_three_players(self) -> None:
        """
        Each of three has a clock, and they run in turn.
        """
        code, _ = self.timed(3)
        for seconds in (1, 2, 3):
            self.wait(seconds)
            self.play(code, seconds)
        self.wait(4)
        self.assert_clocks(code, 57, 60, 59)


class FlagTests(TimedCase):
    """
    When the time is over.
    """

    def test_flag_falls_by_itself(self) -> None:
        """
        Who does not move in time has lost, without anybody asking; everybody is told,
        and it is the end of the game for its record too.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.wait(61.99)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.wait(0.1)
        self.assert_won(self.room(code).state, by=1)
        for member in (lea, max_):
            self.assertEqual(member.told, ["SeatForfeited", "GameEnded"])
        record = self.world.kept.games[-1]
        self.assertEqual(record.termination, Termination.TIME)
        self.assertEqual((record.winner, record.control), (1, CONTROL))
        self.assertEqual(self.room(code).state.score, (0, 2))

    def test_clock_of_the_loser_is_at_zero(self) -> None:
        """
        Who has lost on time has none left.
        """
        code, _ = self.timed(plies=2)
        self.wait(100)
        self.assert_clocks(code, 0, 62)

    def test_move_at_the_very_end(self) -> None:
        """
        A move just before the end counts; one at the end is not made, and loses, though
        nobody had looked at the clock yet.
        """
        code, _ = self.timed(plies=2)
        self.wait(61.75)
        self.play(code, 3)
        self.assert_clocks(code, 2.25, 62)
        self.play(code, 3)
        self.wait(2.25)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        state = self.play(code, 3)
        self.assert_won(state, by=1)
        self.assertEqual(state.record, "1244")

    def test_who_never_moved(self) -> None:
        """
        When the time of somebody runs out who has not moved, the game is called off: it
        counts for nothing, and the players are still there for another.
        """
        for plies in (0, 1):
            code, members = self.timed(plies=plies)
            self.wait(60.1)
            state = self.room(code).state
            self.assertEqual((state.status, state.first), (Status.LOBBY, 0))
            self.assertEqual((state.score, state.position), ((0, 0), None))
            for member in members:
                [update] = member.updates
                assert isinstance(update.happening, GameAborted)
                self.assertEqual(update.happening.seat, -1)
            self.assertEqual(len(self.world.kept.games), 0)
            self.done(self.room(code).start(1))
            self.assert_clocks(code, 60, 60)

    def test_three_players(self) -> None:
        """
        Among three, who has no time left is out and keeps the seat; the game goes on,
        and the next clock runs from then.
        """
        code, _ = self.timed(3, plies=3)
        self.wait(62.02)
        state = self.room(code).state
        self.assertEqual((state.status, state.in_game), (Status.PLAYING, [1, 2]))
        self.assertEqual(state.seated, 3)
        assert state.position is not None
        self.assertEqual(state.position.turn, 1)
        self.wait(61)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.wait(1.1)
        self.assert_won(self.room(code).state, by=2)
        record = self.world.kept.games[-1]
        self.assertEqual((record.left, record.termination.value), (((3, 0),), "time"))

    def test_somebody_else_leaves(self) -> None:
        """
        Among three, whoever has to move gets no time for it that another one leaves or
        resigns.
        """
        for leaves in (True, False):
            code, _ = self.timed(3, plies=3)
            self.wait(40)
            room = self.room(code)
            left = room.leave(2, Departure.LEFT) if leaves else room.resign(2)
            self.done(left)
            self.assert_clocks(code, 22, 62, 62)

    def test_who_has_to_move_leaves(self) -> None:
        """
        Among three, when who has to move leaves or resigns the next clock runs, from
        then.
        """
        for leaves in (True, False):
            code, _ = self.timed(3, plies=3)
            self.wait(40)
            room = self.room(code)
            left = room.leave(0, Departure.LEFT) if leaves else room.resign(0)
            self.done(left)
            self.wait(10)
            self.assertEqual(self.room(code).clocks()[1:], (52_000, 62_000))


class AwayTests(TimedCase):
    """
    The clocks of those who are away.
    """

    def test_own_fault(self) -> None:
        """
        The clock of who lost the connection runs on, and the flag falls.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.wait(10)
        self.end(lea)
        self.wait(10)
        self.assert_clocks(code, 42, 62)
        self.wait(42.1)
        self.assert_won(self.room(code).state, by=1)
        self.assertIn("SeatForfeited", max_.told)

    def test_back_in_time(self) -> None:
        """
        Who comes back has been thinking all the time.
        """
        code, (lea, _) = self.timed(plies=2)
        self.wait(10)
        self.end(lea)
        self.wait(10)
        self.back(lea)
        self.assert_clocks(code, 42, 62)
        self.wait(2)
        self.play(code, 3)
        self.assert_clocks(code, 42, 62)

    def test_thought_is_recorded_at_the_drop(self) -> None:
        """
        When anybody drops the journal has how long whoever has to move has thought.
        """
        code, (_, max_) = self.timed(plies=2)
        self.wait(10)
        self.end(max_)
        [drop] = [e for e in self.world.events[code] if isinstance(e, PlayerDropped)]
        self.assertEqual((drop.seat, drop.spent), (1, 10_000))
        self.assertEqual(self.room(code).state.clocks, (52_000, 62_000))
        self.wait(5)
        self.assert_clocks(code, 47, 62)

    def test_our_fault(self) -> None:
        """
        The clock of who is away because of a bug stands, for as long as that takes; it
        goes on when the player is back.
        """
        code, (lea, _) = self.timed(plies=2)
        self.wait(10)
        self.end(lea, crashed())
        self.wait(1000)
        self.assert_clocks(code, 52, 62)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.back(lea)
        self.assert_clocks(code, 52, 62)
        self.wait(10)
        self.play(code, 3)
        self.assert_clocks(code, 44, 62)

    def test_taken_over(self) -> None:
        """
        Who takes the seat over from an older connection gets no time for that.
        """
        code, (lea, _) = self.timed(plies=2)
        self.wait(10)
        self.back(lea)
        self.assert_clocks(code, 52, 62)

    def test_grace(self) -> None:
        """
        The others wait for a quarter of a game's time, not for as long as elsewhere;
        then they may claim the game.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.end(lea)
        begun = [u.happening for u in max_.updates if type(u.happening) is GraceBegun]
        self.assertEqual(begun, [GraceBegun(0, 20)])
        self.wait(19.9)
        self.refused(self.room(code).claim(1, Claim.WIN), Reason.STILL_HAS_TIME)
        self.wait(0.1)
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_away_before_the_first_move(self) -> None:
        """
        A game whose first player never came back is called off; that seat is free again
        when the others have waited once more, as before any game.
        """
        code, (lea, max_) = self.timed()
        self.end(lea)
        self.wait(60.1)
        self.assertIs(self.room(code).state.status, Status.LOBBY)
        self.wait(60)
        self.assertEqual(self.room(code).state.seats[0], None)
        self.assertEqual(max_.told[-1], "PlayerLeft")

    def test_lost_while_away(self) -> None:
        """
        After a game that was lost on time by who was away, that seat too is kept for as
        long as any, and no longer.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.end(lea)
        self.wait(62.1)
        self.assert_won(self.room(code).state, by=1)
        self.wait(25)
        self.assertEqual(self.room(code).state.seats[0], None)
        self.assertEqual(max_.told[-1], "PlayerLeft")

    def test_nobody_is_there(self) -> None:
        """
        While nobody is at a game no clock runs; it goes on where it stood.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.wait(10)
        self.end(lea)
        self.wait(5)
        self.end(max_)
        self.assertNotIn(code, self.world.rooms)
        self.wait(10_000)
        max_ = self.back(max_)
        self.assert_clocks(code, 47, 62)
        self.wait(1)
        self.back(lea)
        self.assert_clocks(code, 46, 62)

    def test_out_on_time_while_away(self) -> None:
        """
        Among three, who was away when the time ran out may still come back to the seat,
        or give it up, and is out of the game all the same.
        """
        code, (lea, *_) = self.timed(3, plies=3)
        self.end(lea)
        self.wait(62.1)
        self.assertEqual(self.room(code).state.in_game, [1, 2])
        self.back(lea)
        self.refused(self.room(code).drop(0, 3), Reason.OUT_OF_GAME)
        self.done(self.room(code).leave(0, Departure.LEFT))
        self.assertEqual(self.room(code).state.in_game, [1, 2])
        self.play(code, 6)


class RestartTests(TimedCase):
    """
    The server stops and starts again in the middle of a game on the clock.
    """

    def test_clocks_are_kept_and_do_not_run(self) -> None:
        """
        The clocks are what they were, and nobody has lost time to it, however long it
        took; they run again when the player is back who has to move.
        """
        code, (lea, max_) = self.timed()
        self.wait(7)
        self.play(code, 3)
        self.wait(4)
        self.play(code, 3)
        self.restart(lea, max_)
        self.wait(10_000)
        max_ = self.back(max_)
        self.assert_clocks(code, 55, 58)
        self.wait(100)
        self.assert_clocks(code, 55, 58)
        lea = self.back(lea)
        self.wait(5)
        self.assert_clocks(code, 50, 58)
        self.play(code, 3)
        self.wait(50.1)
        self.assert_clocks(code, 52, 7.9)
        self.wait(8)
        self.assert_won(self.room(code).state, by=0)

    def test_other_player_is_not_there_yet(self) -> None:
        """
        Who has to move may do so before the other one is back, whose clock then stands.
        """
        code, (lea, max_) = self.timed(plies=2)
        self.restart(lea, max_)
        self.back(lea)
        self.wait(5)
        self.play(code, 3)
        self.wait(500)
        self.assert_clocks(code, 59, 62)
        self.back(max_)
        self.wait(1)
        self.assert_clocks(code, 59, 61)


class TroubleTests(TimedCase):
    """
    Crashes, and a journal that is down or slow: it is our fault, and costs nobody time.
    """

    def test_room_that_crashes(self) -> None:
        """
        A room that is rebuilt has the clocks as they were, and the flag still falls.
        """
        code, _ = self.timed()
        self.wait(7)
        self.play(code, 3)
        self.wait(4)
        self.play(code, 3)
        self.crash(code)
        self.assert_clocks(code, 55, 58)
        self.wait(54.9)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.wait(0.2)
        self.assert_won(self.room(code).state, by=1)

    def test_crash_leaves_no_timer(self) -> None:
        """
        The flag of a room that crashed is that of the room which is up.
        """
        code, _ = self.timed(plies=2)
        before = len(self.world.clock.getDelayedCalls())
        self.crash(code)
        self.assertEqual(len(self.world.clock.getDelayedCalls()), before)

    def test_move_that_is_not_recorded(self) -> None:
        """
        A move that could not be recorded costs what was thought until it was made, and
        nothing for the time until that was known.
        """
        code, _ = self.timed(plies=2)
        self.world.store.slow = True
        self.wait(40)
        move = self.room(code).drop(0, 3)
        self.wait(10)
        self.world.store.appends_left = 0
        self.world.store.go_on()
        self.refused(move, Reason.JOURNAL_DOWN)
        self.world.store.appends_left = None
        self.assert_clocks(code, 22, 62)
        self.wait(2)
        self.play(code, 3)
        self.assert_clocks(code, 22, 62)

    def test_who_cannot_move_loses_no_time(self) -> None:
        """
        Who wanted to move while the journal was down does not lose on time for that,
        neither meanwhile nor as soon as it is there again.
        """
        code, _ = self.timed(plies=2)
        self.wait(40)
        self.world.stop_journal()
        self.refused(self.room(code).drop(0, 3), Reason.JOURNAL_DOWN)
        self.wait(300)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.world.start_journal()
        self.wait(5)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.play(code, 3)
        self.wait(62.1)
        self.assert_won(self.room(code).state, by=0)

    def test_flag_while_the_journal_is_down(self) -> None:
        """
        A flag that cannot be recorded falls later, and is not tried all the time.
        """
        code, _ = self.timed(plies=2)
        self.world.stop_journal()
        tried: list[object] = []
        append = self.world.journal.append

        def appends(*arguments: Any) -> Any:
            tried.append(arguments)
            return append(*arguments)

        self.patch(self.world.journal, "append", appends)
        self.wait(61)
        self.world.clock.pump([0.01] * 1000)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.assertLess(len(tried), 20)
        self.world.start_journal()
        self.wait(100)
        self.assert_won(self.room(code).state, by=1)

    def test_journal_that_is_slow(self) -> None:
        """
        While a move is being recorded nobody's time runs.
        """
        code, _ = self.timed()
        self.world.store.slow = True
        self.wait(5)
        move = self.room(code).drop(0, 3)
        self.wait(30)
        self.world.store.go_on()
        self.done(move)
        self.assert_clocks(code, 57, 60)

    def test_move_in_time_that_is_recorded_late(self) -> None:
        """
        A move that was made in time counts, though the time ran out while the journal
        was busy with it.
        """
        code, _ = self.timed(plies=2)
        self.world.store.slow = True
        self.wait(61)
        move = self.room(code).drop(0, 3)
        self.wait(5)
        self.world.store.go_on()
        self.done(move)
        self.assert_clocks(code, 3, 62)

    def test_move_that_waits_its_turn(self) -> None:
        """
        A move costs the time until it was made, not the time that it had to wait for
        what the journal still was busy with.
        """
        code, _ = self.timed(plies=2)
        room = self.room(code)
        self.world.store.slow = True
        offer = room.offer(1, OfferKind.DRAW)
        self.wait(10)
        move = room.drop(0, 3)
        self.wait(40)
        self.world.store.go_on()
        self.done(offer)
        self.done(move)
        self.assert_clocks(code, 54, 62)

    def test_bug_after_the_move_was_recorded(self) -> None:
        """
        A move whose effect breaks the room is made, and its thought counted.
        """
        code, _ = self.timed(plies=2)
        self.break_effect(DiscDropped)
        self.wait(10)
        self.room(code).drop(0, 3).addErrback(lambda _: None)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assert_clocks(code, 54, 62)

    def test_bug_after_the_flag_was_recorded(self) -> None:
        """
        A flag whose effect breaks the room has fallen all the same.
        """
        code, _ = self.timed(plies=2)
        self.break_effect(SeatForfeited)
        self.wait(62.1)
        self.wait(RETRY_SECONDS)
        self.flushLoggedErrors(Bug)
        self.assert_won(self.room(code).state, by=1)
