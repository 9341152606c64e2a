"""
What follows from what a player asks of a room: events, or a rejection.  Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from connect4tx.game.outcome import Outcome, Termination
from connect4tx.play.commands import Claim
from connect4tx.play.events import (
    Departure,
    DiscDropped,
    Event,
    EventIds,
    GameEnded,
    GameStarted,
    GraceRanOut,
    PlayerDropped,
    PlayerId,
    PlayerJoined,
    PlayerLeft,
    PlayerReturned,
    RoomClosed,
    RoomReset,
)
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import RoomState, Seat, Status

USUAL_SYMBOLS = "XOAB"

# Who loses the connection so often in one game has lost the game.
DROPS_AT_MOST = 3

# What a room has to be rebuilt from must not grow for ever.
GAMES_AT_MOST = 100

Decided = Sequence[Event] | Rejected
Steps = tuple[Sequence[Event], Sequence[RoomState]]


def steps(state: RoomState, ids: EventIds, events: Sequence[Event]) -> Steps:
    """
    Events that were decided on, and the room after each of them.

    Where one of them ends the game, a GameEnded follows it.
    """
    if len(events) == 1:
        # The way of nearly every move.
        after = state.apply(events[0])
        if after.status is state.status:
            return events, (after,)
    found: list[Event] = []
    states: list[RoomState] = []
    for event in events:
        before, state = state, state.apply(event)
        found.append(event)
        states.append(state)
        if state.status is before.status or before.status is not Status.PLAYING:
            continue
        outcome = None if state.position is None else state.position.outcome
        if outcome is not None and type(event) is not GameEnded:
            ended = GameEnded(ids.next(), state.game_record(outcome, ids.now()))
            state = state.apply(ended)
            found.append(ended)
            states.append(state)
    return found, states


def join(
    state: RoomState,
    ids: EventIds,
    player: PlayerId,
    name: str,
    symbol: str | None,
    *,
    key: str = "",
) -> Decided:
    """
    Take the first free seat, while no game is on; or else that of who is away.
    """
    if state.status is Status.CLOSED:
        return rejected(Reason.NO_SUCH_ROOM, code=state.code)
    in_lobby = state.status is Status.LOBBY
    seat = next((n for n, taken in enumerate(state.seats) if taken is None), -1)
    freed: list[Event] = []
    if seat < 0 and in_lobby and state.away:
        seat = state.away[0]
        freed = [PlayerLeft(ids.next(), seat, Departure.REPLACED)]
    if seat < 0:
        return rejected(
            Reason.ROOM_FULL,
            code=state.code,
            players=len(state.seats),
            away=bool(state.away),
        )
    if not in_lobby:
        over = state.status is Status.OVER
        why = Reason.GAME_SHOWN if over else Reason.GAME_RUNS
        return rejected(why, code=state.code)
    others = [taken for n, taken in enumerate(state.seats) if n != seat]
    symbols = [taken.symbol for taken in others if taken is not None]
    if symbol is None:
        symbol = next(usual for usual in USUAL_SYMBOLS if usual not in symbols)
    if symbol in symbols:
        return rejected(Reason.SYMBOL_TAKEN, symbol=symbol, taken=tuple(symbols))
    return [*freed, PlayerJoined(ids.next(), seat, player, symbol, name, key)]


def start(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    Begin a game when every seat is taken and everybody is here.
    """
    if state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is Status.OVER:
        return rejected(Reason.GAME_OVER)
    if None in state.seats:
        return _no_game(state)
    if state.games >= GAMES_AT_MOST:
        return rejected(Reason.ROOM_FINISHED, games=state.games)
    if state.away:
        return rejected(Reason.PLAYER_AWAY, name=state.names[state.away[0]])
    return [GameStarted(ids.next(), state.first, ids.now())]


def drop(state: RoomState, ids: EventIds, seat: int, column: int) -> Decided:
    """
    Drop a disc into a column, counted from 0, when it is this seat's turn.
    """
    position = state.position
    if state.status is not Status.PLAYING or position is None:
        return _no_game(state)
    if position.turn != seat:
        return rejected(
            Reason.NOT_YOUR_TURN,
            name=state.names[position.turn],
            symbol=state.symbols[position.turn],
        )
    if not 0 <= column < state.variant.columns:
        columns = state.variant.columns
        return rejected(Reason.NO_SUCH_COLUMN, columns=columns, last=columns - 1)
    if not position.is_open(column):
        return rejected(
            Reason.COLUMN_FULL,
            column=column + 1,
            open=tuple(c + 1 for c in position.open_columns()),
        )
    return [DiscDropped(ids.next(), seat, column)]


def reset(
    state: RoomState, ids: EventIds, seat: int, keys: tuple[str, ...] = ()
) -> Decided:
    """
    After a game, make the room ready for another one.

    :param keys: for the seats, in place of those of the game that is over.
    """
    if state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is Status.LOBBY:
        return _no_game(state)
    # The tokens of the game that is over give nobody a seat back.
    return [*_leaving(state, ids), RoomReset(ids.next(), keys)]


