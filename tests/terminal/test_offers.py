"""
What players offer each other in a room, and how they give a game up.
"""

from __future__ import annotations

from connect4tx.terminal.views import Style
from tests.support.stories import WON
from tests.support.talk import TalkCase, Talker, told_token

NOT_FOR_SPECTATORS = (
    "You are only watching room {}, and that is for its players; leave ends that.\n"
)


class OffersCase(TalkCase):
    """
    Has the two players of a game and one who looks on, told in sentences.
    """

    def watched(self, *columns: int) -> list[Talker]:
        found = self.game(*columns)
        found.append(self.talker("carl"))
        found[2].says("watch ann")
        for talker in found:
            talker.wishes(style=Style.TEXT)
        return found

    def over(self) -> list[Talker]:
        """
        The same after a game that the first has won.
        """
        return self.watched(*(column + 1 for column in WON))

    def heard(self, told: str, *talkers: Talker) -> None:
        for talker in talkers:
            self.assertEqual(talker.news(), told, talker.name)


class DrawTests(OffersCase):
    """
    ``draw``.
    """

    def test_agreed(self) -> None:
        """
        A draw that is offered and accepted ends the game; who looks on is not told
        what to type.
        """
        for line in ("accept", "draw", "accept draw"):
            ann, bob, carl = self.watched(4)
            self.assertEqual(
                ann.says("draw"),
                "You offer a draw to bob; it stands until the others have answered or"
                " moved. cancel takes it back.\n",
            )
            self.heard("ann offers a draw: accept, decline, or just move on.\n", bob)
            self.heard("ann offers a draw.\n", carl)
            end = "A draw, as agreed.\nType rematch for another game, or leave.\n"
            self.assertEqual(bob.says(line), end)
            self.heard(end, ann)
            self.heard("A draw, as agreed.\n", carl)
            for talker in (ann, bob, carl):
                self.end(talker)

    def test_declined(self) -> None:
        """
        The game goes on, and the same player cannot offer again at once.
        """
        ann, bob, carl = self.watched(4)
        ann.says("draw")
        bob.news()
        carl.news()
        self.assertEqual(bob.says("decline"), "You have declined.\n")
        self.heard("bob declines the draw; the game goes on.\n", ann, carl)
        self.assertEqual(
            ann.says("draw"),
            "You have offered a draw only just now; discs that have to fall before you"
            " can again: 5.\n",
        )

    def test_withdrawn(self) -> None:
        """
        Who offered it can take it back, once.
        """
        ann, bob, carl = self.watched(4)
        ann.says("draw")
        self.assertEqual(
            ann.says("draw"),
            "You have offered that already; wait for the answer, or cancel.\n",
        )
        bob.news()
        carl.news()
        self.assertEqual(ann.says("cancel"), "You offer that no longer.\n")
        self.heard("ann no longer offers a draw.\n", bob, carl)
        self.assertEqual(
            ann.says("cancel"),
            "You wait for nobody and offer nothing, so nothing was cancelled.\n",
        )
        self.assertEqual(
            bob.says("accept"),
            "Nobody offers you that at the moment; draw, undo and rematch are how to"
            " offer it yourself.\n",
        )

    def test_moved_on(self) -> None:
        """
        Who moves instead of answering has declined, without more words.
        """
        ann, bob, _ = self.watched(4)
        ann.says("draw")
        self.assertEqual(bob.says("4"), "bob drops in column 4, row 2.\n")
        self.heard("bob drops in column 4, row 2.\n", ann)
        self.assertIn("Nobody offers you that", bob.says("accept"))

    def test_not_now(self) -> None:
        """
        There is nothing to offer outside a game, nor for who looks on.
        """
        ann, bob, carl = self.over()
        over = (
            "This game is over; type rematch for another one, lobby to wait for another"
            " player, or leave.\n"
        )
        self.assertEqual(ann.says("draw", "resign", "undo"), 3 * over)
        self.assertEqual(
            carl.says("draw", "resign", "cancel", "rematch"),
            4 * NOT_FOR_SPECTATORS.format(ann.code),
        )
        self.assertEqual(
            self.talker("dan").says("draw"),
            "You are not in a room; open one with create, or join CODE.\n",
        )
        bob.says("lobby")
        ann.news()
        self.assertEqual(
            ann.says("draw"), "The game has not begun; type play to begin it.\n"
        )


