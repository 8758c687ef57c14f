"""Roles: what each kind of work may do (data/roles.toml), and who holds which one where.

Roles are data that ships with the software and is laid in at every start; who holds them is the
province's. A role that a unit's administrator may give is delegable; nobody gives one to himself.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from province import audit, directory, identity
from province.access import store
from province.access.grants import grants_of, require, require_below
from province.access.model import Holding, Role
from province.basics import Conflict, Forbidden, Invalid, NotFound, text
from province.identity import Account, Session
from province.storage import Work

_FILE = Path(__file__).with_name("data") / "roles.toml"


@cache
def role_file() -> dict[str, tuple[Role, frozenset[str]]]:
    """Return the roles as they ship, with their deeds."""
    content: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        code: (
            Role(code, role["name"], role["purpose"], role["delegable"], place),
            frozenset(role["deeds"]),
        )
        for place, (code, role) in enumerate(content.items())
    }


def ensure_roles(work: Work) -> bool:
    """Lay the shipped roles into the database; return whether anything was different.

    Refuses: access.not_granted to everyone but the system itself.
    """
    require(work, "access.roles.laid", None, or_system=True)
    known_roles = {role.code: role for role in store.all_roles(work.connection)}
    known_deeds = store.deeds_by_role(work.connection)
    changed = []
    for code, (role, deeds) in role_file().items():
        if known_roles.get(code) != role or known_deeds.get(code, frozenset()) != deeds:
            store.put_role(work, role)
            store.set_role_deeds(work, code, deeds)
            changed.append(code)
    for code in known_deeds.keys() - role_file().keys():
        store.set_role_deeds(work, code, ())
        changed.append(code)
    if changed:
        detail = {"roles": changed}
        audit.write(work, "access.roles.laid", subject=("roles", "all"), detail=detail)
    return bool(changed)


def give_role(
    work: Work,
    account_id: int,
    role_code: str,
    unit_id: int | None,
    *,
    subtree: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Holding:
    """Let an account hold a role at a unit (None: in the whole province), perhaps for a time.

    Refuses: access.not_granted, access.role.unknown, access.role.to_oneself, access.role.held,
    access.role.staff_only, access.role.period, directory.unit.unknown.
    """
    role = _known_role(work, role_code)
    _require(work, role, unit_id, subtree)
    account = identity.known_account(work.connection, account_id)
    _check_holder(work, account, role)
    start = valid_from or work.today
    if valid_to is not None and valid_to <= start:
        sentence = "Ngày thôi giữ vai trò phải sau ngày bắt đầu."
        raise Invalid("access.role.period", sentence, fields={"valid_to": sentence})
    if unit_id is not None:
        directory.unit_as_of(work.connection, unit_id, work.today)
    identity.lock_account(work, account_id)
    for held in store.holdings_of(work.connection, account_id, start):
        same = (held.role_code, held.unit_id) == (role_code, unit_id)
        if same and (valid_to is None or held.valid_from < valid_to):
            raise Conflict(
                "access.role.held",
                f"{account.name} đã giữ vai trò {role.name} ở đây từ ngày "
                f"{text.date_vi(held.valid_from)}.",
            )
    values: dict[str, Any] = {
        "account_id": account_id,
        "role_code": role_code,
        "unit_id": unit_id,
        "subtree": subtree,
        "valid_from": start,
        "valid_to": valid_to,
    }
    holding_id = store.add_holding(work, values)
    _write(work, account, unit_id, {**values, "taken": False})
    return Holding(id=holding_id, **values)


def take_role(work: Work, holding_id: int) -> None:
    """Take a role back from today on.

    Refuses: access.not_granted, access.role.unknown, access.role.to_oneself.
    """
    held = store.holding(work, holding_id)
    if held is None or (held.valid_to is not None and held.valid_to <= work.today):
        raise NotFound("access.role.unknown", "Vai trò này đã được thu hồi.")
    role = _known_role(work, held.role_code)
    _require(work, role, held.unit_id, held.subtree)
    account = identity.known_account(work.connection, held.account_id)
    _check_holder(work, account, role)
    store.end_holding(work, holding_id, max(work.today, held.valid_from))
    _write(work, account, held.unit_id, {"role_code": held.role_code, "taken": True})


def speak_for(work: Work, session: Session, unit_id: int) -> None:
    """Choose the unit that one speaks for in this session.

    Refuses: access.not_yours when one holds no role there.
    """
    account = identity.own_account(work)
    grants = grants_of(work.connection, work.actor, None, work.today)
    if unit_id != account.unit_id and unit_id not in {grant.unit_id for grant in grants}:
        raise Forbidden("access.not_yours", "Ông/bà không giữ vai trò nào ở đơn vị này.")
    identity.speak_for(work, session, unit_id)


def _require(work: Work, role: Role, unit_id: int | None, subtree: bool) -> None:
    deed = "access.role.given"
    require(work, deed, unit_id if role.delegable else None, or_system=True)
    if role.delegable and subtree and unit_id is not None:
        require_below(work, deed, unit_id)


def _check_holder(work: Work, account: Account, role: Role) -> None:
    if work.actor.account_id == account.id:
        raise Forbidden(
            "access.role.to_oneself",
            "Không ai tự giao hay tự thu hồi vai trò của mình; hãy nhờ quản trị viên khác.",
        )
    if account.kind != "staff":
        raise Invalid(
            "access.role.staff_only",
            f"{account.name} không phải tài khoản cán bộ nên không giữ vai trò {role.name} được.",
        )


def _known_role(work: Work, code: str) -> Role:
    role = store.role(work.connection, code)
    if role is None:
        raise NotFound("access.role.unknown", "Không có vai trò này.")
    return role


def _write(work: Work, account: Account, unit_id: int | None, detail: dict[str, Any]) -> None:
    audit.write(
        work,
        "access.role.given",
        subject=("account", account.id),
        unit_id=unit_id,
        detail=detail,
    )
