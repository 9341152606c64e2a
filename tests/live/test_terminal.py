"""
What real clients are shown: languages, styles, JSON, keys, and polite refusals.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_twisted
from pytest_twisted import ensureDeferred

from connect4tx.terminal import sentences
from connect4tx.terminal.language import language
from connect4tx.terminal.text import plain
from tests.live.conftest import RunProgram, StartServer, installed
from tests.support.live_client import ASKED_FOR_NAME, Client, later
from tests.support.live_game import (
    COLOUR,
    begin,
    boards,
    game,
    move,
    moves,
    open_room,
    seat,
)
from tests.support.live_machine import machine
from tests.support.live_pane import Pane
from tests.support.live_server import Server

IAC_DO_TTYPE, IAC_DO_NAWS = b"\xff\xfd\x18", b"\xff\xfd\x1f"
IAC_WILL_ECHO, IAC_WILL_SGA = b"\xff\xfb\x01", b"\xff\xfb\x03"
WIPE = b"\r      \r"
LEFT, RIGHT = b"\x1b[D", b"\x1b[C"


@pytest_twisted.async_yield_fixture()
async def pane(runs: RunProgram, tmp_path: Path) -> AsyncGenerator[Pane, None]:
    """
    A screen in tmux.
    """
    from twisted.internet import reactor

    pane = Pane(runs, str(tmp_path / "tmux"), reactor)
    yield pane
    await pane.close()


def telnet(server: Server) -> str:
    """
    What one types for a telnet to this server.
    """
    return f"TERM=xterm {installed('telnet')} 127.0.0.1 {server.port}"


# -- coming in ------------------------------------------------------------------------


@ensureDeferred
async def test_a_client_that_says_nothing_is_greeted_after_half_a_second(
    server: Server, runs: RunProgram
) -> None:
    """
    An nc is asked two questions, wiped off its screen again, and greeted in plain ASCII
    half a second later; a client that answers is greeted at once.
    """
    from twisted.internet import reactor

    begun = reactor.seconds()
    silent = runs("nc", "127.0.0.1", str(server.port))
    told = await silent.expect(ASKED_FOR_NAME)
    assert 0.4 < reactor.seconds() - begun < 2
    assert silent.screen.raw.startswith(IAC_DO_TTYPE + IAC_DO_NAWS + WIPE)
    assert silent.screen.raw.count(b"\xff") == 2
    assert told.isascii()
    assert "This is the plain view; " in told
    begun = reactor.seconds()
    answering = await server.connect()
    answering.answer_probe()
    told = await answering.expect(ASKED_FOR_NAME)
    assert reactor.seconds() - begun < 0.4
    assert "This is the plain view; " not in told
    assert WIPE not in answering.screen.raw


@ensureDeferred
async def test_lines_that_come_before_the_greeting_wait_for_it(
    server: Server, runs: RunProgram
) -> None:
    """
    What is piped into an nc is done in order, after the greeting.
    """
    pipe = runs("nc", "-N", "127.0.0.1", str(server.port))
    pipe.send("lea", "create Salon", "quit")
    pipe.end_input()
    told = await pipe.screen.ended()
    order = [
        told.index(words)
        for words in ("connect4tx - ", "Hello lea.", '("Salon")', "Goodbye!")
    ]
    assert order == sorted(order)
    assert ASKED_FOR_NAME not in told


@ensureDeferred
async def test_a_name_belongs_to_one_who_is_here(server: Server) -> None:
    """
    A name that somebody has, in any case of its letters, is refused until that one is
    gone; so are the server's words.
    """
    lea, other = await server.connect(), await server.connect()
    for player in (lea, other):
        player.answer_probe()
    await lea.come_in("lea")
    await other.expect(ASKED_FOR_NAME)
    for wrong in ("LEA", "admin", "le", "9lives", "l\u00e9a", "x" * 17):
        refused = await other.ask(wrong, ASKED_FOR_NAME)
        assert "Hello" not in refused
        assert len(refused) < 300
    lea.send("quit")
    await lea.screen.ended()
    assert "Hello Lea." in await other.ask("Lea")
    assert "You are called Max now." in await other.ask("name Max")


@ensureDeferred
async def test_a_real_telnet_says_what_it_is_and_is_shown_more(
    server: Server, pane: Pane
) -> None:
    """
    A telnet in an xterm gets boxes and discs and lines as long as its window is wide,
    and a smaller board when that is made too narrow for the usual one.
    """
    await pane.open(telnet(server), columns=60, rows=40)
    await pane.expect(ASKED_FOR_NAME.rstrip(), above="français")
    await pane.press("lea", "Enter")
    lines = await pane.expect("lobby>", above="Hello lea.")
    assert max(map(len, lines)) <= 60
    hints = " ".join(lines[lines.index("Hello lea.") + 1 : -1])
    assert hints.split() == sentences.NAMED_FIRST.partition("\n")[2].split()
    await pane.press("create", "Enter")
    code = (await pane.expect("[A-Z0-9]+>", above="You are ●."))[-1][:-1]
    other = await server.connect()
    other.answer_probe()
    await other.come_in("max")
    other.send(f"join {code}", "play")
    lines = await pane.expect(r"your move \(1-7\)>", above="gives you the seat back")
    told = lines.index("  └───┴───┴───┴───┴───┴───┴───┘") + 1
    assert lines[told - 6 : told - 1] == ["  │ · │ · │ · │ · │ · │ · │ · │"] * 5
    assert max(map(len, lines)) <= 60
    assert re.search(r"back \w{4}-\w{4} ", " ".join(lines[told:]))
    await pane.resize(24, 40)
    await pane.press("4", "Enter")
    lines = await pane.expect("max to move>", above="lea drops in column 4.")
    assert lines[-3:-1] == [" · · · · · · ·", " · · ·[●]· · ·"]


# -- languages and styles -------------------------------------------------------------


@ensureDeferred
async def test_a_server_that_speaks_french(
    start: StartServer, runs: RunProgram
) -> None:
    """
    With --lang fr all is French, without accents where they cannot be shown; each
    player may choose another language, and each is told the game in the own one.
    """
    french = language("fr")
    server = await start("--lang", "fr")
    where = ("127.0.0.1", str(server.port))
    lea, max_ = runs("telnet", *where, pty=True), runs("nc", *where)
    asked = french.tr(ASKED_FOR_NAME)
    assert asked != ASKED_FOR_NAME
    assert not asked.isascii()
    await lea.expect(asked)
    await lea.ask("lea", french.tr("lobby> "))
    assert (await max_.expect(plain(asked))).isascii()
    assert sentences.LANGUAGE_SET in await max_.ask("lang en", ASKED_FOR_NAME)
    assert "Hello max." in await max_.ask("max", "lobby> ")
    lea.send("create")
    code = (await lea.screen.search(r"join (\w+)\s"))[1]
    await max_.ask(f"join {code}", "You are O, with lea (X).")
    max_.send("play")
    await max_.expect("lea (X) moves first.")
    await lea.expect(french.tr("your move (1-{columns})> ", columns=7))
    lea.send("4")
    told = french.tr("{name} drops in column {column}.", name="lea", column=4)
    assert "drops" not in await lea.expect(told)
    await lea.expect(french.tr("{name} to move> ", name="max"))
    await max_.expect("lea drops in column 4.")
    await max_.expect("your move (1-7)> ")
    max_.send("lang fr")
    told = await max_.expect(plain(french.tr("your move (1-{columns})> ", columns=7)))
    assert plain(french.tr(sentences.LANGUAGE_SET)) in told
    assert "Traceback" not in await server.stop()


@ensureDeferred
async def test_a_game_in_sentences(server: Server, runs: RunProgram) -> None:
    """
    In the text style nothing is drawn: moves, boards and parts of them are sentences,
    which the opponent with a drawn board does not see.
    """
    players = [runs("nc", "127.0.0.1", str(server.port)), await server.player()]
    listener = players[0]
    await listener.ask("set style text", "style is text now.")
    await listener.come_in("lea")
    await seat(*players)
    listener.send("play")
    await listener.expect("lea (X) moves first.")
    await listener.expect("your move (1-7)> ")
    drawn = await players[1].expect("lea to move> ")
    assert boards(drawn)
    for number, column in enumerate("4142"):
        players[number % 2].send(column)
        row = 2 if number == 2 else 1
        told = f"{players[number % 2].name} drops in column {column}, row {row}."
        await listener.expect(told)
        await listener.expect("> ")
        await players[1].expect(f"drops in column {column}.")
        assert boards(await players[1].expect("> "))
    for question, answer in (
        ("board", "Column 4: X, X."),
        ("last", f"Move 4: {players[1].name} (O) dropped in column 2, row 1."),
        ("col 4", "Column 4, from the bottom: X, X."),
        ("row 1", "Row 1, from the left: O, O, empty, X, empty, empty, empty."),
        ("open", "Every column is open."),
    ):
        assert answer in await listener.ask(question, "your move (1-7)> ")
    await listener.ask("set width 40", "> ")
    assert not set("|+#[│") & set(listener.screen.transcript)


@ensureDeferred
async def test_a_picture_that_a_screen_cannot_show_is_another(
    server: Server, runs: RunProgram
) -> None:
    """
    One and the same move is a coloured disc to a telnet in an xterm, a letter to an
    nc, and a number where the player's own letter is of another alphabet.
    """
    where = ("127.0.0.1", str(server.port))
    able, poor = runs("telnet", *where, pty=True), runs("nc", *where)
    for client, name in ((able, "lea"), (poor, "max")):
        await client.come_in(name)
    able.send("create --symbol=ж")
    code = (await able.screen.search(r"join (\w+)\s"))[1]
    await poor.ask(f"join {code}", "You are X, with lea (1).")
    await begin(able, poor)
    shown = await moves([able, poor], "44")
    assert "[\x1b[33m●\x1b[0m]" in shown[0]
    assert "│ Ж │" in COLOUR.sub("", shown[0])
    assert "|[X]|" in shown[1]
    assert "| 1 |" in shown[1]
    await able.ask("set color off")
    assert "\x1b" not in await able.ask("board", "your move (1-7)> ")


# -- programs -------------------------------------------------------------------------


@ensureDeferred
async def test_two_programs_play_a_game_over_json(
    server: Server, runs: RunProgram
) -> None:
    """
    Two programs take their seats, move, are told each other's moves and the end, each
    as one object on a line; requests are answered by their ids.
    """
    host, guest = [await machine(server, runs) for _ in range(2)]
    opened = await host.ask(id=1, cmd="create", name="Bots")
    game = opened["game"]
    assert (opened["re"], opened["ok"], game["you"]) == (1, True, "X")
    assert (game["status"], game["turn"], game["moves"]) == ("lobby", None, "")
    joined = await guest.ask(id="in", cmd="join", code=game["room"])
    assert joined["re"] == "in"
    names = [player["name"] for player in joined["game"]["seats"]]
    assert opened["token"] != joined["token"]
    news = await host.told()
    assert (news["event"], news["symbol"], news["missing"]) == ("join", "O", 0)
    assert news["name"] == names[1]
    assert await guest.ask(id=2, cmd="play") == {"re": 2, "ok": True}
    for bot, symbol in ((host, "X"), (guest, "O")):
        begun = await bot.told()
        assert (begun["event"], begun["you"], begun["turn"]) == ("game", symbol, "X")
        assert (await bot.told())["event"] == "token"
    early = await guest.ask(id=3, cmd="move", col=1)
    assert (early["re"], early["error"]) == (3, "not_your_turn")
    assert (early["name"], early["symbol"]) == (names[0], "X")
    for ply, column in enumerate((1, 2, 1, 2, 1, 2, 1), 1):
        mover = (guest, host)[ply % 2]
        assert (await mover.ask(id=ply, cmd="move", col=column)) == {
            "re": ply,
            "ok": True,
        }
        row = (ply + 1) // 2
        for bot in (host, guest):
            moved = await bot.told()
            assert (moved["event"], moved["ply"]) == ("move", ply)
            assert (moved["col"], moved["row"]) == (column, row)
            assert moved["turn"] == (None if ply == 7 else "XO"[ply % 2])
    for bot in (host, guest):
        end = await bot.told()
        assert (end["event"], end["winner"], end["how"]) == ("end", "X", "connected")
        assert end["cells"] == [[1, 1], [1, 2], [1, 3], [1, 4]]
        assert (await bot.ask(cmd="board"))["game"]["moves"] == "1212121"
    assert "Goodbye" in (await host.ask(cmd="quit"))["message"]
    left = await guest.told()
    assert (left["event"], left["name"], left["why"]) == ("leave", names[0], "left")


@ensureDeferred
async def test_a_program_and_a_person_play_together(
    server: Server, runs: RunProgram
) -> None:
    """
    Each is told the other's moves in its own way; who has come to the wrong mode can go
    back, and what is no object is refused as one.
    """
    person, bot = await server.player(), await machine(server, runs)
    code = await open_room(person)
    await bot.ask(cmd="join", code=code)
    await person.expect("(O) has joined, 2 of 2 players.")
    person.send("play", "4")
    assert (await bot.told())["event"] == "game"
    assert (await bot.told())["event"] == "token"
    moved = await bot.told()
    assert (moved["event"], moved["symbol"], moved["col"]) == ("move", "X", 4)
    bot.client.send("4")
    assert (await bot.told())["error"] == "bad_json"
    bot.send(cmd="move", col=4)
    await person.expect("drops in column 4.")
    assert "|[O]|" in await person.expect("your move (1-7)> ")
    assert [(await bot.told()).get("ok"), (await bot.told())["event"]] == [True, "move"]
    bot.send(cmd="mode", mode="text")
    await bot.client.expect(sentences.MODE_TEXT)
    await bot.client.expect(f"{person.name} to move> ")


# -- keys -----------------------------------------------------------------------------


@ensureDeferred
async def test_arrow_keys_move_the_marker_and_enter_drops(
    server: Server, runs: RunProgram
) -> None:
    """
    After set keys on, a telnet sends each key: arrows choose a column, Enter or a digit
    drops there; after set keys off it sends lines again.
    """
    lea = runs("telnet", "127.0.0.1", str(server.port), pty=True)
    other = await server.player()
    await lea.come_in("lea")
    players: list[Client] = [lea, other]
    await lea.ask("set keys on", "Enter or a digit drops; set keys off ends it.")
    await lea.expect("lobby> ")
    await seat(*players)
    await begin(*players)
    for keys, column in ((RIGHT + RIGHT + b"\r", 6), (b"\r", 6), (LEFT + b"\r", 5)):
        lea.write(keys)
        for player in players:
            await player.expect(f"lea drops in column {column}.")
            await player.expect("> ")
        await move(players, 1, 1)
    lea.write(b"3")
    for player in players:
        await player.expect("lea drops in column 3.")
        await player.expect("> ")
    lea.write(b"boa\tx\x7f\r")
    assert boards(await lea.expect(f"{other.name} to move> "))
    await lea.ask("set keys off", sentences.KEYS_OFF)
    await lea.expect("> ")
    lea.write(b"nonsensf\x7fe\n")
    await lea.expect("Unknown command nonsense")


@ensureDeferred
async def test_the_marker_stands_under_its_column(server: Server, pane: Pane) -> None:
    """
    On a real screen the marker is below the board, under the column that it would drop
    into, and news of others do not tear the line that is typed.
    """
    await pane.open(telnet(server), rows=40)
    await pane.expect(ASKED_FOR_NAME.rstrip())
    await pane.press("lea", "Enter")
    await pane.expect("lobby>", above="Hello lea.")
    await pane.press("set keys on", "Enter")
    await pane.expect("lobby>", above="\nThe arrow keys move the marker, ")
    await pane.press("create", "Enter")
    code = (await pane.expect("[A-Z0-9]+>", above="come in with"))[-1][:-1]
    await pane.press("nonsense")
    await pane.expect(f"{code}> nonsense")
    other = await server.player()
    await other.ask(f"join {code}", "You have joined room")
    await pane.expect(f"{code}> nonsense", above=f"{other.name} (○) has joined")
    await pane.press("C-u", "play", "Enter")
    column = 4
    for key, step in (("", 0), ("Right", 1), ("Right", 1), ("Left", -1)):
        column += step
        if key:
            await pane.press(key)
        lines = await pane.expect(rf" +▲ {column} your move \(1-7\)>")
        (ruler,) = [line for line in lines if line.split() == list("1234567")]
        assert lines[-1].index("▲") == ruler.index(str(column))
    await pane.press("Enter")
    await pane.expect(f"{other.name} to move>", above="lea drops in column 5.")
    other.send("5")
    lines = await pane.expect(r" +▲ 5 your move \(1-7\)>", above="[○]")
    assert lines[-1].index("▲") == lines[-10].index("5")


@ensureDeferred
async def test_a_client_that_sends_lines_only_keeps_them(
    server: Server, runs: RunProgram
) -> None:
    """
    An nc that asks for keys is told that it cannot have them, and goes on as before.
    """
    client = runs("nc", "127.0.0.1", str(server.port))
    await client.come_in()
    assert "sends whole lines only" in await client.ask("set keys on")
    for offer in (IAC_WILL_ECHO, IAC_WILL_SGA):
        assert offer not in client.screen.raw
    await client.ask("create Salon", 'is open ("Salon")')


@ensureDeferred
async def test_a_line_that_is_not_shown(start: StartServer, runs: RunProgram) -> None:
    """
    Where a telnet is asked to, it hides one line that is typed, and no other; an nc
    cannot, and its user is told so.
    """
    server = await start("--drill")
    where = ("127.0.0.1", str(server.port))
    able, poor = runs("telnet", *where, pty=True), runs("nc", *where)
    for client in (able, poor):
        await client.come_in()
        told = await client.ask("secret", "Type something that is not shown: ")
        assert (sentences.SECRET_SHOWN in told) is (client is poor)
        told = await client.ask("hunter2", "It had 7 characters.")
        assert "hunter2" not in told
        await client.expect("lobby> ")
    told = await able.ask("hunter3", "Unknown command hunter3")
    assert told.count("hunter3") == 2


# -- strangers ------------------------------------------------------------------------


def refusal(protocol: str) -> str:
    """
    What one is told who speaks another protocol.
    """
    return sentences.NOT_FOR_THIS.format(what=protocol) + "\n"


@ensureDeferred
async def test_a_browser_is_told_what_this_is(server: Server, runs: RunProgram) -> None:
    """
    What curl gets for http:// is one line that says how to come instead.
    """
    url = f"http://127.0.0.1:{server.port}/"
    curl = runs("curl", "-sS", "--max-time", "10", "--http0.9", url)
    assert await curl.screen.ended() == refusal("HTTP")
    assert curl.status == 0


@ensureDeferred
async def test_a_tls_client_is_let_go_at_once(server: Server, runs: RunProgram) -> None:
    """
    An openssl that begins TLS is refused by itself, without waiting for anything.
    """
    client = runs("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}")
    await client.screen.ended(5)
    assert client.status not in (0, None)
    assert b"wrong version number" in client.errors


@pytest.mark.parametrize("cut", [None, 5])
@pytest.mark.parametrize(
    ("first", "protocol"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP"),
        (b"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "HTTP"),
        (b"GET /" + b"a" * 400 + b" HTTP/1.1\r\n\r\n", "HTTP"),
        (b"PROPFIND / HTTP/1.1\r\n\r\n", "HTTP"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP"),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\n" + bytes(150), "TLS"),
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "SSH"),
    ],
)
@ensureDeferred
async def test_another_protocol_gets_one_line_and_a_close(
    server: Server, first: bytes, protocol: str, cut: int | None
) -> None:
    """
    Whoever begins HTTP, TLS or SSH before the greeting is told what this is in one line
    and let go, also when the beginning comes in two packets.
    """
    from twisted.internet import reactor

    client = await server.connect()
    if cut is not None:
        client.write(first[:cut])
        await later(reactor, 0.05)
    client.write(first[cut or 0 :])
    assert await client.screen.ended() == refusal(protocol)


@ensureDeferred
async def test_another_protocol_after_the_greeting_is_told_on_a_line_of_its_own(
    server: Server,
) -> None:
    """
    A first line of HTTP that comes at the question for a name is answered below it.
    """
    client = await server.connect()
    await client.expect(ASKED_FOR_NAME)
    client.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await client.screen.ended() == "\n" + refusal("HTTP")


@ensureDeferred
async def test_the_beginning_of_a_farewell_gives_nothing_up(server: Server) -> None:
    """
    Beginnings of leave, quit and exit are unknown or those of another command, and the
    seat is kept; q is quit.
    """
    players = await game(server)
    for typed in ("exi", "le", "lea", "leav", "qu", "qui"):
        assert f"Unknown command {typed}; " in await players[0].ask(typed, "\n")
    for typed in ("e", "ex"):
        told = await players[0].ask(typed, "\n")
        assert "export needs more than that: export CODE " in told
    await move(players, 0, 4)
    await players[0].ask("q", "Goodbye!\n")
    told = f"{players[0].name} has left the room. {players[1].name} wins: "
    await players[1].expect(told)


@ensureDeferred
async def test_a_change_of_the_view_shows_the_board_as_it_looks_now(
    server: Server,
) -> None:
    """
    After set the board comes without being asked for, with who has left in brackets.
    """
    players = await game(server, 3)
    await move(players, 0, 4)
    name, gone, last = [player.name for player in players]
    players[1].send("leave")
    await players[0].expect("The game goes on without that seat.\n")
    await players[0].expect("> ")
    drawn = await players[0].ask("set width 79")
    assert drawn.startswith("width is 79 now.\n")
    assert f"   X {name}   O ({gone})   A {last}   move 1\n" in drawn
    assert len(boards(drawn)) == 1
    told = await players[0].ask("set style text")
    assert f"X {name}, O ({gone}), A {last}, move 1.\n" in told
    assert "Column 4: X." in told


@ensureDeferred
async def test_here_i_am_is_the_same_in_every_language(server: Server) -> None:
    """
    AYT is answered in English, on a line of its own, and the prompt comes again.
    """
    player = await server.player()
    for line, prompt in (("lang fr", "accueil> "), ("lang en", "lobby> ")):
        await player.ask(line, prompt)
        player.write(b"\xff\xf6")
        assert await player.expect(prompt) == f"\n[Yes, I am here]\n{prompt}"


@ensureDeferred
async def test_a_subnegotiation_that_is_too_long_is_dropped(server: Server) -> None:
    """
    More than 512 bytes of one say nothing, and the connection goes on.
    """
    player = await server.player()
    player.write(b"\xff\xfa\x18\x00" + b"XTERM" * 200 + b"\xff\xf0")
    assert "Unknown command still" in await player.ask("still")
    assert player.lost is None


@ensureDeferred
async def test_what_looks_like_a_protocol_later_is_a_line(server: Server) -> None:
    """
    A player in the lobby who types what a browser sends is answered like any other.
    """
    player = await server.player()
    assert "Unknown command get" in await player.ask("GET / HTTP/1.1")
    await player.ask("create Salon", 'is open ("Salon")')
