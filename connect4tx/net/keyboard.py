"""
Who echoes and edits what a player types: the client, as usual, or this server.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IDelayedCall

from connect4tx.net.telnet.codec import TelnetCodec
from connect4tx.net.telnet.events import OptionChanged
from connect4tx.net.telnet.protocol import ECHO, NAWS, SGA, Side
from connect4tx.supervision.node import Node
from connect4tx.terminal.editor import Editor
from connect4tx.terminal.grammar import VERBS
from connect4tx.terminal.views import Client

# What a client has for its answer, before it counts as a no.
ANSWER_SECONDS = 2.0

# Clients that edit lines themselves: ECHO + SGA is refused, warned of, or makes them
# show what has no line end half a second late.
_LINES_ONLY = frozenset({"MUDLET", "TINTIN++", "TINYFUGUE"})


class Keyboard:
    """
    Keys mode and hidden input, and the telnet options for them: ECHO hides, ECHO with
    SGA makes a client send each key.

    :ivar editor: edits what is typed, in keys mode; else None.
    :ivar hidden: whether the client was asked to hide the line that is typed.
    :param send: sends what the codec has to say.
    :param on_lost: called when the client ends keys mode by itself.
    """

    def __init__(
        self,
        *,
        codec: TelnetCodec,
        node: Node,
        send: Callable[[], object],
        on_lost: Callable[[], object],
    ) -> None:
        self._codec = codec
        self._node = node
        self._send = send
        self._on_lost = on_lost
        self._offered: tuple[int, ...] = ()
        self._answer: Deferred[bool] | None = None
        self._no_answer: IDelayedCall | None = None
        self.editor: Editor | None = None
        self.hidden = False

    def switch_keys(self, on: bool, client: Client) -> Deferred[bool]:
        """
        Ask the client for each key as it is typed, or for lines again.
        """
        if not on:
            self._back_to_lines()
            return succeed(False)
        names = {name.upper().partition(" ")[0] for name in client.types}
        if not client.telnet or _LINES_ONLY & names:
            return succeed(False)
        return self._offer(ECHO, SGA)

    def hide_input(self, on: bool, client: Client) -> Deferred[bool]:
        """
        Ask the client not to show the next line, or to show lines again.
        """
        if self.editor is not None:
            self.editor.secret = on
            return succeed(on)
        if not on:
            self.hidden = False
            self._codec.withdraw(ECHO)
            self._send()
            return succeed(False)
        has_no_window = self._codec.is_on(Side.THEIRS, NAWS) and not client.width
        if not client.telnet or (has_no_window and not client.types):
            # The second is curl, which agrees, and goes on showing what is typed.
            return succeed(False)
        return self._offer(ECHO)

    def option_changed(self, event: OptionChanged) -> None:
        """
        The client has agreed or refused, or has changed its mind.
        """
        if event.side is not Side.OURS or event.option not in (ECHO, SGA):
            return
        if self.editor is not None and not event.on:
            self._back_to_lines()
            self._on_lost()
        elif self.hidden and not event.on:
            self.hidden = False
        elif event.option in self._offered and not event.on:
            self._settle(False)
        elif all(self._codec.is_on(Side.OURS, option) for option in self._offered):
            self._settle(True)

    def stop(self) -> None:
        """
        The connection is gone.
        """
        self._settle(False)

    def _offer(self, *options: int) -> Deferred[bool]:
        """
        Fires with whether the client has agreed to all of these.
        """
        answer: Deferred[bool] = Deferred()
        self._answer = answer
        self._offered = options
        clock = self._node.clock
        self._no_answer = clock.callLater(ANSWER_SECONDS, self._settle, False)
        for option in options:
            self._codec.offer(option)
        if all(self._codec.is_on(Side.OURS, option) for option in options):
            self._settle(True)
        self._send()
        return answer

    def _settle(self, agreed: bool) -> None:
        answer, self._answer = self._answer, None
        offered, self._offered = self._offered, ()
        if self._no_answer is not None and self._no_answer.active():
            self._no_answer.cancel()
        self._no_answer = None
        if answer is None:
            return
        if not agreed:
            for option in offered:
                self._codec.withdraw(option)
            self._send()
        elif SGA in offered:
            self._codec.raw = True
            self.editor = Editor(words=[verb.name for verb in VERBS])
        else:
            self.hidden = True
        self._node.soon(answer.callback, agreed)

    def _back_to_lines(self) -> None:
        self.editor = None
        self._codec.raw = False
        for option in (ECHO, SGA):
            self._codec.withdraw(option)
        self._send()
