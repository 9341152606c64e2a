"""
What a player's commands for learning do: reviews, puzzles and hints.

They are worked out beside the player's lines, and told when they are.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from connect4tx.game.variant import STANDARD
from connect4tx.play import analysis
from connect4tx.play.analysis import Hint, Judged, Review
from connect4tx.play.puzzles import Puzzle
from connect4tx.play.records import game_code
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import RoomState, Status
from connect4tx.supervision.exits import Exit, Normal
from connect4tx.supervision.monitors import monitor
from connect4tx.terminal import past, puzzling, sentences, verdicts
from connect4tx.terminal.commands import (
    AskHint,
    AskPuzzle,
    ReviewGame,
    ShowSolution,
    SolvePuzzle,
)
from connect4tx.terminal.place import Place
from connect4tx.terminal.replies import News, Reply, said
from connect4tx.terminal.views import View

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation


# -- reviews --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reviewed(News):
    """
    A game, move by move.
    """

    event: ClassVar[str] = "review"
    is_long: ClassVar[bool] = True
    review: Review

    def text(self, view: View) -> str:
        return verdicts.report(self.review, view)

    def fields(self) -> dict[str, Any]:
        symbols = self.review.record.symbols
        return {
            "game": game_code(self.review.record),
            "perfect": self.review.perfect,
            "plies": [_judged(move, symbols) for move in self.review.moves],
        }


def _judged(move: Judged, symbols: tuple[str, ...]) -> dict[str, Any]:
    return {
        "ply": move.ply,
        "symbol": symbols[move.seat],
        "col": move.column + 1,
        "mark": move.mark.value,
        "value": move.after.value,
        "plies": move.after.plies,
        "best": [column + 1 for column in move.best],
        "best_value": move.before.value,
        "best_plies": move.before.plies,
    }


async def review(talk: Conversation, command: ReviewGame) -> Reply | None:
    """
    One game, gone through by the engine.
    """
    record = await past.find(talk, command.room, command.number)
    if isinstance(record, Rejected):
        return record
    refused = analysis.refusal(record)
    if refused is not None:
        return refused
    reviews = talk.manners.house.reviews
    known = reviews.known(record)
    if known is not None:
        talk.peer.put(Reviewed(known))
        return None

    async def job() -> News:
        return Reviewed(await reviews.review(record))

    return _work_out(talk, "review", job, sentences.REVIEW_BEGINS)


# -- puzzles --------------------------------------------------------------------------


async def puzzle(talk: Conversation, command: AskPuzzle) -> Reply | None:
    """
    A puzzle, or another one.
    """
    return _work_out(talk, "puzzle", partial(_find, talk), sentences.PUZZLE_SOUGHT)


async def _find(talk: Conversation) -> News:
    house, place = talk.manners.house, talk.place
    found = await house.puzzles.another(place.last_puzzle)
    if isinstance(found, Puzzle):
        return puzzling.Posed(found, place.room is not None)
    return puzzling.NoPuzzle(found, house.engine.is_perfect(STANDARD))


async def solve(talk: Conversation, command: SolvePuzzle) -> Reply | None:
    """
    Whether a column is the solution.
    """
    return puzzling.answer(talk.place, command.column)


async def solution(talk: Conversation, command: ShowSolution) -> Reply | None:
    """
    How the puzzle is solved.
    """
    puzzle, talk.place.puzzle = talk.place.puzzle, None
    if puzzle is None:
        return rejected(Reason.NO_PUZZLE)
    return puzzling.Solved(puzzle, found=False)


# -- hints ----------------------------------------------------------------------------


@dataclass(slots=True)
class Hinted(News):
    """
    A hint for a position; when the game has gone on meanwhile, only programs are told,
    which wait for it, that there is none.

    :ivar is_late: whether the game has.
    """

    event: ClassVar[str] = "hint"
    room: RoomState
    hint: Hint
    is_late: bool = False

    def arrive(self, place: Place) -> bool:
        now, then = place.room, self.room
        self.is_late = (
            now is None
            or now.status is not Status.PLAYING
            or (now.code, now.games) != (then.code, then.games)
            or now.position != then.position
        )
        return place.json or not self.is_late

    def text(self, view: View) -> str:
        return verdicts.hinted(self.hint, view)

    def fields(self) -> dict[str, Any]:
        prospect = analysis.NOT_KNOWN if self.is_late else self.hint.prospect
        return {
            "room": self.room.code,
            "ply": len(self.room.record),
            "col": None if self.is_late else self.hint.column + 1,
            "value": prospect.value,
            "plies": prospect.plies,
        }


async def hint(talk: Conversation, command: AskHint) -> Reply | None:
    """
    A good move against a computer player.
    """
    place = talk.place
    room = place.room
    if room is None:
        return rejected(Reason.NOT_IN_ROOM)
    if place.is_watching:
        return rejected(Reason.WATCHING, code=room.code)
    position = room.position
    if room.status is Status.OVER:
        return rejected(Reason.GAME_OVER)
    if room.status is not Status.PLAYING or position is None:
        return rejected(Reason.NOT_PLAYING)
    if not any(seat is not None and seat.bot for seat in room.seats):
        return rejected(Reason.NO_HINT)
    if place.seat not in room.in_game:
        return rejected(Reason.OUT_OF_GAME)
    if position.turn != place.seat:
        turn = position.turn
        name, symbol = room.names[turn], room.symbols[turn]
        return rejected(Reason.NOT_YOUR_TURN, name=name, symbol=symbol)

    async def job() -> News:
        engine = talk.manners.house.engine
        return Hinted(room, await analysis.hint(engine, position))

    return _work_out(talk, "hint", job)


# -- beside the player's lines --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotWorkedOut(News):
    """
    A fault has put an end to it.

    :ivar verb: what was asked for.
    """

    event: ClassVar[str] = "study_failed"
    verb: str

    def text(self, view: View) -> str:
        return view.tr(
            "Sorry, the {verb} could not be worked out; please ask again.",
            verb=self.verb,
        )

    def fields(self) -> dict[str, Any]:
        return {"cmd": self.verb}


def _work_out(
    talk: Conversation,
    verb: str,
    job: Callable[[], Coroutine[Any, Any, News]],
    begun: str = "",
) -> Reply | None:
    """
    Have something worked out, one of each kind at a time, and told.

    :param begun: what is said meanwhile, when it is not told at once.
    """
    place, peer = talk.place, talk.peer
    if verb in place.studies:
        return rejected(Reason.STUDY_UNDER_WAY, verb=verb)
    process = talk.manners.house.jobs.start_task(job, name=f"{verb}: {peer.name}")
    place.studies |= {verb}
    process.when_exited().addCallback(partial(_tell, talk, verb))
    monitor(peer.process, lambda down: process.stop(), by=process)
    return said(begun) if begun and process.alive else None


def _tell(talk: Conversation, verb: str, exit: Exit) -> None:
    talk.place.studies -= {verb}
    talk.peer.put(exit.value if isinstance(exit, Normal) else NotWorkedOut(verb))
