"""Running a whole instance: bind the ports, start the parts, tell where everything is."""

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from province.basics import Settings
from province.house.house import ROOT
from province.house.supervisor import (
    STOP_SECONDS_MOST,
    Part,
    Say,
    Supervisor,
    bind,
    module_command,
)

MAIL_DOORS = ("smtp", "submission", "submissions")
LOOK_AGAIN_SECONDS = 0.1  # between two looks at a port that will be free
WAITING_MOST = 1024  # connections a door keeps that no part has taken yet
TAKEN = "A port is taken: {}:{}. Free it, or set VL_{}_PORT (0: any)."
NOT_OURS = "{}:{} cannot be listened on: {}. Set VL_BIND to an address of this machine."
FORBIDDEN = "{}:{} cannot be listened on: {}. Set VL_{}_PORT to one this user may have."
HANDED_DOWN = "VL_HANDED_DOWN"  # descriptors by name, from a process to what it becomes
RUNS = b"runs\n"  # in the lock file from start to end: found at a start, nobody ended it


@dataclass(frozen=True)
class Places:
    """What an instance holds alone: its var folder and its ports."""

    hold: int  # descriptor of the lock on the var folder
    sockets: dict[str, socket.socket]  # by door, none of them listening yet

    @property
    def http_port(self) -> int:
        """Return the port of the website."""
        return int(self.sockets["http"].getsockname()[1])

    def hand_down(self) -> None:
        """Let the program that takes this process over find them with `take_places`."""
        descriptors = {name: one.fileno() for name, one in self.sockets.items()}
        for descriptor in (self.hold, *descriptors.values()):
            os.set_inheritable(descriptor, True)
        os.environ[HANDED_DOWN] = json.dumps({"hold": self.hold, **descriptors})


def take_places(settings: Settings, say: Say) -> Places | None:
    """Take var folder and ports, or those this process was handed down when it began anew.

    They are taken before anything is prepared: what is built can then name the real addresses, and
    who cannot have them is told at once. None, and said why, when another has one of them.
    """
    if (handed := os.environ.pop(HANDED_DOWN, None)) is not None:
        descriptors: dict[str, int] = json.loads(handed)
        hold = descriptors.pop("hold")
        return Places(hold, {name: socket.socket(fileno=one) for name, one in descriptors.items()})
    try:
        held = _hold(settings.var)
    except OSError as problem:
        say(f"{settings.var} cannot be written: {problem.strerror}. Set VL_VAR or its owner.")
        return None
    if held is None:
        say(f"Another instance runs on {settings.var}; stop it first, or set VL_VAR.")
        return None
    hold, was_killed = held
    sockets = _bind_all(settings, STOP_SECONDS_MOST + 1 if was_killed else 0, say)
    if sockets is None:
        os.ftruncate(hold, 0)
        os.close(hold)
        return None
    return Places(hold, sockets)


def _bind_all(settings: Settings, seconds: float, say: Say) -> dict[str, socket.socket] | None:
    """Bind every door, waiting for ports that are let go of; None, and said why, without one.

    Parts whose supervisor was killed give their ports back when their work is at its end.
    """
    deadline = time.monotonic() + seconds
    sockets: dict[str, socket.socket] = {}
    for name in ("http", *MAIL_DOORS):
        port = getattr(settings, f"{name}_port")
        while name not in sockets:
            try:
                sockets[name] = bind(settings.bind, port)
            except OSError as problem:
                if problem.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                    time.sleep(LOOK_AGAIN_SECONDS)
                    continue
                say(_why_not(settings.bind, port, name, problem))
                for one in sockets.values():
                    one.close()
                return None
    return sockets


def run(
    settings: Settings, places: Places, say: Say, announce: Callable[[dict[str, Any]], None]
) -> int:
    """Run web, mail and worker until a signal; `announce` gets the addresses once all answer.

    Returns: the exit status; 1 when a port was taken after all or a part never came up.
    """
    for name, door in places.sockets.items():
        try:
            # What it took part in must not keep the port from whoever starts after us.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.listen(WAITING_MOST)
        except OSError as problem:  # who took the same port meanwhile was quicker
            say(_why_not(settings.bind, door.getsockname()[1], name, problem))
            return 1
        door.setblocking(False)
    parts = _parts(settings, places)
    addresses = _addresses(settings, places)
    status = Supervisor(parts, ROOT, say).run(lambda: announce(addresses))
    os.ftruncate(places.hold, 0)  # ended, not killed
    return status


def _why_not(address: str, port: int, door: str, problem: OSError) -> str:
    """Tell an operator why a door cannot have its port."""
    if problem.errno == errno.EADDRINUSE:
        return TAKEN.format(address, port, door.upper())
    if problem.errno in (errno.EACCES, errno.EPERM):
        return FORBIDDEN.format(address, port, problem.strerror, door.upper())
    return NOT_OURS.format(address, port, problem.strerror or problem)


def _hold(var: Path) -> tuple[int, bool] | None:
    """Hold the var folder for this instance; the operating system lets go when we end.

    Returns: the lock's descriptor, and whether who held it before was killed; None when held.
    """
    var.mkdir(parents=True, exist_ok=True)
    file = os.open(var / "running.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    was_killed = os.fstat(file).st_size > 0
    os.pwrite(file, RUNS, 0)
    return file, was_killed


def _parts(settings: Settings, places: Places) -> list[Part]:
    doors = {name: places.sockets[name] for name in MAIL_DOORS}
    shared = {
        "VL_PUBLIC_URL": settings.public_url or f"http://127.0.0.1:{places.http_port}",
        "VL_SUBMISSION_PORT": str(doors["submission"].getsockname()[1]),
    }
    return [
        Part("web", module_command("api"), {"http": places.sockets["http"]}, shared),
        Part("mail", module_command("mail"), doors, shared),
        Part("worker", module_command("province.house"), {}, shared),
    ]


def _addresses(settings: Settings, places: Places) -> dict[str, Any]:
    doors = {name: list(places.sockets[name].getsockname()[:2]) for name in MAIL_DOORS}
    return {
        "http": f"http://{settings.bind}:{places.http_port}",
        **doors,
        "imap": None,
        "ca": str(settings.var / "tls" / "ca.pem"),
    }
