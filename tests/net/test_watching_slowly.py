"""
Who watches and does not read: no game waits for them, and nothing piles up.
"""

from __future__ import annotations

import json

from connect4tx.net.output import UNREAD_SECONDS
from connect4tx.terminal.items import FactTold
from tests.support.net_wire import SEND_BUFFER_BYTES
from tests.support.net_world import Player, WorldCase

KIB = 1024
# Of a game that nobody wins.
FULL_BOARD = "122112211221" + "344334433443" + "566556655665" + "777777"


class WatchingCase(WorldCase):
    """
    A game, and somebody who watches it.
    """

    def setUp(self) -> None:
        super().setUp()
        self.players = self.pair(playing=True)
        self.watcher = self.world.player()
        self.code = self.watches(self.watcher)

    def watches(self, watcher: Player) -> str:
        """
        Have somebody watch the game; the code of its room.
        """
        room = self.players[0].connection.place.room
        assert room is not None
        watcher.says(f"watch {room.code}")
        watcher.news()
        self.assertEqual(watcher.connection.place.seat, -1)
        return room.code

    def stop_reading(self, watcher: Player) -> None:
        """
        Let somebody's buffer be full.
        """
        watcher.wire.stops_reading()
        for _ in range(SEND_BUFFER_BYTES // KIB + 2):
            watcher.connection.put(FactTold("x" * KIB))
            self.world.settle()
        self.assertFalse(watcher.connection._output.is_read)

    def reads_on(self, watcher: Player) -> str:
        """
        What somebody sees behind the full buffer.
        """
        watcher.wire.reads_on()
        return watcher.news().rpartition("x" * KIB)[2]

    def play(self, columns: str, after: int = 0) -> None:
        """
        Have discs dropped; so many were before.
        """
        for number, column in enumerate(columns, after):
            self.players[number % 2].says(column)

    def play_games(self, number: int) -> int:
        """
        Have whole games played, and another begun; how many discs they had.
        """
        discs = 0
        for _ in range(number):
            for column in FULL_BOARD:
                mover = self.mover()
                if mover is None:
                    break
                mover.says(column)
                discs += 1
            self.players[0].says("lobby", "play")
        return discs

    def mover(self) -> Player | None:
        """
        Whose turn it is, while a game is on.
        """
        room = self.players[0].connection.place.room
        if room is None or room.position is None or room.position.outcome is not None:
            return None
        return self.players[room.position.turn]


class WatchingTests(WatchingCase):
    def test_reads(self) -> None:
        """
        Who reads is told each move.
        """
        self.play("4455")
        told = self.watcher.news()
        self.assertNotIn("missed", told)
        self.assertEqual(told.count("watching"), 4)

    def test_missed_moves(self) -> None:
        """
        Who reads again is told how many moves were missed, and shown the board as it
        stands; from then on each move again.
        """
        self.stop_reading(self.watcher)
        self.play("445")
        told = self.reads_on(self.watcher)
        self.assertIn("\nYou missed 3 moves.\n", told)
        self.assertEqual(told.count("You missed"), 1)
        self.players[0].says("board")
        self.watcher.says("board")
        board = self.watcher.says("board").rpartition("watching")[0]
        self.assertIn(board.strip(), told)
        self.play("5", after=3)
        self.assertNotIn("missed", self.watcher.news())

    def test_one_missed_move(self) -> None:
        """
        One move is one.
        """
        self.stop_reading(self.watcher)
        self.play("4")
        self.assertIn("\nYou missed 1 move.\n", self.reads_on(self.watcher))

    def test_missed_other_news(self) -> None:
        """
        Other news are no moves.
        """
        self.stop_reading(self.watcher)
        self.players[1].vanishes()
        told = self.reads_on(self.watcher)
        self.assertIn("\nYou missed some news, but no moves.\n", told)
        self.assertIn(f"{self.players[1].called} (away)", told)

    def test_nothing_missed(self) -> None:
        """
        Who missed nothing is told nothing.
        """
        self.stop_reading(self.watcher)
        self.assertNotIn("missed", self.reads_on(self.watcher))

    def test_program(self) -> None:
        """
        A program is sent the whole game as it stands, and nothing of what was between.
        """
        self.watcher.says("mode json")
        self.stop_reading(self.watcher)
        self.play("4455")
        told = self.reads_on(self.watcher).partition("\n")[2]
        [game] = [json.loads(line) for line in told.splitlines()]
        self.assertEqual(game["event"], "game")
        self.assertEqual(game["moves"], "4455")
        self.assertIsNone(game["you"])

    def test_room_that_closes_meanwhile(self) -> None:
        """
        Whoever missed the end of the room is in the lobby.
        """
        self.stop_reading(self.watcher)
        self.play("44")
        for player in self.players:
            player.says("leave")
        told = self.reads_on(self.watcher)
        self.assertIn("\nYou missed 2 moves.\n", told)
        self.assertTrue(told.endswith("lobby> "), told)

    def test_patience(self) -> None:
        """
        Somebody who only watches may leave a full buffer for longer than a player.
        """
        self.stop_reading(self.watcher)
        self.world.clock.pump([UNREAD_SECONDS, 0, 10 * UNREAD_SECONDS, 0])
        self.assertFalse(self.watcher.gone)
        self.play("4")
        self.assertIn("You missed 1 move.", self.reads_on(self.watcher))

    def test_nothing_piles_up(self) -> None:
        """
        However many moves are not read, no more waits than one of them, and nobody is
        let go.
        """
        self.stop_reading(self.watcher)
        unsent = len(self.watcher.wire._unsent)
        discs = self.play_games(8)
        self.assertGreater(discs, 100)
        self.assertEqual(len(self.watcher.wire._unsent), unsent)
        self.assertIsNone(self.watcher.connection._mailbox._news)
        self.assertFalse(self.watcher.gone)
        self.assertIn(f"\nYou missed {discs} moves.\n", self.reads_on(self.watcher))

    def test_others_who_watch(self) -> None:
        """
        Whoever reads is told everything meanwhile.
        """
        other = self.world.player()
        self.watches(other)
        self.stop_reading(self.watcher)
        self.play("4455")
        told = other.news()
        self.assertNotIn("missed", told)
        self.assertEqual(told.count("watching"), 4)
