"""The registers as the audit remembers them: what a row must still be when `verify` looks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from province import audit
from province.documents import store
from province.storage import Work, last_number

Record = tuple[str, Mapping[str, Any]]


def write_document(work: Work, deed: str, document_id: str, **detail: Any) -> None:
    """Write a deed on a document down, with what the document is after it."""
    row = store.document(work.connection, document_id)
    assert row is not None
    addressed = store.recipients(work.connection, document_id)
    held = store.files(work.connection, documents=[document_id])
    subject = ("document", document_id)
    record = _document(row, addressed, held)
    audit.write(work, deed, subject=subject, unit_id=row.unit_id, detail=detail, record=record)


def write_incoming(work: Work, deed: str, incoming_id: str, **detail: Any) -> None:
    """Write a deed on an incoming document down; once registered, with what it is after it."""
    row = store.incoming(work.connection, incoming_id)
    assert row is not None
    record = None
    if row.arrival_number is not None:
        record = _incoming(row, store.files(work.connection, incoming=[incoming_id]))
    subject = ("incoming", incoming_id)
    audit.write(work, deed, subject=subject, unit_id=row.unit_id, detail=detail, record=record)


def records_for_verify(connection: Connection) -> dict[str, Iterator[Record]]:
    """Return the two registers as they stand, by the audit's kind of subject."""
    return {"document": _documents(connection), "incoming": _registered(connection)}


def _documents(connection: Connection) -> Iterator[Record]:
    for batch in store.all_documents(connection):
        ids = [row.id for row in batch]
        addressed = store.recipients_of(connection, ids)
        held = _by_owner(store.files(connection, documents=ids))
        for row in batch:
            yield row.id, _document(row, addressed.get(row.id, []), held.get(row.id, []))


def _registered(connection: Connection) -> Iterator[Record]:
    for batch in store.all_registered(connection):
        held = _by_owner(store.files(connection, incoming=[row.id for row in batch]))
        for row in batch:
            yield row.id, _incoming(row, held.get(row.id, []))


def _by_owner(files: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for file in files:
        found.setdefault(file.document_id or file.incoming_id, []).append(file)
    return found


def _document(
    row: Row[Any], addressed: Sequence[Row[Any]], files: Sequence[Row[Any]]
) -> dict[str, Any]:
    """What stands with a recipient changes by the recipient's deeds and is no part of it."""
    return {
        **row._mapping,
        "recipients": [(one.unit_id, one.name, one.direct) for one in addressed],
        "files": sorted((file.role, file.sha256, file.name) for file in files),
    }


def _incoming(row: Row[Any], files: Sequence[Row[Any]]) -> dict[str, Any]:
    return {
        **row._mapping,
        "files": sorted((file.role, file.sha256, file.name) for file in files),
    }


def number_gaps(connection: Connection, unit_id: int, year: int) -> dict[str, list[int]]:
    """Return the numbers of a year that are missing from a unit's registers, by book.

    Returns: only books with a gap; "incoming", or the series of outgoing numbers. Empty: whole.
    """
    gaps = {}
    given = {"incoming": store.arrival_numbers(connection, unit_id, year)}
    books = {"incoming": incoming_book(unit_id)}
    for series, numbers in store.numbers_of_series(connection, unit_id, year).items():
        given[series] = numbers
        books[series] = outgoing_book(unit_id, series)
    for name, numbers in given.items():
        last = max(last_number(connection, books[name], str(year)), *numbers, 0)
        if missing := sorted(set(range(1, last + 1)) - set(numbers)):
            gaps[name] = missing
    return gaps


def number_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the place and nature of every number that was given and belongs to nothing."""
    for unit_id, year in store.numbered_years(connection):
        for series, missing in number_gaps(connection, unit_id, year).items():
            numbers = ", ".join(map(str, missing))
            yield f"documents of unit {unit_id}, {series} {year}", f"numbers {numbers} are missing"


def incoming_book(unit_id: int) -> str:
    """Name the number book of a unit's arrivals."""
    return f"documents.incoming:{unit_id}"


def outgoing_book(unit_id: int, series: str) -> str:
    """Name the number book of one series of a unit."""
    return f"documents.outgoing:{unit_id}:{series}"
