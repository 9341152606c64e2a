"""
Players who are brought together: both seated once, or nobody lost.
"""

from __future__ import annotations

from collections.abc import Awaitable

from connect4tx.play.clocks import USUAL_CONTROL, TimeControl
from connect4tx.play.events import (
    Departure,
    GameStarted,
    PlayerJoined,
    RoomCode,
    RoomOpened,
)
from connect4tx.play.meeting import Challenge, Seek
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.play.state import Status
from tests.support.members import (
    LOST_CONNECTION,
    Bug,
    FakeMember,
    PlayCase,
    absences,
)


class PairingCase(PlayCase):
    """
    Has people who want to play.
    """

    def seek(
        self,
        member: FakeMember,
        control: TimeControl | None = USUAL_CONTROL,
        avoids: str = "",
    ) -> Awaitable[bool | Rejected]:
        seek = Seek(member, control, lambda name: name == avoids)
        return self.world.house.lobby.seek(seek)

    def assert_waits(self, *members: FakeMember) -> None:
        """
        Fail unless these wait, and nobody else, and none of them is being seated.
        """
        meeting = self.world.house.meeting
        self.assertEqual(list(meeting.seeks), [member.player for member in members])
        for member in members:
            self.assertFalse(meeting.is_seating(member.player))

    def assert_paired(self, *members: FakeMember) -> RoomCode:
        """
        Fail unless these play each other, in a room that is up, and were told it once;
        its code.
        """
        codes = set()
        for member in members:
            [(state, seat)] = member.was_seated
            codes.add(state.code)
            self.assertEqual(state.seat_of(member.player), seat)
            self.assertIs(state.status, Status.PLAYING)
            self.assertIs(self.room(state.code).members[seat], member)
            self.assertFalse(self.world.house.meeting.is_seating(member.player))
        [code] = codes
        self.assertEqual(self.room(code).state.seated, len(members))
        return code


