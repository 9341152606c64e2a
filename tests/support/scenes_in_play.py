"""
Scenes for :mod:`tests.support.scenes`: finding a game, clocks, offers, looking on, talk
and learning, as programs are told of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connect4tx.game.variant import Variant
from connect4tx.play import decisions
from connect4tx.play.analysis import Hint
from connect4tx.play.ports import Prospect
from connect4tx.play.puzzles import Lack, Puzzle
from connect4tx.play.records import position_after
from connect4tx.play.room import LOOKS, MOVE_SECONDS
from connect4tx.terminal import sentences, talking
from connect4tx.terminal.items import Dismissed
from connect4tx.terminal.limits import AboutToEnd, Paced
from connect4tx.terminal.puzzling import NoPuzzle, Posed
from connect4tx.terminal.study import Hinted, NotWorkedOut
from tests.play.test_analysis import record
from tests.support.members import crashed

if TYPE_CHECKING:
    from tests.support.scenes import Scenes, Scribe


def play_all(case: Scenes) -> None:
    """
    All of them, each on the same server.
    """
    for scene in (pairing, clocks, idle, offers, three, watching, talk, learning):
        scene(case)


def room(case: Scenes, *wish: str, players: int = 2) -> list[Scribe]:
    """
    The players of a game that begins in a new room.
    """
    found = [case.scribe(name) for name in ("lea", "max", "eve")[:players]]
    found[0].sends(" ".join(["create", f"players={players}", *wish]))
    for scribe in found[1:]:
        scribe.sends(f"join code={found[0].talker.code}")
    found[0].sends("play")
    case.told(*found)
    return found


def pairing(case: Scenes) -> None:
    lea, max_, eve = (case.scribe(name) for name in ("lea", "max", "eve"))
    lea.sends("seeks", "cancel", "accept", "watch target=max", "match name=tom")
    lea.sends("match name=lea", "watch target=lea", "play clock=now", "bot level=9")
    lea.sends("play", "who", "seeks", "clock", "games")
    max_.sends("play clock=untimed", "cancel", "match name=lea", "match name=eve")
    lea.sends("decline")
    max_.sends("match name=lea clock=5+3", "cancel", "match name=lea")
    eve.sends("match name=lea")
    lea.sends("accept", "accept which=max")
    case.told(lea, max_, eve)
    case.wait(60)
    case.told(eve)
    tom = case.scribe("tom")
    for _ in range(2):
        eve.sends("match name=tom")
        case.wait(60)
    case.told(tom)
    eve.sends("match name=tom")
    case.end(tom.talker)
    case.told(eve)
    eve.sends("match name=lea", "games", "who", "play clock=5+3")
    lea.sends("play clock=5+3", "hint")
    eve.sends("set setting=dnd value=on")
    max_.sends("leave", "match name=eve")
    meeting = case.world.house.meeting
    meeting.begin(max_.talker)
    max_.sends("create")
    meeting.end(max_.talker)
    max_.sends("create private=on players=3", "bot level=1", "leave", "bot level=1")
    max_.sends("board", "limits")
    max_.talker.place.trusted = True
    max_.sends("limits")
    for item in (Paced(20), AboutToEnd(60.0), Dismissed("idle", sentences.IDLE)):
        max_.talker.put(item)
    case.leave(lea, max_, eve)


def clocks(case: Scenes) -> None:
    lea, max_ = room(case, "clock=1+1")
    lea.sends("clock", "abort")
    max_.sends("play")
    case.wait(61)
    case.told(lea, max_)
    max_.sends("play")
    lea.sends("move col=4")
    max_.sends("move col=4", "abort", "clock")
    case.wait(62)
    case.told(lea, max_)
    lea.sends("board", "clock", f"show game={lea.talker.code}")
    case.leave(lea, max_)


def idle(case: Scenes) -> None:
    lea, max_ = room(case)
    lea.sends("clock")
    for _ in range(2 * LOOKS):
        case.wait(MOVE_SECONDS / LOOKS)
    case.told(max_)
    lea.sends("claim what=win")
    max_.sends("claim what=win")
    case.told(lea)
    case.leave(lea, max_)


def offers(case: Scenes) -> None:
    lea, max_ = room(case)
    lea.sends("undo", "accept", "cancel", "move col=1", "draw", "draw", "undo", "board")
    max_.sends("undo plies=7", "accept", "decline which=draw", "accept which=undo")
    case.told(lea)
    lea.sends("draw", "move col=1")
    max_.sends("move col=2", "undo", "cancel", "draw")
    lea.sends("accept")
    case.told(max_)
    lea.sends("rematch")
    max_.sends("rematch", "resign")
    case.told(lea)
    case.patch(decisions, "EVENTS_AT_MOST", 1)
    lea.sends("rematch")
    case.patch(decisions, "EVENTS_AT_MOST", 10_000)
    max_.sends("leave")
    lea.sends("rematch")
    case.leave(lea, max_)


def three(case: Scenes) -> None:
    lea, max_, eve = room(case, players=3)
    lea.sends("move col=1")
    max_.sends("resign", "draw")
    case.told(lea, eve)
    eve.sends("undo", "cancel")
    lea.sends("leave")
    case.told(max_, eve)
    case.leave(lea, max_, eve)
    lea, max_, eve = room(case, players=3)
    lea.sends("move col=1")
    max_.sends("leave")
    lea.sends("undo")
    case.leave(lea, max_, eve)


def watching(case: Scenes) -> None:
    lea, max_ = room(case)
    eve = case.scribe("eve")
    eve.sends("watch target=lea", "move col=1", "board", "resume", "who")
    lea.sends("move col=1", "say text=hello")
    case.told(max_, eve)
    eve.sends("leave", f"watch target={lea.talker.code}", "say text=hello")
    lea.sends("set setting=kibitz value=on")
    eve.sends("say text=there")
    case.told(lea)
    case.leave(max_, lea)
    case.told(eve)
    lea = case.scribe("lea")
    lea.sends("create")
    eve.sends("watch target=lea")
    case.end(lea.talker, crashed())
    case.told(eve)
    lea = case.scribe("lea")
    lea.line('{"cmd": "create", "private": true}')
    eve.sends("watch target=lea", f"watch target={lea.talker.code}", "who")
    case.leave(lea, eve)


def talk(case: Scenes) -> None:
    lea, max_ = case.scribe("lea"), case.scribe("max")
    guest = case.newcomer()
    guest.sends("tell name=lea text=hello")
    lea.talker.place.since = int(case.world.clock.seconds())
    lea.sends(
        "chat text=hello", *["tell name=max text=hello"] * 3, "tell name=tom text=hi"
    )
    lea.sends(
        "tell name=lea text=hello", *(f"tell name=max text={n}" for n in range(11))
    )
    case.wait(talking.NEW_SECONDS)
    max_.sends("ignore", "ignore name=lea", "ignore", "unignore name=lea")
    max_.sends("unignore name=lea", "ignore name=max")
    case.patch(talking, "IGNORED_AT_MOST", 0)
    max_.sends("ignore name=lea")
    case.patch(talking, "IGNORED_AT_MOST", 100)
    lea.sends("chat text=hello")
    case.told(max_)
    max_.sends("set setting=dnd value=on", "set setting=chat value=off")
    lea.sends("tell name=max text=psst")
    case.leave(lea, max_, guest)


def learning(case: Scenes) -> None:
    lea, max_ = room(case)
    for column in (1, 2, 1, 2, 1, 2, 1):
        (lea if column == 1 else max_).sends(f"move col={column}")
    lea.sends(f"review game={lea.talker.code}", "solve col=1", "solution", "puzzle")
    case.world.clock.advance(1)
    lea.talker.place.studies = frozenset({"review"})
    case.world.kept.games.append(record("1"))
    lea.sends("review game=ABC234.1")
    lea.talker.place.studies = frozenset()
    case.world.kept.games[-1] = record("4", variant=Variant(columns=8))
    lea.sends("review game=ABC234.1")
    case.world.kept.games[-1] = record("")
    lea.sends("review game=ABC234.1")
    case.world.kept.games.pop()
    for why in Lack:
        lea.talker.put(NoPuzzle(why, perfect=True))
    lea.talker.put(NotWorkedOut("hint"))
    lea.sends("leave")
    game = record("1212121")
    prospects = {**dict.fromkeys(range(7), Prospect(-1, 4)), 0: Prospect(1, 1)}
    for _ in range(2):
        puzzle = Puzzle(game, position_after(game, 6), prospects, (0,))
        lea.talker.put(Posed(puzzle, in_room=False))
        case.told(lea)
        lea.sends("solve col=2", "solve col=9", "solution")
        lea.talker.put(Posed(puzzle, in_room=False))
        case.told(lea)
        lea.sends("solve col=1")
    lea.sends("bot level=1")
    case.told(lea)
    state = lea.talker.place.room
    assert state is not None
    lea.talker.put(Hinted(state, Hint(3, Prospect(1, 7))))
    lea.talker.put(Hinted(state, Hint(3, Prospect())))
    lea.talker.put(Hinted(replace(state, games=9), Hint(3, Prospect(1, 7))))
    case.told(lea)
    case.leave(lea, max_)
