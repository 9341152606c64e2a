"""
What players say to each other, and who hears it.

All of it has gone through :func:`connect4tx.terminal.clean.clean` before, and nothing
of it is kept or logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar

from connect4tx.play.events import PlayerId
from connect4tx.play.house import House
from connect4tx.play.names import GUEST
from connect4tx.play.ports import JournalDown
from connect4tx.play.quotas import Quotas
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Room
from connect4tx.play.state import Status
from connect4tx.play.updates import Spoken, Update
from connect4tx.terminal import sentences
from connect4tx.terminal.cells import cells
from connect4tx.terminal.commands import Chat, Ignore, Say, TellPlayer, Unignore
from connect4tx.terminal.place import Peer, Place
from connect4tx.terminal.replies import News, Reply, Telling, said
from connect4tx.terminal.text import plain
from connect4tx.terminal.views import USUAL_WIDTH, View

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation

# Who has been here for so long may chat without having finished a game.
NEW_SECONDS = 300
IGNORED_AT_MOST = 100

_INDENT = "    "


# -- as it is heard --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard(News):
    """
    What somebody says to more than a room, or less.
    """

    name: str
    words: str

    def text(self, view: View) -> str:
        return _line(self.who(view), self.words, view)

    def who(self, view: View) -> str:
        """
        Who says it, and to whom.
        """
        raise NotImplementedError

    def fields(self) -> dict[str, Any]:
        return {"name": self.name, "text": self.words}


class Told(Heard):
    """
    Somebody says it to one player.
    """

    __slots__ = ()
    event: ClassVar[str] = "tell"

    def who(self, view: View) -> str:
        return view.tr("{name} (to you)", name=self.name)


class Chatted(Heard):
    """
    Somebody says it to all who are not at a game.
    """

    __slots__ = ()
    event: ClassVar[str] = "chat"

    def who(self, view: View) -> str:
        return view.tr("{name} (to all)", name=self.name)


def spoken(event: Spoken, update: Update, view: View) -> str:
    """
    What somebody says in one's room, as text.
    """
    who = event.name
    if event.seat < 0:
        who = view.tr("{name} (watching)", name=who)
    return _line(who, event.text, view)


def spoken_fields(
    event: Spoken, update: Update, seat: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """
    The same for a program.
    """
    watching = event.seat < 0
    yield (
        "say",
        {
            "name": event.name,
            "symbol": None if watching else update.after.symbols[event.seat],
            "watching": watching,
            "text": event.text,
        },
    )


def _line(who: str, words: str, view: View) -> str:
    told = f"{who}: {words}"
    return _folded(told if view.unicode else plain(told), view.width or USUAL_WIDTH)


@lru_cache(maxsize=256)
def _folded(told: str, width: int) -> str:
    """
    A line in parts that fit on the screen, so that no part but the first, which has the
    name, begins where the server's own lines begin.
    """
    lines: list[str] = []
    rest, room = told, width
    while cells(rest) > room:
        fits = len(rest)
        while cells(rest[:fits]) > room:
            fits -= 1
        at = rest.rfind(" ", 1, fits + 1)
        at = fits if at < 0 else at
        lines.append(rest[:at].rstrip())
        rest, room = rest[at:].lstrip(), width - len(_INDENT)
    return f"\n{_INDENT}".join([*lines, rest])


def hears(talk: Conversation, event: Spoken) -> bool:
    """
    Whether a player is told what somebody says in the room.
    """
    place = talk.place
    house = talk.manners.house
    if event.name == place.name or ignores(place, event.name, house):
        return False
    return event.seat >= 0 or place.seat < 0 or place.wishes.kibitz


# -- saying it -------------------------------------------------------------------------


async def say(talk: Conversation, command: Say) -> Reply | None:
    """
    Say something to all who are in one's room.
    """
    place = talk.place
    if place.room is None:
        return rejected(Reason.NOT_IN_ROOM)
    if place.seat < 0 and _is_guest(place):
        return rejected(Reason.GUESTS_SAY_ONLY)
    rooms = talk.manners.house.rooms
    try:
        room = rooms.up(place.room.code) or await rooms.find(place.room.code)
    except JournalDown:
        return rejected(Reason.JOURNAL_DOWN)
    if room is None:
        return rejected(Reason.NO_SUCH_ROOM, code=place.room.code)
    refused = counted(talk, "say", command.text)
    if refused is not None:
        return refused
    room.speak(place.name, place.seat, command.text)
    if _has_listeners(talk, room):
        return None
    is_unheard = place.seat < 0 and room.state.people
    return said(sentences.PLAYERS_HEAR_NOT if is_unheard else sentences.NOBODY_HEARS)


def _has_listeners(talk: Conversation, room: Room) -> bool:
    """
    Whether anybody else is there to hear what one says in a room; that somebody ignores
    one is not told.
    """
    watchers, people = len(room.watchers), room.state.people
    if talk.place.seat >= 0:
        return watchers + len(people) > 1
    if watchers > 1:
        return True
    find, names = talk.manners.house.people.find, room.state.names
    players = [find(names[seat]) for seat in people]
    return any(player and player.place.wishes.kibitz for player in players)


async def tell(talk: Conversation, command: TellPlayer) -> Reply | None:
    """
    Say something to one player; who is ignored is not told so.
    """
    if _is_guest(talk.place):
        return rejected(Reason.GUESTS_SAY_ONLY)
    peer: Peer | None = talk.manners.house.people.find(command.name)
    if peer is None:
        return rejected(Reason.NOBODY_CALLED, name=command.name)
    if peer is talk.peer:
        return rejected(Reason.ONESELF, verb="tell")
    if peer.place.wishes.dnd:
        return rejected(Reason.NOT_DISTURBED, verb="tell", name=peer.name)
    refused = counted(talk, "tell", command.text)
    if refused is not None:
        return refused
    if not ignores(peer.place, talk.place.name, talk.manners.house):
        peer.put(Told(talk.place.name, command.text))
    return said(sentences.TOLD, name=peer.name)


async def chat(talk: Conversation, command: Chat) -> Reply | None:
    """
    Say something to all who are not at a game and want to hear it.
    """
    place = talk.place
    if _is_guest(place):
        return rejected(Reason.GUESTS_SAY_ONLY)
    wait = ceil(place.since + NEW_SECONDS - talk.manners.clock.seconds())
    if not place.finished and wait > 0:
        return rejected(Reason.CHAT_TOO_SOON, seconds=wait)
    refused = counted(talk, "chat", command.text)
    if refused is not None:
        return refused
    news = Chatted(place.name, command.text)
    others: list[Peer] = [
        other
        for other in talk.manners.house.people
        if other is not talk.peer and _hears_chat(other.place)
    ]
    for other in others:
        if not ignores(other.place, place.name, talk.manners.house):
            other.put(news)
    return None if others else said(sentences.NOBODY_CHATS)


def _is_guest(place: Place) -> bool:
    return place.name.startswith(GUEST)


def _hears_chat(place: Place) -> bool:
    wishes, room = place.wishes, place.room
    at_game = room is not None and place.seat >= 0 and room.status is Status.PLAYING
    return wishes.chat and not wishes.dnd and not at_game


def counted(talk: Conversation, verb: str, text: str = "") -> Rejected | None:
    """
    Count what a player does to others; why not, when it is too much.
    """
    place = talk.place
    if place.quotas is None:
        place.quotas = Quotas(talk.manners.clock)
    return place.quotas.take(verb, text)


# -- not hearing it --------------------------------------------------------------------


def ignores(place: Place, name: str, house: House) -> bool:
    """
    Whether a player wants nothing of who has this name now.
    """
    if not place.ignored:
        return False
    peer: Peer | None = house.people.find(name)
    player = None if peer is None else peer.player
    return any(
        entry[0] == name.lower() or (player is not None and entry[1] == player)
        for entry in place.ignored
    )


def _ignored(place: Place, house: House) -> dict[tuple[str, PlayerId | None], set[str]]:
    """
    Whom a player ignores, each with the names that are not heard for it: the one that
    was ignored, and the one that the person has now.  Who is gone is only a name, and a
    guest who is gone is nobody, as that name is another's now.
    """
    here = {peer.player: peer.name.lower() for peer in house.people}
    found: dict[tuple[str, PlayerId | None], set[str]] = {}
    for name, player in place.ignored:
        now = here.get(player, "")
        if name or now:
            found[name, player if now else None] = {name, now} - {""}
    return found


@dataclass(frozen=True, slots=True)
class Ignoring(Telling):
    """
    Whom a player ignores.
    """

    names: tuple[str, ...]

    def text(self, view: View) -> str:
        if not self.names:
            return view.tr(sentences.IGNORES_NOBODY)
        return view.tr(
            "You ignore {names}; unignore NAME ends it.",
            names=sentences.listed(self.names, view.tr(" and ")),
        )

    def fields(self) -> dict[str, Any]:
        return {"ignored": list(self.names)}


async def ignore(talk: Conversation, command: Ignore) -> Reply | None:
    """
    Want nothing of somebody any more, or list of whom: of a person, whatever name that
    one takes, and of the name, whoever takes it; of a guest's name that does not hold.
    """
    place, house, name = talk.place, talk.manners.house, command.name.lower()
    ignored = _ignored(place, house)
    if not name:
        return Ignoring(tuple(sorted(set[str]().union(*ignored.values()))))
    peer: Peer | None = house.people.find(name)
    if peer is talk.peer:
        return rejected(Reason.ONESELF, verb="ignore")
    if peer is None and name.startswith(GUEST):
        return rejected(Reason.NOBODY_CALLED, name=command.name)
    if len(ignored) >= IGNORED_AT_MOST:
        return rejected(Reason.TOO_MANY_IGNORED, most=IGNORED_AT_MOST)
    kept = "" if name.startswith(GUEST) else name
    entry = (kept, None if peer is None else peer.player)
    place.ignored = frozenset({*ignored, entry})
    if peer is None:
        return said(sentences.IGNORED, name=command.name)
    _end_challenges_with(talk, peer)
    return said(sentences.IGNORED, name=peer.name)


def _end_challenges_with(talk: Conversation, other: Peer) -> None:
    """
    Let no challenge between these two stand; a game that begins already goes on.
    """
    meeting, player = talk.manners.house.meeting, talk.peer.player
    decline_challenges(talk, other)
    own = meeting.challenges.get(player)
    if own is not None and own.challenged is other and not meeting.is_seating(player):
        meeting.close(player)
        own.on_over(own, "withdrawn")


def decline_challenges(talk: Conversation, other: Peer | None = None) -> None:
    """
    Decline what others ask the player to play, or only what this one does.
    """
    meeting, player = talk.manners.house.meeting, talk.peer.player
    if meeting.is_seating(player):
        return
    for challenge in meeting.challenges_of(player):
        if other is None or challenge.challenger is other:
            meeting.close(challenge.challenger.player)
            challenge.on_over(challenge, "declined")


async def unignore(talk: Conversation, command: Unignore) -> Reply | None:
    """
    Hear somebody again, under that name and under any other.
    """
    place, name = talk.place, command.name.lower()
    ignored = _ignored(place, talk.manners.house)
    left = {entry for entry, names in ignored.items() if name not in names}
    if len(left) == len(ignored):
        return rejected(Reason.NOT_IGNORED, name=command.name)
    place.ignored = frozenset(left)
    return said(sentences.UNIGNORED, name=command.name)
