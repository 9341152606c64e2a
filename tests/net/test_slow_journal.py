"""
A journal that answers later: what is told, in which order, and what ends meanwhile.
"""

from __future__ import annotations

import json

from twisted.python.failure import Failure

from connect4tx.play.events import DiscDropped
from connect4tx.play.ports import VersionConflict
from connect4tx.terminal import sentences
from tests.support.net_world import WorldCase

APOLOGY = sentences.HANDLER_RESTARTED


class SlowCase(WorldCase):
    """
    Has a game whose journal takes its time from then on.
    """

    def setUp(self) -> None:
        super().setUp()
        self.first, self.second = self.pair(playing=True)
        self.world.store.slow = True

    def drops(self) -> list[int]:
        """
        The columns in the journal.
        """
        (events,) = self.world.kept.events.values()
        return [event.column for event in events if isinstance(event, DiscDropped)]


class OrderTests(SlowCase):
    """
    The order of lines and news.
    """

    def test_nothing_is_told_before_it_is_durable(self) -> None:
        """
        Nobody is shown a move that the journal does not have, nor is there a prompt.
        """
        self.assertEqual(self.first.says("4"), "")
        self.assertEqual(self.second.news(), "")
        self.world.store.go_on()
        for player in (self.first, self.second):
            self.assertIn("drops in column 4.", player.news())

    def test_lines_wait_for_their_turn(self) -> None:
        """
        A line behind a move that is under way is done after it, and answered after it.
        """
        self.assertEqual(self.first.says("4", "board", "5"), "")
        self.world.store.go_on()
        told = self.first.news()
        move = told.index("drops in column 4.")
        refusal = told.index(f"It is {self.second.called}'s turn")
        self.assertLess(move, refusal)
        self.assertEqual(told.count("drops in"), 1)
        self.assertEqual(told.count("   move 1\n"), 2)

    def test_others_lines_go_on_meanwhile(self) -> None:
        """
        What needs no room is answered while another's move is under way.
        """
        self.first.says("4")
        self.assertIn("drop a disc", self.second.says("help"))
        self.assertIn("Games that are on:", self.second.says("games"))
        self.world.store.go_on()
        self.assertIn("drops in column 4.", self.second.news())

    def test_one_at_a_time(self) -> None:
        """
        A room appends one thing after the other, each decided on when the one before is
        done: of two moves in a row by both, each is by who is on turn.
        """
        self.first.says("4")
        self.second.wire.sends(b"4\r\n")
        self.world.settle()
        self.assertEqual(self.world.store.held, 1)
        self.world.store.step()
        self.world.settle()
        self.assertEqual(self.drops(), [3])
        self.assertEqual(self.world.store.held, 1)
        self.world.store.go_on()
        self.world.settle()
        self.assertEqual(self.drops(), [3, 3])

    def test_answers_of_a_program(self) -> None:
        """
        An answer comes before its news, and answers in the order of their requests.
        """
        self.first.says("mode json")
        self.first.news()
        for request in (
            '{"id": 0, "cmd": "move", "col": 4}',
            '{"id": 1, "cmd": "board"}',
        ):
            self.first.wire.sends(f"{request}\n".encode())
        self.assertEqual(self.first.news(), "")
        self.world.store.go_on()
        told = [json.loads(line) for line in self.first.news().splitlines()]
        order = [line.get("re", line.get("event")) for line in told]
        self.assertEqual(order, [0, "move", 1])
        self.assertEqual(told[-1]["game"]["moves"], "4")

    def test_whole_game(self) -> None:
        """
        A game of which every append waits is told like any other.
        """
        told = ""
        for column in (1, 2, 1, 2, 1, 2, 1):
            mover = self.first if column == 1 else self.second
            mover.says(str(column))
            self.world.store.go_on()
            self.world.store.slow = True
            told += self.first.news()
            self.second.news()
        self.assertEqual(told.count("drops in column 1."), 4)
        self.assertEqual(told.count("drops in column 2."), 3)
        self.assertIn("wins: four in a column", told)
        self.assertTrue(told.endswith("\ngame over> "))


