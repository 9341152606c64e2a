"""
Whether somebody is still there: who types nothing for long is let go.
"""

from __future__ import annotations

from typing import Protocol

from connect4tx.net.rounds import Rounds
from connect4tx.play.events import PlayerId
from connect4tx.play.state import RoomState, Status
from connect4tx.terminal import sentences
from connect4tx.terminal.items import Dismissed
from connect4tx.terminal.limits import NAME_SECONDS, NAME_SECONDS_IN_ALL, AboutToEnd
from connect4tx.terminal.place import Manners, Place

# Between two looks, at most: also what a conversation has for coming to its end.
LOOK_SECONDS = 60.0
# Before the end, to type something.
WARNING_SECONDS = 120.0
# What the addition of times may be wrong by.
_NOTHING = 1e-3


class Attendee(Protocol):
    """
    Whose presence it is.

    :ivar heard_at: when the last line or key came.
    """

    player: PlayerId
    heard_at: float

    @property
    def place(self) -> Place:
        """
        Where the player is.
        """

    def put(self, item: object) -> None:
        """
        Queue an item for the conversation.
        """

    def keep_alive(self) -> None:
        """
        Some time has passed.
        """

    def give_up(self) -> None:
        """
        Close without waiting for the peer.
        """


class Presence:
    """
    Looks at a peer each minute, and just when its time is over, so that a line costs
    no more than to note when it came.
    """

    __slots__ = (
        "_manners",
        "_news_at",
        "_over",
        "_peer",
        "_rounds",
        "_version",
        "_warned",
    )

    def __init__(self, *, peer: Attendee, manners: Manners, rounds: Rounds) -> None:
        self._rounds = rounds
        self._peer: Attendee | None = peer
        self._manners = manners
        self._over = False
        # When there was something new: at first the connection itself, and then, as far
        # as the looks can tell, what happened in the room; and the room's version then.
        self._news_at = peer.heard_at
        self._version = 0
        # When the peer was warned, and how long before the end.
        self._warned: tuple[float, float] | None = None
        rounds.begin()
        self._look_in(NAME_SECONDS)

    def stop(self) -> None:
        """
        The connection is gone.
        """
        self._peer = None
        self._rounds.end()

    def look(self) -> None:
        """
        See whether the peer is there, and whether it should be.
        """
        peer = self._peer
        if peer is None:
            return
        if self._over:
            peer.give_up()
            return
        peer.keep_alive()
        self._look_in(self._judge(peer, self._rounds.clock.seconds()))

    def _look_in(self, seconds: float) -> None:
        """
        Look again when something is due, or before that could be otherwise.
        """
        soon = self._manners.limits.idle_seconds / 2 or LOOK_SECONDS
        self._rounds.look_in(min(seconds, soon, LOOK_SECONDS), self)

    def _judge(self, peer: Attendee, now: float) -> float:
        """
        Warn or dismiss the peer, if it is time; in how many seconds something is due.
        """
        if not peer.place.name:
            answer_by = peer.heard_at + NAME_SECONDS
            left = min(answer_by, self._news_at + NAME_SECONDS_IN_ALL) - now
            if left > _NOTHING:
                return left
            return self._end(peer, "no_name", sentences.NO_NAME)
        room = peer.place.room
        if room is not None and room.version != self._version:
            self._version, self._news_at = room.version, now
        alive_at = max(peer.heard_at, self._news_at)
        allowed = self._allowed(peer, room)
        if not allowed:
            self._warned = None
            return LOOK_SECONDS
        if self._warned is not None and self._warned[0] > alive_at:
            warned_at, seconds = self._warned
            left = warned_at + seconds - now
            if left > _NOTHING:
                return left
            return self._end(peer, "idle", sentences.IDLE)
        warning = min(WARNING_SECONDS, allowed / 2)
        left = alive_at + allowed - warning - now
        if left > _NOTHING:
            return left
        self._warned = (now, warning)
        peer.put(AboutToEnd(warning))
        return warning

    def _allowed(self, peer: Attendee, room: RoomState | None) -> float:
        """
        For how many seconds a peer with a name may type nothing; 0 for any.
        """
        limits = self._manners.limits
        if room is None:
            is_waiting = peer.player in self._manners.house.meeting.seeks
        elif peer.place.is_watching:
            is_waiting = True
        elif room.status is Status.PLAYING:
            # A game has its own means against those who keep the others waiting.
            return 0.0
        else:
            is_waiting = len(room.people) <= 1
        return limits.watching_seconds if is_waiting else limits.idle_seconds

    def _end(self, peer: Attendee, code: str, sentence: str) -> float:
        self._over = True
        peer.put(Dismissed(code, sentence))
        return LOOK_SECONDS
