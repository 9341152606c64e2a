"""
Lines that are no wider than a screen.
"""

from __future__ import annotations

import re

from wcwidth import wrap

from connect4tx.terminal.cells import cells


def wrapped(text: str, width: int) -> str:
    """
    Text whose lines fit, broken at blanks; a word that is wider stays whole.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        # What is coloured is drawn to fit.
        if "\x1b" in line or cells(line) <= width:
            lines.append(line)
        else:
            lines += wrap(
                line,
                width,
                subsequent_indent=_hanging(line, width),
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(lines)


def _hanging(line: str, width: int) -> str:
    """
    Where the lines after the first begin: in a table, in its second column.
    """
    row = _TABLE_ROW.match(line)
    begins = row.end() if row else len(line) - len(line.lstrip())
    return " " * (begins if begins <= width * 3 // 5 else 4)


_TABLE_ROW = re.compile(r" *\S+(?: \S+)*   +")
