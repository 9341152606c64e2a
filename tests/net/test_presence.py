"""
Who types nothing for long is warned and let go; signs of life for clients that know
them.
"""

from __future__ import annotations

import json

from twisted.internet.defer import Deferred

from connect4tx.net.keyboard import Keyboard
from connect4tx.net.presence import LOOK_SECONDS, WARNING_SECONDS
from connect4tx.net.telnet.protocol import KEEPALIVE
from connect4tx.terminal import sentences
from connect4tx.terminal.limits import (
    NAME_SECONDS,
    NAME_SECONDS_IN_ALL,
    WATCHING_SECONDS,
    Limits,
)
from tests.support.net_telnet import client_named
from tests.support.net_wire import SEND_BUFFER_BYTES
from tests.support.net_world import TRUSTING, Player, World, WorldCase

WARNING = (
    "You have typed nothing for long, and will be disconnected in 2 min; press Enter to"
    " stay."
)
IDLE_SECONDS = 30 * 60.0


class PresenceCase(WorldCase):
    def wait(self, seconds: float, player: Player | None = None) -> str:
        """
        What a player is told in this time.
        """
        self.world.clock.pump([0, *[5.0] * int(seconds / 5), seconds % 5, 0])
        return "" if player is None else player.news()


class NameTests(PresenceCase):
    def test_no_answer(self) -> None:
        """
        Who does not answer the question for a name is told so and let go.
        """
        player = self.world.arrival()
        self.wait(1, player)
        self.assertEqual(self.wait(NAME_SECONDS - 1.1, player), "")
        self.assertFalse(player.gone)
        self.assertEqual(self.wait(0.1, player), f"\n{sentences.NO_NAME}\n")
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])

    def test_beginning_of_an_answer(self) -> None:
        """
        What has no end is no answer, however often something is added to it.
        """
        player = self.world.arrival()
        for _ in range(int(NAME_SECONDS)):
            player.wire.sends(b"x")
            self.wait(1)
        self.assertTrue(player.gone)
        self.assertNotIn("Hello", player.news())

    def test_each_line_gives_time(self) -> None:
        """
        Who looks around first has the time again after each line, and all the time
        there is after the name.
        """
        player = self.world.arrival()
        self.wait(NAME_SECONDS - 1)
        self.assertIn("play as a guest", player.says("help"))
        self.wait(NAME_SECONDS - 1)
        self.assertIn("Hello lea.", player.says("lea"))
        self.wait(NAME_SECONDS_IN_ALL)
        self.assertFalse(player.gone)

    def test_in_all(self) -> None:
        """
        Whatever is typed instead of a name does not put the end off for ever.
        """
        player = self.world.arrival()
        for _ in range(2):
            self.wait(50)
            player.says("!")
        self.assertEqual(self.wait(19, player), "")
        self.assertFalse(player.gone)
        self.assertEqual(self.wait(1, player), f"\n{sentences.NO_NAME}\n")
        self.assertTrue(player.gone)

    def test_program(self) -> None:
        """
        A program is told in an object.
        """
        player = self.world.arrival()
        self.wait(1)
        player.says("mode json")
        told = self.wait(NAME_SECONDS, player)
        self.assertEqual(
            json.loads(told),
            {"event": "notice", "code": "no_name", "message": sentences.NO_NAME},
        )
        self.assertTrue(player.gone)

    def test_does_not_read_either(self) -> None:
        """
        Who would not take the last sentence is let go all the same.
        """
        player = self.world.arrival()
        self.wait(1)
        player.wire.stops_reading()
        self.wait(NAME_SECONDS - 2)
        self.assertFalse(player.gone)
        self.wait(10)
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])

    def test_conversation_that_does_not_come_to_its_end(self) -> None:
        """
        While the answer to a line never comes, the connection ends anyway.
        """
        player = self.world.player(client=client_named("vt100"))
        self.patch(Keyboard, "hide_input", lambda *_: Deferred())
        player.says("secret")
        self.wait(IDLE_SECONDS + LOOK_SECONDS - 5)
        self.assertFalse(player.gone)
        self.wait(5)
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])

    def test_lost_meanwhile(self) -> None:
        """
        Who is gone before that leaves nothing that waits.
        """
        self.world.arrival().vanishes()
        self.assertEqual(self.world.calls(), [])


