"""
Lines that mean nothing, and the sentence each of them gets.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.rejections import Reason, Rejected
from connect4tx.terminal.grammar import parse
from connect4tx.terminal.language import language
from connect4tx.terminal.sentences import rejection

ENGLISH = language("en")


class RefusedCase(SynchronousTestCase):
    """
    Compares a line with why it is refused and what is said.
    """

    def assert_refused(
        self, line: str, reason: Reason, sentence: str, *, drill: bool = False
    ) -> None:
        refused = parse(line, drill=drill)
        assert isinstance(refused, Rejected), (line, refused)
        told = rejection(refused, ENGLISH)
        self.assertEqual((refused.reason, told), (reason, sentence), line)


class CommandTests(RefusedCase):
    """
    What is no command.
    """

    def test_unknown(self) -> None:
        """
        What is like no command is unknown, and help is offered.
        """
        for line in ("xyzzy", "xyzzy --a=b", "--a=b xyzzy"):
            self.assert_refused(
                line,
                Reason.UNKNOWN_COMMAND,
                "Unknown command xyzzy; help lists those there are.",
            )

    def test_nearly_right(self) -> None:
        """
        What is like a command is answered with that command.
        """
        for line, near in (
            ("mvoe 4", "move"),
            ("craete", "create"),
            ("jion ABC234", "join"),
            ("leav", "leave"),
            ("leaves", "leave"),
            ("qui", "quit"),
            ("quit!", "quit"),
            ("exi", "exit"),
            ("halp", "help"),
        ):
            typed = line.split()[0]
            self.assert_refused(
                line,
                Reason.UNKNOWN_COMMAND,
                f"Unknown command {typed}; did you mean {near}?",
            )

    def test_ways_out_are_not_proposed(self) -> None:
        """
        What might give a game up is not proposed to who typed something that does not
        begin like it.
        """
        for typed in ("leaf", "lave", "quiz", "quti"):
            self.assert_refused(
                typed,
                Reason.UNKNOWN_COMMAND,
                f"Unknown command {typed}; help lists those there are.",
            )

    def test_beginning_of_a_way_out(self) -> None:
        """
        Who types the beginning of leave, exit or quit is asked about that command, not
        about a letter that does something else.
        """
        for typed, near in (
            ("le", "leave"),
            ("lea", "leave"),
            ("exi", "exit"),
            ("qu", "quit"),
        ):
            self.assert_refused(
                typed,
                Reason.UNKNOWN_COMMAND,
                f"Unknown command {typed}; did you mean {near}?",
            )

    def test_options_alone(self) -> None:
        """
        Options without a command are no command.
        """
        self.assert_refused(
            "--col=3",
            Reason.UNKNOWN_COMMAND,
            "Unknown command --col=3; help lists those there are.",
        )

    def test_prefix_of_several(self) -> None:
        """
        A prefix of several commands is answered with all of them, but for those that
        have to be typed in full.
        """
        self.assert_refused(
            "cr",
            Reason.AMBIGUOUS_COMMAND,
            "cr could be create or crash; type a letter more.",
            drill=True,
        )
        for line, told in (
            ("mo 4", "mo could be move, mode or more"),
            ("la", "la could be last or lang"),
            ("re", "re could be rematch, replay or review"),
            ("g", "g could be games or go"),
        ):
            sentence = f"{told}; type a letter more."
            self.assert_refused(line, Reason.AMBIGUOUS_COMMAND, sentence)

    def test_empty_quotes_are_not_every_command(self) -> None:
        """
        A pair of quotes with nothing in them is unknown, not any of the commands.
        """
        refused = parse('""')
        assert isinstance(refused, Rejected)
        self.assertNotEqual(refused.reason, Reason.AMBIGUOUS_COMMAND)

    def test_long_lines_are_quoted_in_short(self) -> None:
        """
        Of what was typed no more than 30 cells come back.
        """
        self.assert_refused(
            "x" * 500,
            Reason.UNKNOWN_COMMAND,
            f"Unknown command {'x' * 30}; help lists those there are.",
        )


class ArgumentTests(RefusedCase):
    """
    What a command cannot do anything with.
    """

    def test_missing(self) -> None:
        """
        Who leaves something needed out is told how the command is typed.
        """
        join = "join CODE [SYMBOL]     or: join --code=CODE --symbol=O"
        move = "4     or: move 4     or: move --col=3"
        for line, verb, usage in (
            ("join", "join", join),
            ("join --code=", "join", join),
            ("join --code", "join", join),
            ("join --symbol=O", "join", join),
            ("j", "join", join),
            ("move", "move", move),
            ("m", "move", move),
            ("col", "col", "col 4     or: col --number=4"),
            ("row --number=", "row", "row 2     or: row --number=2"),
            ("name", "name", "name lea"),
            ("lang", "lang", "lang fr     or: lang en"),
            ("mode", "mode", "mode json     or: mode text"),
            ("back", "back", "back K7Q2-M4TX"),
            ("claim", "claim", "claim win     or: claim --what=draw"),
            (
                "export",
                "export",
                "export CODE [text|json|digits]     or: export CODE --format=json",
            ),
        ):
            self.assert_refused(
                line,
                Reason.MISSING_ARGUMENT,
                f"{verb} needs more than that: {usage}",
            )
        self.assert_refused(
            "crash",
            Reason.MISSING_ARGUMENT,
            "crash needs more than that: crash handler|connection|room|journal",
            drill=True,
        )

    def test_crash_is_not_told_to_take_an_option_it_lacks(self) -> None:
        """
        A sentence recommends no option that is then refused.
        """
        refused = parse("crash", drill=True)
        assert isinstance(refused, Rejected)
        advised = rejection(refused, ENGLISH)
        if "--part" in advised:
            self.assertNotIsInstance(parse("crash --part=room", drill=True), Rejected)

    def test_no_number(self) -> None:
        """
        What is no whole number is shown with the name of what takes one.
        """
        for line, verb, key, value in (
            ("move abc", "move", "col", "'abc'"),
            ("move 3.5", "move", "col", "'3.5'"),
            ("move --col=abc", "move", "col", "'abc'"),
            ("move --col=", "move", "col", "''"),
            ("move --col", "move", "col", "''"),
            ("create --cols=x", "create", "cols", "'x'"),
            ("create --rows=4,5", "create", "rows", "'4,5'"),
            ("create --connect=four", "create", "connect", "'four'"),
            ("create --players=", "create", "players", "''"),
            ("col x", "col", "number", "'x'"),
            ("row 1.5", "row", "number", "'1.5'"),
        ):
            self.assert_refused(
                line,
                Reason.BAD_NUMBER,
                f"{key} takes a whole number, not {value}; help {verb} shows how.",
            )

    def test_number_is_digits(self) -> None:
        """
        A number is written in digits, as players write numbers, not programmers.
        """
        for line in ("move 1_0", "create --cols=1_0"):
            self.assertIsInstance(parse(line), Rejected, line)

    def test_number_with_thousands_of_digits(self) -> None:
        """
        A number that is too long to read is refused like any other that is none.
        """
        for line in ("9" * 5000, "move " + "9" * 5000, "move --col=" + "9" * 5000):
            self.assertIsInstance(parse(line), Rejected)

    def test_defect_12_number_of_facts(self) -> None:
        """
        Nobody gets more facts than there is patience for, or less than one.
        """
        for value in ("0", "21", "-1", "100000000", "x"):
            for line in (f"funfacts {value}", f"funfacts --number={value}"):
                self.assert_refused(
                    line,
                    Reason.BAD_NUMBER,
                    f"funfacts tells 1 to 20 facts, not '{value}'; try funfacts 3.",
                )

    def test_symbol(self) -> None:
        """
        What cannot be a symbol is shown, with what one is.
        """
        for line, value in (
            ("join ABC234 xy", "'xy'"),
            ("join --code=ABC234 --symbol=", "''"),
            ("join --code=ABC234 --symbol", "''"),
            ("join ABC234 .", "'.'"),
            ("create --symbol=[", "'['"),
            ("create --symbol=<", "'<'"),
            ("join ABC234 >", "'>'"),
            ("join ABC234 ^", "'^'"),
            ("create --symbol='  '", "'  '"),
        ):
            self.assert_refused(
                line,
                Reason.BAD_SYMBOL,
                "A symbol is one visible character, a column wide, that boards are not"
                f" drawn with, and {value} is not; try X, O or another letter.",
            )

    def test_option_that_a_command_lacks(self) -> None:
        """
        An option that a command does not have is told with those that it has.
        """
        self.assert_refused(
            "join ABC234 --color=red",
            Reason.NO_SUCH_OPTION,
            "join has no option --color; it has --code, --symbol.",
        )
        self.assert_refused(
            "cancel --now",
            Reason.NO_SUCH_OPTION,
            "cancel takes no options; type just cancel.",
        )

    def test_too_many_words(self) -> None:
        """
        Words that a command has no use for are shown, not thrown away.
        """
        for line, verb, value in (
            ("play 3+2 now please", "play", "now please"),
            ("draw now", "draw", "now"),
            ("4 5", "move", "5"),
            ("move 4 5", "move", "5"),
            ("move --col=3 4", "move", "4"),
            ("join ABC234 O again", "join", "again"),
            ("col 1 2", "col", "2"),
            ("name lea the first", "name", "the first"),
            ("set style text now", "set", "now"),
            ("rules again", "rules", "again"),
        ):
            self.assert_refused(
                line,
                Reason.TOO_MANY_WORDS,
                f"{verb} does not know what to do with {value}; help {verb} shows how.",
            )
