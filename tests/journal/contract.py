"""
What every journal keeps to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.events import Event, RoomCode
from connect4tx.play.ports import Journal, JournalDown, VersionConflict
from tests.support.stories import CODE, closed, game, joined, opened

if TYPE_CHECKING:
    _Case = SynchronousTestCase
else:
    _Case = object

OTHER = RoomCode("ZZZ999")


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
        events = game((3, 3, 0))
        self.append(0, *events[:1])
        self.append(1, *events[1:])
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
