"""
Another game between the same players: sides, scores and tokens.
"""

from __future__ import annotations

from dataclasses import replace

from connect4tx.play import decisions
from connect4tx.play.clocks import TimeControl
from connect4tx.play.decisions import GAMES_AT_MOST
from connect4tx.play.events import Departure, GameStarted, OfferKind, RoomReset
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import Status
from tests.play.decision_case import FULL, OVER, PLAYING, DecisionCase
from tests.play.test_offers import OfferCase
from tests.support.members import Bug, crashed
from tests.support.stories import DRAWN, WON

REMATCH = OfferKind.REMATCH


class RematchTests(OfferCase):
    """
    A rematch is offered and agreed.
    """

    def rematch(self) -> None:
        """
        Have everybody want one.
        """
        for seat in range(len(self.members)):
            self.offer(seat, REMATCH)

    def test_sides_are_swapped(self) -> None:
        """
        When both want it the next game begins at once, and the other one begins it.
        """
        self.playing(2, *WON)
        state = self.offer(0, REMATCH)
        self.assertEqual((state.status, self.offers()), (Status.OVER, [(0, REMATCH)]))
        for member in self.members:
            member.forget()
        state = self.done(self.room(self.code).accept(1))
        self.assertIs(state.status, Status.PLAYING)
        assert state.position is not None
        self.assertEqual((state.first, state.position.turn), (1, 1))
        self.assertEqual((state.games, state.offers), (2, ()))
        for member in self.members:
            self.assertEqual(member.told, ["RoomReset", "GameStarted"])
        self.done(self.room(self.code).resign(0))
        self.rematch()
        self.assertEqual(self.room(self.code).state.first, 0)

    def test_score(self) -> None:
        """
        Two half points for a win and one each for a draw, over all games; an abort
        counts for nothing.
        """
        self.playing(2, *WON)
        self.rematch()
        self.assert_won(self.play(self.code, *WON), by=1)
        self.rematch()
        self.play(self.code, *DRAWN)
        self.rematch()
        self.done(self.room(self.code).resign(0))
        self.rematch()
        self.done(self.room(self.code).abort(0))
        self.assertEqual(self.room(self.code).state.score, (3, 5))

    def test_score_of_three(self) -> None:
        """
        Among three only the winner has points, and a draw is half a point for each;
        they begin in turn.
        """
        self.playing(3, 0, 1, 2, 0, 1, 3, 0, 1, 2, 0)
        self.assertEqual(self.room(self.code).state.score, (2, 0, 0))
        self.rematch()
        self.assertEqual(self.room(self.code).state.first, 1)
        for seat in range(3):
            self.offer(seat)
        self.assertEqual(self.room(self.code).state.score, (3, 1, 1))

    def test_score_survives_a_restart(self) -> None:
        """
        A restart loses neither the score nor whose turn it is to begin, nor an offer of
        another game that a crash interrupts.
        """
        self.playing(2, *WON)
        self.offer(1, REMATCH)
        self.crash(self.code)
        self.assertEqual(self.offers(), [(1, REMATCH)])
        self.offer(0, REMATCH)
        self.play(self.code, 3, 3)
        lea, max_ = self.members
        self.restart(lea, max_)
        self.back(lea)
        self.back(max_)
        state = self.room(self.code).state
        self.assertEqual((state.score, state.first, state.games), ((2, 0), 1, 2))

    def test_score_is_between_those_who_play(self) -> None:
        """
        When somebody else comes, the score begins again.
        """
        self.playing(2, *WON)
        room = self.room(self.code)
        self.done(room.leave(1, Departure.LEFT))
        self.done(room.reset(0))
        self.assertEqual(self.room(self.code).state.score, (2, 0))
        self.done(self.join(self.member("eve"), self.code))
        self.assertEqual(self.room(self.code).state.score, (0, 0))

    def test_score_goes_on_by_hand(self) -> None:
        """
        A reset and a start are a rematch too: the other one begins; the score stays.
        """
        self.playing(2, *WON)
        self.done(self.room(self.code).reset(1))
        state = self.done(self.room(self.code).start(1))
        self.assertEqual((state.first, state.score), (1, (2, 0)))

    def test_tokens(self) -> None:
        """
        Everybody has a new token, with which to come back to the new game; those of the
        game that is over are void.
        """
        self.playing(2, *WON)
        lea, max_ = self.members
        old = [lea.token, max_.token]
        self.rematch()
        self.assertFalse(set(old) & {lea.token, max_.token})
        for token in old:
            self.refused(
                self.come_back(self.member("thief"), token), Reason.NO_SUCH_TOKEN
            )
        self.end(lea)
        self.assertEqual(self.room(self.code).state.away, [0])
        self.back(lea)
        self.assertEqual(self.room(self.code).state.away, [])
        self.crash(self.code)
        self.end(max_)
        self.back(max_)

    def test_tokens_are_told_in_one(self) -> None:
        """
        The new game and its tokens come with one append, with keys of all players; the
        reset says that it is a rematch.
        """
        self.playing(2, *WON)
        self.rematch()
        resets = [e for e in self.world.events[self.code] if isinstance(e, RoomReset)]
        self.assertEqual([reset.rematch for reset in resets], [True])
        self.assertEqual(len(set(resets[0].keys) - {""}), 2)
        self.assertEqual(
            [seat.key for seat in self.room(self.code).state.seats if seat],
            list(resets[0].keys),
        )

    def test_journal_down(self) -> None:
        """
        While the journal is down nobody's rematch begins; it does when it is asked for
        again, and then all have a token that is good.
        """
        self.playing(2, *WON)
        self.offer(0, REMATCH)
        self.world.stop_journal()
        self.refuse(1, REMATCH, Reason.JOURNAL_DOWN)
        self.world.start_journal()
        self.done(self.room(self.code).accept(1))
        for member in self.members:
            self.end(member)
        for member in self.members:
            self.back(member)

    def test_bug_after_it_was_recorded(self) -> None:
        """
        A rematch whose beginning breaks the room has begun, once.
        """
        self.playing(2, *WON)
        self.offer(0, REMATCH)
        self.break_effect(GameStarted)
        asked = self.room(self.code).accept(1)
        self.world.settle()
        self.failureResultOf(asked)
        self.flushLoggedErrors(Bug)
        state = self.room(self.code).state
        self.assertEqual((state.status, state.games), (Status.PLAYING, 2))
        self.end(self.members[0])
        self.back(self.members[0])

    def test_clocks(self) -> None:
        """
        A rematch has the same time control, and full clocks.
        """
        self.code, self.members = self.table(playing=True, control=TimeControl(60, 2))
        self.world.clock.advance(5)
        self.play(self.code, 3, 3)
        self.done(self.room(self.code).resign(0))
        self.world.clock.advance(500)
        self.rematch()
        self.assertEqual(self.room(self.code).clocks(), (60_000, 60_000))
        self.world.clock.advance(5)
        self.assertEqual(self.room(self.code).clocks(), (60_000, 55_000))


