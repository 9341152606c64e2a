"""
What was measured, for people and for programs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.idle import Idle
from benchmarks.window import Measured

RATIO_AT_LEAST = 0.20
IDLE_KIB_AT_MOST = 8.0
BUSY_AT_LEAST = 0.95


@dataclass(frozen=True, slots=True)
class Round:
    """
    An echo phase and the games phases after it.

    :ivar games: in memory, or with the journal when only that was asked for.
    :ivar journal: the same games with the journal, when both were asked for.
    """

    echo: Measured
    games: Measured
    journal: Measured | None = None

    @property
    def undisturbed(self) -> bool:
        """
        Whether the servers had a processor each, so that the rates are theirs.

        One with a journal also waits for the disk.
        """
        return min(self.echo.busy, self.games.busy) >= BUSY_AT_LEAST

    @property
    def ratio(self) -> float:
        """
        Moves for each line that is echoed in the same time.
        """
        return self.games.rate / self.echo.rate

    @property
    def cpu_ratio(self) -> float:
        """
        CPU time of an echoed line for that of a move: what the ratio would be if both
        servers were busy all the time.
        """
        return self.echo.cpu_per_1000 / self.games.cpu_per_1000

    @property
    def kept(self) -> Measured:
        """
        The games with the journal, for what is only asked of rounds that have both.
        """
        return self.journal or self.games


# Name in JSON, label and format, value.
_FIGURES: tuple[tuple[str, str, str, Callable[[Round], float]], ...] = (
    ("moves_per_second", "moves/s", ",.0f", lambda r: r.games.rate),
    (
        "cpu_seconds_per_1000_moves",
        "server CPU s / 1,000 moves",
        ".4f",
        lambda r: r.games.cpu_per_1000,
    ),
    ("own_p50_ms", "own board p50 ms", ".1f", lambda r: r.games.own_p50_ms),
    ("own_p99_ms", "own board p99 ms", ".1f", lambda r: r.games.own_p99_ms),
    ("opponent_p50_ms", "opp. board p50 ms", ".1f", lambda r: r.games.opponent_p50_ms),
    ("opponent_p99_ms", "opp. board p99 ms", ".1f", lambda r: r.games.opponent_p99_ms),
    ("lines_per_second", "echoed lines/s", ",.0f", lambda r: r.echo.rate),
    (
        "cpu_seconds_per_1000_lines",
        "server CPU s / 1,000 lines",
        ".4f",
        lambda r: r.echo.cpu_per_1000,
    ),
    ("echo_p50_ms", "echo p50 ms", ".1f", lambda r: r.echo.own_p50_ms),
    ("echo_p99_ms", "echo p99 ms", ".1f", lambda r: r.echo.own_p99_ms),
    (
        "moves_per_echoed_line",
        "moves per echoed line",
        ".3f",
        lambda r: r.ratio,
    ),
    (
        "cpu_per_line_of_cpu_per_move",
        "the same in server CPU",
        ".3f",
        lambda r: r.cpu_ratio,
    ),
)
# What the journal adds, of rounds with both phases.
_JOURNAL: tuple[tuple[str, str, str, Callable[[Round], float]], ...] = (
    (
        "journal_moves_per_second",
        "journal: moves/s",
        ",.0f",
        lambda r: r.kept.rate,
    ),
    (
        "journal_cpu_seconds_per_1000_moves",
        "journal: CPU s / 1,000 moves",
        ".4f",
        lambda r: r.kept.cpu_per_1000,
    ),
    (
        "journal_own_p50_ms",
        "journal: own board p50 ms",
        ".1f",
        lambda r: r.kept.own_p50_ms,
    ),
    (
        "journal_own_p99_ms",
        "journal: own board p99 ms",
        ".1f",
        lambda r: r.kept.own_p99_ms,
    ),
    (
        "journal_opponent_p50_ms",
        "journal: opp. board p50 ms",
        ".1f",
        lambda r: r.kept.opponent_p50_ms,
    ),
    (
        "journal_opponent_p99_ms",
        "journal: opp. board p99 ms",
        ".1f",
        lambda r: r.kept.opponent_p99_ms,
    ),
    (
        "journal_moves_per_echoed_line",
        "journal: moves / echoed line",
        ".3f",
        lambda r: r.kept.rate / r.echo.rate,
    ),
    (
        "journal_cpu_per_line_of_cpu_per_move",
        "journal: the same in CPU",
        ".3f",
        lambda r: r.echo.cpu_per_1000 / r.kept.cpu_per_1000,
    ),
    (
        "journal_of_memory",
        "journal / memory, moves/s",
        ".3f",
        lambda r: r.kept.rate / r.games.rate,
    ),
)


def show_round(number: int, seen: Round) -> str:
    """
    A line while the rest is still to come.
    """
    return (
        f"round {number}: {seen.games.rate:,.0f} moves/s ({_busy(seen.games)}), "
        f"{seen.echo.rate:,.0f} echoed lines/s ({_busy(seen.echo)}), "
        f"ratio {seen.ratio:.3f}, in CPU {seen.cpu_ratio:.3f}"
        + (
            f"; with journal {seen.journal.rate:,.0f} moves/s ({_busy(seen.journal)}),"
            f" {seen.journal.rate / seen.games.rate:.3f} of those in memory"
            if seen.journal
            else ""
        )
    )


def as_text(games: int, rounds: Sequence[Round], kept: Idle | None) -> str:
    """
    Medians with the least and the most of the rounds.
    """
    lines = [f"{games} games at once, {len(rounds)} rounds: median (least to most)"]
    for _, label, spec, value in _figures(rounds):
        values = [value(seen) for seen in rounds]
        least, middle, most = min(values), median(values), max(values)
        lines.append(
            f"  {label:<28}{middle:>10{spec}}   ({least:{spec}} to {most:{spec}})"
        )
    lines.append(_verdict(rounds))
    undisturbed = [seen for seen in rounds if seen.undisturbed]
    if len(undisturbed) < len(rounds):
        lines.append(
            f"  WARNING: {len(rounds) - len(undisturbed)} disturbed rounds: a server"
            f" had less than {BUSY_AT_LEAST:.0%} of its processor. Without them:"
        )
        lines.append(_verdict(undisturbed) if undisturbed else "  nothing to judge by")
    if kept is not None:
        lines += [
            f"{kept.connections} connections, greeted and kept, 100 under way at once",
            f"  {'accepted/s':<28}{kept.accepted_per_second:>10,.0f}",
            f"  {'server CPU ms to greet one':<28}{kept.accept_cpu_ms:>10.2f}",
            f"  {'KiB for an idle one':<28}{kept.kib:>10.2f}",
            _target(kept.kib <= IDLE_KIB_AT_MOST, "KiB for an idle one <= 8"),
        ]
    return "\n".join(lines)


def as_json(games: int, rounds: Sequence[Round], kept: Idle | None) -> dict[str, Any]:
    """
    The medians, what they were made from, and the idle connections.
    """
    return {
        "games": games,
        "medians": {
            name: median(value(seen) for seen in rounds)
            for name, _, _, value in _figures(rounds)
        },
        "rounds": [asdict(seen) for seen in rounds],
        "idle": kept and asdict(kept),
    }


def _figures(
    rounds: Sequence[Round],
) -> Sequence[tuple[str, str, str, Callable[[Round], float]]]:
    return (*_FIGURES, *_JOURNAL) if rounds[0].journal else _FIGURES


def _busy(seen: Measured) -> str:
    client = seen.client_seconds / seen.seconds
    return f"server {seen.busy:.0%} busy, client {client:.0%}"


def _verdict(rounds: Sequence[Round]) -> str:
    ratios = [seen.ratio for seen in rounds]
    met = sum(ratio >= RATIO_AT_LEAST for ratio in ratios)
    what = f"moves per echoed line >= 0.20, {median(ratios):.4f} by the median"
    return (
        _target(median(ratios) >= RATIO_AT_LEAST, what)
        + f" (reached in {met} of {len(ratios)} rounds)"
    )


def _target(met: bool, what: str) -> str:
    return f"  target {what}: {'met' if met else 'MISSED'}"
