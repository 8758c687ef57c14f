"""The documents' statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from province.documents.model import OUT
from province.documents.tables import (
    document_drafts,
    document_files,
    document_recipients,
    document_statuses,
    documents,
)
from province.storage import Work

Found = Row[Any] | None


def is_id(typed: str) -> bool:
    """Tell whether a text can be an id of ours at all; PostgreSQL refuses some texts outright."""
    return typed.isascii() and typed.isalnum()


# -- documents -----------------------------------------------------------------------------------


def document(connection: Connection, document_id: str) -> Found:
    """Return one document."""
    if not is_id(document_id):
        return None
    return connection.execute(select(documents).where(documents.c.id == document_id)).one_or_none()


def hold_document(work: Work, document_id: str) -> Found:
    """Return one document, kept from changing until the work ends."""
    if not is_id(document_id):
        return None
    statement = select(documents).where(documents.c.id == document_id).with_for_update()
    return work.execute(statement).one_or_none()


def add_document(work: Work, values: Mapping[str, Any]) -> None:
    """Add a document, noting when and by whom."""
    stamp = {"created_at": work.now, "changed_at": work.now, "changed_by": work.actor.name}
    work.execute(insert(documents).values({**values, **stamp}))


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


def listed(
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


def counts(connection: Connection, unit_ids: Collection[int]) -> dict[str, int]:
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
        named = [{**row, "document_id": document_id} for row in rows]
        work.execute(insert(document_recipients), named)


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


def recipients_with(connection: Connection, ids: Collection[int]) -> dict[int, Row[Any]]:
    """Return several recipients, by id."""
    statement = select(document_recipients).where(document_recipients.c.id.in_(ids))
    return {row.id: row for row in connection.execute(statement)}


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


def remove_main(work: Work, document_id: str) -> None:
    """Take the main file out of the present version of a draft, to give another its place."""
    here = (document_files.c.document_id == document_id) & (document_files.c.role == "main")
    present = document_files.c.removed_at.is_(None)
    work.execute(update(document_files).where(here, present).values(removed_at=work.now))


def file(connection: Connection, file_id: str) -> Found:
    """Return one file."""
    if not is_id(file_id):
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


# -- whole registers, for verify and search ------------------------------------------------------


def documents_with(connection: Connection, ids: Collection[str]) -> dict[str, Row[Any]]:
    """Return several documents, by id."""
    statement = select(documents).where(documents.c.id.in_(ids))
    return {row.id: row for row in connection.execute(statement)}


def all_versions(connection: Connection, document_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the versions of several drafts, by document, oldest first."""
    version = document_drafts.c
    statement = select(document_drafts).where(version.document_id.in_(document_ids))
    return connection.execute(statement.order_by(version.document_id, version.version)).all()


def all_files(
    connection: Connection, *, documents: Collection[str] = (), incoming: Collection[str] = ()
) -> Sequence[Row[Any]]:
    """Return every file there ever was with documents and papers, without its text, by id."""
    columns = (column for column in document_files.c if column.name != "text")
    theirs = or_(
        document_files.c.document_id.in_(documents), document_files.c.incoming_id.in_(incoming)
    )
    statement = select(*columns).where(theirs).order_by(document_files.c.id)
    return connection.execute(statement).all()


def all_documents(connection: Connection, batch: int = 500) -> Iterator[Sequence[Row[Any]]]:
    """Yield all documents in batches, by id."""
    last = ""
    while rows := connection.execute(
        select(documents).where(documents.c.id > last).order_by(documents.c.id).limit(batch)
    ).all():
        yield rows
        last = rows[-1].id


def numbered_years(connection: Connection) -> set[tuple[int, int]]:
    """Return the units and years in which documents were given numbers."""
    given = select(documents.c.unit_id, documents.c.year).where(documents.c.number.is_not(None))
    return {(row.unit_id, row.year) for row in connection.execute(given.distinct())}


def ids_out(connection: Connection) -> Iterator[str]:
    """Yield the ids of the documents that are no drafts any more."""
    out = select(documents.c.id).where(documents.c.state.in_(OUT))
    yield from connection.execute(out.order_by(documents.c.id)).scalars()


def held_files(connection: Connection, digests: Collection[str]) -> set[str]:
    """Return which of some files documents refer to, those taken out of drafts as well."""
    these = document_files.c.sha256.in_(digests)
    return set(connection.execute(select(document_files.c.sha256).where(these)).scalars())
