"""
Games that are over, as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connect4tx.game.variant import Variant
from connect4tx.play.clocks import written
from connect4tx.play.events import GameRecord
from connect4tx.play.records import as_object, game_code, position_after
from connect4tx.play.state import RoomState
from connect4tx.terminal import aloud, sentences
from connect4tx.terminal.board import draw, glyphs
from connect4tx.terminal.language import msg
from connect4tx.terminal.replies import Recorded, Telling
from connect4tx.terminal.views import Style, View


@dataclass(frozen=True, slots=True)
class Games(Telling):
    """
    Games that are on, and that are over.

    :ivar on: the rooms of those that may be watched.
    :ivar own: those of the player that are over.
    :ivar latest: of all that are over.
    """

    on: Sequence[RoomState]
    own: Sequence[GameRecord]
    latest: Sequence[GameRecord]

    def text(self, view: View) -> str:
        """
        A line for each game: what is on, and of the others one's own first.
        """
        told = []
        if self.on:
            told += [view.tr("Games that are on:"), *_on(self.on, view)]
            code = self.on[0].code
            told.append(view.tr("Look on with, for instance: watch {code}", code=code))
        if self.own or self.latest:
            told.append(_listed(self, view))
        return "\n".join(told) or view.tr(
            "No game is on, and none has been finished here yet; play finds an"
            " opponent, create opens a room."
        )

    def fields(self) -> dict[str, Any]:
        return {
            "on": [
                {
                    "room": state.code,
                    "names": list(state.names),
                    "ply": len(state.record),
                    "control": written(state.control),
                }
                for state in self.on
            ],
            "own": [as_object(record) for record in self.own],
            "latest": [as_object(record) for record in self.latest],
        }


def _on(states: Sequence[RoomState], view: View) -> list[str]:
    return [
        view.tr(
            "  {code}  {players}: {size}, {control}, move {ply}",
            code=state.code,
            players=_seats(state.names, state.symbols, view),
            size=_size(state.variant),
            control=sentences.control(state.control, view),
            ply=len(state.record),
        )
        for state in states
    ]


def _size(variant: Variant) -> str:
    return f"{variant.columns}x{variant.rows}"


def _listed(reply: Games, view: View) -> str:
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
    return _seats(record.names, record.symbols, view)


def _seats(names: tuple[str, ...], symbols: tuple[str, ...], view: View) -> str:
    seats = zip(names, glyphs(symbols, view), strict=True)
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
