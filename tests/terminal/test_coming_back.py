"""
Seats that are kept, and taken back.
"""

from __future__ import annotations

from connect4tx.play.guesses import AT_ONCE, SECONDS_EACH
from connect4tx.play.names import GUEST
from connect4tx.play.ports import Unreadable
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.supervision.exits import Exit
from connect4tx.terminal import sentences
from connect4tx.terminal.views import Client, Style
from tests.support.members import LOST_CONNECTION, crashed
from tests.support.programs import Program, ProgramCase, kinds
from tests.support.stories import dropped
from tests.support.talk import TalkCase, Talker, told_token

WRONG = "back AAAA-AAAA"


class TokenTests(TalkCase):
    """
    When players are told their tokens.
    """

    def test_with_the_seat(self) -> None:
        """
        Who opens a room or joins one is told the own token, and nobody else's.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        self.assertTrue(ann.says("create").endswith(f"\n{told_token(ann)}\n"))
        told = bob.says(f"join {ann.code}")
        self.assertTrue(told.endswith(f"\n{told_token(bob)}\n"))
        self.assertNotEqual(ann.token, bob.token)
        self.assertNotIn(bob.token, ann.news())

    def test_with_each_game(self) -> None:
        """
        When a game begins each is told again; after a game the tokens are others, of
        which one reads when the next begins.
        """
        ann, bob = self.talkers()
        before = (ann.token, bob.token)
        self.assertTrue(ann.says("play").endswith(f"{told_token(ann)}\n"))
        self.assertTrue(bob.news().endswith(f"{told_token(bob)}\n"))
        self.assertEqual((ann.token, bob.token), before)
        bob.says("leave")
        ann.says("lobby")
        self.assertNotEqual(ann.token, before[0])
        self.assertNotIn(ann.token, ann.news())
        bob.says(f"join {ann.code}")
        self.assertIn(told_token(ann), ann.says("play"))

    def test_seat_of_a_lost_room(self) -> None:
        """
        Who is told that the room had to be stopped is told how to go on later.
        """
        ann, _ = self.game(4)
        self.crash(ann.code, times=4)
        self.assertTrue(ann.news().endswith(f"{told_token(ann)}\n"))
        self.assertIn("at move 1.", ann.says(f"back {ann.token}"))


class ReturnTests(TalkCase):
    """
    Those who come back.
    """

    def test_told_to_both(self) -> None:
        """
        Who comes back is told where the game stands, and the other that one is back;
        then it goes on.
        """
        ann, bob = self.game(4)
        self.end(bob)
        self.assertIn("bob has lost the connection; the seat is kept.", ann.news())
        self.assertEqual(ann.prompt, "bob (away) to move> ")
        self.assertIn("O bob (away)   move 1\n", ann.says("board"))
        bob = self.comes_back(bob)
        self.assertEqual(ann.news(), "bob is back.\n")
        self.assertEqual(ann.prompt, "bob to move> ")
        self.assertNotIn("away", ann.says("board"))
        self.assertEqual(bob.prompt, "your move (1-7)> ")
        self.assertIn("bob drops in column 4.", bob.says("4"))
        self.assertIn("bob drops in column 4.", ann.news())

    def test_what_is_told(self) -> None:
        """
        The board is what the others see; before a game there is none.
        """
        ann, bob = self.game(4)
        self.end(bob)
        again = self.stranger()
        again.meets(Client())
        told = again.says(f"back {bob.token}")
        welcome = f"Welcome back, bob: the game in room {ann.code} is at move 1.\n\n"
        self.assertEqual(told, f"{welcome}{again.says('board')}")
        ann, bob = self.talkers_named("eve", "max")
        self.end(bob)
        again = self.stranger()
        again.meets(Client())
        self.assertEqual(
            again.says(f"back {bob.token}"),
            f"Welcome back, max: you are in room {ann.code}, and the game has not"
            " begun.\n",
        )
        self.assertEqual(again.prompt, f"{ann.code}> ")

    def talkers_named(self, *names: str) -> list[Talker]:
        found = [self.talker(name) for name in names]
        found[0].says("create")
        for other in found[1:]:
            other.says(f"join {found[0].code}")
        return found

    def test_as_it_was_typed(self) -> None:
        """
        A token may be typed in small letters, without its hyphen, or with a blank.
        """
        ann, _ = self.game(4)
        bare, apart = (ann.token.replace("-", other) for other in ("", " "))
        for spelling in (ann.token.lower(), bare, apart):
            again = self.stranger()
            again.meets(Client())
            self.assertIn("Welcome back, ann", again.says(f"back {spelling}"))
            self.assertEqual(again.token, ann.token)

    def test_name_goes_with_the_seat(self) -> None:
        """
        Who is called something else by then, or nothing, has the old name again; its
        other name is free.
        """
        ann, _ = self.game(4)
        self.end(ann)
        other = self.talker("eve")
        self.assertIn("Welcome back, ann:", other.says(f"back {ann.token}"))
        self.assertEqual(other.name, "ann")
        self.assertIn("You are called eve now.", self.talker("dan").says("name eve"))
        self.assertIn("ann is here already", self.talker("carl").says("name ann"))

    def test_name_that_is_anothers_by_then(self) -> None:
        """
        When somebody else has the name now, one has the seat under one's own, or as a
        guest, and the others are told.
        """
        ann, bob = self.game(4)
        self.end(ann)
        bob.news()
        self.talker("ann")
        eve = self.talker("eve")
        told = eve.says(f"back {ann.token}")
        self.assertIn("Welcome back, eve:", told)
        lost = "Somebody else is called ann now, so you are eve here.\n"
        self.assertTrue(told.endswith(lost), told)
        self.assertEqual(bob.news(), "ann is back, as eve.\n")
        self.assertIn("eve to move> ", self.prompt_after_move(bob))
        self.end(eve)
        self.talker("eve")
        again = self.comes_back(ann)
        self.assertTrue(again.name.startswith(GUEST))
        self.assertIn(f"eve is back, as {again.name}.", bob.news())

    def prompt_after_move(self, mover: Talker) -> str:
        mover.says("1")
        return mover.prompt

    def test_seat_that_somebody_still_has(self) -> None:
        """
        A connection that still has the seat is told, loses seat and name, and ends; the
        other player is told that one goes on elsewhere, and not that one was away.
        """
        ann, bob = self.game(4)
        again = self.comes_back(ann)
        self.assertEqual(ann.news(), f"{sentences.SEAT_TAKEN}\n")
        self.assertTrue(ann.conversation.over)
        self.assertIsNone(ann.place.room)
        self.end(ann)
        self.assertEqual(bob.news(), "ann goes on over another connection.\n")
        self.assertEqual(again.name, "ann")
        bob.says("3")
        self.assertIn("bob drops in column 3.", again.news())
        self.assertIn("ann drops in column 4.", again.says("4"))

    def test_in_a_room(self) -> None:
        """
        Who is in a room has to leave it first, also when it is the very one; during a
        game one is told what that would mean.
        """
        ann, bob = self.game(4)
        carl = self.talker("carl")
        carl.says("create")
        for talker, told in (
            (bob, "already, and its game is on; leave would give it up.\n"),
            (carl, "already; leave it first with leave.\n"),
        ):
            for token in (ann.token, "0"):
                self.assertEqual(
                    talker.says(f"back {token}"),
                    f"You are in room {talker.code} {told}",
                )
        self.assertIn("leave would give it up", bob.says("create"))
        carl.says("leave")
        self.assertIn("Welcome back", carl.says(f"back {ann.token}"))

    def test_own_token(self) -> None:
        """
        Who has the seat of the token already is told so; everything stays as it is.
        """
        ann, bob = self.game(4)
        for token in (ann.token, ann.token.lower().replace("-", " ")):
            self.assertEqual(
                ann.says(f"back {token}"), "You have that seat already; go on.\n"
            )
        self.assertEqual(bob.news(), "")
        self.assertFalse(ann.conversation.over)

    def test_others_who_are_away(self) -> None:
        """
        Who comes back is told of those who are away, and what can be done about it.
        """
        ann, bob, carl = self.game(players=3)
        self.end(ann)
        self.end(carl)
        carl, told = self.comes_back_and_hears(carl)
        lost = "ann has lost the connection; the seat is kept.\n"
        self.assertTrue(told.endswith(lost), told)
        self.wait(GRACE_SECONDS)
        self.end(bob)
        bob, told = self.comes_back_and_hears(bob)
        late = "ann has not come back in time: claim win goes on without ann, or just"
        self.assertTrue(told.endswith(f"{late} wait.\n"), told)
        ann, bob = self.talkers_named("eve", "max")
        ann.says("play")
        self.end(ann)
        self.wait(GRACE_SECONDS)
        self.end(bob)
        bob, told = self.comes_back_and_hears(bob)
        late = "eve has not come back in time: claim win, claim draw, or just wait.\n"
        self.assertTrue(told.endswith(late), told)

    def comes_back_and_hears(self, gone: Talker) -> tuple[Talker, str]:
        again = self.stranger()
        again.meets(Client())
        return again, again.says(f"back {gone.token}")

    def test_command_before_the_seat_is_known_to_be_gone(self) -> None:
        """
        What the old connection asks for, before it has heard that the seat was taken,
        is not done; a leave has nothing left to do. Then it is told, and ends.
        """
        for line, told in (("4", "You are not in a room"), ("leave", "You have left")):
            ann, bob = self.game()
            again = self.stranger()
            again.meets(Client())
            self.result(again.sends(f"back {ann.token}"))
            self.result(ann.sends(line))
            self.assertTrue(ann.raw.decode().startswith(told), ann.raw)
            self.assertTrue(ann.news().endswith(f"\n{sentences.SEAT_TAKEN}\n"))
            self.assertTrue(ann.conversation.over)
            self.assertNotIn("drops", bob.news())
            self.assertIn("ann drops in column 1.", again.says("1"))
            self.world.stop()
            self.setUp()

    def test_name_is_not_taken_before_the_seat(self) -> None:
        """
        When the seat is not to be had, the name stays whose it is.
        """
        ann, _ = self.game(4)
        eve = self.talker("eve")
        self.world.store.appends_left = 0
        self.assertIn("could not be recorded", eve.says(f"back {ann.token}"))
        self.world.store.appends_left = None
        self.assertEqual(eve.name, "eve")
        carl = self.talker("carl")
        self.assertIn("eve is here already", carl.says("name eve"))
        self.assertIn("ann is here already", carl.says("name ann"))
        newcomer = self.stranger()
        newcomer.meets(Client())
        self.talker("dan")
        self.world.store.appends_left = 0
        self.assertIn("could not be recorded", newcomer.says(f"back {ann.token}"))
        self.world.store.appends_left = None
        self.assertEqual(newcomer.prompt, sentences.NAME_PROMPT)

    def test_name_that_is_taken_meanwhile(self) -> None:
        """
        Who loses the name while the journal takes the return has it in the room.
        """
        ann, bob = self.game(4)
        self.end(ann)
        again = self.stranger()
        again.meets(Client())
        self.world.store.slow = True
        coming = again.sends(f"back {ann.token}")
        self.assertFalse(coming.called)
        self.talker("ann")
        self.world.store.go_on()
        self.assertIn("Welcome back, ann:", again.news())
        self.assertEqual(again.name, "ann")
        self.assertIn("ann is back.", bob.news())

    def test_stepping_through_a_game(self) -> None:
        """
        Who steps through a game may come back at any move; then one is there.
        """
        ann, bob = self.game(1, 2, 1, 2, 1, 2, 1)
        bob.says("lobby", "play", "3")
        eve = self.talker("eve")
        eve.says(f"replay {ann.code}.1", "")
        self.assertIn("at move 1.", eve.says(f"back {ann.token}"))
        self.assertEqual(eve.prompt, "your move (1-7)> ")
        self.assertIn("That line is empty", eve.says(""))

    def test_after_a_restart_of_the_server(self) -> None:
        """
        The game waits in the journal while the server is stopped; who comes first sees
        that the other is not there yet.
        """
        ann, bob = self.game(4, 4)
        self.restart(ann, bob)
        again = self.stranger()
        again.meets(Client())
        told = again.says(f"back {bob.token}")
        self.assertIn("X ann (away)   O bob   move 2\n", told)
        self.assertIn("ann has 3 min to come back", told + again.news())
        self.comes_back(ann)
        self.assertEqual(again.news(), "ann is back.\n")
        self.assertEqual(again.prompt, "ann to move> ")

    def test_both_away(self) -> None:
        """
        A game that nobody is at waits for either of them, without a limit.
        """
        ann, bob = self.game(4)
        for talker in (ann, bob):
            self.end(talker)
        self.assertEqual(len(self.world.rooms), 0)
        self.wait(2 * GRACE_SECONDS)
        self.assertEqual(self.comes_back(ann).prompt, "bob (away) to move> ")
        self.assertEqual(self.comes_back(bob).prompt, "your move (1-7)> ")

    def test_third_loss(self) -> None:
        """
        Who loses the connection for the third time in one game has lost the game, and
        the token is void.
        """
        ann, bob = self.game(4)
        twice = "You have lost the connection twice in this game; a third time gives"
        for loss in (1, 2):
            self.end(bob)
            bob, told = self.comes_back_and_hears(bob)
            self.assertEqual(twice in told, loss == 2, told)
        ann.news()
        self.end(bob)
        self.assertEqual(
            ann.news(),
            "bob has lost the connection for the third time in this game, and so the"
            " game. ann wins: nobody else is left in the game.\n"
            "Type lobby to wait for another player, or leave.\n",
        )
        again = self.stranger()
        again.meets(Client())
        self.assertIn("No seat is kept", again.says(f"back {bob.token}"))

    def test_our_own_crashes_do_not_count(self) -> None:
        """
        A connection that crashed on our side may do so any number of times.
        """
        ann, bob = self.game(4)
        for _ in range(4):
            self.end(bob, crashed())
            told = "bob is away, as the connection crashed on our side"
            self.assertIn(told, ann.news())
            bob = self.comes_back(bob)


class RefusedTests(TalkCase):
    """
    Tokens that give nothing back.
    """

    def test_no_token(self) -> None:
        """
        What is no token is quoted, with what one looks like; nothing is needed twice.
        """
        ann = self.talker("ann")
        for typed in ("K7Q2", "K7Q2-M4T0", "K7Q2-M4TXX", "xyzzy", "é", "-", "a b c"):
            self.assertIn(f"{typed!r} is not a token", ann.says(f"back {typed}"))
        self.assertIn("back needs more than that: back K7Q2-M4TX", ann.says("back"))

    def test_wrong_token_without_a_name(self) -> None:
        """
        Who has no name and a wrong token is asked for a name still.
        """
        newcomer = self.stranger()
        newcomer.meets(Client())
        self.assertIn("No seat is kept", newcomer.says(WRONG))
        self.assertEqual(newcomer.prompt, sentences.NAME_PROMPT)

    def test_after_the_game(self) -> None:
        """
        A token serves until its game is put away, or its seat given up.
        """
        ann, bob = self.game(1, 2, 1, 2, 1, 2, 1)
        eve = self.talker("eve")
        self.assertIn(
            f"Welcome back, ann: the game in room {ann.code} is over.",
            eve.says(f"back {ann.token}"),
        )
        ann.news()
        self.assertTrue(ann.conversation.over)
        old, dan = bob.token, self.talker("dan")
        bob.says("lobby")
        self.assertIn("No seat is kept", dan.says(f"back {old}"))
        bob.says("leave")
        self.assertIn("No seat is kept", dan.says(f"back {bob.token}"))

    def test_too_many(self) -> None:
        """
        After some wrong tokens one has to wait, from wherever on that address, with a
        right one too; what is no token costs nothing.
        """
        ann, _ = self.game(4)
        self.end(ann)
        eve, dan = self.talker("eve"), self.talker("dan")
        for _ in range(AT_ONCE):
            self.assertIn("No seat is kept", eve.says(WRONG))
            self.assertIn("is not a token", eve.says("back 0"))
        too_many = f"try again in {SECONDS_EACH:.0f} s."
        for talker in (eve, dan):
            self.assertIn(too_many, talker.says(f"back {ann.token}"))
        dan.address = "10.0.0.2"
        self.assertIn("Welcome back", dan.says(f"back {ann.token}"))
        self.wait(SECONDS_EACH)
        self.assertIn("No seat is kept", eve.says(WRONG))
        self.assertIn(too_many, eve.says(WRONG))

    def test_right_tokens_cost_nothing(self) -> None:
        """
        Whoever comes back again and again is never told to wait.
        """
        ann, _ = self.game(4)
        for _ in range(2 * AT_ONCE):
            ann = self.comes_back(ann)
            self.assertEqual(ann.name, "ann")

    def test_journal_that_is_down(self) -> None:
        """
        While the journal is down nobody comes back, and is told why; a guess it is not.
        """
        ann, _ = self.game(4)
        self.end(ann)
        eve = self.talker("eve")
        self.world.store.unread = True
        for _ in range(2 * AT_ONCE):
            self.assertIn("could not be recorded", eve.says(f"back {ann.token}"))
        self.world.store.unread = False
        self.world.store.appends_left = 0
        self.assertIn("could not be recorded", eve.says(f"back {ann.token}"))
        self.assertIsNone(eve.place.room)
        self.world.store.appends_left = None
        self.assertIn("Welcome back", eve.says(f"back {ann.token}"))

    def test_as_many_at_once(self) -> None:
        """
        Guesses count while they are under way; those that were right do not.
        """
        ann, _ = self.game(4)
        self.world.store.slow = True
        eves = [self.talker(f"eve{number}") for number in range(AT_ONCE + 1)]
        *first, last = eves
        for eve in first:
            eve.sends(f"back {ann.token}")
        self.result(last.sends(f"back {ann.token}"))
        self.assertIn(b"Too many wrong tokens", last.raw)
        self.world.store.slow = False
        self.world.store.go_on()
        self.assertIn("Welcome back", last.says(f"back {ann.token}"))

    def test_room_that_cannot_be_read(self) -> None:
        """
        Who has a good token for a room that has to be set aside is told what to do; so
        is who wants to join it.
        """
        ann, _ = self.spoilt_game()
        eve = self.talker("eve")
        aside = (
            f"The game in room {ann.code} cannot be read just now; nothing of it is"
            " deleted, please tell the operator.\n"
        )
        for line in (f"back {ann.token}", f"join {ann.code}", f"join {ann.code}"):
            self.assertEqual(eve.says(line), aside, line)
        self.flushLoggedErrors(Unreadable)

    def test_room_that_could_not_be_read_before(self) -> None:
        """
        The same is told to all with tokens for it, as often as they ask, and is no
        wrong guess.
        """
        ann, bob = self.spoilt_game()
        eve = self.talker("eve")
        for talker in (ann, bob) * AT_ONCE:
            told = eve.says(f"back {talker.token}")
            self.assertIn("please tell the operator", told)
        self.flushLoggedErrors(Unreadable)

    def spoilt_game(self) -> list[Talker]:
        """
        The players, who are gone, of a game whose events make no sense any more.
        """
        talkers = self.game(4)
        for talker in talkers:
            self.end(talker)
        self.world.events[talkers[0].code].append(dropped(0, 99))
        return talkers

    def test_full_room(self) -> None:
        """
        Who wants to join a game of which one is away may be that one.
        """
        ann, bob = self.game(4)
        eve = self.talker("eve")
        self.assertIn("open another with create.", eve.says(f"join {ann.code}"))
        self.end(bob)
        told = eve.says(f"join {ann.code}")
        self.assertTrue(told.endswith("; if one is yours: back TOKEN\n"), told)


class StylesTests(TalkCase):
    """
    How it is told to those who see things otherwise.
    """

    def test_sentences_only(self) -> None:
        """
        Who has boards told in sentences is told the same, and nothing is drawn.
        """
        ann, bob = self.game(4)
        bob.wishes(style=Style.TEXT)
        self.end(ann)
        told = bob.news() + bob.says("board")
        self.assertIn("ann has lost the connection; the seat is kept.\n", told)
        self.assertIn("X ann (away), O bob, move 1.\n", told)
        self.assertNotIn("|", told)
        again = self.stranger()
        again.meets(Client())
        again.wishes(style=Style.TEXT)
        told = again.says(f"back {ann.token}")
        self.assertIn("Column 4: X.", told)
        self.assertNotIn("|", told)

    def test_narrow_screens(self) -> None:
        """
        On a narrow screen all of it is wrapped.
        """
        for width in (20, 33, 40):
            ann, bob = self.talkers(playing=True)
            bob.wishes(width=width)
            ann.says("4")
            bob.says("4")
            self.end(ann)
            told = bob.news()
            self.wait(GRACE_SECONDS)
            told += bob.news() + bob.says("claim draw")
            for line in told.splitlines():
                self.assertLessEqual(len(line), width, line)
            self.world.stop()
            self.setUp()


class ProgramsTests(ProgramCase):
    """
    The same for programs.
    """

    def returned(self, gone: Program) -> Program:
        """
        Have a program come back over another connection, of which nothing is known.
        """
        return Program(self.comes_back(gone.talker, json=True))

    def test_tokens(self) -> None:
        """
        The answers that give a seat have its token; it is told again as a game begins,
        and anew for the next one.
        """
        ann, bob = self.program("ann"), self.program("bob")
        answer = ann.asks("create")
        self.assertEqual(answer["token"], ann.talker.token)
        answer = bob.asks("join", code=ann.talker.code)
        self.assertEqual(answer["token"], bob.talker.token)
        same = {"event": "token", "room": ann.talker.code}
        for cmd, event in (("play", "game"), ("lobby", "ready")):
            if cmd == "lobby":
                for column in (1, 2, 1, 2, 1, 2, 1):
                    (ann if column == 1 else bob).does("move", col=column)
                ann.news()
                bob.news()
            before = ann.talker.token
            told = ann.does(cmd)
            self.assertEqual(kinds(told), ["ok", event, "token"])
            self.assertEqual(told[-1], {**same, "token": ann.talker.token})
            self.assertEqual(bob.news()[-1], {**same, "token": bob.talker.token})
            self.assertEqual(ann.talker.token == before, cmd == "play")

    def test_away_and_back(self) -> None:
        """
        Who is away is told as such, and what is true of the room says so; who is back,
        with the name; the seat's answer is all that is true of the room.
        """
        ann, bob = self.programs(playing=True)
        self.end(ann.talker)
        away, grace = bob.news()
        who = {"room": bob.talker.code, "symbol": "X", "name": "ann"}
        self.assertEqual(
            away, {"event": "away", "seq": 5, **who, "why": "lost_connection"}
        )
        self.assertEqual(
            grace, {"event": "grace", "seq": 5, **who, "seconds": GRACE_SECONDS}
        )
        seats = bob.asks("board")["game"]["seats"]
        self.assertEqual([seat["away"] for seat in seats], [True, False])
        again = self.stranger()
        again.meets(Client())
        again.says("mode json")
        told = Program(again).asks("back", token=ann.talker.token, id=3)
        self.assertEqual((told["re"], told["token"]), (3, ann.talker.token))
        self.assertEqual((told["game"]["you"], told["game"]["turn"]), ("X", "X"))
        self.assertEqual(bob.news(), [{"event": "back", "seq": 6, **who}])
        self.assertNotIn("message", told)

    def test_reasons_to_be_away(self) -> None:
        """
        A crash of ours is told as one.
        """
        exits: tuple[tuple[Exit, str], ...] = (
            (LOST_CONNECTION, "lost_connection"),
            (crashed(), "crashed"),
        )
        ann, bob = self.programs(playing=True)
        for exit, why in exits:
            self.end(ann.talker, exit)
            self.assertEqual(bob.news()[0]["why"], why)
            ann = self.returned(ann)
            bob.news()

    def test_seat_taken(self) -> None:
        """
        A program whose seat was taken back over another connection gets a notice.
        """
        ann, _ = self.programs(playing=True)
        self.returned(ann)
        told = ann.news()
        self.assertEqual([line["code"] for line in told], ["seat_taken"])
        self.assertTrue(ann.talker.conversation.over)

    def test_own_token(self) -> None:
        """
        A program that has the seat already is told the same as one that has it back.
        """
        ann, bob = self.programs(playing=True)
        told = ann.asks("back", token=ann.talker.token)
        self.assertEqual((told["ok"], told["token"]), (True, ann.talker.token))
        self.assertEqual(told["game"], ann.asks("board")["game"])
        told = bob.asks("back", token=ann.talker.token)
        self.assertEqual(told["error"], "already_seated")
        self.assertEqual(bob.news(), [])

    def test_refused(self) -> None:
        """
        What is wrong with a token is told as an error.
        """
        ann = self.program()
        self.assertEqual(ann.asks("back", token="xyzzy")["error"], "bad_token")
        self.assertEqual(ann.asks("back")["error"], "missing_argument")
        for _ in range(AT_ONCE):
            told = ann.asks("back", token="AAAA-AAAA")
            self.assertEqual(told["error"], "no_such_token")
        told = ann.asks("back", token="AAAA-AAAA")
        self.assertEqual(told["error"], "too_many_guesses")
        self.assertEqual(told["seconds"], SECONDS_EACH)

    def test_resume_after_coming_back(self) -> None:
        """
        Who is back can have the game's events told, the own absence too.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        self.end(ann.talker)
        ann = self.returned(ann)
        *told, answer = ann.does("resume", seq=4)
        self.assertEqual(kinds(told), ["move", "away", "back"])
        self.assertEqual(answer["seq"], bob.asks("board")["game"]["seq"])

    def test_person_and_program(self) -> None:
        """
        A seat that a person had may be taken back by a program, and by a person again.
        """
        ann, bob = self.talkers(playing=True)
        self.end(ann)
        robo = self.returned(Program(ann))
        self.assertEqual(kinds(robo.does("move", col=1)), ["ok", "move"])
        self.assertIn("ann drops in column 1.", bob.news())
        person = self.comes_back(robo.talker)
        self.assertEqual(kinds(robo.news()), ["notice"])
        self.assertEqual(person.prompt, "bob to move> ")
