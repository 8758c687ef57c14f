"""Units, people and appointments as tables: out for the office, in with a report for each row.

The first row holds Vietnamese headings, in any order. A unit is named by its code, a person by
the work number; where there is none, the export writes `#` and the internal number. A row that is
known already changes what differs from today on; a row that is the same changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection

from province import audit
from province.basics import Invalid, Refusal, sheets, text
from province.directory import changes, staffing, store
from province.directory.lookup import unit, unit_by_code
from province.directory.model import (
    CONFIDENCE_VI,
    UNIT_KINDS_VI,
    Appointment,
    Confidence,
    Person,
    Unit,
    UnitFacts,
    UnitKind,
)
from province.storage import Work

UNIT_HEADINGS = {
    "code": "Mã định danh",
    "name": "Tên đơn vị",
    "short_name": "Tên viết gọn",
    "abbreviation": "Chữ viết tắt",
    "kind": "Loại đơn vị",
    "parent": "Mã cơ quan cấp trên",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "email_domain": "Tên miền thư",
    "order": "Thứ tự",
    "confidence": "Độ tin cậy",
    "valid_from": "Từ ngày",
    "valid_to": "Đến trước ngày",
}
PEOPLE_HEADINGS = {
    "work_number": "Số hiệu",
    "full_name": "Họ và tên",
    "email_local": "Tên hộp thư",
    "phone": "Điện thoại",
}
APPOINTMENT_HEADINGS = {
    "work_number": "Số hiệu",
    "full_name": "Họ và tên",
    "unit": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "position": "Chức vụ",
    "is_head": "Đứng đầu",
    "order": "Thứ tự",
    "valid_from": "Từ ngày",
    "valid_to": "Đến trước ngày",
}
_REQUIRED = {"name", "kind", "full_name", "unit", "position"}
_PLAIN_FACTS = ("name", "short_name", "abbreviation", "address", "phone", "email", "email_domain")
_YES, _NO = {"x", "co", "1", "true"}, {"", "khong", "0", "false"}

Row = dict[str, str]
Choice = TypeVar("Choice", UnitKind, Confidence)


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one row."""

    row: int  # as the spreadsheet numbers it; the headings are row 1
    column: str  # the heading; "" when the row as a whole is meant
    sentence: str  # Vietnamese, what to put right


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would have done but for its faults."""

    added: int
    changed: int
    unchanged: int
    faults: list[RowFault]
    written: bool  # False: nothing at all was written


# Out


def unit_rows(connection: Connection, day: date) -> list[list[str]]:
    """Return the units of a day under their headings, in official order."""
    living = store.units_on(connection, day)
    names = {one.id: _unit_name(one) for one in living}
    return [list(UNIT_HEADINGS.values()), *(_unit_row(one, names) for one in living)]


def _unit_row(one: Unit, names: dict[int, str]) -> list[str]:
    values = {
        "code": _unit_name(one),
        "kind": UNIT_KINDS_VI[one.kind],
        "parent": names.get(one.parent_id, "") if one.parent_id else "",
        "order": str(one.order),
        "confidence": CONFIDENCE_VI[one.confidence],
        "valid_from": text.date_vi(one.valid_from),
        "valid_to": _day(one.valid_to),
    }
    return [values[key] if key in values else getattr(one, key) for key in UNIT_HEADINGS]


def people_rows(connection: Connection) -> list[list[str]]:
    """Return everybody under their headings, by given name."""
    return [
        list(PEOPLE_HEADINGS.values()),
        *(
            [_person_name(one), one.full_name, one.email_local or "", one.phone]
            for one in store.all_people(connection)
        ),
    ]


def appointment_rows(connection: Connection, day: date) -> list[list[str]]:
    """Return the appointments of a day under their headings, by given name."""
    living = {one.id: one for one in store.units_on(connection, day)}
    return [
        list(APPOINTMENT_HEADINGS.values()),
        *(
            _appointment_row(one, living[one.unit_id])
            for one in store.all_appointments(connection, day)
        ),
    ]


def _appointment_row(one: Appointment, where: Unit) -> list[str]:
    return [
        _person_name(one.person),
        one.person.full_name,
        _unit_name(where),
        where.name,
        one.position.name,
        "x" if one.is_head else "",
        str(one.order),
        text.date_vi(one.valid_from),
        _day(one.valid_to),
    ]


def _unit_name(one: Unit) -> str:
    return one.code or f"#{one.id}"


def _person_name(one: Person) -> str:
    return one.work_number or f"#{one.id}"


def _day(day: date | None) -> str:
    return text.date_vi(day) if day else ""


# In


def import_units(work: Work, data: bytes, *, keep_good: bool = False) -> ImportReport:
    """Take in a table of units; parents may stand below their children in it.

    Refuses: basics.sheet.*, directory.sheet.headings.
    """
    rows = _parents_first(_rows(data, UNIT_HEADINGS))
    return _import(work, "units", rows, UNIT_HEADINGS, _take_unit, keep_good)


def import_people(work: Work, data: bytes, *, keep_good: bool = False) -> ImportReport:
    """Take in a table of people.

    Refuses: basics.sheet.*, directory.sheet.headings.
    """
    rows = _rows(data, PEOPLE_HEADINGS)
    return _import(work, "people", rows, PEOPLE_HEADINGS, _take_person, keep_good)


def import_appointments(work: Work, data: bytes, *, keep_good: bool = False) -> ImportReport:
    """Take in a table of appointments; positions that are new are defined.

    Refuses: basics.sheet.*, directory.sheet.headings.
    """
    rows = _rows(data, APPOINTMENT_HEADINGS)
    return _import(work, "appointments", rows, APPOINTMENT_HEADINGS, _take_appointment, keep_good)


def _rows(data: bytes, headings: dict[str, str]) -> list[tuple[int, Row]]:
    """Read the table and name its cells; empty rows are passed over, absent columns are no keys."""
    first, *others = sheets.read_sheet(data) or [[]]
    known = {text.fold(heading): key for key, heading in headings.items()}
    keys = [known.get(text.fold(text.clean_line(cell)), "") for cell in first]
    missing = [headings[key] for key in headings if key in _REQUIRED and key not in keys]
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


def _import(
    work: Work,
    what: str,
    rows: list[tuple[int, Row]],
    headings: dict[str, str],
    take: Callable[[Work, Row], str],
    keep_good: bool,
) -> ImportReport:
    """Take each row inside a savepoint of its own, and all of them inside one more."""
    faults: list[RowFault] = []
    outcomes: list[str] = []
    whole = work.connection.begin_nested()
    for number, row in rows:
        try:
            with work.connection.begin_nested():
                outcomes.append(take(work, _filled(row, headings)))
        except Refusal as refusal:
            faults.extend(_faults(number, refusal, headings))
    counts = {outcome: outcomes.count(outcome) for outcome in ("added", "changed", "unchanged")}
    written = keep_good or not faults
    if written:
        whole.commit()
        detail = {**counts, "faults": len(faults)}
        audit.write(work, "directory.sheet.imported", subject=("sheet", what), detail=detail)
    else:
        whole.rollback()
    faults.sort(key=lambda fault: fault.row)
    return ImportReport(**counts, faults=faults, written=written)


def _faults(number: int, refusal: Refusal, headings: dict[str, str]) -> list[RowFault]:
    named = {headings[key]: told for key, told in refusal.fields.items() if key in headings}
    if not named:
        return [RowFault(number, "", refusal.sentence)]
    return [RowFault(number, column, sentence) for column, sentence in named.items()]


def _filled(row: Row, headings: dict[str, str]) -> Row:
    clean = {key: text.clean_line(cell) for key, cell in row.items()}
    if beyond := clean.pop(""):
        raise Invalid("directory.sheet.row", f"“{beyond}” nằm ngoài các cột có tiêu đề.")
    empty = [key for key in headings if key in _REQUIRED and not clean.get(key)]
    if empty:
        raise _wrong({key: f"Vui lòng điền “{headings[key]}”." for key in empty})
    return clean


def _wrong(fields: dict[str, str]) -> Invalid:
    return Invalid("directory.sheet.row", " ".join(fields.values()), fields=fields)


def _parents_first(rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Put each row after the row of its parent, where the table has one."""
    by_code = {row["code"]: (number, row) for number, row in rows if row.get("code")}
    placed: dict[int, Row] = {}
    for number, row in rows:
        line = [(number, row)]
        while (upper := by_code.get(line[-1][1].get("parent", ""))) and upper not in line:
            line.append(upper)
        placed |= {n: r for n, r in reversed(line) if n not in placed}
    return list(placed.items())


