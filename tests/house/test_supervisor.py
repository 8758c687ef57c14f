"""The supervisor: parts come back on the same port, and all stop together."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from province.house.supervisor import Part, Supervisor, bind, say_ready

ROOT = Path(__file__).resolve().parents[2]

PART = """
import os, signal, socket, sys
listening = socket.socket(fileno=int(os.environ["VL_SOCKET_HTTP"]))
listening.setblocking(True)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
os.write(int(os.environ["VL_READY_FD"]), b"1")
while True:
    connection, _ = listening.accept()
    connection.sendall(str(os.getpid()).encode())
    connection.close()
"""

LOYAL = """
import time
from province.house.supervisor import say_ready, stop_with_supervisor
stop_with_supervisor()
say_ready()
time.sleep(60)
"""
OVERSEEN = """
import sys
from pathlib import Path
from province.house.supervisor import Part, Supervisor
parts = [Part(name, [sys.executable, "-c", sys.argv[1]]) for name in ("web", "worker")]
tell = lambda: print(*(part.process.pid for part in parts), flush=True)
Supervisor(parts, Path.cwd(), print).run(tell)
"""


def ask(port: int) -> int:
    """Return the process id of the part that answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        return int(connection.recv(100))


def kill(pid: int) -> None:
    """Kill a process and wait until it can take no connection any more."""
    process = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert ended(process)


def ended(process: int) -> bool:
    """Wait for the end of the process behind a descriptor: it can be read from then on."""
    found = select.select([process], [], [], 30)[0]
    os.close(process)
    return bool(found)


@pytest.fixture
def listening() -> socket.socket:
    door = bind("127.0.0.1", 0)
    door.listen()
    return door


def test_a_killed_part_comes_back_on_its_port_and_all_stop(
    listening: socket.socket, tmp_path: Path
) -> None:
    port = listening.getsockname()[1]
    said: list[str] = []
    part = Part("web", [sys.executable, "-c", PART], {"http": listening})
    supervisor = Supervisor([part], tmp_path, said.append)
    seen: list[int] = []

    def kill_and_stop() -> None:
        try:
            seen.append(ask(port))
            kill(seen[0])
            seen.append(ask(port))  # waits in the backlog for the successor
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        status = supervisor.run(lambda: threading.Thread(target=kill_and_stop).start())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert status == 0
    assert seen[0] != seen[1]
    assert said == ["web ended (signal SIGKILL); starting it again"]
    assert part.process
    assert part.process.returncode == 0


def test_no_part_outlives_a_killed_supervisor() -> None:
    command = [sys.executable, "-c", OVERSEEN, LOYAL]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        parts = [os.pidfd_open(int(pid)) for pid in supervisor.stdout.readline().split()]
        supervisor.kill()
    assert len(parts) == 2
    assert all(ended(part) for part in parts)


def test_a_part_that_is_ready_too_late_to_tell_stays_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hear, tell = os.pipe()
    os.close(hear)
    monkeypatch.setenv("VL_READY_FD", str(tell))
    say_ready()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.close(tell)


def test_a_port_that_is_taken_is_an_error(listening: socket.socket) -> None:
    with listening, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", listening.getsockname()[1])


def test_a_part_that_never_comes_up_ends_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("province.house.supervisor.READY_SECONDS_MOST", 1)
    said: list[str] = []
    part = Part("mail", [sys.executable, "-c", "import time; time.sleep(60)"])
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert Supervisor([part], tmp_path, said.append).run(lambda: None) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert said == ["not ready after 1 s: mail"]
