"""
Lines that are not shown, and Ctrl-C, Ctrl-Z and Ctrl-D.
"""

from __future__ import annotations

from connect4tx.net.telnet.protocol import (
    DO,
    DONT,
    ECHO,
    EOF,
    IP,
    NAWS,
    SUSP,
    TIMING_MARK,
    TTYPE,
    WILL,
    WONT,
    command,
)
from connect4tx.terminal import sentences
from tests.net.keyboard_case import (
    ANSWER_SECONDS,
    CLEAR_LINE,
    CLEAR_TO_END,
    KEYS_PROMPT,
    NOT_IN_ROOM,
    PROMPT,
    SECRET_PROMPT,
    SECRET_SHOWN,
    KeyboardCase,
    told_length,
)
from tests.support.net_telnet import TELLS_NOTHING, client_named, window


class SecretTests(KeyboardCase):
    """
    A line that is not shown.
    """

    def test_hidden_and_shown_again(self) -> None:
        """
        The client is asked not to echo, then asked the question; when the line has
        come it echoes again, and the answer begins on the next line, as the client
        did not show the Enter either.
        """
        player = self.telnet()
        self.assertEqual(player.sends(b"secret\r\n"), command(WILL, ECHO))
        self.assertEqual(player.sends(command(DO, ECHO)), SECRET_PROMPT)
        told = player.sends(b"sesame\r\n")
        answer = b"\r\n" + told_length(6) + PROMPT
        self.assertEqual(told, command(WONT, ECHO) + answer)
        self.assertEqual(player.sends(command(DONT, ECHO)), b"")
        self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)

    def test_again(self) -> None:
        """
        It works as often as it is asked for, however late the client confirms.
        """
        player = self.telnet()
        for confirms in (True, False, True):
            asked = player.sends(b"secret\r\n") + player.sends(command(DO, ECHO))
            self.assertTrue(asked.endswith(SECRET_PROMPT), asked)
            told = player.sends(b"sesame\r\n")
            self.assertTrue(told.endswith(b"\r\n" + told_length(6) + PROMPT), told)
            if confirms:
                self.assertEqual(player.sends(command(DONT, ECHO)), b"")
            else:
                self.assertEqual(player.sends(b"secret\r\n"), b"")
                offer = player.sends(command(DONT, ECHO))
                self.assertEqual(offer, command(WILL, ECHO))
                player.sends(command(DO, ECHO))
                player.sends(b"sesame\r\n")
                player.sends(command(DONT, ECHO))

    def test_client_that_refuses(self) -> None:
        """
        A client that refuses shows what is typed, and that is said.
        """
        player = self.telnet()
        player.sends(b"secret\r\n")
        told = player.sends(command(DONT, ECHO))
        self.assertEqual(told, SECRET_SHOWN + SECRET_PROMPT)
        self.assertEqual(player.sends(b"sesame\r\n"), told_length(6) + PROMPT)

    def test_client_that_does_not_answer(self) -> None:
        """
        No answer within two seconds is a no.
        """
        player = self.telnet()
        player.sends(b"secret\r\n")
        self.world.clock.advance(ANSWER_SECONDS)
        self.assertEqual(player.bytes_of_news(), SECRET_SHOWN + SECRET_PROMPT)
        self.assertEqual(player.sends(command(DO, ECHO)), command(WONT, ECHO))
        self.assertEqual(player.sends(b"sesame\r\n"), told_length(6) + PROMPT)

    def test_not_telnet(self) -> None:
        """
        A peer that knows no telnet is told at once, without an option byte.
        """
        player = self.world.arrival()
        self.world.clock.advance(1)
        player.sends(b"lea\r\n")
        self.assertEqual(player.sends(b"secret\r\n"), SECRET_SHOWN + SECRET_PROMPT)
        self.assertEqual(player.sends(b"sesame\r\n"), told_length(6) + PROMPT)

    def test_client_that_agrees_and_shows(self) -> None:
        """
        A client without a window and without a type, as curl is, agrees to anything
        and goes on showing what is typed: it is not asked, and its player is told.
        """
        curl = command(WONT, TTYPE) + command(WILL, NAWS) + window(0, 0)
        player = self.world.player(client=curl)
        player.bytes_of_news()
        self.assertEqual(player.sends(b"secret\r\n"), SECRET_SHOWN + SECRET_PROMPT)
        self.assertEqual(player.sends(b"sesame\r\n"), told_length(6) + PROMPT)
        self.assertNotIn(command(WILL, ECHO), player.wire.received)
        self.assertEqual(self.world.calls(), [])

    def test_client_that_has_only_a_type_or_a_window(self) -> None:
        """
        A client with either of them, or that refuses both, is asked.
        """
        for client in (
            client_named("vt100", columns=0),
            command(WONT, TTYPE) + command(WILL, NAWS) + window(80),
            TELLS_NOTHING,
        ):
            player = self.world.player(client=client)
            player.bytes_of_news()
            self.assertEqual(player.sends(b"secret\r\n"), command(WILL, ECHO))
            player.sends(command(DO, ECHO))
            player.leaves()

    def test_too_long(self) -> None:
        """
        That a hidden line was too long is said on a new line, as its Enter was not
        shown; and the question comes again, still hidden.
        """
        player = self.telnet()
        player.sends(b"secret\r\n")
        player.sends(command(DO, ECHO))
        told = player.sends(b"x" * 600 + b"\r\n")
        self.assertTrue(told.startswith(b"\r\nThat line was longer than 512 "), told)
        self.assertTrue(told.endswith(b"\r\n" + SECRET_PROMPT), told)
        self.assertEqual(told.count(b"\n"), 2)
        self.assertNotIn(command(WONT, ECHO), told)
        answer = command(WONT, ECHO) + b"\r\n" + told_length(6) + PROMPT
        self.assertEqual(player.sends(b"sesame\r\n"), answer)
        told = player.sends(command(DONT, ECHO) + b"x" * 600 + b"\r\n")
        self.assertTrue(told.startswith(b"That line was longer "), told)

    def test_end_of_file(self) -> None:
        """
        Ctrl-D says nothing while a secret is asked; the question comes again.
        """
        player = self.telnet()
        player.sends(b"secret\r\n")
        player.sends(command(DO, ECHO))
        for sent in (b"\x04", command(EOF)):
            self.assertEqual(player.sends(sent), b"\r\n" + SECRET_PROMPT)
        self.assertIn(told_length(6), player.sends(b"sesame\r\n"))

    def test_in_keys_mode(self) -> None:
        """
        In keys mode the line is simply not shown, and cannot be brought back.
        """
        player = self.with_keys()
        told = player.sends(b"secret\r")
        self.assertTrue(told.endswith(b"\r" + SECRET_PROMPT + CLEAR_TO_END), told)
        self.assertEqual(player.sends(b"sesame"), b"")
        told = player.sends(b"\r")
        self.assertEqual(told, b"\r\n" + told_length(6) + KEYS_PROMPT)
        self.assertEqual(player.sends(b"boa"), b"boa")
        player.sends(b"\x15")
        self.assertNotIn(b"sesame", player.sends(b"\x1b[A\x1b[A\x1b[A"))
        self.assertEqual(self.world.calls(), [])

    def test_line_is_no_command(self) -> None:
        """
        Whatever the line is, it is not done, only counted.
        """
        player = self.telnet()
        for line in ("", "quit", "create", "\u00e9t\u00e9"):
            player.sends(b"secret\r\n")
            player.sends(command(DO, ECHO))
            told = player.sends(f"{line}\r\n".encode())
            self.assertIn(told_length(len(line)), told)
            player.sends(command(DONT, ECHO))
        self.assertFalse(player.gone)
        self.assertEqual(len(self.world.supervisor("rooms").children()), 0)

    def test_news_meanwhile(self) -> None:
        """
        News do not harm a line that is being typed unseen; the question comes again.
        """
        player = self.telnet()
        other = self.room_with(player, playing=False)
        player.sends(b"secret\r\n")
        player.sends(command(DO, ECHO) + b"ses")
        other.says("leave")
        told = player.bytes_of_news()
        self.assertIn(b"has left the room.", told)
        self.assertTrue(told.endswith(b"\r\n" + SECRET_PROMPT), told)
        self.assertIn(told_length(6), player.sends(b"ame\r\n"))

    def test_lost_meanwhile(self) -> None:
        """
        Who is lost while it is asked for leaves nothing behind.
        """
        for answer in (b"", command(DO, ECHO)):
            player = self.telnet()
            player.sends(b"secret\r\n")
            player.sends(answer)
            player.vanishes()
            self.assertEqual(self.world.calls(), [])
            self.assertEqual(self.world.connections(), [])


