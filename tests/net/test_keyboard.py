"""
Keys mode, as a client sees it.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    DO,
    DONT,
    ECHO,
    END_OF_RECORD,
    SGA,
    WILL,
    WONT,
    command,
)
from connect4tx.terminal import sentences
from tests.net.handshake_case import PROMPT_END
from tests.net.keyboard_case import (
    AGREE,
    ANSWER_SECONDS,
    CLEAR_LINE,
    CLEAR_TO_END,
    IMPOSSIBLE,
    KEYS_OFF,
    KEYS_ON,
    KEYS_PROMPT,
    NOT_IN_ROOM,
    OFFER,
    PROMPT,
    REFUSE,
    TAKE_BACK,
    KeyboardCase,
)
from tests.support.net_telnet import window
from tests.support.net_world import Player


class SwitchOnTests(KeyboardCase):
    """
    ``set keys on``.
    """

    def test_accepted(self) -> None:
        """
        The client is offered to be echoed for, and when it agrees keys mode is on.
        """
        player = self.telnet()
        self.assertEqual(player.sends(b"set keys on\r\n"), OFFER)
        self.assertEqual(player.sends(command(DO, ECHO)), b"")
        self.assertEqual(player.sends(command(DO, SGA)), KEYS_ON + KEYS_PROMPT)
        self.assertEqual(self.mode(player), "on")

    def test_accepted_in_the_other_order(self) -> None:
        """
        The order of the client's answers does not matter.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        self.assertEqual(player.sends(command(DO, SGA)), b"")
        self.assertEqual(player.sends(command(DO, ECHO)), KEYS_ON + KEYS_PROMPT)

    def test_no_call_is_left(self) -> None:
        """
        When the client has answered nothing waits for it any more.
        """
        for answer in (AGREE, REFUSE, command(DONT, SGA)):
            player = self.telnet()
            player.sends(b"set keys on\r\n")
            self.assertEqual(len(self.world.calls()), 1)
            player.sends(answer)
            self.assertEqual(self.world.calls(), [])

    def test_refused(self) -> None:
        """
        A client that refuses either is told why it cannot be; lines go on as before,
        and what it may have agreed to is taken back.
        """
        for answer, taken_back in (
            (REFUSE, b""),
            (command(DONT, ECHO) + command(DO, SGA), command(WONT, SGA)),
            (command(DO, ECHO) + command(DONT, SGA), command(WONT, ECHO)),
        ):
            player = self.telnet()
            player.sends(b"set keys on\r\n")
            told = player.sends(answer)
            self.assertTrue(told.startswith(taken_back + IMPOSSIBLE), told)
            self.assertTrue(told.endswith(b"\r\n" + PROMPT), told)
            self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)
            self.assertEqual(self.mode(player), "off")

    def test_no_answer(self) -> None:
        """
        No answer within two seconds is a no, and an agreement after that is taken
        back at once.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        self.world.clock.advance(ANSWER_SECONDS - 0.01)
        self.assertEqual(player.bytes_of_news(), b"")
        self.world.clock.advance(0.01)
        self.assertTrue(player.bytes_of_news().startswith(IMPOSSIBLE))
        self.assertEqual(player.sends(AGREE), TAKE_BACK)
        self.assertEqual(player.sends(REFUSE), b"")
        self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)

    def test_half_an_answer(self) -> None:
        """
        Half an agreement is none: after two seconds it is taken back.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        player.sends(command(DO, ECHO))
        self.world.clock.advance(ANSWER_SECONDS)
        told = player.bytes_of_news()
        self.assertTrue(told.startswith(command(WONT, ECHO) + IMPOSSIBLE), told)

    def test_again_after_a_refusal(self) -> None:
        """
        Who was refused may ask again.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        player.sends(REFUSE)
        self.assertEqual(player.sends(b"set keys on\r\n"), OFFER)
        self.assertEqual(player.sends(AGREE), KEYS_ON + KEYS_PROMPT)

    def test_not_telnet(self) -> None:
        """
        A peer that knows no telnet is told so at once, and offered nothing.
        """
        player = self.world.arrival()
        self.world.clock.advance(1)
        player.sends(b"lea\r\n")
        told = player.sends(b"set keys on\r\n")
        self.assertTrue(told.startswith(IMPOSSIBLE), told)
        self.assertNotIn(b"\xff", told)
        self.assertEqual(self.world.calls(), [])

    def test_clients_that_edit_lines_themselves(self) -> None:
        """
        MUD clients, whose users would be harmed by it, are offered nothing either.
        """
        for name in (
            *("MUDLET", "Mudlet", "TINYFUGUE", "tinyfugue", "TINTIN++"),
            *("Mudlet 4.17.2", "MUDLET 4.19.1-dev", "TinyFugue 5.0b8"),
        ):
            player = self.telnet(name, "ANSI")
            told = player.sends(b"set keys on\r\n")
            self.assertTrue(told.startswith(IMPOSSIBLE), told)
            self.assertNotIn(b"\xff", told)
            self.world.clock.advance(ANSWER_SECONDS)
            self.assertNotIn(command(WILL, SGA), player.wire.received)
            self.assertNotIn(command(WILL, ECHO), player.wire.received)
            self.assertEqual(self.mode(player), "off")

    def test_clients_that_are_called_alike(self) -> None:
        """
        A terminal whose name only begins like one of theirs is asked as all are.
        """
        for name in ("MUDLETTE", "xterm mudlet"):
            player = self.telnet(name)
            self.assertEqual(player.sends(b"set keys on\r\n"), OFFER)

    def test_lines_sent_meanwhile(self) -> None:
        """
        Lines that come while the client is waited for are done when it has answered.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\nboard\r\n")
        self.assertEqual(player.bytes_of_news(), b"")
        told = player.sends(AGREE)
        self.assertEqual(told, KEYS_ON + NOT_IN_ROOM + KEYS_PROMPT)

    def test_half_a_line_typed_meanwhile(self) -> None:
        """
        What was typed and not ended when keys mode begins is in the editor then.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\nboa")
        player.sends(AGREE)
        self.assertIn(NOT_IN_ROOM, player.sends(b"rd\r"))

    def test_news_while_the_client_is_waited_for(self) -> None:
        """
        What happens meanwhile is told when the client has answered, in its order.
        """
        player = self.telnet()
        other = self.room_with(player)
        player.sends(b"set keys on\r\n")
        other.says("leave")
        told = player.sends(AGREE)
        self.assertIn(KEYS_ON, told)
        self.assertIn(f"{other.called} has left the room.".encode(), told)

    def test_lost_while_the_client_is_waited_for(self) -> None:
        """
        Who is lost before having answered leaves nothing behind.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        player.vanishes()
        self.assertEqual(self.world.calls(), [])
        self.assertEqual(self.world.connections(), [])
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_stopped_while_the_client_is_waited_for(self) -> None:
        """
        A server that stops does not wait for the client.
        """
        player = self.telnet()
        player.sends(b"set keys on\r\n")
        self.world.stop()
        self.assertIn(sentences.STOPPING, player.news())
        self.assertTrue(player.gone)
        self.assertEqual(self.world.calls(), [])


