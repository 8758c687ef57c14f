"""A mail part that really runs: its own thread and loop, real sockets on 127.0.0.1."""

import asyncio
import shutil
import smtplib
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mail import service, tls
from mail.conversation import Limits
from mail.listener import Role
from mail.spool import Spool
from province import messages
from province.basics import Settings, SystemClock, load_settings
from province.house import House, open_house
from province.house.supervisor import bind
from province.messages import Folder
from province.storage import Storage
from tests.mailboxes.cast import PASSWORD, Cast, assemble

SECONDS_MOST = 20  # nothing waits longer; a wait that ends so is a failure
LIMITS = Limits(message_bytes_most=300_000, recipients_most=5, commands_most=60, errors_most=8)


@dataclass
class Post:
    """A running mail part and how to talk to it."""

    house: House
    cast: Cast
    sockets: dict[str, socket.socket]
    limits: Limits
    loop: asyncio.AbstractEventLoop = field(init=False)
    spool: Spool = field(init=False)
    stop: asyncio.Event = field(init=False)
    ended: Future[None] = field(init=False)

    @property
    def settings(self) -> Settings:
        return self.house.settings

    def port(self, role: Role) -> int:
        port: int = self.sockets[role].getsockname()[1]
        return port

    def start(self) -> None:
        ready = threading.Event()

        def run() -> None:
            try:
                with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
                    runner.run(
                        service.serve(
                            self.house,
                            sockets,
                            self.stop,
                            limits=self.limits,
                            ready=ready.set,
                        )
                    )
                self.ended.set_result(None)
            except BaseException as error:
                self.ended.set_exception(error)
                ready.set()

        self.loop, self.stop, self.ended = asyncio.new_event_loop(), asyncio.Event(), Future()
        sockets = {name: listening.dup() for name, listening in self.sockets.items()}
        threading.Thread(target=run, daemon=True).start()
        assert ready.wait(SECONDS_MOST)
        if self.ended.done():
            self.ended.result()

    def ask(self, do: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run something on the spool's own connection."""
        return asyncio.run_coroutine_threadsafe(self.spool._ask(do), self.loop).result(SECONDS_MOST)

    def close(self) -> None:
        if not self.ended.done():
            self.loop.call_soon_threadsafe(self.stop.set)
        self.ended.result(SECONDS_MOST)

    # -- clients ----------------------------------------------------------------------------

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.settings.var / "tls" / "ca.pem"))

    def mx(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port(Role.MX), timeout=SECONDS_MOST)

    def submission(self, email: str = "", password: str = PASSWORD) -> smtplib.SMTP:
        client = smtplib.SMTP("localhost", self.port(Role.SUBMISSION), timeout=SECONDS_MOST)
        client.starttls(context=self.trust())
        if email:
            client.login(email, password)
        return client

    def raw(self, role: Role = Role.MX) -> "Wire":
        return Wire(socket.create_connection(("127.0.0.1", self.port(role)), SECONDS_MOST))

    # -- what arrived -----------------------------------------------------------------------

    def messages(self, box: str, folder: Folder = Folder.INBOX) -> list[bytes]:
        entries = messages.listing(self.settings.maildirs, box, folder)
        return [entry.path.read_bytes() for entry in entries]

    def arrived(self, box: str, count: int = 1) -> list[bytes]:
        wait_for(lambda: len(self.messages(box)) >= count)
        return self.messages(box)


class Wire:
    """A client that says exactly what it is told, byte for byte."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.file = connection.makefile("rb")

    def say(self, data: bytes) -> None:
        self.connection.sendall(data)

    def hear(self) -> str:
        """Return one reply, all its lines."""
        lines = [self.file.readline()]
        while lines[-1][3:4] == b"-":
            lines.append(self.file.readline())
        return b"".join(lines).decode().rstrip()

    def ask(self, command: str) -> str:
        self.say(command.encode() + b"\r\n")
        return self.hear()

    def greet(self) -> "Wire":
        assert self.hear().startswith("220 ")
        assert self.ask("EHLO client.example").startswith("250-")
        return self

    def ended(self) -> bool:
        """Tell whether the server has closed and says nothing more."""
        try:
            return self.file.readline() == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self.file.close()
        self.connection.close()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + SECONDS_MOST
    while not condition():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def message(
    subject: str = "Chào", *, sender: str = "ai@ngoai.example", body: str = "Xin chào"
) -> bytes:
    """Write a small message."""
    return (
        f"From: {sender}\r\nTo: vanthu@vinhlong.example\r\nSubject: {subject}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


@pytest.fixture
def limits() -> Limits:
    """Small limits, so that tests reach them."""
    return LIMITS


@pytest.fixture(scope="session")
def furnished(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A var folder with the cast in its database and a certificate; tests work on copies."""
    var = tmp_path_factory.mktemp("furnished")
    shutil.copy(empty_sqlite, var / "province.sqlite")
    storage = Storage(f"sqlite:///{var / 'province.sqlite'}", SystemClock())
    cast = assemble(storage, password=PASSWORD)
    storage.close()
    tls.demonstration(var / "tls", "mail.vinhlong.example", "vinhlong.example", SystemClock().now())
    return var, cast


@pytest.fixture
def post(
    furnished: tuple[Path, Cast], tmp_path: Path, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Post]:
    """A mail part with the cast's mailboxes, by the machine's own clock."""
    shutil.copytree(furnished[0], tmp_path, dirs_exist_ok=True)
    sockets = {str(role): bind("127.0.0.1", 0) for role in Role}
    settings = load_settings(
        _env_file=None,
        var=tmp_path,
        database_url="",
        submission_port=sockets[Role.SUBMISSION].getsockname()[1],
    )
    post = Post(open_house(settings), furnished[1], sockets, limits)

    def known_spool(folder: Path) -> Spool:
        post.spool = Spool(folder)
        return post.spool

    monkeypatch.setattr(service, "Spool", known_spool)
    post.start()
    yield post
    post.close()
    post.house.storage.close()
    for listening in sockets.values():
        listening.close()
