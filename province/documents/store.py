"""The documents' statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from province.documents.model import OPEN, Incoming, Outgoing
from province.documents.tables import (
    document_desks,
    document_drafts,
    document_files,
    document_recipients,
    document_statuses,
    documents,
    incoming_documents,
    incoming_notes,
)
from province.storage import Work

Found = Row[Any] | None


def _is_id(typed: str) -> bool:
    """Tell whether a text can be an id of ours at all; PostgreSQL refuses some texts outright."""
    return typed.isascii() and typed.isalnum()


# -- outgoing ------------------------------------------------------------------------------------


def document(connection: Connection, document_id: str) -> Found:
    """Return one document."""
    if not _is_id(document_id):
        return None
    return connection.execute(select(documents).where(documents.c.id == document_id)).one_or_none()


def hold_document(work: Work, document_id: str) -> Found:
    """Return one document, kept from changing until the work ends."""
    if not _is_id(document_id):
        return None
    statement = select(documents).where(documents.c.id == document_id).with_for_update()
    return work.execute(statement).one_or_none()


def add_document(work: Work, values: Mapping[str, Any]) -> None:
    """Add a document."""
    work.execute(insert(documents).values(values))


def change_document(work: Work, document_id: str, values: Mapping[str, Any]) -> None:
    """Change a document, noting when and by whom."""
    stamped = {**values, "changed_at": work.now, "changed_by": work.actor.name}
    work.execute(update(documents).where(documents.c.id == document_id).values(stamped))


def add_version(work: Work, document_id: str, version: int, content: Mapping[str, Any]) -> None:
    """Keep one version of a draft."""
    work.execute(
        insert(document_drafts).values(
            document_id=document_id,
            version=version,
            content=content,
            at=work.now,
            by=work.actor.name,
        )
    )


def versions(connection: Connection, document_id: str) -> Sequence[Row[Any]]:
    """Return the versions of a draft, oldest first."""
    statement = select(document_drafts).where(document_drafts.c.document_id == document_id)
    return connection.execute(statement.order_by(document_drafts.c.version)).all()


def outgoing(
    connection: Connection,
    unit_ids: Collection[int],
    states: Collection[str],
    *,
    skip: int = 0,
    most: int = 50,
) -> Sequence[Row[Any]]:
    """Return documents of some units in some states, changed last first."""
    statement = (
        select(documents)
        .where(documents.c.unit_id.in_(unit_ids), documents.c.state.in_(states))
        .order_by(documents.c.changed_at.desc(), documents.c.id.desc())
        .offset(skip)
        .limit(most)
    )
    return connection.execute(statement).all()


def outgoing_counts(connection: Connection, unit_ids: Collection[int]) -> dict[str, int]:
    """Return how many documents of some units are in each state."""
    statement = (
        select(documents.c.state, func.count().label("many"))
        .where(documents.c.unit_id.in_(unit_ids))
        .group_by(documents.c.state)
    )
    return {row.state: row.many for row in connection.execute(statement)}


def issued_between(
    connection: Connection, unit_id: int, first: date, last: date
) -> Sequence[Row[Any]]:
    """Return what a unit issued in a period with a number of the system, in order of numbering."""
    statement = (
        select(documents)
        .where(
            documents.c.unit_id == unit_id,
            documents.c.number.is_not(None),
            documents.c.issued_on.between(first, last),
        )
        .order_by(documents.c.issued_at, documents.c.series, documents.c.number)
    )
    return connection.execute(statement).all()


def numbers_of_series(connection: Connection, unit_id: int, year: int) -> dict[str, list[int]]:
    """Return the numbers a unit gave in a year, by series, ascending."""
    statement = (
        select(documents.c.series, documents.c.number)
        .where(documents.c.unit_id == unit_id, documents.c.year == year)
        .where(documents.c.number.is_not(None))
        .order_by(documents.c.series, documents.c.number)
    )
    found: dict[str, list[int]] = {}
    for series, number in connection.execute(statement):
        found.setdefault(series, []).append(number)
    return found


# -- recipients and their statuses ---------------------------------------------------------------


def set_recipients(work: Work, document_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the recipients of a draft."""
    old = document_recipients.c.document_id == document_id
    work.execute(document_recipients.delete().where(old))
    if rows:
        work.execute(insert(document_recipients), [dict(row) for row in rows])


def recipients(connection: Connection, document_id: str) -> Sequence[Row[Any]]:
    """Return the recipients of a document, in order."""
    statement = select(document_recipients).where(document_recipients.c.document_id == document_id)
    return connection.execute(statement.order_by(document_recipients.c.place)).all()


def recipients_of(
    connection: Connection, document_ids: Collection[str]
) -> dict[str, list[Row[Any]]]:
    """Return the recipients of several documents, in order, by document."""
    statement = (
        select(document_recipients)
        .where(document_recipients.c.document_id.in_(document_ids))
        .order_by(document_recipients.c.document_id, document_recipients.c.place)
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.document_id, []).append(row)
    return found


def recipient(connection: Connection, recipient_id: int) -> Row[Any]:
    """Return one recipient."""
    statement = select(document_recipients).where(document_recipients.c.id == recipient_id)
    return connection.execute(statement).one()


def note_statuses(
    work: Work, recipient_ids: Sequence[int], status: str, description: str = ""
) -> None:
    """Give recipients a status, and keep it in their history."""
    if not recipient_ids:
        return
    values = {"status": status, "status_at": work.now, "status_by": work.actor.name}
    if description:
        values["reason"] = description
    these = document_recipients.c.id.in_(recipient_ids)
    work.execute(update(document_recipients).where(these).values(values))
    kept = {"status": status, "at": work.now, "by": work.actor.name, "description": description}
    rows = [{"recipient_id": one, **kept} for one in recipient_ids]
    work.execute(insert(document_statuses), rows)


