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
    GameAborted,
    GameEnded,
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
    RoomReset,
    SeatForfeited,
)
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.state import OUR_FAULT, Offer, RoomState, Seat, Status

USUAL_SYMBOLS = "XOAB"

# Who loses the connection so often in one game has lost the game.
DROPS_AT_MOST = 3

# What a room has to be rebuilt from must not grow for ever.
GAMES_AT_MOST = 100
EVENTS_AT_MOST = 10_000
# Of one game, besides those that it takes to fill the board.
SPARE_EVENTS = 200

# So many discs fall between two offers of a draw by the same player.
PLIES_BETWEEN_DRAWS = 5

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
    bot: int = 0,
) -> Decided:
    """
    Take the first free seat, while no game is on; or else that of who is away.

    :param bot: the level of a computer player, which plays with one other only.
    """
    if bot and len(state.seats) > 2:
        return rejected(Reason.BOT_NEEDS_TWO)
    if bot and state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is Status.CLOSED:
        return rejected(Reason.NO_SUCH_ROOM, code=state.code)
    in_lobby = state.status is Status.LOBBY
    seat = next((n for n, taken in enumerate(state.seats) if taken is None), -1)
    own = state.seat_of(player)
    freed: list[Event] = []
    if in_lobby and own >= 0:
        seat = own
    elif seat < 0 and in_lobby and state.away:
        seat = state.away[0]
    if seat >= 0 and state.seats[seat] is not None:
        freed = [PlayerLeft(ids.next(), seat, Departure.REPLACED)]
    if seat < 0:
        return rejected(
            Reason.ROOM_FULL,
            code=state.code,
            players=len(state.seats),
            away=bool(state.away),
        )
    if state.version > EVENTS_AT_MOST:
        return rejected(Reason.ROOM_FINISHED, games=state.games)
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
    return [*freed, PlayerJoined(ids.next(), seat, player, symbol, name, key, bot)]


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


def drop(
    state: RoomState, ids: EventIds, seat: int, column: int, spent: int = 0
) -> Decided:
    """
    Drop a disc into a column, counted from 0, when it is this seat's turn.

    :param spent: milliseconds of thought; more than are left lose the game.
    """
    position = state.position
    if state.status is not Status.PLAYING or position is None:
        return _no_game(state)
    if position.turn != seat and seat not in state.in_game:
        return rejected(Reason.OUT_OF_GAME)
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
    if not state.clocks:
        return [DiscDropped(ids.next(), seat, column)]
    return flag(state, ids, spent) or [DiscDropped(ids.next(), seat, column, spent)]


def flag(state: RoomState, ids: EventIds, spent: int) -> Sequence[Event]:
    """
    The end of the game, for whoever has to move and has no time left; if that player
    has not moved at all, the game is called off.
    """
    position = state.position
    if position is None or not state.is_timed or spent < state.clocks[position.turn]:
        return []
    if not state.counts:
        return [GameAborted(ids.next(), -1)]
    return [SeatForfeited(ids.next(), position.turn, Termination.TIME)]


