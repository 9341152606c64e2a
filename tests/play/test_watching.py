"""
Those who look on at a game.
"""

from __future__ import annotations

from typing import Any

from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import Departure, DiscDropped, OfferKind, RoomCode
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import RoomState, Status
from connect4tx.play.updates import Spoken
from connect4tx.supervision.exits import Shutdown
from tests.support.members import Bug, FakeMember, PlayCase
from tests.support.stories import WON, dropped


class WatchCase(PlayCase):
    """
    Has a game that somebody looks on at.
    """

    def watched(self, **wish: Any) -> tuple[RoomCode, list[FakeMember], FakeMember]:
        """
        A game, its players, and who looks on.
        """
        code, members = self.table(playing=True, **wish)
        return code, members, self.watch(code)

    def watch(self, code: RoomCode, name: str = "wim") -> FakeMember:
        watcher = self.member(name)
        seen = self.room(code).watch(watcher)
        assert isinstance(seen, RoomState), seen
        self.assertIs(seen, self.room(code).state)
        return watcher

    def watchers(self, code: RoomCode) -> list[str]:
        return list(self.room(code).watchers)


class ToldTests(WatchCase):
    """
    What who looks on is told.
    """

    def test_everything(self) -> None:
        """
        Whatever the players are told, who looks on is told too, the same and in order.
        """
        code, (lea, max_), wim = self.watched(control=TimeControl(180, 2))
        room = self.room(code)
        self.play(code, 3)
        self.done(room.offer(0, OfferKind.DRAW))
        self.done(room.decline(1))
        self.done(room.offer(0, OfferKind.UNDO))
        self.done(room.accept(1))
        room.speak("lea", 0, "sorry")
        self.play(code, 6)
        self.end(max_)
        max_ = self.back(max_)
        self.play(code, *WON)
        self.done(room.offer(0, OfferKind.REMATCH))
        self.done(room.accept(1))
        self.done(room.abort(0))
        self.assertEqual(wim.updates, lea.updates)
        self.assertIn("Spoken", wim.told)
        self.assertIn("GraceBegun", wim.told)
        self.assertEqual(wim.told[-3:], ["RoomReset", "GameStarted", "GameAborted"])

    def test_any_number(self) -> None:
        """
        Any number may look on, each told the very same updates.
        """
        code, _, _ = self.watched()
        watchers = [self.watch(code, f"watcher{n}") for n in range(50)]
        self.play(code, 3)
        [update] = watchers[0].updates
        self.assertIsInstance(update.happening, DiscDropped)
        for watcher in watchers:
            self.assertEqual([id(seen) for seen in watcher.updates], [id(update)])

    def test_they_are_no_players(self) -> None:
        """
        Who looks on has no seat, keeps nobody from one, and can do nothing for one.
        """
        code, members, wim = self.watched()
        room = self.room(code)
        self.assertEqual(room.state.seat_of(wim.player), -1)
        for seat in (0, 1):
            asked = room.drop(seat, 3, by=wim.player)
            self.refused(asked, Reason.NOT_IN_ROOM)
        self.assertEqual([member.told for member in members], [[], []])

    def test_before_and_after_a_game(self) -> None:
        """
        Before a game and after one they may look on too, and see the next begin.
        """
        code, _ = self.table()
        wim = self.watch(code)
        self.done(self.room(code).start(0))
        self.play(code, *WON)
        eve = self.watch(code, "eve")
        for seat in (0, 1):
            self.done(self.room(code).offer(seat, OfferKind.REMATCH))
        self.assertEqual(wim.told[0], "GameStarted")
        self.assertEqual(eve.told, ["OfferMade", "RoomReset", "GameStarted"])

    def test_twice(self) -> None:
        """
        Who asks twice is told once.
        """
        code, _, wim = self.watched()
        self.room(code).watch(wim)
        self.play(code, 3)
        self.assertEqual(wim.told, ["DiscDropped"])

    def test_no_more(self) -> None:
        """
        Who looks on no longer is told nothing any more, and may do so again.
        """
        code, _, wim = self.watched()
        self.room(code).unwatch(wim.player)
        self.room(code).unwatch(wim.player)
        self.play(code, 3)
        self.assertEqual(wim.told, [])
        self.room(code).watch(wim)
        self.play(code, 3)
        self.assertEqual(wim.told, ["DiscDropped"])

    def test_what_is_said(self) -> None:
        """
        What is said in the room is told to all of them, with who said it.
        """
        code, (lea, _), wim = self.watched()
        self.room(code).speak("wim", -1, "well played")
        for member in (lea, wim):
            [update] = member.updates
            self.assertEqual(update.happening, Spoken("wim", -1, "well played"))
            self.assertIs(update.after, update.before)

    def test_room_closes(self) -> None:
        """
        When the last player leaves, who looks on is told that the room is closed.
        """
        code, _, wim = self.watched()
        self.done(self.room(code).leave(0, Departure.LEFT))
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.world.settle()
        self.assertEqual(wim.told[-2:], ["PlayerLeft", "RoomClosed"])
        self.assertIs(wim.updates[-1].after.status, Status.CLOSED)
        self.assertNotIn(code, self.world.rooms)


