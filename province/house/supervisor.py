"""The supervisor: starts the parts, watches them, and stops them together.

It binds every listening socket itself and hands it down, so a part that dies leaves its port and
the connections waiting on it to the part that takes its place. A part says it is ready by writing
a byte to the pipe named in its environment. Another pipe, on which nobody ever writes, tells the
parts that the supervisor is gone: however it was ended, they stop as if it had told them to.
"""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS_MOST = 60
STOP_SECONDS_MOST = 9  # all parts are down within 10 s of a signal
RESTART_SECONDS = (0.2, 0.5, 1, 2, 5)  # wait before the nth restart in a row
STEADY_SECONDS = 30  # a part that ran this long has no restarts in a row behind it

Say = Callable[[str], None]


@dataclass
class Part:
    """One process of the system."""

    name: str
    command: Sequence[str]
    sockets: dict[str, socket.socket] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)  # beside our own
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    ready: bool = False


def bind(address: str, port: int) -> socket.socket:
    """Return a socket that has a port and listens not yet; port 0 takes any free one.

    Raises: OSError when the port is taken.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if port:  # a free port shared before it listens would not be ours alone
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    return bound


def inherited(name: str) -> socket.socket:
    """Return, inside a part, the socket the supervisor bound for it under a name."""
    return socket.socket(fileno=int(os.environ[f"VL_SOCKET_{name.upper()}"]))


def say_ready() -> None:
    """Tell the supervisor, from inside a part, that it can be used."""
    if (pipe := os.environ.pop("VL_READY_FD", None)) is not None:
        with contextlib.suppress(BrokenPipeError):  # it is gone: its lifeline tells us to stop
            os.write(int(pipe), b"1")
        os.close(int(pipe))


def stop_with_supervisor() -> None:
    """See to it, from inside a part, that the part does not outlive its supervisor."""
    if (pipe := os.environ.pop("VL_LIFELINE_FD", None)) is not None:
        threading.Thread(target=_stop_at_end_of, args=(int(pipe),), daemon=True).start()


def _stop_at_end_of(pipe: int) -> None:
    os.read(pipe, 1)  # ends when the supervisor does, who holds the other end
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS_MOST)
    os._exit(1)


class Supervisor:
    """Keep parts running until a signal says stop."""

    def __init__(self, parts: Sequence[Part], folder: Path, say: Say) -> None:
        self.parts = parts
        self.folder = folder  # where the parts run: the checkout
        self.say = say
        self.selector = selectors.DefaultSelector()
        self.lifeline = os.pipe()  # the end to read from, for the parts; the end that we hold
        self.stopping = False

    def run(self, when_ready: Callable[[], None]) -> int:
        """Start everything, call `when_ready` once all parts answer, and stay until stopped.

        Returns: the exit status, 0 unless a part never came up.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for part in self.parts:
            self._start(part)
        deadline = time.monotonic() + READY_SECONDS_MOST
        announced = False
        while not self.stopping:
            self._hear(0.1)
            self._revive()
            if not announced and all(part.ready for part in self.parts):
                announced = True
                when_ready()
            if not announced and time.monotonic() > deadline:
                self.say(f"not ready after {READY_SECONDS_MOST} s: {self._missing()}")
                self._end_all()
                return 1
        self._end_all()
        return 0

    def _missing(self) -> str:
        return ", ".join(part.name for part in self.parts if not part.ready)

    def _start(self, part: Part) -> None:
        hear, tell = os.pipe()
        told = {"VL_READY_FD": str(tell), "VL_LIFELINE_FD": str(self.lifeline[0])}
        environment = {**os.environ, **part.environment, **told}
        descriptors = [tell, self.lifeline[0]]
        for name, listening in part.sockets.items():
            environment[f"VL_SOCKET_{name.upper()}"] = str(listening.fileno())
            descriptors.append(listening.fileno())
        part.process = subprocess.Popen(
            part.command,
            pass_fds=descriptors,
            env=environment,
            cwd=self.folder,
            start_new_session=True,  # a Ctrl-C is ours to pass on, in order
        )
        os.close(tell)
        part.started = time.monotonic()
        self.selector.register(hear, selectors.EVENT_READ, part)

    def _hear(self, seconds: float) -> None:
        """Wait a little for parts to say that they are ready."""
        for key, _ in self.selector.select(seconds):
            pipe = int(key.fd)
            key.data.ready = bool(os.read(pipe, 1)) or key.data.ready
            self.selector.unregister(pipe)
            os.close(pipe)
        if not self.selector.get_map():
            time.sleep(seconds)

    def _revive(self) -> None:
        for part in self.parts:
            if self.stopping or part.process is None or part.process.poll() is None:
                continue
            if time.monotonic() - part.started > STEADY_SECONDS:
                part.restarts = 0
            wait = RESTART_SECONDS[min(part.restarts, len(RESTART_SECONDS) - 1)]
            if time.monotonic() - part.started < wait:
                continue
            part.restarts += 1
            self.say(f"{part.name} ended ({_how(part.process.returncode)}); starting it again")
            self._start(part)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        running = [p for part in self.parts if (p := part.process) and p.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS_MOST
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"process {process.pid} did not stop in time and was killed")
                process.kill()
                process.wait()
        for part in self.parts:
            for listening in part.sockets.values():
                listening.close()
        for end in self.lifeline:
            os.close(end)


def _how(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of ours with this Python."""
    return [sys.executable, "-m", module, *arguments]
