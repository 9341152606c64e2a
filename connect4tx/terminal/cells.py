"""
Where things are on one line of a terminal, in cells.
"""

from __future__ import annotations

from wcwidth import wcwidth


def cells(text: str) -> int:
    """
    How wide a text is on a terminal.
    """
    return len(text) if text.isascii() else sum(max(wcwidth(c), 0) for c in text)


def window(text: str, at: int, room: int) -> tuple[str, int]:
    """
    The part of a line round the cursor that fits, and the cursor's column in it.

    :param at: the cursor's place in the text.
    :param room: in cells.
    """
    total, before = cells(text), cells(text[:at])
    if total <= room:
        return text, before
    wanted = min(max(before - room // 2, 0), total - room)
    start = skipped = 0
    while skipped < wanted:
        end = after(text, start)
        skipped += cells(text[start:end])
        start = end
    stop, filled = start, 0
    while stop < len(text):
        end = after(text, stop)
        filled += cells(text[stop:end])
        if filled > room:
            break
        stop = end
    return text[start:stop], before - skipped


def before(text: str, at: int) -> int:
    """
    Where the letter before this place begins; its accents belong to it.
    """
    at -= 1
    while at > 0 and wcwidth(text[at]) == 0:
        at -= 1
    return max(at, 0)


def after(text: str, at: int) -> int:
    """
    Where the letter at this place ends.
    """
    at += 1
    while at < len(text) and wcwidth(text[at]) == 0:
        at += 1
    return min(at, len(text))


def unchanged(drawn: str, text: str) -> int:
    """
    How many characters of what is drawn can stay.

    Terminals are not of one mind about how wide some characters are, so that a line
    with more than ASCII in it is drawn again, unless it only grows at its end.
    """
    if (drawn + text).isascii():
        return alike(drawn, text)
    return len(drawn) if text.startswith(drawn) else 0


def alike(one: str, other: str) -> int:
    """
    With how many of the same characters two texts begin.
    """
    for at, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return at
    return min(len(one), len(other))


def move(column: int, to: int) -> str:
    """
    What brings the cursor from one column to another.
    """
    if to == column:
        return ""
    if to == 0:
        return "\r"
    return f"\x1b[{to - column}C" if to > column else f"\x1b[{column - to}D"
