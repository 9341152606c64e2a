"""
The board in sentences, for those who listen to it: no drawing, no escape codes.

What the discs look like is here too, as sentences and drawings name them alike.
"""

from __future__ import annotations

import textwrap

from connect4tx.game.position import Position
from connect4tx.terminal.clean import is_drawn_with
from connect4tx.terminal.views import NARROWEST, USUAL_WIDTH, Style, View

_ROUND = {"X": "●", "O": "○"}
_DISCS = frozenset(_ROUND.values())
_DIGITS = "123456789"


def glyphs(symbols: tuple[str, ...], view: View) -> tuple[str, ...]:
    """
    What each seat's disc looks like, no two alike.

    That is the player's symbol, or the seat's number where it cannot be shown; where
    there is more than ASCII, X and O are discs, unless somebody listens.
    """
    told = [
        symbol if _can_show(symbol, view) else _DIGITS[seat]
        for seat, symbol in enumerate(symbols)
    ]
    for seat, symbol in enumerate(symbols):
        if told[seat] != symbol and told[seat] in symbols:
            free = (digit for digit in _DIGITS[seat:] if digit not in told)
            told[seat] = next(free)
    if not view.unicode or view.style is Style.TEXT or _DISCS & set(symbols):
        return tuple(told)
    return tuple(_ROUND.get(symbol, symbol) for symbol in told)


def _can_show(symbol: str, view: View) -> bool:
    return symbol.isascii() or (view.unicode and not is_drawn_with(symbol))


def whole(position: Position, symbols: tuple[str, ...], view: View) -> str:
    """
    Every column from the bottom up, neighbouring empty ones together; no line is wider
    than the screen.
    """
    if not position.filled:
        return view.tr("The board is empty.")
    discs = glyphs(symbols, view)
    told: list[str] = []
    empty: list[int] = []
    for column in range(position.variant.columns):
        if not position.column_height(column):
            empty.append(column + 1)
            continue
        told += [*_empty_columns(empty, view), _column(position, discs, view, column)]
        empty = []
    told += _empty_columns(empty, view)
    return _in_lines(told, max(view.width or USUAL_WIDTH, NARROWEST))


def column(
    position: Position, symbols: tuple[str, ...], view: View, column: int
) -> str:
    """
    What lies in a column.

    :param column: from 0.
    :raises NoSuchColumn: when it is beside the board.
    """
    if not position.column_height(column):
        return view.tr("Column {column}: empty.", column=column + 1)
    discs = _discs(position, glyphs(symbols, view), column)
    return view.tr(
        "Column {column}, from the bottom: {discs}.", column=column + 1, discs=discs
    )


def row(position: Position, symbols: tuple[str, ...], view: View, row: int) -> str:
    """
    What lies in a row.

    :param row: from 0, from the bottom.
    :raises IndexError: when it is not on the board.
    """
    seats = [position.cell(at, row) for at in range(position.variant.columns)]
    if all(seat is None for seat in seats):
        return view.tr("Row {row}: empty.", row=row + 1)
    discs, empty = glyphs(symbols, view), view.tr("empty")
    cells = ", ".join(empty if seat is None else discs[seat] for seat in seats)
    return view.tr("Row {row}, from the left: {cells}.", row=row + 1, cells=cells)


def last(
    position: Position, symbols: tuple[str, ...], names: tuple[str, ...], view: View
) -> str:
    """
    The last move, and whose it was.
    """
    cell = position.last
    seat = None if cell is None else position.cell(*cell)
    if cell is None or seat is None:
        return view.tr("No disc has been dropped yet.")
    return view.tr(
        "Move {ply}: {name} ({symbol}) dropped in column {column}, row {row}.",
        ply=position.ply,
        name=names[seat],
        symbol=glyphs(symbols, view)[seat],
        column=cell.column + 1,
        row=cell.row + 1,
    )


def open_columns(position: Position, view: View) -> str:
    """
    Where a disc may be dropped.
    """
    if position.outcome is not None:
        return view.tr("No column is open: the game is over.")
    columns = position.open_columns()
    if len(columns) == position.variant.columns:
        return view.tr("Every column is open.")
    return view.trn(
        "Open column: {columns}.",
        "Open columns: {columns}.",
        len(columns),
        columns=" ".join(str(column + 1) for column in columns),
    )


def _column(position: Position, discs: tuple[str, ...], view: View, column: int) -> str:
    told = _discs(position, discs, column)
    return view.tr("Column {column}: {discs}.", column=column + 1, discs=told)


def _discs(position: Position, discs: tuple[str, ...], column: int) -> str:
    seats = [position.cell(column, at) for at in range(position.column_height(column))]
    return ", ".join(discs[seat] for seat in seats if seat is not None)


def _empty_columns(columns: list[int], view: View) -> list[str]:
    """
    A sentence for neighbours that are empty, numbered from 1; none when there are none.
    """
    if not columns:
        return []
    first, last = columns[0], columns[-1]
    if first == last:
        return [view.tr("Column {column}: empty.", column=first)]
    if len(columns) == 2:
        return [view.tr("Columns {first}, {last}: empty.", first=first, last=last)]
    return [view.tr("Columns {first} to {last}: empty.", first=first, last=last)]


def _in_lines(sentences: list[str], width: int) -> str:
    """
    Sentences in as few lines as may be, broken between them where that can be.
    """
    lines: list[str] = []
    for sentence in sentences:
        if lines and len(lines[-1]) + 1 + len(sentence) <= width:
            lines[-1] += f" {sentence}"
        else:
            lines += textwrap.wrap(sentence, width)
    return "\n".join(lines)
