"""
Replays what Erlang/OTP and Elixir did, on a virtual clock.

``python -m tests.supervision.replay [DIR]`` prints the first difference of every trace
that differs.  The directory is ``traces`` beside this file, or what the environment
variable ``OTP_TRACES`` or the command line names.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from twisted.logger import (
    ILogObserver,
    LogEvent,
    globalLogBeginner,
    globalLogPublisher,
)
from twisted.python.failure import Failure
from zope.interface import provider

from connect4tx.supervision.errors import NoSuchProcess
from tests.supervision.compare import Difference, first_difference
from tests.supervision.performance import Performance
from tests.supervision.reasons import Ended, Uncaught
from tests.supervision.scenario import Record, Scenario, read_scenario
from tests.supervision.worker import SHAPES

COUNTED = ("passed", "failed", "left out")
BUNDLED = Path(__file__).with_name("traces")

LEFT_OUT = {
    "registry_*": "there is no registry: nothing of ours looks a process up by key",
    "monitor_demonitor_queued_noflush": (
        "there is no mailbox: a cancelled Monitor always takes back the notice that is"
        " under way"
    ),
}
"""
Patterns of the names of traces that are not replayed, and why.
"""


def directory() -> Path:
    """
    Where the traces are, unless the command line says otherwise.
    """
    return Path(os.environ.get("OTP_TRACES") or BUNDLED).resolve()


def trace_files(where: Path) -> list[Path]:
    return sorted(where.glob("*.json"))


def why_left_out(name: str) -> str | None:
    """
    Why this trace is not replayed, if it is not.
    """
    for pattern, reason in LEFT_OUT.items():
        if fnmatch(name, pattern):
            return reason
    return None


@contextmanager
def unexpected_failures() -> Iterator[list[Failure]]:
    """
    The failures that are logged meanwhile and that no scenario asked for.
    """
    logged: list[Failure] = []

    @provider(ILogObserver)
    def observer(event: LogEvent) -> None:
        failure = event.get("log_failure")
        if failure is not None and not failure.check(Ended, Uncaught, NoSuchProcess):
            logged.append(failure)

    globalLogPublisher.addObserver(observer)
    try:
        yield logged
    finally:
        globalLogPublisher.removeObserver(observer)


def play(
    scenario: Scenario, *, shape: str = "coroutine", parent: bool = False
) -> tuple[list[Record], Difference | None]:
    """
    Replay one scenario: what happened, and where that first differs.
    """
    with unexpected_failures() as logged:
        got = Performance(scenario, shape=shape, parent=parent).run()
    difference = first_difference(scenario.steps, scenario.expected, got)
    if difference is None and logged:
        tracebacks = [failure.getTraceback() for failure in logged]
        difference = Difference(len(scenario.steps), "log", [], tracebacks)
    return got, difference


# -- the command -----------------------------------------------------------------


def checked(path: Path, *, shape: str, parent: bool) -> Difference | None:
    """
    Replay one file; a replay that breaks down differs too.
    """
    try:
        return play(read_scenario(path), shape=shape, parent=parent)[1]
    except Exception as error:  # noqa: BLE001 - one trace must not hide the others
        return Difference(0, "replay", None, repr(error))


def replay_all(
    where: Path, tell: Callable[[str], object], *, shape: str, parent: bool
) -> Counter[str]:
    """
    Replay a directory, tell of every trace that differs or is left out, and count.
    """
    counts: Counter[str] = Counter()
    for path in trace_files(where):
        reason = why_left_out(path.stem)
        if reason is not None:
            counts["left out"] += 1
            tell(f"{path.stem}: left out: {reason}")
            continue
        difference = checked(path, shape=shape, parent=parent)
        counts["passed" if difference is None else "failed"] += 1
        if difference is not None:
            tell(f"{path.stem}: {difference}")
    tell(", ".join(f"{what} {counts[what]}" for what in COUNTED))
    return counts


def show(
    scenario: Scenario, tell: Callable[[str], object], *, shape: str, parent: bool
) -> Difference | None:
    """
    Tell a whole trace, recorded and replayed side by side.
    """
    got, difference = play(scenario, shape=shape, parent=parent)
    tell(f"{scenario.name}: {scenario.doc}")
    for step, expected, ours in zip(
        scenario.steps, scenario.expected, got, strict=True
    ):
        tell(f"{expected['step']} {step}")
        for where, record in (("expected", expected), ("got", ours)):
            for part in ("life", "inbox", "returns"):
                for line in _lines(record.get(part, [])):
                    tell(f"    {where:8} {part:7} {line}")
    tell("no difference" if difference is None else str(difference))
    return difference


def _lines(part: Any) -> list[str]:
    return [str(event) for event in (part.items() if isinstance(part, dict) else part)]


def main(arguments: list[str]) -> int:
    """
    Run as a command; the exit status is 1 when a trace differs.
    """
    parser = ArgumentParser(prog="python -m tests.supervision.replay")
    parser.add_argument("dir", nargs="?", type=Path, default=directory())
    parser.add_argument("--shape", choices=SHAPES, default="coroutine")
    parser.add_argument("--parent", action="store_true", help="a supervisor on top")
    parser.add_argument("--show", metavar="NAME", help="one trace, step by step")
    options = parser.parse_args(arguments)
    how = {"shape": options.shape, "parent": options.parent}
    if options.show:
        scenario = read_scenario(options.dir / f"{options.show}.json")
        return 0 if show(scenario, _print, **how) is None else 1
    counts = replay_all(options.dir, _print, **how)
    return 1 if counts["failed"] or not counts else 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False)
    sys.exit(main(sys.argv[1:]))
