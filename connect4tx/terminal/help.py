"""
Help for where one is, and for each command.
"""

from __future__ import annotations

from connect4tx.play.state import Status
from connect4tx.terminal.language import Language, msg
from connect4tx.terminal.replies import Helped
from connect4tx.terminal.views import USUAL_WIDTH, View
from connect4tx.terminal.wrapping import wrapped

NAME = msg("""\
  lea                 a name: 3 to 16 letters a to z, digits, - or _
  (just Enter)        play as a guest
  create, join CODE   begin at once, as a guest
  back TOKEN          have your seat back after a lost connection
  set style text      sentences only, for a screen reader
  lang fr             parler français; lang en  English
  quit                goodbye""")

LOBBY = msg("""\
  play                be paired with somebody, 3 min + 2 s a move; play 5+3 and
                      play untimed too; seeks  lists who waits, cancel  ends it
  bot 3               play a computer, level 1 to 7
  match lea           ask somebody to play; accept and decline answer
  watch CODE          look on at a game; also: watch lea
  create              open a room for friends; create Salon names it
  create --cols=9 --rows=7 --connect=5 --players=3   another board
  join CODE           take a seat in a room; join CODE O asks for a symbol
  back TOKEN          have your seat back after a lost connection
  games               games that are over; show CODE, replay CODE, export CODE
  review CODE         a game that is over, move by move; puzzle  a win to find
  who                 who is here; tell NAME TEXT, chat TEXT to all
  name lea            be called something else
  set                 how things look: style, unicode, color, width, keys
  lang fr             parler français; lang en  English
  rules               how the game is played
  funfacts 3          some facts about the game
  help COMMAND        more about one command; help all  lists them
  quit                goodbye""")

ROOM = msg("""\
  play                begin the game, when every seat is taken
  bot 3               give the free seat to a computer, level 1 to 7
  leave               give up your seat""")

GAME = msg("""\
  4                   drop a disc in column 4, as printed (or: move 4)
  board               show the board again; also: col 4, row 2, last, open
  draw, undo          offer a draw, ask for a move back; accept or decline
  clock               how much time is left
  hint                a good move, in a game against a computer
  resign              give the game up; abort  calls off one hardly begun
  leave               give up your seat, and the game
  claim win           when the other is away for too long; or: claim draw""")

AFTER_A_GAME = msg("""\
  rematch             another game, when all agree; the other side begins
  review              this game, move by move
  lobby               make ready for another game, and then: play
  board               show the board again; also: col 4, row 2, last
  leave               give up your seat""")

WATCHING = msg("""\
  board               show the board again; also: col 4, row 2, last, open
  clock               how much time is left
  watch CODE          look on at another game
  leave               look on no longer""")

IN_ROOMS = msg("""\
  games               games that are over; show CODE, replay CODE, review CODE
  say hello           talk to all in the room; tell NAME TEXT to one player
  set                 how things look: style, unicode, color, width, keys
  rules               how the game is played
  funfacts 3          some facts about the game
  help COMMAND        more about one command; help all  lists them
  quit                leave and goodbye""")

DRILL = msg("""\
  crash handler       drill: make what reads your lines fail
  crash connection    drill: make your connection fail
  crash room          drill: make your room fail
  crash journal       drill: make the journal fail
  tree                drill: the supervision tree
  secret              drill: a line that is not shown while you type""")

