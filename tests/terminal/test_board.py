"""
The board as it is drawn.
"""

from __future__ import annotations

from functools import lru_cache

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.position import Position
from connect4tx.game.record import digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.terminal import board
from connect4tx.terminal.board import draw, glyphs, offsets, painted
from connect4tx.terminal.views import Style, View, view

USUAL = ("X", "O")
ASCII = view()
UNICODE = view(unicode=True)
COLOUR = view(unicode=True, color=True)
COMPACT = view(Style.COMPACT)
NARROW = view(width=20)

SAMPLE = replay(STANDARD, digits_to_columns("42235452"))
WON = replay(Variant(5, 4), digits_to_columns("12233434414"))
FALLEN = replay(Variant(12, 4), digits_to_columns("991ab"))
ROW = replay(Variant(12, 4), digits_to_columns("99aabbc"))


class BoardCase(SynchronousTestCase):
    """
    A case that compares boards.
    """

    maxDiff = None

    def assert_drawn(
        self,
        position: Position,
        expected: str,
        symbols: tuple[str, ...] = USUAL,
        view: View = ASCII,
    ) -> None:
        """
        Fail unless a board looks so; the expected lines stand between two empty ones.
        """
        lines = [line.removeprefix("        ") for line in expected.splitlines()]
        self.assertEqual(draw(position, symbols, view).split("\n"), lines[1:-1])


class DrawingTests(BoardCase):
    """
    Whole boards in ASCII, as players see them.
    """

    def test_defect_04_columns_are_numbered(self) -> None:
        """
        The columns are numbered from 1, each number above the middle of its column.
        """
        self.assert_drawn(
            Position.start(),
            """
            1   2   3   4   5   6   7
          +---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          +---+---+---+---+---+---+---+
        """,
        )

    def test_last_disc_stands_in_brackets(self) -> None:
        """
        The disc that fell last stands in brackets, the others do not.
        """
        self.assert_drawn(
            replay(Variant(4, 4), (0, 0, 3)),
            """
            1   2   3   4
          +---+---+---+---+
          | . | . | . | . |
          | . | . | . | . |
          | O | . | . | . |
          | X | . | . |[X]|
          +---+---+---+---+
        """,
        )

    def test_defect_04_winning_discs_are_marked(self) -> None:
        """
        The discs of the line that won stand between hash marks, and only they.
        """
        self.assert_drawn(
            WON,
            """
            1   2   3   4   5
          +---+---+---+---+---+
          | . | . | . |#X#| . |
          | . | . |#X#| X | . |
          | O |#X#| X | O | . |
          |#X#| O | O | O | . |
          +---+---+---+---+---+
        """,
        )

    def test_all_lines_that_won_are_marked(self) -> None:
        """
        When a disc completes two lines, the discs of both are marked.
        """
        self.assert_drawn(
            replay(STANDARD, (1, 3, 1, 4, 3, 0, 4, 4, 4, 2, 3, 6, 2)),
            """
            1   2   3   4   5   6   7
          +---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . |
          | . | . | . | . |#X#| . | . |
          | . | . | . |#X#| O | . | . |
          | . |#X#|#X#|#X#|#X#| . | . |
          | O |#X#| O | O | O | . | O |
          +---+---+---+---+---+---+---+
        """,
        )

    def test_defect_04_drawn_game_marks_the_last_disc(self) -> None:
        """
        On a full board that nobody has won, only the last disc is marked.
        """
        moves = map(int, "3210200033123121")
        self.assert_drawn(
            replay(Variant(4, 4), tuple(moves)),
            """
            1   2   3   4
          +---+---+---+---+
          | O |[O]| X | X |
          | X | O | O | O |
          | O | X | X | X |
          | O | X | O | X |
          +---+---+---+---+
        """,
        )

    def test_win_of_the_last_one_left_marks_the_last_disc(self) -> None:
        """
        When the others have left there is no line to mark, but the last disc still is.
        """
        self.assert_drawn(
            replay(Variant(4, 4), (0, 2)).withdraw(0),
            """
            1   2   3   4
          +---+---+---+---+
          | . | . | . | . |
          | . | . | . | . |
          | . | . | . | . |
          | X | . |[O]| . |
          +---+---+---+---+
        """,
        )

    def test_numbers_of_two_digits(self) -> None:
        """
        On a wide board the numbers from 10 on stand above their columns too.
        """
        self.assert_drawn(
            replay(Variant(12, 4), (9, 11)),
            """
            1   2   3   4   5   6   7   8   9   10  11  12
          +---+---+---+---+---+---+---+---+---+---+---+---+
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | . | . | . |
          | . | . | . | . | . | . | . | . | . | X | . |[O]|
          +---+---+---+---+---+---+---+---+---+---+---+---+
        """,
        )

    def test_symbols_are_those_of_the_room(self) -> None:
        """
        Boards of the same size in other rooms do not lend each other their symbols.
        """
        position = replay(Variant(4, 4), (0, 1))
        self.assertIn("| X |[O]|", draw(position, ("X", "O"), ASCII))
        self.assertIn("| O |[X]|", draw(position, ("O", "X"), ASCII))

    def test_images_of_rows_are_not_kept_for_ever(self) -> None:
        """
        A board of which more rows were drawn than are kept is drawn as ever.
        """
        columns = (0, 1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0)
        positions = [replay(STANDARD, columns[:ply]) for ply in range(14)]
        before = [draw(position, USUAL, ASCII) for position in positions]
        few = lru_cache(maxsize=2)(board._row.__wrapped__)
        self.patch(board, "_row", few)
        after = [draw(position, USUAL, ASCII) for position in positions]
        self.assertEqual(after, before)
        self.assertEqual(few.cache_info().currsize, 2)
        self.assertIsNotNone(board._row.cache_info().maxsize)


