"""
What the members of a room are told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from twisted.internet.defer import Deferred, fail

from connect4tx.game.position import Position
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    PlayerJoined,
    PlayerLeft,
    RoomCode,
    RoomReset,
)
from connect4tx.play.ports import JournalDown
from connect4tx.play.state import NO_ROOM, RoomState, Status
from connect4tx.play.updates import (
    GraceBegun,
    RoomLost,
    RoomRestored,
    SeatTaken,
    Spoken,
    Update,
)
from tests.support.journals import MoodyJournal
from tests.support.members import Bug, FakeMember, PlayCase
from tests.support.stories import WON


class UpdatesTests(PlayCase):
    """
    What the members are told.
    """

    def test_defect_15_everybody_is_told_once_in_order(self) -> None:
        """
        All members are told everything once, in the order in which it happened.
        """
        code, members = self.table(3, playing=True)
        self.play(code, 3, 3, 0)
        for member in members:
            columns = [dropped_column(update.happening) for update in member.updates]
            self.assertEqual(columns, [3, 3, 0])
            versions = [update.after.version for update in member.updates]
            self.assertEqual(versions, [6, 7, 8])

    def test_defect_15_told_before_the_answer(self) -> None:
        """
        The members are told of a move before whoever made it has the answer.
        """
        code, _ = self.table(playing=True)
        order: list[str] = []
        self.patch(FakeMember, "deliver", lambda self, update: order.append("told"))
        self.room(code).drop(0, 3).addCallback(lambda state: order.append("answer"))
        self.assertEqual(order, ["told", "told", "answer"])

    def test_update_is_shared(self) -> None:
        """
        All members are given the same update, so that it is rendered once for all.
        """
        code, members = self.table(4, playing=True)
        self.play(code, 3)
        self.assertEqual(len({id(member.updates[0]) for member in members}), 1)

    def test_update_has_the_room_before_and_after(self) -> None:
        """
        An update shows the room just before and just after what it tells of.
        """
        code, members = self.table(playing=True)
        before = self.room(code).state
        after = self.play(code, 3)
        update = members[1].updates[0]
        self.assertIs(update.before, before)
        self.assertIs(update.after, after)

    def test_rooms_do_not_hear_each_other(self) -> None:
        """
        Nobody is told of another room.
        """
        code, _ = self.table(playing=True)
        other, strangers = self.table(playing=True)
        self.play(code, 3)
        self.assertEqual([stranger.told for stranger in strangers], [[], []])
        self.assertNotEqual(code, other)

    def test_member_may_act_while_being_told(self) -> None:
        """
        What a member asks for while being told comes after what is being told.
        """
        code, (ann, bob) = self.table(playing=True)
        room = self.room(code)

        def answers(update: object) -> None:
            ann.updates.append(update)  # type: ignore[arg-type]
            if len(ann.updates) == 1:
                room.drop(1, 0)

        ann.deliver = answers  # type: ignore[method-assign]
        self.done(room.drop(0, 3))
        for member in (ann, bob):
            columns = [dropped_column(update.happening) for update in member.updates]
            self.assertEqual(columns, [3, 0])

    def test_leaver_is_told_no_more(self) -> None:
        """
        Who has left hears nothing more of the room; the others hear of it once.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.play(code, 3)
        self.assertEqual(bob.told, [])
        for member in (ann, carl):
            self.assertEqual(member.told, ["PlayerLeft", "DiscDropped"])
            happening = member.updates[0].happening
            assert isinstance(happening, PlayerLeft)
            self.assertEqual((happening.seat, happening.why), (1, Departure.LEFT))


