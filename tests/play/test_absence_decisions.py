"""
Who is away, who comes back, and who need not wait any longer.
"""

from __future__ import annotations

from typing import Any

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import Variant
from connect4tx.play import decisions
from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    Event,
    GameEnded,
    GraceRanOut,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
)
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import RoomState, Status
from tests.play.decision_case import (
    ANN,
    CLOSED,
    FULL,
    HALF,
    OVER,
    PLAYING,
    DecisionCase,
)
from tests.support.stories import (
    CODE,
    DRAWN,
    WON,
    away,
    dropped,
    full_room,
    game,
    joined,
    left,
    opened,
    ran_out,
    returned,
    room_after,
    started,
)

LOST, FAULT, DOWN = (
    Departure.LOST_CONNECTION,
    Departure.CRASHED,
    Departure.SERVER_DOWN,
)
THREE, FOUR = Variant(players=3), Variant(players=4)


class AbsenceCase(DecisionCase):
    """
    Has events told by kind and seat.
    """

    def told(self, decided: decisions.Decided) -> list[tuple[type[Any], int]]:
        """
        The events of a decision: their kinds, and their seats if they have one.
        """
        assert not isinstance(decided, Rejected), decided
        return [(type(event), getattr(event, "seat", -1)) for event in decided]


class LoseTests(AbsenceCase):
    """
    What the end of a connection is to a room.
    """

    def lose(
        self, state: RoomState, seat: int, why: Departure = LOST
    ) -> decisions.Decided:
        return decisions.lose(state, self.ids, seat, why)

    def test_seat_is_kept_in_a_game(self) -> None:
        """
        In a game the player is away, for that reason; the seat is kept.
        """
        for why in (LOST, FAULT, DOWN):
            event = self.event(self.lose(PLAYING, 1, why))
            assert isinstance(event, PlayerDropped)
            self.assertEqual((event.seat, event.why), (1, why))

    def test_third_loss_in_a_game(self) -> None:
        """
        Who loses the connection for the third time in one game is out of it.
        """
        state = PLAYING
        for _ in range(2):
            state = state.apply(self.event(self.lose(state, 1))).apply(returned(1))
        event = self.event(self.lose(state, 1))
        assert isinstance(event, PlayerLeft)
        self.assertEqual((event.seat, event.why), (1, Departure.DROPPED_TOO_OFTEN))
        self.assertEqual(self.told(self.lose(state, 0)), [(PlayerDropped, 0)])

    def test_faults_of_ours_are_no_third_loss(self) -> None:
        """
        Crashes and stops of the server cost nobody the game, however often they come.
        """
        state = room_after(*game((3,)), *(away(1), returned(1)) * 2)
        for why in (FAULT, DOWN):
            for _ in range(4):
                event = self.event(self.lose(state, 1, why))
                self.assertIsInstance(event, PlayerDropped)
                state = state.apply(event).apply(returned(1))
        self.assertEqual(self.told(self.lose(state, 1)), [(PlayerLeft, 1)])

    def test_seat_is_kept_before_a_game(self) -> None:
        """
        Before a game the seat is kept as long as somebody else is here.
        """
        self.assertEqual(self.told(self.lose(FULL, 0)), [(PlayerDropped, 0)])

    def test_last_one_before_a_game(self) -> None:
        """
        Before a game, the last one here gives the room up, with all who are away.
        """
        for why in (LOST, FAULT):
            gone = [(PlayerLeft, 0), (RoomClosed, -1)]
            self.assertEqual(self.told(self.lose(HALF, 0, why)), gone)
            state = room_after(*full_room(THREE), away(2), away(0))
            gone = [(PlayerLeft, seat) for seat in (1, 0, 2)] + [(RoomClosed, -1)]
            self.assertEqual(self.told(self.lose(state, 1, why)), gone)

    def test_room_that_waits_survives_the_server(self) -> None:
        """
        A room in which all are away because the server was down is not given up.
        """
        decided = self.lose(HALF, 0, DOWN)
        self.assertEqual(self.told(decided), [(PlayerDropped, 0)])

    def test_seat_is_given_up_after_a_game(self) -> None:
        """
        After a game the seat is given up; the last one closes the room.
        """
        event = self.event(self.lose(OVER, 1))
        assert isinstance(event, PlayerLeft)
        self.assertEqual((event.seat, event.why), (1, LOST))
        decided = self.lose(OVER.apply(left(0)), 1)
        self.assertEqual(self.told(decided), [(PlayerLeft, 1), (RoomClosed, -1)])

    def test_away_is_away(self) -> None:
        """
        Who is away cannot be lost once more, in whatever room.
        """
        for state in (FULL, PLAYING):
            self.assertEqual(self.told(self.lose(state.apply(away(0)), 0)), [])

    def test_nobody_is_lost(self) -> None:
        """
        Nothing happens where nobody sits, where another player sits, or where there is
        no room.
        """
        self.assertEqual(self.told(self.lose(HALF, 1)), [])
        self.assertEqual(self.told(self.lose(CLOSED, 0)), [])
        for player, events in (("player-0", 1), ("other", 0)):
            decided = decisions.lose(PLAYING, self.ids, 0, LOST, PlayerId(player))
            self.assertEqual(len(self.told(decided)), events)


