"""
What a conversation does besides playing: help, facts, endings.
"""

from __future__ import annotations

from connect4tx.play.rejections import Rejected
from connect4tx.terminal import facts, help, sentences
from connect4tx.terminal.grammar import parse
from connect4tx.terminal.items import END_OF_INPUT, WANTS_TO_GO
from connect4tx.terminal.text import plain
from connect4tx.terminal.views import USUAL_WIDTH
from connect4tx.terminal.wrapping import wrapped
from tests.support.talk import TalkCase, Talker


def as_told(text: str) -> str:
    """
    A text of the help on a screen of which nothing is known.
    """
    return plain(wrapped(text, USUAL_WIDTH))


class HelpTests(TalkCase):
    """
    Help for where one is.
    """

    drill = False

    def test_help_for_the_place(self) -> None:
        """
        Help lists what is possible in the lobby, and in a room what is possible there.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("help"), f"{plain(help.LOBBY)}\n")
        ann.says("create")
        self.assertEqual(ann.says("?"), f"{plain(help.ROOM)}\n{plain(help.IN_ROOMS)}\n")

    def test_help_on_each_command(self) -> None:
        """
        Help on a command is the same wherever one is.
        """
        ann = self.talker("ann")
        for topic, text in help.TOPICS.items():
            self.assertEqual(ann.says(f"help {topic}"), f"{as_told(text)}\n")

    def test_help_by_what_one_would_type(self) -> None:
        """
        Help on a command is found by its beginning and its letter, on a setting under
        set, and on a number under move.
        """
        ann = self.talker("ann")
        for typed, topic in (
            ("mov", "move"),
            ("MOV", "move"),
            ("m", "move"),
            ("pl", "play"),
            ("fun", "funfacts"),
            ("q", "quit"),
            ("?", "help"),
            ("4", "move"),
            ("12", "move"),
            ("style", "set"),
            ("WIDTH", "set"),
            ("keys", "set"),
        ):
            told = as_told(help.TOPICS[topic])
            self.assertEqual(ann.says(f"help {typed}"), f"{told}\n", typed)

    def test_help_on_what_could_be_several_commands(self) -> None:
        """
        A beginning of several commands is no topic, nor is one of a way out.
        """
        ann = self.talker("ann")
        for typed in ("mo", "la", "le", "exi", "qu", "-4", "4x"):
            self.assertEqual(
                ann.says(f"help {typed}"),
                f"There is no help on {typed}; help lists the commands.\n",
            )

    def test_help_knows_what_the_server_does(self) -> None:
        """
        Where a beginning is enough for a command, it is enough for its help: a server
        that is not in drill has no drills to confuse it with.
        """
        ann = self.talker("ann")
        for typed, topic in (
            ("s", "set"),
            ("se", "set"),
            ("ga", "games"),
            ("cr", "create"),
        ):
            self.assertNotIsInstance(parse(typed), Rejected)
            told = as_told(help.TOPICS[topic])
            self.assertEqual(ann.says(f"help {typed}"), f"{told}\n", typed)

    def test_help_is_as_wide_as_the_screen(self) -> None:
        """
        Help is wrapped to the width that was set, and to 80 when none is known.
        """
        ann = self.talker("ann")
        unknown = ann.says("help rules")
        ann.says("set width 80")
        self.assertEqual(ann.says("help rules"), unknown)
        self.assertGreater(max(map(len, unknown.splitlines())), 70)
        ann.says("set width 40")
        narrow = ann.says("help rules")
        self.assertEqual(narrow.split(), unknown.split())
        self.assertLessEqual(max(map(len, narrow.splitlines())), 40)
        self.assertGreater(max(map(len, narrow.splitlines())), 34)

    def test_drill_is_not_mentioned(self) -> None:
        """
        A server that is not in drill does not list its drills, nor do them.
        """
        ann = self.talker("ann")
        self.assertNotIn("drill", ann.says("help"))
        self.assertIn("Unknown command crash", ann.says("crash handler"))
        self.assertIn("Unknown command tree", ann.says("tree"))
        self.assertIn("Unknown command secret", ann.says("secret"))

    def test_help_on_everything(self) -> None:
        """
        ``help all`` is the help on each command there is, drills only in drill.
        """
        ann = self.talker("ann")
        told = ann.says("help all")
        for topic, text in help.TOPICS.items():
            shown = as_told(text) in told
            self.assertEqual(shown, topic not in help.DRILL_TOPICS, topic)

    def test_rules(self) -> None:
        """
        ``rules`` is the help on the rules.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("rules"), ann.says("help rules"))
        self.assertIn("four of one's own discs", " ".join(ann.says("rules").split()))


