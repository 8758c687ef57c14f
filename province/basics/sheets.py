"""Tables in files: CSV and spreadsheets in and out, as offices save them, safe to open in Excel.

Cells are text on both sides: nobody's `0270…` loses its zero. A cell that a spreadsheet would run
as a formula leaves with an apostrophe before it and loses it on the way back.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from python_calamine import CalamineError, load_workbook

from province.basics.refusals import Invalid, TooLarge
from province.basics.text import number_vi

SHEET_BYTES_MOST = 10_000_000
SHEET_UNPACKED_BYTES_MOST = 100_000_000
SHEET_ROWS_MOST = 20_000
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")
_COLUMN_WIDTH_MOST = 60  # characters


def read_sheet(data: bytes) -> list[list[str]]:
    """Read a CSV file (`;`, `,` or tab) or the first sheet of an XLSX, XLS or ODS file.

    Returns: rows of text cells, the header row first; days as `2026-01-05`, empty cells as "".

    Refuses: basics.sheet.too_large, .not_readable, .not_utf8.
    """
    if len(data) > SHEET_BYTES_MOST:
        raise _too_large(f"{number_vi(SHEET_BYTES_MOST // 1_000_000)} MB")
    rows = _read_book(data) if data.startswith((_ZIP, _OLD_EXCEL)) else _read_csv(data)
    if len(rows) > SHEET_ROWS_MOST:
        raise _too_large(f"{number_vi(SHEET_ROWS_MOST)} dòng")
    return [[_unguarded(cell) for cell in row] for row in rows]


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV the way Vietnamese Excel opens it by double click: UTF-8 with BOM, `;`, CRLF."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([_guarded(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str, rows: Iterable[Sequence[str]], widths: Sequence[float] | None = None
) -> bytes:
    """Write one sheet of text cells under a bold header row that stays in sight.

    `widths` are the columns', in characters; None: as wide as their longest cell.
    """
    from openpyxl import Workbook  # slow to import, and few processes ever write a workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
    longest: dict[int, int] = {}
    for row_number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row_number, column, _guarded(value))
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if row_number == 1:
                cell.font = Font(bold=True)
            longest[column] = max(longest.get(column, 8), len(value))
    fitting = [min(width + 2, _COLUMN_WIDTH_MOST) for width in longest.values()]
    for column, width in enumerate(widths or fitting, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _read_csv(data: bytes) -> list[list[str]]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        content = data.decode(encoding)
        header = content.split("\n", 1)[0]
        delimiter = max(";,\t", key=header.count)
        return list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        raise Invalid(
            "basics.sheet.not_utf8",
            "Tệp không ở bảng mã Unicode. Trong Excel, vui lòng chọn “Lưu thành” (Save As) rồi "
            "“CSV UTF-8”, hoặc gửi tệp .xlsx.",
        ) from None
    except csv.Error as error:
        raise _not_readable() from error


def _read_book(data: bytes) -> list[list[str]]:
    try:
        if data.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(m.file_size for m in archive.infolist()) > SHEET_UNPACKED_BYTES_MOST:
                    raise _too_large(f"{SHEET_UNPACKED_BYTES_MOST // 1_000_000} MB khi mở ra")
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile) as error:
        raise _not_readable() from error


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _too_large(limit: str) -> TooLarge:
    return TooLarge(
        "basics.sheet.too_large", f"Tệp vượt quá {limit}. Vui lòng chia thành nhiều tệp nhỏ hơn."
    )


def _not_readable() -> Invalid:
    return Invalid(
        "basics.sheet.not_readable",
        "Không đọc được tệp. Vui lòng gửi tệp .xlsx hoặc CSV UTF-8 có dòng tiêu đề.",
    )
