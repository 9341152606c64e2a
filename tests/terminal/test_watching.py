"""
Looking on at other people's games.
"""

from __future__ import annotations

from connect4tx.play.puzzles import Puzzle
from connect4tx.play.records import position_after
from connect4tx.play.room import GRACE_SECONDS, LOOKS, MOVE_SECONDS
from connect4tx.terminal import help
from connect4tx.terminal.items import Missed
from connect4tx.terminal.views import Style
from tests.play.test_analysis import record
from tests.support.talk import TalkCase, Talker


class WatchingTests(TalkCase):
    """
    ``watch``, and what those who look on are told.
    """

    drill = False

    def spectator(self, style: Style = Style.TEXT) -> Talker:
        found = self.talker("eve")
        found.wishes(style=style)
        return found

    def test_the_board_at_once(self) -> None:
        """
        Who begins to look on sees how the game stands, and then every move; by the
        room's code, in whatever case, or by the name of who plays there.
        """
        ann, _ = self.game(4, 4)
        for target in (ann.code, ann.code.lower(), "bob", "ANN"):
            eve = self.spectator()
            self.assertEqual(
                eve.says(f"watch {target}"),
                f"You are watching room {ann.code}; leave ends that.\n"
                "X ann, O bob, move 2.\n"
                "Columns 1 to 3: empty. Column 4: X, O. Columns 5 to 7: empty.\n",
            )
            self.assertEqual(eve.prompt, "watching, ann to move> ")
            self.end(eve)
        eve = self.spectator()
        eve.says("watch ann")
        ann.says("5")
        self.assertEqual(eve.news(), "ann drops in column 5, row 1.\n")

    def test_room_before_player(self) -> None:
        """
        What is the code of a room that is up is taken for that, whoever is called so.
        """
        ann, _ = self.game(4)
        self.talker(ann.code.lower())
        told = self.spectator().says(f"watch {ann.code}")
        self.assertIn(f"You are watching room {ann.code}; leave ends that.\n", told)

    def test_puzzle_is_put_away(self) -> None:
        """
        Who looks on, or takes a seat, has no puzzle to solve any more.
        """
        ann, _ = self.game(4)
        eve = self.spectator()
        game = record("1212121")
        for line in (f"watch {ann.code}", "create", "bot 1"):
            puzzle = Puzzle(game, position_after(game, 6), {}, (0,))
            eve.place.puzzle = puzzle
            self.assertEqual(eve.prompt, "puzzle> ")
            eve.says(line, "leave")
            self.assertEqual(eve.prompt, "lobby> ", line)

    def test_with_the_board(self) -> None:
        """
        Boards are drawn as they are for players, and drawn anew when they are to look
        otherwise.
        """
        ann, _ = self.game(4)
        eve = self.spectator(Style.COMPACT)
        rows = " . . . . . . .\n" * 5 + " . . .[X]. . .\n"
        board = f" {ann.code}   X ann   O bob   move 1\n 1 2 3 4 5 6 7\n{rows}"
        self.assertEqual(
            eve.says("watch ann"),
            f"You are watching room {ann.code}; leave ends that.\n\n{board}",
        )
        self.assertEqual(eve.says("board"), board)
        self.assertEqual(
            eve.says("set style text"),
            "style is text now.\nX ann, O bob, move 1.\n"
            "Columns 1 to 3: empty. Column 4: X. Columns 5 to 7: empty.\n",
        )
        self.assertEqual(
            eve.says("last"), "Move 1: ann (X) dropped in column 4, row 1.\n"
        )

    def test_before_a_game(self) -> None:
        """
        In a room whose game has not begun, one waits for it, and is not told to begin
        it.
        """
        ann = self.talker("ann")
        ann.says("create")
        eve = self.spectator()
        waits = "The game has not begun; you are told when it does.\n"
        self.assertEqual(
            eve.says("watch ann"),
            f"You are watching room {ann.code}; leave ends that.\n{waits}",
        )
        bob = self.talker("bob")
        bob.says(f"join {ann.code}")
        self.assertEqual(eve.news(), "bob (O) has joined, 2 of 2 players.\n")
        self.assertEqual(eve.says("board"), waits)
        ann.says("play")
        self.assertEqual(
            eve.news(),
            "The game begins: 7 columns, 6 rows, four in a row, two players. ann (X)"
            " moves first.\n",
        )

    def test_is_not_told_what_to_type(self) -> None:
        """
        What only players can do is not proposed: to claim, or to play again.
        """
        ann, bob = self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        self.end(bob)
        self.assertEqual(
            eve.news(),
            "bob has lost the connection; the seat is kept.\n"
            "bob has 3 min to come back.\n",
        )
        self.wait(GRACE_SECONDS)
        self.assertEqual(eve.news(), "bob has not come back in time.\n")
        ann.says("claim win")
        self.assertEqual(
            eve.news(),
            "bob did not come back in time. ann wins: nobody else is left in the"
            " game.\n",
        )
        ann.says("lobby")
        self.assertEqual(
            eve.news(),
            f"Ready for another game. Somebody has to join first: join {ann.code}\n",
        )
        carl = self.talker("carl")
        carl.says(f"join {ann.code}", "play", "resign")
        eve.news()
        carl.says("lobby")
        self.assertEqual(eve.news(), "Ready for another game: ann begins it.\n")

    def test_somebody_who_does_not_move(self) -> None:
        """
        A player who has not moved for long is spoken of, and no claim proposed.
        """
        self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        for _ in range(2 * LOOKS):
            self.wait(MOVE_SECONDS / LOOKS)
        self.assertEqual(eve.news(), "bob has not moved for a long time.\n")

    def test_help(self) -> None:
        """
        Help lists what those who look on can do.
        """
        self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        self.assertEqual(eve.says("help"), f"{help.WATCHING}\n{help.IN_ROOMS}\n")

    def test_not_for_spectators(self) -> None:
        """
        What is for players is refused, and changes nothing.
        """
        ann, bob = self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        told = (
            f"You are only watching room {ann.code}, and that is for its players; leave"
            " ends that.\n"
        )
        lines = ("4", "play", "lobby", "claim win", "bot 1", "match bob", "abort")
        for line in lines:
            self.assertEqual(eve.says(line), told, line)
        self.assertEqual((ann.news(), bob.news()), ("", ""))

    def test_leave(self) -> None:
        """
        Who looks on no longer hears no more of it, and nobody is told.
        """
        ann, bob = self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        self.assertEqual(
            eve.says("leave"),
            f"You no longer watch room {ann.code}; you are in the lobby.\n",
        )
        self.assertEqual(eve.prompt, "lobby> ")
        bob.says("5")
        self.assertEqual(eve.news(), "")
        self.assertTrue(ann.news().startswith("bob drops in column 5.\n"))

    def test_another_room(self) -> None:
        """
        Who looks on elsewhere, or takes a seat, looks on no longer.
        """
        ann, bob = self.game(4)
        carl, dan = self.talker("carl"), self.talker("dan")
        carl.says("create")
        dan.says(f"join {carl.code}", "play")
        free = self.talker("free")
        free.says("create")
        eve = self.spectator()
        for line in ("watch carl", "create", f"join {free.code}"):
            eve.says("watch ann", line)
            self.assertEqual(self.room(ann.code).watchers, {}, line)
            eve.says("leave")
        bob.says("4")
        self.assertEqual(eve.news(), "")

    def test_many(self) -> None:
        """
        As many as like can look on at one game.
        """
        _, bob = self.game(4)
        found = []
        for number in range(30):
            talker = self.talker(f"eve{number}")
            talker.wishes(style=Style.TEXT)
            talker.says("watch ann")
            found.append(talker)
        bob.says("4")
        self.assertEqual(
            {talker.news() for talker in found}, {"bob drops in column 4, row 2.\n"}
        )

    def test_private(self) -> None:
        """
        Nobody looks on in a private room, and who knows only a player's name does not
        learn its code.
        """
        ann = self.talker("ann")
        told = ann.says("create --private")
        self.assertIn("four in a row, two players, private.\n", told)
        eve = self.spectator()
        self.assertEqual(
            eve.says(f"watch {ann.code}"),
            f"Room {ann.code} is private, only its players see it; games lists others"
            " to watch.\n",
        )
        self.assertEqual(
            eve.says("watch ann"),
            "ann is in a private room, which only its players see; games lists others"
            " to watch.\n",
        )
        self.assertEqual(self.room(ann.code).watchers, {})

    def test_nothing_to_watch(self) -> None:
        """
        There is nothing to see of nobody, of who is in no room, or of oneself.
        """
        self.talker("ann")
        eve = self.spectator()
        for line, told in (
            (
                "watch ann",
                "ann is in no room at the moment; games lists what can be watched.",
            ),
            (
                "watch xyzzy",
                "There is no room XYZZY, or no longer; check the code, or open one:"
                " create.",
            ),
            ("watch eve", "That is you; who lists the others."),
        ):
            self.assertEqual(eve.says(line), f"{told}\n")

    def test_players_stay(self) -> None:
        """
        Who has a seat has to leave first.
        """
        ann, bob = self.game(4)
        for line in (f"watch {ann.code}", "watch ann"):
            self.assertEqual(
                bob.says(line),
                f"You are in room {ann.code} already, and its game is on; leave would"
                " give it up.\n",
            )

    def test_the_room_closes(self) -> None:
        """
        When the last player leaves, those who look on are in the lobby.
        """
        ann, bob = self.game(4)
        eve = self.spectator()
        eve.says("watch ann")
        code = ann.code
        ann.says("leave")
        bob.says("leave")
        self.assertEqual(
            eve.news(),
            "ann has left the room. bob wins: nobody else is left in the game.\n"
            "bob has left the room.\n"
            f"The last player has left room {code}, so it is closed; you are in the"
            " lobby.\n",
        )
        self.assertEqual(eve.prompt, "lobby> ")

    def test_missed(self) -> None:
        """
        Who has not read for a while is told how many moves were missed, and sees the
        last board only.
        """
        ann, _ = self.game(4, 4)
        eve = self.spectator(Style.COMPACT)
        eve.says("watch ann")
        ann.says("5")
        eve.news()
        update = eve.updates[-1]
        for moves, told in (
            (1, "You missed 1 move.\n"),
            (2, "You missed 2 moves.\n"),
            (0, "You missed some news, but no moves.\n"),
        ):
            eve.put(Missed(update, moves))
            heard = eve.news()
            self.assertTrue(heard.startswith(told), heard)
            self.assertEqual(heard.count("[X]"), 1)