class KeysTests(KeyboardCase):
    """
    What is typed in keys mode.
    """

    def test_keys_are_echoed(self) -> None:
        """
        Each key is shown as it is typed, at once.
        """
        player = self.with_keys()
        for key in (b"b", b"o", b"a"):
            player.wire.sends(key)
            self.assertEqual(player.bytes_of_news(), key)

    def test_enter(self) -> None:
        """
        Enter ends the line, however the client sends it, and the answer begins on the
        next, followed by one prompt.
        """
        player = self.with_keys()
        for enter in (b"\r", b"\r\0", b"\r\n", b"\n"):
            told = player.sends(b"board" + enter)
            self.assertEqual(told, b"board\r\n" + NOT_IN_ROOM + KEYS_PROMPT, enter)

    def test_editing(self) -> None:
        """
        A line can be changed before it is ended.
        """
        player = self.with_keys()
        player.sends(b"bxa\x1b[D\x7fo\x1b[Crd")
        self.assertIn(NOT_IN_ROOM, player.sends(b"\r"))

    def test_line_is_called_back(self) -> None:
        """
        Up brings the last line back.
        """
        player = self.with_keys()
        player.sends(b"board\r")
        self.assertIn(NOT_IN_ROOM, player.sends(b"\x1b[A\r"))

    def test_marker_and_digit(self) -> None:
        """
        On one's turn the arrows move the marker and Enter drops, or a digit by itself.
        """
        player = self.with_keys()
        other = self.room_with(player)
        player.sends(b"\x1b[C\x1b[C")
        self.assertIn(b" drops in column 6.", player.sends(b"\r"))
        other.says("1")
        player.bytes_of_news()
        self.assertIn(b" drops in column 2.", player.sends(b"2"))

    def test_news_redraw_the_line(self) -> None:
        """
        News that come while a line is half typed clear it, are told on a line of
        their own, and it is there again behind the prompt.
        """
        player = self.with_keys()
        other = self.room_with(player, playing=False)
        self.assertEqual(player.sends(b"boa"), b"boa")
        other.says("leave")
        told = player.bytes_of_news()
        news = f"{other.called} has left the room.\r\n".encode()
        self.assertTrue(told.startswith(CLEAR_LINE + news), told)
        self.assertTrue(told.endswith(b"> boa" + CLEAR_TO_END), told)
        self.assertNotIn(b"\r\n\r\n", told)
        self.assertIn(b"The game needs one more player", player.sends(b"rd\r"))

    def test_news_of_an_empty_line(self) -> None:
        """
        News that come while nothing is typed take the place of the prompt.
        """
        player = self.with_keys()
        other = self.room_with(player, playing=False)
        other.says("leave")
        told = player.bytes_of_news()
        self.assertTrue(told.startswith(CLEAR_LINE), told)
        self.assertTrue(told.endswith(b"> " + CLEAR_TO_END), told)

    def test_crash_of_the_handler(self) -> None:
        """
        Keys mode outlives the action handler, with what is half typed.
        """
        player = self.with_keys()
        told = player.sends(b"crash handler\rboa")
        self.flushLoggedErrors()
        self.assertIn(sentences.HANDLER_RESTARTED.encode(), told)
        self.assertTrue(told.endswith(b"\r" + PROMPT + b"boa" + CLEAR_TO_END), told)
        self.assertIn(NOT_IN_ROOM, player.sends(b"rd\r"))

    def test_stop_of_the_server(self) -> None:
        """
        The last sentence stands on a line of its own.
        """
        player = self.with_keys()
        player.sends(b"boa")
        self.world.stop()
        told = player.bytes_of_news()
        self.assertEqual(told, CLEAR_LINE + f"{sentences.STOPPING}\r\n".encode())

    def test_long_line_takes_one_row(self) -> None:
        """
        However long the line and small the window, it never takes more than one row.
        """
        player = self.with_keys()
        player.sends(window(20))
        player.sends(b"board\r")
        self.assert_one_row(player.sends(b"x" * 100), 20)

    def test_long_line_in_a_window_that_has_just_changed(self) -> None:
        """
        It is the window as it is now that counts, not as it was at the last prompt.
        """
        player = self.with_keys()
        player.sends(window(20))
        self.assert_one_row(player.sends(b"x" * 100), 20)

    def assert_one_row(self, told: bytes, columns: int) -> None:
        """
        Fail unless what was drawn last fits into a row.
        """
        shown = told.rsplit(b"\r", 1)[-1].replace(CLEAR_TO_END, b"")
        self.assertLess(len(shown), columns)
        self.assertNotIn(b"\n", told)


