"""
Many at once, and some who do not behave.
"""

from __future__ import annotations

import resource
import socket
import struct
from collections.abc import Iterator

import pytest
from pytest_twisted import ensureDeferred
from twisted.internet.defer import Deferred, gatherResults

from tests.support.live_client import Client, Player
from tests.support.live_game import DRAW, game, move, moves, open_room, seat
from tests.support.live_screen import Missed
from tests.support.live_server import Server

MEGABYTE = 1024 * 1024
BURST = 1000


@pytest.fixture
def many_files() -> Iterator[None]:
    """
    Enough open files for a thousand clients.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, min(4 * BURST, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect_and_close(port: int, *, reset: bool) -> None:
    """
    Connect, and be gone before the server can have said anything.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        if reset:
            linger = struct.pack("ii", 1, 0)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


async def assert_prompt(clients: list[Client], columns: str, seconds: float) -> None:
    """
    Those in another game see each board within a time that a person does not notice.
    """
    from twisted.internet import reactor

    for number, column in enumerate(columns):
        begun = reactor.seconds()
        await move(clients, number % 2, int(column))
        taken = reactor.seconds() - begun
        assert taken < seconds, f"a board came after {taken} s"


@ensureDeferred
async def test_defect_02_connecting_and_closing_at_once_harms_nobody(
    server: Server,
) -> None:
    """
    Hundreds who connect and close at once, some by a RST, end neither server nor game.
    """
    players = await game(server)
    for number in range(600):
        connect_and_close(server.port, reset=number % 2 == 0)
        if number % 100 == 0:
            await move(players, number // 100 % 2, 1 + number // 100)
    await moves(players, "1" + "2")
    newcomer = await server.player()
    assert newcomer.lost is None


@ensureDeferred
async def test_defect_03_a_thousand_at_once_are_all_greeted(
    server: Server, many_files: None
) -> None:
    """
    Of a thousand connections opened in one burst none is refused, lost or left waiting.
    """
    arriving = [Deferred.fromCoroutine(server.connect()) for _ in range(BURST)]
    players: list[Player] = await gatherResults(arriving, consumeErrors=True)
    for player in players:
        player.answer_probe()
    coming_in = [Deferred.fromCoroutine(player.come_in()) for player in players]
    for greeting in await gatherResults(coming_in, consumeErrors=True):
        assert greeting.startswith("connect4tx - Connect Four.  ")
    assert len({player.name for player in players}) == BURST
    await seat(*players[-2:])
    assert not [player for player in players if player.lost is not None]


@ensureDeferred
async def test_defect_10_rooms_that_are_closed_leave_nothing(server: Server) -> None:
    """
    Thousands of rooms opened and left again do not stay in memory.
    """
    player = await server.player()

    async def open_and_leave(number: int) -> None:
        player.send(*["create", "leave"] * number, "end")
        await player.expect("Unknown command end", 30)

    for _ in range(4):
        await open_and_leave(250)
    before = server.memory
    for _ in range(16):
        await open_and_leave(250)
    assert server.memory - before < 4 * MEGABYTE


@ensureDeferred
async def test_defect_10_players_who_were_refused_leave_nothing(
    server: Server,
) -> None:
    """
    Thousands who found a room full and went again do not stay in memory.
    """
    owners = [await server.player() for _ in range(2)]
    code = await seat(*owners)

    async def refused(number: int) -> None:
        for _ in range(number // 50):
            strangers = [await server.connect() for _ in range(50)]
            for stranger in strangers:
                stranger.answer_probe()
                stranger.send(f"join {code}", "quit")
            for stranger in strangers:
                assert "is full" in await stranger.screen.ended()

    await refused(500)
    before = server.memory
    await refused(2500)
    assert server.memory - before < 4 * MEGABYTE


@pytest.mark.seconds(50)
@ensureDeferred
async def test_defect_13_who_does_not_read_a_game_is_let_go(server: Server) -> None:
    """
    A player who plays on without reading is let go before much has piled up; the seat
    is kept, and others notice nothing.
    """
    others = await game(server)
    deaf = await server.connect(receive_bytes=4096)
    reader = await server.player()
    deaf.answer_probe()
    await deaf.come_in()
    code = await open_room(reader, "--cols=20 --rows=20 --connect=10")
    deaf.send(f"join {code}")
    await reader.expect(f"{deaf.name} (O) has joined")
    await reader.expect("> ")
    deaf.wire.pauseProducing()
    before = server.memory
    told = await play_with_the_deaf(reader, deaf)
    lost = f"{deaf.name} has lost the connection"
    assert told.count(f"{lost}; the seat is kept.") + told.count(f"{lost}.") == 1
    assert server.memory - before < 16 * MEGABYTE
    await assert_prompt(others, "123", 1.0)


async def play_with_the_deaf(reader: Player, deaf: Player) -> str:
    """
    Play one game after the other until the one who does not read is gone.
    """
    turns = {"X": reader, "O": deaf}
    reader.send("play")
    for number in range(40_000):
        told = await reader.expect("> ", 30)
        if "lost the connection" in told:
            return told
        if "game over> " in told:
            reader.send("lobby")
            await reader.expect("Type play.")
            reader.send("play")
        elif "your move" in told:
            reader.send(str(number % 20 + 1))
        elif f"{deaf.name} to move" in told:
            turns["O"].send(str(number % 20 + 1))
    raise Missed("a player who never read was never let go")


@pytest.mark.seconds(90)
@ensureDeferred
async def test_defect_13_a_flood_of_commands_without_reading_is_bounded(
    server: Server,
) -> None:
    """
    Who sends ten megabytes of commands and reads nothing is let go; meanwhile memory
    stays bounded and others see their boards at once.
    """
    others = await game(server)
    flooder = await server.player()
    opponent = await server.player()
    await seat(flooder, opponent)
    flooder.send("play")
    await opponent.expect("> ")
    flooder.wire.pauseProducing()
    before = server.memory
    flooder.write(b"help\n" * (2 * MEGABYTE))
    await assert_prompt(others, DRAW[:21], 1.0)
    told = await opponent.expect("(away) to move> ", 60)
    assert told.count(f"{flooder.name} has lost the connection; the seat is ") == 1
    assert server.memory - before < 16 * MEGABYTE
    await assert_prompt(others[::-1], DRAW[21:24], 1.0)


@pytest.mark.parametrize("line", [b"\n", b"9\n", b"help\n", b"\xff\xf6"])
@ensureDeferred
async def test_a_flood_that_is_read_does_not_keep_others_waiting(
    server: Server, line: bytes
) -> None:
    """
    While somebody sends megabytes of short lines and reads the answers, the boards of
    others come within a second.
    """
    others = await game(server)
    flooder = await server.player()
    flooder.write(line * (2 * MEGABYTE // len(line)))
    await assert_prompt(others, DRAW[:21], 1.0)
    flooder.close()
    await assert_prompt(others[::-1], DRAW[21:24], 1.0)