class UnicodeTests(BoardCase):
    """
    Boards where more than ASCII can be shown.
    """

    def test_boxes_and_round_discs(self) -> None:
        """
        The board is drawn with boxes, X and O as a full and a hollow disc.
        """
        self.assert_drawn(
            SAMPLE,
            """
            1   2   3   4   5   6   7
          ┌───┬───┬───┬───┬───┬───┬───┐
          │ · │ · │ · │ · │ · │ · │ · │
          │ · │ · │ · │ · │ · │ · │ · │
          │ · │ · │ · │ · │ · │ · │ · │
          │ · │[○]│ · │ · │ · │ · │ · │
          │ · │ ● │ · │ ○ │ ● │ · │ · │
          │ · │ ○ │ ○ │ ● │ ● │ · │ · │
          └───┴───┴───┴───┴───┴───┴───┘
        """,
            view=UNICODE,
        )

    def test_winning_discs_are_marked(self) -> None:
        """
        The discs of the line that won stand between angles, and only they.
        """
        self.assert_drawn(
            WON,
            """
            1   2   3   4   5
          ┌───┬───┬───┬───┬───┐
          │ · │ · │ · │<●>│ · │
          │ · │ · │<●>│ ● │ · │
          │ ○ │<●>│ ● │ ○ │ · │
          │<●>│ ○ │ ○ │ ○ │ · │
          └───┴───┴───┴───┴───┘
        """,
            view=UNICODE,
        )

    def test_four_players_with_symbols_of_their_own(self) -> None:
        """
        Each player's discs are drawn with that player's symbol.
        """
        self.assert_drawn(
            replay(Variant(4, 4, players=4), (0, 1, 2, 3, 0)),
            """
            1   2   3   4
          ┌───┬───┬───┬───┐
          │ · │ · │ · │ · │
          │ · │ · │ · │ · │
          │[@]│ · │ · │ · │
          │ @ │ é │ Ж │ 7 │
          └───┴───┴───┴───┘
        """,
            ("@", "é", "Ж", "7"),
            UNICODE,
        )

    def test_ascii_board_of_symbols_beyond_ascii(self) -> None:
        """
        In ASCII the seat's number stands for a symbol that cannot be shown.
        """
        self.assert_drawn(
            replay(Variant(4, 4, players=4), (0, 1, 2, 3, 0)),
            """
            1   2   3   4
          +---+---+---+---+
          | . | . | . | . |
          | . | . | . | . |
          |[@]| . | . | . |
          | @ | 2 | 3 | 7 |
          +---+---+---+---+
        """,
            ("@", "é", "Ж", "7"),
        )


