"""
One player's conversation with the server, without any input or output of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Protocol

from twisted.internet.interfaces import IReactorTime

from connect4tx.play.commands import (
    CreateRoom,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    ResetRoom,
    StartGame,
)
from connect4tx.play.events import Departure, PlayerJoined
from connect4tx.play.house import House
from connect4tx.play.ports import Member
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.room import Answer, Room, RoomCrashed
from connect4tx.play.state import RoomState
from connect4tx.play.updates import RoomLost, Update
from connect4tx.supervision.exits import Exit, Normal
from connect4tx.supervision.monitors import monitor
from connect4tx.terminal import facts, help, narrator, sentences
from connect4tx.terminal.clean import clean
from connect4tx.terminal.commands import (
    Crash,
    Quit,
    ShowBoard,
    ShowHelp,
    ShowTree,
    TellFacts,
)
from connect4tx.terminal.grammar import QUOTED_CELLS, parse
from connect4tx.terminal.items import (
    EndOfInput,
    FactsEnded,
    FactTold,
    LineTooLong,
    PromptAgain,
)


class DrillError(Exception):
    """
    Raised on purpose, by the crash command.
    """


class Peer(Member, Protocol):
    """
    Whom the conversation is with.
    """

    def put(self, item: object) -> None:
        """
        Queue an item for the conversation, behind what waits.
        """

    def crash(self, error: Exception) -> None:
        """
        Fail as a bug in the connection would.
        """


@dataclass(slots=True)
class Place:
    """
    Where a player is; outlives the action handler.

    :ivar room: the room as it was last told of; None in the lobby.
    :ivar telling: whether facts are under way.
    :ivar ending: whether the peer sends no more, and only waits for those.
    """

    room: RoomState | None = None
    seat: int = -1
    telling: bool = False
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """
    What is the same for every conversation of a server.

    :ivar drill: whether players may make parts of it crash.
    :ivar tree: gives the supervision tree as text.
    :ivar stopping: whether the whole server is being stopped.
    """

    house: House
    rng: Random
    clock: IReactorTime
    drill: bool = False
    tree: Callable[[], str] = str
    stopping: Callable[[], bool] = bool


class Conversation:
    """
    Takes what comes for one player, one item at a time, and says what follows.

    :ivar over: set when the player or the peer has ended it.
    """

    def __init__(
        self,
        *,
        peer: Peer,
        place: Place,
        manners: Manners,
        say: Callable[[bytes], object],
    ) -> None:
        self._peer = peer
        self._place = place
        self._manners = manners
        self._say_bytes = say
        self.over = False

    async def take(self, item: object) -> None:
        """
        Do what one item asks for: a line of text, an update, or something in ``items``.
        """
        kind = type(item)
        if kind is str:
            await self._take_line(item)  # type: ignore[arg-type]
        else:
            await _TAKE[kind](self, item)

    def greet(self) -> None:
        self.say(sentences.GREETING)

    def apologise(self) -> None:
        """
        The action handler before this one crashed.
        """
        self.say(sentences.HANDLER_RESTARTED)
        if self._place.room is not None and self._place.room.position is not None:
            self.say(f"\n{narrator.board(self._place.room)}\n")

    def prompt(self) -> str:
        """
        The line on which the player types.
        """
        return narrator.prompt(self._place.room, self._place.seat)

    def say(self, text: str) -> None:
        """
        Say some lines.
        """
        self._say_bytes(wire(text))

    # -- items -------------------------------------------------------------------

    async def _take_line(self, line: str) -> None:
        if not line or line.isspace():
            self.say(sentences.EMPTY_LINE)
            return
        command = parse(line, drill=self._manners.drill)
        if type(command) is not Rejected:
            refused = await _DO[type(command)](self, command)
        else:
            refused = command
        if refused is not None:
            self.say(sentences.rejection(refused))

    async def _take_update(self, update: Update) -> None:
        self.hear(update)

    def hear(self, update: Update) -> None:
        """
        Tell an update of one's room; one of another room is nothing to say.
        """
        place = self._place
        happening = update.happening
        if place.room is None or place.room.code != update.after.code:
            return
        if type(happening) is PlayerJoined and happening.seat == place.seat:
            return
        place.room = update.after
        text = update.rendered.get("plain")
        if text is None:
            text = update.rendered["plain"] = wire(narrator.narrate(update))
        self._say_bytes(text)
        if type(happening) is RoomLost:
            place.room = None

    async def _take_too_long(self, item: LineTooLong) -> None:
        self.say(
            sentences.rejection(rejected(Reason.LINE_TOO_LONG, most=item.max_bytes))
        )

    async def _take_fact(self, item: FactTold) -> None:
        self.say(f"* {item.fact}")

    async def _take_facts_ended(self, item: FactsEnded) -> None:
        self._place.telling = False
        if item.failed:
            self.say(sentences.FACTS_FAILED)
        self.over = self.over or self._place.ending

    async def _take_prompt_again(self, item: PromptAgain) -> None:
        """
        Nothing is said: the prompt comes by itself.
        """

    async def _take_end(self, item: EndOfInput) -> None:
        self._place.ending = True
        await self._leave_for(Departure.LOST_CONNECTION)
        self.over = not self._place.telling

    # -- commands: each answers a rejection, or None ---------------------------------

    async def _create(self, command: CreateRoom) -> Rejected | None:
        answer = await self._enter(
            partial(self._manners.house.lobby.create, self._peer, command)
        )
        if isinstance(answer, Rejected):
            return answer
        self.say(
            f'Room {answer.code} is open ("{answer.name}"): {sentences.size(answer)}.\n'
            f"You are {answer.symbols[self._place.seat]}."
            f" The others come in with: join {answer.code}"
        )
        return None

    async def _join(self, command: JoinRoom) -> Rejected | None:
        answer = await self._enter(
            partial(
                self._manners.house.lobby.join,
                self._peer,
                command.code,
                command.symbol,
            )
        )
        if isinstance(answer, Rejected):
            return answer
        others = [
            seat.symbol
            for number, seat in enumerate(answer.seats)
            if seat is not None and number != self._place.seat
        ]
        told = (
            f'You have joined room {answer.code} ("{answer.name}"):'
            f" {sentences.size(answer)}.\n"
            f"You are {answer.symbols[self._place.seat]}, with {' and '.join(others)}."
        )
        if None not in answer.seats:
            told += " Type play to begin."
        self.say(told)
        return None

    async def _enter(self, enter: Callable[[], Awaitable[Answer]]) -> Answer:
        """
        Take a seat, from the lobby only.
        """
        place = self._place
        if place.room is not None:
            return rejected(Reason.ALREADY_SEATED, code=place.room.code)
        try:
            answer = await enter()
        except RoomCrashed:
            return rejected(Reason.ROOM_CRASHED)
        if not isinstance(answer, Rejected):
            place.room = answer
            place.seat = next(
                number
                for number, seat in enumerate(answer.seats)
                if seat is not None and seat.player == self._peer.player
            )
        return answer

    async def _start(self, command: StartGame) -> Rejected | None:
        return await self._in_room(Room.start)

    async def _drop(self, command: DropDisc) -> Rejected | None:
        refused = await self._in_room(Room.drop, command.column)
        if (
            refused is not None
            and refused.reason is Reason.NO_SUCH_COLUMN
            and not command.as_printed
            and self._place.room is not None
        ):
            columns = self._place.room.variant.columns
            self.say(sentences.column_from_zero(columns, command.column))
            return None
        return refused

    async def _reset(self, command: ResetRoom) -> Rejected | None:
        return await self._in_room(Room.reset)

    async def _leave(self, command: LeaveRoom) -> Rejected | None:
        room = self._place.room
        if room is None:
            return rejected(Reason.NOT_IN_ROOM)
        refused = await self._leave_for(Departure.LEFT)
        if refused is None:
            self.say(f"You have left room {room.code}; you are in the lobby.")
        return refused

    async def _leave_for(self, why: Departure) -> Rejected | None:
        """
        Give the seat up, if there is one.
        """
        if self._place.room is None:
            return None
        refused = await self._in_room(Room.leave, why)
        if refused is None or refused.reason is Reason.NO_SUCH_ROOM:
            self._place.room = None
            return None
        return refused

    async def _in_room(
        self, do: Callable[..., Any], *arguments: Any
    ) -> Rejected | None:
        """
        Have something done in one's room; what comes of it is told to all by the room.
        """
        state = self._place.room
        if state is None:
            return rejected(Reason.NOT_IN_ROOM)
        rooms = self._manners.house.rooms
        room = rooms.up(state.code) or await rooms.find(state.code)
        if room is None:
            return rejected(Reason.NO_SUCH_ROOM, code=state.code)
        try:
            answer = await do(room, self._place.seat, *arguments)
        except RoomCrashed:
            return rejected(Reason.ROOM_CRASHED)
        return answer if type(answer) is Rejected else None

    async def _board(self, command: ShowBoard) -> Rejected | None:
        if self._place.room is None:
            return rejected(Reason.NOT_IN_ROOM)
        self.say(narrator.board(self._place.room))
        return None

    async def _help(self, command: ShowHelp) -> Rejected | None:
        if command.topic in help.TOPICS:
            self.say(help.TOPICS[command.topic])
        elif command.topic:
            topic = clean(command.topic, QUOTED_CELLS)
            return rejected(Reason.UNKNOWN_TOPIC, value=topic)
        else:
            self.say(help.MENU if self._place.room is None else help.ROOM)
            if self._manners.drill:
                self.say(help.DRILL)
        return None

    async def _facts(self, command: TellFacts) -> Rejected | None:
        if self._place.telling:
            return rejected(Reason.FACTS_UNDER_WAY)
        put = self._peer.put
        job = self._manners.house.jobs.start_task(
            partial(
                facts.tell,
                command.number,
                lambda fact: put(FactTold(fact)),
                rng=self._manners.rng,
                clock=self._manners.clock,
            ),
            name=f"facts for {self._peer.process.name}",
        )
        self._place.telling = True

        def ended(exit: Exit) -> None:
            put(FactsEnded(failed=not isinstance(exit, Normal)))

        job.when_exited().addCallback(ended)
        monitor(self._peer.process, lambda down: job.stop(), by=job)
        what = "a fact" if command.number == 1 else f"{command.number} facts"
        self.say(sentences.FACTS_BEGIN.format(number=what))
        return None

    async def _quit(self, command: Quit) -> Rejected | None:
        # What could not be recorded now, the room does when the connection has ended.
        await self._leave_for(Departure.LEFT)
        self.say(sentences.GOODBYE)
        self.over = True
        return None

    async def _crash(self, command: Crash) -> Rejected | None:
        error = DrillError(f"crash {command.part}, as ordered")
        match command.part:
            case "handler":
                raise error
            case "connection":
                self._peer.crash(error)
            case "room":
                return await self._in_room(_crash_room, error)
            case _:
                self.say(sentences.DRILL_PARTS)
        return None

    async def _tree(self, command: ShowTree) -> Rejected | None:
        self.say(self._manners.tree())
        return None


async def _crash_room(room: Room, seat: int, error: Exception) -> None:
    room.crash(error)


def wire(text: str) -> bytes:
    """
    Lines of text as they go to a terminal: CR LF at each end, UTF-8.
    """
    return (text + "\n").replace("\n", "\r\n").encode() if text else b""


_TAKE: dict[type[Any], Callable[[Conversation, Any], Awaitable[None]]] = {
    Update: Conversation._take_update,
    LineTooLong: Conversation._take_too_long,
    FactTold: Conversation._take_fact,
    FactsEnded: Conversation._take_facts_ended,
    PromptAgain: Conversation._take_prompt_again,
    EndOfInput: Conversation._take_end,
}
_DO: dict[type[Any], Callable[[Conversation, Any], Awaitable[Rejected | None]]] = {
    CreateRoom: Conversation._create,
    JoinRoom: Conversation._join,
    StartGame: Conversation._start,
    DropDisc: Conversation._drop,
    ResetRoom: Conversation._reset,
    LeaveRoom: Conversation._leave,
    ShowBoard: Conversation._board,
    ShowHelp: Conversation._help,
    TellFacts: Conversation._facts,
    Quit: Conversation._quit,
    Crash: Conversation._crash,
    ShowTree: Conversation._tree,
}
