"""
Whole games, as two people have them at their terminals.
"""

from __future__ import annotations

from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal import narrator, sentences
from connect4tx.terminal.views import Client
from tests.support.stories import DRAWN, WON
from tests.support.talk import TalkCase, Talker, told_token


class ComingTogetherTests(TalkCase):
    """
    From the greeting to a full room.
    """

    def test_greeting(self) -> None:
        """
        Who connects is greeted, is in the lobby after one Enter, and is told the
        commands to begin with.
        """
        guest = self.stranger()
        greeting = guest.meets(Client(telnet=True))
        self.assertEqual(
            greeting,
            "connect4tx - Connect Four.  0 players, 0 rooms.   (francais: lang fr)\n",
        )
        told = guest.says("")
        self.assertIn("create", told)
        self.assertIn("join CODE", told)
        self.assertEqual(guest.prompt, "lobby> ")

    def test_create(self) -> None:
        """
        Who opens a room is told its code, its board, the own symbol, and how others
        come in.
        """
        ann = self.talker("ann")
        told = ann.says('create --name="My Salon" --symbol=q --players=3')
        code = ann.code
        self.assertEqual(
            told,
            f'Room {code} is open ("My Salon"): 7 columns, 6 rows, four in a row,'
            f" three players.\nYou are Q. The others come in with: join {code}\n"
            f"{told_token(ann)}\n",
        )
        self.assertEqual(ann.prompt, f"{code}> ")

    def test_join(self) -> None:
        """
        Who joins is told the room and the others; the others are told who joined.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        code = self.opens_room(ann, "create Salon")
        self.assertEqual(
            bob.says(f"join {code.lower()}"),
            f'You have joined room {code} ("Salon"): 7 columns, 6 rows, four in a row,'
            " two players.\nYou are O, with ann (X). Type play to begin.\n"
            f"{told_token(bob)}\n",
        )
        self.assertEqual(
            ann.news(), "bob (O) has joined, 2 of 2 players. Type play to begin.\n"
        )
        self.assertEqual(bob.prompt, f"{code}> ")

    def test_join_of_a_room_that_still_waits(self) -> None:
        """
        Who is not the last to come is not told to begin.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        told = bob.says(f"join {self.opens_room(ann, 'create --players=3')} @")
        self.assertIn("\nYou are @, with ann (X).\n", told)
        self.assertNotIn("Type play", told)

    def test_codes_are_found_in_any_case(self) -> None:
        """
        A code may be typed in small letters, with or without its name.
        """
        ann = self.talker("ann")
        code = self.opens_room(ann, "create --players=4")
        for number, line in enumerate(
            (f"join {code.lower()}", f"join --code={code.lower()}", f"JOIN {code}")
        ):
            told = self.talker(f"friend{number}").says(line)
            self.assertTrue(told.startswith("You have joined"), told)


