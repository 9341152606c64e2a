"""
What a player in keys mode sees of the input line, key by key.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase
from wcwidth import wcwidth

from connect4tx.terminal.editor import Editor
from connect4tx.terminal.marker import Marker

LEFT, RIGHT, UP, DOWN = b"\x1b[D", b"\x1b[C", b"\x1b[A", b"\x1b[B"
HOME, END, DELETE, BACKSPACE = b"\x1b[H", b"\x1b[F", b"\x1b[3~", b"\x7f"

# One cell of the line: nothing where a wide character goes on.
_PIECE = re.compile(r"\x1b\[([0-9]*)([CDK])|.", re.DOTALL)


class Screen:
    """
    A terminal's last line, and those that were finished above it.

    It refuses what an input line has no business with: to wrap, to leave the line, any
    other control.

    :ivar narrow: characters that this terminal takes to be one cell wide.
    """

    def __init__(self, width: int = 80) -> None:
        self.width = width
        self.narrow = ""
        self.column = 0
        self.above: list[str] = []
        self.bells = 0
        self._cells: list[str] = []

    def write(self, text: str) -> None:
        """
        Show what the server sends; a line feed comes with its carriage return.
        """
        for found in _PIECE.finditer(text):
            number, final = found.groups()
            if final:
                self._control(int(number or 1), final)
            else:
                self._put(found[0])

    def _control(self, number: int, final: str) -> None:
        if final == "K":
            del self._cells[self.column :]
        else:
            self.column += number if final == "C" else -number
        if not 0 <= self.column < self.width:
            raise AssertionError(f"The cursor left the line: {self.column}")

    def _put(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.above.append(self.line)
            self._cells.clear()
            self.column = 0
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character == "\a":
            self.bells += 1
        else:
            width = 1 if character in self.narrow else wcwidth(character)
            self._print(character, width)

    def _print(self, character: str, width: int) -> None:
        if width < 0 or self.column + width >= self.width:
            raise AssertionError(f"{character!r} has no place in column {self.column}")
        self._cells += " " * (self.column - len(self._cells))
        if width == 0:
            last = self.column - (2 if self._cells[self.column - 1] == "" else 1)
            self._cells[last] += character
            return
        self._cells[self.column : self.column + width] = [character] + [""] * (
            width - 1
        )
        self.column += width

    @property
    def line(self) -> str:
        """
        The last line, without the blanks at its end.
        """
        return "".join(self._cells).rstrip()

    @property
    def seen(self) -> str:
        """
        The last line with a bar where the cursor is.
        """
        row = self._cells + [" "] * (self.column - len(self._cells))
        left, right = row[: self.column], row[self.column :]
        return f"{''.join(left)}|{''.join(right).rstrip()}"


class Seat:
    """
    A player in front of a screen, and the server's end of the input line.
    """

    def __init__(self, editor: Editor, width: int = 80) -> None:
        self.editor = editor
        self.screen = Screen(width)
        editor.width = width

    def press(self, *keys: bytes | str) -> list[str]:
        """
        Press keys one after the other; the lines that they finish.
        """
        lines = []
        for key in keys:
            data = key if isinstance(key, bytes) else key.encode()
            lines += self.editor.take(data)
            self.screen.write(self.editor.take_output())
        return lines

    def show(self, prompt: str = "> ", marker: Marker | None = None) -> None:
        self.screen.write(self.editor.show(prompt, marker))

    def say(self, text: str) -> None:
        """
        Something happens while the input line is shown.
        """
        self.screen.write(f"{self.editor.hide()}{text}\n")


def board(closed: str = "", columns: int = 7, glyph: str = "^") -> Marker:
    """
    The marker under a board; ``closed`` has the numbers of its full columns.
    """
    return Marker(
        offsets=tuple(4 + 4 * column for column in range(columns)),
        open=tuple(str(column + 1) not in closed for column in range(columns)),
        glyph=glyph,
        hint=f"your move (1-{columns})>",
    )


class EditorCase(SynchronousTestCase):
    def begin(self, width: int = 80, **how: object) -> None:
        """
        Seat a player in front of an empty line.
        """
        self.seat = Seat(Editor(**how), width)  # type: ignore[arg-type]
        self.screen = self.seat.screen
        self.press = self.seat.press
        self.seat.show()

    def setUp(self) -> None:
        self.begin()

    def assert_seen(self, line: str) -> None:
        """
        Fail unless the input line looks like this, a bar where the cursor is.
        """
        self.assertEqual(self.screen.seen, line)


class TypingTests(EditorCase):
    """
    A line is typed and corrected.
    """

    def test_keys_are_echoed(self) -> None:
        """
        What is typed is seen at once, behind the prompt.
        """
        self.assert_seen("> |")
        for typed in ("h", "he", "hel"):
            self.press(typed[-1])
            self.assert_seen(f"> {typed}|")

    def test_typing_at_the_end_sends_no_more_than_the_character(self) -> None:
        """
        A character at the end costs one byte, and Backspace few.
        """
        self.press("hel")
        self.seat.editor.take(b"p")
        self.assertEqual(self.seat.editor.take_output(), "p")
        self.seat.editor.take(BACKSPACE)
        self.assertLess(len(self.seat.editor.take_output()), 8)

    def test_enter_gives_the_line(self) -> None:
        """
        Enter gives the line and goes to the next one, wherever the cursor is.
        """
        self.assertEqual(self.press("board", LEFT, LEFT, "\r"), ["board"])
        self.assertEqual(self.screen.above, ["> board"])
        self.assert_seen("|")
        self.assertFalse(self.seat.editor.shown)

    def test_each_line_end_is_one_enter(self) -> None:
        """
        CR, LF, CR LF and CR NUL finish one line each, also in two packets.
        """
        self.assertEqual(self.press("a\r", "\n"), ["a"])
        self.assertEqual(self.press("b\r", "\0"), ["b"])
        self.assertEqual(self.press("c\n", "d\r\n", "e\r\0"), ["c", "d", "e"])

    def test_empty_line_is_a_line(self) -> None:
        """
        Enter without a marker and without text gives an empty line.
        """
        self.assertEqual(self.press("\r"), [""])

    def test_cursor_moves(self) -> None:
        """
        Left, Right, Home and End move the cursor as far as the line goes.
        """
        self.press("abc", LEFT)
        self.assert_seen("> ab|c")
        self.press(LEFT, LEFT, LEFT)
        self.assert_seen("> |abc")
        self.press(RIGHT)
        self.assert_seen("> a|bc")
        self.press(END)
        self.assert_seen("> abc|")
        self.press(RIGHT)
        self.assert_seen("> abc|")
        self.press(HOME)
        self.assert_seen("> |abc")

    def test_control_keys_move_too(self) -> None:
        """
        Ctrl-A, E, B and F are Home, End, Left and Right.
        """
        self.press("abc", b"\x02")
        self.assert_seen("> ab|c")
        self.press(b"\x01")
        self.assert_seen("> |abc")
        self.press(b"\x06")
        self.assert_seen("> a|bc")
        self.press(b"\x05")
        self.assert_seen("> abc|")

    def test_typing_inserts(self) -> None:
        """
        What is typed inside the line moves the rest to the right.
        """
        self.assertEqual(self.press("bard", LEFT, LEFT, LEFT, "o"), [])
        self.assert_seen("> bo|ard")
        self.assertEqual(self.press("\r"), ["board"])

    def test_backspace_and_delete(self) -> None:
        """
        DEL and BS erase before the cursor, Delete and Ctrl-D under it.
        """
        self.press("abcdef", LEFT, LEFT, BACKSPACE)
        self.assert_seen("> abc|ef")
        self.press(b"\x08")
        self.assert_seen("> ab|ef")
        self.press(DELETE)
        self.assert_seen("> ab|f")
        self.press(b"\x04")
        self.assert_seen("> ab|")
        self.press(DELETE, b"\x04")
        self.assert_seen("> ab|")
        self.press(BACKSPACE, BACKSPACE, BACKSPACE)
        self.assert_seen("> |")

    def test_erasing_to_the_ends(self) -> None:
        """
        Ctrl-K erases from the cursor to the end, Ctrl-U to the beginning.
        """
        self.press("abcdef", LEFT, LEFT, b"\x0b")
        self.assert_seen("> abcd|")
        self.press(LEFT, b"\x15")
        self.assert_seen("> |d")

    def test_erasing_words(self) -> None:
        """
        Ctrl-W erases the word before the cursor and the blanks behind it.
        """
        self.press("say hello  there ", b"\x17")
        self.assert_seen("> say hello  |")
        self.press(LEFT, LEFT, LEFT, b"\x17")
        self.assert_seen("> say |o")
        self.press(b"\x17", b"\x17")
        self.assert_seen("> |o")

    def test_paste_gives_every_line(self) -> None:
        """
        Lines that come together are all given; what follows waits to be shown.
        """
        self.assertEqual(self.press("create\r\njoin AB\r\nsa"), ["create", "join AB"])
        self.assertEqual(self.screen.above, ["> create"])
        self.seat.show()
        self.assert_seen("> sa|")

    def test_too_long_line_takes_no_more(self) -> None:
        """
        A full line rings the bell instead of growing, counted in bytes of UTF-8.
        """
        self.begin(max_line_bytes=5)
        self.press("abcé")
        self.assertEqual(self.screen.bells, 0)
        self.press("x")
        self.assert_seen("> abcé|")
        self.assertEqual(self.screen.bells, 1)
        self.press(BACKSPACE, "é")
        self.assertEqual(self.screen.bells, 1)
        self.assertEqual(self.press("zzz\r"), ["abcé"])

    def test_long_paste_rings_once(self) -> None:
        """
        However much of a packet is too much, the bell rings once.
        """
        self.begin(max_line_bytes=5)
        self.press("x" * 4000)
        self.assertEqual((self.screen.bells, self.screen.line), (1, "> xxxxx"))

    def test_cancel(self) -> None:
        """
        Ctrl-C leaves the line as it is, marked, and begins a new one.
        """
        self.assertEqual(self.press("resign", LEFT, b"\x03"), [])
        self.assertEqual(self.screen.above, ["> resign^C"])
        self.assertFalse(self.seat.editor.shown)
        self.seat.show()
        self.assert_seen("> |")
        self.press(UP)
        self.assert_seen("> |")
        self.press(b"draw\x03")
        self.assertEqual(self.screen.above[1:], ["> draw^C"])

    def test_end_of_file(self) -> None:
        """
        Ctrl-D on an empty line, and only there, is the end of what is typed.
        """
        self.press("a", b"\x04")
        self.assertFalse(self.seat.editor.end_of_file)
        self.press(BACKSPACE)
        self.assertEqual(self.press(b"\x04", "quit\r"), [])
        self.assertTrue(self.seat.editor.end_of_file)
        self.seat.editor.end_of_file = False
        self.assertEqual(self.press("a\r"), ["a"])

    def test_redraw(self) -> None:
        """
        Ctrl-L draws the input line again over what has got into it.
        """
        self.press("abc", LEFT)
        self.screen.write("\rjunk from somewhere")
        self.press(b"\x0c")
        self.assert_seen("> ab|c")

    def test_escapes_type_nothing(self) -> None:
        """
        Alt with a key and function keys leave the line as it is.
        """
        self.press("ab", b"\x1bx", b"\x1b[15~", b"\x1bOP")
        self.assert_seen("> ab|")


class WideTests(EditorCase):
    """
    Characters that are not one byte, or not one cell.
    """

    def test_characters_may_come_in_pieces(self) -> None:
        """
        A character is seen when its last byte has come.
        """
        for byte in "é".encode():
            self.assert_seen("> |")
            self.press(bytes([byte]))
        self.assert_seen("> é|")

    def test_wide_characters(self) -> None:
        """
        The cursor goes over a wide character as a whole.
        """
        self.press("a好🔴b", LEFT, LEFT)
        self.assert_seen("> a好|🔴b")
        self.assertEqual(self.screen.column, 5)
        self.press(BACKSPACE)
        self.assert_seen("> a|🔴b")
        self.press(DELETE)
        self.assert_seen("> a|b")

    def test_accents_join_their_letter(self) -> None:
        """
        An accent makes one character with the letter before the cursor.
        """
        self.press("ex", LEFT, "\u0301")
        self.assert_seen("> é|x")
        self.assertEqual(self.seat.editor.text, "éx")

    def test_accents_that_stay_apart(self) -> None:
        """
        The cursor goes over a letter with its accents, and erases them together.
        """
        self.press("pq\u0308x", LEFT, LEFT)
        self.assert_seen("> p|q\u0308x")
        self.press(RIGHT)
        self.assert_seen("> pq\u0308|x")
        self.press(BACKSPACE)
        self.assert_seen("> p|x")

    def test_accents_without_a_letter_go(self) -> None:
        """
        An accent at the beginning of the line is nothing, nor is a third on a letter.
        """
        self.press("\u0301")
        self.assertEqual(self.seat.editor.text, "")
        self.press("q" + "\u0316" * 9)
        self.assertEqual(self.seat.editor.text, "q\u0316\u0316")

    def test_terminal_of_another_mind(self) -> None:
        """
        Where a terminal takes a wide character for a narrow one, what is typed and
        erased at the end of the line is seen as it is all the same.
        """
        self.screen.narrow = "🔴"
        self.press("a🔴b", BACKSPACE)
        self.assert_seen("> a🔴|")
        self.press(BACKSPACE, "é", "🔴", "cd", BACKSPACE)
        self.assert_seen("> aé🔴c|")

    def test_invalid_bytes_are_not_seen(self) -> None:
        """
        Bytes that are no text, and 8-bit controls, type nothing.
        """
        self.press("a", b"\xff", b"\xc3", "b", "\x9b2J".encode())
        self.assert_seen("> ab2J|")


class NarrowTests(EditorCase):
    """
    The input line never takes more than one line of the screen.
    """

    def test_long_line_scrolls(self) -> None:
        """
        At the end of a long line its end is seen, with room for the cursor.
        """
        self.begin(width=10)
        self.press("abcdefg")
        self.assert_seen("> abcdefg|")
        self.press("h")
        self.assert_seen(" abcdefgh|")
        self.press("i")
        self.assert_seen("abcdefghi|")
        self.press("j")
        self.assert_seen("bcdefghij|")

    def test_cursor_takes_the_window_along(self) -> None:
        """
        Inside a long line, what is on both sides of the cursor is seen.
        """
        self.begin(width=10)
        self.press("0123456789abcdef", *[LEFT] * 6)
        self.assert_seen("6789|abcde")
        self.press("X")
        self.assert_seen("789X|abcde")
        self.press(HOME)
        self.assert_seen("> |0123456")
        self.press(END)
        self.assert_seen("89Xabcdef|")

    def test_wide_characters_at_the_edge(self) -> None:
        """
        Half a character is never shown.
        """
        self.begin(width=10)
        self.press("好" * 8)
        self.assert_seen("好好好好|")
        self.press("x")
        self.assert_seen("好好好好x|")
        self.press(HOME)
        self.assert_seen("> |好好好")

    def test_every_width_will_do(self) -> None:
        """
        On the narrowest screens too nothing is written beyond the edge.
        """
        for width in range(2, 12):
            self.begin(width=width, words=("board", "bot"))
            self.press("b", b"\t", "a好é", LEFT, "x", b"\x03")
            self.seat.show("> ", board())
            self.press(LEFT, b"\x03")
            self.assertFalse(self.seat.editor.shown)

    def test_unknown_width_is_80(self) -> None:
        """
        Where the width is not known, 80 columns are used.
        """
        self.assertEqual(Editor().width, 0)
        self.seat.editor.width = 0
        self.press("x" * 100)
        self.assert_seen("x" * 79 + "|")

    def test_new_width_counts_from_the_next_key(self) -> None:
        """
        A window that was made smaller scrolls what is typed from then on.
        """
        self.press("abcdefghijkl")
        self.seat.editor.width = 10
        self.press("m")
        self.assert_seen("efghijklm|")

    def test_long_prompt_scrolls_out(self) -> None:
        """
        A prompt that is wider than the screen leaves room for what is typed.
        """
        self.begin(width=10)
        self.seat.show("guest_heron, your move> ")
        self.assert_seen("ur move> |")
        self.press("abcd")
        self.assert_seen("ove> abcd|")


class NewsTests(EditorCase):
    """
    The server says something while a line is being typed.
    """

    def test_typed_text_is_kept(self) -> None:
        """
        News begins on a clean line, and what was typed stands under it again.
        """
        self.press("hel", LEFT)
        self.seat.say("lea has joined.")
        self.assertEqual(self.screen.above, ["lea has joined."])
        self.assert_seen("|")
        self.seat.show()
        self.assert_seen("> he|l")

    def test_hidden_line_needs_no_hiding(self) -> None:
        """
        Hiding twice, or before anything was shown, sends nothing.
        """
        editor = Editor()
        self.assertEqual(editor.hide(), "")
        editor.show("> ")
        self.assertNotEqual(editor.hide(), "")
        self.assertEqual(editor.hide(), "")

    def test_typing_ahead(self) -> None:
        """
        What is typed before the server asks is seen when it asks.
        """
        self.press("a\r", "bor", LEFT, BACKSPACE, END, "t")
        self.assert_seen("|")
        self.seat.show("heron> ")
        self.assert_seen("heron> brt|")

    def test_prompt_may_change(self) -> None:
        """
        The same line can be shown behind another prompt, a shorter one too.
        """
        self.seat.show("your move 2:41> ")
        self.press("abc", LEFT)
        self.seat.show("> ")
        self.assert_seen("> ab|c")

    def test_output_keeps_its_order(self) -> None:
        """
        What was not yet written goes before what shows or hides the line.
        """
        self.seat.editor.take(b"abc\r")
        self.seat.show()
        self.assertEqual(self.screen.above, ["> abc"])
        self.seat.editor.take(b"d")
        self.screen.write(self.seat.editor.hide())
        self.assert_seen("|")


class HistoryTests(EditorCase):
    """
    Up and Down bring back the lines that were entered.
    """

    def enter(self, *lines: str) -> None:
        """
        Type and enter these lines.
        """
        for line in lines:
            self.press(f"{line}\r")
            self.seat.show()

    def test_up_and_down(self) -> None:
        """
        Up goes back line by line, Down forth again, to the line being typed.
        """
        self.enter("one", "two")
        self.press("thr", UP)
        self.assert_seen("> two|")
        self.press(UP)
        self.assert_seen("> one|")
        self.press(UP)
        self.assert_seen("> one|")
        self.press(DOWN)
        self.assert_seen("> two|")
        self.press(DOWN)
        self.assert_seen("> thr|")
        self.press(DOWN)
        self.assert_seen("> thr|")

    def test_control_keys_too(self) -> None:
        """
        Ctrl-P and Ctrl-N are Up and Down.
        """
        self.enter("one", "two")
        self.press(b"\x10", b"\x10", b"\x0e")
        self.assert_seen("> two|")

    def test_line_can_be_changed_and_entered(self) -> None:
        """
        A line brought back is edited like any other, and the old one stays as it was.
        """
        self.enter("join AB")
        self.assertEqual(self.press(UP, BACKSPACE, "C\r"), ["join AC"])
        self.seat.show()
        self.press(UP)
        self.assert_seen("> join AC|")
        self.press(UP)
        self.assert_seen("> join AB|")

    def test_the_same_line_once(self) -> None:
        """
        A line that is entered again and again is kept once; blank ones are not kept.
        """
        self.enter("one", "two", "two", "", "  ")
        self.press(UP, UP)
        self.assert_seen("> one|")

    def test_oldest_lines_go(self) -> None:
        """
        No more lines are kept than allowed.
        """
        self.begin(history=2)
        self.enter("one", "two", "three")
        self.press(UP, UP, UP)
        self.assert_seen("> two|")

    def test_no_history(self) -> None:
        """
        Up does nothing when no lines are kept.
        """
        self.begin(history=0)
        self.enter("one")
        self.press("x", UP)
        self.assert_seen("> x|")

    def test_unseen_lines_are_not_kept(self) -> None:
        """
        A line that was entered before it was asked for may be a password.
        """
        self.press("lea\rhunter2\r")
        self.seat.show()
        self.press(UP)
        self.assert_seen("> lea|")


class SecretTests(EditorCase):
    """
    A password is typed.
    """

    def setUp(self) -> None:
        super().setUp()
        self.seat.editor.secret = True
        self.seat.show("Password: ")

    def test_nothing_is_seen(self) -> None:
        """
        Neither the password nor its length is seen, and Enter gives it.
        """
        self.press("hunter3", LEFT, DELETE, b"\t")
        self.assert_seen("Password: |")
        self.assertEqual(self.press("2\r"), ["hunter2"])
        self.assertEqual(self.screen.above, ["Password:"])

    def test_nothing_is_kept(self) -> None:
        """
        A password does not come back by Up.
        """
        self.press("hunter2\r")
        self.seat.editor.secret = False
        self.seat.show()
        self.press(UP)
        self.assert_seen("> |")

    def test_history_is_not_offered(self) -> None:
        """
        Up does not put an earlier line where the password goes.
        """
        self.begin()
        self.press("one\r")
        self.seat.editor.secret = True
        self.seat.show("Password: ")
        self.assertEqual(self.press(UP, "x\r"), ["x"])

    def test_half_a_password_goes(self) -> None:
        """
        A password that was not entered is not shown when no more is asked for it.
        """
        self.press("hunt")
        self.screen.write(self.seat.editor.hide())
        self.seat.editor.secret = False
        self.seat.show()
        self.assert_seen("> |")

    def test_said_again(self) -> None:
        """
        What is typed stays when it is said again that it is secret, or that it is not.
        """
        self.press("hunter2")
        self.seat.editor.secret = True
        self.assertTrue(self.seat.editor.secret)
        self.assertEqual(self.press("\r"), ["hunter2"])
        self.seat.editor.secret = False
        self.seat.show()
        self.press("abc")
        self.seat.editor.secret = False
        self.assertFalse(self.seat.editor.secret)
        self.assertEqual(self.press("\r"), ["abc"])

    def test_typed_ahead(self) -> None:
        """
        A password that was typed before it was asked for is not shown either.
        """
        self.begin()
        self.press("lea\rhunt")
        self.seat.editor.secret = True
        self.seat.show("Password: ")
        self.assert_seen("Password: |")
        self.assertEqual(self.press("er2\r"), ["hunter2"])

    def test_digits_are_typed(self) -> None:
        """
        No marker is shown in place of a password, so that digits belong to it.
        """
        self.seat.show("Password: ", board())
        self.assert_seen("Password: |")
        self.assertEqual(self.press("42\r"), ["42"])


class CompletionTests(EditorCase):
    """
    Tab completes the first word.
    """

    def setUp(self) -> None:
        self.begin(words=("move", "board", "bot", "review", "resign", "reset", "quit"))

    def test_unique_word(self) -> None:
        """
        A word that is certain is completed, with a blank behind it.
        """
        self.press("q\t")
        self.assert_seen("> quit |")
        self.press(b"\t")
        self.assert_seen("> quit |")

    def test_whole_word(self) -> None:
        """
        A word that is complete gets its blank.
        """
        self.press("  quit\t")
        self.assert_seen(">   quit |")

    def test_case_is_kept(self) -> None:
        """
        Words are found whatever their case.
        """
        self.press("MO\t")
        self.assert_seen("> MOve |")

    def test_several_words_are_listed(self) -> None:
        """
        Words that it could be stand on a line of their own; the line is under it,
        completed as far as they agree.
        """
        self.press("r\t")
        self.assertEqual(self.screen.above, ["> r", "reset  resign  review"])
        self.assert_seen("> re|")
        self.press("s\t", "i\t")
        self.assertEqual(self.screen.above[2:], ["> res", "reset  resign"])
        self.assert_seen("> resign |")

    def test_list_is_not_repeated(self) -> None:
        """
        Tab held down lists the words once.
        """
        self.press("bo", b"\t", b"\t\t\t")
        self.assertEqual(self.screen.above, ["> bo", "board  bot"])
        self.press("x", BACKSPACE, b"\t")
        self.assertEqual(len(self.screen.above), 4)

    def test_one_list_for_what_comes_at_once(self) -> None:
        """
        However many Tabs are pasted, in whatever lines, the words are listed once; with
        the next keys they may be again.
        """
        self.press(b"bo\tx\x7f\tx\x7f\t\x15r\t")
        self.assertEqual(self.screen.above, ["> bo", "board  bot"])
        self.assert_seen("> re|")
        self.press(b"x\x7f\t")
        self.assertEqual(self.screen.above[2:], ["> re", "reset  resign  review"])

    def test_empty_line_lists_all(self) -> None:
        """
        Tab on an empty line lists every word, wrapped to the screen.
        """
        self.begin(width=20, words=("move", "board", "bot", "review", "quit"))
        self.press(b"\t")
        self.assertEqual(self.screen.above, [">", "board  bot  move", "quit  review"])
        self.assert_seen("> |")

    def test_nothing_fits(self) -> None:
        """
        Where there is nothing to complete, the bell rings and the line stays.
        """
        self.press("x\t")
        self.assertEqual(self.screen.bells, 1)
        self.press(BACKSPACE, "quit bo\t")
        self.assertEqual(self.screen.bells, 2)
        self.press(b"\x15", "qu", LEFT, b"\t")
        self.assertEqual(self.screen.bells, 3)
        self.assert_seen("> q|u")

    def test_full_line(self) -> None:
        """
        A completion stops where the line is full.
        """
        self.begin(words=("board",), max_line_bytes=4)
        self.press("bo\t")
        self.assertEqual((self.screen.line, self.screen.bells), ("> boar", 1))

    def test_unseen_line_lists_nothing(self) -> None:
        """
        What is typed ahead is completed, but nothing is printed between the news.
        """
        self.press("\r", "bo\t", "a\t")
        self.assertEqual(self.screen.above, [">"])
        self.seat.show()
        self.assert_seen("> board |")


class MarkerTests(EditorCase):
    """
    A marker under the board chooses a column.
    """

    def setUp(self) -> None:
        super().setUp()
        self.seat.show("heron> ", board())

    def test_marker_stands_under_its_column(self) -> None:
        """
        The middle column is chosen first; its number and the hint stand behind it.
        """
        self.assert_seen("                ^ 4 your move (1-7)> |")

    def test_glyph(self) -> None:
        """
        The marker may be another sign than ASCII has.
        """
        self.seat.show("heron> ", board(glyph="▲"))
        self.press(LEFT)
        self.assert_seen("            ▲ 3 your move (1-7)> |")

    def test_arrows_move_it(self) -> None:
        """
        Left and Right go from column to column, and round the edge.
        """
        self.press(RIGHT)
        self.assert_seen("                    ^ 5 your move (1-7)> |")
        self.press(LEFT, LEFT, LEFT, LEFT)
        self.assert_seen("    ^ 1 your move (1-7)> |")
        self.press(b"\x1bOD")
        self.assert_seen("                            ^ 7 your move (1-7)> |")
        self.press(b"\x1b[1;5C")
        self.assert_seen("    ^ 1 your move (1-7)> |")

    def test_home_and_end(self) -> None:
        """
        Home and End go to the first and the last column that are open.
        """
        self.seat.show("heron> ", board(closed="17"))
        self.press(HOME)
        self.assertEqual(self.screen.line.split()[:2], ["^", "2"])
        self.press(END)
        self.assertEqual(self.screen.line.split()[:2], ["^", "6"])

    def test_full_columns_are_skipped(self) -> None:
        """
        The marker goes past a full column, and does not begin under one.
        """
        self.seat.show("heron> ", board(closed="4"))
        self.assertEqual(self.screen.line.split()[1], "3")
        self.press(RIGHT)
        self.assertEqual(self.screen.line.split()[1], "5")
        self.press(LEFT)
        self.assertEqual(self.screen.line.split()[1], "3")

    def test_last_open_column(self) -> None:
        """
        Where one column is open, the marker stays there.
        """
        self.seat.show("heron> ", board(closed="123457"))
        self.press(LEFT, RIGHT)
        self.assertEqual(self.screen.line.split()[1], "6")

    def test_no_column_is_open(self) -> None:
        """
        Without an open column the prompt is shown.
        """
        self.seat.show("heron> ", board(closed="1234567"))
        self.press(LEFT)
        self.assert_seen("heron> |")
        self.assertEqual(self.press("4\r"), ["4"])

    def test_enter_drops_there(self) -> None:
        """
        Enter gives the number of the column, which stays to be read.
        """
        self.assertEqual(self.press(RIGHT, "\r\n"), ["5"])
        self.assertEqual(
            self.screen.above, ["                    ^ 5 your move (1-7)>"]
        )

    def test_chosen_column_stays_chosen(self) -> None:
        """
        At the next turn the marker is where it was, or at the nearest open column.
        """
        self.press(RIGHT, RIGHT, "\r")
        self.seat.show("lea to move> ")
        self.seat.show("heron> ", board())
        self.assertEqual(self.screen.line.split()[1], "6")
        self.seat.show("heron> ", board(closed="6"))
        self.assertEqual(self.screen.line.split()[1], "5")
        self.press(HOME, "\r")
        self.seat.show("heron> ", board())
        self.assertEqual(self.screen.line.split()[1], "1")

    def test_smaller_board(self) -> None:
        """
        On a board without the chosen column the marker begins in the middle.
        """
        self.press(END, LEFT)
        self.seat.show("heron> ", board(columns=5))
        self.assertEqual(self.screen.line.split()[1], "3")

    def test_digit_drops_at_once(self) -> None:
        """
        A digit on the empty line is a whole line, and the marker goes there.
        """
        self.assertEqual(self.press("2"), ["2"])
        self.assertEqual(self.screen.above, ["        ^ 2 your move (1-7)>"])

    def test_digit_of_no_open_column(self) -> None:
        """
        A digit that cannot be is given all the same: the answer says why not.
        """
        self.seat.show("heron> ", board(closed="3"))
        self.assertEqual(self.press("3"), ["3"])
        self.seat.show("heron> ", board(closed="3"))
        self.assertEqual(self.press("8"), ["8"])
        self.assertEqual(self.screen.above, ["heron> 3", "heron> 8"])
        self.seat.show("heron> ", board())
        self.press("0")
        self.assert_seen("heron> 0|")

    def test_enter_after_a_digit_is_not_another_move(self) -> None:
        """
        Who types Enter after the digit, as without keys mode, drops one disc, also
        when it is their turn again before Enter comes.
        """
        self.assertEqual(self.press("2\r\n"), ["2"])
        self.seat.show("heron> ", board())
        self.assertEqual(self.press("3"), ["3"])
        self.seat.show("heron> ", board())
        self.assertEqual(self.press("\r"), [])
        self.assertEqual(self.press("\r"), ["3"])

    def test_other_keys_after_a_digit_count(self) -> None:
        """
        Enter drops as ever when another key came after the digit.
        """
        self.press("2")
        self.seat.show("heron> ", board())
        self.assertEqual(self.press(RIGHT, "\r"), ["3"])

    def test_digits_are_typed_on_wide_boards(self) -> None:
        """
        With ten columns or more a digit may be the first of two.
        """
        self.seat.show("heron> ", board(columns=12))
        self.assertEqual(self.press("1"), [])
        self.assert_seen("heron> 1|")
        self.assertEqual(self.press("2\r"), ["12"])

    def test_nine_columns_have_digits(self) -> None:
        """
        With nine columns every one has its digit.
        """
        self.seat.show("heron> ", board(columns=9))
        self.assertEqual(self.press("9"), ["9"])

    def test_text_takes_its_place(self) -> None:
        """
        With the first character the line is an ordinary one; without any, the marker
        is back.
        """
        self.press(LEFT, "h")
        self.assert_seen("heron> h|")
        self.press("4", LEFT)
        self.assert_seen("heron> h|4")
        self.press(DELETE, BACKSPACE)
        self.assert_seen("            ^ 3 your move (1-7)> |")

    def test_news_keeps_it(self) -> None:
        """
        News goes above the marker, and typed text above the board stays text.
        """
        self.press(LEFT)
        self.seat.say("lea has gone.")
        self.seat.show("heron> ", board())
        self.assert_seen("            ^ 3 your move (1-7)> |")
        self.press("h")
        self.seat.show("heron> ", board())
        self.assert_seen("heron> h|")

    def test_digits_ahead_of_the_turn_are_typed(self) -> None:
        """
        Before the board is shown, a digit is text that waits for Enter.
        """
        self.press("2")
        self.assertEqual(self.press("5"), [])
        self.seat.show("heron> ", board())
        self.assert_seen("heron> 5|")
        self.assertEqual(self.press("\r"), ["5"])

    def test_turn_ends(self) -> None:
        """
        Without a marker there is a prompt, and keys do what they do there.
        """
        self.seat.show("lea to move> ")
        self.assert_seen("lea to move> |")
        self.press("4")
        self.assert_seen("lea to move> 4|")

    def test_drops_are_not_kept(self) -> None:
        """
        Columns chosen by marker or digit do not come back by Up; typed ones do.
        """
        self.press("help\r")
        self.seat.show("heron> ", board())
        self.press("\r")
        self.seat.show("heron> ", board())
        self.press("2")
        self.seat.show("heron> ", board())
        self.press(UP)
        self.assert_seen("heron> help|")
        self.press(DOWN)
        self.assert_seen("        ^ 2 your move (1-7)> |")

    def test_words_go_left_where_there_is_no_room(self) -> None:
        """
        At the right edge the words stand on the left of the marker.
        """
        self.begin(width=34)
        self.seat.show("> ", board())
        self.press(HOME)
        self.assert_seen("    ^ 1 your move (1-7)> |")
        self.press(END)
        self.assert_seen("7 your move (1-7)>          ^ |")

    def test_words_fit_exactly(self) -> None:
        """
        The words go to the left when one cell is missing on the right, and the marker
        goes when one is missing there.
        """
        for offset, width, seen in (
            (13, 29, "             ^ 1 your move> |"),
            (13, 28, "1 your move> ^ |"),
            (13, 16, "1 your move> ^ |"),
            (13, 15, "1 your move> |"),
            (12, 28, "            ^ 1 your move> |"),
            (12, 27, "1 your move> |"),
        ):
            self.begin(width=width)
            self.seat.show("> ", Marker((offset,), (True,), "^", "your move> "))
            self.assert_seen(seen)

    def test_column_beyond_the_edge(self) -> None:
        """
        Where the column is not on the screen, its number and the hint are.
        """
        self.begin(width=24)
        self.seat.show("> ", board(columns=20))
        self.press(END)
        self.assert_seen("20 your move (1-20)> |")

    def test_end_of_file(self) -> None:
        """
        Ctrl-D under the board is the end of what is typed.
        """
        self.press(b"\x04")
        self.assertTrue(self.seat.editor.end_of_file)

    def test_cancel(self) -> None:
        """
        Ctrl-C under the board drops nothing and asks again.
        """
        self.assertEqual(self.press(b"\x03"), [])
        self.assertFalse(self.seat.editor.shown)
        self.assertTrue(self.screen.above[0].endswith("your move (1-7)> ^C"))
