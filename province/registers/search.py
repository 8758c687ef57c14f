"""What the search is told of documents, and who may find it there.

Law: 30/2020/NĐ-CP PL VI III.3b, III.6d (what documents and their annexes say)
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from province import access, directory, documents, incoming
from province.basics import Actor
from province.incoming import GONE
from province.symbols import TYPES


def reader_keys(connection: Connection, actor: Actor, on: date) -> frozenset[str]:
    """Return the keys an actor holds to the search entries of documents."""
    keys = {
        f"{deed}@{unit_id}"
        for deed in (documents.READ, incoming.READ)
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
    document = documents.document(connection, item_id)
    if document is not None:
        return _document_entry(connection, document)
    paper = incoming.entry(connection, item_id)
    if paper is None or paper.document_id or paper.arrival_number is None or paper.state in GONE:
        return None
    said = "\n".join(file.text for file in documents.files(connection, incoming=[item_id]))
    return {
        "id": f"document:{paper.id}",
        "kind": "document",
        "title": f"{paper.type_name} {paper.number_text}".strip() + f": {paper.abstract}",
        "text": f"{paper.author}\n{paper.direction}\n{said}",
        "url": f"/lam-viec/van-ban/den/{paper.id}",
        "unit": directory.unit_as_of(connection, paper.unit_id, paper.arrived_on).name,
        "date": paper.document_date or paper.arrived_on,
        "number": paper.number_text,
        "readers": sorted(_keys_of(paper)),
    }


def _document_entry(connection: Connection, row: Row[Any]) -> dict[str, Any] | None:
    if row.state not in documents.OUT:
        return None
    readers = {f"{documents.READ}@{row.unit_id}"}
    for entry in incoming.entries_of(connection, row.id):
        if entry.state not in GONE:
            readers |= _keys_of(entry)
    kind = TYPES[row.type].name
    held = documents.files(connection, documents=[row.id])
    said = dict.fromkeys([row.body, *(file.text for file in held)])  # its print says it once more
    return {
        "id": f"document:{row.id}",
        "kind": "document",
        "title": f"{kind} {row.number_text}: {row.abstract}",
        "text": "\n".join(said),
        "url": f"/lam-viec/van-ban/di/{row.id}",
        "unit": row.issuer,
        "date": row.issued_on,
        "number": row.number_text,
        "readers": sorted(readers),
    }


def _keys_of(entry: Row[Any]) -> set[str]:
    keys = {f"{incoming.READ}@{entry.unit_id}"}
    if entry.lead_account_id is not None:
        keys.add(f"account@{entry.lead_account_id}")
    return keys


def ids_for_search(connection: Connection) -> Iterator[str]:
    """Yield the ids of everything that can be searched, to rebuild the index."""
    yield from documents.ids_out(connection)
    yield from incoming.papers_registered(connection)
