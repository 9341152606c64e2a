"""
What live tests have: a bound on their time, servers and programs that end with them.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import shutil
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
)
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
from twisted.internet.defer import Deferred

from tests.support import live_client, live_server
from tests.support.live_client import Program
from tests.support.live_server import Server

LIVE_TEST_SECONDS = 60.0

StartServer = Callable[..., Awaitable[Server]]
RunProgram = Callable[..., Program]


def bounded(test: Callable[..., Any], seconds: float) -> Callable[..., Deferred[Any]]:
    """
    The same test, cancelled with a TimeoutError after so long.
    """

    @functools.wraps(test)
    def run(**fixtures: object) -> Deferred[Any]:
        from twisted.internet import reactor

        running = Deferred.fromCoroutine(test(**fixtures))
        return running.addTimeout(seconds, reactor)

    # pytest-twisted would await what a marked function returns.
    vars(run).pop("_pytest_twisted_mark", None)
    return run


def installed(name: str) -> str:
    """
    Where a program is; a missing one skips the test.

    By the name of telnet goes any of several; where there are more, it is inetutils'.
    """
    where = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/games"))
    names = ("inetutils-telnet", "telnet") if name == "telnet" else (name,)
    found = filter(None, (shutil.which(each, path=where) for each in names))
    path = next(found, None)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """
    A coroutine test that hangs fails alone and by name.

    ``@pytest.mark.seconds(bound)`` gives it another bound than the usual one.
    """
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        marker = pyfuncitem.get_closest_marker("seconds")
        seconds = marker.args[0] if marker and marker.args else LIVE_TEST_SECONDS
        pyfuncitem.obj = bounded(pyfuncitem.obj, seconds)
    return (yield)


@pytest.fixture(autouse=True)
def nothing_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """
    No test leaves a journal where a person who runs it has theirs.
    """
    home = tmp_path / "nothing_at_home"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    yield
    assert not home.exists(), list(home.rglob("*"))


@pytest_twisted.async_yield_fixture()
async def start(tmp_path: Path) -> AsyncGenerator[StartServer, None]:
    """
    Starts servers, each in a directory of its own; they end with the test.
    """
    from twisted.internet import reactor

    started: list[Server] = []

    async def start_one(*options: str, **how: Any) -> Server:
        directory = tmp_path / f"server{len(started)}"
        directory.mkdir()
        server = await live_server.start(reactor, directory, *options, **how)
        started.append(server)
        return server

    yield start_one
    for server in started:
        await server.end()


@pytest_twisted.async_yield_fixture()
async def server(start: StartServer) -> AsyncGenerator[Server, None]:
    """
    A server that has to end well, with nothing in its log that looks like a bug.
    """
    server = await start()
    yield server
    assert server.program.status is None, f"the server ended: {server.log[-3000:]}"
    log = await server.stop()
    assert not re.search("Traceback|Unhandled|crashed|gives up", log), log[-5000:]


@pytest_twisted.async_yield_fixture()
async def drill(start: StartServer) -> AsyncGenerator[Server, None]:
    """
    A server parts of which may be made to crash, but not all of it.
    """
    server = await start("--drill")
    yield server
    assert server.program.status is None, f"the server ended: {server.log[-3000:]}"
    assert "Unhandled" not in await server.stop()


@pytest_twisted.async_yield_fixture()
async def runs() -> AsyncGenerator[RunProgram, None]:
    """
    Runs programs, which end with the test; a missing one skips it.
    """
    from twisted.internet import reactor

    running: list[Program] = []

    def run_one(name: str, *arguments: str, **how: Any) -> Program:
        path = installed(name)
        running.append(live_client.run(reactor, path, *arguments, **how))
        return running[-1]

    yield run_one
    for program in running:
        program.kill()
        await program.screen.ended()
