"""
Games against computer players, who are processes in rooms like all players.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure

from connect4tx.game.outcome import Termination
from connect4tx.game.position import Position
from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    OfferKind,
    OfferMade,
    PlayerDropped,
    PlayerJoined,
    RoomCode,
)
from connect4tx.play.ports import Prospect
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.room import GRACE_SECONDS, MOVE_SECONDS, RETRY_SECONDS
from connect4tx.play.rooms import ROBOT_CRASHES, ROBOT_PERIOD_SECONDS
from connect4tx.play.state import RoomState, Status
from tests.support.members import Bug, FakeMember, PlayCase, crashed


class BotCase(PlayCase):
    """
    Has games against computers.
    """

    def against_bot(self, level: int = 1) -> tuple[RoomCode, FakeMember, int]:
        """
        A game against a computer: its room, the player, and the player's seat.
        """
        lea = self.member("lea")
        played = self.world.house.lobby.play_bot(lea, level)
        self.assertIs(self.result(played), True)
        self.world.settle()
        [(state, seat)] = lea.was_seated
        return state.code, lea, seat

    def begins(self, *, human: bool) -> tuple[RoomCode, FakeMember, int]:
        """
        Such a game that the human, or the computer, begins.
        """
        while True:
            code, lea, seat = self.against_bot()
            if (seat == 0) is human:
                return code, lea, seat

    def go(self, code: RoomCode, seat: int, *columns: int) -> RoomState:
        """
        Have the human play columns; the computer answers each.
        """
        for column in columns:
            self.done(self.room(code).drop(seat, column))
            self.world.settle()
        return self.room(code).state

    def turn(self, code: RoomCode) -> int:
        position = self.room(code).state.position
        assert position is not None
        return position.turn

    def engine(self, choose: Callable[[Position, int], Deferred[int]]) -> None:
        """
        Have all computer players choose their moves like this.
        """
        self.patch(self.world.house.engine, "choose", choose)

    def prospects(self, **values: int | None) -> None:
        """
        Have the moves of columns c0 to c6 be worth this, for who makes them.
        """
        found = {int(key[1:]): Prospect(value, 9) for key, value in values.items()}

        def known(position: Position) -> Deferred[Mapping[int, Prospect]]:
            return succeed(found)

        self.patch(self.world.house.engine, "prospects", known)

    def kinds(self, code: RoomCode) -> list[str]:
        """
        What has happened in a room.
        """
        return [type(event).__name__ for event in self.world.events[code]]

    def assert_bot_plays(self, code: RoomCode, seat: int) -> None:
        """
        Fail unless it is the human's turn, and the computer answers a move at once.
        """
        self.assertEqual(self.turn(code), seat)
        before = len(self.room(code).state.record)
        position = self.room(code).state.position
        assert position is not None
        state = self.go(code, seat, position.open_columns()[-1])
        self.assertEqual(len(state.record), before + 2)


class PlayTests(BotCase):
    """
    A whole game.
    """

    def test_seated(self) -> None:
        """
        The human has a seat and a token, the other is a computer of that level, known
        by its name, and no clock runs.
        """
        for level in (1, 7):
            code, lea, seat = self.against_bot(level)
            state = self.room(code).state
            robot, human = state.seats[1 - seat], state.seats[seat]
            assert robot is not None and human is not None
            self.assertEqual((robot.bot, human.bot), (level, 0))
            self.assertEqual(state.names[1 - seat], f"bot{level}")
            self.assertEqual((state.control, robot.key), (None, ""))
            self.assertEqual(state.people, [seat])
            self.end(lea)
            self.back(lea)

    def test_who_begins_is_drawn(self) -> None:
        """
        Sometimes the human begins, and sometimes the computer, which then has moved.
        """
        seats = set()
        for _ in range(20):
            code, _, seat = self.against_bot()
            seats.add(seat)
            self.assertEqual(len(self.room(code).state.record), seat)
        self.assertEqual(seats, {0, 1})

    def test_to_the_end(self) -> None:
        """
        The computer answers every move at once until the game is over, on both sides.
        """
        for human in (True, False):
            code, lea, seat = self.begins(human=human)
            while self.room(code).state.status is Status.PLAYING:
                self.assertEqual(self.turn(code), seat)
                position = self.room(code).state.position
                assert position is not None
                self.go(code, seat, position.open_columns()[0])
            moves = [e for e in self.world.events[code] if isinstance(e, DiscDropped)]
            self.assertEqual(
                [move.seat for move in moves], [n % 2 for n in range(len(moves))]
            )
            self.assertEqual(lea.told[-1], "GameEnded")
            self.assertIn("bot1", self.world.kept.games[-1].names)

    def test_better_one_wins(self) -> None:
        """
        The fourth level takes a win, and does not give one away in a column.
        """
        code, _, seat = self.against_bot(4)
        for column in (0, 0, 0):
            if self.room(code).state.status is Status.PLAYING:
                self.go(code, seat, column)
        position = self.room(code).state.position
        assert position is not None
        self.assertEqual(position.cell(0, 3), 1 - seat)

    def test_rematch(self) -> None:
        """
        The computer grants a rematch, sides swapped, and the score is kept; again and
        again.
        """
        code, lea, seat = self.against_bot()
        for number in range(1, 4):
            self.assertEqual(self.room(code).state.games, number)
            self.done(self.room(code).resign(seat))
            self.done(self.room(code).offer(seat, OfferKind.REMATCH))
            self.world.settle()
            state = self.room(code).state
            self.assertEqual((state.status, state.first), (Status.PLAYING, number % 2))
            self.assertEqual(state.score[1 - seat], 2 * number)
            self.assertEqual(self.turn(code), seat)
        self.end(lea)
        self.back(lea)

    def test_journal_is_down(self) -> None:
        """
        When the journal does not take the computer's move, it makes it when it can.
        """
        code, _, seat = self.begins(human=True)
        self.world.store.appends_left = 1
        self.done(self.room(code).drop(seat, 3))
        self.world.settle()
        self.assertEqual(len(self.room(code).state.record), 1)
        self.world.clock.advance(RETRY_SECONDS)
        self.assertEqual(len(self.room(code).state.record), 1)
        self.world.store.appends_left = None
        self.world.clock.advance(RETRY_SECONDS)
        self.assertEqual(len(self.room(code).state.record), 2)

    def test_journal_is_slow(self) -> None:
        """
        While the journal takes its time the computer does nothing twice.
        """
        code, _, seat = self.begins(human=True)
        self.world.store.slow = True
        self.room(code).drop(seat, 3)
        self.world.settle()
        self.world.store.go_on()
        self.world.settle()
        self.assertEqual(len(self.room(code).state.record), 2)
        self.assert_bot_plays(code, seat)

    def test_journal_down_at_the_beginning(self) -> None:
        """
        While the journal is down no such game begins, and nobody is thought to be
        seated.
        """
        lea = self.member("lea")
        self.world.stop_journal()
        answer = self.result(self.world.house.lobby.play_bot(lea, 1))
        assert isinstance(answer, Rejected)
        self.assertEqual(answer.reason, Reason.JOURNAL_DOWN)
        self.world.start_journal()
        self.assertIs(self.result(self.world.house.lobby.play_bot(lea, 1)), True)

    def test_nobody_is_idle(self) -> None:
        """
        Against a computer people may think for as long as they like.
        """
        _, lea, _ = self.against_bot()
        self.world.clock.pump([60] * (3 * MOVE_SECONDS // 60))
        self.assertNotIn("GraceRanOut", lea.told)

    def test_watched(self) -> None:
        """
        Such a game can be watched, and is listed.
        """
        code, _, seat = self.begins(human=True)
        wim = self.member("wim")
        self.room(code).watch(wim)
        self.go(code, seat, 3)
        self.assertEqual(wim.told, ["DiscDropped"] * 2)
        self.assertEqual([state.code for state in self.world.rooms.playing()][-1], code)


class OfferTests(BotCase):
    """
    What the computer says to offers.
    """

    def test_undo(self) -> None:
        """
        It grants an undo, and then waits, or moves if it is its turn.
        """
        code, _, seat = self.begins(human=True)
        self.go(code, seat, 3)
        self.done(self.room(code).offer(seat, OfferKind.UNDO))
        self.world.settle()
        state = self.room(code).state
        self.assertEqual((state.record, state.offers), ("", ()))
        self.assert_bot_plays(code, seat)

    def test_undo_of_its_own_move(self) -> None:
        """
        When only its own move was taken back it moves again.
        """
        code, _, seat = self.begins(human=True)
        self.go(code, seat, 3)
        self.done(self.room(code).offer(seat, OfferKind.UNDO, 1))
        self.world.settle()
        state = self.room(code).state
        self.assertEqual((len(state.record), state.offers), (2, ()))
        self.assertIn("MovesUndone", self.kinds(code))

    def test_undo_while_it_thinks(self) -> None:
        """
        An undo that is offered while it is thinking is granted, not played over.
        """
        code, _, seat = self.begins(human=True)
        thinking: list[Deferred[int]] = []

        def choose(position: Position, level: int) -> Deferred[int]:
            thinking.append(Deferred())
            return thinking[-1]

        self.engine(choose)
        self.done(self.room(code).drop(seat, 3))
        self.world.settle()
        self.done(self.room(code).offer(seat, OfferKind.UNDO))
        thinking.pop().callback(3)
        self.world.settle()
        self.assertIn("MovesUndone", self.kinds(code))
        self.assertEqual((self.room(code).state.record, thinking), ("", []))

    def test_draw(self) -> None:
        """
        It grants a draw when all is known and that is what the game is; it declines
        when anybody wins, or when it does not know, or before everybody has moved.
        """
        for values, agrees in (
            ({"c0": 0, "c1": -1}, True),
            ({"c0": 1, "c1": 0}, False),
            ({"c0": -1, "c1": -1}, False),
            ({"c0": 0, "c1": None}, False),
            ({"c0": None}, False),
        ):
            code, lea, seat = self.begins(human=True)
            self.prospects(**values)
            for column in (3, 2):
                self.done(self.room(code).drop(seat, column))
                self.world.settle()
            self.done(self.room(code).offer(seat, OfferKind.DRAW))
            self.world.settle()
            state = self.room(code).state
            self.assertEqual(state.offers, ())
            if not agrees:
                self.assertEqual(lea.told[-1], "OfferClosed", values)
                self.assert_bot_plays(code, seat)
                continue
            assert state.position is not None and state.position.outcome is not None
            self.assertIs(
                state.position.outcome.termination, Termination.DRAW_AGREED, values
            )

    def test_draw_while_it_thinks(self) -> None:
        """
        A draw that is offered while it is thinking is answered, or its move does.
        """
        code, _, seat = self.begins(human=True)
        thinking: Deferred[int] = Deferred()
        self.engine(lambda position, level: thinking)
        self.done(self.room(code).drop(seat, 3))
        self.world.settle()
        self.done(self.room(code).offer(seat, OfferKind.DRAW))
        thinking.callback(3)
        self.world.settle()
        self.assertEqual(self.room(code).state.offers, ())

    def test_game_ends_while_it_thinks(self) -> None:
        """
        When the game is over, or another has begun, it does not make the move that it
        thought about.
        """
        code, _, seat = self.begins(human=True)
        thinking: list[Deferred[int]] = []

        def choose(position: Position, level: int) -> Deferred[int]:
            thinking.append(Deferred())
            return thinking[-1]

        self.engine(choose)
        self.done(self.room(code).drop(seat, 3))
        self.world.settle()
        self.done(self.room(code).resign(seat))
        thinking.pop().callback(3)
        self.world.settle()
        self.assertEqual(self.room(code).state.record, "4")
        self.done(self.room(code).offer(seat, OfferKind.REMATCH))
        self.world.settle()
        self.assertEqual((self.turn(code), len(thinking)), (1 - seat, 1))


class CrashTests(BotCase):
    """
    Bugs: of the engine's, of the computer player's, of the room's.
    """

    def failing(self, times: int) -> list[int]:
        """
        Have the engine fail so often; how often it still will.
        """
        left = [times]
        whole = self.world.house.engine.choose

        def choose(position: Position, level: int) -> Deferred[int]:
            if left[0]:
                left[0] -= 1
                raise Bug
            return whole(position, level)

        self.engine(choose)
        return left

    def test_started_again(self) -> None:
        """
        A computer player that crashes is started again and makes its move; the human
        hears of nothing but that.
        """
        code, lea, seat = self.begins(human=True)
        for times in (1, 2):
            lea.forget()
            left = self.failing(times)
            self.go(code, seat, times)
            self.assertEqual(left, [0])
            self.assertEqual(lea.told, ["DiscDropped"] * 2)
            self.assertEqual(len(self.flushLoggedErrors(Bug)), times)
            self.world.clock.advance(2 * ROBOT_PERIOD_SECONDS)
        self.assert_bot_plays(code, seat)

    def test_crashes_seldom(self) -> None:
        """
        One that crashes now and then goes on for ever.
        """
        code, _, seat = self.begins(human=True)
        for column in (0, 1, 2, 0, 1, 2, 0, 1, 2, 6):
            if self.room(code).state.status is not Status.PLAYING:
                break
            self.failing(1)
            self.go(code, seat, column)
            self.assertNotIn("PlayerLeft", self.kinds(code))
            self.world.clock.advance(ROBOT_PERIOD_SECONDS)
        self.assertGreater(len(self.flushLoggedErrors(Bug)), 3)

    def test_crashes_too_often(self) -> None:
        """
        One that crashes again and again has left, through a fault, and the human wins.
        """
        code, lea, seat = self.begins(human=True)
        self.failing(ROBOT_CRASHES + 1)
        self.go(code, seat, 3)
        state = self.room(code).state
        self.assert_won(state, by=seat)
        self.assertEqual(lea.told, ["DiscDropped", "PlayerLeft", "GameEnded"])
        left = lea.updates[1].happening
        self.assertEqual(getattr(left, "why", None), Departure.CRASHED)
        self.assertEqual(state.seats[1 - seat], None)
        self.assertEqual(len(self.flushLoggedErrors(Bug)), ROBOT_CRASHES + 1)
        self.done(self.room(code).reset(seat))
        self.done(self.room(code).add_bot(seat, 1))
        self.done(self.room(code).start(seat))
        self.world.settle()
        self.assertEqual(self.turn(code), seat)

    def test_crashes_too_often_while_the_journal_is_down(self) -> None:
        """
        That it has left is recorded when the journal is up again.
        """
        code, _, seat = self.begins(human=True)
        self.failing(ROBOT_CRASHES + 1)
        self.world.store.appends_left = 1
        self.go(code, seat, 3)
        self.assertIs(self.room(code).state.status, Status.PLAYING)
        self.world.store.appends_left = None
        self.world.clock.pump([RETRY_SECONDS] * 2)
        self.assert_won(self.room(code).state, by=seat)
        self.flushLoggedErrors(Bug)

    def test_room_crashes(self) -> None:
        """
        When the room crashes the computer is still at its seat in the next one.
        """
        code, _, seat = self.begins(human=True)
        self.crash(code, times=2)
        self.assert_bot_plays(code, seat)

    def test_room_crashes_when_it_has_to_move(self) -> None:
        """
        When the room crashes as the human has moved, the computer moves in the next
        one.
        """
        code, lea, seat = self.begins(human=True)
        self.break_effect(DiscDropped)
        self.room(code).drop(seat, 3).addErrback(lambda _: None)
        self.world.settle()
        self.world.clock.pump([1.0] * 5)
        self.flushLoggedErrors(Bug)
        self.assertEqual(len(self.room(code).state.record), 2)
        self.assertEqual(lea.told, ["RoomRestored", "DiscDropped"])

    def test_room_crashes_when_it_is_offered_something(self) -> None:
        """
        When the room crashes as something was offered, the computer answers in the next
        one.
        """
        code, _, seat = self.begins(human=True)
        self.done(self.room(code).resign(seat))
        self.break_effect(OfferMade)
        self.room(code).offer(seat, OfferKind.REMATCH).addErrback(lambda _: None)
        self.world.settle()
        self.world.clock.pump([1.0] * 5)
        self.flushLoggedErrors(Bug)
        self.assertEqual(self.room(code).state.games, 2)

    def test_room_crashes_while_it_thinks(self) -> None:
        """
        A move that it was thinking about when the room crashed is made in the next one.
        """
        code, _, seat = self.begins(human=True)
        thinking: list[Deferred[int]] = []

        def choose(position: Position, level: int) -> Deferred[int]:
            thinking.append(Deferred())
            return thinking[-1]

        self.engine(choose)
        self.done(self.room(code).drop(seat, 3))
        self.world.settle()
        self.crash(code)
        self.world.settle()
        for thought in thinking:
            thought.callback(3)
        self.world.settle()
        while thinking and len(self.room(code).state.record) < 2:
            thought = thinking.pop()
            if not thought.called:
                thought.callback(3)
            self.world.settle()
        self.assertEqual(self.room(code).state.record, "44")

    def test_room_and_computer_crash_together(self) -> None:
        """
        When both crash in one turn, both are there again.
        """
        code, _, seat = self.begins(human=True)
        room = self.room(code)
        robot = room.members[1 - seat].process
        robot.fail(Failure(Bug()))
        room.crash(Bug())
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.assert_bot_plays(code, seat)


class AwayTests(BotCase):
    """
    Games that the human is away from.
    """

    def test_sleeps_and_wakes(self) -> None:
        """
        When the human's connection is lost the game waits in the journal, and nothing
        of the computer is left; it is back with the human.
        """
        before = self.world.clock.getDelayedCalls()
        code, lea, seat = self.begins(human=True)
        self.go(code, seat, 3)
        for _ in range(2):
            robot = self.room(code).members[1 - seat].process
            self.end(lea)
            self.assertNotIn(code, self.world.rooms)
            self.assertFalse(robot.alive)
            self.assertEqual(self.world.clock.getDelayedCalls(), before)
            self.world.clock.advance(10 * GRACE_SECONDS)
            lea = self.back(lea)
            self.world.settle()
            self.assert_bot_plays(code, seat)

    def test_lost_while_it_has_to_move(self) -> None:
        """
        A game that fell asleep when the computer had to move goes on with its move.
        """
        code, lea, seat = self.begins(human=True)
        self.engine(lambda position, level: Deferred())
        self.go(code, seat, 3)
        self.end(lea)
        self.assertNotIn(code, self.world.rooms)
        self.engine(lambda position, level: succeed(6))
        lea = self.back(lea)
        self.world.settle()
        self.assertEqual(self.room(code).state.record, "47")

    def test_watched_while_the_human_is_away(self) -> None:
        """
        As long as somebody looks on, the room is up and the computer at its seat.
        """
        code, lea, seat = self.begins(human=True)
        wim = self.member("wim")
        self.room(code).watch(wim)
        self.end(lea)
        self.assertIn(code, self.world.rooms)
        self.back(lea)
        self.world.settle()
        self.assert_bot_plays(code, seat)

    def test_server_restarts(self) -> None:
        """
        After a restart of the server the computer is back with the human, and the score
        is what it was.
        """
        code, lea, seat = self.begins(human=True)
        self.done(self.room(code).resign(seat))
        self.done(self.room(code).offer(seat, OfferKind.REMATCH))
        self.world.settle()
        self.restart(lea)
        lea = self.back(lea)
        self.world.settle()
        state = self.room(code).state
        self.assertEqual((state.away, state.score[1 - seat]), ([], 2))
        self.assert_bot_plays(code, seat)
        drops = [e.seat for e in self.world.events[code] if type(e) is PlayerDropped]
        self.assertEqual(drops, [seat])

    def test_leaves(self) -> None:
        """
        When the human leaves, the computer has won, and the room is closed.
        """
        code, lea, seat = self.begins(human=True)
        self.go(code, seat, 3)
        robot = self.room(code).members[1 - seat].process
        self.done(self.room(code).leave(seat, Departure.LEFT))
        self.world.settle()
        self.assertEqual(lea.told[-1], "DiscDropped")
        self.assertNotIn(code, self.world.rooms)
        self.assertNotIn(code, self.world.events)
        self.assertFalse(robot.alive)
        self.assertEqual(self.world.kept.games[-1].winner, 1 - seat)

    def test_lost_after_the_game(self) -> None:
        """
        When the human's connection is lost after the game the room is closed.
        """
        code, lea, seat = self.begins(human=True)
        self.done(self.room(code).resign(seat))
        self.end(lea)
        self.assertNotIn(code, self.world.events)

    def test_dropped_too_often(self) -> None:
        """
        Who loses the connection for the third time has lost against a computer too, and
        the room is closed.
        """
        code, lea, _ = self.begins(human=True)
        for _ in range(2):
            self.end(lea)
            lea = self.back(lea)
        self.end(lea)
        self.assertNotIn(code, self.world.events)

    def test_human_crashes(self) -> None:
        """
        A bug in the human's connection costs nothing: the game waits.
        """
        code, lea, seat = self.begins(human=True)
        for _ in range(4):
            self.end(lea, crashed())
            lea = self.back(lea)
            self.world.settle()
        self.assert_bot_plays(code, seat)


class RoomTests(BotCase):
    """
    Computers in rooms that people opened.
    """

    def test_in_an_own_room(self) -> None:
        """
        A computer takes the free seat of a room, with the next symbol; then the game
        may begin.
        """
        lea = self.member("lea")
        code = self.create(lea)
        state = self.done(self.room(code).add_bot(0, 3, by=lea.player))
        self.assertEqual((state.names, state.symbols), (("lea", "bot3"), ("X", "O")))
        self.done(self.room(code).start(0))
        self.assert_bot_plays(code, 0)

    def test_on_another_board_and_on_the_clock(self) -> None:
        """
        It plays on every board for two, and with a clock if the room has one.
        """
        lea = self.member("lea")
        control = TimeControl(60, 2)
        code = self.create(lea, columns=9, rows=7, connect=5, control=control)
        self.done(self.room(code).add_bot(0, 1))
        self.done(self.room(code).start(0))
        self.world.clock.advance(5)
        self.assert_bot_plays(code, 0)
        self.assertEqual(self.room(code).clocks(), (57_000, 62_000))

    def test_not_among_three(self) -> None:
        """
        In rooms for more than two there is none.
        """
        for players in (3, 4):
            code = self.create(self.member("lea"), players=players)
            self.refused(self.room(code).add_bot(0, 1), Reason.BOT_NEEDS_TWO)

    def test_no_seat(self) -> None:
        """
        Where no seat is free, or a game is on or shown, there is none either.
        """
        code, _ = self.table()
        self.refused(self.room(code).add_bot(0, 1), Reason.ROOM_FULL)
        self.done(self.room(code).start(0))
        self.refused(self.room(code).add_bot(0, 1), Reason.GAME_RUNS)
        self.done(self.room(code).leave(1, Departure.LEFT))
        self.refused(self.room(code).add_bot(0, 1), Reason.GAME_SHOWN)

    def test_only_who_has_a_seat_asks_for_one(self) -> None:
        """
        Nobody brings a computer into somebody else's room.
        """
        code = self.create(self.member("lea"))
        asked = self.room(code).add_bot(0, 1, by=self.member("eve").player)
        self.refused(asked, Reason.NOT_IN_ROOM)

    def test_seat_of_who_is_away(self) -> None:
        """
        Before a game it may have the seat of who is away.
        """
        code, (_, max_) = self.table()
        self.end(max_)
        state = self.done(self.room(code).add_bot(0, 1))
        self.assertEqual(state.names[1], "bot1")
        self.done(self.room(code).start(0))
        self.assert_bot_plays(code, 0)

    def test_human_leaves_before_a_game(self) -> None:
        """
        A room in which only a computer is left is closed.
        """
        for lost in (True, False):
            lea = self.member("lea")
            code = self.create(lea)
            self.done(self.room(code).add_bot(0, 1))
            if lost:
                self.end(lea)
            else:
                self.done(self.room(code).leave(0, Departure.LEFT))
                self.world.settle()
            self.assertNotIn(code, self.world.events)

    def test_crash_before_a_game(self) -> None:
        """
        It is still there when the room crashed before the game began, and once.
        """
        code = self.create(self.member("lea"))
        self.done(self.room(code).add_bot(0, 1))
        self.crash(code)
        self.done(self.room(code).start(0))
        self.assert_bot_plays(code, 0)

    def test_bug_as_it_comes(self) -> None:
        """
        When the room crashes in the moment in which it came, it is there all the same.
        """
        code = self.create(self.member("lea"))
        self.break_effect(PlayerJoined)
        self.room(code).add_bot(0, 1).addErrback(lambda _: None)
        self.world.settle()
        self.flushLoggedErrors(Bug)
        self.done(self.room(code).start(0))
        self.assert_bot_plays(code, 0)
