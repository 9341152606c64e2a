"""
Draws that are offered: how long an offer stands, and who has to agree.
"""

from __future__ import annotations

from dataclasses import replace

from connect4tx.game.outcome import Termination
from connect4tx.play import decisions
from connect4tx.play.decisions import (
    EVENTS_AT_MOST,
    PLIES_BETWEEN_DRAWS,
    SPARE_EVENTS,
)
from connect4tx.play.events import (
    Departure,
    OfferClosed,
    OfferKind,
    OfferMade,
    RoomCode,
)
from connect4tx.play.rejections import Reason
from connect4tx.play.state import Offer, RoomState, Status
from tests.play.decision_case import HALF, PLAYING, DecisionCase
from tests.support.members import Bug, PlayCase
from tests.support.stories import WON

DRAW, UNDO, REMATCH = OfferKind.DRAW, OfferKind.UNDO, OfferKind.REMATCH


class OfferCase(PlayCase):
    """
    Has games, and offers in them.
    """

    def playing(self, players: int = 2, *columns: int) -> RoomCode:
        """
        A game in which these columns were played.
        """
        self.code, self.members = self.table(players, playing=True)
        self.play(self.code, *columns)
        for member in self.members:
            member.forget()
        return self.code

    def offer(self, seat: int, what: OfferKind = DRAW, plies: int = 0) -> RoomState:
        return self.done(self.room(self.code).offer(seat, what, plies))

    def refuse(
        self, seat: int, what: OfferKind, reason: Reason, plies: int = 0
    ) -> dict[str, object]:
        """
        The fields of the rejection of an offer.
        """
        asked = self.room(self.code).offer(seat, what, plies)
        return dict(self.refused(asked, reason).fields)

    def offers(self) -> list[tuple[int, OfferKind]]:
        """
        Those that stand.
        """
        return [(offer.seat, offer.what) for offer in self.room(self.code).state.offers]

    def assert_drawn(self, state: RoomState) -> None:
        """
        Fail unless the game is over and nobody has won it, as was agreed.
        """
        assert state.position is not None and state.position.outcome is not None
        self.assertIs(state.status, Status.OVER)
        outcome = state.position.outcome
        self.assertIs(outcome.termination, Termination.DRAW_AGREED)
        self.assertIsNone(outcome.winner)


class StandingTests(OfferCase):
    """
    For how long an offer of a draw stands.
    """

    def test_everybody_is_told(self) -> None:
        """
        An offer is told to all, and stands; nothing else changes.
        """
        self.playing(2, 3)
        before = self.room(self.code).state
        after = self.offer(0)
        self.assertEqual(after.offers, (Offer(0, DRAW),))
        for member in self.members:
            [update] = member.updates
            assert isinstance(update.happening, OfferMade)
            self.assertEqual((update.happening.seat, update.happening.what), (0, DRAW))
        self.assertEqual(
            replace(after, offers=(), drawish=before.drawish, version=before.version),
            before,
        )

    def test_on_either_turn(self) -> None:
        """
        Both may offer, whose turn ever it is, and before the first move too.
        """
        for plies in (0, 1, 2):
            for seat in (0, 1):
                self.playing(2, *range(plies))
                self.offer(seat)
                self.assertEqual(self.offers(), [(seat, DRAW)])

    def test_own_move_keeps_it(self) -> None:
        """
        Who offers and then moves still offers; when the other one moves on, that was a
        no.
        """
        self.playing()
        self.offer(0)
        self.play(self.code, 3)
        self.assertEqual(self.offers(), [(0, DRAW)])
        self.play(self.code, 3)
        self.assertEqual(self.offers(), [])
        self.refused(self.room(self.code).accept(1), Reason.NO_OFFER)

    def test_end_of_the_game(self) -> None:
        """
        No offer outlives its game, however that ends.
        """
        ends = {
            "win": lambda room: room.drop(0, 0),
            "resignation": lambda room: room.resign(0),
            "departure": lambda room: room.leave(0, Departure.LEFT),
        }
        for name, end in ends.items():
            self.playing(2, *WON[:-1])
            self.offer(0)
            self.offer(1, UNDO)
            state = self.done(end(self.room(self.code)))
            self.assertEqual((state.status, state.offers), (Status.OVER, ()), name)

    def test_abort(self) -> None:
        """
        Nor one that was called off.
        """
        self.playing()
        self.offer(0)
        self.assertEqual(self.done(self.room(self.code).abort(1)).offers, ())

    def test_restart(self) -> None:
        """
        An offer survives a crash of the room and a restart of the server, and is
        answered then.
        """
        self.playing(2, 3)
        self.offer(0)
        self.crash(self.code)
        self.assertEqual(self.offers(), [(0, DRAW)])
        lea, max_ = self.members
        self.restart(lea, max_)
        self.back(lea)
        self.back(max_)
        self.assertEqual(self.offers(), [(0, DRAW)])
        self.assert_drawn(self.done(self.room(self.code).accept(1)))

    def test_who_made_it_leaves_for_a_while(self) -> None:
        """
        The offer of who lost the connection stands.
        """
        self.playing(2, 3)
        self.offer(0)
        self.end(self.members[0])
        self.assert_drawn(self.done(self.room(self.code).accept(1)))

    def test_bug_after_it_was_recorded(self) -> None:
        """
        An offer whose effect breaks the room is made, once.
        """
        self.playing(2, 3)
        self.break_effect(OfferMade)
        asked = self.room(self.code).offer(0, DRAW)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.failureResultOf(asked)
        self.assertEqual(self.offers(), [(0, DRAW)])

    def test_journal_down(self) -> None:
        """
        What the journal does not take is not offered, and may be offered again.
        """
        self.playing(2, 3)
        self.world.stop_journal()
        self.refuse(0, DRAW, Reason.JOURNAL_DOWN)
        self.assertEqual([member.told for member in self.members], [[], []])
        self.world.start_journal()
        self.offer(0)


