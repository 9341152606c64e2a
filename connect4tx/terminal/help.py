"""
Help for where one is, and for each command.
"""

from __future__ import annotations

MENU = """\
  create              open a room; create Salon names it
  create --cols=9 --rows=7 --connect=5 --players=3   another board
  join CODE           take a seat in a room; join CODE O asks for a symbol
  funfacts 3          some facts about the game
  help COMMAND        more about one command
  quit                goodbye"""

ROOM = """\
  play                begin the game, when every seat is taken
  4                   drop a disc in column 4, as printed (or: move 4)
  board               show the board again
  lobby               after a game: make ready for another one
  leave               give up your seat
  funfacts 3          some facts about the game
  help COMMAND        more about one command
  quit                leave and goodbye"""

DRILL = """\
  crash handler       drill: make what reads your lines fail
  crash connection    drill: make your connection fail
  crash room          drill: make your room fail
  tree                drill: the supervision tree"""

TOPICS = {
    "create": """\
create [NAME] [--cols=7] [--rows=6] [--connect=4] [--players=2] [--symbol=X]
Opens a room and seats you in it. 4 to 20 columns and rows, 3 to 10 in a row (not
longer than the board), 2 to 4 players. Others come in with the code it prints.""",
    "join": """\
join CODE [SYMBOL]     or: join --code=CODE --symbol=O
Takes a free seat in a room whose game is not on. A symbol is one visible character.""",
    "play": """\
play
Begins the game in your room, when every seat is taken.""",
    "move": """\
4     or: move 4     or: move --col=3
Drops a disc. Columns as printed count from 1; --col counts from 0.""",
    "board": """\
board
Shows the board as it stands.""",
    "lobby": """\
lobby
After a game: makes your room ready for another one; the next seat begins it.""",
    "leave": """\
leave
Gives up your seat. During a game that gives the game up too.""",
    "funfacts": """\
funfacts [NUMBER]     or: funfacts --number=3
Tells 1 to 20 facts about the game, one after the other, while you play on.""",
    "help": """\
help [COMMAND]
Lists what you can do where you are, or tells more about one command.""",
    "quit": """\
quit     or: exit
Leaves your room, if you are in one, and ends the connection.""",
    "crash": """\
crash handler|connection|room
Only on a server started with --drill: makes that part fail, to see it recover.""",
}
TOPICS["tree"] = """\
tree
Only on a server started with --drill: who supervises whom, what each is doing, how
often it restarted its children and how often it still may."""
TOPICS["exit"] = TOPICS["quit"]
