"""The ladder: rooms look only down, enter by the front door, and strangers stay strangers."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

STEPS = {
    "province.basics": 1,
    "province.storage": 2,
    "province.audit": 3,
    "province.blobs": 3,
    "province.index": 3,
    "province.jobs": 3,
    "province.printing": 3,
    "province.sealing": 3,
    "province.turnstile": 3,
    "province.directory": 4,
    "province.identity": 4,
    "province.access": 5,
    "province.authentication": 5,
    "province.mailboxes": 6,
    "province.notifications": 6,
    "province.procedures": 6,
    "province.rosters": 6,
    "province.search": 6,
    "province.signing": 6,
    "province.symbols": 6,
    "province.answers": 7,
    "province.documents": 7,
    "province.dossiers": 7,
    "province.pages": 7,
    "province.messages": 7,
    "province.incoming": 8,
    "province.publishing": 8,
    "province.services": 8,
    "province.drafts": 9,
    "province.letters": 9,
    "province.outgoing": 9,
    "province.registers": 9,
    "province.house": 10,
    "api": 11,
    "demo": 11,
    "mail": 11,
}
# Step 3 is one floor with an inner order: the audit speaks of faults that blobs report, and a job
# checks each file that blobs note.
NEIGHBOURS = {("province.blobs", "province.audit"), ("province.blobs", "province.jobs")}
# Basics is entered by its files too: they are words of the language, not rooms of their own.
OPEN_ROOMS = {"province.basics", "province.house"}


@dataclass(frozen=True)
class Import:
    """One import as it stands in a file."""

    path: Path
    line: int
    module: str  # "province.documents.store"

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: imports {self.module}"


def room_of(module: str) -> str | None:
    """Return the room a module belongs to."""
    parts = module.split(".")
    name = ".".join(parts[:2]) if parts[0] == "province" else parts[0]
    return name if name in STEPS else None


def python_files() -> list[Path]:
    return [
        path
        for top in ("province", "api", "mail", "demo")
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts and path.parent.name != "province"
    ]


def imports_of(path: Path) -> Iterator[Import]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(path, node.lineno, name.name)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for name in node.names:
                yield Import(path, node.lineno, f"{node.module}.{name.name}")


def fault(here: str, found: Import) -> str | None:
    """Say what is wrong with an import, None when nothing is."""
    there = room_of(found.module)
    if there is None or there == here:
        return None
    if STEPS[there] > STEPS[here]:
        return f"{found}: looks up from step {STEPS[here]} to step {STEPS[there]}"
    if STEPS[there] == STEPS[here] and (here, there) not in NEIGHBOURS:
        return f"{found}: {here} and {there} are strangers"
    inner = found.module.removeprefix(there).strip(".").split(".")
    entered = (ROOT / there.replace(".", "/") / f"{inner[0]}.py").exists() and len(inner) > 1
    if entered and there not in OPEN_ROOMS:
        return f"{found}: enters {there} by a window; import the name from {there}"
    return None


def test_every_room_has_its_step() -> None:
    rooms = {f"province.{path.name}" for path in (ROOT / "province").iterdir() if path.is_dir()}
    assert rooms - {"province.__pycache__"} <= set(STEPS)


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_look_down(path: Path) -> None:
    here = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert here is not None
    faults = [said for found in imports_of(path) if (said := fault(here, found))]
    assert not faults, "\n".join(faults)


def test_the_ladder_would_notice() -> None:
    upward = Import(ROOT / "province/basics/text.py", 1, "province.access.require")
    stranger = Import(ROOT / "province/services/model.py", 1, "province.incoming.register")
    window = Import(ROOT / "province/access/model.py", 1, "province.directory.store.unit")
    assert "looks up" in (fault("province.basics", upward) or "")
    assert "strangers" in (fault("province.services", stranger) or "")
    assert "window" in (fault("province.access", window) or "")
