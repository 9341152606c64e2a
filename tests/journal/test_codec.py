"""
Events as rows, and back.
"""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import STANDARD, Variant
from connect4tx.journal.codec import KINDS, Malformed, decode, encode
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    GameEnded,
    GameRecord,
    PlayerDropped,
    RoomCode,
    RoomOpened,
)
from tests.game.strategies import repeatable, variants
from tests.journal.happenings import everything

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

    def test_rows_of_every_kind_have_kept_their_form(self) -> None:
        """
        Rows are what they were in version 1, as journals are full of them.
        """
        rows = {kind: body for _, kind, body in map(encode, everything())}
        self.assertEqual(
            rows,
            {
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
            },
        )


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

    def test_every_departure_is_known(self) -> None:
        """
        Each reason to be away is written as its value.
        """
        for why in Departure:
            event = PlayerDropped(1, 0, why, 5)
            self.assertEqual(decode(*encode(event)), event)
