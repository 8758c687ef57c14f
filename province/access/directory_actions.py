"""What people do to the directory: each change asks first whether they may, and where.

The changes themselves are in `province.directory`, which stands below access and asks nobody.
Deeds there are written to the audit there; only the question is added here.
"""

from collections.abc import Sequence
from datetime import date

from province import directory
from province.access.grants import require
from province.basics import NotFound
from province.directory import (
    Appointment,
    Person,
    Position,
    Responsibility,
    ResponsibilityKind,
    Unit,
    UnitFacts,
)
from province.storage import Work


def open_unit(work: Work, facts: UnitFacts, on: date) -> Unit:
    """Open a unit under another; one without parent only for the whole province.

    Refuses: access.not_granted, and as directory.open_unit.
    """
    require(work, "directory.unit.opened", facts.parent_id, or_system=True)
    return directory.open_unit(work, facts, on)


def change_unit(work: Work, unit_id: int, facts: UnitFacts, on: date) -> Unit:
    """Let other facts hold of a unit from a day on; to move it, one must reach both parents.

    Refuses: access.not_granted, and as directory.change_unit.
    """
    require(work, "directory.unit.changed", unit_id, or_system=True)
    if directory.last_known(work.connection, unit_id).parent_id != facts.parent_id:
        require(work, "directory.unit.changed", facts.parent_id, or_system=True)
    return directory.change_unit(work, unit_id, facts, on)


def merge_units(
    work: Work,
    unit_ids: Sequence[int],
    into: UnitFacts | int,
    on: date,
    *,
    note: str,
    staff_follow: bool = True,
) -> Unit:
    """Merge units into a new one or one that goes on.

    Refuses: access.not_granted at any of them, and as directory.merge_units.
    """
    for unit_id in unit_ids:
        require(work, "directory.unit.closed", unit_id, or_system=True)
    if isinstance(into, int):
        require(work, "directory.unit.changed", into, or_system=True)
    else:
        require(work, "directory.unit.opened", into.parent_id, or_system=True)
    return directory.merge_units(work, unit_ids, into, on, note=note, staff_follow=staff_follow)


def split_unit(
    work: Work, unit_id: int, into: Sequence[UnitFacts | int], on: date, *, note: str
) -> list[Unit]:
    """Split a unit into others, new or going on.

    Refuses: access.not_granted at any of them, and as directory.split_unit.
    """
    require(work, "directory.unit.closed", unit_id, or_system=True)
    for one in into:
        if isinstance(one, int):
            require(work, "directory.unit.changed", one, or_system=True)
        else:
            require(work, "directory.unit.opened", one.parent_id, or_system=True)
    return directory.split_unit(work, unit_id, into, on, note=note)


def abolish_unit(
    work: Work, unit_id: int, on: date, *, note: str, successor_ids: Sequence[int] = ()
) -> None:
    """End a unit, perhaps saying who takes over its work.

    Refuses: access.not_granted, and as directory.abolish_unit.
    """
    for one in (unit_id, *successor_ids):
        require(work, "directory.unit.closed", one, or_system=True)
    directory.abolish_unit(work, unit_id, on, note=note, successor_ids=successor_ids)


def define_position(work: Work, name: str, order: int = 0) -> Position:
    """Define a position for the whole province.

    Refuses: access.not_granted, and as directory.define_position.
    """
    require(work, "directory.position.defined", None, or_system=True)
    return directory.define_position(work, name, order)


def add_person(
    work: Work,
    unit_id: int,
    full_name: str,
    position_id: int,
    on: date,
    *,
    email_local: str | None = None,
    phone: str = "",
    work_number: str | None = None,
    is_head: bool = False,
) -> Person:
    """Add somebody to the directory with a first appointment in a unit.

    Refuses: access.not_granted, and as directory.add_person, directory.appoint.
    """
    require(work, "directory.person.added", unit_id, or_system=True)
    require(work, "directory.appointment.made", unit_id, or_system=True)
    person = directory.add_person(
        work,
        full_name,
        email_local=email_local,
        phone=phone,
        work_number=work_number,
    )
    directory.appoint(work, person.id, unit_id, position_id, on, is_head=is_head)
    return person


def change_person(
    work: Work,
    person_id: int,
    full_name: str,
    *,
    email_local: str | None,
    phone: str,
    work_number: str | None,
) -> Person:
    """Put right what is kept of a person; one must reach every unit where they work now.

    Refuses: access.not_granted, and as directory.change_person.
    """
    _require_at_work(work, "directory.person.changed", person_id)
    return directory.change_person(
        work, person_id, full_name, email_local=email_local, phone=phone, work_number=work_number
    )


def appoint(
    work: Work,
    person_id: int,
    unit_id: int,
    position_id: int,
    on: date,
    *,
    until: date | None = None,
    is_head: bool = False,
) -> Appointment:
    """Appoint a person to a position of a unit.

    Refuses: access.not_granted, and as directory.appoint.
    """
    require(work, "directory.appointment.made", unit_id, or_system=True)
    return directory.appoint(
        work, person_id, unit_id, position_id, on, until=until, is_head=is_head
    )


def end_appointment(work: Work, appointment_id: int, on: date) -> Appointment:
    """End an appointment.

    Refuses: access.not_granted, and as directory.end_appointment.
    """
    held = directory.appointment(work.connection, appointment_id)
    if held is None:
        raise NotFound("directory.appointment.unknown", "Không tìm thấy bổ nhiệm này.")
    require(work, "directory.appointment.ended", held.unit_id, or_system=True)
    return directory.end_appointment(work, appointment_id, on)


def assign_responsibility(
    work: Work,
    person_id: int,
    unit_id: int,
    kind: ResponsibilityKind,
    on: date,
) -> Responsibility:
    """Make a person responsible for something in a unit.

    Refuses: access.not_granted, and as directory.assign_responsibility.
    """
    require(work, "directory.responsibility.assigned", unit_id, or_system=True)
    return directory.assign_responsibility(work, person_id, unit_id, kind, on)


def end_responsibility(
    work: Work,
    unit_id: int,
    responsibility_id: int,
    on: date,
) -> Responsibility:
    """End a responsibility in a unit.

    Refuses: access.not_granted, and as directory.end_responsibility.
    """
    require(work, "directory.responsibility.ended", unit_id, or_system=True)
    held = directory.responsibility(work.connection, responsibility_id)
    if held is None or held.unit_id != unit_id:
        raise NotFound("directory.responsibility.unknown", "Không tìm thấy phân công này.")
    return directory.end_responsibility(work, responsibility_id, on)


def _require_at_work(work: Work, deed: str, person_id: int) -> None:
    """Ask at each unit where somebody works now; who works nowhere is the whole province's."""
    held = directory.appointments_of(work.connection, person_id, work.today)
    units: set[int | None] = {one.unit_id for one in held}
    for unit_id in units or {None}:
        require(work, deed, unit_id, or_system=True)
