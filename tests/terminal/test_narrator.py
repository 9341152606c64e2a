"""
What happens in a room, as text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import Variant
from connect4tx.play.events import Departure, Event, SeatForfeited
from connect4tx.play.state import RoomState
from connect4tx.play.updates import RoomLost, RoomRestored, Update
from connect4tx.terminal.board import draw
from connect4tx.terminal.narrator import board, narrate
from connect4tx.terminal.text import wire
from connect4tx.terminal.views import Style, View, view
from tests.support.stories import (
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
VIEW = view()
AGAIN = "\nType rematch for another game, or leave."
WAIT = "Type lobby to wait for another player, or leave."


def told(*events: Event) -> str:
    """
    The text of the last of these events.
    """
    before = room_after(*events[:-1])
    return narrate(Update(events[-1], before, before.apply(events[-1])), VIEW)


def listened(*events: Event) -> str:
    """
    The same for who listens.
    """
    before = room_after(*events[:-1])
    update = Update(events[-1], before, before.apply(events[-1]))
    return narrate(update, view(Style.TEXT, unicode=True))


def drawing(state: RoomState) -> str:
    """
    The board of a room in which a game is on or over, below who plays.
    """
    assert state.position is not None
    move = f"   move {state.position.ply}" if state.position.ply else ""
    drawn = draw(state.position, state.symbols, VIEW)
    return f" ABC234   X lea   O max{move}\n{drawn}"


class EventsTests(SynchronousTestCase):
    """
    One text for each kind of event.
    """

    maxDiff = None

    def test_joined(self) -> None:
        """
        Who has joined is told with how many are there, and what to do when all are.
        """
        self.assertEqual(
            told(opened(), joined(0)), "lea (X) has joined, 1 of 2 players."
        )
        self.assertEqual(
            told(opened(), joined(0), joined(1, "Q")),
            "max (Q) has joined, 2 of 2 players. Type play to begin.",
        )

    def test_left(self) -> None:
        """
        Who has left before the game is told with the reason.
        """
        for why, text in (
            (Departure.LEFT, "lea has left the room."),
            (Departure.LOST_CONNECTION, "lea has lost the connection."),
            (Departure.CRASHED, "lea is gone: the connection crashed on our side."),
        ):
            self.assertEqual(told(*full_room(), left(0, why)), text)

    def test_defect_05_left_during_a_game_of_two(self) -> None:
        """
        Who is left alone in a game is told of having won it, and what to do now.
        """
        self.assertEqual(
            told(*game((3,)), left(0, Departure.LOST_CONNECTION)),
            "lea has lost the connection. max wins: nobody else is left in the game.\n"
            + WAIT,
        )

    def test_won_after_one_of_three_left(self) -> None:
        """
        At the end of a game that somebody has left there is no rematch to be had.
        """
        events = [*game((0, 1), THREE), left(2)]
        for seat, column in ((0, 0), (1, 1), (0, 0), (1, 1), (0, 0)):
            events.append(dropped(seat, column))
        self.assertTrue(told(*events).endswith(f"column 1 row 4.\n{WAIT}"))

    def test_left_during_a_game_of_three(self) -> None:
        """
        When one of three leaves a game, the others are told that it goes on.
        """
        self.assertEqual(
            told(*game((3,), THREE), left(0)),
            "lea has left the room. The game goes on without that seat.",
        )

    def test_left_after_a_game(self) -> None:
        """
        Who leaves after the end has not lost by it, and somebody else can be waited
        for; who looks on is not told how.
        """
        gone = [*game(WON), left(0)]
        self.assertEqual(told(*gone), f"lea has left the room. {WAIT}")
        update = Update(gone[-1], room_after(*gone[:-1]), room_after(*gone))
        watching = view(watches=True)
        self.assertEqual(narrate(update, watching), "lea has left the room.")

    def test_left_after_resigning(self) -> None:
        """
        Who is out of the game already does not change it by leaving.
        """
        out = SeatForfeited(7, 0, Termination.RESIGNED)
        self.assertEqual(
            told(*game((3,), THREE), out, left(0)), "lea has left the room."
        )

    def test_started(self) -> None:
        """
        A game begins with its board, its rules and who moves first.
        """
        events = [*full_room(Variant(9, 7, 5, 2)), started(first=1)]
        self.assertEqual(
            told(*events),
            "The game begins: 9 columns, 7 rows, five in a row, two players."
            f" max (O) moves first.\n\n{drawing(room_after(*events))}",
        )

    def test_dropped(self) -> None:
        """
        A move is told with its column as printed, above the board.
        """
        events = game((3, 0))
        self.assertEqual(
            told(*events), f"max drops in column 1.\n\n{drawing(room_after(*events))}"
        )

    def test_defect_04_winner_is_named(self) -> None:
        """
        The end of a game names the winner and the line, under the board.
        """
        self.assertTrue(
            told(*game(WON)).endswith(
                "\n\nlea wins: four in a column, column 1 row 1 to column 1 row 4."
                + AGAIN
            )
        )

    def test_defect_04_every_direction_is_told(self) -> None:
        """
        A line is told with its direction and its two ends.
        """
        for columns, line in (
            ((0, 0, 1, 1, 2, 2, 3), "four in a row, column 1 row 1 to column 4 row 1"),
            (
                (0, 1, 1, 2, 2, 3, 2, 3, 3, 0, 3),
                "four in a rising diagonal, column 1 row 1 to column 4 row 4",
            ),
            (
                (3, 2, 2, 1, 1, 0, 1, 0, 0, 3, 0),
                "four in a falling diagonal, column 1 row 4 to column 4 row 1",
            ),
            (
                (0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 3),
                "six in a row, column 1 row 1 to column 6 row 1",
            ),
        ):
            self.assertIn(f"lea wins: {line}.", told(*game(columns)))

    def test_defect_04_two_lines_are_both_told(self) -> None:
        """
        Two lines that one disc completes are told both.
        """
        self.assertIn(
            "lea wins: four in a row, column 2 row 2 to column 5 row 2 and"
            " four in a rising diagonal, column 2 row 1 to column 5 row 4.",
            told(*game((1, 3, 1, 4, 3, 0, 4, 4, 4, 2, 3, 6, 2))),
        )

    def test_defect_04_draw_is_told(self) -> None:
        """
        A draw is told as such, with why it is one.
        """
        self.assertTrue(
            told(*game(DRAWN)).endswith("\n\nA draw: the board is full." + AGAIN)
        )

    def test_reset(self) -> None:
        """
        After a reset all know who begins, and what is missing.
        """
        self.assertEqual(
            told(*game(WON), reset()),
            "Ready for another game: max begins it. Type play.",
        )
        self.assertEqual(
            told(*game(WON), left(0), reset()),
            "Ready for another game: max begins it. Somebody has to join first:"
            " join ABC234",
        )

    def test_reset_for_a_rematch(self) -> None:
        """
        Of a reset for a rematch nothing is told, as that begins at once.
        """
        again = replace(reset(), rematch=True)
        self.assertEqual(told(*game(WON), again), "")

    def test_nobody_who_is_gone_begins(self) -> None:
        """
        A player who has left is not announced to begin the next game.
        """
        self.assertNotIn("max begins", told(*game(WON), left(1), reset()))

    def test_opened_and_closed(self) -> None:
        """
        Of the beginning of a room nobody is to be told; of its end those who watch are.
        """
        self.assertEqual(told(opened()), "")
        self.assertEqual(
            told(opened(), joined(0), left(0), closed()),
            "The last player has left room ABC234, so it is closed; you are in the"
            " lobby.",
        )

    def test_last_disc_is_dropped_on_the_board_shown(self) -> None:
        """
        The board that comes with a move has the disc of that move.
        """
        self.assertIn("|[X]|", told(*full_room(), started(), dropped(0, 3)))


class ListeningTests(SynchronousTestCase):
    """
    Events for those who have no board before them.
    """

    def test_move_is_told_with_its_row(self) -> None:
        """
        A move is told with the row in which the disc lies now, and no board.
        """
        self.assertEqual(listened(*game((3,))), "lea drops in column 4, row 1.")
        self.assertEqual(listened(*game((3, 3))), "max drops in column 4, row 2.")

    def test_beginning(self) -> None:
        """
        A game begins without a board, with the players' symbols as letters.
        """
        self.assertEqual(
            listened(*game((), first=1)),
            "The game begins: 7 columns, 6 rows, four in a row, two players."
            " max (O) moves first.",
        )

    def test_end(self) -> None:
        """
        The end is told below the move, with where the line is.
        """
        self.assertEqual(
            listened(*game(WON)),
            "lea drops in column 1, row 4.\n"
            "lea wins: four in a column, column 1 row 1 to column 1 row 4." + AGAIN,
        )

    def test_restored(self) -> None:
        """
        A restored room says at which move it is; who listens asks for the board.
        """
        state = room_after(*game((3, 3)))
        self.assertEqual(
            narrate(Update(RoomRestored(), state, state), view(Style.TEXT)),
            "The room had a fault and was restored from its journal at move 2; nothing"
            " is lost, please go on.",
        )


class PlayersTests(SynchronousTestCase):
    """
    Who plays with which disc, over the board.
    """

    def line(self, seen: View, *events: Event) -> str:
        return board(room_after(*events), seen).splitlines()[0]

    def test_as_the_discs_are_drawn(self) -> None:
        """
        Each player stands behind the own disc, as it is on the board.
        """
        events = game((3,))
        for seen, line in (
            (view(), " ABC234   X lea   O max   move 1"),
            (view(Style.COMPACT), " ABC234   X lea   O max   move 1"),
            (view(unicode=True), " ABC234   ● lea   ○ max   move 1"),
            (
                view(color=True),
                " ABC234   \x1b[31mX\x1b[0m lea   \x1b[33mO\x1b[0m max   move 1",
            ),
        ):
            self.assertEqual(self.line(seen, *events), line)

    def test_who_left_the_game_is_named(self) -> None:
        """
        Who has left stands there still, as the discs do, but in brackets.
        """
        self.assertEqual(
            self.line(VIEW, *game((3,), THREE), left(0)),
            " ABC234   X (lea)   O max   A eve   move 1",
        )
        self.assertEqual(
            self.line(view(Style.TEXT), *game((3,), THREE), left(0), left(2)),
            "X (lea), O max, A (eve), move 1.",
        )
        self.assertEqual(
            self.line(view(unicode=True), *game((3,)), left(1)),
            " ABC234   ● lea   ○ (max)   move 1",
        )

    def test_listeners_have_it_as_a_sentence(self) -> None:
        """
        In the text style the players are the first sentence, without the code.
        """
        for moves, line in (
            ((), "X lea, O max."),
            ((3,), "X lea, O max, move 1."),
            ((3, 3, 3), "X lea, O max, move 3."),
        ):
            for unicode in (False, True):
                seen = view(Style.TEXT, unicode=unicode)
                self.assertEqual(self.line(seen, *game(moves)), line)

    def test_fits_with_the_longest_names(self) -> None:
        """
        With names of 16 characters the line is broken on a narrow screen, in colours
        too.
        """
        lea, max = (
            replace(joined(seat), name=letter * 16) for seat, letter in enumerate("lm")
        )
        state = room_after(opened(), lea, max, started())
        for color in (False, True):
            seen = view(color=color, width=40)
            for line in wire(board(state, seen), seen).split(b"\r\n"):
                visible = re.sub(rb"\x1b\[[0-9;]*m", b"", line)
                self.assertLessEqual(len(visible), 40, (color, visible))


class FaultsTests(SynchronousTestCase):
    """
    What is said of rooms that crashed.
    """

    def told(self, happening: RoomRestored | RoomLost, state: RoomState) -> str:
        return narrate(Update(happening, state, state), VIEW)

    def test_defect_09_restored_at_its_move(self) -> None:
        """
        A restored room is shown with the move at which it was restored.
        """
        state = room_after(*game((3, 3, 0)))
        self.assertEqual(
            self.told(RoomRestored(), state),
            "The room had a fault and was restored from its journal at move 3;"
            f" nothing is lost, please go on.\n\n{drawing(state)}",
        )

    def test_defect_09_restored_before_its_game(self) -> None:
        """
        A room without a board is restored without one.
        """
        self.assertEqual(
            self.told(RoomRestored(), room_after(*full_room())),
            "The room had a fault and was restored; nothing is lost, please go on.",
        )

    def test_lost(self) -> None:
        """
        The players of a lost room are told where they are, and what is kept.
        """
        self.assertEqual(
            self.told(RoomLost(), room_after(*game((3,)))),
            "Room ABC234 had fault after fault and had to be stopped; we are sorry. You"
            " are in the lobby. What was played is kept: a game that is on can be"
            " continued once the fault is mended.",
        )
