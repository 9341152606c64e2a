"""
What ``set`` changes, what it refuses, and what it shows.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.rejections import Reason, Rejected
from connect4tx.terminal import sentences
from connect4tx.terminal.settings import change
from connect4tx.terminal.text import plain
from connect4tx.terminal.views import Client, Style, Wishes
from tests.game.strategies import repeatable
from tests.support.talk import TalkCase

XTERM = Client(True, ("XTERM",), width=100)
NOTHING = Wishes()


class ChangeTests(SynchronousTestCase):
    """
    The wishes after one setting.
    """

    def assert_sets(self, setting: str, value: str, wishes: Wishes) -> None:
        """
        Fail unless a setting changes what is not set to these wishes.
        """
        self.assertEqual(change(NOTHING, setting, value), wishes, (setting, value))

    def assert_refuses(
        self, setting: str, value: str, reason: Reason, /, **fields: object
    ) -> None:
        refused = change(NOTHING, setting, value)
        assert isinstance(refused, Rejected), (setting, value, refused)
        self.assertEqual(refused.reason, reason)
        for key, shown in fields.items():
            self.assertEqual(refused.fields[key], shown, (setting, value))

    def test_styles(self) -> None:
        """
        There are three styles, by their names.
        """
        self.assert_sets("style", "full", Wishes(style=Style.FULL))
        self.assert_sets("style", "compact", Wishes(style=Style.COMPACT))
        self.assert_sets("style", "text", Wishes(style=Style.TEXT))

    def test_characters_may_be_named_as_a_style(self) -> None:
        """
        ``set style ascii`` is what it says, though it is no style.
        """
        self.assert_sets("style", "ascii", Wishes(unicode=False))
        self.assert_sets("style", "unicode", Wishes(unicode=True))

    def test_switches(self) -> None:
        """
        Characters and colours are on, off, or as the client can.
        """
        for value, on in (("on", True), ("off", False), ("auto", None)):
            self.assert_sets("unicode", value, Wishes(unicode=on))
            self.assert_sets("color", value, Wishes(color=on))
            self.assert_sets("colour", value, Wishes(color=on))

    def test_width(self) -> None:
        """
        A width is from 20 to 500 columns, or what the client says.
        """
        for value in (20, 21, 40, 80, 499, 500):
            self.assert_sets("width", str(value), Wishes(width=value))
        self.assertEqual(change(Wishes(width=40), "width", "auto"), NOTHING)

    def test_language(self) -> None:
        """
        A language is named by its code.
        """
        for setting in ("lang", "language"):
            self.assert_sets(setting, "fr", Wishes(lang="fr"))
            self.assert_sets(setting, "en", Wishes(lang="en"))

    def test_keys(self) -> None:
        """
        Keys are on or off, as no client says which it wants.
        """
        self.assert_sets("keys", "on", Wishes(keys=True))
        self.assert_sets("keys", "off", NOTHING)
        self.assert_refuses("keys", "auto", Reason.BAD_SETTING, choices=("on", "off"))

    def test_one_setting_leaves_the_others(self) -> None:
        """
        A setting changes nothing but itself.
        """
        before = Wishes(Style.TEXT, True, False, 40, "fr", keys=True)
        self.assertEqual(
            change(before, "width", "60"),
            Wishes(Style.TEXT, True, False, 60, "fr", keys=True),
        )
        self.assertEqual(
            change(before, "style", "full"),
            Wishes(Style.FULL, True, False, 40, "fr", keys=True),
        )

    def test_values_that_are_none(self) -> None:
        """
        A value that a setting does not have is refused with those that it has.
        """
        switch = ("on", "off", "auto")
        for setting, values, choices in (
            ("style", ("", "xyzzy", "on", "FULL"), ("full", "compact", "text")),
            ("unicode", ("", "xyzzy", "1"), switch),
            ("color", ("", "xyzzy", "red"), switch),
            ("colour", ("xyzzy",), switch),
        ):
            for value in values:
                self.assert_refuses(
                    setting, value, Reason.BAD_SETTING, value=value, choices=choices
                )

    def test_widths_that_are_none(self) -> None:
        """
        A width that no screen has, or that is no number, is refused with the bounds.
        """
        for value in (
            "0",
            "19",
            "501",
            "-40",
            "+40",
            "4_0",
            "40.0",
            "x",
            "",
            "٤٠",
            "²",
        ):
            self.assert_refuses(
                "width", value, Reason.BAD_SETTING, choices=("20-500", "auto")
            )
        self.assert_refuses("width", "9" * 5000, Reason.BAD_SETTING, value="9" * 30)

    def test_no_such_setting(self) -> None:
        """
        What is no setting is told as typed, without controls and in short.
        """
        for setting in ("xyzzy", "", "styles", "telnet", "name"):
            self.assert_refuses(setting, "on", Reason.NO_SUCH_SETTING, value=setting)
        self.assert_refuses(
            "x\x1b[2Jy" + "z" * 99,
            "on",
            Reason.NO_SUCH_SETTING,
            value=f"x[2Jy{'z' * 25}",
        )

    def test_no_such_language(self) -> None:
        """
        A language there is not is refused with those there are.
        """
        for value in ("xx", "", "FR", "../en"):
            self.assert_refuses(
                "lang",
                value,
                Reason.NO_SUCH_LANGUAGE,
                value=value,
                languages=("en", "fr"),
            )

    @repeatable
    @given(
        st.sampled_from(("style", "unicode", "color", "width", "keys", "lang"))
        | st.text(max_size=8),
        st.sampled_from(("on", "off", "auto", "full", "40", "en"))
        | st.text(max_size=8),
    )
    def test_every_value_is_taken_or_refused(self, setting: str, value: str) -> None:
        """
        Whatever is typed, there are wishes or there is a sentence; never an error.
        """
        changed = change(NOTHING, setting, value)
        if isinstance(changed, Rejected):
            told = sentences.rejection(changed, NOTHING.view(Client()).language)
            self.assertEqual(len(told.splitlines()), 1, told)


class SetTests(TalkCase):
    """
    The command.
    """

    def test_shows_how_everything_is_set(self) -> None:
        """
        ``set`` alone shows each setting as it is seen, with what it may be.
        """
        ann = self.talker("ann")
        self.assertEqual(
            ann.says("set"),
            "  style     full     (full, compact, text)\n"
            "  unicode   off      (on, off, auto)\n"
            "  color     off      (on, off, auto)\n"
            "  width     unknown  (20 to 500, auto)\n"
            "  lang      en       (en, fr)\n"
            "  keys      off      (on, off)\n"
            "  keepalive on       (on, off)\n"
            "  autoclaim off      (win, draw, off)\n"
            "  dnd       off      (on, off)\n"
            "  kibitz    off      (on, off)\n"
            "  chat      on       (on, off)\n"
            "Change one with, for instance: set style text\n",
        )

    def test_shows_what_the_client_can(self) -> None:
        """
        What is left to the client is shown as the client has it.
        """
        ann = self.talker("ann")
        ann.meets(XTERM)
        told = ann.says("set")
        for line in ("unicode   on ", "color     on ", "width     100 "):
            self.assertIn(f"  {line}", told)

    def test_is_seen_at_once(self) -> None:
        """
        The answer is seen already as things were set, and the board with it.
        """
        ann, _ = self.talkers(playing=True)
        ann.says("4")
        boards = [ann.says("board")]
        for line, answer in (
            ("set style compact", "style is compact now.\n"),
            ("set unicode on", "unicode is on now.\n"),
            ("set colour on", "colour is on now.\n"),
            ("set style text", "style is text now.\n"),
        ):
            told = ann.says(line)
            boards.append(ann.says("board"))
            self.assertEqual(told, answer + boards[-1])
        self.assertEqual(len(set(boards)), 5, boards)
        self.assertEqual(
            boards[-1],
            "X ann, O bob, move 1.\n"
            "Columns 1 to 3: empty. Column 4: X. Columns 5 to 7: empty.\n",
        )
        narrow = (
            "X ann, O bob, move 1.\n"
            "Columns 1 to 3: empty. Column 4: X.\nColumns 5 to 7: empty.\n"
        )
        self.assertEqual(ann.says("set width=40"), f"width is 40 now.\n{narrow}")
        self.assertEqual(ann.says("board"), narrow)

    def test_language_is_seen_at_once(self) -> None:
        """
        In a game another language is answered in it, with the board in it.
        """
        ann, _ = self.talkers(playing=True)
        ann.says("4", "set style text")
        for line in ("set lang fr", "lang en", "lang fr"):
            told = ann.says(line)
            board = ann.says("board")
            self.assertEqual(
                told, f"{plain(ann.view.tr(sentences.LANGUAGE_SET))}\n{board}"
            )
        self.assertIn("coup 1", board)

    def test_board_is_shown_when_there_is_one(self) -> None:
        """
        Before a game there is only the sentence; after one, the board and its end.
        """
        ann, bob = self.talkers()
        self.assertEqual(ann.says("set color on"), "color is on now.\n")
        ann.says("play")
        bob.says("leave")
        told = ann.says("set color off")
        self.assertEqual(told, f"color is off now.\n{ann.says('board')}")
        self.assertIn("   O (bob)   ", f"{told.splitlines()[1]}   ")
        now = "Type lobby to wait for another player, or leave.\n"
        self.assertTrue(told.endswith(now), told)
        ann.says("leave")
        self.assertEqual(ann.says("set color on"), "color is on now.\n")

    def test_keys_show_the_board(self) -> None:
        """
        Who has the arrow keys is shown the board over which they move; who gives them
        up, or cannot have them, is not.
        """
        ann, _ = self.talkers(playing=True)
        board = ann.says("board")
        self.assertEqual(ann.says("set keys on"), f"{sentences.KEYS_ON}\n{board}")
        self.assertEqual(ann.says("set keys off"), f"{sentences.KEYS_OFF}\n")
        ann.obliging = False
        self.assertEqual(len(ann.says("set keys on").splitlines()), 1)

    def test_refusal_shows_no_board(self) -> None:
        """
        What is not set is only refused, and what is only asked is only told.
        """
        ann, _ = self.talkers(playing=True)
        for line in ("set", "set style xyzzy", "set width 3", "set xyzzy on"):
            self.assertNotIn(ann.code, ann.says(line), line)

    def test_is_ones_own_affair(self) -> None:
        """
        What one player sets changes nothing for the others.
        """
        ann, bob = self.talkers(playing=True)
        before = bob.says("board")
        ann.says("set style text", "set unicode on")
        self.assertEqual((bob.news(), bob.says("board")), ("", before))
        told = ann.says("4")
        self.assertEqual(told, "ann drops in column 4, row 1.\n")
        self.assertIn("|[X]|", bob.news())

    def test_refused_change_changes_nothing(self) -> None:
        """
        After a refusal all is set as before.
        """
        ann = self.talker("ann")
        before = ann.place.wishes
        self.assertEqual(
            ann.says("set style xyzzy"),
            "style takes full, compact or text, not 'xyzzy'.\n",
        )
        self.assertEqual(
            ann.says("lang xx"),
            "There is no language 'xx' here; there are en (English) or fr (francais)."
            "\n",
        )
        self.assertEqual(ann.place.wishes, before)

    def test_client_that_comes_later_is_minded(self) -> None:
        """
        What the client says later counts where nothing was set.
        """
        ann = self.talker("ann")
        ann.says("set width 40")
        self.assertEqual(ann.meets(XTERM), "")
        self.assertTrue(ann.view.unicode)
        self.assertEqual(ann.view.width, 40)
        ann.says("set width auto")
        self.assertEqual(ann.view.width, 100)

    def test_language_is_answered_in_it(self) -> None:
        """
        A language that was set again is answered in that language.
        """
        self.assertEqual(self.talker("ann").says("lang en"), "lang is en now.\n")

    def test_unicode_when_it_was_typed(self) -> None:
        """
        Who is not known, and types what is more than ASCII, can read it too.
        """
        ann = self.talker("ann")
        self.assertFalse(ann.view.unicode)
        self.assertIn("no help on é;", ann.says("help é"))
        self.assertTrue(ann.view.unicode)

    def test_bytes_that_are_no_utf8_do_not_count(self) -> None:
        """
        What could not be decoded is no sign of UTF-8.
        """
        ann = self.talker("ann")
        ann.says("help \N{REPLACEMENT CHARACTER}")
        self.assertFalse(ann.view.unicode)

    def test_unicode_that_was_typed_outlasts_a_new_width(self) -> None:
        """
        Whose window changes is still known to have typed UTF-8.
        """
        ann = self.talker("ann")
        ann.meets(Client(True, width=80))
        ann.says("help é")
        ann.meets(Client(True, width=60))
        self.assertEqual((ann.view.unicode, ann.view.width), (True, 60))

    def test_unicode_that_was_typed_is_not_what_was_set(self) -> None:
        """
        Who has set ASCII and types more is sent ASCII.
        """
        ann = self.talker("ann")
        told = ann.says("set unicode off", "help é")
        self.assertTrue(told.isascii())
        self.assertFalse(ann.view.unicode)