class EndTests(WatchCase):
    """
    Connections of those who look on, and their end.
    """

    def test_connection_ends(self) -> None:
        """
        Who looked on and is gone is told nothing any more, and no player hears of it.
        """
        code, (lea, _), wim = self.watched()
        eve = self.watch(code, "eve")
        self.end(wim)
        self.assertEqual(self.watchers(code), ["eve"])
        self.play(code, 3)
        self.assertEqual((wim.told, lea.told), ([], ["DiscDropped"]))
        self.assertEqual(eve.told, ["DiscDropped"])

    def test_connection_that_had_ended(self) -> None:
        """
        Who is gone at the moment of looking on is forgotten at once.
        """
        code, _ = self.table(playing=True)
        wim = self.member("wim")
        wim.process.end(Shutdown())
        self.room(code).watch(wim)
        self.world.settle()
        self.assertEqual(self.watchers(code), [])

    def test_connection_ends_while_the_room_is_down(self) -> None:
        """
        Who is gone while a room is being rebuilt is not told by the next one.
        """
        code, _, wim = self.watched()
        self.room(code).crash(Bug())
        wim.process.end(Shutdown())
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assertEqual(self.watchers(code), [])

    def test_watching_again_leaves_nothing_behind(self) -> None:
        """
        Who looks on, and no longer, and again, any number of times, is watched once.
        """
        code, _ = self.table(playing=True)
        wim = self.member("wim")
        for _ in range(100):
            self.room(code).watch(wim)
            self.room(code).unwatch(wim.player)
        self.assertLess(len(wim.process._watchers or ()), 3)


class CrashTests(WatchCase):
    """
    Rooms that crash while somebody looks on.
    """

    def test_told_after_a_crash(self) -> None:
        """
        Who looks on is told that the room was restored, and everything after that.
        """
        code, _, wim = self.watched()
        self.crash(code, times=2)
        self.play(code, 3)
        self.assertEqual(wim.told, ["RoomRestored", "RoomRestored", "DiscDropped"])
        self.end(wim)
        self.assertEqual(self.watchers(code), [])

    def test_bug_after_a_move_was_recorded(self) -> None:
        """
        A move whose effect breaks the room is seen with the room that is there again.
        """
        code, _, wim = self.watched()
        self.break_effect(DiscDropped)
        self.room(code).drop(0, 3).addErrback(lambda _: None)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assertEqual(wim.told, ["RoomRestored"])
        self.assertEqual(wim.updates[0].after.record, "4")

    def test_room_is_lost(self) -> None:
        """
        When a room crashed too often, or its events make no room, who looked on is told
        so.
        """
        code, _, wim = self.watched()
        self.crash(code, times=3)
        self.room(code).crash(Bug())
        self.world.settle()
        self.assertEqual(wim.told[-1], "RoomLost")
        self.flushLoggedErrors()
        code, _, wim = self.watched()
        self.world.events[code].append(dropped(0, 99))
        self.crash(code)
        self.assertEqual(wim.told, ["RoomLost"])
        self.flushLoggedErrors()


