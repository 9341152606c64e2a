"""
Who waits for whom, and who challenges whom.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.clocks import USUAL_CONTROL, TimeControl
from connect4tx.play.meeting import CHALLENGE_SECONDS, Challenge, Meeting, Seek
from connect4tx.supervision.exits import Shutdown
from tests.support.members import FakeMember


class MeetingCase(SynchronousTestCase):
    """
    Has a meeting on a Clock.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.meeting = Meeting(self.clock)

    def member(self, name: str) -> FakeMember:
        return FakeMember(name, self.clock)

    def end(self, member: FakeMember) -> None:
        member.process.end(Shutdown())
        self.clock.advance(0)


class SeekTests(MeetingCase):
    """
    Those who wait for an opponent.
    """

    def seek(
        self,
        member: FakeMember,
        control: TimeControl | None = USUAL_CONTROL,
        avoids: str = "",
    ) -> Seek:
        return Seek(member, control, lambda name: name == avoids)

    def wait(self, *names: str) -> list[Seek]:
        """
        Have people of these names wait, one after the other.
        """
        self.people = [self.member(name) for name in names]
        seeks = [self.seek(member) for member in self.people]
        for seek in seeks:
            self.meeting.wait(seek)
        return seeks

    def test_longest_waiting(self) -> None:
        """
        The partner is who has waited longest.
        """
        ann, bob = self.wait("ann", "bob")
        wanted = self.seek(self.member("cid"))
        self.assertIs(self.meeting.partner(wanted), ann)
        self.meeting.withdraw_seek(ann.member.player)
        self.assertIs(self.meeting.partner(wanted), bob)
        self.meeting.withdraw_seek(bob.member.player)
        self.assertIsNone(self.meeting.partner(wanted))

    def test_same_control_only(self) -> None:
        """
        Nobody is a partner who wants another time, or one with another increment, or
        none at all.
        """
        controls = (TimeControl(180, 2), TimeControl(180, 0), TimeControl(300, 2), None)
        for number, control in enumerate(controls):
            self.meeting.wait(self.seek(self.member(f"p{number}"), control))
        for number, control in enumerate(controls):
            partner = self.meeting.partner(self.seek(self.member("cid"), control))
            assert partner is not None
            self.assertEqual(partner.member.name, f"p{number}")

    def test_never_oneself(self) -> None:
        """
        Nobody is one's own partner.
        """
        [ann] = self.wait("ann")
        self.assertIsNone(self.meeting.partner(ann))

    def test_avoided(self) -> None:
        """
        Nobody is a partner who is avoided, nor who avoids.
        """
        ann = self.seek(self.member("ann"), avoids="cid")
        self.meeting.wait(ann)
        [bob] = self.wait("bob")
        self.assertIs(self.meeting.partner(self.seek(self.member("cid"))), bob)
        dot = self.seek(self.member("dot"), avoids="ann")
        self.assertIs(self.meeting.partner(dot), bob)
        self.assertIs(self.meeting.partner(self.seek(self.member("eve"))), ann)

    def test_being_seated(self) -> None:
        """
        Nobody is a partner who is being seated at the moment.
        """
        ann, bob = self.wait("ann", "bob")
        self.assertTrue(self.meeting.begin(ann.member))
        cid = self.seek(self.member("cid"))
        self.assertIs(self.meeting.partner(cid), bob)
        self.meeting.end(ann.member)
        self.assertIs(self.meeting.partner(cid), ann)

    def test_same_wish(self) -> None:
        """
        Who asks for the same again keeps the place in the row.
        """
        _, bob = self.wait("ann", "bob")
        self.meeting.wait(self.seek(self.people[0]))
        partner = self.meeting.partner(self.seek(self.member("cid")))
        assert partner is not None
        self.assertIs(partner.member, self.people[0])
        self.end(self.people[0])
        self.assertEqual(list(self.meeting.seeks.values()), [bob])

    def test_new_wish(self) -> None:
        """
        Who wants something else waits for that only, behind the others.
        """
        _, bob = self.wait("ann", "bob")
        other = self.seek(self.people[0], None)
        self.meeting.wait(other)
        self.assertEqual(list(self.meeting.seeks.values()), [bob, other])
        self.assertIs(self.meeting.partner(self.seek(self.member("cid"))), bob)

    def test_gone(self) -> None:
        """
        Who is gone waits no longer, and is no partner in the very turn of going.
        """
        _, bob = self.wait("ann", "bob")
        self.people[0].process.end(Shutdown())
        cid = self.seek(self.member("cid"))
        self.assertIs(self.meeting.partner(cid), bob)
        self.clock.advance(0)
        self.assertEqual(list(self.meeting.seeks.values()), [bob])

    def test_withdrawn(self) -> None:
        """
        Who waits no longer is not missed when gone; one who never did has nothing to
        withdraw.
        """
        [ann] = self.wait("ann")
        self.assertIs(self.meeting.withdraw_seek(ann.member.player), ann)
        self.assertIsNone(self.meeting.withdraw_seek(ann.member.player))
        self.assertFalse(ann.member.process._watchers)

    def test_one_at_a_time_is_seated(self) -> None:
        """
        Nobody is seated twice at once: those who are begun with are all free, or none
        of them is begun with.
        """
        ann, bob, cid = (self.member(name) for name in ("ann", "bob", "cid"))
        self.assertTrue(self.meeting.begin(ann, bob))
        self.assertFalse(self.meeting.begin(bob, cid))
        self.assertFalse(self.meeting.is_seating(cid.player))
        self.assertTrue(self.meeting.begin(cid))
        self.meeting.end(ann, bob)
        self.assertFalse(self.meeting.is_seating(bob.player))
        self.assertTrue(self.meeting.begin(ann, bob))


