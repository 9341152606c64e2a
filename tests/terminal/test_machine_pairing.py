"""
JSON mode: finding a game, offers, clocks and looking on, field by field.
"""

from __future__ import annotations

from connect4tx.play.meeting import CHALLENGE_SECONDS
from tests.support.programs import Object, Program, ProgramCase, kinds


def without_message(told: Object) -> Object:
    return {key: value for key, value in told.items() if key != "message"}


class PairingTests(ProgramCase):
    """
    ``play``, ``match``, ``bot`` and what comes of them.
    """

    def test_paired(self) -> None:
        """
        Who waits is told so in the answer; both are told of the game in an event.
        """
        ann, bob = self.program("ann"), self.program("bob")
        self.assertEqual(
            ann.asks("play", id=1, clock="5+3"),
            {"re": 1, "ok": True, "waiting": True, "control": "5+3"},
        )
        self.assertEqual(
            bob.asks("seeks")["seeks"], [{"name": "ann", "control": "5+3"}]
        )
        ok, paired = bob.does("play", id=2, clock="5+3")
        self.assertEqual(ok, {"re": 2, "ok": True})
        self.assertEqual(
            (paired["event"], paired["token"]), ("paired", bob.talker.token)
        )
        game = paired["game"]
        self.assertEqual(
            {key: game[key] for key in ("status", "control", "private", "clocks")},
            {
                "status": "playing",
                "control": "5+3",
                "private": False,
                "clocks": [300_000, 300_000],
            },
        )
        self.assertEqual(game["you"], "XO"[bob.talker.place.seat])
        (told,) = ann.news()
        self.assertEqual(told["token"], ann.talker.token)
        self.assertEqual({**told["game"], "you": None}, {**paired["game"], "you": None})

    def test_no_time_is_null(self) -> None:
        """
        Where nobody's time is counted the control is null, wherever it is told.
        """
        ann, bob = self.program("ann"), self.program("bob")
        self.assertIsNone(ann.asks("play", clock="untimed")["control"])
        self.assertIsNone(bob.asks("seeks")["seeks"][0]["control"])
        ann.asks("cancel")
        ann.asks("match", name="bob", clock="untimed")
        self.assertEqual(
            bob.news(), [{"event": "challenge", "name": "ann", "control": None}]
        )
        paired = bob.does("accept", which="ann")[-1]
        self.assertEqual(
            (paired["game"]["control"], paired["game"]["clocks"]), (None, [])
        )

    def test_challenges_end(self) -> None:
        """
        How a challenge ended is in an event, with the name of the other.
        """
        ann, bob = self.program("ann"), self.program("bob")

        def over(name: str, why: str) -> list[Object]:
            return [{"event": "challenge_over", "name": name, "why": why}]

        ann.asks("match", name="bob")
        bob.news()
        self.assertEqual(
            without_message(bob.asks("decline", id=1)), {"re": 1, "ok": True}
        )
        self.assertEqual(ann.news(), over("bob", "declined"))
        ann.asks("match", name="bob")
        bob.news()
        ann.asks("cancel")
        self.assertEqual(bob.news(), over("ann", "withdrawn"))
        ann.asks("match", name="bob")
        bob.news()
        self.wait(CHALLENGE_SECONDS)
        self.assertEqual(ann.news(), over("bob", "unanswered"))
        self.assertEqual(bob.news(), over("ann", "expired"))
        ann.asks("match", name="bob")
        self.end(bob.talker)
        self.assertEqual(ann.news(), over("bob", "gone"))

    def test_bot(self) -> None:
        """
        A computer player has its level in its seat.
        """
        ann = self.program()
        told = ann.does("bot", id=1, level=3)
        self.assertEqual(told[0], {"re": 1, "ok": True})
        self.assertEqual(told[1]["event"], "paired")
        seats = told[1]["game"]["seats"]
        other = seats[1 - ann.talker.place.seat]
        self.assertEqual((other["name"], other["bot"]), ("bot3", 3))
        self.assertEqual(seats[ann.talker.place.seat]["bot"], 0)

    def test_private(self) -> None:
        """
        A switch is true or false.
        """
        ann = self.program()
        for value in (True, False):
            told = ann.asks("create", private=value)
            self.assertEqual(told["game"]["private"], value)
            ann.does("leave")
        self.assertEqual(ann.asks("create", players=True)["error"], "bad_field")


