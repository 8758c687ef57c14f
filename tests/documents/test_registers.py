"""The registers hold exactly what the database holds, on paper and in spreadsheets."""

import csv
import io
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
from openpyxl import load_workbook

from province import documents
from province.basics import FrozenClock, Invalid, NotFound
from province.documents import Arrival, Recipient, Register
from province.documents.tables import incoming_documents
from tests.documents.cast import Cast

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PAPER = Arrival("Bộ Xây dựng", "15/QĐ-BXD", date(2026, 11, 20), "Về việc quản lý nhà ở")


def book(cast: Cast, code: str, unit_id: int | None = None) -> Register:
    actor = cast.an if unit_id is None else cast.em
    unit = unit_id or cast.committee
    with cast.storage.reading() as connection:
        return documents.register_book(connection, actor, date(2026, 11, 23), unit, code, *YEAR)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "\n".join(pages)))


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
            documents.register_paper(
                work, cast.construction, replace(PAPER, number=f"{number + 1}/QĐ-BXD")
            )
    cast.issued()  # arrived, not registered: in no register yet
    with cast.storage.reading() as connection:
        counts = documents.inbox_counts(connection, [cast.construction], YEAR[1], YEAR[1])
    found = book(cast, "den", cast.construction)
    assert len(found.rows) == 7 == counts["all"] - counts["waiting"]
    assert [row[1] for row in found.rows] == [str(number) for number in range(1, 8)]
    assert len(found.book.columns) == 10 == len(found.rows[0])


def test_what_was_returned_keeps_its_line(small_cast: Cast) -> None:
    small_cast.issued()
    entry = small_cast.arrived()
    with small_cast.storage.work(small_cast.em) as work:
        documents.register(work, entry)
        documents.return_to_sender(work, entry, "Sai nơi nhận")
    (row,) = book(small_cast, "den", small_cast.construction).rows
    assert row[9] == "Sai nơi nhận. Đã trả lại nơi gửi"


def test_the_tracking_register_says_what_is_late(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        documents.register_paper(
            work, small_cast.construction, replace(PAPER, due_on=date(2026, 11, 20))
        )
        done, _ = documents.register_paper(
            work, small_cast.construction, replace(PAPER, number="16/QĐ-BXD")
        )
        documents.complete(work, done, answer_number="09/SXD-HT")
    late, answered = book(small_cast, "theo-doi", small_cast.construction).rows
    assert late[3:5] == ["20/11/2026", "Chờ ý kiến chỉ đạo (quá hạn)"]
    assert answered[4:6] == ["Đã giải quyết ngày 23/11/2026", "09/SXD-HT"]
    assert late[1].startswith("Quyết định số 15/QĐ-BXD ngày 20/11/2026 của Bộ Xây dựng")


def test_a_gap_is_told_in_the_register(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        for number in range(3):
            documents.register_paper(
                work, small_cast.construction, replace(PAPER, number=f"{number + 1}/A-B")
            )
        work.execute(incoming_documents.delete().where(incoming_documents.c.arrival_number == 2))
    found = book(small_cast, "den", small_cast.construction)
    assert found.gaps == ["Năm 2026, số đến: thiếu số 2"]
    assert "thiếu số 2" in words(documents.as_pdf(found))


def test_the_printed_register_can_be_read(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        for number in range(60):
            documents.register_paper(
                work, small_cast.construction, replace(PAPER, number=f"{number + 1}/QĐ-BXD")
            )
    printed = words(documents.as_pdf(book(small_cast, "den", small_cast.construction)))
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in printed
    assert "SỞ XÂY DỰNG" in printed
    assert "UBND TỈNH VĨNH LONG" in printed
    assert "Từ ngày 01/01/2026 đến ngày 31/12/2026; từ số 1 đến số 60" in printed
    assert "Tổng số: 60 văn bản" in printed
    for number in (1, 37, 60):
        assert f"{number}/QĐ-BXD" in printed
    assert "(10)" in printed


def test_an_empty_register_says_so(small_cast: Cast) -> None:
    assert "Không có văn bản nào" in words(documents.as_pdf(book(small_cast, "di")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_a_spreadsheet_runs(small_cast: Cast, start: str) -> None:
    evil = f'{start}HYPERLINK("http://x";"1")'
    with small_cast.storage.work(small_cast.em) as work:
        documents.register_paper(
            work, small_cast.construction, replace(PAPER, author=evil, abstract=evil)
        )
    found = book(small_cast, "den", small_cast.construction)
    read = list(csv.reader(io.StringIO(documents.as_csv(found).decode("utf-8-sig"))))
    assert read[1][2] == f"'{evil}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
    sheet = load_workbook(io.BytesIO(documents.as_xlsx(found))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["C2"].value == evil


def test_spreadsheet_rows_equal_the_register(small_cast: Cast) -> None:
    for _ in range(3):
        small_cast.issued()
    found = book(small_cast, "di")
    sheet = load_workbook(io.BytesIO(documents.as_xlsx(found))).active
    assert sheet is not None
    assert sheet.max_row == 4
    read = list(csv.reader(io.StringIO(documents.as_csv(found).decode("utf-8-sig"))))
    assert read[1:] == found.rows


def test_a_register_reaches_over_five_years_at_most(small_cast: Cast) -> None:
    first, last = date(2022, 1, 1), YEAR[1]
    for start in (first, date(1, 1, 1)):
        with small_cast.storage.reading() as connection:
            arguments = (connection, small_cast.an, last, small_cast.committee, "di", start, last)
            if start == first:
                assert documents.register_book(*arguments).rows == []
                continue
            with pytest.raises(Invalid, match="too_long"):
                documents.register_book(*arguments)


def test_a_register_is_not_everybodys(small_cast: Cast) -> None:
    with pytest.raises(NotFound), small_cast.storage.reading() as connection:
        documents.register_book(
            connection, small_cast.stranger, YEAR[1], small_cast.committee, "di", *YEAR
        )
    with pytest.raises(NotFound), small_cast.storage.reading() as connection:
        documents.register_book(
            connection, small_cast.an, YEAR[1], small_cast.committee, "mật", *YEAR
        )
