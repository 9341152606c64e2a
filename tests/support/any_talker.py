"""
Talkers whose items are taken one after the other, as by the action handler, however
long each takes; and lines for them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from twisted.python.failure import Failure

from connect4tx.supervision.exits import Crashed, Normal
from connect4tx.terminal.actions import DrillError
from connect4tx.terminal.grammar import DRILL, MACHINE, VERBS, Verb
from tests.support.any_world import AnyWorld
from tests.support.members import Bug
from tests.support.programs import objects
from tests.support.talk import Talker

_VERBS = {verb.name: verb for verb in (*VERBS, *DRILL, *MACHINE)}
ALL_VERBS = sorted(_VERBS)

# What players say most, so that something comes of it.
USUAL_VERBS = (
    *("create", "join", "play", "play", "cancel", "match", "accept", "decline", "bot"),
    *("watch", "draw", "undo", "rematch", "resign", "abort", "move", "lobby", "claim"),
    *("leave", "back", "hint", "review", "puzzle", "replay", "next", "done", "resume"),
    *("say", "tell", "ignore", "set", "mode", "lang", "crash", "more"),
)

# What can be given to the options of all verbs that is always the same.
WORDS: dict[str, tuple[str, ...]] = {
    "clock": ("3+2", "untimed", "0.05", "5+3", "0+0", "never"),
    "what": ("win", "draw", "all"),
    "which": ("", "draw", "undo", "rematch", "ann", "bob", "nobody"),
    "level": ("1", "3", "7", "8"),
    "plies": ("", "1", "2", "99"),
    "setting": ("style", "keys", "autoclaim", "dnd", "kibitz", "width", "fun", "color"),
    "value": ("text", "on", "off", "win", "draw", "40", "blocks", "plain", "auto"),
    "lang": ("en", "fr", "fr", "xx"),
    "mode": ("json", "text", "xml"),
    "format": ("", "json", "text", "pdf"),
    "part": ("room", "handler", "connection", "journal", "all"),
    "topic": ("", "play", "draw", "xyzzy"),
    "text": ("well played", "\N{SNOWMAN}", "  "),
    "private": ("on", "off"),
    "symbol": ("X", "#", "XX", "\N{SNOWMAN}"),
    "cols": ("7", "4", "42"),
    "rows": ("6", "4", "42"),
    "connect": ("4", "3", "99"),
    "players": ("2", "3", "4", "5"),
    "seq": ("0", "3", "-1"),
}
_NUMBERS = tuple(str(number) for number in (4, 1, 2, 3, 5, 6, 7, 0, 8, -1))


class AnyTalker(Talker):
    """
    One that takes the next item when it is done with the last.

    :ivar lines: how many lines it was sent that it is not done with.
    :ivar bugs: what was raised while it took something, and was not meant to be.
    :ivar said: all that it was told since it sent its last line.
    """

    lines = 0
    said = b""

    def __init__(self, name: str, world: AnyWorld, *, lang: str = "en") -> None:
        self.bugs: list[Failure] = []
        self.is_taking = False
        super().__init__(name, world, drill=True, lang=lang)
        self.address = f"of {name}"

    @property
    def is_there(self) -> bool:
        """
        Whether the connection is.
        """
        return self.process.exit is None

    def _hear(self, data: bytes) -> None:
        self.raw += data
        self.said += data
        if self.place.json:
            objects(data.decode())

    def crash(self, error: Exception) -> None:
        super().crash(error)
        self.process.end(Crashed(Failure(error)))

    def send(self, line: str) -> None:
        """
        Send a line, to be taken when what has come before is.
        """
        self.lines += 1
        self.said = b""
        self._items.append(line)

    def take(self) -> bool:
        """
        Take the items that have come; whether there were any.
        """
        took = False
        while self._items and not self.is_taking and self.is_there:
            took = self.is_taking = True
            item = self._items.pop(0)
            self.sends(item).addErrback(self._failed).addCallback(self._taken, item)
            if self.conversation.over and not self.is_taking:
                self.process.end(Normal())
        return took

    def _taken(self, _: None, item: object) -> None:
        self.is_taking = False
        self.lines -= type(item) is str
        # What is drawn when nothing waits must not fail either.
        self.conversation.prompt()
        self.conversation.marker()

    def _failed(self, failure: Failure) -> None:
        if not self.is_there:
            return
        if failure.check(DrillError, Bug):
            self.handle()
            self.conversation.apologise()
        else:
            self.bugs.append(failure)


def written(verb_name: str, given: dict[str, str], *, json_mode: bool) -> str:
    """
    A line, as people or programs write it.

    :param given: the verb's arguments, by option.
    """
    if json_mode:
        return json.dumps({"cmd": verb_name, **given})
    words = [verb_name]
    for key, value in given.items():
        if verb_name == "create":
            words.append(f"--{key}={value}")
        elif value:
            words.append(value)
    return " ".join(words)


def arguments(
    verb_name: str,
    choices: Sequence[int],
    *,
    names: Sequence[str],
    codes: Sequence[str],
    tokens: Sequence[str],
) -> dict[str, str]:
    """
    Something for the options of a verb, most often what can be meant.

    :param choices: numbers by which it is chosen; at least as many as there are
        options.
    :param names: and codes and tokens: of those that there are.
    """
    verb = _VERBS[verb_name]
    words = {
        **WORDS,
        "name": (*names, "nobody", "bot3"),
        "target": (*codes, *names, "nobody"),
        "code": (*codes, "XXXXXX"),
        "game": (*codes, *(f"{code}.1" for code in codes), "XXXXXX"),
        "token": (*tokens, "XXXX-XXXX"),
    }
    given = {}
    for key, choice in zip(_wanted(verb, choices), choices[1:], strict=False):
        found = words.get(key, _NUMBERS)
        given[key] = found[choice % len(found)]
    return given


def _wanted(verb: Verb, choices: Sequence[int]) -> list[str]:
    """
    The options that are given: the words in their order, or any of ``create``.
    """
    if verb.name != "create":
        return list(verb.options)[: 1 + choices[0] % 3]
    return [
        key
        for at, key in enumerate(verb.options)
        if key != "name" and choices[at % len(choices)] % 4 == 0
    ]
