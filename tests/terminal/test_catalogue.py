"""
The catalogues: complete, of the same make as the sentences, and compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.terminal import help
from connect4tx.terminal.grammar import VERBS
from connect4tx.terminal.language import NAMES, language
from connect4tx.terminal.text import plain
from connect4tx.terminal.wrapping import wrapped
from tests.support.catalogues import (
    TEMPLATE,
    compiled,
    extracted,
    languages,
    marked_in,
    po_file,
    read,
    sentences,
)

HOWTO = "docs/howto/translate.md says how to bring the catalogues up to date"
HELP = {*help.PLACES, *help.TOPICS.values()}
SCREEN = 80


def forms(message: Message) -> list[tuple[str, tuple[str, ...]]]:
    """
    Each translation in a message, with the sentences any of which it stands for.
    """
    if isinstance(message.id, str):
        return [(str(message.string), (message.id,))]
    return [(str(form), tuple(message.id)) for form in message.string or ()]


def fields(sentence: str) -> set[str]:
    """
    The names of what a sentence speaks of.
    """
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def margins(sentence: str) -> tuple[str, str]:
    """
    The blanks and line ends with which a sentence begins and ends.
    """
    before = sentence[: len(sentence) - len(sentence.lstrip(" \n"))]
    return before, sentence[len(sentence.rstrip(" \n")) :]


def listing(catalogue: Catalog) -> list[tuple[Any, list[str]]]:
    """
    The sentences of a catalogue in order, each with the files in which it is.
    """
    return [
        (message.id, sorted({name for name, _ in message.locations}))
        for message in sentences(catalogue)
    ]


class TemplateTests(SynchronousTestCase):
    """
    The template, and how sentences are found.
    """

    maxDiff = None

    def test_template_has_what_is_in_the_code(self) -> None:
        """
        Every marked sentence is in the template, and nothing else.
        """
        self.assertEqual(listing(read(TEMPLATE)), listing(extracted()), HOWTO)

    def test_sentences_are_found_by_their_marks(self) -> None:
        """
        Those said later, at once and with a number are found, in an f-string too.
        """
        source = (
            "A = msg('Later.')\n"
            "b = view.tr('At' ' once.', n=1) + language.tr('In two ways.')\n"
            "c = f'{d}, {view.tr(\"Inside.\")}'\n"
            "e = view.trn('One.', 'Many.', 3)\n"
            "f = view.tr(A), other('Not this.'), 'Nor this.'\n"
        )
        self.assertEqual(
            [sentence for _, sentence in marked_in(source)],
            ["Later.", "At once.", "In two ways.", "Inside.", ("One.", "Many.")],
        )


class CatalogueTests(SynchronousTestCase):
    """
    Every language's catalogue.
    """

    maxDiff = None

    def setUp(self) -> None:
        self.catalogues = {code: read(po_file(code)) for code in languages()}

    def translations(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """
        Of every language: where it stands, a translation, and what it stands for.
        """
        for code, catalogue in self.catalogues.items():
            for message in sentences(catalogue):
                for form, originals in forms(message):
                    yield f"{code}: {originals[-1]!r}", form, originals

    def test_every_language_offered_has_one(self) -> None:
        """
        What players can choose is English and what there are catalogues of.
        """
        self.assertEqual({*languages(), "en"}, set(NAMES))

    def test_nothing_is_missing_or_left_over(self) -> None:
        """
        A catalogue has the sentences of the template, in its order, and no others.
        """
        for code, catalogue in self.catalogues.items():
            self.assertEqual(listing(catalogue), listing(read(TEMPLATE)), HOWTO)
            self.assertEqual(list(catalogue.obsolete), [], code)

    def test_nothing_is_untranslated(self) -> None:
        """
        Every sentence has a translation, in every form that the language has.
        """
        for where, form, _ in self.translations():
            self.assertTrue(form.strip(), where)
        for catalogue in self.catalogues.values():
            for message in sentences(catalogue):
                if message.pluralizable:
                    self.assertEqual(len(forms(message)), catalogue.num_plurals)

    def test_nothing_is_doubtful(self) -> None:
        """
        No translation is fuzzy, a guess from a sentence that was like it; gettext would
        not use it.
        """
        for code, catalogue in self.catalogues.items():
            doubtful = [message.id for message in sentences(catalogue) if message.fuzzy]
            self.assertEqual(doubtful, [], code)
            self.assertFalse(catalogue.fuzzy, code)

    def test_fields_are_the_same(self) -> None:
        """
        A translation speaks of what its sentence speaks of; in a form for a number, of
        what one of the two does.
        """
        for where, form, originals in self.translations():
            self.assertIn(fields(form), [fields(text) for text in originals], where)

    def test_margins_are_the_same(self) -> None:
        """
        A translation begins and ends with the blanks and line ends of its sentence:
        others are put right behind it.
        """
        for where, form, originals in self.translations():
            self.assertEqual(margins(form), margins(originals[0]), where)

    def test_help_fits_the_screen(self) -> None:
        """
        No line of help is wider than 80 columns, in ASCII neither: what is laid out
        stands so, the rest is broken between words.
        """
        for where, form, originals in self.translations():
            if originals[0] in HELP:
                for text in (originals[0], form, plain(form)):
                    laid_out = [line for line in text.split("\n") if "  " in line]
                    shown = plain(wrapped(text, SCREEN)).split("\n")
                    for line in (*laid_out, *wrapped(text, SCREEN).split("\n"), *shown):
                        self.assertLessEqual(len(line), SCREEN, f"{where}: {line}")

    def test_help_begins_with_how_a_command_is_typed(self) -> None:
        """
        The first line of the help on a command, which is quoted to who left something
        out, has the command in every language, and is one line on a screen.
        """
        for verb in VERBS:
            for code in NAMES:
                usage = help.usage(verb.name, language(code))
                if verb.name != "rules":
                    self.assertIn(verb.name, usage, code)
                    self.assertLessEqual(len(plain(usage)), SCREEN, usage)

    def test_nothing_is_lost_in_ascii(self) -> None:
        """
        Whoever sees ASCII only gets no question marks but those of the translation.
        """
        for where, form, _ in self.translations():
            self.assertEqual(plain(form).count("?"), form.count("?"), where)
            self.assertTrue(plain(form).isascii(), where)

    def test_compiled_is_what_the_sentences_give(self) -> None:
        """
        The compiled catalogue, which is what is shipped, is up to date.
        """
        for code, catalogue in self.catalogues.items():
            shipped = Path(po_file(code)).with_suffix(".mo").read_bytes()
            fresh = compiled(catalogue)
            self.assertEqual(entries(shipped), entries(fresh), HOWTO)


def entries(catalogue: bytes) -> dict[object, str]:
    """
    What gettext finds in a compiled catalogue; of the header, what it goes by.
    """
    read = GNUTranslations(BytesIO(catalogue))
    found: dict[object, str] = dict(read._catalog)  # type: ignore[attr-defined]
    info: dict[str, str] = read.info()
    header = {key: info[key] for key in ("language", "content-type", "plural-forms")}
    return {**found, "": str(header)}
