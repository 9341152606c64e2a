"""
Run the README's own command to run the server, in a copy of the tracked files.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from readme_command import readme_command
from server import ENGLISH, GREETING, STOP_SECONDS, Broken, greeting

ROOT = Path(__file__).parents[1]
PORT = 4040
INSTALL_SECONDS = 300


def copy_tracked(target: Path) -> None:
    """
    Copy what git knows or would add, and nothing that an earlier step has made.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def port_is_taken() -> bool:
    """
    Whether somebody answers on the default port already.
    """
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", PORT)) == 0


def check_readme_run() -> None:
    """
    The line installs and starts a server that greets; SIGTERM ends it.
    """
    if port_is_taken():
        raise Broken(f"port {PORT} is taken, so what answers there is not ours")
    with tempfile.TemporaryDirectory(prefix="connect4-readme-") as name:
        copy_tracked(Path(name))
        home = Path(name, "data home")
        line = readme_command("run")
        print(f"$ {line}", flush=True)
        shell = subprocess.Popen(
            ["bash", "-c", line],
            cwd=name,
            env={**os.environ, "XDG_DATA_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + INSTALL_SECONDS
            while not port_is_taken():
                if shell.poll() is not None:
                    raise Broken(f"the line ended with status {shell.returncode}")
                if time.monotonic() > deadline:
                    raise Broken(f"no server within {INSTALL_SECONDS} s")
                time.sleep(0.2)
            if GREETING + ENGLISH not in (said := greeting(PORT)):
                raise Broken(f"the greeting is {said!r}")
            if not (home / "connect4tx" / "journal.sqlite3").is_file():
                raise Broken("its journal is not where it should be by default")
            os.killpg(shell.pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while port_is_taken():
                if time.monotonic() > deadline:
                    raise Broken(f"it runs on {STOP_SECONDS} s after SIGTERM")
                time.sleep(0.1)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    print("it greets on its default port and ends on SIGTERM")


if __name__ == "__main__":
    check_readme_run()
