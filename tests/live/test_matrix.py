"""
Every client that people come with, on a terminal, from the greeting to the last key.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_twisted
from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram, installed
from tests.support import matrix_checks, matrix_table
from tests.support.live_screen import Missed
from tests.support.live_server import SCRIPTS, Server
from tests.support.matrix_clients import CLIENTS, ClientProgram
from tests.support.matrix_keys import Ends, Key
from tests.support.matrix_session import Session
from tests.support.matrix_shell import Shell, junk

PATH = os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", os.defpath), "/usr/games"))

StartSession = Callable[[ClientProgram, int], Awaitable[Session]]


@pytest_twisted.async_yield_fixture()
async def sits(runs: RunProgram, tmp_path: Path) -> AsyncGenerator[StartSession, None]:
    """
    Starts a client in a shell on a screen, and ends what runs there with the test.
    """
    from twisted.internet import reactor

    shells: list[Shell] = []

    async def start(client: ClientProgram, port: int) -> Session:
        home = tmp_path / f"home{len(shells)}"
        home.mkdir()
        shell = Shell(runs, home, reactor)
        shells.append(shell)
        await shell.start(PATH)
        session = Session(shell, reactor, nudged=client.nudged)
        await matrix_checks.connect(session, client, port)
        return session

    yield start
    for shell in shells:
        # One that has ended by itself needs no end.
        with contextlib.suppress(Missed):
            await shell.close()


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.label)
@ensureDeferred
async def test_a_client_plays(
    client: ClientProgram,
    drill: Server,
    sits: StartSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    A client is greeted well, plays a whole game, and survives the keys or ends by them.
    """
    monkeypatch.setenv("PATH", PATH)
    installed("tmux")
    installed(client.program)
    session = await sits(client, drill.port)
    row = {"Greeting": await matrix_checks.greeting(session, client)}
    row["é in a name"] = await matrix_checks.accent(session, client)
    row["Hidden input"] = await matrix_checks.hidden(session, client)
    row["DEL"], code = await matrix_checks.editing(session, client)
    await session.sit_down(code, await drill.connect())
    row["Whole game"] = await matrix_checks.whole_game(session)
    await session.play_again()
    for key in Key:
        fatal = isinstance(client.keys[key], Ends)
        one = await sits(client, drill.port) if fatal else session
        row[f"Ctrl-{key[-1].upper()}"] = await matrix_checks.key(one, client, key)
    assert session.shell.junk() == []
    assert "Traceback" not in drill.log
    matrix_table.keep(client, row)


def test_the_page_is_what_its_rows_make() -> None:
    """
    The page in the documentation has a row for every client, and is written as it would
    be now.
    """
    shown = matrix_table.documented()
    rows = matrix_table.rows_in(shown)
    missing = {client.name for client in CLIENTS} - set(rows)
    again = f"{matrix_table.COMMAND} writes it anew"
    assert not missing, again
    assert shown == matrix_table.page(rows), again


def test_bytes_that_are_no_text_are_junk_unless_wiped() -> None:
    """
    What a screen may show for telnet's commands is found, unless blanks follow over it.
    """
    asked = b"\xff\xfd\x18\xff\xfd\x1f"
    assert junk(b"shell\r\n" + asked + b"hello\r\n") == ["\ufffd" * 4 + "hello"]
    assert junk(b"shell\r\n" + asked + b"\r      \rhello \xc3\xa9\r\n\xc3") == []
