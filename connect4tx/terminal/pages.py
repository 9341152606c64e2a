"""
Lists that are longer than the screen, a page at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connect4tx.play.rejections import Reason, rejected
from connect4tx.terminal.commands import ShowMore
from connect4tx.terminal.replies import News, Reply, Telling
from connect4tx.terminal.views import Style, View
from connect4tx.terminal.wrapping import wrapped

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation

# A screen of unknown height is taken to be this high; none is lower than the other.
USUAL_HEIGHT = 24
LOWEST = 6

# For the line that says that there is more, and for the prompt.
_KEPT_FREE = 2

# The one that goes on, and those that news came between.
_LISTS_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Rest:
    """
    What is left of a list.

    :ivar looks: how the player saw things when it was put into lines.
    """

    lines: Sequence[str]
    looks: Looks


# In which style, how wide, and in which language.
Looks = tuple[Style, int, str]


@dataclass(frozen=True, slots=True)
class Page(Telling):
    """
    As much of a list as fits on the screen.

    :ivar more: how many lines there are besides.
    :ivar before: how many lines of the list that this one came between.
    """

    lines: Sequence[str]
    more: int
    before: int = 0

    def text(self, view: View) -> str:
        lines = list(self.lines)
        if self.more:
            lines.append(
                view.trn(
                    "({number} more line: type more)",
                    "({number} more lines: type more)",
                    self.more,
                )
            )
        elif self.before:
            lines.append(
                view.trn(
                    "({number} more line of the list before: type more)",
                    "({number} more lines of the list before: type more)",
                    self.before,
                )
            )
        return "\n".join(lines)

    def fields(self) -> dict[str, Any]:
        """
        None: programs are told whole lists.
        """
        return {}


def paged(talk: Conversation, telling: Telling) -> Telling:
    """
    An answer as far as it fits on the screen; the rest is kept for ``more``, and that
    of another list forgotten.  Of news it is kept before that of the list that they
    come between.

    A program is told the whole of it.
    """
    if talk.place.json:
        return telling
    view = talk.view
    text = telling.text(view)
    if view.width:
        text = wrapped(text, view.width)
    before = _left(talk) if isinstance(telling, News) else ()
    return _page(talk, text.split("\n"), before)


async def more(talk: Conversation, command: ShowMore) -> Reply | None:
    """
    The next page.
    """
    left = _left(talk)
    if not left:
        talk.place.more = ()
        return rejected(Reason.NOTHING_MORE)
    return _page(talk, left[0].lines, left[1:])


def _left(talk: Conversation) -> tuple[Rest, ...]:
    """
    What is left of lists that look as they would now.
    """
    looks = _looks(talk.view)
    return tuple(rest for rest in talk.place.more if rest.looks == looks)


def _looks(view: View) -> Looks:
    return view.style, view.width, view.language.code


def _page(talk: Conversation, lines: Sequence[str], before: tuple[Rest, ...]) -> Page:
    """
    As much of a list as fits.

    :param before: what is left of the lists that it came between.
    """
    height = max(talk.place.client.height or USUAL_HEIGHT, LOWEST)
    # With a list before it, there is a line to say so when this one ends.
    room = height - _KEPT_FREE
    if len(lines) <= room + (not before):
        room = len(lines)
    rest = Rest(tuple(lines[room:]), _looks(talk.view))
    talk.place.more = ((rest,) if rest.lines else ()) + before[: _LISTS_AT_MOST - 1]
    return Page(lines[:room], len(rest.lines), len(before[0].lines) if before else 0)