class ComeBackTests(AbsenceCase):
    """
    Having a seat back.
    """

    def setUp(self) -> None:
        super().setUp()
        self.lobby = room_after(opened(), joined(0, key="k0"), joined(1, key="k1"))
        self.playing = self.lobby.apply(started())

    def come_back(self, state: RoomState, key: str) -> decisions.Decided:
        return decisions.come_back(state, self.ids, ANN, "ann", key)

    def test_by_its_key(self) -> None:
        """
        Before a game and in it, a key gives the seat, whether its player is away or
        not; who has it is called by the new name.
        """
        for state in (self.lobby, self.playing):
            for there in (state, state.apply(away(1))):
                event = self.event(self.come_back(there, "k1"))
                assert isinstance(event, PlayerReturned)
                self.assertEqual(
                    (event.seat, event.player, event.name), (1, ANN, "ann")
                )

    def test_by_no_other(self) -> None:
        """
        Any other key is refused, and that of a seat that was left.
        """
        over = self.playing.apply(left(0))
        for state, key in (
            (self.lobby, "other"),
            (self.playing, ""),
            (over, "k0"),
            (self.lobby.apply(left(1)), "k1"),
            (CLOSED, ""),
        ):
            self.assert_refused(self.come_back(state, key), Reason.NO_SUCH_TOKEN)


class RunOutTests(AbsenceCase):
    """
    Somebody is away for as long as the others have to wait.
    """

    def run_out(self, state: RoomState, seat: int) -> decisions.Decided:
        return decisions.run_out(state, self.ids, seat)

    def test_in_a_game_it_is_recorded(self) -> None:
        """
        In a game it is recorded, once in each absence, and the seat is kept.
        """
        state = PLAYING.apply(away(1))
        self.assertEqual(self.told(self.run_out(state, 1)), [(GraceRanOut, 1)])
        state = state.apply(ran_out(1))
        self.assertEqual(self.told(self.run_out(state, 1)), [])

    def test_before_a_game_the_seat_is_given_up(self) -> None:
        """
        Before a game the seat is kept no longer; the last one's closes the room.
        """
        event = self.event(self.run_out(FULL.apply(away(0)), 0))
        assert isinstance(event, PlayerLeft)
        self.assertEqual((event.seat, event.why), (0, Departure.ABANDONED))
        decided = self.run_out(HALF.apply(away(0, DOWN)), 0)
        self.assertEqual(self.told(decided), [(PlayerLeft, 0), (RoomClosed, -1)])

    def test_who_is_here_has_time(self) -> None:
        """
        Nothing happens to who is back, nor where nobody sits.
        """
        for state, seat in ((PLAYING, 0), (FULL, 0), (HALF, 1)):
            self.assertEqual(self.told(self.run_out(state, seat)), [])