def _no_game(state: RoomState) -> Rejected:
    """
    Why there is no game in which to move.
    """
    if state.status is Status.OVER:
        return rejected(Reason.GAME_OVER)
    missing = state.seats.count(None)
    if missing:
        return rejected(Reason.NEEDS_PLAYERS, missing=missing, code=state.code)
    return rejected(Reason.NOT_PLAYING)


def leave(
    state: RoomState,
    ids: EventIds,
    seat: int,
    why: Departure,
    player: PlayerId | None = None,
) -> Decided:
    """
    Give a seat up; when nobody is here any more, and no game goes on, the room closes.

    :param player: whose seat it is to be; nothing happens when it is not, or is empty.
    """
    if _seat_of(state, seat, player) is None:
        return []
    left: list[Event] = [PlayerLeft(ids.next(), seat, why)]
    away = [other for other in state.away if other != seat]
    position = state.position
    goes_on = (
        state.status is Status.PLAYING
        and position is not None
        and position.present.count(True) > 2
    )
    if goes_on or state.seated > len(away) + 1:
        return left
    return [*left, *_leaving(state, ids, but=seat), RoomClosed(ids.next())]


def _leaving(state: RoomState, ids: EventIds, but: int = -1) -> list[Event]:
    """
    Those who are away no longer have a seat that is kept.
    """
    return [
        PlayerLeft(ids.next(), number, seat.away)
        for number, seat in enumerate(state.seats)
        if number != but and seat is not None and seat.away is not None
    ]


def lose(
    state: RoomState,
    ids: EventIds,
    seat: int,
    why: Departure,
    player: PlayerId | None = None,
) -> Decided:
    """
    Be away from a seat, which is kept; not after a game, nor for the third time in one,
    nor before one when nobody else is here.

    :param player: as for :func:`leave`.
    """
    taken = _seat_of(state, seat, player)
    if taken is None or taken.away is not None:
        return []
    if state.status is Status.OVER:
        return leave(state, ids, seat, why)
    if state.status is Status.PLAYING:
        is_lost = why is Departure.LOST_CONNECTION
        if is_lost and taken.drops + 1 >= DROPS_AT_MOST:
            return leave(state, ids, seat, Departure.DROPPED_TOO_OFTEN)
    elif why is not Departure.SERVER_DOWN and len(state.away) + 1 == state.seated:
        # No game has begun, and nobody else waits for one.
        return leave(state, ids, seat, why)
    return [PlayerDropped(ids.next(), seat, why, ids.now())]


def come_back(
    state: RoomState, ids: EventIds, player: PlayerId, name: str, key: str
) -> Decided:
    """
    Take the seat of this key, whoever has it.
    """
    seat = state.seat_of_key(key)
    if seat < 0:
        return rejected(Reason.NO_SUCH_TOKEN)
    return [PlayerReturned(ids.next(), seat, player, name)]


def run_out(
    state: RoomState, ids: EventIds, seat: int, player: PlayerId | None = None
) -> Decided:
    """
    Somebody is away for as long as the others have to wait; before a game, a seat is
    kept no longer.

    :param player: as for :func:`leave`.
    """
    taken = _seat_of(state, seat, player)
    if taken is None or taken.away is None or taken.overdue:
        return []
    if state.status is Status.LOBBY:
        return leave(state, ids, seat, Departure.ABANDONED)
    return [GraceRanOut(ids.next(), seat)]


def claim(state: RoomState, ids: EventIds, seat: int, what: Claim) -> Decided:
    """
    End the wait for who is away for too long: put that player out of the game, which
    wins it for the last one left; or, between two, call it a draw.
    """
    position = state.position
    if state.status is not Status.PLAYING or position is None:
        return _no_game(state)
    away = state.away
    if not away:
        return rejected(Reason.NOBODY_AWAY)
    overdue = [number for number in away if _is_overdue(state.seats[number])]
    if not overdue:
        return rejected(
            Reason.STILL_HAS_TIME,
            name=state.names[away[0]],
            turn=state.names[position.turn],
            yours=position.turn == seat,
        )
    if what is Claim.WIN:
        return leave(state, ids, overdue[0], Departure.ABANDONED)
    if position.present.count(True) > 2:
        return rejected(Reason.DRAW_NEEDS_TWO, name=state.names[overdue[0]])
    draw = Outcome(Termination.DRAW_CLAIMED)
    return [GameEnded(ids.next(), state.game_record(draw, ids.now()))]


def _is_overdue(seat: Seat | None) -> bool:
    return seat is not None and seat.overdue


def _seat_of(state: RoomState, number: int, player: PlayerId | None) -> Seat | None:
    """
    A seat, when somebody has it, and that player if one is named.
    """
    taken = state.seats[number] if state.seats else None
    return None if taken is None or player not in {None, taken.player} else taken
