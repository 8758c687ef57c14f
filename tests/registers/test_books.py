"""The registers hold exactly what the database holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from province import incoming, registers
from province.basics import SYSTEM, FrozenClock, Invalid, NotFound
from province.documents import Recipient
from province.incoming import Arrival
from province.incoming.tables import incoming_documents
from province.registers import Register
from tests.directory.cast import rename
from tests.documents.cast import TODAY, Cast

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PAPER = Arrival("Bộ Xây dựng", "15/QĐ-BXD", date(2026, 11, 20), "Về việc quản lý nhà ở")


def book(cast: Cast, code: str, unit_id: int | None = None) -> Register:
    actor = cast.an if unit_id is None else cast.em
    unit = unit_id or cast.committee
    with cast.storage.reading() as connection:
        return registers.register(connection, actor, TODAY, unit, code, *YEAR)


def test_the_outgoing_register_has_the_ten_columns_of_the_decree(
    cast: Cast, clock: FrozenClock
) -> None:
    cast.issued(cast.letter(*(Recipient("", unit) for unit in cast.communes), copies=23))
    clock.advance(timedelta(minutes=5))
    cast.issued(cast.letter(type="ke-hoach", abstract="Kế hoạch tập huấn"))
    cast.signed()
    found = book(cast, "di")
    assert len(found.book.columns) == 10
    assert found.rows[0] == [
        "01/UBND-VX",
        "23/11/2026",
        "Công văn V/v đẩy mạnh tin học hóa",
        "Nguyễn Dũng",
        "Ủy ban nhân dân các xã, phường",
        "VT, VX",
        "23",
        "23/11/2026",
        "0/2 nơi đã tiếp nhận",
        "",
    ]
    assert [row[0] for row in found.rows] == ["01/UBND-VX", "01/KH-UBND"]
    assert found.gaps == []


def test_the_incoming_register_equals_the_count_of_the_database(cast: Cast) -> None:
    for number in range(7):
        with cast.storage.work(cast.em) as work:
            incoming.register_paper(
                work, cast.construction, replace(PAPER, number=f"{number + 1}/QĐ-BXD")
            )
    cast.issued()  # arrived, not registered: in no register yet
    with cast.storage.reading() as connection:
        counts = incoming.inbox_counts(connection, cast.em, YEAR[1], YEAR[1])
    found = book(cast, "den", cast.construction)
    assert len(found.rows) == 7 == counts["all"] - counts["waiting"]
    assert [row[1] for row in found.rows] == [str(number) for number in range(1, 8)]
    assert len(found.book.columns) == 10 == len(found.rows[0])


def test_what_was_returned_keeps_its_line(small_cast: Cast) -> None:
    small_cast.issued()
    entry = small_cast.arrived()
    with small_cast.storage.work(small_cast.em) as work:
        incoming.register(work, entry)
        incoming.return_to_sender(work, entry, "Sai nơi nhận")
    (row,) = book(small_cast, "den", small_cast.construction).rows
    assert row[9] == "Sai nơi nhận. Đã trả lại nơi gửi"


def test_the_tracking_register_says_what_is_late(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        incoming.register_paper(
            work, small_cast.construction, replace(PAPER, due_on=date(2026, 11, 20))
        )
        done, _ = incoming.register_paper(
            work, small_cast.construction, replace(PAPER, number="16/QĐ-BXD")
        )
        incoming.complete(work, done, answer_number="09/SXD-HT")
    late, answered = book(small_cast, "theo-doi", small_cast.construction).rows
    assert late[3:5] == ["20/11/2026", "Chờ ý kiến chỉ đạo (quá hạn)"]
    assert answered[4:6] == ["Đã giải quyết ngày 23/11/2026", "09/SXD-HT"]
    assert late[1].startswith("Quyết định số 15/QĐ-BXD ngày 20/11/2026 của Bộ Xây dựng")


def test_a_gap_is_told_in_the_register(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        for number in range(3):
            incoming.register_paper(
                work, small_cast.construction, replace(PAPER, number=f"{number + 1}/A-B")
            )
        work.execute(incoming_documents.delete().where(incoming_documents.c.arrival_number == 2))
    found = book(small_cast, "den", small_cast.construction)
    assert found.gaps == ["Năm 2026, số đến: thiếu số 2"]


def test_a_register_reaches_over_five_years_at_most(small_cast: Cast) -> None:
    first, last = date(2022, 1, 1), YEAR[1]
    for start in (first, date(1, 1, 1)):
        with small_cast.storage.reading() as connection:
            arguments = (connection, small_cast.an, last, small_cast.committee, "di", start, last)
            if start == first:
                assert registers.register(*arguments).rows == []
                continue
            with pytest.raises(Invalid, match="too_long"):
                registers.register(*arguments)


def test_a_register_is_not_everybodys(small_cast: Cast) -> None:
    with pytest.raises(NotFound), small_cast.storage.reading() as connection:
        registers.register(
            connection, small_cast.stranger, YEAR[1], small_cast.committee, "di", *YEAR
        )
    with pytest.raises(NotFound), small_cast.storage.reading() as connection:
        registers.register(connection, small_cast.an, YEAR[1], small_cast.committee, "mật", *YEAR)


def test_an_old_register_names_the_units_of_its_time(small_cast: Cast) -> None:
    with small_cast.storage.work(SYSTEM) as work:
        day = date(2027, 1, 1)
        rename(work, small_cast.construction, "Sở Xây dựng và Đô thị", day)
        rename(work, small_cast.committee, "Ủy ban nhân dân tỉnh Cửu Long", day)
    planned = book(small_cast, "den", small_cast.construction)
    assert (planned.unit, planned.parent) == ("Sở Xây dựng", "UBND tỉnh Vĩnh Long")
    with small_cast.storage.reading() as connection:
        who = (small_cast.em, date(2028, 3, 1), small_cast.construction, "den")
        old = registers.register(connection, *who, *YEAR)
        new = registers.register(connection, *who, YEAR[0], date(2028, 12, 31))
    assert (old.unit, old.parent) == ("Sở Xây dựng", "UBND tỉnh Vĩnh Long")
    assert (new.unit, new.parent) == ("Sở Xây dựng và Đô thị", "UBND tỉnh Cửu Long")