class ClaimTests(AbsenceCase):
    """
    Waiting no longer.
    """

    def claim(self, state: RoomState, seat: int, what: Claim) -> decisions.Decided:
        return decisions.claim(state, self.ids, seat, what)

    def test_win_of_two(self) -> None:
        """
        Of two players, who claims the win has it: the other is out of the game.
        """
        state = PLAYING.apply(away(1)).apply(ran_out(1))
        event = self.event(self.claim(state, 0, Claim.WIN))
        assert isinstance(event, PlayerLeft)
        self.assertEqual((event.seat, event.why), (1, Departure.ABANDONED))
        (_, over), (last, after) = zip(
            *decisions.steps(state, self.ids, [event]), strict=True
        )
        assert isinstance(last, GameEnded)
        self.assertEqual((over.status, after.status), (Status.OVER, Status.OVER))
        self.assertIs(last.record.termination, Termination.LAST_ONE_LEFT)
        self.assertEqual((last.record.winner, last.record.left), (0, ((1, 1),)))

    def test_draw_of_two(self) -> None:
        """
        Of two players, who claims a draw ends the game without a winner.
        """
        state = PLAYING.apply(away(1)).apply(ran_out(1))
        event = self.event(self.claim(state, 0, Claim.DRAW))
        assert isinstance(event, GameEnded)
        self.assertIs(event.record.termination, Termination.DRAW_CLAIMED)
        self.assertEqual((event.record.winner, event.record.left), (None, ()))
        [(_, after)] = zip(*decisions.steps(state, self.ids, [event]), strict=True)
        self.assertIs(after.status, Status.OVER)

    def test_win_of_more(self) -> None:
        """
        Of three or four players, the one who is away is put out, and the others play on
        until one is left.
        """
        state = room_after(*game((3,), FOUR), away(1), away(2), ran_out(1))
        event = self.event(self.claim(state, 0, Claim.WIN))
        [(_, state)] = zip(*decisions.steps(state, self.ids, [event]), strict=True)
        assert state.position is not None
        self.assertEqual((state.status, state.position.turn), (Status.PLAYING, 2))
        claimed = self.claim(state, 3, Claim.WIN)
        fields = {"name": "eve", "turn": "eve", "yours": False}
        self.assert_refused(claimed, Reason.STILL_HAS_TIME, **fields)
        state = state.apply(ran_out(2))
        event = self.event(self.claim(state, 3, Claim.WIN))
        assert isinstance(event, PlayerLeft)
        self.assertEqual(event.seat, 2)
        self.assertIs(state.apply(event).status, Status.PLAYING)

    def test_draw_needs_two(self) -> None:
        """
        A draw can be claimed only between the last two.
        """
        state = room_after(*game((3,), THREE), away(1), ran_out(1))
        claimed = self.claim(state, 0, Claim.DRAW)
        self.assert_refused(claimed, Reason.DRAW_NEEDS_TWO, name="max")
        event = self.event(self.claim(state.apply(left(2)), 0, Claim.DRAW))
        assert isinstance(event, GameEnded)
        self.assertEqual(event.record.left, ((1, 2),))

    def test_nobody_to_wait_for(self) -> None:
        """
        While everybody is here, there is nothing to claim.
        """
        state = PLAYING.apply(away(1)).apply(ran_out(1)).apply(returned(1))
        for what in Claim:
            for here in (PLAYING, state):
                self.assert_refused(self.claim(here, 0, what), Reason.NOBODY_AWAY)

    def test_still_has_time(self) -> None:
        """
        As long as the grace has not run out, the one who is away has time; after a new
        absence again.
        """
        once = PLAYING.apply(away(1))
        again = once.apply(ran_out(1)).apply(returned(1)).apply(away(1))
        for what in Claim:
            for state in (once, again):
                claimed = self.claim(state, 0, what)
                fields = {"name": "max", "turn": "max", "yours": False}
                self.assert_refused(claimed, Reason.STILL_HAS_TIME, **fields)

    def test_no_time_runs_in_ones_own_turn(self) -> None:
        """
        Who claims on the own turn is told that no time runs until the move is made.
        """
        state = room_after(*game((3, 3)), away(1))
        fields = {"name": "max", "turn": "lea", "yours": True}
        claimed = self.claim(state, 0, Claim.WIN)
        self.assert_refused(claimed, Reason.STILL_HAS_TIME, **fields)

    def test_without_a_game(self) -> None:
        """
        Before a game and after it nothing can be claimed.
        """
        for what in Claim:
            for state, reason, fields in (
                (FULL.apply(away(1)), Reason.NOT_PLAYING, {}),
                (HALF, Reason.NEEDS_PLAYERS, {"missing": 1, "code": CODE}),
                (OVER, Reason.GAME_OVER, {}),
            ):
                self.assert_refused(self.claim(state, 0, what), reason, **fields)


