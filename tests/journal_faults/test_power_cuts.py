"""
A store whose power is cut: whatever was acknowledged is there afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.journal.store import Store
from tests.journal_faults.plays import Contents, Offer, groups, plays
from tests.support.power import Disk, Fate, Kind, everything, nothing
from tests.support.vfs import remains, watched

# The same examples on every machine, and no database written into the checkout.
repeatable = settings(
    deadline=None, derandomize=True, database=None, max_examples=150, print_blob=False
)


class PowerCutTests(SynchronousTestCase):
    """
    A few games are played, with a checkpoint and a restart in between; then the power
    is cut at every moment of it.

    :ivar acknowledged: what was appended, and after how many operations of the disk.
    """

    def setUp(self) -> None:
        self.directory = Path(self.mktemp())
        self.disk = Disk(self.directory)
        self.acknowledged: list[tuple[int, Offer]] = []
        self.groups = groups(plays())
        self.offers = [offer for group in self.groups for offer in group]
        self.seen: dict[tuple[tuple[str, bytes], ...], list[Offer]] = {}
        with watched(self.disk):
            third = len(self.groups) // 3
            self.play(self.groups[:third])
            self.play(self.groups[third : 2 * third], checkpoint=True)
            self.play(self.groups[2 * third :])

    def play(
        self, groups: Sequence[Sequence[Offer]], *, checkpoint: bool = False
    ) -> None:
        """
        Open the store, append these groups, and close it again.
        """
        with closing(Store.open(self.directory)) as store:
            for group in groups:
                outcomes = store.append_all([offer.as_append() for offer in group])
                self.assertEqual(
                    outcomes, [offer.expected + len(offer.events) for offer in group]
                )
                at = len(self.disk)
                self.acknowledged += [(at, offer) for offer in group]
                if checkpoint:
                    store.checkpoint()
                    checkpoint = False

    def missing(self, n: int, fate: Fate) -> list[Offer]:
        """
        What is not in a store whose power was cut; all else is in order there.
        """
        with remains(self.disk, n, fate) as copy:
            files = tuple(
                (path.name, path.read_bytes()) for path in sorted(copy.iterdir())
            )
            if files not in self.seen:
                with closing(Store.open(copy)) as store:
                    missing = Contents(store).missing(self.offers)
                    self.go_on(store, missing)
                self.seen[files] = missing
        return self.seen[files]

    def go_on(self, store: Store, missing: Sequence[Offer]) -> None:
        """
        Append the rest, as rooms would that were rebuilt.
        """
        store.append_all([offer.as_append() for offer in missing])
        self.assertEqual(Contents(store).missing(self.offers), [])

    def assert_kept(self, n: int, fate: Fate) -> None:
        """
        Fail unless all that was acknowledged by then is there.
        """
        missing = self.missing(n, fate)
        lost = [
            offer for at, offer in self.acknowledged if at <= n and offer in missing
        ]
        self.assertEqual(lost, [], f"lost by a power cut after operation {n}")

    def test_run_has_all_that_matters(self) -> None:
        """
        The run has commits, checkpoints, and logs that are made anew.
        """
        operations = self.disk.operations
        self.assertGreater(len(operations), 200)
        self.assertGreater(len({at for at, _ in self.acknowledged}), 15)
        logs = {op.file for op in operations if op.name.endswith("-wal")}
        self.assertGreaterEqual(len(logs), 3)
        self.assertIn(Kind.TRUNCATE, {op.kind for op in operations})

    def test_quick_disk(self) -> None:
        """
        Nothing acknowledged is lost when all that was written reached the disk.
        """
        for n in range(len(self.disk) + 1):
            self.assert_kept(n, everything)

    def test_slow_disk(self) -> None:
        """
        Nothing acknowledged is lost when only that reached the disk which was synced.
        """
        for n in range(len(self.disk) + 1):
            self.assert_kept(n, nothing)

    def test_torn_writes(self) -> None:
        """
        Nothing acknowledged is lost, nor anything there by half, when any sectors of
        what was not synced have reached the disk.
        """

        @repeatable
        @given(
            st.integers(0, len(self.disk)),
            st.randoms(use_true_random=False),
            st.sampled_from([0.1, 0.5, 0.9]),
        )
        def any_sectors(n: int, rng: Random, share: float) -> None:
            self.assert_kept(n, lambda: rng.random() < share)

        any_sectors()
