"""
Whatever bytes come: long lines, escapes, telnet commands, every line end.
"""

from __future__ import annotations

import pytest
from pytest_twisted import ensureDeferred

from tests.support.live_client import Player
from tests.support.live_game import game, move, moves, open_room
from tests.support.live_server import Server

MEGABYTE = 1024 * 1024
TOO_LONG = "That line was longer than 512 bytes and was not read; send a shorter one."


async def shown_for(player: Player, data: bytes) -> str:
    """
    What a player is shown for some bytes and then for a known line.
    """
    player.write(data)
    player.send("theend")
    return await player.expect("Unknown command theend")


@ensureDeferred
async def test_defect_11_a_line_of_100_kilobytes_is_one_line(server: Server) -> None:
    """
    A line that is far too long is refused once, and no piece of it is executed.
    """
    player = await server.player()
    shown = await shown_for(player, b"create " * 15_000 + b"\n")
    assert shown.count(TOO_LONG) == 1
    assert "Room" not in shown
    assert shown.count("\n") <= 2


@ensureDeferred
async def test_defect_11_ten_megabytes_without_an_end_are_one_line(
    server: Server,
) -> None:
    """
    Ten megabytes without a line end give one sentence, take no memory and stop nobody.
    """
    players = await game(server)
    player = await server.player()
    before = server.memory
    player.write(b"x" * (10 * MEGABYTE))
    await moves(players, "123")
    shown = await shown_for(player, b"\n")
    assert shown.count(TOO_LONG) == 1
    assert shown.count("\n") <= 2
    assert server.memory - before < 8 * MEGABYTE


@pytest.mark.parametrize(
    "name",
    [
        b"a\x1b[2Jb",
        b"a\x1b]0;title\x07b",
        b"a\xc2\x9b2Jb",
        b"a\x1b\x1b[31mb",
        "a\u202eb".encode(),
        b"az\x08\x00\x0b\x7fb",
        b"\xff\xffab",
    ],
)
@ensureDeferred
async def test_defect_11_names_bring_no_escape_sequences_to_a_screen(
    server: Server, name: bytes
) -> None:
    """
    Nothing of a room's name that could move a cursor reaches anybody.
    """
    owner, guest = [await server.player() for _ in range(2)]
    owner.write(b"create " + name + b"\n")
    found = await owner.screen.search(r"come in with: join (\w+)\n")
    guest.send(f"join {found[1]}")
    await guest.expect("You have joined room")
    await guest.expect("> ")
    for player in (owner, guest):
        kept = player.screen.transcript.replace("\n", "")
        assert kept.isprintable(), kept
        assert "\u202e" not in kept
        assert b"\xff" not in player.screen.shown


@pytest.mark.parametrize(
    "symbol",
    [
        b"\x1b",
        b"\x1b[31mX",
        b"\x07",
        b"XY",
        *(b".", b"<", b">", b"^", b"#"),
        b"e" + b"\xcc\x81" * 200,
    ],
)
@ensureDeferred
async def test_defect_11_a_symbol_is_one_visible_character(
    server: Server, symbol: bytes
) -> None:
    """
    What is not one visible character is no symbol, and nothing of it is echoed raw.
    """
    player = await server.player()
    shown = await shown_for(player, b"create --symbol=" + symbol + b"\n")
    if symbol == b"\x1b[31mX":
        assert "You are X." in shown
    else:
        assert "A symbol is one visible character" in shown
    assert b"\x1b" not in player.screen.raw
    assert shown.replace("\n", "").isprintable()


@ensureDeferred
async def test_a_symbol_of_another_alphabet_is_played_with(server: Server) -> None:
    """
    A symbol may be any letter, and boards with it are as wide as others; who has typed
    one can be shown one.
    """
    players = [await server.player() for _ in range(2)]
    code = await open_room(players[0], "--symbol=ж")
    told = f"You are É, with {players[0].name} (Ж). Type play to begin."
    await players[1].ask(f"join {code} é", told)
    players[0].send("play")
    for player in players:
        await player.expect(f"{players[0].name} (Ж) moves first.")
        await player.expect("> ")
    players[0].send("4")
    for player in players:
        shown = await player.expect("> ")
        assert f"{players[0].name} drops in column 4." in shown
        assert "  │ · │ · │ · │[Ж]│ · │ · │ · │" in shown


@ensureDeferred
async def test_defect_12_facts_are_told_while_the_game_goes_on(server: Server) -> None:
    """
    While facts are told, moves are made, and neither waits for the other.
    """
    players = await game(server)
    await players[0].ask("funfacts 20", "Looking that up; play on meanwhile.")
    await moves(players, "1212121")
    facts = players[0].screen.transcript.count("\n* ")
    assert facts <= 3, "the moves waited for the facts"
    await players[0].ask("funfacts 2", "Facts are being told already")
    await players[0].expect("\n* ")
    assert "* " not in players[1].screen.transcript


@ensureDeferred
async def test_defect_12_all_facts_come_and_then_others_may(server: Server) -> None:
    """
    As many facts come as were asked for, each once, and then one may ask again.
    """
    player = await server.player()
    await player.ask("funfacts --number=3")
    for _ in range(2):
        player.send("funfacts 1")
        await player.expect("\n* ")
    told = player.screen.transcript
    facts = [line for line in told.splitlines() if line.startswith("* ")]
    assert len(facts) == len(set(facts))


