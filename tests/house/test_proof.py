"""The proof creates nothing, ends in no traceback, and sees what was removed behind our back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from province.basics import load_settings
from province.house import proof
from province.storage import schema
from tests.house.scene import Scene


@pytest.fixture(scope="module")
def whole(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the scene as one var folder, as migrations would have left it."""
    source = scene.house.settings.var
    _ = scene.house.settings.secret_key
    var = tmp_path_factory.mktemp("whole") / "var"
    shutil.copytree(source, var, ignore=shutil.ignore_patterns("province.sqlite*"))
    with (
        closing(sqlite3.connect(source / "province.sqlite")) as found,
        closing(sqlite3.connect(var / "province.sqlite")) as kept,
    ):
        found.backup(kept)
        kept.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        kept.execute("INSERT INTO alembic_version VALUES (?)", schema.known_revisions()[-1:])
        kept.commit()
    return var


@pytest.fixture
def var(whole: Path, tmp_path: Path) -> Path:
    """The same province, to be spoiled."""
    return shutil.copytree(whole, tmp_path / "var")


def faults(var: Path) -> list[str]:
    return [str(fault) for fault in proof.verify_there(load_settings(var=var), lambda _: None)]


def spoil(var: Path, *statements: str) -> None:
    """Do by hand what the system never does."""
    with closing(sqlite3.connect(var / "province.sqlite", isolation_level=None)) as database:
        for statement in statements:
            assert database.execute(statement).rowcount != 0, statement


def test_the_scene_is_whole(var: Path) -> None:
    assert faults(var) == []


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    [fault] = faults(tmp_path / "mistyped")
    assert "there is no database" in fault
    assert not list(tmp_path.iterdir())


def test_a_lost_key_is_told_and_none_is_made(var: Path) -> None:
    key = var / "secrets" / "instance-key"
    key.unlink()
    [fault] = faults(var)
    assert "instance-key" in fault
    assert not key.exists()


def test_an_empty_database_is_not_migrated(var: Path) -> None:
    path = var / "province.sqlite"
    path.write_bytes(b"")
    [fault] = faults(var)
    assert "migrate" in fault
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_what_is_no_database_is_named(var: Path) -> None:
    (var / "province.sqlite").write_bytes(b"hello" * 1000)
    [fault] = faults(var)
    assert fault.startswith("database")


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        (
            "UPDATE dossiers SET sealed = 'text'",
            "dossier",
        ),
        ("UPDATE dossiers SET applicant_key = CAST(x'ff' AS TEXT)", "dossier"),
        ("UPDATE blobs SET sha256 = substr(sha256, 2)", "blobs"),
    ],
)
def test_what_cannot_be_read_is_named(var: Path, statement: str, place: str) -> None:
    spoil(var, statement)
    assert any(fault.startswith(place) for fault in faults(var))


def test_pages_of_nonsense_are_named(var: Path) -> None:
    path = var / "province.sqlite"
    content = bytearray(path.read_bytes())
    for place in range(4096 * 200, len(content) - 4096, 4096 * 3):
        content[place : place + 64] = b"\xff" * 64
    path.write_bytes(content)
    assert any("cannot be read" in fault for fault in faults(var))


DOSSIER = "(SELECT max(dossier_id) FROM dossier_papers WHERE round = 0)"


@pytest.mark.parametrize(
    ("statements", "place"),
    [
        ([f"DELETE FROM dossier_papers WHERE dossier_id = {DOSSIER}"], "dossier "),
        (["UPDATE dossier_papers SET sha256 = 'elsewhere'"], "dossier_papers.sha256"),
        (["UPDATE dossier_papers SET size = size + 1"], "dossier_papers "),
        (["DELETE FROM dossier_documents WHERE kind = 'receipt'"], "dossier_documents receipt"),
        (["DROP TRIGGER audit_entries_no_update"], "trigger audit_entries_no_update"),
        (
            ["UPDATE number_books SET last = last - 1 WHERE book LIKE 'services.dossier:%'"],
            "number_books services.dossier:",
        ),
        (
            ["UPDATE number_books SET last = last - 1 WHERE book LIKE 'services.receipt:%'"],
            "dossier_documents receipt",
        ),
    ],
)
def test_what_was_removed_or_changed_is_named(var: Path, statements: list[str], place: str) -> None:
    spoil(var, *statements)
    found = faults(var)
    assert any(fault.startswith(place) for fault in found), found
