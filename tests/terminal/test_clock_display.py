"""
How clocks are shown and told, and what players are told of their end.
"""

from __future__ import annotations

from connect4tx.terminal.views import Style
from tests.support.talk import TalkCase, Talker, told_token

OVER = "Type rematch for another game, or leave.\n"


class ClockTests(TalkCase):
    """
    Games in which time is counted.
    """

    def timed(
        self, control: str = "1+1", style: Style = Style.TEXT
    ) -> tuple[Talker, Talker]:
        """
        The players of such a game, which has just begun.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        for talker in (ann, bob):
            talker.wishes(style=style)
        ann.says(f"create --clock={control}")
        bob.says(f"join {ann.code}", "play")
        ann.news()
        return ann, bob

    def test_told_when_one_comes_in(self) -> None:
        """
        Who opens a room, who joins it, and all when the game begins, are told that time
        is counted.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        bob.wishes(style=Style.TEXT)
        size = "7 columns, 6 rows, four in a row, two players, 5+3 on the clock"
        told = ann.says("create --clock=5+3")
        self.assertTrue(told.startswith(f"Room {ann.code} is open: {size}.\n"))
        told = bob.says(f"join {ann.code}")
        self.assertTrue(told.startswith(f"You have joined room {bob.code}: {size}.\n"))
        self.assertEqual(
            bob.says("play"),
            f"The game begins: {size}. ann (X) moves first.\n{told_token(bob)}\n",
        )

    def test_with_each_move(self) -> None:
        """
        Who listens hears with each move how much time its player has left.
        """
        ann, bob = self.timed()
        self.wait(2)
        told = "ann drops in column 4, row 1, with 59 s left.\n"
        self.assertEqual(ann.says("4"), told)
        self.assertEqual(bob.news(), told)
        self.assertEqual(
            bob.says("4"), "bob drops in column 4, row 2, with 1 min 1 s left.\n"
        )

    def test_over_the_board(self) -> None:
        """
        A drawn board has the clocks beside the names.
        """
        ann, bob = self.timed(style=Style.COMPACT)
        self.wait(12)
        ann.says("4")
        told = bob.news()
        self.assertEqual(
            told.splitlines()[:3],
            [
                "ann drops in column 4.",
                "",
                f" {ann.code}   X ann 0:49   O bob 1:00   move 1",
            ],
        )

    def test_prompt(self) -> None:
        """
        The prompt of who has to move shows what was left when the last disc fell.
        """
        ann, bob = self.timed("3+2")
        self.wait(17)
        ann.says("4")
        bob.news()
        self.assertEqual(bob.prompt, "your move (1-7), 3:00> ")
        self.assertEqual(ann.prompt, "bob to move> ")
        self.wait(5)
        bob.says("4")
        ann.news()
        self.assertEqual(ann.prompt, "your move (1-7), 2:45> ")
        self.wait(30)
        self.assertEqual(ann.prompt, "your move (1-7), 2:45> ")

    def test_clock(self) -> None:
        """
        ``clock`` tells what is left at this moment, and whose time runs.
        """
        ann, bob = self.timed(style=Style.FULL)
        ann.says("4")
        self.wait(5.5)
        self.assertEqual(
            ann.says("clock")[-len("ann 1:01, bob 0:54; it is bob's move.\n") :],
            "ann 1:01, bob 0:54; it is bob's move.\n",
        )
        bob.wishes(style=Style.TEXT)
        self.assertEqual(
            bob.says("clock"),
            "ann with 1 min 1 s, bob with 54 s; it is bob's move.\n",
        )

    def test_no_clock(self) -> None:
        """
        Where no time is counted there is no clock, nor outside rooms.
        """
        ann, _ = self.game(4)
        self.assertEqual(
            ann.says("clock"),
            "No time is counted in this room; create --clock=3+2 opens one where it"
            " is.\n",
        )
        self.assertEqual(
            self.talker("eve").says("clock"),
            "You are not in a room; open one with create, or join CODE.\n",
        )

    def test_out_of_time(self) -> None:
        """
        Who has none left has lost, is told so at once, and has none on the clock.
        """
        ann, bob = self.timed()
        ann.says("4")
        bob.says("4")
        ann.news()
        self.wait(61.5)
        told = f"ann has run out of time. bob wins on time.\n{OVER}"
        self.assertEqual((ann.news(), bob.news()), (told, told))
        self.assertEqual(
            ann.says("clock"), "At the end: ann with 0 s, bob with 1 min 1 s.\n"
        )
        self.assertEqual(ann.prompt, "game over> ")

    def test_never_moved(self) -> None:
        """
        A game in which somebody has never moved is called off.
        """
        ann, bob = self.timed()
        ann.says("4")
        bob.news()
        self.wait(61)
        told = (
            "bob has not moved in time, so the game is called off and counts for"
            " nothing. Type play for another, or leave.\n"
        )
        self.assertEqual((ann.news(), bob.news()), (told, told))

    def test_too_late(self) -> None:
        """
        A move that comes after the time is over does not count.
        """
        ann, bob = self.timed()
        ann.says("4")
        bob.says("4")
        self.wait(61.01)
        self.assertEqual(
            ann.says("4").splitlines()[0], "ann has run out of time. bob wins on time."
        )

    def test_narrow_screens(self) -> None:
        """
        The clocks fit on a screen of 40.
        """
        ann, bob = self.timed("180+180", style=Style.FULL)
        bob.wishes(width=40)
        ann.says("4")
        for line in bob.news().splitlines():
            self.assertLessEqual(len(line), 40, line)
