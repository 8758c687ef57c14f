#!/usr/bin/env python3
"""The one command-line door of the province.

Plain Python until the environment exists: it makes `.venv` from the lock, then starts itself again
inside. `python3 build.py` alone prints every command.
"""

from __future__ import annotations  # so that an older Python can still say that it is too old

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from province.basics import Refusal, Settings
    from province.house import House

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON_LEAST = (3, 11)

COMMANDS = {
    "up": "Set everything up and run website, API, mail relay and worker until Ctrl-C.",
    "test": "Set up what the tests need and run them all: style, types, unit, journeys, browser.",
    "site": "Publish content/: build the website, load the forms, index both.",
    "index": "Rebuild the search index from the database and the content.",
    "migrate": "Bring the database to the newest schema.",
    "demo": "Load the demonstration province into an empty database.",
    "doctor": "Look for misconfiguration and print numbered warnings, each with a hint.",
    "verify": "Prove the audit chain, the files and the registers whole, or name what is not.",
    "bench": "Measure against peers in the same run and print the ratios.",
    "lock": "Pin all dependencies with their hashes into the lock files.",
}
NEEDS_TEST_TOOLS = {"test", "bench", "lock"}


def say(line: str) -> None:
    """Tell the operator one thing."""
    print(line, flush=True)


def tell(refusal: Refusal) -> None:
    """Tell the operator what was refused, with every fault there is."""
    say(f"{refusal.sentence}\n({refusal.code})")
    faults = refusal.detail.get("faults")
    for line in [*refusal.fields.values(), *(faults if isinstance(faults, list) else [])]:
        say(f"  {line}")


def usage() -> int:
    """Print every command with one sentence each."""
    say("python3 build.py COMMAND [options]\n")
    for name, sentence in COMMANDS.items():
        say(f"  {name:<8} {sentence}")
    say("\npython3 build.py COMMAND --help tells a command's options.")
    return 0


# --- the environment, in plain Python ---------------------------------------------------------


def lock_of(name: str) -> Path:
    """Return the lock a command's environment is made from."""
    return HERE / ("requirements-test.lock" if name in NEEDS_TEST_TOOLS else "requirements.lock")


def stamp_of(lock: Path) -> str:
    """Return what an environment made from a lock is stamped with."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def environment_stands(name: str) -> bool:
    """Tell whether the environment holds what the lock says."""
    stamps = VENV / "stamps"
    if not stamps.is_file():
        return False
    return stamp_of(lock_of(name)) in stamps.read_text().split()


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a file lock, so that two commands do not build the same environment at once."""
    try:
        file = path.open("w")
    except OSError as problem:
        raise SystemExit(f"{path.parent} cannot be written: {problem.strerror}.") from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment(name: str) -> None:
    """Create `.venv` and install exactly what the lock names, checking every hash."""
    lock = lock_of(name)
    began = time.monotonic()
    with only_one(HERE / ".venv.lock"):
        if environment_stands(name):
            return
        if not (VENV / "stamps").is_file():  # missing, or left half-made
            say("Creating the environment .venv …")
            create_venv()
        (VENV / "stamps").unlink(missing_ok=True)
        packages = sum("==" in line for line in lock.read_text().splitlines() if line[:1].isalnum())
        say(f"Installing {packages} packages from {lock.name} (about a minute the first time) …")
        install(lock)
        stamps = {stamp_of(lock)}
        if lock.name == "requirements-test.lock":
            stamps.add(stamp_of(HERE / "requirements.lock"))
        (VENV / "stamps").write_text("\n".join(sorted(stamps)))
    say(f"Environment ready in {time.monotonic() - began:.0f} s.")


def create_venv() -> None:
    """Create the virtual environment, with Debian's package for it when it is missing."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install_system_packages(["python3-venv"])
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def install(lock: Path) -> None:
    """Install a lock into the environment; the output is shown only when it fails."""
    command = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--disable-pip-version-check",
        "--no-input",
        "-r",
        str(lock),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        say(done.stdout + done.stderr)
        raise SystemExit("The packages could not be installed; the lines above say why.")


def install_system_packages(packages: Sequence[str]) -> None:
    """Install Debian packages when we may, else say exactly which are missing."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(f"Missing system packages. Install them with:\n  sudo {' '.join(command)}")
    say(f"Installing system packages: {' '.join(packages)} …")
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    subprocess.run(command, check=True, **quiet)


