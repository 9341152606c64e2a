"""
One client at the server: coming in, and playing somebody with a plain connection.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from twisted.internet.interfaces import IReactorTime

from tests.support.live_client import Player, later
from tests.support.live_screen import WAIT_SECONDS, Missed
from tests.support.matrix_shell import Shell

NAME, RIVAL = "lea", "max"
GREETING = r"connect4tx - Connect Four\..*\(fran[cç]ais ?: lang fr\)"
HINT = r"This is the plain view; .*"
QUESTION = r"Name, or Enter to play as a guest:"
BAD_NAME = "zoé"
QUIET_SECONDS = 0.4
NUDGE_SECONDS = 0.3

# The client begins, and wins in its fourth move.
WIN = "1212121"
# In the other game its rival begins, and nobody wins.
CLIENT_COLUMNS, RIVAL_COLUMNS = "12121", "56565"


class Session:
    """
    A client in its shell, and who plays against it.

    :ivar nudged: whether the client shows what it was sent only after an Enter.
    """

    def __init__(self, shell: Shell, clock: IReactorTime, *, nudged: bool) -> None:
        self.shell = shell
        self.nudged = nudged
        self._clock = clock
        self._rival: Player | None = None
        self._moves = 0

    @property
    def rival(self) -> Player:
        """
        Who plays against the client.
        """
        if self._rival is None:
            raise RuntimeError("nobody plays against the client yet")
        return self._rival

    async def quiet(self, seconds: float = QUIET_SECONDS) -> None:
        """
        Give what should not happen the time to happen.
        """
        await later(self._clock, seconds)

    async def sees(self, pattern: str, *, after: int = 0) -> re.Match[str]:
        """
        Wait until the client has shown this more often than so, with an Enter now and
        then where that is needed.
        """
        if not self.nudged:
            return await self.shell.sees(pattern, after=after)
        for _ in range(int(WAIT_SECONDS / NUDGE_SECONDS)):
            try:
                return await self.shell.sees(
                    pattern, after=after, seconds=NUDGE_SECONDS
                )
            except Missed:
                await self.shell.press("Enter")
        return await self.shell.sees(pattern, after=after, seconds=NUDGE_SECONDS)

    async def asks(self, line: str, answer: str) -> re.Match[str]:
        """
        Type a line and wait for one more of an answer.
        """
        before = await self.shell.count(answer)
        await self.shell.line(line)
        return await self.sees(answer, after=before)

    async def news(
        self, happens: Callable[[], Awaitable[object]], pattern: str
    ) -> re.Match[str]:
        """
        Have something happen elsewhere and wait until the client shows it.
        """
        before = await self.shell.count(pattern)
        await happens()
        return await self.sees(pattern, after=before)

    async def sit_down(self, code: str, rival: Player) -> None:
        """
        Have the rival join the client's room, and begin.
        """
        self._rival = rival
        rival.answer_probe()
        await rival.come_in(RIVAL)
        await self.news(
            lambda: rival.ask(f"join {code}", "You have joined"),
            rf"{RIVAL}.* has joined",
        )
        await self.asks("play", "The game begins")
        await rival.expect("The game begins")

    async def play_again(self) -> None:
        """
        Begin another game, in which the rival moves first.
        """
        await self.asks("lobby", "Ready for another game")
        await self.rival.expect("Ready for another game")
        await self.asks("play", "The game begins")
        await self.rival.expect("The game begins")
        await self.answers(RIVAL_COLUMNS[0])

    async def moves(self, column: str) -> None:
        """
        The client moves, and both are shown it.
        """
        told = f"{NAME} drops in column {column}."
        await self.asks(column, re.escape(told))
        await self.rival.expect(told)

    async def answers(self, column: str) -> None:
        """
        The rival moves, and both are shown it.
        """
        told = f"{RIVAL} drops in column {column}."
        await self.news(lambda: self.rival.ask(column, told), re.escape(told))

    async def plays_on(self) -> None:
        """
        The next move of the client's in a game without an end, and the answer to it.
        """
        await self.moves(CLIENT_COLUMNS[self._moves])
        self._moves += 1
        await self.answers(RIVAL_COLUMNS[self._moves])

    async def wins(self) -> None:
        """
        A whole game, to its end.
        """
        end = f"{NAME} .*wins: four in a column"
        ended = await self.shell.count(end)
        for number, column in enumerate(WIN):
            await (self.answers if number % 2 else self.moves)(column)
        await self.sees(end, after=ended)
        await self.rival.screen.search(end)
