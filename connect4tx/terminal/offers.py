"""
What a player's commands about the game and its end do: offers, resigning, aborting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from connect4tx.play.commands import (
    Abort,
    Accept,
    Decline,
    Offering,
    Resign,
)
from connect4tx.play.events import OfferKind
from connect4tx.play.ports import JournalDown
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer, Room, RoomCrashed
from connect4tx.play.state import RoomState, Status
from connect4tx.terminal import sentences
from connect4tx.terminal.replies import Reply, said

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation


async def ask_room(
    talk: Conversation, do: Callable[..., Any], *arguments: Any
) -> Answer:
    """
    Have something done in one's room; what comes of it is told to all by the room.
    """
    place = talk.place
    state = place.room
    if state is None:
        return rejected(Reason.NOT_IN_ROOM)
    if place.seat < 0:
        return rejected(Reason.WATCHING, code=state.code)
    rooms = talk.manners.house.rooms
    try:
        room = rooms.up(state.code) or await rooms.find(state.code)
        if room is None:
            return rejected(Reason.NO_SUCH_ROOM, code=state.code)
        answer: Answer = await do(room, place.seat, *arguments, by=talk.peer.player)
    except RoomCrashed:
        return rejected(Reason.ROOM_CRASHED)
    except JournalDown:
        return rejected(Reason.JOURNAL_DOWN)
    if type(answer) is Rejected and answer.reason is Reason.NOT_IN_ROOM:
        # What has become of the seat is among the news.
        place.go_out()
    return answer


def seated(room: RoomState) -> Rejected:
    """
    What to say to who has a seat already.
    """
    playing = room.status is Status.PLAYING
    return rejected(Reason.ALREADY_SEATED, code=room.code, playing=playing)


async def in_room(
    talk: Conversation, do: Callable[..., Any], *arguments: Any
) -> Rejected | None:
    """
    The same, for what has no answer but the news.
    """
    answer = await ask_room(talk, do, *arguments)
    return answer if type(answer) is Rejected else None


async def resign(talk: Conversation, command: Resign) -> Reply | None:
    """
    Give the game up, and keep the seat.
    """
    return await in_room(talk, Room.resign)


async def abort(talk: Conversation, command: Abort) -> Reply | None:
    """
    Call off a game that has hardly begun.
    """
    return await in_room(talk, Room.abort)


async def offer(talk: Conversation, command: Offering) -> Reply | None:
    """
    Offer something, or agree to it.
    """
    answer = await ask_room(talk, Room.offer, command.what, command.plies)
    if isinstance(answer, Rejected):
        return answer
    return _offered(answer, talk.place.seat, command.what)


def _offered(state: RoomState, seat: int, what: OfferKind) -> Reply | None:
    """
    What to say to who has offered something that the others have yet to answer.
    """
    if all((of.seat, of.what) != (seat, what) for of in state.offers):
        return None
    agreed = {of.seat for of in state.offers if of.what is what}
    asked = state.in_game or range(len(state.seats))
    others = [state.names[number] for number in asked if number not in agreed]
    return said(sentences.OFFERED[what], names=", ".join(others))


async def accept(talk: Conversation, command: Accept) -> Reply | None:
    """
    Agree to what another player in the room offers.
    """
    kind = _kind(command.which)
    if isinstance(kind, Rejected):
        return kind
    answer = await ask_room(talk, Room.accept, kind)
    if isinstance(answer, Rejected):
        return answer
    own = [of.what for of in answer.offers if of.seat == talk.place.seat]
    return _offered(answer, talk.place.seat, own[-1]) if own else None


async def decline(talk: Conversation, command: Decline) -> Reply | None:
    """
    Say no to it.
    """
    kind = _kind(command.which)
    if isinstance(kind, Rejected):
        return kind
    refused = await in_room(talk, Room.decline, kind)
    return refused or said(sentences.DECLINED)


async def cancel(talk: Conversation) -> Reply | None:
    """
    Offer nothing any more.
    """
    refused = await in_room(talk, Room.withdraw)
    return refused or said(sentences.WITHDRAWN)


def _kind(which: str) -> OfferKind | Rejected | None:
    if not which:
        return None
    try:
        return OfferKind(which)
    except ValueError:
        return rejected(Reason.NO_OFFER)
