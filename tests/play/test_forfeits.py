"""
Games that are given up or called off: resigning, aborting, leaving.
"""

from __future__ import annotations

from connect4tx.game.outcome import Termination
from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    GameAborted,
    GameEnded,
    OfferKind,
    RoomCode,
    SeatForfeited,
)
from connect4tx.play.rejections import Reason
from connect4tx.play.state import Status
from tests.support.members import Bug, FakeMember, PlayCase
from tests.support.stories import WON


class ForfeitCase(PlayCase):
    """
    Has games in which some moves were made.
    """

    def playing(
        self, players: int = 2, *columns: int
    ) -> tuple[RoomCode, list[FakeMember]]:
        code, members = self.table(players, playing=True)
        self.play(code, *columns)
        for member in members:
            member.forget()
        return code, members


class ResignTests(ForfeitCase):
    """
    Who resigns is out of the game and keeps the seat.
    """

    def test_between_two(self) -> None:
        """
        The other one has won, on whoever's turn it is; both keep their seats.
        """
        for seat in (0, 1):
            code, members = self.playing(2, 3, 3, 3)
            state = self.done(self.room(code).resign(seat))
            self.assert_won(state, by=1 - seat)
            self.assertEqual(state.seated, 2)
            self.assertEqual(state.score[1 - seat], 2)
            for member in members:
                self.assertEqual(member.told, ["SeatForfeited", "GameEnded"])
            record = self.world.kept.games[-1]
            self.assertEqual(record.termination, Termination.RESIGNED)
            self.assertEqual((record.winner, record.moves), (1 - seat, "444"))
            self.assertEqual(record.left, ())

    def test_before_the_first_move(self) -> None:
        """
        Who resigns before any move has lost all the same.
        """
        code, _ = self.playing()
        self.assert_won(self.done(self.room(code).resign(1)), by=0)

    def test_among_three(self) -> None:
        """
        Among three the game goes on without who resigned, whose discs stay; the last
        one left wins.
        """
        code, members = self.playing(3, 0, 1, 2)
        state = self.done(self.room(code).resign(0))
        self.assertEqual((state.status, state.in_game), (Status.PLAYING, [1, 2]))
        self.assertEqual((state.seated, state.gone), (3, ((3, 0),)))
        assert state.position is not None
        self.assertEqual(state.position.turn, 1)
        self.assertEqual(members[0].told, ["SeatForfeited"])
        self.play(code, 3, 4, 5)
        self.assertEqual(members[0].told[-1], "DiscDropped")
        state = self.done(self.room(code).resign(1))
        self.assert_won(state, by=2)
        record = self.world.kept.games[-1]
        self.assertEqual((record.left, record.winner), (((3, 0),), 2))
        self.assertEqual(record.termination, Termination.RESIGNED)
        self.assertEqual(state.score, (0, 0, 2))

    def test_not_on_turn(self) -> None:
        """
        Who resigns while somebody else has to move is passed over later.
        """
        code, _ = self.playing(3, 0)
        self.done(self.room(code).resign(2))
        state = self.play(code, 1)
        assert state.position is not None
        self.assertEqual(state.position.turn, 0)

    def test_twice(self) -> None:
        """
        Who is out cannot resign again, nor move.
        """
        code, _ = self.playing(3, 0, 1, 2)
        self.done(self.room(code).resign(0))
        self.refused(self.room(code).resign(0), Reason.OUT_OF_GAME)
        self.refused(self.room(code).drop(0, 3), Reason.OUT_OF_GAME)

    def test_no_game(self) -> None:
        """
        There is a game to resign, or there is not.
        """
        code, _ = self.table()
        self.refused(self.room(code).resign(0), Reason.NOT_PLAYING)
        code, _ = self.playing(2, *WON)
        self.refused(self.room(code).resign(1), Reason.GAME_OVER)

    def test_nobody_resigns_for_another(self) -> None:
        """
        Only who has the seat resigns.
        """
        code, (lea, _) = self.playing(2, 3)
        self.refused(self.room(code).resign(1, by=lea.player), Reason.NOT_IN_ROOM)
        self.done(self.room(code).resign(0, by=lea.player))

    def test_resigned_and_left(self) -> None:
        """
        Who has resigned among three may then leave the room; the others play on.
        """
        code, members = self.playing(3, 0, 1, 2)
        self.done(self.room(code).resign(0))
        state = self.done(self.room(code).leave(0, Departure.LEFT))
        self.assertEqual((state.status, state.in_game), (Status.PLAYING, [1, 2]))
        self.assertEqual((state.seated, state.gone), (2, ((3, 0),)))
        self.play(code, 3)
        self.assertEqual(members[1].told[-2:], ["PlayerLeft", "DiscDropped"])
        self.crash(code)
        self.assertEqual(self.room(code).state.record, "1234")

    def test_resigned_and_lost(self) -> None:
        """
        Who has resigned among three and loses the connection three times is gone, and
        the others play on.
        """
        code, (lea, *_) = self.playing(3, 0, 1, 2)
        self.done(self.room(code).resign(0))
        for _ in range(2):
            self.end(lea)
            self.assertEqual(self.room(code).state.away, [0])
            lea = self.back(lea)
        self.end(lea)
        state = self.room(code).state
        self.assertEqual((state.seats[0], state.in_game), (None, [1, 2]))
        self.play(code, 3)

    def test_resigned_while_the_others_are_away(self) -> None:
        """
        When who has resigned leaves while both others are away, their game is kept for
        them.
        """
        code, (lea, max_, eve) = self.playing(3, 0, 1, 2)
        self.done(self.room(code).resign(0))
        self.end(max_)
        self.end(eve)
        self.result(self.room(code).leave(0, Departure.LEFT))
        self.world.settle()
        self.back(max_)
        self.back(eve)
        self.play(code, 3, 4)
        self.assertEqual(lea.told[0], "SeatForfeited")

    def test_who_resigned_claims_nothing(self) -> None:
        """
        Who is out of the game ends nobody's wait in it.
        """
        code, (_, max_, _) = self.playing(3, 0, 1, 2)
        self.done(self.room(code).resign(0))
        self.end(max_)
        self.world.clock.pump([10] * 30)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        for what in Claim:
            self.refused(self.room(code).claim(0, what), Reason.OUT_OF_GAME)
        self.assert_won(self.done(self.room(code).claim(2, Claim.WIN)), by=2)

    def test_bug_after_it_was_recorded(self) -> None:
        """
        A resignation whose effect breaks the room has ended the game, once.
        """
        code, _ = self.playing(2, 3)
        self.break_effect(SeatForfeited)
        asked = self.room(code).resign(0)
        self.world.settle()
        self.failureResultOf(asked)
        self.flushLoggedErrors(Bug)
        self.assert_won(self.room(code).state, by=1)
        self.assertEqual(len(self.world.kept.games), 1)
        ends = [e for e in self.world.events[code] if isinstance(e, GameEnded)]
        self.assertEqual(len(ends), 1)

    def test_journal_down(self) -> None:
        """
        While the journal is down nobody is out.
        """
        code, _ = self.playing(2, 3)
        self.world.stop_journal()
        self.refused(self.room(code).resign(0), Reason.JOURNAL_DOWN)
        self.world.start_journal()
        self.play(code, 3)


