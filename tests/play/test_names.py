"""
Who may be called what, and for how long.
"""

from __future__ import annotations

import re
from random import Random

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.names import ANIMALS, GUEST, RESERVED, Names
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.supervision.exits import Exit, Killed, Normal
from connect4tx.supervision.node import Node
from connect4tx.supervision.process import Process
from tests.support.members import PlayCase, crashed

A_NAME = re.compile(r"[a-z][a-z0-9_]{2,15}")


class NamesCase(SynchronousTestCase):
    """
    Has names, and processes that may be called by them.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.names = Names(Random(4))

    def process(self) -> Process:
        return Process(Node.at(self.clock), "somebody")

    def called(self, *names: str) -> Process:
        """
        A process that was given these names, one after the other.
        """
        process = self.process()
        for name in names:
            self.assertIsNone(self.names.take(name, process), name)
        return process

    def refused(
        self, name: str, reason: Reason, process: Process | None = None
    ) -> None:
        """
        Fail unless this name is refused for this reason.
        """
        refused = self.names.take(name, process or self.process())
        self.assertEqual(refused, Rejected(reason, {"value": name}))

    def end(self, process: Process, exit: Exit) -> None:
        process.end(exit)
        self.clock.advance(0)


class RulesTests(NamesCase):
    """
    What is a name.
    """

    def test_names(self) -> None:
        """
        A letter and then two to fifteen letters, digits, lines and hyphens.
        """
        for name in ("lea", "Lea", "LEA2", "a-b", "a_b", "x99", "z--", "a" * 16):
            self.assertIsNone(Names(Random(4)).take(name, self.process()), name)

    def test_no_names(self) -> None:
        """
        Anything else is refused and quoted, whatever it is.
        """
        for name in (
            "",
            "le",
            "a" * 17,
            "a" * 100_000,
            "1ea",
            "_ea",
            "-ea",
            "le a",
            " lea",
            "lea ",
            "lea\n",
            "l\u00e9a",
            "l\u0435a",
            "le\u0661",
            "lea!",
            "le\x00a",
            "le\x1b[1m",
        ):
            self.refused(name, Reason.BAD_NAME)

    def test_reserved(self) -> None:
        """
        Nobody may speak for the server or for everybody, in whichever letters.
        """
        for name in sorted(RESERVED):
            if len(name) > 2:
                self.refused(name, Reason.NAME_RESERVED)
                self.refused(name.title(), Reason.NAME_RESERVED)
                self.refused(name.upper(), Reason.NAME_RESERVED)

    def test_what_must_be_reserved(self) -> None:
        """
        The names that mislead most are among them.
        """
        for name in ("server", "admin", "system", "everybody", "nobody", "guest"):
            self.assertIn(name, RESERVED)

    def test_reserved_within_a_name(self) -> None:
        """
        A name that only begins or ends as a reserved one does is free.
        """
        for name in ("servers", "my_server", "admin-2", "guests_x", "guestbook"):
            self.called(name)

    def test_guests_names(self) -> None:
        """
        Nobody may take a name that looks like a guest's, in whichever letters.
        """
        for name in ("guest_owl", "guest_zzz", "guest_", "GUEST_owl", "Guest_2"):
            self.refused(name, Reason.NAME_RESERVED)

    def test_nothing_is_kept_of_the_refused(self) -> None:
        """
        A name that was refused counts for nobody.
        """
        for name in ("", "server", "guest_owl"):
            self.names.take(name, self.process())
        self.assertEqual(len(self.names), 0)


class UniqueTests(NamesCase):
    """
    Each name once.
    """

    def test_taken(self) -> None:
        """
        A name that somebody has is refused to others, in whichever letters.
        """
        self.called("Lea")
        for name in ("Lea", "lea", "LEA", "lEa"):
            self.refused(name, Reason.NAME_IN_USE)
        self.called("leah")

    def test_own_name_again(self) -> None:
        """
        One may take one's own name again, and write it in other letters.
        """
        process = self.called("lea", "lea", "LEA")
        self.assertEqual(len(self.names), 1)
        self.end(process, Normal())
        self.assertEqual(len(self.names), 0)

    def test_exchange(self) -> None:
        """
        Who takes another name has that one only, and the old one is free.
        """
        self.called("lea", "eve")
        self.assertEqual(len(self.names), 1)
        self.refused("eve", Reason.NAME_IN_USE)
        self.called("lea")

    def test_refused_exchange(self) -> None:
        """
        Who is refused another name keeps the one there is.
        """
        self.called("max")
        lea = self.called("lea")
        self.refused("max", Reason.NAME_IN_USE, lea)
        self.refused("server", Reason.NAME_RESERVED, lea)
        self.refused("!", Reason.BAD_NAME, lea)
        self.refused("lea", Reason.NAME_IN_USE)

    def test_how_many(self) -> None:
        """
        There are as many names as there are processes that have one.
        """
        processes = [self.called(name) for name in ("lea", "max", "eve")]
        self.names.take_guest(self.process())
        self.assertEqual(len(self.names), 4)
        self.end(processes[1], Normal())
        self.assertEqual(len(self.names), 3)


class FreedTests(NamesCase):
    """
    For how long.
    """

    def test_end_frees(self) -> None:
        """
        However a process ends, its name is free on the next turn.
        """
        for exit in (Normal(), Killed(), crashed()):
            self.end(self.called("lea"), exit)
            self.assertEqual(len(self.names), 0)
        self.called("lea")

    def test_end_after_exchanges(self) -> None:
        """
        A process that had several names frees the last of them when it ends, and
        nobody else's.
        """
        first = self.called("lea", "eve", "tom")
        self.called("lea", "eve")
        self.end(first, Normal())
        self.assertEqual(len(self.names), 1)
        self.called("tom")
        self.refused("eve", Reason.NAME_IN_USE)

    def test_one_who_has_ended_already(self) -> None:
        """
        A name that was given to a process that is dead does not stay taken.
        """
        process = self.process()
        process.end(Normal())
        self.names.take("lea", process)
        self.clock.advance(0)
        self.called("lea")

    def test_others_keep_theirs(self) -> None:
        """
        The end of one takes nobody else's name.
        """
        lea, max_ = self.called("lea"), self.called("max")
        self.end(lea, Normal())
        self.refused("max", Reason.NAME_IN_USE)
        self.assertTrue(max_.alive)


class GuestTests(NamesCase):
    """
    Names that the server gives.
    """

    def test_animal(self) -> None:
        """
        A guest is called after an animal, and nobody else is called that.
        """
        name = self.names.take_guest(self.process())
        self.assertTrue(name.startswith(GUEST), name)
        self.assertIn(name.removeprefix(GUEST), ANIMALS)
        self.refused(name, Reason.NAME_RESERVED)

    def test_rng(self) -> None:
        """
        Which animal it is depends on the random numbers given, and on nothing else.
        """

        def guests(seed: int) -> list[str]:
            names = Names(Random(seed))
            return [names.take_guest(self.process()) for _ in range(5)]

        self.assertEqual(guests(1), guests(1))
        self.assertNotEqual(guests(1), guests(2))

    def test_more_guests_than_animals(self) -> None:
        """
        When all animals are taken the next get numbers, and still no two are alike,
        nor is any longer than a name may be.
        """
        count = 5 * len(ANIMALS)
        names = {self.names.take_guest(self.process()) for _ in range(count)}
        self.assertEqual((len(names), len(self.names)), (count, count))
        for name in names:
            self.assertTrue(A_NAME.fullmatch(name), name)

    def test_number_begins_at_two(self) -> None:
        """
        The second of an animal is the second, and the next the third.
        """

        class Same(Random):
            def choice(self, seq: object) -> str:  # type: ignore[override]
                return "owl"

        names = Names(Same())
        processes = [self.process() for _ in range(4)]
        given = [names.take_guest(process) for process in processes[:3]]
        self.assertEqual(given, ["guest_owl", "guest_owl2", "guest_owl3"])
        self.end(processes[1], Normal())
        self.assertEqual(names.take_guest(processes[3]), "guest_owl2")

    def test_animals(self) -> None:
        """
        Each animal is there once, and short enough for a number of two digits.
        """
        self.assertEqual(len(set(ANIMALS)), len(ANIMALS))
        for animal in ANIMALS:
            self.assertTrue(A_NAME.fullmatch(f"{GUEST}{animal}99"), animal)

    def test_guest_who_takes_a_name(self) -> None:
        """
        A guest who takes a name is no guest any longer, and the animal is free.
        """
        process = self.process()
        self.names.take_guest(process)
        self.assertIsNone(self.names.take("lea", process))
        self.assertEqual(len(self.names), 1)

    def test_end_frees(self) -> None:
        """
        A guest's name is free too when the guest has gone.
        """
        process = self.process()
        self.names.take_guest(process)
        self.end(process, Normal())
        self.assertEqual(len(self.names), 0)


class InheritTests(NamesCase):
    """
    A name that goes with its person to another connection.
    """

    def inherit(self, name: str, old: Process, new: Process) -> bool:
        return self.names.inherit(name, old, new)

    def assert_owner(self, name: str, owner: Process) -> None:
        """
        Fail unless this one, and nobody else, may take the name.
        """
        self.refused(name, Reason.NAME_IN_USE)
        self.assertIsNone(self.names.take(name, owner))

    def test_from_a_connection_that_is_there(self) -> None:
        """
        The new connection has the name at once, and the old one has none.
        """
        old, new = self.called("lea"), self.process()
        self.assertTrue(self.inherit("lea", old, new))
        self.assert_owner("lea", new)
        self.assertEqual(len(self.names), 1)

    def test_end_of_the_old_one_takes_nothing(self) -> None:
        """
        When the old connection ends, the name is still the new one's; when that one
        ends, it is free.
        """
        old, new = self.called("lea"), self.process()
        self.inherit("lea", old, new)
        self.end(old, Normal())
        self.assert_owner("lea", new)
        self.end(new, Normal())
        self.assertEqual(len(self.names), 0)
        self.called("lea")

    def test_from_a_connection_that_has_ended(self) -> None:
        """
        A name that has become free since is had again.
        """
        old, new = self.called("lea"), self.process()
        self.end(old, Killed())
        self.assertTrue(self.inherit("lea", old, new))
        self.assert_owner("lea", new)

    def test_taken_by_somebody_else(self) -> None:
        """
        A name that somebody else has by now stays theirs, and nothing changes.
        """
        old, new = self.called("lea"), self.called("max")
        self.end(old, Normal())
        third = self.called("LEA")
        self.assertFalse(self.inherit("lea", old, new))
        self.assert_owner("lea", third)
        self.assert_owner("max", new)

    def test_in_exchange_for_the_name_until_now(self) -> None:
        """
        The name that the new connection had is free.
        """
        old, new = self.called("lea"), self.process()
        self.names.take_guest(new)
        self.assertTrue(self.inherit("lea", old, new))
        self.assertEqual(len(self.names), 1)

    def test_in_whatever_case(self) -> None:
        """
        A name is the same in small letters and in capitals.
        """
        old, new = self.called("Lea"), self.process()
        self.assertTrue(self.inherit("LEA", old, new))
        self.assert_owner("lea", new)

    def test_guest(self) -> None:
        """
        A guest's name goes with the guest, though nobody may take it.
        """
        old, new = self.process(), self.process()
        name = self.names.take_guest(old)
        self.assertTrue(self.inherit(name, old, new))
        self.end(old, Normal())
        self.assertEqual(len(self.names), 1)
        self.end(new, Normal())
        self.assertEqual(len(self.names), 0)

    def test_own_name(self) -> None:
        """
        Who has the name already keeps it.
        """
        lea = self.called("lea")
        for old in (lea, self.process()):
            self.assertTrue(self.inherit("lea", old, lea))
            self.assert_owner("lea", lea)
            self.assertEqual(len(self.names), 1)

    def test_old_connection_may_take_another(self) -> None:
        """
        The old connection may have another name, which is free when it ends.
        """
        old, new = self.called("lea"), self.process()
        self.inherit("lea", old, new)
        self.assertIsNone(self.names.take("max", old))
        self.end(old, Normal())
        self.called("max")
        self.assert_owner("lea", new)


class HouseNamesTests(PlayCase):
    """
    The names of a house.
    """

    def test_one_list_for_the_house(self) -> None:
        """
        A house has one list of names, which outlives its lobby and its rooms.
        """
        names = self.world.house.names
        lea = self.member("lea")
        names.take("lea", lea.process)
        code = self.create(lea)
        self.crash(code)
        self.world.root.terminate_child("lobby")
        self.world.root.restart_child("lobby")
        self.world.settle()
        self.assertIs(self.world.house.names, names)
        self.assertEqual(len(names), 1)
        self.end(lea)
        self.assertEqual(len(names), 0)
