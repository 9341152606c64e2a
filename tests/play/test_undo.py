"""
Moves that are taken back, when everybody agrees.
"""

from __future__ import annotations

from connect4tx.game.position import Position
from connect4tx.play.clocks import TimeControl
from connect4tx.play.commands import Claim
from connect4tx.play.events import Departure, MovesUndone, OfferKind
from connect4tx.play.rejections import Reason
from connect4tx.play.room import LOOKS, MOVE_SECONDS
from connect4tx.play.state import Offer
from tests.play.test_offers import OfferCase
from tests.support.members import Bug
from tests.support.stories import WON

UNDO = OfferKind.UNDO


class HowManyTests(OfferCase):
    """
    How many discs an undo takes back.
    """

    def test_on_either_turn(self) -> None:
        """
        Back to one's own last move: two discs on one's own turn, one on the other's.
        """
        for seat, plies in ((0, 1), (1, 2)):
            self.playing(2, 3, 4, 5)
            self.assertEqual(self.offer(seat, UNDO).offers, (Offer(seat, UNDO, plies),))
            state = self.done(self.room(self.code).accept(1 - seat))
            self.assertEqual(state.record, "456"[:-plies])
            assert state.position is not None
            self.assertEqual(state.position.turn, seat)

    def test_three_players(self) -> None:
        """
        Among three that is one, two or three discs; all have to agree.
        """
        for seat, plies in ((0, 1), (2, 2), (1, 3)):
            self.playing(3, 0, 1, 2, 3)
            self.offer(seat, UNDO)
            others = [other for other in range(3) if other != seat]
            self.done(self.room(self.code).accept(others[0]))
            self.assertEqual(self.room(self.code).state.record, "1234")
            state = self.done(self.room(self.code).accept(others[1]))
            self.assertEqual(state.record, "1234"[:-plies])

    def test_asked_for(self) -> None:
        """
        As many as are asked for, up to all.
        """
        for plies in (1, 2, 3):
            self.playing(2, 3, 4, 5)
            self.offer(0, UNDO, plies)
            state = self.done(self.room(self.code).accept(1))
            self.assertEqual(state.record, "456"[:-plies])

    def test_nothing_to_undo(self) -> None:
        """
        Not before one has moved, nor more than there are.
        """
        self.playing()
        for seat in (0, 1):
            fields = self.refuse(seat, UNDO, Reason.NOTHING_TO_UNDO)
            self.assertEqual(fields, {"moves": 0})
        self.playing(2, 3)
        self.assertEqual(self.refuse(1, UNDO, Reason.NOTHING_TO_UNDO), {"moves": 1})
        self.refuse(0, UNDO, Reason.NOTHING_TO_UNDO, 2)
        self.refuse(0, UNDO, Reason.NOTHING_TO_UNDO, -1)

    def test_accepted_by_offering(self) -> None:
        """
        Who wants an undo while one is offered agrees to that one.
        """
        self.playing(2, 3, 4, 5)
        self.offer(1, UNDO)
        self.assertEqual(self.offer(0, UNDO).record, "4")

    def test_another_number_is_no_consent(self) -> None:
        """
        Who asks for another number of discs than is offered has not agreed to that one.
        """
        self.playing(2, 3, 4, 5)
        self.offer(1, UNDO, 3)
        self.assertEqual(self.refuse(0, UNDO, Reason.UNDO_DIFFERS, 1), {"of": 3})
        self.assertEqual(self.room(self.code).state.record, "456")
        self.assertEqual(self.offer(0, UNDO, 3).record, "")


