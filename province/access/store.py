"""Statements about accounts, roles and holdings."""

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

from province.access.model import Account, Grant, Holding, Role, email_key
from province.access.tables import accounts, holdings, role_deeds, roles
from province.basics import text
from province.storage import Work

_ACCOUNT = [accounts.c[name] for name in Account.__slots__]


def _account(row: Row[Any]) -> Account:
    return Account(**row._mapping)


def account(connection: Connection, account_id: int) -> Account | None:
    """Return one account."""
    row = connection.execute(select(*_ACCOUNT).where(accounts.c.id == account_id)).one_or_none()
    return _account(row) if row else None


def account_by_email(connection: Connection, email: str) -> Account | None:
    """Return the account of an e-mail address, however it is spelt."""
    statement = select(*_ACCOUNT).where(accounts.c.email_key == email_key(email))
    row = connection.execute(statement).one_or_none()
    return _account(row) if row else None


def accounts_of_person(connection: Connection, person_id: int) -> list[Account]:
    """Return the accounts of a person, oldest first."""
    statement = select(*_ACCOUNT).where(accounts.c.person_id == person_id).order_by(accounts.c.id)
    return [_account(row) for row in connection.execute(statement)]


def find_accounts(
    connection: Connection,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    role: str = "",
    unit_ids: Iterable[int] | None = None,
    skip: int = 0,
    most: int = 50,
) -> tuple[list[Account], int]:
    """Return accounts by e-mail and how many there are; `unit_ids` None: of every unit and none."""
    where: list[ColumnElement[bool]] = []
    if words:
        folded = text.fold(words).split()
        where += [accounts.c.fold_key.contains(word, autoescape=True) for word in folded]
    if kind:
        where.append(accounts.c.kind == kind)
    if state:
        where.append(accounts.c.state == state)
    if role:
        held = select(holdings.c.account_id).where(holdings.c.role_code == role)
        where.append(accounts.c.id.in_(held.where(holdings.c.valid_to.is_(None))))
    if unit_ids is not None:
        where.append(accounts.c.unit_id.in_(list(unit_ids)))
    count = connection.execute(select(func.count()).select_from(accounts).where(*where))
    page = select(*_ACCOUNT).where(*where).order_by(accounts.c.email_key).offset(skip).limit(most)
    return [_account(row) for row in connection.execute(page)], count.scalar_one()


def account_counts(connection: Connection) -> dict[str, int]:
    """Return the number of accounts in each state that has any."""
    statement = select(accounts.c.state, func.count().label("many")).group_by(accounts.c.state)
    return {row.state: row.many for row in connection.execute(statement)}


def add_account(work: Work, values: Mapping[str, Any]) -> int | None:
    """Add an account; None when the address has one already, perhaps since this moment."""
    if work.connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_leave
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_or_leave  # type: ignore[assignment]
    keys = {
        "email_key": email_key(values["email"]),
        "fold_key": text.fold(f"{values['name']} {values['email']}"),
    }
    statement = (
        insert_or_leave(accounts)
        .values({**values, **keys})
        .on_conflict_do_nothing(index_elements=["email_key"])
        .returning(accounts.c.id)
    )
    return work.execute(statement).scalar_one_or_none()


def lock_account(work: Work, account_id: int) -> None:
    """Hold an account until the work ends, so that who checks its roles may then change them."""
    work.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())


def rename_account(work: Work, account: Account, name: str) -> None:
    """Give an account another name."""
    values = {"name": name, "fold_key": text.fold(f"{name} {account.email}")}
    work.execute(update(accounts).where(accounts.c.id == account.id).values(values))


def change_account(work: Work, account_id: int, values: Mapping[str, Any]) -> None:
    """Change what is kept of an account; its e-mail stays, for the audit knows it by that."""
    work.execute(update(accounts).where(accounts.c.id == account_id).values(values))


def change_state(work: Work, account_id: int, before: tuple[str, ...], after: str) -> bool:
    """Move an account from one of some states to another; False when it was in none of them."""
    here = and_(accounts.c.id == account_id, accounts.c.state.in_(before))
    return work.execute(update(accounts).where(here).values(state=after)).rowcount == 1


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


def holders(
    connection: Connection, role_code: str, unit_id: int | None, day: date
) -> list[Account]:
    """Return the active accounts that hold a role at exactly this unit on a day, by e-mail."""
    at_unit = holdings.c.unit_id.is_(None) if unit_id is None else holdings.c.unit_id == unit_id
    statement = (
        select(*_ACCOUNT)
        .where(
            accounts.c.state == "active",
            accounts.c.id.in_(
                select(holdings.c.account_id).where(
                    holdings.c.role_code == role_code, at_unit, _in_force(day)
                )
            ),
        )
        .order_by(accounts.c.email_key)
    )
    return [_account(row) for row in connection.execute(statement)]


def grants_of(
    connection: Connection, account_id: int, day: date, deed: str | None = None
) -> list[Grant]:
    """Return what an active account may do on a day, and where; of one deed, or of all."""
    statement = (
        select(role_deeds.c.deed, holdings.c.unit_id, holdings.c.subtree)
        .join_from(holdings, role_deeds, role_deeds.c.role_code == holdings.c.role_code)
        .join(accounts, accounts.c.id == holdings.c.account_id)
        .where(
            holdings.c.account_id == account_id,
            accounts.c.state == "active",
            accounts.c.must_change_password.is_(False),
            _in_force(day),
        )
    )
    if deed is not None:
        statement = statement.where(role_deeds.c.deed == deed)
    return [Grant(*row) for row in connection.execute(statement.distinct())]


def grantees(connection: Connection, deed: str, day: date) -> list[tuple[Account, Grant]]:
    """Return every active account that is granted a deed on a day, with where, by e-mail."""
    statement = (
        select(*_ACCOUNT, holdings.c.unit_id.label("at_unit"), holdings.c.subtree)
        .join_from(holdings, role_deeds, role_deeds.c.role_code == holdings.c.role_code)
        .join(accounts, accounts.c.id == holdings.c.account_id)
        .where(role_deeds.c.deed == deed, accounts.c.state == "active", _in_force(day))
        .order_by(accounts.c.email_key)
    )
    return [
        (Account(*row[: len(_ACCOUNT)]), Grant(deed, row.at_unit, row.subtree))
        for row in connection.execute(statement)
    ]
