"""
What holds for every line, whatever is typed.
"""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.commands import CreateRoom, DropDisc, JoinRoom
from connect4tx.play.rejections import Rejected
from connect4tx.terminal.grammar import DRILL, NAME_CELLS, VERBS, parse
from connect4tx.terminal.language import language
from connect4tx.terminal.sentences import rejection
from tests.game.strategies import repeatable

ENGLISH = language("en")

# Text at random seldom means anything: most of a line is made of these.
OPTIONS = sorted({option for verb in VERBS for option in verb.options})
WORDS = (
    *(name for verb in (*VERBS, *DRILL) for name in (verb.name, *verb.short)),
    *(f"--{option}" for option in OPTIONS),
    *(f"--{option}=" for option in OPTIONS),
    *(f"{option}=4" for option in OPTIONS),
    *("4", "0", "-1", "99", "٣", "²", "x", "'", '"', "\\", "--", "=", "\x1b[2J"),
)
texts = st.text(max_size=12)
hostile = st.text(st.characters(codec="utf-8"), max_size=20)
lines = st.lists(st.sampled_from(WORDS) | texts, max_size=7).map(" ".join)


def shows_controls(text: str) -> bool:
    """
    Whether a text has what moves a cursor or turns the reading direction.
    """
    return any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text)


class AnyLineTests(SynchronousTestCase):
    """
    Lines made of everything there is.
    """

    @repeatable
    @given(lines | st.text(), st.booleans())
    def test_every_line_is_understood_or_refused(self, line: str, drill: bool) -> None:
        """
        No line whatever makes the reading of it fail.
        """
        parsed = parse(line, drill=drill)
        if isinstance(parsed, Rejected):
            sentence = rejection(parsed, ENGLISH)
            self.assertTrue(sentence)
            self.assertNotIn("\n", sentence)
            self.assertFalse(shows_controls(sentence), sentence)

    @repeatable
    @given(lines, st.booleans())
    def test_sentences_are_short(self, line: str, drill: bool) -> None:
        """
        What is said of a line is a sentence, however long the line.
        """
        parsed = parse(line * 30, drill=drill)
        if isinstance(parsed, Rejected):
            self.assertLess(len(rejection(parsed, ENGLISH)), 300)

    @repeatable
    @given(st.integers(1, 10**9))
    def test_every_number_is_a_column(self, number: int) -> None:
        """
        A bare number is a column as printed, however large.
        """
        self.assertEqual(parse(str(number)), DropDisc(number - 1))

    @repeatable
    @given(hostile)
    def test_defect_11_names_are_clean(self, text: str) -> None:
        """
        The name of a room is one line of at most 40 characters without controls.
        """
        parsed = parse(f"create {text}")
        if isinstance(parsed, CreateRoom):
            self.assertFalse(shows_controls(parsed.name))
            self.assertLessEqual(len(parsed.name), 3 * NAME_CELLS)

    @repeatable
    @given(hostile | st.characters(codec="utf-8"))
    def test_defect_11_symbols_are_one_character(self, text: str) -> None:
        """
        A symbol that is accepted is one character that can be seen.
        """
        parsed = parse(f"join ABC234 --symbol={text}")
        if isinstance(parsed, JoinRoom) and parsed.symbol is not None:
            self.assertEqual(len(parsed.symbol), 1)
            self.assertFalse(shows_controls(parsed.symbol))
            self.assertFalse(parsed.symbol.isspace())

    @repeatable
    @given(hostile)
    def test_defect_11_codes_are_clean(self, text: str) -> None:
        """
        A code that is asked for has no controls, though there is no such room.
        """
        parsed = parse(f"join --code={text}")
        if isinstance(parsed, JoinRoom):
            self.assertFalse(shows_controls(parsed.code))
