"""
What a Ctrl key does in a client, and that it does no more than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.support.matrix_session import NAME, RIVAL, Session
from tests.support.matrix_shell import PROMPT


class Key(StrEnum):
    """
    The keys that a terminal or a client may make something of, by tmux's names.
    """

    C = "C-c"
    Z = "C-z"
    BACKSLASH = "C-\\"
    D = "C-d"


class Way:
    """
    What a client does with a key.

    :ivar cell: the same in words.
    :ivar last: whether no line can be typed in the client after it.
    """

    cell: str
    last = False

    async def happens(self, session: Session, key: Key) -> None:
        """
        Press the key in a game and wait for what comes of it.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Drops(Way):
    """
    What was typed so far is dropped, by the server or the client.

    :ivar pushed: whether a terminal gives the client whole lines, so that half a line
        reaches the server only by a Ctrl-D in it.
    """

    cell: str = "drops what was typed; plays on"
    pushed: bool = False

    async def happens(self, session: Session, key: Key) -> None:
        await session.shell.type("7")
        if self.pushed:
            await session.shell.press(Key.D)
            await session.quiet()
        await session.shell.press(key)
        await session.plays_on()


@dataclass(frozen=True, slots=True)
class Ignored(Way):
    """
    Nothing comes of it, whoever gets it.
    """

    cell: str = "ignored; plays on"

    async def happens(self, session: Session, key: Key) -> None:
        await session.shell.press(key)
        await session.plays_on()


@dataclass(frozen=True, slots=True)
class Asks(Way):
    """
    The server asks whether one wants to go.
    """

    cell: str = "asks whether to quit; plays on"

    async def happens(self, session: Session, key: Key) -> None:
        question = "Do you want to go\\?"
        before = await session.shell.count(question)
        await session.shell.press(key)
        await session.sees(question, after=before)
        await session.plays_on()


@dataclass(frozen=True, slots=True)
class Menu(Way):
    """
    The client asks something of its own, and goes on after the right answer.
    """

    shows: str
    answer: str
    cell: str

    async def happens(self, session: Session, key: Key) -> None:
        before = await session.shell.count(self.shows)
        await session.shell.press(key)
        await session.shell.sees(self.shows, after=before)
        await session.shell.press(self.answer)
        await session.plays_on()


@dataclass(frozen=True, slots=True)
class Stops(Way):
    """
    The shell has the keyboard, until it is told to let the client go on.

    :ivar back: what the client says when it goes on.
    """

    cell: str = "the client's own: stops it; fg, plays on"
    back: str = ""

    async def happens(self, session: Session, key: Key) -> None:
        prompts = await session.shell.count(PROMPT)
        await session.shell.press(key)
        await session.shell.sees("Stopped")
        await session.shell.sees(PROMPT, after=prompts)
        await session.shell.line("fg")
        await session.shell.sees(self.back)
        # One that sets its terminal anew may drop what is typed meanwhile.
        await session.quiet()
        await session.plays_on()


@dataclass(frozen=True, slots=True)
class Mutes(Way):
    """
    The client sends nothing more, but still shows what comes.
    """

    asked: bool
    cell: str
    last = True

    async def happens(self, session: Session, key: Key) -> None:
        await session.shell.press(key)
        if self.asked:
            await session.sees("Do you want to go\\?")
        await session.shell.line("1")
        await session.quiet()
        rival = session.rival
        await session.news(lambda: rival.ask("leave", "> "), f"{RIVAL}.* has left")
        assert (
            f"{NAME} drops"
            not in rival.screen.transcript.rpartition(f"{RIVAL} drops")[2]
        )


@dataclass(frozen=True, slots=True)
class Ends(Way):
    """
    The client, or its connection, ends.

    :ivar shows: what is on the screen then, instead of the shell's prompt.
    """

    cell: str = "the client's own: ends it"
    shows: str = ""
    last = True

    async def happens(self, session: Session, key: Key) -> None:
        shows = self.shows or PROMPT
        before = await session.shell.count(shows)
        await session.shell.press(key)
        await session.shell.sees(shows, after=before)
