"""A register book handed out: for programs, for spreadsheets, and to be printed and bound.

Law: 30/2020/NĐ-CP Đ16 k2b, Đ22 k3b, PL IV
"""

import csv
import io
from collections.abc import Sequence

from province import printing
from province.basics import text
from province.registers.books import INCOMING, Register

_COMMAND_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a cell


def as_csv(found: Register) -> bytes:
    """Return a register as CSV that opens rightly in a spreadsheet, where nothing in it runs."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for name, _ in found.book.columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in found.rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_COMMAND_STARTS) else cell


def as_xlsx(found: Register) -> bytes:
    """Return a register as a workbook; every cell is text and no formula."""
    from openpyxl import Workbook  # slow to import, and few processes ever write a workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = found.book.name[:31]
    heads: Sequence[str] = [name for name, _ in found.book.columns]
    for down, cells in enumerate([heads, *found.rows], start=1):
        for across, value in enumerate(cells, start=1):
            cell = sheet.cell(down, across, value)
            cell.data_type = "s"  # whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for across, (_, width) in enumerate(found.book.columns, start=1):
        sheet.cell(1, across).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(across)].width = width * 1.8
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_pdf(found: Register) -> bytes:
    """Return a register to print and bind: cover, numbered columns, numbered pages."""
    span = f"Từ ngày {text.date_vi(found.first)} đến ngày {text.date_vi(found.last)}"
    place = 0 if found.book is not INCOMING else 1
    numbers = [row[place] for row in found.rows]
    data = {
        "title": found.book.name,
        "unit": found.unit,
        "parent": found.parent,
        "period": f"Năm {found.first.year}"
        if found.first.year == found.last.year
        else f"Năm {found.first.year} - {found.last.year}",
        "span": span + (f"; từ số {numbers[0]} đến số {numbers[-1]}" if numbers else ""),
        "total": f"Tổng số: {text.number_vi(len(found.rows))} văn bản",
        "columns": [name for name, _ in found.book.columns],
        "widths": [width for _, width in found.book.columns],
        "rows": found.rows,
        "gaps": found.gaps,
    }
    return printing.pdf("register", data)
