"""
An action handler that crashes, and its connection.
"""

from __future__ import annotations

from typing import cast

from twisted.logger import ILogObserver, LogEvent, globalLogPublisher

from connect4tx.terminal import sentences
from connect4tx.terminal.actions import DrillError
from tests.support.net_world import Player, WorldCase

HANDLER_CRASHES = 5
HANDLER_PERIOD_SECONDS = 10.0
APOLOGY = f"{sentences.HANDLER_RESTARTED}\n"


class HandlerCrashTests(WorldCase):
    def test_player_gets_one_sentence(self) -> None:
        """
        The player is told in one sentence, and then asked again.
        """
        player = self.world.player()
        player.news()
        self.assertEqual(self.crash(player), f"{APOLOGY}lobby> ")

    def test_fresh_handler_serves_on(self) -> None:
        """
        The next line is answered by another handler, on the same connection.
        """
        player = self.world.player()
        before = self.handler_of(player)
        self.crash(player)
        self.assertIn("Unknown command", player.says("nonsense"))
        self.assertNotEqual(self.handler_of(player), before)
        self.assertFalse(player.gone)

    def test_seat_and_turn_are_kept(self) -> None:
        """
        The player keeps the seat, the board is shown again, and the game goes on.
        """
        first, second = self.pair(playing=True)
        told = self.crash(first)
        self.assertTrue(told.startswith(APOLOGY))
        self.assertIn("1   2   3   4   5   6   7", told)
        self.assertTrue(told.endswith("your move (1-7)> "))
        dropped = f"{first.called} drops in column 4."
        self.assertIn(dropped, first.says("4"))
        self.assertIn(dropped, second.news())

    def test_nobody_else_notices(self) -> None:
        """
        The others in the room are told nothing.
        """
        first, second = self.pair(playing=True)
        self.crash(first)
        self.assertEqual(second.news(), "")

    def test_lines_behind_it_are_done(self) -> None:
        """
        Lines that wait behind the one that crashed it go to the next handler.
        """
        player = self.world.player()
        player.news()
        told = player.says("board", "crash handler", "board")
        self.assertEqual(len(self.flushLoggedErrors(DrillError)), 1)
        answer = "You are not in a room; open one with create, or join CODE.\n"
        self.assertEqual(told, f"{answer}{APOLOGY}{answer}lobby> ")

    def test_logged_once_with_the_name_of_the_connection(self) -> None:
        """
        The crash is in the log once, and says whose connection it was.
        """
        events: list[LogEvent] = []
        observer = cast(ILogObserver, events.append)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        player = self.world.player()
        player.says("crash handler")
        self.assertEqual(len(self.flushLoggedErrors(DrillError)), 1)
        failures = [event for event in events if "log_failure" in event]
        self.assertEqual(len(failures), 1)
        self.assertIn(player.name, failures[0]["path"])

    def handler_of(self, player: Player) -> object:
        """
        The process that serves a player now.
        """
        return self.world.supervisor("telnet", "connections", player.name).child(
            "handler"
        )


class ManyCrashesTests(WorldCase):
    def test_five_are_survived(self) -> None:
        """
        Five crashes within the period leave the connection as it is.
        """
        player = self.world.player()
        told = self.crash(player, HANDLER_CRASHES)
        self.assertEqual(told.count(APOLOGY), HANDLER_CRASHES)
        self.assertFalse(player.gone)

    def test_defect_17_one_more_ends_that_connection_only(self) -> None:
        """
        The sixth ends the connection, and nobody else's.
        """
        unlucky, others = self.world.player(), self.pair()
        self.crash(unlucky, HANDLER_CRASHES + 1)
        self.assertTrue(unlucky.gone)
        self.assertFalse(any(other.gone for other in others))
        self.assertEqual(len(self.world.connections()), 2)
        self.assertEqual(self.world.supervisor("telnet", "connections").restarts, 0)

    def test_last_one_is_told_why(self) -> None:
        """
        Whose connection is given up is told so before it closes.
        """
        player = self.world.player()
        self.crash(player, HANDLER_CRASHES)
        player.says("crash handler")
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        self.assertNotEqual(player.wire.received.splitlines()[-1], b"lobby> ")

    def test_room_is_told_that_it_crashed(self) -> None:
        """
        To the room, a connection that was given up has crashed.
        """
        first, second = self.pair(playing=True)
        self.crash(first, HANDLER_CRASHES + 1)
        self.assertIn("the connection crashed on our side", second.news())

    def test_window_slides(self) -> None:
        """
        Crashes that are not close together may be any number.
        """
        player = self.world.player()
        for _ in range(4):
            self.crash(player, HANDLER_CRASHES)
            self.world.clock.advance(HANDLER_PERIOD_SECONDS + 1)
        self.crash(player, HANDLER_CRASHES)
        self.assertFalse(player.gone)

    def test_one_who_had_crashes_long_ago_is_lost_as_anybody(self) -> None:
        """
        A connection that survived its crashes, and is lost later, is lost.
        """
        first, second = self.pair(playing=True)
        for _ in range(2):
            self.crash(first, HANDLER_CRASHES)
            self.world.clock.advance(HANDLER_PERIOD_SECONDS + 1)
        second.news()
        first.vanishes()
        told = f"{first.called} has lost the connection; the seat is kept."
        self.assertIn(told, second.news())
