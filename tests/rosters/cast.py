"""Tables as the office writes them, and the few units they speak of."""

from dataclasses import dataclass
from datetime import date

from province.basics import sheets

TODAY = date(2026, 11, 23)
BEFORE = date(2003, 1, 1)

Rows = list[list[str]]


@dataclass(frozen=True)
class Cast:
    """Ids of the units in the directory before anything is taken in."""

    province: int
    construction: int  # Sở Xây dựng, H61.17
    office: int  # a division below it, without a code


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
