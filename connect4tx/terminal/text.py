"""
Answers as text, and text as bytes for one kind of screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from connect4tx.play.decisions import DROPS_AT_MOST
from connect4tx.play.rejections import Rejected
from connect4tx.play.state import Status
from connect4tx.terminal import aloud, chronicle, help, narrator, sentences
from connect4tx.terminal.board import glyphs
from connect4tx.terminal.language import NAMES, msg
from connect4tx.terminal.replies import (
    CameBack,
    Entered,
    Exported,
    Helped,
    Part,
    Plain,
    Recorded,
    Reply,
    Said,
    Settings,
    Shown,
    Telling,
)
from connect4tx.terminal.views import Style, View
from connect4tx.terminal.wrapping import wrapped


def answer(reply: Reply, view: View) -> str:
    """
    The text of an answer.
    """
    if isinstance(reply, Telling):
        return reply.text(view)
    return _TEXTS[type(reply)](reply, view)


def wire(text: str, view: View | None = None) -> bytes:
    """
    Lines of text as they go to a terminal: each ends in CR LF, none is wider than the
    screen where it could be broken at a blank.
    """
    if not text:
        return b""
    if view is not None:
        if not view.unicode and not text.isascii():
            text = plain(text)
        if view.width:
            text = wrapped(text, view.width)
    return (text + "\n").replace("\n", "\r\n").encode("utf-8", "replace")


def on_screen(text: str, view: View) -> bytes:
    """
    Text as bytes, in characters that the screen can show; a line ends in CR LF.
    """
    if not view.unicode and not text.isascii():
        text = plain(text)
    return text.replace("\n", "\r\n").encode("utf-8", "replace")


@lru_cache(maxsize=4096)
def prompt_line(prompt: str, view: View) -> bytes:
    """
    A prompt as bytes; there are few of them.
    """
    return on_screen(prompt, view)


def plain(text: str) -> str:
    """
    Text in ASCII: letters without their accents, and a question mark for the rest.

    >>> plain("Début à 8 h, “sœur” ●")
    'Debut a 8 h, "soeur" ?'
    """
    for character, ascii_form in _ASCII_FORMS.items():
        text = text.replace(character, ascii_form)
    bare = [
        character
        for character in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(character)
    ]
    return "".join(bare).encode("ascii", "replace").decode("ascii")


_ASCII_FORMS = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«\N{NO-BREAK SPACE}": '"',
    "\N{NO-BREAK SPACE}»": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "…": "...",
}


def _said(reply: Said, view: View) -> str:
    return view.tr(reply.sentence, **reply.fields)


def _rejected(reply: Rejected, view: View) -> str:
    return sentences.rejection(reply, view.language)


def _entered(reply: Entered, view: View) -> str:
    state, seat = reply.state, reply.seat
    symbols = glyphs(state.symbols, view)
    named = "" if state.name == state.code else f' ("{state.name}")'
    fields = {
        "code": state.code,
        "named": named,
        "size": sentences.terms(state, view),
        "symbol": symbols[seat],
    }
    token = view.tr(sentences.TOKEN, token=reply.token) if reply.token else ""
    if reply.opened:
        told = view.tr(
            "Room {code} is open{named}: {size}.\n"
            "You are {symbol}. The others come in with: join {code}",
            **fields,
        )
        return f"{told}\n{token}".rstrip()
    others = [
        f"{state.names[number]} ({symbols[number]})"
        for number, other in enumerate(state.seats)
        if other is not None and number != seat
    ]
    told = view.tr(
        "You have joined room {code}{named}: {size}.\nYou are {symbol}, with {others}.",
        others=sentences.listed(others, view.tr(" and ")),
        **fields,
    )
    if None not in state.seats:
        told += view.tr(" Type play to begin.")
    return f"{told}\n{token}".rstrip()


def _came_back(reply: CameBack, view: View) -> str:
    state = reply.state
    name, position = state.names[reply.seat], state.position
    if position is None:
        told = view.tr(
            "Welcome back, {name}: you are in room {code}, and the game has not begun.",
            name=name,
            code=state.code,
        )
    else:
        is_over = state.status is Status.OVER
        told = view.tr(
            _BACK_AFTER_A_GAME if is_over else _BACK_IN_A_GAME,
            name=name,
            code=state.code,
            ply=position.ply,
        )
        gap = "\n" if view.style is Style.TEXT else "\n\n"
        told = f"{told}{gap}{narrator.board(state, view)}"
    stands = narrator.standing(state, reply.seat, view)
    absent = narrator.absent(state, view)
    return "\n".join([told, *_since_then(reply, view), *absent, *stands])


_BACK_IN_A_GAME = msg("Welcome back, {name}: the game in room {code} is at move {ply}.")
_BACK_AFTER_A_GAME = msg("Welcome back, {name}: the game in room {code} is over.")


def _since_then(reply: CameBack, view: View) -> Iterator[str]:
    """
    What is otherwise than it was for who comes back.
    """
    state = reply.state
    name, seat = state.names[reply.seat], state.seats[reply.seat]
    if reply.before not in {"", name}:
        yield view.tr(sentences.NAME_LOST, before=reply.before, name=name)
    is_last = seat is not None and seat.drops == DROPS_AT_MOST - 1
    if is_last and state.status is Status.PLAYING:
        yield view.tr(sentences.LOST_TWICE)


def _shown(reply: Shown, view: View) -> str:
    state = reply.state
    position = state.position
    if position is None:
        return view.tr(sentences.NO_GAME_YET)
    match reply.part:
        case Part.BOARD:
            return narrator.board(state, view)
        case Part.COLUMN:
            return aloud.column(position, state.symbols, view, reply.number)
        case Part.ROW:
            return aloud.row(position, state.symbols, view, reply.number)
        case Part.LAST:
            return aloud.last(position, state.symbols, state.names, view)
        case Part.OPEN:
            return aloud.open_columns(position, view)


def _settings(reply: Settings, view: View) -> str:
    wishes = reply.wishes
    width = str(view.width) if view.width else view.tr("unknown")
    rows = [
        ("style", view.style.value, "full, compact, text"),
        ("unicode", _switch(view.unicode, view), "on, off, auto"),
        ("color", _switch(view.color, view), "on, off, auto"),
        ("width", width, view.tr("20 to 500, auto")),
        ("lang", wishes.lang, ", ".join(NAMES)),
        ("keys", _switch(wishes.keys, view), "on, off"),
        ("keepalive", _switch(wishes.keepalive, view), "on, off"),
        ("autoclaim", wishes.autoclaim, "win, draw, off"),
        ("dnd", _switch(wishes.dnd, view), "on, off"),
        ("kibitz", _switch(wishes.kibitz, view), "on, off"),
        ("chat", _switch(wishes.chat, view), "on, off"),
    ]
    lines = [f"  {name:<10}{value:<9}({choices})" for name, value, choices in rows]
    return "\n".join([*lines, view.tr("Change one with, for instance: set style text")])


def _switch(on: bool, view: View) -> str:
    return view.tr("on") if on else view.tr("off")


def _plain(reply: Plain | Exported, view: View) -> str:
    return reply.text


def _helped(reply: Helped, view: View) -> str:
    return help.text(reply, view)


_TEXTS: dict[type[Any], Callable[[Any, View], str]] = {
    Said: _said,
    Rejected: _rejected,
    Entered: _entered,
    Shown: _shown,
    Helped: _helped,
    Settings: _settings,
    CameBack: _came_back,
    Recorded: chronicle.recorded,
    Exported: _plain,
    Plain: _plain,
}
