"""
Players who are away from a game, as a room tells of them and waits for them.
"""

from __future__ import annotations

from connect4tx.play.commands import Claim
from connect4tx.play.decisions import GAMES_AT_MOST
from connect4tx.play.events import Departure, GameEnded, PlayerReturned, RoomCode
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import Status
from connect4tx.play.tokens import key_of
from connect4tx.play.updates import GraceBegun
from connect4tx.supervision.exits import Killed, Shutdown
from tests.support.members import PlayCase, PlayWorld, absences, crashed, departures
from tests.support.stories import WON


class DropsTests(PlayCase):
    """
    Losing the connection again and again.
    """

    def drops(self, code: RoomCode) -> list[int]:
        """
        How often each player has lost the connection in this game.
        """
        seats = self.room(code).state.seats
        return [-1 if seat is None else seat.drops for seat in seats]

    def test_third_loses(self) -> None:
        """
        Who loses the connection for the third time in a game has lost the game.
        """
        code, (ann, bob) = self.table(playing=True)
        for _ in range(2):
            self.end(bob)
            bob = self.back(bob)
        self.assertEqual(self.drops(code), [0, 2])
        ann.forget()
        self.end(bob)
        self.assertEqual(departures(ann), [(1, Departure.DROPPED_TOO_OFTEN)])
        self.assertEqual(ann.told, ["PlayerLeft", "GameEnded"])
        self.assert_won(self.room(code).state, by=0)
        late = self.come_back(self.member("late"), bob.token)
        self.refused(late, Reason.NO_SUCH_TOKEN)

    def test_third_of_three_players(self) -> None:
        """
        The others of three play on without the one who was lost so often.
        """
        code, members = self.table(3, playing=True)
        bob = members[1]
        for _ in range(2):
            self.end(bob)
            bob = self.back(bob)
        self.end(bob)
        state = self.play(code, 0, 0, 0)
        self.assertEqual((state.status, state.seats[1]), (Status.PLAYING, None))

    def test_crashes_of_ours_do_not_count(self) -> None:
        """
        Connections that crashed or were given up by us cost nobody the game.
        """
        code, (_, bob) = self.table(playing=True)
        for exit in (crashed(), Killed()) * 3:
            self.end(bob, exit)
            bob = self.back(bob)
        self.assertEqual(self.drops(code), [0, 0])

    def test_stops_of_the_server_do_not_count(self) -> None:
        """
        Nor do restarts of the server, however many there are in a game.
        """
        code, members = self.table(playing=True)
        for _ in range(4):
            self.restart(*members)
            members = [self.back(member) for member in members]
        self.assertEqual(self.drops(code), [0, 0])

    def test_seat_that_is_taken_over_does_not_count(self) -> None:
        """
        Who changes the connection without losing one has lost none.
        """
        code, (_, bob) = self.table(playing=True)
        for _ in range(5):
            old, bob = bob, self.back(bob)
            self.end(old)
        self.assertEqual(self.drops(code), [0, 0])

    def test_each_game_counts_anew(self) -> None:
        """
        Two losses in one game and two in the next are not too many.
        """
        code, (_, bob) = self.table(playing=True)
        for _ in range(2):
            for _ in range(2):
                self.end(bob)
                bob = self.back(bob)
            self.play(code, *WON)
            self.done(self.room(code).reset(0))
            self.done(self.room(code).start(0))
            self.assertEqual(self.drops(code), [0, 0])

    def test_crash_of_the_room_forgets_none(self) -> None:
        """
        A room that was rebuilt has counted as before.
        """
        code, (_, bob) = self.table(playing=True)
        for _ in range(2):
            self.end(bob)
            bob = self.back(bob)
            self.crash(code)
        self.end(bob)
        self.assert_won(self.room(code).state, by=0)