class AnswerTests(OfferCase):
    """
    Yes, no, and never mind.
    """

    def test_accept(self) -> None:
        """
        Who accepts a draw has it: a half for both, and a record that says so.
        """
        self.playing(2, 3, 3)
        self.offer(1)
        state = self.done(self.room(self.code).accept(0))
        self.assert_drawn(state)
        self.assertEqual((state.score, state.offers), ((1, 1), ()))
        self.assertEqual(self.members[0].told, ["OfferMade", "GameEnded"])
        record = self.world.kept.games[-1]
        self.assertEqual(record.termination, Termination.DRAW_AGREED)
        self.assertEqual((record.winner, record.moves), (None, "44"))

    def test_offering_too_is_accepting(self) -> None:
        """
        Who offers the same has accepted, and so is one who accepts by its kind.
        """
        self.playing(2, 3)
        self.offer(0)
        self.assert_drawn(self.offer(1))
        self.playing(2, 3)
        self.offer(0)
        self.assert_drawn(self.done(self.room(self.code).accept(1, DRAW)))

    def test_no_offer(self) -> None:
        """
        Without an offer of the other's there is nothing to accept or to decline, of
        that kind or of any.
        """
        self.playing(2, 3)
        room = self.room(self.code)
        for answer in (room.accept, room.decline):
            self.refused(answer(1), Reason.NO_OFFER)
        self.offer(0)
        for answer in (room.accept, room.decline):
            self.refused(answer(0), Reason.NO_OFFER)
            self.refused(answer(1, UNDO), Reason.NO_OFFER)
        self.assertEqual(self.offers(), [(0, DRAW)])

    def test_decline(self) -> None:
        """
        Who declines is known; the offer is gone, and the game goes on.
        """
        self.playing(2, 3)
        self.offer(0)
        self.done(self.room(self.code).decline(1))
        self.assertEqual(self.offers(), [])
        closed = self.members[0].updates[-1].happening
        assert isinstance(closed, OfferClosed)
        self.assertEqual((closed.seat, closed.what, closed.by), (0, DRAW, 1))
        self.play(self.code, 3)

    def test_withdraw(self) -> None:
        """
        What was offered may be withdrawn, all of it at once, and by nobody else.
        """
        self.playing(2, 3)
        self.offer(0)
        self.offer(0, UNDO)
        room = self.room(self.code)
        self.refused(room.withdraw(1), Reason.NOTHING_TO_CANCEL)
        self.done(room.withdraw(0))
        self.assertEqual(self.offers(), [])
        self.refused(room.withdraw(0), Reason.NOTHING_TO_CANCEL)
        closed = [update.happening for update in self.members[1].updates[-2:]]
        self.assertEqual(
            [(e.seat, e.what, e.by) for e in closed if isinstance(e, OfferClosed)],
            [(0, DRAW, 0), (0, UNDO, 0)],
        )

    def test_two_kinds(self) -> None:
        """
        Where a draw and an undo stand it has to be said which; the other one stands on.
        """
        self.playing(2, 3)
        self.offer(0)
        self.offer(0, UNDO)
        room = self.room(self.code)
        for answer in (room.accept, room.decline):
            refused = self.refused(answer(1), Reason.WHICH_OFFER)
            self.assertEqual(refused.fields, {"kinds": ("draw", "undo")})
        self.done(room.decline(1, DRAW))
        self.assertEqual(self.offers(), [(0, UNDO)])
        self.done(room.accept(1))
        self.assertEqual(self.room(self.code).state.record, "")

    def test_twice(self) -> None:
        """
        What is offered already is not offered again.
        """
        self.playing(2, 3)
        self.offer(0)
        fields = self.refuse(0, DRAW, Reason.OFFERED_ALREADY)
        self.assertEqual(fields, {"what": "draw"})

    def test_seat_of_somebody_else(self) -> None:
        """
        Nobody offers, accepts, declines or withdraws for somebody else.
        """
        self.playing(2, 3)
        self.offer(0)
        room, lea = self.room(self.code), self.members[0].player
        for asked in (
            room.offer(1, DRAW, by=lea),
            room.accept(1, by=lea),
            room.decline(1, by=lea),
            room.withdraw(1, by=lea),
        ):
            self.refused(asked, Reason.NOT_IN_ROOM)
        self.assertEqual(self.offers(), [(0, DRAW)])

    def test_both_at_once(self) -> None:
        """
        Two who offer in the same turn have agreed.
        """
        self.playing(2, 3)
        self.world.store.slow = True
        room = self.room(self.code)
        first, second = room.offer(0, DRAW), room.offer(1, DRAW)
        self.world.store.go_on()
        self.done(first)
        self.assert_drawn(self.done(second))

    def test_accepted_as_it_is_withdrawn(self) -> None:
        """
        What is withdrawn first cannot be accepted any more.
        """
        self.playing(2, 3)
        self.offer(0)
        self.world.store.slow = True
        room = self.room(self.code)
        withdrawn, accepted = room.withdraw(0), room.accept(1)
        self.world.store.go_on()
        self.done(withdrawn)
        self.refused(accepted, Reason.NO_OFFER)


