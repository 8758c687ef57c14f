"""The proof creates nothing, ends in no traceback, and sees what was removed behind our back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from province import audit, blobs, dossiers, services
from province.basics import SYSTEM, load_settings
from province.dossiers import Upload
from province.house import open_house, proof
from province.house.handlers import sealing_key
from province.storage import schema
from tests.house.scene import Scene
from tests.services import cast


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
    finish(scene, var)
    return var


def finish(scene: Scene, var: Path) -> None:
    """Do what the scene leaves to others: answer and print, find a file unsafe, seal a day."""
    house = open_house(load_settings(var=var), scene.house.clock)
    paper = Upload(scene.papers[0].paper_id, "Ảnh hiện trạng.pdf", cast.PDF + b"moi")
    code, unsafe = scene.supplement, Upload("", "Tệp lạ.pdf", cast.PDF + b"la")
    laid = dossiers.lay_down(house, SYSTEM, [paper, unsafe])
    with house.storage.work(scene.people["almighty"]) as work:
        services.answer_supplement(work, house, code, scene.secrets[code], "Đây", laid[:1])
        services.write_note(work, code, "Đã gọi")
    with house.storage.work(SYSTEM) as work:
        blobs.note(work, house.settings.blobs, laid[1][1])
        blobs.settle(work, laid[1][1].sha256, "PDF with JavaScript")
        dossiers.keep_print(work, scene.form, laid[0][1].sha256)
    with house.storage.work(SYSTEM) as work:
        audit.seal(work, work.today, sealing_key(house))
    house.storage.close()


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


FIRST = {  # one row of each table, as an attacker may pick it
    "supplement": "(SELECT min(id) FROM dossier_papers WHERE round = 1)",
    "printed": "(SELECT min(id) FROM dossier_documents WHERE sha256 IS NOT NULL)",
    "untouched": "(SELECT min(id) FROM incoming_documents WHERE accepted_at IS NULL"
    " AND recall_asked_at IS NULL AND state = 'arrived')",
}
DOSSIERS = [
    "UPDATE dossiers SET applicant_key = 'khac' WHERE rowid = 1",
    "UPDATE dossiers SET officer_name = 'Khác' WHERE rowid = 2",
    "UPDATE dossier_facts SET body = '{}' WHERE kind = 'supplement'",
    "UPDATE dossier_facts SET by_name = 'Khác' WHERE id = 1",
    "UPDATE dossier_facts SET ended_at = '2027-01-01 00:00:00.000000' WHERE kind = 'supplement'",
    "DELETE FROM dossier_facts WHERE id = 1",
    "UPDATE dossier_papers SET name = 'Giấy khác.pdf' WHERE id = 1",
    f"UPDATE dossier_papers SET name = 'Giấy khác.pdf' WHERE id = {FIRST['supplement']}",
    f"DELETE FROM dossier_papers WHERE id = {FIRST['supplement']}",
    "DELETE FROM dossier_papers WHERE round = 0",
    "UPDATE dossier_documents SET number = '0009/TNHS' WHERE id = 1",
    "UPDATE dossier_documents SET said = '{}' WHERE id = 1",
    "UPDATE dossier_messages SET body = 'Chưa gọi'",
    "UPDATE dossier_identifiers SET hash = 'khac' WHERE rowid = 1",
]
DOCUMENTS = [
    "UPDATE documents SET signature = json_set(signature, '$.name', 'Khác')"
    " WHERE id = (SELECT min(id) FROM documents WHERE signature IS NOT NULL)",
    "UPDATE document_drafts SET content = '{}' WHERE rowid = 1",
    "UPDATE document_recipients SET place = 9 WHERE id = 1",
    "UPDATE document_files SET name = 'khac.pdf' WHERE rowid = 1",
    "UPDATE document_files SET removed_at = '2026-01-01 00:00:00.000000' WHERE rowid = 1",
]
ENTRIES = [
    "UPDATE incoming_notes SET text = 'Khác' WHERE id = 1",
    "UPDATE document_statuses SET description = 'Khác' WHERE status = '13'",
    f"UPDATE incoming_documents SET abstract = 'Khác' WHERE id = {FIRST['untouched']}",
    f"UPDATE incoming_documents SET state = 'returned' WHERE id = {FIRST['untouched']}",
    "UPDATE document_statuses SET by = 'Khác' WHERE status = '01' AND recipient_id ="
    f" (SELECT recipient_id FROM incoming_documents WHERE id = {FIRST['untouched']})",
]
ALTERED = [
    *(("dossier H61", statement) for statement in DOSSIERS),
    *(("document 0", statement) for statement in DOCUMENTS),
    *(("incoming 0", statement) for statement in ENTRIES),
    (
        "document_recipients ",
        f"DELETE FROM incoming_documents WHERE id = {FIRST['untouched']}",
    ),
    ("dossier_papers.sha256", "UPDATE dossier_papers SET sha256 = 'elsewhere'"),
    ("dossier_papers 1", "UPDATE dossier_papers SET size = size + 1 WHERE id = 1"),
    (
        "number_books services.receipt:",
        "DELETE FROM dossier_documents WHERE kind = 'receipt'",
    ),
    (
        "dossier_form ",
        "UPDATE dossier_documents SET sha256 = (SELECT sha256 FROM blobs WHERE state = 'refused')"
        f" WHERE id = {FIRST['printed']}",
    ),
    (
        "dossier_form ",
        f"UPDATE dossier_documents SET sha256 = NULL WHERE id = {FIRST['printed']}",
    ),
    ("blob ", "UPDATE blobs SET state = 'clean' WHERE state = 'refused'"),
    ("blob ", "UPDATE blobs SET size = size + 1 WHERE rowid = 1"),
    (
        "document_files ",
        "UPDATE blobs SET media_type = 'image/png'"
        " WHERE sha256 = (SELECT min(sha256) FROM document_files)",
    ),
    ("trigger audit_entries_no_update", "DROP TRIGGER audit_entries_no_update"),
    (
        "number_books services.dossier:",
        "UPDATE number_books SET last = last - 1 WHERE book LIKE 'services.dossier:%'",
    ),
    (
        "number_books services.receipt:",
        "UPDATE number_books SET last = last - 1 WHERE book LIKE 'services.receipt:%'",
    ),
    (
        "number_books documents.",
        "UPDATE number_books SET last = last - 1 WHERE book LIKE 'documents.%'",
    ),
    (
        "documents of unit ",
        "UPDATE number_books SET last = last + 1 WHERE book LIKE 'documents.%'",
    ),
    ("audit_seals 20", "DELETE FROM audit_seals"),
    ("audit_seals 20", "UPDATE audit_seals SET at = '2026-01-01 00:00:00.000000'"),
]


@pytest.mark.parametrize(("place", "statement"), ALTERED)
def test_what_was_removed_or_changed_is_named(var: Path, place: str, statement: str) -> None:
    spoil(var, statement)
    found = faults(var)
    assert any(fault.startswith(place) for fault in found), found


def test_a_revision_is_named_though_its_triggers_were_put_back(var: Path) -> None:
    with closing(sqlite3.connect(var / "province.sqlite")) as database:
        [trigger] = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'procedure_revisions_no_update'"
        ).fetchone()
    changed = "UPDATE procedure_revisions SET effective_to = '2026-01-01' WHERE id = 1"
    spoil(var, "DROP TRIGGER procedure_revisions_no_update", changed, trigger)
    [fault] = faults(var)
    assert fault.startswith("procedure_revision ")
    assert "was altered outside the system" in fault
