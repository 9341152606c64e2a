"""
How many may come from one address, and how fast.
"""

from __future__ import annotations

from typing import Any, cast

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.interfaces import IAddress
from twisted.internet.task import Clock
from twisted.logger import ILogObserver, Logger
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.gate import REPORT_SECONDS, Gate
from connect4tx.net.turned_away import GONE_SECONDS, TurnedAway
from connect4tx.terminal import sentences
from connect4tx.terminal.limits import Limits, networks
from tests.support.net_wire import Wire
from tests.support.net_world import Player, World, WorldCase

PEER = IPv4Address("TCP", "192.0.2.1", 50001)
FAST = sentences.TOO_FAST_FROM_ADDRESS
MANY = sentences.TOO_MANY_FROM_ADDRESS


class GateTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.gate = Gate(limits=Limits(per_address=8), clock=self.clock)

    def came(self, host: str, times: int) -> list[str]:
        """
        What so many who try at once are told; they go at once when let in.
        """
        return [self.gate.refusal(host) for _ in range(times)]

    def test_five_in_a_row(self) -> None:
        """
        Five may come in a row, and then one every two seconds.
        """
        self.assertEqual(self.came("10.0.0.1", 7), [""] * 5 + [FAST] * 2)
        self.clock.advance(1.9)
        self.assertEqual(self.came("10.0.0.1", 1), [FAST])
        self.clock.advance(0.1)
        self.assertEqual(self.came("10.0.0.1", 2), ["", FAST])
        self.clock.advance(100)
        self.assertEqual(self.came("10.0.0.1", 6), [""] * 5 + [FAST])

    def test_each_address_for_itself(self) -> None:
        """
        What one address did is not held against another.
        """
        self.came("10.0.0.1", 6)
        self.assertEqual(self.came("10.0.0.2", 1), [""])

    def test_a_network_of_ipv6_is_one(self) -> None:
        """
        Of IPv6 the network counts, as each peer has one; a mapped address is the one
        of IPv4 in it.
        """
        told = [self.gate.refusal(f"2001:db8:1:2::{number}") for number in range(1, 7)]
        self.assertEqual(told, [""] * 5 + [FAST])
        self.assertEqual(self.came("2001:db8:1:3::1", 1), [""])
        self.came("10.0.0.1", 5)
        self.assertEqual(self.came("::ffff:10.0.0.1", 1), [FAST])

    def test_eight_at_once(self) -> None:
        """
        Of those who stay there are eight at most, however slowly they come.
        """
        for _ in range(8):
            self.assertEqual(self.gate.refusal("10.0.0.1"), "")
            self.gate.enter("10.0.0.1")
            self.clock.advance(60)
        self.assertEqual(self.came("10.0.0.1", 1), [MANY])
        self.assertEqual(self.came("10.0.0.2", 1), [""])
        self.gate.leave("10.0.0.1")
        self.assertEqual(self.came("10.0.0.1", 1), [""])

    def test_nothing_is_kept_of_those_who_are_gone(self) -> None:
        """
        However many addresses there were, few are remembered.
        """
        for number in range(20_000):
            host = f"10.0.{number // 250}.{number % 250}"
            self.gate.refusal(host)
            self.gate.enter(host)
            self.gate.leave(host)
            self.clock.advance(0.01)
        self.assertEqual(self.gate._here, {})
        self.assertLessEqual(len(self.gate._full_at), 1000)

    def test_log_is_told_now_and_then(self) -> None:
        """
        The log has a line for the first that was not let in, and then one a minute.
        """
        logged: list[Any] = []
        observer = cast(ILogObserver, logged.append)
        self.patch(Gate, "_log", Logger(observer=observer))
        self.came("10.0.0.1", 500)
        self.clock.advance(REPORT_SECONDS)
        self.came("10.0.0.1", 6)
        self.assertEqual([event["number"] for event in logged], [1, 495])
        self.assertEqual({event["address"] for event in logged}, {"10.0.0.1"})