class ColourTests(BoardCase):
    """
    Colours, which only repeat what the discs and the marks say.
    """

    def assert_line(
        self, position: Position, number: int, expected: str, view: View
    ) -> None:
        """
        Fail unless a line of a board, from 0, is this; its codes stand in braces.
        """
        line = draw(position, USUAL, view).split("\n")[number]
        self.assertEqual(line.replace("\x1b[", "{").replace("m", "}"), expected)

    def test_discs_have_their_seats_colours(self) -> None:
        """
        Each disc has its seat's colour, marks and empty cells have none.
        """
        expected = "  │ · │[{33}○{0}]│ · │ · │ · │ · │ · │"
        self.assert_line(SAMPLE, 5, expected, COLOUR)
        expected = "  │ · │ {33}○{0} │ {33}○{0} │ {31}●{0} │ {31}●{0} │ · │ · │"
        self.assert_line(SAMPLE, 7, expected, COLOUR)

    def test_last_disc_behind_coloured_ones(self) -> None:
        """
        The brackets are round the last disc, however many coloured ones are before it.
        """
        position = replay(Variant(4, 4), (0, 1, 3))
        expected = "  | {31}X{0} | {33}O{0} | . |[{31}X{0}]|"
        self.assert_line(position, 5, expected, view(color=True))

    def test_winning_cells_are_in_reverse_video(self) -> None:
        """
        The cells of the line that won are in reverse video in the winner's colour.
        """
        expected = "  │ {33}○{0} │{7;31}<●>{0}│ {31}●{0} │ {33}○{0} │ · │"
        self.assert_line(WON, 4, expected, COLOUR)
        expected = "  | . | . |{7;31}#X#{0}| {31}X{0} | . |"
        self.assert_line(WON, 3, expected, view(color=True))

    def test_neighbours_that_won(self) -> None:
        """
        Several discs of a row are marked each by itself.
        """
        expected = "  |" + " . |" * 8 + "{7;31}#X#{0}|" * 4
        self.assert_line(ROW, 5, expected, view(color=True))

    def test_compact_colours_do_not_cover_what_is_shared(self) -> None:
        """
        In the compact form the discs that won are in reverse video, not their marks.
        """
        position = replay(Variant(5, 4), digits_to_columns("1122334"))
        expected = "#{7;31}●{0}#{7;31}●{0}#{7;31}●{0}#{7;31}●{0}#·"
        colour = view(Style.COMPACT, unicode=True, color=True)
        self.assert_line(position, 4, expected, colour)

    def test_tight_colours(self) -> None:
        """
        In the tight form the marks that take the discs' place are in reverse video.
        """
        colour = view(color=True, width=20)
        self.assert_line(ROW, 5, " " + "." * 8 + "{7;31}#{0}" * 4, colour)
        expected = " " + "." * 8 + "{33}O{0}" * 3 + "."
        self.assert_line(ROW, 4, expected, colour)