class WhenTests(OfferCase):
    """
    When a draw can be offered.
    """

    def test_no_game(self) -> None:
        """
        Only in a game: before it players or its start are missing, and after it it is
        over.
        """
        self.code, _ = self.table()
        self.refuse(0, DRAW, Reason.NOT_PLAYING)
        self.code = self.create(self.member())
        self.refuse(0, DRAW, Reason.NEEDS_PLAYERS)
        self.playing(2, *WON)
        self.refuse(0, DRAW, Reason.GAME_OVER)

    def test_one_in_five_plies(self) -> None:
        """
        Who offered a draw may not offer another one before five discs have fallen; how
        many are missing is told, and the other one may.
        """
        self.assertEqual(PLIES_BETWEEN_DRAWS, 5)
        self.playing(2, 0)
        self.offer(0)
        self.done(self.room(self.code).decline(1))
        for wait, column in zip(range(5, 0, -1), (1, 2, 3, 4, 5), strict=True):
            fields = self.refuse(0, DRAW, Reason.DRAW_TOO_SOON)
            self.assertEqual(fields, {"wait": wait})
            self.play(self.code, column)
        self.offer(0)
        self.done(self.room(self.code).withdraw(0))
        self.offer(1)
        self.assertEqual(self.offers(), [(1, DRAW)])

    def test_withdrawn_counts_too(self) -> None:
        """
        So may not who has withdrawn it.
        """
        self.playing(2, 0)
        self.offer(0)
        self.done(self.room(self.code).withdraw(0))
        self.assertEqual(self.refuse(0, DRAW, Reason.DRAW_TOO_SOON), {"wait": 5})

    def test_accepting_is_never_too_soon(self) -> None:
        """
        Who was declined may accept at any time.
        """
        self.playing(2, 0)
        self.offer(0)
        self.done(self.room(self.code).decline(1))
        self.offer(1)
        self.assert_drawn(self.done(self.room(self.code).accept(0)))

    def test_next_game(self) -> None:
        """
        In the next game it is as if none had been offered.
        """
        self.playing(2, 0)
        self.offer(0)
        self.done(self.room(self.code).resign(0))
        self.done(self.room(self.code).reset(0))
        self.done(self.room(self.code).start(0))
        self.offer(0)


