"""
Processes seen as Twisted services.
"""

from __future__ import annotations

from typing import Any

from twisted.application.service import IService, Service
from twisted.internet.defer import Deferred
from zope.interface import implementer

from connect4tx.supervision.process import Process


@implementer(IService)
class ProcessService(Service):
    """
    A process that is no service of its own, shown as one.
    """

    def __init__(self, process: Process) -> None:
        self.process = process
        self.name = process.name
        self.running = process.alive

    def stopService(self) -> Deferred[Any]:
        return self.process.stop()


def service_of(process: Process) -> IService:
    """
    The service that a process is, or a view of it as one.
    """
    service = getattr(process.body, "service", None)
    return ProcessService(process) if service is None else service
