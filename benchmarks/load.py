"""
How much the server does beside the least that Twisted can do:
``python -m benchmarks.load``.

Every figure comes from the real ``twistd connect4`` over the loopback interface. Rounds
of echoed lines and of whole games alternate, each in a fresh server, because other
work comes and goes on the machine; the ratios are taken within a round. A round plays
its games twice, with ``--memory`` and with a journal in a directory of its own, in turn
one or the other first; either can be asked for alone.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
from collections.abc import Callable

from benchmarks.crowd import Unexpected
from benchmarks.echoing import talk
from benchmarks.games import seat
from benchmarks.idle import idle
from benchmarks.profiled import top, twistd_options
from benchmarks.report import Round, as_json, as_text, show_round
from benchmarks.scripts import scripts
from benchmarks.server import (
    ECHO,
    IN_SCRATCH,
    ServerTrouble,
    client_keeps_apart,
    connect4,
    running,
)
from benchmarks.source import fingerprint
from benchmarks.window import Measured, measure

_SPARE = 100

# Where the games of a phase are kept.
DATA = {"memory": None, "journal": f"{IN_SCRATCH}/data"}


class SourceChanged(Exception):
    """
    The rounds were not of the same server.
    """


def echo_phase(options: argparse.Namespace) -> Measured:
    """
    As many connections as the games have, echoed to.
    """
    with running(ECHO) as server, talk(server.port, 2 * options.games) as peers:
        return measure(server, peers, warm_up=options.warm_up, seconds=options.seconds)


def games_phase(options: argparse.Namespace, command: tuple[str, ...]) -> Measured:
    """
    So many games at once.
    """
    lines = scripts(options.games)
    with (
        running(command) as server,
        seat(server.port, options.games, lines) as peers,
    ):
        return measure(server, peers, warm_up=options.warm_up, seconds=options.seconds)


def run(options: argparse.Namespace) -> None:
    """
    Measure what was asked for, and print it.
    """
    say = print if not options.json else lambda *_: None
    connections = 2 * options.games + _SPARE
    phases = {name: connect4(connections, data=DATA[name]) for name in options.kept}
    source = fingerprint()
    say(f"source {source}")
    rounds = []
    for number in range(options.rounds):
        echo = echo_phase(options)
        names = options.kept[:: -1 if number % 2 else 1]
        found = {name: games_phase(options, phases[name]) for name in names}
        first, *second = [found[name] for name in options.kept]
        rounds.append(Round(echo, first, *second))
        say(show_round(number + 1, rounds[-1]))
    kept = idle(options.idle) if options.idle else None
    if fingerprint() != source:
        raise SourceChanged("The server's source changed meanwhile; measure again.")
    if options.json:
        print(
            json.dumps(
                {"source": source} | as_json(options.games, rounds, kept), indent=2
            )
        )
    else:
        print(as_text(options.games, rounds, kept))


def main() -> None:
    """
    End with status 1 and a sentence when the server does what it should not.
    """
    options = _arguments()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.disable()
    client_keeps_apart()
    try:
        if options.profile:
            command = connect4(
                2 * options.games + _SPARE,
                data=DATA[options.kept[-1]],
                twistd_options=twistd_options(options.profile),
            )
            measured = games_phase(options, command)
            print(top(options.profile, measured, options.top))
        else:
            run(options)
    except (SourceChanged, Unexpected, ServerTrouble, OSError) as trouble:
        sys.exit(f"benchmarks.load: {trouble}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description="Measure the server under load."
    )
    for name, default, most, what in (
        ("games", 200, 2000, "games at once, each of two connections"),
        ("seconds", 8, 60, "that each phase is measured"),
        ("warm-up", 2, 30, "seconds before them that do not count"),
        ("rounds", 3, 10, "of an echo phase and the games phases"),
        ("idle", 2000, 9000, "idle connections; 0 leaves them out"),
        ("top", 25, 200, "functions to show of a profile"),
    ):
        parser.add_argument(
            f"--{name}",
            type=_whole(0 if name == "idle" else 1, most),
            default=default,
            metavar="N",
            help=f"{what} (default {default}, at most {most})",
        )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--profile",
        metavar="FILE",
        help="no figures, but one games phase under cProfile, its statistics in FILE",
    )
    for name in DATA:
        parser.add_argument(
            f"--{name}",
            dest="kept",
            action="append_const",
            const=name,
            help=f"games kept in {name}; both when neither is asked for",
        )
    options = parser.parse_args()
    # In this order, whatever order they were asked for in.
    options.kept = [name for name in DATA if name in (options.kept or DATA)]
    return options


def _whole(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not in {least} to {most}")
        return value

    return number


if __name__ == "__main__":
    main()
