"""
The server is killed again and again in the middle of many games: a short form of
``python -m benchmarks.kill``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from pytest_twisted import ensureDeferred

from tests.live.conftest import RunProgram

ROOT = Path(__file__).parents[2]
KILLS, PAIRS = 5, 40


@pytest.mark.seconds(90)
@ensureDeferred
async def test_what_was_told_before_a_kill_is_so_after_it(runs: RunProgram) -> None:
    """
    After a few kills at random moments every game that had begun is finished, with
    every move that any player was told of, and none other.
    """
    done = runs(
        *(sys.executable, "-m", "benchmarks.kill"),
        *(f"--kills={KILLS}", f"--pairs={PAIRS}"),
        cwd=str(ROOT),
    )
    told = await done.screen.ended(80)
    assert done.status == 0, told + done.errors.decode()
    assert told.startswith(f"{KILLS} kills ")
    figures = dict(re.findall(r"(?m)^  (\w.*?) {2,}([\d,]+)$", told))
    finished = int(figures.pop("games finished").replace(",", ""))
    assert finished >= PAIRS
    assert int(figures.pop("moves seen, by each player").replace(",", "")) > finished
    assert int(figures.pop("rooms replayed from the journal").replace(",", "")) > PAIRS
    assert figures
    assert set(figures.values()) == {"0"}, told
