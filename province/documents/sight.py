"""Who may see a document that is written here: its drafter, and who may read what the unit writes.

Law: 30/2020/NĐ-CP PL VI III.3b
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access
from province.basics import Actor
from province.documents import store
from province.documents.model import not_found

READ = "documents.document.read"


def see_document(connection: Connection, actor: Actor, document_id: str, on: date) -> Row[Any]:
    """Return a document we write, to its drafter and to who may read what the unit writes.

    Refuses: documents.unknown.
    """
    row = store.document(connection, document_id) or not_found()
    mine = row.drafter_id is not None and row.drafter_id == actor.account_id
    if not mine and not access.may(connection, actor, READ, row.unit_id, on):
        not_found()
    return row


def listed(
    connection: Connection,
    actor: Actor,
    on: date,
    states: Collection[str],
    *,
    unit_id: int | None = None,
    skip: int = 0,
    most: int = 50,
) -> Sequence[Row[Any]]:
    """Return documents in some states, changed last first: of one unit, or of all one may read for.

    Returns: nothing of a unit the actor may not read for.
    """
    units = _readable(connection, actor, on, unit_id)
    return store.listed(connection, units, states, skip=skip, most=most)


def counts(connection: Connection, actor: Actor, on: date, unit_id: int) -> dict[str, int]:
    """Return how many documents of a unit are in each state; none to who may not read them."""
    return store.counts(connection, _readable(connection, actor, on, unit_id))


def _readable(connection: Connection, actor: Actor, on: date, unit_id: int | None) -> set[int]:
    if unit_id is None:
        return access.units_where(connection, actor, READ, on)
    return {unit_id} if access.may(connection, actor, READ, unit_id, on) else set()
