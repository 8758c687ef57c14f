"""The statements of sent messages."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from province import blobs
from province.messages.model import Delivery, DeliveryState, Sent
from province.messages.tables import sent_messages, sent_recipients
from province.storage import Work


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


def held_files(connection: Connection, digests: Collection[str]) -> set[str]:
    """Return which of some files are sent messages: the audit refers to them for good."""
    return blobs.of_type(connection, digests, "message/rfc822")
