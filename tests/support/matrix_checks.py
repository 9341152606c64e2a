"""
What is tried with every client, and what is found, in the words of the table.
"""

from __future__ import annotations

import re

from tests.support.matrix_clients import ClientProgram
from tests.support.matrix_keys import Key
from tests.support.matrix_session import (
    BAD_NAME,
    GREETING,
    HINT,
    NAME,
    QUESTION,
    Session,
)

WHY_NO_NAME = r"cannot be a name here: names are"
SECRET = "hidden"
UNHIDDEN = "shows what you type"
YES = "yes"


async def connect(session: Session, client: ClientProgram, port: int) -> None:
    """
    Start the client, as far as the server's question for a name.
    """
    await session.shell.line(client.command.format(port=port))
    if not client.nudged:
        await session.sees(QUESTION)


async def greeting(session: Session, client: ClientProgram) -> str:
    """
    On the screen is what the server says, what the client says by itself, no more.
    """
    if client.nudged:
        await session.quiet(1.0)
        assert not await session.shell.count(GREETING)
        return "after the first line"
    shown = (await session.shell.text()).split("\n")
    assert any(re.fullmatch(GREETING, line) for line in shown), shown
    fine = ("", "shell% .*", GREETING, HINT, QUESTION, *client.banner)
    junk = [
        line for line in shown if not any(re.fullmatch(each, line) for each in fine)
    ]
    assert not junk, junk
    assert session.shell.junk() == [], session.shell.junk()
    return YES


async def accent(session: Session, client: ClientProgram) -> str:
    """
    A name with an é is refused, and quoted as the client can show it.
    """
    shown = BAD_NAME.replace("é", client.acute)
    refusal, welcome = rf"'{shown}' {WHY_NO_NAME}", f"Hello {NAME}\\."
    if client.nudged:
        # An Enter alone would make a guest of this one.
        await session.shell.line(BAD_NAME)
        await session.quiet()
        await session.shell.line(NAME)
        await session.sees(f"{refusal}(.|\\n)*{welcome}")
    else:
        await session.asks(BAD_NAME, refusal)
        await session.asks(NAME, welcome)
    return f"comes back as {client.acute}" if client.acute else "the client sends none"


async def hidden(session: Session, client: ClientProgram) -> str:
    """
    What is typed for the server alone is hidden, or one is told that it is not; after
    it everything is shown again.
    """
    shell = session.shell
    if client.nudged:
        await shell.line("secret")
        await session.quiet()
    else:
        await session.asks("secret", "Type something that is not shown:")
    await shell.type(SECRET)
    if client.hides:
        await session.quiet()
    else:
        await shell.sees(SECRET)
    told = await shell.count(UNHIDDEN)
    await shell.press("Enter")
    await session.sees("It had 6 characters")
    if client.nudged:
        told = await shell.count(UNHIDDEN)
    assert not (client.hides and await shell.count(SECRET)), await shell.text()
    assert bool(told) != client.hides, await shell.text()
    await shell.type("visible")
    await shell.sees("visible")
    await shell.press("Enter")
    await session.sees("Unknown command visible")
    return YES if client.hides else "cannot; is told so"


async def editing(session: Session, client: ClientProgram) -> tuple[str, str]:
    """
    A letter that was taken back with DEL is neither shown nor read; gives the code of
    the room that was opened so.
    """
    shell = session.shell
    await shell.type("crx")
    await shell.press("BSpace")
    await shell.type("eate")
    await shell.sees(r"\bcreate$")
    assert not await shell.count("crx")
    await shell.press("Enter")
    found = await session.sees(r"come in with: join (\w+)")
    return YES, found[1]


async def whole_game(session: Session) -> str:
    """
    The client wins a game.
    """
    await session.wins()
    return YES


async def key(session: Session, client: ClientProgram, pressed: Key) -> str:
    """
    A Ctrl key does what it is known to do.
    """
    way = client.keys[pressed]
    await way.happens(session, pressed)
    return way.cell
