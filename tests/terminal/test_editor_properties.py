"""
What holds for the input line whatever keys come, in whatever pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from sys import getsizeof

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcwidth

from connect4tx.terminal.cells import cells
from connect4tx.terminal.clean import clean
from connect4tx.terminal.editor import Editor
from connect4tx.terminal.marker import Marker
from tests.game.strategies import repeatable
from tests.terminal.test_editor import Seat, board

WORDS = ("board", "bot", "move", "quit", "review", "resign")
LINE_BYTES = 40
HISTORY = 4

# Keys that do something, text of every width, and what breaks off.
KEYS = (
    *(b"\x1b[" + final for final in (b"A", b"B", b"C", b"D", b"F", b"H", b"3~")),
    *(bytes([byte]) for byte in (1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 16, 21, 23, 127)),
    *(b"\x1b[D", b"\x7f", b"\t", b"\r", b"\r\n", b"\x1b", b"\x1b[", b"\x1bO"),
    *(text.encode() for text in ("é", "好", "🔴", "\u0301", "\u0316", "한", "▲")),
    *(
        b"re",
        b"b",
        b"a",
        b"e",
        b"o",
        b"4",
        b"10",
        b" ",
        b"hello there",
        b"\xff",
        b"\xc3",
        b"x" * 15,
    ),
)
keys = st.sampled_from(KEYS) | st.binary(max_size=3)
streams = st.lists(keys, min_size=8, max_size=60).map(b"".join)
letters = st.characters(categories=["L", "N", "P", "S", "Zs"]).filter(
    lambda letter: wcwidth(letter) > 0 and clean(letter, 2) == letter
)
widths = st.sampled_from((0, 2, 3, 8, 17, 33, 80))
prompts = st.sampled_from(("> ", "", "heron, your move (1-7) 2:41> ", "à vous 好> "))
markers: SearchStrategy[Marker | None] = st.sampled_from(
    (None, board(), board(closed="147", glyph="▲"), board(columns=20), board("1234567"))
)


def seat(width: int, *, secret: bool = False) -> Seat:
    """
    A player in front of a screen of this width.
    """
    editor = Editor(words=WORDS, max_line_bytes=LINE_BYTES, history=HISTORY)
    editor.secret = secret
    seated = Seat(editor, width or 80)
    editor.width = width
    return seated


def pressed(
    pieces: Iterable[bytes], width: int, marker: Marker | None
) -> tuple[list[str], object]:
    """
    The lines that keys finish, and all that is seen and kept after them.
    """
    seated = seat(width)
    seated.show("> ", marker)
    lines = seated.press(*pieces)
    editor, screen = seated.editor, seated.screen
    seen = (screen.above, screen.seen, editor.shown)
    kept = (editor.text, editor._at, list(editor._history), editor.end_of_file)
    return lines, (seen, kept)


def filling(text: str, room: int) -> str:
    """
    As much of a text as has room, without blanks at its end.
    """
    stops = (stop for stop in range(len(text) + 1) if cells(text[:stop]) <= room)
    return text[: max(stops)].rstrip()


def looks(seated: Seat, prompt: str) -> Callable[[], str]:
    """
    Says what is wrong with the line on the screen; nothing, as it should be.

    The line is the prompt and the text, or a part of them that has the cursor in the
    same place.
    """

    def complaint() -> str:
        editor, screen = seated.editor, seated.screen
        whole = prompt + editor.text
        at = len(prompt) + editor._at
        row, column = screen.line, screen.column
        if cells(whole) < screen.width:
            fits = row == whole.rstrip() and column == cells(whole[:at])
            return "" if fits else f"{row!r} is not the whole of {whole!r}"
        starts = [start for start in range(at + 1) if cells(whole[start:at]) == column]
        if row in {filling(whole[start:], screen.width - 1) for start in starts}:
            return ""
        return f"{row!r} with the cursor at {column} is no part of {whole!r}"

    return complaint


class SplitTests(SynchronousTestCase):
    @repeatable
    @given(streams, widths, markers, st.data())
    def test_any_split_gives_the_same(
        self, stream: bytes, width: int, marker: Marker | None, data: st.DataObject
    ) -> None:
        """
        Lines, screen and what is kept do not depend on how keys are cut into packets.
        """
        cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
        pieces = [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]
        whole = pressed([stream], width, marker)
        self.assertEqual(pressed(pieces, width, marker), whole)
        each = (bytes([byte]) for byte in stream)
        self.assertEqual(pressed(each, width, marker), whole)


class ScreenTests(SynchronousTestCase):
    @repeatable
    @given(st.lists(keys | st.none(), min_size=8, max_size=60), widths, prompts)
    def test_screen_is_what_the_editor_has(
        self, presses: list[bytes | None], width: int, prompt: str
    ) -> None:
        """
        After every key the screen shows the prompt and the text, or what of them fits,
        with the cursor in its place; news in between changes nothing.
        """
        seated = seat(width)
        complaint = looks(seated, prompt)
        seated.show(prompt)
        for key in presses:
            if key is None:
                seated.say("")
            else:
                seated.press(key)
            if not seated.editor.shown:
                self.assertEqual((seated.screen.line, seated.screen.column), ("", 0))
                seated.show(prompt)
            self.assertEqual(complaint(), "", key)

    @repeatable
    @given(
        st.lists(keys, min_size=8, max_size=60), widths, st.lists(markers, min_size=1)
    )
    def test_marker_or_text(
        self, presses: list[bytes], width: int, turns: list[Marker | None]
    ) -> None:
        """
        While nothing is typed on a player's turn, a marker stands under an open column,
        if the screen has that; otherwise there is the prompt with the text.
        """
        seated = seat(width)
        complaint = looks(seated, "> ")
        marker = None
        for turn, key in enumerate(presses):
            if not seated.editor.shown:
                marker = turns[turn % len(turns)]
                seated.show("> ", marker)
            seated.press(key)
            if not seated.editor.shown:
                continue
            if marker is None or seated.editor.text or not any(marker.open):
                self.assertEqual(complaint(), "", key)
            else:
                self.assert_marked(seated, marker)

    def assert_marked(self, seated: Seat, marker: Marker) -> None:
        """
        Fail unless the marker is under an open column, or has no room there.
        """
        line = seated.screen.line
        offset = line.find(marker.glyph)
        number = seated.editor._chosen
        self.assertTrue(marker.open[number])
        if offset >= 0:
            self.assertEqual(offset, marker.offsets[number])
            self.assertIn(f"{number + 1} {marker.hint}", line)
        else:
            words = f"{number + 1} {marker.hint} "
            self.assertTrue(words.rstrip().endswith(line.strip()), line)
            needed = marker.offsets[number] + 2 + cells(words)
            self.assertGreaterEqual(needed, seated.screen.width)

    @repeatable
    @given(streams, widths)
    def test_secrets_are_not_seen(self, stream: bytes, width: int) -> None:
        """
        Whatever is typed for a password, the screen shows its prompt alone, and nothing
        is kept.
        """
        seated = seat(width, secret=True)
        seated.show("Password: ")
        seated.press(stream)
        for line in [*seated.screen.above, seated.screen.line]:
            self.assertIn(line.removesuffix("^C").removesuffix("^"), "Password: ")
        self.assertEqual(list(seated.editor._history), [])

    @repeatable
    @given(st.text(letters, max_size=LINE_BYTES // 4))
    def test_text_comes_through(self, text: str) -> None:
        """
        Visible text comes out as it went in.
        """
        self.assertEqual(pressed([text.encode() + b"\r"], 80, None)[0], [text])


class BoundTests(SynchronousTestCase):
    @repeatable
    @given(streams, widths, markers)
    def test_little_is_kept(
        self, stream: bytes, width: int, marker: Marker | None
    ) -> None:
        """
        No line is longer than allowed, and what is kept does not grow with what came.
        """
        seated = seat(width)
        editor = seated.editor
        for _ in range(8):
            seated.show("> ", marker)
            for line in seated.press(stream):
                self.assertLessEqual(len(line.encode()), LINE_BYTES)
            self.assertLessEqual(len(editor.text.encode()), LINE_BYTES)
            self.assertLessEqual(len(editor._draft.encode()), LINE_BYTES)
            self.assertLessEqual(len(editor._history), HISTORY)
            kept = [getattr(editor, name) for name in Editor.__slots__]
            self.assertLess(sum(map(getsizeof, kept)), 8000)

    @repeatable
    @given(streams, widths, markers)
    def test_little_is_sent(
        self, stream: bytes, width: int, marker: Marker | None
    ) -> None:
        """
        A packet costs one drawing and a line end, but for the words that Tab lists.
        """
        editor = seat(width).editor
        editor.show("> ", marker)
        editor.take(stream)
        lists = stream.count(b"\t")
        most = 4 * (editor.width or 80) + 60
        self.assertLess(len(editor.take_output()), most * (1 + 2 * lists))

    @repeatable
    @given(streams, markers)
    def test_editor_recovers(self, stream: bytes, marker: Marker | None) -> None:
        """
        Whatever came before, two line ends set it right.
        """
        seated = seat(80)
        seated.show("> ", marker)
        seated.press(stream, "\r\n\r\n")
        seated.editor.end_of_file = False
        seated.show()
        self.assertEqual(seated.press("\r\n", "help\r\n"), ["", "help"])

    @repeatable
    @given(st.integers(1, 20), st.lists(st.booleans(), min_size=20, max_size=20))
    def test_every_open_column_is_reached(self, count: int, which: list[bool]) -> None:
        """
        Right goes once through all open columns, and through no other.
        """
        which[0] = True
        closed = [not is_open for is_open in which[:count]]
        marker = Marker(
            offsets=tuple(range(4, 4 + 4 * count, 4)),
            open=tuple(not is_closed for is_closed in closed),
            glyph="^",
            hint=">",
        )
        for key in (b"\x1b[C", b"\x1b[D"):
            editor = Editor()
            editor.show("> ", marker)
            chosen = set()
            for _ in range(sum(marker.open)):
                editor.take(key)
                chosen.add(editor._chosen)
            self.assertEqual(chosen, {i for i in range(count) if which[i]})
