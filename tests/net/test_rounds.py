"""
Many who are looked at now and then, by one delayed call.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.net.rounds import Rounds


class Visited:
    """
    Notes when it is looked at, and has it done again if there is a period.
    """

    def __init__(self, rounds: Rounds, seconds: float, *, again: bool = False) -> None:
        self.seen: list[float] = []
        self._rounds = rounds
        self._seconds = seconds
        self._again = again
        rounds.begin()
        rounds.look_in(seconds, self)

    def look(self) -> None:
        """
        It is time.
        """
        self.seen.append(self._rounds.clock.seconds())
        if self._again:
            self._rounds.look_in(self._seconds, self)


class RoundsTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clock.advance(1000)
        self.rounds = Rounds(self.clock)

    def pass_time(self, seconds: int) -> None:
        """
        Let so many seconds pass, in small steps.
        """
        self.clock.pump([0.25] * 4 * seconds)

    def test_each_at_its_time(self) -> None:
        """
        Each is looked at to the second, never too early, in whatever order they began.
        """
        all_of_them = {
            seconds: Visited(self.rounds, seconds)
            for seconds in (30.0, 5.0, 60.0, 5.5, 2.0)
        }
        self.pass_time(61)
        self.assertEqual(
            {seconds: visited.seen for seconds, visited in all_of_them.items()},
            {
                30.0: [1030.0],
                5.0: [1005.0],
                60.0: [1060.0],
                5.5: [1006.0],
                2.0: [1002.0],
            },
        )

    def test_again_and_again(self) -> None:
        """
        Who wants to be looked at again is, also while others are.
        """
        often = Visited(self.rounds, 10, again=True)
        once = Visited(self.rounds, 20)
        self.pass_time(41)
        self.assertEqual(often.seen, [1010, 1020, 1030, 1040])
        self.assertEqual(once.seen, [1020])

    def test_one_call(self) -> None:
        """
        However many they are, one call waits; and none when there is nobody.
        """
        for seconds in range(60):
            Visited(self.rounds, seconds)
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
        for _ in range(60):
            self.rounds.end()
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_late(self) -> None:
        """
        When the clock has jumped nobody is left out, and those who are due first come
        first.
        """
        order: list[int] = []
        for seconds in (40, 10, 30, 20):
            visited = Visited(self.rounds, seconds)
            self.patch(visited, "look", lambda seconds=seconds: order.append(seconds))
        self.clock.advance(35)
        self.assertEqual(order, [10, 20, 30])
        self.clock.advance(5)
        self.assertEqual(order, [10, 20, 30, 40])

    def test_begins_anew(self) -> None:
        """
        After everybody has gone the next is looked at in time.
        """
        Visited(self.rounds, 50)
        self.rounds.end()
        visited = Visited(self.rounds, 10)
        self.pass_time(60)
        self.assertEqual(visited.seen, [1010])

    def test_ends_while_it_is_looked_at(self) -> None:
        """
        Who ends as a consequence of being looked at leaves nothing that waits.
        """
        visited = Visited(self.rounds, 10)
        self.patch(visited, "look", self.rounds.end)
        self.pass_time(11)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_bug(self) -> None:
        """
        A bug that is met in looking at one is logged, and harms nobody else.
        """
        broken = Visited(self.rounds, 10)
        visited = Visited(self.rounds, 10, again=True)
        self.patch(broken, "look", lambda: 1 / 0)
        self.pass_time(25)
        self.assertEqual(visited.seen, [1010, 1020])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
