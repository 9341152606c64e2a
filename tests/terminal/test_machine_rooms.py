"""
JSON mode: what the programs of a room are told, and can have told again.
"""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, fail

from connect4tx.play.ports import JournalDown
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal.actions import DrillError
from tests.game.strategies import repeatable
from tests.support.members import Bug, PlayWorld
from tests.support.programs import Program, ProgramCase, kinds
from tests.support.stories import (
    WON,
)
from tests.support.talk import Talker


class RoomTests(ProgramCase):
    """
    What the programs of a room are told, by the room itself.
    """

    def test_each_is_told_what_the_others_do(self) -> None:
        """
        Everybody gets every event, one's own too, but for one's own coming and going.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.does("create")
        self.assertEqual(kinds(bob.does("join", code=ann.talker.code)), ["ok"])
        self.assertEqual(kinds(ann.news()), ["join"])
        self.assertEqual(kinds(ann.does("play")), ["ok", "game", "token"])
        self.assertEqual(kinds(bob.news()), ["game", "token"])
        for ply, column in enumerate(WON[:-1]):
            mover, other = (ann, bob) if ply % 2 == 0 else (bob, ann)
            self.assertEqual(kinds(mover.does("move", col=column + 1)), ["ok", "move"])
            self.assertEqual(kinds(other.news()), ["move"])
        self.assertEqual(kinds(ann.does("move", col=1)), ["ok", "move", "end"])
        self.assertEqual(kinds(bob.news()), ["move", "end"])
        self.assertEqual(kinds(bob.does("lobby")), ["ok", "ready", "token"])
        self.assertEqual(kinds(bob.does("leave")), ["ok"])
        self.assertEqual(kinds(ann.news()), ["ready", "token", "leave"])

    def test_seq_is_the_version_of_the_room(self) -> None:
        """
        Each event has the number of the room after it, and none is left out.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.does("create")
        code = ann.talker.code
        bob.does("join", code=code)
        bob.does("play")
        ann.does("move", col=1)
        seqs = [ann.talker.place.room.version if ann.talker.place.room else 0]
        self.assertEqual(seqs, [len(self.world.events[code])])
        bob.news()
        told = bob.does("move", col=2)[1]
        self.assertEqual(told["seq"], len(self.world.events[code]))
        self.assertEqual(told["seq"], self.room(code).state.version)

    def test_move_is_made_once_for_all(self) -> None:
        """
        The same bytes go to all programs that are told of a move.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        bob.news()
        self.assertEqual(list(bob.talker.updates[-1].rendered), ["json"])

    def test_lost_connection(self) -> None:
        """
        When the other one's connection is lost, that is told; and the end when the
        game is claimed.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        self.end(bob.talker)
        away, grace = ann.news()
        self.assertEqual((away["name"], away["why"]), ("bob", "lost_connection"))
        self.assertEqual((grace["name"], grace["seconds"]), ("bob", GRACE_SECONDS))
        self.wait(GRACE_SECONDS)
        _, leave, end = ann.news() + ann.does("claim", what="win")[1:]
        self.assertEqual((leave["name"], leave["why"]), ("bob", "abandoned"))
        self.assertEqual((end["winner"], end["how"]), ("X", "last_one_left"))

    def test_crashed_room(self) -> None:
        """
        A room that was restored is told as a game; one that is lost as closed, and
        then one is in no room.
        """
        ann, bob = self.programs(playing=True)
        ann.does("crash", part="room")
        (restored,) = bob.news()
        self.assertEqual((restored["event"], restored["you"]), ("game", "O"))
        for _ in range(3):
            ann.does("crash", part="room")
        self.flushLoggedErrors(DrillError)
        self.assertEqual(kinds(bob.news())[-2:], ["closed", "token"])
        self.assertEqual(bob.asks("board")["error"], "not_in_room")

    def test_room_that_crashes_during_a_move(self) -> None:
        """
        Who moves as the room crashes gets an error with the id.
        """
        ann, bob = self.programs(playing=True)
        bugs = [Bug()]

        def deliver(update: object) -> None:
            if bugs:
                raise bugs.pop()
            bob.talker.put(update)

        bob.talker.deliver = deliver  # type: ignore[method-assign]
        told = ann.does("move", id=3, col=4)
        self.flushLoggedErrors(Bug)
        errors = [line for line in told if "error" in line]
        self.assertEqual(
            [(line["re"], line["error"]) for line in errors], [(3, "room_crashed")]
        )


