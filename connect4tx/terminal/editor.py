"""
The line editor of keys mode: keys in, finished lines and what the screen needs out.

The client sends every key as it is pressed and shows nothing itself, so that all that
is seen of the input line is drawn here.  It never takes more than one line of the
screen.  On a player's turn it is a marker under the board until something is typed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from textwrap import wrap

from wcwidth import wcwidth

from connect4tx.terminal.cells import (
    after,
    alike,
    before,
    cells,
    move,
    unchanged,
    window,
)
from connect4tx.terminal.clean import clean
from connect4tx.terminal.keystrokes import Key, KeyDecoder
from connect4tx.terminal.marker import Marker
from connect4tx.terminal.views import USUAL_WIDTH

# On a board with more columns, a digit may be the first of two.
_DIGITS = "123456789"
_CLEAR = "\x1b[K"


class Editor:
    """
    One player's input line.

    It is on the screen from ``show`` until ``hide``, Enter or Ctrl-C.  What is typed
    meanwhile is kept, and seen when it is shown again; a line that is entered unseen is
    not kept for Up: it may be a password that was asked for too late.

    :ivar words: what Tab completes, in lower case.
    :ivar width: columns of the terminal; 0 when unknown.
    :ivar end_of_file: set by Ctrl-D on an empty line; until the caller takes it back,
        further keys do nothing.
    """

    __slots__ = (
        "_at",
        "_back",
        "_chosen",
        "_column",
        "_decoder",
        "_draft",
        "_drawn",
        "_has_listed",
        "_history",
        "_lines",
        "_marker",
        "_max_line_bytes",
        "_out",
        "_previous",
        "_prompt",
        "_ring",
        "_secret",
        "_skip_enter",
        "_text",
        "end_of_file",
        "width",
        "words",
    )

    def __init__(
        self,
        *,
        words: Sequence[str] = (),
        max_line_bytes: int = 512,
        history: int = 50,
    ) -> None:
        self.words = words
        self.width = 0
        self.end_of_file = False
        self._decoder = KeyDecoder()
        self._max_line_bytes = max_line_bytes
        self._history: deque[str] = deque(maxlen=history)
        # The line that was being typed when Up was pressed, and how often that was.
        self._draft = ""
        self._back = 0
        self._text = ""
        self._at = 0
        self._secret = False
        self._prompt = ""
        self._marker: Marker | None = None
        self._chosen = -1
        # What is on the screen, None when nothing is, and the cursor's column.
        self._drawn: str | None = None
        self._column = 0
        self._previous: Key | str = ""
        self._skip_enter = False
        self._ring = False
        self._has_listed = False
        self._lines: list[str] = []
        self._out: list[str] = []

    @property
    def text(self) -> str:
        """
        What is typed so far.
        """
        return self._text

    @property
    def shown(self) -> bool:
        """
        Whether the input line is on the screen; if not, ``show`` is wanted.
        """
        return self._drawn is not None

    @property
    def secret(self) -> bool:
        """
        Whether what is typed is neither seen nor kept; half a secret goes with its end.
        """
        return self._secret

    @secret.setter
    def secret(self, secret: bool) -> None:
        if self._secret and not secret:
            self._forget()
        self._secret = secret

    def take(self, data: bytes) -> list[str]:
        """
        The lines that these keys finish.
        """
        self._has_listed = False
        for key in self._decoder.take(data):
            if not self.end_of_file:
                self._press(key)
        self._draw()
        if self._ring:
            self._ring = False
            self._out.append("\a")
        lines, self._lines = self._lines, []
        return lines

    def take_output(self) -> str:
        r"""
        What is to be written to the terminal, each piece once; a line ends in ``\n``.
        """
        output = "".join(self._out)
        self._out.clear()
        return output

    def show(self, prompt: str, marker: Marker | None = None) -> str:
        """
        Draw the input line on the line of the screen on which the cursor is.

        :param prompt: one line of text, without colours.
        :param marker: on the player's turn; the column chosen last stays chosen.
        """
        self._prompt = prompt
        self._marker = None
        if marker is not None and any(marker.open):
            if not 0 <= self._chosen < len(marker.open):
                self._chosen = (len(marker.open) - 1) // 2
            self._chosen = marker.nearest(self._chosen)
            self._marker = marker
        self._drawn = ""
        self._draw(afresh=True)
        return self.take_output()

    def hide(self) -> str:
        """
        Clear the input line, for what is to be printed in its place.
        """
        if self._drawn is not None:
            self._drawn = None
            self._out.append(f"\r{_CLEAR}")
        return self.take_output()

    # -- keys ----------------------------------------------------------------------

    def _press(self, key: Key | str) -> None:
        skip_enter, self._skip_enter = self._skip_enter, False
        if isinstance(key, str):
            self._type(key)
        elif key is not Key.ENTER or not skip_enter:
            _DO[key](self)
        self._previous = key

    def _type(self, character: str) -> None:
        marker = self._marked
        if marker and character in _DIGITS and len(marker.open) <= len(_DIGITS):
            self._drop(marker, int(character) - 1)
        else:
            self._insert(character)

    def _insert(self, characters: str) -> None:
        for character in characters:
            start = self._at
            added = character
            if wcwidth(character) == 0:
                start = before(self._text, start)
                letter = self._text[start : self._at]
                added = clean(letter + character, 2) if letter else ""
            text = self._text[:start] + added + self._text[self._at :]
            if len(text.encode()) > self._max_line_bytes:
                self._ring = True
                return
            self._text = text
            self._at = start + len(added)

    def _drop(self, marker: Marker, column: int) -> None:
        """
        A digit is a whole line.  Who is used to Enter after it drops no second disc.
        """
        if column < len(marker.open) and marker.open[column]:
            self._chosen = column
        else:
            self._set(str(column + 1))
        self._finish(str(column + 1))
        self._skip_enter = True

    def _enter(self) -> None:
        if self._marked:
            self._finish(str(self._chosen + 1))
            return
        line = self._text
        is_kept = self.shown and not self._secret and line.strip()
        if is_kept and (not self._history or line != self._history[-1]):
            self._history.append(line)
        self._finish(line)

    def _finish(self, line: str) -> None:
        self._lines.append(line)
        self._draw()
        if self._drawn is not None:
            self._out.append("\n")
        self._begin()

    def _begin(self) -> None:
        """
        Nothing is typed and nothing is shown.
        """
        self._drawn = None
        self._forget()

    def _forget(self) -> None:
        self._back = 0
        self._set("")

    def _cancel(self) -> None:
        if self._drawn is not None:
            self._draw()
            end = max(min(cells(self._drawn), self._room - 2), 0)
            sign = "^C"[: self._room]
            self._out.append(f"{move(self._column, end)}{sign}\n")
        self._begin()

    def _delete_or_end(self) -> None:
        if self._text:
            self._delete()
        else:
            self.end_of_file = True

    def _left(self) -> None:
        if self._marked:
            self._chosen = self._marked.beside(self._chosen, -1)
        self._at = before(self._text, self._at)

    def _right(self) -> None:
        if self._marked:
            self._chosen = self._marked.beside(self._chosen, 1)
        self._at = after(self._text, self._at)

    def _home(self) -> None:
        if self._marked:
            self._chosen = self._marked.nearest(0)
        self._at = 0

    def _end(self) -> None:
        if self._marked:
            self._chosen = self._marked.nearest(len(self._marked.open))
        self._at = len(self._text)

    def _backspace(self) -> None:
        self._erase(before(self._text, self._at), self._at)

    def _delete(self) -> None:
        self._erase(self._at, after(self._text, self._at))

    def _erase_to_start(self) -> None:
        self._erase(0, self._at)

    def _erase_to_end(self) -> None:
        self._erase(self._at, len(self._text))

    def _erase_word(self) -> None:
        kept, blank, _ = self._text[: self._at].rstrip().rpartition(" ")
        self._erase(len(kept + blank), self._at)

    def _erase(self, start: int, end: int) -> None:
        self._text = self._text[:start] + self._text[end:]
        self._at = start

    def _up(self) -> None:
        self._recall(self._back + 1)

    def _down(self) -> None:
        self._recall(self._back - 1)

    def _recall(self, back: int) -> None:
        if self._secret or not 0 <= back <= len(self._history):
            return
        if self._back == 0:
            self._draft = self._text
        self._back = back
        self._set(self._history[-back] if back else self._draft)

    def _set(self, text: str) -> None:
        self._text = text
        self._at = len(text)

    def _redraw(self) -> None:
        self._draw(afresh=True)

    def _complete(self) -> None:
        """
        Complete the first word as far as it is certain, and list what it could be.
        """
        if self._secret:
            return
        typed = self._text.lstrip().lower()
        found = sorted({word for word in self.words if word.startswith(typed)})
        if not found or self._at < len(self._text):
            self._ring = True
        elif len(found) == 1:
            self._insert(found[0][len(typed) :] + " ")
        else:
            if self._previous is not Key.COMPLETE and not self._has_listed:
                self._list(found)
            certain = alike(found[0], found[-1])
            self._insert(found[0][len(typed) : certain])

    # -- the screen ----------------------------------------------------------------

    @property
    def _room(self) -> int:
        """
        Cells that can be filled so that the cursor stays on the line.
        """
        return (self.width if self.width > 0 else USUAL_WIDTH) - 1

    @property
    def _marked(self) -> Marker | None:
        """
        The marker, while it is what the input line shows.
        """
        if self._text or self._secret or self._drawn is None:
            return None
        return self._marker

    def _picture(self) -> tuple[str, int]:
        """
        The input line as it should be seen, and the cursor's column.
        """
        if marker := self._marked:
            line = marker.line(self._chosen, self._room)
            return window(line, len(line), self._room)
        text, at = ("", 0) if self._secret else (self._text, self._at)
        return window(self._prompt + text, len(self._prompt) + at, self._room)

    def _draw(self, *, afresh: bool = False) -> None:
        """
        Change on the screen what is not as it should be; all of it, when afresh.
        """
        drawn = self._drawn
        if drawn is None:
            return
        text, column = self._picture()
        now = self._column
        if afresh or text != drawn:
            kept = 0 if afresh else unchanged(drawn, text)
            start = "\r" if afresh else move(now, cells(text[:kept]))
            clear = _CLEAR if afresh or len(drawn) > kept else ""
            self._out.append(f"{start}{text[kept:]}{clear}")
            now = cells(text)
        self._out.append(move(now, column))
        self._drawn = text
        self._column = column

    def _list(self, words: list[str]) -> None:
        if self._drawn is None:
            return
        self._has_listed = True
        self._draw()
        listed = "\n".join(wrap("  ".join(words), max(self._room, 1)))
        self._out.append(f"\n{listed}\n")
        self._drawn = ""
        self._column = 0


_DO: dict[Key, Callable[[Editor], None]] = {
    Key.BACKSPACE: Editor._backspace,
    Key.CANCEL: Editor._cancel,
    Key.COMPLETE: Editor._complete,
    Key.DELETE: Editor._delete,
    Key.DELETE_OR_END: Editor._delete_or_end,
    Key.DOWN: Editor._down,
    Key.END: Editor._end,
    Key.ENTER: Editor._enter,
    Key.ERASE_TO_END: Editor._erase_to_end,
    Key.ERASE_TO_START: Editor._erase_to_start,
    Key.ERASE_WORD: Editor._erase_word,
    Key.HOME: Editor._home,
    Key.LEFT: Editor._left,
    Key.REDRAW: Editor._redraw,
    Key.RIGHT: Editor._right,
    Key.UP: Editor._up,
}
