"""
What can be said on the command line.
"""

from __future__ import annotations

import os
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from twisted.internet.endpoints import serverFromString
from twisted.internet.testing import MemoryReactorClock
from twisted.python import usage
from twisted.python.usage import UsageError

from connect4tx.service.options import Options, with_backlog
from connect4tx.terminal.limits import Limits
from tests.support.net_program import ProgramCase


def parsed(*arguments: str) -> Options:
    """
    The options that these arguments give.
    """
    options = Options()
    options.parseOptions(arguments)
    return options


class OptionsTests(ProgramCase):
    def test_nothing_said(self) -> None:
        """
        Without arguments it listens on port 4040, for 2000, without drill, in English.
        """
        options = parsed()
        self.assertEqual(options.endpoints, ["tcp:4040"])
        self.assertEqual(options["max-connections"], 2000)
        self.assertFalse(options["drill"])
        self.assertEqual(options["lang"], "en")
        self.assertEqual(options["grace"], 180)
        self.assertFalse(options["memory"])
        self.assertIsNotNone(options.data)
        self.assertEqual(options.limits, Limits())

    def test_limits(self) -> None:
        """
        What one peer may have of the server is as it was said.
        """
        options = parsed(
            *("--max-connections=70", "--per-address=3", "--idle=1.5"),
            "--trusted=10.0.0.0/8, ::1",
        )
        self.assertEqual(
            options.limits,
            Limits(
                trusted=(IPv4Network("10.0.0.0/8"), IPv6Network("::1")),
                connections=70,
                per_address=3,
                idle_seconds=90.0,
            ),
        )
        options = parsed("--trusted=none", "--idle=0")
        self.assertEqual(options.limits, Limits(trusted=(), idle_seconds=0.0))

    def test_wrong_networks(self) -> None:
        """
        Whatever is no network is refused, and quoted, with examples of right ones.
        """
        for value in ("", "localhost", "10.0.0.0/33", "10.0.0.0/8,", "10.0.0.0/8 ::1"):
            told = self.sentence_of(partial(parsed, f"--trusted={value}"))
            self.assertIn(
                "--trusted takes networks such as 127.0.0.0/8,::1/128,10.0.0.0/8, or"
                f" none, not {value!r}.",
                told,
            )

    def test_wrong_minutes(self) -> None:
        """
        Whatever is no number of minutes is refused, and quoted.
        """
        for value in ("", "x", "-1", "nan", "inf", "1e9", "5 min"):
            told = self.sentence_of(partial(parsed, f"--idle={value}"))
            self.assertIn(
                f"--idle takes a number of minutes from 0 on, not {value!r}.", told
            )

    def test_several_endpoints(self) -> None:
        """
        ``--listen`` may be repeated, and then the default is not listened on.
        """
        options = parsed("--listen", "tcp:1", "--listen=tcp:2:interface=127.0.0.1")
        self.assertEqual(options.endpoints, ["tcp:1", "tcp:2:interface=127.0.0.1"])

    def test_options_do_not_share_endpoints(self) -> None:
        """
        What one command line said is not in another's options.
        """
        parsed("--listen", "tcp:1")
        self.assertEqual(parsed().endpoints, ["tcp:4040"])

    def test_values(self) -> None:
        """
        The numbers come as numbers, the flags as flags.
        """
        options = parsed("--max-connections=7", "--grace=20", "--drill")
        self.assertEqual(options["max-connections"], 7)
        self.assertEqual(options["grace"], 20)
        self.assertTrue(options["drill"])

    def test_wrong_number(self) -> None:
        """
        Whatever is no whole number from 1 on is refused, and quoted.
        """
        for value in ("0", "-1", "x", "", "1.5", "1e3", "nan", "9" * 5000):
            for option in ("max-connections", "grace", "per-address"):
                told = self.sentence_of(partial(parsed, f"--{option}={value}"))
                self.assertIn(f"--{option} takes a whole number", told)
                self.assertIn(repr(value), told)

    def test_languages(self) -> None:
        """
        ``--lang`` takes each language that there is.
        """
        for lang in ("en", "fr"):
            self.assertEqual(parsed(f"--lang={lang}")["lang"], lang)

    def test_wrong_language(self) -> None:
        """
        Whatever is no language is refused, quoted, with those that are.
        """
        for value in ("de", "", "EN", "en_GB", "../fr"):
            told = self.sentence_of(partial(parsed, f"--lang={value}"))
            self.assertIn(f"--lang takes en or fr, not {value!r}", told)

    def test_wrong_endpoint(self) -> None:
        """
        Whatever is no endpoint is refused, quoted, with an example of a right one.
        """
        for value in (
            "4040",
            "",
            "tcp",
            "tcp:",
            "tcp:x",
            "carrier-pigeon:1",
            "tcp:1:a=b",
        ):
            told = self.sentence_of(partial(parsed, f"--listen={value}"))
            self.assertIn(repr(value), told)
            self.assertIn("tcp:4040", told)

    def test_one_wrong_endpoint_of_two(self) -> None:
        """
        Each endpoint is checked, not only the first.
        """
        told = self.sentence_of(lambda: parsed("--listen=tcp:1", "--listen=nonsense"))
        self.assertIn("'nonsense'", told)

    def test_wrong_usage(self) -> None:
        """
        What is no option at all is left to twistd, which shows how it goes.
        """
        for argument in ("--nonsense", "nonsense"):
            self.assertRaises(UsageError, parsed, argument)


