"""
The system's limit on open files.
"""

from __future__ import annotations

from twisted.logger import LogEvent, Logger

from connect4tx.service import limits
from connect4tx.service.limits import raise_file_limit
from tests.support.net_program import ProgramCase, Resource


class LimitTests(ProgramCase):
    def setUp(self) -> None:
        super().setUp()
        self.events: list[LogEvent] = []
        self.patch(limits, "_log", Logger(observer=self.events.append))  # type: ignore[arg-type]

    def raised(self, connections: int, soft: int, hard: int) -> tuple[int, int]:
        """
        The limit after it was raised from these.
        """
        resource = Resource(soft, hard)
        self.patch(limits, "resource", resource)
        raise_file_limit(connections)
        return resource.limit

    def test_raised_as_far_as_needed(self) -> None:
        """
        There is one file for each connection, and some for the server itself.
        """
        soft, hard = self.raised(2000, 1024, 1_048_576)
        self.assertTrue(2000 < soft < 2200)
        self.assertEqual(hard, 1_048_576)
        self.assertEqual(self.events, [])

    def test_never_lowered(self) -> None:
        """
        A limit that suffices is left alone, and so is one that is none.
        """
        self.assertEqual(self.raised(10, 1024, 4096), (1024, 4096))
        self.assertEqual(self.raised(10_000, -1, -1), (-1, -1))
        self.assertEqual(self.events, [])

    def test_no_hard_limit(self) -> None:
        """
        Where the system sets no bound, any number may be had.
        """
        self.assertGreater(self.raised(5_000_000, 1024, -1)[0], 5_000_000)
        self.assertEqual(self.events, [])

    def test_hard_limit_is_too_low(self) -> None:
        """
        What can be had is taken, and the log says once that it is not enough.
        """
        self.assertEqual(self.raised(5000, 1024, 4096), (4096, 4096))
        [event] = self.events
        self.assertEqual((event["allowed"], event["connections"]), (4096, 5000))

    def test_what_is_said_is_true(self) -> None:
        """
        The log never says that a larger number is fewer than a smaller one.
        """
        for connections in range(4000, 4100, 7):
            self.raised(connections, 1024, 4096)
        for event in self.events:
            if "fewer than" in str(event["log_format"]):
                self.assertLess(event["allowed"], event["connections"])
