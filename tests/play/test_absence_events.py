"""
What it makes of a room that players are away, come back, and end games.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import GameOver
from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.variant import Variant
from connect4tx.play.events import Departure, Event, PlayerId
from connect4tx.play.state import RoomState, Seat, Status
from tests.support.stories import (
    WON,
    away,
    closed,
    dropped,
    ended,
    full_room,
    game,
    joined,
    left,
    opened,
    ran_out,
    reset,
    returned,
    room_after,
    started,
)

THREE, FOUR = Variant(players=3), Variant(players=4)


def seat_of(state: RoomState, number: int) -> Seat:
    seat = state.seats[number]
    assert seat is not None
    return seat


class AwayTests(SynchronousTestCase):
    """
    A player is away and comes back.
    """

    def test_seat_is_kept(self) -> None:
        """
        Who is away has the seat still, and nothing of the game changes.
        """
        before = room_after(*game((3,)))
        state = before.apply(away(1, Departure.CRASHED))
        self.assertEqual(seat_of(state, 1).player, seat_of(before, 1).player)
        self.assertIs(seat_of(state, 1).away, Departure.CRASHED)
        self.assertEqual((state.seated, state.away), (2, [1]))
        self.assertEqual(
            (state.status, state.position), (before.status, before.position)
        )
        self.assertEqual(state.gone, ())

    def test_seat_is_had_back(self) -> None:
        """
        Who comes back has the seat as it was, under the player and name of now.
        """
        events: list[Event] = [
            opened(),
            joined(0, key="k0"),
            joined(1, "Q", key="k1"),
            started(),
        ]
        state = room_after(*events, away(1), ran_out(1), returned(1, "new", "Max"))
        seat = seat_of(state, 1)
        self.assertEqual((seat.player, seat.symbol, seat.key), ("new", "Q", "k1"))
        self.assertEqual((seat.away, seat.overdue, state.away), (None, False, []))
        self.assertEqual(state.names, ("lea", "Max"))
        self.assertEqual(state.seat_of(PlayerId("new")), 1)
        self.assertEqual(state.seat_of(PlayerId("player-1")), -1)

    def test_seat_is_taken_over(self) -> None:
        """
        A seat may be had back of a connection that has not ended.
        """
        state = room_after(*game((3,)), returned(0, "new"))
        self.assertEqual(seat_of(state, 0).player, "new")
        self.assertEqual(seat_of(state, 0).drops, 0)

    def test_grace_that_ran_out(self) -> None:
        """
        Who is away for too long is so until the next return.
        """
        state = room_after(*game((3,)), away(1))
        self.assertFalse(seat_of(state, 1).overdue)
        state = state.apply(ran_out(1))
        self.assertTrue(seat_of(state, 1).overdue)
        state = state.apply(returned(1)).apply(away(1))
        self.assertFalse(seat_of(state, 1).overdue)

    def test_losses_are_counted(self) -> None:
        """
        Each loss of the connection in a game counts, for that seat.
        """
        state = room_after(*game((3,)))
        for times in (1, 2):
            state = state.apply(away(1)).apply(returned(1))
            self.assertEqual(seat_of(state, 1).drops, times)
        self.assertEqual(seat_of(state, 0).drops, 0)

    def test_faults_of_ours_are_not_counted(self) -> None:
        """
        Crashes, and stops of the server, are not held against a player.
        """
        state = room_after(*game((3,)))
        for why in (Departure.CRASHED, Departure.SERVER_DOWN):
            state = state.apply(away(1, why)).apply(returned(1))
        self.assertEqual(seat_of(state, 1).drops, 0)

    def test_losses_between_games_are_not_counted(self) -> None:
        """
        A loss before a game counts for none, and each game begins to count anew.
        """
        state = room_after(*full_room(), away(1), returned(1))
        self.assertEqual(seat_of(state, 1).drops, 0)
        events: list[Event] = [
            *game(WON[:6]),
            away(1),
            returned(1),
            dropped(0, 0),
            reset(),
        ]
        state = room_after(*events, started(1))
        self.assertEqual(seat_of(state, 1).drops, 0)

    def test_nobody_cannot_be_away(self) -> None:
        """
        A journal in which nobody is away, comes back or is waited for is refused.
        """
        for event in (away(1), returned(1), ran_out(1)):
            with self.assertRaises(ValueError):
                room_after(opened(), joined(0), event)

    def test_version_counts_them(self) -> None:
        """
        After each of these events too the version is the number of events.
        """
        story = [*game(WON[:6]), away(1), ran_out(1), returned(1), dropped(0, 0)]
        record = room_after(*story).game_record(Outcome(Termination.CONNECTED, 0), 9)
        story += [ended(record), reset("a", "b"), left(0), left(1), closed()]
        for count in range(1, len(story) + 1):
            self.assertEqual(room_after(*story[:count]).version, count)


class KeysTests(SynchronousTestCase):
    """
    The keys of seats.
    """

    def setUp(self) -> None:
        self.full: list[Event] = [opened(), joined(0, key="k0"), joined(1, key="k1")]

    def test_key_gives_the_seat(self) -> None:
        """
        While a room waits and while a game is on, a key gives the seat of it.
        """
        for events in (self.full, [*self.full, started()]):
            state = room_after(*events)
            self.assertEqual([state.seat_of_key(k) for k in ("k0", "k1")], [0, 1])
            self.assertEqual(state.seat_of_key("other"), -1)

    def test_no_key_gives_no_seat(self) -> None:
        """
        An empty key is nobody's, even where seats have none.
        """
        state = room_after(*full_room())
        self.assertEqual(state.seat_of_key(""), -1)

    def test_keys_after_the_game(self) -> None:
        """
        When a game is over its keys still give the seat, for a rematch; when the room
        is closed they give nothing.
        """
        moves: list[Event] = [
            dropped(ply % 2, column) for ply, column in enumerate(WON)
        ]
        over = room_after(*self.full, started(), *moves)
        gone = over.apply(left(0)).apply(left(1)).apply(closed())
        self.assertEqual((over.seat_of_key("k0"), gone.seat_of_key("k0")), (0, -1))

    def test_key_goes_with_its_seat(self) -> None:
        """
        The key of who has left gives nothing, nor does it give the next one's seat.
        """
        state = room_after(*self.full, left(1))
        self.assertEqual(state.seat_of_key("k1"), -1)
        state = state.apply(joined(1, player="next", key="k2"))
        self.assertEqual((state.seat_of_key("k1"), state.seat_of_key("k2")), (-1, 1))

    def test_reset_gives_new_ones(self) -> None:
        """
        From a reset on each seat has the new key, and the old ones are void; an empty
        seat has none, and a reset without keys leaves none.
        """
        state = room_after(*self.full, started(), left(0))
        new = state.apply(reset("n0", "n1"))
        self.assertEqual((new.seats[0], seat_of(new, 1).key), (None, "n1"))
        self.assertEqual([new.seat_of_key(k) for k in ("k1", "n0", "n1")], [-1, -1, 1])
        self.assertEqual(seat_of(state.apply(reset()), 1).key, "")

    def test_reset_of_other_seats_is_refused(self) -> None:
        """
        A journal that has keys for more or fewer seats than there are is refused.
        """
        for keys in (("a",), ("a", "b", "c")):
            with self.assertRaises(ValueError):
                room_after(*game(WON), reset(*keys))


class EndedTests(SynchronousTestCase):
    """
    The ends of games, and what is known of them then.
    """

    def test_end_by_a_move_says_nothing_new(self) -> None:
        """
        Where a move or a departure ended the game, its GameEnded changes nothing.
        """
        for events in (game(WON), [*game((3,)), left(0)]):
            over = room_after(*events)
            assert over.position is not None and over.position.outcome is not None
            after = over.apply(ended(over.game_record(over.position.outcome, 9)))
            self.assertEqual(
                (after.status, after.position), (Status.OVER, over.position)
            )
            self.assertEqual(after.position.outcome, over.position.outcome)  # type: ignore[union-attr]
            self.assertEqual(after.version, over.version + 1)

    def test_end_by_agreement(self) -> None:
        """
        Where nothing else ended the game, GameEnded does, as it says.
        """
        before = room_after(*game((3,)))
        draw = Outcome(Termination.DRAW_CLAIMED)
        state = before.apply(ended(before.game_record(draw, 9)))
        assert state.position is not None
        self.assertEqual((state.status, state.position.outcome), (Status.OVER, draw))
        self.assertEqual(state.position.ply, 1)
        with self.assertRaises(GameOver):
            state.apply(dropped(1, 3))

    def test_who_left_and_when(self) -> None:
        """
        Who left a game did so after so many discs; the order is kept.
        """
        state = room_after(*game((3,), FOUR), left(2), left(0), dropped(1, 0), left(3))
        self.assertEqual(state.gone, ((1, 2), (1, 0), (2, 3)))
        self.assertIs(state.status, Status.OVER)

    def test_only_departures_from_the_game_count(self) -> None:
        """
        Who leaves before a game, or after it, did not leave it; nor who was away.
        """
        self.assertEqual(room_after(*full_room(), left(0)).gone, ())
        self.assertEqual(room_after(*game(WON), left(0)).gone, ())
        self.assertEqual(room_after(*game((3,), THREE), away(1)).gone, ())

    def test_each_game_has_its_own(self) -> None:
        """
        The next game has its number and start, and nobody has left it yet.
        """
        state = room_after(*full_room(), started(at=100))
        self.assertEqual((state.games, state.started), (1, 100))
        state = state.apply(left(0))
        for event in (reset(), joined(0), started(1, at=200)):
            state = state.apply(event)
        self.assertEqual((state.games, state.started, state.gone), (2, 200, ()))

    def test_record_of_the_game(self) -> None:
        """
        A record has all that is known of the game, those who left too.
        """
        story: list[Event] = [
            *full_room(THREE),
            started(1, at=100),
            dropped(1, 3),
            left(2),
        ]
        state = room_after(*story, dropped(0, 8 - 2), left(0))
        assert state.position is not None and state.position.outcome is not None
        record = state.game_record(state.position.outcome, 200)
        self.assertEqual((record.room, record.number), (state.code, 1))
        self.assertEqual((record.variant, record.first), (THREE, 1))
        self.assertEqual(record.names, ("lea", "max", "eve"))
        self.assertEqual(record.symbols, ("X", "O", "A"))
        self.assertEqual((record.moves, record.left), ("47", ((1, 2), (2, 0))))
        self.assertIs(record.termination, Termination.LAST_ONE_LEFT)
        self.assertEqual((record.winner, record.started, record.ended), (1, 100, 200))