def enter_environment(arguments: Sequence[str]) -> None:
    """Start this file again inside `.venv`, unless it runs there."""
    if Path(sys.prefix) != VENV:
        begin_anew(arguments)


def begin_anew(arguments: Sequence[str]) -> NoReturn:
    """Let this process begin again inside `.venv`."""
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, str(HERE / "build.py"), *arguments])


# --- the commands, inside the environment -------------------------------------------------------


def options(name: str) -> argparse.ArgumentParser:
    """Return the parser of a command's options."""
    return argparse.ArgumentParser(prog=f"build.py {name}", description=COMMANDS[name])


def settings_read() -> Settings:
    """Read the settings; what is wrong with them is told, one numbered warning for each."""
    from pydantic import ValidationError

    from province.basics import load_settings

    try:
        return load_settings()
    except ValidationError as error:
        for one in error.errors():
            name = "_".join(("VL", *map(str, one["loc"]))).upper()
            say(f"W18 {name} cannot be {one['input']!r}: {one['msg']}.")
            say(f"    → Correct {name} in the environment or in province.env.")
        raise SystemExit(1) from None


def opened() -> House:
    """Open the house as the settings say, with its database at the newest schema."""
    from province.house import open_house
    from province.storage import schema

    house = open_house(settings_read())
    if schema.upgrade(house.storage):
        say("Database brought to the newest schema.")
    return house


def up(arguments: Sequence[str]) -> int:
    """Set everything up and run it."""
    parser = options("up")
    parser.add_argument(
        "--ready-file", type=Path, help="write addresses and logins here when ready"
    )
    parser.add_argument(
        "--prepared", action="store_true", help="start at once; what is out of date stays so"
    )
    chosen = parser.parse_args(arguments)
    from province.house import running

    settings = settings_read()
    if chosen.ready_file and not chosen.ready_file.absolute().parent.is_dir():
        say(f"There is no folder {chosen.ready_file.absolute().parent} for the ready file.")
        return 1
    places = running.take_places(settings, say)
    if places is None:
        return 1
    if not chosen.prepared:
        if not settings.public_url:  # what is built names the real port
            os.environ["VL_PUBLIC_URL"] = f"http://127.0.0.1:{places.http_port}"
        house = opened()
        prepare(house)
        house.storage.close()
        places.hand_down()
        begin_anew(["up", "--prepared", *arguments])  # what this took of memory is given back
    return running.run(
        settings, places, say, lambda addresses: announce(settings, addresses, chosen.ready_file)
    )


def prepare(house: House) -> None:
    """Load, build and index what is missing or out of date."""
    import demo
    from province.basics import Invalid
    from province.house import content

    content.lay_roles(house, say)
    if house.settings.demo and demo.load(house, say):
        say("Demonstration province loaded.")
    try:
        content.publish(house, say)
    except Invalid as refusal:  # an editor's slip must not keep the province from starting
        if not (house.settings.site / "current").exists():
            raise
        tell(refusal)
        say("What was published before stays in service.")


def announce(settings: Settings, addresses: dict[str, Any], ready_file: Path | None) -> None:
    """Print where everything is, and write it down for programs."""
    import demo

    known = demo.credentials(settings) if settings.demo else {"logins": {}, "api_tokens": {}}
    say(f"\n  Website     {addresses['http']}/")
    say(f"  Workspace   {addresses['http']}/lam-viec")
    say(f"  API         {addresses['http']}/api/docs")
    for name in ("smtp", "submission", "submissions"):
        say(f"  {name:<11} {addresses[name][0]}:{addresses[name][1]}")
    if known["logins"]:
        say("\n  Demonstration logins")
        for kind, login in known["logins"].items():
            say(f"  {kind:<14} {login['email']:<36} {login['password']}")
    say("\n  Ctrl-C stops everything.\n")
    if ready_file:
        passing = ready_file.with_name(ready_file.name + ".part")
        passing.write_text(json.dumps({**addresses, **known}, ensure_ascii=False, indent=1))
        passing.replace(ready_file)


def site(arguments: Sequence[str]) -> int:
    """Publish what editors wrote."""
    options("site").parse_args(arguments)
    from province.house import content

    content.publish(opened(), say)
    return 0


def index(arguments: Sequence[str]) -> int:
    """Rebuild the search index."""
    options("index").parse_args(arguments)
    from province.house import content

    content.index_all(opened(), say, only_if_missing=False)
    return 0


