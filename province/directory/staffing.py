"""Changing people: what decisions on personnel do to the directory.

As with units, the actor's right is asked for by the thin actions in `province.access` above.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from province import audit
from province.basics import Conflict, Invalid, NotFound, identifiers, text
from province.directory import store
from province.directory.lookup import unit
from province.directory.model import (
    NAME_CHARACTERS_MOST,
    Appointment,
    Person,
    Position,
    Responsibility,
    ResponsibilityKind,
    check_period,
    normal_email_local,
)
from province.storage import Work


def define_position(work: Work, name: str, order: int = 0) -> Position:
    """Return the position of a name, defining it when it is new.

    Refuses: directory.position.name.
    """
    name = _named(name, "directory.position.name", "Vui lòng ghi tên chức vụ.")
    store.take_turn(work)
    if known := store.position_named(work.connection, name):
        return known
    position = Position(store.add_position(work, name, order), name, order)
    subject, detail = ("position", position.id), {"name": name, "order": order}
    audit.write(work, "directory.position.defined", subject=subject, detail=detail)
    return position


def add_person(
    work: Work,
    full_name: str,
    *,
    email_local: str | None = None,
    phone: str = "",
    work_number: str | None = None,
) -> Person:
    """Add somebody to the directory.

    Refuses: directory.person.name, .email_local, .email_local_taken, .work_number_taken,
    basics.identifiers.phone_number.
    """
    values = _person_values(full_name, email_local, phone, work_number)
    store.take_turn(work)
    _check_person(work, values, None)
    person = Person(id=store.add_person(work, values), **values)
    _write_down(work, "directory.person.added", person.id, None, values)
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
    """Put right what is kept of a person; the audit keeps what it was.

    Refuses: directory.person.unknown and as add_person.
    """
    values = _person_values(full_name, email_local, phone, work_number)
    store.take_turn(work)
    before = _known_person(work, person_id)
    _check_person(work, values, person_id)
    after = Person(id=person_id, **values)
    if after == before:
        return before
    store.change_person(work, person_id, values)
    old, new = asdict(before), asdict(after)
    changed = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    _write_down(work, "directory.person.changed", person_id, None, {"changed": changed})
    return after


def _person_values(
    full_name: str, email_local: str | None, phone: str, work_number: str | None
) -> dict[str, Any]:
    work_number = text.clean_line(work_number or "", characters_most=40)
    return {
        "full_name": _named(full_name, "directory.person.name", "Vui lòng ghi họ và tên."),
        "email_local": normal_email_local(email_local) if email_local else None,
        "phone": identifiers.phone_number(phone) if phone.strip() else "",
        "work_number": work_number or None,
    }


def _named(typed: str, code: str, sentence: str) -> str:
    name = text.clean_line(typed, characters_most=NAME_CHARACTERS_MOST)
    if not name:
        raise Invalid(code, sentence)
    return name


def _check_person(work: Work, values: dict[str, Any], person_id: int | None) -> None:
    for field, label in (("email_local", "Tên hộp thư"), ("work_number", "Số hiệu")):
        if values[field] is None:
            continue
        other = store.person_with(work.connection, **{field: values[field]})
        if other and other.id != person_id:
            sentence = f"{label} {values[field]} đang thuộc về {other.full_name}."
            raise Conflict(f"directory.person.{field}_taken", sentence, fields={field: sentence})


def _known_person(work: Work, person_id: int) -> Person:
    if person := store.person(work.connection, person_id):
        return person
    raise NotFound("directory.person.unknown", "Không tìm thấy cán bộ này trong danh mục.")


# Appointments and responsibilities


def appoint(
    work: Work,
    person_id: int,
    unit_id: int,
    position_id: int,
    on: date,
    *,
    until: date | None = None,
    is_head: bool = False,
    order: int = 0,
) -> Appointment:
    """Appoint a person to a position of a unit from a day on.

    Refuses: directory.person.unknown, directory.position.unknown, directory.unit.unknown,
    directory.appointment.already_appointed, .other_head, directory.period.
    """
    check_period(on, until)
    store.take_turn(work)
    person = _known_person(work, person_id)
    if store.position(work.connection, position_id) is None:
        raise NotFound("directory.position.unknown", "Không tìm thấy chức vụ này.")
    until = _within_life(work, unit_id, on, until)
    values: dict[str, Any] = {
        "person_id": person_id,
        "unit_id": unit_id,
        "position_id": position_id,
        "is_head": is_head,
    }
    clashing = store.clashing_appointments(work.connection, **values, start=on, end=until)
    if clashing:
        raise _clash(clashing[0], person)
    values |= {"order": order, "valid_from": on, "valid_to": until}
    appointment_id = store.add_appointment(work, values)
    detail = {"appointment_id": appointment_id, **values}
    _write_down(work, "directory.appointment.made", person_id, unit_id, detail)
    return _known_appointment(work, appointment_id)


def _clash(other: Appointment, person: Person) -> Conflict:
    since = text.date_vi(other.valid_from)
    if other.person.id == person.id:
        return Conflict(
            "directory.appointment.already_appointed",
            f"{person.full_name} đã giữ chức vụ {other.position.name} tại đơn vị từ ngày {since}.",
        )
    return Conflict(
        "directory.appointment.other_head",
        f"Đơn vị đang có người đứng đầu là {other.person.full_name} (từ ngày {since}); "
        "vui lòng kết thúc bổ nhiệm đó trước.",
        detail={"appointment_id": other.id},
    )


def end_appointment(work: Work, appointment_id: int, on: date) -> Appointment:
    """End an appointment; `on` is the first day it holds no more.

    What the person is responsible for in the unit ends the same day, unless another appointment
    keeps them there.

    Refuses: directory.appointment.unknown, .ended, directory.period.
    """
    store.take_turn(work)
    before = _known_appointment(work, appointment_id)
    if before.valid_to and before.valid_to <= on:
        raise Conflict(
            "directory.appointment.ended",
            f"Bổ nhiệm này đã kết thúc từ ngày {text.date_vi(before.valid_to)}.",
        )
    check_period(before.valid_from, on)
    store.end_appointment(work, appointment_id, on)
    detail = {"appointment_id": appointment_id, "on": on}
    _write_down(work, "directory.appointment.ended", before.person.id, before.unit_id, detail)
    _end_responsibilities(work, before.person.id, before.unit_id, on)
    return replace(before, valid_to=on)


def _end_responsibilities(work: Work, person_id: int, unit_id: int, on: date) -> None:
    staff = store.staff_on(work.connection, unit_id, on)
    if person_id in {one.person.id for one in staff}:
        return
    for held in store.lasting_responsibilities(work.connection, unit_id, on):
        if held.person.id == person_id:
            end_responsibility(work, held.id, on)


def assign_responsibility(
    work: Work,
    person_id: int,
    unit_id: int,
    kind: ResponsibilityKind,
    on: date,
    *,
    until: date | None = None,
) -> Responsibility:
    """Make a person responsible for something in a unit from a day on.

    Refuses: directory.person.unknown, directory.unit.unknown, directory.responsibility.assigned,
    directory.period.
    """
    check_period(on, until)
    store.take_turn(work)
    person = _known_person(work, person_id)
    until = _within_life(work, unit_id, on, until)
    for held in store.lasting_responsibilities(work.connection, unit_id, on):
        begun = until is None or held.valid_from < until
        if held.person.id == person_id and held.kind == kind and begun:
            raise Conflict(
                "directory.responsibility.assigned",
                f"{person.full_name} đã được giao nhiệm vụ này từ ngày "
                f"{text.date_vi(held.valid_from)}.",
            )
    values = {"person_id": person_id, "unit_id": unit_id, "kind": ResponsibilityKind(kind)}
    values |= {"valid_from": on, "valid_to": until}
    responsibility_id = store.add_responsibility(work, values)
    _write_down(work, "directory.responsibility.assigned", person_id, unit_id, values)
    return _known_responsibility(work, responsibility_id)


def end_responsibility(work: Work, responsibility_id: int, on: date) -> Responsibility:
    """End a responsibility; `on` is the first day it holds no more.

    One taken back by the day it began never held: its row goes, the audit keeps both deeds.

    Refuses: directory.responsibility.unknown, .ended.
    """
    store.take_turn(work)
    held = _known_responsibility(work, responsibility_id)
    if held.valid_to and held.valid_to <= on:
        raise Conflict(
            "directory.responsibility.ended",
            f"Phân công này đã kết thúc từ ngày {text.date_vi(held.valid_to)}.",
        )
    if on > held.valid_from:
        store.end_responsibility(work, responsibility_id, on)
    else:
        store.remove_responsibility(work, responsibility_id)
    detail = {"responsibility_id": responsibility_id, "kind": held.kind, "on": on}
    _write_down(work, "directory.responsibility.ended", held.person.id, held.unit_id, detail)
    return replace(held, valid_to=on)


def _within_life(work: Work, unit_id: int, on: date, until: date | None) -> date | None:
    """Return when something in a unit ends at the latest: with the unit."""
    end = unit(work.connection, unit_id, on).valid_to
    return min(filter(None, (until, end)), default=None)


def _known_appointment(work: Work, appointment_id: int) -> Appointment:
    if found := store.appointment(work.connection, appointment_id):
        return found
    raise NotFound("directory.appointment.unknown", "Không tìm thấy bổ nhiệm này.")


def _known_responsibility(work: Work, responsibility_id: int) -> Responsibility:
    if found := store.responsibility(work.connection, responsibility_id):
        return found
    raise NotFound("directory.responsibility.unknown", "Không tìm thấy phân công này.")


def _write_down(
    work: Work, deed: str, person_id: int, unit_id: int | None, detail: dict[str, Any]
) -> None:
    audit.write(work, deed, subject=("person", person_id), unit_id=unit_id, detail=detail)