def resign(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    Give the game up, and keep the seat.
    """
    refused = _not_in_game(state, seat)
    return refused or [SeatForfeited(ids.next(), seat, Termination.RESIGNED)]


def abort(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    Call a game off in which not everybody has moved yet.
    """
    refused = _not_in_game(state, seat)
    if refused is not None:
        return refused
    if state.counts:
        return rejected(Reason.TOO_LATE_TO_ABORT)
    return [GameAborted(ids.next(), seat)]


def offer(
    state: RoomState,
    ids: EventIds,
    seat: int,
    what: OfferKind,
    *,
    plies: int = 0,
    spent: int = 0,
) -> Decided:
    """
    Offer something to the others; what all of them have offered by then is done.

    :param plies: for an undo, how many discs; 0 for back to one's own last move.
    :param spent: milliseconds that whoever has to move has thought.
    """
    spare = SPARE_EVENTS + 2 * state.variant.cells
    is_long = state.status is Status.PLAYING and state.version > state.begun + spare
    if is_long or state.version > EVENTS_AT_MOST:
        return rejected(Reason.TOO_MANY_OFFERS)
    standing = [offer for offer in state.offers if offer.what is what]
    if any(offer.seat == seat for offer in standing):
        return rejected(Reason.OFFERED_ALREADY, what=what.value)
    if what is OfferKind.REMATCH:
        refused = _no_rematch(state)
    else:
        refused = _not_in_game(state, seat)
    if refused is not None:
        return refused
    if what is OfferKind.UNDO:
        taken_back = _undone_by(state, seat, plies, standing)
        if isinstance(taken_back, Rejected):
            return taken_back
        plies = taken_back
    if len(standing) + 1 == len(_asked(state, what)):
        return _agreed(state, ids, what, plies=plies, spent=spent)
    if what is OfferKind.DRAW and not standing:
        refused = _too_soon(state, seat)
    return refused or [OfferMade(ids.next(), seat, what, plies)]


def _asked(state: RoomState, what: OfferKind) -> list[int]:
    """
    The seats that all have to want it.
    """
    return list(range(len(state.seats))) if what is OfferKind.REMATCH else state.in_game


def _no_rematch(state: RoomState) -> Rejected | None:
    if state.status is Status.PLAYING:
        return rejected(Reason.GAME_RUNS, code=state.code)
    if state.status is not Status.OVER:
        return _no_game(state)
    if None in state.seats:
        return rejected(Reason.OPPONENT_LEFT)
    if state.games >= GAMES_AT_MOST:
        return rejected(Reason.ROOM_FINISHED, games=state.games)
    if state.away:
        return rejected(Reason.PLAYER_AWAY, name=state.names[state.away[0]])
    return None


def _not_in_game(state: RoomState, seat: int) -> Rejected | None:
    """
    Why a seat has no say in a game: there is none, or it is out of it.
    """
    if state.status is not Status.PLAYING:
        return _no_game(state)
    return None if seat in state.in_game else rejected(Reason.OUT_OF_GAME)


def _too_soon(state: RoomState, seat: int) -> Rejected | None:
    ply = 0 if state.position is None else state.position.ply
    last = state.drawish[seat]
    wait = last + PLIES_BETWEEN_DRAWS - ply
    return None if last < 0 or wait <= 0 else rejected(Reason.DRAW_TOO_SOON, wait=wait)


def _undone_by(
    state: RoomState, seat: int, plies: int, standing: Sequence[Offer]
) -> int | Rejected:
    """
    How many discs an undo takes back: as many as was offered, or asked for, or back to
    before one's own last move.
    """
    if state.gone:
        return rejected(Reason.UNDO_AFTER_LEAVING)
    if standing:
        asked = standing[0].plies
        return asked if plies in {0, asked} else rejected(Reason.UNDO_DIFFERS, of=asked)
    done, seats = len(state.record), len(state.seats)
    if not plies:
        own = (ply for ply in range(done) if (state.first + ply) % seats == seat)
        plies = done - max(own, default=done)
    if not 0 < plies <= done:
        return rejected(Reason.NOTHING_TO_UNDO, moves=done)
    return plies


def _agreed(
    state: RoomState,
    ids: EventIds,
    what: OfferKind,
    *,
    plies: int,
    spent: int,
) -> Decided:
    if what is OfferKind.UNDO:
        return [MovesUndone(ids.next(), plies, spent)]
    if what is OfferKind.DRAW:
        draw = Outcome(Termination.DRAW_AGREED)
        return [GameEnded(ids.next(), state.game_record(draw, ids.now()))]
    first = (state.first + 1) % len(state.seats)
    reset = RoomReset(ids.next(), rematch=True)
    return [reset, GameStarted(ids.next(), first, ids.now())]


def answered(state: RoomState, seat: int, what: OfferKind | None) -> Offer | Rejected:
    """
    The offer of another player's that is accepted or declined.

    :param what: which; None for the only one there is.
    """
    others = [
        offer
        for offer in state.offers
        if offer.seat != seat and what in {None, offer.what}
    ]
    kinds = sorted({offer.what.value for offer in others})
    if not others:
        return rejected(Reason.NO_OFFER)
    if len(kinds) > 1:
        return rejected(Reason.WHICH_OFFER, kinds=tuple(kinds))
    return others[0]


def decline(
    state: RoomState, ids: EventIds, seat: int, what: OfferKind | None = None
) -> Decided:
    """
    Decline what another player offers.
    """
    found = answered(state, seat, what)
    if isinstance(found, Rejected):
        return found
    if found.what is not OfferKind.REMATCH and seat not in state.in_game:
        return rejected(Reason.OUT_OF_GAME)
    return [
        OfferClosed(ids.next(), offer.seat, offer.what, seat)
        for offer in state.offers
        if offer.what is found.what and offer.seat != seat
    ]


def withdraw(state: RoomState, ids: EventIds, seat: int) -> Decided:
    """
    Take back what one has offered.
    """
    own = [offer.what for offer in state.offers if offer.seat == seat]
    if not own:
        return rejected(Reason.NOTHING_TO_CANCEL)
    return [OfferClosed(ids.next(), seat, offered, seat) for offered in own]


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
    goes_on = len([other for other in state.in_game if other != seat]) > 1
    is_somebody_here = any(other != seat for other in state.people)
    if goes_on or is_somebody_here:
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
    *,
    spent: int = 0,
) -> Decided:
    """
    Be away from a seat, which is kept; not for the third time in one game, nor before
    one when nobody else is here, nor after one unless it is our fault: then there may
    be a rematch yet.

    :param player: as for :func:`leave`.
    :param spent: milliseconds that whoever has to move has thought.
    """
    taken = _seat_of(state, seat, player)
    if taken is None or taken.away is not None:
        return []
    if state.status is Status.OVER and why not in OUR_FAULT:
        return leave(state, ids, seat, why)
    if state.status is Status.PLAYING:
        is_lost = why is Departure.LOST_CONNECTION
        if is_lost and taken.drops + 1 >= DROPS_AT_MOST:
            return leave(state, ids, seat, Departure.DROPPED_TOO_OFTEN)
    elif state.status is Status.LOBBY and (
        why is not Departure.SERVER_DOWN and len(state.people) == 1
    ):
        # No game has begun, and nobody else waits for one.
        return leave(state, ids, seat, why)
    return [PlayerDropped(ids.next(), seat, why, ids.now(), spent)]


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
    Somebody is away for as long as the others have to wait; before a game, and after
    one, a seat is kept no longer.

    :param player: as for :func:`leave`.
    """
    taken = _seat_of(state, seat, player)
    if taken is None or taken.away is None or taken.overdue:
        return []
    if state.status is not Status.PLAYING:
        return leave(state, ids, seat, Departure.ABANDONED)
    return [GraceRanOut(ids.next(), seat)]


def idle(state: RoomState, ids: EventIds, seat: int, ply: int) -> Decided:
    """
    Somebody who has to move has not done so for as long as the others have to wait.

    :param ply: how many discs had fallen by then.
    """
    position, taken = state.position, _seat_of(state, seat, None)
    if state.status is not Status.PLAYING or position is None or taken is None:
        return []
    if taken.overdue or (position.turn, position.ply) != (seat, ply):
        return []
    return [GraceRanOut(ids.next(), seat)]


def claim(state: RoomState, ids: EventIds, seat: int, what: Claim) -> Decided:
    """
    End the wait for who is away for too long, or does not move: put that player out of
    the game, which wins it for the last one left; or, between two, call it a draw.
    """
    position = state.position
    if state.status is not Status.PLAYING or position is None:
        return _no_game(state)
    in_game = state.in_game
    if seat not in in_game:
        return rejected(Reason.OUT_OF_GAME)
    away = [number for number in state.away if number in in_game]
    overdue = [number for number in in_game if _is_overdue(state.seats[number])]
    if not away and not overdue:
        return rejected(Reason.NOBODY_AWAY)
    if overdue == [seat]:
        return rejected(Reason.CLAIM_AGAINST_SELF)
    overdue = [number for number in overdue if number != seat]
    if not overdue:
        return rejected(
            Reason.STILL_HAS_TIME,
            name=state.names[away[0]],
            turn=state.names[position.turn],
            yours=position.turn == seat,
        )
    if what is Claim.WIN and overdue[0] in away:
        return leave(state, ids, overdue[0], Departure.ABANDONED)
    if what is Claim.WIN:
        return [SeatForfeited(ids.next(), overdue[0], Termination.TIME)]
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
