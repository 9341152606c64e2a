"""
JSON mode: what a room tells, and tells again.
"""

from __future__ import annotations

from connect4tx.game.variant import Variant
from connect4tx.play.events import Departure, Event
from connect4tx.play.state import RoomState
from connect4tx.play.updates import RoomLost, RoomRestored, Update
from connect4tx.terminal import machine
from tests.support.programs import Object, ProgramCase, objects
from tests.support.stories import (
    CODE,
    DRAWN,
    WON,
    closed,
    full_room,
    game,
    joined,
    left,
    opened,
    reset,
    room_after,
)

THREE = Variant(players=3)
# Of a person in a seat.
HERE = {"away": False, "overdue": False, "bot": 0}


def told(*events: Event, seat: int = 0) -> list[Object]:
    """
    The objects of the last of these events.
    """
    before = room_after(*events[:-1])
    update = Update(events[-1], before, before.apply(events[-1]))
    return objects_of(machine.news(update, seat))


def objects_of(text: str) -> list[Object]:
    return objects(f"{text}\n") if text else []


class EventsTests(ProgramCase):
    """
    Each kind of event, field by field.
    """

    maxDiff = None

    def test_join(self) -> None:
        """
        Who has joined is told, with how many are missing still.
        """
        self.assertEqual(
            told(opened(THREE), joined(0), joined(1, "Q")),
            [
                {
                    "event": "join",
                    "seq": 3,
                    "room": CODE,
                    "symbol": "Q",
                    "name": "max",
                    "missing": 1,
                }
            ],
        )

    def test_leave(self) -> None:
        """
        Who has left is told, with why.
        """
        for why, value in (
            (Departure.LEFT, "left"),
            (Departure.LOST_CONNECTION, "lost_connection"),
            (Departure.CRASHED, "crashed"),
        ):
            self.assertEqual(
                told(*full_room(), left(1, why)),
                [
                    {
                        "event": "leave",
                        "seq": 4,
                        "room": CODE,
                        "symbol": "O",
                        "name": "max",
                        "why": value,
                        "missing": 1,
                        "turn": None,
                    }
                ],
            )

    def test_leave_that_ends_a_game(self) -> None:
        """
        When the last opponent leaves, the end of the game is told too.
        """
        leave, end = told(*game((3,)), left(0))
        self.assertEqual((leave["event"], leave["seq"]), ("leave", 6))
        self.assertEqual(
            end,
            {
                "event": "end",
                "seq": 6,
                "room": CODE,
                "winner": "O",
                "how": "last_one_left",
                "cells": [],
                "moves": "4",
                "turn": None,
            },
        )

    def test_leave_that_ends_no_game(self) -> None:
        """
        A game of three goes on; one that was over does not end again.
        """
        for events in ([*game((3,), THREE), left(0)], [*game(WON), left(0)]):
            self.assertEqual([line["event"] for line in told(*events)], ["leave"])

    def test_game(self) -> None:
        """
        A game begins with all that is true of it, for each player the own symbol.
        """
        for seat, symbol in ((0, "X"), (1, "O")):
            self.assertEqual(
                told(*game((), first=1), seat=seat),
                [
                    {
                        "event": "game",
                        "seq": 4,
                        "room": CODE,
                        "name": "Salon",
                        "status": "playing",
                        "cols": 7,
                        "rows": 6,
                        "connect": 4,
                        "seats": [
                            {"symbol": "X", "name": "lea", **HERE},
                            {"symbol": "O", "name": "max", **HERE},
                        ],
                        "you": symbol,
                        "first": "O",
                        "turn": "O",
                        "open": [1, 2, 3, 4, 5, 6, 7],
                        "moves": "",
                        "board": ["......."] * 6,
                        "control": None,
                        "private": False,
                        "clocks": [],
                        "offers": [],
                        "score": [0, 0],
                    }
                ],
            )

    def test_move(self) -> None:
        """
        A move is told with its cell and number, whose turn it is then, and where.
        """
        self.assertEqual(
            told(*game((3, 3, 0))),
            [
                {
                    "event": "move",
                    "seq": 7,
                    "room": CODE,
                    "symbol": "X",
                    "col": 1,
                    "row": 1,
                    "ply": 3,
                    "turn": "O",
                    "open": [1, 2, 3, 4, 5, 6, 7],
                }
            ],
        )

    def test_end(self) -> None:
        """
        The move that wins is followed by the end, with every cell that won.
        """
        move, end = told(*game(WON))
        self.assertEqual(
            (move["event"], move["turn"], move["open"]), ("move", None, [])
        )
        self.assertEqual(
            end,
            {
                "event": "end",
                "seq": 11,
                "room": CODE,
                "winner": "X",
                "how": "connected",
                "cells": [[1, 1], [1, 2], [1, 3], [1, 4]],
                "moves": "1212121",
                "turn": None,
            },
        )

    def test_end_of_two_lines(self) -> None:
        """
        A cell in two lines is there once.
        """
        _, end = told(*game((1, 3, 1, 4, 3, 0, 4, 4, 4, 2, 3, 6, 2)))
        cells = [tuple(cell) for cell in end["cells"]]
        self.assertEqual(len(set(cells)), len(cells))
        self.assertEqual(len(cells), 7)

    def test_draw(self) -> None:
        """
        A draw has no winner and no cells.
        """
        _, end = told(*game(DRAWN))
        self.assertEqual((end["winner"], end["cells"]), (None, []))
        self.assertEqual(end["how"], "board_full")

    def test_ready(self) -> None:
        """
        After a reset it is told who will begin, and that no seat is free.
        """
        self.assertEqual(
            told(*game(WON), reset()),
            [{"event": "ready", "seq": 12, "room": CODE, "first": "O", "missing": 0}],
        )

    def test_ready_without_who_begins(self) -> None:
        """
        Nobody is told to begin who is gone; the seats that are free are counted.
        """
        for seat, first in ((1, None), (0, "O")):
            (ready,) = told(*game(WON), left(seat), reset())
            self.assertEqual((ready["first"], ready["missing"]), (first, 1))

    def test_leave_of_whose_turn_it_was(self) -> None:
        """
        In a game of three, who leaves tells whose turn it is then.
        """
        (leave,) = told(*game((3,), THREE), left(1))
        self.assertEqual((leave["turn"], leave["missing"]), ("A", 1))

    def test_full_column_is_not_open(self) -> None:
        """
        With each move come the columns in which there is room then.
        """
        (move,) = told(*game((3,) * 6))
        self.assertEqual((move["row"], move["open"]), (6, [1, 2, 3, 5, 6, 7]))

    def test_board(self) -> None:
        """
        The board is its rows from the top, with the symbols of who dropped the discs.
        """
        found = machine.game(room_after(*game((3, 3, 0))), 0)
        self.assertEqual(found["board"][:4], ["......."] * 4)
        self.assertEqual(found["board"][4:], ["...O...", "X..X..."])
        self.assertEqual(machine.game(room_after(*full_room()), 0)["board"], [])

    def test_restored_and_closed(self) -> None:
        """
        A restored room is told as a game, a lost one as closed.
        """
        state = room_after(*game((3,)))
        (restored,) = self.about(RoomRestored(), state)
        self.assertEqual((restored["event"], restored["seq"]), ("game", 5))
        self.assertEqual((restored["moves"], restored["turn"]), ("4", "O"))
        self.assertEqual(
            self.about(RoomLost(), state), [{"event": "closed", "seq": 5, "room": CODE}]
        )

    def about(
        self, happening: RoomRestored | RoomLost, state: RoomState
    ) -> list[Object]:
        return objects_of(machine.news(Update(happening, state, state), 0))

    def test_opened_and_closed(self) -> None:
        """
        Of the beginning of a room nobody is to be told; of its end those who watch are.
        """
        self.assertEqual(told(opened()), [])
        self.assertEqual(
            told(opened(), joined(0), left(0), closed()),
            [{"event": "closed", "seq": 4, "room": CODE}],
        )

    def test_empty_seats(self) -> None:
        """
        A seat is null as long as nobody sits there, and the turn passes it by.
        """
        state = room_after(*game((3,), THREE), left(1))
        found = machine.game(state, 0)
        self.assertEqual(
            found["seats"],
            [
                {"symbol": "X", "name": "lea", **HERE},
                None,
                {"symbol": "A", "name": "eve", **HERE},
            ],
        )
        self.assertEqual(found["turn"], "A")

    def test_who_has_no_seat(self) -> None:
        """
        For who has no seat there is no own symbol.
        """
        self.assertIsNone(machine.game(room_after(*full_room()), -1)["you"])

    def test_wide_boards(self) -> None:
        """
        Columns have one digit each in the record, and are numbers in events.
        """
        columns = (19, 9, 10)
        state = room_after(*game(columns, Variant(columns=20)))
        (move,) = told(*game(columns, Variant(columns=20)))
        self.assertEqual(move["col"], 11)
        self.assertEqual(len(machine.game(state, 0)["moves"]), 3)