class UndoTests(OffersCase):
    """
    ``undo``.
    """

    def test_own_last_move(self) -> None:
        """
        By itself it goes back to before one's own last move, on either turn.
        """
        ann, bob, carl = self.watched(4, 5, 6)
        self.assertEqual(
            bob.says("undo"), "You ask ann to take that back; cancel ends that.\n"
        )
        self.heard("bob asks to take back 2 discs: accept, or decline.\n", ann)
        self.heard("bob asks to take back 2 discs.\n", carl)
        told = "2 discs are taken back. It is bob's move.\n"
        self.assertEqual(ann.says("accept"), told)
        self.heard(told, bob, carl)
        self.assertEqual(
            bob.says("board"),
            "X ann, O bob, move 1.\n"
            "Columns 1 to 3: empty. Column 4: X. Columns 5 to 7: empty.\n",
        )

    def test_with_the_board(self) -> None:
        """
        Who has boards drawn sees the board as it is then.
        """
        ann, bob, _ = self.watched(4)
        bob.wishes(style=Style.COMPACT)
        ann.says("undo")
        bob.news()
        self.assertEqual(
            bob.says("accept"),
            "1 disc is taken back. It is ann's move.\n\n"
            f" {ann.code}   X ann   O bob\n 1 2 3 4 5 6 7\n" + " . . . . . . .\n" * 6,
        )

    def test_declined(self) -> None:
        """
        Nothing is taken back, and the game goes on.
        """
        ann, bob, carl = self.watched(4)
        ann.says("undo 1")
        bob.news()
        carl.news()
        bob.says("decline undo")
        self.heard("bob declines to take anything back; the game goes on.\n", ann, carl)
        ann.says("undo")
        bob.news()
        ann.says("cancel")
        self.heard("ann no longer asks to take anything back.\n", bob)

    def test_nothing_to_undo(self) -> None:
        """
        Who has not moved takes nothing back, and nobody more than there is.
        """
        _, bob, _ = self.watched(4)
        nothing = (
            "There is no such move to take back; undo goes back to before your last"
            " move, once you have made one.\n"
        )
        self.assertEqual(bob.says("undo", "undo 2", "undo 0"), 3 * nothing)

    def test_two_offers(self) -> None:
        """
        Where there are two offers, one says which is meant.
        """
        ann, bob, _ = self.watched(4)
        ann.says("draw", "undo")
        bob.news()
        self.assertEqual(
            bob.says("accept"), "Which one, draw or undo? Type it behind the command.\n"
        )
        self.assertEqual(bob.says("decline draw"), "You have declined.\n")
        self.assertEqual(
            bob.says("accept"), "1 disc is taken back. It is ann's move.\n"
        )


class RematchTests(OffersCase):
    """
    ``rematch``, and the score.
    """

    def test_agreed(self) -> None:
        """
        The other side begins, and the score goes on, from the second game on.
        """
        ann, bob, carl = self.over()
        self.assertEqual(
            ann.says("rematch"),
            "You offer a rematch to bob; cancel takes it back.\n",
        )
        self.heard("ann wants a rematch: accept, or decline.\n", bob)
        self.heard("ann wants a rematch.\n", carl)
        begins = (
            "The game begins: 7 columns, 6 rows, four in a row, two players. bob (O)"
            " moves first.\n"
        )
        self.assertEqual(bob.says("r"), f"{begins}{told_token(bob)}\n")
        self.heard(f"{begins}{told_token(ann)}\n", ann)
        self.heard(begins, carl)
        result = "bob resigns. ann wins by resignation.\nScore: ann 2, bob 0.\n"
        now = "Type rematch for another game, or leave.\n"
        self.assertEqual(bob.says("resign"), result + now)
        self.heard(result + now, ann)
        self.heard(result, carl)

    def test_declined(self) -> None:
        """
        Who does not want one says so, and who no longer does.
        """
        ann, bob, carl = self.over()
        ann.says("rematch")
        bob.news()
        carl.news()
        bob.says("decline")
        self.heard("bob does not want a rematch; leave goes to the lobby.\n", ann, carl)
        bob.says("rematch")
        ann.news()
        self.assertEqual(bob.says("cancel"), "You offer that no longer.\n")
        self.heard("bob no longer wants a rematch.\n", ann)

    def test_lobby_instead(self) -> None:
        """
        Who types lobby while a rematch is offered makes the room ready, as ever.
        """
        ann, bob, carl = self.over()
        ann.says("rematch")
        bob.news()
        carl.news()
        ready = "Ready for another game: bob begins it."
        self.assertEqual(bob.says("lobby"), f"{ready} Type play.\n")
        self.heard(f"{ready} Type play.\n", ann)
        self.heard(f"{ready}\n", carl)
        self.assertIn("Nobody offers you that", bob.says("accept"))

    def test_of_three(self) -> None:
        """
        Of several all have to accept; each is told for whom it still waits.
        """
        ann, bob, carl = self.game(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, players=3)
        self.assertEqual(
            ann.says("rematch"),
            "You offer a rematch to bob, carl; cancel takes it back.\n",
        )
        bob.news()
        self.assertEqual(
            bob.says("accept"), "You offer a rematch to carl; cancel takes it back.\n"
        )
        carl.news()
        self.assertIn("The game begins", carl.says("accept"))

    def test_who_has_left(self) -> None:
        """
        There is no rematch without the other.
        """
        ann, bob, _ = self.over()
        bob.says("leave")
        ann.news()
        self.assertEqual(
            ann.says("rematch"),
            "Somebody has left, so there is no rematch; type lobby to wait for another"
            " player, or leave.\n",
        )

    def test_not_now(self) -> None:
        """
        There is no rematch of a game that is on.
        """
        ann, *_ = self.watched(4)
        self.assertEqual(
            ann.says("rematch"),
            f"A game is on in room {ann.code}, so that has to wait until it is over.\n",
        )


