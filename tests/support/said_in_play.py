"""
Stories for :mod:`tests.support.everything_said`: what is said of finding a game, of
clocks, offers, talk and learning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from connect4tx.game.variant import STANDARD
from connect4tx.play import decisions
from connect4tx.play.analysis import Hint, Judged, Mark, Review
from connect4tx.play.names import GUEST
from connect4tx.play.ports import Prospect
from connect4tx.play.puzzles import Lack, Puzzle
from connect4tx.play.records import position_after
from connect4tx.play.room import GRACE_SECONDS, LOOKS, MOVE_SECONDS
from connect4tx.terminal import sentences, talking
from connect4tx.terminal.puzzling import NoPuzzle, Posed
from connect4tx.terminal.replies import said
from connect4tx.terminal.study import Hinted, NotWorkedOut, Reviewed
from connect4tx.terminal.views import Client
from tests.play.test_analysis import record
from tests.support.members import crashed
from tests.support.pseudo import TYPED, Listener
from tests.support.stories import WON
from tests.support.talk import NAMES

if TYPE_CHECKING:
    from tests.support.everything_said import StoriesCase

LOOKING = ("board", "col 1", "last", "help", "clock")


def four(case: StoriesCase) -> list[Listener]:
    """
    Players who have only just come.
    """
    case.begin()
    return [case.talker(name) for name in NAMES]


def heard(*listeners: Listener) -> None:
    for listener in listeners:
        listener.news()


def pairing(case: StoriesCase) -> None:
    """
    Those who look for a game, and find one or none.
    """
    ann, bob, carl, dan = four(case)
    ann.says("seeks", "cancel", "accept", "decline", "clock", "draw", "games")
    ann.says("watch ann", "watch bob", f"watch {TYPED}", f"match {TYPED}", "match ann")
    ann.says(f"play {TYPED}", f"bot {TYPED}", "play", "seeks", "cancel", "play 5+3")
    bob.says("play 10+0")
    carl.says("play untimed", "seeks", "play 5+3")
    heard(ann, bob)
    dan.says("games", "match ann")
    ann.says("play 5+3", "match dan", "watch dan")
    meeting = case.world.house.meeting
    meeting.begin(dan)
    dan.says("create", "cancel")
    meeting.end(dan)


def challenges(case: StoriesCase) -> None:
    """
    Those who ask somebody to play.
    """
    ann, bob, carl, dan = four(case)
    ann.says("match bob", "match carl", "cancel", "match bob untimed")
    bob.says("decline")
    ann.says("match bob")
    carl.says("match bob")
    bob.says("accept", "decline carl")
    heard(ann, carl)
    case.wait(60)
    heard(ann, bob)
    dan.says("match carl")
    case.end(carl)
    dan.says("set dnd on")
    ann.says("match dan", "match bob")
    dan.says("match bob")
    bob.says("accept ann")
    heard(dan)


def clocks(case: StoriesCase) -> None:
    """
    Games in which time is counted, to their end by the clock.
    """
    ann, bob = case.game_of((), "--clock=1+1")
    ann.says("clock")
    case.wait(61)
    heard(ann, bob)
    ann.says("play", "4")
    case.wait(2)
    bob.says("4", *LOOKING, "abort")
    case.wait(62)
    heard(bob)
    ann.says(*LOOKING)
    ann, bob = case.game_of(())
    ann.says("clock", "abort")
    heard(bob)


def idle(case: StoriesCase) -> None:
    """
    A player who does not move, where no time is counted.
    """
    ann, bob = case.game_of(())
    carl = case.talker("carl")
    carl.says(f"watch {ann.code}")
    for _ in range(2 * LOOKS):
        case.wait(MOVE_SECONDS / LOOKS)
    heard(bob, carl)
    ann.says("claim win")
    bob.says("claim win")
    heard(ann, carl)


def offers(case: StoriesCase) -> None:
    """
    Everything that can be offered, and what comes of it.
    """
    ann, bob = case.game_of(())
    carl = case.talker("carl")
    carl.says(f"watch {ann.code}")
    ann.says("undo", "accept", "decline undo", "cancel", f"undo {TYPED}")
    ann.says("1", "undo", "draw", "draw")
    heard(bob, carl)
    bob.says("undo 7", "accept", "decline draw", "accept")
    heard(ann, carl)
    ann.says("draw", "cancel", "1", "draw", "cancel")
    bob.says("1")
    ann.says("1", "undo")
    bob.says("decline")
    heard(ann)
    bob.says("1", "undo", "cancel", "undo 2")
    ann.says("accept")
    ann.says("1")
    bob.says("1")
    ann.says("1", "draw", "cancel")
    heard(bob, carl)
    bob.says("draw")
    ann.says("draw")
    heard(bob, carl)
    for loser in (ann, bob):
        ann.says("rematch", "cancel", "rematch")
        heard(bob, carl)
        bob.says("decline")
        ann.says("rematch")
        heard(carl)
        bob.says("rematch")
        loser.says("resign")
        heard(ann, bob, carl)
    case.patch(decisions, "EVENTS_AT_MOST", 1)
    ann.says("rematch")
    case.patch(decisions, "EVENTS_AT_MOST", 10_000)
    bob.says("leave")
    ann.says("rematch")


def offers_of_three(case: StoriesCase) -> None:
    """
    Offers of more than two, of whom some are out of the game.
    """
    ann, bob, carl = case.room_of(players=3, seated=3)
    ann.says("play", "1")
    bob.says("resign", "resign", "draw")
    carl.says("undo")
    ann.says("leave")
    heard(bob, carl)


def watching(case: StoriesCase) -> None:
    """
    Those who look on, at rooms in every state.
    """
    ann = case.talker("ann")
    ann.says("create --private --clock=3+2")
    carl, dan = case.talker("carl"), case.talker("dan")
    carl.says("watch ann", f"watch {ann.code}")
    ann.says("leave", "create")
    carl.says("watch ann", "board", "4", "match dan", "help")
    bob = case.talker("bob")
    bob.says(f"join {ann.code}")
    carl.says("board")
    ann.says("play", "4")
    carl.says(*LOOKING, "set style text", "leave", "watch ann")
    case.end(bob)
    heard(carl)
    case.wait(GRACE_SECONDS)
    heard(carl)
    ann.says("claim win")
    heard(carl)
    ann.says("lobby")
    heard(carl)
    ann.says("leave")
    heard(carl)
    ann = case.room_of(seated=1)[0]
    carl = case.talker("carl")
    carl.says("watch ann")
    case.end(ann, crashed())
    heard(carl)
    ann, bob = case.game_of((), "--clock=1+1")
    dan = case.talker("dan")
    dan.says("watch ann")
    case.wait(61)
    ann.says("play", "abort")
    heard(dan)


def computers(case: StoriesCase) -> None:
    """
    Games against a computer.
    """
    ann = case.talker("ann")
    ann.says("hint", "create", "bot 1", "hint", "play", "hint")
    case.wait(1)
    ann.says("4", "undo", "leave", "create --players=3", "bot 1", "leave", "bot 7")
    case.patch(
        case.world.house.engine, "is_perfect", lambda variant: variant == STANDARD
    )
    ann.says("leave", "create --cols=8", "bot 7")
    ann, _ = case.game_of(())
    ann.says("hint")
    ann, _ = case.game_of(WON)
    ann.says("hint")


def talk(case: StoriesCase) -> None:
    """
    What players say to each other, and whom they do not hear.
    """
    ann, bob = case.game_of(())
    carl, dan = case.talker("carl"), case.talker("dan")
    ann.says(f"say {TYPED}", f"say {TYPED}", f"say {TYPED}", f"chat {TYPED}")
    bob.says("tell ann", *(f"say {TYPED} {n}" for n in range(11)))
    carl.says(f"watch {ann.code}", f"say {TYPED}", "leave", f"say {TYPED}")
    ann.says("set kibitz on")
    carl.says(f"watch {ann.code}", f"say {TYPED} 1", "leave")
    carl.says(f"tell dan {TYPED}", f"tell eve {TYPED}", f"tell carl {TYPED}")
    case.wait(talking.NEW_SECONDS)
    dan.says("set chat off", "set dnd on", "ignore", "ignore carl", "ignore")
    carl.says(f"chat {TYPED}", f"tell dan {TYPED}")
    dan.says("set chat on", "set dnd off", "unignore carl", "unignore carl")
    carl.says(f"chat {TYPED}")
    dan.says("ignore dan", f"ignore {GUEST}{TYPED}")
    case.patch(talking, "IGNORED_AT_MOST", 0)
    dan.says("ignore bob")
    heard(ann, bob, dan)
    guest = case.stranger()
    guest.meets(Client())
    guest.says("", f"tell ann {TYPED}", f"chat {TYPED}")
    alone = four(case)[0]
    alone.says("create", f"say {TYPED}")


def players(case: StoriesCase) -> None:
    """
    Who is here, doing each thing that there is to do.
    """
    ann, bob = case.game_of(())
    carl, dan, eve = (case.talker(name) for name in ("carl", "dan", "eve"))
    carl.says("watch ann")
    dan.says("play")
    eve.says("who", "create", "who", "leave", "create --private", "who")
    case.end(ann)
    dan.says("who")
    bob.says("quit")
    ann, bob = case.game_of(WON)
    ann.says("who")
    carl, dan = case.talker("carl"), case.talker("dan")
    carl.says("create --private")
    dan.says(f"join {carl.code}", "play")
    ann.says("who")
    dan.says("resign")
    ann.says("who")
    for _ in NAMES:
        guest = case.stranger()
        guest.meets(Client())
        guest.says("")
    ann.meets(Client(height=6, width=40))
    ann.says("games", "more", "more", "who")
    # News that come between the pages of a list.
    move = Judged(1, 0, 0, Mark.BEST, WINS, (0,), WINS)
    ann.put(Reviewed(Review(case.world.kept.games[-1], (move,), perfect=True)))
    ann.says("more", "more", "more", "more")


# -- learning -------------------------------------------------------------------------

WINS, DRAWS, LOSES = Prospect(1, 5), Prospect(0, 9), Prospect(-1, 4)
# What each move was, what it led to, and what the best one did.
JUDGED = (
    (Mark.BEST, WINS, (0,), WINS),
    (Mark.BEST, DRAWS, (0,), DRAWS),
    (Mark.STILL_WINNING, WINS, (1, 2), Prospect(1, 1)),
    (Mark.THREW_WIN, DRAWS, (1,), WINS),
    (Mark.THREW_WIN, LOSES, (1,), WINS),
    (Mark.THREW_DRAW, LOSES, (1,), DRAWS),
    (Mark.LOST_ANYWAY, LOSES, (0,), LOSES),
    (Mark.LOST_ANYWAY, LOSES, (1,), Prospect(-1, 6)),
    (Mark.UNKNOWN, DRAWS, (), Prospect()),
    (Mark.UNKNOWN, LOSES, (), Prospect()),
    (Mark.UNKNOWN, Prospect(), (), Prospect()),
    (Mark.BEST, WINS, (0,), WINS),
    (Mark.UNKNOWN, Prospect(), (), Prospect()),
    (Mark.UNKNOWN, Prospect(), (), Prospect()),
)


def reviews(case: StoriesCase) -> None:
    """
    Games gone through, with every mark.
    """
    ann, bob = case.game_of(WON)
    ann.says(f"review {TYPED}", f"review {ann.code}")
    bob.says(f"review {ann.code}")
    game = case.world.kept.games[-1]
    for seats in ((0, 0), (0, 1), (1, 0)):
        for perfect in (True, False):
            moves = tuple(
                Judged(ply, seats[ply % 2], 0, mark, after, best, before)
                for ply, (mark, after, best, before) in enumerate(JUDGED, 1)
            )
            for some in (moves, moves[:4], moves[:2], moves[10:11], moves[12:]):
                ann.put(Reviewed(Review(game, some, perfect)))
    ann.put(NotWorkedOut("review"))
    for begun in (sentences.REVIEW_BEGINS, sentences.PUZZLE_SOUGHT):
        ann.conversation.answer(said(begun))
    ann.news()
    ann.place.studies = frozenset({"review"})
    bob.place.studies = frozenset({"review"})
    case.world.kept.games.append(record("1"))
    bob.says("review ABC234.1")
    ann.place.studies = frozenset()
    ann, bob = case.game_of((0,), "--cols=8")
    bob.says("leave")
    ann.says(f"review {ann.code}")
    ann, bob = case.game_of(())
    bob.says("leave")
    ann.says(f"review {ann.code}")


def puzzles(case: StoriesCase) -> None:
    """
    Puzzles posed, solved, missed and given up; and none to be had.
    """
    ann = case.talker("ann")
    ann.says("solve 4", "solution", "puzzle")
    for why in Lack:
        for perfect in (True, False):
            ann.put(NoPuzzle(why, perfect))
    game = record("1212121")
    prospects = {
        **dict.fromkeys(range(7), LOSES),
        0: Prospect(1, 1),
        1: DRAWS,
    }
    for line in ((0,), (0, 1, 0)):
        ply = len(game.moves) - len(line)
        puzzle = Puzzle(game, position_after(game, ply), prospects, line)
        for in_room in (False, True):
            ann.put(Posed(puzzle, in_room))
            ann.says("board", "2", "3", "9", "1")
        ann.put(Posed(puzzle, in_room=False))
        ann.says("solution")
        ann.put(Posed(puzzle, in_room=False))
        ann.says("done")


def hints(case: StoriesCase) -> None:
    """
    What is known of a good move.
    """
    ann, _ = case.game_of(())
    room = ann.place.room
    assert room is not None
    assert room.variant == STANDARD
    for prospect in (WINS, DRAWS, LOSES, Prospect(), Prospect(1, 0)):
        ann.put(Hinted(room, Hint(3, prospect)))


STORIES: tuple[Callable[[StoriesCase], None], ...] = (
    *(pairing, challenges, clocks, idle, offers, offers_of_three, watching, computers),
    *(talk, players, reviews, puzzles, hints),
)
