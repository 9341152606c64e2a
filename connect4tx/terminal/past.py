"""
What a player's commands about games that are over do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connect4tx.play.events import GameRecord, RoomCode
from connect4tx.play.names import GUEST
from connect4tx.play.ports import JournalDown
from connect4tx.play.records import FORMS
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.terminal import pages, sentences
from connect4tx.terminal.chronicle import Games
from connect4tx.terminal.commands import (
    EndReplay,
    ExportGame,
    ListGames,
    ReplayGame,
    ShowGame,
    StepTo,
)
from connect4tx.terminal.replies import Exported, Recorded, Reply, said

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation

LISTED_AT_MOST = 10
# Private games are among them, too.
LOOKED_AT = 100


async def games(talk: Conversation, command: ListGames) -> Reply | None:
    """
    Games that are on, and that are over: the player's, and the latest.
    """
    journal, place = talk.manners.house.journal, talk.place
    try:
        latest = await journal.games(LOOKED_AT)
        own = await journal.games(LISTED_AT_MOST, player=place.name)
    except JournalDown:
        return rejected(Reason.RECORDS_DOWN)
    if place.name.startswith(GUEST):
        # A guest's name was another's before.
        own = [record for record in own if record.ended >= place.since]
    latest = [record for record in latest if not record.private][:LISTED_AT_MOST]
    return pages.paged(talk, Games(talk.manners.house.rooms.playing(), own, latest))


async def show(talk: Conversation, command: ShowGame) -> Reply | None:
    """
    One game, as it ended.
    """
    record = await find(talk, command.room, command.number)
    return record if isinstance(record, Rejected) else Recorded(record)


async def export(talk: Conversation, command: ExportGame) -> Reply | None:
    """
    One game, to be taken elsewhere.
    """
    form = FORMS.get(command.form or "text")
    if form is None:
        return rejected(Reason.NO_SUCH_FORMAT, value=command.form, choices=tuple(FORMS))
    record = await find(talk, command.room, command.number)
    if isinstance(record, Rejected):
        return record
    return Exported(record, form(record))


async def replay(talk: Conversation, command: ReplayGame) -> Reply | None:
    """
    One game, from its beginning.
    """
    record = await find(talk, command.room, command.number)
    if isinstance(record, Rejected):
        return record
    talk.place.replay, talk.place.puzzle = (record, 0), None
    return Recorded(record, 0, talk.place.room is not None)


async def step(talk: Conversation, command: StepTo) -> Reply | None:
    """
    The same game, at another move.
    """
    if talk.place.replay is None:
        return rejected(Reason.NO_REPLAY)
    in_room = talk.place.room is not None
    record, ply = talk.place.replay
    last = len(record.moves)
    wanted = ply + command.by if command.ply is None else command.ply
    if not 0 <= wanted <= last:
        by = command.by if last else 0
        return rejected(Reason.NO_SUCH_MOVE, last=last, by=by, in_room=in_room)
    talk.place.replay = (record, wanted)
    return Recorded(record, wanted, in_room)


async def done(talk: Conversation, command: EndReplay) -> Reply | None:
    """
    No game that is over any more, and no puzzle.
    """
    if talk.place.puzzle is not None:
        talk.place.puzzle = None
        return said(sentences.PUZZLE_OVER)
    if talk.place.replay is None:
        return rejected(Reason.NO_REPLAY)
    talk.place.replay = None
    return said(sentences.REPLAY_OVER)


async def find(
    talk: Conversation, room: RoomCode, number: int
) -> GameRecord | Rejected:
    """
    A game that is over.

    :param room: empty for one's own room, or for the last that one has played.
    """
    journal, place = talk.manners.house.journal, talk.place
    if not room and place.room is not None:
        room = place.room.code
    try:
        if room:
            record = await journal.game(room, number)
        else:
            own = await journal.games(1, player=place.name)
            record = own[0] if own and own[0].ended >= place.since else None
    except JournalDown:
        return rejected(Reason.RECORDS_DOWN)
    if record is None:
        value = f"{room}.{number}" if number else room
        if not room:
            return rejected(Reason.WHICH_GAME)
        return rejected(Reason.NO_SUCH_GAME, value=value)
    return record
