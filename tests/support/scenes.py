"""
Everything that the server says to programs, said.
"""

from __future__ import annotations

from twisted.internet.defer import fail

from connect4tx.play import decisions
from connect4tx.play.ports import JournalDown, Unreadable
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.terminal.actions import DrillError
from connect4tx.terminal.items import KEYS_LOST, FactsEnded, LineTooLong
from tests.support import scenes_in_play
from tests.support.members import crashed
from tests.support.programs import Object, Program, ProgramCase
from tests.support.stories import dropped

FORMS = ("text", "json", "digits", "pdf")


class Scribe(Program):
    """
    A program of which all that it hears is written down.
    """

    heard: list[Object]

    def news(self) -> list[Object]:
        told = super().news()
        self.heard += told
        return told

    def line(self, line: str) -> list[Object]:
        self.news()
        told = super().line(line)
        self.heard += told
        return told

    def sends(self, *commands: str) -> None:
        """
        Send objects that are written as Python's keyword arguments.
        """
        for number, command in enumerate(commands):
            cmd, *fields = command.split()
            pairs = (field.split("=") for field in fields)
            self.does(cmd, id=number, **{key: _value(text) for key, text in pairs})


def _value(text: str) -> object:
    return int(text) if text.isdecimal() else text


class Scenes(ProgramCase):
    """
    Has programs whose words are kept.

    :ivar heard: all that any of them was told.
    """

    def setUp(self) -> None:
        super().setUp()
        self.heard: list[Object] = []

    def scribe(self, name: str) -> Scribe:
        scribe = Scribe(self.talker(name))
        scribe.heard = self.heard
        return scribe

    def newcomer(self) -> Scribe:
        """
        Somebody without a name.
        """
        scribe = Scribe(self.stranger())
        scribe.heard = self.heard
        return scribe

    def scribes(self, players: int = 2) -> list[Scribe]:
        """
        The players of one room whose game is on.
        """
        found = [self.scribe(name) for name in ("lea", "max", "eve")[:players]]
        found[0].sends(f"create players={players}")
        for scribe in found[1:]:
            scribe.sends(f"join code={found[0].talker.code}")
        found[0].sends("play")
        self.told(*found)
        return found

    def told(self, *scribes: Scribe) -> None:
        """
        Let each hear what there is to hear.
        """
        for scribe in scribes:
            scribe.news()

    def leave(self, *scribes: Scribe) -> None:
        """
        Let each go away, so that another scene can have the same names.
        """
        for scribe in scribes:
            scribe.sends("quit")
            self.end(scribe.talker)

    def play_scenes(self) -> None:
        """
        Everything that there is to be said.
        """
        for scene in (
            self.every_command,
            self.games,
            self.departures,
            self.returns,
            self.claims,
            self.past_games,
            self.draw,
            self.lobby_mistakes,
            self.room_mistakes,
            self.wrong_objects,
            self.faults,
        ):
            scene()
        scenes_in_play.play_all(self)

    def every_command(self) -> None:
        ann = self.scribe("ann")
        ann.line('{"cmd":"mode","mode":"json"}')
        ann.sends("name name=robo", "rules", "help", "help topic=move", "tree")
        ann.sends("set setting=lang value=en", "lang lang=en", "mode mode=json")
        ann.sends("create name=Salon cols=8 rows=7 connect=4 players=2 symbol=R")
        ann.sends("board", "resume seq=0", "resume", "funfacts number=2")
        self.world.clock.advance(0.5)
        ann.sends("leave")
        self.leave(ann)

    def games(self) -> None:
        for players, rounds in ((2, 4), (3, 1)):
            scribes = self.scribes(players)
            for _ in range(rounds):
                for seat, scribe in enumerate(scribes):
                    scribe.sends(f"move col={seat + 1}")
                self.told(*scribes)
            scribes[0].sends("board", "resume", "move col=1", "play")
            scribes[0].sends("lobby", "board", "lobby", "resume seq=0")
            self.told(*scribes)
            self.leave(*reversed(scribes))

    def departures(self) -> None:
        """
        A player leaves whose turn it is, and one who would have begun the next game.
        """
        for players in (2, 3):
            first, *others = scribes = self.scribes(players)
            first.sends("leave")
            self.told(*others)
            others[-1].sends("board")
            self.leave(*reversed(scribes))
        lea, max_ = self.scribes()
        for _ in range(3):
            lea.sends("move col=1")
            max_.sends("move col=2")
        lea.sends("move col=1")
        max_.sends("leave")
        self.told(lea)
        lea.sends("lobby", "board")
        max_.sends(f"join room={lea.talker.code}", "resume seq=3")
        self.leave(lea, max_)

    def lose(self, *scribes: Scribe) -> None:
        """
        End their connections.
        """
        for scribe in scribes:
            self.end(scribe.talker)

    def return_of(self, gone: Scribe) -> Scribe:
        """
        Have a program come back over another connection.
        """
        again = self.newcomer()
        again.sends(f"back token={gone.talker.token}")
        return again

    def returns(self) -> None:
        """
        Connections are lost and seats taken back, or given to others.
        """
        ann = self.scribe("ann")
        for _ in range(6):
            ann.sends("back token=AAAA-AAAA", "back token=0")
        self.leave(ann)
        self.wait(60)
        lea, max_ = self.scribes()
        lea.sends("back token=K7Q2-M4TX")
        for _ in range(3):
            self.lose(lea)
            max_.sends("board", "claim what=win")
            last, lea = lea, self.return_of(lea)
            self.told(max_)
        again = self.return_of(last)
        again.sends("board", "leave", "lobby")
        self.leave(max_, again)
        lea, max_ = self.scribe("lea"), self.scribe("max")
        lea.sends("create")
        max_.sends(f"join room={lea.talker.code}")
        second = self.return_of(max_)
        self.told(max_)
        second.talker.process.end(crashed())
        lea.sends("play")
        eve = self.scribe("eve")
        eve.sends(f"join room={lea.talker.code}")
        self.told(lea)
        self.lose(eve)
        self.wait(GRACE_SECONDS)
        self.told(lea)
        self.leave(lea, max_, second, eve)

    def claims(self) -> None:
        """
        Those who stay away for too long, in games of two and three.
        """
        for what in ("win", "draw"):
            lea, max_ = self.scribes()
            max_.sends("claim what=win", "claim what=all")
            max_.sends("set setting=autoclaim value=all")
            max_.sends("set setting=autoclaim value=off")
            self.lose(lea)
            eve = self.scribe("eve")
            eve.sends(f"join room={max_.talker.code}")
            self.leave(eve)
            self.wait(GRACE_SECONDS)
            max_.sends(f"claim what={what}", "board", f"show game={max_.talker.code}")
            self.leave(max_, lea)
        lea, max_, eve = self.scribes(3)
        self.lose(lea)
        self.wait(GRACE_SECONDS)
        max_.sends("claim what=draw", "claim what=win")
        self.told(eve)
        self.leave(max_, eve, lea)

    def past_games(self) -> None:
        """
        Games that are over, looked at again; some end without a move.
        """
        ann = self.scribe("ann")
        ann.sends("games", "show game=NOSUCH", "show game=AAAAAA.x", "show")
        for moves in (0, 1, 7):
            lea, max_ = self.scribes()
            code = lea.talker.code
            for ply in range(moves):
                (lea, max_)[ply % 2].sends(f"move col={ply % 2 + 1}")
            if moves == 7:
                self.lose(max_)
            else:
                max_.sends("leave")
            lea.sends("games", f"show game={code}.1", f"show game={code}")
            lea.sends(*(f"export game={code} format={form}" for form in FORMS))
            self.leave(lea, max_)
        lea, max_ = self.scribes()
        max_.sends("leave")
        self.patch(decisions, "GAMES_AT_MOST", 1)
        max_.sends(f"join room={lea.talker.code}")
        lea.sends("lobby")
        max_.sends(f"join room={lea.talker.code}", "play")
        self.patch(decisions, "GAMES_AT_MOST", 100)
        self.leave(lea, max_)
        for name in ("game", "games"):
            self.patch(self.world.store, name, lambda *_, **__: fail(JournalDown("")))
        ann.sends("games", "show game=ABC234")
        del self.world.store.game, self.world.store.games
        self.leave(ann)

    def draw(self) -> None:
        lea, max_ = self.scribe("lea"), self.scribe("max")
        lea.sends("create cols=4 rows=4")
        max_.sends(f"join code={lea.talker.code}", "play")
        for turn, column in enumerate("2111122233334444"):
            (lea, max_)[turn % 2].sends(f"move col={column}")
        self.told(lea, max_)
        for scribe in (lea, max_):
            scribe.sends(f"show game={lea.talker.code}.1", "games")
        self.end(max_.talker, crashed())
        self.told(lea)
        self.leave(lea, max_)

    def lobby_mistakes(self) -> None:
        ann, lea = self.scribe("ann"), self.scribe("lea")
        ann.sends("join code=NOSUCH", "join", "leave", "board", "name name=7up")
        ann.sends(
            "name name=admin", "name name=lea", "mode mode=xml", "help topic=chess"
        )
        ann.sends("lang lang=tlh", "set setting=keys value=on", "secret", "open")
        ann.sends("create cols=3", "create connect=11")
        ann.sends("create symbol=.", "create cols=wide", "funfacts number=99")
        ann.sends("funfacts number=2", "funfacts")
        self.leave(ann, lea)

    def room_mistakes(self) -> None:
        lea = self.scribe("lea")
        lea.sends("create", "play", "move col=1", "lobby")
        max_, eve = self.scribe("max"), self.scribe("eve")
        max_.sends(
            f"join code={lea.talker.code} symbol=X", f"join code={lea.talker.code}"
        )
        eve.sends(f"join code={lea.talker.code}")
        max_.sends("join code=AAAAAA", "name name=mad", "play", "play")
        self.told(lea, max_)
        max_.sends("move col=1")
        for _ in range(3):
            lea.sends("move col=9", "move col=1")
            max_.sends("move col=1")
        lea.sends("move col=1")
        eve.sends(f"join code={lea.talker.code}")
        self.leave(max_)
        self.told(lea)
        eve.sends(f"join code={lea.talker.code}")
        self.leave(lea, eve)

    def wrong_objects(self) -> None:
        ann = self.scribe("ann")
        for line in ("", "move 4", "[]", '{"id": 1}', '{"cmd": 1}', '{"cmd": "dance"}'):
            ann.line(line)
        ann.line('{"cmd": "create", "cols": [7], "id": "a"}')
        ann.line('{"cmd": "create", "colour": 7, "id": "a"}')
        ann.line('{"cmd": "board", "id": true}')
        ann.talker.sends(LineTooLong(512))
        self.leave(ann)

    def faults(self) -> None:
        lea, max_ = self.scribes()
        self.world.store.appends_left = 0
        lea.sends("move col=1")
        self.world.store.appends_left = None
        self.patch(self.world.store, "read", lambda *_: fail(JournalDown("no more")))
        lea.sends("resume seq=0")
        del self.world.store.read
        self.world.store.slow = True
        lea.talker.sends('{"cmd": "move", "col": 1}')
        self.crash(lea.talker.code)
        self.world.store.go_on()
        self.told(lea, max_)
        for program in (lea, max_):
            program.talker.conversation.apologise()
            program.talker.put(FactsEnded(failed=True))
            program.talker.put(KEYS_LOST)
        lea.sends("crash part=server", "crash part=connection")
        code = max_.talker.code
        self.crash(code, 3)
        self.told(lea, max_)
        with self.assertRaises(DrillError):
            lea.sends("crash part=handler")
        lea.talker.conversation.apologise()
        self.world.events[code].append(dropped(0, 99))
        lea.sends(f"join room={code}")
        self.flushLoggedErrors(Unreadable)
        self.leave(lea, max_)
