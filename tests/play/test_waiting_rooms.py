"""
Absent players of rooms in which no game has begun.
"""

from __future__ import annotations

from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import Status
from tests.support.members import PlayCase, crashed, departures


class WaitingRoomTests(PlayCase):
    """
    A room that waits for players, some of whom are away.
    """

    def test_no_game_without_everybody(self) -> None:
        """
        While somebody is away no game begins, and who asks for one is told who.
        """
        code, (ann, bob) = self.table()
        self.end(ann)
        refused = self.refused(self.room(code).start(1), Reason.PLAYER_AWAY)
        self.assertEqual(refused.fields, {"name": ann.name})
        self.back(ann)
        self.done(self.room(code).start(1))
        self.assertEqual(bob.told[-1], "GameStarted")

    def test_newcomer_takes_the_place(self) -> None:
        """
        In a full room a newcomer takes the place of one who is away; the others are
        told of both, and who was away cannot come back.
        """
        code, (ann, bob) = self.table()
        self.end(ann)
        bob.forget()
        carl = self.member("carl")
        state = self.done(self.join(carl, code))
        self.assertEqual(bob.told, ["PlayerLeft", "PlayerJoined"])
        self.assertEqual(departures(bob), [(0, Departure.REPLACED)])
        self.assertEqual(state.names, ("carl", bob.name))
        self.assertEqual((state.away, carl.told), ([], ["PlayerJoined"]))
        self.refused(self.come_back(self.member(), ann.token), Reason.NO_SUCH_TOKEN)
        self.done(self.room(code).start(0))
        self.end(carl)
        self.back(carl)

    def test_both_are_one_append(self) -> None:
        """
        When the journal does not take the newcomer, nobody has lost the place.
        """
        code, (ann, bob) = self.table()
        self.end(ann)
        bob.forget()
        self.world.store.appends_left = 0
        self.refused(self.join(self.member("carl"), code), Reason.JOURNAL_DOWN)
        self.world.store.appends_left = None
        self.assertEqual(bob.told, [])
        self.back(ann)

    def test_grace_of_a_taken_place_is_over(self) -> None:
        """
        The grace of one who was replaced does not cost the next one the seat.
        """
        code, (ann, _) = self.table()
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.done(self.join(self.member("carl"), code))
        self.world.clock.advance(10 * GRACE_SECONDS)
        self.assertEqual(self.room(code).state.seated, 2)

    def test_grace_of_the_next(self) -> None:
        """
        The grace of one who is away begins anew when that of another is over.
        """
        code, (ann, bob, carl) = self.table(3)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.end(bob)
        self.world.clock.advance(1)
        self.assertEqual(departures(carl), [(0, Departure.ABANDONED)])
        self.world.clock.advance(GRACE_SECONDS)
        gone = [(seat, Departure.ABANDONED) for seat in (0, 1)]
        self.assertEqual(departures(carl), gone)
        state = self.done(self.join(self.member("dan"), code))
        self.assertEqual((state.seated, state.status), (2, Status.LOBBY))

    def test_seat_is_kept_for_the_grace(self) -> None:
        """
        Before a game a seat is kept exactly as long as the grace lasts.
        """
        code, (ann, bob) = self.table()
        self.end(ann)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.assertEqual(self.room(code).state.seated, 2)
        self.world.clock.advance(1)
        self.assertEqual(self.room(code).state.seated, 1)
        self.assertEqual(bob.told[2:], ["PlayerLeft"])
        self.refused(self.come_back(self.member(), ann.token), Reason.NO_SUCH_TOKEN)

    def test_return_ends_the_grace(self) -> None:
        """
        Who comes back in time keeps the seat.
        """
        code, (ann, _) = self.table()
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.back(ann)
        self.world.clock.advance(10 * GRACE_SECONDS)
        self.assertEqual(self.room(code).state.away, [])

    def test_defect_10_room_closes_with_its_last_player(self) -> None:
        """
        When the last one who is here is gone, by whatever end, the room closes.
        """
        for exit in (None, crashed()):
            code, (ann, bob) = self.table()
            self.end(ann)
            self.end(bob) if exit is None else self.end(bob, exit)
            self.assertNotIn(code, self.world.rooms)
            self.assertNotIn(code, self.world.events)
            self.refused(self.join(self.member(), code), Reason.NO_SUCH_ROOM)
            for token in (ann.token, bob.token):
                self.refused(self.come_back(self.member(), token), Reason.NO_SUCH_TOKEN)

    def test_defect_10_last_one_leaves(self) -> None:
        """
        When the last one who is here leaves, the room closes: those who are away have
        nobody to come back to.
        """
        before = self.world.clock.getDelayedCalls()
        code, (ann, _) = self.table()
        self.end(ann)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn(code, self.world.events)
        self.refused(self.come_back(self.member(), ann.token), Reason.NO_SUCH_TOKEN)
        self.assertEqual(self.world.clock.getDelayedCalls(), before)

    def test_alone_in_the_room(self) -> None:
        """
        Whom all others have left waits for new ones, as long as it takes.
        """
        code, (ann, _) = self.table()
        self.end(ann)
        ann = self.back(ann)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.world.clock.advance(10 * GRACE_SECONDS)
        self.done(self.join(self.member("carl"), code))
        self.done(self.room(code).start(0))

    def test_after_a_game(self) -> None:
        """
        Who is away from a game that ends has no seat for the next one, nor a token.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.play(code, *(0, 1, 2) * 3)
        self.end(carl)
        self.play(code, 0)
        self.done(self.room(code).reset(0))
        self.refused(self.come_back(self.member(), carl.token), Reason.NO_SUCH_TOKEN)
        self.refused(self.room(code).start(0), Reason.NEEDS_PLAYERS)
        self.assertEqual(bob.told[-2:], ["PlayerLeft", "RoomReset"])
        self.done(self.join(self.member("carl-again"), code))
        self.done(self.room(code).start(0))
        self.assertEqual(departures(ann), [(2, Departure.LOST_CONNECTION)])
