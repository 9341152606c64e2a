"""
Rooms that nobody comes back to, and rooms that cannot be rebuilt.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import fail
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher
from zope.interface import implementer

from connect4tx.play.events import Event, PlayerJoined, RoomClosed, RoomCode
from connect4tx.play.ports import JournalDown, Unreadable
from connect4tx.play.rejections import Reason
from connect4tx.play.rooms import (
    BETWEEN_SWEEPS_SECONDS,
    FIRST_SWEEP_SECONDS,
    KEPT_SECONDS,
)
from connect4tx.play.state import replay
from tests.support.members import Bug, FakeMember, PlayCase
from tests.support.stories import WON, dropped

DAY = 24 * 3600


class JanitorTests(PlayCase):
    """
    What becomes of a room that waits in the journal for ever.
    """

    def asleep(self) -> tuple[RoomCode, list[FakeMember]]:
        """
        A game that nobody is at.
        """
        code, members = self.table(playing=True)
        for member in members:
            self.end(member)
        return code, members

    def test_after_fifteen_days(self) -> None:
        """
        A room is closed, at the latest an hour after it was forgotten for 15 days, and
        not before that.
        """
        self.assertEqual(KEPT_SECONDS, 15 * DAY)
        code, (ann, _) = self.asleep()
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24))
        self.assertIn(code, self.world.events)
        self.world.clock.advance(BETWEEN_SWEEPS_SECONDS)
        self.assertNotIn(code, self.world.events)
        self.refused(self.come_back(self.member(), ann.token), Reason.NO_SUCH_TOKEN)
        self.refused(self.join(self.member(), code), Reason.NO_SUCH_ROOM)

    def test_closed_properly(self) -> None:
        """
        That a room is closed is recorded after all that happened in it, and no game is
        made of it.
        """
        code, _ = self.asleep()
        events = self.world.events[code]
        before = len(events)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24 + 1))
        self.assertEqual(len(events), before + 1)
        self.assertIsInstance(events[-1], RoomClosed)
        self.assertEqual(replay(events).version, before + 1)
        self.assertEqual(len(self.world.kept.games), 0)

    def test_who_comes_back_saves_it(self) -> None:
        """
        A room to which somebody came meanwhile is kept for another 15 days.
        """
        code, (ann, bob) = self.asleep()
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (10 * 24))
        self.end(self.back(ann))
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (14 * 24))
        self.assertIn(code, self.world.events)
        self.end(self.back(bob))

    def test_rooms_that_are_up_are_left_alone(self) -> None:
        """
        A room with somebody in it is not closed, though nothing happens in it for long
        but that who has to move does not.
        """
        waiting, _ = self.table()
        playing, members = self.table(playing=True)
        gone, _ = self.asleep()
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (20 * 24))
        self.assertEqual(set(self.world.events), {waiting, playing})
        self.play(playing, 3)
        self.assertEqual(members[0].told, ["GraceRanOut", "DiscDropped"])
        self.assertNotEqual(gone, playing)

    def test_after_a_restart(self) -> None:
        """
        Rooms that nobody asked for since the server was started are closed too, in
        whatever status they are.
        """
        _, one = self.table()
        over, two = self.table(playing=True)
        self.play(over, *WON)
        _, three = self.table(playing=True)
        self.restart(*one, *two, *three)
        self.assertEqual(len(self.world.events), 3)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24 + 1))
        self.assertEqual(self.world.events, {})
        self.assertEqual(self.result(self.world.journal.game(over)).winner, 0)  # type: ignore[union-attr]

    def test_server_that_was_down_for_long(self) -> None:
        """
        The time in which the server was down counts for nobody.
        """
        one, _ = self.asleep()
        other, (ann, _) = self.asleep()
        self.world.stop()
        self.world.clock.advance(16 * DAY)
        self.restart()
        self.world.clock.advance(FIRST_SWEEP_SECONDS)
        self.assertEqual(list(self.world.events), [one, other])
        self.back(ann)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24 + 1))
        self.assertEqual(list(self.world.events), [other])

    def test_game_that_takes_long(self) -> None:
        """
        A game at which somebody was an hour ago is not forgotten, however long ago it
        began.
        """
        code, members = self.table(playing=True)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (16 * 24))
        self.restart(*members)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (14 * 24))
        self.assertIn(code, self.world.events)

    def test_journal_that_is_down(self) -> None:
        """
        While the journal is down nothing is closed; that is in the log, and done an
        hour after it is up again.
        """
        code, _ = self.asleep()
        said = self.log_of("why")
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24))
        self.assertIn(code, self.world.events)
        self.world.store.unread = True
        self.world.clock.advance(BETWEEN_SWEEPS_SECONDS)
        self.assertIn(code, self.world.events)
        self.assertIn("Idle rooms are not closed now", said[0])
        self.world.store.unread = False
        self.world.store.appends_left = 0
        self.world.clock.advance(BETWEEN_SWEEPS_SECONDS)
        self.assertIn(code, self.world.events)
        self.world.store.appends_left = None
        self.world.clock.advance(BETWEEN_SWEEPS_SECONDS)
        self.assertNotIn(code, self.world.events)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_room_that_cannot_be_closed(self) -> None:
        """
        A room that the journal cannot read is set aside, and the others are closed.
        """
        codes = [self.asleep()[0] for _ in range(3)]
        bad = codes[1]
        append = self.world.store.append

        def appends(room: RoomCode, *rest: Any) -> object:
            if room == bad:
                return fail(Unreadable("gibberish"))
            return append(room, *rest)

        self.patch(self.world.store, "append", appends)
        self.world.clock.pump([BETWEEN_SWEEPS_SECONDS] * (15 * 24 + 1))
        self.assertEqual(list(self.world.events), [bad])
        self.assertEqual(self.world.kept.aside, {bad})
        self.assertEqual(len(self.flushLoggedErrors(Unreadable)), 1)

    def log_of(self, field: str) -> list[str]:
        """
        What is logged from now on with a field of that name.
        """
        said: list[str] = []

        @implementer(ILogObserver)
        def observe(event: LogEvent) -> None:
            if field in event:
                said.append(str(event.get("log_format")))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        return said


class SetAsideTests(PlayCase):
    """
    A room whose events make no room, among others.
    """

    def setUp(self) -> None:
        super().setUp()
        self.bad, self.unlucky = self.table(playing=True)
        self.good, self.others = self.table(playing=True)
        self.logged: list[object] = []

        @implementer(ILogObserver)
        def observe(event: LogEvent) -> None:
            if "set aside" in str(event.get("log_format")):
                self.logged.append(event["code"])

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)

    def spoil(self) -> None:
        """
        Let the journal have a move that cannot be made.
        """
        self.world.events[self.bad].append(dropped(0, 99))

    def assert_set_aside(self) -> None:
        """
        Fail unless the bad room is out of the way, and told by its name in the log.
        """
        self.assertEqual(len(self.flushLoggedErrors(Unreadable)), 1)
        self.assertEqual(self.logged, [self.bad])
        self.assertNotIn(self.bad, self.world.rooms)
        self.assertEqual(self.world.kept.aside, {self.bad})

    def test_when_it_crashes(self) -> None:
        """
        A room that cannot be rebuilt is set aside: its members are told, the journal
        keeps its events, and it is not there any more.
        """
        self.spoil()
        before = list(self.world.events[self.bad])
        self.crash(self.bad)
        self.assert_set_aside()
        self.assertEqual([m.told for m in self.unlucky], [["RoomLost"]] * 2)
        self.assertEqual(self.world.events[self.bad], before)
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)

    def test_when_it_is_looked_for(self) -> None:
        """
        So is one that waits in the journal; who looks for it is told there is none, now
        and later, and it is logged once.
        """
        for member in self.unlucky:
            self.end(member)
        self.spoil()
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.assert_set_aside()
        token = self.unlucky[0].token
        self.refused(self.come_back(self.member(), token), Reason.ROOM_ASIDE)
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.assertEqual(self.logged, [self.bad])

    def test_journal_that_cannot_read_it(self) -> None:
        """
        It is the same when it is the journal that cannot make events of what it has.
        """
        for member in self.unlucky:
            self.end(member)
        read = self.world.store.read

        def reads(room: RoomCode, after: int = 0) -> object:
            if room == self.bad:
                return fail(Unreadable("gibberish"))
            return read(room, after)

        self.patch(self.world.store, "read", reads)
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.assert_set_aside()
        self.play(self.good, 3)

    def test_others_are_not_harmed(self) -> None:
        """
        Rooms beside it, up or waiting, do not notice.
        """
        waiting, gone = self.table(playing=True)
        for member in gone:
            self.end(member)
        room = self.room(self.good)
        self.spoil()
        self.crash(self.bad)
        self.assert_set_aside()
        self.assertIs(self.room(self.good), room)
        self.assertEqual([member.told for member in self.others], [[], []])
        self.assert_won(self.play(self.good, *WON), by=0)
        for member in gone:
            self.back(member)
        self.assert_won(self.play(waiting, *WON), by=0)

    def test_who_waits_for_it_is_told(self) -> None:
        """
        Who looked for it just while it was to be rebuilt is told that there is none.
        """
        self.spoil()
        self.room(self.bad).crash(Bug())
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.flushLoggedErrors(Bug)
        self.assert_set_aside()

    def test_its_players_may_play_elsewhere(self) -> None:
        """
        Whose room was set aside opens or joins another one.
        """
        self.spoil()
        self.crash(self.bad)
        self.assert_set_aside()
        ann, bob = self.unlucky
        code = self.create(ann)
        self.done(self.join(bob, code))
        self.done(self.room(code).start(0))
        self.assert_won(self.play(code, *WON), by=0)

    def test_journal_that_is_down(self) -> None:
        """
        A room that cannot be marked in the journal is out of the way all the same.
        """
        for member in self.unlucky:
            self.end(member)
        self.spoil()
        self.patch(self.world.store, "set_aside", lambda _: fail(JournalDown("it is")))
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.assertEqual(len(self.flushLoggedErrors(Unreadable)), 1)
        self.assertEqual((self.logged, self.world.kept.aside), ([self.bad], set()))

    def test_after_a_restart(self) -> None:
        """
        After a restart it is set aside still, and the others are as they were.
        """
        self.spoil()
        self.crash(self.bad)
        self.assert_set_aside()
        self.restart(*self.unlucky, *self.others)
        self.refused(self.join(self.member(), self.bad), Reason.ROOM_ASIDE)
        self.flushLoggedErrors(Unreadable)
        for member in self.others:
            self.back(member)
        self.assert_won(self.play(self.good, *WON), by=0)
        self.assertEqual([*self.world.kept.aside], [self.bad])

    def test_events_of_nobody(self) -> None:
        """
        Events that cannot be, of whatever kind, make no server stumble.
        """
        stories: tuple[list[Event], ...] = (
            [PlayerJoined(1, 0, self.unlucky[0].player, "Q", "q")],
            self.world.events[self.bad][1:],
            self.world.events[self.good],
            [dropped(0, 3)],
        )
        for number, story in enumerate(stories):
            code = RoomCode(f"BROKE{number + 2}")
            self.world.events[code] = list(story)
            self.refused(self.join(self.member(), code), Reason.ROOM_ASIDE)
            self.assertIn(code, self.world.kept.aside)
        self.assertEqual(len(self.flushLoggedErrors(Unreadable)), 4)
        self.play(self.good, 3)
