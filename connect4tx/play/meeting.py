"""
How players find somebody to play with: those who wait, and those who are challenged.

Nothing of it is kept: it is between connections that are there now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from twisted.internet.interfaces import IDelayedCall, IReactorTime

from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import PlayerId
from connect4tx.play.ports import Member
from connect4tx.supervision.monitors import Down, Monitor, monitor

CHALLENGE_SECONDS = 60


@dataclass(eq=False, slots=True)
class Seek:
    """
    Somebody waits for an opponent.

    :ivar avoids: tells whom not to be paired with, by name.
    """

    member: Member
    control: TimeControl | None
    avoids: Callable[[str], bool]
    monitor: Monitor | None = None


@dataclass(eq=False, slots=True)
class Challenge:
    """
    Somebody wants to play with somebody.

    :ivar on_over: called with why it is over, unless it is accepted: ``expired``,
        ``declined``, ``gone``, or ``withdrawn`` by what the challenger did.
    """

    challenger: Member
    challenged: Member
    control: TimeControl | None
    on_over: Callable[[Challenge, str], object]
    timer: IDelayedCall | None = None
    monitors: list[Monitor] = field(default_factory=list)


class Meeting:
    """
    Who waits for whom; it outlives the lobby's process.

    :ivar seeks: in the order in which they came.
    :ivar challenges: by challenger; each has one at a time.

    :param clock: by which a challenge is over after a minute.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._seating: set[PlayerId] = set()
        self.seeks: dict[PlayerId, Seek] = {}
        self.challenges: dict[PlayerId, Challenge] = {}

    # -- being seated ------------------------------------------------------------

    def is_seating(self, player: PlayerId) -> bool:
        """
        Whether a seat is being found for a player at this moment.
        """
        return player in self._seating

    def begin(self, *members: Member) -> bool:
        """
        Find seats for players; whether none of them is being seated already.
        """
        players = {member.player for member in members}
        if players & self._seating:
            return False
        self._seating |= players
        return True

    def end(self, *members: Member) -> None:
        """
        Be done with that.
        """
        self._seating -= {member.player for member in members}

    # -- those who wait ----------------------------------------------------------

    def partner(self, seek: Seek) -> Seek | None:
        """
        Who has waited longest for somebody like this one.
        """
        for other in self.seeks.values():
            if (
                other.member.player != seek.member.player
                and other.member.process.exit is None
                and other.control == seek.control
                and not self.is_seating(other.member.player)
                and not seek.avoids(other.member.name)
                and not other.avoids(seek.member.name)
            ):
                return other
        return None

    def wait(self, seek: Seek) -> None:
        """
        Let somebody wait, for this and nothing else; who waited for the same already
        has waited since then.
        """
        player = seek.member.player
        before = self.seeks.get(player)
        if before is not None and before.control == seek.control:
            return
        self.withdraw_seek(player)
        self.seeks[player] = seek

        def gone(down: Down) -> None:
            self.seeks.pop(player, None)

        seek.monitor = monitor(seek.member.process, gone)

    def withdraw_seek(self, player: PlayerId) -> Seek | None:
        """
        Let somebody wait no longer; what it was for.
        """
        seek = self.seeks.pop(player, None)
        if seek is not None and seek.monitor is not None:
            seek.monitor.cancel()
        return seek

    # -- those who are challenged ------------------------------------------------

    def challenge(self, challenge: Challenge) -> None:
        """
        Let a challenge stand for a minute, or until one of the two is gone.
        """
        player = challenge.challenger.player

        def over(why: str) -> None:
            if self.close(player) is challenge:
                challenge.on_over(challenge, why)

        self.close(player)
        self.challenges[player] = challenge
        challenge.timer = self._clock.callLater(CHALLENGE_SECONDS, over, "expired")
        challenge.monitors = [
            monitor(member.process, lambda down: over("gone"))
            for member in (challenge.challenger, challenge.challenged)
        ]

    def challenges_of(self, player: PlayerId) -> list[Challenge]:
        """
        Those that a player can accept, the oldest first.
        """
        return [
            challenge
            for challenge in self.challenges.values()
            if challenge.challenged.player == player
        ]

    def close(self, challenger: PlayerId) -> Challenge | None:
        """
        Let somebody's challenge stand no longer; which it was.
        """
        challenge = self.challenges.pop(challenger, None)
        if challenge is None:
            return None
        if challenge.timer is not None and challenge.timer.active():
            challenge.timer.cancel()
        for watch in challenge.monitors:
            watch.cancel()
        return challenge

    def withdraw(self, player: PlayerId) -> tuple[Seek | None, Challenge | None]:
        """
        Let somebody wait for nobody and challenge nobody; what there was of it.
        """
        seek, challenge = self.withdraw_seek(player), self.close(player)
        if challenge is not None:
            challenge.on_over(challenge, "withdrawn")
        return seek, challenge

    def leave(self, player: PlayerId) -> None:
        """
        Somebody has a seat now: waits no longer, and is no more to be challenged.
        """
        self.withdraw(player)
        for challenge in self.challenges_of(player):
            self.close(challenge.challenger.player)
            challenge.on_over(challenge, "busy")