class AbortTests(ForfeitCase):
    """
    A game that has hardly begun may be called off.
    """

    def test_before_both_have_moved(self) -> None:
        """
        Either may, until both have moved: it counts for nothing, and who began begins
        again.
        """
        for columns in ((), (3,)):
            for seat in (0, 1):
                code, members = self.playing(2, *columns)
                state = self.done(self.room(code).abort(seat))
                self.assertIs(state.status, Status.LOBBY)
                self.assertEqual((state.position, state.record), (None, ""))
                self.assertEqual((state.first, state.score), (0, (0, 0)))
                for member in members:
                    [update] = member.updates
                    assert isinstance(update.happening, GameAborted)
                    self.assertEqual(update.happening.seat, seat)
                state = self.done(self.room(code).start(0))
                assert state.position is not None
                self.assertEqual((state.position.turn, state.games), (0, 2))
        self.assertEqual(len(self.world.kept.games), 0)

    def test_too_late(self) -> None:
        """
        When both have moved it is too late; among three, when all have.
        """
        for players in (2, 3):
            code, _ = self.playing(players, *range(players))
            for seat in range(players):
                self.refused(self.room(code).abort(seat), Reason.TOO_LATE_TO_ABORT)

    def test_three(self) -> None:
        """
        Among three it may be done as long as one of them has not moved.
        """
        code, _ = self.playing(3, 0, 1)
        self.assertIs(self.done(self.room(code).abort(0)).status, Status.LOBBY)

    def test_no_game(self) -> None:
        """
        There is a game to call off, or there is not.
        """
        code, _ = self.table()
        self.refused(self.room(code).abort(0), Reason.NOT_PLAYING)
        code, _ = self.playing(2, *WON)
        self.refused(self.room(code).abort(0), Reason.GAME_OVER)

    def test_who_is_out(self) -> None:
        """
        Who has resigned among three cannot call the others' game off.
        """
        code, _ = self.playing(3, 0)
        self.done(self.room(code).resign(0))
        self.refused(self.room(code).abort(0), Reason.OUT_OF_GAME)
        self.done(self.room(code).abort(1))

    def test_nobody_aborts_for_another(self) -> None:
        """
        Only who has a seat may.
        """
        code, _ = self.playing()
        asked = self.room(code).abort(0, by=self.member("passer-by").player)
        self.refused(asked, Reason.NOT_IN_ROOM)

    def test_tokens_stay(self) -> None:
        """
        After an abort everybody's token is what it was, also after a crash.
        """
        code, (lea, _) = self.playing(2, 3)
        self.done(self.room(code).abort(0))
        self.end(lea)
        self.assertEqual(self.room(code).state.away, [0])
        lea = self.back(lea)
        self.crash(code)
        self.assertEqual(self.room(code).state.away, [])
        self.done(self.room(code).start(0))

    def test_after_undo(self) -> None:
        """
        When so many moves were taken back that not both have moved, it is too late all
        the same, and the game counts.
        """
        code, _ = self.playing(2, 3, 4)
        self.refused(self.room(code).abort(0), Reason.TOO_LATE_TO_ABORT)
        room = self.room(code)
        self.done(room.offer(1, OfferKind.UNDO))
        self.assertEqual(self.done(room.accept(0)).record, "4")
        self.refused(room.abort(0), Reason.TOO_LATE_TO_ABORT)
        self.crash(code)
        self.refused(self.room(code).abort(0), Reason.TOO_LATE_TO_ABORT)

    def test_restart_after_it(self) -> None:
        """
        A restart finds the room waiting, and its next game is told as usual.
        """
        code, (lea, max_) = self.playing(2, 3)
        self.done(self.room(code).abort(0))
        self.restart(lea, max_)
        lea = self.back(lea)
        self.back(max_)
        self.done(self.room(code).start(0))
        self.assertEqual(lea.told[-1], "GameStarted")
        self.play(code, 3)


class LeaveTests(ForfeitCase):
    """
    Leaving in the middle.
    """

    def test_win_is_counted(self) -> None:
        """
        When the other one leaves a game, that is a win in the score, though nobody is
        there to see it but the winner.
        """
        code, _ = self.playing(2, 3, 3)
        state = self.done(self.room(code).leave(0, Departure.LEFT))
        self.assert_won(state, by=1)
        self.assertEqual(state.score, (0, 2))

    def test_claimed_draw_is_counted(self) -> None:
        """
        A draw that is claimed is half a point for both.
        """
        code, (lea, _) = self.playing(2, 3, 3)
        self.end(lea)
        self.world.clock.pump([10] * 30)
        state = self.done(self.room(code).claim(1, Claim.DRAW))
        self.assertEqual((state.status, state.score), (Status.OVER, (1, 1)))
