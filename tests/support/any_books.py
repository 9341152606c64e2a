"""
What is always so in every room, whoever does what: checked event by event, and against
the rooms that are up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from twisted.internet.interfaces import IDelayedCall

from connect4tx.play.events import (
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    OfferKind,
    PlayerId,
    PlayerJoined,
    RoomClosed,
    RoomCode,
)
from connect4tx.play.records import position_after
from connect4tx.play.room import Room
from connect4tx.play.state import NO_ROOM, Offer, RoomState, Status, replay
from tests.support.any_world import AnyWorld

# How long after a clock has come to 0 the flag may take to fall.
TICK = 0.025


@dataclass
class Story:
    """
    All that has happened in a room, and what follows from it.

    :ivar events: the journal's own list, which it lets go of when the room has closed.
    :ivar seen: how many of them are in the state.
    :ivar score: as it follows from the records of games.
    :ivar shown: what the clocks showed last, and after which state.
    """

    events: list[Event]
    state: RoomState = NO_ROOM
    seen: int = 0
    score: list[int] = field(default_factory=list)
    records: list[GameRecord] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)
    shown: tuple[int, ...] = ()
    shown_at: RoomState = NO_ROOM


class Books:
    """
    The stories of all rooms that ever were, each read once.
    """

    def __init__(self) -> None:
        self.stories: dict[RoomCode, Story] = {}

    def state(self, code: RoomCode) -> RoomState:
        """
        A room as its events say it is.
        """
        return self.stories[code].state

    def read(self, world: AnyWorld) -> None:
        """
        Read what has happened since; and find every event possible where it stands.
        """
        for code, events in world.events.items():
            story = self.stories.setdefault(code, Story(events))
            assert story.events is events, f"room {code} has begun anew"
        for story in self.stories.values():
            for event in story.events[story.seen :]:
                self._read(story, event)

    def _read(self, story: Story, event: Event) -> None:
        before = story.state
        assert before.status is not Status.CLOSED, "something after the end"
        assert event.id not in story.ids
        story.ids.add(event.id)
        story.seen += 1
        story.state = state = before.apply(event)
        assert state.version == story.seen
        nobody_sits_twice(state)
        offers_are_of_this_game(state)
        clocks_are_possible(state)
        if isinstance(event, PlayerJoined):
            story.score = [0] * len(state.seats)
        if isinstance(event, GameEnded):
            self._end_game(story, event.record)
        told = [record.number for record in story.records]
        # A game that is over counts at once; the event that says so follows.
        if state.status is not Status.OVER or state.games in told:
            assert list(state.score) == (story.score or [0] * len(state.seats))

    def _end_game(self, story: Story, record: GameRecord) -> None:
        state, position = story.state, story.state.position
        assert state.status is Status.OVER and position is not None
        assert position.outcome is not None
        assert record.winner == position.outcome.winner
        assert record.number == state.games
        end = position_after(record, len(record.moves))
        assert (end, end.outcome) == (position, position.outcome)
        assert all(record.number > of.number for of in story.records)
        story.records.append(record)
        for seat in range(len(story.score)):
            won = record.winner == seat
            is_drawn = record.winner is None and position.present[seat]
            story.score[seat] += 2 * won + is_drawn

    # -- the rooms that are up ---------------------------------------------------

    def check(self, world: AnyWorld, *, calm: bool) -> None:
        """
        Compare the rooms that are up, and all that is kept of rooms, with the books.

        :param calm: whether the journal is up and at rest, so that all is recorded.
        """
        self.read(world)
        here: dict[PlayerId, RoomCode] = {}
        for code, story in self.stories.items():
            room = world.rooms.up(code)
            if room is None:
                is_closed = isinstance(story.events[-1], RoomClosed)
                assert is_closed == (code not in world.events)
                story.shown = ()
                continue
            assert calm <= (room.state == story.state), code
            for member in room.members.values():
                assert member.player not in here, f"{member.player} is in two rooms"
                here[member.player] = code
            if calm:
                who_is_here_sits_here(room)
                flags_fall(room, world)
        nobody_waits_who_sits(world, here)
        nothing_is_left_of_ended_rooms(world)

    def check_whole(self) -> None:
        """
        Read every story once more, from its beginning.
        """
        for story in self.stories.values():
            assert replay(story.events) == story.state

    def no_clock_goes_up(self, world: AnyWorld) -> None:
        """
        Compare the clocks with what they showed when one last looked: a clock gains
        only by its player's own moves.  Not to be asked after a fault of ours.
        """
        for code, story in self.stories.items():
            room = world.rooms.up(code)
            if room is None or room.state.status is not Status.PLAYING:
                continue
            if story.shown and story.shown_at.games == room.state.games:
                gained = _gained(story, room.state)
                clocks = room.clocks()
                for seat in room.state.in_game:
                    left = clocks[seat]
                    assert left <= story.shown[seat] + gained[seat], (
                        f"the clock of seat {seat} in {code} went up from"
                        f" {story.shown[seat]} by {left - story.shown[seat]}"
                    )

    def look_at_clocks(self, world: AnyWorld) -> None:
        """
        Note what the clocks show now.
        """
        for code, story in self.stories.items():
            room = world.rooms.up(code)
            story.shown = () if room is None else room.clocks()
            story.shown_at = story.state


def _gained(story: Story, state: RoomState) -> list[int]:
    gained = [0] * len(state.seats)
    control = state.control
    for event in story.events[story.shown_at.version : state.version]:
        if isinstance(event, DiscDropped) and control is not None:
            gained[event.seat] += 1000 * control.increment
    return gained


def nobody_sits_twice(state: RoomState) -> None:
    """
    Nobody has two seats, no two have the same symbol.
    """
    seats = [seat for seat in state.seats if seat is not None]
    assert len({seat.player for seat in seats}) == len(seats)
    assert len({seat.symbol for seat in seats}) == len(seats)


def offers_are_of_this_game(state: RoomState) -> None:
    """
    What is offered can be agreed to, and has not been by all.
    """
    kinds = {(offer.seat, offer.what) for offer in state.offers}
    assert len(kinds) == len(state.offers), "offered twice"
    for offer in state.offers:
        assert state.seats[offer.seat] is not None, "an offer of nobody"
        assert is_possible(state, offer), (offer, state.status, state.gone)
    for what in OfferKind:
        asked = range(len(state.seats)) if what is OfferKind.REMATCH else state.in_game
        wanted = {offer.seat for offer in state.offers if offer.what is what}
        assert not wanted or not wanted >= set(asked), f"all want {what} in vain"


def is_possible(state: RoomState, offer: Offer) -> bool:
    """
    Whether an offer is of the game that is on, or of the one that is over.
    """
    if offer.what is OfferKind.REMATCH:
        return state.status is Status.OVER and None not in state.seats
    if state.status is not Status.PLAYING or offer.seat not in state.in_game:
        return False
    if offer.what is OfferKind.DRAW:
        return True
    return not state.gone and 0 < offer.plies <= len(state.record)


def clocks_are_possible(state: RoomState) -> None:
    """
    No clock shows less than nothing, and there are clocks only where they are wanted.
    """
    assert all(left >= 0 for left in state.clocks)
    is_on = state.position is not None and state.control is not None
    assert len(state.clocks) == (len(state.seats) if is_on else 0)


def flags_fall(room: Room, world: AnyWorld) -> None:
    """
    A clock shows 0 only when the flag has fallen, or does within a tick.
    """
    state, now = room.state, world.clock.seconds()
    clocks = room.clocks()
    assert all(left >= 0 for left in clocks)
    if not state.is_timed or state.position is None:
        return
    turn = state.position.turn
    # Whoever looks for a fallen flag looks when it falls, and not long after.
    due = [call.getTime() for call in _calls_of(world, Room) if _owner(call) is room]
    assert any(at <= now + clocks[turn] / 1000 + TICK for at in due), "no flag falls"
    for seat in state.in_game:
        assert clocks[seat] or seat == turn, f"seat {seat} plays on without time"


def who_is_here_sits_here(room: Room) -> None:
    """
    The members are the players whose seats are theirs and who are not away.
    """
    here = {seat: member.player for seat, member in room.members.items()}
    expected = {
        number: seat.player
        for number, seat in enumerate(room.state.seats)
        if seat is not None and seat.away is None
    }
    assert here == expected, f"in {room.code} are {here}, who sit: {expected}"
    for member in [*room.members.values(), *room.watchers.values()]:
        assert member.process.exit is None, f"{member.name} is gone"


def nobody_waits_who_sits(world: AnyWorld, here: dict[PlayerId, RoomCode]) -> None:
    """
    Who waits for an opponent or challenges somebody is there, and has no seat.
    """
    meeting = world.house.meeting
    for player, seek in meeting.seeks.items():
        assert player == seek.member.player and player not in here
        assert seek.member.process.exit is None
    for player, challenge in meeting.challenges.items():
        assert player == challenge.challenger.player and player not in here
        assert challenge.challenger.process.exit is None
        assert challenge.challenged.process.exit is None
        assert challenge.timer is not None and challenge.timer.active()


def nothing_is_left_of_ended_rooms(world: AnyWorld) -> None:
    """
    No room that has ended is still to be called.
    """
    for call in _calls_of(world, Room):
        room = _owner(call)
        assert isinstance(room, Room) and room.process.exit is None, call


def _calls_of(world: AnyWorld, owner: type[object]) -> list[IDelayedCall]:
    calls = world.clock.getDelayedCalls()
    return [call for call in calls if isinstance(_owner(call), owner)]


def _owner(call: IDelayedCall) -> object:
    return getattr(getattr(call, "func", None), "__self__", None)
