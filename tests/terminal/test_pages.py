"""
Lists that are longer than the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from connect4tx.terminal.pages import LOWEST, USUAL_HEIGHT, paged
from connect4tx.terminal.replies import News, Telling
from connect4tx.terminal.views import Client, View
from tests.support.programs import ProgramCase
from tests.support.talk import TalkCase, Talker


@dataclass(frozen=True)
class Lines(Telling):
    """
    So many lines, with their numbers.
    """

    number: int
    words: str = "line"

    def text(self, view: View) -> str:
        return "\n".join(f"{self.words} {n + 1}" for n in range(self.number))

    def fields(self) -> dict[str, Any]:
        return {"lines": self.number}


@dataclass(frozen=True)
class Tidings(News):
    """
    So many lines, unasked.
    """

    event: ClassVar[str] = "tidings"
    is_long: ClassVar[bool] = True
    number: int

    def text(self, view: View) -> str:
        return "\n".join(f"news {n + 1}" for n in range(self.number))


def news(first: int, last: int) -> str:
    return "".join(f"news {number}\n" for number in range(first, last + 1))


def lines(first: int, last: int) -> str:
    return "".join(f"line {number}\n" for number in range(first, last + 1))


class PagesTests(TalkCase):
    """
    One page after the other.
    """

    def answers(self, talker: Talker, telling: Telling) -> str:
        talk = talker.conversation
        talk.answer(paged(talk, telling))
        return talker.news()

    def screen(self, height: int, width: int = 0) -> Talker:
        """
        A player whose screen is of this size.
        """
        ann = self.talker()
        ann.place.client = Client(width=width, height=height)
        ann.conversation.look_again()
        return ann

    def test_a_list_that_fits(self) -> None:
        """
        A list that leaves a line for the prompt is shown as it is.
        """
        ann = self.screen(10)
        self.assertEqual(self.answers(ann, Lines(9)), lines(1, 9))
        self.assertEqual(
            ann.says("more"),
            "There is nothing more to show; more goes on with a list that was longer"
            " than your screen.\n",
        )

    def test_a_longer_list(self) -> None:
        """
        Of a longer list so much is shown that what is left, and the prompt, have a
        line each; more goes on until there is no more.
        """
        ann = self.screen(10)
        self.assertEqual(
            self.answers(ann, Lines(26)),
            lines(1, 8) + "(18 more lines: type more)\n",
        )
        self.assertEqual(
            ann.says("more"), lines(9, 16) + "(10 more lines: type more)\n"
        )
        self.assertEqual(
            ann.says("MORE"), lines(17, 24) + "(2 more lines: type more)\n"
        )
        self.assertEqual(ann.says("more"), lines(25, 26))
        self.assertIn("nothing more", ann.says("more"))

    def test_a_line_less_would_be_left(self) -> None:
        """
        That one line is left is never said, as the line itself fits instead.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(17))
        self.assertEqual(ann.says("more"), lines(9, 17))

    def test_screens_of_unknown_height(self) -> None:
        """
        A screen of which nothing is known has 24 lines.
        """
        self.assertEqual(USUAL_HEIGHT, 24)
        ann = self.screen(0)
        self.assertEqual(
            self.answers(ann, Lines(30)),
            lines(1, 22) + "(8 more lines: type more)\n",
        )

    def test_screens_that_cannot_be(self) -> None:
        """
        A screen of a line or two is not taken at its word.
        """
        self.assertEqual(LOWEST, 6)
        for height in (1, 2, 6):
            ann = self.screen(height)
            self.assertEqual(
                self.answers(ann, Lines(30)),
                lines(1, 4) + "(26 more lines: type more)\n",
            )
            self.end(ann)

    def test_lines_that_are_broken(self) -> None:
        """
        Lines are counted as they are on the screen, where long ones are two.
        """
        ann = self.screen(8, width=20)
        told = self.answers(ann, Lines(6, "a line too long for it, number"))
        self.assertEqual(
            told,
            "a line too long for\nit, number 1\n" * 1
            + "a line too long for\nit, number 2\n"
            + "a line too long for\nit, number 3\n"
            + "(6 more lines: type\nmore)\n",
        )
        self.assertEqual(
            ann.says("more"),
            "".join(f"a line too long for\nit, number {n}\n" for n in (4, 5, 6)),
        )

    def test_another_list(self) -> None:
        """
        What is left of a list is forgotten when there is another.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(26))
        self.answers(ann, Lines(3))
        self.assertIn("nothing more", ann.says("more"))

    def news(self, talker: Talker, number: int) -> str:
        talker.put(Tidings(number))
        return talker.news()

    def test_news_in_between(self) -> None:
        """
        Long news come before what is left of a list, which then goes on; where that is,
        is said.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(10))
        self.assertEqual(
            self.news(ann, 18), news(1, 8) + "(10 more lines: type more)\n"
        )
        self.assertEqual(ann.says("more"), news(9, 16) + "(2 more lines: type more)\n")
        self.assertEqual(
            ann.says("more"),
            news(17, 18) + "(2 more lines of the list before: type more)\n",
        )
        self.assertEqual(ann.says("more"), lines(9, 10))
        self.assertIn("nothing more", ann.says("more"))

    def test_short_news_in_between(self) -> None:
        """
        News that fit on the screen with a line about what is left leave it as it is.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(17))
        self.assertEqual(
            self.news(ann, 8),
            news(1, 8) + "(9 more lines of the list before: type more)\n",
        )
        self.assertEqual(ann.says("more"), lines(9, 17))
        self.answers(ann, Lines(10))
        self.assertEqual(self.news(ann, 9), news(1, 8) + "(1 more line: type more)\n")

    def test_so_many_lists(self) -> None:
        """
        However many news come, what is left of a few is kept, the latest.
        """
        ann = self.screen(10)
        for number in range(10, 20):
            self.news(ann, number)
        lengths = [len(rest.lines) for rest in ann.place.more]
        self.assertEqual(lengths, [11, 10, 9, 8])

    def test_after_it_looks_different(self) -> None:
        """
        Lines that were made for another width, language or style are not shown.
        """
        for line in ("set width 30", "lang fr", "set style text"):
            ann = self.screen(10)
            self.answers(ann, Lines(26))
            ann.says(line)
            refused = ann.says("more")
            self.assertNotIn("line 9", refused)
            self.assertEqual(ann.place.more, ())
            self.end(ann)

    def test_after_something_else_was_set(self) -> None:
        """
        What changes nothing about the lines leaves them.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(12))
        ann.says("set chat off")
        self.assertEqual(ann.says("more"), lines(9, 12))

    def test_what_is_left_outlives_the_handler(self) -> None:
        """
        A list goes on after a fault in what reads one's lines.
        """
        ann = self.screen(10)
        self.answers(ann, Lines(12))
        ann.handle()
        self.assertEqual(ann.says("more"), lines(9, 12))


class ProgramPagesTests(ProgramCase):
    """
    Programs have no screen.
    """

    def test_programs_are_told_all(self) -> None:
        """
        A program is told the whole of a list, and there is no more for it.
        """
        ann = self.program()
        talk = ann.talker.conversation
        telling = Lines(100)
        self.assertIs(paged(talk, telling), telling)
        self.assertEqual(ann.talker.place.more, ())
        self.assertEqual(
            ann.asks("more"),
            {
                "error": "not_in_json",
                "cmd": "more",
                "message": "more is only for people at a terminal; a program is told"
                " whole lists at once.",
            },
        )
