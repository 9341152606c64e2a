"""
A server with an engine that knows the ends of games, and such games.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from connect4tx.game.record import digits_to_columns
from connect4tx.play.analysis import Reviews
from connect4tx.play.puzzles import Puzzles
from tests.support.exact import ExactEngine
from tests.support.talk import TalkCase, Talker

# All of it is known from move 31 on.
LONG = "15742773654224644114662551226117573537633"

# With one puzzle: after 35 discs, O wins in column 3.
PUZZLING = "32437174421346441227623121666613777355"


class StudyCase(TalkCase):
    """
    Has a server with an engine that knows the ends of games.
    """

    perfect = False
    slow = False

    def setUp(self) -> None:
        super().setUp()
        self.engine = ExactEngine(perfect=self.perfect, slow=self.slow)
        house, clock = self.world.house, self.world.clock
        house.engine = self.engine
        house.reviews = Reviews(engine=self.engine, clock=clock)
        house.puzzles = Puzzles(
            journal=house.journal, engine=self.engine, rng=Random(2), clock=clock
        )

    def over(self, moves: str) -> tuple[Talker, Talker, str]:
        """
        A game that is over: those who played it, and its code.
        """
        ann, bob = self.game(*(column + 1 for column in digits_to_columns(moves)))
        return ann, bob, f"{ann.code}.1"

    def work(self) -> None:
        """
        Have the engine answer all that it is asked.
        """
        while self.engine.waiting:
            self.engine.answer()

    def against_bot(self, moves: str) -> tuple[Talker, Talker]:
        """
        A game that is on, in which each takes the other for a computer player;
        first who is to move.
        """
        ann, bob = self.game(*(column + 1 for column in digits_to_columns(moves)))
        talkers = (ann, bob)
        for seat, talker in enumerate(talkers):
            room = talker.place.room
            assert room is not None
            seats = list(room.seats)
            other = seats[1 - seat]
            assert other is not None
            seats[1 - seat] = replace(other, bot=3)
            talker.place.room = replace(room, seats=tuple(seats))
        turn = len(moves) % 2
        return talkers[turn], talkers[1 - turn]
