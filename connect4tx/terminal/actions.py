"""
What a player's commands do; each gives the answer, or None when news tell it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from connect4tx.play.commands import (
    Abort,
    Accept,
    Cancel,
    Claim,
    ClaimGame,
    ComeBack,
    CreateRoom,
    Decline,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    MatchPlayer,
    Offering,
    PlayBot,
    ResetRoom,
    Resign,
    StartGame,
    Watch,
)
from connect4tx.play.events import Departure
from connect4tx.play.ports import JournalDown
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer, Room, RoomCrashed
from connect4tx.play.state import RoomState
from connect4tx.play.tokens import key_of, spelled
from connect4tx.supervision.exits import Exit, Normal
from connect4tx.supervision.monitors import monitor
from connect4tx.terminal import (
    facts,
    help,
    offers,
    pages,
    pairing,
    past,
    puzzling,
    sentences,
    study,
    talking,
    who,
)
from connect4tx.terminal.clean import clean
from connect4tx.terminal.commands import (
    AskHint,
    AskPuzzle,
    AskSecret,
    ChangeMode,
    ChangeSetting,
    Chat,
    Crash,
    EndReplay,
    ExportGame,
    Ignore,
    ListGames,
    ListPlayers,
    ListSeeks,
    Quit,
    ReplayGame,
    Resume,
    ReviewGame,
    Say,
    ShowBoard,
    ShowClock,
    ShowColumn,
    ShowGame,
    ShowHelp,
    ShowLast,
    ShowLimits,
    ShowMore,
    ShowOpen,
    ShowRow,
    ShowSolution,
    ShowTree,
    SolvePuzzle,
    StepTo,
    TakeName,
    TellFacts,
    TellPlayer,
    Unignore,
)
from connect4tx.terminal.grammar import QUOTED_CELLS, VERB_NAMES, topic_of
from connect4tx.terminal.items import FactsEnded, FactTold
from connect4tx.terminal.limits import LimitsShown
from connect4tx.terminal.machine import PROTOCOL
from connect4tx.terminal.replies import (
    CameBack,
    Entered,
    Helped,
    Part,
    Plain,
    Reply,
    Said,
    Settings,
    Shown,
    said,
)
from connect4tx.terminal.settings import OF_TALK, change

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation


class DrillError(Exception):
    """
    Raised on purpose, by the crash command.
    """


# -- names ---------------------------------------------------------------------------


def become_guest(talk: Conversation) -> Said:
    """
    Get a name from the server.
    """
    names = talk.manners.house.names
    talk.be_called(names.take_guest(talk.peer.process))
    return said(sentences.NAMED_FIRST, name=talk.place.name)


def be_called(talk: Conversation, name: str) -> Reply:
    """
    Take a name, if it is one and free.
    """
    shown = clean(name, QUOTED_CELLS)
    if shown.lower() in VERB_NAMES:
        return rejected(Reason.NAME_RESERVED, value=shown)
    refused = talk.manners.house.names.take(shown, talk.peer.process)
    if refused is not None:
        return refused
    first = not talk.place.name
    talk.be_called(shown)
    return said(sentences.NAMED_FIRST if first else sentences.RENAMED, name=shown)


async def _name(talk: Conversation, command: TakeName) -> Reply | None:
    if talk.manners.house.meeting.is_seating(talk.peer.player):
        return rejected(Reason.BEING_SEATED)
    if talk.place.room is not None:
        return rejected(Reason.NAME_KEPT, value=talk.place.name)
    pairing.withdraw_challenge(talk)
    return be_called(talk, command.name)


# -- rooms ---------------------------------------------------------------------------


async def _create(talk: Conversation, command: CreateRoom) -> Reply | None:
    lobby = talk.manners.house.lobby
    return await _enter(talk, partial(lobby.create, talk.peer, command), opened=True)


async def _join(talk: Conversation, command: JoinRoom) -> Reply | None:
    lobby = talk.manners.house.lobby
    join = partial(lobby.join, talk.peer, command.code, command.symbol)
    return await _enter(talk, join, opened=False)


async def _enter(
    talk: Conversation, enter: Callable[[], Awaitable[Answer]], *, opened: bool
) -> Reply:
    """
    Take a seat, from the lobby only.
    """
    place, meeting = talk.place, talk.manners.house.meeting
    if place.room is not None and place.seat >= 0:
        return offers.seated(place.room)
    if not meeting.begin(talk.peer):
        return rejected(Reason.BEING_SEATED)
    try:
        answer = await enter()
    except RoomCrashed:
        return rejected(Reason.ROOM_CRASHED)
    finally:
        meeting.end(talk.peer)
    if isinstance(answer, Rejected):
        return answer
    _be_seated(talk, answer)
    return Entered(answer, place.seat, opened, place.token)


def _be_seated(talk: Conversation, room: RoomState) -> None:
    """
    Be in a room, and nowhere else.
    """
    if talk.place.room is not None:
        pairing.stop_watching(talk)
    talk.manners.house.meeting.leave(talk.peer.player)
    talk.place.enter(room, room.seat_of(talk.peer.player))


async def _back(talk: Conversation, command: ComeBack) -> Reply | None:
    """
    Take a seat back; from one address, only so often with a wrong token.
    """
    place, guesses = talk.place, talk.manners.house.guesses
    token = command.token.replace(" ", "")
    key = key_of(token)
    if place.room is not None and place.seat >= 0:
        return _back_in_room(talk, place.room, key)
    if not key:
        return rejected(Reason.BAD_TOKEN, value=command.token)
    address = talk.peer.address
    wait = guesses.wait(address)
    if wait:
        return rejected(Reason.TOO_MANY_GUESSES, seconds=wait)
    # Before it is known: no more of them are under way at once than there may be.
    guesses.wrong(address)
    try:
        reply = await _take_back(talk, token, key)
    except RoomCrashed:
        reply = rejected(Reason.ROOM_CRASHED)
    if isinstance(reply, CameBack) or reply.reason is not Reason.NO_SUCH_TOKEN:
        guesses.right(address)
    return reply


def _back_in_room(talk: Conversation, room: RoomState, key: str) -> Reply:
    """
    What to say to who wants a seat back, and has one.
    """
    place = talk.place
    if not key or key != key_of(place.token):
        return offers.seated(room)
    if place.json:
        return CameBack(room, place.seat, place.token)
    return said(sentences.SEATED_ALREADY)


async def _take_back(talk: Conversation, token: str, key: str) -> CameBack | Rejected:
    """
    Take a seat, unless another one is being found for the player.
    """
    meeting = talk.manners.house.meeting
    if not meeting.begin(talk.peer):
        return rejected(Reason.BEING_SEATED)
    try:
        return await _take_seat(talk, token, key)
    finally:
        meeting.end(talk.peer)


async def _take_seat(talk: Conversation, token: str, key: str) -> CameBack | Rejected:
    """
    Take a seat, and then the name that goes with it if that is still to be had.
    """
    place, house, peer = talk.place, talk.manners.house, talk.peer.process
    room = await house.lobby.room_of(key)
    if isinstance(room, Rejected):
        return room
    seat = room.state.seat_of_key(key)
    if seat < 0:
        return rejected(Reason.NO_SUCH_TOKEN)
    before, there = room.state.names[seat], room.members.get(seat)
    old = peer if there is None else there.process
    name = place.name
    if house.names.could_inherit(before, old, peer):
        name = before
    elif not name:
        name = house.names.take_guest(peer)
    answer: Answer
    try:
        answer = await room.come_back(talk.peer, name, key)
    except RoomCrashed:
        answer = await house.rooms.where(room.code, talk.peer.player)
    if isinstance(answer, Rejected):
        return answer
    if name == before:
        house.names.inherit(name, old, peer)
    talk.be_called(name)
    place.token = spelled(token)
    _be_seated(talk, answer)
    talk.claim_soon()
    return CameBack(answer, place.seat, place.token, before)


async def _claim(talk: Conversation, command: ClaimGame) -> Reply | None:
    return await offers.in_room(talk, Room.claim, command.what)


async def claim_as_wished(talk: Conversation) -> None:
    """
    Claim what the player has set to be claimed; if that is no longer possible, nothing.
    """
    wished = talk.place.wishes.autoclaim
    if wished != "off":
        await offers.in_room(talk, Room.claim, Claim(wished))


async def _drop(talk: Conversation, command: DropDisc) -> Reply | None:
    if talk.place.room is None and talk.place.puzzle is not None:
        return puzzling.answer(talk.place, command.column)
    answer = await offers.ask_room(talk, Room.drop, command.column)
    if type(answer) is not Rejected:
        return None
    if (
        answer.reason is Reason.NO_SUCH_COLUMN
        and not command.as_printed
        and talk.place.room is not None
    ):
        columns = talk.place.room.variant.columns
        return sentences.column_from_zero(columns, command.column)
    return answer


async def _reset(talk: Conversation, command: ResetRoom) -> Reply | None:
    return await offers.in_room(talk, Room.reset)


async def _leave(talk: Conversation, command: LeaveRoom) -> Reply | None:
    room = talk.place.room
    if room is None:
        return rejected(Reason.NOT_IN_ROOM)
    if talk.place.seat < 0:
        pairing.stop_watching(talk)
        return said(sentences.WATCHES_NO_MORE, code=room.code)
    refused = await offers.in_room(talk, Room.leave, Departure.LEFT)
    if refused is not None and refused.reason not in _SEAT_GONE:
        return refused
    talk.place.go_out()
    gives_up = refused is None and talk.place.seat in room.in_game
    told = sentences.LEFT_GAME if gives_up else sentences.LEFT_ROOM
    return said(told, code=room.code)


# Why a seat cannot be given up: it is no longer the player's.
_SEAT_GONE = {Reason.NO_SUCH_ROOM, Reason.NOT_IN_ROOM}


# -- looking -------------------------------------------------------------------------


def _show(talk: Conversation, part: Part, number: int = 0) -> Reply:
    room, seat = talk.place.room, talk.place.seat
    if room is None:
        return rejected(Reason.NOT_IN_ROOM)
    missing = room.seats.count(None)
    if room.position is None and missing and not talk.place.json:
        return rejected(Reason.NEEDS_PLAYERS, missing=missing, code=room.code)
    if part is Part.COLUMN and not 0 <= number < room.variant.columns:
        return rejected(Reason.NO_SUCH_COLUMN, columns=room.variant.columns)
    if part is Part.ROW and not 0 <= number < room.variant.rows:
        return rejected(Reason.NO_SUCH_ROW, rows=room.variant.rows)
    if room.position is None and talk.place.is_watching and not talk.place.json:
        return said(sentences.WATCHED_WAITS)
    return Shown(room, seat, part, number)


async def _board(talk: Conversation, command: ShowBoard) -> Reply | None:
    if talk.place.room is None and talk.place.puzzle is not None:
        return puzzling.Posed(talk.place.puzzle, in_room=False)
    return _show(talk, Part.BOARD)


async def _column(talk: Conversation, command: ShowColumn) -> Reply | None:
    return _show(talk, Part.COLUMN, command.column)


async def _row(talk: Conversation, command: ShowRow) -> Reply | None:
    return _show(talk, Part.ROW, command.row)


async def _last(talk: Conversation, command: ShowLast) -> Reply | None:
    return _show(talk, Part.LAST)


async def _open(talk: Conversation, command: ShowOpen) -> Reply | None:
    return _show(talk, Part.OPEN)


async def _help(talk: Conversation, command: ShowHelp) -> Reply | None:
    topic = topic_of(command.topic, drill=talk.manners.drill)
    place = talk.place
    if topic and not help.has(topic):
        return rejected(Reason.UNKNOWN_TOPIC, value=clean(topic, QUOTED_CELLS))
    room = None if place.room is None else place.room.status
    return Helped(topic, bool(place.name), room, talk.manners.drill)


# -- how things look ------------------------------------------------------------------


async def _set(talk: Conversation, command: ChangeSetting) -> Reply | None:
    place = talk.place
    if not command.setting:
        return Settings(place.wishes, place.client)
    changed = change(place.wishes, command.setting, command.value)
    if isinstance(changed, Rejected):
        return changed
    if changed.keys != place.wishes.keys:
        can = await talk.peer.switch_keys(changed.keys)
        if changed.keys and not can:
            return rejected(Reason.KEYS_IMPOSSIBLE)
        place.wishes = changed
        if not changed.keys:
            return said(sentences.KEYS_OFF)
        return _and_board(talk, said(sentences.KEYS_ON))
    before, place.wishes = place.wishes, changed
    if changed.dnd and not before.dnd:
        talking.decline_challenges(talk)
    talk.look_again()
    if changed.lang != before.lang:
        return _and_board(talk, said(sentences.LANGUAGE_SET))
    told = said(sentences.SETTING_SET, setting=command.setting, value=command.value)
    if command.setting in {"keepalive", *OF_TALK}:
        return told
    if command.setting != "autoclaim":
        return _and_board(talk, told)
    talk.claim_soon()
    return told


def _and_board(talk: Conversation, told: Said) -> Reply:
    """
    What was changed about how things look, and the board as it looks now.
    """
    room = talk.place.room
    if talk.place.json or room is None or room.position is None:
        return told
    talk.answer(told)
    return _show(talk, Part.BOARD)


async def _mode(talk: Conversation, command: ChangeMode) -> Reply | None:
    place = talk.place
    if command.mode not in {"text", "json"}:
        return rejected(Reason.BAD_MODE, value=command.mode)
    json = command.mode == "json"
    if json and place.wishes.keys:
        await talk.peer.switch_keys(False)
        place.wishes = replace(place.wishes, keys=False)
    place.json = json
    if json:
        return said(sentences.MODE_JSON, protocol=PROTOCOL, name=place.name or None)
    return said(sentences.MODE_TEXT)


async def _resume(talk: Conversation, command: Resume) -> Reply | None:
    room = talk.place.room
    if room is None:
        return rejected(Reason.NOT_IN_ROOM)
    try:
        begun, updates = await talk.manners.house.rooms.updates(room.code)
    except JournalDown:
        return rejected(Reason.JOURNAL_DOWN)
    if not updates:
        return rejected(Reason.NO_SUCH_ROOM, code=room.code)
    # What is later than the room as it was told last is among the news.
    if begun.version > room.version:
        begun, updates = room, []
    known = [update for update in updates if update.after.version <= room.version]
    talk.repeat(begun, known, after=command.seq)
    return said(sentences.RESUMED, seq=room.version)


# -- and the rest ---------------------------------------------------------------------


async def _facts(talk: Conversation, command: TellFacts) -> Reply | None:
    if talk.place.telling:
        return rejected(Reason.FACTS_UNDER_WAY)
    peer, put = talk.peer, talk.peer.put
    job = talk.manners.house.jobs.start_task(
        partial(
            facts.tell,
            command.number,
            lambda fact: put(FactTold(fact)),
            rng=talk.manners.rng,
            clock=talk.manners.clock,
        ),
        name=f"facts for {peer.process.name}",
    )
    talk.place.telling = True

    def ended(exit: Exit) -> None:
        put(FactsEnded(failed=not isinstance(exit, Normal)))

    job.when_exited().addCallback(ended)
    monitor(peer.process, lambda down: job.stop(), by=job)
    return said(sentences.FACTS_BEGIN)


async def _limits(talk: Conversation, command: ShowLimits) -> Reply | None:
    return LimitsShown(talk.manners.limits, talk.place.trusted)


async def _quit(talk: Conversation, command: Quit) -> Reply | None:
    # What could not be recorded now is to the room a connection that has ended.
    await offers.in_room(talk, Room.leave, Departure.LEFT)
    talk.place.go_out()
    talk.over = True
    return said(sentences.GOODBYE)


async def _crash(talk: Conversation, command: Crash) -> Reply | None:
    error = DrillError(f"crash {command.part}, as ordered")
    match command.part:
        case "handler":
            raise error
        case "connection":
            talk.peer.crash(error)
        case "room":
            return await offers.in_room(talk, _crash_room, error)
        case "journal":
            talk.manners.crash_journal(error)
        case _:
            return said(sentences.DRILL_PARTS)
    return None


async def _crash_room(room: Room, seat: int, error: Exception, *, by: str) -> None:
    room.crash(error)


async def _tree(talk: Conversation, command: ShowTree) -> Reply | None:
    return Plain(talk.manners.tree())


async def _secret(talk: Conversation, command: AskSecret) -> Reply | None:
    hidden = await talk.peer.hide_input(True)
    talk.place.secret = True
    return None if hidden else said(sentences.SECRET_SHOWN)


DO: dict[type[Any], Callable[[Conversation, Any], Awaitable[Reply | None]]] = {
    CreateRoom: _create,
    JoinRoom: _join,
    ComeBack: _back,
    ClaimGame: _claim,
    StartGame: pairing.play,
    Cancel: pairing.cancel,
    ListSeeks: pairing.seeks,
    MatchPlayer: pairing.match,
    Accept: pairing.accept,
    Decline: pairing.decline,
    PlayBot: pairing.bot,
    Watch: pairing.watch,
    ShowClock: pairing.clock,
    Offering: offers.offer,
    Resign: offers.resign,
    Abort: offers.abort,
    DropDisc: _drop,
    ResetRoom: _reset,
    LeaveRoom: _leave,
    ShowBoard: _board,
    ShowColumn: _column,
    ShowRow: _row,
    ShowLast: _last,
    ShowOpen: _open,
    ShowHelp: _help,
    TakeName: _name,
    ChangeSetting: _set,
    ChangeMode: _mode,
    Resume: _resume,
    ListGames: past.games,
    ShowGame: past.show,
    ExportGame: past.export,
    ReplayGame: past.replay,
    StepTo: past.step,
    EndReplay: past.done,
    ReviewGame: study.review,
    AskPuzzle: study.puzzle,
    SolvePuzzle: study.solve,
    ShowSolution: study.solution,
    AskHint: study.hint,
    TellFacts: _facts,
    ShowLimits: _limits,
    Say: talking.say,
    TellPlayer: talking.tell,
    Chat: talking.chat,
    Ignore: talking.ignore,
    Unignore: talking.unignore,
    ListPlayers: who.who,
    ShowMore: pages.more,
    Quit: _quit,
    Crash: _crash,
    ShowTree: _tree,
    AskSecret: _secret,
}

# What can be done without a name; for the rest, the player becomes a guest.
NAMELESS = frozenset(
    {
        *(ShowHelp, ShowLimits, ShowTree),
        *(TakeName, ComeBack, ChangeSetting, ChangeMode, Quit),
    }
)
