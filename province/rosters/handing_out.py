"""Rosters out: what the directory says on a day, as rows of text under their headings."""

from datetime import date

from sqlalchemy import Connection

from province import directory
from province.directory import CONFIDENCE_VI, UNIT_KINDS_VI, Appointment, Person, Unit
from province.rosters.cells import date_cell
from province.rosters.model import APPOINTMENT_HEADINGS, PEOPLE_HEADINGS, UNIT_HEADINGS


def unit_rows(connection: Connection, day: date) -> list[list[str]]:
    """Return the units of a day under their headings, in official order."""
    living = directory.units_on(connection, day)
    names = {one.id: _unit_name(one) for one in living}
    return [list(UNIT_HEADINGS.values()), *(_unit_row(one, names) for one in living)]


def _unit_row(one: Unit, names: dict[int, str]) -> list[str]:
    values = {
        "code": _unit_name(one),
        "kind": UNIT_KINDS_VI[one.kind],
        "parent": names.get(one.parent_id, "") if one.parent_id else "",
        "order": str(one.order),
        "confidence": CONFIDENCE_VI[one.confidence],
        "valid_from": date_cell(one.valid_from),
        "valid_to": date_cell(one.valid_to),
    }
    return [values[key] if key in values else getattr(one, key) for key in UNIT_HEADINGS]


def people_rows(connection: Connection) -> list[list[str]]:
    """Return everybody under their headings, by given name."""
    return [
        list(PEOPLE_HEADINGS.values()),
        *(
            [_person_name(one), one.full_name, one.email_local or "", one.phone]
            for one in directory.all_people(connection)
        ),
    ]


def appointment_rows(connection: Connection, day: date) -> list[list[str]]:
    """Return the appointments of a day under their headings, by given name."""
    living = {one.id: one for one in directory.units_on(connection, day)}
    return [
        list(APPOINTMENT_HEADINGS.values()),
        *(
            _appointment_row(one, living[one.unit_id])
            for one in directory.all_appointments(connection, day)
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
        date_cell(one.valid_from),
        date_cell(one.valid_to),
    ]


def _unit_name(one: Unit) -> str:
    return one.code or f"#{one.id}"


def _person_name(one: Person) -> str:
    return one.work_number or f"#{one.id}"
