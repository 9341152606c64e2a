"""
A room in which nothing goes wrong: seats and games.
"""

from __future__ import annotations

from gc import collect
from weakref import ref

from connect4tx.game.variant import Variant
from connect4tx.play.commands import CreateRoom
from connect4tx.play.events import (
    Departure,
    PlayerId,
    PlayerJoined,
)
from connect4tx.play.rejections import Reason
from connect4tx.play.state import Status
from tests.support.members import PlayCase
from tests.support.stories import DRAWN, WON


class SeatsTests(PlayCase):
    """
    Coming into a room.
    """

    def test_who_creates_sits_first(self) -> None:
        """
        A room is opened with its creator on the first seat.
        """
        ann = self.member("ann")
        state = self.done(
            self.world.house.lobby.create(ann, CreateRoom("Salon", 9, 7, 5, 3, "Q"))
        )
        self.assertEqual((state.name, state.variant), ("Salon", Variant(9, 7, 5, 3)))
        assert state.seats[0] is not None
        self.assertEqual(state.seats[0].player, PlayerId("ann"))
        self.assertEqual((state.symbols[0], state.seated), ("Q", 1))

    def test_who_joins_sits_next(self) -> None:
        """
        The next player gets the next seat and another symbol.
        """
        code = self.create(self.member("ann"))
        state = self.done(self.join(self.member("bob"), code))
        self.assertEqual((state.symbols, state.seated), (("X", "O"), 2))

    def test_room_is_told_of_the_newcomer(self) -> None:
        """
        Who sits already and who has just come are told of the newcomer alike.
        """
        ann, bob = self.member("ann"), self.member("bob")
        code = self.create(ann)
        ann.forget()
        self.done(self.join(bob, code))
        for member in (ann, bob):
            self.assertEqual(member.told, ["PlayerJoined"])
            happening = member.updates[0].happening
            assert isinstance(happening, PlayerJoined)
            self.assertEqual(happening.player, PlayerId("bob"))
            self.assertEqual(happening.name, "bob")

    def test_name_is_that_of_the_moment(self) -> None:
        """
        The room knows its players by the names that they had when they came in.
        """
        ann = self.member("ann")
        code = self.create(ann)
        ann.name = "eve"
        state = self.done(self.join(self.member("bob"), code))
        self.assertEqual(state.names, ("ann", "bob"))

    def test_defect_13_refused_newcomer_is_not_kept(self) -> None:
        """
        A room keeps nothing of somebody it refused, who may be gone for long.
        """
        code, _ = self.table()
        stranger = self.member("stranger")
        known = ref(stranger)
        self.refused(self.join(stranger, code), Reason.ROOM_FULL)
        del stranger
        collect()
        self.assertIsNone(known())

    def test_refused_newcomer_hears_nothing(self) -> None:
        """
        Who was refused is told of nothing that goes on in the room.
        """
        code, _ = self.table()
        stranger = self.member("stranger")
        self.refused(self.join(stranger, code), Reason.ROOM_FULL)
        self.done(self.room(code).start(0))
        self.assertEqual(stranger.told, [])

    def test_freed_seat_goes_to_the_next(self) -> None:
        """
        A seat that became free in a room that waits is taken by who comes next.
        """
        code, _ = self.table(3)
        self.done(self.room(code).leave(1, Departure.LEFT))
        state = self.done(self.join(self.member("dan"), code))
        assert state.seats[1] is not None
        self.assertEqual(state.seats[1].player, PlayerId("dan"))


class GameTests(PlayCase):
    """
    Whole games.
    """

    def test_game_is_won(self) -> None:
        """
        A game goes on until a line is complete, and its owner has won.
        """
        code, _ = self.table(playing=True)
        state = self.play(code, *WON)
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(
            (state.status, state.position.outcome.winner), (Status.OVER, 0)
        )

    def test_defect_08_another_game_begins_on_an_empty_board(self) -> None:
        """
        After a reset nothing is left of the old board, so its four wins nothing more.
        """
        code, _ = self.table(playing=True)
        self.play(code, *WON)
        self.assertIsNone(self.done(self.room(code).reset(1)).position)
        state = self.done(self.room(code).start(0))
        assert state.position is not None
        self.assertEqual((state.position.ply, state.position.discs), (0, (0, 0)))
        self.assertIs(self.play(code, 0).status, Status.PLAYING)

    def test_defect_08_drawn_game_is_not_stuck(self) -> None:
        """
        After a draw another game can be played too.
        """
        code, _ = self.table(playing=True)
        state = self.play(code, *DRAWN)
        assert state.position is not None and state.position.outcome is not None
        self.assertTrue(state.position.outcome.is_draw)
        self.done(self.room(code).reset(0))
        self.done(self.room(code).start(0))
        self.assertIs(self.play(code, *DRAWN).status, Status.OVER)

    def test_sides_swap_after_a_reset(self) -> None:
        """
        The other player begins the next game, and the first one the game after that.
        """
        code, _ = self.table(playing=True)
        turns = []
        for _ in range(3):
            position = self.room(code).state.position
            assert position is not None
            turns.append(position.turn)
            self.play(code, *WON)
            self.done(self.room(code).reset(0))
            self.done(self.room(code).start(0))
        self.assertEqual(turns, [0, 1, 0])

    def test_refusal_changes_nothing_and_is_told_to_nobody(self) -> None:
        """
        What is refused changes neither room nor journal, and nobody else hears of it.
        """
        code, members = self.table(playing=True)
        before = self.room(code).state
        self.refused(self.room(code).drop(1, 3), Reason.NOT_YOUR_TURN)
        self.refused(self.room(code).drop(0, 7), Reason.NO_SUCH_COLUMN)
        self.refused(self.room(code).start(0), Reason.GAME_RUNS)
        self.refused(self.room(code).reset(0), Reason.GAME_RUNS)
        self.assertIs(self.room(code).state, before)
        self.assertEqual(len(self.world.events[code]), before.version)
        self.assertEqual([member.told for member in members], [[], []])