class PresentGameTests(PlayCase):
    """
    What has happened in the game of a room, once more.
    """

    def again(self, code: RoomCode) -> tuple[RoomState, list[Update]]:
        return self.result(self.world.rooms.updates(code))

    def play_again(self, code: RoomCode) -> None:
        """
        Play the next game, whoever begins it, up to its end.
        """
        room = self.room(code)
        if room.state.status is Status.OVER:
            self.done(room.reset(0))
        self.done(room.start(0))
        self.play(code, *WON)

    def test_as_they_were_told(self) -> None:
        """
        The updates are those that the members were told since the game began: the
        same happenings, and the room before and after each.
        """
        code, (ann, _) = self.table()
        waiting = self.room(code).state
        self.done(self.room(code).start(0))
        self.play(code, 3, 3, 0)
        begun, updates = self.again(code)
        self.assertEqual(begun, waiting)
        told = [(u.happening, u.before, u.after) for u in ann.updates]
        self.assertEqual([(u.happening, u.before, u.after) for u in updates], told)

    def test_game_that_is_over(self) -> None:
        """
        A game is told from its beginning as long as nothing has come after its end.
        """
        code, (ann, _) = self.table()
        for _ in range(2):
            ann.forget()
            self.play_again(code)
            _, updates = self.again(code)
            kinds = [type(update.happening).__name__ for update in updates]
            moves = ["DiscDropped"] * len(WON)
            self.assertEqual(kinds, ["GameStarted", *moves, "GameEnded"])
            self.assertEqual(updates[-1].after, self.room(code).state)

    def test_departure_in_a_game(self) -> None:
        """
        Who leaves during a game leaves in it, and the game is told on.
        """
        code, _ = self.table(3, playing=True)
        self.play(code, 3)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.play(code, 3)
        _, updates = self.again(code)
        kinds = [type(update.happening).__name__ for update in updates]
        self.assertEqual(
            kinds, ["GameStarted", "DiscDropped", "PlayerLeft", "DiscDropped"]
        )

    def test_without_a_game(self) -> None:
        """
        Before a game and after one it is the last event alone, and the room before.
        """
        code, _ = self.table()
        begun, [update] = self.again(code)
        self.assertEqual((begun.version, begun.seated), (2, 1))
        self.assertIsInstance(update.happening, PlayerJoined)
        self.play_again(code)
        over = self.room(code).state
        for happen, kind in (
            (partial(self.room(code).reset, 0), RoomReset),
            (partial(self.room(code).leave, 1, Departure.LEFT), PlayerLeft),
        ):
            self.done(happen())
            begun, [update] = self.again(code)
            self.assertEqual(begun, over)
            self.assertIsInstance(update.happening, kind)
            over = update.after

    def test_always_the_whole_room(self) -> None:
        """
        Whatever has happened, the room of the beginning and the updates are the room
        as it is.
        """
        code, _ = self.table()
        room = self.room(code)
        actions: list[Callable[[], object]] = [partial(room.start, 0)]
        actions += [partial(self.play, code, column) for column in WON]
        actions += [partial(room.reset, 0), partial(room.start, 0)]
        actions += [partial(room.leave, 0, Departure.LEFT), partial(room.reset, 1)]
        for act in actions:
            act()
            begun, updates = self.again(code)
            self.assertEqual(replay_on(begun, updates), room.state)
            self.assertEqual(updates[0].before, begun)

    def test_older_games_cost_nothing(self) -> None:
        """
        However many games a room has seen, as much is read of the journal and as many
        moves are made again as in its first.
        """
        code, _ = self.table()
        read: list[int] = []
        made: list[int] = []
        read_all, play = MoodyJournal.read, Position.play

        def reads(
            journal: MoodyJournal, room: RoomCode, after: int = 0
        ) -> Deferred[Sequence[Event]]:
            found = read_all(journal, room, after)
            read.append(len(self.successResultOf(found)))
            return read_all(journal, room, after)

        def plays(position: Position, column: int) -> Position:
            made.append(column)
            return play(position, column)

        costs = []
        for _ in range(4):
            self.play_again(code)
            patched = self.patch(MoodyJournal, "read", reads)
            self.patch(Position, "play", plays)
            self.again(code)
            patched.restore()
            self.patch(Position, "play", play)
            costs.append((sum(read), len(made)))
            read.clear()
            made.clear()
        self.assertEqual(costs, [(1 + len(WON) + 1, len(WON))] * 4)

    def test_after_a_crash_of_the_room(self) -> None:
        """
        They come from the journal, so a room that crashed has lost none of them.
        """
        code, _ = self.table()
        for _ in range(2):
            self.play_again(code)
            begun, before = self.again(code)
            self.crash(code)
            again, after = self.again(code)
            self.assertEqual(again, begun)
            self.assertEqual(
                [(u.happening, u.before, u.after) for u in after],
                [(u.happening, u.before, u.after) for u in before],
            )

    def test_room_that_is_being_restored(self) -> None:
        """
        Who asks while the room is down has the answer when it is up again.
        """
        code, _ = self.table(playing=True)
        self.play(code, 3)
        self.room(code).crash(Bug())
        asked = Deferred.fromCoroutine(self.world.rooms.updates(code))
        self.assertNoResult(asked)
        _, updates = self.result(asked)
        self.flushLoggedErrors(Bug)
        self.assertEqual(updates[-1].after, self.room(code).state)

    def test_journal_is_down(self) -> None:
        """
        While the journal cannot be read, that is the answer.
        """
        code, _ = self.table(playing=True)

        def read(*_: object) -> Deferred[Sequence[Event]]:
            return fail(JournalDown("it gives nothing"))

        self.patch(self.world.store, "read", read)
        asked = Deferred.fromCoroutine(self.world.rooms.updates(code))
        self.failureResultOf(asked).trap(JournalDown)

    def test_no_room(self) -> None:
        """
        In a room that there is not, or no longer is, nothing has happened.
        """
        self.assertEqual(self.again(RoomCode("NONE22")), (NO_ROOM, []))
        code, members = self.table()
        for member in members:
            self.end(member)
        self.assertEqual(self.again(code), (NO_ROOM, []))


def replay_on(begun: RoomState, updates: list[Update]) -> RoomState:
    """
    The room after these updates.
    """
    for update in updates:
        assert not isinstance(
            update.happening,
            RoomLost | RoomRestored | GraceBegun | SeatTaken | Spoken,
        )
        begun = begun.apply(update.happening)
    return begun


def dropped_column(happening: object) -> int:
    """
    The column of a move.
    """
    assert isinstance(happening, DiscDropped), happening
    return happening.column
