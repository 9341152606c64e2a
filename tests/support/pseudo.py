"""
A language without letters: whatever letters a player then reads were never translated.
"""

from __future__ import annotations

import json
import re
from gettext import NullTranslations
from string import Formatter
from typing import Any

from connect4tx.terminal.grammar import DRILL, MACHINE, VERBS
from connect4tx.terminal.language import NAMES, Language
from connect4tx.terminal.text import plain
from tests.support.catalogues import TEMPLATE, read, sentences
from tests.support.talk import NAMES as PLAYERS
from tests.support.talk import Talker

CODE = "xx"


def fields(sentence: str) -> list[str]:
    """
    The names of what a sentence speaks of.
    """
    names = [name for _, name, _, _ in Formatter().parse(sentence)]
    return [name for name in names if name is not None and name.isidentifier()]


class Pseudo(NullTranslations):
    """
    Has every sentence of the template, and of each only the fields, between marks.

    :ivar said: the sentences that it was asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.known = {message.id for message in sentences(read(TEMPLATE))}
        self.said: set[Any] = set()

    def gettext(self, message: str) -> str:
        return self._marked(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._marked((one, many), many)

    def _marked(self, key: Any, sentence: str) -> str:
        if key not in self.known:
            return sentence
        self.said.add(key)
        return "⟦" + " ".join(f"{{{name}}}" for name in fields(sentence)) + "⟧"


PSEUDO = Pseudo()
LANGUAGE = Language(CODE, PSEUDO)

# What is the same in every language: what can be typed, and who it is about.
SETTINGS = (
    "style",
    "unicode",
    "color",
    "width",
    "lang",
    "keys",
    "autoclaim",
    "keepalive",
    "dnd",
    "kibitz",
)
VALUES = (
    *("full", "compact", "text", "on", "off", "auto", "ascii", "json"),
    "untimed",
)
WAYS = ("win", "draw", "digits", "n", "p")
TYPED = "xyzzy"
_SAME = {
    TYPED,
    TYPED.upper(),
    *("bin", "sh"),
    "baord",
    "la",
    "admin",
    CODE,
    *PLAYERS,
    "eve",
    *SETTINGS,
    *VALUES,
    *WAYS,
}
_SAME |= {*NAMES, *NAMES.values(), *map(plain, NAMES.values())}
_SAME |= {verb.name for verb in (*VERBS, *DRILL, *MACHINE)}
_SAME |= {option for verb in (*VERBS, *DRILL, *MACHINE) for option in verb.options}

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_CODES = re.compile(
    r"\b[0-9]+x[0-9]+\b|"
    r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6}\b|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|\bguest_[a-z]+"
)
_WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_A-Z]")


def bare(told: str) -> list[str]:
    r"""
    The words in a text that nobody has translated; single capitals are discs.

    >>> bare("⟦ann⟧ ABC234 K7Q2-M4TX   X guest_owl\x1b[31m●\x1b[0m   3 left")
    ['left']
    """
    names_only = _CODES.sub(" ", _ESCAPES.sub("", told))
    return [word for word in _WORDS.findall(names_only) if word not in _SAME]


class Listener(Talker):
    """
    A player in this language, who notes all that was never translated.

    :ivar bare: lines with words that nobody has translated.
    """

    # Shown as it is, to operators.
    TREE = "the tree"

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self.bare: list[str] = []
        super().__init__(*arguments, **keywords, lang=CODE)

    def heard(self) -> bytes:
        """
        As others hear it; and it is noted, and so is the prompt.
        """
        data = super().heard()
        if self.place.wishes.lang != CODE:
            return data
        for line in [*data.decode().replace(self.TREE, "").split("\r\n"), self.prompt]:
            told = line
            if line.startswith("{"):
                told = json.loads(line).get("message", "")
            if bare(told):
                self.bare.append(line)
        return data
