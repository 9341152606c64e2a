"""
What a player is called: the question at the beginning, and the ``name`` command.
"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from connect4tx.play.names import RESERVED
from connect4tx.terminal import help, sentences
from connect4tx.terminal.grammar import VERB_NAMES
from connect4tx.terminal.text import plain
from connect4tx.terminal.views import USUAL_WIDTH, Client
from connect4tx.terminal.wrapping import wrapped
from tests.game.strategies import repeatable
from tests.support.members import PlayWorld
from tests.support.talk import TalkCase, Talker

# Zero width: a space, joiners, a mark of direction, a soft hyphen.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u200e\u00ad"

QUESTION = "Name, or Enter to play as a guest: "
WHAT_NOW = (
    "play  finds an opponent,  bot 3  plays you at once,\n"
    "create  opens a room for friends,  join CODE  joins one,  help  tells the rest.\n"
)
NO_NAME = (
    "'{}' cannot be a name here: names are 3 to 16 letters a to z, digits, - or _, and"
    " begin with a letter; choose another.\n"
)


class NamingCase(TalkCase):
    """
    Has players who have not said their names yet.
    """

    drill = False

    def newcomer(self) -> Talker:
        """
        Somebody who was greeted and asked for a name.
        """
        found = self.stranger()
        found.meets(Client(telnet=True))
        self.assertEqual(found.prompt, QUESTION)
        return found

    def assert_still_asked(self, talker: Talker) -> None:
        self.assertEqual((talker.name, talker.prompt), ("", QUESTION))

    def assert_guest(self, talker: Talker) -> None:
        self.assertTrue(re.fullmatch("guest_[a-z]+[0-9]*", talker.name), talker.name)


class QuestionTests(NamingCase):
    """
    The answer to the question for a name.
    """

    def test_a_name(self) -> None:
        """
        Who gives a name is greeted by it, told what to do, and in the lobby.
        """
        lea = self.newcomer()
        self.assertEqual(lea.says("lea"), f"Hello lea.\n{WHAT_NOW}")
        self.assertEqual((lea.name, lea.prompt), ("lea", "lobby> "))

    def test_kept_as_typed(self) -> None:
        """
        A name keeps its capitals, and loses the blanks around it.
        """
        for typed, name in (("Lea-Marie_2", "Lea-Marie_2"), ("  MAX\t", "MAX")):
            newcomer = self.newcomer()
            self.assertTrue(newcomer.says(typed).startswith(f"Hello {name}.\n"))
            self.assertEqual(newcomer.name, name)

    def test_nothing(self) -> None:
        """
        Who only types Enter is a guest with a name.
        """
        for line in ("", "  ", "\t"):
            newcomer = self.newcomer()
            told = newcomer.says(line)
            self.assert_guest(newcomer)
            self.assertEqual(told, f"Hello {newcomer.name}.\n{WHAT_NOW}")
            self.assertEqual(newcomer.prompt, "lobby> ")

    def test_guests_are_told_apart(self) -> None:
        """
        No two guests have the same name, however many come.
        """
        newcomers = [self.newcomer() for _ in range(600)]
        for newcomer in newcomers:
            newcomer.says("")
        self.assertEqual(len({newcomer.name for newcomer in newcomers}), 600)
        for newcomer in newcomers:
            self.assertLessEqual(len(newcomer.name), 16)

    def test_what_is_no_name(self) -> None:
        """
        What cannot be a name is refused with what can, and the question stays.
        """
        newcomer = self.newcomer()
        for line in ("x", "ab", "a" * 17, "4", "44444", "-lea", "_lea", "lea!", "le a"):
            self.assertEqual(newcomer.says(line), NO_NAME.format(line), line)
            self.assert_still_asked(newcomer)
        self.assertEqual(newcomer.says("léa"), NO_NAME.format("léa"))

    def test_bounds_of_a_name(self) -> None:
        """
        Names of 3 and of 16 characters are names.
        """
        for name in ("abc", "a" * 16, "a-_", "a12"):
            newcomer = self.newcomer()
            newcomer.says(name)
            self.assertEqual(newcomer.name, name)

    def test_long_lines_are_quoted_in_short(self) -> None:
        """
        Of what was typed no more than 30 cells come back, without controls.
        """
        newcomer = self.newcomer()
        self.assertEqual(newcomer.says("x" * 500), NO_NAME.format("x" * 30))
        self.assertEqual(newcomer.says("a\x1b[2Jb"), NO_NAME.format("a[2Jb"))

    def test_reserved(self) -> None:
        """
        Nobody can be called what speaks for others or for the server.
        """
        newcomer = self.newcomer()
        for name in ("admin", "Admin", "SYSTEM", "guest_fox", "Guest_me", "bot4"):
            self.assertEqual(
                newcomer.says(name),
                f"The name {name} is kept for the server's own use; choose another.\n",
            )
            self.assert_still_asked(newcomer)
        self.assertIn("everybody", RESERVED)

    def test_what_cannot_be_seen_makes_no_other_name(self) -> None:
        """
        A name is what is seen of it: characters without a width neither make a command
        or a reserved name one's own, nor a second one of somebody else's.
        """
        self.newcomer().says("lea")
        newcomer = self.newcomer()
        for invisible in ZERO_WIDTH:
            for name in ("quit", "Help", "resume", "crash", "admin"):
                typed = f"{name[:2]}{invisible}{name[2:]}"
                self.assertEqual(
                    newcomer.says(typed),
                    f"The name {name} is kept for the server's own use; choose"
                    " another.\n",
                    ascii(typed),
                )
                self.assert_still_asked(newcomer)
            self.assertIn("Somebody called lea", newcomer.says(f"l{invisible}ea"))
            self.assert_still_asked(newcomer)
        self.assertFalse(newcomer.conversation.over)
        self.assertIn("Hello max.", newcomer.says("m\u200bax"))
        self.assertEqual(newcomer.name, "max")

    def test_taken(self) -> None:
        """
        A name is there once, whatever its capitals; it is free when its owner is gone.
        """
        lea = self.newcomer()
        lea.says("lea")
        other = self.newcomer()
        for name in ("lea", "Lea", "LEA"):
            self.assertEqual(
                other.says(name),
                f"Somebody called {name} is here already; choose another name.\n",
            )
            self.assert_still_asked(other)
        self.end(lea)
        self.assertIn("Hello LEA.", other.says("LEA"))


class CommandAtOnceTests(NamingCase):
    """
    Commands before there is a name.
    """

    def test_become_a_guest_first(self) -> None:
        """
        Who begins with a command is a guest, and it is done.
        """
        ann = self.talker("ann")
        code = self.opens_room(ann)
        newcomer = self.newcomer()
        told = newcomer.says(f"join {code}")
        self.assert_guest(newcomer)
        self.assertTrue(
            told.startswith(f"Hello {newcomer.name}.\n{WHAT_NOW}You have joined"), told
        )
        self.assertIn(f"{newcomer.name} (O) has joined", ann.news())

    def test_every_command_that_needs_a_name_gives_one(self) -> None:
        """
        Whatever comes of the command, who typed it is a guest from then on.
        """
        for line in ("create", "CREATE Salon", "play", "move 4", "board", "leave"):
            newcomer = self.newcomer()
            self.assertIn("Hello guest_", newcomer.says(line), line)
            self.assert_guest(newcomer)

    def test_commands_that_need_none(self) -> None:
        """
        Help, settings and the language need no name, and the question stays.
        """
        newcomer = self.newcomer()
        self.assertEqual(newcomer.says("help"), f"{plain(help.NAME)}\n")
        self.assertEqual(newcomer.says("?"), f"{plain(help.NAME)}\n")
        self.assertEqual(newcomer.says("help move"), f"{help.TOPICS['move']}\n")
        rules = wrapped(help.TOPICS["rules"], USUAL_WIDTH)
        self.assertEqual(newcomer.says("rules"), f"{rules}\n")
        self.assertIn("style     full", newcomer.says("set"))
        self.assertEqual(newcomer.says("set style text"), "style is text now.\n")
        self.assertEqual(newcomer.says("lang en"), "lang is en now.\n")
        self.assertIn("There is no language 'xx'", newcomer.says("lang xx"))
        self.assert_still_asked(newcomer)

    def test_name_command(self) -> None:
        """
        ``name lea`` is as good an answer as ``lea``.
        """
        newcomer = self.newcomer()
        self.assertEqual(newcomer.says("name lea"), f"Hello lea.\n{WHAT_NOW}")
        self.assertEqual(newcomer.name, "lea")

    def test_quit(self) -> None:
        """
        Who wants to go need not say who it was.
        """
        for word in ("quit", "exit", "QUIT"):
            newcomer = self.newcomer()
            self.assertEqual(newcomer.says(word), "Goodbye!\n")
            self.assertTrue(newcomer.conversation.over)
            self.assertEqual(newcomer.name, "")

    def test_refused_command(self) -> None:
        """
        A command that cannot be read is refused, and the question stays.
        """
        newcomer = self.newcomer()
        for line, told in (
            ("join", "join needs more than that: join CODE [SYMBOL] "),
            ("play now", "'now' is no time"),
            ("play 3+2 now", "play does not know what to do with now"),
            ("create --cols=x", "cols takes a whole number"),
            ("crash handler", "Unknown command crash"),
            ("resume", "Unknown command resume"),
        ):
            self.assertIn(told, newcomer.says(line))
            self.assert_still_asked(newcomer)

    def test_prefix_of_a_command_is_a_name(self) -> None:
        """
        Only a command in full is one here: Mo and Leav may be called so.
        """
        for name in ("leav", "Joi", "cre"):
            newcomer = self.newcomer()
            self.assertIn(f"Hello {name}.", newcomer.says(name))

    def test_no_command_is_a_name(self) -> None:
        """
        Nobody is called like a command, in whatever case.
        """
        for verb in sorted(VERB_NAMES):
            newcomer = self.newcomer()
            newcomer.says(verb.upper())
            self.assertNotEqual(newcomer.name.lower(), verb)
        ann = self.talker("ann")
        for verb in ("play", "crash", "RESUME", "Help"):
            self.assertEqual(
                ann.says(f"name {verb}"),
                f"The name {verb} is kept for the server's own use; choose another.\n",
            )
        for invisible in ZERO_WIDTH:
            self.assertIn("The name quit is kept", ann.says(f"name {invisible}quit"))
        self.assertEqual(ann.name, "ann")


class RenamingTests(NamingCase):
    """
    The ``name`` command.
    """

    def test_another_name(self) -> None:
        """
        Who is in no room may be called something else; the old name is free.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("name Lea"), "You are called Lea now.\n")
        self.assertEqual(ann.name, "Lea")
        self.assertIn("Hello ann.", self.newcomer().says("ann"))

    def test_guest_takes_a_name(self) -> None:
        """
        A guest may take a name, and the guest's is free.
        """
        guest = self.newcomer()
        guest.says("")
        before = len(self.world.house.names)
        self.assertEqual(guest.says("name lea"), "You are called lea now.\n")
        self.assertEqual(len(self.world.house.names), before)

    def test_own_name(self) -> None:
        """
        One's own name is not taken by somebody else, in other capitals either.
        """
        ann = self.talker("ann")
        self.assertEqual(ann.says("name ann"), "You are called ann now.\n")
        self.assertEqual(ann.says("name ANN"), "You are called ANN now.\n")
        self.assertEqual(ann.name, "ANN")

    def test_refusals(self) -> None:
        """
        What the question refuses the command refuses, and one keeps the name.
        """
        ann = self.talker("ann")
        self.talker("bob")
        for line, told in (
            ("name x", NO_NAME.format("x")),
            ("name léa", NO_NAME.format("léa")),
            ("name Bob", "Somebody called Bob is here already; choose another name.\n"),
            (
                "name admin",
                "The name admin is kept for the server's own use; choose another.\n",
            ),
            ("name", "name needs more than that: name lea\n"),
        ):
            self.assertEqual(ann.says(line), told)
            self.assertEqual(ann.name, "ann")

    def test_not_in_a_room(self) -> None:
        """
        In a room one keeps the name by which the others know one.
        """
        ann, _ = self.talkers()
        refused = (
            "You are ann as long as you are in a room; leave it first with leave.\n"
        )
        self.assertEqual(ann.says("name lea"), refused)
        ann.says("play")
        self.assertEqual(ann.says("name lea"), refused)
        ann.says("leave")
        self.assertEqual(ann.says("name lea"), "You are called lea now.\n")

    def test_others_hear_the_new_name(self) -> None:
        """
        In the next room one has the new name.
        """
        ann, bob = self.talker("ann"), self.talker("bob")
        ann.says("name lea")
        bob.says(f"join {self.opens_room(ann)}")
        self.assertIn("bob (O) has joined", ann.news())
        bob.says("play")
        self.assertIn("lea drops in column 1.", ann.says("1"))
        self.assertEqual(
            bob.says("last"), "Move 1: lea (X) dropped in column 1, row 1.\n"
        )

    def test_name_outlives_the_action_handler(self) -> None:
        """
        Who has a name is not asked for it again by the next handler.
        """
        lea = self.newcomer()
        lea.says("lea")
        lea.handle()
        lea.conversation.apologise()
        self.assertEqual(lea.news(), f"{sentences.HANDLER_RESTARTED}\n")
        self.assertEqual((lea.name, lea.prompt), ("lea", "lobby> "))


class AnyNameTests(NamingCase):
    """
    Whatever is typed at the question.
    """

    @repeatable
    @given(
        st.lists(st.text(max_size=18) | st.from_regex(r"\A[ -~]{1,18}\Z"), max_size=3)
    )
    def test_names_are_names(self, lines: list[str]) -> None:
        """
        Whatever is typed, who has a name has one of the right kind, and there is
        something to read.
        """
        world = PlayWorld()
        newcomer = Talker("", world, drill=False)
        newcomer.meets(Client(telnet=True))
        for line in lines:
            if newcomer.conversation.over or newcomer.place.json:
                break
            self.assertTrue(newcomer.says(line).strip(), line)
        name = newcomer.name
        if name:
            self.assertTrue(re.fullmatch("[A-Za-z][A-Za-z0-9_-]{2,15}", name), name)
            self.assertNotIn(name.lower(), RESERVED | VERB_NAMES)
        self.assertEqual(len(world.house.names), bool(name))
        world.stop()
