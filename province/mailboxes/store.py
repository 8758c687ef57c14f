"""The address book's statements."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    exists,
    insert,
    or_,
    select,
    update,
)

from province.basics.text import fold
from province.mailboxes.model import Kind, Mailbox
from province.mailboxes.tables import addresses, mailbox_holders
from province.storage import Work

_MAILBOX = [addresses.c[name] for name in Mailbox.__slots__]


def _valid(table: FromClause, day: date) -> ColumnElement[bool]:
    ends = table.c.valid_to
    return and_(table.c.valid_from <= day, or_(ends.is_(None), ends > day))


def _mailbox(row: Row[Any]) -> Mailbox:
    return Mailbox(**dict(row._mapping) | {"kind": Kind(row.kind)})


def bearers(connection: Connection, address: str) -> list[Mailbox]:
    """Return what an address is and was, newest first."""
    statement = select(*_MAILBOX).where(addresses.c.address == address)
    newest_first = addresses.c.valid_from.desc(), addresses.c.id.desc()
    return [_mailbox(row) for row in connection.execute(statement.order_by(*newest_first))]


def mailboxes_of_unit(connection: Connection, unit_id: int, day: date) -> list[Mailbox]:
    """Return a unit's shared mailboxes open on a day, its own first, then by address."""
    here = and_(addresses.c.unit_id == unit_id, _valid(addresses, day))
    statement = select(*_MAILBOX).where(here)
    rows = connection.execute(statement.order_by(addresses.c.kind.desc(), addresses.c.address))
    return [_mailbox(row) for row in rows]


def mailboxes_of_account(connection: Connection, account_id: int, day: date) -> list[Mailbox]:
    """Return the mailboxes an account may read and write from on a day."""
    held = and_(
        mailbox_holders.c.address_id == addresses.c.id,
        mailbox_holders.c.account_id == account_id,
        _valid(mailbox_holders, day),
    )
    own = addresses.c.account_id == account_id
    statement = select(*_MAILBOX).where(_valid(addresses, day), or_(own, exists().where(held)))
    rows = connection.execute(statement.order_by(addresses.c.address))
    return [_mailbox(row) for row in rows]


def address_book(connection: Connection, day: date, words: list[str], most: int) -> list[Mailbox]:
    """Return addresses in use on a day whose name or address holds all the words, by name.

    Accents and case do not count, on either database: a province's few thousand addresses are
    compared here, and reading stops when enough are found.
    """
    statement = select(*_MAILBOX).where(_valid(addresses, day)).order_by(addresses.c.name)
    wanted = [fold(word) for word in words]
    rows = connection.execute(statement)
    fitting = (row for row in rows if all(w in fold(f"{row.name} {row.address}") for w in wanted))
    return [_mailbox(row) for row in islice(fitting, most)]


def add_address(work: Work, values: Mapping[str, Any]) -> int:
    """Add an address; return its id."""
    added = work.execute(insert(addresses).values(values)).inserted_primary_key
    assert added is not None
    return int(added[0])


def close_address(work: Work, address_id: int, on: date) -> bool:
    """Close an address; False when it was closed before."""
    here = and_(addresses.c.id == address_id, addresses.c.valid_to.is_(None))
    return bool(work.execute(update(addresses).where(here).values(valid_to=on)).rowcount)


def holders(connection: Connection, address_id: int, day: date) -> list[int]:
    """Return the accounts that hold a shared mailbox on a day."""
    here = and_(mailbox_holders.c.address_id == address_id, _valid(mailbox_holders, day))
    statement = select(mailbox_holders.c.account_id).where(here)
    return list(connection.execute(statement.order_by(mailbox_holders.c.id)).scalars())


def holders_by_directory(connection: Connection, address_id: int, day: date) -> list[int]:
    """Return the accounts that hold a mailbox on a day because the directory says so."""
    here = and_(mailbox_holders.c.address_id == address_id, _valid(mailbox_holders, day))
    statement = select(mailbox_holders.c.account_id).where(here, mailbox_holders.c.by_directory)
    return list(connection.execute(statement.order_by(mailbox_holders.c.id)).scalars())


def add_holder(
    work: Work, address_id: int, account_id: int, on: date, *, by_directory: bool
) -> None:
    """Let an account hold a shared mailbox from a day on."""
    values = {
        "address_id": address_id,
        "account_id": account_id,
        "by_directory": by_directory,
        "valid_from": on,
    }
    work.execute(insert(mailbox_holders).values(values))


def close_holder(work: Work, address_id: int, account_id: int, on: date) -> bool:
    """End an account's hold of a mailbox; False when it had none."""
    here = and_(
        mailbox_holders.c.address_id == address_id,
        mailbox_holders.c.account_id == account_id,
        mailbox_holders.c.valid_to.is_(None),
    )
    return bool(work.execute(update(mailbox_holders).where(here).values(valid_to=on)).rowcount)
