"""Who may see what: documents, entries and their files, by grants, by hand-over, or by search.

Law: 30/2020/NĐ-CP PL VI III.3b, III.5a (access to each document, history of reading)
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access, audit, directory
from province.basics import Actor
from province.documents import contents, kinds, store
from province.documents.model import Incoming, Outgoing, not_found
from province.storage import Work

OURS, THEIRS = "documents.document.read", "documents.incoming.read"
_GONE = (Incoming.RETURNED, Incoming.WITHDRAWN)  # no longer at the receiving unit


def see_document(connection: Connection, actor: Actor, document_id: str, on: date) -> Row[Any]:
    """Return a document we write, to its drafter and to who may read what the unit writes.

    Refuses: documents.unknown.
    """
    row = store.document(connection, document_id) or not_found()
    mine = row.drafter_id is not None and row.drafter_id == actor.account_id
    if not mine and not access.may(connection, actor, OURS, row.unit_id, on):
        not_found()
    return row


def see_incoming(connection: Connection, actor: Actor, incoming_id: str, on: date) -> Row[Any]:
    """Return a document that came, to who leads the work and to who may read what comes.

    Refuses: documents.unknown.
    """
    row = store.incoming(connection, incoming_id) or not_found()
    if not _is_theirs(connection, actor, row, on):
        not_found()
    return row


def _is_theirs(connection: Connection, actor: Actor, row: Row[Any], on: date) -> bool:
    mine = row.lead_account_id is not None and row.lead_account_id == actor.account_id
    return mine or access.may(connection, actor, THEIRS, row.unit_id, on)


def entry_of(connection: Connection, actor: Actor, document_id: str, on: date) -> Row[Any] | None:
    """Return the entry by which an actor knows a document that came to one of their units."""
    entries = store.incoming_of_document(connection, document_id)
    return next((row for row in entries if _is_theirs(connection, actor, row, on)), None)


def files_of(connection: Connection, entry: Row[Any]) -> list[Row[Any]]:
    """Return the files of a document that came: the sender's, and scans of our own.

    What was returned or withdrawn is no longer here to be read.
    """
    if entry.state in _GONE:
        return []
    sent = [entry.document_id] if entry.document_id else []
    return list(store.files(connection, documents=sent, incoming=[entry.id]))


def sent_as(connection: Connection, entry: Row[Any]) -> Row[Any] | None:
    """Return the document behind an entry that came inside the system; None for papers."""
    return store.document(connection, entry.document_id) if entry.document_id else None


def open_file(work: Work, file_id: str) -> Row[Any]:
    """Return a file to somebody who may see its document, and write the reading down.

    Refuses: documents.unknown, documents.file.unsafe, documents.file.being_checked.
    Law: 30/2020/NĐ-CP PL VI III.5a
    """
    file = store.file(work.connection, file_id) or not_found()
    if file.incoming_id is not None:
        row = see_incoming(work.connection, work.actor, file.incoming_id, work.today)
        if row.state in _GONE:
            not_found()
    else:
        row = _owner(work, file.document_id)
    contents.refuse_unchecked(work.connection, file)
    subject = ("document", row.id) if "series" in row._fields else ("incoming", row.id)
    detail = {"file": file.id, "name": file.name}
    audit.write(work, "documents.file.read", subject=subject, unit_id=row.unit_id, detail=detail)
    return file


def _owner(work: Work, document_id: str) -> Row[Any]:
    """Return the document, or the entry it became here, by which the actor may see a file."""
    entry = entry_of(work.connection, work.actor, document_id, work.today)
    if entry is not None and entry.state not in _GONE:
        return entry
    return see_document(work.connection, work.actor, document_id, work.today)


def reader_keys(connection: Connection, actor: Actor, on: date) -> frozenset[str]:
    """Return the keys an actor holds to the search entries of documents."""
    keys = {
        f"{deed}@{unit_id}"
        for deed in (OURS, THEIRS)
        for unit_id in access.units_where(connection, actor, deed, on)
    }
    if actor.account_id is not None:
        keys.add(f"account@{actor.account_id}")
    return frozenset(keys)


def entry_for_search(connection: Connection, item_id: str) -> dict[str, Any] | None:
    """Return the search entry of an issued document or of a paper that came, by its id.

    Returns: None for what is not to be found (any more). `readers` are grant keys as `reader_keys`
    gives them: the issuing unit, every unit that holds the document, and who leads the work.
    """
    document = store.document(connection, item_id)
    if document is not None:
        return _document_entry(connection, document)
    paper = store.incoming(connection, item_id)
    if paper is None or paper.document_id or paper.arrival_number is None or paper.state in _GONE:
        return None
    said = "\n".join(file.text for file in store.files(connection, incoming=[item_id]))
    return {
        "id": f"document:{paper.id}",
        "kind": "document",
        "title": f"{paper.type_name} {paper.number_text}".strip() + f": {paper.abstract}",
        "text": f"{paper.author}\n{paper.direction}\n{said}",
        "url": f"/lam-viec/van-ban/den/{paper.id}",
        "unit": directory.unit(connection, paper.unit_id).name,
        "date": paper.document_date or paper.arrived_on,
        "number": paper.number_text,
        "readers": sorted(_keys_of(paper)),
    }


def _document_entry(connection: Connection, row: Row[Any]) -> dict[str, Any] | None:
    if row.state not in (Outgoing.ISSUED, Outgoing.RECALLED, Outgoing.HISTORICAL):
        return None
    readers = {f"{OURS}@{row.unit_id}"}
    for entry in store.incoming_of_document(connection, row.id):
        if entry.state not in _GONE:
            readers |= _keys_of(entry)
    kind = kinds.TYPES[row.type].name
    said = "\n".join(file.text for file in store.files(connection, documents=[row.id]))
    return {
        "id": f"document:{row.id}",
        "kind": "document",
        "title": f"{kind} {row.number_text or '(không rõ số)'}: {row.abstract}",
        "text": row.body if row.body else said,
        "url": f"/lam-viec/van-ban/di/{row.id}",
        "unit": row.issuer,
        "date": row.issued_on,
        "number": row.number_text or "",
        "readers": sorted(readers),
    }


def _keys_of(entry: Row[Any]) -> set[str]:
    keys = {f"{THEIRS}@{entry.unit_id}"}
    if entry.lead_account_id is not None:
        keys.add(f"account@{entry.lead_account_id}")
    return keys


def ids_for_search(connection: Connection) -> Iterator[str]:
    """Yield the ids of everything that can be searched, to rebuild the index."""
    return store.searchable(connection)
