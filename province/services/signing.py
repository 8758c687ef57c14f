"""Who signs a result and in whose name, what its number ends in, how a unit names itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import access, directory
from province.basics import Actor
from province.directory import Appointment, Unit, UnitKind
from province.procedures import Definition, Register, ResultKind

_COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD)
_COMMITTEES = (*_COMMUNES, UnitKind.PROVINCE)
_SYMBOLS = {
    ResultKind.PERMIT: "GP",
    ResultKind.CERTIFICATE: "GCN",
    ResultKind.CONFIRMATION: "GXN",
    ResultKind.EXTRACT: "TL",
    ResultKind.DATA_UPDATE: "TB",
}
_PERMITS = {Register.CONSTRUCTION_PERMITS: ("GPXD", "Giấy phép xây dựng")}


def result_symbol(definition: Definition) -> str:
    """Return what the numbers of a procedure's results end in: `GPXD` for building permits."""
    kind = definition.result.kind
    if kind is ResultKind.PERMIT and definition.register in _PERMITS:
        return _PERMITS[definition.register][0]
    return _SYMBOLS[kind]


def result_title(definition: Definition) -> str:
    """Return the heading of a procedure's result: the law's own short name where it has one."""
    if definition.result.kind is ResultKind.PERMIT and definition.register in _PERMITS:
        return _PERMITS[definition.register][1]
    return definition.result.name


def signer_of(connection: Connection, actor: Actor, unit: Unit, day: date) -> dict[str, Any]:
    """Return how an actor signs for a unit: authority and position in capitals, and the name.

    Law: 30/2020/NĐ-CP Đ13 (TM., KT., TL.)
    """
    appointment = _appointment_of(connection, actor, unit, day)
    head = directory.head_on(connection, unit.id, day)
    return {"lines": signature_lines(unit, appointment, head), "name": actor.name}


def signature_lines(
    unit: Unit, appointment: Appointment | None, head: Appointment | None
) -> list[str]:
    """Return the lines above a signature, in the order they stand."""
    lines = ["TM. Ủy ban nhân dân"] if unit.kind in _COMMITTEES else []
    if appointment is None:
        return [*lines, "Người ký duyệt"]
    position = appointment.position.name
    if appointment.is_head:
        return [*lines, position]
    for_whom = head.position.name if head else "Thủ trưởng"
    if position.lower().startswith("phó "):
        return [*lines, f"KT. {for_whom}", position]
    return [f"TL. {for_whom}", position]


def _appointment_of(
    connection: Connection, actor: Actor, unit: Unit, day: date
) -> Appointment | None:
    account = actor.account_id and access.account(connection, actor.account_id)
    if not account or account.person_id is None:
        return None
    held = directory.appointments_of(connection, account.person_id, day)
    own: Sequence[Appointment] = [one for one in held if one.unit_id == unit.id]
    return next((one for one in own if one.is_head), own[0] if own else None)


def official_name(unit: Unit) -> str:
    """Return the name a unit issues documents under: communes do as their committee."""
    if unit.kind in _COMMUNES and not unit.name.lower().startswith("ủy ban"):
        return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"
    return unit.name


def governing_name(connection: Connection, unit: Unit) -> str | None:
    """Return the body above a unit as its letterhead names it; committees name none."""
    if unit.kind in _COMMITTEES or unit.parent_id is None:
        return None
    return official_name(directory.unit(connection, unit.parent_id))


def place_of(connection: Connection, unit: Unit) -> str:
    """Return the place a unit dates its documents at: its commune's or its province's name."""
    top = unit
    while top.kind not in _COMMITTEES and top.parent_id is not None:
        top = directory.unit(connection, top.parent_id)
    name = official_name(top).removeprefix("Ủy ban nhân dân ")
    for kind in ("tỉnh ", "thành phố ", "phường ", "xã ", "đặc khu "):
        name = name.removeprefix(kind)
    return name
