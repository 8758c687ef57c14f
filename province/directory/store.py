"""The directory's statements. Reads of a state take the day it was so."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from province.basics import text
from province.directory.model import (
    Appointment,
    Confidence,
    Person,
    Position,
    Responsibility,
    ResponsibilityKind,
    Succession,
    Unit,
    UnitFacts,
    UnitKind,
)
from province.directory.tables import (
    appointments,
    people,
    positions,
    responsibilities,
    unit_successions,
    unit_versions,
    units,
)
from province.storage import Work

FOUND_MOST = 50
_FACTS = [field.name for field in fields(UnitFacts)]


def _valid(table: FromClause, day: date) -> ColumnElement[bool]:
    return (table.c.valid_from <= day) & _lasting(table, day)


def _lasting(table: FromClause, day: date) -> ColumnElement[bool]:
    return or_(table.c.valid_to.is_(None), table.c.valid_to > day)


def _overlapping(table: FromClause, start: date, end: date | None) -> ColumnElement[bool]:
    begun = table.c.valid_from < end if end else table.c.valid_from.is_not(None)
    return begun & _lasting(table, start)


def _add(work: Work, table: Table, values: Mapping[str, Any]) -> int:
    added = work.execute(insert(table).values(**values).returning(table.c.id))
    return int(added.scalar_one())


# Units


def _units() -> Select[Any]:
    version = unit_versions.c
    return select(
        *(version[name] for name in _FACTS),
        units.c.id,
        units.c.valid_from,
        units.c.valid_to,
        version.valid_from.label("since"),
        version.valid_to.label("until"),
    ).join_from(units, unit_versions, version.unit_id == units.c.id)


def _unit(row: Row[Any]) -> Unit:
    values = dict(row._mapping)
    return Unit(**values | {"kind": UnitKind(row.kind), "confidence": Confidence(row.confidence)})


def _in_order(found: list[Unit]) -> list[Unit]:
    return sorted(found, key=lambda unit: (unit.order, text.word_sort_key(unit.name), unit.id))


def unit_versions_of(connection: Connection, unit_id: int) -> list[Unit]:
    """Return all that was ever said of a unit, newest first."""
    statement = _units().where(units.c.id == unit_id)
    rows = connection.execute(statement.order_by(unit_versions.c.valid_from.desc()))
    return [_unit(row) for row in rows]


def units_with_code(connection: Connection, code: str) -> list[Unit]:
    """Return every version of every unit that bore a code, newest first."""
    statement = _units().where(unit_versions.c.code == code)
    rows = connection.execute(statement.order_by(unit_versions.c.valid_from.desc()))
    return [_unit(row) for row in rows]


def units_on(connection: Connection, day: date) -> list[Unit]:
    """Return the units of a day in official order: by their place, then by name."""
    statement = _units().where(_valid(units, day), _valid(unit_versions, day))
    return _in_order([_unit(row) for row in connection.execute(statement)])


def children(connection: Connection, parent_id: int, day: date) -> list[Unit]:
    """Return the units right below another on a day, in official order."""
    statement = _units().where(
        _valid(units, day), _valid(unit_versions, day), unit_versions.c.parent_id == parent_id
    )
    return _in_order([_unit(row) for row in connection.execute(statement)])


def lasting_children(connection: Connection, parent_id: int, day: date) -> list[Unit]:
    """Return the units that are, or will be, below another on a day or after it."""
    statement = _units().where(
        _lasting(units, day), _lasting(unit_versions, day), unit_versions.c.parent_id == parent_id
    )
    return _in_order([_unit(row) for row in connection.execute(statement)])


def below(connection: Connection, unit_id: int, day: date) -> set[int]:
    """Return a unit and all units under it on a day, at any depth."""
    child = unit_versions.alias()
    tree = select(units.c.id).where(units.c.id == unit_id).cte(recursive=True)
    tree = tree.union(
        select(child.c.unit_id).join(tree, child.c.parent_id == tree.c.id).where(_valid(child, day))
    )
    return set(connection.execute(select(tree.c.id)).scalars())


def above(connection: Connection, unit_id: int, day: date) -> list[int]:
    """Return the units over a unit on a day, the nearest first."""
    upper = unit_versions.alias()
    this = (unit_versions.c.unit_id == unit_id) & _valid(unit_versions, day)
    steps = select(unit_versions.c.unit_id, unit_versions.c.parent_id).where(this)
    chain = steps.cte(recursive=True)
    chain = chain.union(  # a step seen before is not taken again: no circle holds it up
        select(upper.c.unit_id, upper.c.parent_id)
        .join(chain, upper.c.unit_id == chain.c.parent_id)
        .where(_valid(upper, day))
    )
    parents = {row.unit_id: row.parent_id for row in connection.execute(select(chain))}
    found: list[int] = []
    parent_id = parents.get(unit_id)
    while parent_id is not None and parent_id not in found:
        found.append(parent_id)
        parent_id = parents.get(parent_id)
    return found


def days_of_change(connection: Connection, after: date, end: date | None) -> list[date]:
    """Return the days after one, and before an end, from which something else holds of a unit."""
    since = unit_versions.c.valid_from
    statement = select(since).where(since > after).distinct()
    if end is not None:
        statement = statement.where(since < end)
    return list(connection.execute(statement.order_by(since)).scalars())


def search_units(
    connection: Connection, words: str, day: date, most: int = FOUND_MOST
) -> list[Unit]:
    """Return units of a day whose names, abbreviation or code have all the words, any accents."""
    statement = _units().where(
        _valid(units, day), _valid(unit_versions, day), *_holding(unit_versions.c.fold_key, words)
    )
    return _in_order([_unit(row) for row in connection.execute(statement)])[:most]


def _holding(fold_key: ColumnElement[str], words: str) -> list[ColumnElement[bool]]:
    return [fold_key.contains(word, autoescape=True) for word in text.fold(words).split()]


def take_turn(work: Work) -> None:
    """Wait until nobody else changes the directory: the first unit's row is the gate.

    What is checked after it still holds when it is written. One gate, because changes are few and
    a merger or an import touches many units: no two of them can wait for each other.
    """
    work.execute(select(units.c.id).order_by(units.c.id).limit(1).with_for_update())


def add_unit(work: Work, start: date, end: date | None) -> int:
    """Add a unit's life; return its id."""
    return _add(work, units, {"valid_from": start, "valid_to": end})