class GivingUpTests(OffersCase):
    """
    ``resign`` and ``abort``.
    """

    def test_resign(self) -> None:
        """
        The other one wins, whoever's move it is, and both keep their seats.
        """
        ann, bob, carl = self.watched(4)
        result = "ann resigns. bob wins by resignation.\n"
        told = f"{result}Type rematch for another game, or leave.\n"
        self.assertEqual(ann.says("resign"), told)
        self.heard(told, bob)
        self.heard(result, carl)
        self.assertEqual(ann.prompt, "game over> ")

    def test_resign_among_three(self) -> None:
        """
        The others go on, and who is out has nothing more to say about it.
        """
        ann, bob, carl = self.game(4, players=3)
        told = "bob resigns. The game goes on without that seat.\n"
        self.assertEqual(bob.says("resign"), told)
        self.heard(told, ann, carl)
        out = (
            "You are out of this game, so that is for the others; leave goes to the"
            " lobby.\n"
        )
        self.assertEqual(bob.says("resign", "draw", "undo", "4"), 4 * out)
        code = bob.code
        self.assertEqual(
            bob.says("leave"), f"You have left room {code}; you are in the lobby.\n"
        )
        self.heard("bob has left the room.\n", ann, carl)

    def test_undo_after_leaving(self) -> None:
        """
        Nothing is taken back once somebody has left the game.
        """
        _, bob, carl = self.game(4, players=3)
        bob.says("leave")
        carl.news()
        self.assertEqual(
            carl.says("undo"),
            "A player has left this game, so nothing can be taken back; play on.\n",
        )

    def test_abort(self) -> None:
        """
        Before everybody has moved a game can be called off, and counts for nothing.
        """
        ann, bob, carl = self.watched(4)
        off = "bob has called the game off; it counts for nothing."
        self.assertEqual(bob.says("abort"), f"{off} Type play for another, or leave.\n")
        self.heard(f"{off} Type play for another, or leave.\n", ann)
        self.heard(f"{off}\n", carl)
        self.assertEqual(list(self.world.kept.games), [])
        self.assertIn("ann (X) moves first.", bob.says("play"))

    def test_too_late(self) -> None:
        """
        A game in which everybody has moved counts.
        """
        ann, *_ = self.watched(4, 4)
        self.assertEqual(
            ann.says("abort"),
            "Everybody has moved, so the game counts; resign gives it up, draw offers a"
            " draw.\n",
        )

    def test_in_full(self) -> None:
        """
        What gives a game up is done only when it is typed in full.
        """
        ann, *_ = self.watched(4)
        for typed, near in (("resig", "resign"), ("abor", "abort")):
            self.assertEqual(
                ann.says(typed), f"Unknown command {typed}; did you mean {near}?\n"
            )
