"""One step of a document: held while it is taken, then written down with what it left behind.

The audit keeps the digest of what the document is after each deed, so that `verify` can name one
that was altered behind our back.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from province import access, audit
from province.documents import store
from province.documents.model import MOVES, Outgoing, moved_on, not_found, refuse_move
from province.storage import Work

RECORD_KIND = "document"  # subject kind in the audit
Record = tuple[str, Mapping[str, Any]]


def hold(work: Work, document_id: str, deed: str, to: Outgoing) -> Row[Any]:
    """Return a document the actor may bring to a state, kept from changing until the work ends.

    Refuses: documents.unknown, documents.state.moved_on.
    """
    row = store.hold_document(work, document_id) or not_found()
    access.require(work, deed, row.unit_id)
    refuse_move(MOVES, Outgoing(row.state), to, row)
    return row


def hold_draft(work: Work, document_id: str) -> Row[Any]:
    """Return a draft its writers may still change, kept from changing until the work ends.

    Refuses: documents.unknown, documents.state.moved_on.
    """
    row = store.hold_document(work, document_id) or not_found()
    access.require(work, "documents.draft.written", row.unit_id)
    if row.state != Outgoing.DRAFT:
        moved_on(Outgoing(row.state), row)
    return row


def move(
    work: Work, document_id: str, deed: str, to: Outgoing, values: dict[str, Any], **detail: Any
) -> None:
    """Bring a document to a state and write that down."""
    store.change_document(work, document_id, {"state": to, **values})
    write_down(work, deed, document_id, **detail)


def write_down(work: Work, deed: str, document_id: str, **detail: Any) -> None:
    """Write a deed on a document down, with what the document is after it.

    From here on the work holds the audit's head, which everybody needs: rows come before.
    """
    row = store.hold_document(work, document_id)  # nobody changes it between this and the entry
    assert row is not None
    record = _records(work.connection, [row])[document_id]
    subject = (RECORD_KIND, document_id)
    audit.write(work, deed, subject=subject, unit_id=row.unit_id, detail=detail, record=record)


def records(connection: Connection) -> Iterator[Record]:
    """Yield every document as it stands, to be compared with what the audit remembers."""
    for batch in store.all_documents(connection):
        yield from _records(connection, batch).items()


def _records(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, dict[str, Any]]:
    """Return documents with their versions, files and addressees, by id.

    What stands with an addressee once it lies on its desk changes by the desk's deeds, and is part
    of the entry there.
    """
    ids = [row.id for row in rows]
    found: dict[str, dict[str, Any]] = {
        row.id: {**row._mapping, "recipients": [], "standing": [], "files": [], "versions": []}
        for row in rows
    }
    standing: dict[int, str] = {}
    for document_id, addressed in store.recipients_of(connection, ids).items():
        for one in addressed:
            told = (one.id, one.place, one.unit_id, one.name, one.direct)
            found[document_id]["recipients"].append(told)
            if one.unit_id is None or found[document_id]["issued_at"] is None:
                standing[one.id] = document_id
                found[document_id]["standing"].append(dict(one._mapping))
    for status in store.statuses(connection, standing):
        found[standing[status.recipient_id]]["standing"].append(dict(status._mapping))
    for file in store.all_files(connection, documents=ids):
        found[file.document_id]["files"].append(dict(file._mapping))
    for version in store.all_versions(connection, ids):
        found[version.document_id]["versions"].append(dict(version._mapping))
    return found
