"""
Games that nobody is at: they wait in the journal, and are rebuilt when looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.internet.defer import Deferred

from connect4tx.play.events import Departure, Event, PlayerDropped, RoomCode
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import Status, replay
from tests.support.members import LOST_CONNECTION, FakeMember, PlayCase
from tests.support.stories import WON


class SleepingCase(PlayCase):
    """
    Has a game that everybody was lost from.
    """

    def asleep(self, players: int = 2) -> tuple[RoomCode, list[FakeMember]]:
        code, members = self.table(players, playing=True)
        self.play(code, 3)
        for member in members:
            self.end(member)
        self.assertNotIn(code, self.world.rooms)
        return code, members


class SleepTests(SleepingCase):
    """
    How a game comes to wait.
    """

    def test_room_ends_and_the_game_is_kept(self) -> None:
        """
        When nobody is at a game its room ends, with all it would have done later; the
        journal has the game as it is.
        """
        before = self.world.clock.getDelayedCalls()
        code, _ = self.asleep(3)
        self.assertEqual(self.world.clock.getDelayedCalls(), before)
        state = replay(self.world.events[code])
        self.assertEqual((state.status, state.away), (Status.PLAYING, [0, 1, 2]))
        self.assertEqual(self.result(self.world.journal.open_rooms()), [code])

    def test_nothing_happens_while_it_waits(self) -> None:
        """
        However long a game waits, nothing is recorded.
        """
        code, _ = self.asleep()
        before = list(self.world.events[code])
        self.world.clock.pump([GRACE_SECONDS] * 100)
        self.assertEqual(self.world.events[code], before)

    def test_with_somebody_here_it_is_up(self) -> None:
        """
        As long as one player is at the game, its room is up.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.end(ann)
        self.end(carl)
        self.assertIn(code, self.world.rooms)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(bob.told[-1], "PlayerDropped")

    def test_slow_journal(self) -> None:
        """
        A room waits for what is being recorded before it ends.
        """
        code, members = self.table(playing=True)
        self.world.store.slow = True
        for member in members:
            self.end(member)
        self.assertIn(code, self.world.rooms)
        self.world.store.go_on()
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(replay(self.world.events[code]).away, [0, 1])

    def test_move_of_one_who_is_gone(self) -> None:
        """
        What was asked for before the connections ended is done before the room ends.
        """
        code, members = self.table(playing=True)
        room = self.room(code)
        self.world.store.slow = True
        for member in members:
            self.end(member)
        move = room.drop(0, 3)
        self.world.store.go_on()
        self.done(move)
        self.assertEqual(replay(self.world.events[code]).record, "4")
        self.assertNotIn(code, self.world.rooms)


