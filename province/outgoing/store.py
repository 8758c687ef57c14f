"""The dispatch desk's statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from province.outgoing.tables import document_desks
from province.storage import Work


def desk(connection: Connection, unit_id: int) -> Row[Any] | None:
    """Return how a unit numbers and receives, None when it never said."""
    statement = select(document_desks).where(document_desks.c.unit_id == unit_id)
    return connection.execute(statement).one_or_none()


def desks_registering(connection: Connection) -> set[int]:
    """Return the units whose arrivals are registered at once."""
    statement = select(document_desks.c.unit_id).where(document_desks.c.registers_itself)
    return set(connection.execute(statement).scalars())


def set_desk(work: Work, unit_id: int, values: Mapping[str, Any]) -> None:
    """Say how a unit numbers and receives."""
    here = document_desks.c.unit_id == unit_id
    if not work.execute(update(document_desks).where(here).values(values)).rowcount:
        work.execute(insert(document_desks).values(unit_id=unit_id, **values))