class ResumeTests(ProgramCase):
    """
    What was told before, from a number on.
    """

    def game_of_three_moves(self) -> tuple[Program, Program]:
        ann, bob = self.programs()
        ann.does("play")
        for mover, column in ((ann, 4), (bob, 4), (ann, 1)):
            mover.does("move", col=column)
        for program in (ann, bob):
            program.news()
        return ann, bob

    def test_from_a_number(self) -> None:
        """
        Every event after that number is told again, the oldest first, and then the
        answer with the number up to which it is all.
        """
        ann, _ = self.game_of_three_moves()
        *again, answer = ann.does("resume", id=8, seq=5)
        self.assertEqual([line["seq"] for line in again], [6, 7])
        self.assertEqual(kinds(again), ["move", "move"])
        self.assertEqual(
            answer,
            {"re": 8, "ok": True, "seq": 7, "message": "That is all, up to number 7."},
        )

    def test_from_the_beginning(self) -> None:
        """
        Without a number, or from one before the game, it is the room as it was before
        the game, and all of the game.
        """
        _, bob = self.game_of_three_moves()
        for fields in ({}, {"seq": 0}, {"seq": "0"}, {"seq": -9}, {"seq": 2}):
            *again, _ = bob.does("resume", **fields)
            self.assertEqual(kinds(again), ["game", "game", "move", "move", "move"])
            self.assertEqual([line["seq"] for line in again], [3, 4, 5, 6, 7])
            statuses = [line["status"] for line in again[:2]]
            self.assertEqual(statuses, ["lobby", "playing"])

    def test_what_was_before_is_not_asked_for(self) -> None:
        """
        From the number before the game on, it is the game without what was before.
        """
        ann, _ = self.game_of_three_moves()
        *again, _ = ann.does("resume", seq=3)
        self.assertEqual(kinds(again), ["game", "move", "move", "move"])

    def test_before_a_game(self) -> None:
        """
        Before a game it is the last event, here one's own joining, and the room before.
        """
        _, bob = self.programs()
        before, join, answer = bob.does("resume", seq=0)
        self.assertEqual((before["event"], before["seq"]), ("game", 2))
        self.assertEqual((before["you"], before["seats"][1]), (None, None))
        self.assertEqual((join["event"], join["seq"]), ("join", 3))
        self.assertEqual((join["name"], join["symbol"]), ("bob", "O"))
        self.assertEqual(answer["seq"], 3)

    def test_older_games_are_summed_up(self) -> None:
        """
        However many games there were, what is older than the present one is one
        ``game``, and only if it is asked for.
        """
        ann, bob = self.programs()
        for games in range(1, 4):
            ann.does("play")
            for ply, column in enumerate(WON):
                (ann, bob)[(games - 1 + ply) % 2].does("move", col=column + 1)
            *again, answer = ann.does("resume", seq=0)
            told = ["game", "game", *["move"] * len(WON), "end"]
            self.assertEqual(kinds(again), told)
            begun = again[0]["seq"]
            # Of a game before: its moves, its beginning, its end and the reset.
            self.assertEqual(begun, 3 + (games - 1) * (len(WON) + 3))
            self.assertEqual(ann.does("resume", seq=begun - 1), [*again, answer])
            self.assertEqual(ann.does("resume", seq=begun), [*again[1:], answer])
            ann.does("lobby")
            over, ready, answer = ann.does("resume", seq=0)
            self.assertEqual((over["status"], over["seq"]), ("over", answer["seq"] - 1))
            self.assertEqual(over["end"]["winner"], "XO"[(games - 1) % 2])
            self.assertEqual((ready["event"], ready["seq"]), ("ready", answer["seq"]))

    def test_journal_is_down(self) -> None:
        """
        When the journal cannot be read the answer says so, once, with the id; later
        all is told.
        """
        ann, _ = self.game_of_three_moves()
        down = fail(JournalDown("it gives nothing"))
        patched = self.patch(self.world.store, "read", lambda *_: down)
        told = ann.asks("resume", id=4, seq=4)
        self.assertEqual((told["re"], told["error"]), (4, "journal_down"))
        patched.restore()
        self.assertEqual(kinds(ann.does("resume", seq=4)), ["move"] * 3 + ["ok"])

    def test_room_that_is_lost_meanwhile(self) -> None:
        """
        Who asks while the room cannot be restored is answered alike, whatever the
        number, and told that the room is closed.
        """
        told = {}
        for seq in (0, -9):
            ann, bob = self.game_of_three_moves()
            code = ann.talker.code
            read = Deferred[list[object]]()
            self.patch(self.world.store, "read", lambda *_, read=read: read)
            self.room(code).crash(Bug())
            self.world.settle()
            asked = ann.talker.sends(json.dumps({"cmd": "resume", "seq": seq}))
            self.assertNoResult(asked)
            self.patch(self.world.store, "read", lambda *_: fail(Bug()))
            read.errback(Bug())
            self.result(asked)
            self.flushLoggedErrors(Bug)
            told[seq] = ann.news()
            del self.world.store.read
            for program in (ann, bob):
                self.end(program.talker)
        for heard in told.values():
            self.assertEqual(kinds(heard), ["error", "closed", "token"])
            self.assertEqual(heard[0]["error"], "no_such_room")

    def test_nothing_to_tell(self) -> None:
        """
        From the last number on, or a later one, there is only the answer.
        """
        ann, _ = self.game_of_three_moves()
        for seq in (7, 8, 10**11):
            self.assertEqual(kinds(ann.does("resume", seq=seq)), ["ok"])

    def test_told_as_it_was_told(self) -> None:
        """
        What is told again is what was told, but for tokens, which are of now.
        """
        ann, bob = self.programs()
        bob.does("play")
        first = [line for line in ann.news() if line["event"] != "token"]
        for column in WON[::2]:
            first += ann.does("move", col=column + 1)[1:]
            bob.does("move", col=2)
            first += ann.news()
        *again, _ = ann.does("resume", seq=3)
        self.assertEqual(again, first)
        self.assertGreater(len(again), 8)

    def test_told_as_one_sat_then(self) -> None:
        """
        The room before is told with the symbol that one had then: who was not there
        had none, also with a seat now that was one's own in an older game.
        """
        ann, bob, carl = self.programs(3, playing=True)
        code = ann.talker.code
        ann.does("leave")
        bob.does("leave")
        carl.does("lobby")
        dan = self.program("dan")
        seen = []
        third = carl.asks("board")["game"]["you"]
        for joins, tells in ((bob, bob), (dan, dan), (None, bob), (None, carl)):
            if joins is not None:
                self.assertTrue(joins.asks("join", room=code)["ok"])
            tells.news()
            *again, _ = tells.does("resume", seq=0)
            now = tells.asks("board")["game"]["you"]
            [then] = [line["you"] for line in again if line["event"] == "game"]
            seen.append((then, now))
        self.assertEqual(seen, [(None, "X"), (None, "O"), ("X", "X"), (third, third)])

    def test_what_has_not_been_told_is_not_told_twice(self) -> None:
        """
        An event that is under way comes once, after the answer.
        """
        ann, bob = self.game_of_three_moves()
        self.result(bob.talker.sends('{"cmd": "move", "col": 2}'))
        self.result(ann.talker.sends('{"cmd": "resume", "seq": 6}'))
        told = ann.news()
        self.assertEqual(kinds(told), ["move", "ok", "move"])
        self.assertEqual([line["seq"] for line in told], [7, 7, 8])

    def test_game_that_has_not_been_told_is_not_told_twice(self) -> None:
        """
        A game that has begun and was not told yet is told after the answer; what is
        summed up before it is the room as far as one knows it.
        """
        ann, bob = self.programs(playing=True)
        for ply, column in enumerate(WON):
            (ann, bob)[ply % 2].does("move", col=column + 1)
        ann.news()
        # That it has ended is an event of its own.
        known = 4 + len(WON) + 1
        for line in (
            '{"cmd": "lobby"}',
            '{"cmd": "play"}',
            '{"cmd": "move", "col": 1}',
        ):
            self.result(bob.talker.sends(line))
        self.result(ann.talker.sends('{"cmd": "resume", "seq": 0}'))
        told = ann.news()
        answered = kinds(told).index("ok")
        self.assertEqual(told[answered]["seq"], known)
        before, after = told[:answered], told[answered + 1 :]
        self.assertEqual([line["seq"] for line in before][-1:], [known])
        self.assertEqual(kinds(after), ["ready", "token", "game", "token", "move"])
        seqs = [line["seq"] for line in after if line["event"] != "token"]
        self.assertEqual(seqs, [known + 1, known + 2, known + 3])

    def test_after_a_crash(self) -> None:
        """
        What a room told before it crashed can be had again.
        """
        ann, _ = self.game_of_three_moves()
        self.crash(ann.talker.code)
        ann.news()
        self.assertEqual(kinds(ann.does("resume", seq=4)), ["move"] * 3 + ["ok"])

    def test_without_a_room(self) -> None:
        """
        In no room there is nothing to tell again.
        """
        self.assertEqual(self.program().asks("resume", seq=0)["error"], "not_in_room")

    def test_numbers_that_are_none(self) -> None:
        """
        What is no whole number is refused.
        """
        ann, _ = self.game_of_three_moves()
        for seq, error in (
            ("x", "bad_number"),
            (1.5, "bad_field"),
            (None, "bad_field"),
        ):
            self.assertEqual(ann.asks("resume", seq=seq)["error"], error)

    @repeatable
    @given(st.lists(st.integers(1, 7), max_size=20), st.integers(0, 12))
    def test_whoever_resumes_knows_the_game(self, columns: list[int], seq: int) -> None:
        """
        What was heard up to a number, and what is told again after it, is the game.
        """
        world = PlayWorld()
        ann, bob = (
            Program(Talker(name, world, drill=False)) for name in ("ann", "bob")
        )
        ann.does("create")
        bob.does("join", code=ann.talker.code)
        heard = ann.news() + ann.does("play")
        for number, column in enumerate(columns):
            mover = (ann, bob)[number % 2]
            lines = mover.does("move", col=column)
            heard += lines if mover is ann else ann.news()
        heard = [line for line in heard if line.get("event", "token") != "token"]
        *again, _ = ann.does("resume", seq=seq)
        known = [line for line in heard if line["seq"] <= seq]
        if seq >= 3:
            self.assertEqual(known + again, heard)
        else:
            # How it came to be a full room is summed up.
            self.assertEqual((again[0]["event"], again[0]["seq"]), ("game", 3))
            self.assertEqual(again[0]["status"], "lobby")
            self.assertEqual(again[1:], heard[1:])
        moves = "".join(str(line["col"]) for line in heard if line["event"] == "move")
        self.assertEqual(ann.does("board")[0]["game"]["moves"], moves)
        self.assertEqual(json.dumps(again).count("\\n"), 0)
        world.stop()
