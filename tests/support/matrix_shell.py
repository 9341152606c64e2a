"""
A shell on a screen of its own, in which a client is started as a person starts it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from shlex import quote

from twisted.internet.interfaces import IReactorTime

from tests.support.live_client import Program, later
from tests.support.live_pane import LOOK_SECONDS, Pane
from tests.support.live_screen import WAIT_SECONDS, Missed

PROMPT = "shell%"
# A shell that its test could not end, ends by itself; tmux ends after its last one.
SHELL = f"timeout --foreground --signal=HUP 120 env PS1='{PROMPT} ' sh -i"
PRINTED = "printed"


def junk(printed: bytes) -> list[str]:
    """
    The lines on which bytes that are no text remain, in what was sent to a screen.

    tmux shows none of them, where other screens show one sign or two for each. What
    is written over them from the beginning of the line wipes them off.
    """
    # What comes last may be half a letter.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(printed)
    remain = []
    for line in text.split("\n"):
        cells = ""
        for part in line.split("\r"):
            visible = "".join(filter(str.isprintable, part))
            cells = visible + cells[len(visible) :]
        if "\ufffd" in cells:
            remain.append(cells)
    return remain


class Shell(Pane):
    """
    What was ever on a screen can be waited for, by how often it was there: clients
    that draw everything again are so told from a server that says it again.
    """

    def __init__(
        self, run: Callable[..., Program], home: Path, clock: IReactorTime
    ) -> None:
        super().__init__(run, str(home / "tmux"), clock)
        self._home = home

    async def start(self, path: str) -> None:
        """
        Show the shell's prompt.

        :param path: where programs are looked for.
        """
        home = quote(str(self._home))
        await self.open(f"HOME={home} PATH={quote(path)} LC_ALL=C.UTF-8 {SHELL}")
        await self._tmux("pipe-pane", f"cat > {quote(str(self._home / PRINTED))}")
        await self.sees(PROMPT)

    async def type(self, text: str) -> None:
        """
        Type a text, and no Enter.
        """
        await self._tmux("send-keys", "-l", "--", text)

    async def line(self, text: str) -> None:
        """
        Type a line.
        """
        if text:
            await self.type(text)
        await self.press("Enter")

    async def text(self) -> str:
        """
        All there was on the screen, the lines that it wrapped in one piece again.
        """
        shown = await self._tmux("capture-pane", "-p", "-J", "-S", "-")
        return "\n".join(line.rstrip() for line in shown.rstrip().split("\n"))

    def junk(self) -> list[str]:
        """
        The lines on which a screen may have shown bytes that are no text.
        """
        return junk((self._home / PRINTED).read_bytes())

    async def count(self, pattern: str) -> int:
        """
        How often this was on the screen.
        """
        return len(re.findall(pattern, await self.text(), re.MULTILINE))

    async def sees(
        self, pattern: str, *, after: int = 0, seconds: float = WAIT_SECONDS
    ) -> re.Match[str]:
        """
        Wait until this was on the screen more often than so; gives the last.
        """
        text = ""
        for _ in range(int(seconds / LOOK_SECONDS)):
            text = await self.text()
            found = list(re.finditer(pattern, text, re.MULTILINE))
            if len(found) > after:
                return found[-1]
            await later(self._clock, LOOK_SECONDS)
        raise Missed(f"no {pattern!r} after {after} of them on the screen:\n{text}")
