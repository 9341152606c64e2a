"""
A real telnet on a terminal: its keys, and what it sends for them.
"""

from __future__ import annotations

import pytest
from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram
from tests.support.live_client import Program
from tests.support.live_server import Server

CTRL_C, CTRL_BACKSLASH, CTRL_Z = b"\x03", b"\x1c", b"\x1a"


async def telnet(server: Server, runs: RunProgram, *options: str) -> Program:
    """
    A telnet on a terminal of its own, with a guest in the lobby.
    """
    program = runs("telnet", *options, "127.0.0.1", str(server.port), pty=True)
    await program.come_in()
    return program


@ensureDeferred
async def test_defect_14_ctrl_c_in_a_telnet_drops_the_line_and_no_more(
    server: Server, runs: RunProgram
) -> None:
    """
    After Ctrl-C a telnet still shows what it is sent, however often it is pressed.
    """
    program = await telnet(server, runs)
    await program.ask("games")
    for number in range(3):
        program.write(b"half a li" + CTRL_C)
        await program.ask(f"nonsense{number}", f"Unknown command nonsense{number}")
    assert "half" not in program.screen.transcript.partition("Unknown")[2].replace(
        "half a li^C", ""
    )
    await program.ask("create Salon", 'is open ("Salon")')
    assert program.status is None


@pytest.mark.parametrize("key", [CTRL_BACKSLASH, CTRL_C + CTRL_BACKSLASH])
@ensureDeferred
async def test_defect_14_ctrl_backslash_in_a_telnet_is_survived(
    server: Server, runs: RunProgram, key: bytes
) -> None:
    """
    A break sent by a telnet is no part of a line.
    """
    program = await telnet(server, runs, "-E")
    program.write(key)
    await program.ask("create Salon", 'is open ("Salon")')


@ensureDeferred
async def test_the_escape_prompt_of_telnet_can_send_every_command(
    server: Server, runs: RunProgram
) -> None:
    """
    What a person can have telnet send from its own prompt is answered or ignored.
    """
    program = await telnet(server, runs)
    await program.ask("games")
    for command in ("ayt", "brk", "ec", "el", "escape", "ga", "nop", "ip"):
        program.write(b"\x1d")
        await program.expect("telnet> ")
        program.send(f"send {command}")
        if command == "ayt":
            await program.expect("Yes, I am here")
        await program.ask(f"after-{command}", f"after-{command}; help lists")
    await program.ask("create Salon", 'is open ("Salon")')


@ensureDeferred
async def test_a_telnet_in_character_mode_is_understood(
    server: Server, runs: RunProgram
) -> None:
    """
    A telnet that was told to send each character at once ends its lines as it likes.
    """
    program = await telnet(server, runs)
    program.write(b"\x1d")
    await program.expect("telnet> ")
    program.send("mode character")
    program.write(b"create Salon\r")
    await program.expect('is open ("Salon")')
    program.write(b"bx\x7foard\r")
    await program.expect("The game needs one more player")


@ensureDeferred
async def test_quit_ends_a_telnet(server: Server, runs: RunProgram) -> None:
    """
    After quit the server closes, and telnet says so and ends.
    """
    program = await telnet(server, runs)
    program.send("quit")
    told = await program.screen.ended()
    assert "Goodbye!" in told
    assert "Connection closed by foreign host." in told
