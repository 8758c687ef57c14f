from collections.abc import Callable
from datetime import date

import pytest

from province import audit, directory
from province.basics import SYSTEM, Invalid, sheets
from province.directory import UnitFacts, UnitKind, exchange
from province.directory.exchange import APPOINTMENT_HEADINGS, PEOPLE_HEADINGS, UNIT_HEADINGS
from province.storage import Storage
from tests.directory.cast import BEFORE, Cast

TODAY = date(2026, 11, 23)
Rows = list[list[str]]


def as_xlsx(rows: Rows) -> bytes:
    return sheets.xlsx_bytes("Danh mục", rows)


def rows(headings: dict[str, str], block: str) -> Rows:
    """A table as the export writes it."""
    lines = block.strip().splitlines()
    return [list(headings.values()), *([cell.strip() for cell in ln.split("|")] for ln in lines)]


def table(headings: dict[str, str], *given: dict[str, str]) -> bytes:
    """A CSV of the columns the given rows speak of."""
    keys = [key for key in headings if any(key in row for row in given)]
    cells = [[row.get(key, "") for key in keys] for row in given]
    return sheets.csv_bytes([[headings[key] for key in keys], *cells])


PROVINCE = {
    "code": "H61",
    "name": "Ủy ban nhân dân tỉnh",
    "kind": "Ủy ban nhân dân tỉnh",
    "valid_from": "01/01/2003",
}
UNITS = rows(
    UNIT_HEADINGS,
    """
    H61|Ủy ban nhân dân tỉnh Vĩnh Long|UBND tỉnh|UBND|Ủy ban nhân dân tỉnh||Số 88, Long Châu|\
    02703823456|ubnd@vinhlong.example|vinhlong.example|0|Tin cậy|01/01/2003|
    H61.17|Sở Xây dựng|Sở XD|SXD|Sở, ban, ngành|H61|||||5|Cần kiểm tra|01/07/2025|
    H61.17.05|=Phòng “Quy hoạch”; nhà ở|||Phòng, ban trực thuộc|H61.17|||||7|\
    Đã xác nhận|01/07/2025|01/01/2027
    """,
)
PEOPLE = rows(
    PEOPLE_HEADINGS,
    """
    001|Lê Thị An|anlt|0912345678
    002|Đỗ Đào||
    """,
)
APPOINTMENTS = rows(
    APPOINTMENT_HEADINGS,
    """
    001|Lê Thị An|H61.17|Sở Xây dựng|Giám đốc|x|1|01/07/2025|
    002|Đỗ Đào|H61|Ủy ban nhân dân tỉnh Vĩnh Long|Chuyên viên||0|01/01/2026|01/12/2026
    """,
)
TAKING = (
    (exchange.import_units, UNITS),
    (exchange.import_people, PEOPLE),
    (exchange.import_appointments, APPOINTMENTS),
)


@pytest.mark.parametrize("write", [sheets.csv_bytes, as_xlsx])
def test_tables_make_the_round_trip(storage: Storage, write: Callable[[Rows], bytes]) -> None:
    with storage.work(SYSTEM) as work:
        for take, whole in TAKING:
            report = take(work, write(whole))
            assert report.faults == []
            assert (report.added, report.written) == (len(whole) - 1, True)
    with storage.reading() as connection:
        assert exchange.unit_rows(connection, TODAY) == UNITS
        assert exchange.people_rows(connection) == PEOPLE
        assert exchange.appointment_rows(connection, TODAY) == APPOINTMENTS
    with storage.work(SYSTEM) as work:
        for take, whole in TAKING:
            again = take(work, write(whole))
            assert (again.added, again.changed, again.unchanged) == (0, 0, len(whole) - 1)
            assert again.faults == []


def test_units_and_people_without_official_numbers_come_back_too(
    storage: Storage, cast: Cast
) -> None:
    with storage.work(SYSTEM) as work:
        one = directory.add_person(work, "Lê An")
        place = directory.define_position(work, "Chuyên viên")
        directory.appoint(work, one.id, cast.office, place.id, BEFORE)
        units = exchange.unit_rows(work.connection, TODAY)
        people = exchange.people_rows(work.connection)
        appointments = exchange.appointment_rows(work.connection, TODAY)
        assert [row[0] for row in units].count(f"#{cast.office}") == 1
        assert people[1][0] == f"#{one.id}"
        assert exchange.import_units(work, as_xlsx(units)).unchanged == 5
        assert exchange.import_people(work, as_xlsx(people)).unchanged == 1
        assert exchange.import_appointments(work, as_xlsx(appointments)).unchanged == 1


def test_children_may_stand_above_their_parents(storage: Storage) -> None:
    upside_down = [UNITS[0], *reversed(UNITS[1:])]
    with storage.work(SYSTEM) as work:
        assert exchange.import_units(work, sheets.csv_bytes(upside_down)).faults == []


def test_a_row_changes_what_it_has_columns_for_from_today_on(storage: Storage, cast: Cast) -> None:
    row = {"code": "000.00.17.H61", "name": "Sở Xây dựng", "kind": "department", "phone": "113"}
    with storage.work(SYSTEM) as work:
        report = exchange.import_units(
            work, table(UNIT_HEADINGS, row | {"phone": "+84 270 3823 456"})
        )
        assert (report.changed, report.faults) == (1, [])
        after = directory.unit(work.connection, cast.construction)
        assert (after.phone, after.since) == ("02703823456", TODAY)
        assert (after.short_name, after.parent_id) == ("Sở XD", cast.province)
        assert directory.unit(work.connection, cast.construction, BEFORE).phone == ""
        assert exchange.import_units(work, table(UNIT_HEADINGS, row)).faults[0].column == (
            "Điện thoại"
        )


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
        report = exchange.import_units(work, data)
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
        report = exchange.import_units(work, table(UNIT_HEADINGS, bad, PROVINCE), keep_good=True)
    assert (report.added, report.written, len(report.faults)) == (1, True, 1)
    with storage.reading() as connection:
        assert [unit.code for unit in directory.units_on(connection, TODAY)] == ["H61"]
        entry = audit.latest(connection, None, 1)[0]
        assert entry.deed == "directory.sheet.imported"
        assert entry.detail == {"added": 1, "changed": 0, "unchanged": 0, "faults": 1}
        assert audit.verify_chain(connection) == []


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
        exchange.import_units(work, sheets.csv_bytes([first, ["x", "y"]]))
    assert refused.value.code == "directory.sheet.headings"
    assert "Loại đơn vị" in refused.value.sentence


def test_cells_beyond_the_headings_are_a_fault(storage: Storage) -> None:
    data = "Tên đơn vị;Loại đơn vị\nSở;department;;lạc chỗ\n".encode()
    with storage.work(SYSTEM) as work:
        fault = exchange.import_units(work, data).faults[0]
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
        report = exchange.import_people(work, data)
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

        def take(**more: str) -> exchange.ImportReport:
            return exchange.import_appointments(work, table(APPOINTMENT_HEADINGS, row | more))

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
        report = exchange.import_units(
            work, table(UNIT_HEADINGS, row | {"valid_from": "01/07/2025"})
        )
        assert (report.added, report.faults) == (1, [])
        past = {"name": old.name, "valid_from": "01/01/2003", "valid_to": "01/07/2025"}
        assert exchange.import_units(work, table(UNIT_HEADINGS, row | past)).unchanged == 1