class TwoPlayersTests(TalkCase):
    """
    A game of two from its first move to the next game.
    """

    maxDiff = None

    def take_turns(self, talkers: list[Talker], *columns: int) -> str:
        """
        Have them play columns, from 0, in turn; what the last one was told.
        """
        told = ""
        for ply, column in enumerate(columns):
            told = talkers[ply % 2].says(str(column + 1))
        return told

    def test_start_is_told_to_both(self) -> None:
        """
        Both see the same beginning, whoever typed play; the prompts say whose move
        it is.
        """
        ann, bob = self.talkers()
        told = bob.says("play").removesuffix(f"{told_token(bob)}\n")
        self.assertEqual(ann.news(), f"{told}{told_token(ann)}\n")
        self.assertTrue(
            told.startswith(
                "The game begins: 7 columns, 6 rows, four in a row, two players."
                " ann (X) moves first.\n\n"
            )
        )
        self.assertEqual(
            (ann.prompt, bob.prompt), ("your move (1-7)> ", "ann to move> ")
        )

    def test_defect_15_a_move_is_one_text_for_both(self) -> None:
        """
        A move is told once to each, with the board, and nothing before or after it.
        """
        ann, bob = self.talkers(playing=True)
        told = ann.says("4")
        assert ann.place.room is not None
        self.assertEqual(
            told,
            f"ann drops in column 4.\n\n{narrator.board(ann.place.room, ann.view)}\n",
        )
        self.assertEqual(bob.news(), told)
        self.assertEqual(
            (ann.prompt, bob.prompt), ("bob to move> ", "your move (1-7)> ")
        )

    def test_discs_are_named_as_they_are_drawn(self) -> None:
        """
        Every sentence names a disc as it is on the reader's screen.
        """
        ann, bob = self.talkers(playing=True)
        ann.wishes(unicode=True)
        bob.wishes(unicode=True)
        self.assertIn("● ann   ○ bob", bob.says("board"))
        told = bob.says("4") + ann.says("4") + bob.says("last", "col 4", "row 1")
        self.assertIn("It is ann's turn", told)
        self.assertIn("Move 1: ann (●) dropped", told)
        self.assertNotIn("X", bob.news() + told)

    def test_original_and_printed_columns_are_the_same(self) -> None:
        """
        ``move --col=3`` of the original is column 4 as printed.
        """
        ann, bob = self.talkers(playing=True)
        self.assertIn("ann drops in column 4.", ann.says("move --col=3"))
        self.assertIn("bob drops in column 4.", bob.says("move 4"))

    def test_whole_game_and_another(self) -> None:
        """
        A game is won, told to both, made ready again, and begun by the other one.
        """
        talkers = ann, bob = self.talkers(playing=True)
        won = self.take_turns([ann, bob], *WON)
        self.assertIn("ann wins: four in a column", won)
        self.assertEqual(bob.news(), won)
        self.assertEqual([t.prompt for t in talkers], ["game over> "] * 2)
        self.assertEqual(
            bob.says("lobby"), "Ready for another game: bob begins it. Type play.\n"
        )
        self.assertIn("bob (O) moves first.", ann.says("play"))
        bob.news()
        self.assertEqual(bob.prompt, "your move (1-7)> ")
        self.assertNotIn("wins", bob.says("1"))

    def test_defect_04_draw(self) -> None:
        """
        A drawn game is told as a draw to both.
        """
        ann, bob = self.talkers(playing=True)
        drawn = self.take_turns([ann, bob], *DRAWN)
        self.assertIn("A draw: the board is full.", drawn)
        self.assertEqual(ann.news(), drawn)

    def test_board_again(self) -> None:
        """
        The board can be seen again at any time, as it stands.
        """
        ann, bob = self.talkers()
        self.assertEqual(ann.says("board"), f"{sentences.NO_GAME_YET}\n")
        ann.says("play")
        told = ann.says("4")
        bob.news()
        self.assertEqual(f"ann drops in column 4.\n\n{bob.says('board')}", told)

    def test_defect_05_other_player_is_gone(self) -> None:
        """
        When the other one's connection is lost and nobody comes back in time, the game
        can be claimed and another can join.
        """
        ann, bob = self.game(4)
        self.end(bob)
        self.assertEqual(
            ann.news(),
            "bob has lost the connection; the seat is kept.\n"
            "bob has 3 min to come back; after that you can claim win, or claim"
            " draw.\n",
        )
        self.wait(GRACE_SECONDS)
        self.assertEqual(
            ann.says("claim win"),
            "bob did not come back in time. ann wins: nobody else is left in the game."
            "\nType lobby to wait for another player, or leave.\n",
        )
        ann.says("lobby")
        carl = self.talker("carl")
        self.assertIn("You have joined", carl.says(f"join {ann.code}"))
        self.assertIn("The game begins", carl.says("play"))

    def test_defect_07_leave_and_disconnect(self) -> None:
        """
        Who leaves and then disconnects is told of once, and the other one stays.
        """
        ann, bob = self.talkers(playing=True)
        code = ann.code
        self.assertEqual(
            ann.says("leave"),
            f"You have given up the game in room {code}; you are in the lobby.\n",
        )
        self.assertEqual(ann.prompt, "lobby> ")
        self.end(ann)
        self.assertEqual(bob.news().count("ann has"), 1)
        self.assertEqual(bob.prompt, "game over> ")

    def test_game_that_cannot_begin(self) -> None:
        """
        As long as seats are free, who wants to see or do something of a game is told
        who is missing, not to begin it.
        """
        ann = self.talker("ann")
        ann.says("create --players=3")
        missing = f"The game needs 2 more players; they come in with: join {ann.code}\n"
        for line in ("4", "lobby", "play", "board"):
            self.assertEqual(ann.says(line), missing, line)

    def test_leave_without_a_game(self) -> None:
        """
        Who leaves before the game or after it gives up nothing but the seat.
        """
        ann, bob = self.talkers()
        left = f"You have left room {ann.code}; you are in the lobby.\n"
        self.assertEqual(bob.says("leave"), left)
        bob.says(f"join {ann.code}", "play")
        bob.says("leave")
        ann.news()
        self.assertEqual(ann.says("leave"), left)

    def test_quit(self) -> None:
        """
        Who quits gives the seat up and is said goodbye to; the other one is told.
        """
        ann, bob = self.talkers(playing=True)
        self.assertEqual(ann.says("quit"), "Goodbye!\n")
        self.assertTrue(ann.conversation.over)
        self.assertTrue(bob.news().startswith("ann has left the room. bob wins"))

    def test_told_text_is_made_once(self) -> None:
        """
        The same bytes go to all who are told of a move.
        """
        ann, bob = self.talkers(playing=True)
        ann.says("4")
        bob.news()
        update = bob.updates[-1]
        self.assertIs(update, ann.updates[-1])
        self.assertEqual(list(update.rendered), [ann.view])