class SeekTests(PairingCase):
    """
    Who seeks a game.
    """

    def test_first_waits(self) -> None:
        """
        The first one waits, and nothing is opened.
        """
        ann = self.member("ann")
        self.assertIs(self.result(self.seek(ann)), False)
        self.assert_waits(ann)
        self.assertEqual((ann.was_seated, self.world.events), ([], {}))

    def test_second_is_paired(self) -> None:
        """
        The next one is paired, and their game begins at once, on the clock; nobody
        waits any more.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.assertIs(self.result(self.seek(bob)), True)
        code = self.assert_paired(ann, bob)
        self.assert_waits()
        state = self.room(code).state
        self.assertEqual((state.control, state.private), (USUAL_CONTROL, False))
        self.assertEqual(sorted(state.names), ["ann", "bob"])
        self.assertEqual(state.symbols, ("X", "O"))
        self.assertEqual(state.clocks, (180_000, 180_000))
        self.play(code, 3, 3)
        self.assertEqual(ann.told, ["DiscDropped"] * 2)

    def test_one_append(self) -> None:
        """
        The room, its players and the beginning are one append.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.appends_left = 1
        self.assertIs(self.result(self.seek(bob)), True)
        code = self.assert_paired(ann, bob)
        self.assertEqual(
            [type(event) for event in self.world.events[code]],
            [RoomOpened, PlayerJoined, PlayerJoined, GameStarted],
        )

    def test_sides_are_drawn(self) -> None:
        """
        Who begins is drawn by lot.
        """
        seats = set()
        for _ in range(20):
            ann, bob = self.member("ann"), self.member("bob")
            self.result(self.seek(ann))
            self.result(self.seek(bob))
            seats.add(ann.was_seated[0][1])
        self.assertEqual(seats, {0, 1})

    def test_tokens(self) -> None:
        """
        Both have a token, which is good for their seat.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.result(self.seek(bob))
        code = self.assert_paired(ann, bob)
        for member in (ann, bob):
            self.end(member)
            self.back(member)
        self.assertEqual(self.room(code).state.away, [])

    def test_longest_waiting_compatible(self) -> None:
        """
        Who has waited longest for the same, and is not avoided, is the partner; the
        others wait on.
        """
        ann, bob, cid, dot = map(self.member, ("ann", "bob", "cid", "dot"))
        self.result(self.seek(ann, None))
        self.result(self.seek(bob, avoids="dot"))
        self.world.house.meeting.wait(Seek(cid, USUAL_CONTROL, lambda name: False))
        self.assertIs(self.result(self.seek(dot)), True)
        self.assert_paired(cid, dot)
        self.assert_waits(ann, bob)

    def test_untimed(self) -> None:
        """
        Those who want no clock play each other, without one.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann, None))
        self.assertIs(self.result(self.seek(bob, None)), True)
        code = self.assert_paired(ann, bob)
        self.assertEqual(self.room(code).state.clocks, ())

    def test_twice(self) -> None:
        """
        Who seeks twice waits once, for the latest wish, and never plays alone.
        """
        ann = self.member("ann")
        self.result(self.seek(ann))
        self.assertIs(self.result(self.seek(ann)), False)
        self.assertIs(self.result(self.seek(ann, None)), False)
        self.assert_waits(ann)
        self.assertIsNone(self.world.house.meeting.seeks[ann.player].control)

    def test_seek_and_challenge_are_withdrawn(self) -> None:
        """
        Who is paired waits for nobody else and challenges nobody.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        meeting, over = self.world.house.meeting, list[tuple[str, str]]()

        def is_over(challenge: Challenge, why: str) -> None:
            over.append((challenge.challenger.name, why))

        self.result(self.seek(ann))
        self.result(self.seek(bob, None))
        for member in (ann, bob):
            meeting.challenge(Challenge(member, cid, None, is_over))
        self.result(self.seek(bob))
        self.assert_paired(ann, bob)
        self.assertEqual((meeting.seeks, meeting.challenges), ({}, {}))
        self.assertEqual(sorted(over), [("ann", "withdrawn"), ("bob", "withdrawn")])

    def test_partner_gone_in_the_same_turn(self) -> None:
        """
        Who is gone in the turn of the seek is nobody's partner.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        ann.process.end(LOST_CONNECTION)
        self.assertIs(self.result(self.seek(bob)), False)
        self.assert_waits(bob)

    def test_lobby_is_restarted(self) -> None:
        """
        Those who wait still do when the lobby was restarted.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.root.terminate_child("lobby")
        self.world.root.restart_child("lobby")
        self.world.settle()
        self.assertIs(self.result(self.seek(bob)), True)
        self.assert_paired(ann, bob)


class AtOnceTests(PairingCase):
    """
    Several at once, and a journal that takes its time.
    """

    def test_two_seeks_in_one_turn(self) -> None:
        """
        Of two who come for the same partner in one turn, one plays and one waits.
        """
        ann, bob, cid, dot = map(self.member, ("ann", "bob", "cid", "dot"))
        self.result(self.seek(ann))
        self.world.store.slow = True
        first, second = self.seek(bob), self.seek(cid)
        self.world.store.go_on()
        self.assertIs(self.result(first), True)
        self.assertIs(self.result(second), False)
        self.assert_paired(ann, bob)
        self.assert_waits(cid)
        self.assertIs(self.result(self.seek(dot)), True)
        self.assert_paired(cid, dot)

    def test_seeks_again_while_being_seated(self) -> None:
        """
        Who wants something else while being seated is seated once, and waits for
        nothing.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        self.result(self.seek(ann))
        self.result(self.seek(cid, None))
        self.world.store.slow = True
        first = self.seek(bob)
        for member in (ann, bob):
            answer = self.result(self.seek(member, None))
            assert isinstance(answer, Rejected)
            self.assertEqual(answer.reason, Reason.BEING_SEATED)
        self.world.store.go_on()
        self.assertIs(self.result(first), True)
        self.assert_paired(ann, bob)
        self.assert_waits(cid)

    def test_bot_while_being_seated(self) -> None:
        """
        Who asks for a computer while being seated is refused, and seated once.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.slow = True
        first = self.seek(bob)
        answer = self.result(self.world.house.lobby.play_bot(ann, 1))
        assert isinstance(answer, Rejected)
        self.assertEqual(answer.reason, Reason.BEING_SEATED)
        self.world.store.go_on()
        self.result(first)
        self.assert_paired(ann, bob)
        self.assertEqual(len(self.world.events), 1)

    def test_partner_goes_while_it_is_recorded(self) -> None:
        """
        When the partner is gone by the time the room is there, the other one has the
        game, and is told that the partner is away.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.slow = True
        paired = self.seek(bob)
        self.end(ann)
        self.world.store.go_on()
        self.assertIs(self.result(paired), True)
        self.world.settle()
        [(state, seat)] = bob.was_seated
        self.assertEqual(absences(bob), [(1 - seat, Departure.LOST_CONNECTION)])
        self.assert_waits()
        self.done(self.room(state.code).abort(seat))

    def test_both_go_while_it_is_recorded(self) -> None:
        """
        When both are gone their game waits in the journal, where their tokens find it.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.slow = True
        paired = self.seek(bob)
        self.end(ann)
        self.end(bob)
        self.world.store.go_on()
        self.result(paired)
        self.world.settle()
        [code] = self.world.events
        self.assertNotIn(code, self.world.rooms)
        self.back(ann)
        self.back(bob)
        self.assertEqual(self.room(code).state.away, [])

    def test_who_asked_waits_no_longer_for_the_answer(self) -> None:
        """
        Once begun it is done, though nobody waits for the answer any more.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.slow = True
        paired = self.world.house.lobby.seek(
            Seek(bob, USUAL_CONTROL, lambda name: False)
        )
        paired.addErrback(lambda _: None)
        paired.cancel()
        self.world.store.go_on()
        self.world.settle()
        self.assert_paired(ann, bob)

    def test_code_in_use(self) -> None:
        """
        When the code is in use another one is drawn, and the seats with it; all tokens
        are those of the room that there is.
        """
        ann, bob = self.member("ann"), self.member("bob")
        taken = self.create(self.member("cid"))
        rng = self.world.house._rng
        codes = [list(taken), list("ABCDEF")]
        self.patch(rng, "choices", lambda *a, **k: codes.pop(0))
        self.result(self.seek(ann))
        self.assertIs(self.result(self.seek(bob)), True)
        self.assertEqual(self.assert_paired(ann, bob), "ABCDEF")
        for member in (ann, bob):
            self.end(member)
            self.back(member)


