"""
The one way of users' text to a screen.
"""

from __future__ import annotations

import unicodedata

from wcwidth import wcwidth

# Controls, formats (bidi overrides, zero width), private use, surrogates, and the
# separators that end a line or a paragraph.
_UNWANTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_COMBINING_AT_MOST = 2


def clean(text: str, max_cells: int) -> str:
    r"""
    Text that is safe to show: one line, nothing that moves the cursor.

    :param max_cells: what is wider on a terminal is cut.

    >>> clean("a\x1b[2Jb\u202ec", 10)
    'a[2Jbc'
    """
    if text.isascii() and text.isprintable():
        return text[:max_cells]
    kept: list[str] = []
    cells = combining = 0
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.category(character) in _UNWANTED:
            continue
        width = max(wcwidth(character), 0)
        combining = 0 if width else combining + 1
        cells += width
        if cells > max_cells:
            break
        if combining <= _COMBINING_AT_MOST:
            kept.append(character)
    return "".join(kept)


# Visible to Unicode, but not to anybody's eye: spaces, fillers, the blank braille cell.
_BLANK = frozenset(
    map(chr, (0x20, 0xA0, 0x115F, 0x1160, 0x1680, 0x2800, 0x3000, 0x3164, 0xFFA0))
)

# The board is drawn with these.
DRAWN_WITH = ".[]<>#^|+-·"
# Boxes and blocks, of all kinds.
_BOXES = range(0x2500, 0x25A0)


def is_drawn_with(symbol: str) -> bool:
    """
    Whether boards are drawn with a character, so that it is nobody's disc.
    """
    return symbol in DRAWN_WITH or ord(symbol) in _BOXES


def symbol_of(text: str) -> str | None:
    r"""
    The symbol that a text asks for; None when it is not one visible character.

    >>> symbol_of("o"), symbol_of("xy"), symbol_of("\x07"), symbol_of(".")
    ('O', None, None, None)
    """
    upper = text.upper()
    symbol = upper if len(upper) == 1 else text
    if len(symbol) != 1 or symbol in _BLANK or symbol.isspace():
        return None
    if is_drawn_with(symbol):
        return None
    return symbol if clean(symbol, 1) == symbol and wcwidth(symbol) == 1 else None
