"""
The prompts, and the board when somebody asks for it.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import Variant
from connect4tx.play.state import NO_ROOM, RoomState
from connect4tx.terminal.board import draw
from connect4tx.terminal.narrator import board, prompt
from connect4tx.terminal.views import view
from tests.support.stories import (
    WON,
    full_room,
    game,
    left,
    reset,
    room_after,
)

THREE = Variant(players=3)
VIEW = view()
WAIT = "\nType lobby to wait for another player, or leave."


def drawing(state: RoomState) -> str:
    """
    The board of a room in which a game is on or over, below who plays.
    """
    assert state.position is not None
    move = f"   move {state.position.ply}" if state.position.ply else ""
    drawn = draw(state.position, state.symbols, VIEW)
    lea = "lea" if state.seats[0] else "(lea)"
    return f" ABC234   X {lea}   O max{move}\n{drawn}"


class PromptsTests(SynchronousTestCase):
    """
    The line on which players type.
    """

    def test_lobby(self) -> None:
        """
        Who is in no room is in the lobby.
        """
        self.assertEqual(prompt(None, -1, VIEW), "lobby> ")

    def test_waiting(self) -> None:
        """
        In a room that waits the prompt is its code, for the others to be told.
        """
        self.assertEqual(prompt(room_after(*full_room()), 0, VIEW), "ABC234> ")
        self.assertEqual(prompt(room_after(*game(WON), reset()), 0, VIEW), "ABC234> ")

    def test_on_turn_and_not(self) -> None:
        """
        In a game the prompt says whether it is one's move, or whose it is.
        """
        state = room_after(*game((3,), Variant(columns=9)))
        self.assertEqual(prompt(state, 1, VIEW), "your move (1-9)> ")
        self.assertEqual(prompt(state, 0, VIEW), "max to move> ")

    def test_over(self) -> None:
        """
        After a game the prompt says that it is over.
        """
        for state in (room_after(*game(WON)), room_after(*game((3,)), left(0))):
            self.assertEqual(prompt(state, 1, VIEW), "game over> ")


class BoardTests(SynchronousTestCase):
    """
    The board when somebody asks for it.
    """

    def test_no_game(self) -> None:
        """
        Before the first game there is no board, and it is said how to get one.
        """
        text = "There is no board yet, the game has not begun; type play to begin it."
        self.assertEqual(board(room_after(*full_room()), VIEW), text)
        self.assertEqual(board(NO_ROOM, VIEW), text)

    def test_during_a_game(self) -> None:
        """
        During a game it is the board alone.
        """
        state = room_after(*game((3,)))
        self.assertEqual(board(state, VIEW), drawing(state))

    def test_after_a_game(self) -> None:
        """
        After a game it is the board with how the game ended, who left it in brackets.
        """
        state = room_after(*game((3,)), left(0))
        self.assertIn(" ABC234   X (lea)   O max   move 1\n", board(state, VIEW))
        text = "max wins: nobody else is left in the game." + WAIT
        self.assertEqual(board(state, VIEW), f"{drawing(state)}\n\n{text}")