def statuses(connection: Connection, recipient_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Return the history of some recipients' statuses, oldest first."""
    statement = select(document_statuses).where(document_statuses.c.recipient_id.in_(recipient_ids))
    return connection.execute(statement.order_by(document_statuses.c.id)).all()


# -- files ---------------------------------------------------------------------------------------


def add_file(work: Work, values: Mapping[str, Any]) -> None:
    """Note a file of a document or of a paper that came in."""
    stamped = {**values, "added_at": work.now, "added_by": work.actor.name}
    work.execute(insert(document_files).values(stamped))


def remove_file(work: Work, file_id: str) -> None:
    """Take a file out of the present version of a draft."""
    work.execute(
        update(document_files).where(document_files.c.id == file_id).values(removed_at=work.now)
    )


def file(connection: Connection, file_id: str) -> Found:
    """Return one file."""
    if not _is_id(file_id):
        return None
    statement = select(document_files).where(document_files.c.id == file_id)
    return connection.execute(statement).one_or_none()


def files(
    connection: Connection, *, documents: Collection[str] = (), incoming: Collection[str] = ()
) -> Sequence[Row[Any]]:
    """Return the present files of documents and of papers that came in, main ones first."""
    statement = (
        select(document_files)
        .where(
            or_(
                document_files.c.document_id.in_(documents),
                document_files.c.incoming_id.in_(incoming),
            ),
            document_files.c.removed_at.is_(None),
        )
        .order_by(document_files.c.role.desc(), document_files.c.id)
    )
    return connection.execute(statement).all()


# -- incoming ------------------------------------------------------------------------------------


def incoming(connection: Connection, incoming_id: str) -> Found:
    """Return one incoming document."""
    if not _is_id(incoming_id):
        return None
    here = incoming_documents.c.id == incoming_id
    return connection.execute(select(incoming_documents).where(here)).one_or_none()


def hold_incoming(work: Work, incoming_id: str) -> Found:
    """Return one incoming document, kept from changing until the work ends."""
    if not _is_id(incoming_id):
        return None
    here = incoming_documents.c.id == incoming_id
    return work.execute(select(incoming_documents).where(here).with_for_update()).one_or_none()


def add_incoming(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add documents that came."""
    stamp = {"changed_at": work.now, "changed_by": work.actor.name}
    if rows:
        work.execute(insert(incoming_documents), [{**row, **stamp} for row in rows])


def change_incoming(work: Work, incoming_id: str, values: Mapping[str, Any]) -> None:
    """Change an incoming document, noting when and by whom."""
    stamped = {**values, "changed_at": work.now, "changed_by": work.actor.name}
    here = incoming_documents.c.id == incoming_id
    work.execute(update(incoming_documents).where(here).values(stamped))


def incoming_of_document(connection: Connection, document_id: str) -> Sequence[Row[Any]]:
    """Return the entries one document became at its recipients, by unit."""
    if not _is_id(document_id):
        return []
    here = incoming_documents.c.document_id == document_id
    statement = select(incoming_documents).where(here).order_by(incoming_documents.c.unit_id)
    return connection.execute(statement).all()


def hold_incoming_of_document(work: Work, document_id: str) -> Sequence[Row[Any]]:
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


# -- desks ---------------------------------------------------------------------------------------


def desk(connection: Connection, unit_id: int) -> Found:
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


# -- whole registers, for verify and search ------------------------------------------------------


def all_documents(connection: Connection, batch: int = 500) -> Iterator[Sequence[Row[Any]]]:
    """Yield all documents in batches, by id."""
    last = ""
    while rows := connection.execute(
        select(documents).where(documents.c.id > last).order_by(documents.c.id).limit(batch)
    ).all():
        yield rows
        last = rows[-1].id


def all_registered(connection: Connection, batch: int = 500) -> Iterator[Sequence[Row[Any]]]:
    """Yield all registered incoming documents in batches, by id."""
    entry, last = incoming_documents.c, ""
    while rows := connection.execute(
        select(incoming_documents)
        .where(entry.id > last, entry.arrival_number.is_not(None))
        .order_by(entry.id)
        .limit(batch)
    ).all():
        yield rows
        last = rows[-1].id


def numbered_years(connection: Connection) -> list[tuple[int, int]]:
    """Return the units and years in which numbers were given, arrivals or outgoing."""
    entry = incoming_documents.c
    given = select(documents.c.unit_id, documents.c.year).where(documents.c.number.is_not(None))
    came = select(entry.unit_id, entry.arrival_year).where(entry.arrival_number.is_not(None))
    both = given.union(came).subquery()
    return [(row[0], row[1]) for row in connection.execute(select(both).order_by(*both.c))]


def searchable(connection: Connection) -> Iterator[str]:
    """Yield the ids of what can be searched: issued documents, and papers that came in."""
    ours = select(documents.c.id).where(
        documents.c.state.in_((Outgoing.ISSUED, Outgoing.RECALLED, Outgoing.HISTORICAL))
    )
    yield from connection.execute(ours.order_by(documents.c.id)).scalars()
    entry = incoming_documents.c
    papers = select(entry.id).where(entry.document_id.is_(None), entry.arrival_number.is_not(None))
    yield from connection.execute(papers.order_by(entry.id)).scalars()