class DataTests(ProgramCase):
    """
    Where games are kept.
    """

    def setUp(self) -> None:
        super().setUp()
        self.patch(os, "environ", {"HOME": "/users/lea"})

    def test_told(self) -> None:
        """
        ``--data`` is a directory as a shell knows it, seen from where one is.
        """
        here = Path.cwd()
        for typed, directory in (
            ("/srv/games", Path("/srv/games")),
            ("games", here / "games"),
            ("~/games", Path("/users/lea/games")),
            ("a b", here / "a b"),
        ):
            self.assertEqual(parsed(f"--data={typed}").data, directory)

    def test_operators_own(self) -> None:
        """
        Otherwise it is among the operator's files for programs, wherever those are.
        """
        usual = Path("/users/lea/.local/share/connect4tx")
        self.assertEqual(parsed().data, usual)
        for home, directory in (
            ("/data", Path("/data/connect4tx")),
            ("", usual),
            ("relative", usual),
        ):
            os.environ["XDG_DATA_HOME"] = home
            self.assertEqual(parsed().data, directory, home)

    def test_rundir(self) -> None:
        """
        A directory that ``twistd`` was told to run in has the journal in it.
        """
        for rundir, directory in (
            ("/run/c4", Path("/run/c4/connect4tx")),
            ("c4", Path.cwd() / "c4" / "connect4tx"),
            (".", Path("/users/lea/.local/share/connect4tx")),
        ):
            self.assertEqual(self.under(rundir).data, directory)
        told = self.under("/run/c4", "--data=/srv/games").data
        self.assertEqual(told, Path("/srv/games"))

    def under(self, rundir: str, *arguments: str) -> Options:
        """
        The options of a ``twistd`` that was told to run there.
        """
        options = Options()
        options.parent = usage.Options()
        options.parent["rundir"] = rundir
        options.parseOptions(arguments)
        return options

    def test_nowhere(self) -> None:
        """
        Who has no home directory is told what to say.
        """
        os.environ["HOME"] = "nowhere"
        told = self.sentence_of(parsed)
        self.assertIn("--data DIR", told)
        self.assertIn("--memory", told)
        self.assertIsNone(parsed("--memory").data)
        self.assertEqual(parsed("--data=/srv/games").data, Path("/srv/games"))

    def test_memory_only(self) -> None:
        """
        With ``--memory`` there is no directory; both together make no sense.
        """
        self.assertIsNone(parsed("--memory").data)
        told = self.sentence_of(lambda: parsed("--memory", "--data=/srv/games"))
        self.assertIn("give one of them", told)

    def test_no_directory(self) -> None:
        """
        An empty ``--data`` is refused, and not taken for none.
        """
        for value in ("", " "):
            for more in ((), ("--memory",)):
                told = self.sentence_of(partial(parsed, f"--data={value}", *more))
                self.assertIn(f"--data takes a directory, not {value!r}", told)

    def test_nothing_is_made(self) -> None:
        """
        To read a command line makes no directory.
        """
        directory = Path(self.mktemp())
        self.assertEqual(parsed(f"--data={directory}").data, directory.absolute())
        self.assertFalse(directory.exists())


class BacklogTests(ProgramCase):
    def test_defect_3_streams_get_a_long_backlog(self) -> None:
        """
        Endpoints on which a burst may arrive take it, unless they say otherwise.
        """
        for endpoint in ("tcp:4040", "tcp6:4040", "unix:/run/c4", "tcp:port=4040"):
            self.assertEqual(with_backlog(endpoint), f"{endpoint}:backlog=4096")

    def test_own_backlog_is_kept(self) -> None:
        """
        A backlog that was asked for is not changed.
        """
        for endpoint in ("tcp:4040:backlog=5", "tcp:backlog=5:port=4040"):
            self.assertEqual(with_backlog(endpoint), endpoint)

    def test_other_kinds_are_left_alone(self) -> None:
        """
        Kinds that know no backlog are given none.
        """
        for endpoint in ("systemd:domain=INET:index=0", "fd:3", "stdio:"):
            self.assertEqual(with_backlog(endpoint), endpoint)

    def test_it_is_an_endpoint_still(self) -> None:
        """
        Twisted reads the result of all it would have read before.
        """
        reactor = MemoryReactorClock()
        for endpoint in (
            "tcp:4040",
            "tcp:4040:interface=127.0.0.1",
            "tcp:4040:127.0.0.1",
            "tcp:4040:127.0.0.1:5",
            "unix:/run/c4:660",
            "unix:/run/c4:660:5",
            "tcp6:4040",
        ):
            serverFromString(reactor, endpoint)
            serverFromString(reactor, with_backlog(endpoint))