class EndOfRecordTests(KeyboardCase):
    """
    Keys mode of a client to which the end of each prompt is marked.
    """

    def mud_client(self) -> Player:
        """
        Such a client, in keys mode; it has read all.
        """
        player = self.telnet("CLIENT", "MTTS 13")
        player.sends(command(DO, END_OF_RECORD))
        player.sends(b"set keys on\r\n")
        player.sends(AGREE)
        return player

    def test_nothing_is_marked(self) -> None:
        """
        In keys mode no line ends in a mark, as it is drawn piece by piece: there are
        clients that begin a new line after each.
        """
        player = self.telnet("CLIENT", "MTTS 13")
        player.sends(command(DO, END_OF_RECORD))
        player.sends(b"set keys on\r\n")
        self.assertEqual(player.sends(AGREE), KEYS_ON + KEYS_PROMPT)
        other = self.room_with(player, playing=False)
        self.assertEqual(player.sends(b"b"), b"b")
        other.says("leave")
        told = player.bytes_of_news()
        self.assertTrue(told.endswith(b"> b" + CLEAR_TO_END), told)

    def test_after_keys_mode(self) -> None:
        """
        Lines of a client that has left keys mode have one mark each, as before.
        """
        player = self.mud_client()
        player.sends(b"set keys off\r")
        player.sends(REFUSE)
        self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT + PROMPT_END)


