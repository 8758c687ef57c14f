from datetime import date

import pytest

from province import audit, directory, rosters
from province.basics import SYSTEM, Invalid, sheets
from province.directory import UnitFacts, UnitKind
from province.rosters.model import APPOINTMENT_HEADINGS, PEOPLE_HEADINGS, UNIT_HEADINGS
from province.storage import Storage
from tests.directory.cast import rename
from tests.rosters.cast import BEFORE, TODAY, Cast, table

PROVINCE = {
    "code": "H61",
    "name": "Ủy ban nhân dân tỉnh",
    "kind": "Ủy ban nhân dân tỉnh",
    "valid_from": "01/01/2003",
}


def test_children_may_stand_above_their_parents(storage: Storage) -> None:
    below = {"name": "Sở Xây dựng", "kind": "department", "parent": "H61"}
    upside_down = table(UNIT_HEADINGS, below | {"valid_from": "01/07/2025"}, PROVINCE)
    with storage.work(SYSTEM) as work:
        report = rosters.import_sheet(work, "units", upside_down)
    assert (report.added, report.faults) == (2, [])


def test_a_row_changes_what_it_has_columns_for_from_today_on(storage: Storage, cast: Cast) -> None:
    row = {"code": "000.00.17.H61", "name": "Sở Xây dựng", "kind": "department", "phone": "113"}
    with storage.work(SYSTEM) as work:
        report = rosters.import_sheet(
            work, "units", table(UNIT_HEADINGS, row | {"phone": "+84 270 3823 456"})
        )
        assert (report.changed, report.faults) == (1, [])
        after = directory.last_known(work.connection, cast.construction)
        assert (after.phone, after.since) == ("02703823456", TODAY)
        assert (after.short_name, after.parent_id) == ("Sở XD", cast.province)
        assert directory.unit(work.connection, cast.construction, BEFORE).phone == ""
        assert rosters.import_sheet(work, "units", table(UNIT_HEADINGS, row)).faults[0].column == (
            "Điện thoại"
        )


def test_todays_roster_taken_in_again_leaves_a_planned_name_alone(
    storage: Storage, cast: Cast
) -> None:
    later = date(2027, 1, 1)
    row = {"code": "H61.17", "name": "Sở Xây dựng", "kind": "department"}
    with storage.work(SYSTEM) as work:
        rename(work, cast.construction, "Sở Đô thị", later)
        report = rosters.import_sheet(work, "units", table(UNIT_HEADINGS, row))
        assert (report.unchanged, report.faults) == (1, [])
        assert directory.unit(work.connection, cast.construction, later).name == "Sở Đô thị"


def test_one_fault_keeps_everything_out_and_each_row_is_told(storage: Storage) -> None:
    data = table(
        UNIT_HEADINGS,
        PROVINCE,
        {"name": "", "kind": "Sở, ban, ngành"},
        {},
        {"code": "H61.17", "name": "Sở", "kind": "Bộ", "valid_from": "01/07/2025"},
        {"code": "61", "name": "Sở", "kind": "Sở, ban, ngành", "valid_from": "01/07/2025"},
        {"code": "H61.18", "name": "Sở", "kind": "Sở, ban, ngành", "valid_from": "31/02/2025"},
        {"code": "H61.19", "name": "Sở", "kind": "Sở, ban, ngành"},
        {"code": "H61.20", "name": "Sở", "kind": "Sở, ban, ngành", "parent": "H99"},
        PROVINCE,
    )
    with storage.work(SYSTEM) as work:
        report = rosters.import_sheet(work, "units", data)
    told = [(fault.row, fault.column) for fault in report.faults]
    assert told == [
        (3, "Tên đơn vị"),
        (5, "Loại đơn vị"),
        (6, "Mã định danh"),
        (7, "Từ ngày"),
        (8, "Từ ngày"),
        (9, "Mã cơ quan cấp trên"),
    ]
    assert all(fault.sentence.endswith(".") for fault in report.faults)
    assert (report.added, report.unchanged, report.written) == (1, 1, False)
    with storage.reading() as connection:
        assert directory.units_on(connection, TODAY) == []
        assert audit.latest(connection, None, 10) == []


def test_good_rows_are_kept_when_that_is_asked_for(storage: Storage) -> None:
    bad = {"code": "H61.17", "name": "Sở", "kind": "Bộ", "valid_from": "01/07/2025"}
    with storage.work(SYSTEM) as work:
        report = rosters.import_sheet(
            work, "units", table(UNIT_HEADINGS, bad, PROVINCE), keep_good=True
        )
    assert (report.added, report.written, len(report.faults)) == (1, True, 1)
    with storage.reading() as connection:
        assert [unit.code for unit in directory.units_on(connection, TODAY)] == ["H61"]
        entry = audit.latest(connection, None, 1)[0]
        assert entry.deed == "directory.sheet.imported"
        assert entry.detail == {"added": 1, "changed": 0, "unchanged": 0, "faults": 1}
        assert audit.verify_chain(connection) == []


