"""
Which options are on, by the Q method of RFC 1143: no negotiation loops or is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from connect4tx.net.telnet.events import OptionChanged
from connect4tx.net.telnet.protocol import (
    BINARY,
    CHARSET,
    DO,
    DONT,
    END_OF_RECORD,
    NAWS,
    SGA,
    TIMING_MARK,
    TTYPE,
    WILL,
    WONT,
    Side,
    command,
)

# What a peer may switch on unasked.  ECHO and SGA of ours are not among it: a client
# that is granted them sends each key by itself and shows none.
AGREED: Mapping[Side, frozenset[int]] = {
    Side.OURS: frozenset((BINARY, END_OF_RECORD)),
    Side.THEIRS: frozenset((TTYPE, NAWS, CHARSET, BINARY, SGA)),
}


class State(Enum):
    """
    The state of one option on one side, with the queue bit of RFC 1143 in it.
    """

    NO = "no"
    YES = "yes"
    WANTNO = "want no"
    WANTNO_OPPOSITE = "want no, then yes"
    WANTYES = "want yes"
    WANTYES_OPPOSITE = "want yes, then no"


_Step = tuple[State, bool | None]

# By our own wish, section 7: the new state, and whether on or off is said to the peer.
# What is not listed is wished already.
_WISHED: dict[tuple[State, bool], _Step] = {
    (State.NO, True): (State.WANTYES, True),
    (State.WANTNO, True): (State.WANTNO_OPPOSITE, None),
    (State.WANTYES_OPPOSITE, True): (State.WANTYES, None),
    (State.YES, False): (State.WANTNO, False),
    (State.WANTYES, False): (State.WANTYES_OPPOSITE, None),
    (State.WANTNO_OPPOSITE, False): (State.WANTNO, None),
}

# By the peer's word.  What is not listed changes nothing, but for an option that is to
# be switched on, which depends on whether we agree.
_HEARD: dict[tuple[State, bool], _Step] = {
    (State.YES, False): (State.NO, False),
    (State.WANTNO, False): (State.NO, None),
    (State.WANTNO, True): (State.NO, None),
    (State.WANTNO_OPPOSITE, False): (State.WANTYES, True),
    (State.WANTNO_OPPOSITE, True): (State.YES, None),
    (State.WANTYES, False): (State.NO, None),
    (State.WANTYES, True): (State.YES, None),
    (State.WANTYES_OPPOSITE, False): (State.NO, None),
    (State.WANTYES_OPPOSITE, True): (State.WANTNO, False),
}


class Options:
    """
    The state of every option on either side.

    A plain table, as the RFC gives it: there are 512 of these machines to a connection,
    and nearly all of them never leave their first state, which is not stored.

    :param agreed: what the peer may switch on unasked, by side.
    """

    __slots__ = ("_agreed", "_ours", "_theirs")

    def __init__(self, agreed: Mapping[Side, frozenset[int]] = AGREED) -> None:
        self._agreed = agreed
        self._ours: dict[int, State] = {}
        self._theirs: dict[int, State] = {}

    def is_on(self, side: Side, option: int) -> bool:
        """
        Whether both ends have agreed that this side performs the option.
        """
        return self._of(side).get(option) is State.YES

    def wish(self, side: Side, option: int, on: bool) -> bytes:
        """
        Want an option on or off; what is to be sent for it, if anything.

        :raises ValueError: for a timing mark, which is nothing that is on or off.
        """
        if option == TIMING_MARK:
            raise ValueError("a timing mark is not an option to be kept")
        states = self._of(side)
        step = _WISHED.get((states.get(option, State.NO), on))
        return b"" if step is None else _take(states, side, option, step)

    def hear(
        self, side: Side, option: int, on: bool
    ) -> tuple[bytes, OptionChanged | None]:
        """
        Take the peer's word; the answer, and the change if the option came to rest.
        """
        if option == TIMING_MARK:
            return _mark(side, on), None
        states = self._of(side)
        state = states.get(option, State.NO)
        if state is State.NO and on:
            if option not in self._agreed[side]:
                return _say(side, option, False), None
            step: _Step | None = (State.YES, True)
        else:
            step = _HEARD.get((state, on))
        if step is None:
            return b"", None
        answer = _take(states, side, option, step)
        if step[0] in (State.YES, State.NO):
            return answer, OptionChanged(side, option, step[0] is State.YES)
        return answer, None

    def _of(self, side: Side) -> dict[int, State]:
        return self._ours if side is Side.OURS else self._theirs


def _take(states: dict[int, State], side: Side, option: int, step: _Step) -> bytes:
    state, said = step
    if state is State.NO:
        states.pop(option, None)
        if not states:
            # It would keep its room for as long as the connection lives.
            states.clear()
    else:
        states[option] = state
    return b"" if said is None else _say(side, option, said)


def _say(side: Side, option: int, on: bool) -> bytes:
    if side is Side.OURS:
        return command(WILL if on else WONT, option)
    return command(DO if on else DONT, option)


def _mark(side: Side, on: bool) -> bytes:
    """
    The answer to RFC 860: a telnet client shows nothing after Ctrl-C until it has one.

    WONT serves as well as WILL, and is true: WILL would say that all that came before
    the mark has been acted on, but lines wait for their turn.
    """
    return command(WONT, TIMING_MARK) if side is Side.OURS and on else b""
