"""What rows must say of each other: who removes one by hand leaves a trace in another.

References, files, desks, freezing triggers; nothing is kept for these checks alone.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, exists, select, text

from province import blobs, dossiers, incoming
from province.audit import Fault
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
    for place, reason in dossiers.paper_faults(connection):
        yield Fault(place, reason)
    for file_id in blobs.kept_otherwise(connection, metadata.tables["document_files"]):
        yield Fault(f"document_files {file_id}", "its file has another size or kind")


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
