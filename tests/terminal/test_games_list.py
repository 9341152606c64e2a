"""
``games``: those that are on, and those that are over.
"""

from __future__ import annotations

from connect4tx.terminal.views import Client
from tests.support.stories import WON
from tests.support.talk import TalkCase


class GamesTests(TalkCase):
    """
    The list of games.
    """

    def test_on_and_over(self) -> None:
        """
        Games that are on come first, then one's own and the latest that are over.
        """
        ann, bob = self.game(*(column + 1 for column in WON))
        over = f"  {ann.code}.1  ann (X), bob (O): ann won, 7 moves, 1970-01-01\n"
        see = f"See one with, for instance: show {ann.code}.1, or replay {ann.code}.1\n"
        eve = self.talker("eve")
        self.assertEqual(eve.says("games"), f"The latest games:\n{over}{see}")
        carl, dan = self.talker("carl"), self.talker("dan")
        carl.says("create --clock=5+3")
        dan.says(f"join {carl.code}", "play")
        carl.says("4")
        on = (
            "Games that are on:\n"
            f"  {carl.code}  carl (X), dan (O): 7x6, 5+3 on the clock, move 1\n"
            f"Look on with, for instance: watch {carl.code}\n"
        )
        self.assertEqual(eve.says("games"), f"{on}The latest games:\n{over}{see}")
        self.assertEqual(bob.says("games"), f"{on}Your games:\n{over}{see}")

    def test_not_listed(self) -> None:
        """
        A private game is not listed while it is on, nor is a room whose game has not
        begun.
        """
        ann, bob, carl = (self.talker(name) for name in ("ann", "bob", "carl"))
        ann.says("create --private")
        bob.says(f"join {ann.code}", "play")
        carl.says("create")
        self.assertEqual(
            self.talker("eve").says("games"),
            "No game is on, and none has been finished here yet; play finds an"
            " opponent, create opens a room.\n",
        )

    def test_private(self) -> None:
        """
        A private game that is over is listed only for those who played it, and for
        nobody among the latest.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        ann.says("create --private")
        bob.says(f"join {ann.code}", "play", "resign")
        carl, dan = self.talker("carl"), self.talker("dan")
        carl.says("create")
        dan.says(f"join {carl.code}", "play", "resign")
        lines = [
            f"  {of.code}.1  {of.name} (X), {other.name} (O): {of.name} won, 0 moves,"
            " 1970-01-01\n"
            for of, other in ((ann, bob), (carl, dan))
        ]
        see = "See one with, for instance: show {code}, or replay {code}\n"
        for talker in (ann, bob):
            talker.news()
            self.assertEqual(
                talker.says("games"),
                f"Your games:\n{lines[0]}The latest games:\n{lines[1]}"
                + see.format(code=f"{ann.code}.1"),
            )
        self.assertEqual(
            self.talker("eve").says("games"),
            f"The latest games:\n{lines[1]}" + see.format(code=f"{carl.code}.1"),
        )

    def test_called_off(self) -> None:
        """
        A game that was called off is on no list.
        """
        ann, bob = self.game(4)
        bob.says("abort")
        self.assertIn("No game is on, and none has been finished", ann.says("games"))

    def test_how_they_ended(self) -> None:
        """
        However a game ended, the list has who won, or that it was a draw.
        """
        ann, bob = self.game(4)
        ann.says("draw")
        bob.says("accept")
        ann.says("rematch")
        bob.says("rematch", "resign")
        told = ann.says("games")
        self.assertIn(
            f"  {ann.code}.1  ann (X), bob (O): a draw, 1 move, 1970-01-01\n", told
        )
        self.assertIn(
            f"  {ann.code}.2  ann (X), bob (O): ann won, 0 moves, 1970-01-01\n", told
        )
        self.assertIn("A draw, as agreed.", ann.says(f"show {ann.code}.1"))
        self.assertIn("ann wins by resignation.", ann.says(f"show {ann.code}.2"))

    def test_sized_to_the_screen(self) -> None:
        """
        A list that is longer than the screen is told in pages.
        """
        for number in range(8):
            first, second = self.talker(f"p{number}a"), self.talker(f"p{number}b")
            first.says("create")
            second.says(f"join {first.code}", "play")
        eve = self.talker("eve")
        eve.meets(Client(width=80, height=8))
        lines = eve.says("games").splitlines()
        self.assertEqual((len(lines), lines[-1]), (7, "(4 more lines: type more)"))
        lines = eve.says("more").splitlines()
        self.assertEqual(len(lines), 4)
        self.assertRegex(lines[-1], r"^Look on with, for instance: watch \w{6}$")
        self.assertEqual(
            eve.says("more"),
            "There is nothing more to show; more goes on with a list that was longer"
            " than\nyour screen.\n",
        )