class SeatsOfTheAbsentTests(AbsenceCase):
    """
    Seats in a room that waits, whose players are away.
    """

    def test_newcomer_takes_the_place(self) -> None:
        """
        When no seat is free, who comes takes the first of those whose players are away,
        which is told in the same append; and may have the symbol.
        """
        state = room_after(*full_room(THREE), away(2), away(1))
        decided = self.join(state, "O")
        self.assertEqual(self.told(decided), [(PlayerLeft, 1), (PlayerJoined, 1)])
        assert not isinstance(decided, Rejected)
        gone, come = decided
        assert isinstance(gone, PlayerLeft) and isinstance(come, PlayerJoined)
        self.assertIs(gone.why, Departure.REPLACED)
        self.assertEqual((come.player, come.symbol), (ANN, "O"))

    def test_free_seats_first(self) -> None:
        """
        As long as a seat is free, nobody's place is taken.
        """
        state = room_after(*full_room(THREE), left(2), away(0))
        self.assertEqual(self.told(self.join(state)), [(PlayerJoined, 2)])

    def test_symbol_of_another_is_taken(self) -> None:
        """
        Who takes a place cannot take the symbol of who stays, and then takes nothing.
        """
        state = FULL.apply(away(1))
        self.assert_refused(
            self.join(state, "X"), Reason.SYMBOL_TAKEN, symbol="X", taken=("X",)
        )

    def test_not_in_a_game(self) -> None:
        """
        In a game and after it nobody's place is taken.
        """
        for state, is_away in ((PLAYING.apply(away(1)), True), (OVER, False)):
            fields = {"code": CODE, "players": 2, "away": is_away}
            self.assert_refused(self.join(state), Reason.ROOM_FULL, **fields)

    def test_no_game_without_everybody(self) -> None:
        """
        A game cannot begin while somebody is away, who is named.
        """
        for seat, name in ((0, "lea"), (1, "max")):
            decided = decisions.start(FULL.apply(away(seat)), self.ids, 1 - seat)
            self.assert_refused(decided, Reason.PLAYER_AWAY, name=name)
        back = FULL.apply(away(1)).apply(returned(1))
        self.event(decisions.start(back, self.ids, 0))


