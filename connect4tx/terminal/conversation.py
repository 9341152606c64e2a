"""
One player's conversation with the server, without any input or output of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from connect4tx.play.commands import DropDisc
from connect4tx.play.events import (
    DiscDropped,
    GameEnded,
    GameStarted,
    GraceRanOut,
    OfferClosed,
    OfferMade,
    PlayerJoined,
    PlayerReturned,
    RoomClosed,
    RoomReset,
)
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import RoomState
from connect4tx.play.updates import RoomLost, SeatTaken, Spoken, Update
from connect4tx.terminal import (
    actions,
    machine,
    narrator,
    pages,
    sentences,
    talking,
    text,
)
from connect4tx.terminal.board import offsets
from connect4tx.terminal.commands import Command, EndReplay, Quit, ShowMore, StepTo
from connect4tx.terminal.grammar import VERB_NAMES, parse
from connect4tx.terminal.items import (
    CLAIM_DUE,
    ClaimDue,
    ClientKnown,
    Dismissed,
    EndOfInput,
    FactsEnded,
    FactTold,
    KeysLost,
    LineTooLong,
    Missed,
    PromptAgain,
    WantsToGo,
)
from connect4tx.terminal.language import NAMES
from connect4tx.terminal.limits import STRANGE_COMMANDS_AT_MOST, STRANGE_LINES_AT_MOST
from connect4tx.terminal.machine import RequestId
from connect4tx.terminal.marker import Marker
from connect4tx.terminal.place import Manners, Peer, Place
from connect4tx.terminal.replies import News, Part, Reply, Shown, said
from connect4tx.terminal.views import Style, View


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
        self.peer = peer
        self.place = place
        self.manners = manners
        self._say_bytes = say
        self.over = False
        self._strange_lines = 0
        self._understood = False
        self._views: tuple[View, View]
        self.look_again()

    def look_again(self) -> None:
        """
        See things as the player's wishes and client are now.
        """
        wishes, client = self.place.wishes, self.place.client
        self._views = (wishes.view(client), wishes.view(client, watches=True))

    @property
    def view(self) -> View:
        """
        How the player sees things, in a seat or without one.
        """
        place = self.place
        return self._views[place.seat < 0 and place.room is not None]

    async def take(self, item: object) -> None:
        """
        Do what one item asks for: a line of text, an update, or something in ``items``.
        """
        if isinstance(item, str):
            await self.take_line(item)
        elif isinstance(item, News):
            self.tell(item)
        else:
            await _TAKE[type(item)](self, item)

    def tell(self, item: News) -> None:
        """
        Tell news that are not of the player's room.
        """
        place = self.place
        if item.arrive(place):
            self._say(machine.tidings(item) if place.json else self._text(item))
        self.over = self.over or (place.ending and not place.is_owed)

    def apologise(self) -> None:
        """
        The action handler before this one crashed.
        """
        # It may have understood the player.
        self._understood = True
        request, self.place.request = self.place.request, None
        if request is None:
            self.notice("handler_crashed", sentences.HANDLER_RESTARTED)
        else:
            self.answer(rejected(Reason.HANDLER_CRASHED), request)
        room = self.place.room
        if room is not None and room.position is not None and not self.place.json:
            self._say(f"\n{narrator.board(room, self.view)}\n")

    def prompt(self) -> str:
        """
        The line on which the player types; empty when there is none.
        """
        place = self.place
        if place.json or not place.greeted:
            return ""
        if place.secret:
            return self.view.tr(sentences.SECRET_PROMPT)
        if not place.name:
            return self.view.tr(sentences.NAME_PROMPT)
        if place.room is None and place.replay is not None:
            record, ply = place.replay
            return self.view.tr(
                "replay {ply}/{last}> ", ply=ply, last=len(record.moves)
            )
        if place.room is None and place.puzzle is not None:
            return self.view.tr("puzzle> ")
        return narrator.prompt(place.room, place.seat, self.view)

    def marker(self) -> Marker | None:
        """
        What the arrow keys move, when it is the player's turn on a drawn board.
        """
        room, view = self.place.room, self.view
        position = None if room is None else room.position
        if room is None or position is None or view.style is Style.TEXT:
            return None
        if position.outcome is not None or position.turn != self.place.seat:
            return None
        return Marker(
            offsets(room.variant, room.symbols, view),
            tuple(map(position.is_open, range(room.variant.columns))),
            "▲" if view.unicode else "^",
            self.prompt(),
        )

    def _text(self, item: News) -> str:
        # Who sends no more could not ask for the rest of it.
        in_pages = item.is_long and not self.place.ending
        told = pages.paged(self, item) if in_pages else item
        return told.text(self.view)

    def be_called(self, name: str) -> None:
        """
        Have a name that the player was given.
        """
        self.place.name = name
        self._strange_lines = 0
        self.manners.house.people.enter(self.peer)

    # -- saying ------------------------------------------------------------------

    def notice(self, code: str, sentence: str) -> None:
        """
        Say a sentence that is not an answer.

        :param code: what it is about, for programs.
        """
        told = self.view.tr(sentence)
        self._say(machine.notice(code, told) if self.place.json else told)

    def answer(self, reply: Reply | None, request: RequestId = None) -> None:
        """
        Say what came of a command; None when news tell it.
        """
        if self.place.json:
            if reply is None:
                self._say(machine.done(request))
            else:
                self._say(machine.answer(reply, request, self.view))
        elif reply is not None:
            self._say(text.answer(reply, self.view))

    def _say(self, told: str) -> None:
        self._say_bytes(text.wire(told, None if self.place.json else self.view))

    # -- lines -------------------------------------------------------------------

    async def take_line(self, line: str) -> None:
        """
        Do what a line asks for, and answer it.
        """
        place = self.place
        if place.secret:
            place.secret = False
            await self.peer.hide_input(False)
            self.answer(said(sentences.SECRET_TOLD, number=len(line)))
            return
        command, request = self._read(line)
        if command is None:
            return
        place.request = request
        reply = await actions.DO[type(command)](self, command)
        place.request = None
        if type(reply) is not Rejected:
            self._understood = True
        if reply is not None or place.json:
            self.answer(reply, request)

    def _read(self, line: str) -> tuple[Command | None, RequestId]:
        """
        The command of a line that is one; any other is answered here.
        """
        place = self.place
        request: RequestId = None
        command: Command | Rejected
        if not line.isascii():
            self._note_utf8(line)
        if place.json:
            asked = machine.read(line, drill=self.manners.drill)
            command, request = asked.command, asked.id
        elif not place.name and not self._is_command(line.strip()):
            return None, None
        elif place.room is None and place.replay and line.strip().lower() in _STEPS:
            command = StepTo(by=_STEPS[line.strip().lower()])
        elif place.is_studying and line.strip().lower() in _PUTS_AWAY:
            command = EndReplay()
        elif place.more and not line.strip():
            command = ShowMore()
        elif not line or line.isspace():
            self._say(self.view.tr(sentences.EMPTY_LINE))
            return None, None
        else:
            command = parse(line, drill=self.manners.drill)
        if type(command) is Rejected:
            self.answer(command, request)
            if command.reason is Reason.UNKNOWN_COMMAND and not place.json:
                self._count_strange()
            return None, None
        if not place.name and type(command) not in actions.NAMELESS:
            hello = actions.become_guest(self)
            if not place.json:
                self.answer(hello)
        return command, request  # type: ignore[return-value]

    def _is_command(self, line: str) -> bool:
        """
        Whether the question for a name was answered by a command; if not, take the
        name, or give one to who has none.
        """
        if not line:
            self.answer(actions.become_guest(self))
            return False
        words = line.split()
        if words[0].lower() in VERB_NAMES:
            return True
        command = parse(line, drill=self.manners.drill)
        # A short word may be meant for a name; a letter, or several words, are not.
        is_short = len(words) == 1 and len(line) > 1
        if not is_short and type(command) not in {Rejected, DropDisc}:
            return True
        self.answer(actions.be_called(self, line))
        if not self.place.name and ("/" in line or len(words) > 1):
            self._count_strange()
        return False

    def _count_strange(self) -> None:
        """
        Let go who sends commands of another kind of server, again and again, as scripts
        do that look for one; a player has been understood before, or soon is.
        """
        if self._understood:
            return
        self._strange_lines += 1
        has_name = bool(self.place.name)
        most = STRANGE_COMMANDS_AT_MOST if has_name else STRANGE_LINES_AT_MOST
        if self._strange_lines >= most:
            self._say(self.view.tr(sentences.NO_ANSWERS))
            self.over = True

    def _note_utf8(self, line: str) -> None:
        client = self.place.client
        if not client.utf8 and "\N{REPLACEMENT CHARACTER}" not in line:
            self.place.client = replace(client, utf8=True)
            self.look_again()

    # -- items -------------------------------------------------------------------

    async def _take_client(self, item: ClientKnown) -> None:
        """
        Greet in what the client can show; what it says later is taken as it comes.
        """
        place = self.place
        utf8 = item.client.utf8 or place.client.utf8
        place.client = replace(item.client, utf8=utf8)
        self.look_again()
        if not place.greeted:
            place.greeted = True
            place.since = int(self.manners.clock.seconds())
            self._greet()

    def _greet(self) -> None:
        view, house = self.view, self.manners.house
        players = view.trn("{number} player", "{number} players", len(house.names))
        games = view.trn("{number} room", "{number} rooms", len(house.rooms))
        others = ", ".join(
            f"{name}: lang {code}"
            for code, name in NAMES.items()
            if code != self.place.wishes.lang
        )
        self._say(f"{view.tr(sentences.GREETING)}  {players}, {games}.   ({others})")
        if not self.place.client.telnet:
            self._say(view.tr(sentences.PLAIN_HINT))

    async def _take_update(self, update: Update) -> None:
        self.hear(update)

    def hear(self, update: Update) -> None:
        """
        Tell an update of one's room; one of another room is nothing to say.
        """
        place = self.place
        happening = update.happening
        kind = type(happening)
        if place.room is None and kind in _LAST_NEWS:
            # A command was refused before it could be told why.
            place.room = update.after
        if place.room is None or place.room.code != update.after.code:
            return
        if kind in _OWN_NEWS and self._is_own(happening):
            place.room = update.after
            return
        if type(happening) is Spoken and not talking.hears(self, happening):
            return
        place.room = update.after
        if place.json:
            data = self._as_json(update)
        else:
            view = self.view
            data = update.rendered.get(view) or self._rendered(update, view)
        self._say_bytes(data)
        also = _ALSO.get(kind)
        if also is not None and not (kind is RoomReset and happening.rematch):  # type: ignore[union-attr]
            also(self)

    def _is_own(self, happening: Any) -> bool:
        """
        Whether it is by this player, who has been answered; of offers, programs are
        told both.
        """
        is_offer = type(happening) in _OFFERS
        by = happening.by if type(happening) is OfferClosed else happening.seat
        return by == self.place.seat and not (is_offer and self.place.json)

    def _tell_token(self) -> None:
        """
        How to have the seat back; nobody else is told that.
        """
        place = self.place
        if place.room is None or place.seat < 0 or not place.token:
            return
        if place.json:
            self._say(machine.token(place.room.code, place.token))
        else:
            gap = "" if self.view.style is Style.TEXT else "\n"
            self._say(f"{gap}{self.view.tr(sentences.TOKEN, token=place.token)}")

    def _begin_game(self) -> None:
        self.place.replay = None
        self._tell_token()

    def _tell_new_token(self) -> None:
        # A player reads it when the next game begins.
        if self.place.json:
            self._tell_token()

    def _lose_room(self) -> None:
        self._tell_token()
        self.place.go_out()

    def _finish_game(self) -> None:
        self.place.finished += self.place.seat >= 0

    def _leave_closed(self) -> None:
        self.place.go_out()

    def _lose_seat(self) -> None:
        """
        The player is here no longer, but there.
        """
        self.notice("seat_taken", sentences.SEAT_TAKEN)
        self.place.go_out()
        self.over = True

    def claim_soon(self) -> None:
        """
        Claim what the player has set to be claimed, if somebody is away for too long.
        """
        room = self.place.room
        if room is None or self.place.wishes.autoclaim == "off":
            return
        seats = [seat for seat in room.seats if seat is not None]
        if any(seat.overdue and seat.away is not None for seat in seats):
            self.peer.put(CLAIM_DUE)

    def repeat(self, begun: RoomState, updates: list[Update], *, after: int) -> None:
        """
        Tell a program what it was told before, perhaps in another seat.

        :param begun: the room before the first of the updates; it is told, too, when
            there was more before it.
        """
        player = self.peer.player
        if after < begun.version:
            self._say(machine.restored(begun, begun.seat_of(player)))
        for update in updates:
            if after < update.after.version:
                self._say(machine.news(update, update.after.seat_of(player)))

    @staticmethod
    def _rendered(update: Update, view: View) -> bytes:
        """
        An update as bytes: made once for all who see it alike.
        """
        happening = update.happening
        if type(happening) is Spoken:
            told = talking.spoken(happening, update, view)
        else:
            told = narrator.narrate(update, view)
        data = update.rendered[view] = text.wire(told, view)
        return data

    def _as_json(self, update: Update) -> bytes:
        # All but the moves say who you are.
        seat = self.place.seat
        key: object = "json" if type(update.happening) is DiscDropped else seat
        data = update.rendered.get(key)
        if data is None:
            data = update.rendered[key] = text.wire(machine.news(update, seat))
        return data

    async def _take_too_long(self, item: LineTooLong) -> None:
        self.answer(rejected(Reason.LINE_TOO_LONG, most=item.max_bytes))

    async def _take_fact(self, item: FactTold) -> None:
        told = self.view.tr(item.fact)
        self._say(machine.fact(told) if self.place.json else f"* {told}")

    async def _take_claim_due(self, item: ClaimDue) -> None:
        await actions.claim_as_wished(self)

    async def _take_facts_ended(self, item: FactsEnded) -> None:
        self.place.telling = False
        if item.failed:
            self.notice("facts_failed", sentences.FACTS_FAILED)
        self.over = self.over or (self.place.ending and not self.place.is_owed)

    async def _take_prompt_again(self, item: PromptAgain) -> None:
        """
        Nothing is said: the prompt comes by itself.
        """

    async def _take_wish_to_go(self, item: WantsToGo) -> None:
        if not self.place.json and not self.place.secret:
            self._say(self.view.tr(sentences.ASK_TO_QUIT))

    async def _take_keys_lost(self, item: KeysLost) -> None:
        self.place.wishes = replace(self.place.wishes, keys=False)
        self.notice("keys_off", sentences.KEYS_OFF)

    async def _take_missed(self, item: Missed) -> None:
        """
        Tell how the room stands, instead of all that has made it so.
        """
        update, place, view = item.update, self.place, self.view
        if place.room is None or place.room.code != update.after.code:
            return
        place.room = update.after
        if item.moves and not place.json:
            told = view.trn(
                "You missed {number} move.",
                "You missed {number} moves.",
                item.moves,
            )
            self._say(told)
        elif not place.json:
            self._say(view.tr(sentences.MISSED_NEWS))
        if place.json:
            self._say(machine.restored(update.after, place.seat))
        elif update.after.position is not None:
            self.answer(Shown(update.after, place.seat, Part.BOARD))
        if type(update.happening) in _ENDS:
            self.hear(update)

    async def _take_dismissal(self, item: Dismissed) -> None:
        """
        End it, as if the player had wished to quit.
        """
        self.notice(item.code, item.sentence)
        await actions.DO[Quit](self, Quit())

    async def _take_end(self, item: EndOfInput) -> None:
        self.place.ending = True
        self.over = not self.place.is_owed


# What steps through a game, by how many moves.
_STEPS = {"": 1, "n": 1, "p": -1}

# What puts a replay or a puzzle away, and would elsewhere do more.
_PUTS_AWAY = frozenset({"q", "leave"})

# What is told to the player it is about as the answer to a command.
_OFFERS = frozenset({OfferMade, OfferClosed})
_OWN_NEWS = frozenset({PlayerJoined, PlayerReturned, *_OFFERS})

# After which the player is in that room no longer.
_LAST_NEWS = frozenset({RoomLost, SeatTaken})
_ENDS = _LAST_NEWS | {RoomClosed}

_ALSO: dict[type[Any], Callable[[Conversation], None]] = {
    GameStarted: Conversation._begin_game,
    RoomReset: Conversation._tell_new_token,
    GraceRanOut: Conversation.claim_soon,
    GameEnded: Conversation._finish_game,
    RoomClosed: Conversation._leave_closed,
    RoomLost: Conversation._lose_room,
    SeatTaken: Conversation._lose_seat,
}

_TAKE: dict[type[Any], Callable[[Conversation, Any], Awaitable[None]]] = {
    Update: Conversation._take_update,
    ClientKnown: Conversation._take_client,
    LineTooLong: Conversation._take_too_long,
    ClaimDue: Conversation._take_claim_due,
    FactTold: Conversation._take_fact,
    FactsEnded: Conversation._take_facts_ended,
    PromptAgain: Conversation._take_prompt_again,
    WantsToGo: Conversation._take_wish_to_go,
    KeysLost: Conversation._take_keys_lost,
    Missed: Conversation._take_missed,
    Dismissed: Conversation._take_dismissal,
    EndOfInput: Conversation._take_end,
}
