"""
Who is here, and what they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connect4tx.play.house import House
from connect4tx.play.state import RoomState, Status
from connect4tx.terminal import sentences
from connect4tx.terminal.commands import ListPlayers
from connect4tx.terminal.language import msg
from connect4tx.terminal.pages import paged
from connect4tx.terminal.place import Peer
from connect4tx.terminal.replies import Reply, Telling
from connect4tx.terminal.views import View

if TYPE_CHECKING:
    from connect4tx.terminal.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """
    What one player does.

    :ivar what: lobby, seeking, waiting, playing, over or watching.
    :ivar room: where; None outside of rooms.
    """

    name: str
    what: str
    room: RoomState | None
    seat: int

    def text(self, view: View) -> str:
        """
        As a sentence.
        """
        room = self.room
        if room is None:
            return view.tr(_OUTSIDE[self.what], name=self.name)
        if room.private:
            return view.tr(_IN_PRIVATE[self.what], name=self.name)
        return view.tr(
            _INSIDE[self.what],
            name=self.name,
            code=room.code,
            others=sentences.listed(self._others(room, view), view.tr(" and ")),
        )

    def _others(self, room: RoomState, view: View) -> list[str]:
        return [
            name if seat.away is None else view.tr("{name} (away)", name=name)
            for number, (seat, name) in enumerate(
                zip(room.seats, room.names, strict=False)
            )
            if seat is not None and number != self.seat
        ]

    def fields(self) -> dict[str, Any]:
        """
        For a program.
        """
        told = {"name": self.name, "where": self.what}
        if self.room is not None and not self.room.private:
            told["room"] = self.room.code
        return told


_OUTSIDE = {
    "lobby": msg("{name} is in the lobby."),
    "seeking": msg("{name} is waiting for somebody to play with."),
}
_INSIDE = {
    "waiting": msg("{name} is waiting for a game in room {code}."),
    "playing": msg("{name} is playing in room {code}, with {others}."),
    "over": msg("{name} is in room {code}, after a game."),
    "watching": msg("{name} is watching room {code}."),
}
_IN_PRIVATE = {
    "waiting": msg("{name} is waiting for a game in a private room."),
    "playing": msg("{name} is playing in a private room."),
    "over": msg("{name} is in a private room, after a game."),
}
_BY_STATUS = {
    Status.LOBBY: "waiting",
    Status.PLAYING: "playing",
    Status.OVER: "over",
    Status.CLOSED: "over",
}


@dataclass(frozen=True, slots=True)
class Present(Telling):
    """
    All who are here, in the order in which they came.
    """

    players: Sequence[Whereabouts]

    def text(self, view: View) -> str:
        here = view.trn(
            "{number} player is here.",
            "{number} players are here.",
            len(self.players),
        )
        return "\n".join([here, *(player.text(view) for player in self.players)])

    def fields(self) -> dict[str, Any]:
        return {"players": [player.fields() for player in self.players]}


async def who(talk: Conversation, command: ListPlayers) -> Reply | None:
    """
    List who is here.
    """
    house = talk.manners.house
    found = [_whereabouts(peer, house) for peer in house.people]
    return paged(talk, Present(found))


def _whereabouts(peer: Peer, house: House) -> Whereabouts:
    state, seat = peer.place.room, peer.place.seat
    if state is None:
        what = "seeking" if peer.player in house.meeting.seeks else "lobby"
        return Whereabouts(peer.name, what, None, -1)
    # The player may not have been told the latest of it.
    room = house.rooms.up(state.code)
    state = state if room is None else room.state
    what = "watching" if seat < 0 else _BY_STATUS[state.status]
    return Whereabouts(peer.name, what, state, seat)
