"""Whole rosters are for who may change the whole province; a look at one does nothing."""

import pytest

from province import access, audit, directory, rosters
from province.basics import SYSTEM, Forbidden, NotFound
from province.identity import Account
from province.storage import Storage
from tests.rosters.cast import Cast


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


ONE_PERSON = "Họ và tên,Tên hộp thư\nLê Văn A,alv\n".encode()


def officer(storage: Storage, local: str, unit_id: int | None) -> Account:
    """Open the account of who looks after the organisation, of a unit or of the whole province."""
    with storage.work(SYSTEM) as work:
        account = access.open_account(work, f"{local}@vinhlong.example", "Lê An", unit_id=unit_id)
        access.give_role(work, account.id, "organisation_officer", unit_id, subtree=True)
    return account


def test_a_roster_needs_the_whole_province(storage: Storage, cast: Cast) -> None:
    committee, whole = officer(storage, "an", cast.province), officer(storage, "binh", None)
    with storage.work(committee.actor("203.0.113.5")) as work:
        for refused in (rosters.import_sheet, rosters.preview_sheet):
            with pytest.raises(Forbidden):
                refused(work, "people", ONE_PERSON)
        with pytest.raises(Forbidden):
            rosters.export_sheet(work, "people")
    with storage.work(whole.actor("203.0.113.5")) as work:
        assert rosters.import_sheet(work, "people", ONE_PERSON).added == 1
        assert rosters.export_sheet(work, "people")[1][1:3] == ["Lê Văn A", "alv"]
    with storage.reading() as connection:
        entry = audit.latest(connection, None, 1)[0]
        assert (entry.deed, entry.subject_id) == ("directory.sheet.exported", "people")


def test_a_preview_says_what_would_happen_and_does_nothing(storage: Storage) -> None:
    sheet = "Họ và tên,Tên hộp thư\nLê Văn A,alv\nTrần B,tên sai @\n".encode()
    with storage.work(SYSTEM) as work:
        report = rosters.preview_sheet(work, "people", sheet)
        assert directory.all_people(work.connection) == []
    assert (report.added, report.written) == (1, False)
    assert [fault.row for fault in report.faults] == [3]
    with storage.work(SYSTEM) as work:
        assert rosters.preview_sheet(work, "people", ONE_PERSON).added == 1
        assert directory.all_people(work.connection) == []
    with storage.work(SYSTEM) as work:
        assert audit.latest(work.connection, None, 1) == []
        assert rosters.import_sheet(work, "people", ONE_PERSON).written
        assert len(directory.all_people(work.connection)) == 1


def test_unknown_kinds_are_said_to_be_unknown(storage: Storage) -> None:
    with storage.work(SYSTEM) as work:
        with pytest.raises(NotFound, match=r"directory.sheet.kind"):
            rosters.import_sheet(work, "cats", b"")
        with pytest.raises(NotFound, match=r"directory.sheet.kind"):
            rosters.preview_sheet(work, "cats", b"")
        with pytest.raises(NotFound, match=r"directory.sheet.kind"):
            rosters.export_sheet(work, "cats")