class WhatTests(OfferCase):
    """
    What it is like afterwards.
    """

    def test_position(self) -> None:
        """
        The room is as if those discs had never fallen; everybody is told, and plays on.
        """
        self.playing(2, 3, 4, 5)
        self.offer(1, UNDO)
        state = self.done(self.room(self.code).accept(0))
        self.assertEqual(state.position, Position.start().play(3))
        assert state.position is not None
        self.assertEqual((state.position.ply, state.offers), (1, ()))
        for member in self.members:
            self.assertEqual(member.told, ["OfferMade", "MovesUndone"])
        self.play(self.code, 6)
        self.crash(self.code)
        self.assertEqual(self.room(self.code).state.record, "47")

    def test_restart_and_record(self) -> None:
        """
        After a restart they are still undone, and the game's record is without them.
        """
        self.playing(2, 6)
        self.offer(0, UNDO)
        self.done(self.room(self.code).accept(1))
        lea, max_ = self.members
        self.restart(lea, max_)
        self.back(lea)
        self.back(max_)
        self.assert_won(self.play(self.code, *WON), by=0)
        self.assertEqual(self.world.kept.games[-1].moves, "1212121")

    def test_another_one_who_begins(self) -> None:
        """
        In a game that the second player began, the turns are right too.
        """
        self.playing(2, *WON)
        self.offer(0, OfferKind.REMATCH)
        self.offer(1, OfferKind.REMATCH)
        self.play(self.code, 3, 4)
        self.offer(1, UNDO)
        state = self.done(self.room(self.code).accept(0))
        assert state.position is not None
        self.assertEqual((state.position.turn, state.record), (1, ""))

    def test_other_offers_are_gone(self) -> None:
        """
        A draw that was offered of what is no longer there is gone.
        """
        self.playing(2, 3, 4)
        self.offer(0)
        self.offer(0, UNDO)
        self.assertEqual(self.done(self.room(self.code).accept(1, UNDO)).offers, ())

    def test_draws_are_counted_in_the_discs_there_are(self) -> None:
        """
        Who had offered a draw waits for five discs after those that are left.
        """
        self.playing(2, 0, 1, 2, 3)
        self.offer(0)
        self.done(self.room(self.code).decline(1))
        self.offer(0, UNDO)
        self.done(self.room(self.code).accept(1))
        fields = self.refuse(0, OfferKind.DRAW, Reason.DRAW_TOO_SOON)
        self.assertEqual(fields, {"wait": 5})

    def test_move_is_no(self) -> None:
        """
        Any move ends an offer to undo others.
        """
        for plies in (2, 3):
            self.playing(2, *range(plies))
            self.offer(0, UNDO)
            self.play(self.code, 6)
            self.assertEqual(self.offers(), [])

    def test_after_somebody_left(self) -> None:
        """
        When somebody has left the game, or resigned, nothing is taken back any more,
        also what was offered before.
        """
        for leaves in (True, False):
            self.playing(3, 0, 1, 2)
            self.offer(0, UNDO)
            room = self.room(self.code)
            self.done(room.leave(2, Departure.LEFT) if leaves else room.resign(2))
            self.refuse(1, UNDO, Reason.UNDO_AFTER_LEAVING)
            self.refused(self.room(self.code).accept(1), Reason.NO_OFFER)
            self.play(self.code, 3)

    def test_after_the_end(self) -> None:
        """
        What ended the game stays.
        """
        self.playing(2, *WON)
        self.refuse(1, UNDO, Reason.GAME_OVER)

    def test_bug_after_it_was_recorded(self) -> None:
        """
        An undo whose effect breaks the room is done, once.
        """
        self.playing(2, 3, 4)
        self.offer(0, UNDO, 1)
        self.break_effect(MovesUndone)
        asked = self.room(self.code).accept(1)
        self.world.settle()
        self.failureResultOf(asked)
        self.flushLoggedErrors(Bug)
        self.assertEqual(self.room(self.code).state.record, "4")
        self.assertEqual(self.offers(), [])


class TimeTests(OfferCase):
    """
    Undo and the time that people think.
    """

    def test_clocks_are_kept(self) -> None:
        """
        The clocks do not go back: who had to move has thought, and the increments were
        earned; then the clock runs of who has to move now.
        """
        self.code, self.members = self.table(playing=True, control=TimeControl(60, 2))
        self.world.clock.advance(10)
        self.play(self.code, 3)
        self.world.clock.advance(20)
        self.offer(0, UNDO)
        self.done(self.room(self.code).accept(1))
        self.assertEqual(self.room(self.code).clocks(), (52_000, 40_000))
        self.world.clock.advance(1)
        self.assertEqual(self.room(self.code).clocks(), (51_000, 40_000))

    def test_who_agrees_is_not_idle(self) -> None:
        """
        Who had not moved for long, and then agreed to an undo, has a new turn's time.
        """
        self.playing(2, 3)
        self.world.clock.pump([MOVE_SECONDS / LOOKS] * (LOOKS + 1))
        self.assertEqual(self.members[0].told, ["GraceRanOut"])
        self.offer(0, UNDO)
        self.done(self.room(self.code).accept(1))
        self.play(self.code, 4)
        self.refused(self.room(self.code).claim(0, Claim.WIN), Reason.NOBODY_AWAY)

    def test_move_again_is_a_move(self) -> None:
        """
        A move in place of one that was taken back begins the other's time anew.
        """
        self.playing(2, 3)
        self.world.clock.pump([MOVE_SECONDS / LOOKS] * LOOKS)
        self.offer(0, UNDO)
        self.done(self.room(self.code).accept(1))
        self.play(self.code, 4)
        self.world.clock.advance(MOVE_SECONDS / LOOKS)
        self.assertNotIn("GraceRanOut", self.members[0].told)
