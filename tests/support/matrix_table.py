"""
The table of what every client can, in the documentation.

``python -m tests.support.matrix_table`` tries all clients and writes it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.support.matrix_clients import CLIENTS, ClientProgram

COMMAND = "python -m tests.support.matrix_table"
# Names a file to which a run adds its rows, instead of comparing them.
RESULTS_VARIABLE = "CONNECT4TX_MATRIX_RESULTS"
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "clients.md"
TEST = ROOT / "tests" / "live" / "test_matrix.py"

CHECKS = (
    "Greeting",
    "é in a name",
    "Hidden input",
    "DEL",
    "Whole game",
    "Ctrl-C",
    "Ctrl-Z",
    "Ctrl-\\",
    "Ctrl-D",
)
ABOUT = f"""\
# Clients

What each client does, as the live tests find it: each is run on a terminal, comes in,
plays a game against somebody, and has every key below pressed in another. A test fails
when a client does something else than what stands here; then
`{COMMAND}` tries all of them and writes this page.
The programs are those of Debian 12, and telnetlib3 5 from PyPI.

*Greeting*: nothing but the greeting, and what the client says by itself, is on the
screen. *é in a name*: such a name is refused, and quoted as it was typed. *Hidden
input*: what is typed when the server asks for something secret is not on the screen.
*DEL*: takes a letter back. *Plays on*: a move typed after the key was made and shown.
*The client's own*: what the client, or the terminal, does with the key by itself.
"""

Row = Mapping[str, str]


def escaped(cell: str) -> str:
    """
    A cell as Markdown has it.
    """
    return cell.replace("\\", "\\\\")


def line(*cells: str) -> str:
    """
    A line of a table.
    """
    return f"| {' | '.join(map(escaped, cells))} |\n"


def table(rows: Mapping[str, Row]) -> str:
    """
    The results, a client on a line.
    """
    ruler = f"|{' --- |' * (1 + len(CHECKS))}\n"
    return (
        line("Client", *CHECKS)
        + ruler
        + "".join(
            line(client.name, *(rows[client.name][check] for check in CHECKS))
            for client in CLIENTS
            if client.name in rows
        )
    )


def commands() -> str:
    """
    How each client is started, and where it is from.
    """
    shown = (
        line("Client", "Package", "Command", "Remarks") + "| --- | --- | --- | --- |\n"
    )
    for client in CLIENTS:
        how = f"`{client.command.format(port=4040)}`"
        shown += line(client.name, client.package, how, client.notes)
    return shown


def page(rows: Mapping[str, Row]) -> str:
    """
    The whole page.
    """
    return f"{ABOUT}\n{table(rows)}\n## How they are started\n\n{commands()}"


def documented() -> str:
    """
    The page as it is.
    """
    return PAGE.read_text("utf-8") if PAGE.exists() else ""


def rows_in(text: str) -> dict[str, Row]:
    """
    The rows of a page's first table.
    """
    cells = [each.strip("| \n").split(" | ") for each in text.splitlines()]
    names = {client.name for client in CLIENTS}
    return {
        row[0]: dict(zip(CHECKS, row[1:], strict=True))
        for row in cells
        if row[0] in names and len(row) == 1 + len(CHECKS)
    }


def keep(client: ClientProgram, row: Row) -> None:
    """
    Compare what was found with the page, or keep it for a new one.
    """
    results = os.environ.get(RESULTS_VARIABLE)
    if results is not None:
        with Path(results).open("a", encoding="utf-8") as file:
            file.write(json.dumps([client.name, dict(row)]) + "\n")
        return
    found = table({client.name: row}).splitlines()[-1]
    assert found in documented().splitlines(), (
        f"docs/reference/clients.md does not say: {found}\n{COMMAND} writes it anew"
    )


def rows_of(text: str) -> dict[str, Row]:
    """
    The rows that a run kept.
    """
    return dict(json.loads(each) for each in text.splitlines())


def main() -> int:
    """
    Try all clients; write the page if all could be tried and went well.
    """
    with tempfile.TemporaryDirectory() as directory:
        results = Path(directory) / "results"
        results.touch()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", str(TEST), "-k", "client"],
            env={**os.environ, RESULTS_VARIABLE: str(results), "CI": "true"},
            cwd=ROOT,
            check=False,
        )
        if done.returncode == 0:
            PAGE.write_text(page(rows_of(results.read_text("utf-8"))), "utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
