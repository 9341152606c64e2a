"""
Clients that say more of themselves, or say it late.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    CHARSET,
    CHARSET_ACCEPTED,
    CHARSET_REJECTED,
    CHARSET_REQUEST,
    DO,
    DONT,
    END_OF_RECORD,
    NAWS,
    TTYPE,
    WILL,
    WONT,
    command,
    subnegotiation,
)
from tests.net.handshake_case import (
    ASK_CHARSET,
    PROMPT_END,
    HandshakeCase,
)
from tests.support.net_telnet import (
    SEND_TYPE,
    TELLS_NOTHING,
    client_named,
    type_is,
    window,
)
from tests.support.net_world import Player


class MttsTests(HandshakeCase):
    """
    A client that speaks the MUD Terminal Type Standard.
    """

    def mud_client(self, bits: int, *types: str) -> Player:
        return self.world.player(client=client_named(*types, f"MTTS {bits}"))

    def test_is_offered_more(self) -> None:
        """
        Such a client, and no other, is offered ends of records and asked for its
        character set.
        """
        offered = command(WILL, END_OF_RECORD) + command(DO, CHARSET)
        self.assertIn(offered, self.mud_client(13, "MUDLET", "ANSI").wire.received)
        for client in (TELLS_NOTHING, client_named("xterm"), client_named("MTTS")):
            received = self.world.player(client=client).wire.received
            self.assertNotIn(command(WILL, END_OF_RECORD), received)
            for verb in (DO, WILL):
                self.assertNotIn(command(verb, CHARSET), received)

    def test_prompts_end_in_a_record(self) -> None:
        """
        Once ends of records are agreed on each prompt has one, and nothing else has.
        """
        player = self.mud_client(13, "MUDLET", "ANSI")
        self.assertNotIn(PROMPT_END, player.bytes_of_news())
        self.assertEqual(player.sends(command(DO, END_OF_RECORD)), b"")
        self.assertTrue(
            player.sends(b"board\r\n").endswith(b"\r\nlobby> " + PROMPT_END)
        )
        told = player.sends(b"nonsense\r\nnonsense\r\n")
        self.assertEqual(told.count(PROMPT_END), 1)
        player.sends(b"create\r\n")
        self.world.player().says("join " + player.connection._place.room.code)  # type: ignore[union-attr]
        self.assertTrue(player.bytes_of_news().endswith(b"> " + PROMPT_END))

    def test_prompts_of_one_who_refuses(self) -> None:
        """
        Who refuses ends of records sees none, nor does who takes them back.
        """
        player = self.mud_client(13)
        player.sends(command(DONT, END_OF_RECORD))
        self.assertNotIn(PROMPT_END, player.sends(b"board\r\n"))
        player = self.mud_client(13)
        player.sends(command(DO, END_OF_RECORD))
        self.assertIn(PROMPT_END, player.sends(b"board\r\n"))
        told = player.sends(command(DONT, END_OF_RECORD))
        self.assertEqual(told, command(WONT, END_OF_RECORD))
        self.assertNotIn(PROMPT_END, player.sends(b"board\r\n"))

    def test_charset(self) -> None:
        """
        A client that has a character set is asked for UTF-8, and shown it if it takes
        it.
        """
        for answer, unicode in (
            (bytes([CHARSET_ACCEPTED]) + b"UTF-8", "on"),
            (bytes([CHARSET_ACCEPTED]) + b"utf-8", "on"),
            (bytes([CHARSET_ACCEPTED]) + b"US-ASCII", "off"),
            (bytes([CHARSET_REJECTED]), "off"),
        ):
            player = self.mud_client(9, "CLIENT")
            player.bytes_of_news()
            agrees = command(WILL, CHARSET) + command(DONT, CHARSET)
            self.assertEqual(player.sends(agrees), ASK_CHARSET)
            self.assertEqual(player.sends(subnegotiation(CHARSET, answer)), b"")
            self.assertEqual(self.settings(player)["unicode"], unicode, answer)

    def test_charset_of_a_client_that_wants_to_be_asked(self) -> None:
        """
        A client that only lets us offer character sets is asked for UTF-8 as well.
        """
        player = self.mud_client(9, "CLIENT")
        player.bytes_of_news()
        agrees = command(WONT, CHARSET) + command(DO, CHARSET)
        self.assertEqual(player.sends(agrees), ASK_CHARSET)
        player.sends(subnegotiation(CHARSET, bytes([CHARSET_ACCEPTED]) + b"UTF-8"))
        self.assertEqual(self.settings(player)["unicode"], "on")

    def test_charset_that_the_client_offers(self) -> None:
        """
        A client that offers character sets itself is answered with the best.
        """
        player = self.mud_client(9, "CLIENT")
        player.bytes_of_news()
        player.sends(command(WILL, CHARSET))
        offer = bytes([CHARSET_REQUEST]) + b" ISO-8859-1 UTF-8"
        accepted = bytes([CHARSET_ACCEPTED]) + b"UTF-8"
        self.assertEqual(
            player.sends(subnegotiation(CHARSET, offer)),
            subnegotiation(CHARSET, accepted),
        )
        self.assertEqual(self.settings(player)["unicode"], "on")

    def test_bits(self) -> None:
        """
        The bits say whether there are colours and characters.
        """
        for bits, unicode, color in (
            (0, "off", "off"),
            (1, "off", "on"),
            (4, "on", "off"),
            (8, "off", "on"),
            (256, "off", "on"),
            (13, "on", "on"),
        ):
            settings = self.settings(self.mud_client(bits, "CLIENT"))
            shown = (settings["unicode"], settings["color"])
            self.assertEqual(shown, (unicode, color), bits)

    def test_screen_reader(self) -> None:
        """
        Who uses a screen reader is told in sentences, without colours or boards.
        """
        reader = self.mud_client(64 | 13, "MUDLET")
        settings = self.settings(reader)
        self.assertEqual((settings["style"], settings["color"]), ("text", "off"))
        other = self.world.player()
        other.says(f"join {reader.opens_room()}", "play")
        reader.news()
        told = reader.says("4")
        self.assertTrue(told.startswith(f"{reader.called} drops in column 4, row 1.\n"))
        self.assertNotIn("|", told)
        self.assertIn("|", other.news())


class LateTests(HandshakeCase):
    """
    A client that answers after it was greeted.
    """

    def test_window(self) -> None:
        """
        A late size of the window is taken without a word.
        """
        player = self.silent()
        player.says("lea")
        late = command(WONT, TTYPE) + command(WILL, NAWS) + window(41)
        self.assertEqual(player.sends(late), b"")
        self.assertEqual(self.settings(player)["width"], "41")
        self.assertEqual(player.sends(window(42)), b"")
        self.assertEqual(self.settings(player)["width"], "42")

    def test_type(self) -> None:
        """
        A late type is taken in the same way, with no more than telnet's questions.
        """
        player = self.silent()
        player.says("lea")
        self.assertEqual(player.sends(command(WILL, TTYPE)), SEND_TYPE)
        self.assertEqual(player.sends(type_is("xterm")), SEND_TYPE)
        self.assertEqual(player.sends(type_is("xterm")), b"")
        settings = self.settings(player)
        self.assertEqual((settings["unicode"], settings["color"]), ("on", "on"))

    def test_window_in_two_packets(self) -> None:
        """
        A size that comes in two packets is taken as well.
        """
        player = self.world.player(client=client_named("vt100"))
        size = window(41)
        for cut in range(1, len(size)):
            player.sends(window(100))
            player.sends(size[:cut])
            self.assertEqual(player.sends(size[cut:]), b"")
            self.assertEqual(self.settings(player)["width"], "41", cut)

    def test_refusals(self) -> None:
        """
        Late refusals change nothing that is seen.
        """
        player = self.silent()
        self.assertEqual(player.sends(TELLS_NOTHING), b"")
        told = player.sends(b"lea\r\n")
        self.assertTrue(told.startswith(b"Hello lea.\r\n"))

    def test_half_a_line_is_kept(self) -> None:
        """
        What is being typed while the answers come is not harmed.
        """
        player = self.silent()
        player.says("lea")
        player.wire.sends(b"boa")
        player.wire.sends(client_named("xterm"))
        player.bytes_of_news()
        self.assertIn("not in a room", player.says("rd"))

    def test_what_was_set_is_kept(self) -> None:
        """
        What the player has set is not changed by what the client says later.
        """
        player = self.silent()
        player.says("lea", "set unicode off", "set width 60", "set style compact")
        player.wire.sends(client_named("xterm", columns=100))
        player.bytes_of_news()
        settings = self.settings(player)
        shown = {"style": "compact", "unicode": "off", "color": "on", "width": "60"}
        self.assertEqual({key: settings[key] for key in shown}, shown)

    def test_what_was_typed_is_kept(self) -> None:
        """
        A client that was seen to send UTF-8 does so still when its window changes.
        """
        player = self.world.player(client=client_named("vt100"))
        player.says("caf\u00e9")
        self.assertEqual(self.settings(player)["unicode"], "on")
        player.sends(window(100))
        self.assertEqual(self.settings(player)["unicode"], "on")

    def test_board_of_a_game_that_is_on(self) -> None:
        """
        The next board is drawn as the client can show it by then.
        """
        player = self.silent()
        player.says("lea")
        other = self.world.player()
        other.says(f"join {player.opens_room()}", "play")
        self.assertTrue(player.news().isascii())
        player.wire.sends(client_named("xterm"))
        player.bytes_of_news()
        told = player.says("4")
        self.assertFalse(told.isascii())
        self.assertIn("\x1b[", told)
        self.assertTrue(other.news().isascii())
