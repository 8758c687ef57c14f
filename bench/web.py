"""The whole system beside a bare Starlette application, in one run, round after round.

Both are started, asked for their pages, for the status of a dossier and to keep dossiers durably;
what is printed is what each came to and the ratio of the two. The load and both servers share the
machine, so only the ratios mean something.
"""

import argparse
import base64
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isnan, nan
from pathlib import Path
from statistics import median
from typing import Any

from bench._load import REQUEST, Outcome, get, post_json, run
from tests.running import ROOT, Running, free_ports, running
from tests.services.cast import ANSWERS, HOUSE_PERMIT, PDF

ROUNDS = 3
SECONDS = 1.2  # of load, for each of the two in each round
CONNECTIONS = 16
REST_SECONDS = 2  # before memory is measured
GUIDE = "/thu-tuc/xay-dung/cap-giay-phep-xay-dung/"
UNLIMITED = {"VL_SUBMISSIONS_PER_MINUTE": "1000000"}  # one address files all dossiers here
BUSY = ('vl_jobs{state="ready"}', 'vl_jobs{state="leased"}')  # what stands so in /metrics
JSON = {"Content-Type": "application/json"}


@dataclass
class Rows:
    """What was measured: name → (ours, the peer's, unit), in order."""

    found: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, unit: str, ours: float, peer: float = nan) -> None:
        """Note one round of a measurement; some have no peer."""
        self.found.setdefault(name, []).append((ours, peer))
        self.units[name] = unit

    def lines(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield name, ours, peer's and the median of the rounds' ratios, in words."""
        for name, rounds in self.found.items():
            ours, peer = (median(values) for values in zip(*rounds, strict=True))
            ratio = median(one / other for one, other in rounds)
            unit = self.units[name]
            yield name, _worded(ours, unit), _worded(peer, unit), _worded(ratio, "×")


def _worded(value: float, unit: str) -> str:
    if isnan(value):
        return "–"
    if unit == "×":
        return f"{value:.2f} ×"
    return f"{value:,.{0 if value >= 100 else 1}f} {unit}".strip()


# -- the two


@contextmanager
def peer(folder: Path) -> Iterator[tuple[int, int]]:
    """Start the bare application; yield its port and its process once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = {**os.environ, "BARE_FOLDER": str(folder), "BARE_PORT": str(port)}
    command = [sys.executable, "-m", "bench._bare"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            while not _answers(f"http://127.0.0.1:{port}/home"):
                time.sleep(0.01)
            yield port, process.pid
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def memory_mb(*pids: int) -> float:
    """Return the memory of processes, what they share counted once (PSS)."""
    kilobytes = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kilobytes += next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
    return kilobytes / 1024


def asked(address: str, body: bytes | None = None) -> Any:
    """Return the JSON of an answer, of a refusal as well."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, JSON)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        return json.load(refused)


def wait_for_rest(http: str) -> None:
    """Wait until the worker has nothing to do any more."""
    while True:
        with urllib.request.urlopen(f"{http}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        if all(line.endswith(" 0.0") for line in lines if line.startswith(BUSY)):
            return
        time.sleep(0.2)


# -- what is asked


class Dossiers:
    """Dossiers as a program sends them, each with papers of its own."""

    def __init__(self, http: str) -> None:
        units = asked(f"{http}/api/v1/units")["units"]
        ward = next(unit["code"] for unit in units if "phường Long Châu" in unit["name"])
        answers = {**ANSWERS, "site_commune": ward, "applicant_email": ""}
        self.request = {"procedure": HOUSE_PERMIT, "case": answers.pop("case"), "answers": answers}
        missing = asked(f"{http}/api/v1/dossiers", self.body(0, []))["errors"]
        self.papers = [name.removeprefix("papers.") for name in missing]

    def body(self, number: int, papers: list[str] | None = None) -> bytes:
        """Return the request's body; without papers named, with all that are needed."""
        names = self.papers if papers is None else papers
        sent = [
            {"paper": name, "name": f"{name}.pdf", "content_base64": self.paper(name, number)}
            for name in names
        ]
        return json.dumps({**self.request, "papers": sent}).encode()

    def paper(self, name: str, number: int) -> str:
        """Return the content of a paper nobody has sent before."""
        content = PDF + f"% {name} {number} {time.monotonic_ns()}".encode()
        return base64.b64encode(content).decode()

    def post(self, path: str) -> REQUEST:
        """Return the request that files one after another."""
        return post_json(path, self.body, lambda number: "")


def pairs(instance: Running) -> dict[str, tuple[REQUEST, REQUEST, int]]:
    """Return what is measured: ours, the peer's, and the status both must answer with."""
    dossiers = Dossiers(instance.http)
    filed = asked(f"{instance.http}/api/v1/dossiers", dossiers.body(0))
    look_up = get(f"/api/v1/dossiers/{filed['code']}?secret={filed['secret']}")
    return {
        "home page": (get("/"), get("/home"), 200),
        "guide page": (get(GUIDE), get("/guide"), 200),
        "status look-up": (look_up, get("/look-up"), 200),
        "dossier submission": (dossiers.post("/api/v1/dossiers"), dossiers.post("/submit"), 201),
    }


# -- measuring


def measure(folder: Path) -> Rows:
    """Start, ask and weigh the two."""
    rows, var = Rows(), folder / "var"
    settings = {**UNLIMITED, **free_ports(random.Random())}  # another port is another website
    began = time.monotonic()
    with running(var, **settings):
        first = time.monotonic() - began
    rows.add("first start, empty folder", "s", first)
    for _ in range(2):
        began = time.monotonic()
        with running(var, **settings):
            took = time.monotonic() - began
        rows.add("cold start", "s", took, _peer_start(var, folder))
    with running(var, **settings) as instance, peer(folder) as (port, pid):
        wait_for_rest(instance.http)
        time.sleep(REST_SECONDS)
        ours = memory_mb(instance.process.pid, *instance.parts().values())
        rows.add("memory at rest", "MB", ours, memory_mb(pid))
        _load(rows, instance, port)
    return rows


def _peer_start(var: Path, folder: Path) -> float:
    """Give the peer the pages of our site, and start it."""
    site = var / "site" / "current"
    shutil.copy(site / "index.html", folder / "home")
    shutil.copy(site / GUIDE.strip("/") / "index.html", folder / "guide")
    began = time.monotonic()
    with peer(folder):
        return time.monotonic() - began


def _load(rows: Rows, instance: Running, port: int) -> None:
    """Load one and the other in turn, beginning with the other each round.

    Submissions come last: the worker is busy with them for a while afterwards.
    """
    our_port = int(instance.http.rpartition(":")[2])
    for name, (ours, theirs, status) in pairs(instance).items():
        wait_for_rest(instance.http)
        for number in range(ROUNDS):
            came: dict[int, Outcome] = {}
            sides = [(our_port, ours), (port, theirs)]
            for at, request in sides if number % 2 else reversed(sides):
                came[at] = _one(at, request, status)
            our, peers = came[our_port], came[port]
            rows.add(f"{name}, requests/s", "", our.per_second, peers.per_second)
            rows.add(f"{name}, p50", "ms", our.p50_ms, peers.p50_ms)
            rows.add(f"{name}, p95", "ms", our.p95_ms, peers.p95_ms)


def _one(port: int, request: REQUEST, status: int) -> Outcome:
    came = run("127.0.0.1", port, request, connections=CONNECTIONS, seconds=SECONDS)
    if set(came.statuses) != {status}:
        raise SystemExit(f"The load got other answers than {status}: {came.statuses}")
    return came


# -- telling


def page(rows: Rows) -> str:
    """Return docs/performance.md."""
    memory_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    machine = f"{os.cpu_count()} cores of {platform.machine()}, {memory_gb:.0f} GB, Linux"
    table = "\n".join(f"| {' | '.join(line)} |" for line in rows.lines())
    return f"""# Performance

The whole system (web, mail, worker and their supervisor) beside a bare Starlette application that
serves the same pages from memory and does the same disk work: one read by key for a look-up; for a
submission as many files and rows, flushed to the disk before it answers. Both under
{CONNECTIONS} connections, {ROUNDS} rounds in turn, load and servers on one machine: read the
ratios (ours : bare), not the figures.

Measured {datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}.

| | ours | bare | ratio |
|---|--:|--:|--:|
{table}

Repeat it with `python3 build.py bench web --write`, which writes this page. A cold start is the
second `up` of a folder that has its data, on the same ports; the first one loads the demonstration
province, builds the site and the search index. Our submission checks the form and both papers
against the procedure, writes the audit chain and asks for receipt and mail, which the worker then
makes while the next ones come in.
"""


def main() -> None:
    """Measure, print, and keep when asked to."""
    parser = argparse.ArgumentParser(prog="build.py bench web", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the result in docs/")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder))
    for name, ours, bare, ratio in rows.lines():
        print(f"{name:<34}{ours:>12}{bare:>12}{ratio:>9}")
    if chosen.write:
        (ROOT / "docs" / "performance.md").write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
