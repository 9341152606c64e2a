"""
Games in which no time is counted, and somebody does not move.
"""

from __future__ import annotations

from typing import Any

from connect4tx.game.outcome import Termination
from connect4tx.play.clocks import TimeControl
from connect4tx.play.commands import Claim
from connect4tx.play.events import GraceRanOut, OfferKind, RoomCode
from connect4tx.play.rejections import Reason
from connect4tx.play.room import LOOKS, MOVE_SECONDS
from connect4tx.play.state import Status
from tests.support.members import FakeMember, PlayCase
from tests.support.stories import WON

LOOK = MOVE_SECONDS / LOOKS
LONGEST = MOVE_SECONDS + LOOK


class IdleCase(PlayCase):
    """
    Has games, and patience.
    """

    def playing(
        self, players: int = 2, *columns: int, **wish: Any
    ) -> tuple[RoomCode, list[FakeMember]]:
        code, members = self.table(players, playing=True, **wish)
        self.play(code, *columns)
        for member in members:
            member.forget()
        return code, members

    def wait(self, seconds: float) -> None:
        """
        Let time pass, a second at a time: what is due meanwhile happens in time.
        """
        self.world.clock.pump([1.0] * int(seconds))

    def overdue(self, code: RoomCode) -> list[int]:
        """
        The seats that are too late.
        """
        seats = self.room(code).state.seats
        return [n for n, seat in enumerate(seats) if seat is not None and seat.overdue]


class IdleTests(IdleCase):
    """
    When somebody has not moved for too long.
    """

    def test_between_15_and_20_minutes(self) -> None:
        """
        Whenever the turn began, it is too late 15 to 20 minutes later, and not before;
        all are told, once.
        """
        self.assertEqual(MOVE_SECONDS, 15 * 60)
        for began in (0, 1, 150, LOOK - 1, LOOK, LOOK + 1, 1000):
            code, members = self.playing()
            self.wait(began)
            self.play(code, 3)
            members[0].forget()
            self.wait(MOVE_SECONDS - 1)
            self.assertEqual(self.overdue(code), [], began)
            self.wait(LOOK + 1)
            self.assertEqual(self.overdue(code), [1], began)
            self.wait(5 * MOVE_SECONDS)
            self.assertEqual(members[0].told, ["GraceRanOut"])

    def test_first_move(self) -> None:
        """
        It counts for the first move too, from the beginning of the game.
        """
        code, _ = self.playing()
        self.wait(LONGEST)
        self.assertEqual(self.overdue(code), [0])

    def test_who_moves_is_not_late(self) -> None:
        """
        As long as somebody moves within a quarter of an hour, nobody is too late.
        """
        code, _ = self.playing()
        for column in (0, 1, 2, 3, 4, 5):
            self.wait(MOVE_SECONDS - 1)
            self.play(code, column)
        self.assertEqual(self.overdue(code), [])

    def test_next_game_begins_anew(self) -> None:
        """
        The time of a game that is over counts for nothing in the next.
        """
        code, _ = self.playing()
        self.wait(MOVE_SECONDS - 1)
        self.done(self.room(code).resign(0))
        for seat in (0, 1):
            self.done(self.room(code).offer(seat, OfferKind.REMATCH))
        self.wait(MOVE_SECONDS - 1)
        self.assertEqual(self.overdue(code), [])
        self.wait(LOOK + 1)
        self.assertEqual(self.overdue(code), [1])

    def test_late_in_one_game_is_not_late_in_the_next(self) -> None:
        """
        Who did not move in one game is on time when the next begins.
        """
        code, _ = self.playing()
        self.wait(LONGEST)
        self.done(self.room(code).resign(1))
        for seat in (0, 1):
            self.done(self.room(code).offer(seat, OfferKind.REMATCH))
        self.assertEqual(self.overdue(code), [])

    def test_on_the_clock(self) -> None:
        """
        Where time is counted it is the clock that decides.
        """
        code, members = self.playing(2, control=TimeControl(3600, 0))
        self.play(code, 3, 3)
        self.wait(3000)
        self.assertNotIn("GraceRanOut", members[0].told)

    def test_who_is_away_is_waited_for_otherwise(self) -> None:
        """
        Who is away is too late after the grace of those who are away, once.
        """
        _, (lea, max_) = self.playing(2, 3, 3)
        self.end(lea)
        self.wait(2 * LONGEST)
        self.assertEqual(max_.told.count("GraceRanOut"), 1)

    def test_nobody_else_is_here(self) -> None:
        """
        Who does not move while the other one is away keeps nobody waiting.
        """
        code, (_, max_) = self.playing(2, 3, 3)
        self.end(max_)
        self.wait(2 * LONGEST)
        self.assertEqual(self.overdue(code), [])

    def test_crash_and_restart(self) -> None:
        """
        A room that is rebuilt waits as long as any, and who was too late still is.
        """
        code, members = self.playing()
        self.wait(MOVE_SECONDS)
        self.crash(code)
        self.wait(LONGEST)
        self.assertEqual(self.overdue(code), [0])
        self.crash(code)
        self.assertEqual(self.overdue(code), [0])
        self.restart(*members)
        self.back(members[1])
        self.assertEqual(self.overdue(code), [0])
        self.back(members[0])
        self.assertEqual(self.overdue(code), [])

    def test_journal_down(self) -> None:
        """
        While the journal is down nobody becomes too late; it is recorded when it is up,
        unless there was a move.
        """
        code, _ = self.playing()
        self.world.stop_journal()
        self.wait(LONGEST)
        self.assertEqual(self.overdue(code), [])
        self.world.start_journal()
        self.wait(30)
        self.assertEqual(self.overdue(code), [0])
        self.play(code, 3)
        self.world.stop_journal()
        self.wait(LONGEST)
        self.world.start_journal()
        self.play(code, 3)
        self.wait(30)
        self.assertEqual(self.overdue(code), [])

    def test_after_the_game_nothing_waits(self) -> None:
        """
        A room whose game is over looks at nothing any more, and one that crashed leaves
        nothing behind.
        """
        code, _ = self.playing()
        before = len(self.world.clock.getDelayedCalls())
        self.crash(code)
        self.assertEqual(len(self.world.clock.getDelayedCalls()), before)
        self.play(code, *WON)
        self.wait(LOOK)
        self.assertEqual(len(self.world.clock.getDelayedCalls()), before - 1)


