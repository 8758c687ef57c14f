"""What went out comes in again and changes nothing."""

from collections.abc import Callable

import pytest

from province import directory, rosters
from province.basics import SYSTEM, sheets
from province.rosters import HEADINGS
from province.storage import Storage
from tests.rosters.cast import BEFORE, Cast, Rows, as_xlsx, rows

UNITS = rows(
    HEADINGS["units"],
    """
    H61|Ủy ban nhân dân tỉnh Vĩnh Long|UBND tỉnh|UBND|Ủy ban nhân dân tỉnh||Số 88, Long Châu|\
    02703823456|ubnd@vinhlong.example|vinhlong.example|0|Tin cậy|01/01/2003|
    H61.17|Sở Xây dựng|Sở XD|SXD|Sở, ban, ngành|H61|||||5|Cần kiểm tra|01/07/2025|
    H61.17.05|=Phòng “Quy hoạch”; nhà ở|||Phòng, ban trực thuộc|H61.17|||||7|\
    Đã xác nhận|01/07/2025|01/01/2027
    """,
)
PEOPLE = rows(
    HEADINGS["people"],
    """
    001|Lê Thị An|anlt|0912345678
    002|Đỗ Đào||
    """,
)
APPOINTMENTS = rows(
    HEADINGS["appointments"],
    """
    001|Lê Thị An|H61.17|Sở Xây dựng|Giám đốc|x|1|01/07/2025|
    002|Đỗ Đào|H61|Ủy ban nhân dân tỉnh Vĩnh Long|Chuyên viên||0|01/01/2026|01/12/2026
    """,
)
TABLES = {"units": UNITS, "people": PEOPLE, "appointments": APPOINTMENTS}


@pytest.mark.parametrize("write", [sheets.csv_bytes, as_xlsx])
def test_tables_make_the_round_trip(storage: Storage, write: Callable[[Rows], bytes]) -> None:
    with storage.work(SYSTEM) as work:
        for what, whole in TABLES.items():
            report = rosters.import_sheet(work, what, write(whole))
            assert report.faults == []
            assert (report.added, report.written) == (len(whole) - 1, True)
    with storage.work(SYSTEM) as work:
        for what, whole in TABLES.items():
            assert rosters.export_sheet(work, what) == whole
            again = rosters.import_sheet(work, what, write(whole))
            assert (again.added, again.changed, again.unchanged) == (0, 0, len(whole) - 1)
            assert again.faults == []


def test_units_and_people_without_official_numbers_come_back_too(
    storage: Storage, cast: Cast
) -> None:
    with storage.work(SYSTEM) as work:
        one = directory.add_person(work, "Lê An")
        place = directory.define_position(work, "Chuyên viên")
        directory.appoint(work, one.id, cast.office, place.id, BEFORE)
        units, people, appointments = (rosters.export_sheet(work, what) for what in HEADINGS)
        assert [row[0] for row in units].count(f"#{cast.office}") == 1
        assert people[1][0] == f"#{one.id}"
        assert rosters.import_sheet(work, "units", as_xlsx(units)).unchanged == 3
        assert rosters.import_sheet(work, "people", as_xlsx(people)).unchanged == 1
        assert rosters.import_sheet(work, "appointments", as_xlsx(appointments)).unchanged == 1
