"""
Opening rooms and finding them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from twisted.internet.defer import Deferred, fail

from connect4tx.game.variant import MAX_SIZE, MIN_SIZE, Variant
from connect4tx.play.commands import CreateRoom
from connect4tx.play.events import Departure, Event, RoomCode, RoomOpened
from connect4tx.play.house import House
from connect4tx.play.lobby import CODE_LENGTH
from connect4tx.play.ports import VersionConflict
from connect4tx.play.rejections import Reason
from connect4tx.play.tokens import LETTERS
from connect4tx.supervision.errors import SupervisorGone
from tests.support.members import PlayCase


class CodesTests(PlayCase):
    """
    The codes of rooms.
    """

    def test_letters_cannot_be_mistaken(self) -> None:
        """
        A code has six letters or digits, none of which looks like another.
        """
        self.assertEqual(CODE_LENGTH, 6)
        self.assertFalse(set(LETTERS) & set("IL1O0"))
        self.assertEqual(LETTERS, LETTERS.upper())
        for _ in range(50):
            code = self.create(self.member())
            self.assertEqual(len(code), 6)
            self.assertLessEqual(set(code), set(LETTERS))

    def test_no_two_rooms_have_one_code(self) -> None:
        """
        Each room has a code of its own.
        """
        codes = {self.create(self.member()) for _ in range(300)}
        self.assertEqual(len(codes), 300)

    def test_code_in_use_is_passed_over(self) -> None:
        """
        When the dice give a code that is in use, they are thrown again.
        """
        dice = _Loaded("AAAAAA", "AAAAAA", "BBBBBB")
        lobby = self.world.house.lobby
        self.patch(lobby, "_rng", dice)
        self.assertEqual(self.create(self.member()), "AAAAAA")
        self.assertEqual(self.create(self.member()), "BBBBBB")

    def test_defect_10_code_of_a_closed_room_is_passed_over(self) -> None:
        """
        When the journal knows a code, if only of a room that has closed, the dice are
        thrown again, as often as it takes.
        """
        dice = _Loaded("AAAAAA", "AAAAAA", "AAAAAA", "BBBBBB")
        self.patch(self.world.house.lobby, "_rng", dice)
        self.assertEqual(self.create(self.member()), "AAAAAA")
        self.done(self.room(RoomCode("AAAAAA")).leave(0, Departure.LEFT))
        append = self.world.store.append

        def remembers(
            room: RoomCode, version: int, events: Sequence[Event]
        ) -> Deferred[int]:
            if room == "AAAAAA":
                return fail(VersionConflict(room, version, 4))
            return append(room, version, events)

        self.patch(self.world.store, "append", remembers)
        self.assertEqual(self.create(self.member()), "BBBBBB")
        self.assertEqual(list(self.world.events), ["BBBBBB"])

    def test_unknown_code(self) -> None:
        """
        A code under which there is no room is told as such.
        """
        refused = self.refused(self.join(self.member(), "NOSUCH"), Reason.NO_SUCH_ROOM)
        self.assertEqual(refused.fields, {"code": "NOSUCH"})


class WishesTests(PlayCase):
    """
    What a player may ask of a new room.
    """

    def create_as(self, wish: CreateRoom) -> Variant:
        state = self.done(self.world.house.lobby.create(self.member(), wish))
        return state.variant

    def test_usual_board(self) -> None:
        """
        Who asks for nothing gets 7 by 6, four in a row, two players.
        """
        self.assertEqual(self.create_as(CreateRoom()), Variant(7, 6, 4, 2))

    def test_room_without_a_name_is_named_after_its_code(self) -> None:
        """
        A room has a name in any case.
        """
        code = self.create(self.member())
        opened = self.world.events[code][0]
        assert isinstance(opened, RoomOpened)
        self.assertEqual(opened.name, code)

    def test_easter_egg_of_42_by_42(self) -> None:
        """
        Who asks for 42 by 42 gets a board of a random size, up to 20 by 20.
        """
        sizes = set()
        for _ in range(60):
            variant = self.create_as(CreateRoom(columns=42, rows=42, players=3))
            self.assertEqual((variant.connect, variant.players), (4, 3))
            sizes.add((variant.columns, variant.rows))
        self.assertGreater(len(sizes), 30)
        numbers = {number for size in sizes for number in size}
        self.assertGreaterEqual(min(numbers), MIN_SIZE)
        self.assertLessEqual(max(numbers), MAX_SIZE)

    def test_easter_egg_is_both_numbers(self) -> None:
        """
        42 columns of another height are too many, as ever.
        """
        for wish in (CreateRoom(columns=42), CreateRoom(rows=42)):
            creating = self.world.house.lobby.create(self.member(), wish)
            self.refused(creating, Reason.BAD_VARIANT)

    def test_impossible_board_opens_no_room(self) -> None:
        """
        A board that cannot be is refused with what is wrong and with the size that
        was wished for, and there is no room.
        """
        for wish, field, value in (
            (CreateRoom(columns=3), "columns", 3),
            (CreateRoom(rows=-6), "rows", -6),
            (CreateRoom(connect=8), "connect", 8),
            (CreateRoom(players=1), "players", 1),
            (CreateRoom(columns=42, rows=42, players=9), "players", 9),
        ):
            creating = self.world.house.lobby.create(self.member(), wish)
            refused = self.refused(creating, Reason.BAD_VARIANT)
            size = {"columns": wish.columns, "rows": wish.rows}
            self.assertEqual(refused.fields, {"field": field, "value": value, **size})
        self.assertEqual((len(self.world.rooms), self.world.events), (0, {}))


class HouseTests(PlayCase):
    """
    What holds lobby, rooms and jobs together.
    """

    def test_nothing_before_the_start(self) -> None:
        """
        A house that was never started says so.
        """
        world = self.world
        house = House(
            journal=world.journal,
            engine=world.house.engine,
            rng=Random(1),
            clock=world.clock,
        )
        with self.assertRaises(RuntimeError):
            _ = house.lobby
        with self.assertRaises(RuntimeError):
            _ = house.jobs
        with self.assertRaises(SupervisorGone):
            house.rooms.open(self.create(self.member()))

    def test_players_cannot_be_told_in_advance(self) -> None:
        """
        Each player is 16 random hexadecimal digits; no two of them are the same, nor
        are those of another run of the server.
        """
        world = self.world
        other = House(
            journal=world.journal,
            engine=world.house.engine,
            rng=Random(1),
            clock=world.clock,
        )
        players = [
            house.new_player() for house in (world.house, other) for _ in "x" * 500
        ]
        self.assertEqual(len(set(players)), 1000)
        for player in players:
            self.assertRegex(player, r"\A[0-9a-f]{16}\Z")
        first = [int(player, 16) >> 60 for player in players]
        self.assertEqual(set(first), set(range(16)))

    def test_rooms_outlive_the_lobby(self) -> None:
        """
        A lobby that is restarted is another one, and finds the rooms there are.
        """
        code, members = self.table(3)
        before = self.world.house.lobby
        self.world.root.child("lobby").kill()
        self.world.settle()
        self.assertIsNot(self.world.house.lobby, before)
        self.assertEqual(self.room(code).state.seated, 3)
        self.assertEqual([member.told for member in members], [[], [], []])
        self.refused(self.join(self.member(), code), Reason.ROOM_FULL)


class _Loaded(Random):
    """
    Dice that give these texts.
    """

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = list(texts)

    def choices(self, *arguments: object, **options: object) -> list[str]:  # type: ignore[override]
        return list(self._texts.pop(0))