def _take_unit(work: Work, row: Row) -> str:
    start, end = _date(row, "valid_from"), _date(row, "valid_to")
    given = _given_facts(work, row, start)
    facts = replace(UnitFacts("", given["kind"]), **given).tidied()
    known = _known_unit(work, row, facts, start)
    if known is None:
        if start is None:
            raise _wrong({"valid_from": "Đơn vị mới cần có “Từ ngày”."})
        changes.open_unit(work, facts, start, until=end)
        return "added"
    if start not in (None, known.valid_from) or ("valid_to" in row and end != known.valid_to):
        raise _wrong({"valid_from": "Ngày bắt đầu, kết thúc của đơn vị đã có không đổi ở đây."})
    facts = replace(known.facts, **given).tidied()
    if known.facts == facts:
        return "unchanged"
    changes.change_unit(work, known.id, facts, max(work.today, known.since))
    return "changed"


def _given_facts(work: Work, row: Row, start: date | None) -> dict[str, Any]:
    """Read the facts a row gives; what it has no column for stays as it is known."""
    given: dict[str, Any] = {key: row[key] for key in _PLAIN_FACTS if key in row}
    given["kind"] = _choice(row, "kind", UNIT_KINDS_VI)
    if row.get("code", "#")[:1] not in ("", "#"):
        given["code"] = row["code"]
    if "parent" in row:
        given["parent_id"] = _unit(work, row, "parent", start).id if row["parent"] else None
    if "order" in row:
        given["order"] = _whole(row, "order")
    if row.get("confidence"):
        given["confidence"] = _choice(row, "confidence", CONFIDENCE_VI)
    return given


