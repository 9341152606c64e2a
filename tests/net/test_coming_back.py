"""
Seats that outlive their connections, over wires.
"""

from __future__ import annotations

import json
import re

from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure

from connect4tx.play.guesses import AT_ONCE
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal import sentences
from tests.support.net_telnet import TELLS_NOTHING, client_named
from tests.support.net_world import Player, World, WorldCase

WRONG = "back AAAA-AAAA"


class ReturnTests(WorldCase):
    """
    Those who come back.
    """

    def returned(self, gone: Player) -> Player:
        """
        Have a player come back over another connection, who has read everything.
        """
        again = self.world.arrival()
        self.world.settle()
        again.wire.sends(TELLS_NOTHING)
        self.world.settle()
        self.assertIn("Welcome back", again.says(f"back {gone.token}"))
        return again

    def test_instead_of_a_name(self) -> None:
        """
        ``back`` may be the answer to the question for a name; the prompt is that of
        the game then, and the other one is told.
        """
        first, second = self.pair(playing=True)
        name, token = first.called, first.token
        first.vanishes()
        second.news()
        again = self.world.arrival()
        self.world.settle()
        again.wire.sends(TELLS_NOTHING)
        self.assertTrue(again.news().endswith(sentences.NAME_PROMPT))
        told = again.says(f"back {token}")
        self.assertTrue(told.startswith(f"Welcome back, {name}: the game in room"))
        self.assertTrue(told.endswith("\nyour move (1-7)> "))
        self.assertEqual(again.called, name)
        self.assertEqual(second.news(), f"\n{name} is back.\n{name} to move> ")

    def test_first_line_of_all(self) -> None:
        """
        Who sends it at once, before the greeting, has the seat as well.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.leaves()
        again = self.world.arrival()
        again.wire.sends(f"back {token}\r\n".encode())
        self.world.settle()
        again.wire.sends(TELLS_NOTHING)
        self.assertIn("Welcome back", again.news())
        again.says("4")
        self.assertIn("drops in column 4.", second.news())

    def test_old_connection_is_let_go(self) -> None:
        """
        A connection that still has the seat is told so on a line of its own, and
        closed; that is no loss of the connection.
        """
        first, second = self.pair(playing=True)
        again = self.returned(first)
        self.assertEqual(first.news(), f"\n{sentences.SEAT_TAKEN}\n")
        self.assertTrue(first.gone)
        told = second.news()
        self.assertIn(f"{again.called} goes on over another connection.", told)
        self.assertNotIn("lost", told)
        self.assertFalse(again.gone)
        self.assertEqual(len(self.world.connections()), 2)

    def test_old_connection_that_does_not_read(self) -> None:
        """
        One whose network has gone, which nobody has noticed yet, is in nobody's way.
        """
        first, second = self.pair(playing=True)
        first.wire.stops_reading()
        again = self.returned(first)
        again.says("4")
        self.assertIn("drops in column 4.", second.news())
        self.world.clock.pump([2.1, 0])
        self.assertTrue(first.gone)
        self.assertFalse(again.gone)

    def test_lines_of_the_old_connection(self) -> None:
        """
        What the old connection sends as its seat is taken is not done.
        """
        first, second = self.pair(playing=True)
        token = first.token
        again = self.world.player()
        again.wire.sends(f"back {token}\r\n".encode())
        self.world.settle()
        first.wire.sends(b"4\r\n")
        self.world.settle()
        self.assertNotIn("drops", second.news())
        self.assertTrue(first.gone)

    def test_name_is_kept_for_nobody(self) -> None:
        """
        The name of who is away may be taken; one is called otherwise then.
        """
        first, second = self.world.player(), self.world.player()
        first.says("name lea")
        second.says(f"join {first.opens_room()}", "play")
        token = first.token
        first.vanishes()
        other = self.world.player()
        self.assertIn("You are called lea now", other.says("name lea"))
        again = self.world.player()
        guest = again.called
        self.assertIn(f"Welcome back, {guest}", again.says(f"back {token}"))
        self.assertIn(f"lea is back, as {guest}.", second.news())

    def test_half_closed(self) -> None:
        """
        Who has closed the sending half has the answers, and the seat is kept.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.wire.sends(b"4\r\n")
        first.wire.ends_input()
        self.assertIn("drops in column 4.", first.news())
        self.assertTrue(first.gone)
        told = second.news()
        self.assertIn("has lost the connection; the seat is kept.", told)
        self.assertIn("Welcome back", self.world.player().says(f"back {token}"))

    def test_grace_of_the_world(self) -> None:
        """
        How long the others wait is what the server was told.
        """
        self.world.stop()
        self.world = World(grace=5)
        self.addCleanup(self.world.stop)
        first, second = self.pair(playing=True)
        first.vanishes()
        self.assertIn("has 5 s to come back", second.news())
        self.world.clock.advance(5)
        self.assertIn("has not come back in time", second.news())
        self.assertIn("wins: nobody else is left", second.says("claim win"))

    def test_claimed_by_itself(self) -> None:
        """
        ``set autoclaim`` does so over a wire, and the prompt comes once behind it.
        """
        first, second = self.pair(playing=True)
        second.says("set autoclaim draw")
        first.vanishes()
        second.news()
        self.world.clock.advance(GRACE_SECONDS)
        told = second.news()
        self.assertIn("A draw: nobody has won", told)
        self.assertEqual(told.count("game over> "), 1)
        self.assertTrue(told.endswith("\ngame over> "))

    def test_keys_go_on(self) -> None:
        """
        Who comes back over a client that sends keys plays with the arrow keys there.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.vanishes()
        again = self.world.player(client=client_named("XTERM"))
        again.says(f"back {token}")
        self.assertIn("your move (1-7)> ", again.says("board"))
        second.news()
        again.says("3")
        self.assertIn("drops in column 3.", second.news())

    def test_json(self) -> None:
        """
        A program comes back without a name, and is told the room as it stands.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.says("4")
        first.vanishes()
        robo = self.world.arrival()
        self.world.settle()
        robo.wire.sends(TELLS_NOTHING + b"mode json\r\n")
        robo.news()
        told = robo.says(json.dumps({"cmd": "back", "token": token}))
        (answer,) = [json.loads(line) for line in told.splitlines()]
        self.assertEqual((answer["token"], answer["game"]["moves"]), (token, "4"))
        second.says("4")
        move = json.loads(robo.news())
        self.assertEqual((move["event"], move["turn"]), ("move", "X"))


