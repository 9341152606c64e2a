"""
A journal whose disk fails: each append is in it or refused, and the answer is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.sqlite import SqliteJournal
from tests.journal_faults.runs import Fault, Run, faults
from tests.support.power import Fate, Kind, everything, nothing
from tests.support.vfs import remains


class FaultTests(SynchronousTestCase):
    """
    A run of a journal for each fault that there can be in one.
    """

    def setUp(self) -> None:
        self.patch(SqliteJournal._log, "observer", lambda event: None)
        self.directory = Path(self.mktemp())
        self.directory.mkdir()
        self.faults = list(faults(self.directory / "unharmed"))

    def runs(self, *kinds: Kind) -> Iterator[tuple[Fault, Run]]:
        """
        A run with each fault of operations of these kinds, when it is over.
        """
        for number, (operation, fault) in enumerate(self.faults):
            if operation.kind in kinds:
                run = Run(self.directory / str(number), fault)
                run.go()
                yield fault, run

    def test_every_answer_is_true(self) -> None:
        """
        What was acknowledged is in the journal when it is opened again, what was
        refused is not, and what is offered after the fault is taken.
        """
        refused = waited = unopened = 0
        for fault, run in self.runs(*Kind):
            try:
                run.assert_true(run.directory)
                run.assert_true(run.directory)
            except AssertionError as error:
                self.fail(f"{fault}: {error}")
            refused += any(not answer.is_in for answer in run.answered)
            waited += run.waited
            unopened += run.is_refused_at_start
        # Else the faults were not where they matter.
        self.assertGreater(min(refused, waited, unopened), 50)

    def assert_true_after_power_cut(
        self, *, refused: bool, fate: Fate, forgetful: bool
    ) -> None:
        """
        Fail unless the answers are true of what is left when the power is cut right
        after each refusal, or else after each acknowledgement.
        """
        wrong, cuts = [], 0
        for fault, run in self.runs(Kind.SYNC, Kind.DELETE, Kind.OPEN):
            for at, _, is_in in run.answered:
                if is_in is refused:
                    continue
                cuts += 1
                with remains(run.disk, at, fate, forgetful=forgetful) as copy:
                    try:
                        run.assert_true(copy, at)
                    except AssertionError:
                        wrong.append((fault, at))
        self.assertGreater(cuts, 0)
        self.assertEqual(wrong, [], f"of {cuts} power cuts")

    def test_refused_stays_out_on_a_quick_disk(self) -> None:
        """
        What was refused is not there after a power cut, when all else is.
        """
        self.assert_true_after_power_cut(refused=True, fate=everything, forgetful=False)

    def test_refused_stays_out_on_a_slow_disk(self) -> None:
        """
        What was refused is not there after a power cut that also undid what was not
        synced: not even a log's deletion brings it back.
        """
        self.assert_true_after_power_cut(refused=True, fate=nothing, forgetful=False)

    def test_refused_stays_out_on_a_forgetful_disk(self) -> None:
        """
        The same holds where a failed sync has lost what was written.
        """
        self.assert_true_after_power_cut(refused=True, fate=nothing, forgetful=True)

    def test_acknowledged_is_kept_on_a_slow_disk(self) -> None:
        """
        What was acknowledged before and after the fault is there after a power cut.
        """
        self.assert_true_after_power_cut(refused=False, fate=nothing, forgetful=False)

    def test_acknowledged_is_kept_on_a_forgetful_disk(self) -> None:
        """
        The same holds where a failed sync has lost what was written: then nothing may
        be built on what is only in the system's memory.
        """
        self.assert_true_after_power_cut(refused=False, fate=nothing, forgetful=True)
