"""
JSON mode: what holds for whatever a program sends.
"""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from connect4tx.terminal import machine
from connect4tx.terminal.grammar import DRILL, MACHINE, VERBS
from tests.game.strategies import repeatable
from tests.support.members import PlayWorld
from tests.support.programs import Program, ProgramCase, objects
from tests.support.talk import Talker

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
names = sorted({verb.name for verb in (*VERBS, *DRILL, *MACHINE)} - {"crash"})
keys = sorted({option for verb in (*VERBS, *MACHINE) for option in verb.options})
fields = st.dictionaries(
    st.sampled_from(("id", *keys)) | st.text(max_size=5), values, max_size=4
)
requests = st.builds(
    lambda cmd, rest: json.dumps({"cmd": cmd, **rest}),
    st.sampled_from(names) | values,
    fields,
)


class AnyLineTests(ProgramCase):
    """
    Whatever a program sends.
    """

    @repeatable
    @given(st.lists(requests | st.text(max_size=40), max_size=8))
    def test_what_comes_back_is_objects(self, lines: list[str]) -> None:
        """
        For whatever line there is at least one object, one on a line, in ASCII.
        """
        world = PlayWorld()
        ann, bob = (Talker(name, world, drill=True) for name in ("ann", "bob"))
        programs = Program(ann), Program(bob)
        programs[0].does("create")
        programs[1].does("join", code=ann.code)
        programs[0].does("play")
        for number, line in enumerate(lines):
            program = programs[number % 2]
            if program.talker.conversation.over or not program.talker.place.json:
                continue
            program.news()
            told = program.talker.says(line)
            if program.talker.place.json:
                self.assertTrue(objects(told), line)
        world.stop()

    @repeatable
    @given(requests | st.text(), st.booleans())
    def test_every_line_is_read(self, line: str, drill: bool) -> None:
        """
        No line whatever makes the reading of it fail.
        """
        request = machine.read(line, drill=drill)
        self.assertTrue(request.id is None or isinstance(request.id, int | str))
