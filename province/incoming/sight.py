"""Who may see what came: who may read what comes to the unit, and who leads the work on it.

Law: 30/2020/NĐ-CP PL VI III.3b
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access, documents
from province.basics import Actor
from province.documents import not_found
from province.incoming import store
from province.incoming.model import GONE
from province.incoming.steps import sent_as

READ = "documents.incoming.read"


def see_incoming(connection: Connection, actor: Actor, incoming_id: str, on: date) -> Row[Any]:
    """Return a document that came, to who leads the work and to who may read what comes.

    Refuses: documents.unknown.
    """
    row = store.entry(connection, incoming_id) or not_found()
    if not leads(actor, row) and not access.may(connection, actor, READ, row.unit_id, on):
        not_found()
    return row


def leads(actor: Actor, row: Row[Any]) -> bool:
    """Tell whether an actor leads the work on what came."""
    return row.lead_account_id is not None and row.lead_account_id == actor.account_id


def entry_of(connection: Connection, actor: Actor, document_id: str, on: date) -> Row[Any] | None:
    """Return the entry by which an actor knows a document that came to one of their units."""
    units = access.units_where(connection, actor, READ, on)
    for row in store.entries_of(connection, document_id):
        if row.unit_id in units or leads(actor, row):
            return row
    return None


def awaits_original(connection: Connection, entry: Row[Any], files: Iterable[Row[Any]]) -> bool:
    """Tell whether the print that bears the number of what came is still being made."""
    sent = sent_as(connection, entry)
    return sent is not None and entry.state not in GONE and documents.awaits_original(sent, files)


def files_of(connection: Connection, entry: Row[Any]) -> list[Row[Any]]:
    """Return the files of a document that came: the sender's, and scans of our own.

    What was returned or withdrawn is no longer here to be read.
    """
    if entry.state in GONE:
        return []
    sent = [entry.document_id] if entry.document_id else []
    return list(documents.files(connection, documents=sent, incoming=[entry.id]))


def inbox(
    connection: Connection,
    actor: Actor,
    view: str,
    today: date,
    soon: date,
    *,
    unit_id: int | None = None,
    mine: bool = False,
    skip: int = 0,
    most: int = 50,
) -> Sequence[Row[Any]]:
    """Return a view of what came to a unit, to all one may read for, or, `mine`, of what one leads.

    What waits stands in order of coming, urgent first; the rest newest first.

    Returns: nothing of a unit the actor may not read for.
    """
    units, lead = _theirs(connection, actor, today, unit_id, mine=mine)
    return store.inbox(connection, units, view, today, soon, lead=lead, skip=skip, most=most)


def inbox_counts(
    connection: Connection,
    actor: Actor,
    today: date,
    soon: date,
    *,
    unit_id: int | None = None,
    mine: bool = False,
) -> dict[str, int]:
    """Return how many documents each view of the same inbox shows."""
    units, lead = _theirs(connection, actor, today, unit_id, mine=mine)
    return store.inbox_counts(connection, units, today, soon, lead=lead)


def _theirs(
    connection: Connection, actor: Actor, on: date, unit_id: int | None, *, mine: bool
) -> tuple[set[int], int | None]:
    """Return the units whose desks are read, or whose own work."""
    if mine:
        return set(), actor.account_id
    if unit_id is None:
        return access.units_where(connection, actor, READ, on), None
    return {unit_id} if access.may(connection, actor, READ, unit_id, on) else set(), None
