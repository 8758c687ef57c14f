"""Who signs for a unit, and in whose name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import directory, identity
from province.basics import Actor
from province.directory import Appointment, Unit
from province.signing.naming import COMMITTEES


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
    lines = ["TM. Ủy ban nhân dân"] if unit.kind in COMMITTEES else []
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
    account = actor.account_id and identity.account(connection, actor.account_id)
    if not account or account.person_id is None:
        return None
    held = directory.appointments_of(connection, account.person_id, day)
    own: Sequence[Appointment] = [one for one in held if one.unit_id == unit.id]
    return next((one for one in own if one.is_head), own[0] if own else None)
