"""
Nothing stays of connections that have come and gone.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import cast

from twisted.logger import ILogObserver, Logger

from connect4tx.net.connection import Connection
from connect4tx.net.handshake import Handshake
from connect4tx.net.keyboard import Keyboard
from connect4tx.net.mailbox import Mailbox
from connect4tx.play.room import Room
from connect4tx.supervision.monitors import Monitor
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from connect4tx.supervision.supervisor import Supervisor
from tests.support.net_world import Player, World, WorldCase

KINDS = (Connection, Handshake, Keyboard, Mailbox, Monitor, Process, Room)
MANY = 30


def census() -> Counter[str]:
    """
    How many objects of each kind are alive.
    """
    gc.collect()
    return Counter(
        type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, KINDS)
    )


class LeakTests(WorldCase):
    def setUp(self) -> None:
        super().setUp()
        self.world = World(max_connections=2 * MANY)
        self.node = Node.at(self.world.clock)
        self.processes = self.world.processes()
        self.before = census()

    def assert_nothing_is_left(self) -> None:
        """
        Fail unless the world is as it was before anybody came.
        """
        self.world.clock.pump([0, 30, 0])
        self.assertEqual(self.world.processes(), self.processes)
        self.assertEqual(self.node.observers, [])
        self.assertEqual(self.world.calls(), [])
        root = self.world.root.process
        self.assertFalse(root._links or root._watchers)
        self.assertEqual(len(self.world.names), 0)
        self.assertEqual(census() - self.before, Counter())

    def come_and_go(self, end: Callable[[Player], object]) -> None:
        """
        Have many come, one after the other and at once, and all end so.
        """
        for _ in range(MANY):
            end(self.world.player())
        for player in [self.world.player() for _ in range(MANY)]:
            end(player)

    def test_closed_connections(self) -> None:
        """
        Connections that their peers closed are gone.
        """
        self.come_and_go(Player.leaves)
        self.assert_nothing_is_left()

    def test_lost_before_a_turn_passed(self) -> None:
        """
        Connections that were lost in the turn in which they came are gone.
        """
        for _ in range(MANY):
            self.world.arrival().vanishes()
        self.assert_nothing_is_left()

    def test_greeted_without_an_answer(self) -> None:
        """
        Connections that never spoke telnet are gone.
        """
        silent = [self.world.arrival() for _ in range(MANY)]
        self.world.clock.advance(1.0)
        for player in silent:
            player.leaves()
        del silent, player
        self.assert_nothing_is_left()

    def test_lost_while_asked_for_keys(self) -> None:
        """
        Connections that were lost before they had answered are gone.
        """

        def ask_and_go(player: Player) -> None:
            player.says("set keys on")
            player.vanishes()

        self.come_and_go(ask_and_go)
        self.assert_nothing_is_left()

    def test_exits(self) -> None:
        """
        Connections that ended with ``exit`` are gone.
        """
        self.come_and_go(lambda player: player.says("exit"))
        self.assert_nothing_is_left()

    def test_half_closed_connections(self) -> None:
        """
        Connections whose input ended are gone.
        """
        self.come_and_go(lambda player: player.wire.ends_input())
        self.assert_nothing_is_left()

    def test_crashed_connections(self) -> None:
        """
        Connections that crashed are gone, and so are the handlers that did.
        """
        # An event names its source, and pytest lets nobody begin to log: Twisted
        # would keep the events for whoever does, and the connections with them.
        crashes = count()
        nowhere = cast(ILogObserver, lambda event: next(crashes))
        self.patch(Supervisor, "_log", Logger(observer=nowhere))
        self.come_and_go(
            lambda player: player.says("crash handler", "crash connection")
        )
        self.assertEqual(next(crashes), 4 * MANY)
        self.assert_nothing_is_left()

    def test_defect_10_finished_games(self) -> None:
        """
        A game leaves nothing behind when both players have gone.
        """
        for _ in range(MANY):
            first, second = self.pair(playing=True)
            for column in (1, 2, 1, 2, 1, 2, 1):
                (first if column == 1 else second).says(str(column))
            first.vanishes()
            second.says("exit")
        del first, second
        self.assert_nothing_is_left()

    def test_rooms_entered_and_left(self) -> None:
        """
        One who went through many rooms and is gone is watched by none of them.
        """
        host = self.world.player()
        for _ in range(MANY):
            guest = self.world.player()
            guest.says(f"join {host.opens_room()}", "leave")
            guest.leaves()
            host.says("leave")
        host.leaves()
        del host, guest
        self.assert_nothing_is_left()

    def test_facts_under_way(self) -> None:
        """
        What was still to be told ends with the connection that asked.
        """

        def ask_and_go(player: Player) -> None:
            player.says("funfacts 20")
            player.vanishes()

        self.come_and_go(ask_and_go)
        self.assert_nothing_is_left()

    def test_refused_connections(self) -> None:
        """
        Those for whom there was no place are gone as well.
        """
        inside = [self.world.player() for _ in range(2 * MANY)]
        for _ in range(MANY):
            self.assertTrue(self.world.player().gone)
        for player in inside:
            player.leaves()
        del inside, player
        self.assert_nothing_is_left()