TOPICS = {
    "create": msg(
        "create [NAME] [--cols=7] [--rows=6] [--connect=4] [--players=2]\n"
        "create [NAME] [--symbol=X] [--clock=3+2] [--private]\n"
        "Opens a room and seats you in it. 4 to 20 columns and rows, 3 to 10 in a"
        " row (not longer than the board), 2 to 4 players. --clock counts time,"
        " --private lets nobody watch. Others come in with the code it prints."
    ),
    "join": msg(
        "join CODE [SYMBOL]     or: join --code=CODE --symbol=O\n"
        "Takes a free seat in a room whose game is not on. A symbol is one "
        "visible character."
    ),
    "back": msg(
        "back K7Q2-M4TX\n"
        "Gives you your seat back, over whatever connection, with the token that you"
        " were told. It serves until that game is over; a connection that still has"
        " the seat is let go."
    ),
    "claim": msg(
        "claim win     or: claim --what=draw\n"
        "When a player is away for too long: wins the game, or calls it a draw; with"
        " more than two players, claim win goes on without that player. set autoclaim"
        " win does it by itself."
    ),
    "games": msg("""\
games
Lists games that are over: yours, and the latest, each with its code."""),
    "show": msg("""\
show CODE     such as: show H7KQ2M.1, or H7KQ2M for the last of that room
Shows a game that is over: the players, the board, the end and the moves."""),
    "export": msg(
        "export CODE [text|json|digits]     or: export CODE --format=json\n"
        "Gives a game that is over as tags and moves, as JSON, or as its moves only:"
        " columns from 1, as solvers read them."
    ),
    "replay": msg(
        "replay CODE\n"
        "Steps through a game that is over: Enter or n goes on, p goes back, go 12 goes"
        " to the board after move 12, done ends it. In a room, type next and previous"
        " in full."
    ),
    "next": msg("""\
next     or: n, or just Enter
While you step through a game: the board one move later."""),
    "previous": msg("""\
previous     or: p
While you step through a game: the board one move earlier."""),
    "go": msg("""\
go 12     or: go --ply=12
While you step through a game: the board after 12 moves; go 0 is the beginning."""),
    "done": msg("""\
done
Ends stepping through a game, or a puzzle."""),
    "review": msg(
        "review [CODE]     such as: review H7KQ2M.1; without: your room's, or your"
        " last\n"
        "Tells of each move of a game that is over whether it was the best, and how"
        " soon it wins or loses, counted in the winner's moves. A mistake throws away"
        " a win or a draw. Only for games of two on the usual board."
    ),
    "puzzle": msg(
        "puzzle\n"
        "Gives you a position of a game that was played here, in which just one move"
        " wins. Type its column, or solve 4 if you are in a room; solution shows it,"
        " puzzle gives another, done ends it."
    ),
    "solve": msg("""\
solve 4     or: solve --col=4
Answers the puzzle; outside a room, the number of the column is enough."""),
    "solution": msg("""\
solution
Shows how the puzzle is solved."""),
    "hint": msg("""\
hint
On your turn against a computer player: tells the best move, as far as it is known."""),
    "play": msg(
        "play     or: play 5+3, play --clock=5+3, play untimed\n"
        "In a room: begins the game, when every seat is taken. In the lobby: pairs you"
        " with who has waited longest for such a game, or lets you wait. 5+3 gives each"
        " 5 minutes, and 3 seconds more for each move; just play is 3+2."
    ),
    "cancel": msg("""\
cancel
Ends waiting for an opponent, and takes back what you have asked or offered."""),
    "seeks": msg("""\
seeks
Lists who waits for an opponent, and for what game."""),
    "match": msg(
        "match NAME [3+2]     or: match --name=lea --clock=untimed\n"
        "Asks somebody to play; there is a minute to accept. cancel takes it back."
    ),
    "accept": msg("""\
accept     or: accept lea, accept draw, accept --which=draw
Agrees to what somebody offers: a game, a draw, an undo or a rematch. Where there
are several, say which."""),
    "decline": msg("""\
decline     or: decline lea, decline draw, decline --which=draw
Says no to what somebody offers. Where there is more than one offer, say which."""),
    "bot": msg(
        "bot LEVEL     such as: bot 3, bot --level=7\n"
        "Plays you, from 1, a beginner, to 7, the strongest; it looks farther ahead at"
        " each level. In your room it takes the free seat. undo and hint are allowed."
    ),
    "watch": msg(
        "watch CODE     or: watch lea, watch --target=lea\n"
        "Looks on at a game: the board at once, and then every move; leave ends it."
        " games lists those that are on. A private room is not shown."
    ),
    "clock": msg("""\
clock
Tells how much time each player has left. Who has none left has lost."""),
    "draw": msg(
        "draw\n"
        "Offers a draw, which stands until the others answer or move on; or agrees to"
        " one. Five discs fall before you can offer again."
    ),
    "undo": msg(
        "undo     or: undo 4, undo --plies=4\n"
        "Asks to take back the last discs: as many as you say, or back to before your"
        " last move. The others have to agree; a computer does."
    ),
    "rematch": msg(
        "rematch     or: r\n"
        "After a game: asks for another one, or agrees to it. The other side begins;"
        " the score goes on."
    ),
    "resign": msg("""\
resign
Gives the game up; you keep your seat for a rematch."""),
    "abort": msg("""\
abort
Calls a game off before everybody has moved; it counts for nothing."""),
    "move": msg("""\
4     or: move 4     or: move --col=3
Drops a disc. Columns as printed count from 1; --col counts from 0."""),
    "board": msg("""\
board
Shows the board as it stands."""),
    "col": msg("""\
col 4     or: col --number=4
Tells what is in a column, from the bottom up."""),
    "row": msg("""\
row 2     or: row --number=2
Tells what is in a row, from the left; row 1 is the lowest."""),
    "last": msg("""\
last
Tells the last move."""),
    "open": msg("""\
open
Tells which columns have room."""),
    "lobby": msg("""\
lobby
After a game: makes your room ready for another one; the next seat begins it."""),
    "leave": msg("""\
leave
Gives up your seat. During a game that gives the game up too."""),
    "name": msg(
        "name lea\n"
        "Changes your name, while you are in no room. Names are 3 to 16 letters a"
        " to z, digits, - or _, begin with a letter, and are yours as long as you"
        " are connected."
    ),
    "set": msg("""\
set [setting] [value]  without anything, shows how everything is set
set style full         boxes and lines; compact  a smaller board; text  only
                       sentences, for a screen reader
set unicode on|off     round discs and drawn boxes, or plain ASCII
set color on|off       colours; nothing needs them
set width 40           of your screen; auto  what your client says
set keys on|off        arrow keys, history and editing, for clients that can
set keepalive off      sends no sign of life while nothing happens
set lang fr            as lang fr
set autoclaim win      claims when the other is away too long; or draw, off
set dnd on             hears no tell, chat or challenge; but still your room
set kibitz on          while you play, hears those who watch
set chat off           hears no chat; dnd does that too"""),
    "lang": msg("""\
lang fr     or: lang en
Changes the language."""),
    "mode": msg("""\
mode json     or: mode text
For programs: from then on each line is a JSON object, both ways."""),
    "rules": msg(
        "Players take turns. On yours, drop a disc into a column: it falls to the"
        " lowest free cell. Whoever first has four of one's own discs next to "
        "each other wins: in a row, in a column or in a diagonal. When the board "
        "is full and nobody has, the game is a draw.\n"
        "A room may ask for another length than four, another board, or up to "
        "four players. The seat of a player whose connection ends is kept: back TOKEN "
        "takes it again, and who stays away for too long can lose the game."
    ),
    "funfacts": msg("""\
funfacts [NUMBER]     or: funfacts --number=3
Tells 1 to 20 facts about the game, one after the other, while you play on."""),
    "say": msg(
        "say TEXT     such as: say good game!\n"
        "Talks to all who are in your room. Players hear those who watch only if they"
        " set kibitz on."
    ),
    "tell": msg(
        "tell NAME TEXT     such as: tell lea good evening\n"
        "Talks to one player, wherever that is; who lists the names. set dnd on lets"
        " nobody tell you anything."
    ),
    "chat": msg(
        "chat TEXT     such as: chat who plays?\n"
        "Talks to all who are not at a game, once you have finished a game or been here"
        " for 5 minutes. set chat off hears none of it."
    ),
    "ignore": msg(
        "ignore NAME     or just ignore, for the list\n"
        "You hear no more of that player and are not paired with each other; a guest is"
        " ignored until the connection ends. unignore NAME ends it."
    ),
    "unignore": msg("""\
unignore NAME     such as: unignore lea
Hears a player again whom you ignored."""),
    "who": msg("""\
who
Lists who is here, and who plays, watches or waits in which room."""),
    "more": msg("""\
more
Goes on with a list that was longer than your screen."""),
    "limits": msg("""\
limits
Shows how many connections and lines you may have, and when an idle one ends."""),
    "help": msg(
        "help [COMMAND]     or: help all\n"
        "Lists what you can do where you are, or tells more about one command, or"
        " about all."
    ),
    "quit": msg("""\
quit     or: exit
Leaves your room, if you are in one, and ends the connection."""),
    "crash": msg("""\
crash handler|connection|room|journal
Only on a server started with --drill: makes that part fail, to see it recover."""),
    "tree": msg(
        "tree\n"
        "Only on a server started with --drill: who supervises whom, what each is"
        " doing, how often it restarted its children and how often it still may."
    ),
    "secret": msg(
        "secret\n"
        "Only on a server started with --drill: asks for a line that is not shown"
        " while it is typed, to see whether your client can hide it."
    ),
}
_ROOMS = {
    Status.LOBBY: ROOM,
    Status.PLAYING: GAME,
    Status.OVER: AFTER_A_GAME,
    Status.CLOSED: ROOM,
}
PLACES = (NAME, LOBBY, ROOM, GAME, AFTER_A_GAME, WATCHING, IN_ROOMS, DRILL)
SAME_AS = {"exit": "quit"}
DRILL_TOPICS = frozenset({"crash", "tree", "secret"})


