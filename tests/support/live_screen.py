"""
What a live client has been shown, and waiting for more of it.
"""

from __future__ import annotations

import codecs
import re

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime

WAIT_SECONDS = 15.0

# RFC 854 and 855: what stands between the text, whole, and where it begins.
_COMMAND = re.compile(
    rb"\xff(?:[\xfb-\xfe].|\xfa(?:[^\xff]|\xff[^\xf0])*\xff\xf0|[^\xfa-\xfe])",
    re.DOTALL,
)
_IAC = b"\xff"


class Missed(AssertionError):
    """
    What was waited for did not come.
    """


class Untelnet:
    """
    Takes telnet's commands out of what a server sends, however that is cut.
    """

    def __init__(self) -> None:
        self._begun = b""

    def text(self, data: bytes) -> bytes:
        """
        What is left of some more bytes.
        """
        if not self._begun and _IAC not in data:
            return data
        data = self._begun + data
        kept = bytearray()
        at = 0
        while (start := data.find(_IAC, at)) >= 0:
            kept += data[at:start]
            command = _COMMAND.match(data, start)
            if command is None:
                self._begun = data[start:]
                return bytes(kept)
            if command[0] == _IAC + _IAC:
                kept += _IAC
            at = command.end()
        self._begun = b""
        return bytes(kept + data[at:])


class Screen:
    """
    The text of one client: carriage returns and telnet's commands taken out, read from
    front to back.

    :ivar over: whether no more will come.
    :ivar raw: the bytes as they came.
    :ivar shown: the bytes without telnet's commands.
    """

    def __init__(self, name: str, clock: IReactorTime) -> None:
        self.name = name
        self.over = False
        self.raw = bytearray()
        self.shown = bytearray()
        self._untelnet = Untelnet()
        self._clock = clock
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._seen: list[str] = []
        self._unseen = ""
        self._wanted: re.Pattern[str] | None = None
        self._waiter: Deferred[re.Match[str]] | None = None
        self._ends: list[Deferred[None]] = []

    @property
    def transcript(self) -> str:
        """
        All that was shown so far.
        """
        return "".join(self._seen) + self._unseen

    @property
    def unseen(self) -> str:
        """
        What came after all that was waited for.
        """
        return self._unseen

    def feed(self, data: bytes) -> None:
        """
        The client was sent this.
        """
        self.raw += data
        shown = self._untelnet.text(data)
        self.shown += shown
        self._unseen += self._decoder.decode(shown).replace("\r", "")
        self._look()

    def finish(self) -> None:
        """
        No more will come.
        """
        self.over = True
        self._look()
        ends, self._ends = self._ends, []
        for end in ends:
            end.callback(None)

    async def expect(self, text: str, seconds: float = WAIT_SECONDS) -> str:
        """
        Wait for a text; gives all that came up to its end.
        """
        match = await self.search(re.escape(text), seconds)
        return match.string[: match.end()]

    def search(
        self, pattern: str, seconds: float = WAIT_SECONDS
    ) -> Deferred[re.Match[str]]:
        """
        Wait for a match, and take all up to its end as seen.
        """
        if self._waiter is not None:
            raise RuntimeError(f"{self.name} is waited for already")
        self._wanted = re.compile(pattern)
        waiter: Deferred[re.Match[str]] = Deferred(self._forget)
        self._waiter = waiter
        waiter.addTimeout(seconds, self._clock, self._timed_out)
        self._look()
        return waiter

    async def ended(self, seconds: float = WAIT_SECONDS) -> str:
        """
        Wait until no more will come; gives all that was not seen before.
        """
        if not self.over:
            end: Deferred[None] = Deferred()
            self._ends.append(end)
            end.addTimeout(seconds, self._clock)
            try:
                await end
            except Exception as error:
                tail = self._unseen[-2000:]
                raise Missed(f"{self.name} did not end; unseen: {tail!r}") from error
        rest, self._unseen = self._unseen, ""
        self._seen.append(rest)
        return rest

    def _look(self) -> None:
        if self._waiter is None or self._wanted is None:
            return
        match = self._wanted.search(self._unseen)
        if match is not None:
            self._seen.append(self._unseen[: match.end()])
            self._unseen = self._unseen[match.end() :]
            waiter, self._waiter = self._waiter, None
            waiter.callback(match)
        elif self.over:
            waiter, self._waiter = self._waiter, None
            waiter.errback(self._missed("ended"))

    def _forget(self, _: object) -> None:
        self._waiter = None

    def _timed_out(self, result: object, seconds: float) -> object:
        raise self._missed(f"showed nothing more in {seconds} s")

    def _missed(self, how: str) -> Missed:
        wanted = "" if self._wanted is None else self._wanted.pattern
        return Missed(
            f"{self.name} {how} without {wanted!r}; unseen: {self._unseen[-2000:]!r}"
        )