class TrustTests(SynchronousTestCase):
    def test_loopback(self) -> None:
        """
        By itself the loopback is trusted, and whoever has no address.
        """
        limits = Limits()
        for host in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""):
            self.assertTrue(limits.trusts(host), host)
        for host in ("10.0.0.1", "::2", "::ffff:10.0.0.1", "128.0.0.1", "fe80::1%lo"):
            self.assertFalse(limits.trusts(host), host)

    def test_networks(self) -> None:
        """
        Any networks may be trusted, or none.
        """
        limits = Limits(trusted=networks("10.0.0.0/8,2001:db8::/32"))
        for host, is_trusted in (
            ("10.1.2.3", True),
            ("2001:db8::1", True),
            ("127.0.0.1", False),
            ("2001:db9::1", False),
        ):
            self.assertEqual(limits.trusts(host), is_trusted, host)
        self.assertFalse(Limits(trusted=networks("none")).trusts("127.0.0.1"))


class LetInTests(WorldCase):
    def setUp(self) -> None:
        self.world = World(doors=2, limits=Limits())
        self.addCleanup(self.world.stop)

    def come(self, host: str, times: int, door: int = 0) -> list[Player]:
        """
        So many guests, one after the other.
        """
        players = [self.world.player(door, host=host) for _ in range(times)]
        self.world.settle()
        return players

    def test_too_fast(self) -> None:
        """
        The sixth in a row is told so in one sentence and let go; it costs no process,
        and those inside notice nothing.
        """
        inside = self.come("10.0.0.1", 5)
        before = self.world.processes()
        [refused] = self.come("10.0.0.1", 1)
        self.assertEqual(refused.wire.received, f"{FAST}\r\n".encode())
        self.assertTrue(refused.gone)
        self.assertEqual(self.world.processes(), before)
        for player in inside:
            self.assertIn("lobby> ", player.says("board"))
        self.assertEqual(self.world.calls(), [])

    def test_too_many(self) -> None:
        """
        The ninth at once is told so and let go, through whichever door; when one of
        the others has gone there is a place again.
        """
        inside = []
        for number in range(8):
            inside += self.come("10.0.0.1", 1, number % 2)
            self.world.clock.advance(2)
        [refused] = self.come("10.0.0.1", 1)
        self.assertEqual(refused.wire.received, f"{MANY}\r\n".encode())
        inside[3].leaves()
        self.world.clock.advance(2)
        [let_in] = self.come("10.0.0.1", 1)
        self.assertFalse(let_in.gone)

    def test_trusted(self) -> None:
        """
        Whoever comes from the loopback may come as often as is liked.
        """
        players = self.come("127.0.0.1", 50)
        self.assertFalse(any(player.gone for player in players))

    def test_full_server_forgets_whom_it_had_no_room_for(self) -> None:
        """
        Who was let go because the server was full is not counted on.
        """
        self.world = World(max_connections=0, limits=Limits())
        for _ in range(20):
            [player] = self.come("10.0.0.1", 1)
            self.assertEqual(player.news(), f"{sentences.SERVER_FULL}\n")
            self.world.clock.advance(2)

    def test_without_an_address(self) -> None:
        """
        Who comes over a socket in the file system is let in.
        """
        port = self.world.endpoints[0].port
        assert port is not None
        for address in (UNIXAddress(b"/run/c4"), None):
            for _ in range(20):
                built = port.factory.buildProtocol(address)
                self.assertNotIsInstance(built, TurnedAway)

    def test_does_not_take_its_sentence(self) -> None:
        """
        Who is not let in and takes nothing is let go all the same.
        """
        clock = Clock()
        wire = self.turned_away(clock, PEER)
        wire.stops_reading()
        clock.advance(GONE_SECONDS - 0.1)
        self.assertIsNone(wire.loss)
        clock.pump([0.1, 0])
        self.assertIsNotNone(wire.loss)
        self.assertEqual(clock.getDelayedCalls(), [])

    def turned_away(self, clock: Clock, peer: IAddress) -> Wire:
        """
        The wire of somebody who is not let in.
        """
        wire = Wire(clock, peer)
        wire.protocol = TurnedAway(told=b"no\r\n", clock=clock)
        wire.stops_reading()
        wire.protocol.makeConnection(wire)
        return wire
