"""Running a whole instance: bind the ports, start the parts, tell where everything is."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from province.basics import Settings
from province.house.house import ROOT
from province.house.supervisor import Part, Say, Supervisor, bind, module_command

MAIL_DOORS = ("smtp", "submission", "submissions")


def run(settings: Settings, say: Say, announce: Callable[[dict[str, Any]], None]) -> int:
    """Run web, mail and worker until a signal; `announce` gets the addresses once all answer.

    Returns: the exit status; 1 when a port is taken or another instance runs on this var folder.
    """
    held = _hold(settings.var)
    if held is None:
        say(f"Another instance runs on {settings.var}; stop it first, or set VL_VAR.")
        return 1
    try:
        parts = _parts(settings)
    except OSError as problem:
        say(f"A port is taken: {problem}. Free it, or set VL_HTTP_PORT, VL_SMTP_PORT, … (0: any).")
        return 1
    addresses = _addresses(settings, parts)
    return Supervisor(parts, ROOT, say).run(lambda: announce(addresses))


def _hold(var: Path) -> IO[str] | None:
    """Hold the var folder for this instance; the operating system lets go when we end."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "running.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _parts(settings: Settings) -> list[Part]:
    http = bind(settings.bind, settings.http_port)
    doors = {name: bind(settings.bind, getattr(settings, f"{name}_port")) for name in MAIL_DOORS}
    port, submission = http.getsockname()[1], doors["submission"].getsockname()[1]
    shared = {
        "VL_PUBLIC_URL": settings.public_url or f"http://127.0.0.1:{port}",
        "VL_SUBMISSION_PORT": str(submission),
    }
    return [
        Part("web", module_command("api"), {"http": http}, shared),
        Part("mail", module_command("mail"), doors, shared),
        Part("worker", module_command("province.house"), {}, shared),
    ]


def _addresses(settings: Settings, parts: list[Part]) -> dict[str, Any]:
    bound = {name: found for part in parts for name, found in part.sockets.items()}
    places = {name: list(bound[name].getsockname()[:2]) for name in bound}
    return {
        "http": f"http://{settings.bind}:{places['http'][1]}",
        **{name: places[name] for name in MAIL_DOORS},
        "imap": None,
        "ca": str(settings.var / "tls" / "ca.pem"),
    }
