"""
Finding somebody to play with: to wait for anybody, or to ask somebody.
"""

from __future__ import annotations

from connect4tx.play.meeting import CHALLENGE_SECONDS
from connect4tx.terminal.views import Style
from tests.support.talk import TalkCase, Talker, told_token

WAITS = (
    "You wait for an opponent, {}; cancel ends that, and bot 3 plays a computer"
    " instead.\n"
)


class PairingCase(TalkCase):
    """
    Has players in the lobby, who have boards told in sentences.
    """

    def here(self, *names: str) -> list[Talker]:
        found = [self.talker(name) for name in names]
        for talker in found:
            talker.wishes(style=Style.TEXT)
        return found

    def paired(self, first: Talker, second: Talker, control: str) -> None:
        """
        Check that these two are told of their game, and nothing else.
        """
        told = {talker.name: talker.news() for talker in (second, first)}
        told[second.name] += second.news()
        for talker, other in ((first, second), (second, first)):
            begins, disc = f"{other.name} moves first.", "O"
            if talker.place.seat == 0:
                begins, disc = "You move first.", "X"
            self.assertEqual(
                told[talker.name],
                f"You play {other.name} in room {talker.code}, {control}; you are"
                f" {disc}. {begins}\n{told_token(talker)}\n",
            )
        self.assertEqual(first.code, second.code)
        self.assertEqual({first.place.seat, second.place.seat}, {0, 1})