def add_version(
    work: Work, unit_id: int, facts: UnitFacts, start: date, end: date | None = None
) -> None:
    """Say something of a unit from a day on."""
    period = {"unit_id": unit_id, "valid_from": start, "valid_to": end}
    work.execute(insert(unit_versions).values(_fact_values(facts) | period))


def correct_version(work: Work, unit_id: int, since: date, facts: UnitFacts) -> None:
    """Put right what was said of a unit from a day on."""
    this = (unit_versions.c.unit_id == unit_id) & (unit_versions.c.valid_from == since)
    work.execute(update(unit_versions).where(this).values(_fact_values(facts)))


def _fact_values(facts: UnitFacts) -> dict[str, Any]:
    searched = (facts.name, facts.short_name, facts.abbreviation, facts.code or "")
    return {name: getattr(facts, name) for name in _FACTS} | {
        "fold_key": text.fold(" ".join(searched))
    }


def close_version(work: Work, unit_id: int, on: date) -> None:
    """End what is said of a unit now."""
    this = (unit_versions.c.unit_id == unit_id) & _lasting(unit_versions, on)
    work.execute(update(unit_versions).where(this).values(valid_to=on))


def close_unit(work: Work, unit_id: int, on: date) -> None:
    """End a unit's life."""
    work.execute(update(units).where(units.c.id == unit_id).values(valid_to=on))


def add_succession(work: Work, succession: Succession) -> None:
    """Write down where the work of a unit went."""
    work.execute(
        insert(unit_successions).values(
            predecessor_id=succession.predecessor_id,
            successor_id=succession.successor_id,
            on=succession.on,
            note=succession.note,
        )
    )


def successions_from(connection: Connection, unit_ids: Collection[int]) -> list[Succession]:
    """Return the links to the successors of units, oldest first."""
    link = unit_successions.c
    return _successions(connection, link.predecessor_id.in_(unit_ids))


def successions_to(connection: Connection, unit_ids: Collection[int]) -> list[Succession]:
    """Return the links from the predecessors of units, oldest first."""
    return _successions(connection, unit_successions.c.successor_id.in_(unit_ids))


def _successions(connection: Connection, which: ColumnElement[bool]) -> list[Succession]:
    link = unit_successions.c
    statement = select(unit_successions).where(which)
    rows = connection.execute(statement.order_by(link.on, link.predecessor_id, link.successor_id))
    return [Succession(**row._mapping) for row in rows]


# Positions and people


