"""A whole instance started as an operator starts it, for journeys and for the browser."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS_MOST = 120
STOP_SECONDS_MOST = 15
PORTS = ("HTTP", "SMTP", "SUBMISSION", "SUBMISSIONS")


@dataclass(frozen=True)
class Running:
    """An instance that answers, and what its ready file says."""

    process: subprocess.Popen[bytes]
    ready: dict[str, Any]
    var: Path
    log: Path

    @property
    def http(self) -> str:
        """Return the address of website, workspace and API."""
        return str(self.ready["http"])

    def login(self, kind: str) -> tuple[str, str]:
        """Return e-mail and password of one of the cast."""
        found = self.ready["logins"][kind]
        return found["email"], found["password"]

    def parts(self) -> dict[str, int]:
        """Return the process ids of the parts that run now, by name."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found = {}
        for child in map(int, children.split()):
            command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"-m" in command:
                found[command[command.index(b"-m") + 1].decode()] = child
        return found


def environment(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of an instance of its own, on any free ports."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VL_")}
    ports = {f"VL_{name}_PORT": "0" for name in PORTS}
    return {**kept, "VL_VAR": str(var), **ports, **more}


def build(
    command: str, var: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command of the door on an instance's folder."""
    return subprocess.run(
        [sys.executable, "build.py", command, *arguments],
        cwd=ROOT, env=environment(var, **more), capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def free_ports(chance: random.Random) -> dict[str, str]:
    """Return ports that stay ours between two starts: below those the system gives to clients."""
    found: dict[str, str] = {}
    while len(found) < len(PORTS):
        port = chance.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as trial:
            trial.bind(("127.0.0.1", port))
            found[f"VL_{PORTS[len(found)]}_PORT"] = str(port)
    return found


@contextmanager
def running(var: Path, **more: str) -> Iterator[Running]:
    """Start an instance on a var folder, wait until it is ready, and stop it afterwards."""
    var.mkdir(parents=True, exist_ok=True)
    ready_file, log = var / "ready.json", var / "log"
    ready_file.unlink(missing_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "build.py", "up", "--ready-file", str(ready_file)],
            cwd=ROOT, env=environment(var, **more), stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield Running(process, _wait(process, ready_file, log), var, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS_MOST)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"did not stop within {STOP_SECONDS_MOST} s") from None


def _wait(process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> dict[str, Any]:
    deadline = time.monotonic() + START_SECONDS_MOST
    while not ready_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the instance did not come up:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
    ready: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))
    return ready
