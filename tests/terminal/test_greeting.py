"""
The greeting, and the line on which players type before they have a name.
"""

from __future__ import annotations

from connect4tx.terminal.items import ClientKnown
from connect4tx.terminal.views import Client
from tests.support.talk import TalkCase

XTERM = Client(True, ("XTERM",), width=100)


class GreetingTests(TalkCase):
    """
    The greeting, in what the client can show.
    """

    def test_silent_peer_is_told_of_more(self) -> None:
        """
        Who says nothing in telnet is told how to get characters and colours.
        """
        told = self.stranger().meets(Client())
        self.assertEqual(
            told,
            "connect4tx - Connect Four.  0 players, 0 rooms.   (francais: lang fr)\n"
            "This is the plain view; set unicode on and set color on change that.\n",
        )

    def test_telnet_client_is_not(self) -> None:
        """
        A telnet client is greeted in one line, in what it can show.
        """
        told = self.stranger().meets(XTERM)
        self.assertEqual(
            told,
            "connect4tx - Connect Four.  0 players, 0 rooms.   (français: lang fr)\n",
        )

    def test_greeted_once(self) -> None:
        """
        What a client says later greets nobody again.
        """
        guest = self.stranger()
        guest.meets(XTERM)
        guest.put(ClientKnown(Client(True, ("XTERM",), width=50)))
        self.assertEqual(guest.news(), "")
        self.assertEqual(guest.view.width, 50)

    def test_players_and_rooms_are_counted(self) -> None:
        """
        The greeting says how many there are, in words that go with the number.
        """
        self.talker("ann").says("create")
        self.assertIn("  1 player, 1 room. ", self.stranger().meets(XTERM))
        self.talker("bob").says("create")
        self.assertIn("  2 players, 2 rooms. ", self.stranger().meets(XTERM))

    def test_no_prompt_before_the_greeting(self) -> None:
        """
        Before the greeting there is no prompt, after it the question for a name.
        """
        guest = self.stranger()
        self.assertEqual(guest.prompt, "")
        guest.meets(XTERM)
        self.assertEqual(guest.prompt, "Name, or Enter to play as a guest: ")
