"""
Everybody is shown everything once, and in one order.
"""

from __future__ import annotations

from random import Random

from pytest_twisted import ensureDeferred

from tests.support.live_client import Client
from tests.support.live_game import begin, boards, game, move
from tests.support.live_server import Server

EMPTY = "  | . | . | . | . | . | . | . |\n" * 6


class Expected:
    """
    The boards of one game, made without any code of the server.
    """

    def __init__(self) -> None:
        self.columns: list[list[str]] = [[] for _ in range(7)]
        self.boards = [EMPTY]

    def open(self) -> list[int]:
        """
        The columns that take a disc, counted from 1.
        """
        return [n for n, discs in enumerate(self.columns, 1) if len(discs) < 6]

    def drop(self, column: int, symbol: str) -> None:
        """
        One more disc, and the board after it.
        """
        self.columns[column - 1].append(symbol)
        self.boards.append(
            "".join(
                "  |"
                + "|".join(
                    f" {discs[row] if row < len(discs) else '.'} "
                    for discs in self.columns
                )
                + "|\n"
                for row in range(5, -1, -1)
            )
        )


def unmarked(board: str) -> str:
    """
    A board without the marks of its last and its winning discs.
    """
    return board.translate(str.maketrans("[]#", "   "))


@ensureDeferred
async def test_defect_15_hundreds_of_moves_are_shown_in_one_order(
    server: Server,
) -> None:
    """
    Over hundreds of moves the transcript of each player is exactly the boards in order.
    """
    rng = Random(15)
    players = await game(server)
    expected: list[str] = []
    made = 0
    first = 0
    while made < 300:
        one = Expected()
        shown = [""]
        mover = first
        while "game over> " not in shown[0]:
            column = rng.choice(one.open())
            one.drop(column, "XO"[mover])
            shown = await move(players, mover, column)
            made += 1
            mover = 1 - mover
        expected += one.boards
        first = 1 - first
        players[0].send("lobby")
        for player in players:
            await player.expect("Ready for another game")
        await begin(*players)
    for player in players:
        seen = [unmarked(board) for board in boards(player.screen.transcript)]
        assert seen == [*expected, EMPTY]


@ensureDeferred
async def test_defect_15_lines_sent_at_once_are_answered_one_by_one(
    server: Server,
) -> None:
    """
    The board of a move comes before the answer to the line after it, and an error's
    words stick to nothing else.
    """
    players: list[Client] = await game(server)
    players[0].send("4", "4", "board", "nonsense", "board", "theend")
    told = await players[0].expect("Unknown command theend")
    kinds = [
        words
        for line in told.splitlines()
        for words in ("drops", "not yours", "nonsense", "[X]", "theend")
        if words in line
    ]
    wanted = ["drops", "[X]", "not yours", "[X]", "nonsense", "[X]", "theend"]
    assert kinds == wanted
    told = await players[1].expect("> ")
    assert told.count(f"{players[0].name} drops in column 4.") == 1
    assert players[1].screen.unseen == ""