class AwayTests(OfferCase):
    """
    After a game somebody is away through our fault.
    """

    def test_back_for_a_rematch(self) -> None:
        """
        Who was thrown out by a bug, or by a restart, comes back with the same token for
        the rematch.
        """
        self.playing(2, *WON)
        lea, max_ = self.members
        self.end(max_, crashed())
        self.assertEqual(self.room(self.code).state.away, [1])
        max_ = self.back(max_)
        self.restart(lea, max_)
        self.back(max_)
        self.back(lea)
        self.offer(0, REMATCH)
        self.offer(1, REMATCH)
        self.assertIs(self.room(self.code).state.status, Status.PLAYING)

    def test_offered_and_then_away(self) -> None:
        """
        Who had offered a rematch, and is away through our fault when the other one
        accepts, still has the seat to come back to; and nobody has a new token yet.
        """
        self.playing(2, *WON)
        self.offer(1, REMATCH)
        max_ = self.members[1]
        self.end(max_, crashed())
        token = self.members[0].token
        self.refused(self.room(self.code).accept(0), Reason.PLAYER_AWAY)
        self.assertEqual(self.members[0].token, token)
        self.back(max_)
        self.assertIs(self.done(self.room(self.code).accept(0)).status, Status.PLAYING)

    def test_accepted_and_not_recorded(self) -> None:
        """
        When the journal was down as a rematch was to begin, the tokens that people were
        told before are still good.
        """
        self.playing(2, *WON)
        self.offer(1, REMATCH)
        max_, token = self.members[1], self.members[1].token
        self.world.stop_journal()
        self.refuse(0, REMATCH, Reason.JOURNAL_DOWN)
        self.world.start_journal()
        self.end(max_, crashed())
        self.done(self.come_back(self.member("max again"), token))

    def test_nobody_comes_back(self) -> None:
        """
        The seat is kept for as long as during a game; then there is no rematch.
        """
        self.playing(2, *WON)
        self.end(self.members[1], crashed())
        self.world.clock.advance(GRACE_SECONDS)
        self.refuse(0, REMATCH, Reason.OPPONENT_LEFT)


