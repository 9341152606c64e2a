"""
Records: written, read and replayed.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.game.errors import (
    ColumnFull,
    Connect4Error,
    GameOver,
    IllegalMove,
    InvalidRecord,
    NoSuchColumn,
)
from connect4tx.game.position import Position
from connect4tx.game.record import columns_to_digits, digits_to_columns, replay
from connect4tx.game.variant import STANDARD, Variant
from tests.game.strategies import repeatable
from tests.support.boards import art, drawn


class NotationTests(SynchronousTestCase):
    def test_columns_are_written_from_1(self) -> None:
        """
        Column 0 is 1, column 8 is 9, column 9 is a, column 19 is k.
        """
        self.assertEqual(columns_to_digits([0, 6, 8, 9, 19]), "179ak")

    @repeatable
    @given(st.lists(st.integers(0, 19)))
    def test_round_trip(self, columns: list[int]) -> None:
        """
        What is written is read back as it was.
        """
        digits = columns_to_digits(columns)
        self.assertEqual(digits_to_columns(digits), tuple(columns))

    def test_capitals_are_read(self) -> None:
        """
        A capital means what its small letter means.
        """
        self.assertEqual(digits_to_columns("AK"), (9, 19))

    def test_empty_record(self) -> None:
        """
        A game without moves has an empty record.
        """
        self.assertEqual(columns_to_digits([]), "")
        self.assertEqual(digits_to_columns(""), ())

    def test_column_on_no_board_is_not_written(self) -> None:
        """
        A column below 0 or above 19 is our bug, not wrapped round.
        """
        for column in (-1, 20):
            with self.assertRaises(ValueError):
                columns_to_digits([0, column])

    def test_other_characters_are_invalid(self) -> None:
        """
        Only 1 to 9 and a to k are columns, in no other script.
        """
        for digit in ("0", "l", " ", "\x1b", "²", "\u0664", "\u212a", "\uff11"):
            error = self.assertRaises(InvalidRecord, digits_to_columns, "44" + digit)
            self.assertEqual((error.index, error.character), (2, digit))

    def test_sentence_of_an_invalid_record(self) -> None:
        """
        The sentence names the place and the character, escaped, and what to write.
        """
        error = self.assertRaises(InvalidRecord, digits_to_columns, "44\x1b")
        self.assertEqual(
            str(error),
            "Move 3 of the record, '\\x1b', is not a column:"
            " write 1 to 9, then a for column 10, up to k for column 20.",
        )
        self.assertIsInstance(error, Connect4Error)
        self.assertNotIsInstance(error, IllegalMove)


class ReplayTests(SynchronousTestCase):
    def test_replay_gives_the_position(self) -> None:
        """
        Replaying a record plays its moves in order.
        """
        self.assertEqual(
            drawn(replay(STANDARD, digits_to_columns("44535222"))),
            art(
                """
                . . . . . . .
                . . . . . . .
                . . . . . . .
                . O . . . . .
                . X . O X . .
                . O O X X . .
                """
            ),
        )

    def test_replay_of_nothing(self) -> None:
        """
        A record without moves gives the start, with the seat that was to begin.
        """
        self.assertEqual(replay(STANDARD, (), first=1), Position.start(first=1))

    def test_illegal_records(self) -> None:
        """
        A full column, a column beside the board and play after a win are refused.
        """
        cases = (("4444444", ColumnFull), ("48", NoSuchColumn), ("12121212", GameOver))
        for digits, kind in cases:
            columns = digits_to_columns(digits)
            error = self.assertRaises(IllegalMove, replay, STANDARD, columns)
            self.assertIsInstance(error, kind)

    def test_wide_board(self) -> None:
        """
        Letters are columns of a wide board.
        """
        position = replay(Variant(20, 6), digits_to_columns("ak"))
        self.assertEqual((position.cell(9, 0), position.cell(19, 0)), (0, 1))
