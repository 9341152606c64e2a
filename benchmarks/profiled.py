"""
The server under cProfile: where the time of a move goes.
"""

from __future__ import annotations

import pstats
from io import StringIO
from pathlib import Path

from benchmarks.window import Measured


def twistd_options(path: str) -> tuple[str, ...]:
    """
    What makes twistd profile its reactor, and write the statistics when it stops.
    """
    where = str(Path(path).resolve())
    return ("--profiler=cprofile", "--savestats", f"--profile={where}")


def top(path: str, measured: Measured, count: int) -> str:
    """
    The functions that took most of the time themselves.

    The profile costs time too, most where functions are small: compare its shares, not
    its seconds.
    """
    out = StringIO()
    stats = pstats.Stats(path, stream=out).strip_dirs()
    stats.sort_stats("tottime").print_stats(count)
    return (
        f"{measured.rate:,.0f} moves/s under the profiler; all since the start:\n"
        f"{out.getvalue().strip()}"
    )
