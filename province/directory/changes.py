"""Changing units: what decisions on organisation do to the directory.

These functions do not ask whether the actor may: the directory stands below access. The checked
actions people reach are thin ones in `province.access`. Everything else an action does is here:
is it right, does the world agree, do it, write it down.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from province import audit
from province.basics import Conflict, Invalid, NotFound, text
from province.directory import store
from province.directory.lookup import last_known, unit
from province.directory.model import Appointment, Succession, Unit, UnitFacts, check_period
from province.storage import Work

NOTE_CHARACTERS_MOST = 300


def open_unit(
    work: Work,
    facts: UnitFacts,
    on: date,
    *,
    until: date | None = None,
) -> Unit:
    """Open a unit from a day on; `until` is for units of the past, the first day they are no more.

    Refuses: directory.unit.facts, .code_taken, .parent, directory.period.
    """
    facts = facts.tidied()
    check_period(on, until)
    store.take_turn(work)
    _check_code(work, facts, None, on, until)
    _check_parent(work, facts, None, on, until)
    unit_id = store.add_unit(work, on, until)
    store.add_version(work, unit_id, facts, on, until)
    detail = {"on": on, "until": until, **asdict(facts)}
    _write_down(work, "directory.unit.opened", unit_id, detail)
    return last_known(work.connection, unit_id)


def change_unit(work: Work, unit_id: int, facts: UnitFacts, on: date) -> Unit:
    """Let other facts hold of a unit from a day on; the ones before stay readable.

    On the very day the present facts began this is a correction and leaves no old version; the
    audit keeps it.

    Refuses: directory.unit.facts, .unknown, .closed, .changed_since, .code_taken, .parent.
    """
    facts = facts.tidied()
    store.take_turn(work)
    before = _living(work, unit_id, on)
    if before.facts == facts:
        return before
    _check_code(work, facts, unit_id, on, before.valid_to)
    _check_parent(work, facts, unit_id, on, before.valid_to)
    if before.since == on:
        store.correct_version(work, unit_id, on, facts)
    else:
        store.close_version(work, unit_id, on)
        store.add_version(work, unit_id, facts, on, before.until)
    old, new = asdict(before.facts), asdict(facts)
    changed = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    detail = {"on": on, "changed": changed}
    _write_down(work, "directory.unit.changed", unit_id, detail)
    return last_known(work.connection, unit_id)


def merge_units(
    work: Work,
    unit_ids: Sequence[int],
    into: UnitFacts | int,
    on: date,
    *,
    note: str,
    staff_follow: bool = True,
) -> Unit:
    """Merge units into a new one or into one that goes on; what is under them follows.

    With `staff_follow` everybody keeps the position, in the successor; heads become ordinary
    until one is appointed. A unit that goes on is not among `unit_ids`.

    Refuses: as open_unit and abolish_unit.
    """
    return _succeed(work, unit_ids, [into], on, note, staff_follow=staff_follow)[0]


def split_unit(
    work: Work, unit_id: int, into: Sequence[UnitFacts | int], on: date, *, note: str
) -> list[Unit]:
    """Split a unit into others, new or going on; its staff is appointed anew by hand.

    Refuses: as open_unit and abolish_unit.
    """
    return _succeed(work, [unit_id], into, on, note)


def abolish_unit(
    work: Work, unit_id: int, on: date, *, note: str, successor_ids: Sequence[int] = ()
) -> None:
    """End a unit; `on` is the first day it is no more. Its appointments end with it.

    Refuses: directory.unit.unknown, .closed, .changed_since, .has_children, .own_successor,
    .staff_to_come.
    """
    _succeed(work, [unit_id], successor_ids, on, note)


def _succeed(
    work: Work,
    unit_ids: Sequence[int],
    into: Sequence[UnitFacts | int],
    on: date,
    note: str,
    *,
    staff_follow: bool = False,
) -> list[Unit]:
    note = text.clean_line(note, characters_most=NOTE_CHARACTERS_MOST)
    store.take_turn(work)
    ending = [_living(work, unit_id, on) for unit_id in dict.fromkeys(unit_ids)]
    going_on = [_living(work, one, on) for one in into if isinstance(one, int)]
    _check_succession(ending, going_on, on)
    children = _children_outside(work, ending, on)
    if children and len(into) != 1:
        raise Conflict(
            "directory.unit.has_children",
            "Đơn vị còn đơn vị trực thuộc: " + ", ".join(child.name for child in children) + ". "
            "Vui lòng chuyển hoặc giải thể các đơn vị này trước; chưa có gì thay đổi.",
        )
    leaving = [one for old in ending for one in _close(work, old, on)]
    heirs = [
        last_known(work.connection, one) if isinstance(one, int) else open_unit(work, one, on)
        for one in into
    ]
    for child in children:
        change_unit(work, child.id, replace(child.facts, parent_id=heirs[0].id), on)
    moved = _move_staff(work, leaving, heirs[0].id, on) if staff_follow else 0
    detail = {"on": on, "note": note, "successors": [heir.id for heir in heirs], "moved": moved}
    for old in ending:
        for heir in heirs:
            store.add_succession(work, Succession(old.id, heir.id, on, note))
        _write_down(work, "directory.unit.closed", old.id, detail)
    return heirs


def _check_succession(ending: list[Unit], going_on: list[Unit], on: date) -> None:
    if {one.id for one in ending} & {one.id for one in going_on}:
        raise Invalid(
            "directory.unit.own_successor",
            "Đơn vị kết thúc hoạt động không thể là đơn vị kế thừa của chính nó.",
        )
    for one in ending:
        if one.since == on:
            raise Conflict(
                "directory.unit.changed_since",
                f"{one.name} có thay đổi hiệu lực từ chính ngày {text.date_vi(on)}; "
                "vui lòng chọn ngày kết thúc muộn hơn.",
            )


def _children_outside(work: Work, ending: list[Unit], on: date) -> list[Unit]:
    ended = {one.id for one in ending}
    children = [c for one in ending for c in store.lasting_children(work.connection, one.id, on)]
    return [child for child in children if child.id not in ended]


def _close(work: Work, old: Unit, on: date) -> list[Appointment]:
    """End a unit with its appointments and responsibilities; return the appointments ended."""
    leaving = store.lasting_appointments(work.connection, old.id, on)
    duties = store.lasting_responsibilities(work.connection, old.id, on)
    begun = [one.valid_from for one in leaving] + [duty.valid_from for duty in duties]
    if max(begun, default=date.min) >= on:
        raise Conflict(
            "directory.unit.staff_to_come",
            f"{old.name} có bổ nhiệm hoặc phân công bắt đầu từ ngày {text.date_vi(on)} trở đi; "
            "vui lòng kết thúc các bổ nhiệm, phân công đó trước.",
        )
    for one in leaving:
        store.end_appointment(work, one.id, on)
    for duty in duties:
        store.end_responsibility(work, duty.id, on)
    store.close_version(work, old.id, on)
    store.close_unit(work, old.id, on)
    return leaving


def _move_staff(work: Work, leaving: list[Appointment], unit_id: int, on: date) -> int:
    moved = set()
    for one in leaving:
        place = (one.person.id, one.position.id)
        if place not in moved and not _clashes(work, one.person.id, unit_id, one.position.id, on):
            moved.add(place)
            store.add_appointment(work, _moved(one, unit_id, on))
    return len(moved)


def _clashes(work: Work, person_id: int, unit_id: int, position_id: int, on: date) -> bool:
    return bool(
        store.clashing_appointments(
            work.connection,
            unit_id=unit_id,
            person_id=person_id,
            position_id=position_id,
            is_head=False,
            start=on,
            end=None,
        )
    )


def _moved(one: Appointment, unit_id: int, on: date) -> dict[str, Any]:
    return {
        "person_id": one.person.id,
        "unit_id": unit_id,
        "position_id": one.position.id,
        "is_head": False,
        "order": one.order,
        "valid_from": on,
        "valid_to": one.valid_to,
    }


def _living(work: Work, unit_id: int, on: date) -> Unit:
    """Return a unit as it is last, if it lives on a day and nothing changes after that day."""
    last = last_known(work.connection, unit_id)
    if last.valid_to and on >= last.valid_to:
        raise Conflict(
            "directory.unit.closed",
            f"{last.name} đã kết thúc hoạt động từ ngày {text.date_vi(last.valid_to)}.",
            detail={"closed_on": last.valid_to.isoformat()},
        )
    if on < last.since:
        raise Conflict(
            "directory.unit.changed_since",
            f"{last.name} đã có thay đổi hiệu lực từ ngày {text.date_vi(last.since)}; "
            "vui lòng chọn từ ngày đó trở đi.",
            detail={"changed_on": last.since.isoformat()},
        )
    return last


def _check_code(
    work: Work, facts: UnitFacts, unit_id: int | None, start: date, end: date | None
) -> None:
    if facts.code is None:
        return
    for other in store.units_with_code(work.connection, facts.code):
        begun_by_then = end is None or other.since < end
        if other.id != unit_id and begun_by_then and (not other.until or other.until > start):
            raise Conflict(
                "directory.unit.code_taken",
                f"Mã định danh {facts.code} đang thuộc về {other.name}.",
                fields={"code": f"Mã này đang thuộc về {other.name}."},
                detail={"unit_id": other.id},
            )


def _check_parent(
    work: Work, facts: UnitFacts, unit_id: int | None, start: date, end: date | None
) -> None:
    if facts.parent_id is None:
        return
    try:
        parent = unit(work.connection, facts.parent_id, start)
        fits = parent.valid_to is None or (end is not None and end <= parent.valid_to)
    except NotFound:
        fits = False
    if not fits or (unit_id is not None and _loops(work, unit_id, facts.parent_id, start, end)):
        sentence = "Cơ quan cấp trên phải đang hoạt động và không nằm dưới chính đơn vị này."
        raise Invalid("directory.unit.parent", sentence, fields={"parent_id": sentence})


def _loops(work: Work, unit_id: int, parent_id: int, start: date, end: date | None) -> bool:
    """Tell whether a parent is, or is to come, below a unit on any day it would be its parent."""
    days = [start, *store.days_of_change(work.connection, start, end)]
    return any(unit_id in (parent_id, *store.above(work.connection, parent_id, on)) for on in days)


def _write_down(work: Work, deed: str, unit_id: int, detail: dict[str, Any]) -> None:
    audit.write(work, deed, subject=("unit", unit_id), unit_id=unit_id, detail=detail)