class FindTests(SleepingCase):
    """
    How a game that waits is found.
    """

    def test_it_is_rebuilt(self) -> None:
        """
        Who comes back to a game that waits finds it as it was, and it is played on.
        """
        code, (ann, bob) = self.asleep()
        self.world.clock.advance(10_000)
        ann = self.back(ann)
        self.assertEqual(self.room(code).state.away, [1])
        bob = self.back(bob)
        self.assert_won(self.play(code, *WON), by=1)
        self.assertEqual(ann.told[0], "PlayerReturned")

    def test_again_and_again(self) -> None:
        """
        A game may wait as often as its players are gone.
        """
        code, members = self.table(3, playing=True)
        for _ in range(2):
            for member in members:
                self.end(member)
            self.assertNotIn(code, self.world.rooms)
            members = [self.back(member) for member in members]
        self.play(code, 0, 1, 2)

    def test_absences_are_not_recorded_twice(self) -> None:
        """
        Who was away when the room ended is not away once more when it is rebuilt.
        """
        code, (ann, _) = self.asleep()
        self.back(ann)
        events = self.world.events[code]
        self.assertEqual(sum(isinstance(e, PlayerDropped) for e in events), 2)

    def test_stranger_does_not_keep_it_up(self) -> None:
        """
        A stranger who asks for a game that waits is refused, and it waits on.
        """
        code, (ann, _) = self.asleep()
        before = list(self.world.events[code])
        self.refused(self.join(self.member("stranger"), code), Reason.ROOM_FULL)
        self.assertNotIn(code, self.world.rooms)
        self.assertEqual(self.world.events[code], before)
        self.back(ann)

    def test_room_that_somebody_only_looks_at(self) -> None:
        """
        What has happened in a game that waits can be told, and it waits on.
        """
        code, _ = self.asleep()
        begun, updates = self.result(self.world.rooms.updates(code))
        self.assertEqual(begun.status, Status.LOBBY)
        self.assertEqual(updates[-1].after, replay(self.world.events[code]))
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)

    def test_both_at_once(self) -> None:
        """
        When all come back in one turn, there is one room, and everybody is in it.
        """
        for slow in (False, True):
            code, members = self.asleep(4)
            new = [self.member(f"new-{slow}-{seat}") for seat in range(4)]
            self.world.store.slow = slow
            asked = [
                Deferred.fromCoroutine(self.come_back(there, member.token))
                for there, member in zip(new, members, strict=True)
            ]
            self.world.store.go_on()
            for answer in asked:
                self.done(answer)
            room = self.room(code)
            self.assertEqual([room.members[seat] for seat in range(4)], new)
            self.assertEqual(len(self.world.rooms), 1)
            for member in new:
                self.done(room.leave(room.state.seat_of(member.player), Departure.LEFT))

    def test_many_look_for_it(self) -> None:
        """
        All who look for one room that waits, also while the journal is being read, find
        the same.
        """
        code, _ = self.asleep()
        reads: list[Deferred[None]] = []
        read = self.world.store.read

        def slowly(code: RoomCode, after: int = 0) -> Deferred[Sequence[Event]]:
            later: Deferred[None] = Deferred()
            reads.append(later)
            return later.addCallback(lambda _: read(code, after))

        self.patch(self.world.store, "read", slowly)
        asked = [Deferred.fromCoroutine(self.world.rooms.find(code)) for _ in range(5)]
        while reads:
            reads.pop().callback(None)
        rooms = {id(self.successResultOf(answer)) for answer in asked}
        self.assertEqual(len(rooms), 1)
        self.assertEqual(len(self.world.rooms), 1)
        self.world.settle()
        self.assertEqual(len(self.world.rooms), 0)

    def test_looked_for_as_it_falls_asleep(self) -> None:
        """
        Who looks for a room in the very turn in which it ends finds the next one.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        bob.process.end(LOST_CONNECTION)
        new = self.member("new")
        for _ in range(3):
            asked = Deferred.fromCoroutine(self.come_back(new, ann.token))
            self.done(asked)
        self.assertEqual(self.room(code).members[0], new)

    def test_closed_room_is_not_found(self) -> None:
        """
        A room that has closed is not rebuilt, nor one that never was.
        """
        code, _ = self.table()
        for seat in (0, 1):
            self.done(self.room(code).leave(seat, Departure.LEFT))
        for gone in (code, RoomCode("NONE22")):
            self.assertIsNone(self.result(self.world.rooms.find(gone)))

    def test_journal_that_keeps_closed_rooms(self) -> None:
        """
        Nor is it when the journal still has what happened in it.
        """
        code, _ = self.table()
        self.done(self.room(code).leave(0, Departure.LEFT))
        events = self.world.events[code]
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.world.events[code] = events
        self.assertIsNone(self.result(self.world.rooms.find(code)))
        del self.world.events[code]

    def test_crash_of_a_room_that_woke(self) -> None:
        """
        A game that waited and was found is as safe from crashes as before.
        """
        code, (ann, _) = self.asleep()
        ann = self.back(ann)
        self.crash(code)
        self.assertEqual(ann.told[-2:], ["RoomRestored", "GraceBegun"])
        self.assertEqual(self.room(code).state.away, [1])