class PlayTests(PairingCase):
    """
    ``play`` in the lobby, ``cancel`` and ``seeks``.
    """

    def pair(self, line: str, control: str) -> None:
        ann, bob = self.here("ann", "bob")
        self.assertEqual(ann.says(line), WAITS.format(control))
        bob.put(line)
        self.paired(ann, bob, control)

    def test_usual_time(self) -> None:
        """
        Just play is for 3 minutes and 2 seconds a move; the second one is paired.
        """
        self.pair("play", "3+2 on the clock")

    def test_other_time(self) -> None:
        """
        A time that is said is what both play for.
        """
        self.pair("play 5+3", "5+3 on the clock")

    def test_no_time(self) -> None:
        """
        Without a clock, none is shown to anybody.
        """
        self.pair("play untimed", "without a clock")

    def test_with_the_board(self) -> None:
        """
        Who has boards drawn sees it at once.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        ann.says("play")
        bob.says("play")
        told = ann.news()
        self.assertIn(f"{told_token(ann)}\n\n {ann.code}   X ", told)
        self.assertEqual(told.count("3:00"), 2)

    def test_other_times_wait(self) -> None:
        """
        Who waits for another time is told of, with what to type.
        """
        ann, bob, carl = self.here("ann", "bob", "carl")
        ann.says("play 5+3")
        bob.says("play untimed")
        self.assertEqual(
            carl.says("play"),
            WAITS.format("3+2 on the clock")
            + "Others wait already, for another time: play 5+3 or play untimed\n",
        )

    def test_twice(self) -> None:
        """
        Who asks for the same again does not lose the place to who came later; who asks
        for something else waits for that only.
        """
        ann, bob, carl, dan = self.here("ann", "bob", "carl", "dan")
        ann.says("ignore bob", "play")
        bob.says("play")
        self.assertEqual(ann.says("play"), WAITS.format("3+2 on the clock"))
        carl.put("play")
        carl.news()
        self.assertEqual(carl.code, ann.code)
        bob.says("play 5+3")
        self.assertEqual(
            dan.says("seeks"),
            "Who waits for an opponent:\n  bob waits: play 5+3\n",
        )

    def test_ignored(self) -> None:
        """
        Who ignores the other is not paired with that one, whoever of them came first.
        """
        ann, bob = self.here("ann", "bob")
        ann.says("ignore bob", "play")
        self.assertEqual(bob.says("play"), WAITS.format("3+2 on the clock"))
        bob.says("cancel")
        ann.says("cancel")
        bob.says("play")
        self.assertEqual(ann.says("play"), WAITS.format("3+2 on the clock"))

    def test_cancel(self) -> None:
        """
        Who waits no longer is paired with nobody.
        """
        ann, bob = self.here("ann", "bob")
        self.assertEqual(
            ann.says("cancel"),
            "You wait for nobody and offer nothing, so nothing was cancelled.\n",
        )
        ann.says("play")
        self.assertEqual(
            ann.says("cancel"),
            "You wait for nobody any more; you are in the lobby.\n",
        )
        self.assertEqual(bob.says("play"), WAITS.format("3+2 on the clock"))

    def test_seeks(self) -> None:
        """
        Those who wait are listed, the first one first.
        """
        ann, bob, carl = self.here("ann", "bob", "carl")
        nobody = "Nobody waits for an opponent; play does, and bot 3 plays at once.\n"
        self.assertEqual(carl.says("seeks"), nobody)
        ann.says("play untimed")
        bob.says("play 5+3")
        self.assertEqual(
            carl.says("seeks"),
            "Who waits for an opponent:\n"
            "  ann waits: play untimed\n"
            "  bob waits: play 5+3\n",
        )
        self.end(ann)
        bob.says("name dan")
        self.assertEqual(
            carl.says("seeks"),
            "Who waits for an opponent:\n  dan waits: play 5+3\n",
        )

    def test_what_ends_waiting(self) -> None:
        """
        Whoever has a seat or looks on waits for nobody.
        """
        ann, bob = self.here("ann", "bob")
        bob.says("create")
        for line in ("create", f"join {bob.code}", "watch bob", "bot 1"):
            ann.says("play", line)
            self.assertEqual(self.world.house.meeting.seeks, {}, line)
            ann.says("leave")

    def test_wrong_time(self) -> None:
        """
        What is no time is refused with how it is written.
        """
        (ann,) = self.here("ann")
        self.assertEqual(
            ann.says("play now"),
            "'now' is no time: write minutes, and seconds for each move, such as 3+2 or"
            " 10+0, or untimed.\n",
        )

    def test_in_a_room(self) -> None:
        """
        A room's time was chosen when it was opened; who looks on is told that instead.
        """
        ann, bob, carl = self.here("ann", "bob", "carl")
        ann.says("create")
        bob.says(f"join {ann.code}")
        self.assertEqual(
            ann.says("play 5+3"),
            "A room's time is chosen when it is opened, as with create --clock=5+3;"
            " type just play to begin.\n",
        )
        carl.says("watch ann")
        watching = (
            f"You are only watching room {ann.code}, and that is for its players; leave"
            " ends that.\n"
        )
        self.assertEqual(carl.says("play 5+3", "play"), 2 * watching)


class MatchTests(PairingCase):
    """
    ``match``, ``accept`` and ``decline``.
    """

    SENT = (
        "bob is asked to play you, 3+2, and has a minute to accept; cancel takes it"
        " back.\n"
    )
    ASKED = "ann wants to play you, 3+2 on the clock: accept ann, or decline ann\n"

    def asked(self) -> tuple[Talker, Talker]:
        """
        Two players, of whom the first has asked the second.
        """
        ann, bob = self.here("ann", "bob")
        self.assertEqual(ann.says("match bob"), self.SENT)
        self.assertEqual(bob.news(), self.ASKED)
        return ann, bob

    def test_accept(self) -> None:
        """
        The game begins for both when it is accepted, by name or without.
        """
        for line in ("accept", "accept ANN"):
            ann, bob = self.asked()
            bob.put(line)
            self.paired(bob, ann, "3+2 on the clock")
            for talker in (ann, bob):
                talker.says("leave")
                self.end(talker)

    def test_decline(self) -> None:
        """
        Who asked is told that it was declined, and can ask again.
        """
        ann, bob = self.asked()
        self.assertEqual(bob.says("decline"), "You have declined.\n")
        self.assertEqual(
            ann.news(), "bob does not want to play now; play finds somebody else.\n"
        )
        self.assertEqual(ann.says("match bob"), self.SENT)

    def test_withdrawn(self) -> None:
        """
        Who was asked is told when it is taken back, or when the other has gone to play
        elsewhere; and can accept it no longer.
        """
        for line in ("cancel", "create", "bot 1"):
            ann, bob = self.asked()
            ann.says(line)
            self.assertEqual(bob.news(), "ann no longer asks you to play.\n", line)
            self.assertEqual(
                bob.says("accept"),
                "Nobody asks you to play at the moment; match NAME asks somebody, play"
                " finds somebody.\n",
            )
            for talker in (ann, bob):
                self.end(talker)

    def test_cancel(self) -> None:
        """
        Who takes it back is told who is no longer asked.
        """
        ann, _ = self.asked()
        self.assertEqual(
            ann.says("cancel"), "You no longer ask bob to play; you are in the lobby.\n"
        )

    def test_another_name(self) -> None:
        """
        Who takes another name asks nobody any more, as it was asked under the old one.
        """
        ann, bob = self.asked()
        self.assertEqual(ann.says("name eve"), "You are called eve now.\n")
        self.assertEqual(bob.news(), "ann no longer asks you to play.\n")
        self.assertEqual(ann.news(), "")
        self.assertEqual(self.world.house.meeting.challenges, {})

    def test_expired(self) -> None:
        """
        After a minute both are told that it is off: who asked, that nobody answered,
        and who was asked, that it was not answered.
        """
        ann, bob = self.asked()
        self.wait(CHALLENGE_SECONDS)
        self.assertEqual(
            ann.news(), "bob has not answered in time; play finds somebody else.\n"
        )
        self.assertEqual(
            bob.news(), "You have not answered ann in time; that game is off.\n"
        )

    def test_gone(self) -> None:
        """
        When the connection of one of them ends, the other is told.
        """
        for leaves in (0, 1):
            both = self.asked()
            gone, stays = both[leaves], both[1 - leaves]
            self.end(gone)
            self.assertEqual(
                stays.news(),
                f"{gone.name} is gone, and so is the game that was asked for.\n",
            )
            self.end(stays)

    def test_crossed(self) -> None:
        """
        Two who ask each other for the same play.
        """
        ann, bob = self.asked()
        bob.put("match ann")
        self.paired(bob, ann, "3+2 on the clock")

    def test_several(self) -> None:
        """
        Of several who ask, one has to be named.
        """
        _, bob = self.asked()
        (carl,) = self.here("carl")
        carl.says("match bob untimed")
        self.assertEqual(
            bob.news(),
            "carl wants to play you, without a clock: accept carl, or decline carl\n",
        )
        self.assertEqual(
            bob.says("accept"),
            "Which one, ann or carl? Type it behind the command.\n",
        )
        self.assertEqual(bob.says("decline ann"), "You have declined.\n")
        bob.put("accept")
        self.paired(bob, carl, "without a clock")

    def test_refused(self) -> None:
        """
        Only who is here, is free and wants to be disturbed can be asked, one at a time.
        """
        ann, bob, carl, dan = self.here("ann", "bob", "carl", "dan")
        carl.says("create")
        dan.says("set dnd on")
        for line, told in (
            ("match eve", "Nobody called eve is here; who lists who is."),
            ("match ann", "That is you; who lists the others, bot 3 plays you."),
            (
                "match carl",
                "carl is in a room already; watch carl looks on, tell carl says"
                " something.",
            ),
            (
                "match dan",
                "dan does not want to be disturbed now; play finds somebody else.",
            ),
        ):
            self.assertEqual(ann.says(line), f"{told}\n")
        ann.says("match bob")
        bob.news()
        self.assertEqual(
            ann.says("match bob"),
            "You have asked bob already; wait for the answer, or cancel.\n",
        )
        self.assertEqual(
            carl.says("match bob"),
            f"You are in room {carl.code} already; leave it first with leave.\n",
        )

    def test_in_a_seat(self) -> None:
        """
        In a room, accept and decline are for its offers; who is asked from now on is
        the others, and who asked is told so.
        """
        ann, bob = self.asked()
        bob.says("create")
        self.assertEqual(
            ann.news(),
            "bob has begun another game, so that is off; watch bob looks on.\n",
        )
        self.assertEqual(
            bob.says("accept"),
            "Nobody offers you that at the moment; draw, undo and rematch are how to"
            " offer it yourself.\n",
        )

    def test_while_looking_on(self) -> None:
        """
        Who looks on can be asked, and no longer looks on when the game begins.
        """
        ann, bob = self.here("ann", "bob")
        carl, _ = self.game_of("carl", "dan")
        bob.says("watch carl")
        ann.says("match bob")
        bob.news()
        bob.put("accept")
        self.paired(bob, ann, "3+2 on the clock")
        room = self.room(carl.code)
        self.assertEqual(room.watchers, {})
        carl.says("4")
        self.assertEqual(bob.news(), "")

    def game_of(self, *names: str) -> list[Talker]:
        found = self.here(*names)
        found[0].says("create")
        found[1].says(f"join {found[0].code}", "play")
        return found

    def test_while_a_seat_is_found(self) -> None:
        """
        Nobody is given two seats at once.
        """
        ann, bob = self.asked()
        meeting = self.world.house.meeting
        meeting.begin(ann)
        busy = "A seat is just being found for one of you; try again in a moment.\n"
        self.assertEqual(bob.says("accept"), busy)
        self.assertEqual(ann.says("create", "cancel", "play"), 3 * busy)
        meeting.end(ann)
        bob.put("accept")
        self.paired(bob, ann, "3+2 on the clock")
