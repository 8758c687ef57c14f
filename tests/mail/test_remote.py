"""To the next host over TLS: who it is is asked, unless it is this machine or the operator says."""

import asyncio
import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from mail import remote, tls
from mail.letters import Letter, Outcome, Recipient, State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TO = Recipient("ai@ngoai.example")
NAMED, UNNAMED = "mail.next.example", "other.example"  # the certificate names the first


class Keeper:
    """Keeps what is brought, and whether it came encrypted."""

    def __init__(self) -> None:
        self.taken: list[bool] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(session.ssl is not None)
        return "250 2.0.0 taken"


class Host(Controller):
    """A host that learns which free port it got before it tries it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def folder(furnished: tuple[Path, object], tmp_path: Path) -> Path:
    """An authority of our own and a certificate of its making."""
    shutil.copytree(furnished[0] / "tls", tmp_path / "tls")
    tls.demonstration(tmp_path / "tls", NAMED, "next.example", datetime.now(UTC))
    return tmp_path / "tls"


@pytest.fixture
def encrypting(keeper: Keeper, folder: Path) -> Iterator[int]:
    """A next host that offers STARTTLS; its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    yield from served(Host(keeper, "127.0.0.1", 0, tls_context=context))


@pytest.fixture
def plain(keeper: Keeper) -> Iterator[int]:
    """A next host that offers no STARTTLS; its port."""
    yield from served(Host(keeper, "127.0.0.1", 0))


def served(host: Host) -> Iterator[int]:
    host.start()
    yield host.port
    host.stop()


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let names that are not this machine's lead here all the same."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host in (NAMED, UNNAMED) else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def sent(host: str, port: int, *, verified: bool = True) -> Outcome:
    letter = Letter("q1", "an@vinhlong.example", (TO,), b"", NOW, NOW)

    async def send() -> list[Outcome]:
        outcomes = await remote.send(
            letter,
            [TO],
            b"Subject: x\r\n\r\nchao\r\n",
            hop=f"{host}:{port}",
            host_name="mail.vinhlong.example",
            verified=verified,
        )
        selector = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]
        while len(selector.get_map()) > 1:  # TLS says goodbye in its own time
            await asyncio.sleep(0.01)
        return outcomes

    [outcome] = asyncio.run(send())
    return outcome


def test_a_host_its_certificate_names_gets_mail_encrypted(
    keeper: Keeper, encrypting: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    assert sent(NAMED, encrypting).state == State.DELIVERED
    assert keeper.taken == [True]


def test_a_host_under_another_name_gets_nothing(
    keeper: Keeper, encrypting: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    outcome = sent(UNNAMED, encrypting)
    assert (outcome.state, outcome.status) == (State.DEFERRED, "4.7.5")
    assert UNNAMED in outcome.detail
    assert keeper.taken == []


def test_a_certificate_nobody_knows_the_maker_of_is_not_believed(
    keeper: Keeper, encrypting: int
) -> None:
    assert sent(NAMED, encrypting).status == "4.7.5"
    assert keeper.taken == []


def test_a_host_that_does_not_encrypt_gets_nothing(keeper: Keeper, plain: int) -> None:
    outcome = sent(NAMED, plain)
    assert outcome.state == State.DEFERRED
    assert "STARTTLS" in outcome.detail
    assert keeper.taken == []


def test_the_operator_may_say_otherwise(keeper: Keeper, encrypting: int) -> None:
    assert sent(UNNAMED, encrypting, verified=False).state == State.DELIVERED
    assert keeper.taken == [True]


def test_without_asking_who_it_is_mail_goes_where_nothing_is_encrypted(
    keeper: Keeper, plain: int
) -> None:
    assert sent(UNNAMED, plain, verified=False).state == State.DELIVERED
    assert keeper.taken == [False]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_host_on_this_machine_is_not_asked_who_it_is(
    keeper: Keeper, encrypting: int, host: str
) -> None:
    assert sent(host, encrypting).state == State.DELIVERED
    assert keeper.taken == [True]
