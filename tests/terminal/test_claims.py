"""
The wait for those who are away, and its end.
"""

from __future__ import annotations

from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal.views import Client, Style
from tests.support.members import LOST_CONNECTION
from tests.support.programs import Program, ProgramCase, kinds
from tests.support.talk import TalkCase, Talker


class WaitTests(TalkCase):
    """
    How long the others have to wait, and what they are told of it.
    """

    def test_only_on_turn(self) -> None:
        """
        The time runs when it is the turn of who is away, and only then.
        """
        ann, bob = self.talkers(playing=True)
        self.end(bob)
        self.assertEqual(ann.news(), "bob has lost the connection; the seat is kept.\n")
        self.wait(2 * GRACE_SECONDS)
        self.assertEqual(ann.news(), "")
        told = ann.says("4")
        self.assertTrue(
            told.endswith(
                "bob has 3 min to come back; after that you can claim win, or claim"
                " draw.\n"
            ),
            told,
        )
        self.wait(GRACE_SECONDS - 1)
        self.assertEqual(ann.news(), "")
        self.wait(1)
        self.assertEqual(
            ann.news(),
            "bob has not come back in time: claim win, claim draw, or just wait.\n",
        )

    def test_coming_back_ends_it(self) -> None:
        """
        Who is back in time, or after it, is waited for no more; the next time the whole
        time runs again.
        """
        for late in (-1, 1):
            ann, bob = self.game(4)
            self.end(bob)
            self.wait(GRACE_SECONDS + late)
            bob = self.comes_back(bob)
            ann.news()
            self.assertIn("Everybody is here", ann.says("claim win"))
            self.wait(GRACE_SECONDS)
            self.assertEqual(ann.news(), "")
            self.end(bob)
            self.assertIn("bob has 3 min to come back", ann.news())
            self.begin_anew()

    def begin_anew(self) -> None:
        self.world.stop()
        self.setUp()

    def test_three_players(self) -> None:
        """
        With more than two in the game it can only be gone on with; a game of three of
        whom two are left is one of two.
        """
        ann, bob, carl = self.game(players=3)
        self.end(ann)
        for talker in (bob, carl):
            self.assertIn("; after that you can claim win.\n", talker.news())
        self.wait(GRACE_SECONDS)
        over = "ann has not come back in time: claim win goes on without ann, or just"
        self.assertEqual(bob.news(), f"{over} wait.\n")
        carl.news()
        self.assertIn("cannot be called a draw", bob.says("claim draw"))
        self.assertEqual(
            carl.says("claim win"),
            "ann did not come back in time. The game goes on without that seat.\n",
        )
        self.assertEqual(carl.prompt, "bob to move> ")
        bob.says("4")
        self.end(carl)
        self.wait(GRACE_SECONDS)
        self.assertIn("claim win, claim draw, or just wait.", bob.news())

    def test_before_a_game(self) -> None:
        """
        Before a game the seat is free after that time; until then nobody can begin.
        """
        ann, bob = self.talkers()
        self.end(bob)
        self.assertEqual(
            ann.news(),
            "bob has lost the connection; the seat is kept.\n"
            "bob has 3 min to come back; after that, the seat is free.\n",
        )
        self.assertIn("bob is away, and the seat is kept", ann.says("play"))
        self.wait(GRACE_SECONDS)
        self.assertEqual(
            ann.news(),
            f"bob did not come back in time. The seat is free: join {ann.code}\n",
        )
        self.assertIn("needs one more player", ann.says("play"))

    def test_seat_that_somebody_else_wants(self) -> None:
        """
        Before a game whoever comes takes the seat of who is away, and both are told.
        """
        ann, bob = self.talkers()
        self.end(bob)
        ann.news()
        carl = self.talker("carl")
        self.assertIn("You are O, with ann (X).", carl.says(f"join {ann.code}"))
        self.assertEqual(
            ann.news(),
            "bob was away, and another player has the seat now.\n"
            "carl (O) has joined, 2 of 2 players. Type play to begin.\n",
        )
        again = self.stranger()
        self.assertIn("No seat is kept", again.says(f"back {bob.token}"))

    def test_after_a_game(self) -> None:
        """
        Who is lost when the game is over is gone at once.
        """
        ann, bob = self.game(1, 2, 1, 2, 1, 2, 1)
        self.end(bob)
        self.assertEqual(
            ann.news(),
            "bob has lost the connection. Type lobby to wait for another player, or"
            " leave.\n",
        )

    def test_minutes(self) -> None:
        """
        How long it is, is told in minutes and seconds.
        """
        for seconds, told in ((5, "5 s"), (90, "1 min 30 s"), (600, "10 min")):
            self.patch(self.world.rooms, "_grace", seconds)
            ann, bob = self.game(4)
            self.end(bob)
            self.assertIn(f"bob has {told} to come back;", ann.news())
            self.begin_anew()