@pytest.mark.parametrize(
    "number",
    ["0", "-1", "21", "100000000", "9" * 400, "1e9", "x", "1.5", "٣٣٣", "--number"],
)
@ensureDeferred
async def test_defect_12_no_number_of_facts_is_too_strange(
    server: Server, number: str
) -> None:
    """
    A number of facts that is out of bounds is refused in one short sentence.
    """
    player = await server.player()
    shown = await shown_for(player, f"funfacts --number={number}\n".encode())
    assert "Looking that up" not in shown
    assert "funfacts" in shown
    assert len(shown) < 300


@ensureDeferred
async def test_defect_12_facts_end_with_their_connection(server: Server) -> None:
    """
    Who quits, or is lost, while facts are told leaves nothing running that fails.
    """
    for ending in ("quit", "reset", "half"):
        player = await server.player()
        await player.ask(f"funfacts {2 if ending == 'half' else 20}", "\n* ")
        if ending == "quit":
            player.send("quit")
        elif ending == "half":
            player.half_close()
        else:
            player.reset()
        await player.screen.ended()
    other = await server.player()
    await other.ask("funfacts 2", "\n* ")
    await other.expect("\n* ")


@pytest.mark.parametrize(
    "number", ["99999999999999999999", "9" * 500, "-1", "--1", "8x", "4.0", "+", "٤x"]
)
@ensureDeferred
async def test_huge_and_strange_columns_are_refused(
    server: Server, number: str
) -> None:
    """
    A column that the board does not have is refused in a sentence, and play goes on.
    """
    players = await game(server)
    for line in (number, f"move {number}", f"move --col={number}"):
        shown = await players[0].ask(line)
        assert "drops" not in shown
        assert len(shown) < 300
    await move(players, 0, 4)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\x00", b"\r"])
@ensureDeferred
async def test_defect_14_every_line_end_ends_a_line(server: Server, end: bytes) -> None:
    """
    LF, CR LF, CR NUL and a lone CR each end a line, and none of them two.
    """
    player = await server.player()
    player.write(b"xyzzy" + end + b"plugh" + end + b"quit" + end)
    told = await player.screen.ended()
    assert told.splitlines() == [
        "Unknown command xyzzy; help lists those there are.",
        "Unknown command plugh; help lists those there are.",
        "Goodbye!",
    ]


@ensureDeferred
async def test_defect_14_option_bytes_do_not_spoil_the_first_command(
    server: Server,
) -> None:
    """
    What a telnet negotiates is agreed to or refused once, option by option, and the
    command is read.
    """
    player = await server.connect()
    player.write(
        b"\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1f\xff\xfb\x20\xff\xfd\x05"
        b"\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0create Salon\r\n"
    )
    await player.expect('is open ("Salon")')
    agreed = (b"\xff\xfd\x18", b"\xff\xfa\x18\x01\xff\xf0", b"\xff\xfd\x1f")
    refused = (b"\xff\xfc\x03", b"\xff\xfe\x20", b"\xff\xfc\x05")
    for answer in (*agreed, *refused):
        assert player.screen.raw.count(answer) == 1
    assert player.screen.raw.count(b"\xff") == len(agreed) + len(refused) + 1


@ensureDeferred
async def test_defect_14_a_command_in_single_bytes_is_read(server: Server) -> None:
    """
    A client that sends every character by itself is understood like any other.
    """
    from twisted.internet import reactor

    from tests.support.live_client import later

    player = await server.player()
    await player.ask("set unicode on", "unicode is on now.")
    for byte in b"\xff\xfd\x03create \xff\xff\xc3\xa9\r\x00":
        player.write(bytes([byte]))
        await later(reactor, 0.002)
    await player.expect('is open ("\ufffdé")')


@ensureDeferred
async def test_nul_bytes_are_nothing(server: Server) -> None:
    """
    NUL bytes in a line are left out.
    """
    player = await server.player()
    player.write(b"\x00cre\x00ate\x00 Sa\x00lon\x00\n\x00")
    await player.expect('is open ("Salon")')


@ensureDeferred
async def test_invalid_utf_8_is_text_too(server: Server) -> None:
    """
    Bytes that are no UTF-8 are shown as replacement characters and crash nothing.
    """
    player = await server.player()
    await player.ask("set unicode on", "unicode is on now.")
    shown = await shown_for(player, b"\xc3\x28\xe9t\xe9 \xed\xa0\x80 \xfe\xc0\xaf\n")
    assert "Unknown command \ufffd" in shown
    player.write(b"create caf\xe9\n")
    await player.expect('is open ("caf\ufffd")')


@ensureDeferred
async def test_random_bytes_crash_nothing(server: Server) -> None:
    """
    A megabyte of random bytes from each of some players ends nobody's game.
    """
    from random import Random

    others = await game(server)
    for seed in range(4):
        player = await server.player()
        # Who was never understood would be let go after a few lines.
        await player.ask("rules")
        rng = Random(seed)
        for _ in range(8):
            player.write(rng.randbytes(32 * 1024))
        player.write(b"\xff\xf0\xff\xf0\n\n")
        player.send("quit")
        await player.screen.ended()
    await moves(others, "123")
