"""Addressees: whom a document can go to, in groups too, and how they are written.

Law: 30/2020/NĐ-CP PL I II.9 (each group of addressees on a line of its own)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import directory
from province.basics import Invalid
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
    rows = []
    for place, one in enumerate(recipients, start=1):
        name = one.name
        if one.unit_id == issuer_id:
            raise _unfit("Cơ quan không gửi văn bản cho chính mình; bản lưu ghi ở mục Lưu.")
        if one.unit_id is not None:
            name = name or living(connection, one.unit_id, day).name
        values = {"unit_id": one.unit_id, "name": name, "direct": one.direct}
        rows.append({"place": place, "status": Status.PLANNED, **values})
    return rows


def living(connection: Connection, unit_id: int, day: date) -> Unit:
    """Return an addressee that exists on a day, or say who took its work over.

    Refuses: documents.recipient.unfit.
    """
    heirs = directory.heirs(connection, unit_id, day)
    if heirs and heirs[0].id == unit_id:
        return heirs[0]
    past = directory.unit_as_of(connection, unit_id, day)
    now = ", ".join(heir.name for heir in heirs) or "không có đơn vị kế thừa"
    raise _unfit(f"{past.name} không còn hoạt động; nơi nhận hiện nay: {now}.")


def _unfit(sentence: str) -> Invalid:
    return Invalid("documents.recipient.unfit", sentence, fields={"recipients": sentence})


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
