"""The arrival desk's statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update

from province.documents import is_id
from province.incoming.model import OPEN, Incoming
from province.incoming.tables import incoming_documents, incoming_notes
from province.storage import Work

Found = Row[Any] | None


def entry(connection: Connection, incoming_id: str) -> Found:
    """Return one incoming document."""
    if not is_id(incoming_id):
        return None
    here = incoming_documents.c.id == incoming_id
    return connection.execute(select(incoming_documents).where(here)).one_or_none()


def hold_entry(work: Work, incoming_id: str) -> Found:
    """Return one incoming document, kept from changing until the work ends."""
    if not is_id(incoming_id):
        return None
    here = incoming_documents.c.id == incoming_id
    return work.execute(select(incoming_documents).where(here).with_for_update()).one_or_none()


def add_entries(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add documents that came."""
    stamp = {"changed_at": work.now, "changed_by": work.actor.name}
    if rows:
        work.execute(insert(incoming_documents), [{**row, **stamp} for row in rows])


def change_entry(work: Work, incoming_id: str, values: Mapping[str, Any]) -> None:
    """Change an incoming document, noting when and by whom."""
    stamped = {**values, "changed_at": work.now, "changed_by": work.actor.name}
    here = incoming_documents.c.id == incoming_id
    work.execute(update(incoming_documents).where(here).values(stamped))


def entries_of(connection: Connection, document_id: str) -> Sequence[Row[Any]]:
    """Return the entries one document became at its recipients, by unit."""
    if not is_id(document_id):
        return []
    here = incoming_documents.c.document_id == document_id
    statement = select(incoming_documents).where(here).order_by(incoming_documents.c.unit_id)
    return connection.execute(statement).all()


def hold_entries_of(work: Work, document_id: str) -> Sequence[Row[Any]]:
    """Return the same, kept from changing until the work ends."""
    here = incoming_documents.c.document_id == document_id
    statement = select(incoming_documents).where(here).order_by(incoming_documents.c.unit_id)
    return work.execute(statement.with_for_update()).all()


def same_number(
    connection: Connection, unit_id: int, number_key: str, author_key: str, but: str = ""
) -> Sequence[Row[Any]]:
    """Return a unit's registered documents of one number, symbol and issuer."""
    entry = incoming_documents.c
    statement = select(incoming_documents).where(
        entry.unit_id == unit_id,
        entry.number_key == number_key,
        entry.author_key == author_key,
        entry.arrival_number.is_not(None),
        entry.id != but,
    )
    return connection.execute(statement.order_by(entry.arrived_on)).all()


def _worth(view: str, today: date, soon: date) -> ColumnElement[bool]:
    """Say which incoming documents a view of the inbox shows."""
    entry = incoming_documents.c
    is_open = entry.state.in_(OPEN)
    return {
        "waiting": entry.state == Incoming.ARRIVED,
        "open": is_open,
        "direct": entry.state == Incoming.REGISTERED,
        "soon": and_(is_open, entry.due_on.between(today, soon)),
        "late": and_(is_open, entry.due_on < today),
        "recall": and_(entry.recall_asked_at.is_not(None), entry.recall_answer.is_(None)),
        "done": entry.state == Incoming.DONE,
        "all": entry.id.is_not(None),
    }[view]


VIEWS = ("waiting", "open", "direct", "soon", "late", "recall", "done", "all")


def _of_units(unit_ids: Collection[int], lead: int | None) -> ColumnElement[bool]:
    entry = incoming_documents.c
    return entry.unit_id.in_(unit_ids) if lead is None else entry.lead_account_id == lead


def inbox(
    connection: Connection,
    unit_ids: Collection[int],
    view: str,
    today: date,
    soon: date,
    *,
    lead: int | None = None,
    skip: int = 0,
    most: int = 50,
) -> Sequence[Row[Any]]:
    """Return a view of some units' incoming documents, or, with `lead`, of one person's own.

    What waits stands in order of coming, urgent first; the rest newest first.
    """
    entry = incoming_documents.c
    newest = (entry.came_at.desc(), entry.id.desc())
    order = (entry.urgency.desc(), entry.came_at, entry.id) if view == "waiting" else newest
    statement = (
        select(incoming_documents)
        .where(_of_units(unit_ids, lead), _worth(view, today, soon))
        .order_by(*order)
        .offset(skip)
        .limit(most)
    )
    return connection.execute(statement).all()


