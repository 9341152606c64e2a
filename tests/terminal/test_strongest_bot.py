"""
What is said of the strongest computer player, where it is not perfect.
"""

from __future__ import annotations

from collections.abc import Mapping

from twisted.internet.defer import Deferred, succeed

from connect4tx.game.position import Position
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.ports import Prospect
from connect4tx.terminal.sentences import NO_SOLVER, OTHER_BOARD
from tests.support.talk import TalkCase


class Solved:
    """
    An engine that knows the usual board.
    """

    def is_perfect(self, variant: Variant) -> bool:
        """
        Whether this is the usual board.
        """
        return variant == STANDARD

    def choose(self, position: Position, level: int) -> Deferred[int]:
        """
        Any column.
        """
        return succeed(next(iter(position.open_columns())))

    def prospects(self, position: Position) -> Deferred[Mapping[int, Prospect]]:
        """
        Nothing.
        """
        return succeed({})


class StrongestBotTests(TalkCase):
    """
    It plays as well as it can, and says so where that is not perfect.
    """

    def test_without_a_solver(self) -> None:
        """
        Level 7 says that there is no solver, and the levels below it nothing.
        """
        ann = self.talker()
        self.assertEqual(ann.says("bot 7").count(NO_SOLVER.format(name="bot7")), 1)
        ann.says("leave")
        told = ann.says("bot 6")
        self.assertIn("You play bot6 in room ", told)
        self.assertNotIn("perfectly", told)

    def test_on_the_usual_board_with_a_solver(self) -> None:
        """
        There it is perfect, and nothing is said.
        """
        self.world.house.engine = Solved()
        told = self.talker().says("bot 7")
        self.assertIn("You play bot7 in room ", told)
        self.assertNotIn("perfectly", told)

    def test_on_another_board_with_a_solver(self) -> None:
        """
        A solver that does not know the room's board is no help, and that is said.
        """
        self.world.house.engine = Solved()
        ann = self.talker()
        ann.says("create --cols=5 --rows=4")
        self.assertEqual(ann.says("bot 7").count(OTHER_BOARD.format(name="bot7")), 1)
