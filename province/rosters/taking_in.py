"""Rosters in: each row changes the directory inside a savepoint of its own, or says what is wrong.

Whether the actor may is asked before, once for the whole roster.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from province import directory
from province.basics import Refusal, identifiers, text
from province.directory import (
    CONFIDENCE_VI,
    UNIT_KINDS_VI,
    Appointment,
    Person,
    Unit,
    UnitFacts,
)
from province.rosters.cells import (
    Row,
    choice_in,
    date_cell,
    date_in,
    filled,
    number_in,
    rows_of,
    wrong,
    yes_in,
)
from province.rosters.model import HEADINGS, ImportReport, RowFault
from province.storage import Work

_PLAIN_FACTS = ("name", "short_name", "abbreviation", "address", "phone", "email", "email_domain")


def take_in(work: Work, what: str, data: bytes, *, keep_good: bool = False) -> ImportReport:
    """Take each row in; all of them stay, or none when one is wrong and `keep_good` is not asked.

    Refuses: basics.sheet.*, directory.sheet.headings.
    """
    headings, take = HEADINGS[what], _TAKING[what]
    rows = rows_of(data, headings)
    faults: list[RowFault] = []
    outcomes: list[str] = []
    with work.part() as whole:
        for number, row in _parents_first(rows) if what == "units" else rows:
            try:
                with work.part():
                    outcomes.append(take(work, filled(row, headings)))
            except Refusal as refusal:
                faults.extend(_faults(number, refusal, headings))
        written = keep_good or not faults
        if not written:
            whole.undo()
    faults.sort(key=lambda fault: fault.row)
    counts = {outcome: outcomes.count(outcome) for outcome in ("added", "changed", "unchanged")}
    return ImportReport(**counts, faults=faults, written=written)


def _faults(number: int, refusal: Refusal, headings: Mapping[str, str]) -> list[RowFault]:
    named = {headings[key]: told for key, told in refusal.fields.items() if key in headings}
    if not named:
        return [RowFault(number, "", refusal.sentence)]
    return [RowFault(number, column, sentence) for column, sentence in named.items()]


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
    start, end = date_in(row, "valid_from"), date_in(row, "valid_to")
    given = _given_facts(work, row, start)
    facts = replace(UnitFacts("", given["kind"]), **given).tidied()
    known = _known_unit(work, row, facts, start)
    if known is None:
        if start is None:
            raise wrong({"valid_from": "Đơn vị mới cần có “Từ ngày”."})
        directory.open_unit(work, facts, start, until=end)
        return "added"
    if start not in (None, known.valid_from) or ("valid_to" in row and end != known.valid_to):
        raise wrong({"valid_from": "Ngày bắt đầu, kết thúc của đơn vị đã có không đổi ở đây."})
    facts = replace(known.facts, **given).tidied()
    if known.facts == facts:
        return "unchanged"
    directory.change_unit(work, known.id, facts, max(work.today, known.since))
    return "changed"


def _given_facts(work: Work, row: Row, start: date | None) -> dict[str, Any]:
    """Read the facts a row gives; what it has no column for stays as it is known."""
    given: dict[str, Any] = {key: row[key] for key in _PLAIN_FACTS if key in row}
    given["kind"] = choice_in(row, "kind", UNIT_KINDS_VI)
    if row.get("code", "#")[:1] not in ("", "#"):
        given["code"] = row["code"]
    if "parent" in row:
        given["parent_id"] = _unit(work, row, "parent", start).id if row["parent"] else None
    if "order" in row:
        given["order"] = number_in(row, "order")
    if row.get("confidence"):
        given["confidence"] = choice_in(row, "confidence", CONFIDENCE_VI)
    return given


def _known_unit(work: Work, row: Row, facts: UnitFacts, start: date | None) -> Unit | None:
    """Find the unit a row means: by its code or number, else by name under the same parent."""
    if row.get("code", "").startswith("#"):
        return _unit(work, row, "code", None)
    if facts.code:
        bearers = directory.units_with_code(work.connection, facts.code)
        ids = (one.id for one in bearers if start in (None, one.valid_from))
        return next((directory.unit_as_of(work.connection, one, work.today) for one in ids), None)
    if facts.parent_id is None:
        return None
    named = text.fold(facts.name)
    beside = directory.children(work.connection, facts.parent_id, start or work.today)
    return next((one for one in beside if text.fold(one.name) == named), None)


def _take_person(work: Work, row: Row) -> str:
    known = _person(work, row)
    number = row.get("work_number", "")
    if known is None:
        if number.startswith("#") or not (number or row.get("email_local")):
            raise wrong({"work_number": "Vui lòng ghi số hiệu hoặc tên hộp thư đúng."})
        known = Person(0, "", None, "", None)
    values: dict[str, Any] = {
        "full_name": row["full_name"],
        "email_local": row.get("email_local", known.email_local) or None,
        "phone": row.get("phone", known.phone),
        "work_number": known.work_number if number[:1] in ("", "#") else number,
    }
    if not known.id:
        directory.add_person(work, **values)
        return "added"
    after = directory.change_person(work, known.id, **values)
    return "unchanged" if after == known else "changed"


def _take_appointment(work: Work, row: Row) -> str:
    start, end = date_in(row, "valid_from"), date_in(row, "valid_to")
    if start is None:
        raise wrong({"valid_from": "Vui lòng điền “Từ ngày”."})
    person = _person(work, row)
    if person is None or text.fold(person.full_name) != text.fold(row["full_name"]):
        raise wrong({"work_number": "Không có cán bộ nào mang số hiệu và họ tên này."})
    where = _unit(work, row, "unit", start)
    position = directory.define_position(work, row["position"])
    for held in directory.appointments_of(work.connection, person.id, start):
        if (held.unit_id, held.position, held.valid_from) == (where.id, position, start):
            return _take_end(work, row, held, end)
    directory.appoint(
        work,
        person.id,
        where.id,
        position.id,
        start,
        until=end,
        is_head=yes_in(row, "is_head"),
        order=number_in(row, "order"),
    )
    return "added"


def _take_end(work: Work, row: Row, held: Appointment, end: date | None) -> str:
    if "is_head" in row and yes_in(row, "is_head") != held.is_head:
        raise wrong({"is_head": "Vui lòng kết thúc bổ nhiệm cũ và ghi bổ nhiệm mới."})
    if "valid_to" not in row or end == held.valid_to:
        return "unchanged"
    if end is None:
        ended = f"Bổ nhiệm này đã kết thúc từ ngày {date_cell(held.valid_to)}."
        raise wrong({"valid_to": ended})
    directory.end_appointment(work, held.id, end)
    return "changed"


_TAKING: Mapping[str, Callable[[Work, Row], str]] = {
    "units": _take_unit,
    "people": _take_person,
    "appointments": _take_appointment,
}


def _unit(work: Work, row: Row, key: str, on: date | None) -> Unit:
    """Find the unit a cell names: who bore the code that day, else who bears it or bore it last."""
    reference = row[key]
    try:
        if reference.startswith("#") and reference[1:].isdecimal():
            unit_id = int(reference[1:])
            if on is None:
                return directory.unit_as_of(work.connection, unit_id, work.today)
            return directory.unit(work.connection, unit_id, on)
        found = directory.unit_by_code(work.connection, reference, on or work.today)
        found = found or _last_bearer(work, reference)
    except Refusal:
        found = None
    if found is None:
        raise wrong({key: f"Không có đơn vị nào mang mã {reference}."})
    return found


def _last_bearer(work: Work, code: str) -> Unit | None:
    bearers = directory.units_with_code(work.connection, identifiers.unit_code(code))
    ids = (bearer.id for bearer in bearers)
    return next((directory.unit_as_of(work.connection, one, work.today) for one in ids), None)


def _person(work: Work, row: Row) -> Person | None:
    number = row.get("work_number", "")
    if number.startswith("#"):
        known = number[1:].isdecimal()
        return directory.person(work.connection, int(number[1:])) if known else None
    if number:
        return directory.person_with(work.connection, work_number=number)
    mailbox = row.get("email_local")
    return directory.person_with(work.connection, email_local=mailbox) if mailbox else None
