"""
A program on a screen of its own, seen as a person sees it: in tmux.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from twisted.internet.interfaces import IReactorTime

from tests.support.live_client import Program, later
from tests.support.live_screen import WAIT_SECONDS, Missed

LOOK_SECONDS = 0.05


class Pane:
    """
    The only pane of a tmux server of its own.

    :param run: starts a program.
    :param socket: a path for that server's socket.
    """

    def __init__(
        self, run: Callable[..., Program], socket: str, clock: IReactorTime
    ) -> None:
        self._run = run
        self._socket = socket
        self._clock = clock

    async def _tmux(self, *words: str) -> str:
        program = self._run("tmux", "-f", "/dev/null", "-S", self._socket, *words)
        printed = await program.screen.ended()
        if program.status != 0:
            raise Missed(f"tmux {words}: {program.errors.decode()}")
        return printed

    async def open(self, command: str, *, columns: int = 80, rows: int = 24) -> None:
        """
        Run a command of the shell's in a screen of this size.
        """
        size = ("-x", str(columns), "-y", str(rows))
        await self._tmux("new-session", "-d", *size, command)

    async def close(self) -> None:
        """
        End all that runs in there.
        """
        await self._tmux("kill-server")

    async def press(self, *keys: str) -> None:
        """
        Press keys by tmux's names: ``Right``, ``Enter``, ``4``.
        """
        await self._tmux("send-keys", *keys)

    async def resize(self, columns: int, rows: int) -> None:
        """
        Make the screen larger or smaller.
        """
        await self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    async def lines(self) -> list[str]:
        """
        What stands on the screen, without the empty lines at its end.
        """
        return (await self._tmux("capture-pane", "-p")).rstrip().split("\n")

    async def expect(
        self, last: str, seconds: float = WAIT_SECONDS, *, above: str = ""
    ) -> list[str]:
        """
        Wait until the last line is such a one; gives all lines.

        :param last: a pattern for it, without the blanks at its end.
        :param above: a text that has to stand above it somewhere.
        """
        lines = [""]
        for _ in range(int(seconds / LOOK_SECONDS)):
            lines = await self.lines()
            if re.fullmatch(last, lines[-1]) and above in "\n".join(lines):
                return lines
            await later(self._clock, LOOK_SECONDS)
        seen = "\n".join(lines)
        raise Missed(f"the last line is not {last!r}, under {above!r}:\n{seen}")