class ControlTests(KeyboardCase):
    """
    Ctrl-C, Ctrl-Z and Ctrl-D.
    """

    def test_interrupt(self) -> None:
        """
        Ctrl-C forgets what is typed and gives the prompt again, on a new line.
        """
        player = self.telnet()
        mark = command(WONT, TIMING_MARK)
        for sent, answer in (
            (b"\x03", b""),
            (command(IP), b""),
            (command(IP) + command(DO, TIMING_MARK), mark),
        ):
            told = player.sends(b"nonsense" + sent)
            self.assertEqual(told, answer + b"\r\n" + PROMPT, sent)
            self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)

    def test_suspend(self) -> None:
        """
        Ctrl-Z gives the prompt again, and keeps what is typed.
        """
        player = self.telnet()
        told = player.sends(b"boa" + command(SUSP))
        self.assertEqual(told, b"\r\n" + PROMPT)
        self.assertEqual(player.sends(b"rd\r\n"), NOT_IN_ROOM + PROMPT)

    def test_end_of_file(self) -> None:
        """
        Ctrl-D asks whether one wants to go, and nobody goes because of it.
        """
        player = self.telnet()
        asked = f"\r\n{sentences.ASK_TO_QUIT}\r\n".encode()
        for sent in (b"\x04", command(EOF)):
            self.assertEqual(player.sends(sent), asked + PROMPT)
            self.assertEqual(player.sends(b"board\r\n"), NOT_IN_ROOM + PROMPT)
        self.assertFalse(player.gone)

    def test_before_the_greeting(self) -> None:
        """
        Before the greeting none of them is answered, but the end of file after it.
        """
        player = self.world.arrival()
        player.bytes_of_news()
        self.assertEqual(player.sends(b"nonsense\x03\x04"), b"")
        self.world.clock.advance(1)
        told = player.news()
        self.assertLess(told.index("connect4tx"), told.index(sentences.ASK_TO_QUIT))
        self.assertTrue(told.endswith(f"\n{sentences.NAME_PROMPT}"), told)
        self.assertEqual(told.count(sentences.NAME_PROMPT), 1)

    def test_interrupt_in_keys_mode(self) -> None:
        """
        In keys mode Ctrl-C is shown, and the next line is empty.
        """
        player = self.with_keys()
        told = player.sends(b"nonsense\x03")
        self.assertEqual(told, b"nonsense^C\r\n" + KEYS_PROMPT)
        self.assertIn(NOT_IN_ROOM, player.sends(b"board\r"))

    def test_interrupt_by_command_in_keys_mode(self) -> None:
        """
        It does not matter whether the client sends the key or the command for it.
        """
        player = self.with_keys()
        player.sends(b"nonsense")
        told = player.sends(command(IP) + command(DO, TIMING_MARK))
        self.assertTrue(told.endswith(KEYS_PROMPT), told)
        self.assertIn(NOT_IN_ROOM, player.sends(b"board\r"))

    def test_suspend_in_keys_mode(self) -> None:
        """
        Ctrl-Z, as a command, shows the line again as it was.
        """
        player = self.with_keys()
        player.sends(b"boa")
        told = player.sends(command(SUSP))
        self.assertTrue(told.endswith(b"\r" + PROMPT + b"boa" + CLEAR_TO_END), told)
        self.assertIn(NOT_IN_ROOM, player.sends(b"rd\r"))

    def test_end_of_file_in_keys_mode(self) -> None:
        """
        Ctrl-D on an empty line asks whether one wants to go; in a line it does not.
        """
        player = self.with_keys()
        asked = f"{sentences.ASK_TO_QUIT}\r\n".encode()
        for _ in range(2):
            told = player.sends(b"\x04")
            self.assertEqual(told, CLEAR_LINE + asked + KEYS_PROMPT)
        self.assertNotIn(asked, player.sends(b"boa\x04"))
        self.assertFalse(player.gone)

    def test_quit_after_it(self) -> None:
        """
        Who types quit then goes.
        """
        for player in (self.telnet(), self.with_keys()):
            player.sends(b"\x04")
            told = player.sends(b"quit\r")
            self.assertTrue(told.endswith(f"{sentences.GOODBYE}\r\n".encode()), told)
            self.assertTrue(player.gone)