class CompactTests(BoardCase):
    """
    Boards without edges.
    """

    def test_last_disc_stands_in_brackets(self) -> None:
        """
        A blank is between the columns, and the brackets round the last disc take it.
        """
        self.assert_drawn(
            SAMPLE,
            """
         1 2 3 4 5 6 7
         . . . . . . .
         . . . . . . .
         . . . . . . .
         .[O]. . . . .
         . X . O X . .
         . O O X X . .
        """,
            view=COMPACT,
        )

    def test_winning_discs_are_marked(self) -> None:
        """
        Neighbours that won share the mark between them.
        """
        self.assert_drawn(
            replay(Variant(5, 4), digits_to_columns("1122334")),
            """
         1 2 3 4 5
         . . . . .
         . . . . .
         O O O . .
        #X#X#X#X#.
        """,
            view=COMPACT,
        )

    def test_unicode(self) -> None:
        """
        The compact form has the same discs, dots and marks as any other.
        """
        self.assert_drawn(
            WON,
            """
         1 2 3 4 5
         · · ·#●#·
         · ·#●#● ·
         ○#●#● ○ ·
        #●#○ ○ ○ ·
        """,
            view=view(Style.COMPACT, unicode=True),
        )

    def test_last_column(self) -> None:
        """
        The brackets round a disc in the last column do not move it.
        """
        self.assert_drawn(
            replay(Variant(4, 4), (0, 3)),
            """
         1 2 3 4
         . . . .
         . . . .
         . . . .
         X . .[O]
        """,
            view=COMPACT,
        )

    def test_numbers_of_two_digits(self) -> None:
        """
        With ten columns and more two blanks are between them, for the numbers.
        """
        self.assert_drawn(
            FALLEN,
            """
         1  2  3  4  5  6  7  8  9 10 11 12
         .  .  .  .  .  .  .  .  .  .  .  .
         .  .  .  .  .  .  .  .  .  .  .  .
         .  .  .  .  .  .  .  .  O  .  .  .
         X  .  .  .  .  .  .  .  X  O [X] .
        """,
            view=COMPACT,
        )
        row = draw(ROW, USUAL, COMPACT).split("\n")[-1]
        self.assertEqual(row, " . " * 8 + "#X#" * 4)

    def test_full_board_on_a_narrow_screen(self) -> None:
        """
        A board that would be wider than the screen is drawn in the compact form.
        """
        for columns, width in ((7, 31), (9, 39), (12, 51)):
            position = Position.start(Variant(columns, 4))
            for seen, form in ((width, ASCII), (width - 1, COMPACT)):
                drawn = draw(position, USUAL, view(width=seen))
                self.assertEqual(drawn, draw(position, USUAL, form))

    def test_screen_narrower_than_any(self) -> None:
        """
        No screen is taken to be narrower than 20 columns; the smallest board fits that.
        """
        position = Position.start(Variant(4, 4))
        drawn = draw(position, USUAL, view(width=1))
        self.assertEqual(drawn, draw(position, USUAL, ASCII))

    def test_screen_of_unknown_width(self) -> None:
        """
        A screen of unknown width is taken to be 80 columns wide, which 19 columns fit.
        """
        for columns, line in ((19, "+"), (20, ".")):
            drawn = draw(Position.start(Variant(columns, 4)), USUAL, ASCII)
            self.assertIn(line, drawn.split("\n")[1])


class TightTests(BoardCase):
    """
    Boards with a character for each cell, on screens that have no more.
    """

    def test_arrow_is_under_the_last_disc(self) -> None:
        """
        Numbers have their tens above, and an arrow shows where the last disc fell.
        """
        self.assert_drawn(
            FALLEN,
            """
                  111
         123456789012
         ............
         ............
         ........O...
         X.......XOX.
                   ^
        """,
            view=NARROW,
        )

    def test_winning_discs_are_marked(self) -> None:
        """
        The marks take the place of the discs of the line that won.
        """
        self.assert_drawn(
            ROW,
            """
                  111
         123456789012
         ............
         ............
         ........OOO.
         ........####
        """,
            view=NARROW,
        )

    def test_no_arrow_before_the_first_disc(self) -> None:
        """
        Before the first move there is nothing for an arrow to show.
        """
        self.assert_drawn(
            Position.start(Variant(10, 4)),
            """
                  1
         1234567890
         ..........
         ..........
         ..........
         ..........
        """,
            view=NARROW,
        )

    def test_widest_board_on_the_narrowest_screen(self) -> None:
        """
        Twenty columns fill a screen of twenty, without a margin; one of 21 has it.
        """
        position = replay(Variant(20, 4), (19,))
        for width, margin in ((1, ""), (20, ""), (21, " ")):
            lines = draw(position, USUAL, view(width=width)).split("\n")
            self.assertEqual(lines[1], margin + "12345678901234567890")
            self.assertEqual(lines[-2], margin + "." * 19 + "X")
            self.assertEqual(lines[-1], margin + " " * 19 + "^")


