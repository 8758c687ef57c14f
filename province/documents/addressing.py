"""Addressees: whom a document can go to, in groups too, and how they are written.

Law: 30/2020/NĐ-CP PL I II.9 (each group of addressees on a line of its own)
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import directory
from province.basics import Invalid, NotFound, text
from province.directory import Unit, UnitKind
from province.documents.forms import Recipient
from province.documents.model import Status

_GROUPS = (
    ("cac-so", "Các sở, ban, ngành tỉnh", (UnitKind.DEPARTMENT,)),
    ("cac-xa-phuong", "Ủy ban nhân dân các xã, phường", (UnitKind.COMMUNE, UnitKind.WARD)),
    ("nganh-doc", "Các cơ quan ngành dọc trên địa bàn", (UnitKind.AGENCY,)),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Units addressed together."""

    code: str
    name: str
    unit_ids: frozenset[int]


def groups(connection: Connection, day: date) -> list[Group]:
    """Return the groups of a day that have at least two units."""
    units = directory.units_on(connection, day)
    found = [
        Group(code, name, frozenset(one.id for one in units if one.kind in kinds))
        for code, name, kinds in _GROUPS
    ]
    return [group for group in found if len(group.unit_ids) > 1]


def addressees(
    connection: Connection, issuer_id: int, recipients: Sequence[Recipient], day: date
) -> list[dict[str, Any]]:
    """Return the addressees of a draft as they are kept: units alive on a day, or names.

    Refuses: documents.recipient.unfit.
    """
    if any(one.unit_id == issuer_id for one in recipients):
        raise _unfit("Cơ quan không gửi văn bản cho chính mình; bản lưu ghi ở mục Lưu.")
    inside = [one.unit_id for one in recipients if one.unit_id is not None]
    names: dict[int | None, str] = {
        unit_id: unit.name for unit_id, unit in living(connection, inside, day).items()
    }
    return [
        {
            "place": place,
            "status": Status.PLANNED,
            "unit_id": one.unit_id,
            "name": one.name or names[one.unit_id],
            "direct": one.direct,
        }
        for place, one in enumerate(recipients, start=1)
    ]


def living(connection: Connection, unit_ids: Iterable[int], day: date) -> dict[int, Unit]:
    """Return the units of a day by id; the addressees asked for are among them.

    Refuses: documents.recipient.unfit, with who took over the work of each that has ended.
    """
    alive = {unit.id: unit for unit in directory.units_on(connection, day)}
    gone = [_gone(connection, one, day) for one in unit_ids if one not in alive]
    if gone:
        raise _unfit(" ".join(gone))
    return alive


def _gone(connection: Connection, unit_id: int, day: date) -> str:
    try:
        past = directory.unit_as_of(connection, unit_id, day)
    except NotFound:
        return f"Không có cơ quan nhận nào mang số “{unit_id}”."
    heirs = directory.heirs(connection, unit_id, day)
    now = ", ".join(heir.name for heir in heirs) or "không có đơn vị kế thừa"
    return f"{past.name} không còn hoạt động; nơi nhận hiện nay: {now}."


def _unfit(sentence: str) -> Invalid:
    return Invalid("documents.recipient.unfit", sentence, fields={"recipients": sentence})


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a drafter chose: groups and units ticked, and names typed."""

    groups: Collection[str] = ()  # codes
    unit_ids: Collection[int] = ()
    to_act: Sequence[str] = ()  # Kính gửi
    to_know: Sequence[str] = ()  # only listed under Nơi nhận


def addressed(
    connection: Connection, issuer_id: int, choice: Choice, day: date
) -> tuple[Recipient, ...]:
    """Return the addressees a drafter chose: units in official order, then the names typed.

    A name that is one of our units' is that unit; a group is all its units but the issuer.

    Refuses: documents.recipient.unknown, for ticked units that are not there (any more).
    """
    units = directory.units_on(connection, day)
    alive = {unit.id for unit in units}
    gone = [_gone(connection, one, day) for one in sorted(choice.unit_ids) if one not in alive]
    if gone:
        sentence = " ".join([*gone, "Hãy bỏ chọn rồi lưu lại; những gì đã nhập vẫn còn."])
        raise Invalid("documents.recipient.unknown", sentence, fields={"unit_ids": sentence})
    ticked = set(choice.unit_ids)
    for group in groups(connection, day):
        if group.code in choice.groups:
            ticked |= group.unit_ids - {issuer_id}
    known = _by_name(units)
    named = [(name, True) for name in choice.to_act] + [(name, False) for name in choice.to_know]
    return (
        *(Recipient(unit.name, unit.id) for unit in units if unit.id in ticked),
        *(Recipient(name, known.get(text.fold(name)), direct) for name, direct in named),
    )


def names_outside(units: Iterable[Unit], names: Iterable[str]) -> list[str]:
    """Return those of some names that are no unit's: they are written to by hand or post."""
    known = _by_name(units)
    return [name for name in names if text.fold(name) not in known]


def _by_name(units: Iterable[Unit]) -> dict[str, int]:
    """Return units by what they are called, in whatever case and with or without accents."""
    named = ((name, unit.id) for unit in units for name in (unit.short_name, unit.name))
    return {text.fold(name): unit_id for name, unit_id in named if name}


def in_words(
    recipients: Sequence[Row[Any]], groups: Collection[Group], issuer_id: int
) -> list[str]:
    """Return the lines of Nơi nhận: a whole group by its name, anybody else by their own."""
    named = {one.unit_id for one in recipients}
    whole = [group for group in groups if group.unit_ids - {issuer_id} <= named]
    lines: list[str] = []
    for one in recipients:
        group = next((group for group in whole if one.unit_id in group.unit_ids), None)
        line = group.name if group else one.name
        if line not in lines:
            lines.append(line)
    return lines
