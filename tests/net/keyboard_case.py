"""
Players whose keys come as they are typed, and what they are told.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    DO,
    DONT,
    ECHO,
    SGA,
    WILL,
    WONT,
    command,
)
from connect4tx.terminal import sentences
from tests.support.net_telnet import client_named
from tests.support.net_world import Player, WorldCase

ANSWER_SECONDS = 2.0
PROMPT = b"lobby> "
CLEAR_TO_END = b"\x1b[K"
CLEAR_LINE = b"\r" + CLEAR_TO_END
# What the editor writes for an empty line.
KEYS_PROMPT = b"\r" + PROMPT + CLEAR_TO_END
OFFER = command(WILL, ECHO) + command(WILL, SGA)
AGREE = command(DO, ECHO) + command(DO, SGA)
REFUSE = command(DONT, ECHO) + command(DONT, SGA)
TAKE_BACK = command(WONT, ECHO) + command(WONT, SGA)
KEYS_ON = f"{sentences.KEYS_ON}\r\n".encode()
KEYS_OFF = f"{sentences.KEYS_OFF}\r\n".encode()
# The sentence for a client that sends whole lines begins so.
IMPOSSIBLE = b"Your client sends whole lines only"
SECRET_PROMPT = sentences.SECRET_PROMPT.encode()
SECRET_SHOWN = f"{sentences.SECRET_SHOWN}\r\n".encode()
NOT_IN_ROOM = b"You are not in a room; open one with create, or join CODE.\r\n"


def told_length(number: int) -> bytes:
    """
    What is said of a secret.
    """
    return f"{sentences.SECRET_TOLD.format(number=number)}\r\n".encode()


class KeyboardCase(WorldCase):
    def telnet(self, *types: str) -> Player:
        """
        Somebody with a telnet client, in the lobby, who has read all.
        """
        client = client_named(*types or ("vt100",), columns=200)
        player = self.world.player(client=client)
        player.bytes_of_news()
        return player

    def with_keys(self) -> Player:
        """
        Somebody in keys mode, in the lobby, who has read all.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        player.sends(AGREE)
        return player

    def room_with(self, player: Player, *, playing: bool = True) -> Player:
        """
        Somebody else in a room with a player, who moves first; both have read all.
        """
        player.sends(b"create\r")
        room = player.connection._place.room
        assert room is not None
        other = self.world.player()
        other.says(f"join {room.code}")
        if playing:
            other.says("play")
        player.bytes_of_news()
        other.news()
        return other

    def mode(self, player: Player) -> str:
        """
        Whether keys are on, as the settings have it.
        """
        told = player.sends(b"set\r").decode()
        return told.split("  keys ")[1].split()[0]
