"""
How a player sees the game: the style, the characters, the colours, the language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from connect4tx.terminal.language import Language, language

# A screen of unknown width is taken to be this wide.
USUAL_WIDTH = 80

# Of a screen, in columns; what lies outside is taken for a mistake of the client's.
NARROWEST = 20
WIDEST = 500


class Style(Enum):
    """
    How much is drawn.
    """

    FULL = "full"
    COMPACT = "compact"
    TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """
    All that decides how something looks; there is one for each combination, so that
    what was rendered for one player serves all who see it the same way.

    :ivar unicode: whether more than ASCII can be shown.
    :ivar width: of the screen in columns; 0 when unknown.
    :ivar watches: whether the player only looks on, and is not told what to type.
    """

    style: Style
    unicode: bool
    color: bool
    width: int
    language: Language
    watches: bool = False

    def tr(self, sentence: str, **fields: object) -> str:
        """
        A sentence in the player's language.
        """
        return self.language.tr(sentence, **fields)

    def trn(self, one: str, many: str, number: int, **fields: object) -> str:
        """
        A sentence in the form that goes with a number.
        """
        return self.language.trn(one, many, number, **fields)


def view(
    style: Style = Style.FULL,
    *,
    unicode: bool = False,
    color: bool = False,
    width: int = 0,
    lang: str = "en",
    watches: bool = False,
) -> View:
    """
    The one view of this combination.
    """
    return _view(style, unicode, color, width, lang, watches=watches)


@lru_cache(maxsize=4096)
def _view(
    style: Style, unicode: bool, color: bool, width: int, lang: str, *, watches: bool
) -> View:
    return View(style, unicode, color, width, language(lang), watches)


@dataclass(frozen=True, slots=True)
class Client:
    """
    What a player's program has said of itself.

    :ivar telnet: whether it answers telnet at all; one that does is sent more of it.
    :ivar types: its terminal types in the order given, RFC 1091.
    :ivar utf8: whether it has agreed to UTF-8, RFC 2066, or typed some.
    :ivar width: of its screen in columns, RFC 1073; 0 when unknown.
    """

    telnet: bool = False
    types: tuple[str, ...] = ()
    utf8: bool = False
    width: int = 0
    height: int = 0

    @property
    def mtts(self) -> int:
        """
        The bits of the MUD Terminal Type Standard; 0 when it does not speak that.
        """
        for name in self.types:
            found = _MTTS.fullmatch(name)
            if found is not None:
                return int(found[1])
        return 0


UNKNOWN = Client()

_MTTS = re.compile(r"MTTS ([0-9]{1,6})", re.IGNORECASE)
_ANSI, _UTF8, _MANY_COLOURS, _SCREEN_READER = 1, 4, 8 | 256, 64
_UNICODE_TYPES = re.compile(
    r"xterm|screen|tmux|linux|vte|kitty|alacritty|foot|rxvt-unicode|putty",
    re.IGNORECASE,
)
_COLOUR_TYPES = re.compile(r"ansi|color|mudlet|cygwin|rxvt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """
    What a player has set; None leaves it to what the client can.

    :ivar dnd: whether only those in the room may disturb the player.
    :ivar kibitz: whether, as a player, one hears those who watch.
    :ivar chat: whether the player hears the chat.
    """

    style: Style | None = None
    unicode: bool | None = None
    color: bool | None = None
    width: int | None = None
    lang: str = "en"
    keys: bool = False
    autoclaim: str = "off"
    keepalive: bool = True
    dnd: bool = False
    kibitz: bool = False
    chat: bool = True

    def view(self, client: Client, *, watches: bool = False) -> View:
        """
        What a player with these wishes sees in such a client.

        :param watches: whether that player only looks on.
        """
        types = " ".join(client.types)
        reader = bool(client.mtts & _SCREEN_READER)
        known = bool(_UNICODE_TYPES.search(types))
        unicode = client.utf8 or bool(client.mtts & _UTF8) or known
        color = known or bool(
            client.mtts & (_ANSI | _MANY_COLOURS) or _COLOUR_TYPES.search(types)
        )
        width = client.width if self.width is None else self.width
        style = self.style or (Style.TEXT if reader else Style.FULL)
        return view(
            style,
            unicode=unicode if self.unicode is None else self.unicode,
            color=style is not Style.TEXT
            and (color and not reader if self.color is None else self.color),
            width=min(max(width, NARROWEST), WIDEST) if width else 0,
            lang=self.lang,
            watches=watches,
        )