class StrangerTests(PresenceCase):
    def test_commands_of_another_server(self) -> None:
        """
        Who answers the question for a name with commands of other servers three times
        is told so and let go.
        """
        player = self.world.arrival()
        self.wait(1, player)
        for line in ("/bin/busybox MIRAI", "cat /proc/mounts; /bin/busybox X"):
            self.assertNotIn(sentences.NO_ANSWERS, player.says(line))
        self.assertTrue(player.says("/bin/sh").endswith(f"{sentences.NO_ANSWERS}\n"))
        self.assertTrue(player.gone)

    def test_names_that_cannot_be(self) -> None:
        """
        Who has no luck with names may go on trying.
        """
        player = self.world.arrival()
        self.wait(1)
        for name in ("x", "léa", "admin", "44", "guest_fox", "lea!", "Jean Luc"):
            player.says(name)
        self.assertIn("Hello lea.", player.says("lea"))

    def test_password_that_can_be_a_name(self) -> None:
        """
        Who has got a name by chance, and then sends no command but those of other
        servers, is let go as well, and the name is free.
        """
        player = self.world.arrival()
        self.wait(1)
        self.assertIn("Hello vizxv.", player.says("root", "vizxv"))
        for line in ("enable", "sh", "4", "", "system", *["shell"] * 3):
            self.assertNotIn(sentences.NO_ANSWERS, player.says(line))
        told = player.says("shell", "create")
        self.assertTrue(told.endswith(f"\n{sentences.NO_ANSWERS}\n"), told)
        self.assertTrue(player.gone)
        self.assertIsNone(self.world.names.owner("vizxv"))
        self.assertEqual(len(self.world.house.rooms), 0)

    def test_names_that_cannot_be_do_not_count_against_who_has_one(self) -> None:
        """
        Who has a name begins anew.
        """
        player = self.world.arrival()
        self.wait(1)
        player.says("Jean Luc", "Jean Luc", "lea", *["hello"] * 5)
        self.assertFalse(player.gone)
        player.says("hello")
        self.assertTrue(player.gone)

    def test_mistypes(self) -> None:
        """
        Who has been understood once may mistype for ever, also after a crash.
        """
        player = self.world.player()
        player.says("hello", "hello", "games", *["hello"] * 5)
        self.crash(player)
        player.says(*["hello"] * 5)
        self.assertFalse(player.gone)

    def test_program(self) -> None:
        """
        A program is told each time what was wrong, and stays.
        """
        player = self.world.player()
        player.says("mode json")
        told = player.says(*['{"cmd": "hello"}'] * 5)
        self.assertEqual(told.count("unknown_command"), 5)
        self.assertFalse(player.gone)


