"""
What two players see of a whole game, as it stands on their screens.
"""

from __future__ import annotations

from connect4tx.terminal.items import ClientKnown
from connect4tx.terminal.text import on_screen
from connect4tx.terminal.views import Client, Wishes
from tests.support.members import PlayWorld
from tests.support.stories import CODE
from tests.support.talk import Talker

# Who types what, one after the other; CODE is the room's.
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
    max: 7
    lea: 3
    max: 1
    max: board
    lea: open
    lea: last
    lea: lobby
    lea: last
    max: leave
    max: quit
    lea: set
    lea: quit
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
        self._talker = Talker("", world, drill=False, lang=wishes.lang)
        self._talker.place.wishes = wishes
        self._talker.put(ClientKnown(Client(telnet=True)))
        self.refresh()

    def refresh(self) -> None:
        """
        Show what is new on a line of its own, and a prompt below it.
        """
        told = self._talker.news()
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
        self._talker.put(line)
        self.refresh()


def played(wishes: Wishes, script: str = SCRIPT) -> dict[str, Screen]:
    """
    The screens of lea and max after a game, which both see in the same way.
    """
    world = PlayWorld()
    screens = {name: Screen(world, wishes) for name in ("lea", "max")}
    for step in script.strip().splitlines():
        name, _, line = step.strip().partition(":")
        for code in world.events:
            line = line.replace("CODE", code)
        screens[name].types(line.strip())
        for screen in screens.values():
            screen.refresh()
    world.stop()
    return screens


def transcript(wishes: Wishes) -> str:
    """
    Both screens below each other; the room has the usual code of stories, as the real
    one is at random.
    """
    screens = played(wishes)
    (code,) = {code for screen in screens.values() for code in screen.codes}
    parts = [f"==== {name} ====\n{screen.shown}" for name, screen in screens.items()]
    return "\n".join(parts).replace(code, CODE)