class ClaimTests(TalkCase):
    """
    The end of the wait.
    """

    def overdue(self, players: int = 2) -> list[Talker]:
        """
        A game in which the one on turn, ann, is away for too long.
        """
        talkers = self.game(players=players)
        self.end(talkers[0])
        self.wait(GRACE_SECONDS)
        for talker in talkers[1:]:
            talker.news()
        return talkers

    def test_win(self) -> None:
        """
        The last one who is there wins the game.
        """
        _, bob = self.overdue()
        self.assertEqual(
            bob.says("claim win"),
            "ann did not come back in time. bob wins: nobody else is left in the game."
            "\nType lobby to wait for another player, or leave.\n",
        )
        self.assertEqual(bob.prompt, "game over> ")
        self.assertIn("bob won, 0 moves", bob.says("games"))

    def test_draw(self) -> None:
        """
        Or the game is a draw.
        """
        _, bob = self.overdue()
        self.assertEqual(
            bob.says("claim draw"),
            "A draw: nobody has won, as ann did not come back.\n"
            "Type rematch for another game, or leave.\n"
            "ann has 3 min to come back; after that, the seat is free.\n",
        )
        self.assertEqual(bob.prompt, "game over> ")
        self.assertIn("a draw, 0 moves", bob.says("games"))

    def test_refused(self) -> None:
        """
        What cannot be claimed, and when, is told.
        """
        eve = self.talker("eve")
        self.assertIn("You are not in a room", eve.says("claim win"))
        self.assertIn("claim takes win or draw, not 'all'", eve.says("claim all"))
        ann, bob = self.talkers()
        self.assertIn("The game has not begun", ann.says("claim win"))
        ann.says("play")
        self.assertIn("Everybody is here", ann.says("claim win"))
        self.end(ann)
        self.assertIn("ann may still come back", bob.says("claim draw"))
        self.wait(GRACE_SECONDS)
        bob.says("claim win")
        self.assertIn("This game is over", bob.says("claim win"))

    def test_another_game(self) -> None:
        """
        After it the seat is free and another may begin a game with the one who waited.
        """
        _, bob = self.overdue()
        bob.says("claim win", "lobby")
        carl = self.talker("carl")
        carl.says(f"join {bob.code}")
        self.assertIn("The game begins", carl.says("play"))

    def test_as_wished(self) -> None:
        """
        ``set autoclaim`` claims by itself as soon as it can be.
        """
        for what, told in (
            ("win", "bob wins: nobody else is left"),
            ("draw", "A draw: nobody has won, as ann did not come back."),
        ):
            ann, bob = self.game()
            bob.says(f"set autoclaim {what}")
            self.end(ann)
            self.wait(GRACE_SECONDS)
            heard = bob.news()
            self.assertIn("ann has not come back in time", heard)
            self.assertIn(told, heard)
            self.assertEqual(heard.count("ann did not come back in"), what == "win")
            self.world.stop()
            self.setUp()

    def test_wish_after_the_time(self) -> None:
        """
        Who sets it when it can be claimed already, also once more, has it claimed.
        """
        _, bob, carl = self.overdue(players=3)
        self.assertIn("autoclaim is draw now.\n", bob.says("set autoclaim draw"))
        told = bob.says("set autoclaim win")
        self.assertIn("autoclaim is win now.\nann did not come back in time.", told)
        self.end(carl)
        bob.says("4")
        self.wait(GRACE_SECONDS)
        self.assertIn("bob wins: nobody else is left", bob.news())

    def test_wish_of_who_comes_back(self) -> None:
        """
        Who comes back with that wish, when another is away too long, has it claimed.
        """
        _, bob, carl = self.overdue(players=3)
        self.end(carl)
        again = self.stranger()
        again.meets(Client())
        again.wishes(autoclaim="win")
        told = again.says(f"back {carl.token}")
        self.assertIn("ann has not come back in time: claim win goes on", told)
        self.assertTrue(
            told.endswith(
                "ann did not come back in time. The game goes on without that seat.\n"
            ),
            told,
        )
        bob.news()

    def test_only_while_it_is_their_move(self) -> None:
        """
        Who claims while the time does not run is told why, and whose move it is.
        """
        ann, bob = self.game()
        self.end(bob)
        self.assertEqual(
            ann.says("claim win"),
            "bob's time runs only while it is bob's move; it is yours now.\n",
        )
        ann, bob, carl = self.game_anew(3)
        self.end(carl)
        self.assertEqual(
            bob.says("claim win"),
            "carl's time runs only while it is carl's move; it is ann's now.\n",
        )

    def game_anew(self, players: int) -> list[Talker]:
        self.world.stop()
        self.setUp()
        return self.game(players=players)

    def test_board_after_a_draw(self) -> None:
        """
        The board still says who did not come back; the game's record only that it was
        called a draw.
        """
        _, bob = self.overdue()
        bob.says("claim draw")
        end = "A draw: nobody has won, as ann did not come back.\n"
        self.assertIn(end, bob.says("board"))
        told = bob.says(f"show {bob.code}")
        self.assertIn("A draw: it was called one, as a player did not come back.", told)

    def test_wish_that_cannot_be(self) -> None:
        """
        A draw between three is not claimed, and nothing is said about it.
        """
        ann, bob, _ = self.game(players=3)
        bob.says("set autoclaim draw")
        self.end(ann)
        self.wait(GRACE_SECONDS)
        self.assertTrue(bob.news().endswith("or just wait.\n"))
        self.assertEqual(bob.prompt, "ann (away) to move> ")

    def test_wish_of_two(self) -> None:
        """
        When both others wish it, it is done once.
        """
        ann, bob, carl = self.game(players=3)
        for talker in (bob, carl):
            talker.says("set autoclaim win")
        self.end(ann)
        self.wait(GRACE_SECONDS)
        for talker in (bob, carl):
            self.assertEqual(talker.news().count("ann did not come back"), 1)

    def test_wish_when_the_other_is_back(self) -> None:
        """
        Who comes back just as it is to be claimed has the seat.
        """
        ann, bob = self.game()
        bob.says("set autoclaim win")
        self.end(ann)
        self.world.clock.advance(GRACE_SECONDS)
        ann = self.comes_back(ann)
        bob.news()
        self.assertEqual(ann.prompt, "your move (1-7)> ")
        self.assertEqual(bob.prompt, "ann to move> ")

    def test_off(self) -> None:
        """
        Nothing is claimed by itself unless it was wished for, or no longer is.
        """
        ann, bob = self.game()
        self.assertIn("autoclaim is win now.\n", bob.says("set autoclaim win"))
        bob.says("set autoclaim off")
        self.end(ann)
        self.wait(GRACE_SECONDS)
        self.assertTrue(bob.news().endswith("or just wait.\n"))
        self.assertIn("autoclaim takes off, win or draw", bob.says("set autoclaim x"))

    def test_sentences_only(self) -> None:
        """
        Those who have boards told in sentences are told the same.
        """
        ann, bob = self.game()
        bob.wishes(style=Style.TEXT)
        self.end(ann)
        self.wait(GRACE_SECONDS)
        self.assertTrue(bob.news().endswith("claim win, claim draw, or just wait.\n"))
        self.assertEqual(bob.prompt, "ann (away) to move> ")
        self.assertIn("bob wins: nobody else is left", bob.says("claim win"))


