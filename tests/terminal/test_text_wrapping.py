"""
Text on screens that are narrower than it.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import Variant
from connect4tx.play.state import RoomState
from connect4tx.terminal import help
from connect4tx.terminal.narrator import board
from connect4tx.terminal.replies import (
    Entered,
)
from connect4tx.terminal.text import answer, wire
from connect4tx.terminal.views import Style, View, view
from connect4tx.terminal.wrapping import wrapped
from tests.game.strategies import repeatable
from tests.support.stories import game, joined, opened, room_after


def told(text: str, seen: View) -> list[str]:
    """
    The lines of a text as they come to a screen.
    """
    data = wire(text, seen)
    assert data.endswith(b"\r\n")
    return data.decode().split("\r\n")[:-1]


def at(width: int, *, unicode: bool = False) -> View:
    return view(width=width, unicode=unicode)


class WrappingTests(SynchronousTestCase):
    """
    Lines that are wider than the screen.
    """

    LONG = "the quick brown fox jumps over the lazy dog and is away"

    def test_broken_between_words(self) -> None:
        """
        A line is broken at blanks, as late as can be, and no word is lost.
        """
        self.assertEqual(
            told(self.LONG, at(20)),
            ["the quick brown fox", "jumps over the lazy", "dog and is away"],
        )

    def test_as_wide_as_the_screen_is_not_too_wide(self) -> None:
        """
        A line that just fits is one line.
        """
        self.assertEqual(
            told("x" * 9 + " " + "y" * 10, at(20)), ["xxxxxxxxx yyyyyyyyyy"]
        )
        self.assertEqual(
            told("x" * 9 + " " + "y" * 11, at(20)), ["xxxxxxxxx", "yyyyyyyyyyy"]
        )

    def test_unknown_width(self) -> None:
        """
        Where the width is not known, nothing is broken.
        """
        self.assertEqual(told(self.LONG * 9, at(0)), [self.LONG * 9])
        self.assertEqual(wire(self.LONG * 9), f"{self.LONG * 9}\r\n".encode())

    def test_words_are_not_broken(self) -> None:
        """
        A word that is wider than the screen stays whole, on a line of its own.
        """
        word = "https://example.org/a-very-long-word"
        self.assertEqual(told(f"see {word} there", at(20)), ["see", word, "there"])
        self.assertEqual(told(word, at(20)), [word])

    def test_hyphens_are_no_blanks(self) -> None:
        """
        Options such as ``--connect=4`` stay in one piece.
        """
        line = "choose --connect from-the-list or --players"
        self.assertEqual(
            told(line, at(20)), ["choose --connect", "from-the-list or", "--players"]
        )

    def test_no_break_spaces_hold(self) -> None:
        """
        French puts spaces before its marks at which no line is broken.
        """
        line = "douze lettres, quoi\N{NO-BREAK SPACE}? et puis"
        self.assertEqual(
            told(line, at(20, unicode=True)),
            ["douze lettres,", "quoi\N{NO-BREAK SPACE}? et puis"],
        )

    def test_indents_are_kept(self) -> None:
        """
        What was indented goes on as far to the right.
        """
        self.assertEqual(
            told(f"  {self.LONG}", at(21)),
            ["  the quick brown fox", "  jumps over the lazy", "  dog and is away"],
        )

    def test_other_lines_are_left_alone(self) -> None:
        """
        Only the lines that are too wide are broken; empty ones stay.
        """
        self.assertEqual(
            told(f"one\n\n{self.LONG}\n  two", at(20)),
            [
                *("one", ""),
                *("the quick brown fox", "jumps over the lazy", "dog and is away"),
                "  two",
            ],
        )

    def test_boards_are_never_broken(self) -> None:
        """
        A board is drawn to fit: on no screen is a line of it broken or changed.
        """
        for variant in (Variant(), Variant(20, 20, 4, 4), Variant(9, 4), Variant(10)):
            for columns in ((0, 1), (3, 2, 3, 2, 3, 2, 3)):
                state = room_after(*game(columns, variant))
                for style in (Style.FULL, Style.COMPACT):
                    for width in (20, 25, 33, 40, 80, 132):
                        self.assert_not_broken(state, style, width)

    def assert_not_broken(self, state: RoomState, style: Style, width: int) -> None:
        """
        Fail unless the lines of a board are sent as they were drawn.
        """
        for unicode in (False, True):
            for color in (False, True):
                seen = view(style, unicode=unicode, color=color, width=width)
                drawn = board(state, seen).split("\n")[1:]
                rows = drawn[: drawn.index("")] if "" in drawn else drawn
                self.assertEqual(told("\n".join(rows), seen), rows)

    @repeatable
    @given(
        st.lists(st.text("abcdeé-=", min_size=1, max_size=12), min_size=1, max_size=30),
        st.integers(20, 60),
        st.integers(0, 6),
    )
    def test_what_can_be_broken_fits(
        self, words: list[str], width: int, indent: int
    ) -> None:
        """
        No line is wider than the screen while each word is narrow enough; all the words
        are there, in order, and each line has the indent.
        """
        line = " " * indent + " ".join(words)
        lines = told(line, at(width, unicode=True))
        self.assertEqual(" ".join(lines).split(), words)
        for part in lines:
            self.assertLessEqual(len(part), width)
            self.assertEqual(len(part) - len(part.lstrip()), indent)

    def test_ascii_forms_that_are_longer_fit_too(self) -> None:
        """
        A line is as wide as it is sent: ``…`` is three characters in ASCII.
        """
        for line in told("… œ … œ … œ … œ … œ", at(20)):
            self.assertLessEqual(len(line), 20, line)

    def test_wide_characters_count_twice(self) -> None:
        """
        A line is as wide as it is on the screen, where some characters take two cells.
        """
        self.assertEqual(
            told("好 好好好 好好 好好好", at(20, unicode=True)),
            ["好 好好好 好好", "好好好"],
        )

    def test_name_with_a_bar_is_broken_as_any_other(self) -> None:
        """
        A bar in what a player typed does not make a sentence a drawing.
        """
        reply = Entered(room_after(opened(name="a|b"), joined(0)), 0, opened=True)
        for line in told(answer(reply, at(40)), at(40)):
            self.assertLessEqual(len(line), 40, line)

    def test_help_fits_on_a_narrow_screen(self) -> None:
        """
        All help fits on a screen of 40 columns.
        """
        for topic in (*help.PLACES, *help.TOPICS.values()):
            for line in told(topic, at(40)):
                self.assertLessEqual(len(line), 40, line)

    def test_tables_go_on_in_their_second_column(self) -> None:
        """
        What stands in the second column of a table goes on below it, unless that is far
        to the right.
        """
        self.assertEqual(
            wrapped("  rules     how the game is played by all", 28),
            "  rules     how the game is\n            played by all",
        )
        self.assertEqual(
            wrapped("  a long first column     and more", 28),
            "  a long first column\n    and more",
        )
        self.assertEqual(
            wrapped("prose with no table and a bit", 16),
            "prose with no\ntable and a bit",
        )