class OffersTests(ProgramCase):
    """
    Offers, and games given up.
    """

    def offer(self, symbol: str, name: str, what: str, **more: int) -> Object:
        return {"event": "offer", "symbol": symbol, "what": what, **more, "name": name}

    def told(self, program: Program) -> list[Object]:
        """
        The news without the room and its number.
        """
        return [
            {key: of for key, of in told.items() if key not in {"seq", "room"}}
            for told in program.news()
        ]

    def test_draw(self) -> None:
        """
        Both are told of an offer, what became of it, and the end.
        """
        ann, bob = self.programs(playing=True)
        ann.talker.put('{"cmd": "draw"}')
        offered = self.offer("X", "ann", "draw")
        self.assertIn(offered, self.told(ann))
        self.assertEqual(self.told(bob), [offered])
        self.assertEqual(
            bob.asks("board")["game"]["offers"], [{"symbol": "X", "what": "draw"}]
        )
        bob.does("decline")
        closed = {"event": "offer_closed", "symbol": "X", "what": "draw", "by": "O"}
        self.assertEqual(self.told(ann), [closed])
        bob.does("draw")
        ann.does("accept")
        end: Object = {"event": "end", "winner": None, "how": "draw_agreed"}
        end |= {"cells": [], "moves": "", "turn": None}
        self.assertEqual(self.told(bob), [end])

    def test_undo(self) -> None:
        """
        An undo says how many discs; what is left is told as a game.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        bob.news()
        ann.does("undo")
        self.assertEqual(self.told(bob), [self.offer("X", "ann", "undo", plies=1)])
        bob.does("accept")
        told = ann.news()[-1]
        self.assertEqual((told["event"], told["moves"]), ("game", ""))

    def test_rematch_and_score(self) -> None:
        """
        A rematch is agreed to by offering it too, and begins at once, without a word of
        a room that is ready; the score goes with the game.
        """
        ann, bob = self.programs(playing=True)
        ann.does("resign")
        out = {"event": "out", "symbol": "X", "name": "ann", "why": "resigned"}
        end = {"event": "end", "winner": "O", "how": "resigned"}
        self.assertEqual(
            self.told(bob),
            [{**out, "turn": None}, {**end, "cells": [], "moves": "", "turn": None}],
        )
        ann.does("rematch")
        told = bob.does("rematch")
        self.assertEqual(kinds(told), ["ok", "game", "token"])
        self.assertEqual((told[1]["first"], told[1]["score"]), ("O", [0, 1]))
        self.assertEqual(told[2]["token"], bob.talker.token)
        self.assertEqual(kinds(ann.news()), ["game", "token"])

    def test_abort(self) -> None:
        """
        Who called a game off is told; nobody, when it was the clock.
        """
        ann, bob = self.programs(playing=True)
        ann.does("abort")
        off = {"event": "abort", "turn": None}
        self.assertEqual(self.told(bob), [{**off, "symbol": "X"}])
        for program in (ann, bob):
            program.does("leave")
        ann.does("create", clock="1+0")
        bob.does("join", room=ann.talker.code)
        ann.does("play")
        bob.news()
        self.wait(61)
        self.assertEqual(self.told(bob), [{**off, "symbol": None}])

    def test_errors(self) -> None:
        """
        What is wrong is in fields.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        bob.news()
        ann.does("draw")
        for program, cmd, fields, error in (
            (ann, "draw", {}, {"error": "offered_already", "what": "draw"}),
            (ann, "accept", {}, {"error": "no_offer"}),
            (bob, "undo", {"plies": 7}, {"error": "nothing_to_undo", "moves": 1}),
            (ann, "clock", {}, {"error": "not_timed"}),
            (ann, "bot", {"level": 9}, {"error": "bad_level", "value": "9"}),
            (
                ann,
                "watch",
                {"target": "bob"},
                {"error": "already_seated", "room": ann.talker.code},
            ),
        ):
            program.news()
            told = program.asks(cmd, **fields)
            self.assertEqual(without_message(told), error)


class ClocksTests(ProgramCase):
    """
    Clocks, in milliseconds.
    """

    def test_clocks(self) -> None:
        """
        A move has the clocks as they were then; ``clock`` asks for them now.
        """
        ann, bob = self.program("ann"), self.program("bob")
        ann.does("create", clock="1+2")
        bob.does("join", room=ann.talker.code)
        ann.does("play")
        bob.news()
        self.wait(5)
        ann.does("move", col=4)
        (move,) = bob.news()
        self.assertEqual(move["clocks"], [57_000, 60_000])
        self.wait(1.5)
        self.assertEqual(bob.asks("clock"), {"ok": True, "clocks": [57_000, 58_500]})
        bob.does("move", col=4)
        ann.news()
        self.wait(58)
        out, end = bob.news()
        self.assertEqual(
            (out["event"], out["symbol"], out["why"]), ("out", "X", "time")
        )
        self.assertEqual((end["winner"], end["how"]), ("O", "time"))
        self.assertEqual(bob.asks("board")["game"]["clocks"], [0, 60_500])

    def test_untimed_moves(self) -> None:
        """
        Where no time is counted, moves have no clocks.
        """
        ann, bob = self.programs(playing=True)
        ann.does("move", col=4)
        (move,) = bob.news()
        self.assertNotIn("clocks", move)


class WatchingTests(ProgramCase):
    """
    Programs that look on.
    """

    def test_watch(self) -> None:
        """
        A program that looks on is given the game without a symbol of its own, and told
        every event.
        """
        ann, bob = self.programs(playing=True)
        eve = self.program("eve")
        told = eve.asks("watch", id=1, target=ann.talker.code)
        self.assertEqual(sorted(told), ["game", "ok", "re"])
        self.assertIsNone(told["game"]["you"])
        ann.does("move", col=4)
        self.assertEqual(kinds(eve.news()), ["move"])
        refused = without_message(eve.asks("move", col=4))
        self.assertEqual(refused, {"error": "watching", "room": ann.talker.code})
        ann.does("leave")
        bob.does("leave")
        self.assertEqual(kinds(eve.news()), ["leave", "end", "leave", "closed"])
        self.assertEqual(without_message(eve.asks("board")), {"error": "not_in_room"})

    def test_private(self) -> None:
        """
        A private room's code is not told to who knows a name.
        """
        ann, eve = self.program("ann"), self.program("eve")
        ann.does("create", private=True)
        self.assertEqual(
            without_message(eve.asks("watch", target="ann")),
            {"error": "room_private", "name": "ann"},
        )