class TextTests(BoardCase):
    """
    What listeners get, who see no drawing.
    """

    def test_sentences(self) -> None:
        """
        The board is told in sentences, without colours even if they were asked for.
        """
        listener = view(Style.TEXT, unicode=True, color=True)
        self.assertEqual(
            draw(replay(Variant(4, 4), (0, 0)), USUAL, listener),
            "Column 1: X, O. Columns 2 to 4: empty.",
        )
        self.assertEqual(painted("X", 0, listener), "X")
        self.assertEqual(offsets(STANDARD, USUAL, listener), ())


class GlyphsTests(SynchronousTestCase):
    """
    What the discs look like.
    """

    def assert_glyphs(self, view: View, symbols: str, expected: str) -> None:
        """
        Fail unless these symbols, one a seat, look so.
        """
        self.assertEqual("".join(glyphs(tuple(symbols), view)), expected)

    def test_round_discs(self) -> None:
        """
        X and O are discs where there is more than ASCII, for those who see them.
        """
        self.assert_glyphs(UNICODE, "OX@é", "○●@é")
        self.assert_glyphs(UNICODE, "AX", "A●")
        self.assert_glyphs(ASCII, "OX@", "OX@")
        self.assert_glyphs(view(Style.TEXT, unicode=True), "OXé", "OXé")

    def test_round_disc_of_a_players_own(self) -> None:
        """
        X and O stay letters when somebody has chosen a disc for a symbol.
        """
        self.assert_glyphs(UNICODE, "X●", "X●")
        self.assert_glyphs(UNICODE, "XO○", "XO○")

    def test_numbers_for_what_cannot_be_shown(self) -> None:
        """
        In ASCII the seat's number stands for a symbol that is not.
        """
        self.assert_glyphs(ASCII, "éXЖ○", "1X34")

    def test_numbers_that_are_taken(self) -> None:
        """
        A number that is another's symbol, or stands for it, is passed over.
        """
        self.assert_glyphs(ASCII, "é1", "21")
        self.assert_glyphs(ASCII, "é1Ж", "213")
        self.assert_glyphs(ASCII, "éЖ1", "321")
        self.assert_glyphs(ASCII, "34éЖ", "3456")

    def test_symbols_that_the_board_is_drawn_with(self) -> None:
        """
        A symbol that looks like an empty cell or an edge is a number on every board.
        """
        self.assert_glyphs(UNICODE, "·│X", "12●")
        self.assert_glyphs(ASCII, "·X", "1X")

    def test_paint(self) -> None:
        """
        Each seat has a colour of its own, closed behind the disc; some views have none.
        """
        drawn = [painted("X", seat, COLOUR) for seat in range(4)]
        self.assertEqual(drawn, [f"\x1b[{code}mX\x1b[0m" for code in (31, 33, 35, 36)])
        self.assertEqual(painted("X", 0, UNICODE), "X")


class OffsetsTests(SynchronousTestCase):
    """
    Where an arrow is to be put.
    """

    def test_offsets_of_each_form(self) -> None:
        """
        The columns' places on the screen are told for the form that is drawn.
        """
        four, ten = Variant(4, 4), Variant(10, 4)
        for variant, seen, expected in (
            (four, ASCII, (4, 8, 12, 16)),
            (four, COLOUR, (4, 8, 12, 16)),
            (four, COMPACT, (1, 3, 5, 7)),
            (ten, COMPACT, tuple(range(1, 31, 3))),
            (ten, NARROW, tuple(range(1, 11))),
            (Variant(20, 4), NARROW, tuple(range(20))),
        ):
            self.assertEqual(offsets(variant, USUAL, seen), expected)