class TroubleTests(PairingCase):
    """
    A journal that is down.
    """

    def test_nobody_is_lost(self) -> None:
        """
        When the journal is down who seeks is told, and who waits waits on, at the same
        place; when it is up they are paired.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        self.result(self.seek(ann))
        self.result(self.seek(cid, None))
        self.world.stop_journal()
        refused = self.result(self.seek(bob))
        assert isinstance(refused, Rejected)
        self.assertEqual(refused.reason, Reason.JOURNAL_DOWN)
        self.assert_waits(ann, cid)
        self.assertEqual((ann.was_seated, ann.told), ([], []))
        self.assertFalse(self.world.house.meeting.is_seating(bob.player))
        self.world.start_journal()
        self.assertIs(self.result(self.seek(bob)), True)
        self.assert_paired(ann, bob)

    def test_who_waited_for_something_else_still_does(self) -> None:
        """
        Who already waited for another time, and could not be seated, still waits for
        that.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.result(self.seek(bob, None))
        self.world.stop_journal()
        self.assertIsInstance(self.result(self.seek(bob)), Rejected)
        self.assert_waits(ann, bob)
        self.world.start_journal()

    def test_somebody_else_has_come_meanwhile(self) -> None:
        """
        When a pairing fails while somebody else has begun to wait, both wait, and who
        waited longest is paired with the next one who comes.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        self.result(self.seek(ann))
        self.world.store.slow = True
        paired = self.seek(bob)
        waits = self.seek(cid)
        self.world.store.appends_left = 0
        self.world.store.go_on()
        self.assertIsInstance(self.result(paired), Rejected)
        self.world.store.appends_left = None
        self.assertIs(self.result(waits), False)
        self.assert_waits(ann, cid)
        self.assertIs(self.result(self.seek(bob)), True)
        self.assert_paired(ann, bob)
        self.assert_waits(cid)

    def test_bug_in_the_journal(self) -> None:
        """
        A bug of the journal's harms only who seeks: nobody is thought to be being
        seated for ever.
        """
        ann, bob = self.member("ann"), self.member("bob")
        self.result(self.seek(ann))
        self.world.store.bug = Bug()
        failed = self.world.house.lobby.seek(
            Seek(bob, USUAL_CONTROL, lambda name: False)
        )
        self.world.settle()
        self.failureResultOf(failed).trap(Bug)
        self.assert_waits(ann)
        self.assertIs(self.result(self.seek(bob)), True)
        self.assert_paired(ann, bob)


class PairTests(PairingCase):
    """
    Two who have agreed to play each other.
    """

    def test_paired(self) -> None:
        """
        They play, with the control that they agreed on.
        """
        ann, bob = self.member("ann"), self.member("bob")
        control = TimeControl(300, 3)
        pairing = self.world.house.lobby.pair([ann, bob], control)
        self.assertIs(self.result(pairing), True)
        code = self.assert_paired(ann, bob)
        self.assertEqual(self.room(code).state.control, control)

    def test_not_twice(self) -> None:
        """
        Who is being seated with one is not seated with another.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        lobby = self.world.house.lobby
        self.world.store.slow = True
        first = lobby.pair([ann, bob], None)
        answer = self.result(lobby.pair([cid, bob], None))
        assert isinstance(answer, Rejected)
        self.assertEqual(answer.reason, Reason.BEING_SEATED)
        self.world.store.go_on()
        self.assertIs(self.result(first), True)
        self.assert_paired(ann, bob)
        self.assertEqual(cid.was_seated, [])

    def test_seeks_are_withdrawn(self) -> None:
        """
        Whoever of them waited does no longer.
        """
        ann, bob, cid = map(self.member, ("ann", "bob", "cid"))
        self.result(self.seek(bob))
        self.result(self.seek(cid, None))
        self.result(self.world.house.lobby.pair([ann, bob], None))
        self.assert_paired(ann, bob)
        self.assert_waits(cid)
