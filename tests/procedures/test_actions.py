"""Revisions: numbered, immutable, found by day; what loading adds and what it leaves alone."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from province import audit, procedures
from province.basics import NOBODY, SYSTEM, NotFound, NotSignedIn
from province.procedures import ProcedureFileError
from province.procedures.tables import procedure_revisions
from province.storage import Storage

CODE = "1.013227"
SLUG = "gia-han-giay-phep-xay-dung"
TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(shipped: Path, tmp_path: Path) -> Path:
    """A folder with two shipped procedures that a test may change."""
    folder = tmp_path / "thu-tuc"
    (folder / "xay-dung").mkdir(parents=True)
    shutil.copy(shipped / "chung.yml", folder)
    for slug in (SLUG, "cap-lai-giay-phep-xay-dung"):
        shutil.copy(shipped / "xay-dung" / f"{slug}.md", folder / "xay-dung")
    return folder


def load(storage: Storage, folder: Path) -> procedures.Loaded:
    with storage.work(SYSTEM) as work:
        return procedures.load_revisions(work, folder)


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "xay-dung" / f"{SLUG}.md"
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new), encoding="utf-8")


def test_the_first_loading_adds_every_procedure(storage: Storage, folder: Path) -> None:
    loaded = load(storage, folder)
    assert set(loaded.added) == {"1.013227/1", "1.013228/1"}
    with storage.reading() as connection:
        found = procedures.current(connection, CODE, TODAY)
        assert (found.number, found.definition.slug) == (1, SLUG)
        assert found == procedures.revision(connection, found.id)
        assert found == procedures.current_by_slug(connection, SLUG, TODAY)


def test_loading_the_same_again_adds_nothing(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    loaded = load(storage, folder)
    assert loaded == procedures.Loaded(added=(), unchanged=2, without_file=())


def test_a_change_is_a_new_revision_and_the_old_one_stays(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    with storage.reading() as connection:
        before = procedures.current(connection, CODE, TODAY)
    change(folder, "amount: 5", "amount: 4")
    assert load(storage, folder).added == ("1.013227/2",)
    with storage.reading() as connection:
        now = procedures.current(connection, CODE, TODAY)
        assert now.definition.time_limits[0].amount == 4
        assert procedures.revision(connection, before.id) == before
        assert before.definition.time_limits[0].amount == 5


def test_a_change_taken_back_is_a_third_revision(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    change(folder, "amount: 5", "amount: 4")
    load(storage, folder)
    change(folder, "amount: 4", "amount: 5")
    assert load(storage, folder).added == ("1.013227/3",)


def test_a_change_of_what_is_shared_reaches_every_procedure(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    shared = folder / "chung.yml"
    shared.write_text(
        shared.read_text(encoding="utf-8").replace("name: Trả kết quả", "name: Giao kết quả"),
        encoding="utf-8",
    )
    assert set(load(storage, folder).added) == {"1.013227/2", "1.013228/2"}


def test_the_day_decides_which_revision_is_in_force(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    change(folder, "effective_from: 2026-07-01", "effective_from: 2027-03-01")
    load(storage, folder)
    with storage.reading() as connection:
        numbers = [
            procedures.current(connection, CODE, day).number
            for day in (TODAY, date(2027, 2, 28), date(2027, 3, 1))
        ]
        assert numbers == [1, 1, 2]
        with pytest.raises(NotFound, match=r"procedures\.procedure\.unknown"):
            procedures.current(connection, CODE, date(2026, 6, 30))


def test_an_ended_procedure_takes_no_dossiers(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    ends = "effective_from: 2026-07-01\neffective_to: 2027-01-01"
    change(folder, "effective_from: 2026-07-01", ends)
    load(storage, folder)
    with storage.reading() as connection:
        assert procedures.current(connection, CODE, date(2026, 12, 31)).number == 2
        with pytest.raises(NotFound, match=r"procedures\.procedure\.ended"):
            procedures.current(connection, CODE, date(2027, 1, 1))
        after = procedures.in_force(connection, date(2027, 1, 1))
        assert [found.code for found in after] == ["1.013228"]


def test_in_force_names_each_procedure_once(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    change(folder, "amount: 5", "amount: 4")
    load(storage, folder)
    with storage.reading() as connection:
        found = [(one.code, one.number) for one in procedures.in_force(connection, TODAY)]
    assert found == [("1.013227", 2), ("1.013228", 1)]


def test_a_file_taken_away_ends_nothing(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    (folder / "xay-dung" / f"{SLUG}.md").unlink()
    assert load(storage, folder).without_file == (CODE,)
    with storage.reading() as connection:
        assert procedures.current(connection, CODE, TODAY).number == 1


def test_an_old_address_still_leads_to_the_procedure(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    path = folder / "xay-dung" / f"{SLUG}.md"
    path.rename(path.with_name("gia-han-gpxd.md"))
    load(storage, folder)
    with storage.reading() as connection:
        for slug in (SLUG, "gia-han-gpxd"):
            assert procedures.current_by_slug(connection, slug, TODAY).number == 2
        with pytest.raises(NotFound):
            procedures.current_by_slug(connection, "no-such", TODAY)
        with pytest.raises(NotFound):
            procedures.revision(connection, 10**6)


def test_one_faulty_file_and_nothing_is_loaded(storage: Storage, folder: Path) -> None:
    change(folder, "level: commune", "level: village")
    with pytest.raises(ProcedureFileError):
        load(storage, folder)
    with storage.reading() as connection:
        assert procedures.in_force(connection, TODAY) == []


def test_the_database_refuses_to_change_a_revision(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    for statement in (
        update(procedure_revisions).values(sha256="0" * 64),
        delete(procedure_revisions),
    ):
        with (
            pytest.raises(DBAPIError, match="procedure revisions are never changed"),
            storage.work(SYSTEM) as work,
        ):
            work.execute(statement)


def test_loading_is_written_down_and_provable(storage: Storage, folder: Path) -> None:
    load(storage, folder)
    change(folder, "amount: 5", "amount: 4")
    load(storage, folder)
    with storage.reading() as connection:
        (entry,) = audit.history(connection, procedures.RECORD_KIND, "1.013227/2")
        assert entry.deed == "procedures.revision.loaded"
        records = list(procedures.records(connection))
        assert [name for name, _ in records] == ["1.013227/1", "1.013227/2", "1.013228/1"]
        assert audit.verify_records(connection, procedures.RECORD_KIND, records) == []
        forged = [(name, {**content, "fees": []}) for name, content in records[:1]] + records[1:]
        (fault,) = audit.verify_records(connection, procedures.RECORD_KIND, forged)
        assert fault.place == "procedure_revision 1.013227/1"


def test_not_everybody_may_load(sqlite_storage: Storage, folder: Path) -> None:
    with pytest.raises(NotSignedIn), sqlite_storage.work(NOBODY) as work:
        procedures.load_revisions(work, folder)
