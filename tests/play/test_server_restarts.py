"""
The server stops and starts again over the same journal.
"""

from __future__ import annotations

from connect4tx.play.commands import Claim
from connect4tx.play.events import Departure, PlayerDropped, RoomCode
from connect4tx.play.rejections import Reason
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.state import RoomState, Status, replay
from tests.support.members import PlayCase, absences, departures
from tests.support.stories import WON


class RestartTests(PlayCase):
    """
    Rooms in every status, and those who were in them.
    """

    def kept(self, code: RoomCode) -> RoomState:
        """
        The room as the journal has it.
        """
        return replay(self.world.events[code])

    def test_nothing_is_recorded_by_itself(self) -> None:
        """
        A restart alone changes no room: each waits until it is looked for.
        """
        waiting, one = self.table()
        playing, two = self.table(playing=True)
        before = {code: list(events) for code, events in self.world.events.items()}
        self.restart(*one, *two)
        self.world.clock.pump([GRACE_SECONDS] * 5)
        self.assertEqual(self.world.events, before)
        self.assertEqual(len(self.world.rooms), 0)
        self.assertEqual(set(before), {waiting, playing})

    def test_game_is_played_to_its_end(self) -> None:
        """
        A game goes on where it was, with everybody back on their seats.
        """
        code, members = self.table(3, playing=True)
        self.play(code, 0, 1, 2, 0, 1)
        before = self.room(code).state
        self.restart(*members)
        members = [self.back(member) for member in members]
        state = self.room(code).state
        self.assertEqual((state.record, state.away), (before.record, []))
        self.assertEqual(state.position, before.position)
        self.play(code, 2, 0, 1, 2)
        self.assert_won(self.play(code, 0), by=0)
        for member in members:
            self.assertEqual(member.told[-1], "GameEnded")
        [record] = self.world.kept.games
        self.assertEqual(record.moves, "1231231231")
        self.done(self.room(code).reset(1))
        self.done(self.room(code).start(1))

    def test_who_is_away(self) -> None:
        """
        When the first one is back, the others are away because the server was down, but
        for who was away before; that counts for nobody.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.end(carl)
        self.restart(ann, bob)
        bob = self.back(bob)
        seats = self.room(code).state.seats
        away = [None if seat is None else seat.away for seat in seats]
        lost = Departure.LOST_CONNECTION
        self.assertEqual(away, [Departure.SERVER_DOWN, None, lost])
        drops = [None if seat is None else seat.drops for seat in seats]
        self.assertEqual(drops, [0, 0, 1])
        self.assertEqual(bob.told, ["PlayerReturned", "GraceBegun"])

    def test_the_others_wait_as_long_as_ever(self) -> None:
        """
        The grace of one who does not come back after a restart begins when somebody
        else does.
        """
        code, (ann, bob) = self.table(playing=True)
        self.restart(ann, bob)
        self.world.clock.advance(100_000)
        self.back(bob)
        self.world.clock.advance(GRACE_SECONDS - 1)
        self.refused(self.room(code).claim(1, Claim.WIN), Reason.STILL_HAS_TIME)
        self.world.clock.advance(1)
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_grace_that_had_run_out(self) -> None:
        """
        Who had been away for too long before the restart is so after it.
        """
        code, (ann, bob) = self.table(playing=True)
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        self.restart(bob)
        self.back(bob)
        self.assert_won(self.done(self.room(code).claim(1, Claim.WIN)), by=1)

    def test_room_that_waits(self) -> None:
        """
        A room before its game is there again too: with tokens, and with the code.
        """
        code, (ann, bob, carl) = self.table(3)
        self.restart(ann, bob, carl)
        ann = self.back(ann)
        self.assertEqual(self.room(code).state.away, [1, 2])
        self.refused(self.room(code).start(0), Reason.PLAYER_AWAY)
        self.done(self.join(self.member("dan"), code))
        self.assertEqual(departures(ann), [(1, Departure.REPLACED)])
        self.back(carl)
        self.done(self.room(code).start(0))
        self.play(code, 0, 0, 0)

    def test_room_that_waits_is_joined_first(self) -> None:
        """
        Who has only the code may be the first to come; all who were there before have
        the grace, one after the other, and then the seats are free.
        """
        code, members = self.table(3)
        self.restart(*members)
        dan = self.member("dan")
        self.done(self.join(dan, code))
        self.world.clock.pump([GRACE_SECONDS] * 3)
        self.assertEqual(self.room(code).state.seated, 1)
        self.assertIn(dan, self.room(code).members.values())

    def test_room_that_waits_for_nobody(self) -> None:
        """
        A room before its game that was looked for, but that nobody came back to, closes
        when all have had their grace.
        """
        code, members = self.table()
        self.restart(*members)
        taken = self.join(self.member("dan"), code, "O")
        self.refused(taken, Reason.SYMBOL_TAKEN)
        self.assertEqual(self.kept(code).away, [0, 1])
        self.world.clock.pump([GRACE_SECONDS] * 2)
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn(code, self.world.events)

    def test_room_whose_game_was_over(self) -> None:
        """
        A room whose game was over is there for its players, and for their next game;
        their score is what it was.
        """
        code, members = self.table(playing=True)
        self.play(code, *WON)
        self.restart(*members)
        for member in members:
            self.back(member)
        state = self.room(code).state
        self.assertEqual((state.status, state.score), (Status.OVER, (2, 0)))
        self.done(self.room(code).reset(0))
        self.assertEqual(self.done(self.room(code).start(0)).first, 1)

    def test_room_whose_game_was_over_and_nobody_comes(self) -> None:
        """
        When somebody else looks for it, its players have as long as in a game to come
        back, one after the other; then it is closed. The game is kept.
        """
        code, members = self.table(playing=True)
        self.play(code, *WON)
        self.restart(*members)
        self.refused(self.join(self.member(), code), Reason.ROOM_FULL)
        self.world.clock.pump([GRACE_SECONDS] * 2)
        self.assertNotIn(code, self.world.events)
        self.refused(self.join(self.member(), code), Reason.NO_SUCH_ROOM)
        self.assertEqual(self.result(self.world.journal.game(code)).winner, 0)  # type: ignore[union-attr]

    def test_room_whose_game_was_over_with_one_away(self) -> None:
        """
        So it is when somebody had been away at the end of the game.
        """
        code, (ann, bob, carl) = self.table(3, playing=True)
        self.play(code, *(0, 1, 2) * 3)
        self.end(carl)
        self.play(code, 0)
        self.restart(ann, bob)
        self.refused(self.join(self.member(), code), Reason.ROOM_FULL)
        self.world.clock.pump([GRACE_SECONDS] * 3)
        self.assertNotIn(code, self.world.events)
        self.assertEqual(len(self.world.rooms), 0)

    def test_many_restarts(self) -> None:
        """
        A game that sees a restart after every move is the same game.
        """
        code, members = self.table(playing=True)
        for column in WON:
            self.play(code, column)
            if self.room(code).state.status is Status.PLAYING:
                self.restart(*members)
                members = [self.back(member) for member in members]
        self.assert_won(self.room(code).state, by=0)

    def test_codes_and_players_are_new_ones(self) -> None:
        """
        After a restart a new room has a code of its own, and its events have ids that
        no event had.
        """
        code, members = self.table(playing=True)
        self.restart(*members)
        self.assertNotEqual(self.create(self.member()), code)
        ids = [event.id for events in self.world.events.values() for event in events]
        self.assertEqual(len(set(ids)), len(ids))

    def test_server_that_died(self) -> None:
        """
        A server that ended without a word has lost nothing either.
        """
        code, members = self.table(playing=True)
        self.play(code, 3, 3)
        self.restart()
        members = [self.back(member) for member in members]
        events = self.world.events[code]
        whys = [event.why for event in events if isinstance(event, PlayerDropped)]
        self.assertEqual(whys, [Departure.SERVER_DOWN] * 2)
        self.assertEqual(absences(members[1]), [])
        self.play(code, 0, 0)

    def test_second_restart_before_anybody_is_back(self) -> None:
        """
        Two restarts are as one.
        """
        code, members = self.table(playing=True)
        self.restart(*members)
        self.refused(self.join(self.member(), code), Reason.ROOM_FULL)
        before = list(self.world.events[code])
        self.restart()
        self.refused(self.join(self.member(), code), Reason.ROOM_FULL)
        self.assertEqual(self.world.events[code], before)
        self.assertEqual(self.kept(code).away, [0, 1])
        for member in members:
            self.back(member)
        self.play(code, *WON)
