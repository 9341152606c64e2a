"""
What a player sees of lines, news and prompts, in which order and on which lines.
"""

from __future__ import annotations

from connect4tx.terminal import sentences
from tests.support.net_telnet import TELLS_NOTHING
from tests.support.net_world import Player, WorldCase

PROBE_SECONDS = 0.5
PROMPT = "lobby> "


class GreetingTests(WorldCase):
    def test_greeting_and_prompt(self) -> None:
        """
        Who connects is greeted, with how many are there, and asked for a name.
        """
        self.pair()
        player = self.world.arrival()
        player.wire.sends(TELLS_NOTHING)
        counted = "2 players, 1 room.   (francais: lang fr)"
        asked = f"{sentences.GREETING}  {counted}\n{sentences.NAME_PROMPT}"
        self.assertEqual(player.news(), asked)
        hello = sentences.NAMED_FIRST.format(name="lea")
        self.assertEqual(player.says("lea"), f"{hello}\n{PROMPT}")

    def test_lines_end_in_cr_lf(self) -> None:
        """
        Every line that is sent ends in CR LF, and no other CR or LF is sent.
        """
        player, _ = self.pair(playing=True)
        player.says("1", "help", "nonsense")
        received = player.wire.received
        self.assertEqual(received.count(b"\n"), received.count(b"\r\n"))
        self.assertEqual(received.count(b"\r"), received.count(b"\r\n"))

    def test_no_telnet_is_offered(self) -> None:
        """
        A peer that answers no to the first two questions sees no other option byte.
        """
        player, _ = self.pair(playing=True)
        player.says("help")
        self.assertTrue(player.wire.received.startswith(b"\xff\xfd\x18\xff\xfd\x1f"))
        self.assertNotIn(b"\xff", player.wire.received[6:])

    def test_lines_sent_before_the_greeting_are_done_after_it(self) -> None:
        """
        Who sends at once is greeted first, and then answered.
        """
        eager = self.world.arrival()
        eager.wire.sends(b"board\r\n")
        self.assertEqual(eager.news(), "")
        self.world.clock.advance(PROBE_SECONDS)
        told = eager.news().lstrip()
        self.assertTrue(told.startswith(sentences.GREETING), told)
        self.assertTrue(told.endswith(f"join CODE.\n{PROMPT}"), told)


class NameTests(WorldCase):
    """
    The question for a name.
    """

    def setUp(self) -> None:
        super().setUp()
        self.player = self.newcomer()

    def newcomer(self) -> Player:
        """
        Somebody who has just been asked for a name.
        """
        player = self.world.arrival()
        player.wire.sends(TELLS_NOTHING)
        self.assertTrue(player.news().endswith(sentences.NAME_PROMPT))
        return player

    def assert_asked_again(self, told: str) -> None:
        self.assertTrue(told.endswith(f"\n{sentences.NAME_PROMPT}"), told)
        self.assertEqual(self.player.called, "")

    def test_asked_until_it_is_one(self) -> None:
        """
        What is no name, or not free, is refused in a sentence, and asked for again.
        """
        self.newcomer().says("lea")
        for line in ("LEA", "server", "guest_owl", "x", "l\u00e9a", "two words"):
            told = self.player.says(line)
            self.assert_asked_again(told)
            self.assertEqual(told.count("\n"), 1, told)
        self.assertIn("Hello max.", self.player.says("max"))
        self.assertEqual(self.player.called, "max")

    def test_enter(self) -> None:
        """
        Enter, or blanks and Enter, make one a guest.
        """
        for line in ("", "   "):
            player = self.newcomer()
            told = player.says(line)
            self.assertTrue(player.called.startswith("guest_"))
            self.assertIn(f"Hello {player.called}.", told)
            self.assertTrue(told.endswith(f"\n{PROMPT}"))

    def test_command(self) -> None:
        """
        A command instead of a name is done at once, after one has become a guest.
        """
        told = self.player.says("create Salon")
        hello = told.index(f"Hello {self.player.called}.")
        self.assertLess(hello, told.index('is open ("Salon")'))

    def test_commands_that_need_no_name(self) -> None:
        """
        Help, settings and the language can be had before one has a name.
        """
        for line in ("help", "set", "set style text", "lang fr", "lang en"):
            self.assertNotIn("Hello", self.player.says(line))
            self.assertEqual(self.player.called, "")
        self.assert_asked_again(self.player.says("help"))
        self.player.says("quit")
        self.assertTrue(self.player.gone)

    def test_name_is_free_again(self) -> None:
        """
        When its owner has gone, whatever the way, a name is free.
        """
        for end in ("leaves", "vanishes"):
            player = self.newcomer()
            self.assertIn("Hello lea.", player.says("lea"))
            getattr(player, end)()
        player = self.newcomer()
        self.assertIn("Hello lea.", player.says("lea", "exit"))
        self.assertIn("Hello lea.", self.player.says("lea"))

    def test_crash_of_the_handler(self) -> None:
        """
        A crash takes nobody's name, nor the question for it.
        """
        self.player.says("lea")
        self.assertIn(f"\n{PROMPT}", self.player.says("crash handler"))
        self.assertEqual(self.player.called, "lea")
        self.assertIn("lea", self.newcomer().says("lea"))
        self.assertEqual(len(self.flushLoggedErrors()), 1)

    def test_how_many_there_are(self) -> None:
        """
        Who comes is told how many have a name, and how many rooms there are.
        """
        self.newcomer().says("lea")
        host = self.newcomer()
        host.says("max", "create")
        player = self.world.arrival()
        player.wire.sends(TELLS_NOTHING)
        self.assertIn("  2 players, 1 room.   ", player.news())


