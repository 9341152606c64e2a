"""
What each event makes of a room.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Termination
from connect4tx.game.record import digits_to_columns
from connect4tx.game.record import replay as replay_moves
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.events import PlayerId
from connect4tx.play.state import NO_ROOM, Seat, Status, replay
from tests.support.boards import drawn
from tests.support.stories import (
    CODE,
    DRAWN,
    WON,
    closed,
    dropped,
    full_room,
    game,
    joined,
    left,
    opened,
    reset,
    room_after,
    started,
)

THREE = Variant(players=3)


class StateTests(SynchronousTestCase):
    """
    One event after the other.
    """

    def test_opened_room_waits_for_players(self) -> None:
        """
        A new room has its code, name and board, a free seat for each player, no game.
        """
        state = room_after(opened(THREE, name="Trio"))
        self.assertEqual((state.code, state.name, state.variant), (CODE, "Trio", THREE))
        self.assertEqual((state.seats, state.seated), ((None, None, None), 0))
        self.assertEqual((state.status, state.position), (Status.LOBBY, None))

    def test_joined_player_has_the_seat(self) -> None:
        """
        Who joins has that seat, with that symbol, and no other seat changes.
        """
        state = room_after(opened(), joined(1, "Q", "ann"))
        self.assertEqual(state.seats, (None, Seat(PlayerId("ann"), "Q")))
        self.assertEqual((state.symbols, state.seated), (("", "Q"), 1))

    def test_names_are_kept_by_seat(self) -> None:
        """
        Each seat has the name of who sits there, or no name.
        """
        self.assertEqual(room_after(opened()).names, ("", ""))
        self.assertEqual(room_after(opened(), joined(1)).names, ("", "max"))
        self.assertEqual(room_after(*full_room(THREE)).names, ("lea", "max", "eve"))

    def test_name_of_one_who_left_the_game_is_kept(self) -> None:
        """
        As long as a board shows the discs of somebody gone, the name is known.
        """
        for state in (
            room_after(*game((3,), THREE), left(1)),
            room_after(*game(WON), left(1)),
        ):
            self.assertEqual(state.names[1], "max")

    def test_started_game_has_an_empty_board(self) -> None:
        """
        A game begins on an empty board with the seat that is to begin.
        """
        state = room_after(*full_room(), started(first=1))
        assert state.position is not None
        self.assertEqual((state.position.ply, state.position.turn), (0, 1))
        self.assertEqual((state.status, state.first), (Status.PLAYING, 1))

    def test_dropped_disc_is_on_the_board(self) -> None:
        """
        A disc lies where it fell, and the turn has passed.
        """
        state = room_after(*game((3, 3)))
        assert state.position is not None
        self.assertEqual(drawn(state.position).splitlines()[-1], ". . . X . . .")
        self.assertEqual(drawn(state.position).splitlines()[-2], ". . . O . . .")
        self.assertEqual((state.position.turn, state.status), (0, Status.PLAYING))

    def test_record_has_the_columns_of_the_game(self) -> None:
        """
        The record of a game has a digit for each disc, and from it the board follows.
        """
        for columns in ((), (3, 3, 0), WON, DRAWN):
            state = room_after(*game(columns))
            self.assertEqual(state.record, "".join(str(c + 1) for c in columns))
            assert state.position is not None
            again = replay_moves(STANDARD, digits_to_columns(state.record))
            self.assertEqual(drawn(again), drawn(state.position))

    def test_record_of_a_wide_board(self) -> None:
        """
        Columns from the tenth on are letters.
        """
        wide = Variant(columns=20, rows=4)
        self.assertEqual(room_after(*game((8, 9, 19), wide)).record, "9ak")

    def test_record_begins_with_the_game(self) -> None:
        """
        The record is empty without a game, and each game has its own.
        """
        self.assertEqual(room_after(*full_room()).record, "")
        state = room_after(*game(WON), reset())
        self.assertEqual(state.record, "")
        state = state.apply(started(state.first)).apply(dropped(state.first, 3))
        self.assertEqual(state.record, "4")

    def test_leaving_keeps_the_record(self) -> None:
        """
        Who leaves during a game or after it takes no move back.
        """
        self.assertEqual(room_after(*game((3,)), left(0)).record, "4")
        self.assertEqual(room_after(*game((3,), THREE), left(1)).record, "4")

    def test_disc_without_a_game_is_a_bug(self) -> None:
        """
        A journal with a disc before any game is refused, not guessed at.
        """
        with self.assertRaises(ValueError):
            room_after(*full_room(), dropped(0, 3))

    def test_line_ends_the_game(self) -> None:
        """
        The disc that completes a line ends the game, and its owner has won.
        """
        state = room_after(*game(WON))
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(state.status, Status.OVER)
        self.assertEqual(state.position.outcome.winner, 0)

    def test_full_board_ends_the_game(self) -> None:
        """
        The disc that fills the board without a line ends the game in a draw.
        """
        state = room_after(*game(DRAWN))
        assert state.position is not None and state.position.outcome is not None
        self.assertEqual(state.status, Status.OVER)
        self.assertTrue(state.position.outcome.is_draw)

    def test_defect_05_the_last_one_left_has_won(self) -> None:
        """
        When one of two leaves a game it is over, and the other has won it.
        """
        state = room_after(*game((3,)), left(0))
        assert state.position is not None and state.position.outcome is not None
        outcome = state.position.outcome
        self.assertEqual(outcome.termination, Termination.LAST_ONE_LEFT)
        self.assertEqual((state.status, outcome.winner), (Status.OVER, 1))
        self.assertIsNone(state.seats[0])

    def test_game_of_three_goes_on_without_one(self) -> None:
        """
        When one of three leaves, discs and symbol stay and the turn skips the seat.
        """
        state = room_after(*game((3,), THREE), left(1))
        assert state.position is not None
        self.assertEqual((state.status, state.position.turn), (Status.PLAYING, 2))
        self.assertEqual(state.symbols, ("X", "O", "A"))
        self.assertEqual(state.seated, 2)

    def test_leaving_after_the_end_changes_no_result(self) -> None:
        """
        Who leaves a game that is over does not change who won it.
        """
        before = room_after(*game(WON))
        after = before.apply(left(0))
        self.assertEqual((after.status, after.position), (Status.OVER, before.position))

    def test_leaving_before_the_start_frees_the_seat(self) -> None:
        """
        Who leaves a room that waits makes no game end.
        """
        state = room_after(*full_room(), left(0))
        self.assertEqual((state.status, state.seated), (Status.LOBBY, 1))
        self.assertIsNone(state.position)

    def test_defect_08_reset_forgets_the_board(self) -> None:
        """
        A reset room has no board at all, and the next game begins on an empty one.
        """
        state = room_after(*game(WON), reset())
        self.assertEqual((state.status, state.position), (Status.LOBBY, None))
        again = state.apply(started(state.first))
        assert again.position is not None
        self.assertEqual((again.position.ply, again.position.filled), (0, 0))

    def test_sides_swap_after_a_reset(self) -> None:
        """
        Each game is begun by the seat after the one that began the last.
        """
        state = room_after(*full_room(THREE))
        begins = []
        for _ in range(4):
            begins.append(state.first)
            state = state.apply(started(state.first)).apply(reset())
        self.assertEqual(begins, [0, 1, 2, 0])

    def test_closed_room_is_closed(self) -> None:
        """
        RoomClosed is the end of a room.
        """
        state = room_after(opened(), joined(0), left(0), closed())
        self.assertEqual(state.status, Status.CLOSED)

    def test_version_counts_the_events(self) -> None:
        """
        After every event, whatever it is, the version is the number of events.
        """
        events = [*game(WON), reset(), left(0), left(1), closed()]
        versions = [replay(events[:count]).version for count in range(len(events) + 1)]
        self.assertEqual(versions, list(range(len(events) + 1)))

    def test_states_do_not_change(self) -> None:
        """
        An event makes another state; the one before is as it was.
        """
        before = room_after(*full_room())
        copy = room_after(*full_room())
        before.apply(started())
        self.assertEqual(before, copy)
        self.assertEqual(before.variant, STANDARD)

    def test_nothing_has_happened_in_no_room(self) -> None:
        """
        Without an event there is no room: no code and no seat.
        """
        self.assertEqual(replay([]), NO_ROOM)
        self.assertEqual((NO_ROOM.version, NO_ROOM.seats), (0, ()))