class FactsTests(TalkCase):
    """
    Defect 12: facts are told beside whatever else goes on.
    """

    def facts(self, talker: Talker) -> list[str]:
        """
        The facts that a player is told by now.
        """
        lines = talker.news().splitlines()
        return [line.removeprefix("* ") for line in lines if line.startswith("* ")]

    def test_told_one_after_the_other(self) -> None:
        """
        The first fact comes at once, each of the others half a second later.
        """
        ann = self.talker("ann")
        told = ann.says("funfacts 3").splitlines()
        self.assertEqual(told[0], sentences.FACTS_BEGIN)
        self.assertEqual(len(told), 2)
        found = [told[1].removeprefix("* ")]
        for _ in range(2):
            self.world.clock.advance(facts.PACE_SECONDS)
            found += self.facts(ann)
        self.assertEqual(len(set(found)), 3)
        self.assertLessEqual(set(found), set(facts.FACTS))
        self.world.clock.advance(60)
        self.assertEqual(ann.news(), "")

    def test_defect_12_lines_do_not_wait(self) -> None:
        """
        While facts are told, moves are made.
        """
        ann, _ = self.talkers(playing=True)
        ann.says("funfacts 20")
        self.assertIn("ann drops in column 4.", ann.says("4"))

    def test_one_at_a_time(self) -> None:
        """
        More facts have to wait for the last of those before.
        """
        ann = self.talker("ann")
        ann.says("funfacts 2")
        self.assertIn("Facts are being told already", ann.says("funfacts"))
        self.world.clock.advance(facts.PACE_SECONDS)
        ann.news()
        self.assertIn("Looking that up;", ann.says("funfacts"))

    def test_defect_12_facts_end_with_the_connection(self) -> None:
        """
        When the connection ends, nothing is looked up for it any more.
        """
        before = list(self.world.clock.getDelayedCalls())
        ann = self.talker("ann")
        ann.says("funfacts 20")
        self.end(ann)
        self.assertEqual(self.world.house.jobs.counts().active, 0)
        self.assertEqual(self.world.clock.getDelayedCalls(), before)

    def test_facts_outlive_the_action_handler(self) -> None:
        """
        Facts that one handler began to tell are told on by the next.
        """
        ann = self.talker("ann")
        ann.says("funfacts 2")
        ann.handle()
        self.world.clock.advance(facts.PACE_SECONDS)
        self.assertEqual(len(self.facts(ann)), 1)

    def test_facts_that_fail(self) -> None:
        """
        When the looking up fails, the player is told and may ask again.
        """
        ann = self.talker("ann")
        ann.says("funfacts 3")
        self.world.root.child("jobs").kill()
        self.world.clock.advance(5)
        self.assertIn(sentences.FACTS_FAILED, ann.news())
        self.assertIn("Looking that up", ann.says("funfacts"))


class EndTests(TalkCase):
    """
    How a conversation ends.
    """

    def test_end_of_input_keeps_the_seat(self) -> None:
        """
        When the peer sends no more, the conversation is over; the seat is not given up,
        and what becomes of it is a matter of the connection's end.
        """
        ann, bob = self.talkers(playing=True)
        self.result(ann.sends(END_OF_INPUT))
        self.assertTrue(ann.conversation.over)
        self.assertEqual(bob.news(), "")
        self.end(ann)
        self.assertIn("ann has lost the connection; the seat is kept.", bob.news())

    def test_end_of_input_waits_for_the_facts(self) -> None:
        """
        Facts that were asked for are told to their end before it is over.
        """
        ann = self.talker("ann")
        ann.says("funfacts 2")
        self.result(ann.sends(END_OF_INPUT))
        self.assertFalse(ann.conversation.over)
        self.world.clock.advance(facts.PACE_SECONDS)
        self.assertIn("* ", ann.news())
        self.assertTrue(ann.conversation.over)

    def test_quit_from_the_lobby(self) -> None:
        """
        Both words for it end the conversation with a goodbye.
        """
        for name, word in (("ann", "quit"), ("bob", "exit")):
            ann = self.talker(name)
            self.assertEqual(ann.says(word), "Goodbye!\n")
            self.assertTrue(ann.conversation.over)

    def test_control_d_asks_what_is_meant(self) -> None:
        """
        Ctrl-D on an empty line is answered with how to go, and one stays.
        """
        ann = self.talker("ann")
        ann.put(WANTS_TO_GO)
        self.assertEqual(ann.news(), f"{sentences.ASK_TO_QUIT}\n")
        self.assertFalse(ann.conversation.over)

    def test_updates_of_a_room_left_are_not_told(self) -> None:
        """
        What was under way from a room that one has left is not told any more.
        """
        ann, bob = self.talkers(playing=True)
        bob.says("leave")
        self.result(bob.sends(ann.updates[-1]))
        self.assertEqual(bob.news(), "")
