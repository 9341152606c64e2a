"""
A few games as what their rooms append, and whether a store has what it should.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from random import Random
from typing import Any, NamedTuple

from twisted.internet.task import Clock

from connect4tx.game.variant import STANDARD, Variant
from connect4tx.journal.codec import encode
from connect4tx.journal.store import Append, Store
from connect4tx.play import decisions
from connect4tx.play.events import (
    Departure,
    Event,
    EventIds,
    GameEnded,
    PlayerId,
    RoomClosed,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.rejections import Rejected
from connect4tx.play.state import NO_ROOM, Status, replay
from tests.support.stories import NAMES, WON

NOON = 43_200


class Offer(NamedTuple):
    """
    Events that a room appends together, and its version before.
    """

    room: RoomCode
    expected: int
    events: Sequence[Event]

    def as_append(self) -> Append:
        """
        What a store takes.
        """
        rows = [encode(event) for event in self.events]
        return Append(self.room, self.expected, rows)


class Play:
    """
    A room in which things are done, all of which are kept.

    :ivar offers: what the room has appended, in order.
    """

    def __init__(self, code: str, ids: EventIds, variant: Variant = STANDARD) -> None:
        self.code = RoomCode(code)
        self.offers: list[Offer] = []
        self._ids = ids
        self.state = NO_ROOM
        self._take([RoomOpened(ids.next(), self.code, code, variant, ids.now())])

    def do(self, decide: Any, *arguments: Any, **named: Any) -> None:
        """
        Have something decided on, which is not refused.
        """
        decided = decide(self.state, self._ids, *arguments, **named)
        assert decided and not isinstance(decided, Rejected), decided
        events, _ = decisions.steps(self.state, self._ids, decided)
        self._take(events)

    def _take(self, events: Sequence[Event]) -> None:
        self.offers.append(Offer(self.code, self.state.version, events))
        for event in events:
            self.state = self.state.apply(event)

    def seat_everybody(self) -> None:
        """
        Let a player with a key take each seat.
        """
        for number in range(self.state.variant.players):
            who = PlayerId(f"{self.code}-{number}")
            self.do(decisions.join, who, NAMES[number], None, key=f"key-{who}")

    def drop(self, *columns: int) -> None:
        """
        Drop discs, each by the seat whose turn it is.
        """
        for column in columns:
            assert self.state.position is not None
            self.do(decisions.drop, self.state.position.turn, column)


def plays() -> list[Play]:
    """
    Rooms with every kind of event: one is closed in the end, one was only opened.
    """
    clock = Clock()
    clock.advance(NOON)
    ids = EventIds(Random(4), clock)
    whole, waiting, three = (
        Play("WHOLE2", ids),
        Play("WAITS2", ids),
        Play("THREE3", ids, Variant(9, 7, 4, 3)),
    )
    whole.seat_everybody()
    whole.do(decisions.start, 0)
    whole.drop(*WON)
    whole.do(decisions.reset, 0, ("again-0", "again-1"))
    whole.do(decisions.start, 0)
    whole.drop(3, 3)
    whole.do(decisions.leave, 0, Departure.LEFT)
    whole.do(decisions.leave, 1, Departure.LEFT)
    waiting.seat_everybody()
    waiting.do(decisions.start, 1)
    waiting.drop(0, 1)
    waiting.do(decisions.lose, 1, Departure.LOST_CONNECTION)
    back = PlayerId("back"), "back", "key-WAITS2-1"
    waiting.do(decisions.come_back, *back)
    waiting.drop(2)
    waiting.do(decisions.lose, 0, Departure.CRASHED)
    waiting.do(decisions.run_out, 0)
    three.seat_everybody()
    three.do(decisions.start, 0)
    three.drop(0, 1)
    three.do(decisions.leave, 2, Departure.LEFT)
    three.drop(0, 1, 0, 1)
    assert whole.state.status is Status.CLOSED
    return [whole, waiting, three, Play("EMPTY2", ids)]


def groups(rooms: Sequence[Play]) -> list[list[Offer]]:
    """
    What these rooms append at the same time, each its next.
    """
    turns = zip_longest(*(room.offers for room in rooms))
    return [[offer for offer in turn if offer is not None] for turn in turns]


class Contents:
    """
    All that a store holds, which is found to agree with itself.

    :ivar events: by room.
    :raises AssertionError: when it does not.
    """

    def __init__(self, store: Store) -> None:
        self.events = {room.code: store.read(room.code) for room in store.rooms()}
        states = {code: replay(events) for code, events in self.events.items()}
        is_open = [
            code
            for code, events in self.events.items()
            if not isinstance(events[-1], RoomClosed)
        ]
        assert store.open_rooms() == is_open
        records = {
            (event.record.room, event.record.number): event.record
            for events in self.events.values()
            for event in events
            if isinstance(event, GameEnded)
        }
        found = store.games(1000)
        assert len(found) == len(records)
        assert {(game.room, game.number): game for game in found} == records
        for code, state in states.items():
            for seat in state.seats:
                if seat is not None and seat.key:
                    assert store.room_of(seat.key) == code

    def has(self, offer: Offer) -> bool:
        """
        Whether these events are at their place, all of them.

        :raises AssertionError: when some of them are there, or something else is.
        """
        there = self.events.get(offer.room, [])[offer.expected :]
        there = there[: len(offer.events)]
        if not there:
            return False
        assert there == list(offer.events), (offer, there)
        return True

    def missing(self, offers: Sequence[Offer]) -> list[Offer]:
        """
        Those that are not here; there is nothing that is none of them.
        """
        missing = [offer for offer in offers if not self.has(offer)]
        offered = sum(len(offer.events) for offer in offers)
        absent = sum(len(offer.events) for offer in missing)
        there = sum(len(events) for events in self.events.values())
        assert there == offered - absent, "more is there than was offered"
        return missing


def every_offer(rooms: Sequence[Play]) -> Iterator[Offer]:
    """
    What these rooms append, one after the other.
    """
    for group in groups(rooms):
        yield from group