class ChallengeTests(MeetingCase):
    """
    Those who challenge somebody.
    """

    def setUp(self) -> None:
        super().setUp()
        self.over: list[Challenge] = []
        self.why: list[str] = []
        self.ann, self.bob, self.cid = map(self.member, ("ann", "bob", "cid"))

    def challenge(self, challenger: FakeMember, challenged: FakeMember) -> Challenge:
        made = Challenge(challenger, challenged, USUAL_CONTROL, self.is_over)
        self.meeting.challenge(made)
        return made

    def is_over(self, challenge: Challenge, why: str) -> None:
        self.over.append(challenge)
        self.why.append(why)

    def assert_idle(self) -> None:
        """
        Fail unless nothing is left of any challenge.
        """
        self.assertEqual(self.meeting.challenges, {})
        self.assertEqual(self.clock.getDelayedCalls(), [])
        for member in (self.ann, self.bob, self.cid):
            self.assertFalse(member.process._watchers)

    def test_who_can_accept(self) -> None:
        """
        Who is challenged may accept any of them, the oldest first; who challenges may
        not.
        """
        first = self.challenge(self.ann, self.bob)
        second = self.challenge(self.cid, self.bob)
        self.assertEqual(self.meeting.challenges_of(self.bob.player), [first, second])
        self.assertEqual(self.meeting.challenges_of(self.ann.player), [])

    def test_expires(self) -> None:
        """
        After a minute it is over, by itself and once.
        """
        self.assertEqual(CHALLENGE_SECONDS, 60)
        made = self.challenge(self.ann, self.bob)
        self.clock.advance(59.9)
        self.assertEqual(self.meeting.challenges_of(self.bob.player), [made])
        self.clock.advance(0.1)
        self.assertEqual((self.over, self.why), ([made], ["expired"]))
        self.assert_idle()
        self.clock.advance(1000)
        self.assertEqual(self.over, [made])

    def test_withdrawn(self) -> None:
        """
        What is withdrawn is gone at once, and that is told, once.
        """
        made = self.challenge(self.ann, self.bob)
        self.assertEqual(self.meeting.withdraw(self.ann.player), (None, made))
        self.assertEqual(self.meeting.withdraw(self.ann.player), (None, None))
        self.assert_idle()
        self.clock.advance(1000)
        self.assertEqual((self.over, self.why), ([made], ["withdrawn"]))

    def test_closed(self) -> None:
        """
        So is one that was answered, which who answers tells; closing it twice is
        nothing.
        """
        made = self.challenge(self.ann, self.bob)
        self.assertIs(self.meeting.close(self.ann.player), made)
        self.assertIsNone(self.meeting.close(self.ann.player))
        self.assert_idle()
        self.assertEqual(self.over, [])

    def test_challenger_gone(self) -> None:
        """
        When who made it is gone it is over.
        """
        made = self.challenge(self.ann, self.bob)
        self.end(self.ann)
        self.assertEqual(self.over, [made])
        self.assert_idle()

    def test_challenged_gone(self) -> None:
        """
        When who is challenged is gone it is over too.
        """
        made = self.challenge(self.ann, self.bob)
        self.end(self.bob)
        self.assertEqual(self.over, [made])
        self.assert_idle()

    def test_both_gone(self) -> None:
        """
        When both go in one turn it is over once.
        """
        made = self.challenge(self.ann, self.bob)
        self.ann.process.end(Shutdown())
        self.end(self.bob)
        self.assertEqual(self.over, [made])
        self.assert_idle()

    def test_gone_before_it_was_made(self) -> None:
        """
        A challenge to somebody who is gone already is over at once.
        """
        self.end(self.bob)
        made = self.challenge(self.ann, self.bob)
        self.clock.advance(0)
        self.assertEqual(self.over, [made])
        self.assert_idle()

    def test_only_those_of_the_one_who_is_gone(self) -> None:
        """
        The challenges of others stand.
        """
        self.challenge(self.ann, self.bob)
        other = self.challenge(self.cid, self.bob)
        self.end(self.ann)
        self.assertEqual(self.meeting.challenges_of(self.bob.player), [other])

    def test_another_one_in_its_place(self) -> None:
        """
        Who challenges somebody else has one challenge, which stands for its own minute.
        """
        self.challenge(self.ann, self.bob)
        self.clock.advance(50)
        second = self.challenge(self.ann, self.cid)
        self.clock.advance(20)
        self.assertEqual(list(self.meeting.challenges.values()), [second])
        self.end(self.bob)
        self.assertEqual(list(self.meeting.challenges.values()), [second])
        self.clock.advance(40)
        self.assertEqual(self.over[-1], second)
        self.assert_idle()

    def test_waiting_too(self) -> None:
        """
        Who waits and challenges withdraws both at once.
        """
        seek = Seek(self.ann, None, lambda name: False)
        self.meeting.wait(seek)
        made = self.challenge(self.ann, self.bob)
        self.assertEqual(self.meeting.withdraw(self.ann.player), (seek, made))
        self.assert_idle()