class ClaimTests(IdleCase):
    """
    What the others may do then.
    """

    def test_win(self) -> None:
        """
        The game may be claimed from who does not move, who loses it on time and keeps
        the seat.
        """
        code, members = self.playing(2, 3)
        self.refused(self.room(code).claim(0, Claim.WIN), Reason.NOBODY_AWAY)
        self.wait(LONGEST)
        state = self.done(self.room(code).claim(0, Claim.WIN))
        self.assert_won(state, by=0)
        assert state.position is not None and state.position.outcome is not None
        self.assertIs(state.position.outcome.termination, Termination.TIME)
        self.assertEqual(state.seated, 2)
        self.assertEqual(members[1].told, ["GraceRanOut", "SeatForfeited", "GameEnded"])

    def test_draw(self) -> None:
        """
        Or a draw, between two.
        """
        code, _ = self.playing(2, 3)
        self.wait(LONGEST)
        state = self.done(self.room(code).claim(0, Claim.DRAW))
        assert state.position is not None and state.position.outcome is not None
        self.assertIs(state.position.outcome.termination, Termination.DRAW_CLAIMED)

    def test_against_oneself(self) -> None:
        """
        Who does not move claims nothing from oneself.
        """
        code, _ = self.playing(2, 3)
        self.wait(LONGEST)
        for what in Claim:
            asked = self.room(code).claim(1, what)
            self.refused(asked, Reason.CLAIM_AGAINST_SELF)

    def test_move_in_time(self) -> None:
        """
        As long as nobody has claimed it, who is too late may still move.
        """
        code, _ = self.playing(2, 3)
        self.wait(LONGEST)
        self.play(code, 3)
        self.assertEqual(self.overdue(code), [])
        self.refused(self.room(code).claim(0, Claim.WIN), Reason.NOBODY_AWAY)
        state = self.room(code).state
        self.crash(code)
        self.assertEqual(self.room(code).state, state)

    def test_three_players(self) -> None:
        """
        Among three, who does not move is out and the others play on; the same may be
        claimed again from the next who does not move, and only from that one.
        """
        code, _ = self.playing(3, 0, 1, 2)
        self.wait(LONGEST)
        self.refused(self.room(code).claim(1, Claim.DRAW), Reason.DRAW_NEEDS_TWO)
        state = self.done(self.room(code).claim(1, Claim.WIN))
        self.assertEqual((state.status, state.in_game), (Status.PLAYING, [1, 2]))
        self.refused(self.room(code).claim(2, Claim.WIN), Reason.NOBODY_AWAY)
        self.wait(LONGEST)
        self.assert_won(self.done(self.room(code).claim(2, Claim.WIN)), by=2)

    def test_idle_and_then_away(self) -> None:
        """
        Who was too late and then loses the connection is still too late.
        """
        code, (_, max_) = self.playing(2, 3)
        self.wait(LONGEST)
        self.end(max_)
        self.assert_won(self.done(self.room(code).claim(0, Claim.WIN)), by=0)
        self.assertEqual(self.room(code).state.seats[1], None)

    def test_recorded_once(self) -> None:
        """
        The journal has once that somebody did not move.
        """
        code, _ = self.playing(2, 3)
        self.wait(4 * LONGEST)
        late = [e for e in self.world.events[code] if isinstance(e, GraceRanOut)]
        self.assertEqual([event.seat for event in late], [1])
