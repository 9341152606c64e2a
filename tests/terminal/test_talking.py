"""
What players say to each other, and who hears it.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from twisted.logger import ILogObserver, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.rejections import Reason
from connect4tx.play.updates import Spoken, Update
from connect4tx.terminal.cells import cells
from connect4tx.terminal.commands import Chat, Ignore, Say, TellPlayer
from connect4tx.terminal.grammar import command_of, parse
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.settings import OF_TALK
from connect4tx.terminal.talking import (
    IGNORED_AT_MOST,
    NEW_SECONDS,
    Chatted,
    Told,
    ignores,
    spoken,
)
from connect4tx.terminal.text import wire
from connect4tx.terminal.views import Client, Style, view
from tests.game.strategies import repeatable
from tests.support.programs import Object, ProgramCase
from tests.support.talk import TalkCase, Talker

GUESTS_SAY_ONLY = (
    "Guests can talk only to those they play with, by say; choose a name to talk to"
    " others: name NAME, when you are in no room.\n"
)
NOT_BY_WATCHERS = (
    "Nobody hears that: only you watch, and the players do not want to hear"
    " spectators.\n"
)
NOBODY_ASKS = (
    "Nobody asks you to play at the moment; match NAME asks somebody, play finds"
    " somebody.\n"
)


class ReadingTests(SynchronousTestCase):
    """
    Lines with something to be said in them.
    """

    def test_words_are_as_typed(self) -> None:
        """
        Quotes, blanks and dashes of what is said are the player's own.
        """
        for text in (
            "hello",
            'it\'s "fine"',
            "don't",
            '"',
            "a   b  'c",
            "--hello",
            "--text=x",
            "text=x",
            "4",
            "say say",
            "back\\slash \\",
            "# no comment",
        ):
            self.assertEqual(parse(f"say {text}"), Say(text))
            self.assertEqual(parse(f"  SAY \t {text}  "), Say(text))
            self.assertEqual(parse(f"chat {text}"), Chat(text))
            self.assertEqual(parse(f"tell  lea  {text}"), TellPlayer("lea", text))

    def test_beginnings_of_the_commands(self) -> None:
        """
        The commands can be begun only, as others can.
        """
        self.assertEqual(parse("sa it's"), Say("it's"))
        self.assertEqual(parse("ch it's"), Chat("it's"))
        self.assertEqual(parse("ign lea"), Ignore("lea"))

    def test_blanks_of_all_kinds(self) -> None:
        """
        A tab, or whatever else would be blank or break the line, is a blank.
        """
        blanks = "\t\n\r\x0b\x0c\x85\xa0\u2028\u2029\u3000"
        for blank in blanks:
            read = command_of("say", {"text": f"a{blank}b"})
            self.assertEqual(read, Say("a b"), repr(blank))

    def test_nothing_to_say(self) -> None:
        """
        Without any words, or with none that can be shown, there is nothing to be said.
        """
        for line in ("say", "say   ", "chat", "tell", "tell lea", "tell lea  \x1b"):
            refused = parse(line)
            self.assertEqual(getattr(refused, "reason", None), Reason.MISSING_ARGUMENT)
        for text in ("", "  ", "\u202e\x1b", "\n"):
            refused = command_of("say", {"text": text})
            self.assertEqual(getattr(refused, "reason", None), Reason.MISSING_ARGUMENT)

    def test_options_before_the_command(self) -> None:
        """
        What stands before the command is read as of any other.
        """
        refused = parse("--loud say hello")
        self.assertEqual(getattr(refused, "reason", None), Reason.NO_SUCH_OPTION)
        self.assertEqual(parse("--text=hello say"), Say("hello"))

    def test_long_words(self) -> None:
        """
        What is said is cut where it would be wider than 200 cells.
        """
        self.assertEqual(parse("say " + "x" * 10_000), Say("x" * 200))
        self.assertEqual(parse("say " + "囲" * 10_000), Say("囲" * 100))


class LineTests(SynchronousTestCase):
    """
    What is said, on a screen.
    """

    def test_who_says_it(self) -> None:
        """
        A line begins with the name, and with what else there is to know of it.
        """
        seen = view()
        room: Any = None
        self.assertEqual(spoken(Spoken("lea", 0, "hello"), room, seen), "lea: hello")
        self.assertEqual(
            spoken(Spoken("lea", -1, "hello"), room, seen), "lea (watching): hello"
        )
        self.assertEqual(Told("lea", "hello").text(seen), "lea (to you): hello")
        self.assertEqual(Chatted("lea", "hello").text(seen), "lea (to all): hello")

    def test_braces_are_nothing_special(self) -> None:
        """
        What looks like a field of a sentence is said as it is.
        """
        told = Told("lea", "{name} {0} {").text(view())
        self.assertEqual(told, "lea (to you): {name} {0} {")

    def test_long_lines(self) -> None:
        """
        A line that does not fit goes on further in, at a blank if there is one.
        """
        self.assertEqual(
            Told("lea", "one two three four five").text(view(width=20)),
            "lea (to you): one\n    two three four\n    five",
        )
        self.assertEqual(
            Told("lea", "x" * 40).text(view(width=20)),
            f"lea (to you):\n    {'x' * 16}\n    {'x' * 16}\n    {'x' * 8}",
        )

    def test_no_line_begins_with_what_was_said(self) -> None:
        """
        Blanks do not bring words to where the server's own lines begin, whether the
        screen's width is known or not.
        """
        words = f"hi{' ' * 100}* The server is stopping"
        for width in (0, 80):
            lines = Chatted("lea", words).text(view(width=width)).split("\n")
            self.assertEqual(
                lines, ["lea (to all): hi", "    * The server is stopping"]
            )

    @repeatable
    @given(
        st.text(min_size=1, max_size=300),
        st.sampled_from((0, 20, 40, 79, 80, 200)),
        st.booleans(),
        st.sampled_from(("lea", "sixteen_letters_")),
    )
    def test_whatever_is_said(
        self, text: str, width: int, unicode: bool, name: str
    ) -> None:
        """
        Whatever a player sends, every line fits on the screen, all but the first are
        indented, and nothing in them moves the cursor.
        """
        read = command_of("tell", {"name": name, "text": text})
        if not isinstance(read, TellPlayer):
            return
        seen = view(width=width, unicode=unicode)
        sent = wire(Told(name, read.text).text(seen), seen).decode()
        self.assertTrue(sent.endswith("\r\n"))
        first, *others = sent[:-2].split("\r\n")
        self.assertTrue(first.startswith(f"{name} (to you):"[: width or 80]))
        for line in (first, *others):
            self.assertLessEqual(cells(line), width or 80)
            wrong = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
            self.assertFalse(wrong & set(map(unicodedata.category, line)), line)
        for line in others:
            self.assertTrue(line.startswith("    "), line)

    def test_words_that_grow(self) -> None:
        """
        Letters that are several in ASCII do not push words to where a line begins.
        """
        seen = view(width=40)
        for letters in ("ﬃ", "æ", "각", "ﷺ", "…"):
            words = letters * 20 + " " + "* The server"
            for line in wire(Told("lea", words).text(seen), seen).split(b"\r\n")[1:-1]:
                self.assertTrue(line.startswith(b"    "), line)


class TalkingCase(TalkCase):
    """
    Has players in a room, some who watch it, and guests.
    """

    def watcher(self, name: str, code: str) -> Talker:
        found = self.talker(name)
        found.says(f"watch {code}")
        return found

    def guest(self) -> Talker:
        found = self.stranger()
        found.meets(Client())
        found.says("")
        self.assertTrue(found.name.startswith("guest_"))
        return found

    def old(self, name: str) -> Talker:
        """
        Somebody who has been here for a while.
        """
        found = self.talker(name)
        found.place.since = -NEW_SECONDS
        return found


class SayTests(TalkingCase):
    """
    Talk in a room.
    """

    def test_all_in_the_room_hear_it(self) -> None:
        """
        The others hear what one says, and nothing else; one's own line is on the
        screen already.
        """
        ann, bob, carl = self.talkers(3)
        eve = self.talker("eve")
        self.assertEqual(ann.says('say it\'s  "fine"'), "")
        self.assertEqual(bob.news(), 'ann: it\'s  "fine"\n')
        self.assertEqual(carl.news(), 'ann: it\'s  "fine"\n')
        self.assertEqual(eve.news(), "")

    def test_during_a_game(self) -> None:
        """
        The board is not shown again for it, in no style, and the turn is as it was.
        """
        for style in Style:
            ann, bob = self.game(4)
            bob.wishes(style=style)
            prompt = bob.prompt
            ann.says("say well")
            self.assertEqual(bob.news(), "ann: well\n")
            self.assertEqual(bob.prompt, prompt)
            self.assertIn("bob drops in column 4", bob.says("4"))
            for talker in (ann, bob):
                self.end(talker)

    def test_nobody_to_hear_it(self) -> None:
        """
        Who is alone, or in no room, is told so.
        """
        ann = self.talker()
        self.assertEqual(
            ann.says("say hello"),
            "You are not in a room; open one with create, or join CODE.\n",
        )
        ann.says("create")
        self.assertEqual(ann.says("say hello"), "Nobody else is here to hear that.\n")

    def test_players_who_are_away(self) -> None:
        """
        Who has lost the connection hears nothing.
        """
        ann, bob = self.game(4)
        self.end(bob)
        self.assertEqual(ann.says("say hello"), "Nobody else is here to hear that.\n")

    def test_spectators_hear_players(self) -> None:
        """
        Who watches hears the players, and the others who watch.
        """
        ann, bob = self.game(4)
        eve, fay = (self.watcher(name, ann.code) for name in ("eve", "fay"))
        self.assertEqual(bob.says("say hello"), "")
        self.assertEqual(eve.news(), "bob: hello\n")
        self.assertEqual(eve.says("say look"), "")
        self.assertEqual(fay.news(), "bob: hello\neve (watching): look\n")

    def test_a_spectator_is_somebody(self) -> None:
        """
        Who is alone in a room that somebody watches is heard.
        """
        ann = self.talker()
        ann.says("create")
        eve = self.watcher("eve", ann.code)
        self.assertEqual(ann.says("say hello"), "")
        self.assertEqual(eve.news(), "ann: hello\n")

    def test_computers_do_not_listen(self) -> None:
        """
        Who plays against a computer is told that nobody hears it.
        """
        ann = self.talker()
        ann.says("bot 1")
        self.assertEqual(self.room(ann.code).state.seated, 2)
        self.assertEqual(ann.says("say hello"), "Nobody else is here to hear that.\n")

    def test_players_do_not_hear_spectators(self) -> None:
        """
        Players hear those who watch only if they want to.
        """
        ann, bob = self.game(4)
        eve = self.watcher("eve", ann.code)
        self.assertEqual(eve.says("say column 4!"), NOT_BY_WATCHERS)
        self.assertEqual(ann.says("set kibitz on"), "kibitz is on now.\n")
        self.assertEqual(eve.says("say column 5!"), "")
        self.assertEqual(ann.news(), "eve (watching): column 5!\n")
        self.assertEqual(bob.news(), "")
        ann.says("set kibitz off")
        self.assertEqual(eve.says("say column 6!"), NOT_BY_WATCHERS)
        self.assertEqual(ann.news(), "")

    def test_who_left_hears_no_more(self) -> None:
        """
        Who has left the room hears nothing of it, and is not heard there.
        """
        ann, bob, carl = self.talkers(3)
        carl.says("leave")
        ann.news(), bob.news()
        ann.says("say hello")
        self.assertEqual(carl.news(), "")
        carl.says("say hello")
        self.assertEqual(ann.news() + bob.news(), "ann: hello\n")

    def test_while_the_journal_is_down(self) -> None:
        """
        Talk is no matter of the journal, and goes on without it.
        """
        ann, bob = self.game(4)
        self.world.stop_journal()
        self.assertEqual(ann.says("say hello"), "")
        self.assertEqual(bob.news(), "ann: hello\n")
        self.world.start_journal()

    def test_nothing_of_it_is_kept(self) -> None:
        """
        What was said is in no log and not in the journal.
        """
        logged: list[Any] = []
        observer = cast(ILogObserver, logged.append)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        ann, bob = self.game(4)
        ann.place.since = -NEW_SECONDS
        before = list(self.world.events[ann.code])
        bob.says("say xyzzy", "tell ann xyzzy")
        ann.says("chat xyzzy", "say plugh", "tell nobody xyzzy")
        self.assertEqual(self.world.events[ann.code], before)
        self.assertNotIn("xyzzy", repr(logged))

    def test_guests_say_to_their_opponents(self) -> None:
        """
        A guest can talk to those in the same game, and to nobody else.
        """
        ann, guest = self.talker(), self.guest()
        ann.says("create")
        guest.says(f"join {ann.code}")
        ann.news()
        self.assertEqual(guest.says("say hello"), "")
        self.assertEqual(ann.news(), f"{guest.name}: hello\n")
        self.assertEqual(guest.says("tell ann hello"), GUESTS_SAY_ONLY)
        self.assertEqual(guest.says("chat hello"), GUESTS_SAY_ONLY)
        other = self.guest()
        other.says(f"watch {ann.code}")
        self.assertEqual(other.says("say hello"), GUESTS_SAY_ONLY)
        self.assertEqual(ann.news(), "")

    def test_so_much_and_no_more(self) -> None:
        """
        The eleventh thing in half a minute is not said, and moves go on.
        """
        ann, bob = self.game()
        for number in range(10):
            self.assertEqual(ann.says(f"say {number}"), "")
        self.assertEqual(
            ann.says("say 10"),
            "You can say 10 times in half a minute; go on in 30 s.\n",
        )
        self.assertEqual(len(bob.news().splitlines()), 10)
        self.assertIn("ann drops in column 4.", ann.says("4"))
        self.wait(30)
        self.assertEqual(ann.says("say 10"), "")

    def test_the_same_twice(self) -> None:
        """
        What was said twice is not said a third time at once.
        """
        ann, bob = self.talkers()
        self.assertEqual(ann.says("say hi", "say hi"), "")
        self.wait(4)
        self.assertEqual(
            ann.says("say hi"),
            "You have said that twice already; say something else, or try again in"
            " 26 s.\n",
        )
        self.assertEqual(bob.news(), "ann: hi\nann: hi\n")

    def test_quotas_outlive_the_handler(self) -> None:
        """
        A fault in what reads one's lines gives no more of them.
        """
        ann, _ = self.talkers()
        ann.says("say hi", "say hi")
        ann.handle()
        self.assertIn("twice already", ann.says("say hi"))


class TellTests(TalkingCase):
    """
    Talk to one player.
    """

    def test_one_hears_it(self) -> None:
        """
        Who is told it hears it wherever that is, and the other is told that it was
        sent.
        """
        ann, bob = self.game(4)
        eve = self.talker("Eve")
        self.assertEqual(ann.says("tell eve good  evening"), "Sent to Eve.\n")
        self.assertEqual(eve.news(), "ann (to you): good  evening\n")
        self.assertEqual(eve.says("tell ANN it's you"), "Sent to ann.\n")
        self.assertEqual(ann.news(), "Eve (to you): it's you\n")
        self.assertEqual(bob.news(), "")

    def test_nobody_of_that_name(self) -> None:
        """
        Who is not here cannot be told anything, nor can one tell oneself.
        """
        ann = self.talker()
        bob = self.talker("bob")
        self.end(bob)
        for name in ("bob", "--name=ann", "\x1b[2J"):
            self.assertNotIn("Sent", ann.says(f"tell {name} hello"))
        refused = ann.says("tell bob hello")
        self.assertEqual(refused, f"{self.nobody_called('bob')}\n")
        self.assertEqual(ann.says("tell ann hello"), f"{self.oneself()}\n")

    def nobody_called(self, name: str) -> str:
        return f"Nobody called {name} is here; who lists who is."

    def oneself(self) -> str:
        return "That is you; who lists the others."

    def test_who_does_not_want_to_be_disturbed(self) -> None:
        """
        Who has set dnd is told nothing and hears no chat, but still what is said in
        the same room.
        """
        ann, bob = self.talkers()
        ann.place.since = -NEW_SECONDS
        self.assertEqual(bob.says("set dnd on"), "dnd is on now.\n")
        self.assertEqual(
            ann.says("tell bob hello"),
            "bob does not want to be disturbed now; try again later.\n",
        )
        self.assertEqual(
            ann.says("chat hello"),
            "Nobody hears that: the others are playing, or do not want to be"
            " disturbed.\n",
        )
        self.assertEqual(bob.news(), "")
        ann.says("say hello")
        self.assertEqual(bob.news(), "ann: hello\n")
        bob.says("set dnd off")
        ann.says("tell bob hello, bob")
        self.assertEqual(bob.news(), "ann (to you): hello, bob\n")

    def test_what_was_not_told_does_not_count(self) -> None:
        """
        Only what was sent counts; ten times in half a minute.
        """
        ann, bob = self.talker(), self.talker("bob")
        for number in range(20):
            ann.says(f"tell nobody {number}")
        for number in range(10):
            self.assertEqual(ann.says(f"tell bob {number}"), "Sent to bob.\n")
        self.assertEqual(
            ann.says("tell bob 10"),
            "You can tell 10 times in half a minute; go on in 30 s.\n",
        )
        self.assertEqual(len(bob.news().splitlines()), 10)


class ChatTests(TalkingCase):
    """
    Talk to all.
    """

    def test_who_hears_it(self) -> None:
        """
        All hear it who have a name and play no game: in the lobby, in a room before
        its game and after it, and at a game of others; but not who has set chat off.
        """
        ann = self.old("ann")
        lobby, silent = self.talker("lobby1"), self.talker("silent")
        stranger = self.stranger()
        stranger.meets(Client())
        waiting = self.talker("waiting")
        waiting.says("create")
        players = [self.talker(name) for name in ("bob", "carl")]
        players[0].says("create")
        players[1].says(f"join {players[0].code}", "play")
        watching = self.watcher("watching1", players[0].code)
        silent.says("set chat off")
        for talker in (lobby, waiting, *players, watching):
            talker.news()
        self.assertEqual(ann.says("chat who plays?"), "")
        for talker in (lobby, waiting, watching):
            self.assertEqual(talker.news(), "ann (to all): who plays?\n")
        for talker in (silent, stranger, *players):
            self.assertEqual(talker.news(), "")
        players[0].says("leave")
        for talker in players:
            talker.news()
        ann.says("chat and now?")
        for talker in players:
            self.assertEqual(talker.news(), "ann (to all): and now?\n")
        silent.says("set chat on")
        ann.says("chat hello")
        self.assertEqual(silent.news(), "ann (to all): hello\n")

    def test_not_at_once(self) -> None:
        """
        Who has just come has to finish a game first, or be here for five minutes.
        """
        ann, bob = self.talker(), self.talker("bob")
        ann.place.since = int(self.world.clock.seconds())
        self.wait(10)
        self.assertEqual(
            ann.says("chat hello"),
            "You can chat when you have finished a game here, or else in 290 s; tell"
            " and say go at once.\n",
        )
        self.wait(289.5)
        self.assertIn("in 1 s", ann.says("chat hello"))
        self.wait(0.5)
        self.assertEqual(ann.says("chat hello"), "")
        self.assertEqual(bob.news(), "ann (to all): hello\n")
        carl = self.talker("carl")
        carl.place.since = int(self.world.clock.seconds())
        carl.place.finished = 1
        self.assertEqual(carl.says("chat hello"), "")

    def test_three_in_half_a_minute(self) -> None:
        """
        The fourth time has to wait.
        """
        ann = self.old("ann")
        self.talker("bob")
        self.assertEqual(ann.says("chat 1", "chat 2", "chat 3"), "")
        self.wait(12)
        self.assertEqual(
            ann.says("chat 4"),
            "You can chat 3 times in half a minute; go on in 18 s.\n",
        )


class IgnoreTests(TalkingCase):
    """
    Not hearing somebody.
    """

    def test_nothing_is_heard(self) -> None:
        """
        Of who is ignored nothing is heard, whatever it was said with; and that is not
        to be found out.
        """
        ann, bob, carl = self.talkers(3)
        ann.place.since = -NEW_SECONDS
        self.assertEqual(
            bob.says("ignore ANN"),
            "You hear no more of ann, and are not paired with each other; unignore ann"
            " ends that.\n",
        )
        self.assertEqual(ann.says("say hello"), "")
        self.assertEqual(ann.says("tell bob good evening"), "Sent to bob.\n")
        self.assertEqual(ann.says("chat hello, all"), "")
        self.assertEqual(bob.news(), "")
        self.assertEqual(carl.news(), "ann: hello\nann (to all): hello, all\n")
        self.assertEqual(bob.says("unignore ann"), "You no longer ignore ann.\n")
        ann.says("say again")
        self.assertEqual(bob.news(), "ann: again\n")

    def test_moves_are_heard(self) -> None:
        """
        What an ignored player does on the board is told as ever.
        """
        ann, bob = self.game()
        bob.says("ignore ann")
        ann.says("4")
        self.assertIn("ann drops in column 4.", bob.news())

    def test_the_list(self) -> None:
        """
        Without a name, the command lists who is ignored.
        """
        ann, guest = self.talker(), self.guest()
        self.assertEqual(ann.says("ignore"), "You ignore nobody; ignore NAME does.\n")
        ann.says("ignore lea", f"ignore {guest.name}", "ignore Bob", "ignore bob")
        self.assertEqual(
            ann.says("ignore"),
            f"You ignore bob, {guest.name} and lea; unignore NAME ends it.\n",
        )
        self.assertEqual(
            ann.says("unignore carl"),
            "You do not ignore carl; ignore lists those you do.\n",
        )

    def test_a_name_stays_ignored(self) -> None:
        """
        Somebody who comes back under the same name is ignored as before.
        """
        ann, bob = self.talker(), self.talker("bob")
        ann.says("ignore bob")
        self.end(bob)
        bob = self.talker("Bob")
        self.assertEqual(bob.says("tell ann hello"), "Sent to ann.\n")
        self.assertEqual(ann.news(), "")
        self.assertTrue(ignores(ann.place, "BOB", self.world.house))
        self.assertFalse(ignores(bob.place, "ann", self.world.house))

    def test_another_name_helps_nobody(self) -> None:
        """
        Who is ignored stays so under another name, and so does the name, whoever takes
        it; either of them ends both.
        """
        for name in ("bob", "bobby"):
            ann, bob = self.talker(), self.talker("bob")
            ann.says("ignore bob")
            bob.says("name bobby")
            other = self.stranger()
            other.meets(Client())
            other.says("bob")
            for talker in (bob, other):
                talker.says("tell ann hello")
            self.assertEqual(ann.news(), "")
            self.assertEqual(
                ann.says("ignore"),
                "You ignore bob and bobby; unignore NAME ends it.\n",
            )
            self.assertEqual(
                ann.says(f"unignore {name}"), f"You no longer ignore {name}.\n"
            )
            self.assertEqual(
                ann.says("ignore"), "You ignore nobody; ignore NAME does.\n"
            )
            bob.says("tell ann it is me")
            other.says("tell ann and me")
            self.assertEqual(
                ann.news(), "bobby (to you): it is me\nbob (to you): and me\n"
            )
            for talker in (ann, bob, other):
                self.end(talker)

    def test_who_is_gone_is_not_kept(self) -> None:
        """
        Of who is gone only the name is left, and of a guest nothing.
        """
        ann, bob, guest = self.talker(), self.talker("bob"), self.guest()
        ann.says("ignore bob", f"ignore {guest.name}")
        self.assertEqual(ann.place.ignored, {("bob", bob.player), ("", guest.player)})
        self.end(bob)
        self.end(guest)
        ann.says("ignore lea")
        self.assertEqual(ann.place.ignored, {("bob", None), ("lea", None)})

    def test_a_guest_is_a_person(self) -> None:
        """
        A guest is ignored under whatever name that one takes, until the connection
        ends; who is called so next is another.
        """
        ann, guest = self.talker(), self.guest()
        name = guest.name
        ann.says(f"ignore {name}")
        self.assertTrue(ignores(ann.place, name, self.world.house))
        guest.says("name bob")
        self.assertTrue(ignores(ann.place, "bob", self.world.house))
        self.assertFalse(ignores(ann.place, name, self.world.house))
        self.assertIn("You ignore bob;", ann.says("ignore"))
        self.end(guest)
        self.talker("bob")
        self.assertFalse(ignores(ann.place, "bob", self.world.house))
        self.assertIn("nobody", ann.says("ignore"))
        self.assertEqual(
            ann.says(f"ignore {name}"),
            f"Nobody called {name} is here; who lists who is.\n",
        )

    def test_oneself(self) -> None:
        """
        Nobody ignores oneself.
        """
        ann = self.talker()
        told = "That is you; who lists the others.\n"
        self.assertEqual(ann.says("ignore Ann"), told)

    def test_how_many(self) -> None:
        """
        There is room for a hundred.
        """
        ann = self.talker()
        for number in range(IGNORED_AT_MOST):
            ann.says(f"ignore n{number}")
        self.assertEqual(
            ann.says("ignore lea"),
            "You ignore 100 people already, which is all there is room for; unignore"
            " somebody first.\n",
        )
        ann.says("unignore n7")
        self.assertIn("You hear no more of lea", ann.says("ignore lea"))


class ChallengesTests(TalkingCase):
    """
    What becomes of challenges that somebody does not want.
    """

    def challenged(self) -> tuple[Talker, Talker]:
        """
        The one who has asked, and the one who was asked and knows.
        """
        ann, bob = self.talker(), self.talker("bob")
        ann.says("match bob")
        bob.news()
        return ann, bob

    def refuses(self, line: str) -> None:
        """
        Check that this line declines the challenge.
        """
        ann, bob = self.challenged()
        bob.says(line)
        self.assertEqual(
            ann.news(), "bob does not want to play now; play finds somebody else.\n"
        )
        self.assertEqual(bob.news(), "")
        self.assertEqual(bob.says("accept"), NOBODY_ASKS)
        self.assertEqual(self.world.house.meeting.challenges, {})

    def test_ignored(self) -> None:
        """
        To ignore who asks is to decline.
        """
        self.refuses("ignore ann")

    def test_not_to_be_disturbed(self) -> None:
        """
        To set dnd is to decline.
        """
        self.refuses("set dnd on")

    def test_others_stand(self) -> None:
        """
        What others ask, and what one asks others, stands when somebody is ignored; and
        when dnd is set, what one asks.
        """
        _, bob = self.challenged()
        carl, dan = self.talker("carl"), self.talker("dan")
        carl.says("match bob")
        bob.says("match dan", "ignore ann")
        challenges = self.world.house.meeting.challenges
        self.assertEqual(set(challenges), {carl.player, bob.player})
        bob.says("set dnd on")
        self.assertEqual(set(challenges), {bob.player})
        dan.news()
        self.assertIn("bob", dan.says("accept") + dan.news())
        self.assertEqual(dan.code, bob.code)

    def test_ones_own(self) -> None:
        """
        Who ignores somebody no longer asks that one to play.
        """
        ann, bob = self.challenged()
        self.assertIn("You hear no more of bob", ann.says("ignore bob"))
        self.assertEqual(bob.news(), "ann no longer asks you to play.\n")
        self.assertEqual(self.world.house.meeting.challenges, {})

    def test_under_an_ignored_name(self) -> None:
        """
        Who has asked and then takes a name that is ignored cannot be accepted.
        """
        ann, bob = self.challenged()
        bob.says("ignore lea")
        ann.says("name lea")
        self.assertEqual(bob.says("accept"), NOBODY_ASKS)
        self.assertIsNone(bob.place.room)

    def test_while_the_game_begins(self) -> None:
        """
        A game that begins already is not stopped by it; when nothing comes of that,
        it cannot be begun again.
        """
        ann, bob = self.challenged()
        meeting = self.world.house.meeting
        meeting.begin(ann, bob)
        for line in ("ignore ann", "set dnd on"):
            bob.says(line)
        ann.says("ignore bob")
        self.assertEqual(set(meeting.challenges), {ann.player})
        meeting.end(ann, bob)
        self.assertEqual(bob.says("accept"), NOBODY_ASKS)


class HostileTests(TalkingCase):
    """
    Words that are meant to do harm.
    """

    def test_on_the_wire(self) -> None:
        """
        Nothing that was said moves a cursor, turns the writing round, begins a line or
        is a command of telnet.
        """
        ann, bob = self.talkers()
        for typed, told in (
            ("\x1b[2J\x1b]0;title\x07hi", "[2J]0;titlehi"),
            ("a\u202eb\u2066c\u200bd", "abcd"),
            ("one\rtwo\nthree", "one two three"),
            ("\x9b31mred", "31mred"),
            ("a\u0301\u0301\u0301\u0301\u0301b", "\xe1\u0301\u0301b"),
        ):
            bob.wishes(unicode=True)
            ann.says(f"say {typed}")
            self.assertEqual(bob.heard(), f"ann: {told}\r\n".encode())
        ann.says("say \xff\xfb\x01")
        self.assertEqual(bob.heard(), "ann: ÿû\r\n".encode())

    def test_ten_kilobytes(self) -> None:
        """
        However much somebody sends, it is a few lines for the others.
        """
        ann, bob = self.talkers()
        ann.says("say " + "spam " * 2000)
        told = bob.news().splitlines()
        self.assertEqual(len(told), 3)
        self.assertLess(len("".join(told)), 220)


class SettingsTests(TalkingCase):
    """
    What is set about talk.
    """

    def test_on_and_off(self) -> None:
        """
        Each is on or off, shows how it is set, and shows no board.
        """
        ann, _ = self.game(4)
        for setting in OF_TALK:
            for value in ("on", "off"):
                self.assertEqual(
                    ann.says(f"set {setting} {value}"), f"{setting} is {value} now.\n"
                )
                self.assertRegex(ann.says("set"), rf"  {setting} +{value} +\(on, off\)")
            self.assertEqual(
                ann.says(f"set {setting} maybe"),
                f"{setting} takes on or off, not 'maybe'.\n",
            )

    def test_as_it_is_at_first(self) -> None:
        """
        At first one hears the chat and what is told, and no spectators.
        """
        wishes = self.talker().place.wishes
        self.assertEqual((wishes.dnd, wishes.kibitz, wishes.chat), (False, False, True))

    def test_help(self) -> None:
        """
        There is help on each command, which begins with how it is typed.
        """
        ann = self.talker()
        for verb, usage in (
            ("say", "say TEXT     such as: say good game!"),
            ("tell", "tell NAME TEXT     such as: tell lea good evening"),
            ("chat", "chat TEXT     such as: chat who plays?"),
            ("ignore", "ignore NAME     or just ignore, for the list"),
            ("unignore", "unignore NAME     such as: unignore lea"),
            ("who", "who"),
            ("more", "more"),
        ):
            self.assertEqual(ann.says(f"help {verb}").splitlines()[0], usage)
        self.assertEqual(
            ann.says("say"),
            "say needs more than that: say TEXT     such as: say good game!\n",
        )

    def test_in_other_languages(self) -> None:
        """
        Talk is as it was typed in every language.
        """
        for lang in NAMES:
            ann, bob = self.talkers()
            bob.wishes(lang=lang)
            ann.says("say hello {name}")
            self.assertEqual(bob.news(), "ann: hello {name}\n")
            for talker in (ann, bob):
                self.end(talker)


class ProgramTests(ProgramCase):
    """
    Talk of programs.
    """

    def test_say(self) -> None:
        """
        Players and spectators are told with all that is known of who speaks.
        """
        ann, bob = self.programs(playing=True)
        eve = self.program("eve")
        code = ann.talker.code
        eve.does("watch", target=code)
        self.assertEqual(ann.asks("say", text='--it\'s "fine"'), {"ok": True})
        room = ann.talker.place.room
        assert room is not None
        said: Object = {"event": "say", "seq": room.version, "room": code}
        said |= {"name": "ann", "symbol": "X", "watching": False}
        said |= {"text": '--it\'s "fine"'}
        for program in (bob, eve):
            self.assertEqual(program.news(), [said])
        bob.does("set", setting="kibitz", value="on")
        self.assertEqual(eve.asks("say", text="hello"), {"ok": True})
        (told,) = bob.news()
        self.assertEqual(
            (told["name"], told["symbol"], told["watching"], told["text"]),
            ("eve", None, True, "hello"),
        )
        self.assertEqual(ann.news(), [])

    def test_tell_and_chat(self) -> None:
        """
        Both are events with a name and a text.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.talker.place.since = -NEW_SECONDS
        told = ann.asks("tell", name="BOB", text="hello")
        self.assertEqual((told["ok"], told["name"]), (True, "bob"))
        self.assertEqual(ann.asks("chat", text="all"), {"ok": True})
        self.assertEqual(
            bob.news(),
            [
                {"event": "tell", "name": "ann", "text": "hello"},
                {"event": "chat", "name": "ann", "text": "all"},
            ],
        )

    def test_ignore(self) -> None:
        """
        The list is a list of names.
        """
        ann = self.program("ann")
        self.assertEqual(ann.asks("ignore", name="Lea")["name"], "Lea")
        self.assertEqual(ann.asks("ignore"), {"ok": True, "ignored": ["lea"]})
        ann.does("unignore", name="lea")
        self.assertEqual(ann.asks("ignore"), {"ok": True, "ignored": []})

    def test_refusals(self) -> None:
        """
        What is refused says how long to wait.
        """
        ann = self.program("ann")
        self.program("bob")
        ann.talker.place.since = int(self.world.clock.seconds())
        told = ann.asks("chat", text="all")
        self.assertEqual((told["error"], told["seconds"]), ("chat_too_soon", 300))
        for _ in range(2):
            ann.does("tell", name="bob", text="hello")
        told = ann.asks("tell", name="bob", text="hello")
        self.assertEqual((told["error"], told["seconds"]), ("said_twice", 30))
        for number in range(8):
            ann.does("tell", name="bob", text=f"hello {number}")
        told = ann.asks("tell", name="bob", text="hello again")
        told.pop("message")
        self.assertEqual(
            told, {"error": "too_much_talk", "cmd": "tell", "most": 10, "seconds": 30}
        )
        self.assertEqual(ann.asks("say", text="")["error"], "missing_argument")
        self.assertEqual(ann.asks("say", text=[1])["error"], "bad_field")

    def test_settings_of_talk(self) -> None:
        """
        A program sets what is heard, as a person does.
        """
        ann = self.program("ann")
        for setting in OF_TALK:
            told = ann.asks("set", setting=setting, value="on")
            self.assertTrue(told["ok"], told)
        self.assertTrue(ann.talker.place.wishes.dnd)

    def test_hostile_words(self) -> None:
        """
        What a program sends is as clean as what a person types.
        """
        ann, bob = self.programs()
        ann.does("say", text="a\x1b[2J\r\nb\u202ec")
        self.assertEqual(bob.news()[0]["text"], "a[2J  bc")

    def test_not_told_again(self) -> None:
        """
        What was said is not among the events that are told again.
        """
        ann, bob = self.programs(playing=True)
        ann.does("say", text="hello")
        bob.news()
        told = bob.does("resume", seq=0)
        self.assertNotIn("hello", json.dumps(told))


class SharedTests(TalkingCase):
    """
    A line is made once for all who see it alike.
    """

    def test_one_line_for_all(self) -> None:
        """
        The bytes are kept with the update, by view.
        """
        ann, bob, carl = self.talkers(3)
        ann.says("say hello")
        update = carl.updates[-1]
        self.assertIsInstance(update, Update)
        bob.news()
        update.rendered[bob.view] = b"made before\r\n"
        self.assertEqual(carl.news(), "made before\n")
