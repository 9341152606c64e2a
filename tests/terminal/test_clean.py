"""
Defect 11: users' text on its way to a screen.
"""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcwidth

from connect4tx.terminal.clean import DRAWN_WITH, clean, symbol_of
from tests.game.strategies import repeatable

texts = st.text(st.characters(codec="utf-8")) | st.text(
    st.sampled_from("aé好\u0301\u0302\x1b[2J\r\n\t\x07\x9b\u202e\u200d\u200b\ufeff🔴 ")
)


class CleanTests(SynchronousTestCase):
    """
    Examples of each kind of character.
    """

    def test_plain_text_stays(self) -> None:
        """
        Letters, digits, signs and spaces of every script stay as they are.
        """
        for text in ("Salon 7!", "Café Übung", "Иван", "四目並べ", "שלום", ""):
            self.assertEqual(clean(text, 40), text)

    def test_defect_11_controls_go(self) -> None:
        """
        Control characters go: escape, bell, line ends, and the 8-bit ones.
        """
        self.assertEqual(clean("a\x1b[2J\x07b\r\nc\x9b1md\x7f\x00", 40), "a[2Jbc1md")

    def test_defect_11_line_separators_go(self) -> None:
        """
        What else ends a line goes too.
        """
        self.assertEqual(clean("a\u2028b\u2029c\x85d\x0be\x0cf", 40), "abcdef")

    def test_defect_11_directions_go(self) -> None:
        """
        What turns the reading direction goes.
        """
        for (
            mark
        ) in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f":
            self.assertEqual(clean(f"a{mark}b", 40), "ab")

    def test_defect_11_invisible_characters_go(self) -> None:
        """
        What takes no room and cannot be seen goes, with private and unassigned ones.
        """
        for mark in "\u200b\u200c\u200d\u2060\ufeff\xad\ue000\U000e0041\u0378\ud800":
            self.assertEqual(clean(f"a{mark}b", 40), "ab")

    def test_accents_are_joined(self) -> None:
        """
        A letter and its accent become one character.
        """
        self.assertEqual(clean("e\u0301", 40), "é")

    def test_defect_11_towers_of_accents_are_cut(self) -> None:
        """
        At most two marks stand on a letter, so that no text runs into other lines.
        """
        tower = "q" + "\u0316" * 500
        self.assertEqual(clean(tower * 2, 40), ("q" + "\u0316" * 2) * 2)

    def test_defect_11_long_text_is_cut(self) -> None:
        """
        Text is cut where it would be wider than allowed.
        """
        self.assertEqual(clean("x" * 1281, 40), "x" * 40)
        self.assertEqual(clean("é" * 100, 40), "é" * 40)

    def test_wide_characters_count_twice(self) -> None:
        """
        A wide character takes two cells, and half of one is not shown.
        """
        self.assertEqual(clean("好" * 10, 5), "好好")
        self.assertEqual(clean("🔴" * 10, 4), "🔴🔴")

    @repeatable
    @given(texts, st.integers(0, 60))
    def test_nothing_unwanted_is_left(self, text: str, cells: int) -> None:
        """
        Whatever the text, what is shown is one line without anything that moves the
        cursor, and is no wider than allowed.
        """
        shown = clean(text, cells)
        for character in shown:
            self.assertNotIn(unicodedata.category(character)[0], "C")
            self.assertNotIn(character, "\u2028\u2029")
        self.assertLessEqual(sum(max(wcwidth(c), 0) for c in shown), cells)
        self.assertLessEqual(len(shown), 2 + 3 * cells)
        self.assertLessEqual(len(shown.splitlines()), 1)

    @repeatable
    @given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
    def test_printable_ascii_is_untouched(self, text: str) -> None:
        """
        Text that is printable ASCII is the same, as far as there is room.
        """
        self.assertEqual(clean(text, 30), text[:30])


class SymbolTests(SynchronousTestCase):
    """
    What may stand for a player on the board.
    """

    def test_letters_become_upper_case(self) -> None:
        """
        A letter is shown in upper case, so that x and X are not two players.
        """
        for text, symbol in (
            ("x", "X"),
            ("X", "X"),
            ("é", "É"),
            ("ж", "Ж"),
            ("7", "7"),
        ):
            self.assertEqual(symbol_of(text), symbol)

    def test_letter_with_a_longer_capital_stays(self) -> None:
        """
        A letter whose upper case is two letters stays one.
        """
        self.assertEqual(symbol_of("ß"), "ß")

    def test_visible_signs_may_be_symbols(self) -> None:
        """
        Other characters of one cell may be symbols.
        """
        for text in "*@○●★♥":
            self.assertEqual(symbol_of(text), text)

    def test_not_one_character(self) -> None:
        """
        Nothing, and more than one character, is no symbol.
        """
        for text in ("", "xy", "X ", "e\u0301", "🇫🇷"):
            self.assertIsNone(symbol_of(text), ascii(text))

    def test_board_is_not_imitated(self) -> None:
        """
        What the board is drawn with cannot be a player.
        """
        for text in (*DRAWN_WITH, *".[]<>#^|+-", *"·─│┌┐└┘├┤┬┴┼█"):
            self.assertIsNone(symbol_of(text), text)

    def test_defect_11_what_is_not_one_cell(self) -> None:
        """
        A symbol takes one cell: not two, and not none.
        """
        for text in "好🔴Ｘ\u0301\u200b\u202e\ufeff\x1b\x07\n\t\x9b\ue000":
            self.assertIsNone(symbol_of(text), ascii(text))

    def test_defect_11_what_cannot_be_seen(self) -> None:
        """
        A symbol can be seen: no kind of space is one, and no empty pattern of dots.
        """
        for text in " \xa0\u2002\u3000\u1680\u2800":
            self.assertIsNone(symbol_of(text), ascii(text))

    @repeatable
    @given(texts | st.characters(codec="utf-8"))
    def test_symbols_are_their_own_symbols(self, text: str) -> None:
        """
        Every symbol is clean, takes one cell, and is accepted again as itself.
        """
        symbol = symbol_of(text)
        if symbol is not None:
            self.assertEqual((wcwidth(symbol), clean(symbol, 1)), (1, symbol))
            self.assertEqual(symbol_of(symbol), symbol)
