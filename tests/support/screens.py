"""
What players see of whole games, as it stands on their screens.
"""

from __future__ import annotations

import re

from connect4tx.terminal.items import ClientKnown
from connect4tx.terminal.text import on_screen
from connect4tx.terminal.views import Client, Wishes
from tests.support.members import LOST_CONNECTION, PlayWorld
from tests.support.stories import CODE
from tests.support.talk import Talker

TOKEN = "K7Q2-M4TX"
_TOKENS = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")

# Who types what, one after the other; CODE is the room's, TOKEN one's own. Between
# angle brackets is what happens to the connection.
SCRIPT = """
    lea: help
    lea: lea
    max: Lea
    max: max
    lea: help
    lea: create Salon
    lea: board
    lea: play
    max: join NOSUCH
    max: join CODE
    max: help
    max: play
    max: 4
    lea: 9
    lea: xyzzy
    lea: mvoe 4
    lea:
    lea: 4
    max: board
    max: col 4
    max: row 1
    max: last
    max: open
    max: 4
    lea: move 4
    max: m 4
    lea: move --col=3
    max: 4
    lea: 4
    lea: col 4
    lea: open
    lea: help move
    lea: 1
    max: 7
    lea: 2
    max: <drops>
    lea: board
    lea: claim win
    max: <comes again>
    max: back TOKEN
    max: 7
    lea: 3
    max: 1
    max: board
    lea: open
    lea: last
    lea: lobby
    lea: last
    lea: games
    max: leave
    max: show CODE
    max: replay CODE
    max:
    max: n
    max: p
    max: go 99
    max: go 11
    max: export CODE digits
    max: quit
    lea: set
    lea: quit
"""

# Two who do not know each other are paired, and play on the clock; a third looks on.
# What is timed waits so many seconds.
PAIRED = """
    lea: lea
    max: max
    eve: eve
    lea: seeks
    lea: play 1+1
    max: seeks
    max: play 5+3
    max: cancel
    max: play 1+1
    eve: games
    eve: watch FIRST
    FIRST: 4
    eve: board
    <5>
    SECOND: 4
    FIRST: clock
    FIRST: draw
    SECOND: decline
    FIRST: 3
    FIRST: undo
    SECOND: accept
    SECOND: say good game!
    eve: help
    FIRST: 3
    <70>
    FIRST: board
    eve: clock
    SECOND: rematch
    FIRST: accept
    SECOND: 1
    FIRST: resign
    FIRST: leave
    SECOND: rematch
    SECOND: leave
    eve: who
    eve: match lea untimed
    lea: accept
    lea: abort
    lea: leave
    eve: leave
    eve: bot 1
    <1>
    eve: undo
    eve: draw
    eve: hint
    eve: leave
"""


class Screen:
    """
    One player's terminal.

    :ivar shown: all that stands on it, what was typed too.
    :ivar told: what the server has said, without prompts.
    :ivar prompts: the prompts, as they were shown.
    :ivar codes: of the rooms where the player was.
    """

    def __init__(self, world: PlayWorld, wishes: Wishes) -> None:
        self.shown = self.told = ""
        self.prompts: list[str] = []
        self.codes: set[str] = set()
        self._at_prompt = False
        self._world = world
        self._wishes = wishes
        self._token = ""
        self._connect()

    @property
    def is_first(self) -> bool:
        """
        Whether the player has the first seat of the room.
        """
        return self._talker.place.seat == 0

    def _connect(self) -> None:
        wishes = self._wishes
        self._talker = Talker("", self._world, drill=False, lang=wishes.lang)
        self._talker.place.wishes = wishes
        self._talker.put(ClientKnown(Client(telnet=True)))
        self.refresh()

    def happens(self, what: str) -> None:
        """
        Lose the connection, or come again.
        """
        self.shown += f"{what}\n"
        self._at_prompt = False
        if what == "<drops>":
            self._token = self._talker.token
            self._talker.process.end(LOST_CONNECTION)
            self._talker.conversation.over = True
        else:
            self._connect()

    def refresh(self) -> None:
        """
        Show what is new on a line of its own, and a prompt below it.
        """
        told = _TOKENS.sub(TOKEN, self._talker.news())
        if self._talker.place.room is not None:
            self.codes.add(self._talker.code)
        if told:
            self.told += told
            self.shown += f"\n{told}" if self._at_prompt else told
            self._at_prompt = False
        if not self._at_prompt and not self._talker.conversation.over:
            prompt = on_screen(self._talker.prompt, self._talker.view).decode()
            self.prompts.append(prompt)
            self.shown += prompt
            self._at_prompt = True

    def types(self, line: str) -> None:
        """
        Show a line as it is typed, and what comes of it.
        """
        self.shown += f"{line}\n"
        self._at_prompt = False
        self._talker.put(line.replace("TOKEN", self._token))
        self.refresh()


def played(wishes: Wishes, script: str = SCRIPT) -> dict[str, Screen]:
    """
    The screens of the players after a script, which all see in the same way.
    """
    world = PlayWorld()
    names = ("lea", "max", "eve") if "eve:" in script else ("lea", "max")
    screens = {name: Screen(world, wishes) for name in names}
    for step in script.strip().splitlines():
        _step(step.strip(), world, screens)
        for screen in screens.values():
            screen.refresh()
    world.stop()
    return screens


def _step(step: str, world: PlayWorld, screens: dict[str, Screen]) -> None:
    """
    Have what one line of a script says happen.
    """
    name, _, line = step.partition(":")
    if name.startswith("<"):
        world.clock.advance(float(name.strip("<>")))
        world.settle()
        return
    seated = sorted(("lea", "max"), key=lambda who: not screens[who].is_first)
    roles = dict(zip(("FIRST", "SECOND"), seated, strict=True))
    for code in world.events:
        line = line.replace("CODE", code)
    for role, who in roles.items():
        line = line.replace(role, who)
    screen, line = screens[roles.get(name, name)], line.strip()
    if line.startswith("<"):
        screen.happens(line)
    else:
        screen.types(line)


def transcript(wishes: Wishes) -> str:
    """
    All screens of both scripts below each other; the rooms have the usual code of
    stories, and each token is the usual one, as the real ones are at random.
    """
    return "\n".join(_transcript(wishes, script) for script in (SCRIPT, PAIRED))


def _transcript(wishes: Wishes, script: str) -> str:
    screens = played(wishes, script)
    told = "\n".join(
        f"==== {name} ====\n{screen.shown}" for name, screen in screens.items()
    )
    for code in {code for screen in screens.values() for code in screen.codes}:
        told = told.replace(code, CODE)
    return told
