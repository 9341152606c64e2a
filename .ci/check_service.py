"""
Check an installed connect4tx: every way to start it, from a neutral directory.

Usage: check_service.py DIRECTORY_OF_THE_COMMANDS
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from server import (
    ENGLISH,
    FRENCH,
    Broken,
    check_daemon,
    check_foreground,
    free_port,
)


def help_of(command: Path, directory: Path) -> str:
    """
    What a command prints for ``--help``.
    """
    done = subprocess.run(
        [command, "--help"], cwd=directory, capture_output=True, text=True, check=True
    )
    if done.stderr:
        raise Broken(f"{command.name} --help complains: {done.stderr}")
    return done.stdout


def service(port: int, directory: Path) -> list[str]:
    """
    What to tell a runner; all use one journal, one after the other.
    """
    endpoint = f"tcp:{port}:interface=127.0.0.1"
    return ["connect4", "--listen", endpoint, "--data", str(directory / "data")]


def check_service(commands: Path) -> None:
    """
    Help, foreground, daemon and twist, in this order.
    """
    twistd, twist = commands / "twistd", commands / "twist"
    with tempfile.TemporaryDirectory(prefix="connect4-service-") as name:
        directory = Path(name)
        for command in (twistd, twist):
            if " connect4 " not in help_of(command, directory):
                raise Broken(f"{command.name} --help does not list connect4")
            print(f"{command.name} --help lists connect4")
        foreground = [str(twistd), "-n", "--pidfile="]
        for title, start, lang, game in (
            ("twistd -n", foreground, "en", ENGLISH),
            ("twistd -n in French", foreground, "fr", FRENCH),
            ("twist", [str(twist)], "en", ENGLISH),
        ):
            port = free_port()
            line = [*start, *service(port, directory), "--lang", lang]
            check_foreground(line, port, directory, game)
            print(f"{title} connect4 greets and ends in order")
        port = free_port()
        check_daemon(twistd, service(port, directory), port, directory)
        print("twistd connect4 greets as a daemon and ends in order")
        tool = [str(commands / "connect4"), "journal", str(directory / "data")]
        subprocess.run([*tool, "verify"], cwd=directory, check=True)
        print("connect4 journal finds the journal whole")


if __name__ == "__main__":
    check_service(Path(sys.argv[1]).absolute())
