"""
What moves were worth, in words.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.analysis import Hint, Judged, Mark, Review
from connect4tx.play.ports import Prospect
from connect4tx.terminal import verdicts
from connect4tx.terminal.views import View, view
from tests.play.test_analysis import record


class VerdictTests(SynchronousTestCase):
    """
    What moves were worth, in words.
    """

    def judged(
        self,
        mark: Mark,
        after: Prospect,
        before: Prospect,
        best: tuple[int, ...] = (2,),
    ) -> str:
        move = Judged(7, 0, 4, mark, after, best, before)
        return verdicts.verdict(move, view())

    def test_every_verdict(self) -> None:
        """
        Each says what the move did, and what a better one would have done.
        """
        drawn, unknown = Prospect(0, 30), Prospect()
        won, lost = Prospect(1, 17), Prospect(-1, 6)
        told = [
            self.judged(Mark.BEST, won, won, (4,)),
            self.judged(Mark.BEST, Prospect(1, 1), Prospect(1, 1), (4,)),
            self.judged(Mark.BEST, drawn, drawn, (2, 4)),
            self.judged(Mark.STILL_WINNING, Prospect(1, 23), won),
            self.judged(Mark.STILL_WINNING, Prospect(1), Prospect(1, 1), (0, 2, 3)),
            self.judged(Mark.THREW_WIN, drawn, won),
            self.judged(Mark.THREW_WIN, lost, won),
            self.judged(Mark.THREW_DRAW, Prospect(-1, 2), drawn),
            self.judged(Mark.LOST_ANYWAY, lost, lost, (4,)),
            self.judged(Mark.LOST_ANYWAY, Prospect(-1, 2), lost),
            self.judged(Mark.UNKNOWN, unknown, unknown, ()),
            self.judged(Mark.UNKNOWN, drawn, unknown, ()),
            self.judged(Mark.UNKNOWN, lost, unknown, ()),
        ]
        self.assertEqual(
            told,
            [
                "best, wins in 9 moves",
                "best, wins at once",
                "best, keeps the draw",
                "still wins, but only in 12 moves; column 3 won in 9 moves",
                "still wins, but only in the end; column 1, 3 or 4 won at once",
                "throws away a win, now a draw; column 3 won in 9 moves",
                "throws away a win, now loses in 3 moves; column 3 won in 9 moves",
                "throws away a draw, now loses at once; column 3 kept it",
                "lost anyway, in 3 moves",
                "lost anyway, at once; column 3 lost only in 3 moves",
                "not proven",
                "draws; not proven that nothing won",
                "loses in 3 moves; not proven that anything was better",
            ],
        )

    def test_hints(self) -> None:
        """
        A hint names the column and what it leads to.
        """
        told = [
            verdicts.hinted(Hint(3, prospect), view())
            for prospect in (
                Prospect(1, 9),
                Prospect(1, 1),
                Prospect(0, 9),
                Prospect(-1, 8),
                Prospect(),
            )
        ]
        self.assertEqual(
            told,
            [
                "Column 4 wins in 5 moves.",
                "Column 4 wins at once.",
                "Column 4 holds the draw.",
                "Nothing saves this; column 4 holds out longest.",
                "Column 4 looks best as far as the computer sees.",
            ],
        )

    def report(self, seen: View, names: tuple[str, str], moves: int = 3) -> list[str]:
        """
        The lines of a review in which the first player makes the same mistake again and
        again.
        """
        game = replace(record("4" * 6), names=names)
        won = Prospect(1, 21)
        mistake = (3, Mark.THREW_WIN, Prospect(-1, 18), (2, 3), won)
        best = (3, Mark.BEST, won, (3,), won)
        judged = [
            Judged(ply, (ply - 1) % 2, *(mistake if ply % 2 else best))
            for ply in range(1, moves + 1)
        ]
        return verdicts.report(Review(game, tuple(judged), True), seen).split("\n")

    def test_summary(self) -> None:
        """
        A player's mistakes are counted, and the first is named.
        """
        lines = self.report(view(), ("lea", "max"))
        self.assertEqual(
            lines[1:4],
            [
                "lea (X): best moves 2 of 2, 2 mistakes, the first is move 1.",
                "max (O): best moves 1 of 1, no mistake.",
                "",
            ],
        )

    def test_nothing_is_proven(self) -> None:
        """
        Of a player of whose moves nothing is known, that is said, and not that there
        was no mistake.
        """
        unknown = Judged(1, 0, 3, Mark.UNKNOWN, Prospect(), (), Prospect())
        review = Review(record("4"), (unknown,), perfect=False)
        lines = verdicts.report(review, view()).split("\n")
        self.assertEqual(
            lines[1:3],
            ["lea (X): nothing is proven.", "max (O): nothing is proven."],
        )
        self.assertEqual(lines[-1], " 1. lea  column 4   not proven")

    def test_lines_fit(self) -> None:
        """
        What is said of a move goes on under its beginning, or a little to the right
        where the names are long.
        """
        short = self.report(view(width=40), ("lea", "max"))
        self.assertEqual(
            short[4:7],
            [
                " 1. lea  column 4   throws away a win,",
                "                    now loses in 9",
                "                    moves; column 3 or 4",
            ],
        )
        long = self.report(view(width=40), ("guest_nightingale", "max"))
        self.assertEqual(
            long[4:6],
            [
                " 1. guest_nightingale  column 4   throws",
                "    away a win, now loses in 9 moves;",
            ],
        )
        for lines in (short, long):
            self.assertLessEqual(max(map(len, lines[4:])), 40)