class FailureTests(SlowCase):
    """
    A journal that, later, says no.
    """

    def test_down(self) -> None:
        """
        A move that was not recorded is refused then, and can be made again.
        """
        self.store_takes(0)
        self.first.says("4")
        self.world.store.go_on()
        told = self.first.news()
        self.assertIn("could not be recorded; nothing is lost", told)
        self.assertTrue(told.endswith("\nyour move (1-7)> "))
        self.assertEqual(self.second.news(), "")
        self.store_takes(None)
        self.assertIn("drops in column 4.", self.first.says("4"))
        self.assertEqual(self.flushLoggedErrors(), [])

    def store_takes(self, appends: int | None) -> None:
        self.world.store.appends_left = appends

    def test_down_as_somebody_enters(self) -> None:
        """
        So are opening a room, joining one and coming back.
        """
        token = self.first.token
        self.world.store.go_on()
        self.first.vanishes()
        self.world.store.slow = True
        self.store_takes(0)
        player = self.world.player()
        for line in ("create", f"back {token}"):
            player.says(line)
            self.world.store.go_on()
            self.world.store.slow = True
            self.assertIn("could not be recorded", player.news(), line)
        self.store_takes(None)
        self.world.store.go_on()
        self.assertIn("Welcome back", player.says(f"back {token}"))
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_room_that_crashes_meanwhile(self) -> None:
        """
        Who waited for a room that crashed is told to look. When the journal takes the
        move after all, the room finds out as soon as it is to append something.
        """
        self.first.says("4")
        self.second.says("crash room")
        self.world.store.go_on()
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        told = self.first.news()
        self.assertIn(sentences.ROOM_CRASHED, told)
        self.assertIn("restored from its journal at move 1", self.first.says("5"))
        self.assertEqual(len(self.flushLoggedErrors(VersionConflict)), 1)
        self.assertEqual(self.drops(), [3])


class EndTests(SlowCase):
    """
    Who ends while an append is under way.
    """

    def test_connection_that_is_lost(self) -> None:
        """
        A move under way is made even if its player is lost meanwhile; then the loss is
        told, and the seat is kept.
        """
        token = self.first.token
        self.first.says("4")
        self.first.vanishes()
        self.assertEqual(self.second.news(), "")
        self.world.store.go_on()
        told = self.second.news()
        move = told.index("drops in column 4.")
        self.assertGreater(told.index("has lost the connection; the seat"), move)
        self.assertIn("is at move 1.", self.world.player().says(f"back {token}"))
        self.assertEqual(self.drops(), [3])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_connection_that_crashes(self) -> None:
        """
        The same when it is a bug of ours that ends it.
        """
        self.first.says("4")
        self.first.connection.crash(ZeroDivisionError())
        self.world.settle()
        self.world.store.go_on()
        told = self.second.news()
        self.assertIn("drops in column 4.", told)
        self.assertIn("crashed on our side; the seat is kept.", told)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_handler_that_crashes(self) -> None:
        """
        When the action handler ends while a move is under way, its player is told of
        the fault and then of the move, once; the next line is taken by the next one.
        """
        self.first.says("4")
        handler = self.first.connection._supervisor.child("handler")
        handler.fail(Failure(ZeroDivisionError()))
        self.world.settle()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertIn(APOLOGY, self.first.news())
        self.world.store.go_on()
        self.assertEqual(self.first.news().count("drops in column 4."), 1)
        self.assertEqual(self.second.news().count("drops in column 4."), 1)
        self.second.says("4")
        self.world.store.go_on()
        self.assertIn("drops in column 4.", self.first.news())
        self.assertEqual(self.drops(), [3, 3])

    def test_player_who_leaves(self) -> None:
        """
        A ``quit`` behind a move that is under way waits for it, and then goes.
        """
        self.first.says("4", "quit")
        self.assertFalse(self.first.gone)
        self.world.store.go_on()
        self.world.settle()
        self.assertTrue(self.first.gone)
        told = self.second.news()
        self.assertLess(told.index("drops in"), told.index("has left the room."))

    def test_server_that_stops(self) -> None:
        """
        A server that stops waits for no player's move; what the journal took before is
        in it, and so it is after the next start.
        """
        token = self.first.token
        self.first.says("4")
        stopped = self.world.root.stopService()
        self.world.store.go_on()
        self.world.clock.pump([0, 3, 0])
        self.successResultOf(stopped)
        self.assertEqual(self.drops(), [3])
        self.restart()
        self.assertIn("is at move 1.", self.world.player().says(f"back {token}"))
        self.flushLoggedErrors()

    def test_journal_that_restarts(self) -> None:
        """
        ``crash journal`` while nothing is under way harms nobody.
        """
        self.world.store.go_on()
        told = self.first.says("crash journal")
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        self.assertNotIn("Sorry", told)
        self.assertIn("drops in column 4.", self.first.says("4"))
        self.assertIn("drops in column 4.", self.second.news())
