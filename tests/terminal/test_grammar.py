"""
What a line means.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from connect4tx.play.commands import (
    Claim,
    ClaimGame,
    ComeBack,
    CreateRoom,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    ResetRoom,
    StartGame,
)
from connect4tx.play.events import RoomCode
from connect4tx.play.rejections import Reason, Rejected
from connect4tx.terminal.commands import (
    AskSecret,
    ChangeMode,
    ChangeSetting,
    Command,
    Crash,
    ExportGame,
    ListGames,
    Quit,
    ReplayGame,
    ShowBoard,
    ShowColumn,
    ShowGame,
    ShowHelp,
    ShowLast,
    ShowOpen,
    ShowRow,
    ShowTree,
    StepTo,
    TakeName,
    TellFacts,
)
from connect4tx.terminal.grammar import parse, topic_of

CODE = RoomCode("ABC234")


class GrammarCase(SynchronousTestCase):
    """
    Compares many spellings with what they mean.
    """

    def assert_means(self, command: Command, *lines: str, drill: bool = False) -> None:
        for line in lines:
            self.assertEqual(parse(line, drill=drill), command, line)


class OriginalSpellingsTests(GrammarCase):
    """
    The lines of the Elixir original, as its players type them.
    """

    def test_menu(self) -> None:
        """
        Every command of the original's menu is understood as it was.
        """
        self.assert_means(CreateRoom("N"), "create --name=N")
        self.assert_means(
            JoinRoom(RoomCode("C"), "S"),
            "join --code=C --symbol=S",
            "join --symbol=S --code=C",
        )
        self.assert_means(TellFacts(3), "funfacts --number=3")
        self.assert_means(Quit(), "exit")

    def test_room(self) -> None:
        """
        Every command of the original's room is understood as it was.
        """
        self.assert_means(StartGame(), "play")
        self.assert_means(ResetRoom(), "lobby")
        self.assert_means(LeaveRoom(), "leave")

    def test_columns_count_from_0(self) -> None:
        """
        The column of ``--col`` counts from 0.
        """
        for column in range(7):
            command = DropDisc(column, as_printed=False)
            self.assert_means(command, f"move --col={column}")

    def test_options_in_any_order(self) -> None:
        """
        Options may stand before and after the command, in any order.
        """
        self.assert_means(DropDisc(3, as_printed=False), "--col=3 move")
        self.assert_means(
            JoinRoom(CODE, "S"),
            "--symbol=s join --code=abc234",
            "--code=abc234 --symbol=s join",
        )

    def test_symbol_becomes_upper_case(self) -> None:
        """
        A symbol is upper case, as in the original.
        """
        self.assert_means(JoinRoom(CODE, "O"), "join --code=ABC234 --symbol=o")

    def test_defect_17_capitals_are_no_crash(self) -> None:
        """
        A command in capitals, which crashed the original, is the command.
        """
        self.assert_means(StartGame(), "PLAY", "Play", "pLaY")
        self.assert_means(DropDisc(3, as_printed=False), "MOVE --COL=3")


class ShortSpellingsTests(GrammarCase):
    """
    What is quicker to type.
    """

    def test_defect_04_column_as_printed(self) -> None:
        """
        A bare number, or one after move or m, is the column as it is printed.
        """
        self.assert_means(DropDisc(3), "4", " 4", "4 ", "move 4", "m 4", "mov 4", "M 4")
        self.assert_means(DropDisc(19), "20", "move 20")
        self.assert_means(DropDisc(-1), "0", "move 0")

    def test_equals_without_dashes(self) -> None:
        """
        An option needs no dashes before its name.
        """
        self.assert_means(DropDisc(3, as_printed=False), "move col=3")
        self.assert_means(JoinRoom(CODE, "O"), "join code=abc234 symbol=o")
        self.assert_means(
            CreateRoom("N", 9, 8, 5, 3),
            "create name=N cols=9 rows=8 connect=5 players=3",
        )

    def test_value_after_a_space(self) -> None:
        """
        The value of an option may stand behind it as the next word.
        """
        self.assert_means(DropDisc(3, as_printed=False), "move --col 3")
        self.assert_means(JoinRoom(CODE, "O"), "join --code abc234 --symbol o")
        self.assert_means(CreateRoom("N", columns=9), "create --cols 9 --name N")

    def test_words_in_their_places(self) -> None:
        """
        What is needed most can be given as words alone.
        """
        self.assert_means(JoinRoom(CODE), "join ABC234")
        self.assert_means(JoinRoom(CODE, "O"), "join ABC234 O", "join abc234 o")
        self.assert_means(JoinRoom(CODE, "O"), "join O --code=ABC234")
        self.assert_means(CreateRoom("My Salon"), "create My Salon")
        self.assert_means(TellFacts(5), "funfacts 5")
        self.assert_means(TellFacts(1), "funfacts")

    def test_prefixes(self) -> None:
        """
        As many letters are enough as tell a command from the others.
        """
        self.assert_means(StartGame(), "p", "pl", "pla")
        self.assert_means(ResetRoom(), "l", "lo", "lobb")
        self.assert_means(ShowBoard(), "b", "bo", "boa")
        self.assert_means(ComeBack("K7Q2-M4TX"), "ba K7Q2-M4TX", "bac K7Q2-M4TX")
        self.assert_means(ClaimGame(Claim.WIN), "cla win", "clai WIN")
        self.assert_means(ListGames(), "ga", "game")
        self.assert_means(ShowGame(CODE, 2), "sh ABC234.2", "sho abc234.2")
        self.assert_means(ExportGame(CODE, 0, "json"), "ex ABC234 json")
        self.assert_means(ReplayGame(CODE), "rep ABC234")
        self.assert_means(StepTo(by=1), "ne", "nex")
        self.assert_means(StepTo(by=-1), "pr", "prev")
        self.assert_means(JoinRoom(CODE), "j abc234")
        self.assert_means(CreateRoom(), "cr", "cre")
        self.assert_means(TellFacts(2), "f 2")
        self.assert_means(ShowLast(), "las")
        self.assert_means(ShowOpen(), "o", "op")
        self.assert_means(TakeName("lea"), "n lea", "na lea")
        self.assert_means(ShowHelp("rules"), "ru")

    def test_ways_out_are_typed_in_full(self) -> None:
        """
        What may give a game up is no command's beginning; q alone is short for quit.
        """
        self.assert_means(Quit(), "q", "Q", "quit", "QUIT", "exit", "Exit")
        self.assert_means(LeaveRoom(), "leave", "LEAVE")
        for drill in (False, True):
            for word in ("leave", "exit", "quit"):
                for end in range(2, len(word)):
                    if word[:end] == "ex":
                        continue  # of export
                    found = parse(word[:end], drill=drill)
                    assert isinstance(found, Rejected), word[:end]
                    self.assertEqual(found.reason, Reason.UNKNOWN_COMMAND)
            for typed in ("e", "ex"):
                self.assertIsInstance(parse(typed, drill=drill), Rejected)

    def test_one_letter(self) -> None:
        """
        A letter that stands for a command stands for it, whatever others begin so.
        """
        self.assert_means(CreateRoom("Salon"), "c Salon", "C Salon")
        self.assert_means(DropDisc(3), "m 4")
        self.assert_means(ResetRoom(), "l", "L")
        self.assert_means(ShowHelp(), "?")
        self.assert_means(StartGame(), "p", "P")
        self.assert_means(ShowBoard(), "b", "B")
        self.assert_means(TakeName("lea"), "n lea", "N lea")
        self.assert_means(ChangeSetting("style", "text"), "s style text")
        self.assert_means(CreateRoom(), "c", drill=True)

    def test_parts_of_the_board(self) -> None:
        """
        Columns and rows are asked for as printed, from 1.
        """
        self.assert_means(ShowColumn(3), "col 4", "COL 4", "col --number=4")
        self.assert_means(ShowRow(0), "row 1", "ro 1", "row number=1")
        self.assert_means(ShowLast(), "last")
        self.assert_means(ShowOpen(), "open")

    def test_settings(self) -> None:
        """
        A setting is named with its value behind it, or behind an equals sign.
        """
        self.assert_means(ChangeSetting(), "set", "s")
        self.assert_means(
            ChangeSetting("style", "text"),
            *("set style text", "set style=text", "SET STYLE TEXT", "s Style Text"),
            "set --setting=style --value=text",
        )
        self.assert_means(ChangeSetting("width"), "set width")
        self.assert_means(ChangeSetting("lang", "fr"), "set lang fr", "lang fr")
        self.assert_means(ChangeSetting("lang", "fr"), "lang FR", "lang --lang=fr")

    def test_name_and_mode(self) -> None:
        """
        A name is kept as it is typed, a mode is not.
        """
        self.assert_means(TakeName("Lea"), "name Lea", "name --name=Lea", "NAME Lea")
        self.assert_means(ChangeMode("json"), "mode json", "mode JSON", "mod json")

    def test_rules(self) -> None:
        """
        The rules are a topic of the help that is a command too.
        """
        self.assert_means(ShowHelp("rules"), "rules", "help rules")

    def test_help(self) -> None:
        """
        Help is for where one is, or for one command.
        """
        self.assert_means(ShowHelp(), "help", "?", "h")
        self.assert_means(ShowHelp("move"), "help move", "? MOVE", "h Move")

    def test_topics_of_help(self) -> None:
        """
        Help is given on a command by its beginning or its letter, on what is set, and
        on a number, which is a move; the rest stays as it is.
        """
        for typed, topic in (
            ("", ""),
            ("all", "all"),
            ("move", "move"),
            ("mov", "move"),
            ("m", "move"),
            ("pl", "play"),
            ("fun", "funfacts"),
            ("ru", "rules"),
            ("?", "help"),
            ("q", "quit"),
            ("exit", "exit"),
            ("4", "move"),
            ("20", "move"),
            ("style", "set"),
            ("unicode", "set"),
            ("color", "set"),
            ("width", "set"),
            ("keys", "set"),
            ("lang", "lang"),
            ("mo", "mo"),
            ("le", "le"),
            ("xyzzy", "xyzzy"),
        ):
            self.assertEqual(topic_of(typed), topic, typed)

    def test_codes_are_read_in_any_case(self) -> None:
        """
        The case of a code does not matter.
        """
        self.assert_means(
            JoinRoom(CODE), "join abc234", "join aBc234", "join --code=ABC234"
        )

    def test_quotes_hold_words_together(self) -> None:
        """
        Quotes, single or double, hold the words of a value together.
        """
        self.assert_means(
            CreateRoom("My Salon", columns=9),
            'create --name="My Salon" --cols=9',
            "create --cols=9 --name='My Salon'",
            'create --name "My Salon" --cols 9',
            'create "My Salon" --cols=9',
        )

    def test_quote_without_its_end_is_a_character(self) -> None:
        """
        An apostrophe needs no other one.
        """
        self.assert_means(CreateRoom("Bob's room"), "create Bob's room")
        self.assert_means(
            CreateRoom("Bob's", columns=9), "create --name=Bob's --cols=9"
        )

    def test_value_with_an_equals_sign(self) -> None:
        """
        A value may have an equals sign, which crashed the original.
        """
        self.assert_means(CreateRoom("a=b"), "create --name=a=b", "create a=b")

    def test_everything_about_a_board(self) -> None:
        """
        Size, line, players, name and symbol can be given together.
        """
        self.assert_means(
            CreateRoom("N", 9, 8, 5, 3, "Q"),
            "create --name=N --cols=9 --rows=8 --connect=5 --players=3 --symbol=q",
            "--players=3 --symbol=q --connect=5 create --rows=8 N --cols=9",
        )

    def test_sizes_are_not_judged_here(self) -> None:
        """
        Whether there is such a board is for the lobby to say.
        """
        self.assert_means(CreateRoom(columns=42, rows=42), "create --cols=42 --rows=42")
        self.assert_means(CreateRoom(columns=-3), "create --cols=-3")


class DrillTests(GrammarCase):
    """
    The commands of a server in drill.
    """

    def test_known_in_drill_only(self) -> None:
        """
        A server that is not in drill does not know the commands that make it fail.
        """
        self.assert_means(
            Crash("room"), "crash room", "crash ROOM", "cra room", drill=True
        )
        self.assert_means(ShowTree(), "tree", "tr", drill=True)
        self.assert_means(AskSecret(), "secret", "sec", drill=True)
        for line in ("crash room", "tree", "secret"):
            self.assertNotIsInstance(parse(line), Crash | ShowTree | AskSecret)

    def test_the_others_are_known_as_ever(self) -> None:
        """
        In drill all other commands are what they are.
        """
        self.assert_means(StartGame(), "play", "p", drill=True)
        self.assert_means(CreateRoom(), "create", "cre", drill=True)
