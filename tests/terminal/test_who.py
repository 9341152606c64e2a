"""
Who is here.
"""

from __future__ import annotations

from connect4tx.terminal.views import Client, Style
from tests.support.programs import ProgramCase
from tests.support.talk import TalkCase


class WhoTests(TalkCase):
    """
    The list of players.
    """

    def test_alone(self) -> None:
        """
        Who is the only one is on the list.
        """
        ann = self.talker()
        self.assertEqual(ann.says("who"), "1 player is here.\nann is in the lobby.\n")

    def test_where_players_are(self) -> None:
        """
        Each is on a line, in the order in which they came, with what that one does;
        who has no name yet is not.
        """
        ann, _ = self.game(4)
        carl, dan, eve = (self.talker(name) for name in ("carl", "dan", "eve"))
        self.stranger().meets(Client())
        dan.says("create")
        carl.says(f"watch {ann.code}")
        for style in Style:
            eve.wishes(style=style)
            self.assertEqual(
                eve.says("who"),
                "5 players are here.\n"
                f"ann is playing in room {ann.code}, with bob.\n"
                f"bob is playing in room {ann.code}, with ann.\n"
                f"carl is watching room {ann.code}.\n"
                f"dan is waiting for a game in room {dan.code}.\n"
                "eve is in the lobby.\n",
            )

    def test_after_a_game(self) -> None:
        """
        Who has finished a game and stays is in the room.
        """
        ann, bob = self.game()
        code = ann.code
        bob.says("leave")
        self.assertEqual(
            bob.says("who"),
            "2 players are here.\n"
            f"ann is in room {code}, after a game.\n"
            "bob is in the lobby.\n",
        )

    def test_who_waits_to_be_paired(self) -> None:
        """
        Who waits for an opponent is on the list as that.
        """
        ann, bob = self.talker(), self.talker("bob")
        ann.says("play")
        self.assertEqual(
            bob.says("who"),
            "2 players are here.\n"
            "ann is waiting for somebody to play with.\n"
            "bob is in the lobby.\n",
        )

    def test_players_who_are_away(self) -> None:
        """
        Who plays with somebody who is away is on the list with that one.
        """
        ann, bob, carl = self.game(4, players=3)
        code = ann.code
        self.end(bob)
        self.assertEqual(
            carl.says("who"),
            "2 players are here.\n"
            f"ann is playing in room {code}, with bob (away) and carl.\n"
            f"carl is playing in room {code}, with ann and bob (away).\n",
        )

    def test_private_rooms(self) -> None:
        """
        Of a private room neither the code is told nor who plays in it.
        """
        ann, bob, carl = (self.talker(name) for name in ("ann", "bob", "carl"))
        ann.says("create --private=yes")
        self.assertEqual(
            carl.says("who"),
            "3 players are here.\n"
            "ann is waiting for a game in a private room.\n"
            "bob is in the lobby.\n"
            "carl is in the lobby.\n",
        )
        bob.says(f"join {ann.code}", "play")
        self.assertIn("bob is playing in a private room.\n", carl.says("who"))
        ann.says("leave")
        self.assertIn("bob is in a private room, after a game.\n", carl.says("who"))

    def test_in_pages(self) -> None:
        """
        A longer list than the screen goes on with more.
        """
        ann = self.talker("ann1")
        for number in range(30):
            self.talker(f"lea{number}")
        ann.place.client = Client(height=12)
        told = ann.says("who").splitlines()
        self.assertEqual(told[0], "31 players are here.")
        self.assertEqual(told[-1], "(22 more lines: type more)")
        self.assertEqual(len(told), 11)
        self.assertEqual(ann.says("more").splitlines()[0], "lea8 is in the lobby.")


class ProgramWhoTests(ProgramCase):
    """
    The list for programs.
    """

    def test_all_of_it(self) -> None:
        """
        Each is an object, with the room's code where that is to be known.
        """
        ann, _ = self.programs(playing=True)
        carl, dan, eve = (self.program(name) for name in ("carl", "dan", "eve"))
        code = ann.talker.code
        carl.does("watch", target=code)
        dan.does("create", private="yes")
        self.talker("fay").says("play")
        eve.talker.place.client = Client(height=6)
        self.assertEqual(
            eve.asks("who"),
            {
                "ok": True,
                "players": [
                    {"name": "ann", "where": "playing", "room": code},
                    {"name": "bob", "where": "playing", "room": code},
                    {"name": "carl", "where": "watching", "room": code},
                    {"name": "dan", "where": "waiting"},
                    {"name": "eve", "where": "lobby"},
                    {"name": "fay", "where": "seeking"},
                ],
            },
        )
