"""
Answers as text, and text as bytes for one kind of screen.
"""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import Variant
from connect4tx.play.rejections import Reason, rejected
from connect4tx.play.state import Status
from connect4tx.terminal import help, sentences
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.narrator import board
from connect4tx.terminal.replies import (
    Entered,
    Helped,
    Part,
    Plain,
    Reply,
    Settings,
    Shown,
    said,
)
from connect4tx.terminal.text import answer, on_screen, plain, wire
from connect4tx.terminal.views import Client, Style, View, Wishes, view
from tests.game.strategies import repeatable
from tests.support.stories import WON, full_room, game, joined, opened, room_after

ASCII = view()
TOKEN = "K7Q2-M4TX"
UNICODE = view(unicode=True)

FRENCH = "Bénéficier d’un «\xa0début\xa0» à l’œuvre : où ? Là-bas, çà et ïl, Noël…"


def at(width: int, *, unicode: bool = False) -> View:
    return view(width=width, unicode=unicode)


class LinesTests(SynchronousTestCase):
    """
    How lines end, and which characters there are.
    """

    def test_every_line_ends_in_cr_lf(self) -> None:
        """
        Every line ends with CR LF, and text is UTF-8; no text is no bytes.
        """
        for seen in (None, UNICODE):
            self.assertEqual(wire("a\nё", seen), b"a\r\n\xd1\x91\r\n")
            self.assertEqual(wire("a\n\n", seen), b"a\r\n\r\n\r\n")
            self.assertEqual(wire("", seen), b"")

    def test_prompt_has_no_line_end(self) -> None:
        """
        What is shown as it is gets no line end that it does not have.
        """
        self.assertEqual(on_screen("lobby> ", ASCII), b"lobby> ")
        self.assertEqual(on_screen("é\n> ", UNICODE), b"\xc3\xa9\r\n> ")
        self.assertEqual(on_screen("é\n> ", ASCII), b"e\r\n> ")

    def test_half_a_character_is_no_error(self) -> None:
        """
        What is no character in UTF-8 is a question mark.
        """
        self.assertEqual(wire("a\ud800b", UNICODE), b"a?b\r\n")
        self.assertEqual(wire("a\ud800b", ASCII), b"a?b\r\n")
        self.assertEqual(wire("a\ud800b"), b"a?b\r\n")

    @repeatable
    @given(
        st.text(st.characters(exclude_characters="\r")), st.sampled_from((0, 20, 40))
    )
    def test_lines_end_the_same_whatever_they_say(self, text: str, width: int) -> None:
        """
        There is no CR without LF and no LF without CR, and the last line has its end.
        """
        for seen in (at(width), at(width, unicode=True)):
            data = wire(text, seen)
            self.assertEqual(data.count(b"\r"), data.count(b"\r\n"))
            self.assertEqual(data.count(b"\n"), data.count(b"\r\n"))
            self.assertEqual(bool(text), data.endswith(b"\r\n"))

    @repeatable
    @given(st.text(), st.sampled_from((0, 20, 40)), st.sampled_from(Style))
    def test_ascii_views_get_ascii(self, text: str, width: int, style: Style) -> None:
        """
        No byte beyond ASCII is ever sent to who cannot show it.
        """
        seen = view(style, width=width)
        self.assertTrue(wire(text, seen).isascii())
        self.assertTrue(on_screen(text, seen).isascii())


class PlainTests(SynchronousTestCase):
    """
    Text without accents.
    """

    def test_french(self) -> None:
        """
        French stays readable in ASCII.
        """
        self.assertEqual(
            plain(FRENCH),
            "Beneficier d'un \"debut\" a l'oeuvre : ou ? La-bas, ca et il, Noel...",
        )
        self.assertEqual(
            plain("ÀÂÄÇÉÈÊËÎÏÔŒÖÙÛÜŸÆ àâäçéèêëîïôœöùûüÿæ"),
            "AAACEEEEIIOOEOUUUYAE aaaceeeeiiooeouuuyae",
        )

    def test_typography(self) -> None:
        """
        Quotation marks and dashes have their ASCII forms, and spaces are spaces.
        """
        self.assertEqual(
            plain("“a” ‘b’ «c» «\xa0d\xa0» e–f…"), '"a" \'b\' "c" "d" e-f...'
        )
        self.assertEqual(
            plain("à\N{NO-BREAK SPACE}8\N{NARROW NO-BREAK SPACE}h"), "a 8 h"
        )

    def test_the_rest_is_a_question_mark(self) -> None:
        """
        What has no ASCII form is one question mark for each character.
        """
        self.assertEqual(plain("好●ж│"), "????")
        self.assertEqual(plain("\ud800"), "?")

    def test_ascii_is_left_alone(self) -> None:
        """
        ASCII is what it was, controls and all.
        """
        text = "".join(map(chr, range(128)))
        self.assertEqual(plain(text), text)

    @repeatable
    @given(st.text())
    def test_always_ascii(self, text: str) -> None:
        """
        Whatever it was, it is ASCII, and stays so.
        """
        once = plain(text)
        self.assertTrue(once.isascii())
        self.assertEqual(plain(once), once)


