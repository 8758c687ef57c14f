"""kill -9 at any moment: what was acknowledged arrives once, and nothing arrives twice.

The part runs as it does in production: a process of its own, on sockets that outlive it.
"""

import itertools
import os
import random
import re
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mail.listener import Role
from province import messages
from province.basics import Refusal, Settings, load_settings
from province.house.supervisor import bind
from province.messages import Folder
from tests.mail.conftest import message, wait_for
from tests.mailboxes.cast import AN, BINH, CHI, PASSWORD, REGISTRY, Cast

KILLS = 25
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Part:
    """The mail part as a process that can be killed."""

    settings: Settings
    sockets: dict[str, socket.socket]
    log: Path

    def spawn(self, *module: str) -> subprocess.Popen[str]:
        """Run a module with our sockets; it says on `hear` when a mail part is ready."""
        self.hear, tell = os.pipe()
        inherited = {f"VL_SOCKET_{n.upper()}": str(s.fileno()) for n, s in self.sockets.items()}
        ours = {"VL_VAR": str(self.settings.var), "VL_READY_FD": str(tell)}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**os.environ, **inherited, **ours},
                pass_fds=[tell, *(s.fileno() for s in self.sockets.values())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        os.close(tell)
        return process

    def ready(self) -> None:
        assert os.read(self.hear, 1) == b"1", self.log.read_text()

    def port(self, role: Role) -> int:
        port: int = self.sockets[role].getsockname()[1]
        return port

    def waiting(self) -> int:
        with closing(sqlite3.connect(self.settings.spool / "spool.sqlite")) as connection:
            count: int = connection.execute("SELECT count(*) FROM letters").fetchone()[0]
            return count

    def close(self) -> None:
        os.close(self.hear)
        for listening in self.sockets.values():
            listening.close()


class Nursery:
    """Starts a mail part in no time, as often as it is killed."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process = part.spawn("tests.mail.nursery")
        assert self.process.stdin
        assert self.process.stdout
        self.say, self.hear = self.process.stdin, self.process.stdout

    def start(self) -> None:
        self.say.write("\n")
        self.say.flush()
        self.child = int(self.hear.readline())
        self.part.ready()

    def end(self, number: signal.Signals) -> int:
        """Send a signal; return how the part ended."""
        os.kill(self.child, number)
        return int(self.hear.readline())

    def close(self) -> None:
        self.say.close()
        assert self.process.wait(20) == 0
        self.hear.close()


@dataclass
class Load:
    """Clients that send without end and remember what they were promised."""

    part: Part
    ended: threading.Event = field(default_factory=threading.Event)
    promised: set[str] = field(default_factory=set)  # marks of messages that got 250
    bounces_promised: set[str] = field(default_factory=set)
    handed_over: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def run(self) -> list[threading.Thread]:
        kinds = [self.from_outside, self.from_outside, self.to_outside, self.from_the_worker]
        threads = [
            threading.Thread(target=self.again_and_again, args=(kind,), daemon=True)
            for kind in kinds
        ]
        for thread in threads:
            thread.start()
        return threads

    def again_and_again(self, kind: Callable[[], None]) -> None:
        while not self.ended.is_set():
            with suppress(OSError, smtplib.SMTPException):
                kind()  # a message whose fate is unknown is never sent again under its mark

    def from_outside(self) -> None:
        with smtplib.SMTP("127.0.0.1", self.part.port(Role.MX), timeout=20) as client:
            while not self.ended.is_set():
                mark = f"outside-{next(self.numbers)}"
                body = "dòng\r\n" * (10_000 if mark.endswith("5") else 10)
                client.sendmail("ai@ngoai.example", [BINH, CHI, REGISTRY], message(mark, body=body))
                self.promised.add(mark)

    def to_outside(self) -> None:
        with smtplib.SMTP("localhost", self.part.port(Role.SUBMISSION), timeout=20) as client:
            client.starttls()
            client.login(AN, PASSWORD)
            while not self.ended.is_set():
                mark = f"bounce-{next(self.numbers)}"
                client.sendmail(AN, ["ai@ngoai.example"], message(mark, sender=AN))
                self.bounces_promised.add(mark)

    def from_the_worker(self) -> None:
        mark = f"handed-{next(self.numbers)}"
        while not self.ended.is_set():
            with suppress(Refusal):  # the worker tries again until it is told
                content = message(mark, sender=REGISTRY)
                messages.hand_over(
                    self.part.settings, content, sender=REGISTRY, recipients=[CHI], envid=mark
                )
                self.handed_over.add(mark)
                break

    def least(self) -> int:
        return min(map(len, (self.promised, self.bounces_promised, self.handed_over)))

    def check(self, settings: Settings) -> None:
        """Compare what was promised with what arrived."""
        for box in (BINH, CHI, REGISTRY):
            arrived = marks(settings, box, "outside")
            assert self.promised <= set(arrived)
            assert max(arrived.values()) == 1
        reports = marks(settings, AN, "bounce")
        assert self.bounces_promised <= set(reports)
        assert max(reports.values()) == 1
        handed = marks(settings, CHI, "handed")
        assert self.handed_over <= set(handed)
        assert max(handed.values()) == 1
        assert os.listdir(settings.spool / "bodies") == []


def marks(settings: Settings, box: str, kind: str) -> Counter[str]:
    """Count the messages of a kind in a mailbox by their marks."""
    found: Counter[str] = Counter()
    for entry in messages.listing(settings.maildirs, box, Folder.INBOX):
        content = entry.path.read_bytes()
        assert entry.size == len(content), "half a message"
        found.update(set(re.findall(rf"Subject: ({kind}-\d+)", content.decode("utf-8", "replace"))))
    return found


@pytest.fixture
def part(furnished: tuple[Path, Cast], tmp_path: Path) -> Iterator[Part]:
    """The mail part, not yet started."""
    shutil.copytree(furnished[0], tmp_path, dirs_exist_ok=True)
    sockets = {str(role): bind("127.0.0.1", 0) for role in Role}
    settings = load_settings(
        _env_file=None, var=tmp_path, submission_port=sockets[Role.SUBMISSION].getsockname()[1]
    )
    assert settings.secret_key  # made before two processes could race for it
    part = Part(settings, sockets, tmp_path / "log")
    yield part
    part.close()


@pytest.mark.slow
def test_nothing_promised_is_lost_and_nothing_comes_twice(part: Part) -> None:
    chance = random.Random()
    load = Load(part)
    nursery = Nursery(part)
    nursery.start()
    threads = load.run()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.02, 0.6))
        assert nursery.end(signal.SIGKILL) == signal.SIGKILL
        nursery.start()
    wait_for(lambda: load.least() > KILLS)
    load.ended.set()
    for thread in threads:
        thread.join()
    wait_for(lambda: part.waiting() == 0)
    assert nursery.end(signal.SIGTERM) == 0
    nursery.close()
    load.check(part.settings)


def test_a_signal_ends_it_in_good_order(part: Part) -> None:
    process = part.spawn("mail")
    part.ready()
    with smtplib.SMTP("127.0.0.1", part.port(Role.MX), timeout=20) as client:
        client.sendmail("ai@ngoai.example", [CHI], message("outside-0"))
        process.terminate()
        assert client.getreply()[0] == 421
        client.close()
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert len(marks(part.settings, CHI, "outside")) + part.waiting() == 1


def test_a_second_process_does_not_touch_the_spool(part: Part) -> None:
    first = part.spawn("mail")
    part.ready()
    os.close(part.hear)
    second = part.spawn("mail")
    second.communicate(timeout=30)
    assert second.returncode == 1
    assert "in use by another process" in part.log.read_text()
    assert first.poll() is None
    first.terminate()
    first.communicate(timeout=20)
    assert first.returncode == 0
