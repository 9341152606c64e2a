"""
What becomes of rooms while the journal is down or takes its time.
"""

from __future__ import annotations

from twisted.internet.defer import CancelledError, Deferred

from connect4tx.play.commands import Claim, CreateRoom
from connect4tx.play.events import Departure, PlayerLeft
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS, RoomCrashed
from connect4tx.play.state import Status, replay
from tests.support.members import PlayCase
from tests.support.stories import WON, joined


class JournalDownTests(PlayCase):
    """
    The journal does not run for a while.
    """

    def test_everything_is_refused(self) -> None:
        """
        While the journal is down nothing is done, and who asks is told why.
        """
        code, _ = self.table(playing=True)
        half = self.create(self.member("ann"))
        self.world.stop_journal()
        lobby, room = self.world.house.lobby, self.room(code)
        for action in (
            lobby.create(self.member(), CreateRoom()),
            lobby.join(self.member(), half, None),
            room.drop(0, 3),
            room.leave(0, Departure.LEFT),
        ):
            self.refused(action, Reason.JOURNAL_DOWN)

    def test_nothing_is_lost(self) -> None:
        """
        When the journal is up again, the same move is made in the same game.
        """
        code, members = self.table(playing=True)
        before = self.play(code, 3)
        room = self.room(code)
        self.world.stop_journal()
        self.refused(room.drop(1, 3), Reason.JOURNAL_DOWN)
        self.assertIs(room.state, before)
        self.world.start_journal()
        self.assertIs(self.room(code), room)
        self.play(code, 3)
        self.assertEqual([m.told for m in members], [["DiscDropped"] * 2] * 2)

    def test_mistakes_are_still_told(self) -> None:
        """
        What is refused by the rules is refused for its own reason.
        """
        code, _ = self.table(playing=True)
        self.world.stop_journal()
        self.refused(self.room(code).drop(1, 3), Reason.NOT_YOUR_TURN)

    def test_crash_while_it_is_down(self) -> None:
        """
        A room that crashes while the journal is down has lost nothing after it.
        """
        code, _ = self.table(playing=True)
        before = self.play(code, 3)
        self.world.stop_journal()
        self.crash(code)
        self.world.start_journal()
        self.assertEqual(self.room(code).state, before)
        self.play(code, 3)

    def test_defect_05_connection_lost_while_it_is_down(self) -> None:
        """
        An absence that could not be recorded is recorded when the journal is up, so
        that nobody waits for ever for who is gone.
        """
        code, (ann, bob) = self.table(playing=True)
        self.world.stop_journal()
        self.end(ann)
        self.world.start_journal()
        self.world.clock.pump([1] * 60)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS)
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_grace_that_runs_out_while_it_is_down(self) -> None:
        """
        A grace that ran out while the journal was down has run out when it is up.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.stop_journal()
        self.world.clock.advance(GRACE_SECONDS)
        self.refused(self.room(code).claim(1, Claim.WIN), Reason.STILL_HAS_TIME)
        self.world.start_journal()
        self.world.clock.pump([1] * 5)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun", "GraceRanOut"])

    def test_coming_back_while_it_is_down(self) -> None:
        """
        Who cannot have a seat back now is told why, and has it back later.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.world.stop_journal()
        self.refused(self.come_back(self.member("new"), ann.token), Reason.JOURNAL_DOWN)
        self.world.start_journal()
        self.back(ann)
        self.assertEqual(self.room(code).state.away, [])

    def test_new_connection_before_the_end_of_the_old_is_recorded(self) -> None:
        """
        The end of a connection that is recorded late is not held against the player's
        next connection.
        """
        code, (ann, bob) = self.table(playing=True)
        self.world.stop_journal()
        self.end(ann)
        self.world.start_journal()
        new = self.back(ann)
        self.world.clock.pump([1] * 60)
        self.assertEqual(self.room(code).state.away, [])
        self.assertEqual(bob.told, ["PlayerReturned"])
        self.assertEqual(self.room(code).members[0], new)

    def test_room_is_rebuilt_when_it_can_be_read(self) -> None:
        """
        A room that has to be rebuilt while the journal gives nothing is rebuilt when it
        gives something again; it is no fault of the room's.
        """
        code, members = self.table(playing=True)
        state = self.play(code, 3)
        self.world.store.unread = True
        self.crash(code)
        for _ in range(20):
            self.world.clock.advance(1)
            self.assertIsNone(self.world.rooms.up(code))
        waiting = Deferred.fromCoroutine(self.world.rooms.find(code))
        self.assertNoResult(waiting)
        self.world.store.unread = False
        self.world.clock.advance(1)
        self.assertIs(self.result(waiting), self.room(code))
        self.assertEqual(self.room(code).state, state)
        self.assertEqual(members[0].told[-1], "RoomRestored")

    def test_server_that_stops_while_a_room_waits_for_it(self) -> None:
        """
        A room that waits for the journal does not keep the server from stopping.
        """
        code, _ = self.table(playing=True)
        self.world.store.unread = True
        self.crash(code)
        self.world.stop()
        self.assertEqual(self.world.clock.getDelayedCalls(), [])

    def test_looking_for_a_room_that_waits_in_it(self) -> None:
        """
        Who looks for a room that waits in a journal that gives nothing is told so.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.end(bob)
        self.world.store.unread = True
        self.refused(self.join(self.member(), code), Reason.JOURNAL_DOWN)
        self.refused(self.come_back(self.member("new"), ann.token), Reason.JOURNAL_DOWN)

    def test_defect_10_room_that_nobody_could_enter(self) -> None:
        """
        A room comes to be together with its first player, or not at all.
        """
        self.world.store.appends_left = 0
        wish = self.world.house.lobby.create(self.member(), CreateRoom())
        self.refused(wish, Reason.JOURNAL_DOWN)
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))
        self.world.store.appends_left = 1
        code = self.create(self.member())
        self.assertEqual(self.room(code).state.seated, 1)

    def test_defect_10_creator_who_is_gone_meanwhile(self) -> None:
        """
        A room whose creator's connection ends while it is recorded does not stay.
        """
        self.world.store.slow = True
        ann = self.member("ann")
        created = self.world.house.lobby.create(ann, CreateRoom())
        created.addErrback(lambda failure: failure.trap(CancelledError))
        created.cancel()
        self.end(ann)
        self.world.store.go_on()
        self.world.settle()
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))


class SomebodyWasFirstTests(PlayCase):
    """
    The journal has more than the room knows.
    """

    def test_room_that_is_behind_is_rebuilt(self) -> None:
        """
        A room whose append conflicts is not what the journal knows, and is rebuilt.
        """
        code = self.create(self.member("ann"))
        self.world.events[code].append(joined(1, "Q", "elsewhere"))
        failed = self.room(code).join(self.member("bob"), "O")
        self.failureResultOf(failed).trap(RoomCrashed)
        self.world.settle()
        self.flushLoggedErrors()
        self.assertEqual(self.room(code).state.symbols, ("X", "Q"))


class SlowJournalTests(PlayCase):
    """
    A journal that answers on a later turn.
    """

    def setUp(self) -> None:
        super().setUp()
        self.code, self.members = self.table(3, playing=True)
        self.store = self.world.store
        self.store.slow = True

    def test_nothing_is_true_before_it_is_recorded(self) -> None:
        """
        Until the journal has a move, nobody is told of it and the room is unchanged.
        """
        room = self.room(self.code)
        before = room.state
        move = room.drop(0, 3)
        self.assertNoResult(move)
        self.assertIs(room.state, before)
        self.assertEqual(self.members[1].told, [])
        self.store.go_on()
        self.done(move)
        self.assertEqual(self.members[1].told, ["DiscDropped"])

    def test_one_at_a_time(self) -> None:
        """
        What comes meanwhile waits, and is decided on the room as it is by then.
        """
        room = self.room(self.code)
        first, again, second = room.drop(0, 3), room.drop(0, 3), room.drop(1, 3)
        self.assertEqual(self.store.held, 1)
        self.store.go_on()
        self.done(first)
        self.refused(again, Reason.NOT_YOUR_TURN)
        self.done(second)
        told = [update.after.version for update in self.members[2].updates]
        self.assertEqual(told, [6, 7])

    def test_defect_07_end_during_a_leave(self) -> None:
        """
        A connection that ends while its leave is being recorded leaves once.
        """
        left = self.room(self.code).leave(1, Departure.LEFT)
        self.end(self.members[1])
        self.store.go_on()
        self.done(left)
        self.world.settle()
        self.assertEqual(self.flushLoggedErrors(), [])
        events = self.world.events[self.code]
        self.assertEqual(sum(isinstance(e, PlayerLeft) for e in events), 1)
        self.assertIs(replay(events).status, Status.PLAYING)

    def test_defect_07_end_during_a_leave_spares_the_next_player(self) -> None:
        """
        The end of one who is just leaving does not unseat who comes next.
        """
        self.store.go_on()
        self.play(self.code, 0, 1, 2, 0, 1, 3, 0, 1, 2, 0)
        self.done(self.room(self.code).reset(0))
        self.store.slow = True
        room, newcomer = self.room(self.code), self.member("newcomer")
        room.leave(1, Departure.LEFT)
        join = room.join(newcomer, None)
        self.end(self.members[1])
        self.store.go_on()
        self.done(join)
        self.assertEqual(self.room(self.code).state.seated, 3)

    def test_crash_while_a_move_is_being_recorded(self) -> None:
        """
        A move that was recorded while the room crashed has been made, and who made it
        learns of the crash.
        """
        move = self.room(self.code).drop(0, 3)
        self.crash(self.code)
        self.store.go_on()
        self.failureResultOf(move).trap(RoomCrashed)
        self.play_on_until_rebuilt()
        state = self.room(self.code).state
        assert state.position is not None
        self.assertEqual(state, replay(self.world.events[self.code]))
        self.assertEqual(state.position.ply, 2)

    def play_on_until_rebuilt(self) -> None:
        """
        Have the next player move, again if the room had to be rebuilt first.
        """
        for _ in range(2):
            room = self.room(self.code)
            position = room.state.position
            assert position is not None
            room.drop(position.turn, 4).addErrback(lambda f: f.trap(RoomCrashed))
            self.world.settle()
            self.flushLoggedErrors()
            if self.room(self.code) is room:
                return

    def test_crashed_room_records_nothing_that_waited(self) -> None:
        """
        What waits in a room when it crashes is not recorded behind its back.
        """
        room = self.room(self.code)
        room.drop(0, 3).addErrback(lambda f: f.trap(RoomCrashed))
        waiting = room.drop(0, 4)
        self.crash(self.code)
        self.store.appends_left = 0
        self.store.step()
        self.assertEqual(self.store.held, 0)
        self.failureResultOf(waiting).trap(RoomCrashed)

    def test_game_at_its_pace(self) -> None:
        """
        A whole game works with a slow journal as it does with a quick one.
        """
        self.store.go_on()
        code, _ = self.table(playing=True)
        for ply, column in enumerate(WON):
            self.store.slow = True
            move = self.room(code).drop(ply % 2, column)
            self.store.go_on()
            self.done(move)
        self.assert_won(self.room(code).state, by=0)