def migrate(arguments: Sequence[str]) -> int:
    """Bring the schema forward."""
    options("migrate").parse_args(arguments)
    opened()
    say("The database is at the newest schema.")
    return 0


def load_demo(arguments: Sequence[str]) -> int:
    """Load the demonstration province."""
    options("demo").parse_args(arguments)
    import demo
    from province.house import content

    house = opened()
    content.lay_roles(house, say)
    content.load_procedures(house, say)
    loaded = demo.load(house, say)
    say(
        "Demonstration province loaded." if loaded else "The database is not empty: nothing loaded."
    )
    return 0


def doctor(arguments: Sequence[str]) -> int:
    """Print warnings; status 1 when there is any."""
    options("doctor").parse_args(arguments)
    from province.house import checkup

    findings = checkup.examine(settings_read())
    for finding in findings:
        say(f"W{finding.number:02} {finding.what}\n    → {finding.hint}")
    say("Nothing to warn about." if not findings else f"{len(findings)} warnings.")
    return 1 if findings else 0


def verify(arguments: Sequence[str]) -> int:
    """Print every fault; status 1 when there is any."""
    options("verify").parse_args(arguments)
    from province.house import proof

    faults = proof.verify_there(settings_read(), say)
    for fault in faults:
        say(f"FAULT {fault}")
    say(f"Faults: {len(faults)}." if faults else "Audit chain, files and registers are whole.")
    return 1 if faults else 0


def bench(arguments: Sequence[str]) -> int:
    """Run benchmarks by name; all of them when none is named."""
    parser = options("bench")
    known = sorted(path.stem for path in (HERE / "bench").glob("[a-z]*.py"))
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(known)}")
    chosen, rest = parser.parse_known_args(arguments)
    for name in chosen.names or known:
        if name not in known:
            raise SystemExit(f"No such benchmark: {name}. Known: {', '.join(known)}")
        subprocess.run([sys.executable, "-m", f"bench.{name}", *rest], cwd=HERE, check=True)
    return 0


def lock(arguments: Sequence[str]) -> int:
    """Pin the dependencies."""
    options("lock").parse_args(arguments)
    for name, extra in (("requirements.lock", []), ("requirements-test.lock", ["--extra", "test"])):
        command = [
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            *extra,
            "--generate-hashes",
            "--upgrade",
            "--python-version",
            "3.11",
            "--no-header",
            "--quiet",
            "-o",
            name,
        ]
        subprocess.run([str(VENV / "bin" / command[0]), *command[1:]], cwd=HERE, check=True)
        say(f"{name} written.")
    return 0


SYSTEM_TOOLS = {  # Debian package → a program or file that shows it is there
    "chromium": "/usr/bin/chromium",
    "postgresql": "/usr/lib/postgresql",
}


def test(arguments: Sequence[str]) -> int:
    """Run style, types and all tests; further arguments go to pytest."""
    parser = options("test")
    parser.add_argument("pytest_arguments", nargs="*", help="what pytest is to run instead of all")
    chosen, rest = parser.parse_known_args(arguments)
    missing = [package for package, sign in SYSTEM_TOOLS.items() if not Path(sign).exists()]
    if missing:
        install_system_packages(missing)
    steps = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
    if chosen.pytest_arguments or rest:
        steps = []
    steps.append(["pytest", *chosen.pytest_arguments, *rest])
    for step in steps:
        say(f"· {' '.join(step)}")
        done = subprocess.run([sys.executable, "-m", *step], cwd=HERE)
        if done.returncode:
            return done.returncode
    return 0


RUN: dict[str, Callable[[Sequence[str]], int]] = {
    "up": up,
    "test": test,
    "site": site,
    "index": index,
    "migrate": migrate,
    "demo": load_demo,
    "doctor": doctor,
    "verify": verify,
    "bench": bench,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        usage()
        return 0 if name in ("", "-h", "--help", "help") else 2
    if sys.version_info < PYTHON_LEAST:
        raise SystemExit("Python 3.11 or newer is needed.")
    if not environment_stands(name):
        make_environment(name)
    enter_environment(arguments)
    sys.path.insert(0, str(HERE))
    from province.basics import Refusal

    try:
        return RUN[name](arguments[1:])
    except KeyboardInterrupt:
        return 130
    except Refusal as refusal:
        tell(refusal)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
