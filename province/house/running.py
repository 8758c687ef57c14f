"""Running a whole instance: bind the ports, start the parts, tell where everything is."""

import fcntl
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from province.basics import Settings
from province.house.house import ROOT
from province.house.supervisor import Part, Say, Supervisor, bind, module_command

MAIL_DOORS = ("smtp", "submission", "submissions")
WAITING_MOST = 1024  # connections a door keeps that no part has taken yet
TAKEN = "A port is taken: {}. Free it, or set VL_HTTP_PORT, VL_SMTP_PORT, … (0: any)."
HANDED_DOWN = "VL_HANDED_DOWN"  # descriptors by name, from a process to what it becomes


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
    held = _hold(settings.var)
    if held is None:
        say(f"Another instance runs on {settings.var}; stop it first, or set VL_VAR.")
        return None
    ports = {name: getattr(settings, f"{name}_port") for name in ("http", *MAIL_DOORS)}
    try:
        return Places(held, {name: bind(settings.bind, port) for name, port in ports.items()})
    except OSError as problem:
        say(TAKEN.format(problem))
        return None


def run(
    settings: Settings, places: Places, say: Say, announce: Callable[[dict[str, Any]], None]
) -> int:
    """Run web, mail and worker until a signal; `announce` gets the addresses once all answer.

    Returns: the exit status; 1 when a port was taken after all or a part never came up.
    """
    try:
        for door in places.sockets.values():
            door.listen(WAITING_MOST)
            door.setblocking(False)
    except OSError as problem:  # who took the same port meanwhile was quicker
        say(TAKEN.format(problem))
        return 1
    parts = _parts(settings, places)
    addresses = _addresses(settings, places)
    return Supervisor(parts, ROOT, say).run(lambda: announce(addresses))


def _hold(var: Path) -> int | None:
    """Hold the var folder for this instance; the operating system lets go when we end."""
    var.mkdir(parents=True, exist_ok=True)
    file = os.open(var / "running.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file


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
