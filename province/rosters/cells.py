"""A file's rows with their cells named, and what a cell says: a day, a number, a choice."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from province.basics import Invalid, sheets, text
from province.directory import Confidence, UnitKind
from province.rosters.model import REQUIRED

Row = dict[str, str]  # cells by key of the heading; a column the file lacks is no key
Choice = TypeVar("Choice", UnitKind, Confidence)
_YES, _NO = {"x", "co", "1", "true"}, {"", "khong", "0", "false"}


def rows_of(data: bytes, headings: Mapping[str, str]) -> list[tuple[int, Row]]:
    """Read a file's rows with their numbers and name their cells; empty rows are passed over.

    Refuses: basics.sheet.*, directory.sheet.headings.
    """
    first, *others = sheets.read_sheet(data) or [[]]
    known = {text.fold(heading): key for key, heading in headings.items()}
    keys = [known.get(text.fold(text.clean_line(cell)), "") for cell in first]
    missing = [headings[key] for key in headings if key in REQUIRED and key not in keys]
    unknown = [cell for cell, key in zip(first, keys, strict=True) if cell.strip() and not key]
    if missing or unknown or len(set(filter(None, keys))) < len(list(filter(None, keys))):
        raise Invalid(
            "directory.sheet.headings",
            f"Dòng tiêu đề chưa đúng. Cần các cột: {', '.join(headings.values())}.",
            detail={"missing": missing, "unknown": unknown},
        )
    return [
        (number, _named_cells(keys, cells))
        for number, cells in enumerate(others, start=2)
        if any(cell.strip() for cell in cells)
    ]


def _named_cells(keys: list[str], cells: list[str]) -> Row:
    """Name a row's cells; what stands under no heading is kept together under ""."""
    columns = keys + [""] * (len(cells) - len(keys))
    row = {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if key}
    beyond = [cell for key, cell in zip(columns, cells, strict=False) if not key]
    return row | {"": " ".join(beyond).strip()}


def filled(row: Row, headings: Mapping[str, str]) -> Row:
    """Return a row with tidy cells.

    Refuses: directory.sheet.row for cells beyond the headings, or none where one is needed.
    """
    clean = {key: text.clean_line(cell) for key, cell in row.items()}
    if beyond := clean.pop(""):
        raise Invalid("directory.sheet.row", f"“{beyond}” nằm ngoài các cột có tiêu đề.")
    empty = [key for key in headings if key in REQUIRED and not clean.get(key)]
    if empty:
        raise wrong({key: f"Vui lòng điền “{headings[key]}”." for key in empty})
    return clean


def wrong(fields: dict[str, str]) -> Invalid:
    """Return the refusal of a row, with a sentence for each wrong cell."""
    return Invalid("directory.sheet.row", " ".join(fields.values()), fields=fields)


def date_in(row: Row, key: str) -> date | None:
    """Return the day in a cell, None in an empty one.

    Refuses: directory.sheet.row.
    """
    typed = row.get(key, "")
    day = text.parse_date(typed)
    if typed and day is None:
        raise wrong({key: f"“{typed}” không phải là ngày; vui lòng ghi như 05/01/2026."})
    return day


def date_cell(day: date | None) -> str:
    """Return the cell of a day, empty for none."""
    return text.date_vi(day) if day else ""


def number_in(row: Row, key: str) -> int:
    """Return the place in a list that stands in a cell, 0 in an empty one.

    Refuses: directory.sheet.row.
    """
    typed = row.get(key) or "0"
    if not typed.isdecimal() or len(typed) > 6:
        raise wrong({key: f"“{typed}” không phải là số thứ tự."})
    return int(typed)


def yes_in(row: Row, key: str) -> bool:
    """Tell whether a cell is ticked.

    Refuses: directory.sheet.row.
    """
    told = text.fold(row.get(key, ""))
    if told not in _YES | _NO:
        raise wrong({key: "Vui lòng ghi “x” hoặc để trống."})
    return told in _YES


def choice_in(row: Row, key: str, labels: Mapping[Choice, str]) -> Choice:
    """Return what a cell chooses, by its label or its name in the data.

    Refuses: directory.sheet.row.
    """
    told = text.fold(row[key])
    for choice, label in labels.items():
        if told in (choice, text.fold(label)):
            return choice
    raise wrong({key: f"“{row[key]}” không có trong danh mục: {', '.join(labels.values())}."})
