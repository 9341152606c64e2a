"""
All that can be said to players, as stories that make the server say it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import fail

from connect4tx.net import connection
from connect4tx.play import decisions
from connect4tx.play.events import Departure, RoomCode
from connect4tx.play.ports import JournalDown, Unreadable
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import GRACE_SECONDS
from connect4tx.play.updates import GraceBegun, Update
from connect4tx.terminal import actions, help, narrator, sentences, views
from connect4tx.terminal.facts import FACTS
from connect4tx.terminal.items import (
    END_OF_INPUT,
    KEYS_LOST,
    PROMPT_AGAIN,
    WANTS_TO_GO,
    Dismissed,
    FactsEnded,
    FactTold,
    LineTooLong,
    Missed,
)
from connect4tx.terminal.language import NAMES, Language, language
from connect4tx.terminal.limits import STRANGE_LINES_AT_MOST, AboutToEnd, Paced
from connect4tx.terminal.views import Client, Style
from tests.support import said_in_play
from tests.support.members import LOST_CONNECTION, Bug, PlayWorld, crashed
from tests.support.pseudo import CODE, LANGUAGE, PSEUDO, TYPED, Listener
from tests.support.stories import DRAWN, WON, away, dropped, left
from tests.support.talk import NAMES as PLAYERS
from tests.support.talk import TalkCase

LOOKS: tuple[dict[str, Any], ...] = (
    {"style": Style.FULL, "unicode": True, "color": True},
    {"style": Style.COMPACT, "width": 40},
    {"style": Style.TEXT},
)

# The columns of games, from 0: the winning line is what the name says.
ROW = (0, 0, 1, 1, 2, 2, 3)
RISING = (0, 1, 1, 2, 2, 3, 2, 3, 3, 0, 3)
FALLING = tuple(6 - column for column in RISING)
# Of three, on four columns: the last disc makes a column and a diagonal.
TWO_LINES = (0, 1, 1, 3, 2, 3, 2, 0, 2)


class Noted(dict[Any, Any]):
    """
    A table that notes what was looked up in it.
    """

    def __init__(self, table: dict[Any, Any]) -> None:
        super().__init__(table)
        self.used: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self.used.add(key)
        return super().__getitem__(key)


class StoriesCase(TalkCase):
    """
    Has all that can be said be said, in the language without letters.

    :ivar bare: lines with words that nobody has translated.
    :ivar reasons: why something was refused.
    :ivar commands: all commands, and those that were done.
    """

    def setUp(self) -> None:
        super().setUp()
        self.bare: list[str] = []
        self.reasons: set[Reason] = set()
        self.look = LOOKS[0]
        self._listeners: list[Listener] = []
        PSEUDO.said.clear()
        for kept in vars(narrator).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
        for module in (views, connection):
            self.patch(module, "language", self.language)
        NAMES[CODE] = CODE
        self.addCleanup(NAMES.pop, CODE)
        self.commands = Noted(actions.DO)
        self.patch(actions, "DO", self.commands)
        refuse = sentences.rejection

        def rejection(rejected: Rejected, language: Language) -> str:
            self.reasons.add(rejected.reason)
            return refuse(rejected, language)

        self.patch(sentences, "rejection", rejection)

    def language(self, code: str) -> Language:
        """
        The language without letters, and the others as they are.
        """
        return LANGUAGE if code == CODE else language(code)

    def talker(self, name: str = "ann") -> Listener:
        found = Listener(name, self.world, drill=True)
        found.wishes(lang=CODE, **self.look)
        self._listeners.append(found)
        return found

    def stranger(self) -> Listener:
        return self.talker("")

    def tell(self, look: dict[str, Any]) -> None:
        """
        Tell all stories to players who see things so.
        """
        self.look = look
        for story in STORIES:
            self.begin()
            story(self)
        self.begin()

    def begin(self) -> None:
        """
        Begin afresh, when all has been read.
        """
        self.world.settle()
        for listener in self._listeners:
            listener.news()
            self.bare += listener.bare
        self._listeners.clear()
        self.flushLoggedErrors(Bug)
        self.world.stop()
        self.world = PlayWorld()

    def room_of(self, *wish: str, players: int = 2, seated: int = 2) -> list[Listener]:
        """
        The players in one room of a new server.
        """
        self.begin()
        found = [self.talker(name) for name in PLAYERS[:seated]]
        found[0].says(" ".join(["create", TYPED, f"--players={players}", *wish]))
        for other in found[1:]:
            other.says(f"join {found[0].code}")
        return found

    def game_of(self, columns: tuple[int, ...], *wish: str) -> list[Listener]:
        """
        The players of a game, in which these columns, from 0, were played.
        """
        found = self.room_of(*wish)
        found[0].says("play")
        for ply, column in enumerate(columns):
            found[ply % 2].says(str(column + 1))
        return found


LOOKING = ("board", "col 1", "row 1", "row 2", "last", "open", "help")


def strangers(case: StoriesCase) -> None:
    """
    Those who come in, and what they may be called.
    """
    case.talker("ann")
    stranger = case.stranger()
    stranger.meets(Client())
    stranger.says("help", f"{TYPED} {TYPED}", "admin", "ann", "name play")
    stranger.says("", "name bob", "help")
    for first_line in ("carl", "create", "quit", "set", "help all"):
        newcomer = case.stranger()
        newcomer.meets(Client(telnet=True))
        newcomer.says(first_line)


def lobby(case: StoriesCase) -> None:
    """
    What can be done outside a room, and what cannot.
    """
    ann = case.talker()
    ann.says("", "play", "rules", "help all", f"help {TYPED}", "tree", "secret", TYPED)
    ann.says(*(f"help {topic}" for topic in [*help.TOPICS, *help.SAME_AS]))
    ann.says(TYPED, "baord", "la", f"move {TYPED}", "funfacts 99", f"board {TYPED}")
    ann.says("join", f"join ABC234 {TYPED}", f"join --{TYPED}=1", f"board --{TYPED}")
    ann.says("create --cols=3", "create --rows=99", "create --connect=2")
    ann.says("create --players=9", "create --connect=9", "join ABC234", "crash room")
    ann.says(f"mode {TYPED}", f"crash {TYPED}", f"name {TYPED}!", "name admin")
    for item in (LineTooLong(1), KEYS_LOST, PROMPT_AGAIN, WANTS_TO_GO):
        ann.put(item)
    ann.conversation.apologise()
    ann.conversation.answer(rejected(Reason.HANDLER_CRASHED))
    for sentence in (sentences.GAVE_UP, sentences.STOPPING, sentences.PART_RESTARTED):
        ann.conversation.notice("code", sentence)
    ann.says("crash connection", "quit")


def settings(case: StoriesCase) -> None:
    """
    What can be set, and what cannot.
    """
    ann = case.talker()
    ann.says("set", f"set {TYPED} on", f"set style {TYPED}", f"set unicode {TYPED}")
    ann.says(f"set color {TYPED}", "set width 7", f"set keys {TYPED}", f"lang {TYPED}")
    ann.says("set keys on", "set", "set keys off", "set width auto", "set")
    ann.obliging = False
    ann.says("set keys on", "secret", TYPED)
    ann.says("set style text", "set unicode off", "set color off", "set width 80")
    ann.wishes(lang="fr", **case.look)
    ann.says(f"lang {CODE}")


def limits(case: StoriesCase) -> None:
    """
    How much one may have of the server, and what comes of having more.
    """
    ann, bob = case.game_of((1, 2))
    ann.says("limits", f"set keepalive {TYPED}", "set keepalive off")
    ann.place.trusted = True
    ann.says("limits")
    ann.put(Paced(4))
    ann.put(AboutToEnd(90.0))
    state = bob.place.room
    assert state is not None
    for moves in (0, 1, 2):
        ann.put(Missed(Update(dropped(0, 1), state, state), moves))
    ann.news()
    refusals = (sentences.TOO_MANY_FROM_ADDRESS, sentences.TOO_FAST_FROM_ADDRESS)
    for sentence in (*refusals, sentences.NO_NAME):
        ann.conversation.notice("code", sentence)
    bob.put(Dismissed("idle", sentences.IDLE))
    case.stranger().says(*["/bin/sh"] * STRANGE_LINES_AT_MOST)


def facts(case: StoriesCase) -> None:
    """
    Every fact, and those who want more of them.
    """
    ann = case.talker()
    ann.says("funfacts 2", "funfacts")
    case.world.clock.advance(1)
    ann.news()
    for fact in FACTS:
        ann.put(FactTold(fact))
    ann.put(FactsEnded(failed=True))
    ann.news()


def programs(case: StoriesCase) -> None:
    """
    The sentences in what programs are sent.
    """
    ann, bob = case.room_of()
    ann.says("mode json", TYPED, '{"cmd": "move", "col": []}', f'{{"cmd": "{TYPED}"}}')
    ann.says('{"cmd": "play"}', '{"cmd": "move", "col": 1}', '{"cmd": "board"}')
    ann.says('{"cmd": "set", "setting": "keys", "value": "on"}', '{"cmd": "help"}')
    ann.says('{"cmd": "next"}', '{"cmd": "last"}', '{"cmd": "more"}')
    ann.says(
        '{"cmd": "resume"}', '{"cmd": "funfacts"}', '{"cmd": "mode", "mode": "text"}'
    )
    bob.says("1")


def rooms(case: StoriesCase) -> None:
    """
    What can be done in a room before its game, and what cannot.
    """
    ann = case.talker()
    ann.says("create", "play", "4", "lobby", "create", "name bob", *LOOKING)
    bob, carl = case.talker("bob"), case.talker("carl")
    bob.says(f"join {ann.code} X", f"join {ann.code}", *LOOKING)
    ann.says("4", "lobby", *LOOKING)
    carl.says(f"join {ann.code}")
    case.crash(ann.code)
    bob.says("leave")
    ann.says("leave")
    for connect in range(4, 11):
        carl.says(f"create --cols=10 --connect={connect}", "leave")
    ann, bob, *_ = case.room_of(players=4, seated=2)
    ann.says("play")


def play(case: StoriesCase) -> None:
    """
    Games to their end, looked at on the way.
    """
    for won in (WON, ROW, RISING, FALLING):
        ann, bob = case.game_of(won)
        bob.says("1", "play", *LOOKING)
        bob.says("lobby", "play")
    ann, bob = case.game_of((), "--cols=4", "--rows=4", "--connect=3")
    for ply, column in enumerate(TWO_LINES):
        (ann, bob)[ply % 2].says(*LOOKING, "col 2", "open", str(column + 1))
    ann.says(*LOOKING)
    ann, bob = case.game_of(DRAWN[:-1])
    bob.says("open", "board", f"{DRAWN[-1] + 1}", *LOOKING)


def moves(case: StoriesCase) -> None:
    """
    What can be done during a game, and what cannot.
    """
    ann, bob = case.game_of((0, 0, 0, 0, 0, 0))
    case.talker("carl").says(f"join {ann.code}")
    bob.says("2", "lobby", "leave 1")
    ann.says("1", "9", "col 9", "row 9", "move --col=7", "move --col=9", *LOOKING)
    ann.says("row 6", "col 3", "move 6")
    bob.says("board")
    ann.conversation.apologise()


def departures(case: StoriesCase) -> None:
    """
    Players who go, in every way that there is, and what becomes of the others.
    """
    ann, bob, carl, dan = case.room_of(players=4, seated=4)
    ann.says("play")
    dan.says("leave")
    case.end(carl, crashed())
    case.result(bob.sends(END_OF_INPUT))
    case.end(bob)
    eve = case.talker("eve")
    ann.says(*LOOKING, "1")
    eve.says(f"join {ann.code}")
    table = case.room(RoomCode(ann.code)).state
    for seconds in (5, 90):
        ann.deliver(Update(GraceBegun(1, seconds), table, table))
    case.wait(GRACE_SECONDS)
    ann.says("claim draw", "claim win", *LOOKING)
    case.wait(GRACE_SECONDS)
    ann.says("claim win")
    eve.says(f"join {ann.code}")
    ann.says("lobby", "play")
    eve.says(f"join {ann.code}")
    ann.news()
    for exit in (LOST_CONNECTION, crashed()):
        ann, bob = case.game_of(WON)
        case.end(bob, exit)
        ann.news()
        again = case.stranger()
        again.meets(Client())
        again.says(f"back {bob.token}")
    room = ann.place.room
    assert room is not None
    for event in (away, left):
        ann.put(Update(event(0, Departure.SERVER_DOWN), room, room))
    ann, bob = case.game_of(WON)
    bob.says("leave")
    ann.says("lobby", "quit")
    ann, bob = case.game_of(WON)
    bob.says("lobby")
    ann.news()


def returns(case: StoriesCase) -> None:
    """
    Players whose connection is lost, and who come back, or do not.
    """
    ann, bob = case.game_of((3, 3))
    ann.says("claim win", f"claim {TYPED}", f"back {bob.token}", "set autoclaim win")
    case.end(ann)
    bob.says("claim win", *LOOKING)
    stranger = case.stranger()
    stranger.meets(Client())
    stranger.says(f"back {TYPED}", "back AAAA-AAAA", f"back {ann.token}", *LOOKING)
    case.end(stranger)
    robo = case.stranger()
    case.world.house.names.take("ann", case.talker("eve").process)
    robo.meets(Client())
    robo.says(f"back {ann.token}")
    again = case.stranger()
    again.meets(Client())
    again.says(f"back {ann.token}")
    robo.news()
    case.end(again)
    bob.news()
    ann, bob = case.game_of((3, 3))
    case.end(ann)
    bob.news()
    case.wait(GRACE_SECONDS)
    bob.says("board", "claim draw", *LOOKING, "games", f"show {bob.code}")
    ann, bob = case.room_of()
    case.end(bob)
    ann.says("play")
    carl = case.talker("carl")
    carl.says(f"join {ann.code}")
    case.end(carl)
    ann.news()
    dan = case.stranger()
    dan.meets(Client())
    dan.says(f"back {carl.token}")
    case.end(dan)
    case.wait(GRACE_SECONDS)
    ann.news()
    for _ in range(6):
        ann.says("leave", "back AAAA-AAAA")
    ann, bob = case.game_of((3, 3))
    for _ in range(3):
        case.end(bob)
        ann.news()
        again = case.stranger()
        again.meets(Client())
        again.says(f"back {bob.token}")
        bob = again
    ann.news()


def tokens(case: StoriesCase) -> None:
    """
    Tokens of those who are there; one of two is away on the other's turn, and one of
    three.
    """
    ann, bob = case.game_of((3, 3))
    ann.says(f"back {ann.token}")
    case.end(bob)
    case.talker("carl").says(f"join {ann.code}")
    ann.says("claim draw")
    for _ in range(2):
        again = case.stranger()
        again.meets(Client())
        again.says(f"back {bob.token}")
    ann.news()
    ann, bob, carl = case.room_of(players=3, seated=3)
    ann.says("play")
    case.end(carl)
    bob.says("claim win")
    ann.says("1")
    bob.says("2")
    case.wait(GRACE_SECONDS)
    case.end(bob)
    again = case.stranger()
    again.meets(Client())
    again.says(f"back {bob.token}")
    ann.news()


def past(case: StoriesCase) -> None:
    """
    Games that are over, looked at again.
    """
    ann = case.talker()
    ann.says("games", "next", "show", "show ABC234", "show ABC234.X")
    for columns in (WON, DRAWN):
        ann, _ = case.game_of(columns)
        code = ann.code
        carl = case.talker("carl")
        carl.says("games", f"show {code}.1", f"replay {code}", "", "n", "p", "go 0")
        carl.says(
            "p",
            "done",
            f"replay {code}",
            "go 99",
            "go",
            f"go {TYPED}",
            "help",
            f"export {code} {TYPED}",
            f"name {TYPED}",
        )
        ann.says("games", f"show {code}", f"replay {code}", "next", "go 99", "previous")
        ann.says("previous", f"go {len(columns)}", "next")
        carl.wishes(lang="fr", **case.look)
        carl.says(*(f"export {code} {form}" for form in ("text", "json", "digits")))
    ann, _ = case.game_of((3,))
    ann.says("leave", "games")
    for name in ("game", "games"):
        case.patch(case.world.store, name, lambda *_, **__: fail(JournalDown("")))
    ann.says("games", "show ABC234")
    ann, _ = case.game_of(WON)
    case.patch(decisions, "GAMES_AT_MOST", 1)
    ann.says("lobby", "play")
    case.patch(decisions, "GAMES_AT_MOST", 100)


def faults(case: StoriesCase) -> None:
    """
    The journal is down; the room crashes, once in a move, and then too often.
    """
    ann, bob = case.game_of((1, 2))
    case.world.stop_journal()
    ann.says("4", "games", f"show {ann.code}")
    case.world.start_journal()
    ann.says("crash journal")
    case.flushLoggedErrors(actions.DrillError)
    case.world.store.bug = Bug()
    ann.says("4", "board")
    case.flushLoggedErrors(Bug)
    case.crash(ann.code, times=3)
    case.result(bob.sends("4"))
    ann.news()
    ann, bob = case.game_of((1, 2))
    for talker in (ann, bob):
        case.end(talker)
    case.world.events[ann.code].append(dropped(0, 99))
    case.talker("carl").says(f"join {ann.code}")
    case.flushLoggedErrors(Unreadable)


STORIES: tuple[Callable[[StoriesCase], None], ...] = (
    *(
        strangers,
        lobby,
        settings,
        limits,
        facts,
        programs,
        rooms,
        play,
        moves,
        departures,
    ),
    *(returns, tokens, past, faults, *said_in_play.STORIES),
)
