"""The registers on paper and in spreadsheets."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from province import incoming, registers
from tests.documents.cast import Cast, words
from tests.registers.test_books import PAPER, book


def test_the_printed_register_can_be_read(small_cast: Cast) -> None:
    with small_cast.storage.work(small_cast.em) as work:
        for number in range(60):
            incoming.register_paper(
                work, small_cast.construction, replace(PAPER, number=f"{number + 1}/QĐ-BXD")
            )
    printed = words(registers.as_pdf(book(small_cast, "den", small_cast.construction)))
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in printed
    assert "SỞ XÂY DỰNG" in printed
    assert "UBND TỈNH VĨNH LONG" in printed
    assert "Từ ngày 01/01/2026 đến ngày 31/12/2026; từ số 1 đến số 60" in printed
    assert "Tổng số: 60 văn bản" in printed
    for number in (1, 37, 60):
        assert f"{number}/QĐ-BXD" in printed
    assert "(10)" in printed


def test_an_empty_register_says_so(small_cast: Cast) -> None:
    assert "Không có văn bản nào" in words(registers.as_pdf(book(small_cast, "di")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_a_spreadsheet_runs(small_cast: Cast, start: str) -> None:
    evil = f'{start}HYPERLINK("http://x";"1")'
    with small_cast.storage.work(small_cast.em) as work:
        incoming.register_paper(
            work, small_cast.construction, replace(PAPER, author=evil, abstract=evil)
        )
    found = book(small_cast, "den", small_cast.construction)
    read = list(csv.reader(io.StringIO(registers.as_csv(found).decode("utf-8-sig")), delimiter=";"))
    assert read[1][2] == f"'{evil}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
    sheet = load_workbook(io.BytesIO(registers.as_xlsx(found))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["C2"].value == f"'{evil}"
    assert sheet.column_dimensions["F"].width == 24 * 1.8  # as the book has it, not the text


def test_spreadsheet_rows_equal_the_register(small_cast: Cast) -> None:
    for _ in range(3):
        small_cast.issued()
    found = book(small_cast, "di")
    sheet = load_workbook(io.BytesIO(registers.as_xlsx(found))).active
    assert sheet is not None
    assert sheet.max_row == 4
    read = list(csv.reader(io.StringIO(registers.as_csv(found).decode("utf-8-sig")), delimiter=";"))
    assert read[1:] == found.rows
