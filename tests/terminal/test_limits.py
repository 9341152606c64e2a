"""
What players and programs are told about the limits.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.terminal.limits import AboutToEnd, Limits, LimitsShown, Paced, networks
from connect4tx.terminal.views import Style, view
from tests.support.talk import TalkCase

FREE = LimitsShown(Limits(), trusted=True)
BOUND = LimitsShown(Limits(connections=100, per_address=3), trusted=False)
ENDLESS = LimitsShown(Limits(idle_seconds=0), trusted=True)


class TextTests(SynchronousTestCase):
    def test_everybody(self) -> None:
        """
        Each limit is a sentence with its number, the same in every style.
        """
        for style in Style:
            self.assertEqual(
                BOUND.text(view(style)),
                "Connections: 100 of all players at once.\n"
                "Your address: 3 connections at once; 5 in a row, then one every 2 s.\n"
                "Lines: 10 in a row, then 4 a second; those beyond wait for their"
                " turn.\n"
                "One line: 512 bytes; a longer one is not read.\n"
                "Your name: 1 min for each answer to the question for it, 2 min in"
                " all.\n"
                "Typing nothing while nothing happens in your room: 30 min when no game"
                " of yours is on, 120 min when you watch one or wait for somebody to"
                " play with; then the connection ends.",
            )

    def test_trusted(self) -> None:
        """
        Who comes from a trusted address is told so instead of its limits.
        """
        self.assertEqual(
            FREE.text(view()).splitlines()[:3],
            [
                "Connections: 2000 of all players at once.",
                "Your address: trusted by the operator, so there are no limits of"
                " number or speed for it.",
                "One line: 512 bytes; a longer one is not read.",
            ],
        )

    def test_endless(self) -> None:
        """
        Nothing is said of a time that does not end.
        """
        self.assertNotIn("Typing nothing", ENDLESS.text(view()))

    def test_screen(self) -> None:
        """
        All of it fits on one screen.
        """
        self.assertLessEqual(len(BOUND.text(view()).splitlines()), 20)

    def test_program(self) -> None:
        """
        A program is told numbers, null for what has no limit.
        """
        self.assertEqual(
            BOUND.fields(),
            {
                "trusted": False,
                "connections": 100,
                "per_address": 3,
                "lines_in_a_row": 20,
                "lines_per_second": 20,
                "line_bytes": 512,
                "name_seconds": 60.0,
                "idle_seconds": 1800.0,
                "watching_seconds": 7200.0,
            },
        )
        bounds = ("per_address", "lines_in_a_row", "lines_per_second")
        self.assertEqual({FREE.fields()[key] for key in bounds}, {None})
        endless = ("idle_seconds", "watching_seconds")
        self.assertEqual({ENDLESS.fields()[key] for key in endless}, {None})

    def test_news(self) -> None:
        """
        Who is too fast, or idle, is told how much is left.
        """
        self.assertEqual(
            Paced(4).text(view()),
            "That was a lot at once; nothing of it is lost, but your lines are done one"
            " by one now, 4 a second.",
        )
        self.assertEqual(
            AboutToEnd(90.0).text(view()),
            "You have typed nothing for long, and will be disconnected in 1 min 30 s;"
            " press Enter to stay.",
        )

    def test_long_idleness_allowed_is_allowed_to_watchers(self) -> None:
        """
        Who watches may always be idle for as long as the others.
        """
        for idle, watching in ((0.0, 0.0), (60.0, 7200.0), (36000.0, 36000.0)):
            self.assertEqual(Limits(idle_seconds=idle).watching_seconds, watching)


class NetworkTests(SynchronousTestCase):
    def test_wrong(self) -> None:
        """
        What is no list of networks is none.
        """
        for text in ("", "x", "10.0.0.0/99", "10.0.0.1,,", "none,10.0.0.1"):
            self.assertRaises(ValueError, networks, text)

    def test_address(self) -> None:
        """
        An address is a network of one, and may have bits beyond its mask.
        """
        self.assertEqual(networks("10.0.0.1"), networks("10.0.0.1/32"))
        self.assertEqual(networks("10.0.0.1/8"), networks("10.0.0.0/8"))


class CommandTests(TalkCase):
    def test_with_and_without_a_name(self) -> None:
        """
        Anybody may ask, and who has no name yet gets none by that.
        """
        ann, stranger = self.talker("ann"), self.talker("")
        for talker in (ann, stranger):
            self.assertIn(
                "Connections: 2000 of all players at once.\n", talker.says("limits")
            )
        self.assertEqual(stranger.name, "")
        self.assertIn("Your address: 8 connections at once", ann.says("lim"))
        ann.place.trusted = True
        self.assertIn("Your address: trusted by the operator", ann.says("limits"))
