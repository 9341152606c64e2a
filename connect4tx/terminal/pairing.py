"""
What a player's commands to find a game do: to play, to challenge, to look on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from connect4tx.game.variant import STANDARD
from connect4tx.play.clocks import TimeControl, written
from connect4tx.play.commands import (
    Accept,
    Cancel,
    Decline,
    MatchPlayer,
    PlayBot,
    StartGame,
    Watch,
)
from connect4tx.play.events import Departure, RoomCode
from connect4tx.play.meeting import Challenge, Meeting, Seek
from connect4tx.play.names import bot_name
from connect4tx.play.ports import JournalDown
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.robots import LEVELS
from connect4tx.play.room import Room
from connect4tx.play.state import RoomState, Status
from connect4tx.terminal import machine, narrator, offers, pages, sentences
from connect4tx.terminal.board import glyphs
from connect4tx.terminal.commands import ListSeeks, ShowClock
from connect4tx.terminal.place import Peer
from connect4tx.terminal.replies import News, Reply, Telling, said
from connect4tx.terminal.talking import counted, ignores
from connect4tx.terminal.views import Style, View

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Seated(News):
    """
    The player has been brought to a game, which begins.
    """

    event = "paired"
    state: RoomState
    seat: int
    token: str

    def text(self, view: View) -> str:
        state, seat = self.state, self.seat
        others = [name for n, name in enumerate(state.names) if n != seat]
        told = view.tr(
            "You play {others} in room {code}, {control}; you are {symbol}.",
            others=sentences.listed(others, view.tr(" and ")),
            code=state.code,
            control=sentences.control(state.control, view),
            symbol=glyphs(state.symbols, view)[seat],
        )
        token = view.tr(sentences.TOKEN, token=self.token)
        if any(taken is not None and taken.bot for taken in state.seats):
            token += "\n" + view.tr(sentences.HINT_AND_UNDO)
        begins = view.tr("You move first.")
        if state.first != seat:
            begins = view.tr("{name} moves first.", name=state.names[state.first])
        told = f"{told} {begins}\n{token}"
        if view.style is Style.TEXT:
            return told
        return f"{told}\n\n{narrator.board(state, view)}"

    def fields(self) -> dict[str, Any]:
        return {"token": self.token, "game": machine.game(self.state, self.seat)}


@dataclass(frozen=True, slots=True)
class Waits(Telling):
    """
    The player waits for an opponent.

    :ivar others: the time controls for which somebody else waits.
    """

    control: TimeControl | None
    others: tuple[TimeControl | None, ...]

    def text(self, view: View) -> str:
        told = view.tr(
            "You wait for an opponent, {control}; cancel ends that, and bot 3 plays a"
            " computer instead.",
            control=sentences.control(self.control, view),
        )
        if self.others:
            ways = [f"play {_written(control)}" for control in self.others]
            told += "\n" + view.tr(
                "Others wait already, for another time: {ways}",
                ways=sentences.listed(ways, view.tr(" or ")),
            )
        return told

    def fields(self) -> dict[str, Any]:
        return {"waiting": True, "control": written(self.control)}


def _written(control: TimeControl | None) -> str:
    return "untimed" if control is None else control.written


@dataclass(frozen=True, slots=True)
class Seeks(Telling):
    """
    Those who wait for an opponent.
    """

    seeks: tuple[tuple[str, TimeControl | None], ...]

    def text(self, view: View) -> str:
        if not self.seeks:
            return view.tr(
                "Nobody waits for an opponent; play does, and bot 3 plays at once."
            )
        lines = [
            view.tr(
                "  {name} waits: play {control}", name=name, control=_written(control)
            )
            for name, control in self.seeks
        ]
        return "\n".join([view.tr("Who waits for an opponent:"), *lines])

    def fields(self) -> dict[str, Any]:
        return {
            "seeks": [
                {"name": name, "control": written(control)}
                for name, control in self.seeks
            ]
        }


@dataclass(frozen=True, slots=True)
class Challenged(News):
    """
    Somebody wants to play with the player.
    """

    event = "challenge"
    name: str
    control: TimeControl | None

    def text(self, view: View) -> str:
        return view.tr(
            "{name} wants to play you, {control}: accept {name}, or decline {name}",
            name=self.name,
            control=sentences.control(self.control, view),
        )

    def fields(self) -> dict[str, Any]:
        return {"name": self.name, "control": written(self.control)}


@dataclass(frozen=True, slots=True)
class ChallengeOver(News):
    """
    A challenge stands no longer.

    :ivar name: of the other one of the two.
    """

    event = "challenge_over"
    name: str
    why: str

    def text(self, view: View) -> str:
        return view.tr(_WHY_OVER[self.why], name=self.name)

    def fields(self) -> dict[str, Any]:
        return {"name": self.name, "why": self.why}


_WHY_OVER = {
    "declined": sentences.CHALLENGE_DECLINED,
    "withdrawn": sentences.CHALLENGE_WITHDRAWN,
    "expired": sentences.CHALLENGE_EXPIRED,
    "unanswered": sentences.CHALLENGE_UNANSWERED,
    "gone": sentences.CHALLENGE_GONE,
    "busy": sentences.CHALLENGE_BUSY,
}


@dataclass(frozen=True, slots=True)
class Watching(Telling):
    """
    The player looks on.
    """

    state: RoomState

    def text(self, view: View) -> str:
        told = view.tr(
            "You are watching room {code}; leave ends that.", code=self.state.code
        )
        if self.state.position is None:
            return f"{told}\n{view.tr(sentences.WATCHED_WAITS)}"
        shown = narrator.whole(self.state, view)
        return f"{told}\n{shown}"

    def fields(self) -> dict[str, Any]:
        return {"game": machine.game(self.state, -1)}


@dataclass(frozen=True, slots=True)
class Clocks(Telling):
    """
    How much time there is left.

    :ivar clocks: of the seats, in milliseconds.
    """

    state: RoomState
    clocks: tuple[int, ...]

    def text(self, view: View) -> str:
        state, position = self.state, self.state.position
        told = [
            sentences.with_time(name, left, view)
            for name, left in zip(state.names, self.clocks, strict=True)
        ]
        clocks = ", ".join(told)
        if position is None or state.status is not Status.PLAYING:
            return view.tr("At the end: {clocks}.", clocks=clocks)
        name = state.names[position.turn]
        return view.tr("{clocks}; it is {name}'s move.", clocks=clocks, name=name)

    def fields(self) -> dict[str, Any]:
        return {"clocks": list(self.clocks)}


# -- commands ------------------------------------------------------------------------


async def play(talk: Conversation, command: StartGame) -> Reply | None:
    """
    Begin the room's game; in the lobby, be paired.
    """
    place, peer = talk.place, talk.peer
    if place.room is not None:
        if command.is_chosen and not place.is_watching:
            return rejected(Reason.CLOCK_IS_SET)
        return await offers.in_room(talk, Room.start)
    house = talk.manners.house
    meeting = house.meeting
    seek = Seek(peer, command.control, lambda name: ignores(place, name, house))
    paired = await house.lobby.seek(seek)
    if isinstance(paired, Rejected) or paired:
        return paired if isinstance(paired, Rejected) else None
    others = {
        other.control: None
        for other in meeting.seeks.values()
        if other.control != seek.control
    }
    return Waits(command.control, tuple(others))


async def cancel(talk: Conversation, command: Cancel) -> Reply | None:
    """
    Wait no longer, challenge nobody, offer nothing.
    """
    if talk.place.room is not None:
        return await offers.cancel(talk)
    meeting = talk.manners.house.meeting
    if meeting.is_seating(talk.peer.player):
        return rejected(Reason.BEING_SEATED)
    seek, challenge = meeting.withdraw(talk.peer.player)
    if seek is None and challenge is None:
        return rejected(Reason.NOTHING_TO_CANCEL)
    if seek is None and challenge is not None:
        return said(sentences.CHALLENGE_CANCELLED, name=challenge.challenged.name)
    return said(sentences.WAITS_NO_MORE)


def withdraw_challenge(talk: Conversation) -> None:
    """
    Challenge nobody any more, and tell whom it was.
    """
    challenge = talk.manners.house.meeting.close(talk.peer.player)
    if challenge is not None:
        _tell_over(challenge.challenged, talk.place.name, "withdrawn")


async def seeks(talk: Conversation, command: ListSeeks) -> Reply | None:
    """
    Those who wait for an opponent.
    """
    meeting = talk.manners.house.meeting
    listed = Seeks(
        tuple(
            (seek.member.name, seek.control)
            for seek in meeting.seeks.values()
            if not meeting.is_seating(seek.member.player)
        )
    )
    return pages.paged(talk, listed)


async def bot(talk: Conversation, command: PlayBot) -> Reply | None:
    """
    Play against a computer; in one's own room, give it a seat.
    """
    place, house = talk.place, talk.manners.house
    if place.room is not None and _is_left_alone(place.room, place.seat):
        await offers.in_room(talk, Room.leave, Departure.LEFT)
        place.go_out()
    state, variant = place.room, STANDARD
    done: object
    if state is None:
        done = await house.lobby.play_bot(talk.peer, command.level)
    else:
        done = await offers.in_room(talk, Room.add_bot, command.level)
        variant = state.variant
    if isinstance(done, Rejected):
        return done
    if command.level < max(LEVELS) or house.engine.is_perfect(variant):
        return None
    knows_usual = house.engine.is_perfect(STANDARD)
    told = sentences.OTHER_BOARD if knows_usual else sentences.NO_SOLVER
    return said(told, name=bot_name(command.level))


def _is_left_alone(room: RoomState, seat: int) -> bool:
    """
    Whether a game is over and no other person is there for another one.
    """
    others = [taken for n, taken in enumerate(room.seats) if n != seat]
    people = any(taken is not None and not taken.bot for taken in others)
    return room.status is Status.OVER and seat >= 0 and not people


async def match(talk: Conversation, command: MatchPlayer) -> Reply | None:
    """
    Challenge somebody.
    """
    place, house, meeting = talk.place, talk.manners.house, talk.manners.house.meeting
    if place.room is not None:
        if place.is_watching:
            return rejected(Reason.WATCHING, code=place.room.code)
        return offers.seated(place.room)
    other: Peer | None = house.people.find(command.name)
    if other is None:
        return rejected(Reason.NOBODY_CALLED, name=command.name)
    if other is talk.peer:
        return rejected(Reason.ONESELF, verb="match")
    if ignores(other.place, place.name, house) or other.place.wishes.dnd:
        return rejected(Reason.NOT_DISTURBED, verb="match", name=other.name)
    if other.place.room is not None and other.place.seat >= 0:
        return rejected(Reason.PLAYER_BUSY, name=other.name)
    if talk.peer.player in meeting.challenges:
        standing = meeting.challenges[talk.peer.player]
        return rejected(Reason.CHALLENGED_ALREADY, name=standing.challenged.name)
    theirs = meeting.challenges.get(other.player)
    if (
        theirs is not None
        and theirs.challenged is talk.peer
        and theirs.control == command.control
    ):
        return await _begin(talk, theirs)
    refused = counted(talk, "match")
    if refused is not None:
        return refused
    over = partial(_over, meeting)
    meeting.challenge(Challenge(talk.peer, other, command.control, over))
    other.put(Challenged(place.name, command.control))
    return said(
        sentences.CHALLENGE_SENT, name=other.name, control=_written(command.control)
    )


def _over(meeting: Meeting, challenge: Challenge, why: str) -> None:
    if why in {"declined", "busy"}:
        # Two who are seated together know.
        if not meeting.is_seating(challenge.challenger.player):
            _tell_over(challenge.challenger, challenge.challenged.name, why)
        return
    if why in {"expired", "gone"}:
        to_challenger = "unanswered" if why == "expired" else why
        _tell_over(challenge.challenger, challenge.challenged.name, to_challenger)
    # Who is being seated is told of that.
    if not meeting.is_seating(challenge.challenged.player):
        _tell_over(challenge.challenged, challenge.challenger.name, why)


def _tell_over(member: Any, name: str, why: str) -> None:
    member.put(ChallengeOver(name, why))


async def accept(talk: Conversation, command: Accept) -> Reply | None:
    """
    Agree to an offer in the room, or to a challenge.
    """
    room = talk.place.room
    challenge = _challenge(talk, command.which)
    if room is not None and talk.place.seat >= 0:
        if command.which and not isinstance(challenge, Rejected):
            return offers.seated(room)
        return await offers.accept(talk, command)
    if isinstance(challenge, Rejected):
        return challenge
    return await _begin(talk, challenge)


async def _begin(talk: Conversation, challenge: Challenge) -> Reply | None:
    challenger: Any = challenge.challenger
    if ignores(talk.place, challenger.name, talk.manners.house):
        return rejected(Reason.NO_CHALLENGE)
    if challenger.place.room is not None:
        return rejected(Reason.PLAYER_BUSY, name=challenger.name)
    lobby, watched = talk.manners.house.lobby, talk.place.room
    paired = await lobby.pair([challenger, talk.peer], challenge.control)
    if isinstance(paired, Rejected):
        return paired
    if watched is not None:
        _unwatch(talk, watched)
    return None


async def decline(talk: Conversation, command: Decline) -> Reply | None:
    """
    Say no to an offer in the room, or to a challenge.
    """
    challenge = _challenge(talk, command.which)
    is_seated = talk.place.room is not None and talk.place.seat >= 0
    if is_seated and (not command.which or isinstance(challenge, Rejected)):
        return await offers.decline(talk, command)
    if isinstance(challenge, Rejected):
        return challenge
    talk.manners.house.meeting.close(challenge.challenger.player)
    challenge.on_over(challenge, "declined")
    return said(sentences.DECLINED)


def _challenge(talk: Conversation, name: str) -> Challenge | Rejected:
    """
    The challenge that is meant: of that name, or the only one.
    """
    found = [
        challenge
        for challenge in talk.manners.house.meeting.challenges_of(talk.peer.player)
        if not name or challenge.challenger.name.lower() == name.lower()
    ]
    if not found:
        return rejected(Reason.NO_CHALLENGE)
    if len(found) > 1:
        names = tuple(challenge.challenger.name for challenge in found)
        return rejected(Reason.WHICH_OFFER, kinds=names)
    return found[0]


async def watch(talk: Conversation, command: Watch) -> Reply | None:
    """
    Look on at a game, by its room or by one of its players.
    """
    place, house = talk.place, talk.manners.house
    if place.room is not None and place.seat >= 0:
        return offers.seated(place.room)
    if not house.meeting.begin(talk.peer):
        return rejected(Reason.BEING_SEATED)
    try:
        return await _watch(talk, command)
    finally:
        house.meeting.end(talk.peer)


async def _watch(talk: Conversation, command: Watch) -> Reply | None:
    place, house = talk.place, talk.manners.house
    code = RoomCode(command.target.upper())
    other: Peer | None = None
    if house.rooms.up(code) is None:
        other = house.people.find(command.target)
    if other is talk.peer:
        return rejected(Reason.ONESELF, verb="watch")
    if other is not None:
        if other.place.room is None:
            return rejected(Reason.NOT_WATCHABLE, name=other.name)
        code = other.place.room.code
    try:
        room = house.rooms.up(code) or await house.rooms.find(code)
    except JournalDown:
        return rejected(Reason.JOURNAL_DOWN)
    if room is None:
        return rejected(Reason.NO_SUCH_ROOM, code=code)
    watched = room.watch(talk.peer)
    if isinstance(watched, Rejected):
        # Who knows only the name does not learn the code.
        return watched if other is None else _private(other)
    if place.room is not None and place.room.code != code:
        stop_watching(talk)
    house.meeting.withdraw(talk.peer.player)
    place.enter(watched, -1)
    place.token = ""
    return Watching(watched)


def _private(other: Peer) -> Rejected:
    return rejected(Reason.ROOM_PRIVATE, name=other.name)


def stop_watching(talk: Conversation) -> None:
    """
    Look on no longer.
    """
    if talk.place.room is not None:
        _unwatch(talk, talk.place.room)
    talk.place.go_out()


def _unwatch(talk: Conversation, watched: RoomState) -> None:
    talk.manners.house.rooms.unwatch(watched.code, talk.peer.player)


async def clock(talk: Conversation, command: ShowClock) -> Reply | None:
    """
    How much time there is left.
    """
    state = talk.place.room
    if state is None:
        return rejected(Reason.NOT_IN_ROOM)
    if not state.clocks:
        return rejected(Reason.NOT_TIMED)
    room = talk.manners.house.rooms.up(state.code)
    clocks: Sequence[int] = state.clocks
    if room is not None and room.state is state:
        clocks = room.clocks()
    return Clocks(state, tuple(clocks))
