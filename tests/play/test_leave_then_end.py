"""
The end of connections whose players had left, and of rooms that nobody is in.
"""

from __future__ import annotations

from connect4tx.play.events import Departure
from connect4tx.play.rejections import Reason
from tests.support.members import PlayCase, absences, crashed, departures
from tests.support.stories import WON


class LeaveThenEndTests(PlayCase):
    """
    Defect 7: the end of a connection whose player had left.
    """

    def test_defect_07_nobody_is_harmed(self) -> None:
        """
        After a leave the end of the connection is nothing to the room.
        """
        code, (ann, bob) = self.table(playing=True)
        room = self.room(code)
        self.done(room.leave(0, Departure.LEFT))
        self.end(ann)
        self.assertEqual(departures(bob), [(0, Departure.LEFT)])
        self.assertIs(self.room(code), room)
        self.assertTrue(bob.process.alive)

    def test_defect_07_end_in_the_turn_of_the_leave(self) -> None:
        """
        A leave and an end in one turn, in either order, are one departure.
        """
        for leaves_first in (True, False):
            code, (ann, bob) = self.table(playing=True)
            if leaves_first:
                self.room(code).leave(0, Departure.LEFT)
                ann.process.end(crashed())
            else:
                ann.process.end(crashed())
                self.room(code).leave(0, Departure.LEFT)
            self.world.settle()
            self.assertEqual(departures(bob), [(0, Departure.LEFT)])

    def test_defect_07_five_rooms_one_after_the_other(self) -> None:
        """
        One who has joined and left five rooms harms none of the five by going.
        """
        guest = self.member("guest")
        hosts = [self.member(f"host-{number}") for number in range(5)]
        codes = [self.create(host) for host in hosts]
        for code in codes:
            self.done(self.join(guest, code))
            self.done(self.room(code).leave(1, Departure.LEFT))
        rooms = [self.room(code) for code in codes]
        self.end(guest, crashed())
        self.assertEqual([self.room(code) for code in codes], rooms)
        for host in hosts:
            self.assertEqual(departures(host), [(1, Departure.LEFT)])

    def test_defect_07_again_and_again_in_one_room(self) -> None:
        """
        One who has joined and left the same room often is missed once when gone.
        """
        ann, guest = self.member("ann"), self.member("guest")
        code = self.create(ann)
        for _ in range(5):
            self.done(self.join(guest, code))
            self.done(self.room(code).leave(1, Departure.LEFT))
        self.done(self.join(guest, code))
        ann.forget()
        self.end(guest)
        self.assertEqual(ann.told, ["PlayerDropped", "GraceBegun"])
        self.assertEqual(absences(ann), [(1, Departure.LOST_CONNECTION)])

    def test_defect_07_end_does_not_unseat_a_successor(self) -> None:
        """
        The end of one who has left does not cost the next player on that seat.
        """
        code, (ann, _) = self.table()
        self.done(self.room(code).leave(0, Departure.LEFT))
        self.done(self.join(self.member("carl"), code))
        self.end(ann)
        self.assertEqual(self.room(code).state.seated, 2)


class EmptyRoomTests(PlayCase):
    """
    Defect 10: rooms that nobody is in.
    """

    def test_defect_10_room_closes_with_its_last_player(self) -> None:
        """
        When the last player has left, there is no room and the journal forgets it.
        """
        code, _ = self.table()
        self.done(self.room(code).leave(0, Departure.LEFT))
        self.assertIn(code, self.world.rooms)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))
        self.refused(self.join(self.member(), code), Reason.NO_SUCH_ROOM)

    def test_defect_10_finished_rooms_do_not_stay(self) -> None:
        """
        Of a hundred rooms whose players are gone, nothing is left; and of games that
        are not over, no more than the journal has.
        """
        for _ in range(100):
            code, members = self.table(playing=True)
            self.play(code, *WON)
            for member in members:
                self.end(member)
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))
        for _ in range(100):
            _, members = self.table(playing=True)
            for member in members:
                self.end(member)
        self.assertEqual((len(self.world.rooms), len(self.world.events)), (0, 100))
        supervisor = self.world.rooms._supervisor
        assert supervisor is not None
        self.assertEqual(supervisor.counts().active, 0)

    def test_defect_10_no_timer_stays(self) -> None:
        """
        A room that has closed, or that waits in the journal only, leaves nothing to be
        done later.
        """
        before = self.world.clock.getDelayedCalls()
        for playing in (False, True):
            _, members = self.table(playing=playing)
            for member in members:
                self.end(member)
            self.assertEqual(self.world.clock.getDelayedCalls(), before)
