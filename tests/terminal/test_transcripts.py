r"""
Whole games as players see them, in every style, with and without Unicode and
colours, in every language: compared with ``transcripts/*.txt``, which people can read.

In the files an escape character is ``\e``.  To write them anew::

    python -m tests.terminal.test_transcripts

and read what has changed with ``git diff tests/terminal/transcripts``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from importlib import resources
from itertools import product
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.variant import Variant
from connect4tx.play.events import Event
from connect4tx.play.updates import GraceBegun, Update
from connect4tx.terminal import text
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.narrator import narrate, prompt
from connect4tx.terminal.replies import CameBack, Entered, Part, Shown
from connect4tx.terminal.views import Client, Style, View, Wishes
from tests.game.strategies import repeatable, variants
from tests.support.screens import PAIRED, SCRIPT, Screen, played, transcript
from tests.support.stories import (
    away,
    dropped,
    full_room,
    left,
    ran_out,
    returned,
    room_after,
    started,
)

FOLDER = Path(__file__).parent / "transcripts"
WIDTHS = (40, 80)

DRAWN = re.compile(r"[|\u2500-\u259f]|\+-|-\+")
COLOUR_SETTING = re.compile(r"  color .*\n")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def languages() -> list[str]:
    """
    Those whose catalogue is there.
    """
    root = resources.files("connect4tx.terminal") / "locale"
    return [
        code
        for code in NAMES
        if code == "en" or (root / code / "LC_MESSAGES" / "connect4tx.mo").is_file()
    ]


def wishes(width: int) -> list[Wishes]:
    """
    Everything that can be wished for, at one width.
    """
    return [
        Wishes(style, unicode, color, width, lang)
        for lang, style, unicode, color in product(
            languages(), Style, (False, True), (False, True)
        )
    ]


def name_of(wished: Wishes) -> str:
    """
    The file of a transcript; sentences have no colours, so that they need no other.
    """
    view = wished.view(Client())
    parts = [wished.lang, view.style.value, "unicode" if view.unicode else "ascii"]
    return "-".join([*parts, "color"] if view.color else parts) + ".txt"


def as_kept(shown: str) -> str:
    return shown.replace("\x1b", r"\e")


def write_anew() -> None:
    """
    Write every file, and delete those that belong to none.
    """
    FOLDER.mkdir(exist_ok=True)
    kept = {name_of(wished): as_kept(transcript(wished)) for wished in wishes(80)}
    for path in FOLDER.glob("*.txt"):
        if path.name not in kept:
            path.unlink()
    for name, shown in kept.items():
        (FOLDER / name).write_text(shown, encoding="utf-8", newline="\n")


class KeptTests(SynchronousTestCase):
    """
    The transcripts that are kept in files.
    """

    # The differences that are told are enough.
    longMessage = False

    def test_as_they_are_kept(self) -> None:
        """
        What both players see is, character for character, what was kept.
        """
        for wished in wishes(80):
            path = FOLDER / name_of(wished)
            self.assertTrue(path.is_file(), f"{path.name} is not there: write it anew")
            kept = path.read_text(encoding="utf-8").split("\n")
            shown = as_kept(transcript(wished)).split("\n")
            changes = unified_diff(kept, shown, path.name, "now", n=1, lineterm="")
            self.assertEqual(shown, kept, "\n" + "\n".join(changes))

    def test_no_file_without_its_view(self) -> None:
        """
        There is a file for each view, and no other.
        """
        names = {name_of(wished) for wished in wishes(80)}
        kept = {path.name for path in FOLDER.glob("*.txt")}
        self.assertEqual({name for name in kept if name[:2] in languages()}, names)
        self.assertEqual(len(names), 10 * len(languages()))

    def test_every_view_differs(self) -> None:
        """
        No view is the same as another, but for colours that sentences do not have.
        """
        shown = {transcript(wished) for wished in wishes(80)}
        self.assertEqual(len(shown), 10 * len(languages()))


class ViewsTests(SynchronousTestCase):
    """
    What holds for the screens in each view.
    """

    def each(self, *scripts: str) -> Iterator[tuple[View, Screen]]:
        """
        Every screen at every width, with its view.

        :param scripts: only of these.
        """
        for width, script in product(WIDTHS, scripts or (SCRIPT, PAIRED)):
            for wished in wishes(width):
                for screen in played(wished, script).values():
                    yield wished.view(Client()), screen

    def test_sentences_are_not_drawn(self) -> None:
        """
        The text style has nothing that is drawn, and no escape codes.
        """
        for view, screen in self.each():
            if view.style is Style.TEXT:
                self.assertIsNone(DRAWN.search(screen.shown), view)
                self.assertNotIn("\x1b", screen.shown)

    def test_ascii_is_ascii(self) -> None:
        """
        Who cannot show more than ASCII gets nothing else; the others do, once drawn.
        """
        for view, screen in self.each():
            if not view.unicode:
                self.assertTrue(screen.shown.isascii(), view)
            elif view.style is not Style.TEXT:
                self.assertFalse(screen.shown.isascii(), view)

    def test_colours_are_wished_for(self) -> None:
        """
        Without colours there is no escape code; with them each is ended on its line.
        """
        for view, screen in self.each():
            self.assertEqual("\x1b" in screen.shown, view.color, view)
            for line in screen.shown.splitlines():
                codes = ESCAPES.findall(line)
                self.assertEqual(line.count("\x1b"), len(codes), line)
                self.assertEqual(codes[1::2], ["\x1b[0m"] * (len(codes) // 2), line)
                self.assertNotIn("\x1b[0m", codes[::2])

    def test_colours_are_all_that_they_add(self) -> None:
        """
        Without the escape codes a screen is what it is without colours.
        """
        for width, style, unicode, lang in product(
            WIDTHS, Style, (False, True), languages()
        ):
            painted, bare = (
                played(Wishes(style, unicode, color, width, lang))
                for color in (True, False)
            )
            for name, screen in painted.items():
                told, plain = (
                    COLOUR_SETTING.sub("", ESCAPES.sub("", shown))
                    for shown in (screen.told, bare[name].told)
                )
                self.assertEqual(told, plain, (width, style))

    def test_lines_fit(self) -> None:
        """
        No line is wider than the screen, unless it is one word; nor is a prompt, which
        cannot be broken, on a screen of the usual width.
        """
        for view, screen in self.each():
            prompts = screen.prompts if view.width == 80 else []
            for line in (*screen.told.splitlines(), *prompts):
                seen = ESCAPES.sub("", line)
                if " " in seen.strip():
                    self.assertLessEqual(len(seen), view.width, (view, seen))

    def test_both_are_told_the_same_game(self) -> None:
        """
        In every view both are told of the end, with who won.
        """
        for view, screen in self.each(SCRIPT):
            told = as_words(screen.told)
            for sentence in ("Goodbye!", "Type rematch for another game, or leave."):
                self.assertIn(as_words(view.tr(sentence)), told, view)
            won = view.tr("{name} wins: {lines}.", name="lea", lines="")
            self.assertIn(as_words(won).rstrip(" ."), told, view)


def as_words(told: str) -> str:
    """
    A text without accents, and without where its lines are broken.
    """
    return " ".join(text.plain(told).split())


listeners = st.builds(
    Wishes,
    style=st.just(Style.TEXT),
    unicode=st.booleans(),
    color=st.just(True),
    width=st.sampled_from((None, 20, 40, 80)),
    lang=st.sampled_from(languages()),
)


class ListeningTests(SynchronousTestCase):
    """
    The text style in any game at all.
    """

    @repeatable
    @given(
        variants(),
        st.randoms(use_true_random=False),
        st.integers(0, 90),
        listeners,
    )
    def test_never_drawn(
        self,
        variant: Variant,
        rng: Random,
        moves: int,
        wished: Wishes,
    ) -> None:
        """
        Whatever the board, the players and the moves, nothing is drawn or coloured.
        """
        view = wished.view(Client())
        told = "".join(
            text.wire(said, view).decode()
            for said in everything_told(a_game(variant, rng, moves), view)
        )
        self.assertIsNone(DRAWN.search(told), told)
        self.assertNotIn("\x1b", told)
        if not view.unicode:
            self.assertTrue(told.isascii())
        for line in told.split("\r\n"):
            if view.width and " " in line.strip():
                self.assertLessEqual(len(line), view.width, line)


def a_game(variant: Variant, rng: Random, moves: int) -> list[Event]:
    """
    Random moves, as many as there can be up to a number; sometimes somebody leaves, or
    is away for a while.
    """
    events = [*full_room(variant), started(rng.randrange(variant.players))]
    state = room_after(*events)
    for _ in range(moves):
        position = state.position
        if position is None or position.outcome is not None:
            break
        column = rng.choice(position.open_columns())
        seat = position.turn
        happens: list[Event] = [dropped(seat, column)]
        if rng.random() < 0.01:
            happens = [left(seat)]
        elif rng.random() < 0.05:
            happens = [away(seat), ran_out(seat), returned(seat)]
        for event in happens:
            events.append(event)
            state = state.apply(event)
    return events


def everything_told(events: list[Event], view: View) -> Iterator[str]:
    """
    All that there is to be read of a room in its life, and at the end of it.
    """
    state = room_after(events[0])
    for event in events[1:]:
        before, state = state, state.apply(event)
        yield narrate(Update(event, before, state), view)
        for seat in state.away:
            yield narrate(Update(GraceBegun(seat, 180), state, state), view)
        yield prompt(state, 0, view)
    yield text.answer(Entered(state, 0, opened=False, token="K7Q2-M4TX"), view)
    yield text.answer(CameBack(state, 0, "K7Q2-M4TX"), view)
    for part in (Part.BOARD, Part.LAST, Part.OPEN):
        yield text.answer(Shown(state, 0, part), view)
    for column in range(state.variant.columns):
        yield text.answer(Shown(state, 0, Part.COLUMN, column), view)
    for row in range(state.variant.rows):
        yield text.answer(Shown(state, 0, Part.ROW, row), view)


if __name__ == "__main__":
    write_anew()