class ProgramsTests(ProgramCase):
    """
    The same for programs.
    """

    def waiting(self, players: int = 2) -> list[Program]:
        """
        Those who wait for ann, who is on turn, and for long enough.
        """
        ann, *others = self.programs(players, playing=True)
        self.end(ann.talker, LOST_CONNECTION)
        self.wait(GRACE_SECONDS)
        for other in others:
            self.assertEqual(kinds(other.news()), ["away", "grace", "overdue"])
        return others

    def test_overdue(self) -> None:
        """
        That the time is over is an event; then a claim ends the game.
        """
        (bob,) = self.waiting()
        answer, leave, end = bob.does("claim", what="win", id=4)
        self.assertEqual(answer, {"re": 4, "ok": True})
        self.assertEqual((leave["why"], leave["missing"]), ("abandoned", 1))
        self.assertEqual((end["winner"], end["how"]), ("O", "last_one_left"))
        self.assertEqual(bob.asks("board")["game"]["end"]["how"], "last_one_left")

    def test_draw(self) -> None:
        """
        A draw is an end and nothing else, and nobody wins.
        """
        (bob,) = self.waiting()
        answer, end, grace = bob.does("claim", what="draw")
        self.assertEqual(grace["event"], "grace")
        self.assertEqual((answer["ok"], end["how"]), (True, "draw_claimed"))
        self.assertIsNone(end["winner"])
        self.assertEqual(end["seq"], bob.asks("board")["game"]["seq"])

    def test_three(self) -> None:
        """
        With three the game goes on; the turn is in what tells that one is out.
        """
        bob, carl = self.waiting(3)
        self.assertEqual(bob.asks("claim", what="draw")["error"], "draw_needs_two")
        answer, leave = bob.does("claim", what="win")
        self.assertEqual((answer["ok"], leave["turn"]), (True, "O"))
        self.assertEqual(kinds(carl.news()), ["leave"])

    def test_refused(self) -> None:
        """
        What cannot be claimed is an error that says whose time is not over.
        """
        ann, bob = self.programs(playing=True)
        self.assertEqual(bob.asks("claim", what="win")["error"], "nobody_away")
        self.assertEqual(bob.asks("claim", what="all")["error"], "bad_claim")
        self.assertEqual(bob.asks("claim")["error"], "missing_argument")
        self.end(ann.talker)
        bob.news()
        told = bob.asks("claim", what="win")
        self.assertEqual((told["error"], told["name"]), ("still_has_time", "ann"))

    def test_as_wished(self) -> None:
        """
        A program may have it claimed by itself too; what there is to wish is told.
        """
        ann, bob = self.programs(playing=True)
        told = bob.asks("set", setting="autoclaim", value="all")
        self.assertEqual((told["error"], told["setting"]), ("bad_setting", "autoclaim"))
        self.assertEqual(told["choices"], ["off", "win", "draw"])
        self.assertTrue(bob.asks("set", setting="autoclaim", value="win")["ok"])
        self.end(ann.talker)
        self.wait(GRACE_SECONDS)
        self.assertEqual(
            kinds(bob.news()), ["away", "grace", "overdue", "leave", "end"]
        )

    def test_seats_tell_who_is_overdue(self) -> None:
        """
        Who comes later sees from the seats that there is something to claim.
        """
        _, carl = self.waiting(3)
        self.end(carl.talker)
        again = self.stranger()
        again.meets(Client())
        told = Program(again).asks("back", token=carl.talker.token)
        seats = told["game"]["seats"]
        self.assertEqual([seat["overdue"] for seat in seats], [True, False, False])
