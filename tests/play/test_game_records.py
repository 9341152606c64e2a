"""
Games that are over: stepped through and given away.
"""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import ColumnFull, GameOver
from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import Event, GameRecord
from connect4tx.play.records import as_object, as_text, game_code, position_after
from connect4tx.play.state import replay
from tests.game.strategies import repeatable
from tests.support.boards import drawn
from tests.support.stories import (
    DRAWN,
    WON,
    dropped,
    full_room,
    game,
    left,
    room_after,
    started,
)

THREE, FOUR = Variant(players=3), Variant(players=4)


def record_of(*events: Event, winner: int | None = None) -> GameRecord:
    """
    The record of the game that these events end.
    """
    state = room_after(*events)
    assert state.position is not None
    outcome = state.position.outcome or Outcome(Termination.DRAW_CLAIMED, winner)
    return state.game_record(outcome, 86_400)


def positions(events: list[Event]) -> dict[int, Position]:
    """
    The positions of a game by ply; of one ply, that after all who left then.
    """
    found: dict[int, Position] = {}
    for count in range(1, len(events) + 1):
        position = replay(events[:count]).position
        if position is not None:
            found[position.ply] = position
    return found


class PositionsTests(SynchronousTestCase):
    """
    Any position of a game.
    """

    def assert_replays(self, *events: Event) -> None:
        """
        Fail unless every position of this game is had back from its record.
        """
        record = record_of(*events)
        for ply, position in positions(list(events)).items():
            again = position_after(record, ply)
            self.assertEqual(again, position)
            self.assertEqual(
                (again.ply, again.last, drawn(again)),
                (ply, position.last, drawn(position)),
            )
            if ply < len(record.moves):
                self.assertIsNone(again.outcome)
        end = position_after(record, len(record.moves)).outcome
        assert end is not None
        self.assertEqual(
            (end.termination, end.winner), (record.termination, record.winner)
        )
        beyond = position_after(record, len(record.moves) + 9)
        self.assertEqual(beyond, position_after(record, len(record.moves)))

    def test_of_two(self) -> None:
        """
        Games that were won, drawn, left or called a draw, whoever began.
        """
        for columns in (WON, DRAWN):
            for first in (0, 1):
                self.assert_replays(*game(columns, first=first))
        self.assert_replays(*game((3, 3)), left(1))
        self.assert_replays(*game(()), left(0))
        self.assert_replays(*game((3, 3, 2)))

    def test_line_is_had_back(self) -> None:
        """
        After the last disc of a won game, the line that won is known too.
        """
        events = game(WON)
        outcome = position_after(record_of(*events), len(WON)).outcome
        assert outcome is not None
        self.assertEqual(outcome, room_after(*events).position.outcome)  # type: ignore[union-attr]
        self.assertEqual(len(outcome.cells), 4)

    def test_of_three_with_one_who_left(self) -> None:
        """
        One of three leaves, on turn or not, at the start or later.
        """
        for ply in range(5):
            for seat in range(3):
                events = [*game((0, 1, 2, 3, 4)[:ply], THREE), left(seat)]
                for column in (6, 5, 6):
                    turn = room_after(*events).position.turn  # type: ignore[union-attr]
                    events.append(dropped(turn, column))
                self.assert_replays(*events)

    def test_of_four_with_three_who_left(self) -> None:
        """
        Three of four leave, two of them after the same disc; the last one has won.
        """
        events = [*game((0, 1), FOUR, first=2), left(0), left(3), dropped(1, 4)]
        self.assert_replays(*events, dropped(2, 4), dropped(1, 5), left(1))
        record = record_of(*events, dropped(2, 4), dropped(1, 5), left(1))
        self.assertEqual(record.left, ((2, 0), (2, 3), (5, 1)))
        self.assertEqual((record.moves, record.winner), ("12556", 2))

    def test_all_leave_before_a_disc(self) -> None:
        """
        A game that nobody dropped a disc in has one position: its end.
        """
        events = [*game((), FOUR), left(2), left(0), left(1)]
        self.assert_replays(*events)
        self.assertEqual(position_after(record_of(*events), 0).outcome.winner, 3)  # type: ignore[union-attr]

    def test_draw_that_was_claimed(self) -> None:
        """
        A draw that was claimed is so at its last disc only, among three with one gone.
        """
        record = record_of(*game((3, 2), THREE), left(2))
        self.assertIs(record.termination, Termination.DRAW_CLAIMED)
        self.assertIsNone(position_after(record, 1).outcome)
        self.assertEqual(
            position_after(record, 2).outcome, Outcome(Termination.DRAW_CLAIMED)
        )

    def test_no_game(self) -> None:
        """
        A record of moves that cannot be made is refused.
        """
        record = record_of(*game(WON))
        with self.assertRaises(GameOver):
            position_after(replace(record, moves=record.moves + "1"), 8)
        with self.assertRaises(ColumnFull):
            position_after(replace(record, moves="1" * 7), 7)

    @repeatable
    @given(st.data())
    def test_any_game(self, data: st.DataObject) -> None:
        """
        Whoever moves and leaves, every position of the game is had back.
        """
        variant = Variant(players=data.draw(st.integers(2, 4)))
        first = data.draw(st.integers(0, variant.players - 1))
        events: list[Event] = [*full_room(variant), started(first)]
        state = replay(events)
        for _ in range(data.draw(st.integers(0, 45))):
            position = state.position
            assert position is not None
            if position.outcome is not None:
                break
            present = [seat for seat, here in enumerate(position.present) if here]
            event: Event
            if data.draw(st.integers(0, 9)):
                column = data.draw(st.sampled_from(position.open_columns()))
                event = dropped(position.turn, column)
            else:
                event = left(data.draw(st.sampled_from(present)))
            events.append(event)
            state = state.apply(event)
        self.assert_replays(*events)


