"""
What ``set`` changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from connect4tx.play.commands import Claim
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.terminal.clean import clean
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.views import NARROWEST, WIDEST, Style, Wishes

_SHOWN_CELLS = 30
_STYLES = {style.value: style for style in Style}
_SWITCH = {"on": True, "off": False}
_SWITCH_OR_AUTO: dict[str, bool | None] = {**_SWITCH, "auto": None}
_CLAIMS = ("off", *(claim.value for claim in Claim))
_AS_ASCII = {"ascii": False, "unicode": True}
_SAME_AS = {"colour": "color", "language": "lang"}

# What is set about who is heard; nothing looks different for it.
OF_TALK = ("dnd", "kibitz", "chat")


def is_setting(name: str) -> bool:
    """
    Whether ``set`` takes this.
    """
    return _SAME_AS.get(name, name) in SETTINGS


def change(wishes: Wishes, setting: str, value: str) -> Wishes | Rejected:
    """
    The wishes with one of them changed.

    :param setting: and its value: as typed, in small letters.
    """
    setting = _SAME_AS.get(setting, setting)
    read = SETTINGS.get(setting)
    if read is None:
        return rejected(Reason.NO_SUCH_SETTING, value=clean(setting, _SHOWN_CELLS))
    return read(wishes, value)


def _style(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value in _AS_ASCII:
        return replace(wishes, unicode=_AS_ASCII[value])
    if value not in _STYLES:
        return _bad("style", value, *_STYLES)
    return replace(wishes, style=_STYLES[value])


def _switch(field: str) -> Callable[[Wishes, str], Wishes | Rejected]:
    def read(wishes: Wishes, value: str) -> Wishes | Rejected:
        if value not in _SWITCH_OR_AUTO:
            return _bad(field, value, *_SWITCH_OR_AUTO)
        changes: dict[str, Any] = {field: _SWITCH_OR_AUTO[value]}
        return replace(wishes, **changes)

    return read


def _width(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value == "auto":
        return replace(wishes, width=None)
    digits = value if value.isascii() and value.isdecimal() and len(value) < 6 else "0"
    if not NARROWEST <= int(digits) <= WIDEST:
        return _bad("width", value, f"{NARROWEST}-{WIDEST}", "auto")
    return replace(wishes, width=int(digits))


def _lang(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value not in NAMES:
        return rejected(
            Reason.NO_SUCH_LANGUAGE,
            value=clean(value, _SHOWN_CELLS),
            languages=tuple(NAMES),
        )
    return replace(wishes, lang=value)


def _keys(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value not in _SWITCH:
        return _bad("keys", value, *_SWITCH)
    return replace(wishes, keys=_SWITCH[value])


def _keepalive(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value not in _SWITCH:
        return _bad("keepalive", value, *_SWITCH)
    return replace(wishes, keepalive=_SWITCH[value])


def _of_talk(field: str) -> Callable[[Wishes, str], Wishes | Rejected]:
    def read(wishes: Wishes, value: str) -> Wishes | Rejected:
        if value not in _SWITCH:
            return _bad(field, value, *_SWITCH)
        changes: dict[str, Any] = {field: _SWITCH[value]}
        return replace(wishes, **changes)

    return read


def _autoclaim(wishes: Wishes, value: str) -> Wishes | Rejected:
    if value not in _CLAIMS:
        return _bad("autoclaim", value, *_CLAIMS)
    return replace(wishes, autoclaim=value)


def _bad(setting: str, value: str, *choices: str) -> Rejected:
    shown = clean(value, _SHOWN_CELLS)
    return rejected(Reason.BAD_SETTING, setting=setting, value=shown, choices=choices)


SETTINGS: dict[str, Callable[[Wishes, str], Wishes | Rejected]] = {
    "style": _style,
    "unicode": _switch("unicode"),
    "color": _switch("color"),
    "width": _width,
    "lang": _lang,
    "keys": _keys,
    "keepalive": _keepalive,
    "autoclaim": _autoclaim,
    "dnd": _of_talk("dnd"),
    "kibitz": _of_talk("kibitz"),
    "chat": _of_talk("chat"),
}