class ThreeTests(OfferCase):
    """
    Draws among three and four.
    """

    def test_all_have_to_agree(self) -> None:
        """
        The game is drawn when the last one agrees; who moves meanwhile has declined for
        the others.
        """
        for players in (3, 4):
            self.playing(players)
            for seat in range(players - 1):
                self.assertIs(self.offer(seat).status, Status.PLAYING)
            state = self.done(self.room(self.code).accept(players - 1))
            self.assert_drawn(state)
            self.assertEqual(state.score, (1,) * players)

    def test_accepting_stands(self) -> None:
        """
        Who accepts, while not all have, offers too.
        """
        self.playing(3)
        self.offer(0)
        self.done(self.room(self.code).accept(1))
        self.assertEqual(self.offers(), [(0, DRAW), (1, DRAW)])
        self.refused(self.room(self.code).accept(1), Reason.OFFERED_ALREADY)

    def test_decline_ends_all_of_it(self) -> None:
        """
        One who declines ends it for all.
        """
        self.playing(3)
        self.offer(0)
        self.offer(1)
        self.done(self.room(self.code).decline(2))
        self.assertEqual(self.offers(), [])

    def test_move_is_no(self) -> None:
        """
        The move of one of them takes the offers of the others away, not the own one.
        """
        self.playing(3)
        self.offer(0)
        self.offer(1)
        self.play(self.code, 3)
        self.assertEqual(self.offers(), [(0, DRAW)])

    def test_who_is_out_is_not_asked(self) -> None:
        """
        Who has left or resigned neither offers nor has to agree.
        """
        self.playing(3, 0, 1, 2)
        self.done(self.room(self.code).resign(2))
        self.refuse(2, DRAW, Reason.OUT_OF_GAME)
        self.offer(0)
        self.refused(self.room(self.code).accept(2), Reason.OUT_OF_GAME)
        self.assert_drawn(self.done(self.room(self.code).accept(1)))

    def test_who_is_out_declines_nothing(self) -> None:
        """
        Nor does the no of who is out of the game end what the others offer.
        """
        self.playing(3, 0, 1, 2)
        self.done(self.room(self.code).resign(2))
        self.offer(0)
        self.result(self.room(self.code).decline(2))
        self.assertEqual(self.offers(), [(0, DRAW)])

    def test_offer_of_who_goes(self) -> None:
        """
        The offer of who leaves or resigns is gone.
        """
        for leaves in (True, False):
            self.playing(3, 0, 1, 2)
            self.offer(0)
            room = self.room(self.code)
            self.done(room.leave(0, Departure.LEFT) if leaves else room.resign(0))
            self.assertEqual(self.offers(), [])

    def test_last_one_who_did_not_agree_goes(self) -> None:
        """
        When all but one had agreed and that one is out, what they agreed on is gone: it
        was to be agreed on by all. They may offer it again, like any.
        """
        for leaves in (True, False):
            self.playing(3, 0, 1, 2)
            self.offer(0)
            self.offer(1)
            room = self.room(self.code)
            self.done(room.leave(2, Departure.LEFT) if leaves else room.resign(2))
            self.assertEqual(self.offers(), [])
            self.play(self.code, 3, 4, 5, 6, 3)
            self.offer(0)
            self.assert_drawn(self.offer(1))


class ManyTests(DecisionCase):
    """
    What a room has to be rebuilt from must not grow for ever.
    """

    def test_too_many(self) -> None:
        """
        In a room in which so much has happened nothing is offered any more; but moves
        are made.
        """
        most = EVENTS_AT_MOST
        last = replace(PLAYING, version=most, begun=most)
        self.assertIsInstance(
            self.event(decisions.offer(last, self.ids, 0, DRAW)), OfferMade
        )
        full = replace(PLAYING, version=most + 1, begun=most)
        for what in OfferKind:
            self.assert_refused(
                decisions.offer(full, self.ids, 0, what), Reason.TOO_MANY_OFFERS
            )
        self.event(decisions.drop(full, self.ids, 1, 3))
        self.assert_refused(
            self.join(replace(HALF, version=most + 1)), Reason.ROOM_FINISHED, games=0
        )

    def test_too_many_in_one_game(self) -> None:
        """
        So is it within one game, in which a board may be filled twice over and more.
        """
        most = PLAYING.begun + SPARE_EVENTS + 2 * PLAYING.variant.cells
        last = replace(PLAYING, version=most)
        self.event(decisions.offer(last, self.ids, 0, DRAW))
        full = replace(PLAYING, version=most + 1)
        for what in (DRAW, UNDO):
            self.assert_refused(
                decisions.offer(full, self.ids, 0, what), Reason.TOO_MANY_OFFERS
            )
        over = replace(full, status=Status.OVER)
        self.event(decisions.offer(over, self.ids, 0, REMATCH))
