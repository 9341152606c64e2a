"""
Services that may end without having been stopped.
"""

from __future__ import annotations

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.supervision.exits import Crashed, Exit, Normal, Shutdown
from connect4tx.supervision.process import Process
from connect4tx.supervision.specs import ChildSpec, Restart
from connect4tx.supervision.supervisor import Supervisor
from tests.supervision.lives import Boom, SupervisionCase


class Mortal(Service):
    """
    A service that tells its own end.
    """

    def __init__(self) -> None:
        self.end: Deferred[Exit] = Deferred()

    def when_exited(self) -> Deferred[Exit]:
        return self.end


class EndsByItselfTests(SupervisionCase):
    def setUp(self) -> None:
        super().setUp()
        self.made: list[Mortal] = []
        self.supervisor = Supervisor(
            [ChildSpec("mortal", self.make, Restart.TRANSIENT)], clock=self.clock
        )
        self.supervisor.startService()

    def make(self, process: Process) -> Mortal:
        self.made.append(Mortal())
        return self.made[-1]

    def test_failure_is_a_crash(self) -> None:
        """
        A service that fails by itself has crashed, is stopped, and is replaced.
        """
        first = self.supervisor.child("mortal")
        self.made[0].end.errback(Failure(Boom("worn out")))
        self.turn()
        self.assertIsInstance(first.exit, Crashed)
        self.assertEqual(len(self.flushLoggedErrors(Boom)), 1)
        self.assertEqual([bool(mortal.running) for mortal in self.made], [False, True])

    def test_end_is_an_exit(self) -> None:
        """
        A service that tells how it ended is taken at its word.
        """
        first = self.supervisor.child("mortal")
        self.made[0].end.callback(Normal("done"))
        self.turn()
        self.assertEqual(first.exit, Normal("done"))
        self.assertEqual(len(self.made), 1)

    def test_stop_comes_first(self) -> None:
        """
        An end that is told after the service was stopped changes nothing.
        """
        first = self.supervisor.child("mortal")
        self.supervisor.stopService()
        self.turn()
        self.made[0].end.callback(Normal())
        self.turn()
        self.assertEqual(first.exit, Shutdown())
