"""
A server that speaks TLS itself, played over ``openssl s_client``.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest_twisted
from pytest_twisted import ensureDeferred
from twisted.internet.endpoints import (
    TCP4ClientEndpoint,
    TCP4ServerEndpoint,
    connectProtocol,
)
from twisted.internet.interfaces import IAddress
from twisted.protocols.portforward import (
    ProxyClient,
    ProxyClientFactory,
    ProxyFactory,
)

from tests.live.conftest import RunProgram
from tests.support.live_client import ASKED_FOR_NAME, Player, Program
from tests.support.live_game import begin, boards, come_back, moves, seat
from tests.support.live_server import SCRIPTS

# Of a TLS record: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
HEADER_BYTES = 5
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
KINDS = {CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA}

Certificate = tuple[Path, Path]


@pytest_twisted.async_fixture()
async def certificate(runs: RunProgram, tmp_path: Path) -> Certificate:
    """
    A key and a certificate of its own, as ``docs/howto/endpoints.md`` has them made.
    """
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    program = runs(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
        *("-keyout", str(key), "-out", str(made), "-subj", "/CN=localhost"),
    )
    await program.screen.ended(20)
    assert program.status == 0, program.errors
    return key, made


async def tls_server(runs: RunProgram, certificate: Certificate, data: Path) -> Program:
    """
    A server on an ``ssl:`` endpoint, up.
    """
    key, made = certificate
    listen = f"ssl:0:interface=127.0.0.1:privateKey={key}:certKey={made}"
    return runs(
        *(str(SCRIPTS / "twistd"), "-n", "--pidfile=", "connect4"),
        *("--listen", listen, "--data", str(data)),
    )


async def port_of(server: Program) -> int:
    """
    Where it listens.
    """
    return int((await server.screen.search(r"Listener .*starting on (\d+)"))[1])


async def s_client(
    runs: RunProgram, port: int, certificate: Certificate, name: str
) -> Program:
    """
    A player over TLS, who does not talk to a server with another certificate.
    """
    client = runs(
        *("openssl", "s_client", "-quiet", "-verify_quiet", "-verify_return_error"),
        *("-CAfile", str(certificate[1]), "-connect", f"127.0.0.1:{port}"),
    )
    shown = await client.come_in(name)
    assert "connect4tx - Connect Four." in shown.partition(ASKED_FOR_NAME)[0]
    return client


class Heard(ProxyClient):
    """
    The side of a tap that the server sends to.
    """

    factory: Any

    def dataReceived(self, data: bytes) -> None:
        self.factory.heard.extend(data)
        super().dataReceived(data)


class Hearing(ProxyClientFactory):
    """
    Makes that side.
    """

    noisy = False
    protocol = Heard

    def __init__(self, heard: bytearray) -> None:
        self.heard = heard


class Tap(ProxyFactory):
    """
    Hands on what it gets, and keeps what the server sent on each connection.
    """

    noisy = False

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port)
        self.heard: list[bytearray] = []

    def buildProtocol(self, addr: IAddress | None) -> Any:
        self.heard.append(bytearray())
        server: Any = super().buildProtocol(addr)
        server.clientProtocolFactory = partial(Hearing, self.heard[-1])
        return server


def records(heard: bytes) -> list[int]:
    """
    The kinds of the TLS records that this consists of; it may end within one.
    """
    kinds = []
    place = 0
    while place + HEADER_BYTES <= len(heard):
        kinds.append(heard[place])
        length = int.from_bytes(heard[place + 3 : place + HEADER_BYTES], "big")
        place += HEADER_BYTES + length
    return kinds


@ensureDeferred
async def test_a_game_over_tls(
    runs: RunProgram, certificate: Certificate, tmp_path: Path
) -> None:
    """
    Two players greet, play, lose a connection and take the seat back, all over TLS.
    """
    server = await tls_server(runs, certificate, tmp_path / "data")
    port = await port_of(server)
    lea = await s_client(runs, port, certificate, "lea")
    tom = await s_client(runs, port, certificate, "tom")
    await seat(lea, tom)
    await begin(lea, tom)
    shown = await moves([lea, tom], "4454")
    token = lea.token
    lea.close()
    await tom.expect("lea has lost the connection; the seat is kept.")
    again = await s_client(runs, port, certificate, "")
    told = await come_back(again, token)
    assert told.startswith("Welcome back, lea: the game in room ")
    assert boards(told)[-1] == boards(shown[1])[-1]
    await tom.expect("lea is back.")
    await tom.expect("> ")
    await moves([again, tom], "33")
    again.send("quit")
    assert "Goodbye!" in await again.screen.ended()
    assert "Traceback" not in server.screen.transcript + server.errors.decode()


@ensureDeferred
async def test_nothing_is_sent_in_the_clear(
    runs: RunProgram, certificate: Certificate, tmp_path: Path
) -> None:
    """
    Every byte that the server sends is of a TLS record, and none of what it says can
    be read on the way.
    """
    from twisted.internet import reactor

    server = await tls_server(runs, certificate, tmp_path / "data")
    tap = Tap(await port_of(server))
    where = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
    listening = await where.listen(tap)
    port = listening.getHost().port
    try:
        lea = await s_client(runs, port, certificate, "lea")
        tom = await s_client(runs, port, certificate, "tom")
        await seat(lea, tom)
        await begin(lea, tom)
        shown = await moves([lea, tom], "445")
    finally:
        await listening.stopListening()
    assert len(tap.heard) == 2
    for heard, player in zip(tap.heard, (lea, tom), strict=True):
        kinds = records(bytes(heard))
        assert set(kinds) == KINDS - {ALERT}
        assert kinds.count(APPLICATION_DATA) > len(shown)
        assert len(heard) > len(player.screen.raw)
        for words in (b"connect4tx", b"Name", b"lobby", b"begins", b"drops", b"+---"):
            assert words in player.screen.raw
            assert words not in heard


@ensureDeferred
async def test_a_plain_client_is_not_answered(
    runs: RunProgram, certificate: Certificate, tmp_path: Path
) -> None:
    """
    Who speaks no TLS to it is shown nothing.
    """
    from twisted.internet import reactor

    server = await tls_server(runs, certificate, tmp_path / "data")
    port = await port_of(server)
    where = TCP4ClientEndpoint(reactor, "127.0.0.1", port)
    plain: Player = await connectProtocol(where, Player(reactor))
    plain.send("create", "board")
    await plain.screen.ended(20)
    assert set(records(bytes(plain.screen.raw))) <= {ALERT}
    lea = await s_client(runs, port, certificate, "lea")
    lea.send("quit")
    assert "Goodbye!" in await lea.screen.ended()
    assert "Traceback" not in server.screen.transcript
