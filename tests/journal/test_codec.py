"""
Events as rows, and back.
"""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.outcome import Termination
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.journal.codec import KINDS, Malformed, decode, encode
from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    GameAborted,
    GameEnded,
    GameRecord,
    MovesUndone,
    OfferClosed,
    OfferKind,
    OfferMade,
    PlayerDropped,
    PlayerJoined,
    RoomCode,
    RoomOpened,
    RoomReset,
    SeatForfeited,
)
from tests.game.strategies import repeatable, variants
from tests.journal.happenings import ended, everything
from tests.support.stories import CODE

ids = st.integers(0, 2**63 - 1)
texts = st.text(st.characters(exclude_categories=()), max_size=8)


def fields_of(cls: type[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """
    Whatever the fields of an event or a record may be.
    """
    return {name: values_of(hint) for name, hint in get_type_hints(cls).items()}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    if hint is Variant:
        return variants()
    if hint is GameRecord:
        return st.builds(GameRecord, **fields_of(GameRecord))
    if hint is str or getattr(hint, "__supertype__", None) is str:
        return texts
    return st.from_type(hint)


def events_of(cls: type[Any]) -> st.SearchStrategy[Event]:
    return st.builds(cls, **(fields_of(cls) | {"id": ids}))


events = st.one_of([events_of(cls) for cls in KINDS.values()])


# Beside those of everything(): what came with version 2.
MORE: tuple[Event, ...] = (
    OfferMade(1, 1, OfferKind.UNDO, 2),
    OfferClosed(2, 1, OfferKind.UNDO, 0),
    MovesUndone(3, 2, 1500),
    SeatForfeited(4, 0, Termination.RESIGNED),
    GameAborted(5, -1),
)

# Rows as they were written before.
VERSION_1 = {
    "room_opened": '{"code":"ABC234","name":"Salon","variant":{"columns":7'
    ',"rows":6,"connect":4,"players":2},"at":50}',
    "player_joined": '{"seat":1,"player":"player-1","symbol":"O"'
    ',"name":"max","key":""}',
    "game_started": '{"first":0,"at":100}',
    "disc_dropped": '{"seat":0,"column":3}',
    "player_dropped": '{"seat":1,"why":"lost_connection","at":120}',
    "player_returned": '{"seat":1,"player":"player-1","name":"eve"}',
    "grace_ran_out": '{"seat":1}',
    "player_left": '{"seat":1,"why":"left"}',
    "game_ended": '{"record":{"room":"ABC234","number":2,"variant":'
    '{"columns":7,"rows":6,"connect":4,"players":2}'
    ',"names":["lea","max"],"symbols":["X","O"],"first":0'
    ',"moves":"1212121","left":[],"termination":"board_full"'
    ',"winner":null,"started":100,"ended":200}}',
    "room_reset": '{"keys":["k1",""]}',
    "room_closed": "{}",
}


class RoundTripTests(SynchronousTestCase):
    """
    What is written is what is read.
    """

    @repeatable
    @given(events)
    def test_every_event_comes_back(self, event: Event) -> None:
        """
        For whatever is in its fields, an event is read as it was written.
        """
        back = decode(*encode(event))
        self.assertEqual(back, event)
        self.assertIs(type(back), type(event))

    @repeatable
    @given(events)
    def test_rows_are_ascii(self, event: Event) -> None:
        """
        A row is an id, a kind that is known and a JSON object in ASCII.
        """
        id, kind, body = encode(event)
        self.assertEqual(id, event.id)
        self.assertIn(kind, KINDS)
        self.assertTrue(body.isascii())
        self.assertIsInstance(json.loads(body), dict)

    def test_every_kind_of_event_has_a_kind(self) -> None:
        """
        No event is without a kind, and none has two.
        """
        self.assertEqual(set(KINDS.values()), set(get_args(Event)))
        self.assertEqual(len(set(KINDS.values())), len(KINDS))

    def test_rows_of_every_kind_have_their_form(self) -> None:
        """
        Rows are what they always were, with the fields of version 2 behind, as journals
        are full of them.
        """
        everyone = [*everything(), *MORE]
        rows = {kind: body for _, kind, body in map(encode, everyone)}
        self.assertEqual(
            rows,
            {
                **VERSION_1,
                "room_opened": VERSION_1["room_opened"][:-1]
                + ',"control":null,"private":false}',
                "player_joined": VERSION_1["player_joined"][:-1] + ',"bot":0}',
                "player_dropped": VERSION_1["player_dropped"][:-1] + ',"spent":0}',
                "game_ended": VERSION_1["game_ended"][:-2]
                + ',"control":null,"private":false}}',
                "room_reset": VERSION_1["room_reset"][:-1] + ',"rematch":false}',
                "offer_made": '{"seat":1,"what":"undo","plies":2}',
                "offer_closed": '{"seat":1,"what":"undo","by":0}',
                "moves_undone": '{"plies":2,"spent":1500}',
                "seat_forfeited": '{"seat":0,"why":"resigned"}',
                "game_aborted": '{"seat":-1}',
            },
        )

    def test_time_controls_are_written_by_their_seconds(self) -> None:
        """
        Where time is counted the row of a room has its control, and that of a move the
        thought, which is left out where there was none.
        """
        timed = RoomOpened(1, CODE, "", STANDARD, 5, TimeControl(180, 2), private=True)
        self.assertEqual(
            encode(timed)[2],
            '{"code":"ABC234","name":"","variant":{"columns":7,"rows":6,"connect":4'
            ',"players":2},"at":5,"control":{"base":180,"increment":2},"private":true}',
        )
        self.assertEqual(
            encode(DiscDropped(1, 0, 3, 4200))[2], '{"seat":0,"column":3,"spent":4200}'
        )
        self.assertEqual(encode(DiscDropped(1, 0, 3))[2], '{"seat":0,"column":3}')


class OlderRowTests(SynchronousTestCase):
    """
    Rows that were written before a field was added.
    """

    def test_missing_field_has_its_default(self) -> None:
        """
        A field that has a default may be missing.
        """
        body = (
            '{"code":"ABC234","name":"","variant":'
            '{"columns":7,"rows":6,"connect":4,"players":2}}'
        )
        self.assertEqual(
            decode(1, "room_opened", body),
            RoomOpened(1, RoomCode("ABC234"), "", STANDARD, 0),
        )

    def test_missing_field_inside_has_its_default(self) -> None:
        """
        So may one of a value within.
        """
        event = decode(1, "room_opened", '{"code":"A","name":"","variant":{"rows":9}}')
        assert isinstance(event, RoomOpened)
        self.assertEqual(event.variant, Variant(rows=9))

    def test_rows_of_version_1_are_read(self) -> None:
        """
        What was written when no time was counted, nobody watched and no computer played
        is read as just that.
        """
        latest = {encode(event)[1]: event for event in everything()}
        for kind, body in VERSION_1.items():
            event = latest[kind]
            self.assertEqual(decode(event.id, kind, body), event, kind)
        opened, joined = latest["room_opened"], latest["player_joined"]
        assert isinstance(opened, RoomOpened)
        assert isinstance(joined, PlayerJoined)
        self.assertEqual((opened.control, opened.private), (None, False))
        self.assertEqual(joined.bot, 0)

    def test_fields_of_an_offer_may_be_missing(self) -> None:
        """
        An offer of nothing that is counted has no discs, and an undo where no time is
        counted no thought.
        """
        self.assertEqual(
            decode(1, "offer_made", '{"seat":0,"what":"draw"}'),
            OfferMade(1, 0, OfferKind.DRAW, 0),
        )
        self.assertEqual(decode(1, "moves_undone", '{"plies":1}'), MovesUndone(1, 1, 0))

    def test_increment_may_be_missing(self) -> None:
        """
        So has a control without an increment none.
        """
        body = '{"code":"A","name":"","variant":{},"control":{"base":60}}'
        event = decode(1, "room_opened", body)
        assert isinstance(event, RoomOpened)
        self.assertEqual(event.control, TimeControl(60, 0))


class MalformedTests(SynchronousTestCase):
    """
    Rows that no event was ever written as.
    """

    def test_malformed_rows_are_refused(self) -> None:
        """
        What is unknown, missing, of another type or no such value is Malformed.
        """
        for kind, body in (
            ("disc_dripped", "{}"),
            ("", "{}"),
            ("room_closed", ""),
            ("room_closed", "{"),
            ("room_closed", "[]"),
            ("room_closed", "null"),
            ("room_closed", '{"why":"left"}'),
            ("room_closed", '{"id":3}'),
            ("room_closed", "[" * 100_000),
            ("disc_dropped", "[0,3]"),
            ("disc_dropped", '{"seat":0}'),
            ("disc_dropped", '{"seat":0,"column":"3"}'),
            ("disc_dropped", '{"seat":0,"column":3.0}'),
            ("disc_dropped", '{"seat":false,"column":3}'),
            ("disc_dropped", '{"seat":0,"column":null}'),
            ("disc_dropped", '{"seat":0,"column":3,"spent":1.5}'),
            ("disc_dropped", '{"seat":0,"column":3,"spent":null}'),
            ("room_opened", '{"code":"A","name":"B","variant":{},"control":"3+2"}'),
            ("room_opened", '{"code":"A","name":"B","variant":{},"control":{}}'),
            ("room_opened", '{"code":"A","name":"B","variant":{},"private":0}'),
            ("offer_made", '{"seat":0}'),
            ("offer_made", '{"seat":0,"what":"money"}'),
            ("offer_closed", '{"seat":0,"what":"draw"}'),
            ("moves_undone", "{}"),
            ("seat_forfeited", '{"seat":0,"why":"bored"}'),
            ("game_aborted", "{}"),
            ("player_left", '{"seat":0,"why":"bored"}'),
            ("player_left", '{"seat":0,"why":["left"]}'),
            ("room_reset", '{"keys":"ab"}'),
            ("room_reset", '{"keys":[1]}'),
            ("room_opened", '{"code":"A","name":"B","variant":{"columns":3}}'),
            ("room_opened", '{"code":"A","name":"B","variant":7}'),
            ("game_ended", '{"record":{}}'),
            ("game_ended", '{"record":null}'),
        ):
            with self.assertRaises(Malformed, msg=(kind, body)):
                decode(1, kind, body)

    def test_pairs_are_pairs(self) -> None:
        """
        Who left a game, and when, are two numbers, no more and no fewer.
        """
        [body] = [encode(e)[2] for e in everything() if isinstance(e, GameEnded)][:1]
        for wrong in ("[[1]]", "[[1,1,1]]", "[1]"):
            with self.assertRaises(Malformed, msg=wrong):
                decode(1, "game_ended", body.replace("[[1,1]]", wrong))

    def test_refused_again_when_asked_again(self) -> None:
        """
        That a move is malformed is not remembered as anything else.
        """
        for _ in range(2):
            with self.assertRaises(Malformed):
                decode(1, "disc_dropped", '{"seat":0}')

    def test_moves_are_told_apart(self) -> None:
        """
        Moves whose bodies are the same are still two, with their own ids.
        """
        first, second = (
            decode(id, *encode(DiscDropped(id, 0, 3))[1:]) for id in (1, 2)
        )
        self.assertEqual((first.id, second.id), (1, 2))

    def test_rematches_and_private_games_are_told_apart(self) -> None:
        """
        Whether a reset was for a rematch, and a game was private, is read again.
        """
        reset = RoomReset(1, ("k0", "k1"), rematch=True)
        for event in (reset, ended(private=True)):
            self.assertEqual(decode(*encode(event)), event)

    def test_every_offer_and_ending_is_known(self) -> None:
        """
        Each kind of offer, and each way to be out of a game, is written as its value.
        """
        for what in OfferKind:
            event = OfferMade(1, 0, what)
            self.assertEqual(decode(*encode(event)), event)
        for why in Termination:
            forfeited = SeatForfeited(1, 0, why)
            self.assertEqual(decode(*encode(forfeited)), forfeited)

    def test_every_departure_is_known(self) -> None:
        """
        Each reason to be away is written as its value.
        """
        for why in Departure:
            event = PlayerDropped(1, 0, why, 5)
            self.assertEqual(decode(*encode(event)), event)
