"""
A room as its events make it: immutable, one new state an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from operator import add
from typing import Any

from connect4tx.game.outcome import Outcome, Termination
from connect4tx.game.position import Position
from connect4tx.game.record import DIGITS, digits_to_columns
from connect4tx.game.variant import STANDARD, Variant
from connect4tx.play.clocks import TimeControl
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    GameAborted,
    GameEnded,
    GameRecord,
    GameStarted,
    GraceRanOut,
    MovesUndone,
    OfferClosed,
    OfferKind,
    OfferMade,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomCode,
    RoomOpened,
    RoomReset,
    SeatForfeited,
)


class Status(Enum):
    """
    Where a room stands.
    """

    LOBBY = "lobby"
    PLAYING = "playing"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Seat:
    """
    A place in a room; it belongs to a player.

    :ivar key: what the player's token hashes to; empty for none.
    :ivar away: why the player is not here; None when here.
    :ivar drops: how often the connection was lost in this game.
    :ivar overdue: whether the player is away, or does not move, for longer than the
        others have to wait.
    :ivar bot: the level of a computer player; 0 for people.
    """

    player: PlayerId
    symbol: str
    key: str = ""
    away: Departure | None = None
    drops: int = 0
    overdue: bool = False
    bot: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """
    What a player has offered, and nobody has answered yet.

    :ivar plies: for an undo, how many discs are to be taken back.
    """

    seat: int
    what: OfferKind
    plies: int = 0


# Why a player is away that is no fault of the player's.
OUR_FAULT = frozenset({Departure.CRASHED, Departure.SERVER_DOWN})


@dataclass(frozen=True, slots=True)
class RoomState:
    """
    All that is true of a room after ``version`` events.

    :ivar seats: one for each player of the variant; None where nobody sits.
    :ivar symbols: of those seats, and of the players who left the game on the board.
    :ivar names: of the same players.
    :ivar first: the seat that begins this game, or will begin the next.
    :ivar position: None before the first game and after a reset.
    :ivar record: the columns of that game, as in :mod:`connect4tx.game.record`.
    :ivar games: how many games were begun in here.
    :ivar started: when that game began, in seconds of Unix time.
    :ivar gone: who left that game: after how many discs, and the seat.
    :ivar control: how time is counted in the room's games; None where it is not.
    :ivar private: whether only the players may see the room.
    :ivar clocks: of the seats when the last disc fell, in milliseconds; none without a
        time control or a game.
    :ivar offers: those that stand, the oldest first.
    :ivar drawish: for each seat, after how many discs it last offered a draw; -1 for
        never in this game.
    :ivar score: of the seats, in half points, since one of the players came.
    :ivar counts: whether everybody has moved in that game, so that it counts.
    :ivar begun: the version when that game began.
    """

    code: RoomCode
    name: str
    variant: Variant
    status: Status
    seats: tuple[Seat | None, ...]
    symbols: tuple[str, ...]
    names: tuple[str, ...]
    first: int
    position: Position | None
    record: str
    games: int
    started: int
    gone: tuple[tuple[int, int], ...]
    version: int
    control: TimeControl | None = None
    private: bool = False
    clocks: tuple[int, ...] = ()
    offers: tuple[Offer, ...] = ()
    drawish: tuple[int, ...] = ()
    score: tuple[int, ...] = ()
    counts: bool = False
    begun: int = 0

    @property
    def seated(self) -> int:
        """
        How many seats are taken.
        """
        return sum(seat is not None for seat in self.seats)

    def seat_of(self, player: PlayerId) -> int:
        """
        Where a player sits; -1 for nowhere.
        """
        players = [None if seat is None else seat.player for seat in self.seats]
        return players.index(player) if player in players else -1

    def seat_of_key(self, key: str) -> int:
        """
        The seat that is kept for who has a token that hashes to this; -1 for none.
        """
        if self.status is Status.CLOSED:
            return -1
        keys = [None if seat is None else seat.key for seat in self.seats]
        return keys.index(key) if key and key in keys else -1

    @property
    def away(self) -> list[int]:
        """
        The seats whose players are away.
        """
        return [
            number
            for number, seat in enumerate(self.seats)
            if seat is not None and seat.away is not None
        ]

    @property
    def people(self) -> list[int]:
        """
        The seats whose players are here, and no computers.
        """
        return [
            number
            for number, seat in enumerate(self.seats)
            if seat is not None and seat.away is None and not seat.bot
        ]

    @property
    def is_timed(self) -> bool:
        """
        Whether somebody's clock runs at this moment.

        It never does for who is away through our fault.
        """
        position = self.position
        if not self.clocks or position is None or self.status is not Status.PLAYING:
            return False
        seat = self.seats[position.turn]
        return seat is None or seat.away not in OUR_FAULT

    @property
    def in_game(self) -> list[int]:
        """
        The seats that are in the game that is on.
        """
        if self.position is None or self.status is not Status.PLAYING:
            return []
        return [n for n, is_in in enumerate(self.position.present) if is_in]

    def game_record(self, outcome: Outcome, ended: int) -> GameRecord:
        """
        The game on the board as it is kept when it is over.
        """
        return GameRecord(
            room=self.code,
            number=self.games,
            variant=self.variant,
            names=self.names,
            symbols=self.symbols,
            first=self.first,
            moves=self.record,
            left=self.gone,
            termination=outcome.termination,
            winner=outcome.winner,
            started=self.started,
            ended=ended,
            control=self.control,
            private=self.private,
        )

    def apply(self, event: Event) -> RoomState:
        """
        The room after one more event.
        """
        return _APPLY[type(event)](self, event)


def replay(events: Iterable[Event]) -> RoomState:
    """
    The room that these events, from its first one on, have made.
    """
    state = NO_ROOM
    for event in events:
        state = state.apply(event)
    return state


NO_ROOM = RoomState(
    *(RoomCode(""), "", STANDARD, Status.LOBBY, (), (), (), 0, None, ""),
    *(0, 0, (), 0),
)


def _opened(state: RoomState, event: RoomOpened) -> RoomState:
    nobody = (None,) * event.variant.players
    blank = ("",) * event.variant.players
    return RoomState(
        event.code,
        event.name,
        event.variant,
        Status.LOBBY,
        nobody,
        blank,
        blank,
        0,
        None,
        "",
        0,
        0,
        (),
        version=1,
        control=event.control,
        private=event.private,
        score=(0,) * event.variant.players,
    )


def _joined(state: RoomState, event: PlayerJoined) -> RoomState:
    seat = Seat(event.player, event.symbol, event.key, bot=event.bot)
    return replace(
        state,
        seats=_with(state.seats, event.seat, seat),
        symbols=_with(state.symbols, event.seat, event.symbol),
        names=_with(state.names, event.seat, event.name),
        # A score is between those who play.
        score=(0,) * len(state.seats),
        version=state.version + 1,
    )


def _left(state: RoomState, event: PlayerLeft) -> RoomState:
    position, status, gone = state.position, state.status, state.gone
    if event.seat in state.in_game and position is not None:
        position = position.withdraw(event.seat)
        gone = (*gone, (position.ply, event.seat))
        if position.outcome is not None:
            status = Status.OVER
    after = replace(
        state,
        seats=_with(state.seats, event.seat, None),
        position=position,
        gone=gone,
        # What the others agreed on was to be agreed on by all.
        offers=(),
        version=state.version + 1,
    )
    return _over(after) if status is not state.status else after


def _dropped_out(state: RoomState, event: PlayerDropped) -> RoomState:
    seat = _taken(state, event.seat)
    # What is our own fault, or happens between games, is not held against a player.
    is_counted = event.why is Departure.LOST_CONNECTION
    drops = seat.drops + (is_counted and state.status is Status.PLAYING)
    seat = replace(seat, away=event.why, drops=drops)
    return _with_seat(_thought(state, event.spent), event.seat, seat)


def _returned(state: RoomState, event: PlayerReturned) -> RoomState:
    seat = replace(
        _taken(state, event.seat), player=event.player, away=None, overdue=False
    )
    names = _with(state.names, event.seat, event.name)
    return replace(_with_seat(state, event.seat, seat), names=names)


def _ran_out(state: RoomState, event: GraceRanOut) -> RoomState:
    seat = replace(_taken(state, event.seat), overdue=True)
    return _with_seat(state, event.seat, seat)


def _started(state: RoomState, event: GameStarted) -> RoomState:
    control = state.control
    seats = [
        None if seat is None else replace(seat, drops=0, overdue=False)
        for seat in state.seats
    ]
    return replace(
        state,
        status=Status.PLAYING,
        seats=tuple(seats),
        first=event.first,
        position=Position.start(state.variant, event.first),
        record="",
        games=state.games + 1,
        started=event.at,
        gone=(),
        version=state.version + 1,
        clocks=() if control is None else (control.start,) * len(seats),
        offers=(),
        drawish=(-1,) * len(seats),
        counts=False,
        begun=state.version + 1,
    )


def _dropped(state: RoomState, event: DiscDropped) -> RoomState:
    before = state.position
    if before is None:
        raise ValueError(f"room {state.code}: a disc without a game")
    position = before.play(event.column)
    mover, seats, offers = event.seat, state.seats, state.offers
    clocks = state.clocks
    if clocks and state.control is not None:
        left = max(clocks[mover] - event.spent, 0) + 1000 * state.control.increment
        clocks = _with(clocks, mover, left)
    if offers:
        # An undo would be of another disc; a draw was declined by who moves on.
        offers = tuple(
            offer
            for offer in offers
            if offer.what is OfferKind.DRAW and offer.seat == mover
        )
    taken = seats[mover]
    if taken is not None and taken.overdue:
        seats = _with(seats, mover, replace(taken, overdue=False))
    # By position, not dataclasses.replace: this is the way of every move.
    after = RoomState(
        state.code,
        state.name,
        state.variant,
        state.status,
        seats,
        state.symbols,
        state.names,
        state.first,
        position,
        state.record + DIGITS[event.column],
        state.games,
        state.started,
        state.gone,
        state.version + 1,
        state.control,
        state.private,
        clocks,
        offers,
        state.drawish,
        state.score,
        state.counts or position.ply >= position.present.count(True),
        state.begun,
    )
    return after if position.outcome is None else _over(after)


def _offered(state: RoomState, event: OfferMade) -> RoomState:
    drawish = state.drawish
    if event.what is OfferKind.DRAW and state.position is not None:
        drawish = _with(drawish, event.seat, state.position.ply)
    offer = Offer(event.seat, event.what, event.plies)
    return replace(
        state,
        offers=(*state.offers, offer),
        drawish=drawish,
        version=state.version + 1,
    )


def _offer_closed(state: RoomState, event: OfferClosed) -> RoomState:
    offers = tuple(
        offer
        for offer in state.offers
        if (offer.seat, offer.what) != (event.seat, event.what)
    )
    return replace(state, offers=offers, version=state.version + 1)


def _undone(state: RoomState, event: MovesUndone) -> RoomState:
    if not 0 < event.plies <= len(state.record):
        raise ValueError(f"room {state.code}: {event.plies} discs cannot be undone")
    state = _thought(state, event.spent)
    moves = state.record[: -event.plies]
    position = Position.start(state.variant, state.first)
    for column in digits_to_columns(moves):
        position = position.play(column)
    return replace(
        _patient(state),
        position=position,
        record=moves,
        offers=(),
        drawish=tuple(min(ply, len(moves)) for ply in state.drawish),
        version=state.version + 1,
    )


def _forfeited(state: RoomState, event: SeatForfeited) -> RoomState:
    before = state.position
    if before is None:
        raise ValueError(f"room {state.code}: nobody can be out of no game")
    position, gone = before.withdraw(event.seat), state.gone
    clocks = state.clocks
    if clocks and event.why is Termination.TIME:
        clocks = _with(clocks, event.seat, 0)
    ends = position.outcome
    if ends is None:
        gone = (*gone, (before.ply, event.seat))
    else:
        position = before.ended(Outcome(event.why, ends.winner))
    after = replace(
        _patient(state),
        position=position,
        gone=gone,
        clocks=clocks,
        offers=(),
        version=state.version + 1,
    )
    return after if ends is None else _over(after)


def _aborted(state: RoomState, event: GameAborted) -> RoomState:
    return replace(
        _patient(state, also_away=True),
        status=Status.LOBBY,
        position=None,
        record="",
        gone=(),
        clocks=(),
        offers=(),
        version=state.version + 1,
    )


def _ended(state: RoomState, event: GameEnded) -> RoomState:
    position = state.position
    after = replace(state, version=state.version + 1)
    if state.status is not Status.PLAYING or position is None:
        return after
    # Not by a move, nor because somebody left.
    record = event.record
    outcome = Outcome(record.termination, record.winner)
    return _over(replace(after, position=position.ended(outcome)))


def _over(state: RoomState) -> RoomState:
    """
    The room when the game on its board is over: what was offered in it stands no
    longer, and it counts.
    """
    position = state.position
    outcome = None if position is None else position.outcome
    if position is None or outcome is None:
        raise ValueError(f"room {state.code}: the game goes on")
    winner, score = outcome.winner, state.score
    if winner is not None:
        score = _with(score, winner, score[winner] + 2)
    else:
        score = tuple(map(add, score, position.present))
    state = _patient(state, also_away=True)
    return replace(state, status=Status.OVER, offers=(), score=score)


def _patient(state: RoomState, *, also_away: bool = False) -> RoomState:
    """
    The room when nobody has been waited for too long.

    :param also_away: not even who is away.
    """
    if not any(seat is not None and seat.overdue for seat in state.seats):
        return state
    seats = tuple(
        replace(seat, overdue=False)
        if seat is not None and seat.overdue and (also_away or seat.away is None)
        else seat
        for seat in state.seats
    )
    return replace(state, seats=seats)


def _thought(state: RoomState, spent: int) -> RoomState:
    """
    The room when whoever has to move has thought for some milliseconds more.
    """
    if not state.is_timed or state.position is None:
        return state
    turn = state.position.turn
    left = max(state.clocks[turn] - spent, 0)
    return replace(state, clocks=_with(state.clocks, turn, left))


def _reset(state: RoomState, event: RoomReset) -> RoomState:
    keys = event.keys or ("",) * len(state.seats)
    seats = tuple(
        None if seat is None else replace(seat, key=key)
        for seat, key in zip(state.seats, keys, strict=True)
    )
    return replace(
        state,
        status=Status.LOBBY,
        seats=seats,
        first=(state.first + 1) % len(state.seats),
        position=None,
        record="",
        clocks=(),
        offers=(),
        version=state.version + 1,
    )


def _closed(state: RoomState, event: RoomClosed) -> RoomState:
    return replace(state, status=Status.CLOSED, version=state.version + 1)


def _taken(state: RoomState, number: int) -> Seat:
    seat = state.seats[number]
    if seat is None:
        raise ValueError(f"room {state.code}: nobody has seat {number}")
    return seat


def _with_seat(state: RoomState, number: int, seat: Seat) -> RoomState:
    seats = _with(state.seats, number, seat)
    return replace(state, seats=seats, version=state.version + 1)


def _with(values: tuple[Any, ...], index: int, value: object) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


_APPLY: dict[type[Any], Callable[[RoomState, Any], RoomState]] = {
    RoomOpened: _opened,
    PlayerJoined: _joined,
    PlayerLeft: _left,
    PlayerDropped: _dropped_out,
    PlayerReturned: _returned,
    GraceRanOut: _ran_out,
    GameStarted: _started,
    DiscDropped: _dropped,
    OfferMade: _offered,
    OfferClosed: _offer_closed,
    MovesUndone: _undone,
    SeatForfeited: _forfeited,
    GameAborted: _aborted,
    GameEnded: _ended,
    RoomReset: _reset,
    RoomClosed: _closed,
}
