"""
Start the server as a user would, see that it greets, and stop it again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 30
STOP_SECONDS = 10
GREETING = b"connect4tx - "
ENGLISH, FRENCH = b"Connect Four.", b"Puissance 4."
# IAC WONT TTYPE and IAC WONT NAWS, so that the server need not wait for an answer.
NO_ANSWERS = b"\xff\xfc\x18\xff\xfc\x1f"
# After an orderly stop twistd and twist end by the signal that asked for it.
ORDERLY = (0, -signal.SIGTERM)


class Broken(Exception):
    """
    The server does not do what it should.
    """


def free_port() -> int:
    """
    A TCP port on which nobody listens now.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def greeting(port: int) -> bytes:
    """
    What the server says to the end of its greeting, or until it falls silent.
    """
    said = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as link,
        contextlib.suppress(TimeoutError),
    ):
        link.sendall(NO_ANSWERS)
        while not said.partition(GREETING)[2].count(b"\n"):
            if not (more := link.recv(4096)):
                break
            said += more
    return said


def await_greeting(
    port: int, game: bytes, server: subprocess.Popen[bytes] | None = None
) -> None:
    """
    Wait until the server greets.

    :param game: what it calls the game, in its language.
    :param server: its process; when that has ended there is nothing to wait for.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionError):
            said = greeting(port)
            if GREETING + game not in said:
                raise Broken(f"the greeting is {said!r}")
            return
        if server is not None and server.poll() is not None:
            raise Broken(f"the server ended with status {server.returncode}")
        time.sleep(0.1)
    raise Broken(f"no greeting within {START_SECONDS} s")


def check_log(log: str) -> None:
    """
    The log tells of an orderly stop and of no failure.
    """
    for bad in ("Traceback", "Unhandled", "Warning:"):
        if bad in log:
            raise Broken(f"the log has {bad!r}")
    if "Main loop terminated." not in log:
        raise Broken("the log does not tell that the main loop has ended")


def stop(server: subprocess.Popen[bytes]) -> None:
    """
    Ask the server to end, and see that it does so in time and in order.
    """
    server.terminate()
    try:
        status = server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise Broken(f"it runs on {STOP_SECONDS} s after SIGTERM") from None
    if status not in ORDERLY:
        raise Broken(f"it ended with status {status}")


@contextlib.contextmanager
def _logged(log: Path) -> Iterator[None]:
    """
    Show the server's log when something goes wrong.
    """
    try:
        yield
    except Exception:
        if log.exists():
            print(log.read_text("utf-8", "replace"))
        raise


def check_foreground(
    command: list[str], port: int, directory: Path, game: bytes = ENGLISH
) -> None:
    """
    A server in the foreground greets, and ends in order after SIGTERM.
    """
    log = directory / "foreground.log"
    with _logged(log):
        with log.open("wb") as output:
            server = subprocess.Popen(
                command,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            await_greeting(port, game, server)
            stop(server)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        check_log(log.read_text("utf-8", "replace"))


def _await_gone(pidfile: Path, pid: int) -> None:
    """
    Wait until a daemon and its pidfile are gone.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            time.sleep(0.1)
            continue
        if pidfile.exists():
            raise Broken("the daemon left its pidfile")
        return
    raise Broken(f"the daemon runs on {STOP_SECONDS} s after SIGTERM")


def check_daemon(twistd: Path, service: list[str], port: int, directory: Path) -> None:
    """
    A server in the background has a pidfile and a log, and ends in order too.
    """
    pidfile, log = directory / "daemon.pid", directory / "daemon.log"
    command = [str(twistd), f"--pidfile={pidfile}", f"--logfile={log}", *service]
    with _logged(log):
        subprocess.run(command, cwd=directory, check=True, timeout=START_SECONDS)
        await_pidfile = time.monotonic() + START_SECONDS
        while not (pidfile.exists() and pidfile.read_text("ascii").strip()):
            if time.monotonic() > await_pidfile:
                raise Broken("the daemon wrote no pidfile")
            time.sleep(0.1)
        pid = int(pidfile.read_text("ascii"))
        try:
            await_greeting(port, ENGLISH)
            os.kill(pid, signal.SIGTERM)
            _await_gone(pidfile, pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        check_log(log.read_text("utf-8", "replace"))