class AddressTests(WorldCase):
    """
    Wrong tokens are counted by address.
    """

    def test_all_of_one_address(self) -> None:
        """
        Another connection from there is no way round it; one from elsewhere is free.
        """
        players = [self.world.player() for _ in range(2)]
        for number in range(AT_ONCE):
            self.assertIn("No seat is kept", players[number % 2].says(WRONG))
        newcomer = self.world.player()
        self.assertIn("Too many wrong tokens", newcomer.says(WRONG))
        other = self.world.player(host="10.0.0.2")
        self.assertIn("No seat is kept", other.says(WRONG))


class RestartTests(WorldCase):
    """
    A server that was stopped and started again over what it kept.
    """

    def test_game_goes_on(self) -> None:
        """
        Both come back with their tokens, and the game goes on where it was.
        """
        first, second = self.pair(playing=True)
        first.says("4")
        second.says("4")
        tokens = (first.token, second.token)
        self.restart()
        self.assertEqual(len(self.world.house.rooms), 0)
        first, second = (self.world.player() for _ in range(2))
        self.assertIn("is at move 2.", first.says(f"back {tokens[0]}"))
        self.assertIn("(away)", first.says("board"))
        self.assertIn("is at move 2.", second.says(f"back {tokens[1]}"))
        self.assertIn("is back.", first.news())
        first.says("4")
        self.assertIn("drops in column 4.", second.news())
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_nobody_was_told_a_loss(self) -> None:
        """
        The stop was nobody's loss of the connection: it does not count as one.
        """
        first, second = self.pair(playing=True)
        tokens = (first.token, second.token)
        for _ in range(4):
            self.restart()
            for token in tokens:
                self.assertIn("Welcome back", self.world.player().says(f"back {token}"))

    def test_games_are_kept(self) -> None:
        """
        Games that were over are listed after it, and can be stepped through.
        """
        first, second = self.pair(playing=True)
        second.says("leave")
        told = first.says("games")
        self.restart()
        player = self.world.player()
        code = re.findall(r"\w{6}\.1", told)[0]
        self.assertIn(code, player.says("games"))
        self.assertTrue(player.says(f"replay {code}").endswith("\nreplay 0/0> "))

    def test_room_before_its_game(self) -> None:
        """
        A room whose game has not begun is there as well, with the seats kept.
        """
        first, _ = self.pair()
        token = first.token
        self.restart()
        again = self.world.player()
        told = again.says(f"back {token}")
        self.assertIn("the game has not begun.", told)
        self.assertIn("is away, and the seat is kept", again.says("play"))


class LostTests(WorldCase):
    """
    A connection that is lost in the midst of something.
    """

    def test_lost_while_coming_back(self) -> None:
        """
        Who is lost while the journal takes the coming back is away again, and may come
        once more.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.vanishes()
        second.news()
        self.world.store.slow = True
        again = self.world.player()
        again.says(f"back {token}")
        self.assertEqual(self.world.store.held, 1)
        again.wire.lose(Failure(ConnectionLost()))
        self.world.settle()
        self.world.store.go_on()
        told = second.news()
        self.assertIn("is back.", told)
        self.assertIn("has lost the connection; the seat is kept.", told)
        self.assertIn("Welcome back", self.world.player().says(f"back {token}"))
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_lost_while_joining(self) -> None:
        """
        Who is lost while the journal takes the joining has joined, and is away then;
        the room has no fault of it.
        """
        host = self.world.player()
        code = host.opens_room()
        host.news()
        self.world.store.slow = True
        guest = self.world.player()
        guest.says(f"join {code}")
        guest.vanishes()
        self.world.store.go_on()
        told = host.news()
        self.assertIn("has joined, 2 of 2 players.", told)
        self.assertIn("has lost the connection; the seat is kept.", told)
        self.assertNotIn("fault", told)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_lost_while_opening_a_room(self) -> None:
        """
        Who is lost while the journal takes the opening leaves no room behind that runs.
        """
        processes = self.world.processes()
        for appends in range(3):
            player = self.world.player()
            self.world.store.slow = True
            player.says("create")
            for _ in range(appends):
                if self.world.store.held:
                    self.world.store.step()
                    self.world.settle()
            player.vanishes()
            self.world.store.go_on()
            self.world.settle()
            self.assertEqual(self.world.processes(), processes)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_two_at_once(self) -> None:
        """
        Of two who show one token the later has the seat.
        """
        first, second = self.pair(playing=True)
        token = first.token
        first.vanishes()
        rivals = [self.world.player() for _ in range(2)]
        self.world.store.slow = True
        for rival in rivals:
            rival.wire.sends(f"back {token}\r\n".encode())
        self.world.settle()
        self.world.store.go_on()
        self.world.settle()
        self.assertTrue(rivals[0].gone)
        self.assertIn(sentences.SEAT_TAKEN, rivals[0].news())
        rivals[1].says("4")
        self.assertIn("drops in column 4.", second.news())
        self.assertEqual(self.flushLoggedErrors(), [])