class PromptTests(WorldCase):
    def setUp(self) -> None:
        super().setUp()
        self.player = self.world.player()
        self.player.news()

    def test_answer_begins_on_its_own_line(self) -> None:
        """
        The peer's Enter has ended the prompt's line, so no empty line is sent.
        """
        told = self.player.says("board")
        self.assertEqual(told.count("\n"), 1)
        self.assertFalse(told.startswith("\n"))

    def test_one_prompt_after_an_answer(self) -> None:
        """
        A line is answered with its answer and one prompt, at the very end.
        """
        told = self.player.says("board")
        self.assertEqual(told.count(PROMPT), 1)
        self.assertTrue(told.endswith(PROMPT))

    def test_one_prompt_after_many_lines(self) -> None:
        """
        Lines that come together are answered in order, with one prompt after all.
        """
        told = self.player.says("board", "nonsense", "board")
        answers = told.splitlines()
        self.assertEqual(len(answers), 4)
        self.assertEqual(answers[0], answers[2])
        self.assertIn("nonsense", answers[1])
        self.assertEqual(answers[3], PROMPT)

    def test_empty_line_gets_a_sentence_and_a_prompt(self) -> None:
        """
        Enter alone is answered too.
        """
        self.assertEqual(self.player.says(""), f"{sentences.EMPTY_LINE}\n{PROMPT}")

    def test_half_a_line_gets_nothing(self) -> None:
        """
        Nothing is sent while a line has not ended.
        """
        self.player.wire.sends(b"boa")
        self.assertEqual(self.player.news(), "")

    def test_too_long_line_gets_one_sentence(self) -> None:
        """
        A line that is too long is answered once, in one sentence, with the limit.
        """
        told = self.player.says("board " * 500)
        self.assertEqual(told.count("\n"), 1)
        self.assertIn("512 bytes", told)

    def test_answers_of_telnet_are_sent_at_once(self) -> None:
        """
        A telnet command is answered inside ``dataReceived``, whatever else waits.
        """
        self.player.wire.sends(b"\xff\xf4\xff\xfd\x06")
        self.world.settle()
        self.assertTrue(self.player.wire.received.endswith(b"\xff\xfc\x06\r\nlobby> "))

    def test_sign_of_life_is_followed_by_a_prompt(self) -> None:
        """
        The answer to AYT begins on its own line, and the prompt comes again.
        """
        self.player.wire.sends(b"\xff\xf6")
        told = self.player.news()
        self.assertTrue(told.startswith("\n["), repr(told))
        self.assertTrue(told.endswith(f"\n{PROMPT}"), repr(told))


class NewsTests(WorldCase):
    def test_news_begin_on_their_own_line(self) -> None:
        """
        A message that others caused ends the prompt's line first, and is followed by
        a new prompt.
        """
        first, second = self.pair(playing=True)
        second.says("board")
        first.says("4")
        told = second.news()
        self.assertTrue(told.startswith(f"\n{first.called} drops in column 4.\n"), told)
        self.assertTrue(told.endswith("\nyour move (1-7)> "), told)
        self.assertEqual(told.count("> "), 1)

    def test_several_news_share_one_prompt(self) -> None:
        """
        What happens in one turn is told with one prompt after all of it.
        """
        first, second = self.pair(playing=True)
        first.wire.sends(b"4\r\nleave\r\n")
        told = second.news()
        name = first.called
        self.assertLess(told.index(f"{name} drops"), told.index(f"{name} has left"))
        self.assertEqual(told.count("> "), 1, told)

    def test_news_in_the_middle_of_typing(self) -> None:
        """
        News that come while a line is half typed do not harm that line.
        """
        first, second = self.pair(playing=True)
        second.wire.sends(b"mo")
        first.says("4")
        second.news()
        told = second.says("ve 4")
        self.assertTrue(told.startswith(f"{second.called} drops in column 4.\n"), told)

    def test_defect_15_answer_and_news_of_a_move_have_one_order(self) -> None:
        """
        A move's board comes first, for whoever made it too, and the prompt last.
        """
        first, second = self.pair(playing=True)
        for number in range(1, 7):
            mover = first if number % 2 else second
            mover.news()
            told = mover.says(str(number))
            dropped = f"{mover.called} drops in column {number}."
            self.assertTrue(told.startswith(dropped), told)
            self.assertEqual(told.count("drops"), 1)
            self.assertEqual(told.count("> "), 1)

    def test_defect_15_answer_to_a_mistake_sticks_to_nothing(self) -> None:
        """
        After a mistake the next answer is what it would have been without.
        """
        player = self.world.player()
        player.news()
        before = player.says("help")
        player.says("nonsense")
        self.assertEqual(player.says("help"), before)


class GoodbyeTests(WorldCase):
    def test_defect_16_exit_closes_without_an_error(self) -> None:
        """
        ``exit`` says goodbye, asks nothing more, closes, and logs no error.
        """
        for word in ("exit", "quit"):
            player = self.world.player()
            player.news()
            self.assertEqual(player.says(word), f"{sentences.GOODBYE}\n")
            self.assertTrue(player.gone)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_lines_after_exit_are_not_done(self) -> None:
        """
        What was sent after ``exit`` is left alone.
        """
        player = self.world.player()
        player.news()
        self.assertEqual(player.says("exit", "create"), f"{sentences.GOODBYE}\n")
        self.assertEqual(len(self.world.supervisor("rooms").children()), 0)

    def test_exit_gives_the_seat_up(self) -> None:
        """
        Who exits has left the room, and its others are told that.
        """
        first, second = self.pair(playing=True)
        first.says("exit")
        self.assertIn(f"{first.called} has left the room.", second.news())