def all_positions(connection: Connection) -> list[Position]:
    """Return all positions by rank, then by name."""
    found = [Position(**row._mapping) for row in connection.execute(select(positions))]
    return sorted(found, key=lambda p: (p.order, text.word_sort_key(p.name)))


def position(connection: Connection, position_id: int) -> Position | None:
    """Return one position."""
    statement = select(positions).where(positions.c.id == position_id)
    row = connection.execute(statement).one_or_none()
    return Position(**row._mapping) if row else None


def position_named(connection: Connection, name: str) -> Position | None:
    """Return the position of a name."""
    row = connection.execute(select(positions).where(positions.c.name == name)).one_or_none()
    return Position(**row._mapping) if row else None


def add_position(work: Work, name: str, order: int) -> int:
    """Add a position; return its id."""
    return _add(work, positions, {"name": name, "order": order})


_PERSON = ("id", "full_name", "email_local", "phone", "work_number")


def _person(row: Row[Any], prefix: str = "") -> Person:
    return Person(**{name: row._mapping[prefix + name] for name in _PERSON})


def person(connection: Connection, person_id: int) -> Person | None:
    """Return one person."""
    row = connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
    return _person(row) if row else None


def person_with(
    connection: Connection, *, email_local: str | None = None, work_number: str | None = None
) -> Person | None:
    """Return the person who has a mailbox name or a work number."""
    which = people.c.email_local == email_local
    if email_local is None:
        which = people.c.work_number == work_number
    row = connection.execute(select(people).where(which)).one_or_none()
    return _person(row) if row else None


def all_people(connection: Connection) -> list[Person]:
    """Return everybody, by given name."""
    statement = select(people).order_by(people.c.sort_key, people.c.id)
    return [_person(row) for row in connection.execute(statement)]


def search_people(
    connection: Connection, words: str, most: int = FOUND_MOST, *, skip: int = 0
) -> list[Person]:
    """Return people whose name, mailbox or number has all the words, any accents, by given name."""
    statement = select(people).where(*_holding(people.c.fold_key, words))
    ordered = statement.order_by(people.c.sort_key, people.c.id)
    return [_person(row) for row in connection.execute(ordered.offset(skip).limit(most))]


def count_people(connection: Connection, words: str) -> int:
    """Count the people `search_people` finds."""
    statement = select(func.count()).select_from(people)
    found = statement.where(*_holding(people.c.fold_key, words))
    return int(connection.execute(found).scalar_one())


def add_person(work: Work, values: Mapping[str, Any]) -> int:
    """Add a person; return the id."""
    return _add(work, people, _with_keys(values))


def change_person(work: Work, person_id: int, values: Mapping[str, Any]) -> None:
    """Change what is kept of a person."""
    work.execute(update(people).where(people.c.id == person_id).values(_with_keys(values)))


def _with_keys(values: Mapping[str, Any]) -> dict[str, Any]:
    searched = (values["full_name"], values["email_local"] or "", values["work_number"] or "")
    return {
        **values,
        "sort_key": text.name_sort_key(values["full_name"]),
        "fold_key": text.fold(" ".join(searched)),
    }


# Appointments


def _appointments() -> Select[Any]:
    return (
        select(
            appointments,
            *(people.c[name].label(f"person_{name}") for name in _PERSON if name != "id"),
            positions.c.name.label("position_name"),
            positions.c.order.label("position_order"),
        )
        .join(people, people.c.id == appointments.c.person_id)
        .join(positions, positions.c.id == appointments.c.position_id)
        .order_by(people.c.sort_key, people.c.id, appointments.c.valid_from, appointments.c.id)
    )


def _appointment(row: Row[Any]) -> Appointment:
    return Appointment(
        id=row.id,
        person=_person(row, "person_"),
        unit_id=row.unit_id,
        position=Position(row.position_id, row.position_name, row.position_order),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_head=row.is_head,
        order=row.order,
    )


def _appointed(connection: Connection, *which: ColumnElement[bool]) -> list[Appointment]:
    return [_appointment(row) for row in connection.execute(_appointments().where(*which))]


def appointment(connection: Connection, appointment_id: int) -> Appointment | None:
    """Return one appointment."""
    found = _appointed(connection, appointments.c.id == appointment_id)
    return found[0] if found else None


def staff_on(connection: Connection, unit_id: int, day: date) -> list[Appointment]:
    """Return who works in a unit on a day, by given name as official lists do."""
    return _appointed(connection, appointments.c.unit_id == unit_id, _valid(appointments, day))


