"""
What the tests of the telnet codec have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import Received, Typed
from connect4tx.net.telnet.protocol import DO, DONT, WILL, WONT, Side

# The peer's verbs, by whose option they are about and what they want of it.
HEARD = {
    (Side.THEIRS, True): WILL,
    (Side.THEIRS, False): WONT,
    (Side.OURS, True): DO,
    (Side.OURS, False): DONT,
}
WISHES: dict[tuple[Side, bool], Callable[[TelnetCodec, int], None]] = {
    (Side.THEIRS, True): TelnetCodec.ask,
    (Side.THEIRS, False): TelnetCodec.ask_not,
    (Side.OURS, True): TelnetCodec.offer,
    (Side.OURS, False): TelnetCodec.withdraw,
}


def exchange(data: bytes) -> tuple[list[Received], bytes]:
    """
    What a fresh codec gives for these bytes, and what it answers.
    """
    codec = TelnetCodec()
    return codec.receive(data), codec.take_answers()


def lines_of(received: Iterable[Received]) -> list[str]:
    """
    The lines among all that was received.
    """
    return [event for event in received if isinstance(event, str)]


def joined(received: Iterable[Received]) -> list[Received]:
    """
    The same with keys in one piece where nothing else came between.
    """
    found: list[Received] = []
    for event in received:
        if isinstance(event, Typed) and found and isinstance(found[-1], Typed):
            found[-1] = Typed(found[-1].data + event.data)
        else:
            found.append(event)
    return found


def held(thing: object) -> int:
    """
    How many bytes and other items something keeps, in all that it is made of.
    """
    if isinstance(thing, bytes | bytearray | str):
        return len(thing)
    if isinstance(thing, list | dict):
        return len(thing) + sum(map(held, thing))
    slots: tuple[str, ...] = getattr(type(thing), "__slots__", ())
    return sum(held(getattr(thing, name)) for name in slots)


def after(codec: TelnetCodec, data: bytes) -> tuple[list[Received], bytes]:
    """
    What a codec gives for these bytes, and what it answers.
    """
    return codec.receive(data), codec.take_answers()


def wish(codec: TelnetCodec, side: Side, option: int, on: bool) -> bytes:
    """
    What a codec sends when it wants an option on or off.
    """
    WISHES[side, on](codec, option)
    return codec.take_answers()