class SwitchOffTests(KeyboardCase):
    """
    The end of keys mode.
    """

    def test_set_keys_off(self) -> None:
        """
        The client is asked to echo itself again, and lines are lines.
        """
        player = self.with_keys()
        told = player.sends(b"set keys off\r")
        echo = b"set keys off\r\n"
        self.assertEqual(told, echo + TAKE_BACK + KEYS_OFF + PROMPT)
        self.assertEqual(player.sends(REFUSE), b"")
        self.assertEqual(player.sends(b"boa"), b"")
        self.assertEqual(player.sends(b"rd\r\n"), NOT_IN_ROOM + PROMPT)
        self.assertEqual(self.mode(player), "off")

    def test_on_again(self) -> None:
        """
        Keys mode can be had again, also before the client has confirmed its end.
        """
        player = self.with_keys()
        player.sends(b"set keys off\r")
        player.sends(REFUSE)
        self.assertEqual(player.sends(b"set keys on\r\n"), OFFER)
        self.assertEqual(player.sends(AGREE), KEYS_ON + KEYS_PROMPT)
        player.sends(b"set keys off\r")
        self.assertEqual(player.sends(b"set keys on\r\n"), b"")
        self.assertEqual(player.sends(REFUSE), OFFER)
        self.assertEqual(player.sends(AGREE), KEYS_ON + KEYS_PROMPT)

    def test_off_when_it_is_off(self) -> None:
        """
        Switching off what is off asks the client nothing.
        """
        player = self.telnet()
        self.assertNotIn(b"\xff", player.sends(b"set keys off\r\n"))

    def test_client_ends_it(self) -> None:
        """
        A client that takes its agreement back ends keys mode, and is told so.
        """
        for option in (ECHO, SGA):
            player = self.with_keys()
            told = player.sends(command(DONT, option))
            for taken_back in (ECHO, SGA):
                self.assertIn(command(WONT, taken_back), told)
            self.assertTrue(told.endswith(b"\r\n" + KEYS_OFF + PROMPT), told)
            self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)
            self.assertEqual(self.mode(player), "off")

    def test_json_mode(self) -> None:
        """
        ``mode json`` ends keys mode; nothing but JSON follows.
        """
        player = self.with_keys()
        told = player.sends(b"mode json\r")
        self.assertTrue(told.startswith(b"mode json\r\n" + TAKE_BACK + b"{"), told)
        self.assertTrue(told.endswith(b"}\r\n"), told)
        self.assertEqual(player.sends(REFUSE), b"")
        told = player.sends(b'{"cmd": "board", "id": 1}\r\n')
        self.assertTrue(told.startswith(b'{"re":1,"error":"not_in_room"'), told)
        player.sends(b'{"cmd": "mode", "mode": "text"}\r\n')
        self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)

    def test_no_keys_in_json_mode(self) -> None:
        """
        A program cannot ask for keys mode.
        """
        player = self.telnet()
        player.sends(b"mode json\r\n")
        told = player.sends(b'{"cmd": "set", "setting": "keys", "value": "on"}\r\n')
        self.assertIn(b'"error":', told)
        self.assertNotIn(b"\xff", told)
        player.sends(b'{"cmd": "mode", "mode": "text"}\r\n')
        self.assertEqual(self.mode(player), "off")
