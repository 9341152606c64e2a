"""
Perft: the number of ways to play on, an oracle for the rules.
"""

from connect4tx.game.position import Position


def perft(position: Position, depth: int) -> int:
    """
    Count the sequences of exactly ``depth`` legal moves from a position.

    A game that ends earlier counts nothing. The last ply is counted without playing it.

    >>> [perft(Position.start(), depth) for depth in range(5)]
    [1, 7, 49, 343, 2401]
    """
    if depth == 0:
        return 1
    columns = position.open_columns()
    if depth == 1:
        return len(columns)
    return sum(perft(position.play(column), depth - 1) for column in columns)