def has(topic: str) -> bool:
    """
    Whether there is help on this.
    """
    return topic in TOPICS or topic in SAME_AS or topic == "all"


def text(wanted: Helped, view: View) -> str:
    """
    The help that was asked for; on a topic there is, or on the place.
    """
    return wrapped(_text(wanted, view), view.width or USUAL_WIDTH)


def usage(verb: str, language: Language) -> str:
    """
    How a command is typed: the first line of its help.
    """
    return language.tr(_topic(verb)).partition("\n")[0]


def _topic(name: str) -> str:
    return TOPICS[SAME_AS.get(name, name)]


def _text(wanted: Helped, view: View) -> str:
    if wanted.topic == "all":
        shown = [
            topic
            for name, topic in TOPICS.items()
            if wanted.drill or name not in DRILL_TOPICS
        ]
        return "\n\n".join(view.tr(topic) for topic in shown)
    if wanted.topic:
        return view.tr(_topic(wanted.topic))
    if wanted.room is not None:
        here = WATCHING if view.watches else _ROOMS[wanted.room]
        told = f"{view.tr(here)}\n{view.tr(IN_ROOMS)}"
    else:
        told = view.tr(LOBBY if wanted.named else NAME)
    return f"{told}\n{view.tr(DRILL)}" if wanted.drill and wanted.named else told