class GivenAwayTests(SynchronousTestCase):
    """
    Games as JSON and as text.
    """

    def setUp(self) -> None:
        story = [*full_room(THREE), started(1, at=60), dropped(1, 3), left(1)]
        self.record = record_of(*story, dropped(2, 6), left(2))

    def test_code(self) -> None:
        """
        A game is called after its room and its number in there.
        """
        self.assertEqual(game_code(self.record), "ABC234.1")

    def test_as_object(self) -> None:
        """
        For programs a game is what JSON can hold, with symbols instead of seats.
        """
        told = as_object(self.record)
        self.assertEqual(json.loads(json.dumps(told)), told)
        self.assertEqual(
            told,
            {
                "game": "ABC234.1",
                "room": "ABC234",
                "number": 1,
                "cols": 7,
                "rows": 6,
                "connect": 4,
                "players": [
                    {"symbol": "X", "name": "lea"},
                    {"symbol": "O", "name": "max"},
                    {"symbol": "A", "name": "eve"},
                ],
                "first": "O",
                "moves": "47",
                "left": [{"ply": 1, "symbol": "O"}, {"ply": 2, "symbol": "A"}],
                "winner": "X",
                "how": "last_one_left",
                "control": None,
                "started": "1970-01-01T00:01:00Z",
                "ended": "1970-01-02T00:00:00Z",
            },
        )

    def test_draw_has_no_winner(self) -> None:
        """
        A draw has no winner, in JSON as in text.
        """
        for events, how in ((game(DRAWN), "board_full"), (game((3,)), "draw_claimed")):
            record = record_of(*events)
            self.assertIsNone(as_object(record)["winner"])
            self.assertEqual(as_object(record)["how"], how)
            self.assertIn('[Winner "nobody"]', as_text(record))

    def test_as_text(self) -> None:
        """
        For people a game is tags, a line for each, and its moves.
        """
        self.assertEqual(
            as_text(self.record).splitlines(),
            [
                '[Game "ABC234.1"]',
                '[Started "1970-01-01T00:01:00Z"]',
                '[Ended "1970-01-02T00:00:00Z"]',
                '[Board "7x6, 4 in a row"]',
                '[Players "lea (X), max (O), eve (A)"]',
                '[First "O"]',
                '[Left "O after 1, A after 2"]',
                '[Winner "X"]',
                '[How "last_one_left"]',
                "47",
            ],
        )

    def test_clock(self) -> None:
        """
        A game in which time was counted says so, in JSON as in text; another one has no
        line about that.
        """
        timed = replace(self.record, control=TimeControl(180, 2))
        self.assertEqual(as_object(timed)["control"], "3+2")
        lines = as_text(timed).splitlines()
        self.assertEqual(lines[5:7], ['[First "O"]', '[Clock "3+2"]'])
        self.assertNotIn("[Clock", as_text(self.record))

    def test_nobody_left(self) -> None:
        """
        A game that nobody left has no line about that.
        """
        record = record_of(*game(WON))
        self.assertNotIn("[Left", as_text(record))
        self.assertEqual(as_object(record)["left"], [])

    def test_quotation_marks(self) -> None:
        """
        A quotation mark among the symbols does not end a tag.
        """
        record = replace(self.record, symbols=('"', "O", "A"))
        self.assertIn('[Players "lea (\\"), max (O), eve (A)"]', as_text(record))
        self.assertIn('[Winner "\\""]', as_text(record))

    def test_backslashes(self) -> None:
        """
        A backslash among the symbols does not make a quotation mark of a tag's end.
        """
        record = replace(self.record, symbols=("\\", "O", "A"))
        self.assertIn('[Winner "\\\\"]', as_text(record))

    def test_board(self) -> None:
        """
        The board of a game is told as it was.
        """
        record = replace(self.record, variant=Variant(20, 9, 5, 3))
        self.assertIn('[Board "20x9, 5 in a row"]', as_text(record))
        told = as_object(record)
        self.assertEqual((told["cols"], told["rows"], told["connect"]), (20, 9, 5))
        self.assertEqual(as_object(replace(record, variant=STANDARD))["cols"], 7)