class RefusedTests(OfferCase):
    """
    When there is none.
    """

    def test_opponent_left(self) -> None:
        """
        When the other one has left, by leave or by a lost connection, there is nobody
        to play with; also when one was offered before.
        """
        for lost in (True, False):
            for before in (True, False):
                self.playing(2, *WON)
                if before:
                    self.offer(0, REMATCH)
                if lost:
                    self.end(self.members[1])
                else:
                    self.done(self.room(self.code).leave(1, Departure.LEFT))
                if not before:
                    self.refuse(0, REMATCH, Reason.OPPONENT_LEFT)
                self.assertIs(self.room(self.code).state.status, Status.OVER)

    def test_offer_of_who_left(self) -> None:
        """
        What was offered by who left cannot be accepted.
        """
        self.playing(2, *WON)
        self.offer(0, REMATCH)
        self.done(self.room(self.code).leave(0, Departure.LEFT))
        self.refused(self.room(self.code).accept(1), Reason.NO_OFFER)

    def test_one_of_three_left(self) -> None:
        """
        Among three all have to be there, and all have to want it.
        """
        self.playing(3, 0, 1, 2, 0, 1, 3, 0, 1, 2, 0)
        self.offer(0, REMATCH)
        self.offer(1, REMATCH)
        self.assertIs(self.room(self.code).state.status, Status.OVER)
        self.done(self.room(self.code).leave(2, Departure.LEFT))
        self.assertIs(self.room(self.code).state.status, Status.OVER)

    def test_declined(self) -> None:
        """
        A rematch may be declined, withdrawn, and offered again.
        """
        self.playing(2, *WON)
        room = self.room(self.code)
        self.offer(0, REMATCH)
        self.refuse(0, REMATCH, Reason.OFFERED_ALREADY)
        self.done(room.decline(1))
        self.offer(0, REMATCH)
        self.done(room.withdraw(0))
        self.offer(1, REMATCH)
        self.assertIs(self.done(room.accept(0)).status, Status.PLAYING)

    def test_reset_ends_it(self) -> None:
        """
        When one of them makes the room ready by hand, no offer is left of the last
        game, and that is no rematch.
        """
        self.playing(2, *WON)
        self.offer(0, REMATCH)
        self.assertEqual(self.done(self.room(self.code).reset(1)).offers, ())
        resets = [e for e in self.world.events[self.code] if isinstance(e, RoomReset)]
        self.assertEqual([reset.rematch for reset in resets], [False])

    def test_in_and_before_a_game(self) -> None:
        """
        While a game is on, or before one, there is none.
        """
        self.playing(2, 3)
        self.refuse(0, REMATCH, Reason.GAME_RUNS)
        self.done(self.room(self.code).abort(0))
        self.refuse(0, REMATCH, Reason.NOT_PLAYING)


class DecidedTests(DecisionCase):
    """
    What is decided without a room that is up.
    """

    def test_by_status(self) -> None:
        """
        Only when a game is over.
        """
        decide = decisions.offer
        for state, reason, fields in (
            (PLAYING, Reason.GAME_RUNS, {"code": PLAYING.code}),
            (FULL, Reason.NOT_PLAYING, {}),
        ):
            self.assert_refused(decide(state, self.ids, 0, REMATCH), reason, **fields)
        self.event(decide(OVER, self.ids, 0, REMATCH))

    def test_too_many_games(self) -> None:
        """
        A room in which so many games were played has had its last one.
        """
        finished = replace(OVER, games=GAMES_AT_MOST)
        self.assert_refused(
            decisions.offer(finished, self.ids, 0, REMATCH),
            Reason.ROOM_FINISHED,
            games=GAMES_AT_MOST,
        )
