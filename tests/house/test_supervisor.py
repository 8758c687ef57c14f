"""The supervisor: parts come back on the same port, and all stop together."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest

from province.house.supervisor import Part, Supervisor, bind

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


def ask(port: int) -> int:
    """Return the process id of the part that answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        return int(connection.recv(100))


@pytest.fixture
def listening() -> socket.socket:
    return bind("127.0.0.1", 0)


def test_a_killed_part_comes_back_on_its_port_and_all_stop(
    listening: socket.socket, tmp_path: Path
) -> None:
    port = listening.getsockname()[1]
    said: list[str] = []
    part = Part("web", [sys.executable, "-c", PART], {"http": listening})
    supervisor = Supervisor([part], tmp_path, said.append)
    seen: list[int] = []

    def kill_and_stop() -> None:
        first = ask(port)
        os.kill(first, signal.SIGKILL)
        seen.extend((first, ask(port)))  # waits in the backlog for the successor
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