class IdleTests(PresenceCase):
    def test_lobby(self) -> None:
        """
        Who types nothing for half an hour in the lobby is warned two minutes before,
        and let go.
        """
        player = self.world.player()
        player.news()
        self.assertEqual(self.wait(IDLE_SECONDS - WARNING_SECONDS - 1, player), "")
        self.assertEqual(self.wait(1, player), f"\n{WARNING}\nlobby> ")
        self.assertEqual(self.wait(WARNING_SECONDS - 1, player), "")
        self.assertFalse(player.gone)
        self.assertEqual(self.wait(1, player), f"\n{sentences.IDLE}\n")
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])

    def test_types_something(self) -> None:
        """
        Whoever types something has the whole time again, and is warned again.
        """
        player = self.world.player()
        for _ in range(3):
            self.wait(IDLE_SECONDS - WARNING_SECONDS - 1, player)
            self.assertEqual(self.wait(1, player), f"\n{WARNING}\nlobby> ")
            self.wait(WARNING_SECONDS - 1)
            player.says("")
        self.assertEqual(self.wait(WARNING_SECONDS + 1, player), "")
        self.assertFalse(player.gone)

    def test_in_keys_mode(self) -> None:
        """
        A line that was typed key by key is one as well, and so is each key.
        """
        player = self.world.player(client=client_named("vt100"))
        player.sends(b"set keys on\r\n")
        player.sends(b"\xff\xfd\x01\xff\xfd\x03")
        for keys in (b"b\r", b"\x1b[C", b"b", b"o", b"\x1b[A"):
            self.wait(IDLE_SECONDS - 1)
            player.sends(keys)
        self.assertFalse(player.gone)
        self.wait(IDLE_SECONDS)
        self.assertTrue(player.gone)

    def test_program(self) -> None:
        """
        For programs it is the same, in objects.
        """
        player = self.world.player()
        player.says("mode json")
        told = self.wait(IDLE_SECONDS, player)
        self.assertEqual(
            [json.loads(line) for line in told.splitlines()],
            [
                {"event": "idle", "seconds": 120.0},
                {"event": "notice", "code": "idle", "message": sentences.IDLE},
            ],
        )
        self.assertTrue(player.gone)

    def test_room_without_a_game(self) -> None:
        """
        Who waits in a room for too long leaves it, and the others are told.
        """
        first, second = self.pair()
        self.wait(IDLE_SECONDS - 5)
        second.says("board")
        second.news()
        told = self.wait(5 + LOOK_SECONDS, second)
        self.assertIn(f"{first.called} has left the room.", told)
        self.assertTrue(first.gone)
        self.assertFalse(second.gone)

    def test_alone_in_a_room(self) -> None:
        """
        Who waits in a room of one's own has two hours.
        """
        player = self.world.player()
        player.opens_room()
        self.assertEqual(self.wait(WATCHING_SECONDS - WARNING_SECONDS - 1, player), "")
        self.assertIn(WARNING, self.wait(1 + LOOK_SECONDS, player))
        self.wait(WARNING_SECONDS)
        self.assertTrue(player.gone)

    def test_waits_for_an_opponent(self) -> None:
        """
        Who waits for somebody to play with has two hours, until the wait is over.
        """
        players = [self.world.player() for _ in range(2)]
        players[0].says("play")
        self.wait(IDLE_SECONDS + 60)
        self.assertEqual([player.gone for player in players], [False, True])
        players[0].says("cancel")
        self.wait(IDLE_SECONDS - 5)
        self.assertFalse(players[0].gone)
        self.wait(5)
        self.assertTrue(players[0].gone)
        waiting = self.world.player()
        waiting.says("play")
        self.wait(WATCHING_SECONDS - 5)
        self.assertFalse(waiting.gone)
        self.wait(5)
        self.assertTrue(waiting.gone)

    def test_news_of_the_room(self) -> None:
        """
        What happens in one's room is a sign of life: who joins late finds whom it was
        joined for.
        """
        first = self.world.player()
        code = first.opens_room()
        self.wait(WATCHING_SECONDS - 60)
        self.assertIn(WARNING, first.news())
        second = self.world.player()
        second.says(f"join {code}")
        self.wait(IDLE_SECONDS - WARNING_SECONDS - 5, first)
        self.assertFalse(first.gone)
        self.assertIn(WARNING, self.wait(5 + LOOK_SECONDS, first))
        self.wait(WARNING_SECONDS)
        self.assertTrue(first.gone)

    def test_game(self) -> None:
        """
        Nobody is let go while a game is on; when it is over, there is all the time
        again, and more for who is alone then.
        """
        first, second = self.pair(playing=True)
        self.wait(5 * IDLE_SECONDS)
        self.assertFalse(first.gone or second.gone)
        self.assertNotIn(WARNING, first.news() + second.news())
        second.says("leave")
        first.news()
        self.assertEqual(self.wait(WATCHING_SECONDS - WARNING_SECONDS - 1, first), "")
        self.assertIn(WARNING, self.wait(1 + LOOK_SECONDS, first))
        self.wait(WARNING_SECONDS)
        self.assertTrue(first.gone)

    def test_warned_before_the_game(self) -> None:
        """
        A warning from before a game does not count after it.
        """
        first, second = self.pair()
        self.wait(IDLE_SECONDS - 60)
        self.assertIn(WARNING, first.news())
        second.says("play")
        self.wait(5 * IDLE_SECONDS)
        second.says("leave")
        self.wait(IDLE_SECONDS)
        self.assertFalse(first.gone)
        self.assertNotIn(WARNING, first.news())

    def test_watching(self) -> None:
        """
        Who watches a game has two hours from the last move.
        """
        first, _ = self.pair(playing=True)
        player = self.world.player()
        player.connection.place.room = first.connection.place.room
        player.news()
        self.assertEqual(self.wait(WATCHING_SECONDS - WARNING_SECONDS - 1, player), "")
        self.assertIn(WARNING, self.wait(1 + LOOK_SECONDS, player))
        self.wait(WARNING_SECONDS)
        self.assertTrue(player.gone)


