"""
Puzzles as they are told, and what comes of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from connect4tx.game.position import Position
from connect4tx.play.puzzles import FURTHEST, NEAREST, Lack, Puzzle
from connect4tx.play.records import game_code
from connect4tx.play.rejections import Reason, rejected
from connect4tx.terminal import machine, sentences, verdicts
from connect4tx.terminal.board import draw, glyphs
from connect4tx.terminal.language import msg
from connect4tx.terminal.place import Place
from connect4tx.terminal.replies import News, Reply, Telling
from connect4tx.terminal.views import Style, View


@dataclass(frozen=True, slots=True)
class Posed(News):
    """
    A puzzle is before the player from now on.

    :ivar in_room: whether the player is in a room, where a number drops a disc.
    """

    event: ClassVar[str] = "puzzle"
    puzzle: Puzzle
    in_room: bool

    def arrive(self, place: Place) -> bool:
        place.puzzle = place.last_puzzle = self.puzzle
        place.replay = None
        return True

    def text(self, view: View) -> str:
        puzzle = self.puzzle
        position, symbols = puzzle.position, puzzle.record.symbols
        told = view.trn(
            "A puzzle, from game {code}: {disc} to move and win in {number} move.",
            "A puzzle, from game {code}: {disc} to move and win in {number} moves.",
            verdicts.moves_to_win(len(puzzle.line)),
            code=game_code(puzzle.record),
            disc=glyphs(symbols, view)[position.turn],
        )
        now = view.tr(_ANSWER_IN_ROOM if self.in_room else _ANSWER)
        return f"{told}\n{_board(position, symbols, view)}\n{now}"

    def fields(self) -> dict[str, Any]:
        position, record = self.puzzle.position, self.puzzle.record
        return {
            "id": self.puzzle.id,
            "game": game_code(record),
            "symbol": record.symbols[position.turn],
            "plies": len(self.puzzle.line),
            "moves": record.moves[: position.ply],
            "open": [column + 1 for column in position.open_columns()],
            "board": machine.rows(position, record.symbols),
        }


_ANSWER = msg("Type the column, solution, or done.")
_ANSWER_IN_ROOM = msg("Type solve and the column, solution, or done.")


def _board(position: Position, symbols: tuple[str, ...], view: View) -> str:
    drawn = draw(position, symbols, view)
    return drawn if view.style is Style.TEXT else f"\n{drawn}\n"


@dataclass(frozen=True, slots=True)
class NoPuzzle(News):
    """
    There is none to be had.

    :ivar perfect: whether the engine is one that knows every value.
    """

    event: ClassVar[str] = "no_puzzle"
    why: Lack
    perfect: bool

    def text(self, view: View) -> str:
        if self.why is Lack.PROOF and not self.perfect:
            return view.tr(_NOT_PROVEN)
        return view.tr(
            _LACKS[self.why],
            nearest=verdicts.moves_to_win(NEAREST),
            furthest=verdicts.moves_to_win(FURTHEST),
        )

    def fields(self) -> dict[str, Any]:
        return {"why": self.why.value}


_LACKS = {
    Lack.GAMES: msg(
        "There is no puzzle yet: they are made of games of two on the usual board that"
        " are not private, and none is over yet; play one, then ask again."
    ),
    Lack.PROOF: msg(
        "In the latest games no position was found in which just one move wins, and"
        " wins in {nearest} to {furthest} moves; play some more, then ask again."
    ),
    Lack.RECORDS: msg("The records cannot be read at the moment; please try again."),
}
_NOT_PROVEN = msg(
    "This server has no solver, so that a win can be proven near the end of a game"
    " only, and no puzzle was found in the latest games; play some more, then ask"
    " again."
)


@dataclass(frozen=True, slots=True)
class Solved(Telling):
    """
    How the puzzle is solved.

    :ivar found: whether the player has found it.
    """

    puzzle: Puzzle
    found: bool

    def text(self, view: View) -> str:
        puzzle = self.puzzle
        position, symbols = puzzle.position, puzzle.record.symbols
        discs = glyphs(symbols, view)
        steps: list[str] = []
        for column in puzzle.line:
            fields = {"disc": discs[position.turn], "column": column + 1}
            steps.append(view.tr("{disc} in column {column}", **fields))
            position = position.play(column)
        lines = [
            view.tr(
                _FOUND if self.found else _SOLUTION,
                column=puzzle.solution + 1,
                when=verdicts.when(puzzle.prospects[puzzle.solution], view),
            ),
            view.tr("Best play: {steps}.", steps=", ".join(steps)),
        ]
        if view.style is not Style.TEXT:
            lines.append(_board(position, symbols, view))
        if position.outcome is not None:
            lines.append(sentences.result(position.outcome, discs, view))
        return "\n".join([*lines, view.tr(_ANOTHER)])

    def fields(self) -> dict[str, Any]:
        return {
            "id": self.puzzle.id,
            "right": self.found,
            "col": self.puzzle.solution + 1,
            "line": [column + 1 for column in self.puzzle.line],
        }


_FOUND = msg("Right: column {column} wins {when}.")
_SOLUTION = msg("Column {column} wins {when}.")
_ANOTHER = msg("Another one: puzzle")


@dataclass(frozen=True, slots=True)
class Wrong(Telling):
    """
    The answer was wrong, and the puzzle stays.
    """

    puzzle: Puzzle
    column: int

    def text(self, view: View) -> str:
        leads_to = self.puzzle.prospects[self.column]
        return view.tr(
            _DRAWS if leads_to.value == 0 else _LOSES,
            column=self.column + 1,
            when=verdicts.when(leads_to, view),
        )

    def fields(self) -> dict[str, Any]:
        leads_to = self.puzzle.prospects[self.column]
        return {
            "id": self.puzzle.id,
            "right": False,
            "col": self.column + 1,
            "value": leads_to.value,
            "plies": leads_to.plies,
        }


_DRAWS = msg(
    "Not column {column}, which only leads to a draw; try again, or type solution."
)
_LOSES = msg("Not column {column}, which loses {when}; try again, or type solution.")


def answer(place: Place, column: int) -> Reply:
    """
    What comes of a column as the answer to the puzzle.

    :param column: from 0.
    """
    puzzle = place.puzzle
    if puzzle is None:
        return rejected(Reason.NO_PUZZLE)
    position = puzzle.position
    columns = position.variant.columns
    if not 0 <= column < columns:
        return rejected(Reason.NO_SUCH_COLUMN, columns=columns, last=columns - 1)
    if not position.is_open(column):
        is_open = tuple(c + 1 for c in position.open_columns())
        return rejected(Reason.COLUMN_FULL, column=column + 1, open=is_open)
    if column != puzzle.solution:
        return Wrong(puzzle, column)
    place.puzzle = None
    return Solved(puzzle, found=True)
