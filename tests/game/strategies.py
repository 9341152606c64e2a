"""
Boards and games for hypothesis to choose from.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from connect4tx.game.cell import Cell
from connect4tx.game.variant import Variant
from tests.game.naive import all_cells

# The same examples on every machine, and no database written into the checkout.
repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=150, print_blob=False
)


@st.composite
def variants(draw: st.DrawFn, largest: int = 20) -> Variant:
    """
    Every legal size, length of line and number of players.
    """
    columns = draw(st.integers(4, largest))
    rows = draw(st.integers(4, largest))
    connect = draw(st.integers(3, min(10, max(columns, rows))))
    return Variant(columns, rows, connect, draw(st.integers(2, 4)))


@st.composite
def scattered(draw: st.DrawFn) -> tuple[Variant, frozenset[Cell]]:
    """
    One player's discs anywhere on a board, from sparse to nearly everywhere.
    """
    variant = draw(variants())
    rng = draw(st.randoms(use_true_random=False))
    density = draw(st.sampled_from((0.2, 0.5, 0.7, 0.85, 0.95)))
    cells = [cell for cell in all_cells(variant) if rng.random() < density]
    return variant, frozenset(cells)