class SettingTests(PresenceCase):
    def world_with(self, idle_seconds: float) -> World:
        """
        A server that lets players be idle for so long.
        """
        self.world = World(
            limits=Limits(trusted=TRUSTING.trusted, idle_seconds=idle_seconds)
        )
        self.addCleanup(self.world.stop)
        return self.world

    def test_never(self) -> None:
        """
        Without a limit nobody with a name is let go, and everybody without one is.
        """
        player, other = self.world_with(0).player(), self.world.arrival()
        self.wait(100 * IDLE_SECONDS)
        self.assertFalse(player.gone)
        self.assertTrue(other.gone)

    def test_short(self) -> None:
        """
        Of a short time half is left after the warning.
        """
        player = self.world_with(60).player()
        player.news()
        told = self.wait(31, player)
        self.assertIn("will be disconnected in 30 s; press Enter", told)
        self.wait(28)
        self.assertFalse(player.gone)
        self.wait(2)
        self.assertTrue(player.gone)


class KeepaliveTests(PresenceCase):
    def silence(self, player: Player, seconds: float) -> bytes:
        """
        The bytes that come in so many seconds.
        """
        player.bytes_of_news()
        self.wait(seconds)
        return player.bytes_of_news()

    def test_each_minute(self) -> None:
        """
        A telnet client is sent a sign of life, which nobody sees, in each minute in
        which nothing else was sent.
        """
        player = self.world.player()
        self.silence(player, LOOK_SECONDS)
        self.assertEqual(self.silence(player, 10 * LOOK_SECONDS), 10 * KEEPALIVE)

    def test_only_when_nothing_else_was_sent(self) -> None:
        """
        Who is sent something in each minute is sent nothing more.
        """
        player = self.world.player()
        self.silence(player, LOOK_SECONDS)
        for _ in range(5):
            player.says("board")
            self.assertEqual(self.silence(player, LOOK_SECONDS), b"")

    def test_plain_connection(self) -> None:
        """
        What does not speak telnet is never sent what it would show.
        """
        player = self.world.arrival()
        self.wait(1)
        player.says("lea")
        self.assertEqual(self.silence(player, 10 * LOOK_SECONDS), b"")

    def test_switched_off_and_on(self) -> None:
        """
        ``set keepalive off`` ends it, and ``on`` begins it again.
        """
        player = self.world.player()
        self.assertIn("keepalive is off now.", player.says("set keepalive off"))
        told = player.says("set keepalive auto")
        self.assertIn("keepalive takes on or off, not 'auto'.", told)
        self.assertEqual(self.silence(player, 5 * LOOK_SECONDS), b"")
        player.says("set keepalive on")
        self.silence(player, LOOK_SECONDS)
        self.assertEqual(self.silence(player, 2 * LOOK_SECONDS), 2 * KEEPALIVE)

    def test_does_not_read(self) -> None:
        """
        Nothing more is sent to who does not read.
        """
        first, _ = self.pair(playing=True)
        player = self.world.player()
        player.connection.place.room = first.connection.place.room
        player.wire.stops_reading()
        player.connection._output.write(b"x" * (SEND_BUFFER_BYTES + 1))
        before = len(player.wire._unsent)
        self.wait(10 * LOOK_SECONDS)
        self.assertFalse(player.gone)
        self.assertEqual(len(player.wire._unsent), before)


class NoRoomTests(PresenceCase):
    def test_never_takes_its_sentence(self) -> None:
        """
        Who is let go because the server is full, and does not take the word for it, is
        gone some time later all the same.
        """
        self.world = World(max_connections=0)
        self.addCleanup(self.world.stop)
        player = self.world.arrival()
        player.wire.stops_reading()
        self.wait(NAME_SECONDS)
        self.assertFalse(player.gone)
        self.wait(LOOK_SECONDS)
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])
