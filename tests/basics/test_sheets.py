import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.basics import Invalid, TooLarge, sheets

ROWS = [["Mã", "Tên đơn vị"], ["H61.17", "Sở Xây dựng; phòng 1"], ["007", 'gọi là "Sở"\nhai dòng']]


def test_csv_opens_in_excel_by_double_click() -> None:
    data = sheets.csv_bytes(ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0] == "Mã;Tên đơn vị"
    assert sheets.read_sheet(data) == ROWS


def test_xlsx_keeps_text_as_text() -> None:
    data = sheets.xlsx_bytes("Đơn vị: 2026/11", ROWS)
    assert sheets.read_sheet(data) == ROWS
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.title == "Đơn vị  2026 11"
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("formula", ['=HYPERLINK("x")', "+1+1", "@SUM(A1)", "-1+2", "'=1+1", "\t="])
def test_formulas_leave_as_text_and_come_back_whole(formula: str) -> None:
    rows = [["a", "b"], ["1", formula]]
    written = sheets.csv_bytes(rows).decode("utf-8-sig").splitlines()[1]
    assert written.split(";", 1)[1].strip('"').startswith("'")
    assert sheets.read_sheet(sheets.csv_bytes(rows)) == rows
    assert sheets.read_sheet(sheets.xlsx_bytes("t", rows)) == rows
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.xlsx_bytes("t", rows))).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"


def test_negative_numbers_stay_numbers() -> None:
    assert "'" not in sheets.csv_bytes([["a"], ["-12,5%"]]).decode()


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n")),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_csv_comes_back_as_it_left(rows: list[list[str]]) -> None:
    assert sheets.read_sheet(sheets.csv_bytes([["x", "y"], *rows])) == [["x", "y"], *rows]


@pytest.mark.parametrize(
    "data",
    [
        "Mã,Tên\nH61,Sở\n".encode(),
        "Mã;Tên\nH61;Sở\n".encode("utf-8-sig"),
        "Mã\tTên\r\nH61\tSở\r\n".encode("utf-16"),
    ],
)
def test_csv_is_read_as_offices_save_it(data: bytes) -> None:
    assert sheets.read_sheet(data) == [["Mã", "Tên"], ["H61", "Sở"]]


def test_spreadsheet_values_become_text() -> None:
    import datetime

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Số", "Ngày", "Có", "Lẻ", "Trống"])
    book.active.append([12.0, datetime.date(2026, 1, 5), True, 1.5, None])
    file = io.BytesIO()
    book.save(file)
    assert sheets.read_sheet(file.getvalue())[1] == ["12", "2026-01-05", "x", "1.5", ""]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Mã,Tên\nSở".encode("cp1258", "replace") + b"\xff\xfa", "basics.sheet.not_utf8"),
        (b"PK\x03\x04 broken", "basics.sheet.not_readable"),
        (b"\xd0\xcf\x11\xe0 broken", "basics.sheet.not_readable"),
        (b'a,b\n"open', "basics.sheet.not_readable"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheets.read_sheet(data)
    assert refused.value.code == code


def test_a_bomb_is_refused_before_it_opens() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(sheets.SHEET_UNPACKED_BYTES_MOST + 1))
    with pytest.raises(TooLarge):
        sheets.read_sheet(file.getvalue())


def test_too_many_rows_or_bytes_are_refused() -> None:
    with pytest.raises(TooLarge, match="too_large"):
        sheets.read_sheet(b"a\n" * (sheets.SHEET_ROWS_MOST + 1))
    with pytest.raises(TooLarge, match="too_large"):
        sheets.read_sheet(b"a" * (sheets.SHEET_BYTES_MOST + 1))
