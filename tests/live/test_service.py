"""
The program itself: its options, its ways to start, and how it refuses to.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pytest_twisted import ensureDeferred
from twisted.internet.endpoints import (
    TCP4ClientEndpoint,
    TCP4ServerEndpoint,
    UNIXClientEndpoint,
    connectProtocol,
)
from twisted.internet.protocol import Factory

from connect4tx.bots.simple import SimpleEngine
from connect4tx.journal import schema
from connect4tx.journal.memory import MemoryJournal
from connect4tx.net.connection import Connection
from connect4tx.net.rounds import Rounds
from connect4tx.play.events import PlayerId
from connect4tx.play.house import House
from connect4tx.terminal.place import Manners
from connect4tx.terminal.sentences import SERVER_FULL
from tests.live.conftest import RunProgram, StartServer
from tests.support.live_client import Player, Program, later
from tests.support.live_game import begin, boards, code_of, come_back, game, move, seat
from tests.support.live_server import LOOPBACK, SCRIPTS, Server


async def twistd(runs: RunProgram, *arguments: str) -> Program:
    """
    A twistd that has ended.
    """
    program = runs(str(SCRIPTS / "twistd"), *arguments)
    await program.screen.ended(20)
    return program


def assert_refused(program: Program, *words: str) -> None:
    """
    It ended with a status that is not 0, after one sentence and nothing else.
    """
    said = program.errors.decode()
    assert program.status not in (0, None)
    assert "Traceback" not in said + program.screen.transcript
    assert "[stderr#" not in program.screen.transcript
    assert said.count("\n") == 1, said
    for word in words:
        assert word in said


@ensureDeferred
async def test_a_second_server_on_a_port_says_so_and_ends(
    server: Server, runs: RunProgram
) -> None:
    """
    Where another listens already, the server ends with one sentence on stderr.
    """
    listen = f"tcp:{server.port}:interface=127.0.0.1"
    second = await twistd(
        *(runs, "-n", "--pidfile=", "connect4", "--memory", "--listen", listen)
    )
    assert_refused(second, "cannot listen on", str(server.port), "in use")
    await server.player()


@ensureDeferred
async def test_a_second_server_on_a_journal_says_so_and_ends(
    server: Server, runs: RunProgram
) -> None:
    """
    Where another has the journal open, the server ends with one sentence and status 1;
    the other's games go on.
    """
    players = await game(server)
    data = str(server.data)
    options = ("connect4", "--data", data, "--listen", LOOPBACK)
    second = await twistd(runs, "-n", "--pidfile=", *options)
    assert_refused(second, f"Another server has the journal in {data} open; ", "--data")
    assert second.status == 1
    await move(players, 0, 4)


def bad_journal(data: Path, what: str) -> None:
    """
    Put something at the journal's place that is none.
    """
    if what == "a file":
        data.write_text("mine")
        return
    data.mkdir()
    file = data / "journal.sqlite3"
    if what == "no database":
        file.write_bytes(b"Dear diary, today I have won at Connect Four.\n" * 100)
        return
    with contextlib.closing(sqlite3.connect(file)) as database:
        if what == "of another program":
            database.executescript("CREATE TABLE mail (body); PRAGMA user_version = 1;")
        else:
            for script in schema.MIGRATIONS:
                database.executescript(script)
            database.executescript(
                f"PRAGMA application_id = {schema.APPLICATION_ID};"
                f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1};"
            )
    if what == "damaged":
        content = bytearray(file.read_bytes())
        content[100:4000] = bytes(3900)
        file.write_bytes(content)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a file", "is not a directory; give the journal another"),
        ("no database", "is not a database; move it away, or give"),
        ("of another program", "is the database of some other program; give"),
        ("of a newer version", "was written by a newer connect4tx (version "),
        ("damaged", "is damaged ("),
    ],
)
@ensureDeferred
async def test_what_is_no_journal_is_refused_and_left_alone(
    runs: RunProgram, tmp_path: Path, what: str, words: str
) -> None:
    """
    The server does not start on what it cannot read, says why in one sentence, and does
    not change a byte of it.
    """
    data = tmp_path / "data"
    bad_journal(data, what)
    file = data if data.is_file() else data / "journal.sqlite3"
    before = file.read_bytes()
    options = ("connect4", "--data", str(data), "--listen", LOOPBACK)
    refused = await twistd(runs, "-n", "--pidfile=", *options)
    assert_refused(refused, words, str(data))
    assert refused.status == 1
    assert file.read_bytes() == before
    if data.is_dir():
        assert {each.name for each in data.iterdir()} <= {"journal.sqlite3", "lock"}


@ensureDeferred
async def test_a_journal_is_for_its_owner_alone(
    start: StartServer, tmp_path: Path
) -> None:
    """
    The directory is made, with those above it; nobody else can look into it.
    """
    data = tmp_path / "somewhere" / "else"
    server = await start(data=data)
    await game(server)
    assert data.stat().st_mode & 0o777 == 0o700
    for file in data.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def damage(data: Path, body: str) -> str:
    """
    Give the last move of the only room another body; gives the one that it had.
    """
    with contextlib.closing(sqlite3.connect(data / "journal.sqlite3")) as database:
        last = "kind = 'disc_dropped' ORDER BY version DESC LIMIT 1"
        room, version, before = database.execute(
            f"SELECT room, version, body FROM events WHERE {last}"
        ).fetchone()
        database.execute(
            "UPDATE events SET body = ? WHERE room = ? AND version = ?",
            (body, room, version),
        )
        database.commit()
    return str(before)


@ensureDeferred
async def test_a_room_that_was_set_aside_comes_back(
    start: StartServer, runs: RunProgram, tmp_path: Path
) -> None:
    """
    A room whose events make none is set aside by the server; when they are mended, and
    the operator has said so, its players go on with their game.
    """
    data = tmp_path / "data"
    connect4 = partial(runs, str(SCRIPTS / "connect4"), "journal", str(data))
    server = await start(data=data)
    players = await game(server)
    token, code = players[0].token, await code_of(players[0])
    shown = await move(players, 0, 4)
    await server.stop()
    before = damage(data, "{}")
    server = await start(data=data)
    lea = await server.player()
    await lea.ask(f"back {token}")
    await server.logged(f"Room {code} is set aside")
    await server.stop()
    refused = connect4("reopen", code)
    await refused.screen.ended(20)
    assert refused.status == 1
    assert b"seat and column are missing" in refused.errors
    damage(data, before)
    done = connect4("reopen", code)
    assert f"Room {code} is open again" in await done.screen.ended(20)
    server = await start(data=data)
    told = await come_back(await server.player(), token)
    assert boards(told)[-1] == boards(shown[0])[-1]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--max-connections=0", "--max-connections takes a whole number from 1 on"),
        ("--max-connections=-5", "--max-connections takes a whole number from 1 on"),
        ("--max-connections=many", "not 'many'"),
        ("--max-connections=", "--max-connections takes a whole number from 1 on"),
        ("--listen=nonsense", "--listen takes"),
        ("--listen=", "--listen takes"),
        ("--listen=tcp:port", "--listen takes"),
        ("--listen=tcp:0:frobnicate=1", "--listen takes"),
        ("--listen=tcp:99999", "99999"),
        ("--listen=tcp:-1", "-1"),
        ("--listen=tcp:0:interface=not.an.address", "not.an.address"),
        ("--listen=unix:/nowhere/at/all", "/nowhere/at/all"),
        ("--listen=tcp:0:backlog=x", "--listen takes"),
        ("--grace=0", "--grace takes a whole number from 1 on"),
        ("--grace=soon", "not 'soon'"),
        ("--data=", "--data takes a directory, not ''"),
        ("--data=here", "--memory keeps games in memory only and --data keeps them"),
    ],
)
@ensureDeferred
async def test_a_wrong_value_is_refused_in_a_sentence(
    runs: RunProgram, option: str, words: str
) -> None:
    """
    A value that cannot be gives one clear sentence, no traceback and a bad status.
    """
    program = await twistd(runs, "-n", "--pidfile=", "connect4", "--memory", option)
    assert_refused(program, words)


@pytest.mark.parametrize("option", ["--frobnicate", "--drill=yes", "surplus"])
@ensureDeferred
async def test_an_unknown_option_is_refused(runs: RunProgram, option: str) -> None:
    """
    What is no option of the server's ends it with a bad status and no traceback.
    """
    program = await twistd(runs, "-n", "--pidfile=", "connect4", "--memory", option)
    assert program.status not in (0, None)
    assert b"Traceback" not in program.errors + bytes(program.screen.raw)


@ensureDeferred
async def test_help_lists_the_server_and_its_options(runs: RunProgram) -> None:
    """
    The help of twistd lists connect4, and that of connect4 its options, quietly.
    """
    general = await twistd(runs, "--help")
    assert general.status == 0
    assert "A Connect Four server for telnet clients." in general.screen.transcript
    own = await twistd(runs, "connect4", "--help")
    assert own.status == 0
    options = "--listen= --max-connections= --lang= --data= --memory --grace= --drill"
    for option in options.split():
        assert option in own.screen.transcript
    assert own.errors == general.errors == b""


@ensureDeferred
async def test_twist_runs_the_server(runs: RunProgram, tmp_path: Path) -> None:
    """
    The server runs under twist as it does under twistd -n.
    """
    from twisted.internet import reactor

    options = ("--listen", LOOPBACK, "--data", str(tmp_path / "data"))
    program = runs(str(SCRIPTS / "twist"), "connect4", *options)
    found = await program.screen.search(r"Listener starting on (\d+)")
    server = Server(reactor, program, Path(os.devnull))
    server.ports = [int(found[1])]
    player = await server.player()
    program.signal(signal.SIGTERM)
    assert "The server is stopping now" in await player.screen.ended()
    log = await program.screen.ended(5)
    assert "Traceback" not in log
    assert f'"data": "{tmp_path / "data"}"' in program.screen.transcript


@ensureDeferred
async def test_a_daemon_serves_and_ends_in_order(
    runs: RunProgram, tmp_path: Path
) -> None:
    """
    Without -n the server goes into the background, with a pid file and a log.
    """
    from twisted.internet import reactor

    pidfile, log = tmp_path / "daemon.pid", tmp_path / "daemon.log"
    started = await twistd(
        *(runs, f"--pidfile={pidfile}", f"--logfile={log}"),
        *("connect4", "--listen", LOOPBACK, "--data", str(tmp_path / "data")),
    )
    assert started.status == 0
    pid = 0
    player = None
    daemon = Server(reactor, started, log)
    try:
        for _ in range(500):
            if pidfile.exists() and pidfile.read_text("ascii").strip():
                pid = int(pidfile.read_text("ascii"))
            if pid and "Listener starting on" in daemon.log:
                break
            await later(reactor, 0.02)
        found = daemon.log.rpartition("Listener starting on ")[2].split()[0]
        daemon.ports = [int(found)]
        player = await daemon.player()
        os.kill(pid, signal.SIGTERM)
        assert "The server is stopping now" in await player.screen.ended()
        for _ in range(250):
            if not pidfile.exists():
                break
            await later(reactor, 0.02)
        assert not pidfile.exists()
        assert "Traceback" not in daemon.log
        assert "Main loop terminated." in daemon.log
        assert daemon.log.count(f"Games are kept in {tmp_path / 'data'}\n") == 1
    finally:
        if player is not None:
            player.close()
        if pidfile.exists():
            os.kill(int(pidfile.read_text("ascii")), signal.SIGKILL)


@ensureDeferred
async def test_one_connection_too_many_is_told_so(start: StartServer) -> None:
    """
    Who comes beyond --max-connections reads one sentence and is let go; when somebody
    quits there is a place again.
    """
    server = await start("--max-connections=2")
    players = [await server.player() for _ in range(2)]
    for sent in ("", "create x\nboard\n", "x" * 100_000):
        beyond = await server.connect()
        beyond.write(sent.encode())
        await beyond.screen.ended()
        assert beyond.screen.raw == f"{SERVER_FULL}\r\n".encode()
    await seat(*players)
    await begin(*players)
    await move(players, 0, 4)
    players[0].send("quit")
    await players[0].screen.ended()
    await players[1].expect("game over> ")
    await come_in(server)
    assert "Traceback" not in await server.stop()


@ensureDeferred
async def test_a_place_becomes_free_however_one_goes(start: StartServer) -> None:
    """
    A reset, a half-closed and a crashed connection give their places back.
    """
    server = await start("--max-connections=1", "--drill")
    for ending in ("reset", "half", "crash", "quit") * 3:
        player = await come_in(server)
        if ending == "reset":
            player.reset()
        elif ending == "half":
            player.half_close()
        else:
            player.send("crash connection" if ending == "crash" else "quit")
        await player.screen.ended()
    await come_in(server)


async def come_in(server: Server) -> Player:
    """
    A player who found a place; it may become free some turns after one has gone.
    """
    for _ in range(50):
        player = await server.connect()
        player.answer_probe()
        if SERVER_FULL not in await player.expect("\n"):
            await player.come_in()
            return player
        await player.screen.ended()
    pytest.fail("no place became free")


@ensureDeferred
async def test_one_server_listens_in_several_places(
    start: StartServer, tmp_path: Path
) -> None:
    """
    Players who came by different endpoints, one of them a unix socket, play together.
    """
    from twisted.internet import reactor

    path = tmp_path / "connect4.sock"
    server = await start(listen=(LOOPBACK, LOOPBACK, f"unix:{path}"))
    assert len(server.ports) == 2
    players = [await server.connect(port) for port in server.ports]
    local = UNIXClientEndpoint(reactor, str(path))
    players.append(await connectProtocol(local, Player(reactor)))
    for player in players:
        player.answer_probe()
        await player.come_in()
    await seat(*players)
    for player, symbol in zip(players, "XOA", strict=True):
        assert f"You are {symbol}" in player.screen.transcript
    await begin(*players)
    for mover in range(3):
        await move(players, mover, 4)
    players[2].close()
    told = await players[0].expect("> ")
    assert f"{players[2].name} has lost the connection; the seat is kept." in told
    assert "Traceback" not in await server.stop()
    assert not path.exists()


@ensureDeferred
async def test_small_packets_do_not_wait_for_others() -> None:
    """
    An accepted connection has Nagle's algorithm off and keep-alive on.
    """
    from twisted.internet import reactor

    seen: list[tuple[bool, bool]] = []

    class Door:
        """
        Lets nobody in, after a look.
        """

        rounds = Rounds(reactor)

        def admit(self, connection: Connection, name: str) -> bool:
            transport: Any = connection.transport
            seen.append((transport.getTcpNoDelay(), transport.getTcpKeepAlive()))
            return False

        def gone(self, connection: Connection) -> None:
            pass

    rng = Random(1)
    engine = SimpleEngine(rng=rng)
    house = House(journal=MemoryJournal(), engine=engine, rng=rng, clock=reactor)
    manners = Manners(house=house, rng=rng, clock=reactor)
    factory = Factory.forProtocol(
        partial(
            Connection,
            player=PlayerId("guest-1"),
            manners=manners,
            door=Door(),
            trusted=True,
        )
    )
    factory.noisy = False
    where = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
    port = await where.listen(factory)
    try:
        here = TCP4ClientEndpoint(reactor, "127.0.0.1", port.getHost().port)
        player = await connectProtocol(here, Player(reactor))
        await player.screen.ended()
    finally:
        await port.stopListening()
    assert seen == [(True, True)]


@ensureDeferred
async def test_boards_come_without_the_stalls_of_delayed_acknowledgements(
    server: Server,
) -> None:
    """
    A hundred boards in lockstep take no 40 ms each.
    """
    from twisted.internet import reactor

    players = await game(server, options="--cols=20 --rows=20 --connect=10")
    begun = reactor.seconds()
    for number in range(100):
        await move(players, number % 2, number % 19 + 1)
    taken = reactor.seconds() - begun
    assert taken < 100 * 0.02
