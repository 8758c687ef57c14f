"""The address book's statements, and those of sent messages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
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

from province.mailboxes.model import Delivery, DeliveryState, Kind, Mailbox, Sent
from province.mailboxes.tables import addresses, mailbox_holders, sent_messages, sent_recipients
from province.storage import Work

_MAILBOX = [addresses.c[name] for name in Mailbox.__slots__]


def _valid(table: FromClause, day: date) -> ColumnElement[bool]:
    ends = table.c.valid_to
    return and_(table.c.valid_from <= day, or_(ends.is_(None), ends > day))


def _mailbox(row: Row[Any]) -> Mailbox:
    return Mailbox(**dict(row._mapping) | {"kind": Kind(row.kind)})


# Addresses and holders


def bearers(connection: Connection, address: str) -> list[Mailbox]:
    """Return what an address is and was, newest first."""
    statement = select(*_MAILBOX).where(addresses.c.address == address)
    newest_first = addresses.c.valid_from.desc(), addresses.c.id.desc()
    return [_mailbox(row) for row in connection.execute(statement.order_by(*newest_first))]


def mailbox(connection: Connection, address_id: int) -> Mailbox | None:
    """Return one address."""
    row = connection.execute(select(*_MAILBOX).where(addresses.c.id == address_id)).one_or_none()
    return _mailbox(row) if row else None


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
    """Return addresses in use on a day whose name or address holds all the words."""
    statement = select(*_MAILBOX).where(
        _valid(addresses, day),
        *(
            or_(
                addresses.c.name.icontains(word, autoescape=True),
                addresses.c.address.contains(word.casefold(), autoescape=True),
            )
            for word in words
        ),
    )
    rows = connection.execute(statement.order_by(addresses.c.name).limit(most))
    return [_mailbox(row) for row in rows]


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


# Sent messages


def sent_with_key(connection: Connection, key: str) -> str | None:
    """Return the id of the message that was written in a form."""
    statement = select(sent_messages.c.id).where(sent_messages.c.key == key)
    return connection.execute(statement).scalar()


def add_sent(work: Work, values: Mapping[str, Any], recipients: Iterable[str]) -> None:
    """Note a message as written, for each of its recipients."""
    work.execute(insert(sent_messages).values(values))
    fresh = {"state": DeliveryState.WAITING, "status": "", "detail": "", "at": work.now}
    rows = [{"sent_id": values["id"], "address": address, **fresh} for address in recipients]
    work.execute(insert(sent_recipients), rows)


def change_delivery(
    work: Work, sent_id: str, address: str, values: Mapping[str, Any], *, before: datetime
) -> bool:
    """Write down a recipient's state unless a newer one is known; False when nothing changed."""
    here = and_(
        sent_recipients.c.sent_id == sent_id,
        sent_recipients.c.address == address,
        sent_recipients.c.at <= before,
    )
    return bool(work.execute(update(sent_recipients).where(here).values(values)).rowcount)


def sent(connection: Connection, sent_id: str) -> Sent | None:
    """Return a sent message with what became of it."""
    row = connection.execute(
        select(sent_messages).where(sent_messages.c.id == sent_id)
    ).one_or_none()
    if row is None:
        return None
    statement = select(sent_recipients).where(sent_recipients.c.sent_id == sent_id)
    found = connection.execute(statement.order_by(sent_recipients.c.address))
    return Sent(
        id=row.id,
        sender=row.sender,
        account_id=row.account_id,
        subject=row.subject,
        sent_at=row.sent_at,
        deliveries=tuple(
            Delivery(r.address, DeliveryState(r.state), r.status, r.detail, r.at) for r in found
        ),
    )


def states_of(connection: Connection, sent_ids: list[str]) -> dict[str, list[DeliveryState]]:
    """Return the recipients' states of several sent messages."""
    statement = select(sent_recipients.c.sent_id, sent_recipients.c.state).where(
        sent_recipients.c.sent_id.in_(sent_ids)
    )
    found: dict[str, list[DeliveryState]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.sent_id, []).append(DeliveryState(row.state))
    return found
