"""Statements about accounts."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, select, update

from province.basics import text
from province.identity.model import Account, email_key
from province.identity.tables import accounts
from province.storage import Work, insert_or_leave

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


def active_accounts(connection: Connection, ids: Collection[int]) -> list[Account]:
    """Return those of some accounts that are active, by e-mail."""
    here = and_(accounts.c.id.in_(ids), accounts.c.state == "active")
    rows = connection.execute(select(*_ACCOUNT).where(here).order_by(accounts.c.email_key))
    return [_account(row) for row in rows]


def find_accounts(
    connection: Connection,
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
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
    if ids is not None:
        where.append(accounts.c.id.in_(ids))
    if unit_ids is not None:
        where.append(accounts.c.unit_id.in_(unit_ids))
    count = connection.execute(select(func.count()).select_from(accounts).where(*where))
    page = select(*_ACCOUNT).where(*where).order_by(accounts.c.email_key).offset(skip).limit(most)
    return [_account(row) for row in connection.execute(page)], count.scalar_one()


def free_to_act(account_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an account is active and not on a temporary password.

    Whether somebody may do a thing is asked so often that rooms above ask it in one statement.
    """
    return exists().where(
        accounts.c.id == account_id,
        accounts.c.state == "active",
        accounts.c.must_change_password.is_(False),
    )


def account_counts(connection: Connection) -> dict[str, int]:
    """Return the number of accounts in each state that has any."""
    statement = select(accounts.c.state, func.count().label("many")).group_by(accounts.c.state)
    return {row.state: row.many for row in connection.execute(statement)}


def add_account(work: Work, values: Mapping[str, Any]) -> int | None:
    """Add an account; None when the address has one already, perhaps since this moment."""
    keys = {
        "email_key": email_key(values["email"]),
        "fold_key": text.fold(f"{values['name']} {values['email']}"),
    }
    added = insert_or_leave(work, accounts, {**values, **keys}, key="email_key")
    return added.id if added else None


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
