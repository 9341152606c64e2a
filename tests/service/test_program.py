"""
The tree as a program: how it starts, and how it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random

from twisted.internet.defer import Deferred, fail
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IListeningPort, IProtocolFactory
from twisted.internet.testing import MemoryReactorClock
from twisted.logger import LogEvent, capturedLogs, formatEvent

from connect4tx.bots.simple import SimpleEngine
from connect4tx.journal.sqlite import SqliteJournal
from connect4tx.service import program
from connect4tx.service.program import Program
from connect4tx.service.tree import tree
from connect4tx.supervision.supervisor import Supervisor
from tests.support.net_endpoint import MemoryEndpoint
from tests.support.net_program import ProgramCase


def told(logs: Sequence[LogEvent]) -> list[str]:
    """
    The lines of a log.
    """
    return [formatEvent(event) for event in logs]


class ImpossibleEndpoint(MemoryEndpoint):
    """
    An endpoint that cannot be had, and not for a reason that sockets know.
    """

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        return fail(OverflowError("port must be 0-65535."))


class SlowEndpoint(MemoryEndpoint):
    """
    An endpoint of which it is known only later whether it can be had.
    """

    def __init__(self) -> None:
        super().__init__()
        self.later: Deferred[IListeningPort] = Deferred()

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        return self.later


class TreeProgramCase(ProgramCase):
    """
    Has a program on a reactor in memory.
    """

    def setUp(self) -> None:
        super().setUp()
        self.terminal = StringIO()
        self.patch(sys, "__stderr__", self.terminal)
        self.reactor = MemoryReactorClock()
        self.reactor.running = True
        self.endpoint = MemoryEndpoint()
        self.program = self.program_on(self.endpoint)

    def program_on(
        self, *endpoints: MemoryEndpoint, data: Path | None = None
    ) -> Program:
        """
        A program that listens there.

        :param data: the directory of its journal; without one it is in memory.
        """
        opens = None if data is None else partial(SqliteJournal, data)
        root = tree(
            endpoints=endpoints,
            max_connections=3,
            lang="en",
            drill=False,
            engine=SimpleEngine(rng=Random(3)),
            rng=Random(4),
            clock=self.reactor,
            open_journal=opens,
        )
        names = [f"tcp:{4040 + number}" for number in range(len(endpoints))]
        return Program(root=root, endpoints=names, data=data, reactor=self.reactor)

    def refusal_of(self, refused: Program) -> str:
        """
        The sentence with which this program does not start: the operator reads it
        once, on the terminal, and Python is left nothing to write but the status.
        """
        told = self.sentence_of(refused.startService)
        self.assertEqual(self.terminal.getvalue(), f"{told}\n")
        return told

    @property
    def root(self) -> Supervisor:
        return self.program.root


class ProgramTests(TreeProgramCase):
    def test_runs_the_tree(self) -> None:
        """
        The tree lives from the start of the service to its stop.
        """
        self.program.startService()
        self.assertTrue(self.root.process.alive)
        self.assertIsNotNone(self.endpoint.port)
        stopped = self.program.stopService()
        self.reactor.advance(0)
        self.successResultOf(stopped)
        self.assertFalse(self.root.process.alive)
        self.assertIsNone(self.endpoint.port)

    def test_defect_16_stop_is_a_success(self) -> None:
        """
        A stop that was asked for logs no error and asks for no other status.
        """
        self.program.startService()
        self.program.stopService()
        self.reactor.advance(0)
        self.assertEqual(self.last_words.registered, [])
        self.assertFalse(self.reactor.hasStopped)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_end_of_the_tree_is_the_end_of_the_program(self) -> None:
        """
        When the root ends by itself, the reactor is stopped, once, and the program
        will end with a status that is not 0.
        """
        self.program.startService()
        self.root.process.kill()
        self.assertFalse(self.reactor.hasStopped)
        self.reactor.advance(0)
        self.assertTrue(self.reactor.hasStopped)
        self.assertEqual(self.last_words.registered, [program._exit])

    def test_stop_after_the_end(self) -> None:
        """
        The stop that the reactor orders then finds nothing left to do.
        """
        self.program.startService()
        self.root.process.kill()
        self.reactor.advance(0)
        stopped = self.program.stopService()
        self.reactor.advance(0)
        self.successResultOf(stopped)
        self.assertEqual(len(self.last_words.registered), 1)

    def test_exit_status(self) -> None:
        """
        The last words are those with which a process ends with status 1.
        """
        spoken: list[int] = []
        self.patch(os, "_exit", spoken.append)
        program._exit()
        self.assertEqual(spoken, [1])

    def test_reactor_that_does_not_run_is_not_stopped(self) -> None:
        """
        Only a reactor that runs can be stopped.
        """
        self.reactor.running = False
        program.exit_with_failure(self.reactor)
        self.assertFalse(self.reactor.hasStopped)
        self.assertEqual(len(self.last_words.registered), 1)

    def test_no_observer_is_left(self) -> None:
        """
        After the start nobody looks at every process any more.
        """
        self.program.startService()
        self.assertEqual(self.root.process.node.observers, [])


class CannotStartTests(TreeProgramCase):
    def test_status(self) -> None:
        """
        The status is 1, which Python ends with in silence.
        """
        self.endpoint.refusals = 1
        refused = self.assertRaises(SystemExit, self.program.startService)
        self.assertEqual(refused.code, 1)

    def test_no_terminal(self) -> None:
        """
        Without a standard error the sentence is left to whoever catches it.
        """
        self.patch(sys, "__stderr__", None)
        self.endpoint.refusals = 1
        refused = self.assertRaises(SystemExit, self.program.startService)
        self.assertEqual(refused.code, str(refused))
        self.assertIn("cannot listen on tcp:4040", str(refused))

    def test_not_told_where_games_are(self) -> None:
        """
        A server that did not start keeps no games.
        """
        self.endpoint.refusals = 1
        with capturedLogs() as logs:
            self.assertRaises(SystemExit, self.program.startService)
        self.assertFalse([each for each in told(logs) if "Games are kept" in each])

    def test_address_is_taken(self) -> None:
        """
        When the address is taken, one sentence says so, with the system's reason.
        """
        self.endpoint.refusals = 1
        told = self.refusal_of(self.program)
        self.assertIn("cannot listen on tcp:4040", told)
        self.assertIn("Address already in use", told)

    def test_address_cannot_be(self) -> None:
        """
        A failure that is not the socket's is told as it is, with one full stop.
        """
        broken = self.program_on(ImpossibleEndpoint())
        told = self.refusal_of(broken)
        self.assertIn("port must be 0-65535.", told)
        self.assertFalse(told.endswith(".."))

    def test_second_of_two(self) -> None:
        """
        When one of several endpoints fails, nothing is left running.
        """
        free, taken = MemoryEndpoint(), MemoryEndpoint()
        taken.refusals = 1
        both = self.program_on(free, taken)
        told = self.refusal_of(both)
        self.assertIn("tcp:4041", told)
        self.reactor.advance(0)
        self.assertIsNone(free.port)
        self.assertFalse(both.root.process.alive)

    def test_known_later(self) -> None:
        """
        What shows only after a while is on the terminal, too, and ends the program.
        """
        endpoint = SlowEndpoint()
        slow = self.program_on(endpoint)
        slow.startService()
        self.assertEqual(self.terminal.getvalue(), "")
        endpoint.later.errback(CannotListenError("x", 0, OSError(98, "It is taken")))
        self.reactor.advance(0)
        self.assertEqual(
            self.terminal.getvalue(),
            "connect4: cannot listen on tcp:4040: [Errno 98] It is taken.\n",
        )
        self.assertTrue(self.reactor.hasStopped)

    def test_not_logged_as_a_crash(self) -> None:
        """
        An address that is taken is the operator's matter: there is no traceback.
        """
        self.endpoint.refusals = 1
        self.assertRaises(SystemExit, self.program.startService)
        self.reactor.advance(0)
        self.assertEqual(self.flushLoggedErrors(CannotListenError), [])


class JournalTests(TreeProgramCase):
    """
    A program that keeps its games in a directory.
    """

    def stop(self, running: Program) -> None:
        stopped = running.stopService()
        self.reactor.advance(0)
        self.successResultOf(stopped)

    def test_cannot_be_opened(self) -> None:
        """
        When the journal cannot be, one sentence says so, nothing listens, and nothing
        is logged as a crash.
        """
        data = Path(self.mktemp())
        data.write_text("not a directory")
        broken = self.program_on(self.endpoint, data=data)
        told = self.refusal_of(broken)
        self.assertIn(f"{data}, which is not a directory", told)
        self.assertIn("--data", told)
        self.reactor.advance(0)
        self.assertIsNone(self.endpoint.port)
        self.assertFalse(broken.root.process.alive)
        self.assertEqual(data.read_text(), "not a directory")
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_where_games_are(self) -> None:
        """
        The log says once where games are kept.
        """
        data = Path(self.mktemp())
        for running, where in (
            (self.program_on(MemoryEndpoint(), data=data), f"in {data}"),
            (self.program, "in memory only: they end with the server"),
        ):
            with capturedLogs() as logs:
                running.startService()
            found = [each for each in told(logs) if "Games are" in each]
            self.assertEqual(found, [f"Games are kept {where}"])
            self.stop(running)

    def test_another_server_has_it(self) -> None:
        """
        A second server over one directory does not start; the first goes on, and when
        it has stopped the directory is free.
        """
        data = Path(self.mktemp())
        first = self.program_on(MemoryEndpoint(), data=data)
        first.startService()
        second = self.program_on(MemoryEndpoint(), data=data)
        told = self.refusal_of(second)
        self.assertIn(str(data), told)
        self.assertTrue(first.root.process.alive)
        self.stop(first)
        third = self.program_on(MemoryEndpoint(), data=data)
        third.startService()
        self.assertTrue(third.root.process.alive)
        self.stop(third)
        self.assertEqual(self.flushLoggedErrors(), [])
