"""
The action handler: what takes a player's lines and news, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from connect4tx.net.mailbox import Mailbox
from connect4tx.net.output import Output
from connect4tx.play.updates import Update
from connect4tx.supervision.node import Node
from connect4tx.terminal.conversation import Conversation

# Of one peer, before the others have their turn.
ITEMS_IN_A_TURN = 32
# More is sent at once: whether a peer reads shows only in what was written.
SAID_AT_ONCE = 64


Acting = Coroutine[Deferred[Any], Any, None]


class Handler:
    """
    One incarnation of the action handler; what is said goes out when nothing waits.

    It is a coroutine only while it acts on a line: news come often, and to resume a
    coroutine would take longer than to tell them.

    :param prompt: gives the line on which the player types.
    :param line_taken: called when a line has been acted on.
    """

    __slots__ = (
        "_acting",
        "_conversation",
        "_ended",
        "_line_taken",
        "_mailbox",
        "_node",
        "_output",
        "_prompt",
        "_waiting",
    )

    def __init__(
        self,
        *,
        conversation: Conversation,
        mailbox: Mailbox,
        output: Output,
        node: Node,
        prompt: Callable[[Conversation], bytes],
        line_taken: Callable[[], object],
    ) -> None:
        self._conversation = conversation
        self._mailbox = mailbox
        self._output = output
        self._node = node
        self._prompt = prompt
        self._line_taken = line_taken
        self._acting: Acting | None = None
        self._waiting: Deferred[Any] | None = None
        self._ended: Deferred[None] = Deferred(self._cancelled)

    def run(self) -> Deferred[None]:
        """
        Take items from now on; fires when the conversation is over, fails as it does.
        """
        self._go_on()
        return self._ended

    def _go_on(self) -> None:
        """
        Take what there is; the mailbox does not wake who is awake.
        """
        if self._ended.called:
            return
        self._mailbox.taker = None
        try:
            self._take_items()
        except Exception:  # noqa: BLE001 - a bug ends this incarnation
            self._fail(Failure())

    def _take_items(self) -> None:
        conversation, mailbox = self._conversation, self._mailbox
        output = self._output
        for _ in range(ITEMS_IN_A_TURN):
            if conversation.over:
                self._end()
                return
            item = mailbox.take()
            if item is None:
                self._rest()
                return
            if len(output.said) > SAID_AT_ONCE:
                output.flush()
            if type(item) is Update:
                conversation.hear(item)
            else:
                is_line = type(item) is str
                take = conversation.take_line if is_line else conversation.take
                acting: Acting = take(item)  # type: ignore[arg-type]
                try:
                    waiting = acting.send(None)
                except StopIteration:
                    # As nearly always: nothing had to be waited for.
                    self._line_taken()
                else:
                    self._work(acting, waiting)
                    return
        output.flush()
        self._node.soon(self._go_on)

    def _rest(self) -> None:
        """
        There is nothing to do: the player has the word.
        """
        output, mailbox = self._output, self._mailbox
        if mailbox.lines:
            output.flush()
        elif output.said or not output.at_prompt:
            output.flush_with(self._prompt(self._conversation))
        mailbox.taker = self._go_on

    def _work(self, acting: Acting, waiting: Deferred[Any]) -> None:
        """
        Go on when what is being done has what it waits for.

        By hand: each move waits for the journal, and ``Deferred.fromCoroutine`` would
        take as long again as the rest of the waiting.
        """
        self._acting, self._waiting = acting, waiting
        waiting.addBoth(self._resume)

    def _resume(self, result: object) -> None:
        acting, self._acting, self._waiting = self._acting, None, None
        if acting is None:
            return
        try:
            if isinstance(result, Failure):
                waiting = acting.throw(cast(BaseException, result.value))
            else:
                # A Deferred gives its result itself to the coroutine that awaits it.
                waiting = acting.send(None)
        except StopIteration:
            self._line_taken()
            self._go_on()
            if self._output.is_urgent:
                self._output.is_urgent = False
                self._output.send_pending()
        except Exception:  # noqa: BLE001 - a bug ends this incarnation
            self._fail(Failure())
        else:
            self._work(acting, waiting)

    def _end(self) -> None:
        self._stop()
        self._output.flush()
        self._ended.callback(None)

    def _fail(self, failure: Failure) -> None:
        self._stop()
        if not self._ended.called:
            self._ended.errback(failure)

    def _cancelled(self, _: Deferred[None]) -> None:
        self._stop()

    def _stop(self) -> None:
        """
        Take nothing any more, and leave what is being done.
        """
        self._mailbox.taker = None
        waiting = self._waiting
        if waiting is not None:
            waiting.cancel()
