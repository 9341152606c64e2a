"""
A server under measurement: a process of its own, and what the system says of it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

START_SECONDS = 20.0
STOP_SECONDS = 20.0

# The kernel ends a server that is older, should we be killed before we can.
AT_MOST_SECONDS = 300

TWISTD = Path(sys.executable).with_name("twistd")
# Where a command may name the directory that is made for the server it starts.
IN_SCRATCH = "{scratch}"
ECHO = (sys.executable, "-m", "benchmarks.echo")

_ROOT = Path(__file__).resolve().parent.parent
_PORT = re.compile(r"starting on (\d+)")
_TROUBLE = re.compile(r"Traceback|Unhandled|#critical", re.IGNORECASE)
_PROCESSORS = sorted(os.sched_getaffinity(0))
_TICKS = os.sysconf("SC_CLK_TCK")


class ServerTrouble(Exception):
    """
    The server did not start, did not stop, or logged a failure.
    """


@dataclass(frozen=True, slots=True)
class Server:
    """
    A process that listens on the loopback interface.
    """

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """
        User and system time since its start, in steps of the kernel's tick.
        """
        stat = Path(f"/proc/{self.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_kib(self) -> int:
        """
        Resident memory.
        """
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1])


def connect4(
    max_connections: int,
    *,
    port: int = 0,
    data: str | Path | None = None,
    twistd_options: Sequence[str] = (),
) -> tuple[str, ...]:
    """
    The command line of the real server.

    :param data: the directory of its journal, in which ``IN_SCRATCH`` stands for one
        that is made for it and goes with it; None to have it in memory.
    """
    return (
        *(str(TWISTD), "-n", "--pidfile=", *twistd_options),
        *("connect4", "--listen", f"tcp:{port}:interface=127.0.0.1"),
        *("--max-connections", str(max_connections)),
        *(("--memory",) if data is None else ("--data", str(data))),
    )


@contextmanager
def running(command: Sequence[str]) -> Iterator[Server]:
    """
    A server that is stopped, by its id, on the way out.

    :raises ServerTrouble: also for a failure in its log.
    """
    with TemporaryDirectory(prefix="connect4-benchmark-") as directory:
        log = Path(directory, "log")
        words = [word.replace(IN_SCRATCH, directory) for word in command]
        process = start(words, log)
        try:
            yield Server(process.pid, _port(process, log))
        finally:
            stop(process)
        check(log)


def start(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """
    Start a server that goes on with a log.
    """
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=_bound,  # noqa: PLW1509 - no threads here
        )


def client_keeps_apart() -> None:
    """
    Take the last processor for this process; servers get the first.

    Left alone, Linux now and then runs both ends of a loopback connection on one, so
    that the server waits for the client and the rates are of the two together.
    """
    os.sched_setaffinity(0, {_PROCESSORS[-1]})


def _bound() -> None:
    """
    An alarm outlives ``exec``, and so does the choice of a processor.
    """
    signal.alarm(AT_MOST_SECONDS)
    os.sched_setaffinity(0, {_PROCESSORS[0]})


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := _PORT.search(log.read_text()):
            return int(found[1])
        time.sleep(0.02)
    raise ServerTrouble(f"The server did not start: {log.read_text()[-2000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """
    Tell a server to end, and wait until it has.
    """
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise ServerTrouble("The server did not stop when it was told to.") from None


def check(log: Path) -> None:
    """
    See to it that a log tells of no failure.
    """
    text = log.read_text(errors="replace")
    if found := _TROUBLE.search(text):
        around = text[max(0, found.start() - 500) : found.end() + 1500]
        raise ServerTrouble(f"The server logged a failure: {around}")