class GraceTests(PlayCase):
    """
    How long the others wait.
    """

    def overdue(self, code: RoomCode) -> list[int]:
        """
        The seats of those who are away for too long.
        """
        seats = self.room(code).state.seats
        return [n for n, seat in enumerate(seats) if seat is not None and seat.overdue]

    def test_begins_and_runs_out(self) -> None:
        """
        When the one on turn is away the grace is told, and that it has run out exactly
        so much later, which the journal has too.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun"])
        begun = bob.updates[-1].happening
        assert isinstance(begun, GraceBegun)
        self.assertEqual((begun.seat, begun.seconds), (0, GRACE_SECONDS))
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.assertEqual((self.overdue(code), len(bob.told)), ([], 2))
        self.world.clock.advance(1)
        self.assertEqual((self.overdue(code), bob.told[2:]), ([0], ["GraceRanOut"]))
        kinds = [type(event).__name__ for event in self.world.events[code][-2:]]
        self.assertEqual(kinds, ["PlayerDropped", "GraceRanOut"])

    def test_runs_out_once(self) -> None:
        """
        Nothing more happens, however long the others go on waiting.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.pump([GRACE_SECONDS] * 5)
        self.assertEqual(len(bob.told), 3)
        self.assertIs(self.room(code).state.status, Status.PLAYING)

    def test_not_on_the_turn_of_another(self) -> None:
        """
        As long as somebody else is on turn nobody waits; the grace begins when the turn
        comes to the one who is away.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(bob)
        self.world.clock.advance(10 * GRACE_SECONDS)
        self.assertEqual(ann.told, ["PlayerDropped"])
        self.play(code, 3)
        self.assertEqual(ann.told[1:], ["DiscDropped", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(self.overdue(code), [1])

    def test_return_ends_it(self) -> None:
        """
        Who comes back in time is waited for no longer.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        ann = self.back(ann)
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun", "PlayerReturned"])
        self.play(code, *WON)

    def test_late_return_ends_it_too(self) -> None:
        """
        Who comes back when the grace has run out, but before anybody claimed anything,
        plays on.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        self.back(ann)
        self.assertEqual(self.overdue(code), [])
        self.refused(self.room(code).claim(1, Claim.WIN), Reason.NOBODY_AWAY)
        self.assert_won(self.play(code, *WON), by=0)

    def test_new_absence_has_a_new_grace(self) -> None:
        """
        After a return the next absence has the whole grace, whether the first had run
        out or not.
        """
        for before in (GRACE_SECONDS - 1, GRACE_SECONDS):
            code, (ann, bob) = self.table(playing=True)
            self.end(ann)
            self.world.clock.advance(before)
            ann = self.back(ann)
            bob.forget()
            self.end(ann)
            self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun"])
            self.world.clock.advance(GRACE_SECONDS - 1)
            self.assertEqual(self.overdue(code), [])
            self.world.clock.advance(1)
            self.assertEqual(self.overdue(code), [0])

    def test_nobody_waits_for_nobody(self) -> None:
        """
        When nobody is here the grace does not run: it begins when somebody is back.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.end(bob)
        self.world.clock.advance(10 * GRACE_SECONDS)
        bob = self.back(bob)
        self.assertEqual(self.overdue(code), [])
        self.assertEqual(bob.told, ["PlayerReturned", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(self.overdue(code), [0])

    def test_again_after_a_crash_of_the_room(self) -> None:
        """
        After a crash of the room the others wait the whole grace, and are told so.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS - 1)
        bob.forget()
        self.crash(code)
        self.assertEqual(bob.told, ["RoomRestored", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.assertEqual(self.overdue(code), [])
        self.world.clock.advance(1)
        self.assertEqual(self.overdue(code), [0])

    def test_that_ran_out_before_a_crash(self) -> None:
        """
        A grace that had run out has run out after a crash too, and is not told again.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        bob.forget()
        self.crash(code)
        self.assertEqual((self.overdue(code), bob.told), ([0], ["RoomRestored"]))
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_stops_when_the_turn_passes(self) -> None:
        """
        Of three, when the one who is waited for leaves for good, the grace of the next
        one who is away begins.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.end(ann)
        self.end(bob)
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(self.overdue(code), [0])
        carl.forget()
        self.done(self.room(code).claim(2, Claim.WIN))
        self.assertEqual(carl.told, ["PlayerLeft", "GraceBegun"])
        self.world.clock.advance(GRACE_SECONDS)
        self.assertEqual(self.overdue(code), [1])
        self.assert_won(self.done(self.room(code).claim(2, Claim.WIN)), by=2)

    def test_end_of_the_game_ends_it(self) -> None:
        """
        When the other one leaves the game, nothing is waited for any more.
        """
        before = self.world.clock.getDelayedCalls()
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.assertEqual(self.world.clock.getDelayedCalls(), before)
        self.assertEqual(bob.told, ["PlayerDropped", "GraceBegun"])

    def test_as_the_server_is_told(self) -> None:
        """
        The grace lasts as long as whoever runs the server says.
        """
        self.world = PlayWorld(grace=7)
        self.addCleanup(self.world.stop)
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        begun = bob.updates[-1].happening
        assert isinstance(begun, GraceBegun)
        self.assertEqual(begun.seconds, 7)
        self.world.clock.advance(6)
        self.assertEqual(self.overdue(code), [])
        self.world.clock.advance(1)
        self.assertEqual(self.overdue(code), [0])

    def test_nothing_of_it_in_the_journal(self) -> None:
        """
        That a grace begins is told, and not recorded.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        update = bob.updates[-1]
        self.assertIs(update.before, update.after)
        state = self.room(code).state
        self.assertEqual(state.version, len(self.world.events[code]))


class ClaimsTests(PlayCase):
    """
    Claims as they are told and kept.
    """

    def test_everybody_is_told_of_a_win(self) -> None:
        """
        A win that was claimed is told as a departure and the end of the game.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, 3)
        self.end(bob)
        self.world.clock.advance(GRACE_SECONDS)
        ann.forget()
        self.assert_won(self.done(self.room(code).claim(0, Claim.WIN)), by=0)
        self.assertEqual(ann.told, ["PlayerLeft", "GameEnded"])
        self.assertEqual(departures(ann), [(1, Departure.ABANDONED)])
        [record] = self.world.kept.games
        self.assertEqual(
            (record.winner, record.moves, record.left), (0, "4", ((1, 1),))
        )
        self.refused(self.come_back(self.member(), bob.token), Reason.NO_SUCH_TOKEN)

    def test_draw(self) -> None:
        """
        A draw that was claimed is told as the end of the game; who was away may come
        back until another game is made ready.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, 3)
        self.end(bob)
        self.world.clock.advance(GRACE_SECONDS)
        ann.forget()
        state = self.done(self.room(code).claim(0, Claim.DRAW))
        self.assertIs(state.status, Status.OVER)
        self.assertEqual(ann.told, ["GameEnded", "GraceBegun"])
        ended = ann.updates[0].happening
        assert isinstance(ended, GameEnded)
        self.assertEqual(list(self.world.kept.games), [ended.record])
        bob = self.back(bob)
        self.end(bob, crashed())
        self.done(self.room(code).reset(0))
        self.refused(self.come_back(self.member(), bob.token), Reason.NO_SUCH_TOKEN)
        self.done(self.join(self.member("carl"), code))
        self.done(self.room(code).start(0))

    def test_refusals_change_nothing(self) -> None:
        """
        A claim that is refused is recorded nowhere and told to nobody else.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        room = self.room(code)
        self.refused(room.claim(1, Claim.WIN), Reason.NOBODY_AWAY)
        self.end(ann)
        self.refused(room.claim(1, Claim.WIN), Reason.STILL_HAS_TIME)
        self.world.clock.advance(GRACE_SECONDS)
        before = len(self.world.events[code])
        told = list(bob.told)
        self.refused(room.claim(1, Claim.DRAW), Reason.DRAW_NEEDS_TWO)
        self.assertEqual((len(self.world.events[code]), carl.told), (before, told))

    def test_both_claim(self) -> None:
        """
        Of two claims at once the first is granted; the other comes too late.
        """
        code, (ann, _, _) = self.table(3, playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        room = self.room(code)
        self.world.store.slow = True
        first, second = room.claim(1, Claim.WIN), room.claim(2, Claim.WIN)
        self.world.store.go_on()
        self.done(first)
        self.refused(second, Reason.NOBODY_AWAY)

    def test_return_before_the_claim(self) -> None:
        """
        Who comes back in the very moment of a claim, but before it, has the seat.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        room, new = self.room(code), self.member("new")
        key = room.state.seats[0].key  # type: ignore[union-attr]
        self.world.store.slow = True
        back, claim = room.come_back(new, "ann", key), room.claim(1, Claim.WIN)
        self.world.store.go_on()
        self.done(back)
        self.refused(claim, Reason.NOBODY_AWAY)

    def test_claim_before_the_return(self) -> None:
        """
        And who comes a moment after the claim has no seat any more.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        room, new = self.room(code), self.member("new")
        key = room.state.seats[0].key  # type: ignore[union-attr]
        self.world.store.slow = True
        claim, back = room.claim(1, Claim.WIN), room.come_back(new, "ann", key)
        self.world.store.go_on()
        self.assert_won(self.done(claim), by=1)
        self.refused(back, Reason.NO_SUCH_TOKEN)
        self.assertEqual(new.told, [])


class ComingBackTests(PlayCase):
    """
    Having the seat back.
    """

    def test_to_a_game(self) -> None:
        """
        Who comes back has the seat, is told from then on, and may move.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, 3)
        self.end(ann)
        new = self.back(ann)
        self.assertEqual(bob.told[-1], "PlayerReturned")
        self.assertEqual(new.told, ["PlayerReturned"])
        returned = new.updates[0].happening
        assert isinstance(returned, PlayerReturned)
        self.assertEqual((returned.seat, returned.name), (0, ann.name))
        state = self.play(code, 3, 3)
        self.assertEqual(new.told[1:], ["DiscDropped"] * 2)
        self.assertEqual(state.seat_of(new.player), 0)

    def test_to_a_room_that_waits(self) -> None:
        """
        Before a game a seat is had back as in one.
        """
        code, (ann, _) = self.table()
        self.end(ann)
        self.back(ann)
        self.done(self.room(code).start(1))

    def test_instead_of_a_connection_that_is_there(self) -> None:
        """
        The connection that had the seat until now is told so, and nothing afterwards;
        its end is nothing to the room.
        """
        for playing in (False, True):
            code, (ann, bob) = self.table(playing=playing)
            new = self.back(ann)
            self.assertEqual(ann.told, ["SeatTaken"])
            self.assertEqual(bob.told, ["PlayerReturned"])
            if not playing:
                self.done(self.room(code).start(0))
            self.play(code, 3)
            self.end(ann)
            self.assertEqual(ann.told, ["SeatTaken"])
            self.assertEqual((absences(bob), departures(bob)), ([], []))
            self.assertEqual(self.room(code).members[0], new)

    def test_end_of_the_new_connection_is_noticed(self) -> None:
        """
        The room watches who has the seat now.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(self.back(ann))
        self.assertEqual(absences(bob), [(0, Departure.LOST_CONNECTION)])
        self.assertEqual(self.room(code).state.away, [0])

    def test_name_of_now(self) -> None:
        """
        The others know who came back by the name of the new connection.
        """
        code, (ann, _) = self.table(playing=True)
        new = self.member("Lea2")
        self.done(self.come_back(new, ann.token))
        self.assertEqual(self.room(code).state.names[0], "Lea2")

    def test_seats_are_not_confused(self) -> None:
        """
        Each token gives its own seat, in whatever order they come.
        """
        code, members = self.table(4, playing=True)
        for member in members:
            self.end(member)
        for seat in (2, 0, 3, 1):
            new = self.back(members[seat])
            self.assertEqual(self.room(code).state.seat_of(new.player), seat)
        self.assertEqual(self.room(code).state.away, [])

    def test_wrong_tokens(self) -> None:
        """
        A token that nobody has, and one of another room's seat, give nothing here.
        """
        code, _ = self.table(playing=True)
        other, (lea, _) = self.table(playing=True)
        self.refused(self.come_back(self.member(), "AAAA-AAAA"), Reason.NO_SUCH_TOKEN)
        self.end(lea)
        self.back(lea)
        self.assertEqual(self.room(other).state.away, [])
        self.assertEqual(self.room(code).state.version, 4)

    def test_after_the_game(self) -> None:
        """
        When the game is over its tokens still give the seat, for a rematch.
        """
        code, (ann, bob) = self.table(playing=True)
        self.play(code, *WON)
        self.back(ann)
        self.assertEqual(ann.told[-2:], ["GameEnded", "SeatTaken"])
        self.assertEqual(bob.told[-1], "PlayerReturned")
        self.assertIs(self.room(code).state.status, Status.OVER)

    def test_after_a_reset(self) -> None:
        """
        After a reset the token of the last game is void, and the new one works.
        """
        code, (ann, bob) = self.table(playing=True)
        old = (ann.token, bob.token)
        self.play(code, *WON)
        self.done(self.room(code).reset(0))
        for token in old:
            self.refused(self.come_back(self.member(), token), Reason.NO_SUCH_TOKEN)
        self.assertFalse({ann.token, bob.token} & set(old))
        self.done(self.room(code).start(0))
        self.end(ann)
        self.back(ann)
        self.assertEqual(self.room(code).state.away, [])

    def test_after_leaving(self) -> None:
        """
        Who gave the seat up does not have it back, nor the one who sits there now.
        """
        code, (_, bob) = self.table()
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.refused(self.come_back(self.member(), bob.token), Reason.NO_SUCH_TOKEN)
        self.done(self.join(self.member("carl"), code))
        self.refused(self.come_back(self.member(), bob.token), Reason.NO_SUCH_TOKEN)

    def test_journal_has_no_token(self) -> None:
        """
        The journal knows what the tokens hash to, and not the tokens.
        """
        code, members = self.table(playing=True)
        self.play(code, *WON)
        tokens = [member.token for member in members]
        self.done(self.room(code).reset(0))
        written = repr(self.world.events[code])
        for token in [*tokens, *(member.token for member in members)]:
            self.assertNotIn(token, written)
            self.assertNotIn(token.replace("-", ""), written)

    def test_two_at_once_with_one_token(self) -> None:
        """
        Of two connections with one token, the later one has the seat.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        one, two = self.member("one"), self.member("two")
        self.world.store.slow = True
        room, key = self.room(code), self.room(code).state.seats[0].key  # type: ignore[union-attr]
        first, second = room.come_back(one, "lea", key), room.come_back(two, "lea", key)
        self.world.store.go_on()
        self.done(first)
        self.done(second)
        self.assertEqual(one.told[-1], "SeatTaken")
        self.assertEqual(room.members[0], two)

    def test_room_that_crashes_meanwhile(self) -> None:
        """
        Who comes back to a room that is just being rebuilt has the seat when it is.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.crash(code)
        self.back(ann)
        self.end(bob, Shutdown("gone"))
        self.crash(code)
        self.assertEqual(self.room(code).state.away, [1])

    def test_old_connection_acts_no_more(self) -> None:
        """
        What the old connection asked for behind the return is not done to the seat that
        another has by then.
        """
        code, (ann, bob) = self.table(playing=True)
        room = self.room(code)
        self.world.store.slow = True
        new = self.member("ann-2")
        new.name = ann.name
        returning = room.come_back(new, ann.name, key_of(ann.token))
        left = room.leave(0, Departure.LEFT, by=ann.player)
        dropped = room.drop(0, 3, by=ann.player)
        self.world.store.go_on()
        self.done(returning)
        self.refused(left, Reason.NOT_IN_ROOM)
        self.refused(dropped, Reason.NOT_IN_ROOM)
        self.assertEqual(room.state.record, "")
        self.done(room.drop(0, 3, by=new.player))
        self.assertEqual(departures(bob), [])

    def test_the_absent_act_no_more(self) -> None:
        """
        Nothing is done for a player who is away, however late it was asked for.
        """
        code, (ann, _) = self.table(playing=True)
        self.end(ann)
        self.refused(self.room(code).drop(0, 3, by=ann.player), Reason.NOT_IN_ROOM)


class ManyGamesTests(PlayCase):
    """
    What a room is rebuilt from has a bound.
    """

    def test_games_of_a_room_have_a_limit(self) -> None:
        """
        After a hundred games another room has to be opened.
        """
        code, _ = self.table()
        for _ in range(GAMES_AT_MOST):
            self.done(self.room(code).start(0))
            first = self.room(code).state.first
            self.play(code, *WON)
            self.done(self.room(code).reset(first))
        refused = self.refused(self.room(code).start(0), Reason.ROOM_FINISHED)
        self.assertEqual(refused.fields, {"games": 100})
