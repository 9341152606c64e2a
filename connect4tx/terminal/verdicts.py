"""
What moves were worth, in words.

Distances are told in the winner's own moves, the one that wins among them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from connect4tx.play.analysis import MISTAKES, Hint, Judged, Mark, Review
from connect4tx.play.ports import Prospect
from connect4tx.play.records import game_code
from connect4tx.terminal import sentences
from connect4tx.terminal.aloud import glyphs
from connect4tx.terminal.language import msg
from connect4tx.terminal.views import USUAL_WIDTH, Style, View


def moves_to_win(plies: int) -> int:
    """
    How many moves the winner makes within so many discs, of which the last one wins.
    """
    return (plies + 1) // 2


def when(prospect: Prospect, view: View) -> str:
    """
    How soon the game is won or lost.
    """
    if not prospect.plies:
        return view.tr("in the end")
    number = moves_to_win(prospect.plies)
    if number == 1:
        return view.tr("at once")
    return view.trn("in {number} move", "in {number} moves", number)


def report(review: Review, view: View) -> str:
    """
    A review: what each player did, and a line for each move.
    """
    lines = [
        view.tr(
            "Game {code}, move by move; wins and losses are counted in the winner's"
            " own moves.",
            code=game_code(review.record),
        ),
        *(_summary(review, seat, view) for seat in range(len(review.record.names))),
    ]
    if not review.is_whole:
        lines.append(view.tr(_NO_TIME if review.perfect else _NO_SOLVER))
    if view.style is not Style.TEXT:
        lines.append("")
    return "\n".join([*lines, *_lines(review, view)])


_NO_TIME = msg("There was no time for some moves; ask again later.")
_NO_SOLVER = msg(
    "This server has no solver, so that only what is near the end of the game can be"
    " proven."
)


def _lines(review: Review, view: View) -> Iterator[str]:
    """
    A line for each move; one for all in a row of which nothing is known.
    """
    tell = _sentence if view.style is Style.TEXT else _row
    for is_open, found in groupby(review.moves, _is_open):
        moves = list(found)
        if is_open and len(moves) > 1:
            first, last = moves[0].ply, moves[-1].ply
            yield view.tr(
                "Moves {first} to {last}: not proven.", first=first, last=last
            )
        else:
            yield from (tell(move, review, view) for move in moves)


def _is_open(move: Judged) -> bool:
    return move.after.value is None


def _summary(review: Review, seat: int, view: View) -> str:
    known = [move for move in review.moves if move.mark is not Mark.UNKNOWN]
    moves = [move for move in known if move.seat == seat]
    mistakes = [move.ply for move in moves if move.mark in MISTAKES]
    fields = {
        "name": review.record.names[seat],
        "disc": glyphs(review.record.symbols, view)[seat],
        "best": sum(move.is_best for move in moves),
        "moves": len(moves),
    }
    if not moves:
        return view.tr("{name} ({disc}): nothing is proven.", **fields)
    if not mistakes:
        return view.tr(
            "{name} ({disc}): best moves {best} of {moves}, no mistake.", **fields
        )
    return view.trn(
        "{name} ({disc}): best moves {best} of {moves}, {number} mistake, move"
        " {first}.",
        "{name} ({disc}): best moves {best} of {moves}, {number} mistakes, the first is"
        " move {first}.",
        len(mistakes),
        first=mistakes[0],
        **fields,
    )


def _sentence(move: Judged, review: Review, view: View) -> str:
    return view.tr(
        "Move {ply}, {name} in column {column}: {verdict}.",
        ply=move.ply,
        name=review.record.names[move.seat],
        column=move.column + 1,
        verdict=verdict(move, view),
    )


def _row(move: Judged, review: Review, view: View) -> str:
    """
    A line of a table, with the verdicts one under the other.
    """
    names = review.record.names
    head = view.tr(
        "{ply}. {name}  column {column}",
        ply=f"{move.ply:2}",
        name=f"{names[move.seat]:{max(map(len, names))}}",
        column=move.column + 1,
    )
    return _hung(head, verdict(move, view), view.width or USUAL_WIDTH)


def _hung(head: str, told: str, width: int) -> str:
    """
    Two columns; what is too long for the second goes on under it.
    """
    begins = len(head) + len(_GAP)
    indent = " " * (begins if begins <= width * 3 // 5 else 4)
    lines = textwrap.wrap(
        f"{head}{_GAP}{told}",
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


_GAP = "   "


def verdict(move: Judged, view: View) -> str:
    """
    What a move was worth, without its end: it goes into a sentence or a table.
    """
    return view.tr(
        _verdict(move),
        when=when(move.after, view),
        best=_columns(move.best, view),
        otherwise=when(move.before, view),
    )


def _verdict(move: Judged) -> str:
    if move.mark is Mark.LOST_ANYWAY:
        return _LOST if move.is_best else _LOST_SOONER
    return _VERDICTS[move.mark, move.after.value]


_LOST = msg("lost anyway, {when}")
_LOST_SOONER = msg("lost anyway, {when}; column {best} lost only {otherwise}")
_VERDICTS = {
    (Mark.BEST, 1): msg("best, wins {when}"),
    (Mark.BEST, 0): msg("best, keeps the draw"),
    (Mark.STILL_WINNING, 1): msg(
        "still wins, but only {when}; column {best} won {otherwise}"
    ),
    (Mark.THREW_WIN, 0): msg(
        "throws away a win, now a draw; column {best} won {otherwise}"
    ),
    (Mark.THREW_WIN, -1): msg(
        "throws away a win, now loses {when}; column {best} won {otherwise}"
    ),
    (Mark.THREW_DRAW, -1): msg(
        "throws away a draw, now loses {when}; column {best} kept it"
    ),
    (Mark.UNKNOWN, None): msg("not proven"),
    (Mark.UNKNOWN, 0): msg("draws; not proven that nothing won"),
    (Mark.UNKNOWN, -1): msg("loses {when}; not proven that anything was better"),
}


def _columns(columns: Sequence[int], view: View) -> str:
    return sentences.listed([str(column + 1) for column in columns], view.tr(" or "))


def hinted(hint: Hint, view: View) -> str:
    """
    A hint, and what is known of it.
    """
    sentence = _HINTS[hint.prospect.value]
    return view.tr(sentence, column=hint.column + 1, when=when(hint.prospect, view))


_HINTS = {
    1: msg("Column {column} wins {when}."),
    0: msg("Column {column} holds the draw."),
    -1: msg("Nothing saves this; column {column} holds out longest."),
    None: msg("Column {column} looks best as far as the computer sees."),
}