class PrivateTests(WatchCase):
    """
    Rooms that only their players see.
    """

    def test_nobody_looks_on(self) -> None:
        """
        At a private room nobody looks on, and no list has it.
        """
        code, _ = self.table(playing=True, private=True)
        refused = self.room(code).watch(self.member("wim"))
        assert isinstance(refused, Rejected)
        self.assertEqual(
            (refused.reason, refused.fields), (Reason.ROOM_PRIVATE, {"code": code})
        )
        self.assertEqual(self.watchers(code), [])
        self.assertEqual(self.world.rooms.playing(), [])

    def test_private_after_a_restart(self) -> None:
        """
        A private room is still private after a crash and a restart.
        """
        code, members = self.table(playing=True, private=True)
        self.crash(code)
        self.assertIsInstance(self.room(code).watch(self.member()), Rejected)
        self.restart(*members)
        self.back(members[0])
        self.assertIsInstance(self.room(code).watch(self.member()), Rejected)

    def test_list_of_games(self) -> None:
        """
        Games that are on are listed, the oldest first, whether they can be watched or
        not only by being private; rooms without a game are not.
        """
        self.table()
        over, _ = self.table(playing=True)
        self.play(over, *WON)
        codes = [self.table(playing=True)[0] for _ in range(3)]
        self.table(playing=True, private=True)
        self.assertEqual([state.code for state in self.world.rooms.playing()], codes)


class AwakeTests(WatchCase):
    """
    Games that nobody but spectators is at.
    """

    def test_it_stays_up(self) -> None:
        """
        As long as somebody looks on, a game from which all players are away is up; when
        nobody does any more it waits in the journal.
        """
        code, members, wim = self.watched()
        eve = self.watch(code, "eve")
        for member in members:
            self.end(member)
        self.assertIn(code, self.world.rooms)
        self.room(code).unwatch(wim.player)
        self.world.settle()
        self.assertIn(code, self.world.rooms)
        self.end(eve)
        self.assertNotIn(code, self.world.rooms)

    def test_player_comes_back(self) -> None:
        """
        Who comes back to such a game finds it, and the spectators are told.
        """
        code, (lea, max_), wim = self.watched()
        self.play(code, 3)
        self.end(lea)
        self.end(max_)
        self.back(max_)
        self.play(code, 3)
        told = ["PlayerReturned", "DiscDropped", "GraceBegun"]
        self.assertEqual(wim.told[-3:], told)

    def test_clock_runs(self) -> None:
        """
        In such a game on the clock, the clock of who has to move runs and falls.
        """
        code, members, wim = self.watched(control=TimeControl(60, 0))
        self.play(code, 3, 3)
        for member in members:
            self.end(member)
        self.world.clock.pump([1] * 61)
        self.assertEqual(
            [told for told in wim.told if told != "GraceBegun"][-2:],
            ["SeatForfeited", "GameEnded"],
        )

    def test_sleeping_game_is_woken(self) -> None:
        """
        A game that waits in the journal is there for who comes to look on, and sleeps
        again afterwards.
        """
        code, members = self.table(playing=True)
        self.play(code, 3)
        for member in members:
            self.end(member)
        self.assertNotIn(code, self.world.rooms)
        wim = self.member("wim")

        async def look() -> RoomState | Rejected:
            room = await self.world.rooms.find(code)
            assert room is not None
            return room.watch(wim)

        self.assertEqual(self.done(look()).record, "4")
        self.assertIn(code, self.world.rooms)
        self.end(wim)
        self.assertNotIn(code, self.world.rooms)

    def test_slow_journal(self) -> None:
        """
        Who stops looking on while something is being recorded lets the room sleep
        afterwards.
        """
        code, members, wim = self.watched()
        for member in members[1:]:
            self.end(member)
        self.world.store.slow = True
        self.end(members[0])
        self.room(code).unwatch(wim.player)
        self.world.store.go_on()
        self.world.settle()
        self.assertNotIn(code, self.world.rooms)

    def test_spectator_takes_a_seat(self) -> None:
        """
        Who looks on and then joins the room is told everything once.
        """
        code = self.create(self.member("lea"))
        wim = self.watch(code)
        self.done(self.join(wim, code))
        wim.forget()
        self.done(self.room(code).start(0))
        self.assertEqual(wim.told, ["GameStarted"])
