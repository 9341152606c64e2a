"""
The two syntaxes, one grammar: ``verb words... --key=value``, in any order.

The original's ``move --col=3`` counts from 0; a bare column is as printed, from 1.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from connect4tx.play.clocks import USUAL_CONTROL, TimeControl, read_control
from connect4tx.play.commands import (
    Abort,
    Accept,
    Cancel,
    Claim,
    ClaimGame,
    ComeBack,
    CreateRoom,
    Decline,
    DropDisc,
    JoinRoom,
    LeaveRoom,
    MatchPlayer,
    Offering,
    PlayBot,
    ResetRoom,
    Resign,
    StartGame,
    Watch,
)
from connect4tx.play.events import OfferKind, RoomCode
from connect4tx.play.rejections import Reason, Rejected, rejected
from connect4tx.play.robots import LEVELS
from connect4tx.terminal.clean import clean, symbol_of
from connect4tx.terminal.commands import (
    AskHint,
    AskPuzzle,
    AskSecret,
    ChangeMode,
    ChangeSetting,
    Chat,
    Command,
    Crash,
    EndReplay,
    ExportGame,
    Ignore,
    ListGames,
    ListPlayers,
    ListSeeks,
    Quit,
    ReplayGame,
    Resume,
    ReviewGame,
    Say,
    ShowBoard,
    ShowClock,
    ShowColumn,
    ShowGame,
    ShowHelp,
    ShowLast,
    ShowLimits,
    ShowMore,
    ShowOpen,
    ShowRow,
    ShowSolution,
    ShowTree,
    SolvePuzzle,
    StepTo,
    TakeName,
    TellFacts,
    TellPlayer,
    Unignore,
)
from connect4tx.terminal.settings import is_setting

FACTS_AT_MOST = 20
NAME_CELLS = 40
QUOTED_CELLS = 30
TALK_CELLS = 200

Parsed = Command | Rejected


# As players write them; Python would read 1_000 too, and thousands of digits not.
_WHOLE = re.compile(r"[0-9]{1,12}")
_NEARLY_WHOLE = re.compile(r"#?(-?[0-9]{1,12})\.?")


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text.removeprefix("-")):
        raise ValueError(text)
    return int(text)


class _Refused(Exception):
    """
    Carries a rejection out of the reading of an argument.
    """

    def __init__(self, rejection: Rejected) -> None:
        super().__init__(rejection.reason.value)
        self.rejection = rejection


@dataclass(frozen=True, slots=True)
class Arguments:
    """
    The words and options after a verb.
    """

    verb: str
    words: list[str]
    options: dict[str, str]

    def text(self, key: str, *, needed: bool = False) -> str:
        """
        An option's value, or else the next word.
        """
        value = self.options.get(key)
        if value is None and self.words:
            value = self.words.pop(0)
        if needed and not value:
            raise _Refused(rejected(Reason.MISSING_ARGUMENT, verb=self.verb, key=key))
        return value or ""

    def number(self, key: str, default: int) -> int:
        """
        A whole number given as an option.
        """
        value = self.options.get(key)
        return default if value is None else self.whole(key, value)

    def whole(self, key: str, value: str) -> int:
        """
        A text as a whole number.
        """
        try:
            return _whole(value)
        except ValueError:
            shown = clean(value, QUOTED_CELLS)
            raise _Refused(
                rejected(Reason.BAD_NUMBER, verb=self.verb, key=key, value=shown)
            ) from None

    def switch(self, key: str) -> bool:
        """
        Whether an option stands there, or is on.
        """
        value = self.options.get(key, "off").lower()
        return value not in {"off", "no", "false", "0"}

    def symbol(self) -> str | None:
        """
        The symbol asked for, if any.
        """
        text = self.text("symbol")
        if not text and "symbol" not in self.options:
            return None
        symbol = symbol_of(text)
        if symbol is None:
            raise _Refused(rejected(Reason.BAD_SYMBOL, value=clean(text, QUOTED_CELLS)))
        return symbol


@dataclass(frozen=True, slots=True)
class Verb:
    """
    A command's name, its options, and how to read it.

    :ivar switches: those of its options that need no value.
    :ivar rest: whether the last of its options is the rest of the line, as typed.
    """

    name: str
    read: Callable[[Arguments], Command]
    options: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    rest: bool = False
    switches: frozenset[str] = frozenset()


def _create(given: Arguments) -> Command:
    name = given.options.get("name")
    if name is None:
        name = " ".join(given.words)
        given.words.clear()
    return CreateRoom(
        clean(name, NAME_CELLS),
        given.number("cols", 7),
        given.number("rows", 6),
        given.number("connect", 4),
        given.number("players", 2),
        given.symbol(),
        _control(given.options.get("clock", UNTIMED)),
        given.switch("private"),
    )


def _join(given: Arguments) -> Command:
    code = clean(given.text("code", needed=True), QUOTED_CELLS)
    return JoinRoom(RoomCode(code.upper()), given.symbol())


def _move(given: Arguments) -> Command:
    if "col" in given.options:
        return DropDisc(given.number("col", 0), as_printed=False)
    return DropDisc(_printed(given, "col") - 1)


def _printed(given: Arguments, key: str) -> int:
    """
    The number of a column or row, as printed.
    """
    return given.whole(key, given.text(key, needed=True))


def _setting(given: Arguments) -> Command:
    """
    ``set NAME VALUE`` or ``set NAME=VALUE``.
    """
    setting, _, value = given.text("setting").partition("=")
    return ChangeSetting(setting.lower(), (value or given.text("value")).lower())


def _facts(given: Arguments) -> Command:
    word = given.text("number") or "1"
    number = given.whole("number", word)
    if not 1 <= number <= FACTS_AT_MOST:
        raise _Refused(
            rejected(
                Reason.BAD_NUMBER,
                verb="funfacts",
                key="number",
                value=clean(word, QUOTED_CELLS),
            )
        )
    return TellFacts(number)


def _name(given: Arguments) -> str:
    return clean(given.text("name", needed=True), NAME_CELLS)


def _word(given: Arguments, key: str) -> str:
    return clean(given.text(key, needed=True).lower(), QUOTED_CELLS)


def _language(given: Arguments) -> Command:
    return ChangeSetting("lang", _word(given, "lang"))


def _back(given: Arguments) -> Command:
    words = [given.text("token", needed=True), *given.words]
    given.words.clear()
    return ComeBack(clean(" ".join(words), QUOTED_CELLS))


def _claim(given: Arguments) -> Command:
    what = _word(given, "what")
    try:
        return ClaimGame(Claim(what))
    except ValueError:
        raise _Refused(rejected(Reason.BAD_CLAIM, value=what)) from None


def _game(given: Arguments, *, needed: bool = False) -> tuple[RoomCode, int]:
    """
    A game's code: the room's, and perhaps its number after a full stop.
    """
    typed = given.text("game", needed=needed)
    code, _, number = typed.partition(".")
    if number and not (code and _WHOLE.fullmatch(number) and int(number)):
        value = clean(typed.upper(), QUOTED_CELLS)
        raise _Refused(rejected(Reason.NO_SUCH_GAME, value=value))
    return RoomCode(clean(code, QUOTED_CELLS).upper()), int(number or 0)


def _export(given: Arguments) -> Command:
    game = _game(given, needed=True)
    return ExportGame(*game, clean(given.text("format").lower(), QUOTED_CELLS))


def _go(given: Arguments) -> Command:
    return StepTo(given.whole("ply", given.text("ply", needed=True)))


def _talk(given: Arguments) -> str:
    """
    What a player says to others; its blanks are as typed.
    """
    text = re.sub(r"\s", " ", given.text("text", needed=True))
    text = clean(text, TALK_CELLS).strip()
    if not text:
        raise _Refused(rejected(Reason.MISSING_ARGUMENT, verb=given.verb, key="text"))
    return text


UNTIMED = "untimed"


def _control(written: str) -> TimeControl | None:
    """
    A time control, or none.
    """
    if written.lower() == UNTIMED:
        return None
    try:
        return read_control(written)
    except ValueError:
        value = clean(written, QUOTED_CELLS)
        raise _Refused(rejected(Reason.BAD_CLOCK, value=value)) from None


def _play(given: Arguments) -> Command:
    written = given.text("clock")
    if not written:
        return StartGame()
    return StartGame(_control(written), is_chosen=True)


def _match(given: Arguments) -> Command:
    name, written = _name(given), given.text("clock")
    control = _control(written) if written else USUAL_CONTROL
    return MatchPlayer(name, control)


def _which(given: Arguments) -> str:
    return clean(given.text("which").lower(), QUOTED_CELLS)


def _bot(given: Arguments) -> Command:
    word = given.text("level", needed=True)
    if word not in map(str, LEVELS):
        value = clean(word, QUOTED_CELLS)
        raise _Refused(rejected(Reason.BAD_LEVEL, value=value))
    return PlayBot(int(word))


def _watch(given: Arguments) -> Command:
    return Watch(clean(given.text("target", needed=True), QUOTED_CELLS))


def _undo(given: Arguments) -> Command:
    word = given.text("plies")
    return Offering(OfferKind.UNDO, given.whole("plies", word) if word else 0)


def _help(given: Arguments) -> Command:
    return ShowHelp(given.text("topic").lower())


def _crash(given: Arguments) -> Command:
    return Crash(given.text("part", needed=True).lower())


VERBS = (
    Verb(
        "create",
        _create,
        (
            *("name", "cols", "rows", "connect", "players", "symbol"),
            *("clock", "private"),
        ),
        ("c",),
        switches=frozenset({"private"}),
    ),
    Verb("join", _join, ("code", "symbol")),
    Verb("back", _back, ("token",)),
    Verb("play", _play, ("clock",), ("p",)),
    Verb("cancel", lambda _: Cancel()),
    Verb("seeks", lambda _: ListSeeks()),
    Verb("match", _match, ("name", "clock")),
    Verb("accept", lambda given: Accept(_which(given)), ("which",), ("a",)),
    Verb("decline", lambda given: Decline(_which(given)), ("which",)),
    Verb("bot", _bot, ("level",)),
    Verb("watch", _watch, ("target",), ("w",)),
    Verb("clock", lambda _: ShowClock()),
    Verb("draw", lambda _: Offering(OfferKind.DRAW)),
    Verb("undo", _undo, ("plies",), ("u",)),
    Verb("rematch", lambda _: Offering(OfferKind.REMATCH), (), ("r",)),
    Verb("resign", lambda _: Resign()),
    Verb("abort", lambda _: Abort()),
    Verb("move", _move, ("col",), ("m",)),
    Verb("board", lambda _: ShowBoard(), (), ("b", "bo")),
    Verb("col", lambda given: ShowColumn(_printed(given, "number") - 1), ("number",)),
    Verb("row", lambda given: ShowRow(_printed(given, "number") - 1), ("number",)),
    Verb("last", lambda _: ShowLast()),
    Verb("open", lambda _: ShowOpen()),
    Verb("lobby", lambda _: ResetRoom(), (), ("l",)),
    Verb("claim", _claim, ("what",)),
    Verb("leave", lambda _: LeaveRoom()),
    Verb("games", lambda _: ListGames()),
    Verb("show", lambda given: ShowGame(*_game(given)), ("game",)),
    Verb("export", _export, ("game", "format")),
    Verb("replay", lambda given: ReplayGame(*_game(given)), ("game",)),
    Verb("next", lambda _: StepTo(by=1)),
    Verb("previous", lambda _: StepTo(by=-1)),
    Verb("go", _go, ("ply",)),
    Verb("done", lambda _: EndReplay()),
    Verb("review", lambda given: ReviewGame(*_game(given)), ("game",)),
    Verb("puzzle", lambda _: AskPuzzle()),
    Verb("solve", lambda given: SolvePuzzle(_printed(given, "col") - 1), ("col",)),
    Verb("solution", lambda _: ShowSolution()),
    Verb("hint", lambda _: AskHint()),
    Verb("name", lambda given: TakeName(_name(given)), ("name",), ("n",)),
    Verb("set", _setting, ("setting", "value"), ("s", "se")),
    Verb("lang", _language, ("lang",)),
    Verb("mode", lambda given: ChangeMode(_word(given, "mode")), ("mode",)),
    Verb("say", lambda given: Say(_talk(given)), ("text",), rest=True),
    Verb(
        "tell",
        lambda given: TellPlayer(_name(given), _talk(given)),
        ("name", "text"),
        rest=True,
    ),
    Verb("chat", lambda given: Chat(_talk(given)), ("text",), rest=True),
    Verb(
        "ignore",
        lambda given: Ignore(clean(given.text("name"), NAME_CELLS)),
        ("name",),
    ),
    Verb("unignore", lambda given: Unignore(_name(given)), ("name",)),
    Verb("who", lambda _: ListPlayers()),
    Verb("more", lambda _: ShowMore()),
    Verb("rules", lambda _: ShowHelp("rules")),
    Verb("funfacts", _facts, ("number",)),
    Verb("limits", lambda _: ShowLimits()),
    Verb(
        "help",
        lambda given: ShowHelp(given.text("topic").lower()),
        (),
        ("?", "h", "he"),
    ),
    Verb("exit", lambda _: Quit()),
    Verb("quit", lambda _: Quit(), (), ("q",)),
)
DRILL = (
    Verb("crash", _crash, ("part",)),
    Verb("tree", lambda _: ShowTree()),
    Verb("secret", lambda _: AskSecret()),
)
MACHINE = (
    Verb("help", _help, ("topic",)),
    Verb("resume", lambda given: Resume(given.number("seq", 0)), ("seq",)),
)

# What may give a game up is done only when it stands there in full.
_IN_FULL = {"abort", "exit", "leave", "quit", "resign"}

_NAMES = {name: verb for verb in VERBS for name in (verb.name, *verb.short)}
_DRILL_NAMES = {**_NAMES, **{verb.name: verb for verb in DRILL}}
_MACHINE_NAMES = {verb.name: verb for verb in (*VERBS, *MACHINE)}
_MACHINE_DRILL_NAMES = {**_MACHINE_NAMES, **{verb.name: verb for verb in DRILL}}
VERB_NAMES = frozenset({*_DRILL_NAMES, *_MACHINE_NAMES})


@lru_cache(maxsize=2048)
def parse(line: str, *, drill: bool = False) -> Parsed:
    """
    Read a line; it does not matter here whether the command is possible now.

    >>> parse("move --col=3")
    DropDisc(column=3, as_printed=False)
    >>> parse("4")
    DropDisc(column=3, as_printed=True)
    >>> parse("mvoe 4").fields["nearest"]
    'move'
    """
    if _WHOLE.fullmatch(line):
        return DropDisc(_whole(line) - 1)
    verbs = _DRILL_NAMES if drill else _NAMES
    words = _split(line)
    first = next((i for i, word in enumerate(words) if not word.startswith("--")), None)
    if first is None:
        return rejected(Reason.UNKNOWN_COMMAND, value=clean(line, QUOTED_CELLS))
    typed = words.pop(first)
    number = _NEARLY_WHOLE.fullmatch(typed)
    if number is not None:
        words.insert(0, number[1])
        typed = "move"
    verb = _find(typed.lower(), verbs)
    if isinstance(verb, Rejected):
        return verb
    try:
        if verb.rest and not first:
            words = line.split(maxsplit=len(verb.options))[1:]
            given = Arguments(verb.name, words, {})
        else:
            given = _arguments(verb, words)
        command = verb.read(given)
        if given.words:
            extra = clean(" ".join(given.words), QUOTED_CELLS)
            return rejected(Reason.TOO_MANY_WORDS, verb=verb.name, value=extra)
    except _Refused as refused:
        return refused.rejection
    return command


def command_of(
    verb_name: str, fields: Mapping[str, object], *, drill: bool = False
) -> Parsed:
    """
    The command of a JSON object: verbs in full, options as fields, columns as printed.
    """
    verbs = _MACHINE_DRILL_NAMES if drill else _MACHINE_NAMES
    verb = verbs.get(verb_name)
    if verb is None:
        return _unknown(verb_name, verbs)
    for key, value in fields.items():
        if key not in verb.options:
            return _no_option(verb, key)
        if isinstance(value, bool) and key in verb.switches:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            shown = clean(json.dumps(value), QUOTED_CELLS)
            return rejected(Reason.BAD_FIELD, verb=verb_name, key=key, value=shown)
    options = {key: str(value) for key, value in fields.items()}
    words = [options.pop("col")] if verb_name == "move" and "col" in options else []
    try:
        return verb.read(Arguments(verb_name, words, options))
    except _Refused as refused:
        return refused.rejection


def _no_option(verb: Verb, key: str) -> Rejected:
    return rejected(
        Reason.NO_SUCH_OPTION,
        verb=verb.name,
        value=clean(key, QUOTED_CELLS),
        options=verb.options,
    )


def _split(line: str) -> list[str]:
    """
    Words, where quotes hold some together; a quote without its end is a character.
    """
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _find(typed: str, verbs: dict[str, Verb]) -> Verb | Rejected:
    exact = verbs.get(typed)
    if exact is not None:
        return exact
    begun = [
        name
        for name in verbs
        if typed and name.startswith(typed) and name not in _IN_FULL
    ]
    if len(begun) == 1:
        return verbs[begun[0]]
    shown = clean(typed, QUOTED_CELLS)
    if begun:
        return rejected(Reason.AMBIGUOUS_COMMAND, value=shown, either=tuple(begun))
    return _unknown(typed, verbs)


def topic_of(typed: str, *, drill: bool = False) -> str:
    """
    What help is wanted on: a command as it may be typed, a setting, a number.

    >>> topic_of("4"), topic_of("pl"), topic_of("style"), topic_of("xyzzy")
    ('move', 'play', 'set', 'xyzzy')
    """
    verbs = _DRILL_NAMES if drill else _NAMES
    if _WHOLE.fullmatch(typed):
        return "move"
    if is_setting(typed) and typed not in verbs:
        return "set"
    verb = _find(typed, verbs) if typed and typed != "all" else typed
    return verb.name if isinstance(verb, Verb) else typed


def _unknown(typed: str, verbs: Iterable[str]) -> Rejected:
    begin_alike = (
        verb for verb in _IN_FULL if verb.startswith(typed) or typed.startswith(verb)
    )
    whole = [verb for verb in verbs if len(verb) > 1]
    near = sorted(begin_alike) if typed else []
    near = near or [
        verb
        for verb in get_close_matches(typed[:QUOTED_CELLS], whole, n=1, cutoff=0.6)
        if verb not in _IN_FULL
    ]
    return rejected(
        Reason.UNKNOWN_COMMAND,
        value=clean(typed, QUOTED_CELLS),
        nearest=near[0] if near else "",
    )


def _arguments(verb: Verb, words: list[str]) -> Arguments:
    """
    Tell options from plain words; ``--key=value``, ``--key value``, ``key=value``.
    """
    plain: list[str] = []
    options: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        key, equals, value = word.removeprefix("--").partition("=")
        key = key.lower()
        dashed = word.startswith("--")
        if dashed and key not in verb.options:
            raise _Refused(_no_option(verb, key))
        if key in verb.options and (equals or dashed):
            is_switch = key in verb.switches and not equals
            options[key] = "on" if is_switch else value if equals else next(rest, "")
        else:
            plain.append(word)
    return Arguments(verb.name, plain, options)