def inbox_counts(
    connection: Connection,
    unit_ids: Collection[int],
    today: date,
    soon: date,
    *,
    lead: int | None = None,
) -> dict[str, int]:
    """Return how many incoming documents each view shows."""
    counted = [func.count().filter(_worth(view, today, soon)).label(view) for view in VIEWS]
    row = connection.execute(select(*counted).where(_of_units(unit_ids, lead))).one()
    return dict(row._mapping)


def known_authors(connection: Connection, unit_id: int, most: int = 300) -> list[str]:
    """Return whose documents a unit registered, the commonest first: to suggest while typing."""
    entry = incoming_documents.c
    statement = (
        select(entry.author)
        .where(entry.unit_id == unit_id)
        .group_by(entry.author)
        .order_by(func.count().desc(), entry.author)
        .limit(most)
    )
    return list(connection.execute(statement).scalars())


def arrived_between(
    connection: Connection, unit_id: int, first: date, last: date
) -> Sequence[Row[Any]]:
    """Return what a unit registered in a period, in order of numbers."""
    entry = incoming_documents.c
    statement = (
        select(incoming_documents)
        .where(entry.unit_id == unit_id, entry.arrived_on.between(first, last))
        .order_by(entry.arrival_year, entry.arrival_number)
    )
    return connection.execute(statement).all()


def arrival_numbers(connection: Connection, unit_id: int, year: int) -> list[int]:
    """Return the arrival numbers a unit gave in a year, ascending."""
    entry = incoming_documents.c
    statement = select(entry.arrival_number).where(
        entry.unit_id == unit_id, entry.arrival_year == year
    )
    return list(connection.execute(statement.order_by(entry.arrival_number)).scalars())


def add_note(work: Work, incoming_id: str, kind: str, text: str) -> None:
    """Keep a direction, an assignment, a step of progress or an answer."""
    stamp = {"at": work.now, "by": work.actor.name}
    values = {"incoming_id": incoming_id, "kind": kind, "text": text}
    work.execute(insert(incoming_notes).values({**values, **stamp}))


def notes(connection: Connection, incoming_id: str) -> Sequence[Row[Any]]:
    """Return what was said about an incoming document, oldest first."""
    statement = select(incoming_notes).where(incoming_notes.c.incoming_id == incoming_id)
    return connection.execute(statement.order_by(incoming_notes.c.id)).all()


def notes_of(connection: Connection, incoming_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the same of several incoming documents, oldest first."""
    statement = select(incoming_notes).where(incoming_notes.c.incoming_id.in_(incoming_ids))
    return connection.execute(statement.order_by(incoming_notes.c.id)).all()


# -- the whole register, for verify and search ----------------------------------------------------


def all_entries(connection: Connection, batch: int = 500) -> Iterator[Sequence[Row[Any]]]:
    """Yield all incoming documents in batches, by id."""
    entry, last = incoming_documents.c, ""
    while rows := connection.execute(
        select(incoming_documents).where(entry.id > last).order_by(entry.id).limit(batch)
    ).all():
        yield rows
        last = rows[-1].id


def numbered_years(connection: Connection) -> set[tuple[int, int]]:
    """Return the units and years in which arrivals were given numbers."""
    entry = incoming_documents.c
    came = select(entry.unit_id, entry.arrival_year).where(entry.arrival_number.is_not(None))
    return {(row.unit_id, row.arrival_year) for row in connection.execute(came.distinct())}


def papers_registered(connection: Connection) -> Iterator[str]:
    """Yield the ids of the registered documents that came from outside the system."""
    entry = incoming_documents.c
    papers = select(entry.id).where(entry.document_id.is_(None), entry.arrival_number.is_not(None))
    yield from connection.execute(papers.order_by(entry.id)).scalars()
