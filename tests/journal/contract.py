"""
What every journal keeps to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.events import Event, GameRecord, RoomCode
from connect4tx.play.ports import Journal, JournalDown, VersionConflict
from tests.journal.happenings import (
    OTHER,
    away,
    back,
    ended,
    everything,
    grace_over,
    joined_with,
    opened_at,
    record,
    reset_with,
    started_at,
)
from tests.support.stories import CODE, closed, dropped, game, joined, left, opened

if TYPE_CHECKING:
    _Case = SynchronousTestCase
else:
    _Case = object

THIRD = RoomCode("MMM555")


class JournalContract(_Case):
    """
    The Journal port; a case gives a journal that runs, stops it and starts it.
    """

    def open(self) -> Journal:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def setUp(self) -> None:
        self.journal = self.open()

    def append(
        self, version: int, *events: Event, room: RoomCode = CODE
    ) -> int | VersionConflict:
        """
        Append; the new version, or the conflict.
        """
        results: list[int | VersionConflict] = []
        appended = self.journal.append(room, version, events)
        appended.addCallbacks(results.append, lambda f: results.append(f.value))
        return results[0]

    def read(self, after: int = 0, *, room: RoomCode = CODE) -> list[Event]:
        events: Sequence[Event] = self.successResultOf(self.journal.read(room, after))
        return list(events)

    def rooms(self) -> list[RoomCode]:
        rooms: Sequence[RoomCode] = self.successResultOf(self.journal.open_rooms())
        return list(rooms)

    def idle(self, before: int) -> list[RoomCode]:
        rooms: Sequence[RoomCode]
        rooms = self.successResultOf(self.journal.idle_rooms(before))
        return list(rooms)

    def is_open(self, room: RoomCode = CODE) -> bool:
        found: bool = self.successResultOf(self.journal.is_open(room))
        return found

    def seen(self, now: int, *rooms: RoomCode, lapse: int = 60) -> None:
        self.assertIsNone(self.successResultOf(self.journal.seen(now, rooms, lapse)))

    def room_of(self, key: str) -> RoomCode | None:
        room: RoomCode | None = self.successResultOf(self.journal.room_of(key))
        return room

    def set_aside(self, room: RoomCode = CODE) -> None:
        self.assertIsNone(self.successResultOf(self.journal.set_aside(room)))

    def games(self, limit: int = 10, *, player: str | None = None) -> list[GameRecord]:
        games: Sequence[GameRecord]
        games = self.successResultOf(self.journal.games(limit, player=player))
        return list(games)

    def game(self, number: int = 0, *, room: RoomCode = CODE) -> GameRecord | None:
        found: GameRecord | None = self.successResultOf(self.journal.game(room, number))
        return found

    def conflict(self, appended: int | VersionConflict) -> tuple[RoomCode, int, int]:
        """
        The fields of a conflict.
        """
        assert isinstance(appended, VersionConflict), appended
        return appended.room, appended.expected, appended.actual

    # -- append ------------------------------------------------------------------

    def test_version_is_the_number_of_events(self) -> None:
        """
        An append fires with the new version, which is the number of events.
        """
        self.assertEqual(self.append(0, opened()), 1)
        self.assertEqual(self.append(1, joined(0), joined(1)), 3)

    def test_events_come_back_as_they_went_in(self) -> None:
        """
        What was appended is read in its order and equal, every kind of it.
        """
        events = everything()[:-1]
        self.append(0, *events[:1])
        self.append(1, *events[1:])
        self.assertEqual(self.read(), events)

    def test_moves_come_back_as_they_went_in(self) -> None:
        """
        So are moves, each in an append of its own.
        """
        events = game((3, 3, 0, 6))
        for version, event in enumerate(events):
            self.assertEqual(self.append(version, event), version + 1)
        self.assertEqual(self.read(), events)

    def test_nothing_appended_changes_nothing(self) -> None:
        """
        An append of no events leaves the version as it is.
        """
        self.append(0, opened())
        self.assertEqual(self.append(1), 1)

    def test_nothing_appended_makes_no_room(self) -> None:
        """
        An append of no events to a room that is unknown does not make it known.
        """
        self.assertEqual(self.append(0), 0)
        self.assertEqual(self.rooms(), [])

    def test_what_the_caller_does_later_to_the_list_is_not_recorded(self) -> None:
        """
        The journal keeps its own copy of what it was given.
        """
        events: list[Event] = [opened()]
        self.successResultOf(self.journal.append(CODE, 0, events))
        events.append(joined(0))
        self.assertEqual(self.read(), events[:1])

    # -- the expected version ----------------------------------------------------

    def test_append_behind_the_version_is_refused(self) -> None:
        """
        Who expects an older version is told the room, what was expected and what is.
        """
        self.append(0, opened(), joined(0))
        conflict = self.conflict(self.append(1, joined(1)))
        self.assertEqual(conflict, (CODE, 1, 2))

    def test_append_ahead_of_the_version_is_refused(self) -> None:
        """
        Who expects a version that is not reached yet is refused too.
        """
        self.append(0, opened())
        self.assertEqual(self.conflict(self.append(2, joined(0))), (CODE, 2, 1))

    def test_append_to_an_unknown_room_is_refused(self) -> None:
        """
        A room that is unknown is at version 0, and a refused append does not make it.
        """
        self.assertEqual(self.conflict(self.append(3, joined(0))), (CODE, 3, 0))
        self.assertEqual(self.rooms(), [])

    def test_refused_append_leaves_nothing_behind(self) -> None:
        """
        Of the events of a refused append none is recorded.
        """
        events: list[Event] = [opened(), joined(0)]
        self.append(0, *events)
        self.append(1, joined(1), joined(2))
        self.assertEqual(self.read(), events)

    def test_conflict_says_both_versions(self) -> None:
        """
        The text of a conflict names the room and both versions.
        """
        self.append(0, opened())
        conflict = self.append(0, opened())
        self.assertEqual(str(conflict), "room ABC234 is at version 1, not 0")

    # -- read --------------------------------------------------------------------

    def test_read_after_a_version(self) -> None:
        """
        Reading after a version gives what came later, and nothing after the last.
        """
        events = game((3, 3))
        self.append(0, *events)
        self.assertEqual(self.read(2), events[2:])
        self.assertEqual(self.read(len(events)), [])
        self.assertEqual(self.read(len(events) + 5), [])

    def test_unknown_room_has_no_events(self) -> None:
        """
        An unknown room is read as no events, which is no error.
        """
        self.assertEqual(self.read(), [])

    def test_what_was_read_does_not_grow(self) -> None:
        """
        What has been read stays as it is when more is appended.
        """
        self.append(0, opened())
        before = self.successResultOf(self.journal.read(CODE))
        self.append(1, joined(0))
        self.assertEqual(len(before), 1)

    def test_rooms_do_not_mix(self) -> None:
        """
        Each room has its own events and its own version.
        """
        first, second = opened(), opened(code=OTHER)
        self.assertEqual(self.append(0, first), 1)
        self.assertEqual(self.append(0, second, room=OTHER), 1)
        self.assertEqual((self.read(), self.read(room=OTHER)), ([first], [second]))

    # -- open rooms --------------------------------------------------------------

    def test_open_rooms_oldest_first(self) -> None:
        """
        Open rooms are listed in the order in which they were opened.
        """
        self.assertEqual(self.rooms(), [])
        self.append(0, opened(code=OTHER), room=OTHER)
        self.append(0, opened())
        self.append(1, joined(0), room=OTHER)
        self.assertEqual(self.rooms(), [OTHER, CODE])

    def test_closed_room_is_not_open(self) -> None:
        """
        A room whose last event is RoomClosed is open no more; the others are.
        """
        self.append(0, opened())
        self.append(0, opened(code=OTHER), room=OTHER)
        self.assertEqual(self.append(1, joined(0), closed()), 3)
        self.assertEqual(self.rooms(), [OTHER])

    # -- rooms that are set aside --------------------------------------------------

    def test_room_set_aside_is_not_open(self) -> None:
        """
        A room that is set aside is not among the open ones, nor the idle ones, and
        nobody has a seat in it; its events are still there.
        """
        events: list[Event] = [opened_at(5), joined_with(0, "key")]
        self.append(0, *events)
        self.append(0, opened_at(5, OTHER), room=OTHER)
        self.set_aside()
        self.assertEqual(self.rooms(), [OTHER])
        self.assertEqual(self.idle(100), [OTHER])
        self.assertEqual(self.room_of("key"), CODE)
        for room, is_aside in ((CODE, True), (OTHER, False)):
            asked = self.journal.is_aside(room)
            self.assertEqual(self.successResultOf(asked), is_aside)
        self.assertEqual(self.read(), events)

    def test_setting_aside_lasts(self) -> None:
        """
        A room stays aside, also when it is set aside again, or after a stop.
        """
        self.append(0, opened())
        self.set_aside()
        self.set_aside()
        self.stop()
        self.start()
        self.assertEqual(self.rooms(), [])

    def test_unknown_room_set_aside_is_still_unknown(self) -> None:
        """
        To set a room aside that is unknown does nothing.
        """
        self.set_aside()
        self.assertEqual(self.append(0, opened()), 1)
        self.assertEqual(self.rooms(), [CODE])

    # -- idle rooms ----------------------------------------------------------------

    def test_idle_rooms_are_those_touched_before(self) -> None:
        """
        A room is idle when it was touched before a time, and not at it.
        """
        self.append(0, opened_at(10))
        self.append(0, opened_at(20, OTHER), room=OTHER)
        self.assertEqual(self.idle(10), [])
        self.assertEqual(self.idle(11), [CODE])
        self.assertEqual(self.idle(21), [CODE, OTHER])

    def test_what_touches_a_room(self) -> None:
        """
        A player who goes, and the beginning and the end of a game, touch a room; a move
        and what has no time do not.
        """
        self.append(0, opened_at(10), joined(0), joined(1))
        self.assertEqual(self.idle(11), [CODE])
        self.append(3, started_at(20))
        self.assertEqual((self.idle(20), self.idle(21)), ([], [CODE]))
        self.append(4, dropped(0, 3), away(1, at=30))
        self.assertEqual((self.idle(30), self.idle(31)), ([], [CODE]))
        self.append(6, back(1), grace_over(0), left(0), ended(ended=40))
        self.assertEqual((self.idle(40), self.idle(41)), ([], [CODE]))

    def test_a_clock_set_back_makes_no_room_older(self) -> None:
        """
        An earlier time than the last one leaves a room as it was touched.
        """
        self.append(0, opened_at(50), started_at(20))
        self.assertEqual(self.idle(50), [])

    def test_longest_idle_first(self) -> None:
        """
        Idle rooms are listed by when they were touched, not by when they were opened.
        """
        self.append(0, opened_at(30))
        self.append(0, opened_at(10, OTHER), room=OTHER)
        self.append(0, opened_at(20, THIRD), room=THIRD)
        self.assertEqual(self.idle(99), [OTHER, THIRD, CODE])

    def test_closed_room_is_not_idle(self) -> None:
        """
        A room that has closed is never idle.
        """
        self.append(0, opened_at(10), closed())
        self.assertEqual(self.idle(99), [])

    def test_what_room_is_open(self) -> None:
        """
        A room is open from its first event to its last, unless it is set aside; one
        that is unknown is not.
        """
        self.assertIs(self.is_open(), False)
        self.append(0, opened())
        self.append(0, opened(code=OTHER), room=OTHER)
        self.assertIs(self.is_open(), True)
        self.append(1, closed())
        self.set_aside(OTHER)
        self.assertEqual((self.is_open(), self.is_open(OTHER)), (False, False))

    # -- what was seen -------------------------------------------------------------

    def test_who_is_in_a_room_touches_it(self) -> None:
        """
        A room in which somebody was seen is touched, the others are not; nor does it
        get older.
        """
        self.append(0, opened_at(100))
        self.append(0, opened_at(100, OTHER), room=OTHER)
        self.seen(130, CODE)
        self.assertEqual(self.idle(130), [OTHER])
        self.assertEqual(self.idle(131), [OTHER, CODE])
        self.seen(120, CODE)
        self.assertEqual(self.idle(130), [OTHER])

    def test_rooms_that_are_not_open_are_not_touched(self) -> None:
        """
        To have been in a room that is closed, aside or unknown is of no account.
        """
        self.append(0, opened_at(100), closed())
        self.append(0, opened_at(100, OTHER), room=OTHER)
        self.set_aside(OTHER)
        self.seen(130, CODE, OTHER, THIRD)
        self.assertEqual((self.rooms(), self.idle(999)), ([], []))

    def test_time_while_down_does_not_count(self) -> None:
        """
        The time for which the server was not seen makes no room more idle.
        """
        self.append(0, opened_at(100))
        self.append(0, opened_at(130, OTHER), room=OTHER)
        self.seen(140)
        self.stop()
        self.start()
        self.seen(1140)
        self.assertEqual(self.idle(1100), [])
        self.assertEqual(self.idle(1101), [CODE])
        self.assertEqual(self.idle(1131), [CODE, OTHER])

    def test_down_right_after_a_touch(self) -> None:
        """
        A room that was touched after the server was last seen is touched now, and no
        later.
        """
        self.append(0, opened_at(100))
        self.seen(100)
        self.append(1, started_at(150))
        self.seen(1100)
        self.assertEqual(self.idle(1100), [])
        self.assertEqual(self.idle(1101), [CODE])

    def test_time_while_up_counts(self) -> None:
        """
        As long as the server is seen before a lapse is over, rooms get idle.
        """
        self.append(0, opened_at(100))
        for now in (100, 160, 220):
            self.seen(now)
        self.assertEqual(self.idle(101), [CODE])
        self.seen(281)
        self.assertEqual(self.idle(161), [])

    def test_never_seen_before(self) -> None:
        """
        Before the server was seen for the first time, it was up when a room was touched
        last.
        """
        self.seen(90)
        self.append(0, opened_at(100))
        self.seen(110)
        self.assertEqual(self.idle(101), [CODE])

    def test_first_seen_after_a_long_time(self) -> None:
        """
        So what came after that is time for which it was down.
        """
        self.append(0, opened_at(100))
        self.append(0, opened_at(150, OTHER), room=OTHER)
        self.seen(1150)
        self.assertEqual(self.idle(1100), [])
        self.assertEqual(self.idle(1101), [CODE])

    def test_clock_set_back_and_forth(self) -> None:
        """
        A clock that is set back, and forth again, makes no room more idle.
        """
        self.append(0, opened_at(1000))
        for now in (1000, 500, 1000):
            self.seen(now)
        self.assertEqual(self.idle(1000), [])

    def test_time_while_down_makes_no_room_older(self) -> None:
        """
        A room that was touched when the clock was ahead stays as it is.
        """
        self.seen(100)
        self.append(0, opened_at(1000))
        self.seen(500)
        self.assertEqual(self.idle(1000), [])

    # -- keys ----------------------------------------------------------------------

    def test_room_of_a_key(self) -> None:
        """
        A key leads to the room with its seat; an unknown one, and none, nowhere.
        """
        self.append(0, opened(), joined_with(0, "a"), joined_with(1, ""))
        self.append(0, opened(code=OTHER), joined_with(0, "b"), room=OTHER)
        self.assertEqual((self.room_of("a"), self.room_of("b")), (CODE, OTHER))
        self.assertEqual((self.room_of("c"), self.room_of("")), (None, None))

    def test_key_given_twice(self) -> None:
        """
        A key that two seats have leads to the room that was opened last.
        """
        self.append(0, opened(), joined_with(0, "a"))
        self.append(0, opened(code=OTHER), joined_with(0, "a"), room=OTHER)
        self.assertEqual(self.room_of("a"), OTHER)

    def test_key_outlives_absence(self) -> None:
        """
        A player who is away, and comes back, has the same key.
        """
        self.append(0, opened(), joined_with(0, "a"), joined_with(1, "b"))
        self.append(3, away(0), back(0), away(0), grace_over(0))
        self.assertEqual(self.room_of("a"), CODE)

    def test_who_leaves_has_no_key(self) -> None:
        """
        The key of a player who has left is void, and nobody else's is.
        """
        self.append(0, opened(), joined_with(0, "a"), joined_with(1, "b"))
        self.append(3, left(0))
        self.assertEqual((self.room_of("a"), self.room_of("b")), (None, CODE))

    def test_next_player_of_a_seat_has_another_key(self) -> None:
        """
        A seat has one key: that of who took it last, who may have none.
        """
        self.append(0, opened(), joined_with(0, "a"), joined_with(0, "b"))
        self.assertEqual((self.room_of("a"), self.room_of("b")), (None, CODE))
        self.append(3, joined_with(0, ""))
        self.assertIsNone(self.room_of("b"))

    def test_reset_gives_new_keys(self) -> None:
        """
        After a reset the seats have the keys that it names, in their order.
        """
        self.append(0, opened(), joined_with(0, "a"), joined_with(1, "b"))
        self.append(3, reset_with("", "c"))
        found = [self.room_of(key) for key in "abc"]
        self.assertEqual(found, [None, None, CODE])
        self.append(4, left(1))
        self.assertIsNone(self.room_of("c"))

    def test_reset_without_keys_keeps_none(self) -> None:
        """
        A reset that names no keys leaves no seat one.
        """
        self.append(0, opened(), joined_with(0, "a"))
        self.append(2, reset_with())
        self.assertIsNone(self.room_of("a"))

    def test_closed_room_has_no_keys(self) -> None:
        """
        No key leads to a room that has closed.
        """
        self.append(0, opened(), joined_with(0, "a"), closed())
        self.assertIsNone(self.room_of("a"))

    # -- games that are over -------------------------------------------------------

    def test_latest_games_first(self) -> None:
        """
        Of all games the latest come first, so many as asked for, with all their fields.
        """
        self.append(0, opened(), ended(1), ended(2, winner=None))
        self.append(0, opened(code=OTHER), ended(1, OTHER, left=((3, 1),)), room=OTHER)
        first, second = record(1), record(2, winner=None)
        third = record(1, OTHER, left=((3, 1),))
        self.assertEqual(self.games(), [third, second, first])
        self.assertEqual(self.games(2), [third, second])
        self.assertEqual((self.games(0), self.games(-1)), ([], []))

    def test_games_of_a_player(self) -> None:
        """
        Of a player's games, in whatever case the name is, there are only those.
        """
        self.append(0, opened(), ended(1, names=("Lea", "max")))
        self.append(2, ended(2, names=("eve", "max")), ended(3, names=("tom", "LEA")))
        numbers = [game.number for game in self.games(player="lEA")]
        self.assertEqual(numbers, [3, 1])
        self.assertEqual([game.number for game in self.games(1, player="max")], [2])
        self.assertEqual(self.games(player="le"), [])

    def test_player_of_two_seats_has_one_game(self) -> None:
        """
        A game is listed once, however many of its players are called the same.
        """
        self.append(0, opened(), ended(1, names=("lea", "Lea")))
        self.assertEqual(self.games(player="lea"), [record(names=("lea", "Lea"))])

    def test_one_game_of_a_room(self) -> None:
        """
        A game is found by its room and its number; the last one without a number.
        """
        self.append(0, opened(), ended(1), ended(2))
        self.append(0, opened(code=OTHER), ended(1, OTHER), room=OTHER)
        self.assertEqual(self.game(1), record(1))
        self.assertEqual(self.game(), record(2))
        self.assertEqual(self.game(room=OTHER), record(1, OTHER))
        self.assertIsNone(self.game(3))
        self.assertIsNone(self.game(room=THIRD))

    def test_game_that_was_not_appended_is_not_over(self) -> None:
        """
        A refused append leaves no game behind.
        """
        self.append(0, opened())
        self.append(5, ended(1))
        self.assertEqual((self.games(), self.game()), ([], None))

    def test_games_outlive_their_room(self) -> None:
        """
        The games of a room that has closed are still known, also after a stop.
        """
        self.append(0, opened(), ended(1), closed())
        self.stop()
        self.start()
        self.assertEqual(self.games(), [record(1)])
        self.assertEqual(self.games(player="max"), [record(1)])
        self.assertEqual(self.game(1), record(1))

    def test_what_no_row_can_have_is_not_found(self) -> None:
        """
        Whatever players ask for, no answer to it is no fault.
        """
        self.append(0, opened(), ended(1))
        strange = RoomCode("\udcff")
        self.assertEqual(self.read(room=strange), [])
        self.assertIsNone(self.game(10**30))
        self.assertIsNone(self.game(1, room=strange))
        self.assertEqual(self.games(player=strange), [])
        self.assertIsNone(self.room_of(strange))
        self.assertEqual(self.append(2, ended(2)), 3)

    # -- subscriptions -----------------------------------------------------------

    def test_own_appends_are_not_told(self) -> None:
        """
        A subscriber hears of other nodes only: a room tells its own events itself.
        """
        heard: list[int] = []
        self.journal.subscribe(CODE, lambda version, events: heard.append(version))
        self.append(0, opened())
        self.assertEqual(heard, [])

    def test_subscription_may_be_cancelled_twice(self) -> None:
        """
        A subscription is cancelled as often as one likes, and appends go on.
        """
        subscription = self.journal.subscribe(CODE, lambda version, events: None)
        subscription.cancel()
        subscription.cancel()
        self.assertEqual(self.append(0, opened()), 1)

    # -- when it does not run ----------------------------------------------------

    def test_down_it_takes_nothing(self) -> None:
        """
        While it does not run an append fails with JournalDown and records nothing.
        """
        self.append(0, opened())
        self.stop()
        failure = self.failureResultOf(self.journal.append(CODE, 1, [joined(0)]))
        failure.trap(JournalDown)
        self.start()
        self.assertEqual(len(self.read()), 1)

    def test_up_again_it_goes_on(self) -> None:
        """
        When it runs again, everything is there and the same append succeeds.
        """
        event = opened()
        self.append(0, event)
        self.stop()
        self.start()
        self.assertEqual(self.read(), [event])
        self.assertEqual(self.append(1, joined(0)), 2)
        self.assertEqual(self.rooms(), [CODE])
