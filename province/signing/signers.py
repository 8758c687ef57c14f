"""Who signs for a unit, and in whose name.

Law: 30/2020/NĐ-CP Đ13 (TM., KT., TL.)
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from province import directory, identity
from province.basics import Actor
from province.directory import Appointment, Unit
from province.signing.naming import COMMITTEE, COMMITTEES
from province.signing.signature import Authority, Signature

_OPEN_HEAD = "Thủ trưởng"  # whom a deputy signs for while nobody is appointed


def signer_of(connection: Connection, actor: Actor, unit: Unit, day: date) -> dict[str, Any]:
    """Return how an actor signs for a unit: authority and position in capitals, and the name."""
    held = [one for one in _held(connection, actor, day) if one.unit_id == unit.id]
    head = directory.head_on(connection, unit.id, day)
    return {"lines": signature_lines(unit, _first(held), head), "name": actor.name}


def signature_lines(
    unit: Unit, appointment: Appointment | None, head: Appointment | None
) -> list[str]:
    """Return the lines above a signature, in the order they stand."""
    if appointment is None:
        lines = [f"TM. {COMMITTEE}"] if unit.kind in COMMITTEES else []
        return [*lines, "Người ký duyệt"]
    return signature_by(unit, appointment, head.position.name if head else _OPEN_HEAD).lines()


def suggested(connection: Connection, actor: Actor, unit: Unit, day: date) -> Signature:
    """Return a signature as an actor's appointments of a day have it, for the actor to look over.

    What no appointment tells is left empty. Who is appointed elsewhere signs on the head's order:
    a chief of office does.
    """
    held = _held(connection, actor, day)
    here = _first([one for one in held if one.unit_id == unit.id])
    head = directory.head_on(connection, unit.id, day)
    return signature_by(unit, here or _first(held), head.position.name if head else "")


def signature_by(unit: Unit, appointment: Appointment | None, head: str) -> Signature:
    """Return the signature an appointment gives the right to at a unit; `head`: their position.

    A head signs alone or for the committee, a deputy for the head, anybody else by order.
    """
    position = appointment.position.name if appointment else ""
    if appointment is None or appointment.unit_id != unit.id:
        return Signature(position, Authority.TL, head=head)
    collective = COMMITTEE if unit.kind in COMMITTEES else ""
    if appointment.is_head:
        return Signature(position, Authority.TM if collective else Authority.HEAD, collective)
    if position.lower().startswith("phó "):
        by = Authority.TM_KT if collective else Authority.KT
        return Signature(position, by, collective, head)
    return Signature(position, Authority.TL, head=head)


def _held(connection: Connection, actor: Actor, day: date) -> Sequence[Appointment]:
    account = actor.account_id and identity.account(connection, actor.account_id)
    if not account or account.person_id is None:
        return []
    return directory.appointments_of(connection, account.person_id, day)


def _first(held: Sequence[Appointment]) -> Appointment | None:
    return next((one for one in held if one.is_head), held[0] if held else None)