class AnswersTests(SynchronousTestCase):
    """
    The text of each kind of answer.
    """

    def assert_told(self, reply: Reply, text: str, seen: View = ASCII) -> None:
        self.assertEqual(answer(reply, seen), text)

    def test_sentence(self) -> None:
        """
        A sentence is said with its fields.
        """
        self.assert_told(said(sentences.GOODBYE), "Goodbye!")
        self.assert_told(said(sentences.RENAMED, name="lea"), "You are called lea now.")
        self.assert_told(said(sentences.RENAMED, name="{x}"), "You are called {x} now.")

    def test_rejection(self) -> None:
        """
        A rejection is its sentence.
        """
        self.assert_told(
            rejected(Reason.NO_SUCH_ROW, rows=6),
            "Rows are 1 to 6, from the bottom; type the number of one.",
        )

    def test_braces_are_those_that_are_meant(self) -> None:
        """
        An example in JSON has its braces once.
        """
        self.assertIn(
            'such as {"id": 1, "cmd": "move", "col": 4};',
            answer(rejected(Reason.BAD_JSON), ASCII),
        )

    def test_entered(self) -> None:
        """
        Who has a seat is told the room, the own disc as it is drawn, and the others.
        """
        state = room_after(*full_room())
        self.assert_told(
            Entered(room_after(opened(), joined(0)), 0, opened=True, token=TOKEN),
            'Room ABC234 is open ("Salon"): 7 columns, 6 rows, four in a row, two'
            " players.\nYou are X. The others come in with: join ABC234\n"
            "Should your connection drop, this gives you the seat back: back K7Q2-M4TX",
        )
        for seen, mine, other in (
            (ASCII, "O", "X"),
            (UNICODE, "○", "●"),
            (view(Style.TEXT, unicode=True), "O", "X"),
        ):
            self.assert_told(
                Entered(state, 1, opened=False, token=TOKEN),
                'You have joined room ABC234 ("Salon"): 7 columns, 6 rows, four in a'
                f" row, two players.\nYou are {mine}, with lea ({other}). Type play to"
                " begin.\nShould your connection drop, this gives you the seat back:"
                " back K7Q2-M4TX",
                seen,
            )

    def test_entered_with_several(self) -> None:
        """
        Everybody who is there already is named, as one says a list; who is last is told
        to begin.
        """
        full = room_after(opened(Variant(players=4)), *map(joined, range(4)))
        told = answer(Entered(full, 3, opened=False, token=TOKEN), ASCII)
        self.assertIn("You are B, with lea (X), max (O) and eve (A). Type play", told)
        state = room_after(opened(Variant(players=4)), *map(joined, range(3)))
        told = answer(Entered(state, 2, opened=False, token=TOKEN), ASCII)
        self.assertIn("\nYou are A, with lea (X) and max (O).\n", told)

    def test_room_named_by_its_code(self) -> None:
        """
        A room that has no other name than its code is told by that alone.
        """
        state = room_after(opened(name="ABC234"), joined(0), joined(1))
        for reply, told in (
            (Entered(state, 0, opened=True), "Room ABC234 is open: 7 columns, "),
            (
                Entered(state, 1, opened=False, token=TOKEN),
                "You have joined room ABC234: 7 columns, ",
            ),
        ):
            self.assertTrue(answer(reply, ASCII).startswith(told), told)

    def test_parts_of_a_board(self) -> None:
        """
        Each part that can be asked for is told in a sentence, in every style.
        """
        state = room_after(*game((3, 3, 4)))
        for style in Style:
            for part, number, text in (
                (Part.COLUMN, 3, "Column 4, from the bottom: X, O."),
                (Part.COLUMN, 0, "Column 1: empty."),
                (
                    Part.ROW,
                    0,
                    "Row 1, from the left: empty, empty, empty, X, X, empty, empty.",
                ),
                (Part.ROW, 5, "Row 6: empty."),
                (Part.LAST, 0, "Move 3: lea (X) dropped in column 5, row 1."),
                (Part.OPEN, 0, "Every column is open."),
            ):
                reply = Shown(state, 0, part, number)
                self.assert_told(reply, text, view(style))

    def test_whole_board(self) -> None:
        """
        The board is drawn, or told.
        """
        state = room_after(*game((3,)))
        shown = Shown(state, 0, Part.BOARD)
        self.assert_told(shown, board(state, ASCII))
        self.assert_told(
            shown,
            "X lea, O max, move 1.\n"
            "Columns 1 to 3: empty. Column 4: X. Columns 5 to 7: empty.",
            view(Style.TEXT),
        )

    def test_parts_before_the_game(self) -> None:
        """
        Before the game there is no board, and no part of one.
        """
        state = room_after(*full_room())
        for part in Part:
            self.assert_told(Shown(state, 0, part), sentences.NO_GAME_YET)

    def test_open_columns_after_the_game(self) -> None:
        """
        After the game no column is open.
        """
        reply = Shown(room_after(*game(WON)), 0, Part.OPEN)
        self.assert_told(reply, "No column is open: the game is over.")

    def test_help(self) -> None:
        """
        Help is for the place where one is, before and after one has a name.
        """
        for wanted, text in (
            (Helped("", False, None, False), help.NAME),
            (Helped("", False, None, True), help.NAME),
            (Helped("", True, None, False), help.LOBBY),
            *(
                (Helped("", True, status, False), f"{place}\n{help.IN_ROOMS}")
                for status, place in (
                    (Status.LOBBY, help.ROOM),
                    (Status.PLAYING, help.GAME),
                    (Status.OVER, help.AFTER_A_GAME),
                )
            ),
            (Helped("", True, None, True), f"{help.LOBBY}\n{help.DRILL}"),
            (Helped("move", True, None, False), help.TOPICS["move"]),
            (Helped("exit", True, None, False), help.TOPICS["quit"]),
        ):
            self.assert_told(wanted, text)

    def test_help_is_wrapped(self) -> None:
        """
        Help is broken between words where the screen ends, at 80 when that is unknown,
        and nowhere before.
        """
        for lang, topic in product(NAMES, help.TOPICS):
            wanted = Helped(topic, True, None, False)
            unknown = answer(wanted, view(unicode=True, lang=lang))
            self.assertEqual(
                unknown, answer(wanted, view(unicode=True, lang=lang, width=80))
            )
            for width in (40, 80, 132):
                seen = view(unicode=True, lang=lang, width=width)
                told = answer(wanted, seen)
                self.assertEqual(told.split(), seen.tr(help.TOPICS[topic]).split())
                for line in told.split("\n"):
                    self.assertLessEqual(len(line), width, line)
                self.assertEqual(wire(told, seen), wire(told))

    def test_help_fills_its_lines(self) -> None:
        """
        A paragraph of help takes no more lines than it must.
        """
        for width in (0, 40, 60, 80, 200):
            told = answer(Helped("rules", True, None, False), view(width=width))
            paragraphs = help.TOPICS["rules"].split("\n")
            lines = told.split("\n")
            for paragraph in paragraphs:
                mine: list[str] = []
                while " ".join(mine) != paragraph:
                    mine.append(lines.pop(0))
                for line, following in pairwise(mine):
                    word = following.split()[0]
                    self.assertGreater(len(line) + 1 + len(word), width or 80)
            self.assertEqual(lines, [])

    def test_settings(self) -> None:
        """
        Settings are shown as they are seen: a width that no screen has is not.
        """
        wishes = Wishes(Style.TEXT, color=True, width=40)
        reply = Settings(wishes, Client())
        told = answer(reply, wishes.view(Client())).splitlines()
        self.assertEqual(told[0], "  style     text     (full, compact, text)")
        self.assertEqual(told[2], "  color     off      (on, off, auto)")
        self.assertEqual(told[3], "  width     40       (20 to 500, auto)")

    def test_plain(self) -> None:
        """
        What is for operators is shown as it is.
        """
        self.assert_told(Plain("{the} tree"), "{the} tree")
