"""What rows must say of each other: who removes one by hand leaves a trace in another.

References, files and number books, freezing triggers; nothing is kept for these checks alone.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, exists, or_, select, text

from province import incoming
from province.audit import Fault
from province.basics import legal_day
from province.house.tables import metadata

FROZEN = {  # the triggers that keep what is written once as it is
    "sqlite": {
        f"{table}_no_{verb}"
        for table in ("audit_entries", "procedure_revisions")
        for verb in ("update", "delete")
    },
    "postgresql": {"audit_entries_frozen", "procedure_revisions_frozen"},
}
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
}
_BOOK_KINDS = {"services.receipt": "receipt", "services.refusal": "refusal"}  # others: result


def trigger_faults(connection: Connection) -> Iterator[Fault]:
    """Name each trigger that freezes written rows and is not there or not at work."""
    engine = connection.dialect.name
    there = set(connection.execute(text(_TRIGGERS[engine])).scalars())
    for name in sorted(FROZEN[engine] - there):
        yield Fault(f"trigger {name}", "is missing: what it keeps frozen could be altered")


def reference_faults(connection: Connection) -> Iterator[Fault]:
    """Name rows that refer to one that is not there."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            other = key.column.table.alias()
            found = (
                select(key.parent)
                .select_from(table.outerjoin(other, key.parent == other.c[key.column.name]))
                .where(key.parent.is_not(None), other.c[key.column.name].is_(None))
            )
            for value in connection.execute(found.distinct()).scalars():
                yield Fault(f"{table.name}.{key.parent.name} {value}", "refers to what is missing")


def file_faults(connection: Connection) -> Iterator[Fault]:
    """Name files of dossiers and documents that were kept as something else than they are."""
    blobs = metadata.tables["blobs"].c
    for name in ("dossier_papers", "document_files"):
        files = metadata.tables[name].c
        other = or_(blobs.size != files.size, blobs.media_type != files.media_type)
        found = select(files.id).where(blobs.sha256 == files.sha256, other).order_by(files.id)
        for file_id in connection.execute(found).scalars():
            yield Fault(f"{name} {file_id}", "its file has another size or kind")


def desk_faults(connection: Connection) -> Iterator[Fault]:
    """Name addressees on whose desk an issued document does not lie, or not as it was sent."""
    sent, recipients = metadata.tables["documents"].c, metadata.tables["document_recipients"].c
    entries = metadata.tables["incoming_documents"].c
    lies_there = exists().where(entries.recipient_id == recipients.id)
    missing = select(recipients.id).where(
        recipients.document_id == sent.id,
        recipients.unit_id.is_not(None),
        sent.issued_at.is_not(None),
        ~lies_there,
    )
    for number in connection.execute(missing.order_by(recipients.id)).scalars():
        yield Fault(f"document_recipients {number}", "has no entry at its desk")
    for place, reason in incoming.arrival_faults(connection):
        yield Fault(place, reason)


def book_faults(connection: Connection) -> Iterator[Fault]:
    """Name number books of the services that say another number than was given last."""
    yield from _code_faults(connection)
    yield from _document_faults(connection)


def _code_faults(connection: Connection) -> Iterator[Fault]:
    used: Counter[tuple[str, str]] = Counter()
    for code in connection.execute(select(metadata.tables["dossiers"].c.code)).scalars():
        unit, day, number = code.rsplit("-", 2)
        place = (f"services.dossier:{unit}", f"20{day[:2]}-{day[2:4]}-{day[4:]}")
        used[place] = max(used[place], int(number))
    given: Counter[tuple[str, str]] = Counter()
    for book, period, last in _books(connection):
        if book.startswith("services.dossier:"):
            given[book, period] = last
    for book, period in sorted(used.keys() | given.keys()):
        if (last := given[book, period]) != (most := used[book, period]):
            reason = f"says {last}, the highest number used is {most}"
            yield Fault(f"number_books {book} {period}", reason)


def _document_faults(connection: Connection) -> Iterator[Fault]:
    given: Counter[tuple[str, str]] = Counter()
    for book, period, last in _books(connection):
        name = book.partition(":")[0]
        if name.startswith("services.") and name != "services.dossier":
            given[_BOOK_KINDS.get(name, "result"), period] += last
    made: Counter[tuple[str, str]] = Counter()
    papers = metadata.tables["dossier_documents"].c
    kinds = papers.kind.in_(("receipt", "refusal", "result"))
    for kind, at in connection.execute(select(papers.kind, papers.made_at).where(kinds)):
        made[kind, str(legal_day(at).year)] += 1
    for kind, year in sorted(given.keys() | made.keys()):
        if given[kind, year] != made[kind, year]:
            reason = f"{given[kind, year]} numbers were given, {made[kind, year]} documents kept"
            yield Fault(f"dossier_documents {kind} {year}", reason)


def _books(connection: Connection) -> list[tuple[str, str, int]]:
    books = metadata.tables["number_books"].c
    rows = connection.execute(select(books.book, books.period, books.last))
    return [(row.book, row.period, row.last) for row in rows]
