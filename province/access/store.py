"""Statements about roles, who holds them, and programs' tokens."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from province import identity
from province.access.model import ApiToken, Grant, Holding, Role
from province.access.tables import api_tokens, holdings, role_deeds, roles
from province.storage import Work

# Roles


def all_roles(connection: Connection) -> list[Role]:
    """Return all roles in order of showing."""
    statement = select(roles).order_by(roles.c.place)
    return [Role(**row._mapping) for row in connection.execute(statement)]


def deeds_by_role(connection: Connection) -> dict[str, frozenset[str]]:
    """Return the deeds of each role that has any."""
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(role_deeds)):
        found.setdefault(row.role_code, set()).add(row.deed)
    return {role: frozenset(deeds) for role, deeds in found.items()}


def role(connection: Connection, code: str) -> Role | None:
    """Return one role."""
    row = connection.execute(select(roles).where(roles.c.code == code)).one_or_none()
    return Role(**row._mapping) if row else None


def put_role(work: Work, role: Role) -> None:
    """Add a role or say anew what it is."""
    values = {name: getattr(role, name) for name in Role.__slots__}
    if not work.execute(update(roles).where(roles.c.code == role.code).values(values)).rowcount:
        work.execute(insert(roles).values(values))


def set_role_deeds(work: Work, code: str, deeds: Iterable[str]) -> None:
    """Replace the deeds of a role."""
    work.execute(delete(role_deeds).where(role_deeds.c.role_code == code))
    rows = [{"role_code": code, "deed": deed} for deed in sorted(set(deeds))]
    if rows:
        work.execute(insert(role_deeds), rows)


# Holdings


def _in_force(day: date) -> ColumnElement[bool]:
    until = holdings.c.valid_to
    return and_(holdings.c.valid_from <= day, or_(until.is_(None), until > day))


def holdings_of(connection: Connection, account_id: int, from_day: date) -> list[Holding]:
    """Return the roles an account holds or will hold, from a day on, in order of beginning."""
    until = holdings.c.valid_to
    statement = (
        select(holdings)
        .where(holdings.c.account_id == account_id, or_(until.is_(None), until > from_day))
        .order_by(holdings.c.valid_from, holdings.c.id)
    )
    return [Holding(**row._mapping) for row in connection.execute(statement)]


def holding(work: Work, holding_id: int) -> Holding | None:
    """Return one holding, kept from changing until the work ends."""
    statement = select(holdings).where(holdings.c.id == holding_id).with_for_update()
    row = work.execute(statement).one_or_none()
    return Holding(**row._mapping) if row else None


def add_holding(work: Work, values: Mapping[str, Any]) -> int:
    """Give a role."""
    added = insert(holdings).values(values).returning(holdings.c.id)
    return int(work.execute(added).scalar_one())


def end_holding(work: Work, holding_id: int, on: date) -> None:
    """Take a role back from a day on."""
    work.execute(update(holdings).where(holdings.c.id == holding_id).values(valid_to=on))


def holders(connection: Connection, role_code: str, day: date) -> set[int]:
    """Return the accounts that hold a role somewhere on a day."""
    statement = select(holdings.c.account_id).where(
        holdings.c.role_code == role_code, _in_force(day)
    )
    return set(connection.execute(statement).scalars())


def holder_counts(connection: Connection, day: date) -> dict[str, int]:
    """Return how many accounts hold each role on a day, of the roles anybody holds."""
    many = func.count(holdings.c.account_id.distinct()).label("many")
    statement = (
        select(holdings.c.role_code, many).where(_in_force(day)).group_by(holdings.c.role_code)
    )
    return {row.role_code: row.many for row in connection.execute(statement)}


# Grants


def grants_of(connection: Connection, account_id: int, deed: str | None, day: date) -> list[Grant]:
    """Return what an account that is free to act may do on a day, and where; one deed, or all."""
    statement = (
        select(role_deeds.c.deed, holdings.c.unit_id, holdings.c.subtree)
        .join_from(holdings, role_deeds, role_deeds.c.role_code == holdings.c.role_code)
        .where(
            holdings.c.account_id == account_id,
            identity.free_to_act(holdings.c.account_id),
            _in_force(day),
        )
    )
    if deed is not None:
        statement = statement.where(role_deeds.c.deed == deed)
    return [Grant(*row) for row in connection.execute(statement.distinct())]


def grantees(connection: Connection, deed: str, day: date) -> list[tuple[int, Grant]]:
    """Return the accounts whose roles let them do a deed on a day, each with where."""
    statement = (
        select(holdings.c.account_id, holdings.c.unit_id, holdings.c.subtree)
        .join_from(holdings, role_deeds, role_deeds.c.role_code == holdings.c.role_code)
        .where(role_deeds.c.deed == deed, _in_force(day))
    )
    return [
        (row.account_id, Grant(deed, row.unit_id, row.subtree))
        for row in connection.execute(statement)
    ]


# API tokens

_TOKEN = [api_tokens.c[name] for name in ApiToken.__slots__]


def _token(row: Row[Any]) -> ApiToken:
    lists = {"deeds": tuple(row.deeds), "networks": tuple(row.networks)}
    return ApiToken(**{**row._mapping, **lists})


def api_token(connection: Connection, token_id: int) -> ApiToken | None:
    """Return one API token."""
    row = connection.execute(select(*_TOKEN).where(api_tokens.c.id == token_id)).one_or_none()
    return _token(row) if row else None


def api_token_with(connection: Connection, secret_hash: str) -> ApiToken | None:
    """Return the API token of a digest."""
    here = api_tokens.c.secret_hash == secret_hash
    row = connection.execute(select(*_TOKEN).where(here)).one_or_none()
    return _token(row) if row else None


def api_tokens_of(connection: Connection, account_id: int | None = None) -> list[ApiToken]:
    """Return the API tokens of one account, or of all, newest first."""
    statement = select(*_TOKEN).order_by(api_tokens.c.id.desc())
    if account_id is not None:
        statement = statement.where(api_tokens.c.account_id == account_id)
    return [_token(row) for row in connection.execute(statement)]


def add_api_token(work: Work, values: Mapping[str, Any]) -> int:
    """Keep an API token."""
    added = insert(api_tokens).values(values).returning(api_tokens.c.id)
    return int(work.execute(added).scalar_one())


def note_api_token_use(work: Work, token_id: int, address: str) -> None:
    """Note when and from where an API token was used."""
    values = {"last_used_at": work.now, "last_address": address}
    work.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(values))


def revoke_api_token(work: Work, token_id: int) -> bool:
    """Revoke an API token; False when it was revoked before."""
    here = and_(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
    return work.execute(update(api_tokens).where(here).values(revoked_at=work.now)).rowcount == 1


def revoke_api_tokens_of(work: Work, account_id: int) -> None:
    """Revoke every API token of an account."""
    here = and_(api_tokens.c.account_id == account_id, api_tokens.c.revoked_at.is_(None))
    work.execute(update(api_tokens).where(here).values(revoked_at=work.now))