def _known_unit(work: Work, row: Row, facts: UnitFacts, start: date | None) -> Unit | None:
    """Find the unit a row means: by its code or number, else by name under the same parent."""
    if row.get("code", "").startswith("#"):
        return _unit(work, row, "code", None)
    if facts.code:
        bearers = store.units_with_code(work.connection, facts.code)
        ids = (one.id for one in bearers if start in (None, one.valid_from))
        return next((unit(work.connection, unit_id) for unit_id in ids), None)
    if facts.parent_id is None:
        return None
    named = text.fold(facts.name)
    beside = store.children(work.connection, facts.parent_id, start or work.today)
    return next((one for one in beside if text.fold(one.name) == named), None)


def _take_person(work: Work, row: Row) -> str:
    known = _person(work, row)
    number = row.get("work_number", "")
    if known is None:
        if number.startswith("#") or not (number or row.get("email_local")):
            raise _wrong({"work_number": "Vui lòng ghi số hiệu hoặc tên hộp thư đúng."})
        known = Person(0, "", None, "", None)
    values: dict[str, Any] = {
        "full_name": row["full_name"],
        "email_local": row.get("email_local", known.email_local) or None,
        "phone": row.get("phone", known.phone),
        "work_number": known.work_number if number[:1] in ("", "#") else number,
    }
    if not known.id:
        staffing.add_person(work, **values)
        return "added"
    after = staffing.change_person(work, known.id, **values)
    return "unchanged" if after == known else "changed"


def _take_appointment(work: Work, row: Row) -> str:
    start, end = _date(row, "valid_from"), _date(row, "valid_to")
    if start is None:
        raise _wrong({"valid_from": "Vui lòng điền “Từ ngày”."})
    person = _person(work, row)
    if person is None or text.fold(person.full_name) != text.fold(row["full_name"]):
        raise _wrong({"work_number": "Không có cán bộ nào mang số hiệu và họ tên này."})
    where = _unit(work, row, "unit", start)
    position = staffing.define_position(work, row["position"])
    for held in store.appointments_of(work.connection, person.id, start):
        if (held.unit_id, held.position, held.valid_from) == (where.id, position, start):
            return _take_end(work, row, held, end)
    staffing.appoint(
        work,
        person.id,
        where.id,
        position.id,
        start,
        until=end,
        is_head=_yes(row, "is_head"),
        order=_whole(row, "order"),
    )
    return "added"


def _take_end(work: Work, row: Row, held: Appointment, end: date | None) -> str:
    if "is_head" in row and _yes(row, "is_head") != held.is_head:
        raise _wrong({"is_head": "Vui lòng kết thúc bổ nhiệm cũ và ghi bổ nhiệm mới."})
    if "valid_to" not in row or end == held.valid_to:
        return "unchanged"
    if end is None:
        raise _wrong({"valid_to": f"Bổ nhiệm này đã kết thúc từ ngày {_day(held.valid_to)}."})
    staffing.end_appointment(work, held.id, end)
    return "changed"


# Cells


def _unit(work: Work, row: Row, key: str, on: date | None) -> Unit:
    """Find the unit a cell names: who bore the code that day, else who bears it or bore it last."""
    reference = row[key]
    try:
        if reference.startswith("#") and reference[1:].isdecimal():
            return unit(work.connection, int(reference[1:]), on)
        found = unit_by_code(work.connection, reference, on)
        found = found or unit_by_code(work.connection, reference)
    except Refusal:
        found = None
    if found is None:
        raise _wrong({key: f"Không có đơn vị nào mang mã {reference}."})
    return found


def _person(work: Work, row: Row) -> Person | None:
    number = row.get("work_number", "")
    if number.startswith("#"):
        return store.person(work.connection, int(number[1:])) if number[1:].isdecimal() else None
    if number:
        return store.person_with(work.connection, work_number=number)
    mailbox = row.get("email_local")
    return store.person_with(work.connection, email_local=mailbox) if mailbox else None


def _date(row: Row, key: str) -> date | None:
    typed = row.get(key, "")
    day = text.parse_date(typed)
    if typed and day is None:
        raise _wrong({key: f"“{typed}” không phải là ngày; vui lòng ghi như 05/01/2026."})
    return day


def _whole(row: Row, key: str) -> int:
    typed = row.get(key) or "0"
    if not typed.isdecimal() or len(typed) > 6:
        raise _wrong({key: f"“{typed}” không phải là số thứ tự."})
    return int(typed)


def _yes(row: Row, key: str) -> bool:
    told = text.fold(row.get(key, ""))
    if told not in _YES | _NO:
        raise _wrong({key: "Vui lòng ghi “x” hoặc để trống."})
    return told in _YES


def _choice(row: Row, key: str, labels: dict[Choice, str]) -> Choice:
    told = text.fold(row[key])
    for choice, label in labels.items():
        if told in (choice, text.fold(label)):
            return choice
    raise _wrong({key: f"“{row[key]}” không có trong danh mục: {', '.join(labels.values())}."})
