"""
The languages: sentences, their forms and their fields.
"""

from __future__ import annotations

from gettext import NullTranslations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.terminal.language import NAMES, Language, language, msg
from connect4tx.terminal.views import view


class EnglishTests(SynchronousTestCase):
    """
    The language that the sentences are written in.
    """

    def setUp(self) -> None:
        self.english = language("en")

    def test_a_sentence_is_itself(self) -> None:
        """
        A sentence is said as it is written.
        """
        self.assertEqual(self.english.tr("Goodbye!"), "Goodbye!")

    def test_fields_are_filled_in(self) -> None:
        """
        What stands in braces is given by name.
        """
        told = self.english.tr("{name} is {age!r} now.", name="lea", age="old")
        self.assertEqual(told, "lea is 'old' now.")

    def test_braces_in_a_field_are_left_alone(self) -> None:
        """
        What a player has typed is not read as a sentence with fields.
        """
        self.assertEqual(self.english.tr("<{value}>", value="{name}"), "<{name}>")

    def test_a_brace_is_written_twice(self) -> None:
        """
        A brace that stands for itself is doubled, in sentences without fields too.
        """
        self.assertEqual(self.english.tr('such as {{"col": 4}}'), 'such as {"col": 4}')

    def test_the_empty_sentence_says_nothing(self) -> None:
        """
        An empty text is not looked up: that would give the catalogue's header.
        """
        for code in NAMES:
            self.assertEqual(language(code).tr(""), "")

    def test_one_has_its_own_form(self) -> None:
        """
        English has a form for one and a form for all other numbers, none too.
        """
        said = [
            self.english.trn("{number} {what}", "{number} {what}s", number, what="disc")
            for number in (0, 1, 2, 21)
        ]
        self.assertEqual(said, ["0 discs", "1 disc", "2 discs", "21 discs"])


class FrenchTests(SynchronousTestCase):
    """
    A language with a catalogue.
    """

    def setUp(self) -> None:
        self.french = language("fr")

    def test_a_sentence_is_translated(self) -> None:
        """
        A sentence is said as the catalogue has it.
        """
        self.assertEqual(
            self.french.tr("Every column is open."),
            "Toutes les colonnes sont jouables.",
        )

    def test_fields_are_filled_in(self) -> None:
        """
        The fields of a translation are the sentence's own.
        """
        told = self.french.tr("{name} has left the room.", name="lea")
        self.assertEqual(told, "lea a quitté le salon.")

    def test_none_is_said_as_one(self) -> None:
        """
        French says none in the form for one, unlike English.
        """
        said = [
            self.french.trn("{number} player", "{number} players", number)
            for number in (0, 1, 2)
        ]
        self.assertEqual(said, ["0 joueur", "1 joueur", "2 joueurs"])

    def test_a_form_may_do_without_the_number(self) -> None:
        """
        Where one is said as a word, the number's field is not needed.
        """
        one, many = (
            "The game needs one more player; they come in with: join {code}",
            "The game needs {number} more players; they come in with: join {code}",
        )
        told = self.french.trn(one, many, 1, code="ABC234")
        self.assertIn("un joueur", told)
        self.assertNotIn("1", told)
        self.assertIn("join ABC234", told)

    def test_an_unknown_sentence_stays_english(self) -> None:
        """
        What is in no catalogue is said as it is written, not left out.
        """
        self.assertEqual(
            self.french.tr("Never heard of {it}.", it="that"), "Never heard of that."
        )


class LanguagesTests(SynchronousTestCase):
    """
    Which languages there are, and how they are come by.
    """

    def test_there_is_one_of_each(self) -> None:
        """
        Everybody who reads a language shares it, and views tell them apart by it.
        """
        for code in NAMES:
            self.assertIs(language(code), language(code))
            self.assertIs(view(lang=code).language, language(code))
            self.assertEqual(language(code).code, code)

    def test_an_unknown_code_is_an_error(self) -> None:
        """
        A language that is not offered raises KeyError, whatever the code looks like.
        """
        for code in ("de", "", "FR", "../fr", "fr/../fr"):
            self.assertRaises(KeyError, language, code)

    def test_a_view_says_what_its_language_says(self) -> None:
        """
        A view hands sentences, numbers and fields to its language.
        """
        french = view(lang="fr")
        self.assertEqual(french.tr("move {ply}", ply=8), "coup 8")
        self.assertEqual(french.trn("{number} room", "{number} rooms", 2), "2 salons")

    def test_a_marked_sentence_is_unchanged(self) -> None:
        """
        Marking a sentence only lets it be found; it is translated when it is said.
        """
        self.assertEqual(msg("Goodbye!"), "Goodbye!")

    def test_any_catalogue_of_gettext_will_do(self) -> None:
        """
        A language is a code and whatever translates.
        """

        class Loud(NullTranslations):
            def gettext(self, message: str) -> str:
                return message.upper().replace("{NAME}", "{name}")

        self.assertEqual(Language("xx", Loud()).tr("hi {name}", name="lea"), "HI lea")
