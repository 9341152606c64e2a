"""
Games that are over, as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from connect4tx.play.events import GameRecord
from connect4tx.play.records import game_code, position_after
from connect4tx.terminal import aloud, sentences
from connect4tx.terminal.board import draw, glyphs
from connect4tx.terminal.language import msg
from connect4tx.terminal.replies import Listed, Recorded
from connect4tx.terminal.views import Style, View


def listed(reply: Listed, view: View) -> str:
    """
    A line for each game, one's own first.
    """
    if not reply.latest:
        return view.tr(
            "No game has been finished here yet; create opens a room for one."
        )
    own = [game_code(record) for record in reply.own]
    others = [record for record in reply.latest if game_code(record) not in own]
    told: list[str] = []
    if reply.own:
        told += [view.tr("Your games:"), *_lines(reply.own, view)]
    if others:
        told += [view.tr("The latest games:"), *_lines(others, view)]
    code = game_code((reply.own or others)[0])
    told.append(
        view.tr("See one with, for instance: show {code}, or replay {code}", code=code)
    )
    return "\n".join(told)


def _lines(records: Sequence[GameRecord], view: View) -> list[str]:
    return [
        view.trn(
            "  {code}  {players}: {result}, {number} move, {date}",
            "  {code}  {players}: {result}, {number} moves, {date}",
            len(record.moves),
            code=game_code(record),
            players=_players(record, view),
            result=_result(record, view),
            date=datetime.fromtimestamp(record.ended, UTC).strftime("%Y-%m-%d"),
        )
        for record in records
    ]


def _players(record: GameRecord, view: View) -> str:
    discs = glyphs(record.symbols, view)
    seats = zip(record.names, discs, strict=True)
    return ", ".join(f"{name} ({disc})" for name, disc in seats)


def _result(record: GameRecord, view: View) -> str:
    if record.winner is None:
        return view.tr("a draw")
    return view.tr("{name} won", name=record.names[record.winner])


def recorded(reply: Recorded, view: View) -> str:
    """
    A game at its end, or after some of its moves.
    """
    record, last = reply.record, len(reply.record.moves)
    ply = last if reply.ply is None else reply.ply
    position = position_after(record, ply)
    if view.style is Style.TEXT:
        board = aloud.whole(position, record.symbols, view)
    else:
        board = draw(position, record.symbols, view)
    lines = []
    if not reply.ply:
        told = view.tr(
            "Game {code}: {players}; {size}.",
            code=game_code(record),
            players=_players(record, view),
            size=sentences.size(record.variant, view),
        )
        lines.append(told)
    elif reply.in_room:
        code = game_code(record)
        lines.append(view.tr("This is game {code}, which is over.", code=code))
    if ply:
        lines.append(aloud.last(position, record.symbols, record.names, view))
    lines.append(board if view.style is Style.TEXT else f"\n{board}\n")
    if ply == last and position.outcome is not None:
        lines.append(sentences.result(position.outcome, record.names, view))
    if reply.ply is None:
        lines.append(view.tr("Moves: {moves}", moves=record.moves or "-"))
    elif not ply or view.style is not Style.TEXT:
        # Who listens hears it once.
        steps = _STEPS_IN_ROOM if reply.in_room else _STEPS
        lines.append(view.tr(steps, ply=ply, last=last))
    return "\n".join(lines)


_STEPS = msg("Move {ply} of {last}: Enter or n, p, go N; done ends it.")
# Enter and single letters are the room's.
_STEPS_IN_ROOM = msg("Move {ply} of {last}: next, previous, go N.")