def heads_on(connection: Connection, day: date) -> dict[int, Appointment]:
    """Return the head of each unit on a day, by unit."""
    found = _appointed(connection, appointments.c.is_head, _valid(appointments, day))
    return {head.unit_id: head for head in found}


def head_on(connection: Connection, unit_id: int, day: date) -> Appointment | None:
    """Return the head of a unit on a day."""
    found = _appointed(
        connection,
        appointments.c.unit_id == unit_id,
        appointments.c.is_head,
        _valid(appointments, day),
    )
    return found[0] if found else None


def appointments_of(
    connection: Connection, person_id: int, day: date | None = None
) -> list[Appointment]:
    """Return a person's appointments, on a day or in a whole career, oldest first."""
    which = [appointments.c.person_id == person_id]
    if day is not None:
        which.append(_valid(appointments, day))
    return _appointed(connection, *which)


def all_appointments(connection: Connection, day: date) -> list[Appointment]:
    """Return every appointment of a day, by given name."""
    return _appointed(connection, _valid(appointments, day))


def clashing_appointments(
    connection: Connection,
    *,
    unit_id: int,
    person_id: int,
    position_id: int,
    is_head: bool,
    start: date,
    end: date | None,
) -> list[Appointment]:
    """Return what stands against an appointment: the same one, or another head, in its period."""
    same = (appointments.c.person_id == person_id) & (appointments.c.position_id == position_id)
    return _appointed(
        connection,
        appointments.c.unit_id == unit_id,
        or_(same, appointments.c.is_head) if is_head else same,
        _overlapping(appointments, start, end),
    )


def lasting_appointments(connection: Connection, unit_id: int, day: date) -> list[Appointment]:
    """Return the appointments in a unit that hold on a day or begin after it."""
    return _appointed(connection, appointments.c.unit_id == unit_id, _lasting(appointments, day))


def add_appointment(work: Work, values: Mapping[str, Any]) -> int:
    """Add an appointment; return its id."""
    return _add(work, appointments, values)


def end_appointment(work: Work, appointment_id: int, on: date) -> None:
    """End an appointment."""
    this = appointments.c.id == appointment_id
    work.execute(update(appointments).where(this).values(valid_to=on))


# Responsibilities


def _responsible(connection: Connection, *which: ColumnElement[bool]) -> list[Responsibility]:
    statement = (
        select(
            responsibilities,
            *(people.c[name].label(f"person_{name}") for name in _PERSON if name != "id"),
        )
        .join(people, people.c.id == responsibilities.c.person_id)
        .where(*which)
        .order_by(people.c.sort_key, people.c.id, responsibilities.c.id)
    )
    return [
        Responsibility(
            id=row.id,
            person=_person(row, "person_"),
            unit_id=row.unit_id,
            kind=ResponsibilityKind(row.kind),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in connection.execute(statement)
    ]


def responsibility(connection: Connection, responsibility_id: int) -> Responsibility | None:
    """Return one responsibility."""
    found = _responsible(connection, responsibilities.c.id == responsibility_id)
    return found[0] if found else None


def responsibilities_on(connection: Connection, unit_id: int, day: date) -> list[Responsibility]:
    """Return who is responsible for what in a unit on a day, by given name."""
    return _responsible(
        connection, responsibilities.c.unit_id == unit_id, _valid(responsibilities, day)
    )


def responsible_on(
    connection: Connection, unit_id: int, kind: ResponsibilityKind, day: date
) -> list[Person]:
    """Return the people with one responsibility in a unit on a day, by given name."""
    found = _responsible(
        connection,
        responsibilities.c.unit_id == unit_id,
        responsibilities.c.kind == kind,
        _valid(responsibilities, day),
    )
    return [one.person for one in found]


def lasting_responsibilities(
    connection: Connection, unit_id: int, day: date
) -> list[Responsibility]:
    """Return the responsibilities in a unit that hold on a day or begin after it."""
    return _responsible(
        connection, responsibilities.c.unit_id == unit_id, _lasting(responsibilities, day)
    )


def add_responsibility(work: Work, values: Mapping[str, Any]) -> int:
    """Add a responsibility; return its id."""
    return _add(work, responsibilities, values)


def end_responsibility(work: Work, responsibility_id: int, on: date) -> None:
    """End a responsibility."""
    this = responsibilities.c.id == responsibility_id
    work.execute(update(responsibilities).where(this).values(valid_to=on))


def remove_responsibility(work: Work, responsibility_id: int) -> None:
    """Remove a responsibility that holds on no day."""
    work.execute(delete(responsibilities).where(responsibilities.c.id == responsibility_id))