class LeaveTheAbsentTests(AbsenceCase):
    """
    The last one here leaves, and the others are away.
    """

    def assert_closes(self, state: RoomState, seat: int) -> list[Event]:
        """
        Fail unless this leave closes the room; its events.
        """
        decided = decisions.leave(state, self.ids, seat, Departure.LEFT)
        assert not isinstance(decided, Rejected)
        steps = list(zip(*decisions.steps(state, self.ids, decided), strict=True))
        self.assertIs(steps[-1][1].status, Status.CLOSED)
        return [event for event, _ in steps]

    def test_game_is_won_by_who_is_away(self) -> None:
        """
        Who leaves a game that only absent players are left in ends it: the one left has
        won, and the room, to which nobody can come back, closes.
        """
        events = self.assert_closes(PLAYING.apply(away(0)), 1)
        [record] = [event.record for event in events if type(event) is GameEnded]
        self.assertEqual((record.winner, record.left), (0, ((1, 1),)))

    def test_after_a_game(self) -> None:
        """
        After a game, when nobody is here any more, the room closes too.
        """
        over = room_after(*game(WON[:6], THREE), away(2), left(1), left(0))
        self.assertIs(over.status, Status.OVER)
        story = [*game((0, 1, 2) * 3, THREE), away(2), dropped(0, 0)]
        self.assert_closes(room_after(*story, left(1)), 0)

    def test_before_a_game(self) -> None:
        """
        Before a game it does so too; each seat is given up for its own reason.
        """
        state = room_after(*full_room(THREE), away(0), away(2, FAULT))
        events = self.assert_closes(state, 1)
        gone = [(e.seat, e.why) for e in events if isinstance(e, PlayerLeft)]
        self.assertEqual(gone, [(1, Departure.LEFT), (0, LOST), (2, FAULT)])

    def test_with_somebody_here(self) -> None:
        """
        As long as one who stays is here, nobody else loses the seat.
        """
        story = [*game((0, 1, 2) * 3, THREE), away(2), dropped(0, 0)]
        for state in (room_after(*full_room(THREE), away(2)), room_after(*story)):
            decided = decisions.leave(state, self.ids, 1, Departure.LEFT)
            self.assertEqual(self.told(decided), [(PlayerLeft, 1)])

    def test_game_goes_on_for_those_who_are_away(self) -> None:
        """
        A game in which two are left, who are away, is not over.
        """
        state = room_after(*game((3,), THREE), away(0), away(1))
        decided = decisions.leave(state, self.ids, 2, Departure.LEFT)
        self.assertEqual(self.told(decided), [(PlayerLeft, 2)])


class StepsTests(AbsenceCase):
    """
    What is decided on, with the room after each event.
    """

    def steps(self, state: RoomState, *events: Event) -> list[type[Event]]:
        found = list(zip(*decisions.steps(state, self.ids, events), strict=True))
        for (event, after), before in zip(
            found, [state, *(step[1] for step in found)], strict=False
        ):
            self.assertEqual(after, before.apply(event))
        return [type(event) for event, _ in found]

    def test_end_of_a_game_is_told(self) -> None:
        """
        What ends a game is followed by its end: a line, a full board, a departure.
        """
        for state, event in (
            (room_after(*game(WON[:-1])), dropped(0, WON[-1])),
            (room_after(*game(DRAWN[:-1])), dropped(1, DRAWN[-1])),
            (PLAYING, left(0)),
        ):
            self.assertEqual(self.steps(state, event), [type(event), GameEnded])

    def test_before_what_comes_then(self) -> None:
        """
        The end of a game comes right after what ended it.
        """
        kinds = self.steps(PLAYING, left(0), left(1))
        self.assertEqual(kinds, [PlayerLeft, GameEnded, PlayerLeft])

    def test_nothing_else_ends_a_game(self) -> None:
        """
        Other events are followed by nothing, those after a game neither.
        """
        for state, event in (
            (PLAYING, dropped(1, 3)),
            (PLAYING, away(1)),
            (room_after(*game((3,), THREE)), left(1)),
            (OVER, left(1)),
            (FULL, left(1)),
            (FULL, started()),
        ):
            self.assertEqual(self.steps(state, event), [type(event)])

    def test_ids_are_all_different(self) -> None:
        """
        The end of a game has an id of its own.
        """
        found = list(zip(*decisions.steps(PLAYING, self.ids, [left(0)]), strict=True))
        self.assertEqual(len({event.id for event, _ in found}), 2)
