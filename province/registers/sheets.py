"""A register book handed out: for programs, for spreadsheets, and to be printed and bound.

Law: 30/2020/NĐ-CP Đ16 k2b, Đ22 k3b, PL IV
"""

from province import printing
from province.basics import sheets, text
from province.registers.books import INCOMING, Register

_CHARACTERS_A_WIDTH = 1.8  # of a column's relative width


def as_csv(found: Register) -> bytes:
    """Return a register as CSV that opens rightly in a spreadsheet, where nothing in it runs."""
    return sheets.csv_bytes(_table(found))


def as_xlsx(found: Register) -> bytes:
    """Return a register as a workbook; every cell is text and no formula."""
    widths = [width * _CHARACTERS_A_WIDTH for _, width in found.book.columns]
    return sheets.xlsx_bytes(found.book.name, _table(found), widths)


def _table(found: Register) -> list[list[str]]:
    return [[name for name, _ in found.book.columns], *found.rows]


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
