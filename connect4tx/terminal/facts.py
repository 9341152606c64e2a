"""
Facts about the game, all of them true.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from connect4tx.terminal.language import msg

PACE_SECONDS = 0.5

FACTS = (
    msg("Connect Four was first sold by Milton Bradley in February 1974."),
    msg(
        "Howard Wexler invented Connect Four; Ned Strongin helped to bring it to"
        " market."
    ),
    msg("The usual board has 42 holes, and each player 21 discs."),
    msg(
        "There are 4,531,985,219,092 positions on the usual board, from empty to full."
    ),
    msg("There are 69 ways to place four in a row on the usual board."),
    msg("James D. Allen solved Connect Four on 1 October 1988."),
    msg(
        "Victor Allis solved Connect Four on 16 October 1988, two weeks after James"
        " Allen."
    ),
    msg("Victor Allis's program, VICTOR, proved its moves with nine strategic rules."),
    msg(
        "With perfect play, whoever moves first wins by beginning in the middle column."
    ),
    msg("Begun beside the middle column, a perfectly played game is a draw."),
    msg("Begun in one of the four outer columns, a perfectly played game is lost."),
    msg("The first player can force the win by the 41st disc at the latest."),
    msg(
        "The quickest win takes seven discs: four of the winner's and three in between."
    ),
    msg("There are 49 positions after two discs, but only 238 after three."),
    msg("A cell in the centre is part of 13 possible fours, a corner cell of only 3."),
    msg(
        "John Tromp's computers took about 40,000 hours to work out every eight-disc"
        " position."
    ),
    msg(
        "On a board of 8 by 8, perfect play lets the second player win, John Tromp"
        " found."
    ),
    msg("Other names of the game are Four in a Row, Four Up, Plot Four and Find Four."),
    msg(
        "In PopOut, a variant, a player may take a disc of one's own out at the bottom."
    ),
    msg("There is no luck in Connect Four, and nothing is hidden: the moves are all."),
    msg(
        "A position fits into two whole numbers of 49 bits: that is how this server"
        " keeps it."
    ),
)


async def tell(
    number: int, say: Callable[[str], object], *, rng: Random, clock: IReactorTime
) -> None:
    """
    Say some facts, one after the other, none twice.

    :param number: how many, at most as many as there are.
    """
    for place, fact in enumerate(rng.sample(FACTS, number)):
        if place:
            await deferLater(clock, PACE_SECONDS)
        say(fact)
