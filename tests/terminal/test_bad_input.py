"""
Bad input: the player is told, stays where they were, and nobody else hears of it.
"""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from connect4tx.terminal.items import LineTooLong
from tests.game.strategies import repeatable
from tests.support.members import PlayWorld
from tests.support.stories import WON
from tests.support.talk import TalkCase, Talker

# What is wrong wherever one is.
ALWAYS_BAD = (
    "",
    "   ",
    "\t",
    "xyzzy",
    "mvoe 4",
    "move",
    "move abc",
    "move --col=abc",
    "move --col=",
    "move --col",
    "play now",
    "join",
    "join --code",
    "create --cols=x",
    "create --symbol=xy",
    "create --color=red",
    "funfacts --number=x",
    "funfacts 0",
    "funfacts 100000000",
    "help xyzzy",
    "set xyzzy on",
    "set style xyzzy",
    "set width 7",
    "set unicode",
    "lang xy",
    "lang",
    "mode xyzzy",
    "mode",
    "name",
    "name x",
    "name lea!",
    "name admin",
    "name play",
    "col",
    "col x",
    "row",
    "row x",
    "resume",
    "resume --seq=1",
    "'",
    '"',
    "\\",
    "--",
    "=",
    "--=",
    "-",
)
BAD_IN_THE_LOBBY = (
    *("4", "move 4", "play", "lobby", "leave", "board", "join NOSUCH"),
    *("col 1", "row 1", "last", "open"),
    *("create --cols=3", "create --players=5", "create --connect=9", "join NOSUCH ."),
)
BAD_IN_A_ROOM = (
    *("create", "join ABC234", "create Salon", "join ABC234 Q", "name lea"),
    *("col 0", "col 8", "col -1", "row 0", "row 7"),
)


class StaysTests(TalkCase):
    """
    Everything that can be wrong, everywhere one can be.
    """

    def assert_stays(self, talker: Talker, line: object, *others: Talker) -> None:
        """
        Fail unless one sentence is said, and nothing else has changed.
        """
        place = (talker.place.room, talker.place.seat, talker.prompt)
        events = {code: list(log) for code, log in self.world.events.items()}
        told = talker.says(line) if isinstance(line, str) else self.taken(talker, line)
        self.assertEqual(told.count("\n"), 1, (line, told))
        self.assertTrue(told.strip(), line)
        self.assertEqual((talker.place.room, talker.place.seat, talker.prompt), place)
        self.assertFalse(talker.conversation.over)
        self.assertEqual(self.world.events, events)
        self.assertEqual([other.news() for other in others], [""] * len(others))

    def taken(self, talker: Talker, item: object) -> str:
        self.result(talker.sends(item))
        return talker.news()

    def test_defect_17_in_the_lobby(self) -> None:
        """
        In the lobby one stays in the lobby.
        """
        ann = self.talker("ann")
        ann.says("games")
        for line in (*ALWAYS_BAD, *BAD_IN_THE_LOBBY):
            self.assert_stays(ann, line)

    def test_in_a_room_that_waits(self) -> None:
        """
        In a room that waits one keeps the seat.
        """
        ann, bob = self.talkers(3)[:2]
        bob.says("leave")
        ann.news()
        for line in (*ALWAYS_BAD, *BAD_IN_A_ROOM, "4", "play", "lobby"):
            self.assert_stays(ann, line, bob)

    def test_during_a_game(self) -> None:
        """
        In a game one keeps seat and turn, and the opponent sees nothing.
        """
        ann, bob = self.talkers(playing=True)
        on_turn = ("0", "8", "-1", "move 99", "move --col=7", "move --col=-1")
        for line in (*ALWAYS_BAD, *BAD_IN_A_ROOM, *on_turn, "play", "lobby"):
            self.assert_stays(ann, line, bob)
        for line in (*ALWAYS_BAD, "4", "99", "play", "lobby"):
            self.assert_stays(bob, line, ann)
        self.assertIn("ann drops in column 4.", ann.says("4"))

    def test_after_a_game(self) -> None:
        """
        After a game one stays before the board that ended it.
        """
        ann, bob = self.talkers(playing=True)
        for ply, column in enumerate(WON):
            (ann, bob)[ply % 2].says(str(column + 1))
        bob.news()
        for line in (*ALWAYS_BAD, *BAD_IN_A_ROOM, "4", "play"):
            self.assert_stays(ann, line, bob)

    def test_full_column(self) -> None:
        """
        Who plays a full column is told those that are open, and is still on turn.
        """
        ann, bob = self.talkers(playing=True)
        for _ in range(3):
            ann.says("4")
            bob.says("4")
        ann.news()
        self.assert_stays(ann, "4", bob)
        self.assertEqual(ann.says("4"), "Column 4 is full; open: 1 2 3 5 6 7.\n")

    def test_defect_11_line_that_was_too_long(self) -> None:
        """
        A line that was too long is told as such, and no part of it is done.
        """
        ann, bob = self.talkers(playing=True)
        self.assert_stays(ann, LineTooLong(512), bob)

    def test_defect_17_two_hundred_mistakes_in_a_row(self) -> None:
        """
        However many mistakes one makes, seat and turn are kept.
        """
        ann, bob = self.talkers(playing=True)
        for _ in range(200):
            self.assert_stays(ann, "move --col=abc", bob)
        self.assertIn("ann drops in column 1.", ann.says("1"))

    def test_defect_15_mistake_does_not_stick_to_the_next_answer(self) -> None:
        """
        After a mistake the next answer is what it would have been.
        """
        ann = self.talker("ann")
        before = ann.says("help")
        ann.says("xyzzy")
        self.assertEqual(ann.says("help"), before)

    def test_column_of_the_original(self) -> None:
        """
        Who counts wrongly from 0 is told how ``--col`` counts.
        """
        ann, _ = self.talkers(playing=True)
        self.assertEqual(
            ann.says("move --col=7"),
            "--col counts from 0 (0 to 6); the printed column 7 is --col=6;"
            " or just type the number of a column as printed.\n",
        )
        self.assertEqual(ann.says("8"), "Columns are 1 to 7; type the number of one.\n")

    def test_join_that_is_refused(self) -> None:
        """
        Who cannot join stays in the lobby and may join another room.
        """
        ann, _ = self.talkers()
        carl = self.talker("carl")
        self.assert_stays(carl, f"join {ann.code}", ann)
        dan = self.talker("dan")
        code = self.opens_room(dan, "create --symbol=Q")
        self.assert_stays(carl, f"join {code} q", dan)
        self.assertIn("You are X, with dan (Q).", carl.says(f"join {code}"))