def test_each_row_is_written_down_when_the_last_is_in(storage: Storage, cast: Cast) -> None:
    names = ("Sở Nội vụ", "Sở Y tế")
    kind = {"kind": "department", "parent": "H61", "valid_from": "01/07/2025"}
    data = table(UNIT_HEADINGS, *({"name": name, **kind} for name in names))
    with storage.work(SYSTEM) as work:
        rosters.import_sheet(work, "units", data)
    with storage.reading() as connection:
        told = [entry.deed for entry in audit.latest(connection, None, 3)]
    assert told == ["directory.sheet.imported", "directory.unit.opened", "directory.unit.opened"]


@pytest.mark.parametrize(
    "first",
    [
        ["Mã định danh"],
        ["Tên đơn vị", "Loại đơn vị", "Màu sắc"],
        ["Tên đơn vị", "Loại đơn vị", "TEN DON VI"],
        [],
    ],
)
def test_wrong_headings_are_refused_before_any_row(storage: Storage, first: list[str]) -> None:
    with storage.work(SYSTEM) as work, pytest.raises(Invalid) as refused:
        rosters.import_sheet(work, "units", sheets.csv_bytes([first, ["x", "y"]]))
    assert refused.value.code == "directory.sheet.headings"
    assert "Loại đơn vị" in refused.value.sentence


def test_cells_beyond_the_headings_are_a_fault(storage: Storage) -> None:
    data = "Tên đơn vị;Loại đơn vị\nSở;department;;lạc chỗ\n".encode()
    with storage.work(SYSTEM) as work:
        fault = rosters.import_sheet(work, "units", data).faults[0]
    assert (fault.row, fault.column) == (2, "")
    assert "lạc chỗ" in fault.sentence


def test_people_need_something_to_be_known_by(storage: Storage) -> None:
    data = table(
        PEOPLE_HEADINGS,
        {"full_name": "Lê An"},
        {"full_name": "Lê Bình", "email_local": "binhl"},
        {"full_name": "Lê Bình", "email_local": "binhl", "phone": "0912345678"},
        {"full_name": "Lê Chi", "work_number": "#999"},
    )
    with storage.work(SYSTEM) as work:
        report = rosters.import_sheet(work, "people", data)
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, "Số hiệu"),
        (5, "Số hiệu"),
    ]
    assert (report.added, report.changed) == (1, 1)


def test_an_appointment_row_ends_what_it_began(storage: Storage, cast: Cast) -> None:
    row = {
        "work_number": "001",
        "full_name": "Lê An",
        "unit": "H61.17",
        "position": "Giám đốc",
        "valid_from": "01/07/2025",
    }
    with storage.work(SYSTEM) as work:
        directory.add_person(work, "Lê An", work_number="001")

        def take(**more: str) -> rosters.ImportReport:
            return rosters.import_sheet(
                work, "appointments", table(APPOINTMENT_HEADINGS, row | more)
            )

        assert take(is_head="x").added == 1
        assert take(is_head="").faults[0].column == "Đứng đầu"
        assert take(valid_to="01/12/2026").changed == 1
        assert take(valid_to="").faults[0].column == "Đến trước ngày"
        assert take(valid_to="01/12/2026").unchanged == 1
        assert take(full_name="Lê Ân Khác").faults[0].column == "Số hiệu"
        assert take(unit="H61.99").faults[0].column == "Mã đơn vị"
        assert take(is_head="?").faults[0].column == "Đứng đầu"
        assert take(order="-1", position="Phó").faults[0].column == "Thứ tự"
        assert len(directory.staff_on(work.connection, cast.construction, TODAY)) == 1


def test_a_code_given_on_after_a_reform_means_the_unit_of_the_row(storage: Storage) -> None:
    old = UnitFacts("Sở Giao thông vận tải", UnitKind.DEPARTMENT, "H61.17")
    with storage.work(SYSTEM) as work:
        directory.open_unit(work, old, BEFORE, until=date(2025, 7, 1))
        row = {"code": "H61.17", "kind": "department", "name": "Sở Xây dựng"}
        report = rosters.import_sheet(
            work, "units", table(UNIT_HEADINGS, row | {"valid_from": "01/07/2025"})
        )
        assert (report.added, report.faults) == (1, [])
        past = {"name": old.name, "valid_from": "01/01/2003", "valid_to": "01/07/2025"}
        assert rosters.import_sheet(work, "units", table(UNIT_HEADINGS, row | past)).unchanged == 1
