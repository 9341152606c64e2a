"""
The languages that players can read: English sentences, and catalogues of others.

Sentences are the message ids.  One that is said where it stands is said through a
view's ``tr`` or ``trn``; one that stands in a table is marked by ``msg`` there, and
translated when it is said.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

DOMAIN = "connect4tx"

# Each by its own name; English is what the sentences are written in.
NAMES = {"en": "English", "fr": "français"}


def msg(sentence: str) -> str:
    """
    Mark a sentence for the catalogues; it is translated later.
    """
    return sentence


class Language:
    """
    One catalogue.

    :ivar code: as in ISO 639-1.
    """

    __slots__ = ("_catalogue", "code")

    def __init__(self, code: str, catalogue: NullTranslations) -> None:
        self.code = code
        self._catalogue = catalogue

    def tr(self, sentence: str, **fields: object) -> str:
        """
        A sentence in this language, with its fields filled in.
        """
        return self._catalogue.gettext(sentence).format(**fields) if sentence else ""

    def trn(self, one: str, many: str, number: int, **fields: object) -> str:
        """
        The form of a sentence that goes with a number; it is the field ``number``.
        """
        text = self._catalogue.ngettext(one, many, number)
        return text.format(number=number, **fields)


@cache
def language(code: str) -> Language:
    """
    The language of that code.

    :raises KeyError: when there is none.
    """
    if code not in NAMES:
        raise KeyError(code)
    if code == "en":
        return Language(code, NullTranslations())
    path = resources.files(__package__) / "locale" / code / "LC_MESSAGES"
    with (path / f"{DOMAIN}.mo").open("rb") as compiled:
        return Language(code, GNUTranslations(compiled))