hostile = st.text(st.characters(codec="utf-8"), max_size=30) | st.lists(
    st.sampled_from(
        ("\x1b[2J", "\x07", "\x9b1m", "\u202e", "\r", "\n", "Q", "好", "\u0301")
    ),
    max_size=8,
).map("".join)


class HostileTextTests(TalkCase):
    """
    Defect 11: what one types as a name or a symbol, on the screens of others.
    """

    def assert_clean(self, data: bytes) -> None:
        """
        Fail if there are controls in what was said, but for CR LF at line ends.
        """
        text = data.decode().replace("\r\n", "")
        for character in text:
            self.assertNotEqual(unicodedata.category(character), "Cc", ascii(text))
            self.assertNotIn(character, "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")

    @repeatable
    @given(name=hostile, symbol=hostile, quoted=st.booleans())
    def test_defect_11_no_controls_reach_others(
        self, name: str, symbol: str, quoted: bool
    ) -> None:
        """
        Whatever is typed as name or symbol, others see text without controls.
        """
        world = PlayWorld()
        ann, bob = (Talker(who, world, drill=False) for who in ("ann", "bob"))
        mark = "'" if quoted else ""
        for talker, line in (
            (ann, f"create --name={mark}{name}{mark}"),
            (ann, f"create --symbol={mark}{symbol}{mark} --name={mark}{name}{mark}"),
            (ann, f"create {name}"),
            (ann, "create"),
        ):
            self.assert_clean(self.said(talker, line))
        self.assert_clean(self.said(bob, f"join {ann.code} {mark}{symbol}{mark}"))
        self.assert_clean(self.said(bob, f"join {ann.code}"))
        for talker, line in ((bob, "play"), (ann, "4"), (bob, "4"), (bob, "leave")):
            self.assert_clean(self.said(talker, line))
            self.assert_clean(self.said(ann))
            self.assert_clean(self.said(bob))
        world.stop()

    def said(self, talker: Talker, *lines: str) -> bytes:
        """
        What a player is sent because of these lines, as bytes.
        """
        return (talker.says(*lines) + talker.news()).replace("\n", "\r\n").encode()
