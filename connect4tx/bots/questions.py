"""
What worker processes are asked, and how it is written on the wire (AMP).
"""

from __future__ import annotations

from typing import Any, ClassVar

from twisted.protocols import amp

from connect4tx.bots.duel import Duel
from connect4tx.game.variant import Variant
from connect4tx.play.ports import Prospect


class _AsDuel(amp.Argument):
    """
    Columns, rows, connect, and the discs of both.
    """

    def toString(self, inObject: Duel) -> bytes:
        variant = inObject.variant
        size = (variant.columns, variant.rows, variant.connect)
        return b"%d %d %d %x %x" % (*size, inObject.own, inObject.other)

    def fromString(self, inString: bytes) -> Duel:
        columns, rows, connect, own, other = inString.split()
        variant = Variant(int(columns), int(rows), int(connect))
        return Duel(variant, int(own, 16), int(other, 16))


class _AsProspects(amp.Argument):
    """
    Column, value and plies of each move; no value when it is not known.
    """

    def toString(self, inObject: dict[int, Prospect]) -> bytes:
        return b" ".join(
            b"%d:%s:%d" % (column, _written(of.value), of.plies)
            for column, of in inObject.items()
        )

    def fromString(self, inString: bytes) -> dict[int, Prospect]:
        moves = (move.split(b":") for move in inString.split())
        return {
            int(column): Prospect(int(value) if value else None, int(plies))
            for column, value, plies in moves
        }


def _written(value: int | None) -> bytes:
    return b"" if value is None else b"%d" % value


class Wake(amp.Command):
    """
    Asks whether it is up.
    """


class Best(amp.Command):
    """
    Asks which moves are best, looking so many discs ahead (0: to the end) for so many
    seconds at most, with or without an opinion of what lies beyond.
    """

    arguments: ClassVar[Any] = [
        (b"duel", _AsDuel()),
        (b"depth", amp.Integer()),
        (b"guesses", amp.Boolean()),
        (b"seconds", amp.Float()),
    ]
    response: ClassVar[Any] = [(b"columns", amp.ListOf(amp.Integer()))]


class Prospects(amp.Command):
    """
    Asks what each move leads to, as far as is found out in so many seconds.
    """

    arguments: ClassVar[Any] = [(b"duel", _AsDuel()), (b"seconds", amp.Float())]
    response: ClassVar[Any] = [(b"prospects", _AsProspects())]
