"""
Who is here: how players find each other by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from connect4tx.play.names import Names
from connect4tx.supervision.monitors import Down, monitor
from connect4tx.supervision.process import Process


class Person(Protocol):
    """
    Somebody with a connection and a name.
    """

    @property
    def name(self) -> str: ...

    @property
    def process(self) -> Process: ...


Somebody = TypeVar("Somebody", bound=Person)


class People(Generic[Somebody]):
    """
    Those who have a name, in the order in which they came; each until the connection
    ends.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._here: dict[Process, Somebody] = {}

    def __len__(self) -> int:
        return len(self._here)

    def __iter__(self) -> Iterator[Somebody]:
        return iter(list(self._here.values()))

    def enter(self, person: Somebody) -> None:
        """
        Have somebody found by name from now on.
        """
        if person.process not in self._here:
            self._here[person.process] = person
            monitor(person.process, self._gone)

    def find(self, name: str) -> Somebody | None:
        """
        Who is called so, in whatever case.
        """
        owner = self._names.owner(name)
        return None if owner is None else self._here.get(owner)

    def _gone(self, down: Down) -> None:
        self._here.pop(down.process, None)
