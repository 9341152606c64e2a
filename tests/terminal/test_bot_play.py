"""
Games against a computer, as people see them.
"""

from __future__ import annotations

from connect4tx.terminal.views import Style
from tests.support.talk import TalkCase, Talker, told_token


class BotTests(TalkCase):
    """
    ``bot``, and what a computer makes of offers.
    """

    def against(self, line: str = "bot 3") -> tuple[Talker, str]:
        """
        A player against a computer, and what that player was told.
        """
        ann = self.talker("ann")
        ann.wishes(style=Style.TEXT)
        told = ann.says(line)
        return ann, told

    def test_from_the_lobby(self) -> None:
        """
        The game begins at once, without a clock; the computer moves by itself.
        """
        seats = set()
        for _ in range(8):
            ann, told = self.against()
            seat = ann.place.seat
            seats.add(seat)
            begins = "You move first." if seat == 0 else "bot3 moves first."
            first, token, helps, *moves = told.splitlines()
            self.assertEqual(helps, "hint tells a good move, undo takes yours back.")
            self.assertEqual(
                first,
                f"You play bot3 in room {ann.code}, without a clock; you are"
                f" {'XO'[seat]}. {begins}",
            )
            self.assertEqual(token, told_token(ann))
            if seat:
                self.assertEqual(len(moves), 1)
                self.assertRegex(moves[0], r"^bot3 drops in column \d, row 1\.$")
            told = ann.says("4")
            self.assertRegex(
                told,
                r"^ann drops in column 4, row \d\.\n"
                r"bot3 drops in column \d, row \d\.\n$",
            )
            ann.says("leave")
            self.end(ann)
        self.assertEqual(seats, {0, 1})

    def test_in_a_room(self) -> None:
        """
        It takes the free seat of one's own room; the game begins as ever.
        """
        ann, _ = self.against("create")
        self.assertEqual(
            ann.says("bot 6"),
            "bot6 (O) has joined, 2 of 2 players. Type play to begin.\n",
        )
        self.assertIn("ann (X) moves first.", ann.says("play"))

    def test_levels(self) -> None:
        """
        There are seven levels, and one has to be said.
        """
        ann, _ = self.against("create")
        for level in ("0", "8", "x", "1.5"):
            self.assertEqual(
                ann.says(f"bot {level}"),
                f"A computer plays at level 1 to 7, not '{level}'; try bot 3.\n",
            )
        self.assertEqual(
            ann.says("bot"),
            "bot needs more than that: bot LEVEL     such as: bot 3, bot --level=7\n",
        )

    def test_not_there(self) -> None:
        """
        A computer plays with one other only, and needs a free seat before a game.
        """
        ann, _ = self.against("create --players=3")
        self.assertEqual(
            ann.says("bot 1"),
            "A computer plays against one other only, and this room is for more; open"
            " another room, or type bot 3 in the lobby.\n",
        )
        ann.says("leave", "create", "bot 1")
        self.assertEqual(
            ann.says("bot 1"),
            f"Room {ann.code} is full, all 2 seats are taken; open another with"
            " create.\n",
        )

    def test_without_a_solver(self) -> None:
        """
        The highest level says that it is not perfect, where it is not.
        """
        ann, told = self.against("bot 7")
        says_so = (
            "bot7 plays as well as it can, but not perfectly: the server has no"
            " solver.\n"
        )
        self.assertEqual(told.count(says_so), 1)
        ann.says("leave", "create")
        self.assertEqual(
            ann.says("bot 7"),
            f"{says_so}bot7 (O) has joined, 2 of 2 players. Type play to begin.\n",
        )

    def test_undo(self) -> None:
        """
        It lets one take moves back, as often as one likes.
        """
        ann, _ = self.against()
        while ann.place.seat:
            ann.says("leave")
            ann.says("bot 3")
        for _ in range(3):
            ann.says("4")
            self.assertEqual(
                ann.says("undo"),
                "You ask bot3 to take that back; cancel ends that.\n"
                "2 discs are taken back. It is ann's move.\n",
            )

    def test_draw(self) -> None:
        """
        It declines a draw as long as it does not know that it cannot win.
        """
        ann, _ = self.against()
        self.assertEqual(
            ann.says("draw"),
            "You offer a draw to bot3; it stands until the others have answered or"
            " moved. cancel takes it back.\n"
            "bot3 declines the draw; the game goes on.\n",
        )

    def test_rematch(self) -> None:
        """
        It agrees to a rematch, in which the other one begins.
        """
        ann, _ = self.against()
        first = ann.place.seat == 0
        self.assertEqual(
            ann.says("resign"),
            "ann resigns. bot3 wins by resignation.\n"
            "Type rematch for another game, or leave.\n",
        )
        told = ann.says("rematch")
        begins = "bot3 (O)" if first else "ann (O)"
        self.assertIn(f"two players. {begins} moves first.\n", told)

    def test_hint(self) -> None:
        """
        A hint tells a good column, and what is known of it.
        """
        ann, _ = self.against()
        self.assertRegex(
            ann.says("hint"),
            r"^Column \d looks best as far as the computer sees\.\n$",
        )

    def test_leave(self) -> None:
        """
        Who leaves has given the game up, and the room is closed behind.
        """
        ann, _ = self.against()
        code = ann.code
        self.assertEqual(
            ann.says("leave"),
            f"You have given up the game in room {code}; you are in the lobby.\n",
        )
        self.assertEqual(
            self.talker("eve").says(f"watch {code}"),
            f"There is no room {code}, or no longer; check the code, or open one:"
            " create.\n",
        )

    def test_nobody_is_called_so(self) -> None:
        """
        No person takes a computer player's name.
        """
        self.assertEqual(
            self.talker("ann").says("name bot3"),
            "The name bot3 is kept for the server's own use; choose another.\n",
        )
